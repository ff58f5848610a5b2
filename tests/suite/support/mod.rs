//! What the tests share.

pub(crate) mod c;
pub(crate) mod child;
pub(crate) mod damage;
pub(crate) mod fixture;
pub(crate) mod place;
pub(crate) mod shared;

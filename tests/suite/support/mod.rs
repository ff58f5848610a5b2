//! What the tests share.

pub(crate) mod c;
pub(crate) mod fixture;
pub(crate) mod shared;

//! What the tests share.

pub(crate) mod c;
pub mod shared;

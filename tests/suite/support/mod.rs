//! What the tests share.

pub mod c;
pub mod shared;

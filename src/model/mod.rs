//! Types that cannot be wrong, and their documents.
//!
//! A document is read with [`document::read`], which refuses unknown fields, values over their limit
//! and contradictions, and says where. Nothing here does IO, reads a clock or draws randomness.

pub mod account;
pub mod day;
pub mod document;
pub mod id;
pub mod kind;
pub mod pointer;
pub mod restriction;
pub mod strict;
pub mod text;
pub mod tree;

pub use account::{Account, Role};
pub use day::{Day, Moment};
pub use document::Document;
pub use id::Id;
pub use kind::Kind;
pub use restriction::{Level, Restriction};
pub use tree::Tree;

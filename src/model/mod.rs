//! Types that cannot be wrong, and their documents.
//!
//! A document is read with [`document::read`], which refuses unknown fields, values over their limit
//! and contradictions, and says where. Nothing here does IO, reads a clock or draws randomness.

pub mod account;
pub mod day;
pub mod document;
pub mod id;
pub mod identifier;
pub mod kind;
pub mod restriction;
pub mod text;

pub use account::{Account, Role};
pub use day::{Day, Moment};
pub use document::Document;
pub use id::Id;
pub use identifier::{Identifier, Scheme};
pub use kind::Kind;
pub use restriction::{Level, Restriction};

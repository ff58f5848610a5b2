//! Types that cannot be wrong, and their documents.
//!
//! A document is read with [`document::read`], which refuses unknown fields, values over their limit
//! and contradictions, and says where. Nothing here does IO, reads a clock or draws randomness.

pub mod account;
pub mod address;
pub mod basis;
pub mod birth;
pub mod breach;
mod code_list;
pub mod condition;
pub mod contact;
pub mod day;
pub mod description;
pub mod document;
pub mod entry;
pub mod id;
pub mod identifier;
pub mod incident;
pub mod job;
pub mod kind;
pub mod name;
pub mod notification;
mod objects;
pub mod order;
pub mod pointer;
pub mod policy;
pub mod recipient;
pub mod registration;
pub mod restriction;
pub mod review;
pub mod schema;
pub mod strict;
pub mod subject;
pub mod text;
pub mod tree;
pub mod warning;

pub use account::{Account, Role};
pub use address::Address;
pub use basis::Basis;
pub use birth::Birth;
pub use breach::Breach;
pub use condition::Condition;
pub use contact::Contact;
pub use day::{Day, Moment};
pub use document::Document;
pub use entry::Entry;
pub use id::Id;
pub use identifier::{Identifier, Scheme};
pub use incident::Incident;
pub use job::Job;
pub use kind::Kind;
pub use name::Name;
pub use notification::Notification;
pub use order::{Order, Service};
pub use policy::Policy;
pub use recipient::Recipient;
pub use registration::{Deregistration, Registration};
pub use restriction::{Level, Restriction};
pub use review::Review;
pub use subject::Subject;
pub use tree::Tree;

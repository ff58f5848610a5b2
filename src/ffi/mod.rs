//! The C face: C names, pointers and panics become this crate's words, and back. It translates and
//! never decides.
//!
//! The only unsafe code of the crate, but for the store's few calls of the platform. What is unsafe
//! here is reading and writing through the caller's pointers, and all of it stands in [`call`] and
//! [`text`]: an exported function promises once, by [`Call::begin`](call::Call::begin), what the
//! header asks of the caller, and is safe code from there on. Handles are never dereferenced: they
//! are numbers in a pointer's clothes, looked up in [`handle`].
//!
//! The header `include/stalking_register.h` is made from [`numbers`], [`opaque`] and the files with
//! exported functions; their comments are written for its reader. Nothing here is meant for Rust.

#![expect(unsafe_code, reason = "C's pointers and names")]
#![expect(clippy::doc_markdown, reason = "exported items are documented for the header's reader")]

pub mod accounts;
pub mod approvals;
pub mod audit;
pub mod audit_export;
pub mod breaches;
pub mod break_glass;
pub mod buffer;
pub mod call;
pub mod cursor;
pub mod diary;
pub mod disclosures;
pub mod document;
pub mod due;
pub mod duties;
pub mod entries;
pub mod erasures;
pub mod error;
pub mod forensics;
pub mod handle;
pub mod host;
pub mod import;
pub mod incidents;
pub mod keys;
pub mod long_work;
pub mod making;
pub mod monitoring;
pub mod notifications;
pub mod numbers;
pub mod opaque;
pub mod opened_cases;
pub mod opening;
pub mod orders;
pub mod policy;
pub mod pruning;
pub mod records;
pub mod reviews;
pub mod rules;
pub mod screening;
pub mod session;
pub mod task;
pub mod text;
pub mod upkeep;
pub mod verb;
pub mod version;
pub mod witness;

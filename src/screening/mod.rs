//! Finds a person: a misspelt name, a nickname, a wrong digit in the birth date, and why it matched.
//!
//! An [`Index`] holds one [`Profile`] for each entry, in memory. A [`Query`] comes from a searcher;
//! [`Index::search`] answers with [`Match`]es, best first, each with the reasons that make up its bits
//! of evidence. What is missing on either side is no evidence. A field that disagrees counts against an
//! entry and never excludes it.
//!
//! Nothing here does IO, reads a clock or draws randomness: one index and one query give the same
//! bits every time. Reasons quote names; they leave the library inside audited results only.
//!
//! Read next: [`profile`], then `probe`, `candidates` and `score`, the three steps of a search.

pub mod band;
pub mod birth;
pub mod fit;
pub mod fold;
pub mod groups;
pub mod index;
pub mod names;
pub(crate) mod packed;
pub mod phonetic;
pub mod profile;
pub mod reason;
pub mod weights;

mod candidates;
mod columns;
mod gazetteer;
mod glance;
mod guarded;
mod hashing;
mod likeness;
mod locality;
mod nickname;
mod odds;
mod pairs;
mod postings;
mod probe;
mod record;
mod score;
mod seen;
mod shape;
mod slots;
mod sums;
mod surroundings;
mod tally;
mod together;
mod vocabulary;
mod wording;

pub use band::{Band, Bands, Limits, Policy};
pub use birth::{Birth, Precision};
pub use fold::Extent;
pub use index::{Found, Index};
pub use names::{NameMatch, NameReason, NameWeights};
pub use profile::{Name, NameKind, Profile, Query, Sex};
pub use reason::{Field, Level, Match, Reason};
pub use weights::Weights;

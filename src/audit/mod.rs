//! The access audit: what an event says, how it is written down, and how the log proves itself.
//!
//! Three layers. The *envelope* ([`event`]) is a fixed row of codes, random ids and commitments, and
//! holds nothing about a subject. The *entry* is the envelope's digest, blinded by its salt: all that
//! ever leaves for witnesses. The *openings* ([`commitment`]) are the personal parts, kept apart so
//! that they can be erased while every digest stays true.
//!
//! Nothing here does IO, reads a clock or draws randomness: salts, ids and moments are given. Nothing
//! is hashed in a derived form: [`cbor`] is written by hand and has vectors.
//!
//! Read next: [`event`], then [`tree`], [`proof`] and [`checkpoint`], then [`verify`].

pub mod action;
pub mod anchor;
mod base64;
pub mod cbor;
pub mod checkpoint;
pub mod commitment;
pub mod digest;
pub mod disclosure;
pub mod erasures;
pub mod event;
pub mod facts;
pub mod heads;
pub mod note;
pub mod ocsf;
pub mod proof;
pub mod tiles;
pub mod tree;
pub mod verify;
pub mod watch;
pub mod watching;
pub mod witness;

pub use action::{Action, Operation, Outcome};
pub use anchor::Anchor;
pub use cbor::Malformed;
pub use checkpoint::{Checkpoint, EventProof, Origin};
pub use commitment::{Committed, Field, Opening};
pub use digest::Digest;
pub use event::{Auth, Event};
pub use note::{Note, VerifierKey};
pub use tree::Frontier;
pub use verify::Verifier;
pub use watch::Watch;

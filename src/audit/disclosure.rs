//! Chosen events with chosen openings, for one auditor with a purpose: `disclosure.cbor`.
//!
//! ```text
//! ["sreg.disclosure", 1, checkpoint, [event, ..]]
//! event = [seq, envelope, [hash, ..], [field, ..], records]
//! field = [number, salt, value] | [number, digest]
//! records = null | [salt, [id, ..]]
//! ```
//!
//! Whoever has it and the log's public key can check that each event is in the log and that each opening
//! is what the event committed to. What is not opened stays a digest.

use crate::audit::cbor::{Malformed, Reader, Writer};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::commitment::{self, Field, Opening};
use crate::audit::digest::Digest;
use crate::audit::event::{self, Event};
use crate::audit::note::{Note, Unsigned, VerifierKey};
use crate::audit::proof::{self, HASHES_MAX};
use crate::model::Id;

const NAME: &str = "sreg.disclosure";
const VERSION: u8 = 1;

/// The greatest number of events of a disclosure.
pub const EVENTS_MAX: usize = 1000;
/// The greatest number of events that are read: a report has more than an auditor is shown.
const EVENTS_READ_MAX: usize = 50_000;
/// The greatest number of records that one event names, as far as they are read.
const RECORDS_MAX: usize = 100_000;

/// A detail field of a disclosed event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disclosed {
    /// Opened.
    Opened(Opening),
    /// Left closed, or erased.
    Closed(Field, Digest),
}

/// One event of a disclosure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The event's number.
    pub seq: u64,
    /// Its envelope.
    pub envelope: Vec<u8>,
    /// The path from its leaf to the checkpoint's root.
    pub path: Vec<Digest>,
    /// Its detail fields.
    pub fields: Vec<Disclosed>,
    /// The records it names, with the salt that opens them, if they are opened.
    pub records: Option<([u8; 32], Vec<Id>)>,
}

/// A disclosure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// The signed checkpoint that the events are proven against.
    pub note: String,
    /// The events.
    pub items: Vec<Item>,
}

/// Why a disclosure proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfounded {
    /// It has not the form of one.
    #[error("not of the form of a disclosure")]
    Malformed,
    /// Its checkpoint is not the log's.
    #[error("the checkpoint: {0}")]
    Checkpoint(Unsigned),
    /// An event is not in the log.
    #[error("event {seq} is not in the log")]
    Event {
        /// The event's number.
        seq: u64,
    },
    /// An opening is not what the event committed to.
    #[error("an opening of event {seq} does not fit")]
    Opening {
        /// The event's number.
        seq: u64,
    },
}

impl From<Malformed> for Unfounded {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl Disclosure {
    /// Returns the bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.array(4).text(NAME).uint(VERSION).text(&self.note).array(self.items.len());
        for item in &self.items {
            writer.array(5).uint(item.seq).bytes(&item.envelope).array(item.path.len());
            for hash in &item.path {
                writer.bytes(hash.as_bytes());
            }
            writer.array(item.fields.len());
            for field in &item.fields {
                match field {
                    Disclosed::Opened(it) => {
                        writer.array(3).uint(it.field.number()).bytes(&it.salt).text(&it.value)
                    }
                    Disclosed::Closed(field, digest) => {
                        writer.array(2).uint(field.number()).bytes(digest.as_bytes())
                    }
                };
            }
            match &item.records {
                None => {
                    writer.null();
                }
                Some((salt, records)) => {
                    writer.array(2).bytes(salt).array(records.len());
                    for record in records {
                        writer.bytes(record.as_bytes());
                    }
                }
            }
        }
        writer.finish()
    }

    /// Reads a disclosure; nothing is checked.
    ///
    /// # Errors
    ///
    /// [`Unfounded::Malformed`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Unfounded> {
        let mut reader = Reader::new(bytes);
        if reader.array()? != 4 || reader.text()? != NAME || reader.uint::<u8>()? != VERSION {
            return Err(Unfounded::Malformed);
        }
        let note = reader.text()?.to_owned();
        let items = list(&mut reader, EVENTS_READ_MAX, item)?;
        reader.finish()?;
        Ok(Self { note, items })
    }

    /// Checks every event and opening against the log of a key, and gives its checkpoint.
    ///
    /// # Errors
    ///
    /// [`Unfounded`] with the first event that is wrong.
    pub fn check(&self, key: &VerifierKey) -> Result<Checkpoint, Unfounded> {
        let note = Note::parse(&self.note).map_err(Unfounded::Checkpoint)?;
        let checkpoint = Checkpoint::signed(&note, key).map_err(Unfounded::Checkpoint)?;
        for item in &self.items {
            item.check(&checkpoint)?;
        }
        Ok(checkpoint)
    }
}

impl Item {
    fn check(&self, checkpoint: &Checkpoint) -> Result<(), Unfounded> {
        let seq = self.seq;
        let leaf = event::leaf(&self.envelope);
        proof::check_inclusion(&self.path, seq, checkpoint.size, &leaf, &checkpoint.root)
            .map_err(|_| Unfounded::Event { seq })?;
        let event = Event::decode(&self.envelope).map_err(|_| Unfounded::Event { seq })?;
        let digests: Vec<_> = self
            .fields
            .iter()
            .map(|it| match it {
                Disclosed::Opened(opening) => (opening.field, commitment::field_digest(opening)),
                Disclosed::Closed(field, digest) => (*field, *digest),
            })
            .collect();
        let records_fit = self
            .records
            .as_ref()
            .is_none_or(|(salt, records)| commitment::references_root(salt, records) == event.subjects);
        if event.seq == seq && commitment::detail(&digests) == event.detail && records_fit {
            Ok(())
        } else {
            Err(Unfounded::Opening { seq })
        }
    }
}

fn item(reader: &mut Reader<'_>) -> Result<Item, Unfounded> {
    if reader.array()? != 5 {
        return Err(Unfounded::Malformed);
    }
    let seq = reader.uint()?;
    let envelope = reader.bytes()?.to_vec();
    let path = list(reader, HASHES_MAX, |reader| Ok(Digest::from_bytes(reader.byte_array()?)))?;
    let fields = list(reader, Field::ALL.len(), |reader| {
        let items = reader.array()?;
        let field = reader.code(Field::of_number)?;
        Ok(match items {
            2 => Disclosed::Closed(field, Digest::from_bytes(reader.byte_array()?)),
            3 => Disclosed::Opened(Opening {
                field,
                salt: reader.byte_array()?,
                value: reader.text()?.to_owned(),
            }),
            _ => return Err(Unfounded::Malformed),
        })
    })?;
    let records = reader.nullable(|reader| {
        let head = reader.malformed();
        if reader.array()? != 2 {
            return Err(head);
        }
        let salt = reader.byte_array()?;
        let ids = list(reader, RECORDS_MAX, |reader| Ok(Id::from_bytes(reader.byte_array()?)));
        Ok((salt, ids.map_err(|_| head)?))
    })?;
    Ok(Item { seq, envelope, path, fields, records })
}

fn list<T>(
    reader: &mut Reader<'_>,
    most: usize,
    mut read: impl FnMut(&mut Reader<'_>) -> Result<T, Unfounded>,
) -> Result<Vec<T>, Unfounded> {
    let count = reader.array()?;
    if count > most {
        return Err(Unfounded::Malformed);
    }
    (0..count).map(|_| read(reader)).collect()
}

//! The log: events are added at its end, with their nodes, openings and references.

use rusqlite::{OptionalExtension, Params, Row};

use crate::audit::commitment::{self, Committed, Field, Opening};
use crate::audit::{Digest, Event, event};
use crate::error::{Corruption, Error, Result};
use crate::model::Id;
use crate::store::{Tx, View};

/// Where an event stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppendedEvent {
    /// The event's number.
    pub seq: u64,
    /// Its leaf hash.
    pub leaf: Digest,
}

/// An event with its openings and the records it names.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The envelope.
    pub event: Event,
    /// The leaf hash.
    pub leaf: Digest,
    /// The openings that are kept.
    pub openings: Vec<StoredOpening>,
    /// The records it names.
    pub records: Vec<Id>,
}

/// An opening as it is kept.
pub type StoredOpening = Committed;

impl Tx<'_> {
    /// Returns the number that the next event has.
    #[must_use]
    pub fn next_seq(&self) -> u64 {
        self.tail.frontier.size()
    }

    /// Returns the number of the event that was appended last; 0 before the first.
    #[must_use]
    pub fn last_seq(&self) -> u64 {
        self.next_seq().saturating_sub(1)
    }

    /// Returns the leaf hash of the last event, zeros before the first.
    #[must_use]
    pub fn previous_leaf(&self) -> Digest {
        self.tail.previous
    }

    /// Returns the time of the last event, in Unix milliseconds.
    #[must_use]
    pub fn last_at_ms(&self) -> u64 {
        self.tail.at_ms
    }

    /// Returns the root of the log's tree.
    #[must_use]
    pub fn root(&self) -> Digest {
        self.tail.frontier.root()
    }

    /// Adds an event at the end of the log, with the openings and records it committed to.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] if the event does not follow the last one; [`Error::Corrupt`] if a guard
    /// refuses it.
    pub fn append(
        &mut self,
        event: &Event,
        openings: &[Opening],
        references: Option<(&[u8; 32], &[Id])>,
    ) -> Result<AppendedEvent> {
        let seq = self.next_seq();
        if event.seq != seq || event.previous != self.previous_leaf() || event.at_ms < self.last_at_ms() {
            return Err(Error::Internal);
        }
        let envelope = event.encode();
        let leaf = event::leaf(&envelope);
        let salt = references.map(|(salt, _)| salt);
        let records = references.map(|(_, records)| packed(records));
        let place = self.add(
            seq,
            "INSERT OR ROLLBACK INTO audit_events (seq, envelope, salt, records) VALUES (0, ?1, ?2, ?3)",
            "INSERT OR ROLLBACK INTO audit_events (envelope, salt, records) VALUES (?1, ?2, ?3)",
            (&envelope, salt, &records),
        )?;
        let mut follows = place == seq;
        for (index, hash) in self.tail.frontier.push(leaf) {
            let place = self.add(
                index,
                "INSERT OR ROLLBACK INTO audit_nodes (place, hash) VALUES (0, ?1)",
                "INSERT OR ROLLBACK INTO audit_nodes (hash) VALUES (?1)",
                [hash.as_bytes()],
            )?;
            follows &= place == index;
        }
        if !follows {
            return Err(Error::Corrupt(Corruption::BrokenChain { seq }));
        }
        for opening in openings {
            self.connection()
                .prepare_cached(
                    "INSERT OR ROLLBACK INTO audit_fields (seq, field, digest, salt, value) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute((
                    seq,
                    opening.field.number(),
                    commitment::field_digest(opening).as_bytes(),
                    opening.salt,
                    &opening.value,
                ))?;
        }
        if let Some((_, records)) = references {
            let mut statement = self
                .connection()
                .prepare_cached("INSERT OR IGNORE INTO audit_references (record_id, seq) VALUES (?1, ?2)")?;
            for record in records {
                statement.execute((record.as_bytes(), seq))?;
            }
        }
        self.tail.previous = leaf;
        self.tail.at_ms = event.at_ms;
        self.heads().append(seq, leaf, event.at_ms);
        self.ends_at(seq + 1);
        Ok(AppendedEvent { seq, leaf })
    }
}

impl Tx<'_> {
    /// Adds a row at the end of a table and gives its place.
    ///
    /// Only the first row gives its own number, by the first statement: one that does makes the engine
    /// journal the page that it changes, for a statement that might fail. The engine counts on from there.
    fn add(&self, place: u64, first: &str, next: &str, values: impl Params) -> Result<u64> {
        let sql = if place == 0 { first } else { next };
        let row = self.connection().prepare_cached(sql)?.insert(values)?;
        u64::try_from(row).map_err(|_| Error::Corrupt(Corruption::Database))
    }
}

impl View<'_> {
    /// Returns the number of events.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn log_size(&self) -> Result<u64> {
        Ok(self
            .connection()
            .prepare_cached("SELECT coalesce(max(seq), -1) + 1 FROM audit_events")?
            .query_row([], |row| row.get(0))?)
    }

    /// Returns the event that wrote the first version of a record.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn registered_by(&self, record: Id) -> Result<Option<u64>> {
        Ok(self
            .connection()
            .prepare_cached("SELECT seq FROM audit_versions WHERE record_id = ?1 AND version = 1")?
            .query_row([record.as_bytes()], |row| row.get(0))
            .optional()?)
    }

    /// Returns the events that wrote the versions of a record, the first one first.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn written_by(&self, record: Id) -> Result<Vec<u64>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT seq FROM audit_versions WHERE record_id = ?1 ORDER BY version")?;
        let rows = statement.query_map([record.as_bytes()], |row| row.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns one event with its openings and the records it names.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if the envelope cannot be read.
    pub fn event(&self, seq: u64) -> Result<Option<Opened>> {
        let envelope: Option<Vec<u8>> = self
            .connection()
            .prepare_cached("SELECT envelope FROM audit_events WHERE seq = ?1")?
            .query_row([seq], |row| row.get(0))
            .optional()?;
        let Some(envelope) = envelope else { return Ok(None) };
        let event = Event::decode(&envelope).map_err(|_| Error::Corrupt(Corruption::Event { seq }))?;
        Ok(Some(Opened {
            event,
            leaf: event::leaf(&envelope),
            openings: self.openings(seq)?,
            records: self.records_of(seq)?,
        }))
    }

    /// Returns the envelope of one event, without what it commits to.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if it cannot be read.
    pub fn envelope(&self, seq: u64) -> Result<Option<Event>> {
        let envelope: Option<Vec<u8>> = self
            .connection()
            .prepare_cached("SELECT envelope FROM audit_events WHERE seq = ?1")?
            .query_row([seq], |row| row.get(0))
            .optional()?;
        let read = |it: Vec<u8>| Event::decode(&it).map_err(|_| Error::Corrupt(Corruption::Event { seq }));
        envelope.map(read).transpose()
    }

    /// Returns the records that an event names.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn records_of(&self, seq: u64) -> Result<Vec<Id>> {
        let packed: Option<Vec<u8>> = self
            .connection()
            .prepare_cached("SELECT records FROM audit_events WHERE seq = ?1")?
            .query_row([seq], |row| row.get(0))
            .optional()?
            .flatten();
        unpacked(seq, packed.as_deref().unwrap_or_default())
    }

    /// Returns the openings of an event, those that were erased with their digest only.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn openings(&self, seq: u64) -> Result<Vec<StoredOpening>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT field, digest, salt, value, erased_by FROM audit_fields WHERE seq = ?1 ORDER BY field",
        )?;
        let rows = statement.query_map([seq], opening)?;
        rows.map(|it| it?.ok_or(Error::Corrupt(Corruption::Opening { seq }))).collect()
    }

    /// Returns the events that name a record, the newest first, at most `limit`, before `before`.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn events_of(&self, record: Id, before: u64, limit: u32) -> Result<Vec<u64>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT seq FROM audit_references WHERE record_id = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3",
        )?;
        let before = i64::try_from(before).unwrap_or(i64::MAX);
        let rows = statement.query_map((record.as_bytes(), before, limit), |row| row.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Tells whether any event says a field that ends in these words. It looks through the whole log.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn has_said(&self, field: Field, words: &str) -> Result<bool> {
        let count = i64::try_from(words.len()).map_err(|_| Error::Internal)?;
        Ok(self
            .connection()
            .prepare_cached("SELECT 1 FROM audit_fields WHERE field = ?1 AND substr(value, -?2) = ?3")?
            .exists((field.number(), count, words))?)
    }

    /// Returns the salt of the record references of an event, if it names any.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn reference_salt(&self, seq: u64) -> Result<Option<[u8; 32]>> {
        Ok(self
            .connection()
            .prepare_cached("SELECT salt FROM audit_events WHERE seq = ?1")?
            .query_row([seq], |row| row.get(0))
            .optional()?
            .flatten())
    }

    /// Tells whether any event names a record.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn is_named(&self, record: Id, seq: u64) -> Result<bool> {
        Ok(self
            .connection()
            .prepare_cached("SELECT 1 FROM audit_references WHERE record_id = ?1 AND seq = ?2")?
            .exists((record.as_bytes(), seq))?)
    }
}

/// Writes the records that an event names, each once, in their order.
fn packed(records: &[Id]) -> Vec<u8> {
    let mut records = records.to_vec();
    records.sort_unstable();
    records.dedup();
    records.iter().flat_map(Id::as_bytes).copied().collect()
}

/// Reads the records that an event names.
pub(super) fn unpacked(seq: u64, packed: &[u8]) -> Result<Vec<Id>> {
    let (records, rest) = packed.as_chunks();
    if !rest.is_empty() {
        return Err(Error::Corrupt(Corruption::Opening { seq }));
    }
    Ok(records.iter().map(|it| Id::from_bytes(*it)).collect())
}

/// Reads an opening's row; `None` where it cannot be one.
pub(super) fn opening(row: &Row<'_>) -> rusqlite::Result<Option<StoredOpening>> {
    let field = Field::of_number(row.get(0)?);
    let digest = Digest::from_bytes(row.get(1)?);
    let salt: Option<[u8; 32]> = row.get(2)?;
    let value: Option<String> = row.get(3)?;
    let by: Option<u64> = row.get(4)?;
    Ok(match (field, salt, value, by) {
        (Some(field), Some(salt), Some(value), None) => {
            Some(Committed::Opened { opening: Opening { field, salt, value }, digest })
        }
        (Some(field), None, None, Some(by)) => Some(Committed::Erased { field, digest, by }),
        _ => None,
    })
}

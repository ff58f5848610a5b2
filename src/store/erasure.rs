//! Erasure: the only place that deletes a record, or an opening of an event.

use rusqlite::OptionalExtension;

use crate::audit::commitment::Field;
use crate::audit::erasures::Erased;
use crate::audit::tree::stored_index;
use crate::audit::{Action, Outcome};
use crate::error::{Corruption, Error, Result};
use crate::model::{Id, Kind};
use crate::store::{Tx, View};

impl View<'_> {
    /// Returns the records that belong to an entry, the entry among them.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn records_belonging_to(&self, entry: Id) -> Result<Vec<Id>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT DISTINCT id FROM records WHERE entry_id = ?1 ORDER BY id")?;
        let rows = statement.query_map([entry.as_bytes()], |row| row.get(0).map(Id::from_bytes))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns everything that was erased: records, and personal parts of events that are kept.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn all_erased(&self) -> Result<Vec<Erased>> {
        let connection = self.connection();
        let mut records =
            connection.prepare("SELECT record_id, entry_id FROM erasures ORDER BY seq, record_id")?;
        let rows = records.query_map([], |row| {
            Ok(Erased::Record { record: Id::from_bytes(row.get(0)?), entry: Id::from_bytes(row.get(1)?) })
        })?;
        let mut erased = rows.collect::<std::result::Result<Vec<_>, _>>()?;
        let mut parts = connection
            .prepare("SELECT seq, field FROM audit_fields WHERE erased_by IS NOT NULL ORDER BY seq, field")?;
        let rows = parts.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for row in rows {
            let (event, field) = row?;
            let field = Field::of_number(field).ok_or(Error::Corrupt(Corruption::Opening { seq: event }))?;
            erased.push(Erased::Part { event, field, leaf: self.node(stored_index(0, event))? });
        }
        Ok(erased)
    }

    /// Returns the event that erased a record, if one did.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if the event that is named erased nothing, or not this.
    pub fn erased_by(&self, record: Id) -> Result<Option<u64>> {
        let Some((_, seq)) = self.erasure_of(record)? else { return Ok(None) };
        if seq < self.first_event()? {
            // Its event was pruned; the seal that is kept of what it did is over this row.
            return Ok(Some(seq));
        }
        let event = self.event(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?.event;
        let erased = event.action == Action::ErasureExecuted && event.outcome == Outcome::Done;
        if erased && self.is_named(record, seq)? {
            Ok(Some(seq))
        } else {
            Err(Error::Corrupt(Corruption::Record { seq }))
        }
    }

    /// Returns the entry that an erased record belonged to, and the event that is said to have erased it.
    pub(super) fn erasure_of(&self, record: Id) -> Result<Option<(Id, u64)>> {
        Ok(self
            .connection()
            .prepare_cached("SELECT entry_id, seq FROM erasures WHERE record_id = ?1")?
            .query_row([record.as_bytes()], |row| Ok((Id::from_bytes(row.get(0)?), row.get(1)?)))
            .optional()?)
    }

    /// Checks that everything on the list of erasures was erased by an event, and is gone.
    pub(super) fn walk_erasures(&self) -> Result<()> {
        let mut statement = self.connection().prepare("SELECT record_id, seq FROM erasures ORDER BY seq")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (record, seq) = (Id::from_bytes(row.get(0)?), row.get(1)?);
            let left = self
                .connection()
                .prepare_cached("SELECT 1 FROM records WHERE id = ?1")?
                .exists([record.as_bytes()])?;
            if left || self.erased_by(record)? != Some(seq) {
                return Err(Error::Corrupt(Corruption::Record { seq }));
            }
        }
        Ok(())
    }
}

impl Tx<'_> {
    /// Erases the value and the salt of an event's opening; its digest stays.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn erase_field(&mut self, seq: u64, field: Field, by: u64) -> Result<()> {
        self.connection()
            .prepare_cached(
                "UPDATE audit_fields SET salt = NULL, value = NULL, erased_by = ?3 \
                 WHERE seq = ?1 AND field = ?2 AND erased_by IS NULL",
            )?
            .execute((seq, field.number(), by))?;
        Ok(())
    }

    /// Erases every version of an entry's records and every line that an index has of them.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if a guard refuses it.
    pub fn erase_entry(&mut self, entry: Id, records: &[Id], by: u64) -> Result<()> {
        for id in records {
            self.connection()
                .prepare_cached("INSERT INTO erasures (record_id, entry_id, seq) VALUES (?1, ?2, ?3)")?
                .execute((id.as_bytes(), entry.as_bytes(), by))?;
            self.connection()
                .prepare_cached("DELETE FROM records WHERE id = ?1")?
                .execute([id.as_bytes()])?;
            self.heads().erase(entry, *id, by);
        }
        self.index_identifiers(entry, &[])?;
        self.index_diary(entry, &[])?;
        self.index_restriction(entry, &[])?;
        self.strike_packed_index()?;
        self.note_change(Kind::Entry, entry)
    }
}

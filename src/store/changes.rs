//! The change log: what a memory of the records must read again.

use crate::error::{Corruption, Error, Result};
use crate::model::{Id, Kind};
use crate::store::{Tx, View};

impl View<'_> {
    /// Returns the number of the last change.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn last_change(&self) -> Result<u64> {
        Ok(self
            .connection()
            .prepare_cached("SELECT coalesce(max(n), 0) FROM changes")?
            .query_row([], |row| row.get(0))?)
    }

    /// Returns the changes after one, the oldest first, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`] and [`Error::Corrupt`].
    pub fn changes_after(&self, n: u64, limit: u32) -> Result<Vec<(u64, Kind, Id)>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT n, kind, record_id FROM changes WHERE n > ?1 ORDER BY n LIMIT ?2")?;
        let rows = statement.query_map((n, limit), |row| {
            Ok((row.get::<_, u64>(0)?, row.get::<_, u8>(1)?, Id::from_bytes(row.get(2)?)))
        })?;
        rows.map(|it| {
            let (n, kind, id) = it?;
            Ok((n, Kind::of_number(kind).ok_or(Error::Corrupt(Corruption::Index))?, id))
        })
        .collect()
    }
}

impl Tx<'_> {
    /// Notes that a record changed.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn note_change(&mut self, kind: Kind, record: Id) -> Result<()> {
        self.connection()
            .prepare_cached("INSERT INTO changes (kind, record_id) VALUES (?1, ?2)")?
            .execute((kind.number(), record.as_bytes()))?;
        Ok(())
    }
}

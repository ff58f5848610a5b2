//! The identifier index: exact look-up of an entry by any number it is known under.

use crate::error::Result;
use crate::model::Id;
use crate::store::{Tx, View};

impl View<'_> {
    /// Returns the entries that have an identifier, in the order of their ids.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn entries_with(&self, scheme: u16, value: &str) -> Result<Vec<Id>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT entry_id FROM identifiers WHERE scheme = ?1 AND value = ?2 ORDER BY entry_id",
        )?;
        let rows = statement.query_map((scheme, value), |row| row.get(0))?;
        Ok(rows.map(|it| it.map(Id::from_bytes)).collect::<std::result::Result<_, _>>()?)
    }

    /// Returns every row of the index, sorted, for a comparison with the records.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn all_identifiers(&self) -> Result<Vec<(u16, String, Id)>> {
        let mut statement = self
            .connection()
            .prepare("SELECT scheme, value, entry_id FROM identifiers ORDER BY scheme, value, entry_id")?;
        let rows =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, Id::from_bytes(row.get(2)?))))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Replaces the identifiers of an entry in the index.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn index_identifiers(&mut self, entry: Id, identifiers: &[(u16, String)]) -> Result<()> {
        self.connection()
            .prepare_cached("DELETE FROM identifiers WHERE entry_id = ?1")?
            .execute([entry.as_bytes()])?;
        self.add_identifiers(entry, identifiers)
    }

    /// Adds the identifiers of an entry that had none to the index.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn add_identifiers(&mut self, entry: Id, identifiers: &[(u16, String)]) -> Result<()> {
        let mut statement = self.connection().prepare_cached(
            "INSERT OR IGNORE INTO identifiers (scheme, value, entry_id) VALUES (?1, ?2, ?3)",
        )?;
        for (scheme, value) in identifiers {
            statement.execute((scheme, value, entry.as_bytes()))?;
        }
        Ok(())
    }
}

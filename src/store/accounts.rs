//! Sign-in names, passwords and the tally of failed attempts.

use rusqlite::OptionalExtension;
use zeroize::Zeroizing;

use crate::error::Result;
use crate::model::Id;
use crate::store::{Tx, View};

/// Names whose failures are counted at the most; beyond it, names never seen share one tally.
pub(super) const THROTTLE_NAMES_MAX: u64 = 100_000;

impl View<'_> {
    /// Returns the account of a name's digest.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn account_named(&self, name: &[u8; 32]) -> Result<Option<Id>> {
        Ok(self
            .connection()
            .prepare_cached("SELECT account_id FROM account_names WHERE name = ?1")?
            .query_row([name], |row| row.get(0).map(Id::from_bytes))
            .optional()?)
    }

    /// Returns the password of an account in PHC form.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn password(&self, account: Id) -> Result<Option<Zeroizing<String>>> {
        Ok(self
            .connection()
            .prepare_cached("SELECT password FROM credentials WHERE account_id = ?1")?
            .query_row([account.as_bytes()], |row| row.get(0).map(Zeroizing::new))
            .optional()?)
    }

    /// Returns the failures counted for a name's digest, and when the last one was (Unix milliseconds).
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn failures(&self, name: &[u8; 32]) -> Result<(u32, i64)> {
        Ok(self
            .connection()
            .prepare_cached("SELECT failures, last_failure_at FROM throttle WHERE name = ?1")?
            .query_row([name], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .unwrap_or((0, 0)))
    }

    /// Tells whether failures are counted for a name's digest already, or there is room for it.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn counts_failures_of(&self, name: &[u8; 32]) -> Result<bool> {
        let known =
            self.connection().prepare_cached("SELECT 1 FROM throttle WHERE name = ?1")?.exists([name])?;
        let count: u64 = self
            .connection()
            .prepare_cached("SELECT count(*) FROM throttle")?
            .query_row([], |row| row.get(0))?;
        Ok(known || count < THROTTLE_NAMES_MAX)
    }
}

impl Tx<'_> {
    /// Gives an account its name's digest, and takes its former one away.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`](crate::error::Error::Corrupt) if another account has the name.
    pub fn name_account(&mut self, account: Id, name: &[u8; 32]) -> Result<()> {
        self.connection()
            .prepare_cached("DELETE FROM account_names WHERE account_id = ?1")?
            .execute([account.as_bytes()])?;
        self.connection()
            .prepare_cached("INSERT INTO account_names (name, account_id) VALUES (?1, ?2)")?
            .execute((name, account.as_bytes()))?;
        Ok(())
    }

    /// Sets the password of an account, in PHC form.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn set_password(&mut self, account: Id, phc: &str, at_ms: i64) -> Result<()> {
        self.connection()
            .prepare_cached(
                "INSERT INTO credentials (account_id, password, changed_at) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (account_id) DO UPDATE SET password = ?2, changed_at = ?3",
            )?
            .execute((account.as_bytes(), phc, at_ms))?;
        Ok(())
    }

    /// Forgets the tallies whose last failure was before a moment, but those of accounts with too many
    /// failures.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn forget_failures(&mut self, before_ms: i64, too_many: u32) -> Result<()> {
        self.connection()
            .prepare_cached(
                "DELETE FROM throttle WHERE last_failure_at <= ?1 \
                 AND (failures < ?2 OR name NOT IN (SELECT name FROM account_names))",
            )?
            .execute((before_ms, too_many))?;
        Ok(())
    }

    /// Writes the tally of failures of a name's digest; none takes the row away.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn set_failures(&mut self, name: &[u8; 32], failures: u32, last_failure_at_ms: i64) -> Result<()> {
        if failures == 0 {
            self.connection().prepare_cached("DELETE FROM throttle WHERE name = ?1")?.execute([name])?;
            return Ok(());
        }
        self.connection()
            .prepare_cached(
                "INSERT INTO throttle (name, failures, last_failure_at) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (name) DO UPDATE SET failures = ?2, last_failure_at = ?3",
            )?
            .execute((name, failures, last_failure_at_ms))?;
        Ok(())
    }
}

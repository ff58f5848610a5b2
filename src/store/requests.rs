//! What waits for a second person. The rows only point at events: what was asked, by whom and who
//! agreed stands in the log.

use rusqlite::{OptionalExtension, Row};

use crate::audit::Digest;
use crate::error::Result;
use crate::store::{Tx, View};

/// A request for something that two persons guard, by the events that tell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// The event that asked.
    pub seq: u64,
    /// The digest of the exact operation.
    pub digest: Digest,
    /// What the wall clock showed when it was asked for, in Unix milliseconds.
    pub clock_ms: i64,
    /// The event that agreed.
    pub approved_by: Option<u64>,
    /// The event that did it, declined it or withdrew it.
    pub closed_by: Option<u64>,
}

const COLUMNS: &str = "SELECT seq, digest, clock, approved_by, closed_by FROM requests";

fn row(row: &Row<'_>) -> rusqlite::Result<RequestRow> {
    Ok(RequestRow {
        seq: row.get(0)?,
        digest: Digest::from_bytes(row.get(1)?),
        clock_ms: row.get(2)?,
        approved_by: row.get(3)?,
        closed_by: row.get(4)?,
    })
}

impl View<'_> {
    /// Returns a request.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn request(&self, seq: u64) -> Result<Option<RequestRow>> {
        let mut statement = self.connection().prepare_cached(&format!("{COLUMNS} WHERE seq = ?1"))?;
        Ok(statement.query_row([seq], row).optional()?)
    }

    /// Returns the requests for exactly one operation that are agreed to and not done, the newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn approved_requests(&self, digest: &Digest) -> Result<Vec<RequestRow>> {
        let mut statement = self.connection().prepare_cached(&format!(
            "{COLUMNS} WHERE digest = ?1 AND approved_by IS NOT NULL AND closed_by IS NULL ORDER BY seq DESC"
        ))?;
        let rows = statement.query_map([digest.as_bytes()], row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns every request, the oldest first, for a comparison with the events.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn all_requests(&self) -> Result<Vec<RequestRow>> {
        let mut statement = self.connection().prepare(&format!("{COLUMNS} ORDER BY seq"))?;
        let rows = statement.query_map([], row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns the requests that are not done, declined or withdrawn, the newest first, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn open_requests(&self, limit: u32) -> Result<Vec<RequestRow>> {
        let mut statement = self
            .connection()
            .prepare_cached(&format!("{COLUMNS} WHERE closed_by IS NULL ORDER BY seq DESC LIMIT ?1"))?;
        let rows = statement.query_map([limit], row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Notes that an event asked for an operation.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn note_request(&mut self, seq: u64, digest: &Digest, clock_ms: i64) -> Result<()> {
        self.connection()
            .prepare_cached("INSERT INTO requests (seq, digest, clock) VALUES (?1, ?2, ?3)")?
            .execute((seq, digest.as_bytes(), clock_ms))?;
        Ok(())
    }

    /// Notes that an event agreed to a request.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn note_approval(&mut self, request: u64, by: u64) -> Result<()> {
        self.connection()
            .prepare_cached("UPDATE requests SET approved_by = ?2 WHERE seq = ?1 AND approved_by IS NULL")?
            .execute((request, by))?;
        Ok(())
    }

    /// Notes that an event did what was asked, declined it or withdrew it.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage).
    pub fn close_request(&mut self, request: u64, by: u64) -> Result<()> {
        self.connection()
            .prepare_cached("UPDATE requests SET closed_by = ?2 WHERE seq = ?1 AND closed_by IS NULL")?
            .execute((request, by))?;
        Ok(())
    }
}

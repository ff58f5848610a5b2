//! What can be read: a snapshot of the database.

use std::cell::Cell;
use std::fmt;
use std::path::PathBuf;

use rusqlite::Connection;

use crate::error::Result;
use crate::model::Id;
use crate::store::Tx;
use crate::store::heads::Heads;

/// A snapshot of the database, to read from.
pub struct View<'c> {
    connection: &'c Connection,
    heads: &'c Heads,
    /// Events in the log, once that was asked for: a snapshot has one end.
    end: Cell<Option<u64>>,
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("View")
    }
}

/// Which register this is.
#[derive(Clone, Debug)]
pub struct Meta {
    /// The register's id.
    pub id: Id,
    /// When it was made, in Unix milliseconds.
    pub made_at_ms: i64,
    /// The name of its log.
    pub name: String,
    /// Which of its histories this is, from 1.
    pub incarnation: u32,
    /// Where its anchor file is, if it has one.
    pub anchor: Option<PathBuf>,
}

impl<'c> View<'c> {
    pub(super) fn new(connection: &'c Connection, heads: &'c Heads) -> Self {
        Self { connection, heads, end: Cell::new(None) }
    }

    pub(super) fn connection(&self) -> &'c Connection {
        self.connection
    }

    /// Returns what is known of the present versions of records.
    pub(super) fn heads(&self) -> &'c Heads {
        self.heads
    }

    /// Returns the number of events, asked of the database once.
    pub(super) fn log_end(&self) -> Result<u64> {
        if let Some(end) = self.end.get() {
            return Ok(end);
        }
        let end = self.log_size()?;
        self.end.set(Some(end));
        Ok(end)
    }

    /// Takes note that the log grew.
    pub(super) fn ends_at(&self, end: u64) {
        self.end.set(Some(end));
    }

    /// Returns which register this is.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`](crate::error::Error::Storage) and
    /// [`Error::Corrupt`](crate::error::Error::Corrupt).
    pub fn meta(&self) -> Result<Meta> {
        let sql = "SELECT id, made_at, (SELECT coalesce(max(incarnation), 1) FROM incarnations), anchor, name \
                   FROM register WHERE one = 1";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| {
            Ok(Meta {
                id: Id::from_bytes(row.get(0)?),
                made_at_ms: row.get(1)?,
                incarnation: row.get(2)?,
                anchor: row.get::<_, Option<String>>(3)?.map(PathBuf::from),
                name: row.get(4)?,
            })
        })?)
    }
}

impl Tx<'_> {
    /// Writes which register this is, once.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`](crate::error::Error::Corrupt) if it was written before.
    pub fn name_register(&mut self, meta: &Meta) -> Result<()> {
        let anchor = meta.anchor.as_ref().map(|it| it.to_string_lossy().into_owned());
        self.connection().execute(
            "INSERT INTO register (one, id, made_at, anchor, name) VALUES (1, ?1, ?2, ?3, ?4)",
            (meta.id.as_bytes(), meta.made_at_ms, anchor, &meta.name),
        )?;
        Ok(())
    }
}

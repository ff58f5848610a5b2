//! The end of the log, as the next event needs it.

use rusqlite::{Connection, OptionalExtension};

use crate::audit::{self, Digest, Frontier};
use crate::error::{Corruption, Error, Result};

/// The log's size and the hashes on its right edge, its last leaf and its last time.
#[derive(Clone, Debug)]
pub(super) struct Tail {
    pub(super) frontier: Frontier,
    pub(super) previous: Digest,
    pub(super) at_ms: u64,
}

impl Tail {
    /// Reads the end of the log and checks that it is one.
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let last: Option<(u64, Vec<u8>)> = connection
            .prepare_cached("SELECT seq, envelope FROM audit_events ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((seq, envelope)) = last else {
            return Ok(Self { frontier: Frontier::new(), previous: Digest::ZERO, at_ms: 0 });
        };
        let event = audit::Event::decode(&envelope).map_err(|_| Error::Corrupt(Corruption::Event { seq }))?;
        if event.seq != seq {
            return Err(Error::Corrupt(Corruption::BrokenChain { seq }));
        }
        let mut statement = connection.prepare_cached("SELECT hash FROM audit_nodes WHERE place = ?1")?;
        let mut hashes = Vec::new();
        for index in Frontier::positions(seq + 1) {
            let hash: Option<[u8; 32]> = statement.query_row([index], |row| row.get(0)).optional()?;
            hashes.push(Digest::from_bytes(hash.ok_or(Error::Corrupt(Corruption::Node { index }))?));
        }
        let frontier =
            Frontier::restore(seq + 1, hashes).ok_or(Error::Corrupt(Corruption::BrokenChain { seq }))?;
        Ok(Self { frontier, previous: audit::event::leaf(&envelope), at_ms: event.at_ms })
    }

    /// Reads the end of the log again if another process wrote to it.
    pub(super) fn catch_up(&mut self, connection: &Connection) -> Result<()> {
        let size: u64 = connection
            .prepare_cached("SELECT coalesce(max(seq), -1) + 1 FROM audit_events")?
            .query_row([], |row| row.get(0))?;
        if size != self.frontier.size() {
            *self = Self::read(connection)?;
        }
        Ok(())
    }
}

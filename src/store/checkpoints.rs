//! The log's checkpoints, the keys that signed them, and the stored nodes that proofs are made of.

use rusqlite::OptionalExtension;

use crate::audit::proof::Unproven;
use crate::audit::tree::stored_index;
use crate::audit::{Digest, event, proof};
use crate::error::{Corruption, Error, Result};
use crate::store::{Tx, View};

/// A key that signs checkpoints.
#[derive(Clone, PartialEq, Eq)]
pub struct LogKey {
    /// The first event that its checkpoints cover and those of the key before did not.
    pub since_seq: u64,
    /// The public key.
    pub public: [u8; 32],
    /// The seed, wrapped; nothing where the host signs.
    pub wrapped: Option<Vec<u8>>,
}

impl std::fmt::Debug for LogKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LogKey since event {}", self.since_seq)
    }
}

/// What becomes of an event that is missing inside the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaps {
    /// It is a fault.
    Refused,
    /// The tree's leaf stands for it, or zeros where that is gone, too: the log is looked at as it is.
    Filled,
}

/// One leaf of the log as an export holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// The entry of an event that is kept.
    Entry(Digest),
    /// The leaf of an event that was pruned.
    Pruned(Digest),
}

impl Tx<'_> {
    /// Adds a key that signs checkpoints from an event on.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if there is one since that event.
    pub fn add_log_key(&mut self, key: &LogKey) -> Result<()> {
        self.connection()
            .prepare_cached("INSERT INTO audit_keys (since_seq, public, wrapped) VALUES (?1, ?2, ?3)")?
            .execute((key.since_seq, key.public, &key.wrapped))?;
        Ok(())
    }

    /// Keeps a signed checkpoint.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if there is one of that size.
    pub fn add_checkpoint(&mut self, size: u64, note: &str) -> Result<()> {
        self.connection()
            .prepare_cached("INSERT INTO audit_checkpoints (size, note) VALUES (?1, ?2)")?
            .execute((size, note))?;
        self.keep_heads()
    }

    /// Keeps a witness's signature line under a checkpoint, if it is not kept already.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn add_cosignature(&mut self, size: u64, line: &str) -> Result<()> {
        self.connection()
            .prepare_cached("INSERT OR IGNORE INTO audit_cosignatures (size, line) VALUES (?1, ?2)")?
            .execute((size, line))?;
        Ok(())
    }

    /// Begins another history of the log, by an event.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if there is a later one.
    pub fn begin_incarnation(&mut self, incarnation: u32, seq: u64) -> Result<()> {
        self.connection()
            .prepare_cached("INSERT OR ROLLBACK INTO incarnations (incarnation, seq) VALUES (?1, ?2)")?
            .execute((incarnation, seq))?;
        Ok(())
    }
}

impl View<'_> {
    /// Returns the histories of the log after the first, each with the event that began it, the newest last.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn incarnations(&self) -> Result<Vec<(u32, u64)>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT incarnation, seq FROM incarnations ORDER BY incarnation")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns the keys that signed checkpoints, the present one last.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if there is none.
    pub fn log_keys(&self) -> Result<Vec<LogKey>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT since_seq, public, wrapped FROM audit_keys ORDER BY since_seq")?;
        let rows = statement.query_map([], |row| {
            Ok(LogKey { since_seq: row.get(0)?, public: row.get(1)?, wrapped: row.get(2)? })
        })?;
        let keys: Vec<_> = rows.collect::<std::result::Result<_, _>>()?;
        if keys.is_empty() { Err(Error::Corrupt(Corruption::LogKey)) } else { Ok(keys) }
    }

    /// Returns the newest checkpoint with its size.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn newest_checkpoint(&self) -> Result<Option<(u64, String)>> {
        Ok(self
            .connection()
            .prepare_cached("SELECT size, note FROM audit_checkpoints ORDER BY size DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?)
    }

    /// Returns the newest checkpoints with their sizes, the newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn checkpoints(&self, limit: u32) -> Result<Vec<(u64, String)>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT size, note FROM audit_checkpoints ORDER BY size DESC LIMIT ?1")?;
        let rows = statement.query_map([limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns the newest checkpoint over more than `seq` events that a witness cosigned.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn newest_cosigned(&self, seq: u64) -> Result<Option<(u64, String)>> {
        Ok(self
            .connection()
            .prepare_cached(
                "SELECT size, note FROM audit_checkpoints WHERE size = \
                 (SELECT max(size) FROM audit_cosignatures WHERE size > ?1)",
            )?
            .query_row([seq], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?)
    }

    /// Calls a function with every checkpoint that is kept, and its size, the first one first.
    ///
    /// # Errors
    ///
    /// The function's own; [`Error::Storage`].
    pub fn each_checkpoint(&self, mut visit: impl FnMut(u64, &str) -> Result<()>) -> Result<()> {
        let mut statement =
            self.connection().prepare("SELECT size, note FROM audit_checkpoints ORDER BY size")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            visit(row.get(0)?, &row.get::<_, String>(1)?)?;
        }
        Ok(())
    }

    /// Returns the signature lines of witnesses under a checkpoint.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn cosignatures(&self, size: u64) -> Result<Vec<String>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT line FROM audit_cosignatures WHERE size = ?1 ORDER BY line")?;
        let rows = statement.query_map([size], |row| row.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns every signature line of a witness, with the size of its checkpoint.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn all_cosignatures(&self) -> Result<Vec<(u64, String)>> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT size, line FROM audit_cosignatures ORDER BY size, line")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Returns the hash at a position of the stored tree.
    ///
    /// # Errors
    ///
    /// [`Corruption::Node`] if it is missing.
    pub fn node(&self, index: u64) -> Result<Digest> {
        let hash: Option<[u8; 32]> = self
            .connection()
            .prepare_cached("SELECT hash FROM audit_nodes WHERE place = ?1")?
            .query_row([index], |row| row.get(0))
            .optional()?;
        hash.map(Digest::from_bytes).ok_or(Error::Corrupt(Corruption::Node { index }))
    }

    /// Returns the root that the log had when it was that long.
    ///
    /// # Errors
    ///
    /// [`Corruption::Node`] if a node is missing; [`Error::Internal`] for no events.
    pub fn root_at(&self, size: u64) -> Result<Digest> {
        proved(|read| proof::root(size, read), self)
    }

    /// Makes the proof that an event is in the log of a size.
    ///
    /// # Errors
    ///
    /// [`Corruption::Node`] if a node is missing; [`Error::Internal`] if there is no such event.
    pub fn inclusion(&self, seq: u64, size: u64) -> Result<Vec<Digest>> {
        proved(|read| proof::inclusion(seq, size, read), self)
    }

    /// Makes the proof that the log of one size goes on to another.
    ///
    /// # Errors
    ///
    /// [`Corruption::Node`] if a node is missing; [`Error::Internal`] for sizes that are none.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Digest>> {
        proved(|read| proof::consistency(old, new, read), self)
    }

    /// Calls a function with every leaf of the first `size` events, from the first.
    ///
    /// # Errors
    ///
    /// The function's own; [`Corruption::MissingEvent`].
    pub fn each_leaf(
        &self,
        (size, gaps): (u64, Gaps),
        mut visit: impl FnMut(u64, Leaf) -> Result<()>,
    ) -> Result<()> {
        let fill = |seq| match (self.node(stored_index(0, seq)), gaps) {
            (Ok(leaf), _) => Ok(Leaf::Pruned(leaf)),
            (Err(Error::Corrupt(_)), Gaps::Filled) => Ok(Leaf::Pruned(Digest::ZERO)),
            (Err(fault), _) => Err(fault),
        };
        let mut statement = self
            .connection()
            .prepare("SELECT seq, envelope FROM audit_events WHERE seq < ?1 ORDER BY seq")?;
        let mut rows = statement.query([size])?;
        let first = self.first_event()?;
        let mut next = 0;
        while let Some(row) = rows.next()? {
            let (seq, envelope): (u64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            // What was pruned at the beginning has left its leaves.
            if (next == 0 && seq == first) || gaps == Gaps::Filled {
                for missing in next..seq {
                    visit(missing, fill(missing)?)?;
                }
                next = seq;
            }
            if seq != next {
                return Err(Error::Corrupt(Corruption::MissingEvent { seq: next }));
            }
            visit(seq, Leaf::Entry(event::entry(&envelope)))?;
            next += 1;
        }
        if gaps == Gaps::Refused && next != size {
            return Err(Error::Corrupt(Corruption::MissingEvent { seq: next }));
        }
        (next..size).try_for_each(|missing| visit(missing, fill(missing)?))
    }
}

/// A failure to read a node, or to prove at all.
enum Failure {
    Read(Error),
    Unproven,
}

impl From<Unproven> for Failure {
    fn from(_: Unproven) -> Self {
        Self::Unproven
    }
}

/// Makes a proof from the stored nodes.
fn proved<T>(
    make: impl FnOnce(
        &mut dyn FnMut(u64) -> std::result::Result<Digest, Failure>,
    ) -> std::result::Result<T, Failure>,
    view: &View<'_>,
) -> Result<T> {
    make(&mut |index| view.node(index).map_err(Failure::Read)).map_err(|it| match it {
        Failure::Read(fault) => fault,
        Failure::Unproven => Error::Internal,
    })
}

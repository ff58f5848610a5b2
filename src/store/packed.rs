//! The screening index as whoever built it wrote it down, so that others need not build it.
//!
//! It is read only by the code that wrote it, only whole, and only with what the events since wrote: its digest
//! goes over all parts and over the log's root as it was. A page of an older lot that was put back makes no
//! index, and an older lot put back as a whole is right, only longer ago.

use std::collections::BTreeSet;
use std::fmt;

use rusqlite::OptionalExtension;
use sha2::{Digest as _, Sha512_256};

use crate::audit::Digest;
use crate::error::{Corruption, Error, Result};
use crate::model::Id;
use crate::store::{Store, Tx, View};

/// What the digest of a lot begins with.
const DIGEST_NAME: &[u8] = b"sreg.packed1";

/// What is known of the parts that are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedHead {
    /// Which parts they are.
    pub lot: u64,
    /// How many.
    pub parts: u32,
    /// The sources that it was made by.
    pub made_by: String,
    /// The length of the log as it was made; it holds what those events wrote.
    pub size: u64,
    /// The digest over the log's root at that length and the parts.
    pub digest: [u8; 32],
}

/// Adds up the digest of a lot.
///
/// SHA-512/256: without instructions for either it takes two thirds of the time of SHA-256.
pub struct PackedDigest(Sha512_256);

impl fmt::Debug for PackedDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PackedDigest")
    }
}

impl PackedDigest {
    /// Begins with what is known beforehand.
    #[must_use]
    pub fn new(size: u64, root: &Digest) -> Self {
        let mut digest = Sha512_256::new_with_prefix(DIGEST_NAME);
        digest.update(size.to_be_bytes());
        digest.update(root.as_bytes());
        Self(digest)
    }

    /// Adds the next part.
    pub fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_be_bytes());
        self.0.update(part);
    }

    /// Ends it.
    #[must_use]
    pub fn end(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

impl View<'_> {
    /// Returns what is known of the parts that are kept; nothing if none are.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn packed_head(&self) -> Result<Option<PackedHead>> {
        let sql = "SELECT lot, parts, made_by, size, digest FROM packed_head WHERE one = 1";
        let head = self.connection().prepare_cached(sql)?.query_row([], |row| {
            Ok(PackedHead {
                lot: row.get(0)?,
                parts: row.get(1)?,
                made_by: row.get(2)?,
                size: row.get(3)?,
                digest: row.get(4)?,
            })
        });
        Ok(head.optional()?)
    }

    /// Returns a part of a lot.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn packed_part(&self, lot: u64, part: u32) -> Result<Option<Vec<u8>>> {
        let connection = self.connection();
        let part = connection
            .prepare_cached("SELECT bytes FROM packed_parts WHERE lot = ?1 AND part = ?2")?
            .query_row((lot, part), |row| row.get(0))
            .optional()?;
        // Its pages are not read again: kept, those of all parts would take as much memory as the index.
        connection.release_memory()?;
        Ok(part)
    }

    /// Returns the length of the log and its root.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn log_now(&self) -> Result<(u64, Digest)> {
        let size = self.log_end()?;
        Ok((size, self.root_at(size)?))
    }

    /// Returns the records that the events after the first `size` wrote or erased, each once; nothing if the log
    /// is not so long, or if those events were pruned.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if they are not those that the log's root is over, or wrote what is not there.
    pub fn written_since(&self, size: u64) -> Result<Option<BTreeSet<Id>>> {
        let end = self.log_end()?;
        if size > end || size < self.first_event()? {
            return Ok(None);
        }
        let mut verifier = self.verifier_at(size)?;
        let mut written = BTreeSet::new();
        let mut statement = self.connection().prepare_cached(
            "SELECT seq, envelope FROM audit_events WHERE seq >= ?1 AND seq < ?2 ORDER BY seq",
        )?;
        let mut rows = statement.query([size, end])?;
        while let Some(row) = rows.next()? {
            let (seq, envelope): (u64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let event = verifier.follow(seq, &envelope).map_err(Error::Corrupt)?;
            let told = self.told_by(&event)?;
            if let Some(record) = told.damaged.first() {
                return Err(self.newest(*record).err().unwrap_or(Error::Corrupt(Corruption::Record { seq })));
            }
            written.extend(told.wrote.into_iter().map(|it| it.0));
            written.extend(told.erased.into_iter().map(|it| it.0));
        }
        if verifier.size() != end || verifier.root() != self.root_at(end)? {
            return Err(Error::Corrupt(Corruption::MissingEvent { seq: verifier.size() }));
        }
        Ok(Some(written))
    }
}

impl Tx<'_> {
    /// Keeps the next part of a lot; without a lot, of a new one. Returns the lot.
    fn keep_packed_part(&mut self, lot: Option<u64>, part: u32, bytes: &[u8]) -> Result<u64> {
        let lot = match lot {
            Some(lot) => lot,
            None => self
                .connection()
                .prepare_cached("SELECT coalesce(max(lot), 0) + 1 FROM packed_parts")?
                .query_row([], |row| row.get(0))?,
        };
        self.connection()
            .prepare_cached("INSERT INTO packed_parts (lot, part, bytes) VALUES (?1, ?2, ?3)")?
            .execute((lot, part, bytes))?;
        Ok(lot)
    }

    /// Forgets so many parts that are of no use at the most, and tells how many there were.
    fn strike_packed_parts(&mut self, most: u32) -> Result<usize> {
        Ok(self
            .connection()
            .prepare_cached(
                "DELETE FROM packed_parts WHERE rowid IN (SELECT rowid FROM packed_parts \
                 WHERE lot IS NOT (SELECT lot FROM packed_head) LIMIT ?1)",
            )?
            .execute([most])?)
    }

    /// Forgets the packed index, wholly and at once: what was erased must not be left in it.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn strike_packed_index(&mut self) -> Result<()> {
        self.connection().prepare_cached("DELETE FROM packed_head")?.execute([])?;
        self.connection().prepare_cached("DELETE FROM packed_parts")?.execute([])?;
        Ok(())
    }

    /// Says that a lot is whole, if all of it is there still.
    fn keep_packed_head(&mut self, head: &PackedHead) -> Result<()> {
        self.connection()
            .prepare_cached(
                "INSERT INTO packed_head (one, lot, parts, made_by, size, digest) \
                 SELECT 1, ?1, ?2, ?3, ?4, ?5 WHERE ?2 = (SELECT count(*) FROM packed_parts WHERE lot = ?1) \
                 ON CONFLICT (one) DO UPDATE SET lot = excluded.lot, parts = excluded.parts, \
                 made_by = excluded.made_by, size = excluded.size, digest = excluded.digest",
            )?
            .execute((head.lot, head.parts, &head.made_by, head.size, head.digest))?;
        Ok(())
    }
}

impl Store {
    /// Forgets one part that is of no use, in a commit of its own.
    fn strike_packed_part(&self) -> Result<bool> {
        self.commit(|tx| Ok(tx.strike_packed_parts(1)? > 0))
    }

    /// Keeps a packed index in place of the one that is kept: each part is a commit of its own, so that nobody
    /// waits for more than one.
    ///
    /// # Errors
    ///
    /// Those of `pack` and of [`Store::commit`]; then none is kept.
    pub fn keep_packed_index(
        &self,
        made_by: &str,
        (size, root): (u64, Digest),
        pack: impl FnOnce(&mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()>,
    ) -> Result<()> {
        self.commit(|tx| Ok(tx.connection().execute("DELETE FROM packed_head", [])?))?;
        while self.strike_packed_part()? {}
        let mut digest = PackedDigest::new(size, &root);
        let (mut lot, mut parts) = (None, 0);
        pack(&mut |bytes| {
            digest.add(bytes);
            let (bytes, part, own) = (zeroize::Zeroizing::new(bytes.to_vec()), parts, lot);
            lot = Some(self.commit(move |tx| tx.keep_packed_part(own, part, &bytes))?);
            parts += 1;
            Ok(())
        })?;
        let Some(lot) = lot else { return Ok(()) };
        let head = PackedHead { lot, parts, made_by: made_by.to_owned(), size, digest: digest.end() };
        self.commit(move |tx| tx.keep_packed_head(&head))
    }
}

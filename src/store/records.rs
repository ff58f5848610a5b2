//! Records as versioned documents. A version that is read is checked against the digest that the
//! event which wrote it committed to.

use std::fmt;

use rusqlite::{OptionalExtension, Params, Row};
use zeroize::Zeroizing;

use crate::audit::Digest;
use crate::audit::commitment::{self, Version};
use crate::error::{Corruption, Error, Result};
use crate::model::{Id, Kind};
use crate::store::heads::{Present, short};
use crate::store::{Tx, View};

/// One version of a record, checked.
#[derive(Clone)]
pub struct Record {
    /// The record.
    pub id: Id,
    /// The entry it belongs to; itself for an entry and an account.
    pub entry_id: Id,
    /// Its kind.
    pub kind: Kind,
    /// 1 for the first version.
    pub version: u32,
    /// When it was written, in Unix milliseconds.
    pub recorded_at_ms: u64,
    /// The audit event that wrote it.
    pub seq: u64,
    /// The digest that the event committed to.
    pub digest: Digest,
    /// JSON text.
    pub document: Zeroizing<String>,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} version {}", self.kind, self.id, self.version)
    }
}

/// A version to be written.
#[derive(Clone)]
pub struct NewVersion {
    /// The record.
    pub id: Id,
    /// The entry it belongs to.
    pub entry_id: Id,
    /// Its kind.
    pub kind: Kind,
    /// One more than the version before, 1 for the first.
    pub version: u32,
    /// When it is written, in Unix milliseconds: the time of its event.
    pub recorded_at_ms: u64,
    /// Salt of its digest.
    pub salt: [u8; 32],
    /// JSON text.
    pub document: Zeroizing<String>,
}

impl fmt::Debug for NewVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} version {}", self.kind, self.id, self.version)
    }
}

impl NewVersion {
    /// Returns the digest that the event which writes it commits to.
    #[must_use]
    pub fn digest(&self) -> Digest {
        commitment::version_digest(&Version {
            record: self.id,
            entry: self.entry_id,
            kind: self.kind,
            version: self.version,
            recorded_at_ms: self.recorded_at_ms,
            salt: &self.salt,
            bytes: self.document.as_bytes(),
        })
    }
}

/// The columns of a version, and what the log says of it.
pub(super) const COLUMNS: &str = "SELECT r.id, r.entry_id, r.kind, r.version, r.recorded_at, r.seq, r.salt, r.document, \
     v.seq, v.digest FROM records AS r LEFT JOIN audit_versions AS v \
     ON v.record_id = r.id AND v.version = r.version";

/// The version that the newest alteration event wrote, and the greatest that is there.
const NEWEST: &str = "SELECT r.id, r.entry_id, r.kind, r.version, r.recorded_at, r.seq, r.salt, r.document, v.seq, v.digest, \
     v.version, (SELECT max(version) FROM records WHERE id = ?1) FROM audit_versions AS v \
     LEFT JOIN records AS r ON r.id = v.record_id AND r.version = v.version \
     WHERE v.record_id = ?1 ORDER BY v.version DESC LIMIT 1";

const PRESENT: &str = "SELECT id, entry_id, kind, version, recorded_at, seq, salt, document FROM records \
     WHERE id = ?1 ORDER BY version DESC LIMIT 1";

const PLACED: &str =
    "SELECT id, entry_id, kind, version, recorded_at, seq, salt, document FROM records WHERE place = ?1";

/// A row as it was found.
pub(super) struct Found {
    pub(super) record: Record,
    salt: [u8; 32],
}

impl Found {
    /// Reads the first eight of [`COLUMNS`].
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let kind: u8 = row.get(2)?;
        let record = Record {
            id: Id::from_bytes(row.get(0)?),
            entry_id: Id::from_bytes(row.get(1)?),
            kind: Kind::of_number(kind)
                .ok_or(rusqlite::Error::IntegralValueOutOfRange(2, i64::from(kind)))?,
            version: row.get(3)?,
            recorded_at_ms: row.get(4)?,
            seq: row.get(5)?,
            digest: Digest::ZERO,
            document: Zeroizing::new(row.get(7)?),
        };
        Ok(Self { record, salt: row.get(6)? })
    }

    /// Sums the version up, and takes it if the log says so of it.
    pub(super) fn checked(self, committed: impl FnOnce(u64, &Digest) -> bool) -> Result<Record> {
        let Self { mut record, salt } = self;
        record.digest = commitment::version_digest(&Version {
            record: record.id,
            entry: record.entry_id,
            kind: record.kind,
            version: record.version,
            recorded_at_ms: record.recorded_at_ms,
            salt: &salt,
            bytes: record.document.as_bytes(),
        });
        if committed(record.seq, &record.digest) {
            Ok(record)
        } else {
            Err(Error::Corrupt(Corruption::Record { seq: record.seq }))
        }
    }
}

/// A row with the event and the digest that the log tells of it.
pub(super) type Told = (Found, Option<(u64, [u8; 32])>);

/// Reads all of [`COLUMNS`].
pub(super) fn found(row: &Row<'_>) -> rusqlite::Result<Told> {
    let seq: Option<u64> = row.get(8)?;
    let digest: Option<[u8; 32]> = row.get(9)?;
    Ok((Found::read(row)?, seq.zip(digest)))
}

/// Checks a version against what the log says of it.
pub(super) fn checked((found, committed): Told) -> Result<Record> {
    found.checked(|seq, digest| committed.is_some_and(|it| it.0 == seq && it.1 == *digest.as_bytes()))
}

impl View<'_> {
    /// Returns the present version of a record.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if the version is not the one that its newest alteration event wrote, or not
    /// what that event says it is.
    pub fn newest(&self, id: Id) -> Result<Option<Record>> {
        if let Some(present) = self.present(id)? {
            return self.read_present(id, &present).map(Some);
        }
        let record = self.newest_found(id)?;
        // The row and what the log's own index says of it may have been put back together from one older copy:
        // what is known of the log tells.
        self.hold(id, record.as_ref())?;
        Ok(record)
    }

    /// Reads a record of which memory tells what the log says: the log's own index need not be asked, nor that of
    /// the ids where memory knows the place.
    fn read_present(&self, id: Id, present: &Present) -> Result<Record> {
        let placed = match present.place {
            0 => None,
            place => self.row_of(PLACED, [place])?,
        };
        let is_it = |it: &Found| it.record.id == id && it.record.version == present.version;
        let found = match placed.filter(is_it) {
            None => self.row_of(PRESENT, [id.as_bytes()])?.filter(is_it),
            placed => placed,
        };
        let found = found.ok_or(Error::Corrupt(Corruption::Record { seq: present.seq }))?;
        found.checked(|seq, digest| seq == present.seq && short(digest) == present.digest)
    }

    fn row_of(&self, sql: &str, params: impl Params) -> Result<Option<Found>> {
        Ok(self.connection().prepare_cached(sql)?.query_row(params, Found::read).optional()?)
    }

    fn newest_found(&self, id: Id) -> Result<Option<Record>> {
        let mut statement = self.connection().prepare_cached(NEWEST)?;
        let mut rows = statement.query([id.as_bytes()])?;
        let Some(row) = rows.next()? else { return self.refuse_unlogged(id).map(|()| None) };
        let (seq, written): (u64, u32) = (row.get(8)?, row.get(10)?);
        match row.get::<_, Option<u32>>(11)? {
            Some(stored) if stored == written => checked(found(row)?).map(Some),
            // What two persons erased is absent; anything else that is missing was taken away.
            None if self.erased_by(id)?.is_some() => Ok(None),
            _ => Err(Error::Corrupt(Corruption::Record { seq })),
        }
    }

    /// Returns one version of a record as it is found, checked against what the log says of it.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn version(&self, id: Id, version: u32) -> Result<Option<Record>> {
        self.connection()
            .prepare_cached(&format!("{COLUMNS} WHERE r.id = ?1 AND r.version = ?2"))?
            .query_row((id.as_bytes(), version), found)
            .optional()?
            .map(checked)
            .transpose()
    }

    /// Refuses a record that no event tells of.
    fn refuse_unlogged(&self, id: Id) -> Result<()> {
        let unlogged: Option<u64> = self
            .connection()
            .prepare_cached("SELECT seq FROM records WHERE id = ?1 ORDER BY version DESC LIMIT 1")?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?;
        unlogged.map_or(Ok(()), |seq| Err(Error::Corrupt(Corruption::Record { seq })))
    }

    /// Returns the version of a record that was the present one at a moment in Unix milliseconds.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn as_of(&self, id: Id, at_ms: i64) -> Result<Option<Record>> {
        let Some(newest) = self.newest(id)? else { return Ok(None) };
        let sql =
            format!("{COLUMNS} WHERE r.id = ?1 AND r.recorded_at <= ?2 ORDER BY r.version DESC LIMIT 1");
        let then = self
            .connection()
            .prepare_cached(&sql)?
            .query_row((id.as_bytes(), at_ms), found)
            .optional()?
            .map(checked)
            .transpose()?;
        // The version after it came later; were one missing between, an older one would pass for it.
        let after = then.as_ref().map_or(0, |it| it.version) + 1;
        if after <= newest.version {
            let later =
                self.version(id, after)?.is_some_and(|it| i128::from(it.recorded_at_ms) > i128::from(at_ms));
            if !later {
                return Err(Error::Corrupt(Corruption::Record { seq: newest.seq }));
            }
        }
        Ok(then)
    }

    /// Returns all versions of a record, the first one first.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn versions(&self, id: Id) -> Result<Vec<Record>> {
        let mut statement =
            self.connection().prepare_cached(&format!("{COLUMNS} WHERE r.id = ?1 ORDER BY r.version"))?;
        let rows = statement.query_map([id.as_bytes()], found)?;
        let records = rows.map(|it| checked(it?)).collect::<Result<Vec<_>>>()?;
        let last = records.last().map(|it| it.version);
        // The newest one tells whether any is missing at the end.
        if self.newest(id)?.map(|it| it.version) != last
            || records.iter().zip(1..).any(|(it, n)| it.version != n)
        {
            let seq = records.last().map_or(0, |it| it.seq);
            return Err(Error::Corrupt(Corruption::Record { seq }));
        }
        Ok(records)
    }

    /// Returns the records of one kind that belong to an entry, in the order of their ids.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn of_entry(&self, entry_id: Id, kind: Kind) -> Result<Vec<Record>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT DISTINCT id FROM records WHERE entry_id = ?1 AND kind = ?2 ORDER BY id",
        )?;
        let rows = statement.query_map((entry_id.as_bytes(), kind.number()), |row| row.get(0))?;
        let ids = rows.collect::<std::result::Result<Vec<[u8; 16]>, _>>()?;
        self.hold_members(entry_id)?;
        ids.into_iter()
            .map(|id| self.newest(Id::from_bytes(id))?.ok_or(Error::Corrupt(Corruption::Index)))
            .collect()
    }

    /// Calls a function with the present version of every record of a kind, in no promised order.
    ///
    /// # Errors
    ///
    /// The function's own, and [`Error::Corrupt`].
    pub fn each(&self, kind: Kind, mut visit: impl FnMut(Record) -> Result<()>) -> Result<()> {
        let mut statement = self.connection().prepare_cached(&format!(
            "{COLUMNS} WHERE r.kind = ?1 AND r.version = \
             (SELECT max(version) FROM records WHERE id = r.id) ORDER BY r.place"
        ))?;
        let mut rows = statement.query([kind.number()])?;
        while let Some(row) = rows.next()? {
            let record = checked(found(row)?)?;
            // An older page put back would show an older version as the newest.
            let newest: u32 = self
                .connection()
                .prepare_cached("SELECT max(version) FROM audit_versions WHERE record_id = ?1")?
                .query_row([record.id.as_bytes()], |row| row.get(0))?;
            if newest != record.version {
                return Err(Error::Corrupt(Corruption::Record { seq: record.seq }));
            }
            self.hold(record.id, Some(&record))?;
            visit(record)?;
        }
        self.hold_all()
    }

    /// Calls a function with every version of every record of a kind.
    ///
    /// # Errors
    ///
    /// The function's own, and [`Error::Corrupt`].
    pub(super) fn each_version(&self, kind: Kind, mut visit: impl FnMut(Record) -> Result<()>) -> Result<()> {
        let mut statement =
            self.connection().prepare(&format!("{COLUMNS} WHERE r.kind = ?1 ORDER BY r.place"))?;
        let mut rows = statement.query([kind.number()])?;
        while let Some(row) = rows.next()? {
            visit(checked(found(row)?)?)?;
        }
        Ok(())
    }

    /// Returns of which kind a record is or was, unchecked: enough to count by.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn kind_of(&self, id: Id) -> Result<Option<Kind>> {
        let kind: Option<u8> = self
            .connection()
            .prepare_cached("SELECT kind FROM records WHERE id = ?1 LIMIT 1")?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(kind.and_then(Kind::of_number))
    }

    /// Counts the records of a kind.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn count(&self, kind: Kind) -> Result<u64> {
        Ok(self
            .connection()
            .prepare_cached("SELECT count(*) FROM records WHERE kind = ?1 AND version = 1")?
            .query_row([kind.number()], |row| row.get(0))?)
    }
}

impl Tx<'_> {
    /// Writes a version, by the event that committed to its digest.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if the version does not follow the one before.
    pub fn insert(&mut self, version: &NewVersion, digest: &Digest, seq: u64) -> Result<()> {
        let id = version.id.as_bytes();
        self.connection()
            .prepare_cached(
                "INSERT OR ROLLBACK INTO audit_versions (record_id, version, seq, digest) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((id, version.version, seq, digest.as_bytes()))?;
        self.connection()
            .prepare_cached(
                "INSERT OR ROLLBACK INTO records (id, entry_id, kind, version, recorded_at, seq, salt, document) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                id,
                version.entry_id.as_bytes(),
                version.kind.number(),
                version.version,
                version.recorded_at_ms,
                seq,
                version.salt,
                version.document.as_str(),
            ))?;
        self.heads().add(version, *digest, seq);
        Ok(())
    }
}

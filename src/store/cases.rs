//! Cases: what the rules look at of an entry, itself and all that belongs to it.
//!
//! One case is read by its index; all of them in one pass over the file, so that its pages are read one
//! after the other and not as the random ids fall.

use rusqlite::OptionalExtension;

use crate::audit::Digest;
use crate::error::{Corruption, Error, Result};
use crate::model::{Id, Kind};
use crate::store::View;
use crate::store::records::{COLUMNS, Found, Record, checked, found};

/// The last of the kinds that the rules look at; they have the first numbers.
const CASE_KIND_LAST: u8 = Kind::Breach.number();

/// Bytes of a digest that are kept to compare with: so a million of them take 40 MB, and nobody can write
/// another document that begins alike.
const DIGEST_BYTES: usize = 16;

/// What the log says of the newest version of every record.
#[derive(Debug)]
pub struct Commitments {
    /// By the record: the event, and the beginning of the digest, in which the version is.
    newest: Vec<(Id, u64, [u8; DIGEST_BYTES])>,
}

impl Commitments {
    fn agree(&self, record: Id, seq: u64, digest: &Digest) -> bool {
        let at = self.newest.binary_search_by_key(&record, |it| it.0);
        let told = at.ok().map(|it| &self.newest[it]);
        told.is_some_and(|it| it.1 == seq && digest.as_bytes().starts_with(&it.2))
    }
}

/// The newest versions of an entry and of what belongs to it, as they were found.
pub struct UncheckedCase(Vec<Found>);

impl std::fmt::Debug for UncheckedCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} records", self.0.len())
    }
}

impl UncheckedCase {
    /// Checks each version against what the log says of the newest one.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn checked(self, commitments: &Commitments) -> Result<Vec<Record>> {
        let entry = self.0.first().map(|it| it.record.entry_id);
        let check = |it: Found| {
            let id = it.record.id;
            let record = it.checked(|seq, digest| commitments.agree(id, seq, digest))?;
            if Some(record.entry_id) == entry { Ok(record) } else { Err(Error::Corrupt(Corruption::Index)) }
        };
        self.0.into_iter().map(check).collect()
    }
}

/// Where an entry's records stand.
struct CasePlaces {
    /// The place of the entry itself.
    at: i64,
    /// The first of its places in the list of them all.
    first: usize,
    /// How many it has.
    len: usize,
}

impl View<'_> {
    /// Returns what the rules look at of an entry: itself and its orders, notifications, reviews, incidents
    /// and breaches, each in its present version, in the order of their kinds and ids.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`].
    pub fn case_of(&self, entry_id: Id) -> Result<Vec<Record>> {
        let mut places = self.connection().prepare_cached(
            "SELECT max(version), place FROM records INDEXED BY records_by_entry \
             WHERE entry_id = ?1 AND kind <= ?2 GROUP BY kind, id ORDER BY kind, id",
        )?;
        let mut one = self.connection().prepare_cached(&format!("{COLUMNS} WHERE r.place = ?1"))?;
        let mut newest = self
            .connection()
            .prepare_cached("SELECT max(version) FROM audit_versions WHERE record_id = ?1")?;
        self.hold_members(entry_id)?;
        let places = places.query_map((entry_id.as_bytes(), CASE_KIND_LAST), |row| row.get(1))?;
        places
            .map(|place| {
                let place: i64 = place?;
                let told = one.query_row([place], found).optional()?;
                let record = checked(told.ok_or(Error::Corrupt(Corruption::Index))?)?;
                // An older page put back would show an older version as the newest.
                let version: Option<u32> = newest.query_row([record.id.as_bytes()], |row| row.get(0))?;
                if version != Some(record.version) || record.entry_id != entry_id {
                    return Err(Error::Corrupt(Corruption::Record { seq: record.seq }));
                }
                self.hold(record.id, Some(&record))?;
                Ok(record)
            })
            .collect()
    }

    /// Returns what the log says of the newest version of every record; it reads one table from end to end.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn commitments(&self) -> Result<Commitments> {
        let mut newest: Vec<(Id, u64, [u8; DIGEST_BYTES])> = Vec::new();
        let mut statement = self
            .connection()
            .prepare("SELECT record_id, seq, digest FROM audit_versions ORDER BY record_id, version")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, seq, digest) = (Id::from_bytes(row.get(0)?), row.get(1)?, row.get::<_, [u8; 32]>(2)?);
            let mut beginning = [0; DIGEST_BYTES];
            beginning.copy_from_slice(&digest[..DIGEST_BYTES]);
            match newest.last_mut().filter(|it| it.0 == id) {
                Some(last) => *last = (id, seq, beginning),
                None => newest.push((id, seq, beginning)),
            }
        }
        Ok(Commitments { newest })
    }

    /// Calls a function with the case of every entry, as [`View::case_of`] would give it, but its digests
    /// unchecked: so the checking can be done elsewhere.
    ///
    /// The entries come in the order of their writing.
    ///
    /// # Errors
    ///
    /// The function's own, and [`Error::Corrupt`].
    pub fn each_case(&self, mut visit: impl FnMut(UncheckedCase) -> Result<()>) -> Result<()> {
        let (places, cases) = self.places_of_cases()?;
        let columns =
            "SELECT id, entry_id, kind, version, recorded_at, seq, salt, document, place FROM records";
        let mut entries = self.connection().prepare(&format!("{columns} WHERE kind = ?1 ORDER BY place"))?;
        let mut entries = entries.query([Kind::Entry.number()])?;
        let mut others = self.connection().prepare(&format!("{columns} WHERE place = ?1"))?;
        let mut last = i64::MIN;
        for case in cases {
            let mut records = Vec::with_capacity(case.len);
            while last < case.at {
                let Some(row) = entries.next()? else { break };
                last = row.get(8)?;
                if last == case.at {
                    records.push(Found::read(row)?);
                }
            }
            for place in &places[case.first + records.len()..case.first + case.len] {
                let record = others.query_row([place], Found::read).optional()?;
                records.push(record.ok_or(Error::Corrupt(Corruption::Index))?);
            }
            for found in &records {
                self.stands(found.record.id, found.record.version)?;
            }
            visit(UncheckedCase(records))?;
        }
        self.hold_all()
    }

    /// Finds where the present versions of what the rules look at stand, entry by entry; it reads an index
    /// only.
    fn places_of_cases(&self) -> Result<(Vec<i64>, Vec<CasePlaces>)> {
        let mut statement = self.connection().prepare(
            "SELECT entry_id, id, max(version), place FROM records INDEXED BY records_by_entry \
             WHERE kind <= ?1 GROUP BY entry_id, kind, id",
        )?;
        let mut rows = statement.query([CASE_KIND_LAST])?;
        let (mut places, mut cases) = (Vec::new(), Vec::<CasePlaces>::new());
        let mut last = None;
        while let Some(row) = rows.next()? {
            let entry: [u8; 16] = row.get(0)?;
            let place: i64 = row.get(3)?;
            if last == Some(entry) {
                let case = cases.last_mut().ok_or(Error::Internal)?;
                case.len += 1;
            } else {
                cases.push(CasePlaces { at: place, first: places.len(), len: 1 });
                last = Some(entry);
            }
            places.push(place);
        }
        cases.sort_unstable_by_key(|it| it.at);
        Ok((places, cases))
    }
}

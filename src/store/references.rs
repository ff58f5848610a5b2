//! The index of who saw which record: held against the events that name the records, and mended.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::audit::Event;
use crate::audit::verify::check_references;
use crate::error::{Corruption, Error, Result};
use crate::model::Id;
use crate::store::audit::unpacked;
use crate::store::{Tx, View};

/// A line of the index: a record, and an event that names it.
pub type Reference = (Id, u64);

/// Where the index is not what the events say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrongReferences {
    /// What events name and the index has not.
    pub missing: Vec<Reference>,
    /// What the index has and no event names.
    pub extra: Vec<Reference>,
}

/// Stands for a set of lines, in whatever order they come: so a log of any size is compared with its index
/// in no memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    lines: u64,
    sum: u64,
}

impl Extend<Reference> for Sum {
    fn extend<I: IntoIterator<Item = Reference>>(&mut self, lines: I) {
        for line in lines {
            let mut hasher = DefaultHasher::new();
            line.hash(&mut hasher);
            self.sum = self.sum.wrapping_add(hasher.finish());
            self.lines += 1;
        }
    }
}

/// Reads the records that an event names, if they are those that it commits to.
pub(super) fn named_by(event: &Event, salt: Option<&[u8; 32]>, packed: Option<&[u8]>) -> Result<Vec<Id>> {
    let records = unpacked(event.seq, packed.unwrap_or_default())?;
    if salt.is_some() || event.subjects.is_some() || !records.is_empty() {
        let salt = salt.ok_or(Error::Corrupt(Corruption::Opening { seq: event.seq }))?;
        check_references(event, salt, &records).map_err(Error::Corrupt)?;
    }
    Ok(records)
}

impl View<'_> {
    /// Finds where the index of who saw which record is not what the events say.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if an event cannot be read or names other records than it commits to: no index is
    /// made from such a one.
    pub fn wrong_references(&self) -> Result<WrongReferences> {
        let mut named = Sum::default();
        self.each_naming_event(|seq, records| {
            named.extend(records.into_iter().map(|it| (it, seq)));
            Ok(())
        })?;
        if named == self.sum_of_references()? { Ok(WrongReferences::default()) } else { self.differing() }
    }

    /// Compares line by line, event by event.
    fn differing(&self) -> Result<WrongReferences> {
        let mut wrong = WrongReferences::default();
        let mut statement = self
            .connection()
            .prepare("SELECT record_id, seq FROM audit_references ORDER BY seq, record_id")?;
        let mut lines = statement.query_map([], |row| Ok((Id::from_bytes(row.get(0)?), row.get(1)?)))?;
        let mut ahead: Option<Reference> = lines.next().transpose()?;
        self.each_naming_event(|seq, records| {
            let mut found = BTreeSet::new();
            while let Some(line) = ahead.filter(|line| line.1 <= seq) {
                if line.1 == seq {
                    found.insert(line.0);
                } else {
                    wrong.extra.push(line);
                }
                ahead = lines.next().transpose()?;
            }
            let records: BTreeSet<Id> = records.into_iter().collect();
            wrong.missing.extend(records.difference(&found).map(|it| (*it, seq)));
            wrong.extra.extend(found.difference(&records).map(|it| (*it, seq)));
            Ok(())
        })?;
        wrong.extra.extend(ahead);
        for line in lines {
            wrong.extra.push(line?);
        }
        Ok(wrong)
    }

    /// Visits every event that is kept, in order, with the records it names.
    fn each_naming_event(&self, mut visit: impl FnMut(u64, Vec<Id>) -> Result<()>) -> Result<()> {
        let mut statement = self
            .connection()
            .prepare("SELECT seq, envelope, salt, records FROM audit_events ORDER BY seq")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (seq, envelope): (u64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let event = Event::decode(&envelope).map_err(|_| Error::Corrupt(Corruption::Event { seq }))?;
            let (salt, packed): (Option<[u8; 32]>, Option<Vec<u8>>) = (row.get(2)?, row.get(3)?);
            visit(seq, named_by(&event, salt.as_ref(), packed.as_deref())?)?;
        }
        Ok(())
    }

    /// Sums up the index.
    pub(super) fn sum_of_references(&self) -> Result<Sum> {
        let mut statement = self.connection().prepare("SELECT record_id, seq FROM audit_references")?;
        let mut rows = statement.query([])?;
        let mut sum = Sum::default();
        while let Some(row) = rows.next()? {
            sum.extend([(Id::from_bytes(row.get(0)?), row.get(1)?)]);
        }
        Ok(sum)
    }

    /// Names the first event that the index is wrong about: of one that lacks, or of a line too many.
    pub(super) fn first_wrong_reference(&self) -> Result<Corruption> {
        let wrong = self.differing()?;
        Ok(wrong.missing.first().map_or(Corruption::Index, |it| Corruption::Opening { seq: it.1 }))
    }
}

impl Tx<'_> {
    /// Mends the index of who saw which record.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn mend_references(&mut self, wrong: &WrongReferences) -> Result<()> {
        for (sql, lines) in [
            ("DELETE FROM audit_references WHERE record_id = ?1 AND seq = ?2", &wrong.extra),
            ("INSERT OR IGNORE INTO audit_references (record_id, seq) VALUES (?1, ?2)", &wrong.missing),
        ] {
            let mut statement = self.connection().prepare_cached(sql)?;
            for (record, seq) in lines {
                statement.execute((record.as_bytes(), seq))?;
            }
        }
        Ok(())
    }
}

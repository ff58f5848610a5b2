//! Taking records over from another system, many at a time.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use chrono::Datelike;

use crate::access::Act;
use crate::audit::Action;
use crate::audit::commitment::Field;
use crate::clock::{london_day, moment};
use crate::error::{Error, Problem, Result, What};
use crate::model::{Document, Entry, Id, document};
use crate::register::gate::perform;
use crate::register::work::Work;
use crate::register::{Audited, Task, entries, indexes};
use crate::store::Record;

/// Entries that one event takes over at the most.
pub const BATCH_ENTRIES_MAX: usize = 1000;

/// What a check makes of an entry that is to be taken over.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checked {
    /// The very same was taken over before, under the same reference of the same system.
    AlreadyThere,
    /// It can be taken over.
    New,
    /// It is at fault.
    Wrong(Error),
}

/// An import at work. It is told every entry twice: first to [`Import::check`], which writes nothing,
/// then to [`Import::write`].
pub struct Import {
    task: Task,
    /// Values of the entries checked so far that no second entry may have.
    seen: Arc<HashSet<(u16, String)>>,
}

impl fmt::Debug for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Import")
    }
}

impl Task {
    /// Begins an import.
    #[must_use]
    pub fn import(&self) -> Import {
        Import { task: self.clone(), seen: Arc::default() }
    }
}

impl Import {
    /// Tells what taking each entry over would come to. Whoever writes only what is new can begin an import
    /// again that was stopped.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for more than [`BATCH_ENTRIES_MAX`] entries; [`Error::Forbidden`];
    /// [`Error::Corrupt`].
    pub fn check(&mut self, entries: Vec<Entry>) -> Result<Vec<Checked>> {
        refuse_too_many(&entries)?;
        let before = Arc::clone(&self.seen);
        let (checked, seen) = perform(&self.task, Act::Import, Action::Count, move |work| {
            let mut seen = Seen { before: &before, now: HashSet::new() };
            let checked = entries.iter().map(|it| judge(work, it, &mut seen)).collect::<Result<_>>()?;
            work.say(Field::Criteria, format!("import check of {} entries", entries.len()));
            Ok((checked, seen.now))
        })?
        .into_value();
        // A check that failed can be made again.
        Arc::make_mut(&mut self.seen).extend(seen);
        Ok(checked)
    }

    /// Takes entries over, all of them or none, in one event.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`], [`Error::Invalid`], [`Error::Forbidden`], [`Error::Full`].
    pub fn write(&self, entries: Vec<Entry>) -> Result<Audited<Vec<Id>>> {
        refuse_too_many(&entries)?;
        perform(&self.task, Act::Import, Action::ImportBatch, move |work| {
            let before = HashSet::new();
            let mut seen = Seen { before: &before, now: HashSet::new() };
            let year = work.today().year();
            entries
                .iter()
                .map(|entry| {
                    refuse_second(entry, year, &mut seen)?;
                    entries::add(work, entry)
                })
                .collect()
        })
    }
}

/// Values that no second entry may have: of the batches before, and of this one.
struct Seen<'a> {
    before: &'a HashSet<(u16, String)>,
    now: HashSet<(u16, String)>,
}

/// Judges an entry, after those that have `seen`'s values.
fn judge(work: &Work<'_, '_>, entry: &Entry, seen: &mut Seen<'_>) -> Result<Checked> {
    let today = work.today();
    if let Err(fault) = entry.check(today) {
        return Ok(Checked::Wrong(fault));
    }
    if let Err(fault) = refuse_second(entry, today.year(), seen) {
        return Ok(Checked::Wrong(fault));
    }
    if is_there(work, entry)? {
        return Ok(Checked::AlreadyThere);
    }
    match entries::refuse_duplicates(work, None, entry, &[]) {
        Ok(()) => Ok(Checked::New),
        Err(fault @ Error::Duplicate { .. }) => Ok(Checked::Wrong(fault)),
        Err(fault) => Err(fault),
    }
}

/// Tells whether an entry was the very same when it was taken over: one that may be known of, or that the one who
/// asks wrote, whom that tells nothing.
fn is_there(work: &Work<'_, '_>, entry: &Entry) -> Result<bool> {
    let Some((scheme, value)) = indexes::source_of(entry) else { return Ok(false) };
    for holder in work.tx.entries_with(scheme, &value)? {
        if (work.find(holder)?.is_some() || is_own(work, holder)?)
            && let Some(first) = work.tx.version(holder, 1)?
            && is_same(work, &first, entry)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Tells whether the account that acts took an entry over itself.
fn is_own(work: &Work<'_, '_>, entry: Id) -> Result<bool> {
    let by = work.tx.registered_by(entry)?.map(|it| work.tx.envelope(it)).transpose()?.flatten();
    Ok(by.is_some_and(|it| it.actor == work.session().account))
}

/// Tells whether a first version is what would be written of an entry. One that is registered from the day of its
/// import, as where the other system tells no day, is the same on the days after; what is imported across midnight is
/// from the day before.
fn is_same(work: &Work<'_, '_>, first: &Record, entry: &Entry) -> Result<bool> {
    let mut entry = entry.clone().settled(work.today());
    let kept: Entry = document::parse(&first.document)?;
    let written_at = i64::try_from(first.recorded_at_ms).map_err(|_| Error::Internal)?;
    let written_on = london_day(moment(written_at));
    let of_import = [Some(written_on), written_on.pred_opt()].contains(&Some(kept.registration.since.date()));
    if of_import && entry.registration.since.date() == work.today() {
        entry.registration.since = kept.registration.since;
    }
    Ok(kept == entry)
}

/// Refuses an entry with a value that only one can have, and that one before it has.
fn refuse_second(entry: &Entry, year: i32, seen: &mut Seen<'_>) -> Result<()> {
    let mut second = None;
    for (at, value) in entries::unique(entry, year) {
        if seen.before.contains(&value) || !seen.now.insert(value) {
            second = second.or(Some(at));
        }
    }
    second.map_or(Ok(()), |at| Err(Error::Duplicate { what: What::Entry, at }))
}

fn refuse_too_many(entries: &[Entry]) -> Result<()> {
    if entries.len() > BATCH_ENTRIES_MAX {
        return Err(Error::invalid(
            "",
            Problem::TooMany { items: u32::try_from(BATCH_ENTRIES_MAX).unwrap_or(u32::MAX) },
        ));
    }
    Ok(())
}

//! Taking records over from another system, many at a time.

use std::collections::HashSet;
use std::fmt;

use chrono::Datelike;

use crate::access::Act;
use crate::audit::Action;
use crate::audit::commitment::Field;
use crate::error::{Error, Problem, Result, What};
use crate::model::{Document, Entry, Id};
use crate::register::gate::perform;
use crate::register::{Audited, Task, entries, indexes};

/// Entries that one event takes over at the most.
pub const BATCH_ENTRIES_MAX: usize = 1000;

/// An import at work. It is told every entry twice: first to [`Import::check`], which writes nothing,
/// then to [`Import::write`].
pub struct Import {
    task: Task,
    /// Values of the entries checked so far that no second entry may have.
    seen: HashSet<(u16, String)>,
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
        Import { task: self.clone(), seen: HashSet::new() }
    }
}

impl Import {
    /// Tells for each entry what would be wrong with taking it over, if anything is.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for more than [`BATCH_ENTRIES_MAX`] entries; [`Error::Forbidden`].
    pub fn check(&mut self, entries: Vec<Entry>) -> Result<Vec<Option<Error>>> {
        refuse_too_many(&entries)?;
        let mut seen = std::mem::take(&mut self.seen);
        let (faults, seen) = perform(&self.task, Act::Import, Action::Count, move |work| {
            let today = work.today();
            let mut faults = Vec::with_capacity(entries.len());
            for entry in &entries {
                faults.push(match entry.check(today) {
                    Ok(()) if !unique(entry, today.year()).iter().all(|it| seen.insert(it.clone())) => {
                        Some(Error::Duplicate { what: What::Entry })
                    }
                    Ok(()) => entries::refuse_duplicates(work, None, entry, &[]).err(),
                    Err(fault) => Some(fault),
                });
            }
            work.say(Field::Criteria, format!("import check of {} entries", entries.len()));
            Ok((faults, seen))
        })?
        .into_value();
        self.seen = seen;
        Ok(faults)
    }

    /// Takes entries over, all of them or none, in one event.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`], [`Error::Invalid`], [`Error::Forbidden`], [`Error::Full`].
    pub fn write(&self, entries: Vec<Entry>) -> Result<Audited<Vec<Id>>> {
        refuse_too_many(&entries)?;
        perform(&self.task, Act::Import, Action::ImportBatch, move |work| {
            let mut seen = HashSet::new();
            let year = work.today().year();
            entries
                .iter()
                .map(|entry| {
                    if !unique(entry, year).into_iter().all(|it| seen.insert(it)) {
                        return Err(Error::Duplicate { what: What::Entry });
                    }
                    entries::add(work, entry)
                })
                .collect()
        })
    }
}

/// Returns the values of an entry that no second entry may have.
fn unique(entry: &Entry, year: i32) -> Vec<(u16, String)> {
    entry
        .identifiers(year)
        .filter(|(scheme, _)| scheme.is_unique())
        .map(|(scheme, value)| (scheme.number(), value))
        .chain(indexes::source_of(entry))
        .collect()
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

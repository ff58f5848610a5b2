//! Is this person known? The screening index, kept in memory and right, and the matches released.

use std::fmt;
use std::sync::{MutexGuard, PoisonError};

use serde::Serialize;

use crate::access::Act;
use crate::access::conflict::{self, Mark, Own};
use crate::audit::commitment::Field;
use crate::audit::{Action, Watch};
use crate::error::{Error, Problem, Result};
use crate::model::name::NameKind;
use crate::model::{Entry, Id, Kind, document, subject};
use crate::register::gate::perform;
use crate::register::opening::Inner;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::screening::{Band, Birth, Index, Match, Name, Policy, Precision, Profile, Query, Reason, Sex};
use crate::store::View;

/// Matches that a screening gives at the most.
pub const MATCHES_MAX: usize = 50;

/// Queries that one batch takes at the most.
pub const BATCH_QUERIES_MAX: usize = 200;

/// Matches looked at beyond those asked for, since some may be restricted.
const MATCHES_SPARE: usize = 20;

/// Changes that are read at a time when the index follows the register.
const CHANGES_READ: u32 = 1000;

/// The screening index and the last change that it knows of.
#[derive(Default)]
pub(super) struct Memory {
    index: Index,
    change: Option<u64>,
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Memory of {} entries", self.index.len())
    }
}

/// An entry that may be the person asked for.
#[derive(Clone, Serialize)]
pub struct Candidate {
    /// The entry.
    pub entry: Id,
    /// Its version.
    pub version: u32,
    /// The subject's present name.
    pub name: String,
    /// The birth date, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<String>,
    /// The managing force, by its PNC code.
    pub managing_force: String,
    /// Warning markers' codes, which an officer must see first.
    pub warnings: Vec<String>,
    /// The reference in the system that it was taken over from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_ref: Option<String>,
    /// The weight of the evidence in bits.
    pub bits: f64,
    /// The odds in bits that it is the person, against all other entries and against nobody on the register.
    pub odds: f64,
    /// What the odds amount to.
    pub band: Band,
    /// What each field contributes, in words.
    pub reasons: Vec<Reason>,
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {} bits", self.entry, self.bits)
    }
}

impl Task {
    /// Finds the entries that may be a person, the likeliest first, with the reasons.
    ///
    /// The first screening after the register was opened builds the index in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for an empty query, or more than [`MATCHES_MAX`] matches asked for;
    /// [`Error::Forbidden`]. Nothing found is no error, and is logged like a find.
    pub fn screen(&self, query: Query, matches: usize) -> Result<Audited<Vec<Candidate>>> {
        Ok(self.screen_all(vec![query], matches, Action::Screen)?.map(|mut it| it.pop().unwrap_or_default()))
    }

    /// Screens many persons in one event, and gives the matches of each in the order of the queries.
    ///
    /// # Errors
    ///
    /// As [`Task::screen`]; [`Error::Invalid`] for more than [`BATCH_QUERIES_MAX`] queries.
    pub fn screen_batch(&self, queries: Vec<Query>, matches: usize) -> Result<Audited<Vec<Vec<Candidate>>>> {
        if queries.len() > BATCH_QUERIES_MAX {
            let items = u32::try_from(BATCH_QUERIES_MAX).unwrap_or(u32::MAX);
            return Err(Error::invalid("", Problem::TooMany { items }));
        }
        self.screen_all(queries, matches, Action::ScreenBatch)
    }

    fn screen_all(
        &self,
        queries: Vec<Query>,
        matches: usize,
        action: Action,
    ) -> Result<Audited<Vec<Vec<Candidate>>>> {
        if !(1..=MATCHES_MAX).contains(&matches) {
            return Err(Error::invalid("/matches", Problem::OutOfRange));
        }
        for query in &queries {
            query.check()?;
        }
        let register = &self.inner.session.register;
        register.remember()?;
        let answer = perform(self, Act::Screen, action, move |work| {
            for query in &queries {
                watch(work, query)?;
            }
            let found: Vec<_> = {
                let register = work.register;
                let mut memory = register.memory();
                memory.follow(work.tx)?;
                let top = matches + MATCHES_SPARE;
                queries.iter().map(|it| memory.index.search(it, top, &Policy::default()).candidates).collect()
            };
            // One opening holds the criteria of all: a list of as many documents as there were queries.
            work.say(Field::Criteria, document::write(&queries));
            found.into_iter().map(|it| release(work, it, matches)).collect()
        });
        if let Err(fault) = &answer {
            register.forget_uncommitted(fault);
        }
        answer
    }
}

impl Inner {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.screening.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the index be built anew after a transaction that failed: it may have followed changes that
    /// were never committed. A refusal commits its own event, and with it what the index followed.
    fn forget_uncommitted(&self, fault: &Error) {
        let committed = matches!(fault, Error::Forbidden(_) | Error::NotFound { .. } | Error::NotSignedIn(_));
        if !committed {
            *self.memory() = Memory::default();
        }
    }

    /// Builds the index on a snapshot of its own, so that nobody waits for it but who screens.
    fn remember(&self) -> Result<()> {
        let mut memory = self.memory();
        if memory.change.is_some() {
            return Ok(());
        }
        let mut fresh = Memory::default();
        self.store.read(|view| {
            fresh.change = Some(view.last_change()?);
            view.each(Kind::Entry, |record| {
                let entry: Entry = document::parse(&record.document)?;
                fresh.hold(record.id, &entry);
                Ok(())
            })
        })?;
        *memory = fresh;
        Ok(())
    }
}

impl Memory {
    /// Reads what changed since the index last looked, by whichever process.
    fn follow(&mut self, view: &View<'_>) -> Result<()> {
        let mut last = self.change.unwrap_or(0);
        loop {
            let changes = view.changes_after(last, CHANGES_READ)?;
            let Some(&(n, ..)) = changes.last() else { break };
            for (_, kind, id) in changes {
                if kind != Kind::Entry {
                    continue;
                }
                match view.newest(id)? {
                    Some(record) => {
                        let entry: Entry = document::parse(&record.document)?;
                        self.hold(id, &entry);
                    }
                    None => self.index.remove(id),
                }
            }
            last = n;
        }
        self.change = Some(last);
        Ok(())
    }

    fn hold(&mut self, id: Id, entry: &Entry) {
        self.index.insert(id, &profile(entry));
    }
}

/// Takes note if somebody asks for their own name, or for what they declared.
fn watch(work: &Work<'_, '_>, query: &Query) -> Result<()> {
    let mut marks: Vec<Mark> = Vec::new();
    let parts = [query.given.as_deref(), query.family.as_deref()].into_iter().flatten();
    let stated = parts.collect::<Vec<_>>().join(" ");
    for line in query.name.as_deref().into_iter().chain([stated.as_str()]) {
        marks.extend(conflict::full_name(line).map(|it| (Own::Associate, it)));
    }
    if let (Some(address), Some(postcode)) = (&query.address, &query.postcode) {
        marks.extend(conflict::address(address, postcode).map(|it| (Own::Address, it)));
    }
    if work.asks_for_own(&marks)? {
        work.alert(Watch::OwnDetails, None);
    }
    Ok(())
}

/// Reads the entries of a search that may be known of, and takes note of each.
fn release(work: &mut Work<'_, '_>, found: Vec<Match>, matches: usize) -> Result<Vec<Candidate>> {
    let mut candidates = Vec::new();
    for found in found {
        if candidates.len() == matches {
            break;
        }
        let Some(record) = work.find(found.id)? else { continue };
        let entry: Entry = document::parse(&record.document)?;
        work.touch(found.id, found.id);
        candidates.push(Candidate {
            entry: found.id,
            version: record.version,
            name: entry.subject.display_name(),
            born: entry.subject.births.first().and_then(|it| it.date).map(|it| it.to_string()),
            managing_force: entry.registration.managing_force.to_string(),
            warnings: entry.subject.warnings.iter().map(|it| it.code.to_string()).collect(),
            source_ref: entry.registration.source_ref.as_deref().map(str::to_owned),
            bits: found.bits,
            odds: found.odds,
            band: found.band,
            reasons: found.reasons,
        });
    }
    Ok(candidates)
}

/// Returns what screening looks at of an entry.
fn profile(entry: &Entry) -> Profile {
    let subject = &entry.subject;
    let names = subject.names.iter().map(|it| {
        let kind = match it.kind {
            NameKind::Official => crate::screening::NameKind::Main,
            NameKind::Birth | NameKind::Maiden | NameKind::Previous => crate::screening::NameKind::Former,
            _ => crate::screening::NameKind::Alias,
        };
        match (&it.given, &it.family, &it.full) {
            (None, None, Some(full)) => Name::free(full, kind),
            (given, family, _) => {
                Name::new(given.as_deref().unwrap_or_default(), family.as_deref().unwrap_or_default(), kind)
            }
        }
    });
    let births = subject.births.iter().filter_map(|it| {
        let date = it.date?;
        Some(Birth {
            year: u16::try_from(date.year).ok(),
            month: date.month.and_then(|it| u8::try_from(it).ok()),
            day: date.day.and_then(|it| u8::try_from(it).ok()),
            precision: match it.precision {
                crate::model::birth::Precision::Estimated => Precision::About,
                _ => Precision::Stated,
            },
        })
    });
    let addresses = &subject.addresses;
    let text = |it: &crate::model::text::Line<200>| it.to_string();
    Profile {
        names: names.collect(),
        births: births.collect(),
        postcodes: addresses.iter().filter_map(|it| it.postcode.as_deref().map(str::to_owned)).collect(),
        places: addresses.iter().filter_map(|it| it.place.as_ref().map(text)).collect(),
        addresses: addresses
            .iter()
            .filter(|it| !it.lines.is_empty())
            .map(|it| it.lines.iter().map(text).collect::<Vec<_>>().join(" "))
            .collect(),
        sex: match subject.sex {
            Some(subject::Sex::Female) => Some(Sex::Female),
            Some(subject::Sex::Male) => Some(Sex::Male),
            _ => None,
        },
    }
}

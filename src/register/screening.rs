//! Is this person known? One person, many, or an entry held against all others; with the reasons.

mod memory;
mod packing;
mod profile;
mod sight;
mod wording;

use std::fmt;
use std::ops::Deref;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde::Serialize;

use crate::access::Act;
use crate::access::conflict::{self, Own};
use crate::audit::commitment::Field;
use crate::audit::{Action, Watch};
use crate::error::{Error, Problem, Result};
use crate::model::{Entry, Id, Kind, document};
use crate::register::gate::perform;
use crate::register::opening::Inner;
use crate::register::work::Work;
use crate::register::{Audited, Register, Task};
use crate::screening::{Band, Extent, Query, Reason};

use memory::Mark;
pub(super) use memory::Screener;
pub(super) use packing::Comparison;
use sight::{Asked, Seen, Settled, Sight};
pub use wording::Detail;

/// Matches that a screening gives for one person at the most.
pub const MATCHES_MAX: usize = 50;

/// Matches that one event may release: a batch asks for no more, persons times matches.
pub const BATCH_MATCHES_MAX: usize = 10_000;

/// How often a screening is begun again because entries changed meanwhile.
const ROUNDS_MAX: usize = 16;

/// The answer for one person: the entries that may be that person, the likeliest first.
#[derive(Clone, Debug, Serialize)]
pub struct Screening {
    /// The matches; none is an answer, too.
    pub matches: Vec<Candidate>,
    /// Whether a limit cut the query, or the search for it.
    pub extent: Extent,
}

impl Deref for Screening {
    type Target = [Candidate];

    fn deref(&self) -> &[Candidate] {
        &self.matches
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

impl Register {
    /// Reads now what the first screenings would wait for: the index, and what the log tells of each record.
    ///
    /// For whoever starts a service: with a million entries it takes two or three seconds, and twenty once after
    /// they were imported, when the index is built and written down for all who open the register later. It
    /// releases nothing. Without it, whoever screens first waits.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`]; [`Error::Storage`].
    pub fn prepare_screening(&self) -> Result<()> {
        let Inner { screener, store, .. } = &*self.inner;
        thread::scope(|scope| {
            // The thread ends with this call; without it, one is done after the other.
            let heads = thread::Builder::new().spawn_scoped(scope, || store.read_heads()).ok();
            screener.ready(store)?;
            heads.map_or_else(
                || store.read_heads(),
                |it| it.join().unwrap_or_else(|payload| resume_unwind(payload)),
            )
        })
    }
}

impl Task {
    /// Finds the entries that may be a person, the likeliest first, with the reasons.
    ///
    /// The first screening after the register was opened reads or builds the index, unless
    /// [`Register::prepare_screening`] did.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for an empty query, or more than [`MATCHES_MAX`] matches asked for;
    /// [`Error::Forbidden`]; [`Error::Busy`] if the register changes too fast to be searched. Nothing found is
    /// no error, and is logged like a find.
    pub fn screen(&self, query: Query, matches: usize) -> Result<Audited<Screening>> {
        self.screen_all(vec![query], matches, Action::Screen)?.try_map(one)
    }

    /// Screens many persons in one event, and gives the matches of each in the order of the queries.
    ///
    /// # Errors
    ///
    /// As [`Task::screen`]; [`Error::Invalid`] if there are so many queries that they could have more than
    /// [`BATCH_MATCHES_MAX`] matches together.
    pub fn screen_batch(&self, queries: Vec<Query>, matches: usize) -> Result<Audited<Vec<Screening>>> {
        if queries.len() > batch_queries_max(matches) {
            let items = u32::try_from(batch_queries_max(matches)).unwrap_or(u32::MAX);
            return Err(Error::invalid("", Problem::TooMany { items }));
        }
        self.screen_all(queries, matches, Action::ScreenBatch)
    }

    /// Holds an entry against all others: those that may be the same person, the likeliest first.
    ///
    /// To be asked when an entry is new or was changed. The entry itself is not among the matches.
    ///
    /// # Errors
    ///
    /// As [`Task::screen`]; [`Error::NotFound`] if there is no entry that may be known of;
    /// [`Error::Invalid`] if it holds nothing that a person can be found by.
    pub fn duplicates(&self, entry: Id, matches: usize) -> Result<Audited<Screening>> {
        check_matches(matches)?;
        let register = &self.inner.session.register;
        self.screened(Action::Duplicates, || {
            // It is released to nobody here: inside the transaction it must be the one that may be known of.
            let record =
                register.store.glance(|view| view.newest(entry))?.filter(|it| it.kind == Kind::Entry);
            let version = record.as_ref().map_or(0, |it| it.version);
            let query = record.map(|it| document::parse::<Entry>(&it.document)).transpose()?;
            let queries: Vec<Query> = query.iter().map(|it| profile::query(&it.subject)).collect();
            for query in &queries {
                query.check()?;
            }
            Ok((self.asked(queries, matches, Some(entry)), Some((entry, version))))
        })?
        .try_map(one)
    }

    fn screen_all(
        &self,
        queries: Vec<Query>,
        matches: usize,
        action: Action,
    ) -> Result<Audited<Vec<Screening>>> {
        check_matches(matches)?;
        for query in &queries {
            query.check()?;
        }
        let asked = self.asked(queries, matches, None);
        self.screened(action, || Ok((Arc::clone(&asked), None)))
    }

    fn asked(&self, queries: Vec<Query>, matches: usize, but: Option<Id>) -> Arc<Asked> {
        let glass = self.inner.broken.map(|it| it.glass);
        Arc::new(Asked { queries, account: self.inner.session.account, glass, matches, but })
    }

    /// Searches before the transaction, settles inside it, and begins again where too much changed between.
    ///
    /// What is asked may name an entry that must be there in the version that was read.
    fn screened(
        &self,
        action: Action,
        asked: impl Fn() -> Result<(Arc<Asked>, Option<(Id, u32)>)>,
    ) -> Result<Audited<Vec<Screening>>> {
        let register = &self.inner.session.register;
        let mut kept: Option<Sight> = None;
        for _ in 0..ROUNDS_MAX {
            let (asked, about) = asked()?;
            register.screener.ready(&register.store)?;
            let sight = kept.take().unwrap_or_else(|| Sight::none(&asked));
            let sight = sight.look(&register.screener, &register.store, &asked)?;
            let left: Arc<Mutex<Option<Sight>>> = Arc::default();
            let inside = Arc::clone(&left);
            let answer = perform(self, Act::Screen, action, move |work| {
                match settle(work, sight, &asked, about)? {
                    Settled::Holds(seen) => release(work, &asked, about, seen),
                    Settled::Behind(sight) => {
                        *inside.lock().unwrap_or_else(PoisonError::into_inner) = Some(sight);
                        // It leaves no trace and releases nothing: the screening is not over.
                        Err(Error::Busy)
                    }
                }
            });
            kept = left.lock().unwrap_or_else(PoisonError::into_inner).take();
            if kept.is_none() {
                return answer;
            }
            register.screener.catch_up(&register.store)?;
            if about.is_some() {
                // The entry itself may be what changed.
                kept = None;
            }
        }
        Err(Error::Busy)
    }
}

/// Returns how many queries a batch may have that asks for so many matches of each.
#[must_use]
pub fn batch_queries_max(matches: usize) -> usize {
    BATCH_MATCHES_MAX / matches.max(1)
}

fn check_matches(matches: usize) -> Result<()> {
    if (1..=MATCHES_MAX).contains(&matches) {
        return Ok(());
    }
    Err(Error::invalid("/matches", Problem::OutOfRange))
}

fn one(mut screenings: Vec<Screening>) -> Result<Screening> {
    screenings.pop().ok_or(Error::Internal)
}

fn settle(work: &Work<'_, '_>, sight: Sight, asked: &Asked, about: Option<(Id, u32)>) -> Result<Settled> {
    if let Some((entry, version)) = about
        && work.record_of(Kind::Entry, entry)?.version != version
    {
        return Ok(Settled::Behind(sight));
    }
    let register = work.register;
    let now = Mark { change: work.tx.last_change()?, undone: register.store.undone() };
    sight.settle(work.tx, now, &register.screener, asked)
}

/// Takes note if somebody asks for their own name, or for what they declared.
fn watch(work: &Work<'_, '_>, query: &Query) -> Result<()> {
    let mut marks: Vec<conflict::Mark> = Vec::new();
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

/// Takes note of every entry that is released, and of what was asked.
fn release(
    work: &mut Work<'_, '_>,
    asked: &Asked,
    about: Option<(Id, u32)>,
    seen: Vec<Seen>,
) -> Result<Vec<Screening>> {
    match about {
        Some((entry, _)) => work.touch(entry, entry),
        None => asked.queries.iter().try_for_each(|it| watch(work, it))?,
    }
    // One opening holds the criteria of all: a list of as many documents as there were queries.
    work.say(Field::Criteria, document::write(&asked.queries));
    let mut screenings = Vec::with_capacity(seen.len());
    for seen in seen {
        // The search left out what may not be known of; here it is asked for once more, as for any record.
        let (matches, extent) = match seen {
            Seen::Found(found) => {
                let mut matches = Vec::with_capacity(found.candidates.len());
                for found in found.candidates.into_iter().take(asked.matches) {
                    if let Some(record) = work.find(found.id)? {
                        work.touch(record.id, record.id);
                        matches.push(Candidate::read(&record)?.matched(found));
                    }
                }
                (matches, found.extent)
            }
            Seen::Read(read, extent) => {
                let mut matches = Vec::with_capacity(read.len());
                for (candidate, record) in read {
                    // It was read on a snapshot: here the log's end is known, and what stands by it.
                    work.tx.stands(candidate.entry, candidate.version)?;
                    let known = match record {
                        Some(record) => work.may_know_of(&record)?,
                        None => work.find(candidate.entry)?.is_some(),
                    };
                    if known {
                        work.touch(candidate.entry, candidate.entry);
                        matches.push(candidate);
                    }
                }
                (matches, extent)
            }
        };
        screenings.push(Screening { matches, extent });
    }
    Ok(screenings)
}

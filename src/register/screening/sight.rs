//! What a screening saw, and whether it still holds when its event is written.
//!
//! Searching is pure and takes the longest, so it is done before the transaction, by several threads where
//! there are many queries. Inside the transaction one number tells whether any entry changed meanwhile. If
//! so, what the changes may concern is searched again: there if it is little, else outside once more.

use std::collections::{HashMap, HashSet};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::error::{Error, Result};
use crate::model::{Entry, Id, document};
use crate::register::break_glass::Glass;
use crate::register::screening::Candidate;
use crate::register::screening::memory::{Ask, CHANGES_INSIDE_MAX, Change, Mark, Screener, read_changes};
use crate::screening::{Extent, Found, Index, Match, Policy, Query};
use crate::store::{Record, Store, View};

/// Queries that are searched for at the most while a transaction waits for them. Each time that more would have
/// to be, it may be twice as many the next time: so a batch comes to its end whoever else writes.
const SEARCHES_INSIDE_MAX: usize = 16;

/// Queries for which another thread is worth its beginning.
const QUERIES_A_THREAD: usize = 16;

/// Threads that one screening uses at the most.
const THREADS_MAX: usize = 8;

/// Bytes of documents that a batch holds until its event is written. Records beyond are read again then.
const HELD_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Who asks for whom.
pub(super) struct Asked {
    pub(super) queries: Vec<Query>,
    pub(super) account: Id,
    /// What is behind the glass that the task broke.
    pub(super) glass: Option<Glass>,
    pub(super) matches: usize,
    /// The entry that is itself not to be found, where it is compared with the others.
    pub(super) but: Option<Id>,
}

/// What was seen for one query. It is released only if it may be known of.
pub(super) enum Seen {
    /// What was found, which is read inside the transaction: its pages are warm there, and it is little. Those of
    /// a connection that looks are forgotten whenever another one has written.
    Found(Found),
    /// What was found and read.
    Read(Vec<Held>, Extent),
}

/// What is shown of an entry, with its record if there was room for that.
pub(super) type Held = (Candidate, Option<Arc<Record>>);

/// What was found for each query, and the state of the register in which it holds.
pub(super) struct Sight {
    seen: Vec<Option<Seen>>,
    mark: Option<Mark>,
    inside_max: usize,
}

/// What became of a sight inside the transaction.
pub(super) enum Settled {
    /// It holds.
    Holds(Vec<Seen>),
    /// Too much changed meanwhile: what is left of it.
    Behind(Sight),
}

impl Sight {
    /// Begins with nothing seen.
    pub(super) fn none(asked: &Asked) -> Self {
        Self {
            seen: asked.queries.iter().map(|_| None).collect(),
            mark: None,
            inside_max: SEARCHES_INSIDE_MAX,
        }
    }

    /// Searches for what was not seen yet outside any transaction, and reads what was found if it is much.
    pub(super) fn look(mut self, screener: &Screener, store: &Store, asked: &Asked) -> Result<Self> {
        let open: Vec<usize> = (0..self.seen.len()).filter(|it| self.seen[*it].is_none()).collect();
        let found = search_all(screener, asked, &open);
        let marks = found.iter().map(|it| it.2).chain(self.mark);
        // The earliest state is the one in which all of it holds; there is none across an undone group.
        let Some(mark) = marks.reduce(Mark::earlier) else {
            return Ok(Self::none(asked));
        };
        if asked.queries.len() <= SEARCHES_INSIDE_MAX {
            for (at, found, _) in found {
                self.seen[at] = Some(Seen::Found(found));
            }
            self.mark = Some(mark);
            return Ok(self);
        }
        let read = store.glance(|view| {
            let mut reader = Reader::new(view);
            let read = found.into_iter().map(|(at, found, _)| Ok((at, reader.read(found, asked)?)));
            Ok((read.collect::<Result<Vec<_>>>()?, view.last_change()?))
        });
        let (read, change) = read?;
        for (at, seen) in read {
            self.seen[at] = Some(seen);
        }
        // What was read after a change may not be what was weighed: nothing of this look holds then.
        self.mark = Some(if change == mark.change { mark } else { mark.never() });
        Ok(self)
    }

    /// Tells inside the transaction whether the sight holds, and searches again for the little that may not.
    pub(super) fn settle(
        mut self,
        view: &View<'_>,
        now: Mark,
        screener: &Screener,
        asked: &Asked,
    ) -> Result<Settled> {
        let open = match self.mark {
            Some(mark) if mark == now => (0..self.seen.len()).filter(|it| self.seen[*it].is_none()).collect(),
            _ => self.concerned(view, now, asked)?,
        };
        self.mark = Some(now);
        for at in &open {
            self.seen[*at] = None;
        }
        if !open.is_empty() {
            let ask = asked.ask();
            let found = (open.len() <= self.inside_max)
                .then(|| {
                    screener.follow_inside(view, now, |memory| {
                        open.iter().map(|at| memory.search(&ask, &asked.queries[*at])).collect::<Vec<_>>()
                    })
                })
                .transpose()?
                .flatten();
            let Some(found) = found else {
                self.inside_max = self.inside_max.saturating_mul(2);
                return Ok(Settled::Behind(self));
            };
            for (at, found) in open.into_iter().zip(found) {
                self.seen[at] = Some(Seen::Found(found));
            }
        }
        Ok(Settled::Holds(self.seen.into_iter().flatten().collect()))
    }

    /// Returns the queries whose answers the changes since may concern.
    fn concerned(&self, view: &View<'_>, now: Mark, asked: &Asked) -> Result<Vec<usize>> {
        let all = || Ok((0..self.seen.len()).collect());
        let Some(mark) = self.mark.filter(|it| it.undone == now.undone) else { return all() };
        let behind = now.change.checked_sub(mark.change);
        if self.seen.len() <= SEARCHES_INSIDE_MAX
            || behind.is_none_or(|it| it > u64::from(CHANGES_INSIDE_MAX))
        {
            return all();
        }
        let (changes, _) = read_changes(view, mark.change, CHANGES_INSIDE_MAX)?;
        let mut ids = HashSet::new();
        let mut index = Index::new();
        for change in &changes {
            match change {
                Change::Policy(_) => return all(),
                Change::Account(id, _) if *id == asked.account => return all(),
                Change::Account(..) | Change::Other => {}
                Change::Entry(id, profile, _) => {
                    ids.insert(*id);
                    index.insert(*id, profile);
                }
                Change::Gone(id) => {
                    ids.insert(*id);
                }
            }
        }
        let concerned = |at: &usize| {
            let held = |it: &Seen| match it {
                Seen::Found(found) => found.candidates.iter().any(|it| ids.contains(&it.id)),
                Seen::Read(read, _) => read.iter().any(|it| ids.contains(&it.0.entry)),
            };
            self.seen[*at].as_ref().is_none_or(held)
                || index.search(&asked.queries[*at], 1, &Policy::default()).examined > 0
        };
        Ok((0..self.seen.len()).filter(concerned).collect())
    }
}

impl Asked {
    fn ask(&self) -> Ask {
        let Self { account, glass, matches, but, .. } = *self;
        Ask { account, glass, matches, but }
    }
}

/// Searches for the queries of these numbers; those that could not be searched for are missing.
fn search_all(screener: &Screener, asked: &Asked, numbers: &[usize]) -> Vec<(usize, Found, Mark)> {
    let ask = asked.ask();
    let next = AtomicUsize::new(0);
    let search = || {
        let mut found = Vec::new();
        while let Some(number) = numbers.get(next.fetch_add(1, Ordering::Relaxed)) {
            let Some((one, mark)) = screener.search(&ask, &asked.queries[*number]) else { break };
            found.push((*number, one, mark));
        }
        found
    };
    let threads = (numbers.len() / QUERIES_A_THREAD).min(THREADS_MAX);
    if threads < 2 {
        return search();
    }
    // Asked for only now: to tell how many there are takes longer than to search for one person.
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    // The threads end with this call: there is deliberately none that outlives it.
    thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads.min(processors))
            .map_while(|_| thread::Builder::new().spawn_scoped(scope, search).ok())
            .collect();
        let mut found = search();
        for helper in helpers {
            found.extend(helper.join().unwrap_or_else(|payload| resume_unwind(payload)));
        }
        found
    })
}

/// Reads what is shown of entries that were found, each once.
struct Reader<'v, 'c> {
    view: &'v View<'c>,
    read: HashMap<Id, Option<Held>>,
    room: Room,
}

/// The bytes of documents that may still be held.
struct Room(usize);

impl Room {
    fn hold(&mut self, record: Record) -> Option<Arc<Record>> {
        self.0 = self.0.checked_sub(record.document.len())?;
        Some(Arc::new(record))
    }
}

impl<'v, 'c> Reader<'v, 'c> {
    fn new(view: &'v View<'c>) -> Self {
        Self { view, read: HashMap::new(), room: Room(HELD_BYTES_MAX) }
    }

    fn read(&mut self, found: Found, asked: &Asked) -> Result<Seen> {
        let mut candidates = Vec::with_capacity(found.candidates.len());
        for found in found.candidates.into_iter().take(asked.matches) {
            if !self.read.contains_key(&found.id) {
                let record = self.view.newest(found.id)?;
                let read = record
                    .map(|it| Ok::<_, Error>((Candidate::read(&it)?, self.room.hold(it))))
                    .transpose()?;
                self.read.insert(found.id, read);
            }
            let read = self.read.get(&found.id).cloned().flatten();
            candidates.extend(read.map(|(candidate, record)| (candidate.matched(found), record)));
        }
        Ok(Seen::Read(candidates, found.extent))
    }
}

impl Candidate {
    /// Reads what is shown of an entry, without what its match is worth.
    pub(super) fn read(record: &Record) -> Result<Self> {
        let entry: Entry = document::parse(&record.document)?;
        Ok(Self {
            entry: record.id,
            version: record.version,
            name: entry.subject.display_name(),
            born: entry.subject.births.first().and_then(|it| it.date).map(|it| it.to_string()),
            managing_force: entry.registration.managing_force.to_string(),
            warnings: entry.subject.warnings.iter().map(|it| it.code.to_string()).collect(),
            source_ref: entry.registration.source_ref.as_deref().map(str::to_owned),
            bits: 0.0,
            odds: f64::NEG_INFINITY,
            band: crate::screening::Band::Possible,
            reasons: Vec::new(),
        })
    }

    /// Adds what its match is worth.
    pub(super) fn matched(self, found: Match) -> Self {
        let Match { id: _, bits, odds, band, reasons } = found;
        Self { bits, odds, band, reasons, ..self }
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::audit::Digest;
    use crate::model::Kind;

    #[test]
    fn records_are_held_while_their_documents_have_room() {
        let record = |bytes: usize| Record {
            id: Id::from_bytes([1; 16]),
            entry_id: Id::from_bytes([1; 16]),
            kind: Kind::Entry,
            version: 1,
            recorded_at_ms: 0,
            seq: 0,
            digest: Digest::ZERO,
            document: Zeroizing::new("x".repeat(bytes)),
        };
        let mut room = Room(10);
        let held = [4, 7, 6, 1, 0].map(|it| room.hold(record(it)).is_some());
        assert_eq!(held, [true, false, true, false, true]);
    }
}

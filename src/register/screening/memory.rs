//! The screening index in memory: built once, kept right, never waited for inside a transaction.
//!
//! The index is built and brought up to date on snapshots, outside any transaction. Whoever searches holds
//! its lock for one search. Inside a transaction only the few changes since are read, and only if no one else
//! could have read them yet; a memory that followed a transaction which was undone is not used again.

use std::collections::HashMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::resume_unwind;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread;

use serde::Deserialize;

use crate::access::Viewer;
use crate::access::restriction::may_know;
use crate::audit::Digest;
use crate::error::{Error, Result};
use crate::model::restriction::Team;
use crate::model::text::Line;
use crate::model::{Account, Id, Kind, Level, Restriction, Subject, document};
use crate::register::break_glass::Glass;
use crate::register::policy::bands;
use crate::register::screening::packing::{self, Unpacked};
use crate::register::screening::profile::profile;
use crate::screening::{Bands, Found, Index, Policy, Profile, Query};
use crate::store::{Record, Store, View};

/// Changes that are taken up at the most while a transaction waits for it.
pub(super) const CHANGES_INSIDE_MAX: u32 = 1000;

/// Changes that are taken up at a time otherwise: whoever searches waits for so many.
const CHANGES_AT_ONCE: u32 = 100;

/// Records that are parsed at a time while the index is built, and how many such parts may wait.
const PART_RECORDS: usize = 256;
const WAITING_MAX: usize = 8;

/// What screening keeps of an open register.
#[derive(Default)]
pub(in crate::register) struct Screener {
    memory: RwLock<Option<Memory>>,
    /// Held by the one who builds the memory or brings it up to date.
    upkeep: Mutex<()>,
}

/// How far a memory had followed the register when it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// The last change that it knew of.
    pub(super) change: u64,
    /// Groups undone before; what a memory followed in one of those is not there.
    pub(super) undone: u64,
}

impl Mark {
    /// Returns the earlier of two; one that never was if a group was undone between them.
    pub(super) fn earlier(self, other: Self) -> Self {
        if self.undone != other.undone {
            return self.never();
        }
        Self { change: self.change.min(other.change), ..self }
    }

    /// Returns a mark that no state of the register has.
    pub(super) fn never(self) -> Self {
        Self { undone: u64::MAX, ..self }
    }
}

/// The restrictions of the entries that only some may know of.
pub(super) type Restrictions = HashMap<Id, Restriction>;

/// The teams of the accounts that have one.
pub(super) type Teams = HashMap<Id, Team>;

/// The index, with who may know of what in it.
pub(super) struct Memory {
    index: Index,
    restrictions: Restrictions,
    teams: Teams,
    bands: Bands,
    mark: Mark,
}

/// The part of an entry that a memory keeps. The whole of it would take twice as long to read.
#[derive(Deserialize)]
struct Guarded {
    subject: Subject,
    #[serde(default)]
    restriction: Restriction,
}

/// A change of the register as the memory takes it up.
pub(super) enum Change {
    /// An entry as it is now.
    Entry(Id, Box<Profile>, Restriction),
    /// An account's team.
    Account(Id, Option<Team>),
    /// A record that is gone.
    Gone(Id),
    /// What a match is called by the policy in force.
    Policy(Bands),
    /// A record that no memory holds.
    Other,
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Memory of {} entries", self.index.len())
    }
}

impl Screener {
    /// Makes sure that there is a memory that can be asked; only who screens first waits for it.
    pub(super) fn ready(&self, store: &Store) -> Result<()> {
        if self.is_sound(store) {
            return Ok(());
        }
        let _upkeep = self.upkeep.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_sound(store) {
            return Ok(());
        }
        let fresh = Memory::load_or_build(store)?;
        let stale = self.write().replace(fresh);
        // The lock is free again: to drop a large index takes its time.
        drop(stale);
        Ok(())
    }

    /// Brings the memory up to what is committed now, if there is one.
    pub(in crate::register) fn catch_up(&self, store: &Store) -> Result<()> {
        let _upkeep = self.upkeep.lock().unwrap_or_else(PoisonError::into_inner);
        self.follow(store)
    }

    /// As [`Screener::catch_up`], for who just wrote: nobody waits for it, and nothing fails by it.
    pub(in crate::register) fn take_notice(&self, store: &Store) {
        // Whoever is at it already sees what was committed, or the next search will. What cannot be read now
        // is read by the next search, which tells what is wrong.
        if let Ok(_upkeep) = self.upkeep.try_lock() {
            let _ = self.follow(store);
        }
    }

    fn follow(&self, store: &Store) -> Result<()> {
        loop {
            let Some(before) = self.mark() else { return Ok(()) };
            let (changes, change) =
                store.glance(|view| read_changes(view, before.change, CHANGES_AT_ONCE))?;
            if change == before.change {
                return Ok(());
            }
            if let Some(memory) = &mut *self.write()
                // Somebody may have followed inside a transaction meanwhile: then these are read again.
                && memory.mark == before
            {
                memory.take_up(changes, change);
            }
        }
    }

    /// Searches for one person on behalf of an account; nothing if there is no memory.
    pub(super) fn search(&self, ask: &Ask, query: &Query) -> Option<(Found, Mark)> {
        let memory = self.read();
        let memory = memory.as_ref()?;
        Some((memory.search(ask, query), memory.mark))
    }

    /// Brings the memory up to what a transaction sees, if that is little, and does something with it.
    ///
    /// Nothing if there is no memory, or too much for those who wait for the transaction.
    pub(super) fn follow_inside<T>(
        &self,
        view: &View<'_>,
        now: Mark,
        act: impl FnOnce(&Memory) -> T,
    ) -> Result<Option<T>> {
        let mut memory = self.write();
        let Some(memory) = memory.as_mut().filter(|it| it.mark.undone == now.undone) else {
            return Ok(None);
        };
        if now.change.checked_sub(memory.mark.change).is_none_or(|it| it > u64::from(CHANGES_INSIDE_MAX)) {
            return Ok(None);
        }
        if memory.mark != now {
            let (changes, change) = read_changes(view, memory.mark.change, CHANGES_INSIDE_MAX)?;
            memory.take_up(changes, change);
        }
        Ok(Some(act(memory)))
    }

    fn is_sound(&self, store: &Store) -> bool {
        self.mark().is_some_and(|it| it.undone == store.undone())
    }

    fn mark(&self) -> Option<Mark> {
        self.read().as_ref().map(|it| it.mark)
    }

    fn read(&self) -> RwLockReadGuard<'_, Option<Memory>> {
        self.memory.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Option<Memory>> {
        // A panic in the middle of a change would leave a half-changed index: it is built anew.
        self.memory.write().unwrap_or_else(|poisoned| {
            let mut memory = poisoned.into_inner();
            *memory = None;
            self.memory.clear_poison();
            memory
        })
    }
}

/// Who asks, and how.
pub(super) struct Ask {
    pub(super) account: Id,
    /// What is behind the glass that the task broke.
    pub(super) glass: Option<Glass>,
    pub(super) matches: usize,
    /// The entry that is itself not to be found.
    pub(super) but: Option<Id>,
}

impl Memory {
    /// Reads what another process wrote down, or builds it and writes it down for others.
    fn load_or_build(store: &Store) -> Result<Self> {
        let (memory, log) = match packing::load(store)? {
            Some(it) if !it.is_old() => return Ok(it.memory),
            Some(Unpacked { memory, log, .. }) => (memory, log),
            None => Self::build(store)?,
        };
        if memory.len() >= packing::ENTRIES_MIN {
            // It is a convenience: whoever screens is not refused because there is no room for it.
            let _ = packing::keep(store, &memory, log);
        }
        Ok(memory)
    }

    /// Puts a memory together that has followed nothing yet.
    pub(super) fn of(index: Index, restrictions: Restrictions, teams: Teams) -> Self {
        let (bands, mark) = (Bands::default(), Mark { change: 0, undone: 0 });
        Self { index, restrictions, teams, bands, mark }
    }

    /// Makes a memory of nothing.
    pub(super) fn none() -> Self {
        Self::of(Index::new(), Restrictions::new(), Teams::new())
    }

    /// Returns each entry with the sum of what is held of it, by ascending ids.
    pub(super) fn sums(&self) -> Vec<(Id, u64)> {
        let mut sums = self.index.sums();
        for (id, sum) in &mut sums {
            if let Some(restriction) = self.restrictions.get(id) {
                // The order of what it lets through is that of the document.
                let mut hasher = DefaultHasher::new();
                (*sum, restriction).hash(&mut hasher);
                *sum = hasher.finish();
            }
        }
        sums
    }

    /// Says what it has followed.
    pub(super) fn stands_at(&mut self, change: u64, undone: u64) {
        self.mark = Mark { change, undone };
    }

    /// Returns the number of entries.
    pub(super) const fn len(&self) -> usize {
        self.index.len()
    }

    pub(super) const fn index(&self) -> &Index {
        &self.index
    }

    pub(super) const fn restrictions(&self) -> &Restrictions {
        &self.restrictions
    }

    pub(super) const fn teams(&self) -> &Teams {
        &self.teams
    }

    /// Builds the index on a snapshot, and tells the log's length and root there: one thread reads it, one parses
    /// what was read, and one indexes that.
    fn build(store: &Store) -> Result<(Self, (u64, Digest))> {
        // Asked first: a group that is undone from here on was not seen.
        let undone = store.undone();
        store.read(|view| {
            let mut memory = Self::none();
            memory.stands_at(view.last_change()?, undone);
            memory.index.begin();
            // The threads end with this call.
            thread::scope(|scope| {
                let (to_parse, unparsed) = sync_channel::<Vec<Record>>(WAITING_MAX);
                let (to_take, untaken) = sync_channel::<Result<Vec<Change>>>(WAITING_MAX);
                let parse = move || {
                    for records in unparsed {
                        let of = |it: &Record| change_of(it.kind, it.id, &it.document);
                        // Who takes them has met a fault if nobody listens.
                        if to_take.send(records.iter().map(of).collect()).is_err() {
                            break;
                        }
                    }
                };
                let taken = &mut memory;
                let take = move || -> Result<()> {
                    for changes in untaken {
                        changes?.into_iter().for_each(|it| taken.take(it));
                    }
                    Ok(())
                };
                let spawned = |_| Error::Internal;
                thread::Builder::new().spawn_scoped(scope, parse).map_err(spawned)?;
                let indexing = thread::Builder::new().spawn_scoped(scope, take).map_err(spawned)?;
                let read = read_all(view, &to_parse);
                drop(to_parse);
                // A fault in what was read ends the reading, too: it is the one to tell of.
                indexing.join().unwrap_or_else(|payload| resume_unwind(payload)).and(read)
            })?;
            memory.index.settle();
            Ok((memory, view.log_now()?))
        })
    }

    pub(super) fn search(&self, ask: &Ask, query: &Query) -> Found {
        let team = self.teams.get(&ask.account);
        let viewer = Viewer { account: ask.account, team: team.map(Line::as_str) };
        let opened = |id: Id, level: Level| match ask.glass {
            Some(Glass::Entry(entry)) => entry == id,
            Some(Glass::Search) => level < Level::Sealed,
            None => false,
        };
        let permits = |id: Id| {
            self.restrictions.get(&id).is_some_and(|it| may_know(&viewer, it) || opened(id, it.level))
        };
        let policy = Policy { bands: self.bands, ..Policy::default() };
        match ask.but {
            Some(own) => self.index.search_others(own, query, ask.matches, &policy, &permits),
            None => self.index.search_permitted(query, ask.matches, &policy, &permits),
        }
    }

    fn take_up(&mut self, changes: Vec<Change>, last: u64) {
        for change in changes {
            self.take(change);
        }
        self.mark.change = last;
    }

    pub(super) fn take(&mut self, change: Change) {
        match change {
            Change::Entry(id, profile, restriction) if restriction.level == Level::Open => {
                self.restrictions.remove(&id);
                self.index.insert(id, &profile);
            }
            Change::Entry(id, profile, restriction) => {
                self.index.insert_guarded(id, &profile);
                self.restrictions.insert(id, restriction);
            }
            Change::Account(id, Some(team)) => {
                self.teams.insert(id, team);
            }
            Change::Account(id, None) => {
                self.teams.remove(&id);
            }
            Change::Gone(id) => {
                self.index.remove(id);
                self.restrictions.remove(&id);
                self.teams.remove(&id);
            }
            Change::Policy(bands) => self.bands = bands,
            Change::Other => {}
        }
    }
}

/// Reads all accounts, the policy and all entries in parts.
fn read_all(view: &View<'_>, to_parse: &SyncSender<Vec<Record>>) -> Result<()> {
    let mut part = Vec::new();
    let send = |part: &mut Vec<Record>| to_parse.send(std::mem::take(part)).map_err(|_| Error::Internal);
    for kind in [Kind::Account, Kind::Policy, Kind::Entry] {
        view.each(kind, |record| {
            part.push(record);
            if part.len() < PART_RECORDS { Ok(()) } else { send(&mut part) }
        })?;
    }
    send(&mut part)
}

/// Reads the changes after one, at most `limit`, and the number of the last of them.
pub(super) fn read_changes(view: &View<'_>, after: u64, limit: u32) -> Result<(Vec<Change>, u64)> {
    let mut last = after;
    let mut changes = Vec::new();
    for (n, _, id) in view.changes_after(after, limit)? {
        last = n;
        changes.push(change_of_record(id, view.newest(id)?)?);
    }
    Ok((changes, last))
}

/// Returns what the present version of a record changes; it may be gone.
pub(super) fn change_of_record(id: Id, newest: Option<Record>) -> Result<Change> {
    newest.map_or(Ok(Change::Gone(id)), |it| change_of(it.kind, id, &it.document))
}

fn change_of(kind: Kind, id: Id, json: &str) -> Result<Change> {
    match kind {
        Kind::Account => return Ok(Change::Account(id, document::parse::<Account>(json)?.team)),
        Kind::Policy => return Ok(Change::Policy(bands(&document::parse(json)?)?)),
        Kind::Entry => {}
        _ => return Ok(Change::Other),
    }
    let entry: Guarded = serde_json::from_str(json).map_err(|_| Error::Internal)?;
    Ok(Change::Entry(id, Box::new(profile(&entry.subject)), entry.restriction))
}

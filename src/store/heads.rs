//! The present version of each record, as the log tells it, in memory: what is read is held against it.
//!
//! A page of the database that is put back from an older copy passes every check of the engine, and one of
//! `records` fits one of `audit_versions` from the same copy. But memory is not put back with them. What is
//! known at all times are the sums of `audit::heads`, one for each lot of records; a lot's rows are read when
//! the first of its records is, must make that sum, and are kept. At the first reading the sums are taken
//! from where they were last kept, and the events since, which the log's root is over, are read for what they
//! wrote; so are the events of other processes, inside one's own transaction or snapshot.

mod told;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::audit::facts::{Fact, FactKind};
use crate::audit::heads::{LOTS, Sum, erasure_term, fact_term, lot, member_term, seal, version_term};
use crate::audit::{Digest, Frontier, Verifier};
use crate::error::{Corruption, Error, Result};
use crate::model::Id;
use crate::store::records::{NewVersion, Record};
use crate::store::{Store, Tx, View};

/// Records whose present is kept in memory at the most, 48 MiB of them. Beyond, lots are forgotten and read
/// again when they are asked for; the sums are always there, so nothing passes that should not.
pub const HEADS_MAX: usize = 1 << 20;

/// What a record's present takes in memory, in bytes.
pub const HEAD_BYTES: usize = size_of::<Head>();

/// Events after which the sums are kept again, so that who opens the register next reads few.
const KEPT_EVENTS: u64 = 1000;

/// Stands for the number of members of what was erased.
const ERASED: u32 = u32::MAX;

/// What is known of the present versions of records; nothing before it is first asked for.
#[derive(Default)]
pub(super) struct Heads {
    known: Mutex<Option<Known>>,
}

/// The beginning of a version's digest. To find another version with the same takes 2^96 attempts: each has a salt
/// that the register draws.
pub(super) type Short = [u8; 12];

pub(super) fn short(digest: &Digest) -> Short {
    std::array::from_fn(|at| digest.as_bytes()[at])
}

/// The present of one record.
#[derive(Clone, Copy)]
struct Head {
    id: Id,
    digest: Short,
    seq: u64,
    version: u32,
    /// Where an entry's row is, as far as it is known: 0 if it is not. What is found there must be the present.
    place: u32,
    /// How many records belong to it, itself among them, if it is one that others belong to.
    members: u32,
}

impl Head {
    const fn is_erased(&self) -> bool {
        self.members == ERASED
    }
}

/// The present version of a record, as the log tells it.
pub(super) struct Present {
    pub(super) version: u32,
    /// Where its row may be; 0 if that is not known.
    pub(super) place: u32,
    pub(super) seq: u64,
    pub(super) digest: Short,
}

/// What is about the same and of the same kind, in the order of the events that said it.
type Facts = BTreeMap<(Id, FactKind, u64), Digest>;

/// What is known of a lot that was read.
#[derive(Clone)]
struct Lot {
    /// The heads, in the order of their ids.
    heads: Vec<Head>,
    facts: Facts,
}

/// What is known of a log up to a size.
struct Known {
    verifier: Verifier,
    sums: Vec<Sum>,
    /// The lots that were read.
    lots: Vec<Option<Lot>>,
    /// The lots that were read, the first one first, and how many heads they have.
    read: VecDeque<usize>,
    held: usize,
    /// Records that are not what an event wrote, and the event: they are not read, and others are.
    damaged: BTreeMap<Id, u64>,
    /// Events that the sums were last kept for.
    kept: u64,
}

/// Whether a snapshot ends where what is known does, or before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    Same,
    Earlier,
}

impl Heads {
    /// Forgets everything: a transaction was undone that it may have been learnt in.
    pub(super) fn forget(&self) {
        *self.lock() = None;
    }

    /// Brings what is known up to the end of the log, and holds it against that, as a transaction begins.
    pub(super) fn meet(&self, view: &View<'_>, frontier: &Frontier) -> Result<()> {
        let mut guard = self.lock();
        let Some(known) = guard.as_mut() else { return Ok(()) };
        view.ends_at(frontier.size());
        let met = if known.verifier.size() <= frontier.size() { known.follow(view) } else { Ok(()) };
        // What is not the log's end is made again when it is asked for, or found there.
        if met.is_err() || known.verifier.size() != frontier.size() {
            *guard = None;
        } else if known.verifier.root() != frontier.root() {
            *guard = None;
            return Err(Error::Corrupt(Corruption::BrokenChain { seq: frontier.size().saturating_sub(1) }));
        }
        met
    }

    /// Takes note of an event of one's own.
    pub(super) fn append(&self, seq: u64, leaf: Digest, at_ms: u64) {
        if let Some(known) = self.lock().as_mut().filter(|it| it.verifier.size() == seq) {
            known.verifier.take(leaf, at_ms);
        }
    }

    /// Takes note of a version that the last event wrote.
    pub(super) fn add(&self, version: &NewVersion, digest: Digest, seq: u64) {
        if let Some(known) = self.lock().as_mut().filter(|it| it.verifier.size() == seq + 1) {
            let entry = (version.version == 1).then_some(version.entry_id);
            known.add(version.id, version.version, seq, digest, entry);
        }
    }

    /// Takes note of a fact that the last event says.
    pub(super) fn add_fact(&self, fact: &Fact, seq: u64) {
        if let Some(known) = self.lock().as_mut().filter(|it| it.verifier.size() == seq + 1) {
            known.add_fact(fact, seq);
        }
    }

    /// Takes note of an erasure by the last event.
    pub(super) fn erase(&self, entry: Id, record: Id, seq: u64) {
        if let Some(known) = self.lock().as_mut().filter(|it| it.verifier.size() == seq + 1) {
            known.erase(entry, record, seq);
        }
    }

    /// Has the sums kept with the next checkpoint: what they could be made from again is gone.
    pub(super) fn keep_soon(&self) {
        if let Some(known) = self.lock().as_mut() {
            known.kept = 0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with what is known, once it reaches to the end of a snapshot.
    fn with<T>(&self, view: &View<'_>, act: impl FnOnce(&mut Known, Moment) -> Result<T>) -> Result<T> {
        let end = view.log_end()?;
        let mut guard = self.lock();
        let known = match guard.take() {
            Some(mut known) => {
                known.follow(view)?;
                known
            }
            None => Known::read(view)?,
        };
        let moment = if known.verifier.size() == end { Moment::Same } else { Moment::Earlier };
        act(guard.insert(known), moment)
    }
}

impl Known {
    /// Reads what was last kept, and the events since.
    fn read(view: &View<'_>) -> Result<Self> {
        let floor = view.floor()?;
        let reaches = |size: u64| floor.is_none_or(|it| size >= it.first);
        let (kept, sums) = match (view.kept_sums()?.filter(|it| reaches(it.0)), floor) {
            (Some(kept), _) => kept,
            (None, Some(floor)) => view.pruned_sums(floor)?,
            (None, None) => (0, vec![Sum::default(); LOTS]),
        };
        let mut known = Self {
            verifier: view.verifier_at(kept)?,
            sums,
            lots: vec![None; LOTS],
            read: VecDeque::new(),
            held: 0,
            damaged: BTreeMap::new(),
            kept,
        };
        known.follow(view)?;
        Ok(known)
    }

    /// Reads what the events wrote that came since, up to the end of a snapshot.
    fn follow(&mut self, view: &View<'_>) -> Result<()> {
        let (from, end) = (self.verifier.size(), view.log_end()?);
        if from >= end {
            return Ok(());
        }
        let mut statement = view.connection().prepare_cached(
            "SELECT seq, envelope FROM audit_events WHERE seq >= ?1 AND seq < ?2 ORDER BY seq",
        )?;
        let mut rows = statement.query([from, end])?;
        while let Some(row) = rows.next()? {
            let (seq, envelope): (u64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let event = self.verifier.follow(seq, &envelope).map_err(Error::Corrupt)?;
            let told = view.told_by(&event)?;
            for (id, version, digest, entry) in told.wrote {
                self.add(id, version, seq, digest, entry);
            }
            for (id, entry) in told.erased {
                self.erase(entry, id, seq);
            }
            for fact in &told.facts {
                self.add_fact(fact, seq);
            }
            self.damaged.extend(told.damaged.into_iter().map(|it| (it, seq)));
        }
        let read = self.verifier.size();
        if read != end {
            return Err(Error::Corrupt(Corruption::MissingEvent { seq: read }));
        }
        if self.verifier.root() != view.root_at(end)? {
            return Err(Error::Corrupt(Corruption::BrokenChain { seq: end - 1 }));
        }
        Ok(())
    }

    fn add(&mut self, id: Id, version: u32, seq: u64, digest: Digest, entry: Option<Id>) {
        self.sums[lot(id)].add(&version_term(id, version, seq, &digest));
        if let Some(Lot { heads, .. }) = self.lots[lot(id)].as_mut() {
            let digest = short(&digest);
            match heads.binary_search_by_key(&id, |it| it.id) {
                Ok(at) => heads[at] = Head { digest, seq, version, place: 0, ..heads[at] },
                Err(at) => {
                    heads.insert(at, Head { id, digest, seq, version, place: 0, members: 0 });
                    self.held += 1;
                }
            }
        }
        let Some(entry) = entry else { return };
        self.sums[lot(entry)].add(&member_term(entry, id));
        match self.head_mut(entry) {
            Some(head) => head.members = head.members.saturating_add(1),
            None => self.close(lot(entry)),
        }
    }

    fn add_fact(&mut self, fact: &Fact, seq: u64) {
        self.sums[lot(fact.about)].add(&fact_term(fact, seq));
        if let Some(Lot { facts, .. }) = self.lots[lot(fact.about)].as_mut() {
            facts.insert((fact.about, fact.kind, seq), fact.digest);
        }
    }

    fn erase(&mut self, entry: Id, record: Id, seq: u64) {
        self.sums[lot(record)].add(&erasure_term(record, entry, seq));
        self.sums[lot(entry)].take(&member_term(entry, record));
        self.close(lot(record));
        self.close(lot(entry));
    }

    /// Refuses a record that is not what an event wrote.
    fn refuse_damaged(&self, id: Id) -> Result<()> {
        match self.damaged.get(&id) {
            Some(seq) => Err(Error::Corrupt(Corruption::Record { seq: *seq })),
            None => Ok(()),
        }
    }

    /// Returns the head of a record, if its lot was read.
    fn head_mut(&mut self, id: Id) -> Option<&mut Head> {
        let Lot { heads, .. } = self.lots[lot(id)].as_mut()?;
        let at = heads.binary_search_by_key(&id, |it| it.id).ok()?;
        heads.get_mut(at)
    }

    /// Forgets the heads of a lot; its sum stays.
    fn close(&mut self, lot: usize) {
        if let Some(Lot { heads, .. }) = self.lots[lot].take() {
            self.held -= heads.len();
            self.read.retain(|it| *it != lot);
        }
    }

    /// Returns a lot: as it is known, or read and held against its sum. Nothing if it would have to be read from
    /// a snapshot that is older than the sum.
    fn lot_of(&mut self, view: &View<'_>, lot: usize, moment: Moment) -> Result<Option<&Lot>> {
        if self.lots[lot].is_none() && moment == Moment::Same {
            let (heads, mut sum) = view.lot(lot)?;
            let told = view.facts_of_lot(lot, &mut sum)?;
            if sum != self.sums[lot] {
                return Err(view.culprit());
            }
            self.held += heads.len();
            self.read.push_back(lot);
            let facts = told.into_iter().map(|(seq, it)| ((it.about, it.kind, seq), it.digest)).collect();
            self.lots[lot] = Some(Lot { heads, facts });
            while self.held > HEADS_MAX && self.read.len() > 1 {
                let oldest = self.read[0];
                self.close(oldest);
            }
        }
        Ok(self.lots[lot].as_ref())
    }

    /// Returns the heads of a lot, as [`Known::lot_of`] does.
    fn heads_of(&mut self, view: &View<'_>, lot: usize, moment: Moment) -> Result<Option<&[Head]>> {
        Ok(self.lot_of(view, lot, moment)?.map(|it| it.heads.as_slice()))
    }
}

fn head_of(heads: &[Head], id: Id) -> Option<&Head> {
    let at = heads.binary_search_by_key(&id, |it| it.id).ok()?;
    heads.get(at)
}

impl Store {
    /// Reads what the log tells of every record, as far as it is kept, so that no reading waits for it.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`]; [`Error::Storage`].
    pub fn read_heads(&self) -> Result<()> {
        for lot in 0..LOTS {
            // A snapshot for each: whoever else reads or writes meanwhile goes on in between.
            let room = self.glance(|view| {
                view.heads().with(view, |known, moment| {
                    let room = known.held < HEADS_MAX;
                    if room {
                        known.lot_of(view, lot, moment)?;
                    }
                    Ok(room)
                })
            })?;
            if !room {
                break;
            }
        }
        Ok(())
    }
}

impl View<'_> {
    /// Returns the present of a record, as the log tells it; nothing if there is none, or if it would have to be
    /// told of an older snapshot.
    pub(super) fn present(&self, id: Id) -> Result<Option<Present>> {
        self.heads().with(self, |known, moment| {
            known.refuse_damaged(id)?;
            if moment == Moment::Earlier {
                return Ok(None);
            }
            let heads = known.heads_of(self, lot(id), moment)?.unwrap_or_default();
            let head = head_of(heads, id).filter(|it| !it.is_erased());
            let Some(Head { version, place, seq, digest, .. }) = head.copied() else { return Ok(None) };
            Ok(Some(Present { version, place, seq, digest }))
        })
    }

    /// Refuses what was found of a record if it is not its present, as the log tells it.
    pub(super) fn hold(&self, id: Id, found: Option<&Record>) -> Result<()> {
        self.compare(id, found.map(|it| (it.version, it.seq)), found.map(|it| it.digest))
    }

    /// Refuses a version of a record that was read before, if it is not the present one, as the log tells it.
    ///
    /// # Errors
    ///
    /// [`Corruption::Record`] with the event that wrote the present one.
    pub fn stands(&self, id: Id, version: u32) -> Result<()> {
        self.compare(id, Some((version, 0)), None)
    }

    fn compare(&self, id: Id, found: Option<(u32, u64)>, digest: Option<Digest>) -> Result<()> {
        self.heads().with(self, |known, moment| {
            known.refuse_damaged(id)?;
            let Some(heads) = known.heads_of(self, lot(id), moment)? else { return Ok(()) };
            let Some(head) = head_of(heads, id) else {
                let told = found.map(|(_, seq)| Error::Corrupt(Corruption::Record { seq }));
                return told.map_or(Ok(()), Err);
            };
            let fits = match found {
                Some((version, _)) => {
                    let same = digest.is_none_or(|it| short(&it) == head.digest);
                    !head.is_erased() && version == head.version && same
                }
                None => head.is_erased(),
            };
            // What changed after an older snapshot is not its to tell.
            let since = head.is_erased() || head.seq >= self.log_end()?;
            if fits || (moment == Moment::Earlier && since) {
                Ok(())
            } else {
                Err(Error::Corrupt(Corruption::Record { seq: head.seq }))
            }
        })
    }

    /// Returns the facts of a kind about something, as the log tells them, up to the end of a snapshot.
    pub(super) fn hold_facts(&self, about: Id, kind: FactKind) -> Result<Vec<(u64, Digest)>> {
        let end = self.log_end()?;
        let known = self.heads().with(self, |known, moment| {
            known.refuse_damaged(about)?;
            let lot = known.lot_of(self, lot(about), moment)?;
            let own = (about, kind, 0)..(about, kind, end);
            Ok(lot.map(|it| it.facts.range(own).map(|(at, digest)| (at.2, *digest)).collect()))
        })?;
        // What is read on an older snapshot is held against the log where it is used.
        known.map_or_else(|| self.found_facts(about, kind), Ok)
    }

    /// Refuses an entry of which records are missing that the log tells of.
    pub(super) fn hold_members(&self, entry: Id) -> Result<()> {
        let found: u32 = self
            .connection()
            .prepare_cached("SELECT count(*) FROM records WHERE entry_id = ?1 AND version = 1")?
            .query_row([entry.as_bytes()], |row| row.get(0))?;
        self.heads().with(self, |known, moment| {
            if moment == Moment::Earlier {
                return Ok(());
            }
            known.refuse_damaged(entry)?;
            let heads = known.heads_of(self, lot(entry), moment)?.unwrap_or_default();
            let members = head_of(heads, entry).filter(|it| !it.is_erased()).map_or(0, |it| it.members);
            if members == found { Ok(()) } else { Err(self.culprit()) }
        })
    }

    /// Refuses a register of which any record is missing that the log tells of; it reads every lot.
    pub(super) fn hold_all(&self) -> Result<()> {
        let found: usize = self
            .connection()
            .prepare_cached("SELECT count(*) FROM records WHERE version = 1")?
            .query_row([], |row| row.get(0))?;
        self.heads().with(self, |known, moment| {
            if moment == Moment::Earlier {
                return Ok(());
            }
            if let Some((_, seq)) = known.damaged.first_key_value() {
                return Err(Error::Corrupt(Corruption::Record { seq: *seq }));
            }
            let mut told = 0;
            for lot in 0..LOTS {
                let heads = known.heads_of(self, lot, moment)?.unwrap_or_default();
                told += heads.iter().filter(|it| !it.is_erased()).count();
            }
            if told == found { Ok(()) } else { Err(self.culprit()) }
        })
    }

    /// Returns the size of the log, and the seal of the sums over all that its events wrote of records.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`]; [`Error::Internal`] on a snapshot that is older than what is known.
    pub fn sealed_heads(&self) -> Result<(u64, Digest)> {
        self.heads().with(self, |known, moment| {
            let (size, root) = (known.verifier.size(), known.verifier.root());
            if moment == Moment::Same {
                Ok((size, seal(size, &root, &known.sums)))
            } else {
                Err(Error::Internal)
            }
        })
    }
}

impl Tx<'_> {
    /// Keeps the sums, if they are known up to here and enough was written since they were.
    pub(super) fn keep_heads(&mut self) -> Result<()> {
        let mut guard = self.heads().lock();
        let Some(known) = guard.as_mut() else { return Ok(()) };
        let (size, root) = (known.verifier.size(), known.verifier.root());
        if size != self.next_seq() || size < known.kept + KEPT_EVENTS {
            return Ok(());
        }
        let sums: Vec<u8> = known.sums.iter().flat_map(|it| it.to_bytes()).collect();
        self.connection()
            .prepare_cached(
                "INSERT INTO audit_heads (one, size, sums, seal) VALUES (1, ?1, ?2, ?3) \
                 ON CONFLICT (one) DO UPDATE SET size = excluded.size, sums = excluded.sums, seal = excluded.seal",
            )?
            .execute((size, sums, seal(size, &root, &known.sums).as_bytes()))?;
        known.kept = size;
        Ok(())
    }
}

#[cfg(test)]
mod tests;

//! Grouped commits: callers that wait at the same time share one transaction and one flush.
//!
//! The first caller that finds nobody at work becomes the leader, runs every queued job on its own
//! thread, commits, and hands the results out; whoever queued meanwhile is led by the next. There is
//! deliberately no background thread: the library works inside its host's own calls.
//!
//! Callers that were just given their outcomes often come back at once. Where a flush takes long, the next
//! leader waits for them a little, so that there is one group and not two by turns; a caller who is alone
//! never waits.
//!
//! A job that fails before it wrote anything fails alone; that is every refusal, since a call gathers
//! its writes to the end. One that fails while it writes (a full disk, a broken page) takes its group
//! with it: there is deliberately no savepoint for each job, since each would journal every page again.
//! A commit that fails releases nothing to anybody.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::store::connection::{self, DatabaseKey};
use crate::store::heads::Heads;
use crate::store::tail::Tail;
use crate::store::{DATABASE_FILE, Lock, View, platform};

/// Jobs that share one transaction at the most.
const GROUP_JOBS_MAX: usize = 256;

/// Callers that may wait; one more is told that the register is busy.
const QUEUE_JOBS_MAX: usize = 4096;

/// A leader waits for others no longer than one part in so many of the time that the last commit took.
const GATHERING_PARTS: u32 = 4;

/// A leader waits for others no longer than this.
const GATHERING_MAX: Duration = Duration::from_millis(1);

/// Commits that are quicker are not waited for: the next one is as quick.
const WORTH_GATHERING: Duration = Duration::from_micros(500);

/// Groups that are begun at once after one was waited for in vain.
const IMPATIENT_GROUPS: u32 = 16;

/// An open database.
pub struct Store {
    directory: PathBuf,
    key: DatabaseKey,
    engine: Mutex<Option<Engine>>,
    queue: Mutex<Queue>,
    /// Told when as many wait as the leader hopes for.
    gathered: Condvar,
    /// What the last commit took, in microseconds.
    commit_us: AtomicU64,
    guards: Guards,
    heads: Heads,
    /// A connection that is kept for short readings.
    reader: Mutex<Option<Connection>>,
    /// Groups that were undone after their jobs had begun.
    undone: AtomicU64,
    _lock: Lock,
}

/// Whether the tables and guards must be those of the format for the database to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guards {
    Held,
    LookedPast,
}

/// The connection and what is known of the log's end.
struct Engine {
    connection: Connection,
    tail: Tail,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<(Job, Arc<Seat>)>,
    led: bool,
    /// How many would wait if everybody came back who was served last.
    hoped: usize,
    /// Until when the next leader waits for them; nothing if it is not worth it.
    until: Option<Instant>,
    /// Groups that are still begun at once.
    impatient: u32,
}

/// The lead of one group. However it ends, by a panic even, the lead is handed on and nobody of the group
/// is left waiting.
struct Lead<'s> {
    store: &'s Store,
    seats: Vec<Arc<Seat>>,
    outcomes: Vec<Result<()>>,
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        self.store.hand_on(self.seats.len());
        let lost = std::iter::repeat_with(|| Err(Error::Internal));
        for (seat, outcome) in self.seats.iter().zip(self.outcomes.drain(..).chain(lost)) {
            *sane(seat.state.lock()) = Waiting::Over(outcome);
            seat.turn.notify_one();
        }
    }
}

type Job = Box<dyn FnOnce(&mut Tx<'_>) -> Result<()> + Send>;

/// Where a caller waits for its job's outcome, or to be made leader.
#[derive(Default)]
struct Seat {
    state: Mutex<Waiting>,
    turn: Condvar,
}

#[derive(Default)]
enum Waiting {
    #[default]
    Queued,
    Leads,
    Over(Result<()>),
}

/// A job's place inside a transaction.
pub struct Tx<'c> {
    view: View<'c>,
    pub(super) tail: &'c mut Tail,
}

impl<'c> Deref for Tx<'c> {
    type Target = View<'c>;

    fn deref(&self) -> &View<'c> {
        &self.view
    }
}

impl fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tx")
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// Makes the database of a new register in `directory` and runs its first job.
    ///
    /// # Errors
    ///
    /// Those of the job, [`Error::Full`], [`Error::Storage`].
    pub fn make<T>(
        directory: &Path,
        key: &DatabaseKey,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let connection = connection::make(&directory.join(DATABASE_FILE), key)?;
        let mut tail = Tail::read(&connection)?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let heads = Heads::default();
        let made = job(&mut Tx { view: View::new(&connection, &heads), tail: &mut tail })?;
        connection.execute_batch("COMMIT")?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(made)
    }

    /// Opens the database of the register in `directory`.
    ///
    /// # Errors
    ///
    /// [`Error::NotARegister`], [`Error::NewerFile`], [`Error::NetworkFileSystem`], [`Error::Corrupt`],
    /// [`Error::Busy`], [`Error::Storage`].
    pub fn open(directory: &Path, key: DatabaseKey, lock: Lock) -> Result<Self> {
        let engine = Engine::open(directory, &key)?;
        Ok(Self {
            directory: directory.to_owned(),
            key,
            engine: Mutex::new(Some(engine)),
            queue: Mutex::default(),
            gathered: Condvar::new(),
            commit_us: AtomicU64::new(0),
            guards: Guards::Held,
            heads: Heads::default(),
            reader: Mutex::default(),
            undone: AtomicU64::new(0),
            _lock: lock,
        })
    }

    /// Takes the database of a register that may be damaged, to look at it: what is wrong with its tables
    /// and guards shows only when something is written, or by [`Store::check_guards`].
    #[must_use]
    pub fn open_to_look(directory: &Path, key: DatabaseKey, lock: Lock) -> Self {
        Self {
            directory: directory.to_owned(),
            key,
            engine: Mutex::new(None),
            queue: Mutex::default(),
            gathered: Condvar::new(),
            commit_us: AtomicU64::new(0),
            guards: Guards::LookedPast,
            heads: Heads::default(),
            reader: Mutex::default(),
            undone: AtomicU64::new(0),
            _lock: lock,
        }
    }

    /// Checks that the tables and guards are those of the format, and that the log's end is one.
    ///
    /// # Errors
    ///
    /// Those of [`Store::open`].
    pub fn check_guards(&self) -> Result<()> {
        Engine::open(&self.directory, &self.key).map(drop)
    }

    /// Refuses a directory that can hold no register.
    ///
    /// # Errors
    ///
    /// [`Error::NotARegister`] and [`Error::NetworkFileSystem`].
    pub fn look(directory: &Path) -> Result<()> {
        if !directory.join(DATABASE_FILE).is_file() {
            // A directory that may not be searched is told from one that holds no register.
            std::fs::read_dir(directory).map_err(|it| match it.kind() {
                std::io::ErrorKind::NotADirectory => Error::NotARegister,
                _ => crate::store::of_system(&it),
            })?;
            return Err(Error::NotARegister);
        }
        platform::refuse_network(directory)
    }

    /// Returns the register's directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Runs a job inside a transaction that it may share with others, and returns when it is durable.
    ///
    /// # Errors
    ///
    /// The job's own; [`Error::Busy`] if too many wait; [`Error::Full`]; [`Error::AuditUnavailable`]
    /// if the transaction could not be made durable. Whatever the error, nothing of the job is kept
    /// and nothing of it is returned.
    pub fn commit<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let cell = Arc::new(Mutex::new(None));
        let inside = Arc::clone(&cell);
        self.run(Box::new(move |tx| {
            let made = job(tx)?;
            *sane(inside.lock()) = Some(made);
            Ok(())
        }))?;
        let made = sane(cell.lock()).take();
        made.ok_or(Error::Internal)
    }

    /// Runs a job on a connection and a snapshot of its own, so that long reading holds nobody up.
    ///
    /// # Errors
    ///
    /// The job's own, and those of [`Store::open`].
    pub fn read<T>(&self, job: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        let path = self.directory.join(DATABASE_FILE);
        let connection = match self.guards {
            Guards::Held => connection::open(&path, &self.key)?,
            Guards::LookedPast => connection::look_at(&path, &self.key)?,
        };
        connection.execute_batch("BEGIN")?;
        let made = job(&View::new(&connection, &self.heads))?;
        connection.execute_batch("COMMIT")?;
        Ok(made)
    }

    /// Writes what was committed into the database and cuts the log of changes, so that nothing erased is
    /// left in it. While somebody else reads, the next one to do so cuts it.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn truncate(&self) -> Result<()> {
        let guard = sane(self.engine.lock());
        if let Some(engine) = guard.as_ref() {
            engine.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(())
    }

    /// Runs a short reading job on a snapshot of what is committed, on a connection that is kept for that.
    ///
    /// # Errors
    ///
    /// The job's own, and those of [`Store::open`].
    pub fn glance<T>(&self, job: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        let mut kept = sane(self.reader.lock());
        // It is put back when all went well: after a fault the next caller begins with a fresh one.
        let connection = match kept.take() {
            Some(connection) => connection,
            None => connection::open(&self.directory.join(DATABASE_FILE), &self.key)?,
        };
        connection.prepare_cached("BEGIN")?.execute([])?;
        let made = job(&View::new(&connection, &self.heads))?;
        connection.prepare_cached("COMMIT")?.execute([])?;
        *kept = Some(connection);
        Ok(made)
    }

    /// Returns how many groups were undone after their jobs had begun.
    ///
    /// A memory of what a job read inside its transaction holds only while this number stays: asked inside
    /// a transaction, it tells of every group before.
    #[must_use]
    pub fn undone(&self) -> u64 {
        self.undone.load(Ordering::Acquire)
    }

    /// Forgets what was learnt inside a group that was undone.
    fn undo(&self) {
        self.undone.fetch_add(1, Ordering::AcqRel);
        self.heads.forget();
    }

    /// Returns the database key, for a backup under the same one.
    pub(super) fn key(&self) -> &DatabaseKey {
        &self.key
    }

    fn run(&self, job: Job) -> Result<()> {
        let seat = Arc::new(Seat::default());
        {
            let mut queue = sane(self.queue.lock());
            if queue.waiting.len() >= QUEUE_JOBS_MAX {
                return Err(Error::Busy);
            }
            queue.waiting.push_back((job, Arc::clone(&seat)));
            if !queue.led {
                queue.led = true;
                *sane(seat.state.lock()) = Waiting::Leads;
            } else if queue.waiting.len() == queue.hoped {
                self.gathered.notify_one();
            }
        }
        loop {
            let mut state = sane(seat.state.lock());
            while matches!(*state, Waiting::Queued) {
                state = sane(seat.turn.wait(state));
            }
            match std::mem::take(&mut *state) {
                Waiting::Over(outcome) => return outcome,
                Waiting::Leads | Waiting::Queued => {
                    drop(state);
                    self.lead();
                }
            }
        }
    }

    /// Runs one group, which the leader's own job is in, and hands the lead on.
    fn lead(&self) {
        let group: Vec<_> = {
            let mut queue = self.gather();
            let jobs = queue.waiting.len().min(GROUP_JOBS_MAX);
            queue.waiting.drain(..jobs).collect()
        };
        let (jobs, seats): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        let mut lead = Lead { store: self, seats, outcomes: Vec::new() };
        lead.outcomes = self.transact_with_room(jobs);
    }

    /// Waits until whoever was served last is back, but not for long.
    ///
    /// The time counts from the moment they were served, so that nobody waits for the callers of an hour ago.
    fn gather(&self) -> MutexGuard<'_, Queue> {
        let mut queue = sane(self.queue.lock());
        let Some(until) = queue.until.take() else { return queue };
        let there = queue.waiting.len();
        while queue.waiting.len() < queue.hoped {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.gathered.wait_timeout(queue, left);
            queue = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        let (came, lacking) = (queue.waiting.len() - there, queue.hoped.saturating_sub(queue.waiting.len()));
        if came < lacking {
            queue.impatient = IMPATIENT_GROUPS;
        }
        queue
    }

    /// Makes whoever waits longest the leader, after so many were served.
    fn hand_on(&self, served: usize) {
        let mut queue = sane(self.queue.lock());
        queue.hoped = (queue.waiting.len() + served).min(GROUP_JOBS_MAX);
        let took = Duration::from_micros(self.commit_us.load(Ordering::Relaxed));
        let worth = queue.hoped > 1 && took >= WORTH_GATHERING && queue.impatient == 0;
        queue.until = worth.then(|| Instant::now() + (took / GATHERING_PARTS).min(GATHERING_MAX));
        queue.impatient = queue.impatient.saturating_sub(1);
        match queue.waiting.front() {
            Some((_, next)) => {
                *sane(next.state.lock()) = Waiting::Leads;
                next.turn.notify_one();
            }
            None => queue.led = false,
        }
    }

    /// Runs a last job on a disk that is too full for any other: the word that the register stopped.
    ///
    /// # Errors
    ///
    /// As [`Store::commit`].
    pub fn commit_at_the_end(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        self.transact(vec![Box::new(job)]).into_iter().next().unwrap_or(Err(Error::Internal))
    }

    /// Runs jobs in one transaction, if the disk has room for it and more.
    fn transact_with_room(&self, jobs: Vec<Job>) -> Vec<Result<()>> {
        match platform::refuse_nearly_full(&self.directory) {
            Ok(()) => self.transact(jobs),
            Err(fault) => jobs.iter().map(|_| Err(fault.clone())).collect(),
        }
    }

    /// Runs jobs in one transaction and returns what each came to.
    fn transact(&self, jobs: Vec<Job>) -> Vec<Result<()>> {
        let count = jobs.len();
        let all = |fault: &Error| (0..count).map(|_| Err(fault.clone())).collect();
        let mut guard = sane(self.engine.lock());
        // A leader that panicked may have left its transaction open.
        if guard.as_ref().is_some_and(|it| !it.connection.is_autocommit()) {
            self.undo();
            *guard = None;
        }
        if guard.is_none() {
            match Engine::open(&self.directory, &self.key) {
                Ok(engine) => *guard = Some(engine),
                Err(fault) => return all(&fault),
            }
        }
        let Some(engine) = guard.as_mut() else { return all(&Error::Internal) };
        let outcomes = engine
            .execute("BEGIN IMMEDIATE")
            .and_then(|()| engine.transact(jobs, &self.heads).inspect_err(|_| self.undo()));
        match outcomes {
            Ok((outcomes, took)) => {
                self.commit_us.store(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
                outcomes
            }
            Err(fault) => {
                // After a failed flush the state on disk is unknown: the connection is not used again,
                // and the next caller reads the log's end afresh. The end that was kept may hold events
                // that were undone, whatever the fault; others may since have written as many.
                *guard = None;
                all(&match fault {
                    Error::Busy | Error::Full | Error::Corrupt(_) => fault,
                    _ => Error::AuditUnavailable,
                })
            }
        }
    }
}

impl Engine {
    fn open(directory: &Path, key: &DatabaseKey) -> Result<Self> {
        let connection = connection::open_to_write(&directory.join(DATABASE_FILE), key)?;
        let tail = Tail::read(&connection)?;
        Ok(Self { connection, tail })
    }

    /// Runs jobs in the transaction that was begun, and ends it; tells what ending it took.
    fn transact(&mut self, jobs: Vec<Job>, heads: &Heads) -> Result<(Vec<Result<()>>, Duration)> {
        let outcomes = self
            .tail
            .catch_up(&self.connection)
            .and_then(|()| heads.meet(&View::new(&self.connection, heads), &self.tail.frontier))
            .and_then(|()| jobs.into_iter().map(|job| self.run(job, heads)).collect::<Result<Vec<_>>>());
        let done = outcomes.and_then(|outcomes| {
            let begun = Instant::now();
            self.execute("COMMIT").map(|()| (outcomes, begun.elapsed()))
        });
        if done.is_err() && !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        done
    }

    /// Runs one job. The inner error is the job's own; the outer one ends the whole group.
    fn run(&mut self, job: Job, heads: &Heads) -> Result<Result<()>> {
        let before = self.connection.total_changes();
        let view = View::new(&self.connection, heads);
        view.ends_at(self.tail.frontier.size());
        let mut tx = Tx { view, tail: &mut self.tail };
        let outcome = catch_unwind(AssertUnwindSafe(|| job(&mut tx))).unwrap_or_else(|payload| {
            // A payload's own drop can panic.
            drop(catch_unwind(AssertUnwindSafe(|| drop(payload))));
            Err(Error::Internal)
        });
        match outcome {
            Err(fault) if self.connection.total_changes() != before || self.connection.is_autocommit() => {
                Err(fault)
            }
            outcome => Ok(outcome),
        }
    }

    fn execute(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

impl<'c> Tx<'c> {
    /// Returns the connection, for the other files of this floor.
    pub(super) fn connection(&self) -> &'c Connection {
        self.view.connection()
    }
}

/// Takes a lock whose holder may have panicked: what it guards is consistent at every step.
fn sane<'m, T>(
    lock: std::result::Result<MutexGuard<'m, T>, PoisonError<MutexGuard<'m, T>>>,
) -> MutexGuard<'m, T> {
    lock.unwrap_or_else(PoisonError::into_inner)
}

//! Handles: numbers that C carries about as pointers, and the one table that knows what they mean.
//!
//! A handle is never dereferenced. A closed, invented or mistaken one is not in the table, or is of
//! another kind there, and is answered with [`Slip::Handle`]. No number is given twice, so that a
//! handle closed long ago cannot mean something made since (on 32 bits: not within 2^31 handles).

use std::any::Any;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::error::{Error, Result, Slip};

/// An opaque C type, and what a handle of it stands for. No two may stand for the same Rust type.
pub trait Handle: 'static {
    /// What the table holds.
    type Object: Any + Send + Sync;
}

/// A register's handle and those of its sessions and tasks: what befalls one befalls all.
#[derive(Clone, Debug, Default)]
pub struct Family(Arc<AtomicU8>);

impl Family {
    const SOUND: u8 = 0;
    const BROKEN: u8 = 1;
    const ENDED: u8 = 2;

    /// Ends the family after a panic: what state it is in, nobody knows.
    pub fn break_off(&self) {
        self.0.fetch_max(Self::BROKEN, Ordering::Relaxed);
    }

    /// Ends the family because its register is closed.
    pub fn end(&self) {
        self.0.fetch_max(Self::ENDED, Ordering::Relaxed);
    }

    /// Tells whether two handles are of the same family.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn check(&self) -> Result<()> {
        match self.0.load(Ordering::Relaxed) {
            Self::SOUND => Ok(()),
            Self::BROKEN => Err(Error::Internal),
            _ => Err(Error::Misused(Slip::Handle)),
        }
    }
}

/// What a handle stands for; lives on, while it is held, even if the handle is closed.
pub struct Held<T> {
    object: Arc<T>,
    family: Option<Family>,
}

impl<T> Held<T> {
    /// Returns the family, if the handle has one.
    #[must_use]
    pub fn family(&self) -> Option<&Family> {
        self.family.as_ref()
    }

    /// Returns the object itself.
    #[must_use]
    pub fn object(&self) -> &Arc<T> {
        &self.object
    }
}

impl<T> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

impl<T> fmt::Debug for Held<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Held")
    }
}

/// Makes a handle for an object.
pub fn open<H: Handle>(object: H::Object, family: Option<Family>) -> *mut H {
    let number = table().insert(Slot { object: Arc::new(object), family });
    std::ptr::without_provenance_mut(number)
}

/// Returns what a handle stands for.
///
/// # Errors
///
/// [`Slip::NullPointer`], [`Slip::Handle`], [`Slip::Forked`]; [`Error::Internal`] after a panic in its
/// family.
pub fn held<H: Handle>(handle: *const H) -> Result<Held<H::Object>> {
    let held = table().slot(handle.addr())?.held::<H>()?;
    if let Some(family) = &held.family {
        family.check()?;
    }
    Ok(held)
}

/// Closes a handle, in whatever state its family is, and returns what it stood for.
///
/// # Errors
///
/// [`Slip::NullPointer`], [`Slip::Handle`], [`Slip::Forked`].
pub fn close<H: Handle>(handle: *const H) -> Result<Held<H::Object>> {
    // A mistaken kind must not close: it is looked at first. Two threads that close one handle both
    // get here, and only one of them removes it.
    table().slot(handle.addr())?.held::<H>()?;
    table().remove(handle.addr())?.held::<H>()
}

/// Closes every handle of a family, so that what they stood for goes with their head.
pub fn close_all(family: &Family) {
    // What a shard held is dropped when its lock is free again: dropping may take its time.
    for shard in &table().shards {
        let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
        let numbers: Vec<_> = shard
            .iter()
            .filter(|(_, it)| it.family.as_ref().is_some_and(|of| of.is(family)))
            .map(|it| *it.0)
            .collect();
        let members: Vec<_> = numbers.iter().filter_map(|it| shard.remove(it)).collect();
        drop(shard);
        drop(members);
    }
}

/// Set in each handle: on 64 bits a mark that no address and no small number has, and an odd end.
const MARK: usize = if usize::BITS == 64 { (0x5352_usize << 32) << 16 | 1 } else { 1 };

/// The bits that hold the number of a handle, above the odd end.
const COUNT_MASK: usize = if usize::BITS == 64 { ((1_usize << 31) << 16) - 1 } else { usize::MAX >> 1 };

const SHARDS: usize = 64;

/// Counts the handles of this process, and goes on in a process forked from it.
static COUNT: AtomicUsize = AtomicUsize::new(1);

struct Slot {
    object: Arc<dyn Any + Send + Sync>,
    family: Option<Family>,
}

impl Slot {
    fn held<H: Handle>(&self) -> Result<Held<H::Object>> {
        let object = Arc::clone(&self.object).downcast().map_err(|_| Error::Misused(Slip::Handle))?;
        Ok(Held { object, family: self.family.clone() })
    }
}

/// The handles of one process.
struct Table {
    process: u32,
    /// The count when this process made its first handle: lower ones are its parent's.
    since: usize,
    /// In shards, so that threads seldom meet at a lock. Trees, since a leak checker follows them: it
    /// takes what a hash map holds for lost, and a host's forked child would seem to leak.
    shards: [RwLock<BTreeMap<usize, Slot>>; SHARDS],
    /// The table of a process forked from this one. A lock that another thread held at the fork stays
    /// locked in the child for ever, so the child never touches its parent's table.
    after_fork: OnceLock<Box<Table>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();

    let process = std::process::id();
    let mut table = TABLE.get_or_init(|| Table::of(process));
    while table.process != process {
        table = table.after_fork.get_or_init(|| Box::new(Table::of(process)));
    }
    table
}

impl Table {
    fn of(process: u32) -> Self {
        Self {
            process,
            since: COUNT.load(Ordering::Relaxed),
            shards: std::array::from_fn(|_| RwLock::default()),
            after_fork: OnceLock::new(),
        }
    }

    fn insert(&self, slot: Slot) -> usize {
        loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed) & COUNT_MASK;
            let mut shard = self.shards[count % SHARDS].write().unwrap_or_else(PoisonError::into_inner);
            // Taken only where 32 bits have been counted through.
            if let Entry::Vacant(free) = shard.entry(count) {
                free.insert(slot);
                return count << 1 | MARK;
            }
        }
    }

    fn slot(&self, number: usize) -> Result<Slot> {
        let count = self.count_of(number)?;
        let shard = self.shards[count % SHARDS].read().unwrap_or_else(PoisonError::into_inner);
        let slot = shard.get(&count).ok_or(Error::Misused(Slip::Handle))?;
        Ok(Slot { object: Arc::clone(&slot.object), family: slot.family.clone() })
    }

    fn remove(&self, number: usize) -> Result<Slot> {
        let count = self.count_of(number)?;
        let mut shard = self.shards[count % SHARDS].write().unwrap_or_else(PoisonError::into_inner);
        shard.remove(&count).ok_or(Error::Misused(Slip::Handle))
    }

    fn count_of(&self, number: usize) -> Result<usize> {
        if number == 0 {
            return Err(Error::Misused(Slip::NullPointer));
        }
        let count = number >> 1 & COUNT_MASK;
        if number != (count << 1 | MARK) {
            return Err(Error::Misused(Slip::Handle));
        }
        if count < self.since { Err(Error::Misused(Slip::Forked)) } else { Ok(count) }
    }
}

//! The memory written down by who built it, and read again by who opens the register later.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::audit::Digest;
use crate::error::{Error, Result};
use crate::model::policy::POLICY;
use crate::model::{Entry, Id};
use crate::register::screening::memory::{Change, Memory, Restrictions, Teams, change_of_record};
use crate::register::screening::profile::profile;
use crate::screening::Index;
use crate::screening::packed::{Packer, Unpacker};
use crate::store::{PackedDigest, PackedHead, Store, View};

/// The sources that a memory is made by: what other code wrote down may mean something else.
const MADE_BY: &str = env!("SREG_INDEX_SOURCES");

/// A register of fewer entries is indexed in less time than it takes to write that down and read it.
pub(super) const ENTRIES_MIN: usize = 2_000;

/// A memory is built anew if more events came since than it has entries, and written down anew if more than this
/// part of them: one in so many.
const EVENTS_SHARE: u64 = 8;

/// Parts that may wait to be unpacked.
const WAITING_MAX: usize = 2;

/// A memory that was read.
pub(super) struct Unpacked {
    pub(super) memory: Memory,
    /// The length of the log and its root that it is of.
    pub(super) log: (u64, Digest),
    /// How many events came since it was written down.
    since: u64,
}

impl Unpacked {
    /// Tells whether it is worth writing down again.
    pub(super) fn is_old(&self) -> bool {
        self.since > self.memory.len() as u64 / EVENTS_SHARE
    }
}

/// Reads the memory that is kept and brings it up to the register; nothing if there is none that will do.
pub(super) fn load(store: &Store) -> Result<Option<Unpacked>> {
    // Asked first: a group that is undone from here on was not seen.
    let undone = store.undone();
    store.read(|view| {
        let read = read(view, |entries, since| since <= entries)?;
        let change = view.last_change()?;
        Ok(read.map(|mut it| {
            it.memory.stands_at(change, undone);
            it
        }))
    })
}

/// Reads the memory that is kept, if it has so many entries and so many events came since as will do.
fn read(view: &View<'_>, will_do: impl Fn(u64, u64) -> bool) -> Result<Option<Unpacked>> {
    let Some(head) = view.packed_head()?.filter(|it| it.made_by == MADE_BY) else { return Ok(None) };
    let log = view.log_now()?;
    let Some(since) = log.0.checked_sub(head.size) else { return Ok(None) };
    let Some(mut memory) = read_lot(view, &head)? else { return Ok(None) };
    if !will_do(memory.len() as u64, since) {
        return Ok(None);
    }
    let Some(written) = view.written_since(head.size)? else { return Ok(None) };
    for id in written.into_iter().chain([POLICY]) {
        memory.take(change_of_record(id, view.newest(id)?)?);
    }
    Ok(Some(Unpacked { memory, log, since }))
}

/// Writes a memory down in place of the one that is kept.
pub(super) fn keep(store: &Store, memory: &Memory, log: (u64, Digest)) -> Result<()> {
    store.keep_packed_index(MADE_BY, log, |give| {
        let mut packer = Packer::new(give);
        memory.index().pack(&mut packer)?;
        pack_as_json(&mut packer, memory.restrictions())?;
        pack_as_json(&mut packer, memory.teams())?;
        packer.end()
    })
}

/// Entries, each with the sum of what is held of it.
pub(in crate::register) type Sums = BTreeSet<(Id, u64)>;

/// The memory that is kept, and what it should be.
pub(in crate::register) struct Comparison {
    found: Option<Memory>,
    made: Memory,
}

impl Comparison {
    /// Reads what is kept.
    pub(in crate::register) fn begin(view: &View<'_>) -> Result<Self> {
        let found = read(view, |_, _| true)?.map(|it| it.memory);
        Ok(Self { found, made: Memory::none() })
    }

    /// Takes an entry that should be in it.
    pub(in crate::register) fn take(&mut self, id: Id, entry: &Entry) {
        if self.found.is_some() {
            let profile = Box::new(profile(&entry.subject));
            self.made.take(Change::Entry(id, profile, entry.restriction.clone()));
        }
    }

    /// Returns what is held of each entry in sum: as it should be, and as it is found.
    pub(in crate::register) fn sums(self) -> (Sums, Sums) {
        let sums = |it: Memory| it.sums().into_iter().collect();
        self.found.map_or_else(Default::default, |found| (sums(self.made), sums(found)))
    }
}

fn pack_as_json(packer: &mut Packer<'_>, it: &impl Serialize) -> Result<()> {
    packer.bytes(&serde_json::to_vec(it).map_err(|_| Error::Internal)?)
}

fn unpack_json<T: DeserializeOwned>(unpacker: &mut Unpacker<'_>) -> Option<T> {
    serde_json::from_slice(&unpacker.bytes()?).ok()
}

/// Reads a lot: one thread reads the parts, and one unpacks them. Nothing if it is not whole.
fn read_lot(view: &View<'_>, head: &PackedHead) -> Result<Option<Memory>> {
    let root = view.root_at(head.size)?;
    thread::scope(|scope| {
        let (to_unpack, packed) = sync_channel::<Vec<u8>>(WAITING_MAX);
        let digest = PackedDigest::new(head.size, &root);
        let unpack = move || unpack(&packed, digest);
        // The thread ends with this call.
        let unpacking = thread::Builder::new().spawn_scoped(scope, unpack).map_err(|_| Error::Internal)?;
        for part in 0..head.parts {
            let Some(bytes) = view.packed_part(head.lot, part)? else { break };
            // Who unpacks has seen enough if nobody listens.
            if to_unpack.send(bytes).is_err() {
                break;
            }
        }
        drop(to_unpack);
        let unpacked = unpacking.join().unwrap_or_else(|payload| resume_unwind(payload));
        Ok(unpacked.filter(|it| it.1 == head.digest).map(|it| it.0))
    })
}

fn unpack(packed: &Receiver<Vec<u8>>, mut digest: PackedDigest) -> Option<(Memory, [u8; 32])> {
    let mut next = || {
        let part = packed.recv().ok()?;
        digest.add(&part);
        Some(part)
    };
    let mut unpacker = Unpacker::new(&mut next);
    let index = Index::unpack(&mut unpacker)?;
    let restrictions: Restrictions = unpack_json(&mut unpacker)?;
    let teams: Teams = unpack_json(&mut unpacker)?;
    let whole = unpacker.is_at_its_end();
    drop(unpacker);
    whole.then(|| (Memory::of(index, restrictions, teams), digest.end()))
}

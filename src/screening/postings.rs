//! Lists of entries by exact keys: birth, postcode, place, address.

use std::collections::HashMap;

use zeroize::Zeroize;

use crate::error::Result;
use crate::screening::guarded::Guarded;
use crate::screening::hashing::{Seedless, mix};
use crate::screening::packed::{Packer, Unpacker};

/// What entries are listed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// House number and a word of the street.
    Address(u64),
    Area(u64),
    Birth(u32),
    District(u64),
    Place(u32),
    /// A word with one letter left out; the words of the vocabulary are listed under it.
    Spelling(u64),
    Unit(u64),
    Year(u32),
}

impl Key {
    /// Returns the digest of a key: a collision costs a wasted comparison.
    fn digest(self) -> u32 {
        let (kind, value) = match self {
            Self::Address(it) => (1, it),
            Self::Area(it) => (2, it),
            Self::Birth(it) => (3, u64::from(it)),
            Self::District(it) => (4, it),
            Self::Place(it) => (5, u64::from(it)),
            Self::Unit(it) => (6, it),
            Self::Year(it) => (7, u64::from(it)),
            Self::Spelling(it) => (8, it),
        };
        let mixed = mix(mix(kind, value), kind);
        u32::try_from(mixed >> 32).unwrap_or_default()
    }
}

/// The leading bits of a digest by which lists are settled one part after the other.
const PART_BITS: u32 = 6;
/// How many lists may change before all are settled again, besides a share of them.
const CHANGED_MAX: usize = 1 << 16;

/// The lists of entries, each in ascending order: settled ones packed, and those that changed since beside them.
#[derive(Default)]
pub(crate) struct Postings {
    settled: Settled,
    /// Lists that changed since, whole; an empty one hides a settled one.
    changed: HashMap<u32, Vec<u32>, Seedless>,
    /// What is entered in bulk, by leading bits: the digest above the entry.
    bulk: Option<Vec<Vec<u64>>>,
    /// How many entries of each list are not counted.
    guarded: Guarded<u32>,
}

/// Lists packed one after the other, by ascending digests of their keys.
#[derive(Default)]
struct Settled {
    digests: Vec<u32>,
    /// Where each list ends.
    ends: Vec<u32>,
    entries: Vec<u32>,
    /// Where the digests of each leading bits begin.
    starts: Vec<u32>,
}

impl Settled {
    fn list(&self, digest: u32) -> &[u32] {
        // One more than a power of two are there, or none.
        let Some(bits) = self.starts.len().checked_sub(1).and_then(usize::checked_ilog2) else { return &[] };
        let lead = (u64::from(digest) << bits >> 32) as usize;
        let (from, to) = (self.starts[lead] as usize, self.starts[lead + 1] as usize);
        let Some(at) = self.digests[from..to].iter().position(|it| *it == digest) else { return &[] };
        let at = from + at;
        let begin = at.checked_sub(1).map_or(0, |it| self.ends[it] as usize);
        &self.entries[begin..self.ends[at] as usize]
    }

    fn push(&mut self, digest: u32, entry: u32) {
        let length = u32::try_from(self.entries.len() + 1).expect("a register has fewer than 2^32 postings");
        if self.digests.last() == Some(&digest) {
            if let Some(end) = self.ends.last_mut() {
                *end = length;
            }
        } else {
            self.digests.push(digest);
            self.ends.push(length);
        }
        self.entries.push(entry);
    }

    /// Lays out where digests begin, four or so for each leading bits.
    fn lay_out(&mut self) {
        let bits = (self.digests.len() / 4).max(1).ilog2();
        let mut starts = vec![0; (1 << bits) + 1];
        for digest in &self.digests {
            starts[(u64::from(*digest) << bits >> 32) as usize + 1] += 1;
        }
        for lead in 1..starts.len() {
            starts[lead] += starts[lead - 1];
        }
        self.starts = starts;
        self.digests.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.entries.shrink_to_fit();
    }
}

impl Drop for Settled {
    fn drop(&mut self) {
        self.digests.zeroize();
        self.entries.zeroize();
    }
}

impl Postings {
    pub(crate) fn enter(&mut self, key: Key, slot: u32) {
        let digest = key.digest();
        if let Some(bulk) = &mut self.bulk {
            bulk[part_of(digest)].push(u64::from(digest) << 32 | u64::from(slot));
            return;
        }
        enter(self.change(digest), slot);
        if self.changed.len() > CHANGED_MAX + self.settled.digests.len() / 4 {
            self.settle();
        }
    }

    pub(crate) fn strike(&mut self, key: Key, slot: u32) {
        if self.bulk.is_some() {
            self.settle();
            self.begin();
        }
        let digest = key.digest();
        let list = self.change(digest);
        strike(list, slot);
        if list.is_empty() && self.settled.list(digest).is_empty() {
            self.changed.remove(&digest);
        }
    }

    fn change(&mut self, digest: u32) -> &mut Vec<u32> {
        let settled = &self.settled;
        self.changed.entry(digest).or_insert_with(|| settled.list(digest).to_vec())
    }

    /// Begins to take entries in bulk: no list has them before [`Postings::settle`].
    pub(crate) fn begin(&mut self) {
        self.bulk.get_or_insert_with(|| vec![Vec::new(); 1 << PART_BITS]);
    }

    /// Packs all lists.
    pub(crate) fn settle(&mut self) {
        self.begin();
        let mut bulk = self.bulk.take().unwrap_or_default();
        let changed = std::mem::take(&mut self.changed);
        let old = std::mem::take(&mut self.settled);
        let mut begin = 0;
        for (digest, end) in old.digests.iter().zip(&old.ends) {
            let list = &old.entries[begin as usize..*end as usize];
            begin = *end;
            if !changed.contains_key(digest) {
                bulk[part_of(*digest)]
                    .extend(list.iter().map(|it| u64::from(*digest) << 32 | u64::from(*it)));
            }
        }
        drop(old);
        for (digest, list) in &changed {
            bulk[part_of(*digest)].extend(list.iter().map(|it| u64::from(*digest) << 32 | u64::from(*it)));
        }
        for mut part in bulk {
            part.sort_unstable();
            part.dedup();
            for it in &part {
                let halves = [it >> 32, it & 0xffff_ffff].map(|it| u32::try_from(it).unwrap_or_default());
                self.settled.push(halves[0], halves[1]);
            }
            part.zeroize();
        }
        self.settled.lay_out();
    }

    /// Returns the lists of keys, each once.
    pub(crate) fn lists(&self, keys: &[Key]) -> impl Iterator<Item = &[u32]> {
        digests(keys).into_iter().map(|it| self.list_of(it))
    }

    /// Returns how many places all lists have together.
    pub(crate) fn listed(&self) -> usize {
        let replaced = self.changed.keys().map(|it| self.settled.list(*it).len());
        let changed = self.changed.values().map(Vec::len);
        self.settled.entries.len() + changed.sum::<usize>() - replaced.sum::<usize>()
    }

    /// Writes all lists down; none may be entered in bulk meanwhile.
    pub(crate) fn pack(&self, to: &mut Packer<'_>) -> Result<()> {
        let Settled { digests, ends, entries, starts: _ } = &self.settled;
        to.numbers(digests)?;
        to.numbers(ends)?;
        to.numbers(entries)?;
        to.count(self.changed.len())?;
        for (digest, list) in &self.changed {
            to.number(*digest)?;
            to.numbers(list)?;
        }
        to.count(self.guarded.iter().len())?;
        for (digest, count) in self.guarded.iter() {
            to.number(digest)?;
            to.count(count)?;
        }
        Ok(())
    }

    /// Reads lists again whose entries are less than `bound`.
    pub(crate) fn unpack(from: &mut Unpacker<'_>, bound: usize) -> Option<Self> {
        let (digests, ends) = (from.numbers()?, from.numbers()?);
        let mut settled = Settled { digests, ends, entries: from.numbers_below(bound)?, starts: Vec::new() };
        let last = settled.ends.last().map_or(0, |it| *it as usize);
        let sound = settled.digests.len() == settled.ends.len()
            && settled.digests.is_sorted()
            && settled.ends.is_sorted()
            && last == settled.entries.len();
        if !sound {
            return None;
        }
        settled.lay_out();
        let changed = (0..from.count()?).map(|_| Some((from.number()?, from.numbers_below(bound)?)));
        let changed = changed.collect::<Option<_>>()?;
        let guarded = (0..from.count()?).map(|_| Some((from.number()?, from.count()?)));
        let guarded = Guarded::of(guarded.collect::<Option<Vec<_>>>()?);
        Some(Self { settled, changed, bulk: None, guarded })
    }

    pub(crate) fn list(&self, key: Key) -> &[u32] {
        self.list_of(key.digest())
    }

    fn list_of(&self, digest: u32) -> &[u32] {
        let changed = if self.changed.is_empty() { None } else { self.changed.get(&digest) };
        changed.map_or_else(|| self.settled.list(digest), Vec::as_slice)
    }

    /// Returns how many entries a list holds that are counted.
    pub(crate) fn count(&self, key: Key) -> usize {
        self.list(key).len() - self.guarded.count(key.digest())
    }

    /// Counts an entry on these lists no more.
    pub(crate) fn guard(&mut self, keys: &[Key]) {
        self.guarded.enter(digests(keys));
    }

    /// Forgets an entry that was not counted on these lists.
    pub(crate) fn unguard(&mut self, keys: &[Key]) {
        self.guarded.strike(digests(keys));
    }
}

fn part_of(digest: u32) -> usize {
    (digest >> (u32::BITS - PART_BITS)) as usize
}

/// Returns the digests of keys, each once.
fn digests(keys: &[Key]) -> Vec<u32> {
    let mut digests: Vec<_> = keys.iter().map(|it| it.digest()).collect();
    digests.sort_unstable();
    digests.dedup();
    digests
}

impl Drop for Postings {
    fn drop(&mut self) {
        self.changed.values_mut().for_each(Zeroize::zeroize);
    }
}

/// Adds an entry to an ascending list.
pub(crate) fn enter(list: &mut Vec<u32>, slot: u32) {
    if list.last().is_none_or(|it| *it < slot) {
        list.push(slot);
    } else if let Err(at) = list.binary_search(&slot) {
        list.insert(at, slot);
    }
}

/// Takes an entry out of an ascending list.
pub(crate) fn strike(list: &mut Vec<u32>, slot: u32) {
    if let Ok(at) = list.binary_search(&slot) {
        list.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_lists_its_entries_in_order_until_they_are_struck() {
        let mut postings = Postings::default();
        for slot in [5, 3, 9, 3] {
            postings.enter(Key::Birth(1), slot);
        }
        postings.enter(Key::Year(1), 7);
        assert_eq!(postings.list(Key::Birth(1)), [3, 5, 9]);
        assert_eq!(postings.list(Key::Year(1)), [7]);
        for slot in [3, 5, 9, 9] {
            postings.strike(Key::Birth(1), slot);
        }
        postings.strike(Key::Year(1), 8);
        assert_eq!(postings.list(Key::Year(1)), [7]);
        postings.strike(Key::Year(1), 7);
        assert!(postings.list(Key::Birth(1)).is_empty() && postings.changed.is_empty());
    }

    #[test]
    fn lists_are_the_same_settled_or_not() {
        let mut postings = Postings::default();
        let entries: Vec<(u32, u32)> = (0..3_000).map(|it| (it * it % 700, it)).collect();
        let expected = |birth: u32, gone: u32| -> Vec<u32> {
            entries.iter().filter(|it| it.0 == birth && it.1 >= gone).map(|it| it.1).collect()
        };
        postings.begin();
        for (birth, slot) in &entries[..1_500] {
            postings.enter(Key::Birth(*birth), *slot);
        }
        postings.settle();
        for (birth, slot) in &entries[1_500..] {
            postings.enter(Key::Birth(*birth), *slot);
        }
        for gone in [0, 100, 2_000] {
            entries.iter().filter(|it| it.1 < gone).for_each(|it| postings.strike(Key::Birth(it.0), it.1));
            for birth in 0..700 {
                assert_eq!(postings.list(Key::Birth(birth)), expected(birth, gone), "{birth}");
            }
            postings.settle();
            assert!(postings.changed.is_empty());
            for birth in 0..700 {
                assert_eq!(postings.list(Key::Birth(birth)), expected(birth, gone), "{birth} settled");
            }
        }
    }

    #[test]
    fn a_register_without_an_entry_has_empty_lists() {
        let mut postings = Postings::default();
        for year in 0..64 {
            assert!(postings.list(Key::Year(year)).is_empty());
        }
        postings.settle();
        for year in 0..64 {
            assert!(postings.list(Key::Year(year)).is_empty());
        }
        postings.enter(Key::Year(9), 1);
        postings.settle();
        assert_eq!(postings.list(Key::Year(9)), [1]);
        assert!((10..64).all(|year| postings.list(Key::Year(year)).is_empty()));
    }
}

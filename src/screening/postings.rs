//! Lists of entries by exact keys: birth, postcode, place, address.

use std::collections::HashMap;

use zeroize::Zeroize;

use crate::screening::guarded::Guarded;
use crate::screening::hashing::{Seedless, mix};

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

/// Marks the number of a list; below it stands the one entry of a key itself.
const LISTED: u32 = 1 << 31;

/// The lists of entries, each in ascending order. Most keys have one entry, which needs no list.
#[derive(Default)]
pub(crate) struct Postings {
    heads: HashMap<u32, u32, Seedless>,
    lists: Vec<Vec<u32>>,
    free: Vec<u32>,
    /// How many entries of each list are not counted.
    guarded: Guarded<u32>,
}

impl Postings {
    pub(crate) fn enter(&mut self, key: Key, slot: u32) {
        let Self { heads, lists, free, .. } = self;
        heads
            .entry(key.digest())
            .and_modify(|head| {
                if *head >= LISTED {
                    enter(&mut lists[(*head - LISTED) as usize], slot);
                } else if *head != slot {
                    let list = vec![(*head).min(slot), (*head).max(slot)];
                    let number = free.pop().unwrap_or_else(|| {
                        lists.push(Vec::new());
                        u32::try_from(lists.len() - 1).expect("a register has fewer than 2^31 lists")
                    });
                    lists[number as usize] = list;
                    *head = LISTED + number;
                }
            })
            .or_insert(slot);
    }

    pub(crate) fn strike(&mut self, key: Key, slot: u32) {
        let digest = key.digest();
        let Some(head) = self.heads.get(&digest).copied() else { return };
        if head < LISTED {
            if head == slot {
                self.heads.remove(&digest);
            }
            return;
        }
        let number = head - LISTED;
        let list = &mut self.lists[number as usize];
        strike(list, slot);
        if list.is_empty() {
            list.shrink_to_fit();
            self.free.push(number);
            self.heads.remove(&digest);
        }
    }

    pub(crate) fn list(&self, key: Key) -> &[u32] {
        match self.heads.get(&key.digest()) {
            Some(head) if *head >= LISTED => &self.lists[(*head - LISTED) as usize],
            Some(slot) => std::slice::from_ref(slot),
            None => &[],
        }
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

/// Returns the digests of keys, each once.
fn digests(keys: &[Key]) -> Vec<u32> {
    let mut digests: Vec<_> = keys.iter().map(|it| it.digest()).collect();
    digests.sort_unstable();
    digests.dedup();
    digests
}

impl Drop for Postings {
    fn drop(&mut self) {
        self.heads.values_mut().for_each(Zeroize::zeroize);
        self.lists.iter_mut().for_each(Zeroize::zeroize);
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
        assert!(postings.list(Key::Birth(1)).is_empty() && postings.heads.is_empty());
        postings.enter(Key::Unit(1), 1);
        postings.enter(Key::Unit(1), 2);
        assert_eq!(postings.lists.len(), 1, "an emptied list is used again");
    }
}

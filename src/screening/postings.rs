//! Lists of entries by exact keys: birth, postcode, place, address.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// What entries are listed under. Texts are kept as digests: a collision costs a wasted comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Key {
    Address(u64),
    Area(u64),
    Birth(u16, u8, u8),
    DayMonth(u8, u8),
    District(u64),
    Month(u16, u8),
    Place(u64),
    PlaceWord(u64),
    Sector(u64),
    Unit(u64),
    Year(u16),
}

/// Returns the digest of a text.
pub(crate) fn digest(text: &str) -> u64 {
    // Without a random seed: one index and one query give the same result every time.
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The lists of entries, each in ascending order.
#[derive(Default)]
pub(crate) struct Postings(HashMap<Key, Vec<u32>, BuildHasherDefault<DefaultHasher>>);

impl Postings {
    pub(crate) fn enter(&mut self, key: Key, slot: u32) {
        enter(self.0.entry(key).or_default(), slot);
    }

    pub(crate) fn strike(&mut self, key: Key, slot: u32) {
        if let Some(list) = self.0.get_mut(&key) {
            strike(list, slot);
            if list.is_empty() {
                self.0.remove(&key);
            }
        }
    }

    pub(crate) fn list(&self, key: Key) -> &[u32] {
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// Adds an entry to an ascending list.
pub(crate) fn enter(list: &mut Vec<u32>, slot: u32) {
    if let Err(at) = list.binary_search(&slot) {
        list.insert(at, slot);
    }
}

/// Takes an entry out of an ascending list.
pub(crate) fn strike(list: &mut Vec<u32>, slot: u32) {
    if let Ok(at) = list.binary_search(&slot) {
        list.remove(at);
    }
}

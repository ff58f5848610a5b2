//! How many entries of each list are not counted, because only some may know of them.
//!
//! A weight tells how common a name is. If a sealed entry were counted, its coming would show in the weights
//! of everybody's searches; so the entries that somebody may not know of are taken off each count.

use std::collections::HashMap;
use std::hash::Hash;

/// The lists that hold entries that are not counted, with how many; most lists hold none.
pub(crate) struct Guarded<K>(HashMap<K, usize>);

impl<K> Default for Guarded<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Copy + Eq + Hash> Guarded<K> {
    /// Takes note of one entry on each of these lists.
    pub(crate) fn enter(&mut self, lists: Vec<K>) {
        for list in lists {
            *self.0.entry(list).or_default() += 1;
        }
    }

    /// Forgets one entry on each of these lists.
    pub(crate) fn strike(&mut self, lists: Vec<K>) {
        for list in lists {
            if let Some(count) = self.0.get_mut(&list) {
                *count -= 1;
                if *count == 0 {
                    self.0.remove(&list);
                }
            }
        }
    }

    /// Returns every list that has some, with how many.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (K, usize)> {
        self.0.iter().map(|(list, count)| (*list, *count))
    }

    /// Takes the lists that have some, with how many.
    pub(crate) fn of(lists: impl IntoIterator<Item = (K, usize)>) -> Self {
        Self(lists.into_iter().collect())
    }

    /// Returns how many entries of a list are not counted.
    pub(crate) fn count(&self, list: K) -> usize {
        if self.0.is_empty() { 0 } else { self.0.get(&list).copied().unwrap_or(0) }
    }
}

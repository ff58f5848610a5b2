//! How often two names are borne together: those of one people, one faith, one fashion go together.
//!
//! Two names that agree tell less than the sum of both where whoever bears the one often bears the other.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::screening::vocabulary::{Role, Vocabulary};

/// How many bearers of the rarer name are looked at: the share among them stands for the share among all.
const SAMPLE: usize = 128;
/// Names of fewer bearers tell nothing of how they go together.
const BEARERS_MIN: usize = 8;

/// What was counted of pairs of names during one search.
pub(crate) struct Pairs<'a> {
    vocabulary: &'a Vocabulary,
    /// Entries that count nowhere.
    guarded: &'a BTreeSet<u32>,
    entries: usize,
    known: RefCell<Vec<((u32, u32), f64)>>,
}

impl<'a> Pairs<'a> {
    pub(crate) fn new(vocabulary: &'a Vocabulary, guarded: &'a BTreeSet<u32>, entries: usize) -> Self {
        Self { vocabulary, guarded, entries, known: RefCell::default() }
    }

    /// Returns by how many bits the two names are borne together more often than by chance; 0 if they are not.
    pub(crate) fn excess(&self, family: u32, given: u32) -> f64 {
        let pair = (family, given);
        if let Some(it) = self.known.borrow().iter().find(|it| it.0 == pair) {
            return it.1;
        }
        let bits = self.count(family, given);
        self.known.borrow_mut().push((pair, bits));
        bits
    }

    fn count(&self, family: u32, given: u32) -> f64 {
        let [families, givens] = [(family, Role::Family), (given, Role::Given)];
        let [of_family, of_given] = [families, givens].map(|it| self.vocabulary.count(it.0, it.1));
        if of_family.min(of_given) < BEARERS_MIN {
            return 0.0;
        }
        let lists = [families, givens].map(|it| self.vocabulary.list(it.0, it.1));
        let [few, many] = if lists[0].len() <= lists[1].len() { lists } else { [lists[1], lists[0]] };
        let step = few.len().div_ceil(SAMPLE);
        let asked = few.iter().step_by(step).filter(|it| !self.guarded.contains(it));
        let (mut sample, mut both, mut later) = (0, 0, many);
        for slot in asked {
            sample += 1;
            later = from(later, *slot);
            both += usize::from(later.first() == Some(slot));
        }
        let share = number(both) / number(sample.max(1));
        let together = share * number(of_family.min(of_given));
        let by_chance = number(of_family) * number(of_given) / number(self.entries.max(1));
        ((together + 1.0) / (by_chance + 1.0)).log2().max(0.0)
    }
}

/// Returns what of an ascending list does not come before a slot, which is not far, as a rule.
fn from(list: &[u32], slot: u32) -> &[u32] {
    let mut stride = 1;
    while list.get(stride).is_some_and(|it| *it < slot) {
        stride *= 2;
    }
    let near = &list[..list.len().min(stride + 1)];
    &list[near.partition_point(|it| *it < slot)..]
}

fn number(it: usize) -> f64 {
    f64::from(u32::try_from(it).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_list_begins_with_the_slot_or_the_next() {
        let list: Vec<u32> = (0..100).map(|it| it * 3).collect();
        for slot in 0..310 {
            let left: Vec<u32> = list.iter().copied().filter(|it| *it >= slot).collect();
            assert_eq!(from(&list, slot), left, "{slot}");
        }
        assert!(from(&[], 1).is_empty());
    }
}

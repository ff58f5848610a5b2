//! What an index holds of each entry in one number, whatever slots and numbers it gave: to compare two of them.

use crate::model::Id;
use crate::screening::columns::Detail;
use crate::screening::hashing::{digest, mix};
use crate::screening::index::Index;
use crate::screening::profile::Sex;
use crate::screening::record;

/// Begins a list, so that what stands in one is not taken for what stands in the next.
const LIST: u64 = 1;
/// Stands for a list that an entry should be on, and is not.
const ASTRAY: u64 = 2;

impl Index {
    /// Returns each entry with the sum of what is held of it, by ascending ids.
    ///
    /// Where entries stand on lists that they should not be on, one more line tells of it, of no entry.
    pub(crate) fn sums(&self) -> Vec<(Id, u64)> {
        let mut listed = 0;
        let sum = |slot: u32| {
            let detail = self.columns.detail(slot);
            let mut sum = self.content(detail);
            for (token, role) in record::words(detail) {
                listed += 1;
                if self.vocabulary.list(token, role).binary_search(&slot).is_err() {
                    sum = mix(sum, ASTRAY);
                }
            }
            for list in self.postings.lists(&record::keys(detail)) {
                listed += 1;
                if list.binary_search(&slot).is_err() {
                    sum = mix(sum, ASTRAY);
                }
            }
            (self.id(slot), mix(sum, u64::from(self.guarded.contains(&slot))))
        };
        let mut sums: Vec<(Id, u64)> = self.slots.all().map(sum).collect();
        sums.sort_unstable();
        if listed != self.vocabulary.listed() + self.postings.listed() {
            sums.push((Id::from_bytes([0; 16]), ASTRAY));
        }
        sums
    }

    fn content(&self, detail: Detail<'_>) -> u64 {
        let Self { vocabulary, places, streets, .. } = self;
        let mut sum = 0;
        let mut add = |it: u64| sum = mix(sum, it);
        for name in detail.names() {
            for list in [name.family.as_slice(), name.family_parts, name.given] {
                add(LIST);
                for it in list {
                    add(digest(vocabulary.text(*it)));
                }
            }
        }
        for birth in detail.births() {
            let packed = birth.pack();
            add(LIST);
            add(u64::from(packed.digits));
            add(u64::from(packed.about));
        }
        detail.postcodes().for_each(|it| add(it.packed()));
        add(LIST);
        detail.places.iter().for_each(|it| add(digest(places.text(*it))));
        for address in detail.addresses() {
            let [whole, number, ..] = address.words();
            add(u64::from(whole) << 32 | u64::from(number));
            address.street().for_each(|it| add(digest(streets.text(it))));
        }
        add(match detail.sex {
            None => 0,
            Some(Sex::Female) => 1,
            Some(Sex::Male) => 2,
        });
        sum
    }
}

//! Which entry is in which slot: a table of slots, found by the entries' ids.

use zeroize::Zeroize;

use crate::error::Result;
use crate::model::Id;
use crate::screening::hashing::mix;
use crate::screening::packed::{Packer, Unpacker};

/// Stands for no slot in the table.
const EMPTY: u32 = u32::MAX;
/// Stands for a slot that was taken out of the table.
const GONE: u32 = u32::MAX - 1;

/// The ids by slot, and the slots by a digest of the id.
#[derive(Default)]
pub(crate) struct Slots {
    ids: Vec<Id>,
    table: Vec<u32>,
    free: Vec<u32>,
    held: usize,
    // Places of the table that are not empty.
    used: usize,
}

impl Slots {
    pub(crate) const fn len(&self) -> usize {
        self.held
    }

    /// Returns the entry in a slot.
    pub(crate) fn id(&self, slot: u32) -> Id {
        self.ids[slot as usize]
    }

    pub(crate) fn get(&self, id: Id) -> Option<u32> {
        self.place(id).map(|it| self.table[it])
    }

    /// Gives an entry that has none a slot.
    pub(crate) fn insert(&mut self, id: Id) -> u32 {
        if (self.used + 1) * 8 > self.table.len() * 7 {
            self.grow();
        }
        let slot = if let Some(slot) = self.free.pop() {
            self.ids[slot as usize] = id;
            slot
        } else {
            self.ids.push(id);
            u32::try_from(self.ids.len() - 1)
                .ok()
                .filter(|it| it >> 31 == 0)
                .expect("fewer than 2^31 entries")
        };
        self.used += put(&mut self.table, digest(id), slot);
        self.held += 1;
        slot
    }

    /// Takes an entry out, and returns the slot that it had.
    pub(crate) fn remove(&mut self, id: Id) -> Option<u32> {
        let place = self.place(id)?;
        let slot = std::mem::replace(&mut self.table[place], GONE);
        self.ids[slot as usize] = Id::from_bytes([0; 16]);
        self.free.push(slot);
        self.held -= 1;
        Some(slot)
    }

    /// Returns how many slots there are, taken or free.
    pub(crate) const fn places(&self) -> usize {
        self.ids.len()
    }

    /// Returns the slots that are taken, in no promised order.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> {
        self.table.iter().copied().filter(|it| *it < GONE)
    }

    pub(crate) fn pack(&self, to: &mut Packer<'_>) -> Result<()> {
        to.bytes(&self.ids.iter().flat_map(|it| *it.as_bytes()).collect::<Vec<u8>>())?;
        to.numbers(&self.table)?;
        to.numbers(&self.free)?;
        to.count(self.held)?;
        to.count(self.used)
    }

    pub(crate) fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let bytes = from.bytes()?;
        let (ids, rest) = bytes.as_chunks();
        let ids: Vec<Id> = ids.iter().map(|it| Id::from_bytes(*it)).collect();
        let table = from.numbers()?;
        let free = from.numbers_below(ids.len())?;
        let (held, used) = (from.count()?, from.count()?);
        let sound = rest.is_empty()
            && held + free.len() == ids.len()
            && held <= used
            && used < table.len().max(1)
            && (table.is_empty() || table.len().is_power_of_two())
            && table.iter().all(|it| *it >= GONE || (*it as usize) < ids.len());
        sound.then_some(Self { ids, table, free, held, used })
    }

    fn place(&self, id: Id) -> Option<usize> {
        let mut place = digest(id) & self.table.len().checked_sub(1)?;
        while self.table[place] != EMPTY {
            let slot = self.table[place];
            if slot != GONE && self.ids[slot as usize] == id {
                return Some(place);
            }
            place = (place + 1) & (self.table.len() - 1);
        }
        None
    }

    fn grow(&mut self) {
        let mut table = vec![EMPTY; (self.held * 2).next_power_of_two().max(16)];
        for slot in self.table.iter().filter(|it| **it < GONE) {
            put(&mut table, digest(self.ids[*slot as usize]), *slot);
        }
        self.table = table;
        self.used = self.held;
    }
}

impl Drop for Slots {
    fn drop(&mut self) {
        self.table.zeroize();
        self.ids.fill(Id::from_bytes([0; 16]));
    }
}

fn digest(id: Id) -> usize {
    let mut state = 0;
    for half in id.as_bytes().chunks_exact(8) {
        state = mix(state, half.iter().fold(0, |sum, it| sum << 8 | u64::from(*it)));
    }
    usize::try_from(state >> 16).unwrap_or(0)
}

/// Puts a slot in the first place that is free, and returns how many empty places it took.
fn put(table: &mut [u32], digest: usize, slot: u32) -> usize {
    let mut place = digest & (table.len() - 1);
    while table[place] < GONE {
        place = (place + 1) & (table.len() - 1);
    }
    usize::from(std::mem::replace(&mut table[place], slot) == EMPTY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_entries_come_and_go_and_are_found_again() {
        let id = |it: u128| Id::from_bytes(it.to_be_bytes());
        let mut slots = Slots::default();
        for round in 0..3 {
            for number in 0..1_000 {
                slots.insert(id(number));
            }
            assert_eq!((slots.len(), slots.ids.len()), (1_000, 1_000), "slots are used again");
            for number in 0..1_000 {
                let slot = slots.get(id(number)).expect("held");
                assert_eq!(slots.id(slot), id(number));
                if round < 2 {
                    assert_eq!(slots.remove(id(number)), Some(slot));
                    assert_eq!(slots.get(id(number)), None);
                }
            }
            assert_eq!(slots.get(id(5_000)), None);
        }
    }
}

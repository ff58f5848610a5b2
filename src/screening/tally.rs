//! What the lists say of each entry: a sum for each that they name, a block of entries at a time.
//!
//! The lists are read side by side: of each the part that falls into a block, then the next block. What is noted
//! of a block's entries stays in the processor's nearest cache, whatever the size of the register, and only the
//! entries that can weigh enough leave the block.

use crate::screening::columns::Columns;

/// The fields that lists are read for.
pub(crate) const FIELDS: usize = 7;
/// The numbers of the two that a first look does not see.
pub(crate) const MIDDLE: usize = 2;
pub(crate) const ADDRESS: usize = 6;
/// The last class of a field's lists. The strongest is 1; 0 stands for on none of them.
const CLASS_MAX: u32 = 15;
/// The entries of a block.
const BLOCK: usize = 1 << BLOCK_BITS;
const BLOCK_BITS: u32 = 13;
const LAST: u32 = (1 << BLOCK_BITS) - 1;
/// The parts of a bit that sums are counted in.
///
/// A field is told at most 64 bits, so that the sum of all fields has room in 16.
const PARTS: f64 = 32.0;
const PARTS_MAX: f64 = 64.0 * PARTS;

/// What the classes of a field's lists are worth in bits, strongest first.
#[derive(Clone, Copy, Default)]
pub(crate) struct Worth {
    /// For an entry that has the field and is on none of its lists.
    pub(crate) unlisted: f64,
    /// The same where a word of the entry's names is an initial.
    pub(crate) initial: f64,
    classes: [f64; CLASS_MAX as usize],
    known: u32,
}

impl Worth {
    /// Takes what an entry is worth that has the field and is on none of its lists.
    pub(crate) fn unlisted(unlisted: f64, initial: f64) -> Self {
        Self { unlisted, initial, ..Self::default() }
    }

    /// Returns the class of a list; a field's lists are told strongest first.
    pub(crate) fn class(&mut self, bits: f64) -> u32 {
        let last = self.known.checked_sub(1).map(|it| self.classes[it as usize]);
        // Where there are too many, the last class has the bits of its strongest list.
        if self.known < CLASS_MAX && last.is_none_or(|it| it - bits >= 1.0 / PARTS) {
            self.classes[self.known as usize] = bits;
            self.known += 1;
        }
        self.known
    }

    /// Returns the bits of a class.
    pub(crate) fn bits(&self, class: usize) -> f64 {
        class.checked_sub(1).map_or(0.0, |it| self.classes[it])
    }
}

/// A list of entries and the evidence that being on it is.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) bits: f64,
    /// The number of its field and of its class in that.
    pub(crate) field: usize,
    pub(crate) class: u32,
    pub(crate) list: &'a [u32],
}

/// An entry that lists named, and what they tell of it.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) slot: u32,
    sum: i32,
    note: Note,
}

impl Entry {
    /// Returns the most bits that the entry can weigh, as far as the lists tell.
    pub(crate) fn most(&self) -> f64 {
        f64::from(self.sum) / PARTS
    }

    /// Returns the class of the strongest list of a field that named the entry, 0 if none did.
    pub(crate) fn class(&self, field: usize) -> usize {
        self.note.class(field)
    }
}

/// What is noted of an entry while lists are read: the class of each field, and above them the sum in parts.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Note(u64);

const CLASS_BITS: usize = 4;
const SUM_SHIFT: usize = CLASS_BITS * FIELDS;

impl Note {
    #[expect(clippy::cast_possible_truncation, reason = "a class has four bits")]
    const fn class(self, field: usize) -> usize {
        (self.0 >> (CLASS_BITS * field) & CLASS_MAX as u64) as usize
    }

    #[expect(clippy::cast_possible_truncation, reason = "the sum of all fields has room in 16 bits")]
    const fn sum(self) -> i32 {
        (self.0.cast_signed() >> SUM_SHIFT) as i32
    }

    /// Adds that the entry is on a list of this class, unless a stronger one of its field was noted.
    fn with(self, field: usize, class: u32, added: &[u64; CLASS_MAX as usize + 1]) -> Self {
        let held = self.class(field);
        let mut note = self.0.wrapping_add(if held == 0 { added[class as usize] } else { 0 });
        if (class as usize) < held {
            // Rarely: the short lists are read before the long ones, and one of these is stronger.
            note = note.wrapping_add(added[class as usize]).wrapping_sub(added[held]);
        }
        Self(note)
    }
}

/// What being on a list of a field adds to an entry's note, by the class of the list.
struct Added([[u64; CLASS_MAX as usize + 1]; FIELDS]);

impl Added {
    fn new(worth: &[Worth; FIELDS]) -> Self {
        Self(std::array::from_fn(|field| {
            let worth = &worth[field];
            std::array::from_fn(|class| match class {
                0 => 0,
                // An entry on a list has the field; its sum begins with what it were worth on none.
                it => {
                    let parts = i64::from(parts(worth.bits(it)) - parts(worth.unlisted));
                    (parts.cast_unsigned() << SUM_SHIFT) + ((it as u64) << (CLASS_BITS * field))
                }
            })
        }))
    }
}

/// Lists laid out block by block, each entry with the number of its list: for many lists with few entries each.
pub(crate) struct Blocks<'a> {
    sources: &'a [Source<'a>],
    /// Where each block ends.
    ends: Vec<u32>,
    /// The number of the list above the place in the block.
    named: Vec<u32>,
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(sources: &'a [Source<'a>], columns: &Columns) -> Self {
        let mut ends = vec![0; columns.all_have().len().div_ceil(BLOCK) + 1];
        for slot in sources.iter().flat_map(|it| it.list) {
            ends[(*slot >> BLOCK_BITS) as usize + 1] += 1;
        }
        for block in 1..ends.len() {
            ends[block] += ends[block - 1];
        }
        let mut named = vec![0; ends.last().map_or(0, |it| *it as usize)];
        for (number, source) in (0_u32..).zip(sources) {
            for slot in source.list {
                let end = &mut ends[(*slot >> BLOCK_BITS) as usize];
                named[*end as usize] = number << BLOCK_BITS | *slot & LAST;
                *end += 1;
            }
        }
        Self { sources, ends, named }
    }

    fn of(&self, block: usize) -> &[u32] {
        let begin = block.checked_sub(1).map_or(0, |it| self.ends[it] as usize);
        &self.named[begin..self.ends[block] as usize]
    }
}

/// Reads short lists and long ones, and returns the entries on them that can weigh `floor` bits or more.
pub(crate) fn read(
    short: &Blocks<'_>,
    long: &[Source<'_>],
    worth: &[Worth; FIELDS],
    columns: &Columns,
    floor: f64,
) -> Vec<Entry> {
    let (unlisted, floor, added) = (unlisted(worth), parts(floor), Added::new(worth));
    let mut block = Block { notes: boxed(Note(0)), has: boxed(0), named: boxed(0), count: 0 };
    let enough = enough(long, &unlisted, &added, floor);
    // Those whose entries need to be on no other list come first: they name the others.
    let mut long: Vec<_> = long.iter().map(|it| (it, it.list, enough[it.field])).collect();
    long.sort_by_key(|it| !it.2);
    let mut entries = Vec::with_capacity(short.named.len());
    for (number, has) in columns.all_have().chunks(BLOCK).enumerate() {
        for named in short.of(number) {
            let source = &short.sources[(*named >> BLOCK_BITS) as usize];
            block.note(*named, source.field, source.class, &added.0[source.field]);
        }
        let begin = u32::try_from(number << BLOCK_BITS).unwrap_or(u32::MAX);
        for (source, list, enough) in &mut long {
            let (here, rest) = list.split_at(count_up_to(list, begin | LAST));
            *list = rest;
            let added = &added.0[source.field];
            if *enough {
                for it in here {
                    block.note(*it, source.field, source.class, added);
                }
            } else {
                for it in here {
                    block.add(*it, source.field, source.class, added);
                }
            }
        }
        // Where many are named, one run through the block is quicker than to wait for each of them.
        let has = if long.is_empty() {
            has
        } else {
            block.has[..has.len()].copy_from_slice(has);
            &block.has[..has.len()]
        };
        for at in &block.named[..block.count] {
            let note = std::mem::take(&mut block.notes[usize::from(*at)]);
            let sum = note.sum() + unlisted[usize::from(has[usize::from(*at)])];
            if sum >= floor {
                entries.push(Entry { slot: begin | u32::from(*at), sum, note });
            }
        }
        block.count = 0;
    }
    entries
}

/// The entries of a block that lists named.
struct Block {
    notes: Box<[Note; BLOCK]>,
    has: Box<[u8; BLOCK]>,
    /// Their places in the block, each once; one more has room.
    named: Box<[u16; BLOCK + 1]>,
    count: usize,
}

impl Block {
    /// Notes that a list names an entry. Whether it was named before is no branch: no processor could guess it.
    #[expect(clippy::cast_possible_truncation, reason = "a place in a block has 13 bits")]
    fn note(&mut self, slot: u32, field: usize, class: u32, added: &[u64; CLASS_MAX as usize + 1]) {
        let at = slot as usize % BLOCK;
        let note = self.notes[at];
        self.named[self.count] = at as u16;
        self.count += usize::from(note == Note(0));
        self.notes[at] = note.with(field, class, added);
    }

    /// Notes what a list tells of an entry that another named.
    fn add(&mut self, slot: u32, field: usize, class: u32, added: &[u64; CLASS_MAX as usize + 1]) {
        let note = &mut self.notes[slot as usize % BLOCK];
        let with = note.with(field, class, added);
        *note = if *note == Note(0) { Note(0) } else { with };
    }
}

/// Tells of each field whether an entry on its long lists and no short one can weigh enough: of the others, only
/// those need to be looked at that another list names.
fn enough(long: &[Source<'_>], unlisted: &[i32; 256], added: &Added, floor: i32) -> [bool; FIELDS] {
    let mut most = [0; FIELDS];
    for it in long {
        most[it.field] = most[it.field].max(Note(added.0[it.field][it.class as usize]).sum());
    }
    let mut fields: [usize; FIELDS] = std::array::from_fn(|it| it);
    fields.sort_by_key(|it| most[*it]);
    let mut sum = unlisted.iter().copied().max().unwrap_or(0);
    let mut enough = [false; FIELDS];
    for field in fields {
        sum += most[field];
        enough[field] = sum >= floor;
    }
    enough
}

fn boxed<T: Clone, const LENGTH: usize>(it: T) -> Box<[T; LENGTH]> {
    let all = vec![it; LENGTH].into_boxed_slice();
    all.try_into().unwrap_or_else(|_| unreachable!("it has this length"))
}

/// Returns how many entries of an ascending list come no later than one.
fn count_up_to(list: &[u32], end: u32) -> usize {
    let strides = list.chunks_exact(STRIDE).take_while(|it| it[STRIDE - 1] <= end).count() * STRIDE;
    strides + list[strides..].iter().take_while(|it| **it <= end).count()
}

/// How many entries of a list are passed at once.
const STRIDE: usize = 16;

/// Returns the `most` most promising entries, best first, and the most that another can weigh.
///
/// Sums are few, so each entry is put where those of its sum begin: no two are compared.
pub(crate) fn best(entries: &[Entry], most: usize) -> (Vec<Entry>, Option<f64>) {
    let sums = || entries.iter().map(|it| it.sum);
    let (Some(least), Some(greatest)) = (sums().min(), sums().max()) else { return (Vec::new(), None) };
    let place = |it: i32| greatest.abs_diff(it) as usize;
    let mut begins = vec![0_usize; place(least) + 2];
    for sum in sums() {
        begins[place(sum) + 1] += 1;
    }
    for at in 1..begins.len() {
        begins[at] += begins[at - 1];
    }
    let whole = begins.partition_point(|it| *it <= most);
    let left_out = (entries.len() > most).then(|| f64::from(greatest - offset(whole - 1)) / PARTS);
    let mut best = entries[..entries.len().min(most)].to_vec();
    for entry in entries {
        let at = &mut begins[place(entry.sum)];
        if let Some(it) = best.get_mut(*at) {
            *it = *entry;
        }
        *at += 1;
    }
    (best, left_out)
}

fn offset(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX)
}

/// Returns what an entry on no list is worth in parts, by what it has.
fn unlisted(worth: &[Worth; FIELDS]) -> [i32; 256] {
    std::array::from_fn(|has| {
        let initial = has >> FIELDS == 1;
        let of = |it: &Worth| if initial { it.unlisted.max(it.initial) } else { it.unlisted };
        let fields = worth.iter().enumerate().filter(|it| has >> it.0 & 1 == 1);
        fields.map(|it| parts(of(it.1))).sum()
    })
}

#[expect(clippy::cast_possible_truncation, reason = "clamped before")]
fn parts(bits: f64) -> i32 {
    (bits * PARTS).round().clamp(-PARTS_MAX, PARTS_MAX) as i32
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;
    use crate::screening::columns::Record;

    const SLOTS: u32 = 3 * (1 << BLOCK_BITS) / 2;

    /// Every third entry has a name, every other a place.
    fn columns() -> Columns {
        let mut columns = Columns::default();
        for slot in 0..SLOTS {
            let mut record = Record::default();
            if slot % 3 == 0 {
                record.names.push((Some(1), Vec::new(), vec![2]));
            }
            if slot % 2 == 0 {
                record.places.push(slot);
            }
            columns.put(slot, &record);
        }
        columns
    }

    /// What an entry can weigh, reckoned field by field.
    fn most(
        slot: u32,
        lists: &[(usize, u32, Vec<u32>)],
        worth: &[Worth; FIELDS],
        columns: &Columns,
    ) -> Option<f64> {
        let mut named = false;
        let fields = worth.iter().enumerate().map(|(field, worth)| {
            let on = lists.iter().filter(|it| it.0 == field && it.2.contains(&slot)).map(|it| it.1).min();
            named |= on.is_some();
            match on {
                Some(class) => worth.bits(class as usize),
                None if columns.all_have()[slot as usize] >> field & 1 == 1 => worth.unlisted,
                None => 0.0,
            }
        });
        let sum = fields.sum();
        named.then_some(sum)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Those with the greatest sums come first, and the greatest of the others is told.
        #[test]
        fn the_most_promising_come_first(sums in vec(-50..50_i32, 0..60), most in 0..70_usize) {
            let entry = |(slot, sum): (u32, &i32)| Entry { slot, sum: *sum, note: Note(1) };
            let entries: Vec<Entry> = (0..).zip(&sums).map(entry).collect();
            let (found, left_out) = best(&entries, most);
            let mut sorted = sums;
            sorted.sort_unstable_by_key(|it| -it);
            let found: Vec<i32> = found.iter().map(|it| it.sum).collect();
            prop_assert_eq!(&found, &sorted[..sorted.len().min(most)]);
            prop_assert_eq!(left_out, sorted.get(most).map(|it| f64::from(*it) / PARTS));
        }

        /// Lists read block by block tell of each entry what they tell one by one, short or long.
        #[test]
        fn every_entry_has_the_sum_of_its_strongest_lists(
            drawn in vec((0..2_usize, 1..=6_u32, btree_set(0..SLOTS / 40, 0..60)), 0..12),
            floor in -20..20_i32,
        ) {
            let columns = columns();
            let mut worth = [Worth::default(); FIELDS];
            for worth in &mut worth[..2] {
                *worth = Worth::unlisted(-5.0, -5.0);
                (0..6).for_each(|it| assert_eq!(worth.class(8.0 - f64::from(it)), it + 1));
            }
            // Family names are of entries that have one; the entries lie in both blocks.
            let lists: Vec<(usize, u32, Vec<u32>)> = drawn
                .into_iter()
                .map(|(field, class, slots)| (field, class, slots.into_iter().map(|it| it * 39 / 3 * 3).collect()))
                .collect();
            let sources: Vec<_> = lists
                .iter()
                .map(|(field, class, list)| Source { bits: 0.0, field: *field, class: *class, list })
                .collect();
            let floor = f64::from(floor);
            let (short, long) = sources.split_at(sources.len() / 2);
            let entries = read(&Blocks::new(short, &columns), long, &worth, &columns, floor);
            let found: Vec<_> = entries.iter().map(|it| (it.slot, it.most())).collect();
            for (slot, sum) in &found {
                prop_assert_eq!(Some(*sum), most(*slot, &lists, &worth, &columns), "{}", slot);
            }
            let expected =
                (0..SLOTS).filter(|it| most(*it, &lists, &worth, &columns).is_some_and(|it| it >= floor));
            prop_assert_eq!(found.len(), expected.count());
        }
    }
}

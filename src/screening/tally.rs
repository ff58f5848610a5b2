//! What the lists say of each entry: one number an entry, so that lists are read without a look at entries.
//!
//! To read a list costs a few steps an entry. The most that an entry can weigh is told afterwards by its
//! number, and only the most promising entries are looked at.

use crate::screening::columns::Columns;

/// The fields that lists are read for.
pub(crate) const FIELDS: usize = 7;
/// The bits that a field's class takes in an entry's number.
const CLASS_BITS: usize = 4;
/// The last class of a field's lists. The strongest is 1; 0 stands for on none of them.
const CLASS_MAX: u32 = 15;
/// Where an entry's number tells which search it is of.
const ROUND: u32 = 0xf << (CLASS_BITS * FIELDS);
const ONE_ROUND: u32 = 1 << (CLASS_BITS * FIELDS);
/// The parts of a bit that sums are counted in, and that a rank is wide.
const PARTS: f64 = 64.0;
const RANK_PARTS: i32 = 16;
/// Sums of this many parts or more share the first rank; as far below 0 lies the last.
const PARTS_MAX: i32 = 128 * 64;
const RANKS: usize = 1024;

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

/// The entries that the lists of a search named. It is used again: making it would take longer than a search.
#[derive(Default)]
pub(crate) struct Tally {
    states: Vec<u32>,
    named: Vec<u32>,
    round: u32,
}

impl Tally {
    /// Begins a search over so many slots.
    pub(crate) fn begin(&mut self, slots: usize) {
        self.named.clear();
        self.round = self.round.wrapping_add(ONE_ROUND);
        if self.round == 0 || self.states.len() < slots {
            self.states.clear();
            self.states.resize(slots, 0);
            self.round = ONE_ROUND;
        }
    }

    /// Takes note of a list's entries.
    pub(crate) fn read(&mut self, field: usize, class: u32, list: &[u32]) {
        let shift = CLASS_BITS * field;
        for slot in list {
            let state = &mut self.states[*slot as usize];
            if *state & ROUND != self.round {
                *state = self.round | class << shift;
                self.named.push(*slot);
                continue;
            }
            let held = *state >> shift & CLASS_MAX;
            if held == 0 || held > class {
                *state = *state & !(CLASS_MAX << shift) | class << shift;
            }
        }
    }

    /// Takes note of a list for the entries that were named by others.
    pub(crate) fn mark(&mut self, field: usize, class: u32, list: &[u32]) {
        let shift = CLASS_BITS * field;
        for slot in list {
            let state = &mut self.states[*slot as usize];
            let held = *state >> shift & CLASS_MAX;
            if *state & ROUND == self.round && (held == 0 || held > class) {
                *state = *state & !(CLASS_MAX << shift) | class << shift;
            }
        }
    }

    /// Returns the class of a field for an entry that was named.
    pub(crate) fn class(&self, slot: u32, field: usize) -> usize {
        (self.states[slot as usize] >> (CLASS_BITS * field) & CLASS_MAX) as usize
    }

    /// Orders the entries by the most they can weigh, as far as the lists tell.
    pub(crate) fn ranked(&self, worth: &[Worth; FIELDS], columns: &Columns) -> Ranked {
        let sums = Sums::new(worth);
        let mut starts = vec![0_u32; RANKS + 1];
        let ranks: Vec<u16> = self
            .named
            .iter()
            .map(|slot| {
                let sum = sums.of(self.states[*slot as usize], columns.has(*slot));
                let rank = u16::try_from((PARTS_MAX - 1 - sum) / RANK_PARTS).unwrap_or(0);
                let rank = rank.min(LAST_RANK);
                starts[usize::from(rank) + 1] += 1;
                rank
            })
            .collect();
        for rank in 0..RANKS {
            starts[rank + 1] += starts[rank];
        }
        let mut ends = starts.clone();
        let mut slots = vec![0; self.named.len()];
        for (slot, rank) in self.named.iter().zip(ranks) {
            let end = &mut ends[usize::from(rank)];
            slots[*end as usize] = *slot;
            *end += 1;
        }
        Ranked { slots, starts }
    }
}

const LAST_RANK: u16 = 1023;

/// Entries in the order of what they can weigh.
pub(crate) struct Ranked {
    slots: Vec<u32>,
    starts: Vec<u32>,
}

impl Ranked {
    /// Returns the entries of each rank that has some, best first, with the most that they can weigh in bits.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (f64, &[u32])> {
        self.starts.windows(2).zip(0..).filter(|it| it.0[0] < it.0[1]).map(|(ends, rank)| {
            let most = f64::from(PARTS_MAX - rank * RANK_PARTS) / PARTS;
            (most, &self.slots[ends[0] as usize..ends[1] as usize])
        })
    }
}

/// The sums of the fields' bits, two fields at a time, by their classes and by what the entry has.
struct Sums {
    pairs: [Vec<i16>; FIELDS.div_ceil(2)],
}

impl Sums {
    fn new(worth: &[Worth; FIELDS]) -> Self {
        let pairs = std::array::from_fn(|pair| {
            let first = of_class(&worth[2 * pair]);
            let second = worth.get(2 * pair + 1).map_or([0; 64], of_class);
            let sums = (0..1 << 11).map(|at: usize| {
                let initial = at >> 10 << 5;
                first[at & 0xf | at >> 4 & 0x10 | initial] + second[at >> 4 & 0xf | at >> 5 & 0x10 | initial]
            });
            sums.collect()
        });
        Self { pairs }
    }

    fn of(&self, state: u32, has: u8) -> i32 {
        let initial = usize::from(has >> FIELDS) << 10;
        let (state, has) = ((state & !ROUND) as usize, usize::from(has & HAS));
        let sums = (0..).zip(&self.pairs);
        sums.map(|(pair, it)| {
            i32::from(it[state >> (8 * pair) & 0xff | (has >> (2 * pair) & 3) << 8 | initial])
        })
        .sum()
    }
}

/// The parts by a field's class, then whether the entry has the field, and whether a name is an initial.
fn of_class(worth: &Worth) -> [i16; 64] {
    std::array::from_fn(|at| match (at & 0xf, at >> 4 & 1, at >> 5) {
        (0, 0, _) => 0,
        (0, _, 0) => parts(worth.unlisted),
        (0, ..) => parts(worth.unlisted.max(worth.initial)),
        (class, ..) => parts(worth.bits(class)),
    })
}

/// The bits of what an entry has that stand for fields; one more stands for an initial.
const HAS: u8 = 0x7f;

#[expect(
    clippy::cast_possible_truncation,
    reason = "a table gives at most 64 bits for a level and its rarity"
)]
fn parts(bits: f64) -> i16 {
    (bits * PARTS).round().clamp(-8000.0, 8000.0) as i16
}

//! The entries worth weighing: read from the lists of names, births and localities, strongest first.
//!
//! A list is passed over once no entry on it that was not seen before can come near the best: it is on no
//! list that was read, so it has at most this list's bits and those of the lists still to come.

use std::collections::BTreeSet;

use crate::screening::band::Limits;
use crate::screening::birth;
use crate::screening::columns::Columns;
use crate::screening::fold::Extent;
use crate::screening::gazetteer::Gazetteer;
use crate::screening::glance::Look;
use crate::screening::locality;
use crate::screening::postings::{Key, Postings};
use crate::screening::probe::Probe;
use crate::screening::reason::{Field, Level};
use crate::screening::seen::Seen;
use crate::screening::vocabulary::{DEGREES, Role, Vocabulary};
use crate::screening::weights::Weights;

/// How far below the best, in bits, an entry is still worth a look.
const GAP_BITS: f64 = 12.0;
/// The most bits that fields without lists of candidates can add.
pub(crate) const UNLISTED_BITS: f64 = 4.0;
/// How many entries of a list are fetched at once.
const AT_ONCE: usize = 64;
/// The longest list that is read without asking whether it can matter.
const SHORT_LIST: usize = 16;
/// The fields that lists are read for.
const FIELDS: usize = 8;

/// A list of entries and the evidence that being on it is.
struct Source<'a> {
    bits: f64,
    field: Field,
    list: &'a [u32],
}

/// An entry and what a first look at it tells.
#[derive(Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) bits: f64,
    pub(crate) slot: u32,
}

/// The most promising entries, best first, and whether a limit kept others from being looked at.
pub(crate) struct Candidates {
    pub(crate) best: Vec<Candidate>,
    /// The most bits of an entry that was left out, if one was.
    pub(crate) left_out: Option<f64>,
    pub(crate) extent: Extent,
}

/// What is searched.
#[derive(Clone, Copy)]
pub(crate) struct Searched<'a> {
    pub(crate) probe: &'a Probe,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) postings: &'a Postings,
    pub(crate) places: &'a Gazetteer,
    pub(crate) columns: &'a Columns,
    pub(crate) weights: &'a Weights,
    pub(crate) seen: &'a Seen,
    /// The slots of entries that the searcher may not know of.
    pub(crate) hidden: &'a BTreeSet<u32>,
}

/// Finds the entries on the lists that the query points to; the first `top` matter most.
pub(crate) fn find(searched: Searched<'_>, top: usize, limits: &Limits) -> Candidates {
    let mut sources = Vec::new();
    searched.names(&mut sources);
    searched.births(&mut sources);
    searched.localities(&mut sources);
    // Stable, so that equal lists stay in the order of the query.
    sources.sort_by(|one, other| other.bits.total_cmp(&one.bits).then(one.list.len().cmp(&other.list.len())));
    searched.collect(&sources, top, limits)
}

/// How many entries a first look gave so many bits, to tell the bits of the one at a rank.
struct Ranks {
    counts: [u32; Self::BITS],
    best: f64,
}

impl Ranks {
    const BITS: usize = 96;

    fn add(&mut self, bits: f64) {
        self.best = self.best.max(bits);
        self.counts[Self::place(bits)] += 1;
    }

    fn place(bits: f64) -> usize {
        (0..Self::BITS).rfind(|it| *it == 0 || bits >= f64::from(u8::try_from(*it).unwrap_or(0))).unwrap_or(0)
    }

    /// Returns the bits below which an entry is not worth a look.
    fn floor(&self, top: usize) -> f64 {
        let mut left = top;
        for at in (1..Self::BITS).rev() {
            let here = self.counts[at] as usize;
            if here >= left {
                return (self.best - GAP_BITS).max(f64::from(u8::try_from(at).unwrap_or(0)));
            }
            left -= here;
        }
        self.best - GAP_BITS
    }
}

impl<'a> Searched<'a> {
    fn collect(self, sources: &[Source<'_>], top: usize, limits: &Limits) -> Candidates {
        let place = self.probe.place.as_deref().and_then(|it| self.places.number(it));
        let look = Look::new(self.probe, self.weights, self.seen, place);
        let mut seen = vec![0_u64; self.columns.slots().div_ceil(64)];
        // Looked at before anything is read, what is hidden is never a candidate.
        for slot in self.hidden {
            seen[*slot as usize / 64] |= 1 << (slot % 64);
        }
        let mut ranks = Ranks { counts: [0; Ranks::BITS], best: 0.0 };
        let mut best: Vec<Candidate> = Vec::new();
        let (mut left, mut extent) = (limits.postings_max, Extent::Whole);
        let mut fetched = Vec::with_capacity(AT_ONCE);
        // The bits of each field's lists, strongest first, and how many of them were read.
        let mut listed: [Vec<f64>; FIELDS] = Default::default();
        for source in sources {
            listed[source.field as usize].push(source.bits);
        }
        let mut read = [0; FIELDS];
        for source in sources {
            let own = source.field as usize;
            let others = (0..FIELDS)
                .filter(|it| *it != own)
                .map(|it| listed[it].get(read[it]).copied().unwrap_or(0.0).max(look.unlisted(FIELDS_OF[it])));
            let most = source.bits + others.sum::<f64>() + UNLISTED_BITS;
            read[own] += 1;
            // A short list is sooner read than judged.
            if source.list.len() > SHORT_LIST && most < ranks.floor(top) {
                continue;
            }
            if source.list.len() > left {
                extent = Extent::Cut;
            }
            // An address is in no column: what its list tells is added here.
            let bonus = if source.field == Field::Address { source.bits } else { 0.0 };
            for slots in source.list[..source.list.len().min(left)].chunks(AT_ONCE) {
                // Fetched first and judged afterwards: the memory answers several questions at a time.
                for slot in slots {
                    let (word, bit) = (*slot as usize / 64, 1 << (slot % 64));
                    if seen[word] & bit == 0 {
                        seen[word] |= bit;
                        fetched.push((*slot, *self.columns.glance(*slot)));
                    }
                }
                for (slot, glance) in fetched.drain(..) {
                    let bits = look.bits(self.columns, &glance) + bonus;
                    ranks.add(bits);
                    best.push(Candidate { bits, slot });
                }
            }
            left = left.saturating_sub(source.list.len());
        }
        let mut candidates = bounded(best, ranks.floor(top) - UNLISTED_BITS, limits.weighed_max);
        candidates.extent = extent;
        candidates
    }

    fn names(self, sources: &mut Vec<Source<'a>>) {
        let mut uses: Vec<(usize, Field, Role)> = Vec::new();
        for reading in &self.probe.readings {
            for term in reading.family.iter().chain(&reading.family_parts) {
                uses.push((*term, Field::Family, Role::Family));
                uses.push((*term, Field::Family, Role::Given));
            }
            uses.extend(reading.given.iter().take(1).map(|it| (*it, Field::Given, Role::Given)));
            uses.extend(reading.given.iter().skip(1).map(|it| (*it, Field::Middle, Role::Given)));
        }
        uses.sort_unstable();
        uses.dedup();
        for (term, field, role) in uses {
            let term = &self.probe.terms[term];
            for near in &term.near {
                let level = match (field, role) {
                    (Field::Family, Role::Given) if near.degree == 0 => Level::Elsewhere,
                    (Field::Family, Role::Given) => continue,
                    (Field::Middle, _) if near.degree == 0 => Level::Exact,
                    (Field::Middle, _) => Level::Similar,
                    _ => DEGREES[near.degree],
                };
                let bits = self.weights.bits(field, level, term.rarity(near.degree, role));
                push(sources, bits, field, self.vocabulary.list(near.token, role));
            }
        }
    }

    fn births(self, sources: &mut Vec<Source<'a>>) {
        let Some(birth) = self.probe.birth else { return };
        let mut add = |level, key| {
            let bits = self.weights.bits(Field::Birth, level, self.seen.birth(level));
            push(sources, bits, Field::Birth, self.postings.list(key));
        };
        if let Some((year, month, day)) = birth.whole() {
            let digits = birth.pack().digits;
            add(Level::Exact, Key::Birth(digits));
            add(Level::Swapped, Key::Birth(birth::pack(year, day, month)));
            for other in birth::one_off(digits) {
                add(Level::Letter, Key::Birth(other));
            }
        }
        if let Some(year) = birth.year {
            // A year is less if the day was asked for, too.
            let level = match (birth.whole(), birth.month) {
                (Some(_), _) if birth.precision == birth::Precision::Stated => Level::Placeholder,
                (None, Some(_)) => Level::Month,
                _ => Level::Year,
            };
            add(level, Key::Year(birth::pack(year, 0, 0) >> 16));
            if level == Level::Year {
                for off in [1, 2] {
                    for year in [year.saturating_sub(off), year.saturating_add(off)] {
                        add(Level::Age, Key::Year(birth::pack(year, 0, 0) >> 16));
                    }
                }
            }
        }
    }

    fn localities(self, sources: &mut Vec<Source<'a>>) {
        let mut add = |field, level, rarity, key| {
            let bits = self.weights.bits(field, level, rarity);
            push(sources, bits, field, self.postings.list(key));
        };
        if let Some(postcode) = &self.probe.postcode {
            let district = if postcode.is_whole() { Level::Sector } else { Level::Outward };
            for (level, key) in [(Level::Exact, Level::Exact), (district, Level::District)] {
                if let Some(key) = postcode.key(key) {
                    add(Field::Postcode, level, self.seen.postcode(level), key);
                }
            }
            for other in postcode.one_off() {
                add(Field::Postcode, Level::Letter, 0.0, Key::Unit(other));
            }
        }
        if let Some(place) = self.probe.place.as_deref() {
            if let Some(number) = self.places.number(place) {
                add(Field::Place, Level::Exact, self.seen.place, Key::Place(number));
            }
            let only = self.probe.readings.is_empty() && self.probe.birth.is_none();
            if only && self.probe.postcode.is_none() {
                let alike =
                    self.places.iter().filter(|it| locality::compare_places(place, it.1) == Level::Similar);
                alike.for_each(|it| add(Field::Place, Level::Similar, 0.0, Key::Place(it.0)));
            }
        }
        for key in self.probe.address.iter().flat_map(|it| it.keys()) {
            add(Field::Address, Level::Exact, self.seen.address, key);
        }
    }
}

/// The fields that lists are read for, by their numbers.
const FIELDS_OF: [Field; FIELDS] = [
    Field::Family,
    Field::Given,
    Field::Middle,
    Field::Order,
    Field::Birth,
    Field::Postcode,
    Field::Place,
    Field::Address,
];

fn bounded(mut best: Vec<Candidate>, floor: f64, weighed_max: usize) -> Candidates {
    let better =
        |one: &Candidate, other: &Candidate| other.bits.total_cmp(&one.bits).then(one.slot.cmp(&other.slot));
    best.retain(|it| it.bits >= floor);
    let mut left_out = None;
    if best.len() > weighed_max {
        best.select_nth_unstable_by(weighed_max, better);
        left_out = best.get(weighed_max).map(|it| it.bits);
        best.truncate(weighed_max);
    }
    best.sort_unstable_by(better);
    Candidates { best, left_out, extent: Extent::Whole }
}

fn push<'a>(sources: &mut Vec<Source<'a>>, bits: f64, field: Field, list: &'a [u32]) {
    if bits > 0.0 && !list.is_empty() {
        sources.push(Source { bits, field, list });
    }
}

//! The entries worth weighing: read from the lists of names, births and localities, strongest first.
//!
//! The lists are read without a look at the entries on them. What an entry can weigh at the most is known when
//! they are read; entries are looked at from the most promising one down, until no other can come near the best.

use std::collections::BTreeSet;

use crate::screening::band::Limits;
use crate::screening::birth;
use crate::screening::columns::{Columns, Glance};
use crate::screening::fold::Extent;
use crate::screening::gazetteer::Gazetteer;
use crate::screening::glance::Look;
use crate::screening::locality;
use crate::screening::postings::{Key, Postings};
use crate::screening::probe::Probe;
use crate::screening::reason::{Field, Level};
use crate::screening::seen::Seen;
use crate::screening::tally::{self, ADDRESS, Blocks, Entry, FIELDS, MIDDLE, Source, Worth};
use crate::screening::vocabulary::{DEGREES, Role, Vocabulary};
use crate::screening::weights::Weights;

/// How far below the best, in bits, an entry is still worth a look.
const GAP_BITS: f64 = 12.0;
/// The most bits that fields without lists of candidates can add.
pub(crate) const UNLISTED_BITS: f64 = 4.0;
/// How much of that is allowed to an entry that would not come first, where few matches are asked for: it can be
/// among the last of those, at the most.
const UNLISTED_BITS_OF_LAST: f64 = 1.0;
/// How many matches are few. Who asks for more wants all that there are, doubles above all.
const FEW_MATCHES: usize = 10;
/// How many entries of a list are fetched at once.
const AT_ONCE: usize = 64;
/// The longest list that is read in any case.
const LONG_LIST: usize = 2_000;
/// How many entries are looked at before it is decided whether the long lists are read.
const FIRST_LOOKS: usize = 200;
/// How many entries are looked at before the rest is left out.
const LOOKED_MAX: usize = 2_048;

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
    searched.collect(sources, top, limits)
}

/// How many entries a first look gave so many bits, to tell the bits of the one at a rank.
struct Ranks {
    counts: [usize; Self::BITS],
    best: f64,
}

impl Ranks {
    const BITS: usize = 128;

    fn add(&mut self, bits: f64) {
        self.best = self.best.max(bits);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
        let place = bits.clamp(0.0, 127.0) as usize;
        self.counts[place] += 1;
    }

    /// Returns the bits below which an entry is not worth a look.
    fn floor(&self, top: usize) -> f64 {
        let last = self.last(top);
        if top > FEW_MATCHES {
            return last - UNLISTED_BITS;
        }
        (self.best - UNLISTED_BITS).clamp(last - UNLISTED_BITS, last - UNLISTED_BITS_OF_LAST)
    }

    /// Returns the bits of the one at a rank, or those that are too far below the best.
    fn last(&self, top: usize) -> f64 {
        let mut left = top;
        for at in (1..Self::BITS).rev() {
            let here = self.counts[at];
            if here >= left {
                return (self.best - GAP_BITS).max(f64::from(u8::try_from(at).unwrap_or(0)));
            }
            left -= here;
        }
        self.best - GAP_BITS
    }
}

/// What looking at entries, the most promising first, came to.
struct Walk {
    best: Vec<Candidate>,
    /// The bits below which an entry is not worth a look.
    floor: f64,
    /// The most bits of those that were not looked at though they might be worth it.
    left_out: Option<f64>,
}

impl<'a> Searched<'a> {
    fn collect(self, mut sources: Vec<Source<'_>>, top: usize, limits: &Limits) -> Candidates {
        let place = self.probe.place.as_deref().and_then(|it| self.places.number(it));
        let look = Look::new(self.probe, self.weights, self.seen, place);
        let mut worth = look.worth();
        let (mut left, mut extent) = (limits.postings_max, Extent::Whole);
        for source in &mut sources {
            source.class = worth[source.field].class(source.bits);
            if source.list.len() > left {
                source.list = &source.list[..left];
                extent = Extent::Cut;
            }
            left -= source.list.len();
        }
        // A long list is of a common value. The short ones name the person, as a rule, and tell how little
        // nobody needs to look at; then the long ones are read for that alone.
        let (short, long): (Vec<_>, Vec<_>) =
            sources.iter().copied().partition(|it| it.list.len() <= LONG_LIST);
        let short = Blocks::new(&short, self.columns);
        let hoped = unread(worth, &long);
        let mut entries = tally::read(&short, &[], &hoped, self.columns, f64::NEG_INFINITY);
        let walk = if long.is_empty() {
            self.walk(&look, &mut entries, &worth, top, LOOKED_MAX)
        } else {
            let floor = self.walk(&look, &mut entries, &hoped, top, FIRST_LOOKS).floor;
            let alone: f64 = hoped.iter().map(|it| it.unlisted.max(it.initial).max(0.0)).sum();
            if alone < floor {
                // Nobody who is on long lists alone comes near the best.
                entries.retain(|it| it.most() >= floor);
                self.walk(&look, &mut entries, &hoped, top, LOOKED_MAX)
            } else {
                entries = tally::read(&short, &long, &worth, self.columns, floor);
                self.walk(&look, &mut entries, &worth, top, LOOKED_MAX)
            }
        };
        let mut candidates = bounded(walk.best, walk.floor, limits.weighed_max);
        candidates.extent = extent;
        candidates.left_out = candidates.left_out.into_iter().chain(walk.left_out).reduce(f64::max);
        candidates
    }

    /// Looks at the entries that lists named, until no other can come near the best.
    fn walk(
        self,
        look: &Look<'_>,
        entries: &mut Vec<Entry>,
        worth: &[Worth; FIELDS],
        top: usize,
        looks_max: usize,
    ) -> Walk {
        let mut ranks = Ranks { counts: [0; Ranks::BITS], best: 0.0 };
        let mut best: Vec<Candidate> = Vec::new();
        let mut glances: Vec<Glance> = Vec::with_capacity(AT_ONCE);
        if !self.hidden.is_empty() {
            entries.retain(|it| !self.hidden.contains(&it.slot));
        }
        let (entries, left_out) = tally::best(entries, looks_max);
        for entries in entries.chunks(AT_ONCE) {
            if entries[0].most() < ranks.floor(top) {
                break;
            }
            // Fetched first and judged afterwards: the memory answers several questions at a time.
            glances.clear();
            glances.extend(entries.iter().map(|it| *self.columns.glance(it.slot)));
            self.columns.fetch(&glances);
            for (entry, glance) in entries.iter().zip(&glances) {
                // An address and a middle name are in no column: what their lists tell is added, and what those
                // may tell that were not read.
                let listed = |field: usize| worth[field].bits(entry.class(field));
                let hoped = |field: usize| match entry.class(field) {
                    0 => worth[field].unlisted,
                    _ => 0.0,
                };
                let bits = look.bits(self.columns, glance) + listed(MIDDLE) + listed(ADDRESS);
                ranks.add(bits);
                best.push(Candidate { bits: bits + hoped(MIDDLE) + hoped(ADDRESS), slot: entry.slot });
            }
        }
        let floor = ranks.floor(top);
        Walk { best, floor, left_out: left_out.filter(|it| *it >= floor) }
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
            // What an entry has of the date, if it has no more.
            add(Level::Placeholder, Key::Birth(birth::pack(year, 1, 1)));
            add(Level::Year, Key::Birth(birth::pack(year, 0, 0)));
            add(Level::Month, Key::Birth(birth::pack(year, month, 0)));
            add(Level::Month, Key::Birth(birth::pack(year, 0, day)));
            add(Level::Swapped, Key::Birth(birth::pack(year, day, month)));
            for other in birth::one_off(digits) {
                add(Level::Letter, Key::Birth(other));
            }
        }
        let whole = birth.whole();
        let placeholder = whole.is_some_and(|it| (it.1, it.2) == (1, 1));
        let about = birth.precision == birth::Precision::About;
        // A whole year's entries are many: they are read where no more is known.
        if let Some(year) = birth.year.filter(|_| whole.is_none() || placeholder || about) {
            let level = match (placeholder, birth.month) {
                (true, _) if !about => Level::Placeholder,
                (false, Some(_)) if whole.is_none() => Level::Month,
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
pub(crate) const FIELDS_OF: [Field; FIELDS] =
    [Field::Family, Field::Given, Field::Middle, Field::Birth, Field::Postcode, Field::Place, Field::Address];

/// Tells what an entry on none of the lists read may be worth, where these are still to be read.
fn unread(mut worth: [Worth; FIELDS], lists: &[Source<'_>]) -> [Worth; FIELDS] {
    for list in lists {
        let unlisted = &mut worth[list.field].unlisted;
        *unlisted = unlisted.max(list.bits);
    }
    worth
}

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
        let field = FIELDS_OF.iter().position(|it| *it == field).unwrap_or(0);
        sources.push(Source { bits, field, class: 0, list });
    }
}

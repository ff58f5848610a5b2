//! The entries worth weighing: read from the lists of names, births and localities, strongest first.

use crate::screening::band::Limits;
use crate::screening::birth::digits;
use crate::screening::fold::Extent;
use crate::screening::locality;
use crate::screening::postings::{Key, Postings};
use crate::screening::probe::Probe;
use crate::screening::reason::{Field, Level};
use crate::screening::vocabulary::{DEGREES, Role, Vocabulary};
use crate::screening::weights::bits;

/// A list of entries and the evidence that being on it is. An entry is credited once for each field.
struct Source<'a> {
    bits: f64,
    field: Field,
    list: &'a [u32],
}

/// An entry and the most that its listed fields can weigh.
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

/// Finds the entries on the lists that the query points to.
pub(crate) fn find(
    probe: &Probe,
    vocabulary: &Vocabulary,
    postings: &Postings,
    (entries, slots): (usize, usize),
    limits: &Limits,
) -> Candidates {
    let mut sources = Vec::new();
    names(probe, vocabulary, entries, &mut sources);
    births(probe, postings, entries, &mut sources);
    localities(probe, postings, entries, &mut sources);
    sources.retain(|it| !it.list.is_empty());
    // Stable, so that equal lists stay in the order of the query.
    sources.sort_by(|one, other| other.bits.total_cmp(&one.bits).then(one.list.len().cmp(&other.list.len())));
    collect(&sources, slots, limits)
}

fn collect(sources: &[Source<'_>], slots: usize, limits: &Limits) -> Candidates {
    let mut sums = vec![(0.0_f64, 0_u16); slots];
    let mut touched: Vec<u32> = Vec::new();
    let mut left = limits.postings_max;
    let mut extent = Extent::Whole;
    for source in sources {
        if source.list.len() > left {
            extent = Extent::Cut;
        }
        let field = 1 << (source.field as u16);
        for slot in source.list.iter().take(left) {
            let (sum, fields) = &mut sums[*slot as usize];
            if *fields == 0 {
                touched.push(*slot);
            }
            if *fields & field == 0 {
                *fields |= field;
                *sum += source.bits;
            }
        }
        left = left.saturating_sub(source.list.len());
    }
    let mut best: Vec<Candidate> =
        touched.into_iter().map(|slot| Candidate { bits: sums[slot as usize].0, slot }).collect();
    let better =
        |one: &Candidate, other: &Candidate| other.bits.total_cmp(&one.bits).then(one.slot.cmp(&other.slot));
    let mut left_out = None;
    if best.len() > limits.weighed_max {
        best.select_nth_unstable_by(limits.weighed_max, better);
        left_out = best.get(limits.weighed_max).map(|it| it.bits);
        best.truncate(limits.weighed_max);
    }
    best.sort_unstable_by(better);
    Candidates { best, left_out, extent }
}

fn names<'a>(probe: &Probe, vocabulary: &'a Vocabulary, entries: usize, sources: &mut Vec<Source<'a>>) {
    let mut uses: Vec<(usize, Field, Role)> = Vec::new();
    for reading in &probe.readings {
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
        let term = &probe.terms[term];
        for near in &term.near {
            let level = match (field, role) {
                (Field::Family, Role::Given) if near.degree == 0 => Level::Elsewhere,
                (Field::Family, Role::Given) => continue,
                (Field::Middle, _) if near.degree == 0 => Level::Exact,
                (Field::Middle, _) => Level::Similar,
                _ => DEGREES[near.degree],
            };
            let bits = bits(field, level, Some(term.seen(near.degree, role)), entries);
            push(sources, bits, field, vocabulary.list(near.token, role));
        }
    }
}

fn births<'a>(probe: &Probe, postings: &'a Postings, entries: usize, sources: &mut Vec<Source<'a>>) {
    let Some(birth) = probe.birth else { return };
    let mut add = |level, key| {
        let list = postings.list(key);
        push(
            sources,
            bits(Field::Birth, level, counted(level).then_some(list.len()), entries),
            Field::Birth,
            list,
        );
    };
    if let Some(whole) = birth.whole() {
        let (year, month, day) = whole;
        add(Level::Exact, Key::Birth(year, month, day));
        add(Level::Swapped, Key::Birth(year, day, month));
        for key in births_one_off(whole) {
            add(Level::Letter, key);
        }
    }
    if let Some((day, month)) = birth.day.zip(birth.month) {
        add(Level::TwoParts, Key::DayMonth(day, month));
    }
    if let Some(year) = birth.year {
        if let Some(month) = birth.month {
            add(Level::Month, Key::Month(year, month));
        }
        // A year is less if the day was asked for, too.
        let year_level = if birth.whole().is_some() { Level::Placeholder } else { Level::Year };
        let reach = if birth.precision == crate::screening::Precision::About { 2 } else { 0 };
        for year in year.saturating_sub(reach)..=year.saturating_add(reach) {
            add(year_level, Key::Year(year));
        }
    }
}

/// Tells whether the index counts the entries at this level of a birth.
pub(crate) const fn counted(level: Level) -> bool {
    matches!(level, Level::Exact | Level::Month | Level::Placeholder | Level::Year)
}

/// Returns the dates with one digit wrong or two neighbours swapped.
fn births_one_off(whole: (u16, u8, u8)) -> Vec<Key> {
    let number = |it: &[u8]| it.iter().fold(0_u16, |sum, it| sum * 10 + u16::from(*it));
    let small = |it: &[u8]| u8::try_from(number(it)).unwrap_or(0);
    let key = |it: &[u8; 8]| Key::Birth(number(&it[..4]), small(&it[4..6]), small(&it[6..]));
    let own = digits(whole);
    let mut keys = Vec::new();
    for at in 0..own.len() {
        let mut other = own;
        for digit in (0..10).filter(|it| *it != own[at]) {
            other[at] = digit;
            keys.push(key(&other));
        }
        let mut other = own;
        if at > 0 && own[at - 1] != own[at] {
            other.swap(at - 1, at);
            keys.push(key(&other));
        }
    }
    keys
}

fn localities<'a>(probe: &Probe, postings: &'a Postings, entries: usize, sources: &mut Vec<Source<'a>>) {
    let mut add = |field, level, seen: Option<usize>, key| {
        push(sources, bits(field, level, seen, entries), field, postings.list(key));
    };
    if let Some(postcode) = &probe.postcode {
        for level in [Level::Exact, Level::Sector, Level::District] {
            if let Some(key) = postcode.key(level) {
                add(Field::Postcode, level, Some(postings.list(key).len()), key);
            }
        }
        for key in postcode.keys_one_off() {
            add(Field::Postcode, Level::Letter, None, key);
        }
    }
    for key in probe.place.iter().flat_map(|it| locality::place_keys(it)) {
        let exact = matches!(key, Key::Place(_));
        let level = if exact { Level::Exact } else { Level::Similar };
        add(Field::Place, level, exact.then(|| postings.list(key).len()), key);
    }
    for key in probe.address.iter().flat_map(|it| locality::address_keys(it)) {
        add(Field::Address, Level::Exact, Some(postings.list(key).len()), key);
    }
}

fn push<'a>(sources: &mut Vec<Source<'a>>, bits: f64, field: Field, list: &'a [u32]) {
    if bits > 0.0 {
        sources.push(Source { bits, field, list });
    }
}

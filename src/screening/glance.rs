//! A first look at an entry: what it can weigh, from its columns alone.

use crate::screening::birth::{self, Birth, Packed};
use crate::screening::candidates::FIELDS_OF;
use crate::screening::columns::{Columns, Glance, More, NONE, Named};
use crate::screening::likeness;
use crate::screening::locality::Postcode;
use crate::screening::probe::{MARKS, Probe, Reading, Term};
use crate::screening::reason::{Field, Level};
use crate::screening::seen::Seen;
use crate::screening::tally::{FIELDS, Worth};
use crate::screening::vocabulary::{DEGREES, Role};
use crate::screening::weights::{LEVELS, Weights};

/// The most readings of a name that a first look tries.
const READINGS_MAX: usize = 6;

/// The bits of a main name that is good enough not to look at the others.
const GOOD_NAME_BITS: f64 = 5.0;

/// The bits of each mark of a term.
type Bits = [f64; MARKS.len()];

struct Names<'a> {
    reading: &'a Reading,
    family: Option<(&'a Term, Bits)>,
    given: Option<(&'a Term, Bits, Bits)>,
    order: f64,
}

/// What a first look compares with.
pub(crate) struct Look<'a> {
    names: Vec<Names<'a>>,
    probe: &'a Probe,
    place: Option<(u32, f64)>,
    births: [f64; LEVELS],
    postcodes: [f64; LEVELS],
    // Packed once: the date compared with each entry's.
    birth: Option<Packed>,
    part: f64,
}

impl<'a> Look<'a> {
    pub(crate) fn new(probe: &'a Probe, weights: &Weights, seen: &Seen, place: Option<u32>) -> Self {
        let names = probe.readings.iter().take(READINGS_MAX).map(|reading| {
            let bits = |field, term: &Term, role| -> Bits {
                std::array::from_fn(|mark| {
                    let rarity = match MARKS[mark] {
                        Level::Initial => likeness::initial_rarity(&term.text, role),
                        _ if (1..=DEGREES.len()).contains(&mark) => term.rarity(mark - 1, role),
                        _ => 0.0,
                    };
                    weights.bits(field, MARKS[mark], rarity)
                })
            };
            let family = reading.family.map(|it| &probe.terms[it]);
            let given = reading.given.first().map(|it| &probe.terms[*it]);
            let crossed = |term: &Term| -> Bits {
                std::array::from_fn(|mark| match mark {
                    1..=3 => weights.bits(Field::Given, Level::Elsewhere, term.rarity(mark - 1, Role::Given)),
                    _ => f64::NEG_INFINITY,
                })
            };
            Names {
                reading,
                family: family.map(|it| (it, bits(Field::Family, it, Role::Family))),
                given: given.map(|it| (it, bits(Field::Given, it, Role::Given), crossed(it))),
                order: reading.order.map_or(0.0, |it| weights.bits(Field::Order, it, 0.0)),
            }
        });
        let mut births = [0.0; LEVELS];
        for it in LEVELS_OF_BIRTH {
            births[it as usize] = weights.bits(Field::Birth, it, seen.birth(it));
        }
        let mut postcodes = [0.0; LEVELS];
        for it in LEVELS_OF_POSTCODE {
            postcodes[it as usize] = weights.bits(Field::Postcode, it, seen.postcode(it));
        }
        Self {
            names: names.collect(),
            probe,
            place: place.map(|it| (it, weights.bits(Field::Place, Level::Exact, seen.place))),
            births,
            postcodes,
            birth: probe.birth.map(Birth::pack).filter(|it| birth::is_whole(it.digits) && !it.about),
            part: weights.bits(Field::Family, Level::Part, 8.0),
        }
    }

    /// Returns the bits that an entry's columns tell; of more than they hold, the best.
    pub(crate) fn bits(&self, columns: &Columns, glance: &Glance) -> f64 {
        let name = self.name(glance.family, glance.given[0], glance.given[1]);
        if glance.more() == More::Nothing || glance.more() == More::Names && name > GOOD_NAME_BITS {
            let birth = if glance.birth == 0 {
                0.0
            } else {
                self.birth(Packed { digits: glance.birth, about: false })
            };
            let postcode = if glance.postcode() == 0 { 0.0 } else { self.postcode(glance.postcode()) };
            return name + birth + postcode + self.place(glance.place);
        }
        let detail = columns.detail_of(glance);
        let best = |bits: &mut dyn Iterator<Item = f64>| bits.reduce(f64::max).unwrap_or(0.0);
        let names = best(&mut detail.names().map(|it| self.named(it)));
        let births = best(&mut detail.births().map(|it| self.birth(it.pack())));
        let postcodes = best(&mut detail.postcodes().map(|it| self.postcode(it.packed())));
        let places = best(&mut detail.places.iter().map(|it| self.place(*it)));
        names + births + postcodes + places
    }

    fn name(&self, family: u32, given: u32, second: u32) -> f64 {
        let mut best = f64::NEG_INFINITY;
        for names in &self.names {
            let mut bits = names.order;
            if let Some((term, by_mark)) = names.family.as_ref().filter(|_| family != NONE) {
                bits += by_mark[term.mark(family)];
            }
            if let Some((term, by_mark, crossed)) = names.given.as_ref().filter(|_| given != NONE) {
                let first = by_mark[term.mark(given)];
                bits += if second == NONE { first } else { first.max(crossed[term.mark(second)]) };
            }
            best = best.max(bits);
        }
        if self.names.is_empty() { 0.0 } else { best }
    }

    /// Returns the bits of a name of several parts.
    fn named(&self, name: Named<'_>) -> f64 {
        let at = |it: usize| name.given.get(it).copied().unwrap_or(NONE);
        let mut best = self.name(name.family.unwrap_or(NONE), at(0), at(1));
        for part in name.family_parts {
            for names in &self.names {
                let mut terms = names.reading.family.iter().chain(&names.reading.family_parts);
                if terms.any(|it| matches!(self.probe.terms[*it].mark(*part), 1 | 3)) {
                    best = best.max(self.part + self.name(NONE, at(0), at(1)));
                }
            }
        }
        best
    }

    fn birth(&self, other: Packed) -> f64 {
        let Some(birth) = self.probe.birth else { return 0.0 };
        let level = match self.birth {
            Some(own) if birth::is_whole(other.digits) && !other.about => {
                Some(birth::compare_whole(own.digits, other.digits))
            }
            _ => birth.compare(other.unpack()),
        };
        level.map_or(0.0, |it| self.births[it as usize])
    }

    fn postcode(&self, other: u64) -> f64 {
        let Some(postcode) = self.probe.postcode else { return 0.0 };
        self.postcodes[postcode.compare(Postcode::unpacked(other)) as usize]
    }

    fn place(&self, other: u32) -> f64 {
        self.place.filter(|it| it.0 == other).map_or(0.0, |it| it.1)
    }

    /// Returns what an entry weighs at the most that has a field and is on none of its lists, by the fields
    /// of lists.
    pub(crate) fn worth(&self) -> [Worth; FIELDS] {
        let most = |bits: &[f64; LEVELS], levels: &[Level]| {
            levels.iter().map(|it| bits[*it as usize]).reduce(f64::max)
        };
        // A field that one reading has not is no evidence by that reading.
        let named = |term: &dyn Fn(&Names<'a>) -> Option<(bool, Bits)>| {
            let mut worth: Option<Worth> = None;
            for names in &self.names {
                let (unlisted, initial) = term(names).map_or((0.0, 0.0), |(alone, bits)| {
                    let initial = bits[INITIAL_MARK];
                    (if alone { initial.max(bits[0]) } else { bits[0] }, initial)
                });
                let worth = worth.get_or_insert(Worth::unlisted(unlisted, initial));
                worth.unlisted = worth.unlisted.max(unlisted);
                worth.initial = worth.initial.max(initial);
            }
            worth.unwrap_or_default()
        };
        let flat = |it: Option<f64>| {
            let unlisted = it.unwrap_or(0.0);
            Worth::unlisted(unlisted, unlisted)
        };
        FIELDS_OF.map(|field| match field {
            Field::Family => named(&|it| it.family.as_ref().map(|it| (it.0.is_initial(), it.1))),
            Field::Given => named(&|it| it.given.as_ref().map(|it| (it.0.is_initial(), it.1))),
            Field::Birth => flat(self.probe.birth.and_then(|_| most(&self.births, UNLISTED_BIRTHS))),
            Field::Postcode => {
                flat(self.probe.postcode.and_then(|_| most(&self.postcodes, &[Level::Area, Level::Mismatch])))
            }
            _ => Worth::default(),
        })
    }
}

/// The mark of an initial.
const INITIAL_MARK: usize = MARKS.len() - 1;

/// The levels of a birth that no list is read for.
const UNLISTED_BIRTHS: &[Level] =
    &[Level::Mismatch, Level::DayMonth, Level::Decade, Level::Near, Level::SameYear, Level::TwoParts];

const LEVELS_OF_BIRTH: [Level; 13] = [
    Level::Age,
    Level::DayMonth,
    Level::Mismatch,
    Level::Decade,
    Level::Exact,
    Level::Letter,
    Level::Month,
    Level::Near,
    Level::Placeholder,
    Level::SameYear,
    Level::Swapped,
    Level::TwoParts,
    Level::Year,
];

const LEVELS_OF_POSTCODE: [Level; 7] = [
    Level::Mismatch,
    Level::Outward,
    Level::Area,
    Level::District,
    Level::Exact,
    Level::Letter,
    Level::Sector,
];

//! How rare this query's birth, postcode, place and address are in this register.

use crate::screening::birth;
use crate::screening::gazetteer::Gazetteer;
use crate::screening::locality::Address;
use crate::screening::postings::{Key, Postings};
use crate::screening::probe::Probe;
use crate::screening::reason::{Field, Level};
use crate::screening::weights::Weights;

/// The rarity of each level that the index can count, counted once for a query.
#[derive(Default)]
pub(crate) struct Seen {
    births: Vec<(Level, f64)>,
    postcodes: Vec<(Level, f64)>,
    pub(crate) place: f64,
    pub(crate) address: f64,
}

impl Seen {
    pub(crate) fn new(
        probe: &Probe,
        postings: &Postings,
        places: &Gazetteer,
        weights: &Weights,
        entries: usize,
    ) -> Self {
        let mut seen = Self::default();
        let count = |key| postings.count(key);
        if let Some(birth) = probe.birth {
            let digits = birth.pack().digits;
            let year = count(Key::Year(digits >> 16));
            // No list tells days and months: a twelfth of a year's entries are of a month, a 365th of a day.
            let swapped = birth.whole().map_or(0, |(year, month, day)| birth::pack(year, day, month));
            for (level, seen_there) in [
                (Level::Exact, count(Key::Birth(digits))),
                (Level::Swapped, count(Key::Birth(swapped))),
                (
                    Level::Letter,
                    birth.whole().map_or(0, |_| {
                        birth::one_off(digits).into_iter().map(|it| count(Key::Birth(it))).sum()
                    }),
                ),
                (Level::Month, year / 12),
                (Level::Placeholder, year),
                (
                    Level::Age,
                    birth.year.map_or(0, |it| {
                        [it.saturating_sub(1), it.saturating_sub(2), it + 1, it + 2]
                            .map(|it| count(Key::Year(birth::pack(it, 0, 0) >> 16)))
                            .iter()
                            .sum()
                    }),
                ),
                (Level::Year, year),
                (Level::SameYear, year),
            ] {
                seen.births.push((level, weights.rarity(Field::Birth, level, seen_there, entries)));
            }
        }
        if let Some(postcode) = probe.postcode {
            let district = postcode.key(Level::District).map_or(0, count);
            for (level, seen_there) in [
                (Level::Exact, postcode.key(Level::Exact).map_or(0, count)),
                // Ten sectors of a district at the most, of which four or so are in use.
                (Level::Sector, district / 4),
                (Level::District, district),
                (Level::Outward, district),
                (Level::Area, postcode.key(Level::Area).map_or(0, count)),
            ] {
                seen.postcodes.push((level, weights.rarity(Field::Postcode, level, seen_there, entries)));
            }
        }
        if let Some(place) = probe.place.as_deref() {
            let there = places.number(place).map_or(0, |it| count(Key::Place(it)));
            seen.place = weights.rarity(Field::Place, Level::Exact, there, entries);
        }
        if let Some(address) = probe.address {
            let there = Address::keys(address).map(count).min().unwrap_or(0);
            seen.address = weights.rarity(Field::Address, Level::Exact, there, entries);
        }
        seen
    }

    /// Returns the rarity of a level of the birth; 0 where it is not counted.
    pub(crate) fn birth(&self, level: Level) -> f64 {
        of(&self.births, level)
    }

    /// Returns the rarity of a level of the postcode; 0 where it is not counted.
    pub(crate) fn postcode(&self, level: Level) -> f64 {
        of(&self.postcodes, level)
    }
}

fn of(rows: &[(Level, f64)], level: Level) -> f64 {
    rows.iter().find(|it| it.0 == level).map_or(0.0, |it| it.1)
}

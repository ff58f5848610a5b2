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
            let years = |off: [i32; 2]| -> usize { off.iter().map(|it| count(near_year(digits, *it))).sum() };
            let ages = years([-2, -1]) + years([1, 2]);
            for (level, seen_there) in [
                // No list tells months: a twelfth of a year's entries are of one.
                (Level::Month, year / 12),
                (Level::Placeholder, year),
                (Level::Age, ages),
                (Level::Year, year),
                (Level::SameYear, year),
            ] {
                seen.births.push((level, weights.rarity(Field::Birth, level, seen_there, entries)));
            }
            if let Some((_, month, day)) = birth.whole() {
                let swapped = digits & 0xffff_0000 | birth::pack(0, day, month);
                let letters = birth::one_off(digits).into_iter().map(|it| count(Key::Birth(it))).sum();
                let told = [count(Key::Birth(digits)), count(Key::Birth(swapped)), letters, year];
                let levels = [Level::Exact, Level::Swapped, Level::Letter, Level::TwoParts];
                seen.births.extend(levels.into_iter().zip(Weights::rarity_of_day(told, entries)));
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

/// Returns the key of a year so many years off that of a packed date.
fn near_year(digits: u32, off: i32) -> Key {
    let year = birth::year_of(digits).saturating_add_signed(i16::try_from(off).unwrap_or(0));
    Key::Year(birth::pack(year, 0, 0) >> 16)
}

fn of(rows: &[(Level, f64)], level: Level) -> f64 {
    rows.iter().find(|it| it.0 == level).map_or(0.0, |it| it.1)
}

//! The one table of weights: how often a level occurs among true matches and among others.
//!
//! A level's bits are `damping * log2(m / u)`, after Fellegi and Sunter. `m` is the error rate of
//! records of one person. `u` is the share of other persons' entries at this level; where the index
//! can count it for the very name, date or place searched for, the count replaces the table's share, so
//! that a rare name weighs more than a common one.
//!
//! The numbers are set by hand. Many of the error rates are rounded from rates that an earlier prototype
//! fitted to the development part of `historical_50k` (Ministry of Justice, MIT licence), so results on
//! that part flatter them; dampings, costs and the remaining shares are estimates. The issue on
//! screening fits them by the project's own computation and judges them on data held out.

use crate::screening::reason::{Field, Level};

/// How many entries' worth the table's share counts beside the index's own counts, so that a small
/// register does not take its every name for a common one.
const PRIOR_ENTRIES: f64 = 500.0;

/// What one name out of its stated order costs, in bits.
pub(crate) const SWAPPED_BITS: f64 = -4.0;
/// What it costs to read another word than the last of a free name as the family name, in bits.
pub(crate) const REORDERED_BITS: f64 = -1.0;
/// What another person in one home costs, in bits: a relative shares family name and address.
pub(crate) const HOUSEHOLD_BITS: f64 = -5.0;
/// What is left of a second statement of the same home.
pub(crate) const SAME_HOME_SHARE: f64 = 0.4;
/// The most bits that fields without lists of candidates can add.
pub(crate) const UNLISTED_BITS: f64 = 4.0;

/// One row: level, `m`, `u`.
type Row = (Level, f64, f64);

const FAMILY: &[Row] = &[
    (Level::Exact, 0.72, 0.000_8),
    (Level::Equivalent, 0.005, 0.000_3),
    (Level::Letter, 0.15, 0.001),
    (Level::Sounds, 0.02, 0.001_5),
    (Level::Close, 0.02, 0.001_5),
    (Level::Part, 0.02, 0.000_8),
    (Level::Elsewhere, 0.01, 0.002),
    (Level::Prefix, 0.006, 0.001),
    (Level::Initial, 0.004, 0.06),
    (Level::Mismatch, 0.06, 0.98),
];

const GIVEN: &[Row] = &[
    (Level::Exact, 0.65, 0.01),
    (Level::Equivalent, 0.10, 0.006),
    (Level::Letter, 0.12, 0.002),
    (Level::Sounds, 0.015, 0.002_5),
    (Level::Close, 0.015, 0.002),
    (Level::Elsewhere, 0.025, 0.004),
    (Level::Prefix, 0.01, 0.002),
    (Level::Initial, 0.02, 0.06),
    (Level::Mismatch, 0.065, 0.96),
];

const MIDDLE: &[Row] = &[
    (Level::Exact, 0.80, 0.01),
    (Level::Similar, 0.08, 0.01),
    (Level::Initial, 0.04, 0.06),
    (Level::Mismatch, 0.08, 0.93),
];

const BIRTH: &[Row] = &[
    (Level::Exact, 0.72, 0.000_1),
    (Level::Swapped, 0.02, 0.000_1),
    (Level::Letter, 0.13, 0.003),
    (Level::Placeholder, 0.05, 0.004),
    (Level::TwoParts, 0.012, 0.006),
    (Level::SameYear, 0.010, 0.012),
    (Level::Near, 0.012, 0.05),
    (Level::Decade, 0.010, 0.2),
    (Level::Mismatch, 0.02, 0.7),
    // Where a part is not known, the levels above cannot be reached: these are of such dates only.
    (Level::Month, 0.85, 0.002),
    (Level::Year, 0.85, 0.015),
];

const POSTCODE: &[Row] = &[
    (Level::Exact, 0.70, 0.000_1),
    (Level::Letter, 0.09, 0.001),
    (Level::Sector, 0.02, 0.000_6),
    (Level::District, 0.033, 0.01),
    (Level::Area, 0.035, 0.07),
    (Level::Mismatch, 0.125, 0.91),
];

const PLACE: &[Row] =
    &[(Level::Exact, 0.78, 0.005), (Level::Similar, 0.14, 0.02), (Level::Mismatch, 0.08, 0.9)];

const ADDRESS: &[Row] = &[
    (Level::Exact, 0.70, 0.000_1),
    (Level::Street, 0.15, 0.005),
    (Level::Similar, 0.04, 0.02),
    (Level::Mismatch, 0.11, 0.92),
];

const SEX: &[Row] = &[(Level::Exact, 0.975, 0.6), (Level::Mismatch, 0.025, 0.4)];

/// Returns a field's rows and its damping: fields are not independent of each other.
const fn table(field: Field) -> (&'static [Row], f64) {
    match field {
        Field::Family => (FAMILY, 0.95),
        Field::Given => (GIVEN, 0.95),
        Field::Middle => (MIDDLE, 0.6),
        Field::Birth => (BIRTH, 0.9),
        Field::Postcode => (POSTCODE, 0.9),
        Field::Place => (PLACE, 0.6),
        Field::Address => (ADDRESS, 0.7),
        Field::Sex => (SEX, 0.7),
        Field::Order | Field::Household => (&[], 0.0),
    }
}

/// Returns the bits of a level. `seen` is how many of `entries` are at this level, where it is known.
pub(crate) fn bits(field: Field, level: Level, seen: Option<usize>, entries: usize) -> f64 {
    let (rows, damping) = table(field);
    let Some((_, m, u)) = rows.iter().find(|it| it.0 == level) else { return 0.0 };
    let share = seen.map_or(*u, |it| (count(it) + PRIOR_ENTRIES * u) / (count(entries) + PRIOR_ENTRIES));
    grain(damping * (m / share.min(1.0)).log2())
}

/// Rounds to 1/64 bit, so that sums are exact and the same in any order.
pub(crate) fn grain(bits: f64) -> f64 {
    (bits * 64.0).round() / 64.0
}

fn count(it: usize) -> f64 {
    f64::from(u32::try_from(it).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rates_of_a_field_add_up_to_one_at_most() {
        for field in [Field::Family, Field::Given, Field::Middle, Field::Birth, Field::Postcode, Field::Place]
        {
            let (rows, _) = table(field);
            let partial = |it: &&Row| matches!(it.0, Level::Month | Level::Year);
            let (m, u) = rows
                .iter()
                .filter(|it| !partial(it))
                .fold((0.0, 0.0), |sum, it| (sum.0 + it.1, sum.1 + it.2));
            assert!((0.95..1.05).contains(&m) && u < 1.1, "{field:?} {m} {u}");
        }
    }

    #[test]
    fn a_rare_name_weighs_more_than_a_common_one() {
        let of = |seen| bits(Field::Family, Level::Exact, Some(seen), 100_000);
        assert!(of(1) > of(100) && of(100) > of(1_200) + 2.0);
    }

    #[test]
    fn what_agrees_counts_for_and_what_differs_counts_against() {
        for field in [Field::Family, Field::Given, Field::Birth, Field::Postcode, Field::Address, Field::Sex]
        {
            assert!(bits(field, Level::Exact, None, 0) > 0.0 && bits(field, Level::Mismatch, None, 0) < 0.0);
        }
    }
}

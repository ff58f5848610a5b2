//! The one table of weights, and what it makes of the fields of a pair.
//!
//! After Fellegi and Sunter, a level's bits are `base + slope * rarity`: `rarity` is the logarithm of how few
//! entries of this very register are at that level for this very query, so that a rare name weighs more than
//! a common one, also where it is only alike. What fields tell together (one home told twice, another person
//! in it) has rows of its own. The table `weights.json` tells how it was fitted; `fit` makes it again.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::document;
use crate::screening::reason::{Field, Level};
use crate::screening::score::Piece;
use crate::screening::together::Together;
use crate::screening::vocabulary::DEGREES;

/// How many entries' worth the table's share counts beside the index's own counts, so that a small
/// register does not take its every name for a common one.
const PRIOR_ENTRIES: f64 = 500.0;
/// How often one who bears a word of each degree is told by this very word, beside one who bears the word itself.
const TOLD_SO: [f64; DEGREES.len()] = [1.0, 0.02, 1e-3, 5e-4, 5e-5, 2e-4];
/// How many entries' worth a word counts that nobody on the register could be told by.
const WORD_TOLD_OF_OTHERS: f64 = 0.01;
/// How often one of such a birth is told to be born on this very day: see [`Weights::rarity_of_day`].
const DAY_TOLD_SO: [f64; 4] = [1.0, 0.05, 1.2e-3, 1e-4];
/// How many entries' worth a day counts that is nobody's on the register.
const DAY_TOLD_OF_OTHERS: f64 = 0.02;
/// The most of a field's bits that is taken back because another field told the same.
const TOLD_TWICE_MAX: f64 = 0.9;
/// The most bits a table may give or take for one level: a slip in a table is not taken for evidence.
const BITS_MAX: f64 = 64.0;

/// One level: its bits at no rarity, its bits for each bit of rarity, and its usual share of entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) base: f64,
    #[serde(default)]
    pub(crate) slope: f64,
    #[serde(default)]
    pub(crate) share: f64,
}

/// A table of weights. A host may bring its own, as JSON of the form of `weights.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Which rows it was fitted on, and how.
    pub(crate) fitted: String,
    pub(crate) levels: BTreeMap<Field, BTreeMap<Level, Row>>,
    pub(crate) together: BTreeMap<Together, f64>,
    pub(crate) prior: Prior,
    /// The least odds, in bits, at which so many of a thousand unknown persons raise an alarm; rising.
    pub(crate) alarms: Vec<Alarms>,
    /// The rows by the numbers of field and level.
    #[serde(skip)]
    rows: Rows,
}

/// How many levels there are.
pub(crate) const LEVELS: usize = 35;
/// How many fields there are.
const FIELDS: usize = 12;

type Rows = Vec<[Row; LEVELS]>;

/// The bits that speak for nobody on the register: more of them on a larger one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prior {
    pub(crate) base: f64,
    /// For each doubling of the register.
    pub(crate) slope: f64,
}

/// How many of a thousand unknown persons have a match of at least so many odds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Alarms {
    pub(crate) per_thousand: f64,
    pub(crate) odds: f64,
}

static SHIPPED: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("weights.json")).expect("a test reads the shipped table"));

impl Default for Weights {
    fn default() -> Self {
        SHIPPED.clone()
    }
}

impl Weights {
    /// Reads a table from JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for an unknown field or level, a number that is none or beyond bounds, or alarms
    /// out of order.
    pub fn read(json: &str) -> Result<Self> {
        let mut weights: Self = document::parse(json)?;
        weights.lay_out();
        let rows = weights.levels.values().flat_map(BTreeMap::values);
        let bounded = |it: f64| it.is_finite() && it.abs() <= BITS_MAX;
        let sound = rows
            .clone()
            .all(|it| bounded(it.base) && (0.0..=4.0).contains(&it.slope) && (0.0..=1.0).contains(&it.share));
        let rest = weights.together.values().chain([&weights.prior.base, &weights.prior.slope]);
        let alarms = weights.alarms.iter().all(|it| it.odds.is_finite() && it.per_thousand > 0.0)
            && weights
                .alarms
                .is_sorted_by(|one, two| one.per_thousand < two.per_thousand && one.odds >= two.odds);
        if sound && alarms && rest.copied().all(bounded) {
            Ok(weights)
        } else {
            Err(Error::invalid("", Problem::OutOfRange))
        }
    }

    /// Writes the table as JSON.
    #[must_use]
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Tells on which rows and how the table was fitted.
    #[must_use]
    pub fn fitted(&self) -> &str {
        &self.fitted
    }

    /// Lays the rows out by their numbers, after the table was changed.
    pub(crate) fn lay_out(&mut self) {
        self.rows = vec![[Row::default(); LEVELS]; FIELDS];
        for (field, levels) in &self.levels {
            for (level, row) in levels {
                self.rows[*field as usize][*level as usize] = *row;
            }
        }
    }

    fn row(&self, field: Field, level: Level) -> Row {
        self.rows[field as usize][level as usize]
    }

    /// Returns how rare a level is: `seen` is how many of `entries` are at it.
    pub(crate) fn rarity(&self, field: Field, level: Level, seen: usize, entries: usize) -> f64 {
        let share = self.row(field, level).share;
        let entries = count(entries) + PRIOR_ENTRIES;
        (entries / (count(seen) + PRIOR_ENTRIES * share).max(0.5)).log2().max(0.0)
    }

    /// Returns for each degree how rarely a word is told of anybody, beside one who bears a word in that degree from it:
    /// `seen` is how many of `entries` bear one.
    ///
    /// Who bears the word is told so; who bears another form, or a word that is spelt or sounds alike, sometimes. All who
    /// may be meant are weighed against the same rarity: a slip of the pen is no better evidence than the name itself.
    pub(crate) fn rarity_of_word(seen: &[usize; DEGREES.len()], entries: usize) -> [f64; DEGREES.len()] {
        let rarity = rarity(seen, TOLD_SO, WORD_TOLD_OF_OTHERS, entries);
        TOLD_SO.map(|it| rarity + it.log2())
    }

    /// Returns how rarely a day of birth is told of anybody, beside one born on that day, on that day with day and month
    /// swapped, on a day one digit off, and in that year: of `entries`, so many are seen to be.
    pub(crate) fn rarity_of_day(seen: [usize; 4], entries: usize) -> [f64; 4] {
        let rarity = rarity(&seen, DAY_TOLD_SO, DAY_TOLD_OF_OTHERS, entries);
        DAY_TOLD_SO.map(|it| rarity + it.log2())
    }

    /// Returns the bits of a level.
    pub(crate) fn bits(&self, field: Field, level: Level, rarity: f64) -> f64 {
        let row = self.row(field, level);
        grain(row.base + row.slope * rarity)
    }

    /// Returns the bits that speak for nobody on a register of so many entries.
    pub(crate) fn nobody(&self, entries: usize) -> f64 {
        self.prior.base + self.prior.slope * size(entries)
    }

    /// Adds what the fields tell together.
    ///
    /// What is told twice is never made up for by more than it told: evidence that agrees does not lower a sum.
    pub(crate) fn weigh_together(&self, pieces: &mut Vec<Piece>) {
        let mut left: Vec<(Field, f64)> =
            pieces.iter().map(|it| (it.field, it.bits * TOLD_TWICE_MAX)).collect();
        for together in Together::of(pieces) {
            let mut bits = self.together.get(&together).copied().unwrap_or(0.0);
            if let Some(twice) = together.told_twice() {
                let both = || left.iter().filter(|it| twice.contains(&it.0));
                bits = bits.max(-both().map(|it| it.1.max(0.0)).fold(f64::MAX, f64::min));
                for it in left.iter_mut().filter(|it| twice.contains(&it.0)) {
                    it.1 += bits.min(0.0);
                }
            }
            let bits = grain(bits);
            if bits != 0.0 {
                pieces.push(Piece::together(together, bits));
            }
        }
    }

    /// Returns the least odds at which at most so many of a thousand unknown persons raise an alarm.
    #[must_use]
    pub fn odds_for_alarms(&self, per_thousand: f64) -> Option<f64> {
        let at = self.alarms.partition_point(|it| it.per_thousand <= per_thousand);
        at.checked_sub(1).and_then(|it| self.alarms.get(it)).map(|it| it.odds)
    }
}

fn rarity<const KINDS: usize>(
    seen: &[usize; KINDS],
    told_so: [f64; KINDS],
    others: f64,
    entries: usize,
) -> f64 {
    let told: f64 = seen.iter().zip(told_so).map(|(seen, share)| count(*seen) * share).sum();
    ((count(entries) + PRIOR_ENTRIES) / (told + others)).log2().max(0.0)
}

/// The logarithm of a register's size.
pub(crate) fn size(entries: usize) -> f64 {
    (count(entries) + 1.0).log2()
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
    fn a_rare_name_weighs_more_than_a_common_one() {
        let weights = Weights::default();
        let of = |seen| {
            let [rarity, ..] = Weights::rarity_of_word(&[seen, 0, 0, 0, 0, 0], 100_000);
            weights.bits(Field::Family, Level::Exact, rarity)
        };
        assert!(of(1) > of(100) + 2.0 && of(100) > of(1_200) + 1.5 && of(50_000) > -2.0);
    }

    #[test]
    fn what_agrees_counts_for_and_what_differs_counts_against() {
        let weights = Weights::default();
        for field in [
            Field::Family,
            Field::Given,
            Field::Middle,
            Field::Birth,
            Field::Postcode,
            Field::Place,
            Field::Address,
            Field::Sex,
        ] {
            let rarity = weights.rarity(field, Level::Exact, 10, 10_000);
            let exact = weights.bits(field, Level::Exact, rarity);
            let mismatch = weights.bits(field, Level::Mismatch, 0.0);
            assert!(exact > 0.0 && mismatch < 0.0, "{field:?} {exact} {mismatch}");
        }
    }

    #[test]
    fn what_is_only_alike_counts_for_less_than_what_is_the_same() {
        let weights = Weights::default();
        for (field, levels) in [
            (Field::Family, &[Level::Letter, Level::Close, Level::Sounds, Level::Prefix] as &[Level]),
            (Field::Given, &[Level::Close, Level::Sounds, Level::Prefix]),
            (
                Field::Birth,
                &[Level::Letter, Level::Swapped, Level::Placeholder, Level::TwoParts, Level::Near],
            ),
            (Field::Postcode, &[Level::Letter, Level::Sector, Level::District, Level::Area]),
            (Field::Place, &[Level::Similar]),
            (Field::Address, &[Level::Street, Level::Similar]),
        ] {
            // As rare as can be: one of a hundred thousand.
            let word = Weights::rarity_of_word(&[1, 0, 0, 0, 0, 0], 100_000);
            let day = Weights::rarity_of_day([1, 0, 0, 0], 100_000);
            let days = [Level::Exact, Level::Swapped, Level::Letter, Level::TwoParts];
            let at = |levels: &[Level], level| levels.iter().position(|it| *it == level);
            let rarity = |level| match field {
                Field::Family | Field::Given => at(&DEGREES, level).map_or(0.0, |it| word[it]),
                Field::Birth if at(&days, level).is_some() => at(&days, level).map_or(0.0, |it| day[it]),
                _ => weights.rarity(field, level, 1, 100_000),
            };
            let bits = |level| weights.bits(field, level, rarity(level));
            for level in levels {
                assert!(bits(*level) < bits(Level::Exact), "{field:?} {level:?}");
            }
        }
    }

    #[test]
    fn a_table_is_written_and_read_again() {
        let weights = Weights::default();
        assert_eq!(Weights::read(&weights.write()).expect("a table"), weights);
        assert!(!weights.fitted().is_empty());
    }

    #[test]
    fn a_table_beyond_bounds_is_refused() {
        let change = |change: fn(&mut Weights)| {
            let mut weights = Weights::default();
            change(&mut weights);
            Weights::read(&weights.write())
        };
        assert!(change(|_| ()).is_ok());
        assert!(change(|it| it.prior.base = 1e9).is_err());
        assert!(change(|it| it.alarms.reverse()).is_err());
        assert!(change(|it| it.alarms[0].odds = -99.0).is_err());
        let slope = |it: &mut Weights| {
            it.levels
                .get_mut(&Field::Family)
                .and_then(|it| it.get_mut(&Level::Exact))
                .expect("a row")
                .slope = -1.0;
        };
        assert!(change(slope).is_err());
        assert!(Weights::read("{}").is_err());
    }
}

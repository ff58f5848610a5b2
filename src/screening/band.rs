//! The policy of a search: what the bits of a match are called, and how far a search goes.

use std::sync::LazyLock;

use crate::error::{Error, Problem, Result};
use crate::screening::weights::Weights;

/// The least odds at which a match is shown for its own sake: one in a thousand. What is unlikelier is the entry of
/// somebody else, whose details are nobody's business then.
const POSSIBLE_ODDS: f64 = -10.0;
/// How far behind the first match, in bits, another is shown beside it: a quarter as likely.
const BESIDE_FIRST_BITS: f64 = 2.0;
/// The least odds at which even the first match is shown: one in a million.
const FIRST_ODDS: f64 = -20.0;

/// What a match's bits amount to, from weakest to strongest. A band never decides anything by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Band {
    /// Worth a look when nothing better is there: one in a thousand or likelier, or about as likely as the first.
    Possible,
    /// At most ten of a thousand unknown persons get so far, by the default policy.
    Probable,
    /// At most one of a thousand unknown persons gets so far, by the default policy; an officer confirms it.
    Identify,
}

/// The least odds, in bits, for each band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bands {
    identify: f64,
    probable: f64,
    possible: f64,
}

impl Bands {
    /// Takes the least odds, in bits, for each band.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if they are no numbers or not in descending order.
    pub fn new(identify: f64, probable: f64, possible: f64) -> Result<Self> {
        let ordered = [identify, probable, possible].iter().all(|it| it.is_finite())
            && identify >= probable
            && probable >= possible;
        if !ordered {
            return Err(Error::invalid("", Problem::OutOfRange));
        }
        Ok(Self { identify, probable, possible })
    }

    /// Takes the false alarms per thousand unknown persons that the two upper bands may raise; each match above
    /// the least odds that are worth a look is possible.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the table does not tell the odds for so few alarms, or they are out of order.
    pub fn for_alarms(weights: &Weights, identify: f64, probable: f64) -> Result<Self> {
        let odds = |it| weights.odds_for_alarms(it).ok_or(Error::invalid("", Problem::OutOfRange));
        Self::new(odds(identify)?, odds(probable)?, POSSIBLE_ODDS)
    }

    /// Returns the band of so many bits of odds; none below the lowest.
    #[must_use]
    pub fn band(&self, bits: f64) -> Option<Band> {
        match bits {
            it if it >= self.identify => Some(Band::Identify),
            it if it >= self.probable => Some(Band::Probable),
            it if it >= self.possible => Some(Band::Possible),
            _ => None,
        }
    }

    /// Returns the band of a match, if it is to be shown.
    ///
    /// A match below the lowest band is possible where it is about as likely as the first, however many there are
    /// of the kind, and where only better matches make it unlikely: it may be the same person once more.
    pub(crate) fn of(&self, standing: Standing) -> Option<Band> {
        let Standing { odds, alone, behind } = standing;
        let beside = behind <= BESIDE_FIRST_BITS && alone >= FIRST_ODDS;
        self.band(odds).or_else(|| (beside || alone >= self.probable).then_some(Band::Possible))
    }
}

/// How a match stands to the others and to nobody, in bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    /// The odds against all other entries and against nobody on the register.
    pub(crate) odds: f64,
    /// The odds against nobody on the register.
    pub(crate) alone: f64,
    /// How far the first match is ahead.
    pub(crate) behind: f64,
}

impl Default for Bands {
    /// One and ten false alarms in a thousand unknown persons.
    fn default() -> Self {
        static SHIPPED: LazyLock<Bands> = LazyLock::new(|| {
            Bands::for_alarms(&Weights::default(), 1.0, 10.0)
                .expect("a test holds that the shipped table tells")
        });
        *SHIPPED
    }
}

/// How far one search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most places of index lists that are read.
    pub postings_max: usize,
    /// The most entries that are weighed in full.
    pub weighed_max: usize,
    /// The most matches that are returned, whatever the caller asks for.
    pub matches_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { postings_max: 250_000, weighed_max: 200, matches_max: 100 }
    }
}

/// The policy of a search.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Policy {
    /// What bits are called.
    pub bands: Bands,
    /// How far a search goes.
    pub limits: Limits,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_told_by_their_least_bits() {
        let bands = Bands::new(20.0, 10.0, 2.0).expect("ordered");
        for (bits, band) in [
            (25.0, Some(Band::Identify)),
            (20.0, Some(Band::Identify)),
            (19.9, Some(Band::Probable)),
            (2.0, Some(Band::Possible)),
            (1.9, None),
        ] {
            assert_eq!(bands.band(bits), band);
        }
    }

    #[test]
    fn bands_are_set_by_the_alarms_that_they_may_raise() {
        let weights = Weights::default();
        let bands = Bands::for_alarms(&weights, 1.0, 10.0).expect("the table tells");
        assert_eq!(bands, Bands::default());
        let [one, ten] = [1.0, 10.0].map(|it| weights.odds_for_alarms(it).expect("the table tells"));
        assert!(one > ten && ten > 0.0);
        assert_eq!((bands.band(one), bands.band(ten)), (Some(Band::Identify), Some(Band::Probable)));
        assert_eq!((bands.band(ten - 0.1), bands.band(-10.1)), (Some(Band::Possible), None));
        assert!(Bands::for_alarms(&weights, 0.001, 10.0).is_err(), "nobody can promise so few");
        assert!(Bands::for_alarms(&weights, 10.0, 1.0).is_err());
    }

    #[test]
    fn an_unlikely_match_is_shown_beside_one_that_is_no_likelier() {
        let bands = Bands::new(20.0, 10.0, -10.0).expect("ordered");
        for (odds, alone, behind, band) in [
            (25.0, 25.0, 0.0, Some(Band::Identify)),
            (-10.0, 5.0, 15.0, Some(Band::Possible)),
            // Somebody else's entry.
            (-10.1, 5.0, 15.0, None),
            // One of thousands who are called the same.
            (-14.0, -3.0, 0.0, Some(Band::Possible)),
            (-14.0, -3.0, 2.0, Some(Band::Possible)),
            (-14.0, -3.0, 2.1, None),
            // Nobody that anything speaks for.
            (-20.0, -20.0, 0.0, Some(Band::Possible)),
            (-20.1, -20.1, 0.0, None),
            // The same person's second entry, but for the first.
            (-30.0, 10.0, 40.0, Some(Band::Possible)),
            (-30.0, 9.9, 40.0, None),
        ] {
            assert_eq!(bands.of(Standing { odds, alone, behind }), band, "{odds} {alone} {behind}");
        }
    }

    #[test]
    fn bands_out_of_order_are_refused() {
        assert!(Bands::new(10.0, 20.0, 2.0).is_err());
        assert!(Bands::new(f64::NAN, 20.0, 2.0).is_err());
    }
}

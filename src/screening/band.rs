//! The policy of a search: what the bits of a match are called, and how far a search goes.

use std::sync::LazyLock;

use crate::error::{Error, Problem, Result};
use crate::screening::weights::Weights;

/// The least odds at which a match is worth a look: one in a million.
const POSSIBLE_ODDS: f64 = -20.0;

/// What a match's bits amount to, from weakest to strongest. A band never decides anything by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Band {
    /// Worth a look when nothing better is there.
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
        assert_eq!((bands.band(ten - 0.1), bands.band(-21.0)), (Some(Band::Possible), None));
        assert!(Bands::for_alarms(&weights, 0.001, 10.0).is_err(), "nobody can promise so few");
        assert!(Bands::for_alarms(&weights, 10.0, 1.0).is_err());
    }

    #[test]
    fn bands_out_of_order_are_refused() {
        assert!(Bands::new(10.0, 20.0, 2.0).is_err());
        assert!(Bands::new(f64::NAN, 20.0, 2.0).is_err());
    }
}

//! The policy of a search: what the bits of a match are called, and how far a search goes.

use crate::error::{Error, Problem, Result};

/// What a match's bits amount to, from weakest to strongest. A band never decides anything by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Band {
    /// Worth a look when nothing better is there.
    Possible,
    /// More likely the person than not.
    Probable,
    /// The evidence points to one person; an officer confirms it.
    Identify,
}

/// The least bits of evidence for each band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bands {
    identify: f64,
    probable: f64,
    possible: f64,
}

impl Bands {
    /// Takes the least bits for each band.
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

    /// Returns the band of so many bits; none below the lowest.
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
    /// A whole name alone is never more than probable, unless it is a rare one.
    fn default() -> Self {
        Self { identify: 22.0, probable: 14.0, possible: 3.0 }
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
        Self { postings_max: 60_000, weighed_max: 300, matches_max: 100 }
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
    fn bands_out_of_order_are_refused() {
        assert!(Bands::new(10.0, 20.0, 2.0).is_err());
        assert!(Bands::new(f64::NAN, 20.0, 2.0).is_err());
    }
}

//! What each kind of evidence between two names weighs, in bits.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::document;

/// The most bits that a table may give or take for one unit: a slip in a table is not taken for evidence.
const BITS_MAX: f64 = 64.0;

/// A kind of evidence, with the unit that its bits are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Term {
    /// A name that agrees, for the first two.
    Agreeing,
    /// Before any word is compared.
    Base,
    /// The first error in the pair of words that is furthest apart.
    FirstError,
    /// Each error of that pair beyond the second.
    FurtherError,
    /// Two words for different generations.
    Generation,
    /// A name of which the other has the initial.
    Initial,
    /// Two words near each other that are known as two given names.
    KnownApart,
    /// One side has one name, and the other has more; doubly for a common name.
    Lone,
    /// Words that nothing stands for, the first one.
    Missing,
    /// Words that nothing stands for, each further one.
    MissingMore,
    /// No name agrees by more than its initial.
    NoName,
    /// Each error in the other pairs of words.
    OtherError,
    /// The second error of the pair that is furthest apart.
    SecondError,
}

impl Term {
    pub(crate) const ALL: [Self; 13] = [
        Self::Agreeing,
        Self::Base,
        Self::FirstError,
        Self::FurtherError,
        Self::Generation,
        Self::Initial,
        Self::KnownApart,
        Self::Lone,
        Self::Missing,
        Self::MissingMore,
        Self::NoName,
        Self::OtherError,
        Self::SecondError,
    ];

    /// Returns the bits, or 0 where an agreement would speak against or a difference for a match.
    pub(crate) const fn bounded(self, bits: f64) -> f64 {
        if self.is_sound(bits) { bits } else { 0.0 }
    }

    /// Tells whether its bits may not be below 0, or not above.
    pub(crate) const fn is_sound(self, bits: f64) -> bool {
        match self {
            Self::Base => true,
            Self::Agreeing => bits >= 0.0,
            _ => bits <= 0.0,
        }
    }
}

/// A table of weights for names alone. A host may bring its own, as JSON of the form of `weights.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameWeights {
    /// Which pairs it was fitted on.
    pub(crate) fitted: String,
    pub(crate) bits: BTreeMap<Term, f64>,
}

static SHIPPED: LazyLock<NameWeights> = LazyLock::new(|| {
    NameWeights::read(include_str!("weights.json")).expect("a test reads the shipped table")
});

impl Default for NameWeights {
    fn default() -> Self {
        SHIPPED.clone()
    }
}

impl NameWeights {
    /// Returns the table that ships with the library.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a table from JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for an unknown field or term, a number that is none or beyond bounds, an agreement
    /// that would speak against or a difference that would speak for a match.
    pub fn read(json: &str) -> Result<Self> {
        let weights: Self = document::parse(json)?;
        let sound =
            |(term, bits): (&Term, &f64)| bits.is_finite() && bits.abs() <= BITS_MAX && term.is_sound(*bits);
        if weights.bits.iter().all(sound) {
            Ok(weights)
        } else {
            Err(Error::invalid("/bits", Problem::OutOfRange))
        }
    }

    /// Writes the table as JSON.
    #[must_use]
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    pub(crate) fn of(&self, term: Term) -> f64 {
        self.bits.get(&term).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_weighs_every_term() {
        let shipped = NameWeights::shipped();
        assert!(Term::ALL.iter().all(|it| shipped.bits.contains_key(it)));
        assert_eq!(NameWeights::read(&shipped.write()).as_ref(), Ok(shipped));
    }

    #[test]
    fn a_table_that_makes_no_sense_is_refused() {
        for json in [
            "{}",
            r#"{"fitted":"","bits":{"agreeing":-1}}"#,
            r#"{"fitted":"","bits":{"missing":1}}"#,
            r#"{"fitted":"","bits":{"base":65}}"#,
            r#"{"fitted":"","bits":{"colour":1}}"#,
        ] {
            assert!(NameWeights::read(json).is_err(), "{json}");
        }
    }
}

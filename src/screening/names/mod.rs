//! Are two names of one person? A comparison of names alone, for any culture, with its reasons.
//!
//! A name is free text: its words stand in any order, with titles, particles and initials, hyphenated,
//! written as one or apart, in any script. Words that stand for each other are paired; what differs
//! counts in errors that people make (`spelling`), what is missing counts little, another name much.
//! Each kind of evidence weighs what [`NameWeights`] tells, fitted to labelled pairs by [`fit`]. The sum is a
//! logarithm of odds in bits: 0 is as likely one person as two, among pairs like those that it was fitted to.
//!
//! It knows no register, and so not how rare a name is there: [`crate::screening::Index`] does.

pub mod fit;

mod align;
mod evidence;
mod read;
mod spelling;
mod weights;
mod words;

use std::fmt;

use serde::Serialize;

use crate::screening::fold::Extent;
use read::Reading;

pub use read::WORDS_MAX;
pub use weights::NameWeights;

/// What the comparison of two names came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NameMatch {
    /// The sum of the reasons' bits. Every reason is a multiple of 1/64 bit, so the sum is exact.
    pub bits: f64,
    /// The same from 0 to 1: the probability of one person, among pairs like those that were fitted to.
    pub score: f64,
    /// Whether a limit cut one of the texts.
    pub extent: Extent,
    /// Why, word by word.
    pub reasons: Vec<NameReason>,
}

/// One reason, with its share in the sum.
#[derive(Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NameReason {
    /// The reason in words; quotes names.
    pub words: String,
    /// The evidence in bits, for one person if positive, for two if negative.
    pub bits: f64,
}

impl fmt::Debug for NameReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NameReason({:+.1})", self.bits)
    }
}

impl NameMatch {
    /// Tells whether the names are likelier to be one person's than two persons'.
    #[must_use]
    pub fn is_likely(&self) -> bool {
        self.bits >= 0.0
    }

    /// Writes the sum and the reasons in lines.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{:+.1} bits, score {:.3}\n", self.bits, self.score);
        for it in &self.reasons {
            text.push_str("  ");
            text.push_str(&it.words);
            text.push('\n');
        }
        text
    }
}

/// Compares two names with the shipped weights.
///
/// Neither name is the first one: the other way round the bits are the same. The order of words does not
/// matter, except that a particle ("van", "bin") at an end is taken for a name, and that only neighbours are
/// read as one word. A text without a letter or digit is nobody's name and is like none.
#[must_use]
pub fn compare(one: &str, other: &str) -> NameMatch {
    compare_with(NameWeights::shipped(), one, other)
}

/// Compares two names with a table of the caller's.
#[must_use]
pub fn compare_with(weights: &NameWeights, one: &str, other: &str) -> NameMatch {
    let (one, other) = (Reading::of(one), Reading::of(other));
    let reasons = evidence::evidence(&one, &other).iter().map(|it| it.reason(weights)).collect::<Vec<_>>();
    let bits: f64 = reasons.iter().map(|it| it.bits).sum();
    NameMatch { bits, score: 1.0 / (1.0 + (-bits).exp2()), extent: one.extent.and(other.extent), reasons }
}

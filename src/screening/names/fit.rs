//! Fitting the weights to pairs of names of which is known whether they are one person's.
//!
//! A logistic regression by Newton's method, held near a table of plain expectations, so that evidence seldom
//! seen keeps what was expected of it. It is deterministic. What a fit was made on must not be what it is
//! judged on; [`judge`] fits to a part and judges on the rest, in turns.

use crate::screening::fit::solve;
use crate::screening::hashing::digest;
use crate::screening::names::compare_with;
use crate::screening::names::evidence::evidence;
use crate::screening::names::read::Reading;
use crate::screening::names::weights::{NameWeights, Term};

/// Newton's steps at the most.
const STEPS_MAX: usize = 50;
/// How strongly a term is held near what is expected: as so many pairs would.
const HOLD: f64 = 1.0;
/// How many parts a fit is judged on in turns.
const PARTS: u64 = 5;

/// Two names, and whether they are one person's.
#[derive(Clone)]
pub struct LabelledNames {
    /// One name.
    pub one: String,
    /// The other name.
    pub other: String,
    /// What is known of them.
    pub truth: Truth,
}

/// Whether two names are one person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is nothing between")]
pub enum Truth {
    /// They are two persons'.
    Different,
    /// They are one person's.
    Same,
}

impl std::fmt::Debug for LabelledNames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LabelledNames({:?})", self.truth)
    }
}

/// What is expected of each term before any pair is seen, in bits.
const fn expected(term: Term) -> f64 {
    match term {
        Term::Agreeing | Term::Base => 1.0,
        Term::FirstError | Term::Initial | Term::Lone | Term::MissingMore | Term::OtherError => -1.0,
        Term::KnownApart | Term::Missing => -2.0,
        Term::FurtherError | Term::SecondError => -3.0,
        Term::NoName => -4.0,
        Term::Generation => -8.0,
    }
}

/// The amounts of all terms in a pair, in the order of [`Term::ALL`].
type Amounts = [f64; Term::ALL.len()];

fn amounts(pair: &LabelledNames) -> Amounts {
    let mut amounts = [0.0; Term::ALL.len()];
    for it in evidence(&Reading::of(&pair.one), &Reading::of(&pair.other)) {
        for (term, amount) in it.terms {
            amounts[term as usize] += amount;
        }
    }
    amounts
}

/// Fits a table to labelled pairs.
#[must_use]
pub fn fit(pairs: &[LabelledNames], told: &str) -> NameWeights {
    let rows: Vec<(Amounts, Truth)> = pairs.iter().map(|it| (amounts(it), it.truth)).collect();
    let numbers = climb(&rows);
    let rounded = |it: f64| (it * 64.0).round() / 64.0;
    let bits = Term::ALL.iter().map(|it| (*it, rounded(it.bounded(numbers[*it as usize]))));
    NameWeights { fitted: told.to_owned(), bits: bits.collect() }
}

/// Judges a fit on what it was not made on: a table is fitted to all parts but one and weighs that one, in
/// turns. Pairs with the same second name lie in one part.
///
/// Returns the bits of each pair with its label.
#[must_use]
pub fn judge(pairs: &[LabelledNames]) -> Vec<(f64, Truth)> {
    let part = |it: &LabelledNames| digest(&it.other.to_lowercase()) % PARTS;
    let mut judged = Vec::with_capacity(pairs.len());
    for held in 0..PARTS {
        let (judged_on, fitted_to): (Vec<_>, Vec<_>) = pairs.iter().cloned().partition(|it| part(it) == held);
        let weights = fit(&fitted_to, "");
        let bits = |it: &LabelledNames| compare_with(&weights, &it.one, &it.other).bits;
        judged.extend(judged_on.iter().map(|it| (bits(it), it.truth)));
    }
    judged
}

/// Returns the weights that make the labels likeliest.
fn climb(rows: &[(Amounts, Truth)]) -> Vec<f64> {
    let unit = std::f64::consts::LN_2;
    let start: Vec<f64> = Term::ALL.iter().map(|it| expected(*it)).collect();
    let mut numbers = start.clone();
    for _ in 0..STEPS_MAX {
        let mut slope: Vec<f64> = numbers.iter().zip(&start).map(|(it, start)| HOLD * (it - start)).collect();
        let mut curve = vec![vec![0.0; numbers.len()]; numbers.len()];
        for (at, row) in curve.iter_mut().enumerate() {
            row[at] = HOLD;
        }
        for (amounts, truth) in rows {
            let bits: f64 = amounts.iter().zip(&numbers).map(|(amount, it)| amount * it).sum();
            let chance = 1.0 / (1.0 + (-bits).exp2());
            let wanted = if *truth == Truth::Same { 1.0 } else { 0.0 };
            for (at, amount) in amounts.iter().enumerate() {
                slope[at] += (chance - wanted) * amount * unit;
                for (to, other) in amounts.iter().enumerate() {
                    curve[at][to] += chance * (1.0 - chance) * amount * other * unit * unit;
                }
            }
        }
        let Some(step) = solve(curve, slope) else { break };
        for (it, step) in numbers.iter_mut().zip(&step) {
            *it -= step;
        }
        if step.iter().all(|it| it.abs() < 1e-9) {
            break;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(one: &str, other: &str, truth: Truth) -> LabelledNames {
        LabelledNames { one: one.to_owned(), other: other.to_owned(), truth }
    }

    #[test]
    fn a_table_learns_from_pairs_and_keeps_what_is_expected_of_what_it_never_saw() {
        let pairs: Vec<LabelledNames> = (0..40)
            .flat_map(|_| {
                [pair("Ann Ode", "Ann Ode", Truth::Same), pair("Ann Ode", "Ann Marie Ode", Truth::Different)]
            })
            .collect();
        let weights = fit(&pairs, "a test");
        assert!(weights.of(Term::Missing) < expected(Term::Missing), "{weights:?}");
        assert!((weights.of(Term::Generation) - expected(Term::Generation)).abs() < 1e-9, "{weights:?}");
        assert_eq!(weights, fit(&pairs, "a test"));
        assert_eq!(NameWeights::read(&weights.write()), Ok(weights));
    }

    #[test]
    fn a_table_never_takes_an_agreement_for_evidence_against() {
        let pairs: Vec<LabelledNames> = (0..40)
            .flat_map(|_| {
                [pair("Ann Ode", "Ann Ode", Truth::Different), pair("Ann Ode", "Eve Ray", Truth::Same)]
            })
            .collect();
        assert!(NameWeights::read(&fit(&pairs, "a test").write()).is_ok());
    }

    #[test]
    fn every_pair_is_judged_once() {
        let pairs: Vec<LabelledNames> =
            ["Ode", "Ray", "Lee", "Kay"].iter().map(|it| pair("Ann Ode", it, Truth::Different)).collect();
        assert_eq!(judge(&pairs).len(), pairs.len());
    }
}

//! What two names tell for one person and against, as amounts of the terms that are weighed.

use crate::screening::names::NameReason;
use crate::screening::names::align::{Alignment, Pair, Relation, align};
use crate::screening::names::read::Reading;
use crate::screening::names::weights::{NameWeights, Term};
use crate::screening::names::words;

/// How many agreeing names count.
const AGREEING_MAX: f64 = 2.0;
/// How many further missing words count.
const MISSING_MAX: f64 = 3.0;
/// How many errors of the other pairs count.
const OTHER_ERRORS_MAX: f64 = 4.0;
/// What agrees less than so much is no name that agrees.
const NO_NAME_MAX: f64 = 0.5;
/// A text without a word is nobody's name: whatever the other text is, this many errors.
const NOBODY: f64 = 4.0;
/// Words less apart are two spellings of one name.
const KNOWN_APART_MIN: f64 = 0.5;
/// Words further apart are not near each other anyway.
const KNOWN_APART_MAX: f64 = 2.0;
/// Words that tell so much make a lone name's other side longer.
const LONGER_MIN: f64 = 0.5;

/// One reason before it is weighed.
pub(super) struct Evidence {
    words: String,
    pub(super) terms: Vec<(Term, f64)>,
}

impl Evidence {
    fn new(words: impl Into<String>, terms: &[(Term, f64)]) -> Self {
        Self { words: words.into(), terms: terms.iter().copied().filter(|it| it.1 != 0.0).collect() }
    }

    pub(super) fn reason(&self, weights: &NameWeights) -> NameReason {
        let bits: f64 = self.terms.iter().map(|(term, amount)| weights.of(*term) * amount).sum();
        let bits = (bits * 64.0).round() / 64.0;
        NameReason { words: format!("{}, {bits:+.1}", self.words), bits }
    }
}

/// Gathers what two names tell.
pub(super) fn evidence(one: &Reading, other: &Reading) -> Vec<Evidence> {
    let mut found = vec![Evidence::new("two names to begin with", &[(Term::Base, 1.0)])];
    if one.words.is_empty() || other.words.is_empty() {
        found
            .push(Evidence::new("a text without a name", &[(Term::NoName, 1.0), (Term::OtherError, NOBODY)]));
        return found;
    }
    let alignment = align(one, other);
    let agreeing = pairs(&alignment, &mut found);
    if agreeing < NO_NAME_MAX {
        found.push(Evidence::new("no name agrees in full", &[(Term::NoName, 1.0)]));
    }
    let missing = missing(&alignment, &mut found);
    if missing > LONGER_MIN && (one.is_lone() || other.is_lone()) {
        let lone = [one, other].into_iter().filter(|it| it.is_lone());
        let common = lone.flat_map(|it| &it.words).all(|it| it.weight() < 1.0);
        let amount = if common { 2.0 } else { 1.0 };
        found.push(Evidence::new("one side is a single name", &[(Term::Lone, amount)]));
    }
    match (one.generation, other.generation) {
        (Some(one), Some(other)) if one != other => {
            found.push(Evidence::new("they are of different generations", &[(Term::Generation, 1.0)]));
        }
        // The elder is seldom called the elder.
        (Some(2..), None) | (None, Some(2..)) => {
            found.push(Evidence::new("one side tells the generation", &[(Term::Generation, 0.25)]));
        }
        _ => {}
    }
    found
}

/// Adds the pairs of words, and returns how much agrees.
fn pairs(alignment: &Alignment, found: &mut Vec<Evidence>) -> f64 {
    let counts = |it: &Pair| it.weight > 0.0 && it.relation != Relation::Initial;
    let errors = |it: &Pair| if counts(it) { it.apart } else { 0.0 };
    let furthest = (0..alignment.pairs.len())
        .max_by(|one, other| errors(&alignment.pairs[*one]).total_cmp(&errors(&alignment.pairs[*other])));
    let (mut agreeing, mut others) = (0.0_f64, 0.0_f64);
    for (at, it) in alignment.pairs.iter().enumerate() {
        let mut terms = Vec::new();
        if it.relation == Relation::Initial {
            terms.push((Term::Initial, 1.0));
        } else if it.relation != Relation::Different {
            let more = it.weight * (1.0 - it.share);
            terms.push((Term::Agreeing, more.min((AGREEING_MAX - agreeing).max(0.0))));
            agreeing += more;
        }
        if are_known_apart(it) {
            terms.push((Term::KnownApart, 1.0));
        }
        let errors = errors(it);
        if furthest == Some(at) {
            terms.push((Term::FirstError, errors.min(1.0)));
            terms.push((Term::SecondError, (errors - 1.0).clamp(0.0, 1.0)));
            terms.push((Term::FurtherError, (errors - 2.0).max(0.0)));
        } else {
            let more = errors.min((OTHER_ERRORS_MAX - others).max(0.0));
            others += more;
            terms.push((Term::OtherError, more));
        }
        found.push(Evidence::new(told(it), &terms));
    }
    agreeing
}

/// Adds the words that nothing stands for, and returns how much they tell.
fn missing(alignment: &Alignment, found: &mut Vec<Evidence>) -> f64 {
    let mut sum = 0.0_f64;
    for (word, weight) in &alignment.missing {
        let first = weight.min((1.0 - sum).max(0.0));
        let further = (weight - first).min((1.0 + MISSING_MAX - sum - first).max(0.0));
        sum += weight;
        let words = format!("nothing stands for {}", shown(word));
        found.push(Evidence::new(words, &[(Term::Missing, first), (Term::MissingMore, further)]));
    }
    sum
}

/// Tells whether two words that are near each other are known as two given names, as Jane and John are.
fn are_known_apart(pair: &Pair) -> bool {
    pair.relation == Relation::Near
        && (KNOWN_APART_MIN..=KNOWN_APART_MAX).contains(&pair.apart)
        && words::is_given(&pair.one)
        && words::is_given(&pair.other)
        && !words::are_forms(&pair.one, &pair.other)
}

/// Tells a pair in words.
fn told(pair: &Pair) -> String {
    let (one, other) = (shown(&pair.one), shown(&pair.other));
    match pair.relation {
        Relation::Same => format!("{one} is the same"),
        Relation::Joined => format!("{one} is the same, in one word and in several"),
        Relation::Form => format!("{one} is another form of {other}"),
        _ if are_known_apart(pair) => {
            format!("{one} is like {other}, but another name")
        }
        Relation::Near if pair.apart < 0.5 => format!("{one} is next to the same as {other}"),
        Relation::Near if pair.apart <= 1.0 => format!("{one} is nearly {other}"),
        Relation::Near if pair.apart <= 2.0 => format!("{one} is like {other}"),
        Relation::Near => format!("{one} is a little like {other}"),
        Relation::Initial => format!("{one} has the initial of {other}"),
        Relation::Different => format!("{one} is not {other}"),
    }
}

/// Writes a folded name with a capital.
fn shown(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}

//! Which word of one name stands for which of the other, wherever they stand.
//!
//! The likest words are paired first, neighbours that are written as one among them; then whatever is left of
//! both names, as different. No order of the words is better than another, and neither name is the first one.

use std::cmp::Ordering;

use rapidfuzz::distance::osa;

use crate::screening::fold::WORD_BYTES_MAX;
use crate::screening::names::read::{Capitals, Reading, Role, Script, Word};
use crate::screening::names::{spelling, words};

/// The most neighbours that are read as one word.
const JOIN_MAX: usize = 4;
/// What it counts to write two words as one.
const JOINED: f64 = 0.1;
/// The most of a word that may differ where neighbours are read as one.
const JOINED_SHARE_MAX: f64 = 0.25;
/// And the most errors: a long word must not take two short ones that it has little in common with.
const JOINED_APART_MAX: f64 = 2.0;
/// What another form of a name counts.
const FORM: f64 = 0.4;
/// What another character with the same sound counts.
const HOMOPHONE: f64 = 2.0;
/// The most that a pair of words can be apart: two different names.
pub(super) const APART_MAX: f64 = 4.0;
/// Words of which more than this share differs are two names.
const NEAR_MAX: f64 = 0.5;
/// How much a word tells that stands twice in one name.
const TELLS_TWICE: f64 = 0.1;

/// How the two words of a pair are related, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Same,
    /// The same, in two words and in one.
    Joined,
    /// A nickname, a usual variant, the form of another language.
    Form,
    Near,
    Initial,
    Different,
}

/// Two words that stand for each other, or that stand against each other because nothing else is left.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) relation: Relation,
    pub(super) one: String,
    pub(super) other: String,
    /// In errors of writing, as `spelling` counts them.
    pub(super) apart: f64,
    /// As a share of the longer word.
    pub(super) share: f64,
    /// How much the words tell.
    pub(super) weight: f64,
}

/// What two names have in common and what not, in an order that depends on neither side.
pub(super) struct Alignment {
    pub(super) pairs: Vec<Pair>,
    /// Words of either name that nothing in the other stands for, with how much they tell.
    pub(super) missing: Vec<(String, f64)>,
}

/// Neighbouring words of a name, read as one.
struct Span {
    first: usize,
    len: usize,
    word: Word,
}

impl Span {
    fn all(reading: &Reading) -> Vec<Self> {
        let words = &reading.words;
        let from = |first: usize| {
            (1..=JOIN_MAX.min(words.len() - first)).map(move |len| {
                let parts = &words[first..first + len];
                let word = if len == 1 { parts[0].clone() } else { Word::joined(parts) };
                Self { first, len, word }
            })
        };
        (0..words.len()).flat_map(from).filter(|it| it.word.text.len() <= WORD_BYTES_MAX).collect()
    }

    /// Tells whether it spells initials that were written together.
    fn has_initials(&self, reading: &Reading, initials: &Word) -> bool {
        let parts = &reading.words[self.first..self.first + self.len];
        initials.capitals == Capitals::Yes
            && initials.text.len() == self.len
            && initials
                .text
                .chars()
                .zip(parts)
                .all(|(it, part)| part.text.starts_with(it) && part.text.len() > 1)
    }
}

/// A pair that could be made.
struct Possible<'a> {
    spans: [&'a Span; 2],
    relation: Relation,
    apart: f64,
    share: f64,
}

impl Possible<'_> {
    /// The texts, the lesser first: whoever is compared with whom, ties are broken alike.
    fn texts(&self) -> [&str; 2] {
        let mut texts = self.spans.map(|it| it.word.text.as_str());
        texts.sort_unstable();
        texts
    }

    fn count(&self) -> usize {
        self.spans.iter().map(|it| it.len).sum()
    }

    fn order(&self, other: &Self) -> Ordering {
        let likest = self.share.total_cmp(&other.share).then(self.count().cmp(&other.count()));
        let longest = || other.texts()[0].len().cmp(&self.texts()[0].len());
        likest.then_with(longest).then_with(|| self.texts().cmp(&other.texts()))
    }
}

/// Finds what stands for what.
pub(super) fn align(one: &Reading, other: &Reading) -> Alignment {
    let (left, right) = (Span::all(one), Span::all(other));
    let mut possible: Vec<Possible<'_>> = Vec::new();
    for left in &left {
        possible.extend(right.iter().filter_map(|right| pair(left, right, one, other)));
    }
    possible.sort_by(Possible::order);
    let mut taken = [vec![false; one.words.len()], vec![false; other.words.len()]];
    let mut pairs = Vec::new();
    for it in possible {
        let range = |side: usize| it.spans[side].first..it.spans[side].first + it.spans[side].len;
        if taken[0][range(0)].contains(&true) || taken[1][range(1)].contains(&true) {
            continue;
        }
        taken[0][range(0)].fill(true);
        taken[1][range(1)].fill(true);
        let [one, other] = it.spans.map(|it| it.word.text.clone());
        let weight = it.spans[0].word.weight().min(it.spans[1].word.weight());
        pairs.push(Pair { relation: it.relation, one, other, apart: it.apart, share: it.share, weight });
    }
    let mut missing = [left_over(one, &taken[0]), left_over(other, &taken[1])].concat();
    missing.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    Alignment { pairs, missing }
}

fn left_over(reading: &Reading, taken: &[bool]) -> Vec<(String, f64)> {
    let words = || reading.words.iter().zip(taken);
    let again = |text: &str| words().any(|(it, taken)| *taken && it.text == text);
    words()
        .filter(|(_, taken)| !**taken)
        .map(|(it, _)| {
            (it.text.clone(), if again(&it.text) { it.weight().min(TELLS_TWICE) } else { it.weight() })
        })
        .filter(|it| it.1 > 0.0)
        .collect()
}

/// Makes the pair of two spans, if it can be one.
fn pair<'a>(left: &'a Span, right: &'a Span, one: &Reading, other: &Reading) -> Option<Possible<'a>> {
    let spans = [left, right];
    if left.has_initials(one, &right.word) || right.has_initials(other, &left.word) {
        return Some(Possible { spans, relation: Relation::Initial, apart: 0.0, share: 0.0 });
    }
    let (shorter, longer) = {
        let lens = spans.map(|it| it.word.text.len());
        (lens[0].min(lens[1]), lens[0].max(lens[1]))
    };
    if left.len + right.len > 2 {
        // Two joined spans are tried only where the same letters are parted at different places.
        let parted = left.len > 1 && right.len > 1 && left.word.text != right.word.text;
        if parted || shorter * 2 < longer {
            return None;
        }
    }
    let (mut relation, mut apart, mut share) = related(&left.word, &right.word);
    if left.len + right.len > 2 {
        if share > JOINED_SHARE_MAX || apart > JOINED_APART_MAX || relation == Relation::Initial {
            return None;
        }
        if relation == Relation::Same {
            relation = Relation::Joined;
        }
        apart += JOINED;
        share += JOINED / count(longer.max(1));
    }
    let stands = |it: &Span| matches!(it.word.role, Role::Initial | Role::Name | Role::Prefix);
    (relation != Relation::Different || (stands(left) && stands(right))).then_some(Possible {
        spans,
        relation,
        apart,
        share,
    })
}

/// Returns how two words are related, how far they are apart, and which share of them differs.
fn related(one: &Word, other: &Word) -> (Relation, f64, f64) {
    let different = (Relation::Different, APART_MAX, 1.0);
    if (one.role == Role::Initial) != (other.role == Role::Initial) {
        let begins = one.text.starts_with(&other.text) || other.text.starts_with(&one.text);
        return if begins { (Relation::Initial, 0.0, 0.1) } else { different };
    }
    let (apart, length) = if one.script == other.script && one.script != Script::Alphabet {
        own_letters(one, other)
    } else if one.text == other.text {
        (0.0, 1)
    } else if one.role == Role::Initial {
        return different;
    } else {
        let way = one.script.way(other.script);
        (spelling::distance(&one.text, &other.text, way), one.text.len().max(other.text.len()))
    };
    let share = apart / count(length.max(1));
    if apart == 0.0 {
        (Relation::Same, 0.0, 0.0)
    } else if apart > FORM && words::are_forms(&one.text, &other.text) {
        (Relation::Form, FORM, FORM / APART_MAX)
    } else if share > NEAR_MAX {
        (Relation::Different, apart.min(APART_MAX), share.min(1.0))
    } else {
        (Relation::Near, apart.min(APART_MAX), share)
    }
}

/// Compares words of one script that is no alphabet by their own letters: the folding loses too much.
fn own_letters(one: &Word, other: &Word) -> (f64, usize) {
    let apart = count(osa::distance(one.own.iter().copied(), other.own.iter().copied()));
    let length = one.own.len().max(other.own.len());
    match one.script {
        // Letters that the folding takes for one sound differ least.
        Script::Consonants(_) if one.text == other.text => (0.0, length),
        // A character is a syllable with a meaning: another one makes another name.
        Script::Han | Script::Hangul if one.text == other.text => (apart.min(1.0) * HOMOPHONE, length * 4),
        Script::Han | Script::Hangul => (apart * APART_MAX, length * 4),
        _ => (apart, length),
    }
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

//! A query made ready: its words expanded over the vocabulary, its names in every order they may have.

use crate::screening::birth::Birth;
use crate::screening::fold::{self, Extent, Word, fold_name};
use crate::screening::locality::{self, Postcode};
use crate::screening::profile::{Query, Sex};
use crate::screening::reason::Level;
use crate::screening::record::FoldedName;
use crate::screening::vocabulary::{DEGREES, Neighbour, Role, Vocabulary};
use crate::screening::weights::{REORDERED_BITS, SWAPPED_BITS};

/// The most readings of a query's names that are weighed.
const READINGS_MAX: usize = 40;
/// The most words of a free name each of which is tried as the family name.
const REORDERED_WORDS_MAX: usize = 6;

/// A word searched for, with its neighbours in the vocabulary.
pub(crate) struct Term {
    pub(crate) text: String,
    pub(crate) near: Vec<Neighbour>,
    family_seen: [usize; DEGREES.len()],
    given_seen: [usize; DEGREES.len()],
}

impl Term {
    fn new(text: String, vocabulary: &Vocabulary) -> (Self, Extent) {
        let (near, extent) = vocabulary.neighbours(&text);
        let mut term = Self { text, near, family_seen: Default::default(), given_seen: Default::default() };
        for it in &term.near {
            term.family_seen[it.degree] += vocabulary.list(it.token, Role::Family).len();
            term.given_seen[it.degree] += vocabulary.list(it.token, Role::Given).len();
        }
        (term, extent)
    }

    /// Returns how many entries bear a word in this degree from the term.
    pub(crate) fn seen(&self, degree: usize, role: Role) -> usize {
        match role {
            Role::Family => self.family_seen[degree],
            Role::Given => self.given_seen[degree],
        }
    }

    /// Compares the term with a word of the vocabulary; the degree where they are neighbours.
    pub(crate) fn compare(&self, token: u32, vocabulary: &Vocabulary) -> (Level, Option<usize>) {
        if let Ok(at) = self.near.binary_search_by_key(&token, |it| it.token) {
            return (DEGREES[self.near[at].degree], Some(self.near[at].degree));
        }
        let other = vocabulary.text(token);
        let initial = self.text.len().min(other.len()) == 1 && self.text.as_bytes()[0] == other.as_bytes()[0];
        (if initial { Level::Initial } else { Level::Mismatch }, None)
    }
}

/// One way to read a name searched for; the numbers are those of terms.
#[derive(Clone, PartialEq)]
pub(crate) struct Reading {
    pub(crate) family: Option<usize>,
    pub(crate) family_parts: Vec<usize>,
    pub(crate) given: Vec<usize>,
    /// What this reading costs in bits, 0 for the one that is most at hand.
    pub(crate) order_bits: f64,
}

/// A query made ready.
pub(crate) struct Probe {
    pub(crate) terms: Vec<Term>,
    pub(crate) readings: Vec<Reading>,
    pub(crate) birth: Option<Birth>,
    pub(crate) postcode: Option<Postcode>,
    pub(crate) place: Option<Box<str>>,
    pub(crate) address: Option<Box<str>>,
    pub(crate) sex: Option<Sex>,
    pub(crate) extent: Extent,
}

impl Probe {
    pub(crate) fn new(query: &Query, vocabulary: &Vocabulary) -> Self {
        let mut probe = Self {
            terms: Vec::new(),
            readings: Vec::new(),
            birth: query.born.as_ref().and_then(|it| Birth::read(it)),
            postcode: query.postcode.as_ref().and_then(|it| Postcode::read(it)),
            place: query.place.as_ref().and_then(|it| locality::words(it)),
            address: query.address.as_ref().and_then(|it| locality::words(it)),
            sex: query.sex,
            extent: Extent::Whole,
        };
        let mut words = |text: Option<&str>| {
            let folded = fold_name(text.unwrap_or(""));
            probe.extent = probe.extent.and(folded.extent);
            folded.words
        };
        let name = words(query.name.as_deref());
        let (mut given, family) = (words(query.given.as_deref()), words(query.family.as_deref()));
        let aliases: Vec<_> = query.aliases.iter().map(|it| words(Some(it))).collect();
        if given.iter().all(|it| fold::is_title(&it.whole)) && !name.is_empty() {
            given.clear();
        }
        if given.is_empty() && family.is_empty() {
            probe.read_free(&name, vocabulary);
        } else {
            probe.read_stated(given, family, &name, vocabulary);
        }
        for alias in aliases {
            probe.read_free(&alias, vocabulary);
        }
        probe
    }

    /// Reads a name whose parts are stated; what else the free name holds is middle names.
    fn read_stated(
        &mut self,
        mut given: Vec<Word>,
        mut family: Vec<Word>,
        name: &[Word],
        vocabulary: &Vocabulary,
    ) {
        let mut others: Vec<Word> =
            name.iter().filter(|it| !given.contains(it) && !family.contains(it)).cloned().collect();
        if family.is_empty() {
            family.extend(others.pop());
        }
        if given.is_empty() && !others.is_empty() {
            given.push(others.remove(0));
        }
        let swapped = FoldedName::of(&given[..given.len().min(1)], &family);
        given.extend(others);
        self.add(&FoldedName::of(&family, &given), 0.0, vocabulary);
        self.add(&swapped, SWAPPED_BITS, vocabulary);
    }

    /// Reads a name in one piece, each of its words as the family name in turn.
    fn read_free(&mut self, words: &[Word], vocabulary: &Vocabulary) {
        let Some(last) = words.len().checked_sub(1) else { return };
        self.add(&with_family(words, last), 0.0, vocabulary);
        if last == 0 {
            self.add(&FoldedName::of(&[], words), 0.0, vocabulary);
        }
        for at in (0..last).filter(|it| *it == 0 || words.len() <= REORDERED_WORDS_MAX) {
            self.add(&with_family(words, at), REORDERED_BITS, vocabulary);
        }
    }

    fn add(&mut self, parts: &FoldedName, order_bits: f64, vocabulary: &Vocabulary) {
        if self.readings.len() >= READINGS_MAX {
            self.extent = Extent::Cut;
            return;
        }
        let mut term = |text: &String| {
            self.terms.iter().position(|it| it.text == *text).unwrap_or_else(|| {
                let (term, extent) = Term::new(text.clone(), vocabulary);
                self.extent = self.extent.and(extent);
                self.terms.push(term);
                self.terms.len() - 1
            })
        };
        let reading = Reading {
            family: parts.family.as_ref().map(&mut term),
            family_parts: parts.family_parts.iter().map(&mut term).collect(),
            given: parts.given.iter().map(&mut term).collect(),
            order_bits,
        };
        self.readings.push(reading);
    }
}

fn with_family(words: &[Word], at: usize) -> FoldedName {
    let given: Vec<Word> = words[..at].iter().chain(&words[at + 1..]).cloned().collect();
    FoldedName::of(&words[at..=at], &given)
}

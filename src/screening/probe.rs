//! A query made ready: its words expanded over the vocabulary, its names in every order they may have.

use crate::screening::birth::Birth;
use crate::screening::fold::{self, Extent, Word, fold_name};
use crate::screening::gazetteer::Gazetteer;
use crate::screening::locality::{self, Address, Postcode};
use crate::screening::profile::{Query, Sex};
use crate::screening::reason::Level;
use crate::screening::record::FoldedName;
use crate::screening::vocabulary::{DEGREES, Neighbour, Role, Vocabulary};
use crate::screening::weights::Weights;

/// The most readings of a query's names that are weighed.
const READINGS_MAX: usize = 40;
/// The most words of a free name each of which is tried as the family name.
const REORDERED_WORDS_MAX: usize = 6;

/// What a query is read with.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) streets: &'a Gazetteer,
    pub(crate) entries: usize,
}

/// The mark of a word that has the term's initial, after those of [`DEGREES`].
const INITIAL: usize = DEGREES.len() + 1;

/// For each word of the vocabulary that is near to a term its degree plus one, or [`INITIAL`].
enum Marks {
    /// By the words' numbers: for an initial, which many words have.
    All(Vec<u8>),
    /// In a table by the words' numbers, the mark in the last bits; its length is a power of two.
    Few(Vec<u32>),
}

impl Marks {
    const BITS: u32 = 4;
    const FREE: u32 = u32::MAX;

    fn new(text: &str, near: &[Neighbour], vocabulary: &Vocabulary) -> Self {
        let marks = near.iter().map(|it| (it.token, it.degree + 1));
        let initials = vocabulary.initials(text).map(|it| (it, INITIAL));
        if text.len() == 1 {
            let mut all = vec![0; vocabulary.len()];
            for (token, mark) in initials.chain(marks) {
                all[token as usize] = u8::try_from(mark).unwrap_or(0);
            }
            return Self::All(all);
        }
        let mut table = vec![Self::FREE; (2 * near.len() + 2).next_power_of_two()];
        // The nearest first: it stands before an initial that is near, too.
        for (token, mark) in marks.chain(initials) {
            let mut at = Self::place(token, table.len());
            while table[at] != Self::FREE && table[at] >> Self::BITS != token {
                at = (at + 1) & (table.len() - 1);
            }
            if table[at] == Self::FREE {
                table[at] = token << Self::BITS | u32::try_from(mark).unwrap_or(0);
            }
        }
        Self::Few(table)
    }

    fn place(token: u32, length: usize) -> usize {
        (token.wrapping_mul(0x9e37_79b1) >> 12) as usize & (length - 1)
    }

    fn of(&self, token: u32) -> usize {
        match self {
            Self::All(all) => usize::from(all.get(token as usize).copied().unwrap_or(0)),
            Self::Few(table) => {
                let mut at = Self::place(token, table.len());
                loop {
                    match table[at] {
                        Self::FREE => return 0,
                        it if it >> Self::BITS == token => return (it & 0xf) as usize,
                        _ => at = (at + 1) & (table.len() - 1),
                    }
                }
            }
        }
    }
}

/// A word searched for, with its neighbours in the vocabulary.
pub(crate) struct Term {
    pub(crate) text: String,
    pub(crate) near: Vec<Neighbour>,
    marks: Marks,
    family_rarity: [f64; DEGREES.len()],
    given_rarity: [f64; DEGREES.len()],
}

impl Term {
    fn new(text: String, ground: Ground<'_>) -> (Self, Extent) {
        let Ground { vocabulary, entries, .. } = ground;
        let (near, extent) = vocabulary.neighbours(&text);
        let (mut family, mut given) = ([0; DEGREES.len()], [0; DEGREES.len()]);
        for it in &near {
            family[it.degree] += vocabulary.count(it.token, Role::Family);
            given[it.degree] += vocabulary.count(it.token, Role::Given);
        }
        let marks = Marks::new(&text, &near, vocabulary);
        let [family_rarity, given_rarity] =
            [family, given].map(|seen| Weights::rarity_of_word(&seen, entries));
        (Self { text, near, marks, family_rarity, given_rarity }, extent)
    }

    /// Tells whether it is one letter.
    pub(crate) fn is_initial(&self) -> bool {
        self.text.len() == 1
    }

    /// Returns how rarely the term is told of anybody, beside one who bears a word in this degree from it.
    pub(crate) fn rarity(&self, degree: usize, role: Role) -> f64 {
        match role {
            Role::Family => self.family_rarity[degree],
            Role::Given => self.given_rarity[degree],
        }
    }

    /// Returns the mark of a word: 0, its degree plus one, or one more for the initial alone.
    pub(crate) fn mark(&self, token: u32) -> usize {
        self.marks.of(token)
    }

    /// Compares the term with a word of the vocabulary; the degree where they are neighbours.
    pub(crate) fn compare(&self, token: u32) -> (Level, Option<usize>) {
        match self.mark(token) {
            0 => (Level::Mismatch, None),
            INITIAL => (Level::Initial, None),
            it => (DEGREES[it - 1], Some(it - 1)),
        }
    }
}

/// The level of each mark.
pub(crate) const MARKS: [Level; 8] =
    [Level::Mismatch, DEGREES[0], DEGREES[1], DEGREES[2], DEGREES[3], DEGREES[4], DEGREES[5], Level::Initial];

/// One way to read a name searched for; the numbers are those of terms.
#[derive(Clone, PartialEq)]
pub(crate) struct Reading {
    pub(crate) family: Option<usize>,
    pub(crate) family_parts: Vec<usize>,
    pub(crate) given: Vec<usize>,
    /// In what order it takes the names, none for the one that is most at hand.
    pub(crate) order: Option<Level>,
}

/// A query made ready.
pub(crate) struct Probe {
    pub(crate) terms: Vec<Term>,
    pub(crate) readings: Vec<Reading>,
    pub(crate) birth: Option<Birth>,
    pub(crate) postcode: Option<Postcode>,
    pub(crate) place: Option<Box<str>>,
    pub(crate) address: Option<Address>,
    /// The words of the address that no entry's address has.
    pub(crate) new_streets: Vec<String>,
    pub(crate) sex: Option<Sex>,
    pub(crate) extent: Extent,
}

impl Probe {
    pub(crate) fn new(query: &Query, ground: Ground<'_>) -> Self {
        let mut new_streets: Vec<String> = Vec::new();
        let address = query.address.as_ref().and_then(|it| {
            Address::read(it, |word| {
                ground.streets.number(word).unwrap_or_else(|| {
                    new_streets.push(word.to_owned());
                    new_street(new_streets.len() - 1)
                })
            })
        });
        let mut probe = Self {
            terms: Vec::new(),
            readings: Vec::new(),
            birth: query.born.as_ref().and_then(|it| Birth::read(it)),
            postcode: query.postcode.as_ref().and_then(|it| Postcode::read(it)),
            place: query.place.as_ref().and_then(|it| locality::words(it)),
            address,
            new_streets,
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
            probe.read_free(&name, ground);
        } else {
            probe.read_stated(given, family, &name, ground);
        }
        for alias in aliases {
            probe.read_free(&alias, ground);
        }
        probe
    }

    /// Reads a name whose parts are stated; what else the free name holds is middle names.
    fn read_stated(
        &mut self,
        mut given: Vec<Word>,
        mut family: Vec<Word>,
        name: &[Word],
        ground: Ground<'_>,
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
        self.add(&FoldedName::of(&family, &given), None, ground);
        // One word alone, told as one part of the name, may be the other part.
        let order = match (swapped.family.is_some(), swapped.given.is_empty()) {
            (true, false) => Level::Swapped,
            (true, true) => Level::AloneAsFamily,
            (false, _) => Level::AloneAsGiven,
        };
        self.add(&swapped, Some(order), ground);
    }

    /// Reads a name in one piece, each of its words as the family name in turn.
    fn read_free(&mut self, words: &[Word], ground: Ground<'_>) {
        let Some(last) = words.len().checked_sub(1) else { return };
        self.add(&with_family(words, last), None, ground);
        if last == 0 {
            self.add(&FoldedName::of(&[], words), None, ground);
        }
        for at in (0..last).filter(|it| *it == 0 || words.len() <= REORDERED_WORDS_MAX) {
            self.add(&with_family(words, at), Some(Level::Elsewhere), ground);
        }
    }

    fn add(&mut self, parts: &FoldedName, order: Option<Level>, ground: Ground<'_>) {
        if self.readings.len() >= READINGS_MAX {
            self.extent = Extent::Cut;
            return;
        }
        let mut term = |text: &String| {
            self.terms.iter().position(|it| it.text == *text).unwrap_or_else(|| {
                let (term, extent) = Term::new(text.clone(), ground);
                self.extent = self.extent.and(extent);
                self.terms.push(term);
                self.terms.len() - 1
            })
        };
        let reading = Reading {
            family: parts.family.as_ref().map(&mut term),
            family_parts: parts.family_parts.iter().map(&mut term).collect(),
            given: parts.given.iter().map(&mut term).collect(),
            order,
        };
        self.readings.push(reading);
    }
}

/// Numbers the words of streets that no entry has from above.
fn new_street(number: usize) -> u32 {
    u32::MAX - 1 - u32::try_from(number).unwrap_or(0)
}

impl Probe {
    /// Tells whether a word of the query's street is one letter from one of an entry's.
    pub(crate) fn is_alike(&self, own: u32, other: u32, streets: &Gazetteer) -> bool {
        let new = (0..self.new_streets.len()).find(|it| new_street(*it) == own);
        let text = new.map_or_else(|| streets.text(own), |it| &self.new_streets[it]);
        locality::is_one_off(text, streets.text(other))
    }
}

fn with_family(words: &[Word], at: usize) -> FoldedName {
    let given: Vec<Word> = words[..at].iter().chain(&words[at + 1..]).cloned().collect();
    FoldedName::of(&words[at..=at], &given)
}

//! The words of the register's names: each once, with the entries that bear it, and its neighbours.
//!
//! A search expands its words here, over some ten thousand words, instead of over all entries. A word
//! that no entry bears any more is forgotten: what is erased is not kept in memory.

use std::collections::HashMap;

use rapidfuzz::distance::osa;
use zeroize::Zeroize;

use crate::error::Result;
use crate::screening::fold::Extent;
use crate::screening::guarded::Guarded;
use crate::screening::hashing::{Seedless, digest};
use crate::screening::packed::{Packer, Unpacker};
use crate::screening::postings::{Key, Postings, enter, strike};
use crate::screening::reason::Level;
use crate::screening::shape::Shape;
use crate::screening::{nickname, phonetic};

/// The most neighbours of one word that are followed, of each degree.
const NEIGHBOURS_MAX: usize = 500;
/// The shortest word that may have one letter wrong.
const LETTER_CHARS_MIN: usize = 3;
/// The shortest word that may have two letters wrong.
const CLOSE_CHARS_MIN: usize = 5;
/// The shortest beginning that stands for a name, and what the words are listed by at both ends.
const PREFIX_CHARS_MIN: usize = 3;

/// The degrees in which words are neighbours, nearest first.
pub(crate) const DEGREES: [Level; 6] =
    [Level::Exact, Level::Equivalent, Level::Letter, Level::Sounds, Level::Close, Level::Prefix];

/// Which part of a name a word stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Role {
    Family,
    Given,
}

/// A word of the vocabulary near to a word searched for; `degree` counts in [`DEGREES`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Neighbour {
    pub(crate) token: u32,
    pub(crate) degree: usize,
}

#[derive(Default)]
struct Token {
    text: Box<str>,
    family: Vec<u32>,
    given: Vec<u32>,
}

/// Words that have their first or last letters in common.
#[derive(Default)]
struct Shelf(Vec<(u32, Shape)>);

impl Shelf {
    fn enter(&mut self, token: u32, shape: Shape) {
        self.0.push((token, shape));
    }

    fn strike(&mut self, token: u32) {
        self.0.retain(|it| it.0 != token);
    }

    /// Returns the words whose shape will do.
    fn all(&self, will_do: impl Fn(Shape) -> bool) -> impl Iterator<Item = u32> {
        self.0.iter().filter(move |it| will_do(it.1)).map(|it| it.0)
    }
}

#[derive(Default)]
pub(crate) struct Vocabulary {
    ids: HashMap<Box<str>, u32, Seedless>,
    // By the first letters, for the search by beginnings.
    by_head: HashMap<[u8; PREFIX_CHARS_MIN], Shelf, Seedless>,
    tokens: Vec<Token>,
    // The first letter of each; 0 for one that is forgotten.
    firsts: Vec<u8>,
    free: Vec<u32>,
    by_tail: HashMap<[u8; PREFIX_CHARS_MIN], Shelf, Seedless>,
    // By what is left of a word without one of its letters: two words one letter apart share such a rest.
    by_rest: Postings,
    by_sound: HashMap<String, Vec<u32>, Seedless>,
    guarded: Guarded<(u32, Role)>,
}

impl Vocabulary {
    /// Enters an entry under a word and returns the word's number.
    pub(crate) fn enter(&mut self, text: &str, role: Role, slot: u32) -> u32 {
        let token = self.ids.get(text).copied().unwrap_or_else(|| self.intern(text));
        enter(self.list_mut(token, role), slot);
        token
    }

    /// Strikes an entry from a word, and the word if nobody else bears it.
    pub(crate) fn strike(&mut self, token: u32, role: Role, slot: u32) {
        strike(self.list_mut(token, role), slot);
        let it = &self.tokens[token as usize];
        if it.family.is_empty() && it.given.is_empty() && !it.text.is_empty() {
            self.forget(token);
        }
    }

    /// Returns a word.
    pub(crate) fn text(&self, token: u32) -> &str {
        &self.tokens[token as usize].text
    }

    /// Returns the entries that bear a word.
    pub(crate) fn list(&self, token: u32, role: Role) -> &[u32] {
        let token = &self.tokens[token as usize];
        match role {
            Role::Family => &token.family,
            Role::Given => &token.given,
        }
    }

    /// Returns how many entries bear a word that are counted.
    pub(crate) fn count(&self, token: u32, role: Role) -> usize {
        self.list(token, role).len() - self.guarded.count((token, role))
    }

    /// Returns the words' entries that are not counted.
    pub(crate) fn guarded(&mut self) -> &mut Guarded<(u32, Role)> {
        &mut self.guarded
    }

    /// Returns the neighbours of a folded word, each with its nearest degree, in the order of tokens.
    pub(crate) fn neighbours(&self, word: &str) -> (Vec<Neighbour>, Extent) {
        let mut found: Vec<Neighbour> = Vec::new();
        let mut add = |token: u32, degree| found.push(Neighbour { token, degree });
        if let Some(token) = self.ids.get(word) {
            add(*token, 0);
        }
        for form in nickname::forms(word) {
            if let Some(token) = self.ids.get(form) {
                add(*token, 1);
            }
        }
        for token in phonetic::keys(word).iter().filter_map(|it| self.by_sound.get(it)).flatten() {
            add(*token, 3);
        }
        self.misspelt(word, &mut add);
        self.beginnings(word, &mut add);
        found.sort_unstable();
        found.dedup_by_key(|it| it.token);
        bounded(found)
    }

    /// Finds the words with one letter wrong, and with two where the first or last letters are right.
    fn misspelt(&self, word: &str, add: &mut impl FnMut(u32, usize)) {
        let length = word.len();
        if length < LETTER_CHARS_MIN {
            return;
        }
        let wrong_max = if length < CLOSE_CHARS_MIN { 1 } else { 2 };
        let mut near: Vec<u32> = Vec::new();
        rests(word, |it| near.extend(self.by_rest.list(it)));
        let ends = [
            head_of(word).and_then(|it| self.by_head.get(&it)),
            tail_of(word).and_then(|it| self.by_tail.get(&it)),
        ];
        let shape = Shape::of(word);
        for shelf in ends.into_iter().flatten().filter(|_| wrong_max > 1) {
            near.extend(shelf.all(|it| it.length() >= CLOSE_CHARS_MIN && it.may_be_close(shape)));
        }
        near.sort_unstable();
        near.dedup();
        let comparator = osa::BatchComparator::new(word.bytes());
        for token in near {
            let other = self.text(token);
            if other.len() < LETTER_CHARS_MIN {
                continue;
            }
            let wrong_max = if other.len() < CLOSE_CHARS_MIN { 1 } else { wrong_max };
            let arguments = osa::Args::default().score_cutoff(wrong_max);
            match comparator.distance_with_args(other.bytes(), &arguments) {
                Some(1) => add(token, 2),
                Some(2) => add(token, 4),
                _ => {}
            }
        }
    }

    /// Finds the words that begin with this one, and those that this one begins with.
    fn beginnings(&self, word: &str, add: &mut impl FnMut(u32, usize)) {
        if word.len() < PREFIX_CHARS_MIN {
            return;
        }
        let head = head_of(word).and_then(|it| self.by_head.get(&it));
        let shape = Shape::of(word);
        for token in head.into_iter().flat_map(|it| it.all(|it| it.may_begin_with(shape))) {
            let text = self.text(token);
            if text.len() > word.len() && text.starts_with(word) {
                add(token, 5);
            }
        }
        for length in PREFIX_CHARS_MIN..word.len() {
            if let Some(token) = word.get(..length).and_then(|it| self.ids.get(it)) {
                add(*token, 5);
            }
        }
    }

    fn list_mut(&mut self, token: u32, role: Role) -> &mut Vec<u32> {
        let token = &mut self.tokens[token as usize];
        match role {
            Role::Family => &mut token.family,
            Role::Given => &mut token.given,
        }
    }

    fn intern(&mut self, text: &str) -> u32 {
        let token = Token { text: text.into(), ..Token::default() };
        let id = if let Some(id) = self.free.pop() {
            self.tokens[id as usize] = token;
            id
        } else {
            self.tokens.push(token);
            self.firsts.push(0);
            u32::try_from(self.tokens.len() - 1).expect("a register has fewer than 2^32 words")
        };
        self.list_word(id, text);
        rests(text, |it| self.by_rest.enter(it, id));
        id
    }

    /// Lists a word by all that it is found by, but for the rests of it.
    fn list_word(&mut self, id: u32, text: &str) {
        self.firsts[id as usize] = text.as_bytes().first().copied().unwrap_or(0);
        self.ids.insert(text.into(), id);
        let shape = Shape::of(text);
        if let Some(head) = head_of(text) {
            self.by_head.entry(head).or_default().enter(id, shape);
        }
        if let Some(tail) = tail_of(text) {
            self.by_tail.entry(tail).or_default().enter(id, shape);
        }
        for key in phonetic::keys(text) {
            self.by_sound.entry(key).or_default().push(id);
        }
    }

    fn forget(&mut self, id: u32) {
        let mut token = std::mem::take(&mut self.tokens[id as usize]);
        self.ids.remove(&token.text);
        self.firsts[id as usize] = 0;
        if let Some(words) = head_of(&token.text).and_then(|it| self.by_head.get_mut(&it)) {
            words.strike(id);
        }
        if let Some(words) = tail_of(&token.text).and_then(|it| self.by_tail.get_mut(&it)) {
            words.strike(id);
        }
        rests(&token.text, |it| self.by_rest.strike(it, id));
        for key in phonetic::keys(&token.text) {
            if let Some(words) = self.by_sound.get_mut(&key) {
                words.retain(|it| *it != id);
                if words.is_empty() {
                    self.by_sound.remove(&key);
                }
            }
        }
        token.text.zeroize();
        self.free.push(id);
    }

    /// Returns the words that have a word's initial and nothing else in common, if one of them is an initial.
    pub(crate) fn initials(&self, word: &str) -> impl Iterator<Item = u32> {
        let first = word.as_bytes().first().copied();
        let alone = word.len() == 1;
        let letter = word.get(..1).filter(|_| !alone).and_then(|it| self.number(it));
        let firsts: &[u8] = if alone { &self.firsts } else { &[] };
        let all = (0..).zip(firsts).filter(move |it| Some(*it.1) == first);
        all.map(|it| it.0).chain(letter)
    }

    /// Begins to take words in bulk: none is found by its spelling before [`Vocabulary::settle`].
    pub(crate) fn begin(&mut self) {
        self.by_rest.begin();
    }

    /// Ends what [`Vocabulary::begin`] began.
    pub(crate) fn settle(&mut self) {
        self.by_rest.settle();
    }

    /// Returns how many places all lists have together.
    pub(crate) fn listed(&self) -> usize {
        self.tokens.iter().map(|it| it.family.len() + it.given.len()).sum()
    }

    pub(crate) fn pack(&self, to: &mut Packer<'_>) -> Result<()> {
        to.count(self.tokens.len())?;
        for Token { text, family, given } in &self.tokens {
            to.bytes(text.as_bytes())?;
            to.numbers(family)?;
            to.numbers(given)?;
        }
        to.numbers(&self.free)?;
        self.by_rest.pack(to)?;
        to.count(self.guarded.iter().len())?;
        for ((token, role), count) in self.guarded.iter() {
            to.number(token)?;
            to.number(u32::from(role == Role::Given))?;
            to.count(count)?;
        }
        Ok(())
    }

    /// Reads words again whose entries are less than `bound`.
    pub(crate) fn unpack(from: &mut Unpacker<'_>, bound: usize) -> Option<Self> {
        let count = from.count()?;
        let tokens = (0..count).map(|_| {
            let text = from.text()?;
            Some(Token { text, family: from.numbers_below(bound)?, given: from.numbers_below(bound)? })
        });
        let tokens: Vec<Token> = tokens.collect::<Option<_>>()?;
        let free = from.numbers_below(count)?;
        let by_rest = Postings::unpack(from, count)?;
        let guarded = (0..from.count()?).map(|_| {
            let token = from.number().filter(|it| (*it as usize) < count)?;
            let role = if from.number()? == 0 { Role::Family } else { Role::Given };
            Some(((token, role), from.count()?))
        });
        let guarded = Guarded::of(guarded.collect::<Option<Vec<_>>>()?);
        let mut it = Self::default();
        (it.firsts, it.free, it.by_rest, it.guarded) = (vec![0; count], free, by_rest, guarded);
        it.ids.reserve(count);
        for (id, token) in (0..).zip(&tokens) {
            // A word that is forgotten has neither text nor entry.
            if !(token.family.is_empty() && token.given.is_empty()) {
                it.list_word(id, &token.text);
            }
        }
        it.tokens = tokens;
        Some(it)
    }

    /// Returns the number of words, with those forgotten.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Returns the number of a word that is known.
    pub(crate) fn number(&self, text: &str) -> Option<u32> {
        self.ids.get(text).copied()
    }
}

impl Drop for Vocabulary {
    fn drop(&mut self) {
        for token in &mut self.tokens {
            token.text.zeroize();
            token.family.zeroize();
            token.given.zeroize();
        }
    }
}

fn head_of(text: &str) -> Option<[u8; PREFIX_CHARS_MIN]> {
    text.as_bytes().first_chunk().copied()
}

fn tail_of(text: &str) -> Option<[u8; PREFIX_CHARS_MIN]> {
    text.as_bytes().last_chunk().copied()
}

/// Names the keys of a word: itself, and each rest of it without one letter.
fn rests(word: &str, mut key: impl FnMut(Key)) {
    key(Key::Spelling(digest(word)));
    if word.len() < LETTER_CHARS_MIN {
        return;
    }
    let mut rest = String::with_capacity(word.len());
    for at in 0..word.len() {
        if at > 0 && word.as_bytes()[at] == word.as_bytes()[at - 1] {
            continue;
        }
        rest.clear();
        rest.push_str(&word[..at]);
        rest.push_str(&word[at + 1..]);
        key(Key::Spelling(digest(&rest)));
    }
}

/// Keeps the nearest neighbours if there are too many.
fn bounded(mut found: Vec<Neighbour>) -> (Vec<Neighbour>, Extent) {
    let mut counts = [0; DEGREES.len()];
    let before = found.len();
    found.retain(|it| {
        counts[it.degree] += 1;
        counts[it.degree] <= NEIGHBOURS_MAX
    });
    let extent = if found.len() < before { Extent::Cut } else { Extent::Whole };
    (found, extent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degree(held: &str, word: &str) -> Option<Level> {
        let mut vocabulary = Vocabulary::default();
        vocabulary.enter(held, Role::Given, 0);
        vocabulary.neighbours(word).0.first().map(|it| DEGREES[it.degree])
    }

    #[test]
    fn a_word_finds_its_neighbours_by_their_nearest_degree() {
        for (held, word, expected) in [
            ("smith", "smith", Some(Level::Exact)),
            ("william", "bill", Some(Level::Equivalent)),
            ("smith", "smyth", Some(Level::Letter)),
            ("smith", "msith", Some(Level::Letter)),
            ("ann", "anne", Some(Level::Equivalent)),
            ("philips", "fillips", Some(Level::Sounds)),
            ("dhaliwal", "daliwall", Some(Level::Sounds)),
            ("gunsberg", "gunzbefg", Some(Level::Close)),
            ("featherstone", "feather", Some(Level::Prefix)),
            ("feather", "featherstone", Some(Level::Prefix)),
            ("li", "lu", None),
            ("smith", "jones", None),
        ] {
            assert_eq!(degree(held, word), expected, "{held} {word}");
        }
    }

    #[test]
    fn a_word_that_nobody_bears_is_forgotten() {
        let mut vocabulary = Vocabulary::default();
        let token = vocabulary.enter("zzyzx", Role::Family, 1);
        vocabulary.enter("zzyzx", Role::Given, 1);
        vocabulary.strike(token, Role::Family, 1);
        assert_eq!(vocabulary.neighbours("zzyzx").0.len(), 1);
        vocabulary.strike(token, Role::Given, 1);
        assert!(vocabulary.neighbours("zzyzx").0.is_empty() && vocabulary.ids.is_empty());
        assert!(vocabulary.by_sound.is_empty() && vocabulary.by_head.values().all(|it| it.0.is_empty()));
        assert_eq!(vocabulary.enter("ann", Role::Given, 2), token);
    }
}

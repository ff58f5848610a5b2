//! Reading a name given as free text: its words, and what each of them is.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::screening::fold::{self, Extent};
use crate::screening::names::spelling::Way;
use crate::screening::names::words;

/// The most words of a name that are compared.
pub const WORDS_MAX: usize = 16;

/// How much a word tells that is hardly a name.
const TELLS_LITTLE: f64 = 0.2;
/// How much an initial tells.
const TELLS_INITIAL: f64 = 0.3;
/// How much a name tells that very many people bear.
const TELLS_COMMON: f64 = 0.7;

/// The script of a word, as far as it changes how the word is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Latin, Greek, Cyrillic, kana and whatever else survives the folding.
    Alphabet,
    /// Arabic, Hebrew, Thai and others whose vowels do not survive it; with its block of Unicode.
    Consonants(u32),
    /// Chinese characters.
    Han,
    /// Korean syllables.
    Hangul,
}

impl Script {
    const fn of(it: char) -> Self {
        match it {
            '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => Self::Consonants(0x590),
            '\u{600}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' => {
                Self::Consonants(0x600)
            }
            '\u{900}'..='\u{fff}' | '\u{1780}'..='\u{17ff}' => Self::Consonants(it as u32 & !0x7f),
            '\u{1000}'..='\u{109f}' => Self::Consonants(0x1000),
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => Self::Hangul,
            '\u{2e80}'..='\u{2fdf}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => Self::Han,
            _ => Self::Alphabet,
        }
    }

    /// Returns how words of two scripts are compared.
    pub(super) const fn way(self, other: Self) -> Way {
        match (self, other) {
            (Self::Han | Self::Hangul, _) | (_, Self::Han | Self::Hangul) => Way::Syllables,
            (Self::Consonants(_), _) | (_, Self::Consonants(_)) => Way::Consonants,
            (Self::Alphabet, Self::Alphabet) => Way::Letters,
        }
    }
}

/// What a word in a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// One letter that stands for a name.
    Initial,
    /// A name.
    Name,
    /// An article, a preposition, a word for son or daughter.
    Particle,
    /// A word before a name that makes no name alone, such as "Abdul", or a particle at an end of the name.
    Prefix,
    /// A title that some bear as a name.
    Title,
}

/// One word of a name, or neighbours read as one.
#[derive(Clone)]
pub(super) struct Word {
    /// Folded.
    pub(super) text: String,
    pub(super) role: Role,
    pub(super) script: Script,
    /// As it was written, where the script is not an alphabet; usual variants of characters are one.
    pub(super) own: Vec<char>,
    /// Whether it may be initials that were written together, such as "JC".
    pub(super) capitals: Capitals,
}

/// Whether a word stands in capitals, in a name that does not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Capitals {
    No,
    Yes,
}

impl Word {
    /// Returns how much the word tells, from 0 to 1.
    pub(super) fn weight(&self) -> f64 {
        match self.role {
            Role::Particle => 0.0,
            Role::Prefix | Role::Title => TELLS_LITTLE,
            Role::Initial => TELLS_INITIAL,
            Role::Name if words::is_common(&self.text) => TELLS_COMMON,
            Role::Name => 1.0,
        }
    }

    fn read(piece: &str, folded: String, capitals: Capitals) -> Self {
        let script = piece.chars().map(Script::of).find(|it| *it != Script::Alphabet);
        let own = script.map(|_| letters(piece)).unwrap_or_default();
        let greek = piece.chars().any(|it| matches!(it, '\u{370}'..='\u{3ff}'));
        let text = if greek { words::from_greek(&folded) } else { without_digits(folded) };
        Self { text, role: Role::Name, script: script.unwrap_or(Script::Alphabet), own, capitals }
    }

    /// Joins neighbours to one word.
    pub(super) fn joined(parts: &[Self]) -> Self {
        Self {
            text: parts.iter().map(|it| it.text.as_str()).collect(),
            role: Role::Name,
            script: parts
                .iter()
                .map(|it| it.script)
                .find(|it| *it != Script::Alphabet)
                .unwrap_or(Script::Alphabet),
            own: parts.iter().flat_map(|it| it.own.iter().copied()).collect(),
            capitals: Capitals::No,
        }
    }
}

/// A name as it was read.
pub(super) struct Reading {
    pub(super) words: Vec<Word>,
    /// The rank of "Junior", "III" and the like: the higher the younger.
    pub(super) generation: Option<u8>,
    pub(super) extent: Extent,
}

impl Reading {
    /// Reads any text. What is no name (titles, forms of business) is left out, unless nothing else is there.
    pub(super) fn of(text: &str) -> Self {
        let mut chars = text.chars();
        let text: String = chars.by_ref().take(fold::CHARS_MAX).collect();
        let mut extent = if chars.next().is_some() { Extent::Cut } else { Extent::Whole };
        let mixed = text.chars().any(char::is_lowercase);
        let mut words = Vec::new();
        for piece in text.split(|it| !fold::is_of_word(it)) {
            for piece in article_apart(piece) {
                let folded = fold::fold(piece);
                extent = extent.and(folded.extent);
                let Some(word) = folded.words.into_iter().next() else { continue };
                if words.len() == WORDS_MAX {
                    extent = Extent::Cut;
                    break;
                }
                let capitals =
                    mixed && (2..=3).contains(&word.whole.len()) && piece.chars().all(char::is_uppercase);
                words.push(Word::read(
                    piece,
                    word.whole,
                    if capitals { Capitals::Yes } else { Capitals::No },
                ));
            }
        }
        let (words, generation) = names_only(words);
        let mut reading = Self { words, generation, extent };
        reading.assign_roles();
        reading
    }

    fn assign_roles(&mut self) {
        let last = self.words.len().saturating_sub(1);
        for (at, word) in self.words.iter_mut().enumerate() {
            let inside = at > 0 && at < last;
            word.role = match word.text.as_str() {
                it if words::is_particle(it) && inside => Role::Particle,
                it if words::is_particle(it) && it.len() > 1 && last > 1 => Role::Prefix,
                it if it.len() == 1 && word.script == Script::Alphabet => Role::Initial,
                it if words::is_prefix(it) => Role::Prefix,
                it if words::is_title_and_name(it) && at < last => Role::Title,
                _ => Role::Name,
            };
        }
        if !self.words.iter().any(|it| matches!(it.role, Role::Name | Role::Initial)) {
            for word in &mut self.words {
                word.role = Role::Name;
            }
        }
    }

    /// Tells whether there is one name only.
    pub(super) fn is_lone(&self) -> bool {
        self.words.iter().filter(|it| it.role == Role::Name).count() == 1
    }
}

/// Parts the Arabic article from what it is written together with.
fn article_apart(piece: &str) -> impl Iterator<Item = &str> {
    let rest = piece.strip_prefix("ال").filter(|it| it.chars().count() > 2);
    rest.map(|_| "ال").into_iter().chain([rest.unwrap_or(piece)])
}

/// Returns the letters of a piece with their marks; variants of a character become one.
fn letters(piece: &str) -> Vec<char> {
    let kept = |it: &char| it.is_alphanumeric() || is_combining_mark(*it);
    piece.nfkc().filter(kept).take(fold::WORD_BYTES_MAX).map(words::usual).collect()
}

/// Reads digits in a word of letters as the letters that they look like.
fn without_digits(word: String) -> String {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || digits * 2 > word.len() {
        return word;
    }
    let letter = |it| match it {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        it => it,
    };
    word.chars().map(letter).collect()
}

/// Leaves out titles, forms of business behind the name, and the word for the generation, which is told beside.
fn names_only(all: Vec<Word>) -> (Vec<Word>, Option<u8>) {
    let mut kept: Vec<Word> = all.iter().filter(|it| !words::is_title(&it.text)).cloned().collect();
    if kept.is_empty() {
        return (all, None);
    }
    while kept.len() > 2 && kept.last().is_some_and(|it| words::is_business(&it.text)) {
        kept.pop();
    }
    let mut generation = None;
    if kept.len() > 2 {
        let first = kept.remove(0);
        generation = kept.iter().find_map(|it| words::generation(&it.text));
        kept.retain(|it| words::generation(&it.text).is_none());
        kept.insert(0, first);
    }
    (kept, generation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let reading = Reading::of(text);
        let word = |it: &Word| match it.role {
            Role::Initial => format!("{}.", it.text),
            Role::Name => it.text.clone(),
            Role::Particle => format!("({})", it.text),
            Role::Prefix => format!("{}-", it.text),
            Role::Title => format!("[{}]", it.text),
        };
        reading.words.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_name_is_read_to_words_with_their_roles() {
        for (text, expected) in [
            ("Mr. John SMITH", "john smith"),
            ("Smith, John Q.", "smith john q."),
            ("President Ann Ode", "ann ode"),
            ("President", "president"),
            ("Ann Ode Ltd", "ann ode"),
            ("Ludwig van Beethoven", "ludwig (van) beethoven"),
            ("Ben Ode", "ben ode"),
            ("Abd al-Rahman Ali", "abd- (al) rahman ali"),
            ("Sheikh Ali", "[sheikh] ali"),
            ("Sheikh", "sheikh"),
            ("J.-C. Juncker", "j. c. juncker"),
            ("1van Petr0v", "ivan petrov"),
            ("2024", "2024"),
            ("O'Neill", "oneill"),
            ("\u{202e}😀", ""),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn a_generation_is_told_beside_the_name() {
        for (text, words, generation) in [
            ("John Ode Jr", 2, Some(2)),
            ("John Ode III", 2, Some(3)),
            ("Junior Ode", 2, None),
            ("John Ode", 2, None),
        ] {
            let reading = Reading::of(text);
            assert_eq!((reading.words.len(), reading.generation), (words, generation), "{text}");
        }
    }

    #[test]
    fn a_text_over_the_limits_is_cut_and_says_so() {
        let many = Reading::of(&"ann ".repeat(200));
        assert_eq!((many.words.len(), many.extent), (WORDS_MAX, Extent::Cut));
        assert_eq!(Reading::of(&"王".repeat(10_000)).extent, Extent::Cut);
        assert_eq!(Reading::of("Ann Ode").extent, Extent::Whole);
    }
}

//! Folding: any writing of a name to plain lower-case ASCII words, so that they can be compared.
//!
//! Compatibility forms are composed (NFKC), every script is written in ASCII, apostrophes join, hyphens
//! give the parts and the whole. Emoji, marks of direction and punctuation vanish. The work is bounded
//! by the constants here, whatever the text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::text::is_ignorable;

/// The most characters of a text that are looked at.
pub const CHARS_MAX: usize = 1_000;
/// The most words of a text that are kept.
pub const WORDS_MAX: usize = 24;
/// The most parts of a hyphenated word that are kept.
pub const PARTS_MAX: usize = 4;
/// The longest word that is kept, in bytes of ASCII.
pub const WORD_BYTES_MAX: usize = 40;

/// What stands before or after a name and is none, beside ranks and years. "Major", "Lord" and "Col" are left out: people bear them as names.
const TITLES: [&str; 45] = [
    "admiral",
    "baronet",
    "brigadier",
    "bt",
    "capt",
    "captain",
    "cbe",
    "cllr",
    "colonel",
    "commander",
    "dame",
    "doctor",
    "dr",
    "esq",
    "hon",
    "honourable",
    "jnr",
    "jr",
    "junior",
    "kc",
    "lady",
    "lieutenant",
    "lt",
    "maj",
    "mbe",
    "miss",
    "mr",
    "mrs",
    "ms",
    "mx",
    "obe",
    "phd",
    "prof",
    "professor",
    "qc",
    "rev",
    "revd",
    "reverend",
    "rt",
    "sergeant",
    "sgt",
    "sir",
    "snr",
    "sr",
    "venerable",
];

/// Whether all of a text or list was taken, or a limit cut it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Extent {
    /// A limit cut it.
    Cut,
    /// All of it was taken.
    #[default]
    Whole,
}

impl Extent {
    /// Returns `Cut` if either is.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        if matches!(self, Self::Cut) { self } else { other }
    }
}

/// One folded word; a hyphenated one with its parts.
#[derive(Clone, PartialEq, Eq)]
pub struct Word {
    /// The word in ASCII letters and digits, its parts joined.
    pub whole: String,
    /// The parts of a hyphenated word; empty for a plain one.
    pub parts: Vec<String>,
}

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Word(…)")
    }
}

/// The words of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// The words in the order of the text.
    pub words: Vec<Word>,
    /// Whether a limit cut the text.
    pub extent: Extent,
}

/// Folds any text to words.
#[must_use]
pub fn fold(text: &str) -> Folded {
    let (plain, mut extent) = plain(text);
    let mut words = Vec::new();
    for piece in plain.split_ascii_whitespace() {
        let mut parts: Vec<&str> = piece.split('-').filter(|it| !it.is_empty()).collect();
        if parts.is_empty() {
            continue;
        }
        if words.len() == WORDS_MAX {
            extent = Extent::Cut;
            break;
        }
        if parts.len() > PARTS_MAX {
            parts.truncate(PARTS_MAX);
            extent = Extent::Cut;
        }
        let mut whole = parts.concat();
        if whole.len() > WORD_BYTES_MAX {
            whole.truncate(WORD_BYTES_MAX);
            extent = Extent::Cut;
        }
        let shortened = |it: &&str| it[..it.len().min(WORD_BYTES_MAX)].to_owned();
        let parts = if parts.len() > 1 { parts.iter().map(shortened).collect() } else { Vec::new() };
        words.push(Word { whole, parts });
    }
    Folded { words, extent }
}

/// Folds a name: as [`fold`], without titles, and with "Mc" and "Mac" joined to what follows.
///
/// A name that is nothing but titles keeps them: it is all there is to search by.
#[must_use]
pub fn fold_name(text: &str) -> Folded {
    let mut folded = fold(text);
    if folded.words.iter().any(|it| !is_title(&it.whole)) {
        folded.words.retain(|it| !is_title(&it.whole));
    }
    let mut words: Vec<Word> = Vec::with_capacity(folded.words.len());
    for word in folded.words {
        match words.last_mut() {
            Some(last) if matches!(last.whole.as_str(), "mc" | "mac") && word.whole.len() > 2 => {
                last.whole.push_str(&word.whole);
                last.whole.truncate(WORD_BYTES_MAX);
            }
            _ => words.push(word),
        }
    }
    Folded { words, extent: folded.extent }
}

/// Tells whether a folded word is a title.
#[must_use]
pub fn is_title(word: &str) -> bool {
    TITLES.binary_search(&word).is_ok() || is_number(word)
}

/// Tells whether a word is a number, as of a year or a rank: "1833", "3rd".
fn is_number(word: &str) -> bool {
    let rest = word.trim_start_matches(|it: char| it.is_ascii_digit());
    rest.len() < word.len() && matches!(rest, "" | "nd" | "rd" | "st" | "th")
}

/// Writes a text in lower-case ASCII letters, digits, hyphens and spaces.
fn plain(text: &str) -> (String, Extent) {
    let mut plain = String::new();
    let mut extent = Extent::Whole;
    let mut joins_next = false;
    if text.len() <= CHARS_MAX
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b' ' || it == b'-')
    {
        // Most names: there is nothing to compose or to write in another script.
        return (text.to_ascii_lowercase(), extent);
    }
    for (index, it) in text.nfkc().enumerate() {
        if index == CHARS_MAX {
            extent = Extent::Cut;
            break;
        }
        if is_ignorable(it) {
            continue;
        }
        if is_apostrophe(it) {
            // "O' Brien" is O'Brien: a space after the apostrophe is dropped.
            let word = plain.rsplit([' ', '-']).next().unwrap_or("");
            joins_next = word.len() == 1;
        } else if it.is_alphanumeric() || is_combining_mark(it) {
            joins_next = false;
            // Only what a script's letters become: a written-out emoji never gets here.
            plain.extend(
                any_ascii::any_ascii_char(it)
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .map(|it| it.to_ascii_lowercase()),
            );
        } else if matches!(it, '-' | '‐' | '‑' | '–' | '—') {
            plain.push('-');
        } else if !(joins_next && it == ' ') {
            plain.push(' ');
        }
    }
    (plain, extent)
}

/// Tells whether a character stands within a word: a letter, a digit, a mark, an apostrophe, or what is not seen.
pub(crate) fn is_of_word(it: char) -> bool {
    it.is_alphanumeric() || is_combining_mark(it) || is_apostrophe(it) || is_ignorable(it)
}

const fn is_apostrophe(it: char) -> bool {
    matches!(it, '\'' | '`' | '’' | '‘' | 'ʼ' | 'ʻ' | '´' | '′')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        fold_name(text).words.into_iter().map(|it| it.whole).collect()
    }

    #[test]
    fn a_name_is_folded_to_plain_words() {
        for (text, expected) in [
            ("Mr. John SMITH", "john smith"),
            ("Dr Anne-Marie O’Brien", "annemarie obrien"),
            ("O' Brien", "obrien"),
            ("Mc Donald", "mcdonald"),
            ("Ewan Mac Leod", "ewan macleod"),
            ("Jose\u{301} Nun\u{303}ez", "jose nunez"),
            ("Müller Straße", "muller strasse"),
            ("\u{202e}Ahmed\u{200f} Ali", "ahmed ali"),
            ("Аня Иванова", "anya ivanova"),
            ("😀 Ann 👍🏽", "ann"),
            ("Ｊｏｈｎ", "john"),
            ("v.c.", "v c"),
            ("Sir", "sir"),
            ("' OR 1=1 --", "or"),
            ("Sir Thomas Dunlop, 1st Baronet", "thomas dunlop"),
            ("Edward Godwin (1833-1886)", "edward godwin"),
            ("* % _", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_hyphenated_word_keeps_its_parts_and_the_whole() {
        let folded = fold("Massy-Westropp");
        assert_eq!(folded.words[0].whole, "massywestropp");
        assert_eq!(folded.words[0].parts, ["massy", "westropp"]);
    }

    #[test]
    fn a_text_over_the_limits_is_cut_and_says_so() {
        assert_eq!(fold("ann").extent, Extent::Whole);
        let many = fold(&"ann ".repeat(200));
        assert_eq!((many.words.len(), many.extent), (WORDS_MAX, Extent::Cut));
        let long = fold(&"a".repeat(10_000));
        assert_eq!((long.words[0].whole.len(), long.extent), (WORD_BYTES_MAX, Extent::Cut));
        assert_eq!(fold(&"a-".repeat(9)).extent, Extent::Cut);
    }

    #[test]
    fn titles_are_in_order_for_the_binary_search() {
        assert!(TITLES.is_sorted());
    }

    proptest! {
        #[test]
        fn whatever_the_text_its_words_are_short_plain_ascii(text in any::<String>()) {
            let folded = fold_name(&text);
            prop_assert!(folded.words.len() <= WORDS_MAX);
            for word in folded.words.iter().flat_map(|it| it.parts.iter().chain([&it.whole])) {
                prop_assert!(!word.is_empty() && word.len() <= WORD_BYTES_MAX);
                prop_assert!(word.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit()));
            }
        }

        #[test]
        fn folding_what_is_folded_changes_nothing(text in "[a-zA-Z' .-]{0,40}") {
            let once: Vec<String> = fold(&text).words.into_iter().map(|it| it.whole).collect();
            let twice: Vec<String> = fold(&once.join(" ")).words.into_iter().map(|it| it.whole).collect();
            prop_assert_eq!(once, twice);
        }
    }
}

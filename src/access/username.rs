//! The form of a user name that is compared: the register keeps only its keyed digest.

use unicode_normalization::UnicodeNormalization;

/// Characters that show nothing and would let two names look the same.
const INVISIBLE: [std::ops::RangeInclusive<char>; 5] = [
    '\u{00AD}'..='\u{00AD}',
    '\u{200B}'..='\u{200F}',
    '\u{202A}'..='\u{202E}',
    '\u{2060}'..='\u{206F}',
    '\u{FEFF}'..='\u{FEFF}',
];

/// Returns the form in which two user names are the same: trimmed, NFKC, without case or invisible marks.
#[must_use]
pub fn folded(name: &str) -> String {
    name.trim()
        .nfkc()
        .filter(|it| !INVISIBLE.iter().any(|range| range.contains(it)))
        // Up and down again, character by character: so `ß` is `ss`, and a final sigma any other.
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_read_the_same_are_the_same() {
        for (one, other) in [
            ("PC1234", "pc1234"),
            (" j.smith ", "J.Smith"),
            ("Ｊ．ｓｍｉｔｈ", "j.smith"),
            ("Jose\u{301}", "JOSÉ"),
            ("ﬁona", "Fiona"),
            ("Strauß", "STRAUSS"),
            ("ΝΙΚΟΣ", "νικος"),
            ("j.\u{200B}smith", "j.smith"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        assert_ne!(folded("j.smith"), folded("jsmith"));
        assert_ne!(folded("jose"), folded("josé"));
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(name in "\\PC{0,20}") {
            prop_assert_eq!(folded(&folded(&name)), folded(&name));
        }
    }
}

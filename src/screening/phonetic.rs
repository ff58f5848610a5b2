//! Phonetic keys: names that sound alike share one (Double Metaphone).

use rphonetic::DoubleMetaphone;

use crate::screening::fold::WORD_BYTES_MAX;

/// The longest key, in characters. Four, the usual length, puts too many long names together.
const KEY_CHARS_MAX: usize = 6;

/// Returns the primary and, where it differs, the alternate key of a folded word.
///
/// Digits and anything else but a to z are left out: the encoder cuts texts at byte positions and
/// would panic on other scripts. A word that makes no sound has no key.
#[must_use]
pub fn keys(word: &str) -> Vec<String> {
    let letters: String =
        word.bytes().filter(u8::is_ascii_alphabetic).take(WORD_BYTES_MAX).map(char::from).collect();
    let result = DoubleMetaphone::new(Some(KEY_CHARS_MAX)).double_metaphone(&letters);
    let mut keys = vec![result.primary(), result.alternate()];
    keys.dedup();
    // A key of one sound would put "Lee", "Lowe" and "Leah" together.
    keys.retain(|it| it.len() > 1);
    keys
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_sound_alike_share_a_key() {
        for (one, other) in [
            ("smith", "smyth"),
            ("catherine", "kathryn"),
            ("stephen", "steven"),
            ("philips", "fillips"),
            ("reid", "read"),
        ] {
            let others = keys(other);
            assert!(keys(one).iter().any(|it| others.contains(it)), "{one} {other}");
        }
        let others = keys("jones");
        assert!(!keys("smith").iter().any(|it| others.contains(it)));
    }

    #[test]
    fn odd_words_have_keys_or_none_and_never_panic() {
        for word in
            ["", "x", "1", "gh", "wr", "mb", "czz", "sch", "ooo", "wicz", "bartoš", "王", "c", "aeiouy"]
        {
            assert!(keys(word).len() <= 2);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn no_ascii_word_makes_the_encoder_panic(word in "[ -~]{0,50}") {
            prop_assert!(keys(&word).len() <= 2);
        }

        /// The letters and pairs that have rules of their own, in any order.
        #[test]
        fn no_word_of_awkward_syllables_makes_the_encoder_panic(
            syllables in prop::collection::vec("gh|cc|ch|cz|sch|wicz|witz|mb|x|z|zh|j|ll|ough|augh|ier|tia|th|dg|gn|kn|ps|wr|sh|heim|sc|ss|s|wh|illo|[a-z]", 0..8)
        ) {
            prop_assert!(keys(&syllables.concat()).len() <= 2);
        }
    }
}

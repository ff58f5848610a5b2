//! The shape of a word: its letters and its length in one number, to tell most words apart without reading them.

/// The bits for the letters that a word has at all, and as many for those that it has twice.
const LETTERS: u32 = 27;
/// The letters that two wrong letters change at the most: each may take one away and bring another.
const CLOSE_MAX: u32 = 4;
/// The letters by which the lengths of words differ that have two letters wrong.
const LENGTHS_MAX: usize = 2;

/// Which letters a word has, which twice, and how many in all; all digits count as one letter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape(u64);

impl Shape {
    pub(crate) fn of(word: &str) -> Self {
        let mut letters = 0_u64;
        for it in word.bytes() {
            let letter = 1 << if it.is_ascii_lowercase() { u32::from(it - b'a') } else { LETTERS - 1 };
            letters |= if letters & letter == 0 { letter } else { letter << LETTERS };
        }
        Self(letters | (word.len() as u64) << (2 * LETTERS))
    }

    /// Returns the length of the word.
    pub(crate) const fn length(self) -> usize {
        (self.0 >> (2 * LETTERS)) as usize
    }

    const fn letters(self) -> u64 {
        self.0 & ((1 << (2 * LETTERS)) - 1)
    }

    /// Tells whether two words can be two wrong letters from each other; swapped neighbours change nothing.
    pub(crate) const fn may_be_close(self, other: Self) -> bool {
        self.length().abs_diff(other.length()) <= LENGTHS_MAX
            && (self.letters() ^ other.letters()).count_ones() <= CLOSE_MAX
    }

    /// Tells whether the word can begin with another and have more letters.
    pub(crate) const fn may_begin_with(self, other: Self) -> bool {
        self.length() > other.length() && other.letters() & !self.letters() == 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rapidfuzz::distance::osa;

    use super::*;

    #[test]
    fn most_words_are_told_apart() {
        let close = |one: &str, other: &str| Shape::of(one).may_be_close(Shape::of(other));
        assert!(close("dhaliwal", "daliwall") && !close("dhaliwal", "dhanjal") && !close("smith", "jones"));
        assert!(!close("anna", "annabelle") && close("lee", "leee"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// No word that is close is passed over.
        #[test]
        fn a_shape_never_hides_a_word_that_is_close(one in "[a-d1]{1,8}", other in "[a-d1]{1,8}") {
            let (left, right) = (Shape::of(&one), Shape::of(&other));
            let close = osa::distance(one.bytes(), other.bytes()) <= 2;
            prop_assert!(!close || left.may_be_close(right));
            prop_assert!(!(one.len() > other.len() && one.starts_with(&other)) || left.may_begin_with(right));
        }
    }
}

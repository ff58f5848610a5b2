//! How far two words are alike that are no neighbours in the vocabulary, and how much an initial tells.

use rapidfuzz::distance::osa;

use crate::screening::reason::Level;
use crate::screening::vocabulary::Role;

/// The shortest word that can be written somewhat like another.
const LOOSE_CHARS_MIN: usize = 4;

/// Returns how far two words are alike that are none of the nearer degrees.
pub(crate) fn beyond_degrees(one: &str, other: &str) -> Level {
    let begins_alike = one.as_bytes().first() == other.as_bytes().first();
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    // Half of the letters where the first is right, two of five where it is not.
    let wrong_max = if begins_alike { longer / 2 } else { longer * 2 / 5 };
    let arguments = osa::Args::default().score_cutoff(wrong_max);
    if shorter >= LOOSE_CHARS_MIN && osa::distance_with_args(one.bytes(), other.bytes(), &arguments).is_some()
    {
        Level::Loose
    } else if begins_alike && shorter > 1 {
        Level::FirstLetter
    } else {
        Level::Mismatch
    }
}

/// How many of a thousand names begin with each letter: given names in England and Wales since 1974 (Office for
/// National Statistics), family names of the US Census of 2000 weighed by the peoples of England and Wales.
const GIVEN: [u16; 26] =
    [112, 32, 70, 39, 70, 25, 26, 44, 25, 93, 41, 77, 84, 26, 26, 18, 1, 52, 68, 37, 1, 5, 11, 1, 4, 12];
const FAMILY: [u16; 26] =
    [32, 89, 76, 47, 18, 34, 47, 75, 4, 28, 40, 53, 92, 22, 14, 50, 2, 50, 99, 37, 2, 13, 60, 1, 9, 5];

/// Returns how rare it is that a name begins with a word's first letter, in bits.
pub(crate) fn initial_rarity(word: &str, role: Role) -> f64 {
    let shares = if role == Role::Family { FAMILY } else { GIVEN };
    let letter = word.bytes().next().unwrap_or(b'z').wrapping_sub(b'a');
    let share = shares.get(usize::from(letter)).copied().unwrap_or(1);
    (1000.0 / f64::from(share.max(1))).log2()
}

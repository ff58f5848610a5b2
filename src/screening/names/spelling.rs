//! How far two spellings are apart, counted in errors that people make.
//!
//! A wrong consonant is one error. What changes little of the sound is less: a vowel, a doubled letter, a silent
//! h, two letters that are mixed up by ear. Spellings that differ in nothing but how a sound is written in
//! another language or country (ph and f, ou and u, -off and -ov) are next to equal.

use crate::screening::fold::WORD_BYTES_MAX;

/// What two words are apart that are written apart and sound alike.
const SOUNDS: f64 = 0.3;
/// A vowel more, less or instead of another.
const VOWEL: f64 = 0.5;
/// A letter doubled or not.
const DOUBLE: f64 = 0.25;
/// An h that is not the first letter.
const SILENT: f64 = 0.5;
/// Two neighbours in each other's place.
const TRANSPOSED: f64 = 0.75;
/// What a script leaves out.
const LOST: f64 = 0.1;

/// Where the letters of two words come from, hence what is lost on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Both from alphabets.
    Letters,
    /// One from a script that leaves most vowels out.
    Consonants,
    /// One from a script of syllables.
    Syllables,
}

/// Returns how far two folded words are apart.
pub(super) fn distance(one: &str, other: &str, way: Way) -> f64 {
    if one == other {
        return 0.0;
    }
    let written = errors(one.as_bytes(), other.as_bytes(), way);
    let spoken = SOUNDS + errors(sound(one).as_bytes(), sound(other).as_bytes(), way);
    written.min(spoken)
}

const fn is_vowel(it: u8) -> bool {
    matches!(it, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Letters, and sounds of `SOUND`, that the ear or another alphabet mixes up, the lesser first.
const ALIKES: &[(&[u8; 2], f64)] = &[
    (b"CS", 0.5),
    (b"Ch", 0.5),
    (b"Cj", 0.5),
    (b"Ck", 0.5),
    (b"Cs", 0.5),
    (b"Sj", 0.5),
    (b"Ss", 0.5),
    (b"bp", 0.5),
    (b"bv", 0.5),
    (b"ck", 0.3),
    (b"cq", 0.3),
    (b"cs", 0.5),
    (b"cz", 0.5),
    (b"dt", 0.5),
    (b"fp", 0.5),
    (b"fv", 0.3),
    (b"gh", 0.5),
    (b"gj", 0.5),
    (b"gk", 0.5),
    (b"gq", 0.5),
    (b"hx", 0.5),
    (b"ij", 0.3),
    (b"iy", 0.2),
    (b"jy", 0.3),
    (b"kq", 0.2),
    (b"mn", 0.75),
    (b"ow", 0.5),
    (b"sx", 0.5),
    (b"sz", 0.3),
    (b"uv", 0.5),
    (b"uw", 0.5),
    (b"vw", 0.2),
];
/// Letters that are one where a script writes few vowels or few consonants, the lesser first.
const MERGED: &[&[u8; 2]] = &[
    b"bp", b"bv", b"ck", b"cs", b"dt", b"ey", b"fv", b"gj", b"gk", b"gq", b"iy", b"jy", b"kq", b"ow", b"sz",
    b"uw", b"vw",
];

/// What one letter instead of another counts.
fn replaced(one: u8, other: u8, way: Way) -> f64 {
    if one == other {
        return 0.0;
    }
    let pair = [one.min(other), one.max(other)];
    let vowels = is_vowel(one) && is_vowel(other);
    if way != Way::Letters {
        let liquids = way == Way::Syllables && pair == *b"lr";
        if vowels || liquids || MERGED.contains(&&pair) {
            return LOST;
        }
    }
    let alike = ALIKES.iter().find(|it| *it.0 == pair).map(|it| it.1);
    alike.unwrap_or(if vowels { VOWEL } else { 1.0 })
}

/// What a letter more or less at a place of a word counts.
fn dropped(word: &[u8], at: usize, way: Way) -> f64 {
    let it = word[at];
    if is_vowel(it) || (it == b'w' && way == Way::Consonants) {
        if way != Way::Letters {
            return LOST;
        }
        let doubled = at > 0 && word[at - 1] == it;
        return if doubled { DOUBLE } else { VOWEL };
    }
    if at > 0 && word[at - 1] == it {
        return DOUBLE;
    }
    if it == b'h' && (at > 0 || way != Way::Letters) { SILENT } else { 1.0 }
}

/// The cheapest way from one word to the other (optimal string alignment with weights).
fn errors(one: &[u8], other: &[u8], way: Way) -> f64 {
    const ROW: usize = 3 * WORD_BYTES_MAX + 1;
    let (one, other) = (&one[..one.len().min(ROW - 1)], &other[..other.len().min(ROW - 1)]);
    let mut rows = [[0.0_f64; ROW]; 3];
    for at in 0..other.len() {
        rows[1][at + 1] = rows[1][at] + dropped(other, at, way);
    }
    for row in 0..one.len() {
        let (second_last, last, this) = (row % 3, (row + 1) % 3, (row + 2) % 3);
        rows[this][0] = rows[last][0] + dropped(one, row, way);
        for column in 0..other.len() {
            let mut cheapest = rows[last][column] + replaced(one[row], other[column], way);
            cheapest = cheapest.min(rows[last][column + 1] + dropped(one, row, way));
            cheapest = cheapest.min(rows[this][column] + dropped(other, column, way));
            let crossed =
                row > 0 && column > 0 && one[row] == other[column - 1] && one[row - 1] == other[column];
            if crossed && one[row] != one[row - 1] {
                cheapest = cheapest.min(rows[second_last][column - 1] + TRANSPOSED);
            }
            rows[this][column + 1] = cheapest;
        }
    }
    rows[(one.len() + 1) % 3][other.len()]
}

/// What letters of several languages sound like, the longest first. A capital is a sound of several letters.
const SOUND: &[(&str, &str)] = &[
    ("schtsch", "S"),
    ("shch", "S"),
    ("tsch", "C"),
    ("dzh", "j"),
    ("sch", "S"),
    ("tch", "C"),
    ("ae", "a"),
    ("ai", "e"),
    ("ay", "e"),
    ("ce", "se"),
    ("ch", "C"),
    ("ci", "si"),
    ("ck", "k"),
    ("cy", "si"),
    ("cz", "C"),
    ("dh", "d"),
    ("dj", "j"),
    ("ea", "i"),
    ("ee", "i"),
    ("ei", "e"),
    ("ey", "e"),
    ("gh", "g"),
    ("ie", "i"),
    ("ij", "i"),
    ("iy", "i"),
    ("kh", "h"),
    ("ks", "x"),
    ("oe", "o"),
    ("oo", "u"),
    ("ou", "u"),
    ("ph", "f"),
    ("qu", "k"),
    ("sh", "S"),
    ("sz", "S"),
    ("th", "t"),
    ("ue", "u"),
    ("yj", "i"),
    ("yy", "i"),
    ("zh", "j"),
    ("c", "k"),
    ("q", "k"),
    ("w", "v"),
    ("y", "i"),
];

/// Writes a word as it sounds.
fn sound(word: &str) -> String {
    let mut sound = String::new();
    let mut rest = word;
    if let Some(it) = rest.strip_prefix("x") {
        sound.push('S');
        rest = it;
    }
    while let Some(first) = rest.chars().next() {
        let found = SOUND.iter().find(|it| rest.starts_with(it.0));
        let (from, to) =
            found.map_or_else(|| (&rest[..first.len_utf8()], &rest[..first.len_utf8()]), |it| *it);
        for it in to.chars() {
            if !sound.ends_with(it) {
                sound.push(it);
            }
        }
        rest = &rest[from.len()..];
    }
    for ending in ["of", "ef"] {
        if sound.len() > 4 && sound.ends_with(ending) {
            sound.pop();
            sound.push('v');
        }
    }
    if sound.len() > 3 && sound.ends_with("ah") {
        sound.pop();
    }
    sound
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_sounds_alike_is_nearer_than_what_does_not() {
        for (one, other, most) in [
            ("smirnov", "smirnoff", 0.5),
            ("philip", "filip", 0.5),
            ("nuristani", "nooristani", 0.5),
            ("schmidt", "shmidt", 0.5),
            ("wladimir", "vladimir", 0.5),
            ("husayn", "hussein", 0.5),
            ("khrushchev", "chruschtschow", 2.0),
            ("donlad", "donald", 1.0),
            ("macron", "macrone", 0.5),
            ("bezos", "brezos", 1.0),
        ] {
            let apart = distance(one, other, Way::Letters);
            assert!(apart > 0.0 && apart <= most, "{one} {other}: {apart}");
        }
        assert!(distance("smith", "jones", Way::Letters) > 3.0);
    }

    #[test]
    fn vowels_that_a_script_leaves_out_count_next_to_nothing() {
        for (one, other, way) in [
            ("mhmd", "muhammad", Way::Consonants),
            ("slmn", "salman", Way::Consonants),
            ("beilake", "barack", Way::Syllables),
        ] {
            assert!(distance(one, other, way) <= 1.0, "{one} {other}: {}", distance(one, other, way));
            assert!(distance(one, other, Way::Letters) > 2.0 * distance(one, other, way), "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn a_distance_is_the_same_from_either_side_and_naught_to_itself(
            one in "[a-z]{0,12}", other in "[a-z]{0,12}"
        ) {
            for way in [Way::Letters, Way::Consonants, Way::Syllables] {
                prop_assert!((distance(&one, &other, way) - distance(&other, &one, way)).abs() < 1e-9);
                prop_assert!(distance(&one, &one, way) < 1e-9);
                prop_assert!(distance(&one, &other, way) >= 0.0);
            }
        }
    }
}

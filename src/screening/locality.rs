//! Postcodes, places and addresses: folded, compared, and the keys they are listed under.

use rapidfuzz::distance::osa;

use crate::screening::fold::fold;
use crate::screening::hashing::{digest, mix};
use crate::screening::postings::Key;
use crate::screening::reason::Level;

/// The longest outward part of a postcode, of any country, that is kept, in characters.
const OUTWARD_CHARS_MAX: usize = 7;
/// The characters of an inward part.
const INWARD_CHARS: usize = 3;
/// The bits of an inward part.
const INWARD_BITS: u32 = 18;
/// The shortest word that tells one place or street from another.
const WORD_CHARS_MIN: usize = 4;
/// The most words of an address that are looked at.
const STREET_WORDS_MAX: usize = 3;

/// Words of addresses that tell nothing.
const COMMON_WORDS: [&str; 33] = [
    "avenue", "borough", "central", "city", "close", "county", "court", "crescent", "district", "drive",
    "east", "estate", "flat", "floor", "gardens", "great", "grove", "house", "lane", "lower", "north",
    "park", "place", "road", "south", "square", "street", "terrace", "unit", "upon", "upper", "view", "west",
];

/// A folded postcode: `sw15 6hy` has the outward part `sw15`, the sector `sw156`, the area `sw`.
///
/// Each character takes six bits: the outward part from the left in 42, the inward part in the last 18.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Postcode(u64);

impl Postcode {
    /// Takes a postcode, whole or only its outward part.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut text: String = fold(text).words.into_iter().map(|it| it.whole).collect();
        text.truncate(OUTWARD_CHARS_MAX + INWARD_CHARS);
        if text.len() < 2 {
            return None;
        }
        let inward = if text.len() >= 5 { text.len() - INWARD_CHARS } else { text.len() };
        let (outward, inward) = text.split_at(inward);
        let six = |sum: u64, it: u8| sum << 6 | u64::from(six_bits(it));
        let left = outward.bytes().take(OUTWARD_CHARS_MAX).fold(0, six);
        let left = left << (6 * (OUTWARD_CHARS_MAX - outward.len().min(OUTWARD_CHARS_MAX)));
        Some(Self(left << INWARD_BITS | inward.bytes().fold(0, six)))
    }

    pub(crate) const fn packed(self) -> u64 {
        self.0
    }

    pub(crate) const fn unpacked(it: u64) -> Self {
        Self(it)
    }

    const fn outward(self) -> u64 {
        self.0 >> INWARD_BITS
    }

    /// Tells whether it has an inward part.
    pub(crate) const fn is_whole(self) -> bool {
        self.0 & ((1 << INWARD_BITS) - 1) != 0
    }

    /// Returns the letters that the outward part begins with.
    fn area(self) -> u64 {
        let mut letters = 0;
        for at in (0..OUTWARD_CHARS_MAX).rev() {
            let it = self.outward() >> (6 * at) & 0x3f;
            if !(11..=36).contains(&it) {
                break;
            }
            letters = letters << 6 | it;
        }
        letters
    }

    /// Returns the key of one level.
    pub(crate) fn key(self, level: Level) -> Option<Key> {
        match level {
            Level::Exact => Some(Key::Unit(self.0)),
            Level::District => Some(Key::District(self.outward())),
            Level::Area => Some(self.area()).filter(|it| *it != 0).map(Key::Area),
            _ => None,
        }
    }

    /// Returns the district or the area, packed, and its key.
    pub(crate) fn part(self, level: Level) -> Option<(u64, Key)> {
        let packed = if level == Level::District { self.outward() } else { self.area() };
        self.key(level).map(|it| (packed, it))
    }

    /// Returns the postcodes with one character wrong or two neighbours swapped.
    pub(crate) fn one_off(self) -> Vec<u64> {
        let mut found = Vec::with_capacity(400);
        let places: Vec<u32> = (0..10).filter(|it| self.0 >> (6 * it) & 0x3f != 0).collect();
        for (number, at) in places.iter().map(|it| it * 6).enumerate() {
            let own = self.0 >> at & 0x3f;
            let without = self.0 & !(0x3f << at);
            found.extend((1..=36).filter(|it| *it != own).map(|it| without | it << at));
            let Some(before) = number.checked_sub(1).and_then(|it| places.get(it)).map(|it| it * 6) else {
                continue;
            };
            let other = self.0 >> before & 0x3f;
            if other != own {
                found.push(without & !(0x3f << before) | other << at | own << before);
            }
        }
        found
    }

    pub(crate) fn compare(self, other: Self) -> Level {
        let whole = self.is_whole() && other.is_whole();
        if self.0 == other.0 {
            Level::Exact
        } else if whole && is_packed_one_off(self.0, other.0) {
            Level::Letter
        } else if whole && (self.0 ^ other.0) >> 12 == 0 {
            Level::Sector
        } else if self.outward() == other.outward() {
            if whole { Level::District } else { Level::Outward }
        } else if self.area() != 0 && self.area() == other.area() {
            Level::Area
        } else {
            Level::Mismatch
        }
    }
}

/// Returns 1 to 36 for a digit or letter.
const fn six_bits(it: u8) -> u8 {
    if it.is_ascii_digit() { it - b'0' + 1 } else { it.to_ascii_lowercase() - b'a' + 11 }
}

fn is_packed_one_off(one: u64, two: u64) -> bool {
    let differ = one ^ two;
    let at = differ.trailing_zeros() / 6 * 6;
    let rest = differ >> at;
    let of = |it: u64, place: u32| it >> place & 0x3f;
    let above = (64 - rest.leading_zeros()).div_ceil(6) * 6;
    // The two characters may have the empty places between outward and inward part between them.
    let next = (at + 6..at + above).step_by(6).find(|it| of(one, *it) != 0).unwrap_or(at + 6);
    let both = 0x3f << at | 0x3f << next;
    of(one, at) != 0 && of(two, at) != 0 && rest >> 6 == 0
        || differ & !both == 0 && of(one, at) == of(two, next) && of(one, next) == of(two, at)
}

/// A folded address: its digest, house number and the telling words of its street.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Address {
    whole: u32,
    number: u32,
    words: [u32; STREET_WORDS_MAX],
}

impl Address {
    /// The words of a packed address.
    pub(crate) const WORDS: usize = 2 + STREET_WORDS_MAX;

    /// Folds an address; `intern` gives each word of a street its number.
    pub(crate) fn read(text: &str, mut intern: impl FnMut(&str) -> u32) -> Option<Self> {
        let text = words(text)?;
        let mut address = Self { whole: short(digest(&text)), ..Self::default() };
        address.number = number(&text).map_or(0, |it| short(digest(it)).max(1));
        for (word, text) in address.words.iter_mut().zip(telling(&text)) {
            // 0 stands for no word.
            *word = intern(text) + 1;
        }
        Some(address)
    }

    pub(crate) const fn words(self) -> [u32; Self::WORDS] {
        [self.whole, self.number, self.words[0], self.words[1], self.words[2]]
    }

    pub(crate) fn of_words(words: &[u32]) -> Self {
        let at = |it: usize| words.get(it).copied().unwrap_or(0);
        Self { whole: at(0), number: at(1), words: [at(2), at(3), at(4)] }
    }

    /// Returns the numbers of its telling words.
    pub(crate) fn street(self) -> impl Iterator<Item = u32> {
        self.words.into_iter().filter_map(|it| it.checked_sub(1))
    }

    /// Returns its keys: the house number with each telling word of the street.
    pub(crate) fn keys(self) -> impl Iterator<Item = Key> {
        self.street().map(move |it| Key::Address(mix(u64::from(self.number), u64::from(it))))
    }

    /// Compares two addresses; `alike` tells whether two different words of streets are one letter apart.
    pub(crate) fn compare(self, other: Self, alike: impl Fn(u32, u32) -> bool) -> Level {
        let same_number = self.number != 0 && self.number == other.number;
        let street = self.street().any(|it| other.street().any(|other| it == other));
        if self.whole == other.whole || street && same_number {
            Level::Exact
        } else if street {
            Level::Street
        } else if self.street().any(|it| other.street().any(|other| alike(it, other))) {
            Level::Similar
        } else {
            Level::Mismatch
        }
    }
}

fn short(digest: u64) -> u32 {
    u32::try_from(digest >> 32).unwrap_or_default()
}

/// Folds a place or an address to its words, or tells that there are none.
pub(crate) fn words(text: &str) -> Option<Box<str>> {
    let words: Vec<String> = fold(text).words.into_iter().map(|it| it.whole).collect();
    (!words.is_empty()).then(|| words.join(" ").into())
}

pub(crate) fn compare_places(one: &str, other: &str) -> Level {
    let alike = || telling(one).any(|it| telling(other).any(|other| it == other));
    let written_alike = || one.len().min(other.len()) > 5 && is_within(one, other, 2);
    if one == other {
        Level::Exact
    } else if alike() || written_alike() {
        Level::Similar
    } else {
        Level::Mismatch
    }
}

/// Returns the words that tell one place or street from another.
pub(crate) fn telling(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|it| {
        it.len() >= WORD_CHARS_MIN
            && it.starts_with(|it: char| it.is_ascii_lowercase())
            && COMMON_WORDS.binary_search(it).is_err()
    })
}

fn number(address: &str) -> Option<&str> {
    address.split(' ').find(|it| it.starts_with(|it: char| it.is_ascii_digit()))
}

/// Tells whether two words of a street are one letter apart.
pub(crate) fn is_one_off(one: &str, other: &str) -> bool {
    one.len().min(other.len()) > 4 && is_within(one, other, 1)
}

fn is_within(one: &str, other: &str, wrong_max: usize) -> bool {
    let arguments = osa::Args::default().score_cutoff(wrong_max);
    osa::distance_with_args(one.bytes(), other.bytes(), &arguments).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_are_compared_from_the_unit_outwards() {
        for (one, other, level) in [
            ("SW15 6HY", "sw156hy", Level::Exact),
            ("SW15 6HY", "SW15 6HZ", Level::Letter),
            ("SW15 6HY", "SW15 6AZ", Level::Sector),
            ("SW15 6HY", "SW16 6HY", Level::Letter),
            ("SW15 6HY", "SW51 6HY", Level::Letter),
            ("SW15 6HY", "SW16 7HY", Level::Area),
            ("L3 0AH", "L0 3AH", Level::Letter),
            ("SW15 6HY", "SW15 2AB", Level::District),
            ("SW15 6HY", "SW15", Level::Outward),
            ("SW15 6HY", "SW1A 1AA", Level::Area),
            ("SW15 6HY", "S15 6HY", Level::Mismatch),
            ("SW15 6HY", "L3 0AH", Level::Mismatch),
            ("4576", "4576", Level::Exact),
        ] {
            let (left, right) = (Postcode::read(one).expect("one"), Postcode::read(other).expect("one"));
            assert_eq!(left.compare(right), level, "{one} {other}");
            assert_eq!(right.compare(left), level, "{other} {one}");
            assert_eq!(left.one_off().contains(&right.packed()), level == Level::Letter, "{one} {other}");
        }
        assert!(Postcode::read("*").is_none());
    }

    #[test]
    fn addresses_are_compared_by_number_and_street() {
        let mut known: Vec<String> = Vec::new();
        let mut read = |text: &str| {
            Address::read(text, |word| {
                let at = known.iter().position(|it| it == word).unwrap_or_else(|| {
                    known.push(word.to_owned());
                    known.len() - 1
                });
                u32::try_from(at).expect("few")
            })
            .expect("an address")
        };
        let pairs = [
            ("10 high street", "10 high st", Level::Exact),
            ("10 high street", "12 high street", Level::Street),
            ("10 station road", "10 statoin road", Level::Similar),
            ("10 station road", "10 church road", Level::Mismatch),
        ]
        .map(|(one, other, level)| (read(one), read(other), level));
        for (one, other, level) in pairs {
            let alike = |it: u32, other: u32| is_one_off(&known[it as usize], &known[other as usize]);
            assert_eq!(one.compare(other, alike), level);
            assert_eq!(Address::of_words(&one.words()).compare(other, alike), level);
        }
        assert!(COMMON_WORDS.is_sorted());
    }

    #[test]
    fn places_are_compared_by_their_words() {
        assert_eq!(compare_places("southend on sea", "southend"), Level::Similar);
        assert_eq!(compare_places("liverpool", "liverpol"), Level::Similar);
        assert_eq!(compare_places("leeds", "london"), Level::Mismatch);
    }
}

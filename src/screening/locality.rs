//! Postcodes, places and addresses: folded, compared, and the keys they are listed under.

use rapidfuzz::distance::osa;

use crate::screening::fold::fold;
use crate::screening::postings::{Key, digest};
use crate::screening::reason::Level;

/// The longest postcode of any country that is kept, in bytes.
const POSTCODE_BYTES_MAX: usize = 10;
/// The shortest word that tells one place or street from another.
const WORD_CHARS_MIN: usize = 4;

/// Words of addresses that tell nothing.
const COMMON_WORDS: [&str; 22] = [
    "avenue", "close", "court", "crescent", "drive", "estate", "flat", "floor", "gardens", "great", "grove",
    "house", "lane", "park", "place", "road", "square", "street", "terrace", "unit", "upon", "view",
];

/// A folded postcode: `sw15 6hy` has the outward part `sw15`, the sector `sw156`, the area `sw`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Postcode {
    pub(crate) text: Box<str>,
    outward: usize,
}

impl Postcode {
    /// Takes a postcode, whole or only its outward part.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut text: String = fold(text).words.into_iter().map(|it| it.whole).collect();
        text.truncate(POSTCODE_BYTES_MAX);
        let outward = if text.len() >= 5 { text.len() - 3 } else { text.len() };
        (text.len() > 1).then(|| Self { text: text.into(), outward })
    }

    fn outward(&self) -> &str {
        &self.text[..self.outward]
    }

    fn is_whole(&self) -> bool {
        self.outward < self.text.len()
    }

    fn sector(&self) -> Option<&str> {
        self.is_whole().then(|| &self.text[..=self.outward])
    }

    fn area(&self) -> Option<&str> {
        let letters = self.text.bytes().take_while(u8::is_ascii_lowercase).count();
        (letters > 0).then(|| &self.text[..letters])
    }

    /// Returns the key of one level.
    pub(crate) fn key(&self, level: Level) -> Option<Key> {
        match level {
            Level::Exact => Some(Key::Unit(digest(&self.text))),
            Level::Sector => self.sector().map(|it| Key::Sector(digest(it))),
            Level::District => Some(Key::District(digest(self.outward()))),
            Level::Area => self.area().map(|it| Key::Area(digest(it))),
            _ => None,
        }
    }

    /// Returns the keys of the postcodes with one character wrong or two neighbours swapped.
    pub(crate) fn keys_one_off(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        let mut characters = self.text.as_bytes().to_vec();
        let mut add = |it: &[u8]| keys.extend(std::str::from_utf8(it).map(|it| Key::Unit(digest(it))));
        for at in 0..characters.len() {
            let own = characters[at];
            for other in (b'a'..=b'z').chain(b'0'..=b'9').filter(|it| *it != own) {
                characters[at] = other;
                add(&characters);
            }
            characters[at] = own;
            if at > 0 && characters[at - 1] != own {
                characters.swap(at - 1, at);
                add(&characters);
                characters.swap(at - 1, at);
            }
        }
        keys
    }

    pub(crate) fn compare(&self, other: &Self) -> Level {
        if self.text == other.text {
            Level::Exact
        } else if self.sector().is_some() && self.sector() == other.sector() {
            Level::Sector
        } else if self.is_whole() && other.is_whole() && is_one_off(&self.text, &other.text) {
            Level::Letter
        } else if self.outward() == other.outward() {
            Level::District
        } else if self.area().is_some() && self.area() == other.area() {
            Level::Area
        } else {
            Level::Mismatch
        }
    }
}

/// Folds a place or an address to its words, or tells that there are none.
pub(crate) fn words(text: &str) -> Option<Box<str>> {
    let words: Vec<String> = fold(text).words.into_iter().map(|it| it.whole).collect();
    (!words.is_empty()).then(|| words.join(" ").into())
}

/// Returns the keys of a folded place: the whole first, then its telling words.
pub(crate) fn place_keys(place: &str) -> Vec<Key> {
    let mut keys = vec![Key::Place(digest(place))];
    keys.extend(telling(place).map(|it| Key::PlaceWord(digest(it))));
    keys
}

/// Returns the keys of a folded address: the house number with each telling word of the street.
pub(crate) fn address_keys(address: &str) -> Vec<Key> {
    let number = number(address).unwrap_or("");
    telling(address).map(|it| Key::Address(digest(&format!("{number} {it}")))).collect()
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

pub(crate) fn compare_addresses(one: &str, other: &str) -> Level {
    let street = telling(one).any(|it| telling(other).any(|other| it == other));
    let similar = || telling(one).any(|it| telling(other).any(|other| it.len() > 4 && is_one_off(it, other)));
    let same_number = number(one).is_some() && number(one) == number(other);
    if one == other || street && same_number {
        Level::Exact
    } else if street {
        Level::Street
    } else if similar() {
        Level::Similar
    } else {
        Level::Mismatch
    }
}

fn telling(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|it| {
        it.len() >= WORD_CHARS_MIN
            && it.starts_with(|it: char| it.is_ascii_lowercase())
            && COMMON_WORDS.binary_search(it).is_err()
    })
}

fn number(address: &str) -> Option<&str> {
    address.split(' ').find(|it| it.starts_with(|it: char| it.is_ascii_digit()))
}

fn is_one_off(one: &str, other: &str) -> bool {
    is_within(one, other, 1)
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
            ("SW15 6HY", "SW15 6HZ", Level::Sector),
            ("SW15 6HY", "SW16 6HY", Level::Letter),
            ("SW15 6HY", "SW15 2AB", Level::District),
            ("SW15 6HY", "SW15", Level::District),
            ("SW15 6HY", "SW1A 1AA", Level::Area),
            ("SW15 6HY", "L3 0AH", Level::Mismatch),
            ("4576", "4576", Level::Exact),
        ] {
            let (left, right) = (Postcode::read(one).expect("one"), Postcode::read(other).expect("one"));
            assert_eq!(left.compare(&right), level, "{one} {other}");
            assert_eq!(right.compare(&left), level, "{other} {one}");
        }
        assert!(Postcode::read("*").is_none());
    }

    #[test]
    fn a_wrong_character_is_among_the_keys_one_off() {
        let (right, wrong) =
            (Postcode::read("sw15 6hy").expect("one"), Postcode::read("sw15 wHy").expect("one"));
        assert!(wrong.keys_one_off().contains(&right.key(Level::Exact).expect("a unit")));
    }

    #[test]
    fn addresses_are_compared_by_number_and_street() {
        for (one, other, level) in [
            ("10 high street", "10 high st", Level::Exact),
            ("10 high street", "12 high street", Level::Street),
            ("10 station road", "10 statoin road", Level::Similar),
            ("10 station road", "10 church road", Level::Mismatch),
        ] {
            assert_eq!(compare_addresses(one, other), level, "{one} {other}");
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

//! Conflicts of interest: what an account declared of its holder, blinded, against what an entry says.
//!
//! Police staff are themselves stalked, and stalk. The register keeps of a declaration only keyed
//! digests; a match bars the holder from the entry and tells others of it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::contact::ContactKind;
use crate::model::text::{Few, Line};
use crate::model::{Name, Subject};

/// Something that an account's holder declared. The number is stored and never reused.
///
/// In the order of what it bars: a surname is shared with strangers, the others hardly are.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Own {
    /// A surname of the holder's own, or of the household.
    Surname = 1,
    /// Where the holder lives or lived.
    Address = 2,
    /// A telephone number of the holder's own.
    Phone = 3,
    /// The full name of somebody whom the holder knows.
    Associate = 4,
}

/// What a match does.
///
/// In the order of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Bar {
    /// The entry opens only by breaking the glass, and not at all if it is sealed.
    BreakGlass,
    /// The entry is absent for the holder, whatever glass is broken.
    Shut,
}

impl Own {
    /// Returns the stored number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns what a match does.
    #[must_use]
    pub const fn bar(self) -> Bar {
        match self {
            Self::Surname => Bar::BreakGlass,
            Self::Address | Self::Associate | Self::Phone => Bar::Shut,
        }
    }

    /// Returns the kind of a stored number.
    #[must_use]
    pub const fn of_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Surname),
            2 => Some(Self::Address),
            3 => Some(Self::Phone),
            4 => Some(Self::Associate),
            _ => None,
        }
    }
}

/// A place that a holder declares.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// House and street.
    pub line: Line<200>,
    /// The postcode.
    pub postcode: Line<20>,
}

/// What a holder declares. Only keyed digests of it are kept.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Declaration {
    /// Surnames of the holder's own, or of the household.
    pub surnames: Few<Line<200>, 10>,
    /// Where the holder lives or lived.
    pub addresses: Few<Place, 10>,
    /// Telephone numbers of the holder's own.
    pub phones: Few<Line<40>, 20>,
    /// Full names of those whom the holder knows.
    pub associates: Few<Line<200>, 50>,
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Place")
    }
}

impl std::fmt::Debug for Declaration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Declaration")
    }
}

/// A kind of thing and the form in which two of it are compared.
pub type Mark = (Own, String);

impl Declaration {
    /// Returns what is to be compared with entries.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the item that says nothing, since it would bar nothing.
    pub fn marks(&self) -> Result<Vec<Mark>> {
        let mut marks = Vec::new();
        let mut add = |kind: Own, at: String, text: Option<String>| -> Result<()> {
            let text = text.ok_or_else(|| Error::invalid(&at, Problem::Malformed))?;
            marks.push((kind, text));
            Ok(())
        };
        for (n, it) in self.surnames.iter().enumerate() {
            add(Own::Surname, format!("/surnames/{n}"), word(it))?;
        }
        for (n, it) in self.addresses.iter().enumerate() {
            add(Own::Address, format!("/addresses/{n}"), address(&it.line, &it.postcode))?;
        }
        for (n, it) in self.phones.iter().enumerate() {
            add(Own::Phone, format!("/phones/{n}"), phone(it))?;
        }
        for (n, it) in self.associates.iter().enumerate() {
            add(Own::Associate, format!("/associates/{n}"), full_name(it))?;
        }
        Ok(marks)
    }
}

/// Returns what of an entry's subject is compared with declarations.
#[must_use]
pub fn marks_of(subject: &Subject) -> Vec<Mark> {
    let mut marks = Vec::new();
    for name in &*subject.names {
        marks.extend(surname_of(name).map(|it| (Own::Surname, it)));
        marks.extend(full_name(&name.line()).map(|it| (Own::Associate, it)));
    }
    for it in &*subject.addresses {
        let lines: Vec<&str> = it.lines.iter().map(Line::as_str).collect();
        let postcode = it.postcode.as_deref().unwrap_or_default();
        marks.extend(address(&lines.join(" "), postcode).map(|it| (Own::Address, it)));
    }
    for it in &*subject.contacts {
        if it.kind == ContactKind::Phone {
            marks.extend(phone(&it.value).map(|it| (Own::Phone, it)));
        }
    }
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// Returns the form in which a surname is compared.
#[must_use]
pub fn surname_of(name: &Name) -> Option<String> {
    match (&name.family, &name.full) {
        (Some(family), _) => word(family),
        (None, Some(full)) => last_word(full),
        (None, None) => None,
    }
}

/// Returns the form in which a whole line's last word is compared as a surname.
#[must_use]
pub fn last_word(line: &str) -> Option<String> {
    line.split_whitespace().rev().find_map(word)
}

/// Returns the form in which a full name is compared: its first and its last word.
#[must_use]
pub fn full_name(line: &str) -> Option<String> {
    let words: Vec<String> = line.split_whitespace().filter_map(word).filter(|it| !is_title(it)).collect();
    match words.as_slice() {
        [first, .., last] => Some(format!("{first} {last}")),
        _ => None,
    }
}

/// Returns the form in which an address is compared: its postcode and its house.
#[must_use]
pub fn address(line: &str, postcode: &str) -> Option<String> {
    let postcode = word(postcode)?;
    let house = line
        .split(|it: char| it.is_whitespace() || it == ',')
        .find(|it| it.contains(|c: char| c.is_ascii_digit()))
        .map_or_else(|| word(line), word)?;
    Some(format!("{postcode} {house}"))
}

/// Returns the form in which a telephone number is compared: its digits, as dialled in the country.
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("0044").or_else(|| digits.strip_prefix("44"));
    let number = match national {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None => digits,
    };
    (number.len() >= PHONE_DIGITS_MIN).then_some(number)
}

/// Digits that a telephone number has at the least.
const PHONE_DIGITS_MIN: usize = 6;

/// Titles and ranks that stand before a name.
const TITLES: [&str; 17] = [
    "ch", "cllr", "da", "dc", "dci", "di", "dr", "ds", "insp", "miss", "mr", "mrs", "ms", "pc", "prof", "ps",
    "sgt",
];

fn is_title(word: &str) -> bool {
    TITLES.binary_search(&word).is_ok()
}

/// Folds a text to the letters and digits of ASCII, in lower case.
fn word(text: &str) -> Option<String> {
    let folded: String = any_ascii::any_ascii(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|it| it.to_ascii_lowercase())
        .collect();
    (!folded.is_empty()).then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ways_of_writing_the_same_are_the_same() {
        assert_eq!(phone("+44 (0)7700 900123"), phone("07700 900 123"));
        assert_eq!(phone("0044 7700 900123"), phone("07700900123"));
        assert_eq!(phone("12"), None);
        assert_eq!(address("12 High Street", "ab1 2cd"), address("Flat, 12, High St.", "AB12CD"));
        assert_ne!(address("12 High Street", "AB1 2CD"), address("14 High Street", "AB1 2CD"));
        assert_eq!(address("12 High Street", ""), None);
        assert_eq!(full_name("PC Ann Mary O'Neill"), full_name("Ann ONeill"));
        assert_eq!(full_name("Ann"), None);
        assert_eq!(last_word("Mr José Müller"), Some("muller".into()));
    }

    #[test]
    fn an_entrys_marks_are_those_a_declaration_makes() {
        let subject = Subject::named("Ann", "Ode").unwrap().living_at("12 High Street", "AB1 2CD").unwrap();
        let declared: Declaration = serde_json::from_str(
            r#"{"surnames":["ODE"],"addresses":[{"line":"12 High St","postcode":"AB12CD"}],
                "associates":["Mrs Ann B Ode"]}"#,
        )
        .unwrap();
        let mut marks = declared.marks().unwrap();
        marks.sort_unstable();
        assert_eq!(marks, marks_of(&subject));
    }

    #[test]
    fn what_says_nothing_is_refused_for_it_would_bar_nothing() {
        for (json, at) in [
            (r#"{"surnames":["ok","--"]}"#, "/surnames/1"),
            (r#"{"phones":["none"]}"#, "/phones/0"),
            (r#"{"associates":["Ann"]}"#, "/associates/0"),
        ] {
            let declared: Declaration = serde_json::from_str(json).unwrap();
            assert_eq!(declared.marks(), Err(Error::invalid(at, Problem::Malformed)), "{json}");
        }
    }

    #[test]
    fn titles_stand_in_order() {
        assert!(TITLES.windows(2).all(|it| it[0] < it[1]));
    }
}

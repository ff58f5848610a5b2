//! An entry as the index keeps it, and the keys that it is listed under.

use crate::model::Id;
use crate::screening::birth::Birth;
use crate::screening::fold::{Word, fold_name};
use crate::screening::locality::{self, Postcode};
use crate::screening::postings::Key;
use crate::screening::profile::{Name, NameKind, Profile, Sex};
use crate::screening::reason::Level;
use crate::screening::vocabulary::{Role, Vocabulary};

/// Words in front of a family name that tell nobody from another.
const PARTICLES: [&str; 20] = [
    "abd", "abu", "al", "bin", "bint", "da", "de", "del", "della", "den", "der", "di", "du", "el", "ibn",
    "la", "le", "st", "van", "von",
];

/// A folded name: the family name joined, its parts if it has several, and the given names.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct FoldedName {
    pub(crate) family: Option<String>,
    pub(crate) family_parts: Vec<String>,
    pub(crate) given: Vec<String>,
}

impl FoldedName {
    pub(crate) fn of(family: &[Word], given: &[Word]) -> Self {
        let whole: String = family.iter().map(|it| it.whole.as_str()).collect();
        let mut parts: Vec<String> = family.iter().flat_map(pieces).collect();
        if parts.len() < 2 {
            parts.clear();
        }
        parts.retain(|it| PARTICLES.binary_search(&it.as_str()).is_err());
        let mut names: Vec<String> = given.iter().map(|it| it.whole.clone()).take(1).collect();
        names.extend(given.first().into_iter().flat_map(|it| it.parts.iter().cloned()));
        names.extend(given.iter().skip(1).flat_map(pieces));
        let family = Some(whole).filter(|it| !it.is_empty()).map(|mut it| {
            it.truncate(crate::screening::fold::WORD_BYTES_MAX);
            it
        });
        Self { family, family_parts: parts, given: names }
    }
}

fn pieces(word: &Word) -> Vec<String> {
    if word.parts.is_empty() { vec![word.whole.clone()] } else { word.parts.clone() }
}

/// A name in the words of the vocabulary.
pub(crate) struct Named {
    pub(crate) family: Option<u32>,
    pub(crate) family_parts: Box<[u32]>,
    pub(crate) given: Box<[u32]>,
}

/// An entry as the index keeps it.
pub(crate) struct Record {
    pub(crate) id: Id,
    pub(crate) names: Box<[Named]>,
    pub(crate) births: Box<[Birth]>,
    pub(crate) postcodes: Box<[Postcode]>,
    pub(crate) places: Box<[Box<str>]>,
    pub(crate) addresses: Box<[Box<str>]>,
    pub(crate) sex: Option<Sex>,
}

impl Record {
    /// Folds a profile and enters its words in the vocabulary.
    pub(crate) fn enter(id: Id, profile: &Profile, vocabulary: &mut Vocabulary, slot: u32) -> Self {
        let names = parts_of(&profile.names).iter().map(|it| named(it, vocabulary, slot)).collect();
        let some = |items: &[String], fold: fn(&str) -> Option<Box<str>>| -> Box<[Box<str>]> {
            items.iter().filter_map(|it| fold(it)).take(Profile::ITEMS_MAX).collect()
        };
        Self {
            id,
            names,
            births: profile.births.iter().copied().take(Profile::ITEMS_MAX).collect(),
            postcodes: profile
                .postcodes
                .iter()
                .filter_map(|it| Postcode::read(it))
                .take(Profile::ITEMS_MAX)
                .collect(),
            places: some(&profile.places, locality::words),
            addresses: some(&profile.addresses, locality::words),
            sex: profile.sex,
        }
    }

    /// Strikes the entry's words from the vocabulary.
    pub(crate) fn strike(&self, vocabulary: &mut Vocabulary, slot: u32) {
        // A word is forgotten with its last list: each pair of word and role is struck once.
        let mut words: Vec<(u32, Role)> = Vec::new();
        for name in &self.names {
            words.extend(name.family.iter().chain(&name.family_parts).map(|it| (*it, Role::Family)));
            words.extend(name.given.iter().map(|it| (*it, Role::Given)));
        }
        words.sort_unstable();
        words.dedup();
        for (token, role) in words {
            vocabulary.strike(token, role, slot);
        }
    }

    /// Returns the keys that the entry is listed under.
    pub(crate) fn keys(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        for birth in &self.births {
            keys.extend(birth.whole().map(|(year, month, day)| Key::Birth(year, month, day)));
            keys.extend(birth.year.map(Key::Year));
            keys.extend(birth.year.zip(birth.month).map(|(year, month)| Key::Month(year, month)));
            keys.extend(birth.day.zip(birth.month).map(|(day, month)| Key::DayMonth(day, month)));
        }
        for postcode in &self.postcodes {
            let levels = [Level::Exact, Level::Sector, Level::District, Level::Area];
            keys.extend(levels.into_iter().filter_map(|it| postcode.key(it)));
        }
        keys.extend(self.places.iter().flat_map(|it| locality::place_keys(it)));
        keys.extend(self.addresses.iter().flat_map(|it| locality::address_keys(it)));
        keys
    }
}

/// Folds names; a former name or an alias without one of its parts has the main name's.
fn parts_of(names: &[Name]) -> Vec<FoldedName> {
    let folded = |it: &Name| {
        let (mut family, given) = (fold_name(&it.family).words, fold_name(&it.given).words);
        // A hyphenated or plain family name; more words than the limits allow are cut by the folding.
        family.truncate(crate::screening::fold::PARTS_MAX * 2);
        FoldedName::of(&family, &given)
    };
    let main = names.iter().find(|it| it.kind == NameKind::Main).map(folded).unwrap_or_default();
    let mut all: Vec<FoldedName> = Vec::new();
    for name in names.iter().take(Profile::ITEMS_MAX) {
        let mut parts = folded(name);
        if parts.family.is_none() && parts.given.is_empty() {
            continue;
        }
        if name.kind != NameKind::Main && parts.family.is_none() {
            parts.family.clone_from(&main.family);
            parts.family_parts.clone_from(&main.family_parts);
        }
        if name.kind != NameKind::Main && parts.given.is_empty() {
            parts.given.clone_from(&main.given);
        }
        if !all.contains(&parts) {
            all.push(parts);
        }
    }
    all
}

fn named(parts: &FoldedName, vocabulary: &mut Vocabulary, slot: u32) -> Named {
    let mut enter =
        |texts: &[String], role| texts.iter().map(|it| vocabulary.enter(it, role, slot)).collect();
    Named {
        family_parts: enter(&parts.family_parts, Role::Family),
        given: enter(&parts.given, Role::Given),
        family: parts.family.as_ref().map(|it| vocabulary.enter(it, Role::Family, slot)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(given: &str, family: &str) -> (String, String, String) {
        let it = &parts_of(&[Name::new(given, family, NameKind::Main)])[0];
        (it.family.clone().unwrap_or_default(), it.family_parts.join(" "), it.given.join(" "))
    }

    #[test]
    fn a_compound_name_is_kept_whole_and_in_parts() {
        let expected = |family: &str, parts: &str, given: &str| (family.into(), parts.into(), given.into());
        assert_eq!(parts("Ann Mary", "Smith"), expected("smith", "", "ann mary"));
        assert_eq!(
            parts("Anne-Marie", "Van der Berg"),
            expected("vanderberg", "berg", "annemarie anne marie")
        );
        assert_eq!(parts("", "Massy-Westropp"), expected("massywestropp", "massy westropp", ""));
        assert!(PARTICLES.is_sorted());
    }

    #[test]
    fn an_alias_without_a_family_name_has_the_main_one() {
        let names = [Name::new("Gary", "Smith", NameKind::Main), Name::free("Shadow", NameKind::Alias)];
        assert_eq!(parts_of(&names)[1].family.as_deref(), Some("smith"));
    }
}

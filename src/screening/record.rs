//! An entry's profile folded: its names in words of the vocabulary, and the keys that it is listed under.

use crate::screening::columns::{Detail, Record};
use crate::screening::fold::{self, Word, fold_name};
use crate::screening::gazetteer::Gazetteer;
use crate::screening::locality::{self, Address, Postcode};
use crate::screening::postings::Key;
use crate::screening::profile::{Name, NameKind, Profile};
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
            it.truncate(fold::WORD_BYTES_MAX);
            it
        });
        Self { family, family_parts: parts, given: names }
    }
}

fn pieces(word: &Word) -> Vec<String> {
    if word.parts.is_empty() { vec![word.whole.clone()] } else { word.parts.clone() }
}

/// Folds a profile and enters its words.
pub(crate) fn enter(
    profile: &Profile,
    vocabulary: &mut Vocabulary,
    places: &mut Gazetteer,
    streets: &mut Gazetteer,
    slot: u32,
) -> Record {
    let (mut names, mut initial) = (Vec::new(), false);
    for parts in parts_of(&profile.names) {
        initial |= parts.family.iter().chain(&parts.family_parts).chain(&parts.given).any(|it| it.len() == 1);
        let mut enter = |texts: &[String], role| -> Vec<u32> {
            texts.iter().map(|it| vocabulary.enter(it, role, slot)).collect()
        };
        let (family_parts, given) =
            (enter(&parts.family_parts, Role::Family), enter(&parts.given, Role::Given));
        names.push((parts.family.map(|it| vocabulary.enter(&it, Role::Family, slot)), family_parts, given));
    }
    let max = Profile::ITEMS_MAX;
    let postcodes = profile.postcodes.iter().filter_map(|it| Postcode::read(it));
    let folded = profile.places.iter().filter_map(|it| locality::words(it));
    let addresses = profile.addresses.iter().take(max);
    Record {
        names,
        births: profile.births.iter().copied().take(max).collect(),
        postcodes: postcodes.take(max).collect(),
        places: folded.take(max).map(|it| places.enter(&it)).collect(),
        addresses: addresses.filter_map(|it| Address::read(it, |word| streets.enter(word))).collect(),
        sex: profile.sex,
        initial,
    }
}

/// Strikes an entry's words.
pub(crate) fn strike(
    detail: Detail<'_>,
    vocabulary: &mut Vocabulary,
    places: &mut Gazetteer,
    streets: &mut Gazetteer,
    slot: u32,
) {
    // A word is forgotten with its last list: each pair of word and role is struck once.
    for (token, role) in words(detail) {
        vocabulary.strike(token, role, slot);
    }
    detail.places.iter().for_each(|it| places.strike(*it));
    detail.addresses().flat_map(Address::street).for_each(|it| streets.strike(it));
}

/// Returns the words that an entry is listed under, each once.
pub(crate) fn words(detail: Detail<'_>) -> Vec<(u32, Role)> {
    let mut words: Vec<(u32, Role)> = Vec::new();
    for name in detail.names() {
        words.extend(name.family.iter().chain(name.family_parts).map(|it| (*it, Role::Family)));
        words.extend(name.given.iter().map(|it| (*it, Role::Given)));
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// Returns the keys that an entry is listed under.
pub(crate) fn keys(detail: Detail<'_>) -> Vec<Key> {
    let mut keys = Vec::new();
    for birth in detail.births() {
        let digits = birth.pack().digits;
        keys.push(Key::Birth(digits));
        keys.extend(birth.year.map(|_| Key::Year(digits >> 16)));
    }
    for postcode in detail.postcodes() {
        keys.extend(
            [Level::Exact, Level::District, Level::Area].into_iter().filter_map(|it| postcode.key(it)),
        );
    }
    keys.extend(detail.places.iter().map(|it| Key::Place(*it)));
    keys.extend(detail.addresses().flat_map(Address::keys));
    keys
}

/// Folds names; a former name or an alias without one of its parts has the main name's.
fn parts_of(names: &[Name]) -> Vec<FoldedName> {
    let folded = |it: &Name| {
        let (mut family, mut given) = (fold_name(&it.family).words, fold_name(&it.given).words);
        // "Baronet" told as a family name is none.
        if family.iter().all(|it| fold::is_title(&it.whole)) && given.len() > 1 {
            family = given.pop().into_iter().collect();
        }
        // A hyphenated or plain family name; more words than the limits allow are cut by the folding.
        family.truncate(fold::PARTS_MAX * 2);
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

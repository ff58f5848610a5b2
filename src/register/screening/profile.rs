//! What screening looks at of an entry, and what one would ask to find it again.

use crate::model::name::NameKind;
use crate::model::text::{Few, Line};
use crate::model::{Subject, birth, subject};
use crate::screening::{Birth, Name, Precision, Profile, Query, Sex};

/// Aliases that a query has at the most.
const ALIASES_MAX: usize = 20;

/// Returns what screening looks at of an entry.
pub(super) fn profile(subject: &Subject) -> Profile {
    let names = subject.names.iter().map(|it| {
        let kind = match it.kind {
            NameKind::Official => crate::screening::NameKind::Main,
            NameKind::Birth | NameKind::Maiden | NameKind::Previous => crate::screening::NameKind::Former,
            _ => crate::screening::NameKind::Alias,
        };
        match (&it.given, &it.family, &it.full) {
            (None, None, Some(full)) => Name::free(full, kind),
            (given, family, _) => {
                Name::new(given.as_deref().unwrap_or_default(), family.as_deref().unwrap_or_default(), kind)
            }
        }
    });
    let births = subject.births.iter().filter_map(|it| {
        let date = it.date?;
        Some(Birth {
            year: u16::try_from(date.year).ok(),
            month: date.month.and_then(|it| u8::try_from(it).ok()),
            day: date.day.and_then(|it| u8::try_from(it).ok()),
            precision: match it.precision {
                birth::Precision::Estimated => Precision::About,
                _ => Precision::Stated,
            },
        })
    });
    let addresses = &subject.addresses;
    let text = |it: &Line<200>| it.to_string();
    Profile {
        names: names.collect(),
        births: births.collect(),
        postcodes: addresses.iter().filter_map(|it| it.postcode.as_deref().map(str::to_owned)).collect(),
        places: addresses.iter().filter_map(|it| it.place.as_ref().map(text)).collect(),
        addresses: addresses
            .iter()
            .filter(|it| !it.lines.is_empty())
            .map(|it| it.lines.iter().map(text).collect::<Vec<_>>().join(" "))
            .collect(),
        sex: sex(subject),
    }
}

fn sex(subject: &Subject) -> Option<Sex> {
    match subject.sex {
        Some(subject::Sex::Female) => Some(Sex::Female),
        Some(subject::Sex::Male) => Some(Sex::Male),
        _ => None,
    }
}

/// Returns what one would ask who knew of the person what the entry says.
pub(super) fn query(subject: &Subject) -> Query {
    let official = subject.names.iter().find(|it| it.kind == NameKind::Official);
    let name = official.or_else(|| subject.names.first());
    let others = subject.names.iter().filter(|it| !name.is_some_and(|name| std::ptr::eq(*it, name)));
    let aliases: Vec<_> = others.filter_map(|it| Line::new(&it.line()).ok()).take(ALIASES_MAX).collect();
    // The present address before a former one.
    let address = subject.addresses.iter().find(|it| it.until.is_none()).or(subject.addresses.first());
    let born = subject.births.iter().find_map(|it| {
        let about = if it.precision == birth::Precision::Estimated { "c. " } else { "" };
        Line::new(&format!("{about}{}", it.date?)).ok()
    });
    let lines = |it: &crate::model::address::Address| {
        Line::new(&it.lines.iter().map(Line::as_str).collect::<Vec<_>>().join(" ")).ok()
    };
    Query {
        name: name.and_then(|it| it.full.as_deref()).and_then(|it| Line::new(it).ok()),
        given: name.and_then(|it| it.given.clone()),
        family: name.and_then(|it| it.family.clone()),
        aliases: Few::new(aliases).unwrap_or_default(),
        born,
        postcode: address.and_then(|it| it.postcode.clone()),
        place: address.and_then(|it| it.place.clone()),
        address: address.and_then(lines),
        sex: sex(subject),
    }
}

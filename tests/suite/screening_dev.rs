//! Finding people again in a development set of historical persons with injected errors.

use std::collections::BTreeMap;

use stalking_register::model::Id;
use stalking_register::model::text::{Few, Line};
use stalking_register::screening::{Birth, Index, Name, NameKind, Policy, Profile, Query, Sex};

use crate::support::shared::shared;

/// A row by the names of its columns.
type Row = BTreeMap<String, String>;

fn rows(path: &std::path::Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    reader.deserialize().map(|it| it.expect("a row")).collect()
}

fn sex(row: &Row) -> Option<Sex> {
    match row["sex"].as_str() {
        "M" => Some(Sex::Male),
        "F" => Some(Sex::Female),
        _ => None,
    }
}

/// The family name as given, everything else of the name before it.
fn profile(row: &Row) -> Profile {
    let (name, family) = (row["name"].as_str(), row["family"].as_str());
    let given = name.strip_suffix(family).map_or(row["given"].as_str(), str::trim);
    let aliases = row["aliases"].split(';').filter(|it| !it.is_empty());
    let some = |field: &str| -> Vec<String> {
        Some(row[field].clone()).filter(|it| !it.is_empty()).into_iter().collect()
    };
    Profile {
        names: std::iter::once(Name::new(given, family, NameKind::Main))
            .chain(aliases.map(|it| Name::free(it, NameKind::Alias)))
            .collect(),
        births: Birth::read(&row["dob"]).into_iter().collect(),
        postcodes: some("postcode"),
        places: some("place"),
        addresses: some("address"),
        sex: sex(row),
    }
}

fn query(row: &Row) -> Query {
    let aliases = row["aliases"].split(';').filter_map(|it| Line::new(it).ok()).collect();
    Query {
        name: Line::new(&row["name"]).ok(),
        given: Line::new(&row["given"]).ok(),
        family: Line::new(&row["family"]).ok(),
        aliases: Few::new(aliases).expect("few aliases"),
        born: Line::new(&row["dob"]).ok(),
        postcode: Line::new(&row["postcode"]).ok(),
        place: Line::new(&row["place"]).ok(),
        address: Line::new(&row["address"]).ok(),
        sex: sex(row),
    }
}

fn id_of(row: usize) -> Id {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&u64::try_from(row).expect("a small number").to_be_bytes());
    Id::from_bytes(bytes)
}

/// Of the first 2,000 queries of the set, 1,618 are for persons on its register of 2,435. Measured: the
/// person comes first for 0.971 of them and among the first ten for 0.989, and at the odds that one of a
/// hundred unknown persons reaches, 0.907 come first. The floors lie just below. The weights are fitted on
/// this set among others: the figure guards against loss, it proves no skill.
#[test]
fn a_person_is_found_again_despite_errors_in_the_query() {
    let (Some(register), Some(queries)) =
        (shared("data/screening/dev/hist_register.csv"), shared("data/screening/dev/hist_queries.csv"))
    else {
        return;
    };
    let mut index = Index::new();
    let mut ids = BTreeMap::new();
    for (number, row) in rows(&register).iter().enumerate() {
        index.insert(id_of(number), &profile(row));
        ids.insert(row["entry_id"].clone(), id_of(number));
    }
    let (mut known, mut first, mut among_ten) = (0.0, 0.0, 0.0);
    let (mut right, mut alarms) = (Vec::new(), Vec::new());
    for row in rows(&queries).iter().take(2_000) {
        let found = index.search(&query(row), 10, &Policy::default()).candidates;
        let odds = found.first().map_or(f64::NEG_INFINITY, |it| it.odds);
        if row["truth_ids"].is_empty() {
            alarms.push(odds);
            continue;
        }
        let truth: Vec<Id> = row["truth_ids"].split(';').map(|it| ids[it]).collect();
        if found.first().is_some_and(|it| truth.contains(&it.id)) {
            right.push(odds);
        }
        known += 1.0;
        first += f64::from(u8::from(found.first().is_some_and(|it| truth.contains(&it.id))));
        among_ten += f64::from(u8::from(found.iter().any(|it| truth.contains(&it.id))));
    }
    alarms.sort_by(f64::total_cmp);
    let floor = alarms[alarms.len() * 99 / 100 - 1];
    let identified = right.iter().filter(|it| **it > floor).map(|_| 1.0).sum::<f64>();
    assert!(first / known >= 0.966, "recall at 1: {:.4}", first / known);
    assert!(among_ten / known >= 0.984, "recall at 10: {:.4}", among_ten / known);
    assert!(identified / known >= 0.89, "identified at 1 % false alarms: {:.4}", identified / known);
}

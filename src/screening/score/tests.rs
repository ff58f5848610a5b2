//! What names, home and the rest of one entry weigh against a query, which words a reason is about, and by what
//! table.

use super::*;
use crate::model::Id;
use crate::screening::likeness::initial_rarity;
use crate::screening::vocabulary::DEGREES;
use crate::screening::weights::{Prior, Row, grain};
use crate::screening::{Birth, Index, Name, NameKind, Policy, Profile, Query};

/// A piece as the tests read it: the words compared stand as `told/recorded`.
type Told = (Field, Level, String, f64);

fn id(number: u8) -> Id {
    Id::from_bytes([number; 16])
}

fn person(given: &str, family: &str) -> Profile {
    Profile { names: vec![Name::new(given, family, NameKind::Main)], ..Profile::default() }
}

fn woman(given: &str, family: &str) -> Profile {
    Profile { sex: Some(Sex::Female), ..person(given, family) }
}

fn at_home(given: &str, family: &str) -> Profile {
    Profile {
        postcodes: vec!["SW15 6HY".to_owned()],
        addresses: vec!["10 High Street".to_owned()],
        ..person(given, family)
    }
}

/// Weighs the first of some entries.
fn weigh_with(weights: Weights, entries: &[Profile], json: &str) -> Vec<Told> {
    let mut index = Index::with_weights(weights);
    for (number, it) in (0..).zip(entries) {
        index.insert(id(number), it);
    }
    let probe = index.probe(&Query::read(json).expect("a query"));
    let (weighed, ..) = index.rank(&probe, entries.len(), &Policy::default());
    let first = weighed.iter().find(|it| index.id(it.slot) == id(0)).expect("the first is found");
    let words =
        |(term, token): (usize, u32)| format!("{}/{}", probe.terms[term].text, index.vocabulary.text(token));
    let told = |it: &Piece| (it.field, it.level, it.pair.map_or_else(String::new, words), it.bits);
    first.pieces.iter().map(told).collect()
}

fn weigh(entry: &Profile, json: &str) -> Vec<Told> {
    weigh_with(Weights::default(), std::slice::from_ref(entry), json)
}

fn of(told: &[Told], field: Field) -> Option<Told> {
    told.iter().find(|it| it.0 == field).cloned()
}

/// What the table gives for a level, with the words that a reason is to name.
fn row(field: Field, level: Level, words: &str, rarity: f64) -> Told {
    (field, level, words.to_owned(), Weights::default().bits(field, level, rarity))
}

/// How rare a word is, beside who bears it in this degree, on a register of one who does.
fn rarity(level: Level) -> f64 {
    let at = DEGREES.iter().position(|it| *it == level).expect("a degree");
    let mut seen = [0; DEGREES.len()];
    seen[at] = 1;
    Weights::rarity_of_word(&seen, 1)[at]
}

#[test]
fn one_part_of_a_compound_family_name_is_found_and_told_with_its_words() {
    for (recorded, told, level, words) in [
        ("Massy-Westropp", "Westropp", Level::Exact, "westropp/westropp"),
        ("Massy-Westropp", "Westrop", Level::Letter, "westrop/westropp"),
        ("Westropp", "Massy-Westropp", Level::Exact, "westropp/westropp"),
        ("Westropp-Jones", "Massy-Westropp", Level::Exact, "westropp/westropp"),
        // Of parts that tell as much, the one told first.
        ("Massy-Westropp", "Westropp-Massy", Level::Exact, "westropp/westropp"),
    ] {
        let json = format!(r#"{{"given":"Anne","family":"{told}"}}"#);
        let found = weigh(&person("Anne", recorded), &json);
        assert_eq!(
            of(&found, Field::Family),
            Some(row(Field::Family, Level::Part, words, rarity(level))),
            "{json}"
        );
    }
    // Parts that only sound alike are none.
    let found = weigh(&person("Anne", "Massy-Phillips"), r#"{"given":"Anne","family":"Fillips"}"#);
    assert!(found.iter().all(|it| it.1 != Level::Part), "{found:?}");
}

#[test]
fn a_family_name_that_stands_among_the_given_names_is_weighed_as_a_given_name() {
    let found = weigh(&person("William James", "Cartwright"), r#"{"given":"William","family":"James"}"#);
    assert_eq!(
        of(&found, Field::Family),
        Some(row(Field::Family, Level::Elsewhere, "james/james", rarity(Level::Exact)))
    );
}

#[test]
fn a_given_name_that_stands_elsewhere_tells_less_and_says_which_was_compared() {
    let recorded = person("William James", "Cartwright");
    for (told, level, words) in [
        ("James", Level::Exact, "james/james"),
        ("Jamie", Level::Equivalent, "jamie/james"),
        ("Jamess", Level::Letter, "jamess/james"),
        ("Rupert William", Level::Exact, "william/william"),
        // Of two that tell as much, the one told first.
        ("James William", Level::Exact, "james/james"),
    ] {
        let found = weigh(&recorded, &format!(r#"{{"given":"{told}","family":"Cartwright"}}"#));
        assert_eq!(
            of(&found, Field::Given),
            Some(row(Field::Given, Level::Elsewhere, words, rarity(level))),
            "{told}"
        );
    }
    let first = weigh(&recorded, r#"{"given":"William","family":"Cartwright"}"#);
    let expected = row(Field::Given, Level::Exact, "william/william", rarity(Level::Exact));
    assert_eq!(of(&first, Field::Given), Some(expected.clone()));
    let elsewhere = row(Field::Given, Level::Elsewhere, "james/james", rarity(Level::Exact));
    assert!(expected.3 > elsewhere.3);
}

#[test]
fn a_given_name_tells_by_how_it_is_alike() {
    let recorded = person("Gary", "Smith");
    for (told, level, rarity) in [
        ("Gary", Level::Exact, rarity(Level::Exact)),
        ("Gaz", Level::Equivalent, rarity(Level::Equivalent)),
        ("G", Level::Initial, initial_rarity("g", Role::Given)),
        ("Gwendolyn", Level::FirstLetter, 0.0),
        ("Tracey", Level::Mismatch, 0.0),
    ] {
        let found = weigh(&recorded, &format!(r#"{{"given":"{told}","family":"Smith"}}"#));
        let words = format!("{}/gary", told.to_lowercase());
        assert_eq!(of(&found, Field::Given), Some(row(Field::Given, level, &words, rarity)), "{told}");
    }
}

#[test]
fn names_that_sound_alike_tell_more_where_they_are_written_somewhat_alike() {
    for (told, recorded, level) in
        [("Fillips", "Phillips", Level::Sounds), ("Fillips", "Philips", Level::Echo)]
    {
        let json = format!(r#"{{"given":"Anne","family":"{told}"}}"#);
        let found = of(&weigh(&person("Anne", recorded), &json), Field::Family);
        let words = format!("{told}/{recorded}").to_lowercase();
        assert_eq!(found, Some(row(Field::Family, level, &words, rarity(Level::Sounds))));
    }
}

#[test]
fn a_middle_name_in_common_is_told_with_its_word() {
    let recorded = person("William James Henry", "Cartwright");
    for (told, level, words, rarity) in [
        ("James", Level::Exact, "james/james", rarity(Level::Exact)),
        ("Rupert James", Level::Exact, "james/james", rarity(Level::Exact)),
        ("Jim", Level::Similar, "jim/james", rarity(Level::Equivalent)),
        ("J", Level::Initial, "j/james", initial_rarity("j", Role::Given)),
        ("Rupert", Level::Mismatch, "rupert/james", 0.0),
        // Of two that tell as much, the one told first.
        ("Henry James", Level::Exact, "henry/henry", rarity(Level::Exact)),
    ] {
        let found = weigh(&recorded, &format!(r#"{{"given":"William {told}","family":"Cartwright"}}"#));
        assert_eq!(of(&found, Field::Middle), Some(row(Field::Middle, level, words, rarity)), "{told}");
    }
    let found = weigh(&recorded, r#"{"given":"William","family":"Cartwright"}"#);
    assert_eq!(of(&found, Field::Middle), None);
}

#[test]
fn other_given_names_count_against_who_was_told_without_any() {
    let mut untold = person("Zoe", "Quill");
    untold.births.extend(Birth::read("1962-03-05"));
    for (recorded, told, expected) in [
        ("William James", "William", true),
        ("William James", "Bill", true),
        ("William", "William", false),
        ("William", "William James", false),
        ("William James", "William James", false),
        ("William James", "William Rupert", false),
    ] {
        let entry = Profile { names: person(recorded, "Cartwright").names, ..untold.clone() };
        let json = format!(r#"{{"given":"{told}","family":"Cartwright","born":"1962-03-05"}}"#);
        let found = of(&weigh(&entry, &json), Field::Together);
        let bits = Weights::default().together[&Together::OthersUntold];
        let bits = expected.then(|| grain(bits));
        assert_eq!(found.map(|it| it.3), bits, "{recorded} {told}");
    }
}

#[test]
fn what_is_told_together_is_for_the_match_or_against_it_by_its_bits() {
    let found = weigh(&person("William James", "Cartwright"), r#"{"given":"William","family":"Cartwright"}"#);
    let together: Vec<Told> = found.into_iter().filter(|it| it.0 == Field::Together).collect();
    assert!(together.iter().any(|it| it.3 < 0.0) && together.iter().any(|it| it.3 > 0.0), "{together:?}");
    for (_, level, _, bits) in together {
        assert_eq!(level, if bits < 0.0 { Level::Mismatch } else { Level::Exact });
    }
}

#[test]
fn a_womans_other_family_name_may_be_one_of_a_marriage_and_is_named() {
    let words = "prendergast/jones";
    let told = r#""given":"Ann","family":"Prendergast""#;
    for (entry, sex, level) in [
        (person("Ann", "Jones"), "", Level::Mismatch),
        (woman("Ann", "Jones"), "", Level::Renamed),
        (person("Ann", "Jones"), r#","sex":"female""#, Level::Renamed),
        (woman("Ann", "Jones"), r#","sex":"male""#, Level::Mismatch),
    ] {
        let found = weigh(&entry, &format!("{{{told}{sex}}}"));
        assert_eq!(of(&found, Field::Family), Some(row(Field::Family, level, words, 0.0)), "{sex}");
    }
    let found = weigh(&woman("Ann", "Jones"), r#"{"given":"Ann","family":"Jones"}"#);
    let same = Some(row(Field::Family, Level::Exact, "jones/jones", rarity(Level::Exact)));
    assert_eq!(of(&found, Field::Family), same);
}

#[test]
fn names_often_borne_together_take_back_what_they_tell_twice() {
    let mut entries = vec![person("Mohammed", "Hussain"); 10];
    let json = r#"{"given":"Mohammed","family":"Hussain"}"#;
    entries.resize(100, person("Xavier", "Quill"));
    let found = of(&weigh_with(Weights::default(), &entries, json), Field::Names);
    // Ten bear both, where one would by chance; and one more on either side.
    assert_eq!(found, Some(row(Field::Names, Level::Exact, "", -(11.0_f64 / 2.0).log2())));
    assert!(found.is_some_and(|it| it.3 < 0.0));
    // Of fewer than eight nothing can be told.
    let found = weigh_with(Weights::default(), &entries[4..], json);
    assert_eq!(of(&found, Field::Names), None);
}

#[test]
fn one_family_name_and_home_take_back_what_a_relative_has_too() {
    let weights = Weights::default();
    let household = |found: &[Told]| of(found, Field::Household).filter(|it| it.1 == Level::Exact);
    let home = weights.rarity(Field::Postcode, Level::Exact, 1, 1);
    let expected = Some(row(Field::Household, Level::Exact, "", -(rarity(Level::Exact) + home)));
    for (told, expected) in [
        (r#""given":"Tracey","family":"Smith""#, expected.clone()),
        (r#""family":"Smith""#, expected),
        (r#""given":"Gary","family":"Smith""#, None),
        (r#""given":"Tracey","family":"Prendergast""#, None),
    ] {
        let found = weigh(&at_home("Gary", "Smith"), &format!(r#"{{{told},"postcode":"SW15 6HY"}}"#));
        assert_eq!(household(&found), expected, "{told} {found:?}");
    }
    for (entry, postcode) in [(at_home("Gary", ""), "SW15 6HY"), (at_home("Gary", "Smith"), "SW15 7AA")] {
        let json = format!(r#"{{"given":"Tracey","family":"Smith","postcode":"{postcode}"}}"#);
        let found = weigh(&entry, &json);
        assert_eq!(household(&found), None, "{found:?}");
    }
}

#[test]
fn a_reading_that_shares_no_part_with_a_name_is_no_evidence() {
    let mut entry = person("Gary", "");
    entry.births.extend(Birth::read("1962-03-05"));
    let found = weigh(&entry, r#"{"family":"Ravenscroft","born":"1962-03-05"}"#);
    // What was told as a family name is taken for the given name, which is another.
    assert_eq!(of(&found, Field::Given), Some(row(Field::Given, Level::Mismatch, "ravenscroft/gary", 0.0)));
    assert_eq!(of(&found, Field::Order), Some(row(Field::Order, Level::AloneAsGiven, "", 0.0)));
    entry.names = person("", "Smith").names;
    let found = weigh(&entry, r#"{"given":"Gary","born":"1962-03-05"}"#);
    assert_eq!(of(&found, Field::Family), Some(row(Field::Family, Level::Mismatch, "gary/smith", 0.0)));
    assert_eq!(of(&found, Field::Order), Some(row(Field::Order, Level::AloneAsFamily, "", 0.0)));
}

#[test]
fn of_names_that_agree_as_well_the_first_is_told() {
    let json = r#"{"name":"Gary Poole","aliases":["Gary Quill"]}"#;
    let found = weigh(&person("Gary", "Smith"), json);
    assert_eq!(of(&found, Field::Family), Some(row(Field::Family, Level::Mismatch, "poole/smith", 0.0)));
    let found = weigh(&person("Gary", "Quill"), json);
    let same = Some(row(Field::Family, Level::Exact, "quill/quill", rarity(Level::Exact)));
    assert_eq!(of(&found, Field::Family), same);
}

#[test]
fn an_alias_that_agrees_says_so_and_the_main_name_does_not() {
    let mut entry = person("Gary", "Smith");
    entry.names.push(Name::new("Gary", "Quill", NameKind::Alias));
    for (family, expected) in [("Smith", None), ("Quill", Some(row(Field::Order, Level::Alias, "", 0.0)))] {
        let found = weigh(&entry, &format!(r#"{{"given":"Gary","family":"{family}"}}"#));
        assert_eq!(of(&found, Field::Order), expected, "{family}");
    }
}

#[test]
fn a_sex_counts_where_both_tell_it() {
    for (sex, level) in [("female", Level::Exact), ("male", Level::Mismatch)] {
        let json = format!(r#"{{"name":"Ann Jones","sex":"{sex}"}}"#);
        assert_eq!(
            of(&weigh(&woman("Ann", "Jones"), &json), Field::Sex),
            Some(row(Field::Sex, level, "", 0.0))
        );
        assert_eq!(of(&weigh(&person("Ann", "Jones"), &json), Field::Sex), None);
    }
}

#[test]
fn a_place_counts_as_rare_as_it_is_or_against() {
    let weights = Weights::default();
    let mut entry = person("Ann", "Jones");
    let place = |entry: &Profile, json: &str| of(&weigh(entry, json), Field::Place);
    assert_eq!(place(&entry, r#"{"name":"Ann Jones","place":"Leeds"}"#), None);
    entry.places = vec!["Hull".to_owned(), "Newcastle upon Tyne".to_owned()];
    let rarity = weights.rarity(Field::Place, Level::Exact, 1, 1);
    for (told, level, rarity) in [
        ("Hull", Level::Exact, rarity),
        ("Newcastle upon Tyne", Level::Exact, rarity),
        ("Newcastle", Level::Similar, 0.0),
        ("Penarth", Level::Mismatch, 0.0),
    ] {
        let json = format!(r#"{{"name":"Ann Jones","place":"{told}"}}"#);
        assert_eq!(place(&entry, &json), Some(row(Field::Place, level, "", rarity)), "{told}");
    }
}

#[test]
fn an_address_counts_as_rare_as_it_is_or_against() {
    let rarity = Weights::default().rarity(Field::Address, Level::Exact, 1, 1);
    for (told, level, rarity) in [
        ("10 High Street", Level::Exact, rarity),
        ("12 High Street", Level::Street, 0.0),
        ("3 Stanwell Crescent", Level::Mismatch, 0.0),
    ] {
        let found =
            weigh(&at_home("Gary", "Smith"), &format!(r#"{{"name":"Gary Smith","address":"{told}"}}"#));
        assert_eq!(of(&found, Field::Address), Some(row(Field::Address, level, "", rarity)), "{told}");
    }
}

#[test]
fn of_several_births_the_best_counts_and_of_equal_ones_the_first() {
    let mut weights = Weights::default();
    let births = weights.levels.get_mut(&Field::Birth).expect("births");
    births.insert(Level::Near, births[&Level::Decade]);
    weights.lay_out();
    let mut entry = person("Gary", "Smith");
    for (births, level) in [
        (["1962-03-05", "1980-07-09"], Level::Exact),
        (["1980-07-09", "1962-03-05"], Level::Exact),
        (["1963-11-27", "1968-11-27"], Level::Near),
        (["1968-11-27", "1963-11-27"], Level::Decade),
    ] {
        entry.births = births.into_iter().filter_map(Birth::read).collect();
        let json = r#"{"name":"Gary Smith","born":"1962-03-05"}"#;
        let found = weigh_with(weights.clone(), std::slice::from_ref(&entry), json);
        assert_eq!(of(&found, Field::Birth).map(|it| it.1), Some(level), "{births:?}");
    }
}

#[test]
fn a_table_with_any_one_number_out_of_bounds_is_refused() {
    fn exact(weights: &mut Weights) -> &mut Row {
        weights.levels.get_mut(&Field::Family).and_then(|it| it.get_mut(&Level::Exact)).expect("a row")
    }
    let read = |change: fn(&mut Weights)| {
        let mut weights = Weights::default();
        change(&mut weights);
        Weights::read(&weights.write())
    };
    let refused: [fn(&mut Weights); 12] = [
        |it| exact(it).base = 64.5,
        |it| exact(it).base = -64.5,
        |it| exact(it).slope = 4.5,
        |it| exact(it).slope = -0.5,
        |it| exact(it).share = 1.5,
        |it| exact(it).share = -0.5,
        |it| it.prior.base = 64.5,
        |it| it.prior.slope = -64.5,
        |it| it.together.values_mut().for_each(|it| *it = 64.5),
        |it| it.alarms[0].per_thousand = 0.0,
        |it| it.alarms[0].per_thousand = it.alarms[1].per_thousand,
        |it| it.alarms[0].odds = it.alarms[1].odds - 1.0,
    ];
    for (number, change) in refused.into_iter().enumerate() {
        assert!(read(change).is_err(), "{number}");
    }
    let taken: [fn(&mut Weights); 3] = [
        |it| *exact(it) = Row { base: 64.0, slope: 4.0, share: 1.0 },
        |it| *exact(it) = Row { base: -64.0, slope: 0.0, share: 0.0 },
        |it| it.alarms[0].odds = it.alarms[1].odds,
    ];
    for change in taken {
        assert!(read(change).is_ok());
    }
}

#[test]
fn a_table_tells_how_it_was_fitted() {
    let json = Weights::default().write().replacen("By `.ci/fit-weights`", "By hand", 1);
    let read = Weights::read(&json).expect("a table");
    assert!(read.fitted().starts_with("By hand on"), "{}", read.fitted());
}

/// Tells whether two numbers are the same but for the noise of their last places.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

#[test]
fn a_small_register_counts_with_the_tables_shares_as_five_hundred_entries() {
    let mut weights = Weights::default();
    let rows = weights.levels.get_mut(&Field::Place).expect("places");
    rows.insert(Level::Exact, Row { share: 0.5, ..Row::default() });
    rows.insert(Level::Area, Row::default());
    weights.lay_out();
    let rarity = |level, seen, entries| weights.rarity(Field::Place, level, seen, entries);
    assert!(same(rarity(Level::Exact, 6, 524), 2.0), "1,024 to 6 and 250");
    assert!(same(rarity(Level::Exact, 0, 0), 1.0));
    assert!(same(rarity(Level::Area, 0, 524), 11.0), "what nobody has counts half an entry");
    assert!(same(rarity(Level::Area, 2_000, 524), 0.0), "nothing is commoner than everybody");
}

#[test]
fn a_word_or_a_day_is_as_rare_as_those_who_may_be_told_by_it() {
    let word = |seen| Weights::rarity_of_word(&seen, 524);
    let [own, others @ ..] = word([16, 0, 0, 0, 0, 0]);
    assert!(same(own, (1024.0_f64 / 16.01).log2()));
    assert!(others.iter().all(|it| *it < own), "{others:?}");
    // One of fifty who bear another form is told by this one.
    let [also_told, ..] = word([16, 400, 0, 0, 0, 0]);
    assert!(same(also_told, (1024.0_f64 / 24.01).log2()));
    let day = |seen| Weights::rarity_of_day(seen, 524);
    let [own, others @ ..] = day([16, 0, 0, 0]);
    assert!(same(own, (1024.0_f64 / 16.02).log2()));
    assert!(others.iter().all(|it| *it < own), "{others:?}");
    // One of twenty with day and month the other way round is told so.
    let [also_told, ..] = day([16, 160, 0, 0]);
    assert!(same(also_told, (1024.0_f64 / 24.02).log2()));
}

#[test]
fn more_speaks_for_nobody_on_a_larger_register() {
    let weights = Weights::default();
    let Prior { base, slope } = weights.prior;
    for (entries, doublings) in [(0, 0.0), (1, 1.0), (1_023, 10.0)] {
        assert!(same(weights.nobody(entries), base + slope * doublings), "{entries}");
    }
}

//! What a search over the index finds, and in what order.

use proptest::prelude::*;

use super::*;
use crate::model::text::{Few, Line};
use crate::screening::{Band, Birth, Field, Level, Name, NameKind, Sex};

const PEOPLE: [(&str, &str, &str, &str, &str, &str); 9] = [
    ("Gary", "Smith", "1962-03-05", "SW15 6HY", "London", "10 High Street"),
    ("William James", "Cartwright", "1970-11-23", "SY10 8RA", "Oswestry", "4 Mill Lane"),
    ("Catherine", "O'Brien", "1985-07-14", "L3 0AH", "Liverpool", "77 Scotland Road"),
    ("Mohammed", "Hussain", "1991-01-30", "B20 2JX", "Birmingham", "12 Grove Avenue"),
    ("Anne-Marie", "Massy-Westropp", "1958-12-02", "CM11 2PS", "Billericay", "The Old Rectory"),
    ("Ann", "Jones", "1979-09-09", "CF64 4BE", "Penarth", "3 Stanwell Crescent"),
    ("José", "Núñez", "1988-04-17", "LS1 3EB", "Leeds", "9 Park Row"),
    ("Дмитрий", "Шевченко", "1975-06-06", "NE2 4AN", "Newcastle upon Tyne", "1 Osborne Terrace"),
    ("Karen", "Hunter", "1966-02-28", "EH1 1YZ", "Edinburgh", "22 Cockburn Street"),
];

fn id(number: u8) -> Id {
    Id::from_bytes([number; 16])
}

fn profile((given, family, born, postcode, place, address): (&str, &str, &str, &str, &str, &str)) -> Profile {
    Profile {
        names: vec![Name::new(given, family, NameKind::Main)],
        births: Birth::read(born).into_iter().collect(),
        postcodes: vec![postcode.to_owned()],
        places: vec![place.to_owned()],
        addresses: vec![address.to_owned()],
        sex: None,
    }
}

fn people() -> Index {
    let mut index = Index::new();
    for (number, person) in (0..).zip(PEOPLE) {
        index.insert(id(number), &profile(person));
    }
    index
}

fn query(json: &str) -> Query {
    Query::read(json).expect("a query")
}

fn search(index: &Index, json: &str) -> Vec<Match> {
    index.search(&query(json), 10, &Policy::default()).candidates
}

#[track_caller]
fn finds(json: &str, number: u8) {
    let found = search(&people(), json);
    assert_eq!(found.first().map(|it| it.id), Some(id(number)), "{json} {found:?}");
}

#[test]
fn a_record_always_finds_itself_first() {
    for (number, (given, family, born, postcode, place, address)) in (0..).zip(PEOPLE) {
        let json = serde_json::json!({ "given": given, "family": family, "born": born,
            "postcode": postcode, "place": place, "address": address });
        finds(&json.to_string(), number);
        let found = search(&people(), &json.to_string());
        assert_eq!(found[0].band, Band::Identify);
        let mut fields = found[0].reasons.iter().filter(|it| it.field != Field::Together);
        assert!(fields.all(|it| it.level == Level::Exact && it.bits > 0.0), "{found:?}");
    }
}

#[test]
fn any_one_good_field_finds_a_person() {
    for (json, number) in [
        (r#"{"name":"Gary Smith"}"#, 0),
        (r#"{"family":"Cartwright"}"#, 1),
        (r#"{"given":"Catherine"}"#, 2),
        (r#"{"born":"1991-01-30"}"#, 3),
        (r#"{"born":"1991"}"#, 3),
        (r#"{"postcode":"cm112ps"}"#, 4),
        (r#"{"address":"3 Stanwell Cres"}"#, 5),
        (r#"{"place":"Leeds"}"#, 6),
    ] {
        finds(json, number);
    }
}

#[test]
fn errors_of_every_kind_leave_the_person_first() {
    for (json, number) in [
        // Misspelt, by ear and by finger.
        (r#"{"name":"Gary Smyth"}"#, 0),
        (r#"{"name":"Katherine OBrian"}"#, 2),
        (r#"{"name":"Willaim Cartwrigth"}"#, 1),
        // Nicknames and spellings.
        (r#"{"name":"Gaz Smith"}"#, 0),
        (r#"{"name":"Bill Cartwright"}"#, 1),
        (r#"{"name":"Mo Husain"}"#, 3),
        // Day and month swapped, a wrong digit, an impossible day, a part.
        (r#"{"born":"05/03/1962"}"#, 0),
        (r#"{"name":"Smith","born":"1962-05-03"}"#, 0),
        (r#"{"born":"1970-11-28"}"#, 1),
        (r#"{"family":"Hunter","born":"1966-02-30"}"#, 8),
        (r#"{"family":"Hunter","born":"1966"}"#, 8),
        // A married name, by given name and postcode.
        (r#"{"given":"Ann","family":"Prendergast","postcode":"CF64 4BE"}"#, 5),
        // A part of a compound, another script, a title, a middle name used as the first.
        (r#"{"name":"Marie Westropp"}"#, 4),
        (r#"{"name":"Jose Nunez"}"#, 6),
        (r#"{"name":"Dmitriy Shevchenko"}"#, 7),
        (r#"{"name":"Mrs Catherine O’Brien"}"#, 2),
        (r#"{"name":"Jim Cartwright"}"#, 1),
        (r#"{"given":"Smith","family":"Gary"}"#, 0),
    ] {
        finds(json, number);
    }
}

#[test]
fn the_order_of_names_in_the_query_does_not_matter() {
    for name in ["William James Cartwright", "Cartwright William James", "Cartwright, James William"] {
        finds(&serde_json::json!({ "name": name }).to_string(), 1);
    }
}

#[test]
fn an_alias_and_a_former_name_find_the_person() {
    let mut index = people();
    let mut known = profile(PEOPLE[8]);
    known.names.push(Name::new("", "Featherstone", NameKind::Former));
    known.names.push(Name::free("Shadow", NameKind::Alias));
    index.insert(id(8), &known);
    for json in
        [r#"{"name":"Karen Featherstone"}"#, r#"{"name":"shadow"}"#, r#"{"aliases":["Shadow Hunter"]}"#]
    {
        assert_eq!(search(&index, json)[0].id, id(8), "{json}");
    }
}

#[test]
fn a_relative_at_the_same_home_weighs_less_than_the_person() {
    let home = r#""family":"Smith","postcode":"SW15 6HY","address":"10 High Street""#;
    let person = search(&people(), &format!(r#"{{"given":"Gary","born":"1962-03-05",{home}}}"#));
    let relative = search(&people(), &format!(r#"{{"given":"Tracey","born":"1990-10-10",{home}}}"#));
    assert!(person[0].bits > relative[0].bits + 20.0);
    assert!(relative[0].reasons.iter().any(|it| it.field == Field::Household && it.bits < 0.0));
    assert_ne!(relative[0].band, Band::Identify);
}

#[test]
fn evidence_that_agrees_never_lowers_the_bits() {
    let mut fields = String::from(r#""family":"Smith""#);
    let mut before = f64::NEG_INFINITY;
    for more in [
        "",
        r#","given":"Gary""#,
        r#","born":"1962-03-05""#,
        r#","postcode":"SW15 6HY""#,
        r#","place":"London""#,
        r#","address":"10 High Street""#,
    ] {
        fields.push_str(more);
        let bits = search(&people(), &format!("{{{fields}}}"))[0].bits;
        assert!(bits > before, "{fields}");
        before = bits;
    }
}

#[test]
fn reasons_add_up_and_say_what_agreed() {
    let found = search(&people(), r#"{"name":"Gary Smyth","sex":"male"}"#);
    let sum: f64 = found[0].reasons.iter().map(|it| it.bits).sum();
    assert_eq!(sum.total_cmp(&found[0].bits), std::cmp::Ordering::Equal);
    assert!(found[0].reasons[0].words.starts_with("family name Smyth is one letter from Smith, +"));
    assert!(!format!("{found:?}").contains("Smith"));
}

#[test]
fn what_is_not_recorded_is_no_evidence() {
    let mut index = Index::new();
    let names = vec![Name::new("Gary", "Smith", NameKind::Main)];
    index.insert(id(1), &Profile { names, ..Profile::default() });
    let found =
        search(&index, r#"{"name":"Gary Smith","born":"1962-03-05","postcode":"SW15 6HY","sex":"male"}"#);
    assert!(
        found[0].reasons.iter().all(|it| matches!(it.field, Field::Family | Field::Given | Field::Together))
    );
}

#[test]
fn what_was_removed_or_replaced_is_not_found() {
    let mut index = people();
    index.remove(id(0));
    index.remove(id(0));
    assert_eq!(index.len(), PEOPLE.len() - 1);
    assert!(!index.contains(id(0)));
    assert!(search(&index, r#"{"name":"Gary Smith","postcode":"SW15 6HY"}"#).iter().all(|it| it.id != id(0)));
    index.insert(id(1), &profile(PEOPLE[0]));
    assert_eq!(search(&index, r#"{"name":"Gary Smith"}"#)[0].id, id(1));
    assert!(search(&index, r#"{"family":"Cartwright"}"#).iter().all(|it| it.id != id(1)));
    (0..9).for_each(|it| index.remove(id(it)));
    assert!(index.is_empty());
    assert!(search(&index, r#"{"name":"Gary Smith","born":"1962"}"#).is_empty());
}

#[test]
fn equal_matches_are_ordered_by_id_and_every_time_the_same() {
    let mut index = Index::new();
    for number in [3, 1, 2] {
        index.insert(id(number), &profile(PEOPLE[0]));
    }
    let first = index.search(&query(r#"{"name":"Gary Smith"}"#), 10, &Policy::default());
    assert_eq!(first.candidates.iter().map(|it| it.id).collect::<Vec<_>>(), [id(1), id(2), id(3)]);
    assert_eq!(index.search(&query(r#"{"name":"Gary Smith"}"#), 10, &Policy::default()), first);
    let two = index.search(&query(r#"{"name":"Gary Smith"}"#), 2, &Policy::default());
    assert_eq!(two.candidates, first.candidates[..2]);
    assert!(index.search(&query(r#"{"name":"Gary Smith"}"#), 0, &Policy::default()).candidates.is_empty());
}

#[test]
fn a_search_over_its_limits_says_so() {
    let mut index = Index::new();
    for number in 0..50 {
        index.insert(id(number), &profile(PEOPLE[0]));
    }
    let mut policy = Policy::default();
    assert_eq!(index.search(&query(r#"{"name":"Gary Smith"}"#), 10, &policy).extent, Extent::Whole);
    policy.limits.weighed_max = 5;
    let found = index.search(&query(r#"{"name":"Gary Smith"}"#), 10, &policy);
    assert_eq!((found.examined, found.extent), (5, Extent::Cut));
    policy.limits.weighed_max = 100;
    policy.limits.postings_max = 10;
    assert_eq!(index.search(&query(r#"{"name":"Gary Smith"}"#), 10, &policy).extent, Extent::Cut);
}

#[test]
fn odd_input_never_panics_and_a_long_one_is_cut_with_a_flag() {
    let many = "Ann ".repeat(100);
    let texts = [
        "😀",
        "👨‍👩‍👧",
        "محمد",
        "王小明",
        "Дмитрий",
        "e\u{301}\u{301}\u{301}",
        "\u{202e}htimS\u{202c}",
        "\u{200f}",
        "'; DROP TABLE records; --",
        "\"Smith\" OR NEAR(a b)",
        "smith*",
        "%",
        "_",
        "?*[a-z]",
        "a",
        "-",
        "--",
        "'",
        "O'",
        "Mc",
        "-a-",
        "\u{fdfa}",
        "ﬀ",
        "０１２",
        "\\",
        "{}",
        "mr mrs dr",
        many.as_str(),
    ];
    let index = people();
    for text in texts {
        let line = Line::new(text).ok();
        let short = text.get(..20).unwrap_or(text);
        let whole = Query {
            name: line.clone(),
            given: Line::new(text).ok(),
            family: Line::new(text).ok(),
            aliases: Few::new(Line::new(text).ok().into_iter().collect()).expect("one alias"),
            born: Line::new(short).ok(),
            postcode: Line::new(short).ok(),
            place: Line::new(text).ok(),
            address: line.clone(),
            sex: Some(Sex::Female),
        };
        let found = index.search(&whole, 10, &Policy::default());
        assert!(found.candidates.len() <= 10, "{text}");
        let found = index.search(&Query { name: line, ..Query::default() }, 10, &Policy::default());
        assert_eq!(found.extent == Extent::Cut, text == many, "{text}");
        // What can be searched for can be held, too.
        let mut index = people();
        index.insert(id(99), &profile((text, text, text, text, text, text)));
        let _ = index.search(&whole, 10, &Policy::default());
        index.remove(id(99));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_unrelated_entry_never_hides_a_match(
        given in "[b-df-hj-np-tv-z]{3,9}", family in "[b-df-hj-np-tv-z]{4,12}", year in 1920_u16..1950
    ) {
        let mut index = people();
        let json = r#"{"name":"Gaz Smyth","born":"1962-05-03"}"#;
        let before = search(&index, json)[0].id;
        let born = format!("{year}-12-31");
        index.insert(id(99), &profile((&given, &family, &born, "ZE1 0AA", "Lerwick", "5 Commercial Road")));
        prop_assert_eq!(search(&index, json)[0].id, before);
    }

    #[test]
    fn whoever_is_entered_finds_himself(
        given in "\\p{L}{1,12}( \\p{L}{1,12})?", family in "\\p{L}{2,14}([ '-]\\p{L}{2,14})?"
    ) {
        let mut index = people();
        index.insert(id(99), &profile((&given, &family, "1999-08-07", "AB10 1XL", "Aberdeen", "2 Broad Street")));
        let json = serde_json::json!({ "given": given, "family": family, "born": "1999-08-07" });
        prop_assert_eq!(search(&index, &json.to_string())[0].id, id(99));
        index.remove(id(99));
        prop_assert!(search(&index, &json.to_string()).iter().all(|it| it.id != id(99)));
    }
}

/// Writes an index down and reads it again.
fn packed_and_unpacked(index: &Index) -> Index {
    let mut parts = Vec::new();
    let mut give = |it: &[u8]| {
        parts.push(it.to_vec());
        Ok(())
    };
    let mut packer = Packer::new(&mut give);
    index.pack(&mut packer).expect("packed");
    packer.end().expect("the end");
    let mut parts = parts.into_iter();
    let mut next = || parts.next();
    let mut from = Unpacker::new(&mut next);
    let unpacked = Index::unpack(&mut from).expect("an index");
    assert!(from.is_at_its_end());
    unpacked
}

/// Persons by the thousand, of few names, so that lists are long.
fn crowd(number: u32) -> Profile {
    let pick = |of: [&'static str; 5], by: u32| of[(number / by % 5) as usize];
    let given = pick(["Ann", "José", "Mary Ann", "Дмитрий", "Li"], 1);
    let family = pick(["Smith", "O'Brien", "van der Berg", "Smythe", "Massy-Westropp"], 5);
    let mut profile = profile((given, family, "1970-01-02", "LS1 4AP", "Leeds", "1 High Street"));
    profile.births =
        Birth::read(&format!("19{:02}-{:02}-11", number % 90, number % 12 + 1)).into_iter().collect();
    profile.addresses = vec![format!("{number} {family} Road")];
    if number.is_multiple_of(7) {
        profile.names.push(Name::free("Shadow", NameKind::Alias));
    }
    profile
}

fn numbered(number: u32) -> Id {
    Id::from_bytes(u128::from(number).to_be_bytes())
}

#[test]
fn an_index_that_was_packed_finds_and_takes_up_what_it_would_have() {
    for settled in [false, true] {
        let mut index = Index::new();
        if settled {
            index.begin();
        }
        for number in 0..600 {
            if number % 50 == 3 {
                index.insert_guarded(numbered(number), &crowd(number));
            } else {
                index.insert(numbered(number), &crowd(number));
            }
        }
        if settled {
            index.settle();
        }
        for number in (0..600).step_by(9) {
            index.remove(numbered(number));
        }
        let mut again = packed_and_unpacked(&index);
        for round in 0..2 {
            assert_eq!(again.len(), index.len());
            assert!(again.sums() == index.sums());
            for number in 0..60 {
                let born = format!("19{:02}-{:02}-11", number % 90, number % 12 + 1);
                let json = serde_json::json!({ "name": "Jose Smyth", "born": born, "place": "Leeds" });
                let query = query(&json.to_string());
                let found =
                    |it: &Index| it.search_permitted(&query, 10, &Policy::default(), &|it| it != numbered(3));
                assert_eq!(found(&again), found(&index), "{born}");
            }
            // Both go on: entries come, change and go.
            for number in (0..900).step_by(5) {
                for it in [&mut index, &mut again] {
                    it.insert(numbered(number), &crowd(number + 1 + round));
                    it.remove(numbered(number + 2));
                }
            }
        }
        assert!(packed_and_unpacked(&Index::new()).sums().is_empty());
    }
}

#[test]
fn a_sum_tells_what_an_entry_has_and_not_how_it_came() {
    let whole = |numbers: &mut dyn Iterator<Item = u32>| {
        let mut index = Index::new();
        numbers.for_each(|it| index.insert(numbered(it), &crowd(it)));
        index
    };
    let one = whole(&mut (0..50));
    let mut other = whole(&mut (0..50).rev());
    assert!(one.sums() == other.sums());
    let differing = |other: &Index| {
        let (one, other) = (one.sums(), other.sums());
        one.iter().filter(|it| !other.contains(it)).map(|it| it.0).collect::<Vec<_>>()
    };
    for change in [
        |it: &mut Profile| it.names[0] = Name::new("Anne", "Smith", NameKind::Main),
        |it: &mut Profile| it.births = Birth::read("1970-01").into_iter().collect(),
        |it: &mut Profile| it.postcodes.push("LS1 4AQ".to_owned()),
        |it: &mut Profile| it.places[0] = "Hull".to_owned(),
        |it: &mut Profile| it.addresses[0] = "7 High Street".to_owned(),
        |it: &mut Profile| it.sex = Some(Sex::Female),
    ] {
        let mut changed = crowd(7);
        change(&mut changed);
        other.insert(numbered(7), &changed);
        assert_eq!(differing(&other), [numbered(7)]);
    }
    other.insert_guarded(numbered(7), &crowd(7));
    assert_eq!(differing(&other), [numbered(7)]);
    other.insert(numbered(7), &crowd(7));
    assert!(differing(&other).is_empty());
}

#[test]
fn an_entry_that_is_on_a_list_too_few_or_too_many_shows_in_the_sums() {
    let index = || {
        let mut index = Index::new();
        (0..20).for_each(|it| index.insert(numbered(it), &crowd(it)));
        index
    };
    let right = index().sums();
    let key = || record::keys(index().columns.detail(4))[0];
    let mut struck = index();
    struck.postings.strike(key(), 4);
    assert!(struck.sums().contains(&right[3]) && !struck.sums().contains(&right[4]));
    let mut entered = index();
    entered.postings.enter(key(), 5);
    assert!(entered.sums().len() == right.len() + 1, "a line of no entry tells of it");
}

proptest! {
    /// Whatever the parts hold, nothing panics: it is an index or it is none.
    #[test]
    fn what_is_no_index_is_told(at in any::<prop::sample::Index>(), bit in 0_u8..8, cut in any::<prop::sample::Index>()) {
        let mut bytes = Vec::new();
        let mut index = Index::new();
        (0..30).for_each(|it| index.insert(numbered(it), &crowd(it)));
        let mut give = |it: &[u8]| {
            bytes.extend_from_slice(it);
            Ok(())
        };
        let mut packer = Packer::new(&mut give);
        index.pack(&mut packer).expect("packed");
        packer.end().expect("the end");
        let read = |bytes: &[u8]| {
            let mut left = Some(bytes.to_vec());
            let mut next = || left.take();
            Index::unpack(&mut Unpacker::new(&mut next)).is_some()
        };
        prop_assert!(read(&bytes));
        prop_assert!(!read(&bytes[..cut.index(bytes.len())]));
        let place = at.index(bytes.len());
        bytes[place] ^= 1 << bit;
        read(&bytes);
    }
}

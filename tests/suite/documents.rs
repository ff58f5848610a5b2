//! Documents: what each kind looks like, and what none of them can say.

use std::fmt::Debug;

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::{Value, json};
use stalking_register::error::{Error, Problem, Result};
use stalking_register::model::{
    Account, Breach, Document, Entry, Incident, Kind, Notification, Order, Policy, Review, document, schema,
};

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

/// Returns the example of a kind, which has every field that the kind knows.
pub(crate) fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Account => include_str!("../golden/account.json"),
        Kind::Breach => include_str!("../golden/breach.json"),
        Kind::Entry => include_str!("../golden/entry.json"),
        Kind::Incident => include_str!("../golden/incident.json"),
        Kind::Notification => include_str!("../golden/notification.json"),
        Kind::Order => include_str!("../golden/order.json"),
        Kind::Policy => include_str!("../golden/policy.json"),
        Kind::Review => include_str!("../golden/review.json"),
        _ => panic!("{kind} has no example"),
    }
}

pub(crate) fn value(json: &str) -> Value {
    serde_json::from_str(json).expect("an example is JSON")
}

/// Reads a document and writes it again.
fn rewritten<D: Document + Debug + PartialEq>(json: &str) -> Result<String> {
    let read: D = document::read(json, today())?;
    let written = document::write(&read);
    assert_eq!(document::read::<D>(&written, today()).as_ref(), Ok(&read), "what was written reads back");
    Ok(written)
}

pub(crate) fn rewritten_as(kind: Kind, json: &str) -> Result<String> {
    match kind {
        Kind::Account => rewritten::<Account>(json),
        Kind::Breach => rewritten::<Breach>(json),
        Kind::Entry => rewritten::<Entry>(json),
        Kind::Incident => rewritten::<Incident>(json),
        Kind::Notification => rewritten::<Notification>(json),
        Kind::Order => rewritten::<Order>(json),
        Kind::Policy => rewritten::<Policy>(json),
        Kind::Review => rewritten::<Review>(json),
        _ => panic!("{kind} is not read here"),
    }
}

#[test]
fn the_example_of_each_kind_reads_and_writes_back_unchanged() {
    for kind in Kind::ALL {
        let written = rewritten_as(kind, example(kind)).unwrap_or_else(|it| panic!("{kind}: {it}"));
        assert_eq!(value(&written), value(example(kind)), "{kind}");
    }
}

#[test]
fn the_example_of_each_kind_has_every_field_of_its_schema() {
    for kind in Kind::ALL {
        let (root, example) = (value(schema::of(kind)), value(example(kind)));
        let mut absent = Vec::new();
        absent_fields(&root, &root, &[&example], "", &mut absent);
        assert_eq!(absent, Vec::<String>::new(), "{kind}");
    }
}

/// Collects the fields of a schema that none of the values has.
fn absent_fields(root: &Value, node: &Value, values: &[&Value], at: &str, absent: &mut Vec<String>) {
    if let Some(target) = node["$ref"].as_str() {
        let node = root.pointer(target.trim_start_matches('#')).expect("a reference has its target");
        absent_fields(root, node, values, at, absent);
    }
    for node in node["anyOf"].as_array().into_iter().flatten() {
        absent_fields(root, node, values, at, absent);
    }
    if node["items"].is_object() {
        let items: Vec<_> = values.iter().filter_map(|it| it.as_array()).flatten().collect();
        absent_fields(root, &node["items"], &items, &format!("{at}/*"), absent);
    }
    for (name, node) in node["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        let values: Vec<_> = values.iter().filter_map(|it| it.get(name)).collect();
        if values.is_empty() {
            absent.push(at);
        } else {
            absent_fields(root, node, &values, &at, absent);
        }
    }
}

/// Patches the example of a kind and tells how reading it fails.
#[track_caller]
fn refused(kind: Kind, patch: &str, at: &str, problem: Problem) {
    let json = document::patched(example(kind), patch).expect("a patch");
    assert_eq!(rewritten_as(kind, &json), Err(Error::invalid(at, problem)), "{kind} {patch}");
}

#[test]
fn an_entry_names_its_subject_and_holds_true_numbers() {
    use Problem::{
        BeforeItCan, CheckLetter, Contradiction, Empty, InTheFuture, Malformed, Missing, OutOfRange,
    };
    for (patch, at, problem) in [
        (r#"{"subject":{"names":[]}}"#, "/subject/names", Missing),
        (r#"{"subject":{"names":[{"kind":"alias"}]}}"#, "/subject/names/0", Empty),
        (
            r#"{"subject":{"births":[{"date":"2026-11-24","precision":"day"}]}}"#,
            "/subject/births/0/date",
            InTheFuture,
        ),
        (
            r#"{"subject":{"births":[{"date":"1962","precision":"day"}]}}"#,
            "/subject/births/0/precision",
            Contradiction,
        ),
        (r#"{"subject":{"births":[{"precision":"day"}]}}"#, "/subject/births/0/date", Missing),
        (r#"{"subject":{"deceased_on":"2026-11-24"}}"#, "/subject/deceased_on", InTheFuture),
        (
            r#"{"subject":{"identifiers":[{"scheme":"pnc","value":"1981/0000034V"}]}}"#,
            "/subject/identifiers/0/value",
            CheckLetter,
        ),
        (
            r#"{"subject":{"identifiers":[{"scheme":"asn","value":"12"}]}}"#,
            "/subject/identifiers/0/value",
            Malformed,
        ),
        (r#"{"subject":{"addresses":[{"kind":"home"}]}}"#, "/subject/addresses/0", Empty),
        (
            r#"{"subject":{"descriptions":[{"height_cm":18}]}}"#,
            "/subject/descriptions/0/height_cm",
            OutOfRange,
        ),
        (r#"{"registration":{"since":"2026-11-24"}}"#, "/registration/since", InTheFuture),
        (r#"{"registration":{"source_system":null}}"#, "/registration/source_system", Missing),
        (r#"{"deregistration":{"on":"2026-02-26"}}"#, "/deregistration/on", BeforeItCan),
        (r#"{"deregistration":{"on":"2026-11-24"}}"#, "/deregistration/on", InTheFuture),
        (r#"{"restriction":{"level":"sealed","accounts":[]}}"#, "/restriction/accounts", Missing),
    ] {
        refused(Kind::Entry, patch, at, problem);
    }
}

#[test]
fn an_order_is_made_before_it_binds_is_served_or_ends() {
    use Problem::{BeforeItCan, Contradiction, GivenTwice, InTheFuture, Missing, OutOfRange};
    let condition = |number: u16, more: &str| {
        format!(r#"{{"number":{number},"kind":"prohibition","words":"You must not."{more}}}"#)
    };
    let conditions = |list: &[String]| format!(r#"{{"conditions":[{}]}}"#, list.join(","));
    for (patch, at, problem) in [
        (r#"{"made_on":null,"applied_on":null}"#, "/made_on", Missing),
        (r#"{"made_on":"2026-11-24"}"#, "/made_on", InTheFuture),
        (r#"{"made_on":"2026-02-09"}"#, "/made_on", BeforeItCan),
        (r#"{"made_on":null}"#, "/in_force_on", Contradiction),
        (r#"{"made_on":null,"in_force_on":null,"last_day":null}"#, "/service", Contradiction),
        (r#"{"in_force_on":"2026-02-25"}"#, "/in_force_on", BeforeItCan),
        (r#"{"last_day":"2026-02-25"}"#, "/last_day", BeforeItCan),
        (r#"{"until_further_order":true}"#, "/until_further_order", Contradiction),
        (r#"{"next_hearing":"2026-02-09"}"#, "/next_hearing", BeforeItCan),
        (r#"{"service":{"at":null,"on":"2026-02-25"}}"#, "/service/on", BeforeItCan),
        (r#"{"service":{"at":"2026-02-28T00:15:00Z"}}"#, "/service/on", Contradiction),
        (r#"{"service":{"at":null,"on":null}}"#, "/service/on", Missing),
        (r#"{"service":{"at":null,"on":"2026-11-24"}}"#, "/service/on", InTheFuture),
        (r#"{"events":[{"kind":"discharged","on":"2026-02-25"}]}"#, "/events/0/on", BeforeItCan),
        (&conditions(&[condition(0, "")]), "/conditions/0/number", OutOfRange),
        (&conditions(&[condition(1, ""), condition(1, "")]), "/conditions/1/number", GivenTwice),
        (&conditions(&[condition(1, r#","last_day":"2026-02-25""#)]), "/conditions/0/last_day", BeforeItCan),
        (
            &conditions(&[condition(1, r#","last_day":"2028-02-25","until_further_order":true"#)]),
            "/conditions/0/until_further_order",
            Contradiction,
        ),
        (&conditions(&[condition(1, r#","zone_radius_m":0"#)]), "/conditions/0/zone_radius_m", OutOfRange),
    ] {
        refused(Kind::Order, patch, at, problem);
    }
}

#[test]
fn what_is_reported_lies_in_the_past_and_in_its_order() {
    use Problem::{BeforeItCan, Empty, GivenTwice, InTheFuture, Missing, UnknownCode};
    for (kind, patch, at, problem) in [
        (Kind::Notification, r#"{"at":"2026-11-24T00:00:00Z"}"#, "/at", InTheFuture),
        (Kind::Notification, r#"{"acknowledged_on":"2026-02-27"}"#, "/acknowledged_on", BeforeItCan),
        (Kind::Notification, r#"{"kind":"name","names":[]}"#, "/names", Missing),
        (Kind::Notification, r#"{"kind":"address","address":null}"#, "/address", Missing),
        (Kind::Notification, r#"{"kind":"name","event_on":null}"#, "/event_on", Missing),
        (
            Kind::Notification,
            r#"{"biometrics_destroyed_on":"2026-02-27"}"#,
            "/biometrics_destroyed_on",
            BeforeItCan,
        ),
        (Kind::Review, r#"{"outcome":{"done_on":"2026-11-24"}}"#, "/outcome/done_on", InTheFuture),
        (Kind::Review, r#"{"outcome":{"next_due_on":"2026-08-28"}}"#, "/outcome/next_due_on", BeforeItCan),
        (Kind::Incident, r#"{"behaviours":[]}"#, "/behaviours", Empty),
        (Kind::Incident, r#"{"behaviours":["watching","watching"]}"#, "/behaviours/1", GivenTwice),
        (Kind::Incident, r#"{"behaviours":["lurking"]}"#, "/behaviours/0", UnknownCode),
        (Kind::Incident, r#"{"from":"2026-11-24T00:00:00Z"}"#, "/from", InTheFuture),
        (Kind::Incident, r#"{"until":"2026-06-30T23:29:00Z"}"#, "/until", BeforeItCan),
        (Kind::Incident, r#"{"until":"2026-11-24T00:00:00Z"}"#, "/until", InTheFuture),
        // In London the incident fell on 1 July.
        (Kind::Incident, r#"{"reported_on":"2026-06-30"}"#, "/reported_on", BeforeItCan),
        (Kind::Breach, r#"{"conditions":[]}"#, "/conditions", Empty),
        (Kind::Breach, r#"{"conditions":[2,2]}"#, "/conditions/1", GivenTwice),
        (Kind::Breach, r#"{"on":"2026-11-24"}"#, "/on", InTheFuture),
        (Kind::Breach, r#"{"decided_on":"2026-06-30"}"#, "/decided_on", BeforeItCan),
    ] {
        refused(kind, patch, at, problem);
    }
}

#[test]
fn debug_output_of_a_document_shows_no_personal_data() {
    let shown = |json: Result<String>| json.expect("an example");
    let entry: Entry = document::parse(example(Kind::Entry)).expect("an example");
    let shown = [
        format!("{entry:?}"),
        shown(document::parse::<Notification>(example(Kind::Notification)).map(|it| format!("{it:?}"))),
        shown(document::parse::<Incident>(example(Kind::Incident)).map(|it| format!("{it:?}"))),
    ];
    for secret in ["Smyth", "Smiffy", "1962", "LS8", "0000034U", "smiffy62", "Limps", "W1", "lamp", "V-2026"]
    {
        // The one year that does show is that of a name's first use, which is a `Day`.
        let found = shown.iter().any(|it| it.replace("from: Some(1962-03-05)", "").contains(secret));
        assert!(!found, "{secret} shows");
    }
}

/// Drops members and replaces texts as the dice fall.
fn disturb(value: &mut Value, dice: &mut impl Iterator<Item = (u8, String)>) {
    match value {
        Value::Object(members) => {
            let names: Vec<_> = members.keys().cloned().collect();
            for name in names {
                if dice.next().is_some_and(|(it, _)| it < 24) {
                    members.remove(&name);
                } else if let Some(member) = members.get_mut(&name) {
                    disturb(member, dice);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|it| disturb(it, dice)),
        Value::String(text) => {
            if let Some((0..24, other)) = dice.next() {
                *text = other;
            }
        }
        _ => (),
    }
}

proptest! {
    #[test]
    fn whatever_reads_as_a_document_reads_back_equal(
        kind in proptest::sample::select(&Kind::ALL[..]),
        dice in proptest::collection::vec((any::<u8>(), "\\PC{1,30}"), 0..60),
    ) {
        let mut document = value(example(kind));
        disturb(&mut document, &mut dice.into_iter());
        if let Ok(written) = rewritten_as(kind, &document.to_string()) {
            prop_assert_eq!(rewritten_as(kind, &written), Ok(written), "writing is stable");
        }
    }
}

/// Reads the example of an entry with another value at a place.
fn entry_with(at: &str, it: Value) -> Result<Entry> {
    let mut entry = value(example(Kind::Entry));
    *entry.pointer_mut(at).unwrap_or_else(|| panic!("{at}")) = it;
    document::read(&entry.to_string(), today())
}

#[test]
fn a_list_is_no_object_and_what_is_no_text_is_no_code_wherever_it_stands() {
    for (at, wrong) in [
        ("/subject/names/0", json!(["official", "Smyth"])),
        ("/registration", json!(["common law"])),
        ("/restriction", json!([])),
        ("/subject/names/0/kind", json!(7)),
        ("/subject/names/0/kind", json!({ "official": null })),
        ("/subject/sex", json!(["female"])),
        ("/restriction/level", json!(true)),
    ] {
        let fault = entry_with(at, wrong).expect_err(at);
        assert_eq!(fault, Error::invalid(at, Problem::WrongType));
    }
    assert!(entry_with("/subject/names/0/kind", json!("alias")).is_ok());
}

#[test]
fn a_name_that_nobody_sees_or_that_is_shown_turned_round_is_refused() {
    let at = "/subject/names/0/given";
    for unseen in
        ["\u{200b}", "\u{2800}\u{3164}", "\u{200d}\u{200c}", "\u{feff} \u{ad}", "\u{301}", "\u{e0067}"]
    {
        let fault = entry_with(at, unseen.into()).expect_err("unseen");
        assert_eq!(fault, Error::invalid(at, Problem::Empty), "{unseen:?}");
    }
    for turned in ["Ann\u{202e}edO", "\u{2067}Ann\u{2069}"] {
        let fault = entry_with(at, turned.into()).expect_err("turned round");
        assert_eq!(fault, Error::invalid(at, Problem::ControlCharacters), "{turned:?}");
    }
    // Joiners inside Persian and Sinhala names, a mark of direction after a Hebrew one, and a name of one sign.
    for seen in ["علی\u{200c}رضا", "ශ්\u{200d}රී", "דוד\u{200f}", "♥", "7"] {
        assert!(entry_with(at, seen.into()).is_ok(), "{seen:?}");
    }
}

#[test]
fn a_text_of_a_record_reads_as_it_is_stored() {
    let words = "/subject/warnings/0/words";
    for turned in ["\u{202e}kooL 1", "1 Look\u{202a} Road", "\u{2068}1\u{2069}", "1\u{202d}2", "x\u{202c}"] {
        for at in
            ["/subject/addresses/0/lines/0", "/subject/identifiers/0/value", "/registration/team", words]
        {
            let fault = entry_with(at, turned.into()).expect_err(at);
            assert_eq!(fault, Error::invalid(at, Problem::ControlCharacters), "{turned:?}");
        }
    }
    // Several lines of two scripts keep what was pasted with them, but nothing that overrides the letters' own way.
    assert!(entry_with(words, "he said:\n\u{2067}שלום\u{2069}".into()).is_ok());
    let overridden = entry_with(words, "he said:\n\u{202e}shalom".into()).expect_err("overridden");
    assert_eq!(overridden, Error::invalid(words, Problem::ControlCharacters));
    for seen in ["דוד\u{200f} 7", "ALM\u{61c} 1", "شارع\u{200e} 5"] {
        assert!(entry_with("/registration/team", seen.into()).is_ok(), "{seen:?}");
    }
}

#[test]
fn nobody_died_before_being_born() {
    let died = |births: Value, on: &str| {
        let mut entry = value(example(Kind::Entry));
        entry["subject"]["births"] = births;
        entry["subject"]["deceased_on"] = on.into();
        document::read::<Entry>(&entry.to_string(), today())
    };
    let born = |date: &str, precision: &str| json!({ "date": date, "precision": precision });
    let exact = || born("1962-03-05", "day");
    let early = Err(Error::invalid("/subject/deceased_on", Problem::BeforeItCan));
    assert_eq!(died(json!([exact()]), "1962-03-04").map(drop), early);
    assert_eq!(died(json!([exact(), born("1963-03-05", "day")]), "1962-03-04").map(drop), early);
    assert!(died(json!([exact()]), "1962-03-05").is_ok());
    for births in [json!([]), json!([exact(), born("1926-03-05", "day")]), json!([born("1962", "year")])] {
        assert!(died(births, "1950-01-01").is_ok(), "nothing says that it cannot be");
    }
}

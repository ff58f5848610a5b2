//! What people type: nothing of it stops a screening, searches for everybody or changes the register.

use stalking_register::error::{Error, Problem};
use stalking_register::register::screening::Detail;
use stalking_register::screening::{Extent, Query};

use crate::support::fixture::{Fixture, entry};

fn named(name: &str) -> Result<Query, Error> {
    Query::read(&serde_json::json!({ "name": name }).to_string())
}

fn born(date: &str) -> Result<Query, Error> {
    Query::read(&serde_json::json!({ "born": date }).to_string())
}

/// A register with people of many scripts.
fn people() -> Fixture {
    let t = Fixture::new();
    let task = t.coordinator();
    for (given, family, born) in [
        ("Stephen", "Smyth", "1962-03-05"),
        ("José", "Núñez", "1988-04-17"),
        ("Дмитрий", "Шевченко", "1975-06-06"),
        ("محمد", "حسين", "1991-01-30"),
        ("小明", "王", "1979-09-09"),
        ("Ada", "Year", "0001-01-01"),
    ] {
        task.register(entry(given, family, born)).expect("an entry");
    }
    t
}

#[test]
fn a_query_that_nobody_can_be_found_by_is_refused() {
    let t = people();
    let empty = Error::invalid("", Problem::Empty);
    assert_eq!(t.coordinator().screen(Query::default(), 5).expect_err("empty"), empty);
    for name in [
        "😀",
        "🏴\u{e0067}\u{e0062}\u{e007f}",
        "*",
        "%",
        "_",
        "?",
        "\"\"",
        "--",
        "\u{200f}\u{202e}",
        "\u{301}",
    ] {
        let refused = named(name).and_then(|it| t.coordinator().screen(it, 5)).expect_err(name);
        assert!(matches!(refused, Error::Invalid { .. }), "{name:?}: {refused}");
    }
    for (json, at, problem) in [
        ("{}".to_owned(), "", Problem::Empty),
        (r#"{"name":""}"#.to_owned(), "/name", Problem::Empty),
        (format!(r#"{{"name":"{}"}}"#, "a ".repeat(5_000)), "/name", Problem::TooLong { bytes: 400 }),
        (format!(r#"{{"address":"{}"}}"#, "x".repeat(10_240)), "/address", Problem::TooLong { bytes: 400 }),
        (
            format!(r#"{{"aliases":[{}]}}"#, vec![r#""Ann""#; 200].join(",")),
            "/aliases",
            Problem::TooMany { items: 20 },
        ),
    ] {
        assert_eq!(Query::read(&json).expect_err("refused"), Error::invalid(at, problem), "{json:.40}");
    }
}

#[test]
fn a_single_letter_and_two_hundred_words_have_an_answer() {
    let t = people();
    let task = t.coordinator();
    for name in ["s", "S", "王", "ж"] {
        task.screen(named(name).expect("a query"), 5).expect("an answer");
    }
    let words = "a ".repeat(196) + "Smyth";
    task.screen(named(words.trim()).expect("a query"), 5).expect("an answer");
    let many: Vec<_> = (0..20).map(|n| format!("Stephen Smyth{n}")).collect();
    let asked = Query::read(&serde_json::json!({ "aliases": many }).to_string()).expect("a query");
    assert_eq!(task.screen(asked, 5).expect("an answer")[0].name, "Stephen Smyth");
}

#[test]
fn any_script_and_any_mark_finds_whom_it_names() {
    let t = people();
    let task = t.coordinator();
    for (name, found) in [
        ("Дмитрий Шевченко", "Дмитрий Шевченко"),
        ("Dmitriy Shevchenko", "Дмитрий Шевченко"),
        ("محمد حسين", "محمد حسين"),
        ("\u{202b}محمد حسين\u{202c}", "محمد حسين"),
        ("王 小明", "小明 王"),
        ("Jose\u{301} Nu\u{301}n\u{303}ez", "José Núñez"),
        ("JOSE NUNEZ", "José Núñez"),
        ("Stephen\u{200d} Smyth", "Stephen Smyth"),
        ("\u{200f}Stephen\u{200e} Smyth\u{202e}", "Stephen Smyth"),
        ("Ste\u{ad}phen Smyth", "Stephen Smyth"),
        ("Stephen 😀 Smyth 🚔", "Stephen Smyth"),
        ("Ｓｔｅｐｈｅｎ Ｓｍｙｔｈ", "Stephen Smyth"),
        ("S̴̢t̵̨e̶p̷h̸e̴n̶ Smyth", "Stephen Smyth"),
    ] {
        let answer = task.screen(named(name).expect("a query"), 5).expect("an answer");
        assert_eq!(answer.first().map(|it| it.name.as_str()), Some(found), "{name}");
    }
}

#[test]
fn a_date_of_any_year_has_an_answer_and_one_that_is_none_is_refused() {
    let t = people();
    let task = t.coordinator();
    let found = task.screen(born("0001-01-01").expect("a query"), 5).expect("an answer");
    assert_eq!(found[0].name, "Ada Year");
    for date in ["9999-12-31", "0000-00-00", "9999", "1962-02-30", "31/12/9999", "1-1-1", "99999999"] {
        let answer = born(date).and_then(|it| task.screen(it, 5));
        let refused = Error::invalid("/born", Problem::Malformed);
        assert!(answer.as_ref().err().is_none_or(|it| *it == refused), "{date}");
    }
    for date in ["yesterday", "-1-1-1", "١٩٦٢", "0x7ff"] {
        let answer = born(date).and_then(|it| task.screen(it, 5));
        assert!(answer.is_err() || answer.is_ok_and(|it| it.iter().all(|it| it.bits.is_finite())), "{date}");
    }
}

#[test]
fn wildcards_and_statements_are_letters_or_nothing() {
    let t = people();
    let task = t.coordinator();
    let plain = task.screen(named("Stephen Smyth").expect("a query"), 5).expect("an answer").into_value();
    for name in [
        "Stephen Smyth%",
        "Stephen* Smyth",
        "Stephen? Smyth",
        "\"Stephen\" AND \"Smyth\"",
        "Stephen'; DROP TABLE records; -- Smyth",
        "Stephen Smyth' OR '1'='1",
        "Stephen NEAR/2 Smyth*",
        "name:Stephen + Smyth^2",
        "{Stephen Smyth} : (a OR b)",
        "Stephen\tSmyth",
    ] {
        // A tabulator is no part of a line: such a text is refused, and nothing else of these is.
        let Ok(asked) = named(name) else {
            assert!(name.contains('\t'), "{name}");
            continue;
        };
        let answer = task.screen(asked, 5).expect("an answer");
        assert_eq!(answer[0].name, "Stephen Smyth", "{name}");
        assert!(answer[0].bits <= plain[0].bits, "{name}");
    }
    for name in ["Sm%", "S*", "_____ Smyt_", "[A-Z]+", "' OR 1=1 --"] {
        let answer = task.screen(named(name).expect("a query"), 5).expect("an answer");
        assert!(answer.len() < 5, "{name} is no wildcard: {answer:?}");
    }
    t.auditor().verify(&mut |_, _| true).expect("the log is whole");
    assert_eq!(
        task.screen(named("Stephen Smyth").expect("a query"), 5).expect("an answer").len(),
        plain.len()
    );
}

#[test]
fn an_answer_tells_when_a_limit_was_reached() {
    let t = Fixture::new();
    let task = t.coordinator();
    let twins = (0..1_000).map(|_| entry("Stephen", "Smyth", "1962-03-05")).collect();
    task.import().write(twins).expect("entries");
    let asked = Query::read(r#"{"name":"Stephen Smyth","born":"1962-03-05"}"#).expect("a query");
    let found = task.screen(asked, 50).expect("an answer").into_value();
    assert_eq!(found.extent, Extent::Cut);
    assert!(
        found
            .text(Detail::Line)
            .ends_with("A limit was reached: others may fit as well. Ask for more of the person.\n")
    );
    let one = task.screen(named("Wilhelmina Quux").expect("a query"), 50).expect("an answer").into_value();
    assert_eq!(one.extent, Extent::Whole);
}

//! Records keep their history, and nobody overwrites what somebody else wrote.

use std::sync::{Arc, Barrier};

use chrono::TimeDelta;
use stalking_register::access::Purpose;
use stalking_register::error::{Code, Error, Problem, What};
use stalking_register::model::{Entry, Moment, document};
use stalking_register::register::TaskRequest;

use crate::support::fixture::{Fixture, day, entry, order, vouched};

#[test]
fn every_past_moment_of_a_record_can_be_read() {
    let t = Fixture::new();
    let task = t.coordinator();
    let person = task.register(entry("Ann", "First", "1962-03-05")).expect("an entry").into_value();
    let mut moments = vec![t.now()];
    for (version, family) in (1..).zip(["Second", "Third", "Fourth"]) {
        t.wait(TimeDelta::minutes(7));
        task.amend(person, version, entry("Ann", family, "1962-03-05")).expect("amended");
        moments.push(t.now());
    }
    t.wait(TimeDelta::minutes(6));
    let history = task.history(person).expect("a history").into_value();
    assert_eq!(history.iter().map(|it| it.version).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let as_of = |at| task.as_of(person, Moment::new(at).expect("a moment"));
    for ((at, name), past) in moments.iter().zip(["First", "Second", "Third", "Fourth"]).zip(&history) {
        for later in [TimeDelta::zero(), TimeDelta::minutes(6)] {
            let found = as_of(*at + later).expect("a version").into_value();
            assert!(found.json.contains(name), "{name}");
            assert_eq!(found.json, past.json);
        }
    }
    let before = as_of(moments[0] - TimeDelta::seconds(1)).expect_err("not there yet");
    assert_eq!(before, Error::NotFound { what: What::Version });
    let to_come = as_of(t.now() + TimeDelta::seconds(1)).expect_err("nobody knows yet");
    assert_eq!(to_come, Error::invalid("/as_of", Problem::InTheFuture));
}

#[test]
fn a_clock_that_went_back_neither_reorders_versions_nor_loses_one() {
    let t = Fixture::new();
    let task = t.coordinator();
    let id = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    let written_at = t.now();
    t.wait(TimeDelta::minutes(-10));
    task.amend(id, 1, entry("Anne", "Ode", "1980-01-02")).expect("amended");
    let history = task.history(id).expect("a history");
    assert_eq!(history.iter().map(|it| it.version).collect::<Vec<_>>(), [1, 2]);
    assert!(history[0].recorded_at <= history[1].recorded_at);
    assert_eq!(history[1].recorded_at.at(), written_at, "the log's time, which never goes back");
    let moment = written_at.to_rfc3339().parse().expect("a moment");
    assert_eq!(task.as_of(id, moment).expect("it was there").version, 2);
}

#[test]
fn a_long_history_is_given_whole() {
    let t = Fixture::new();
    let task = t.coordinator();
    let id = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    for version in 1..=1_100 {
        task.amend(id, version, entry("Ann", &format!("Ode{version}"), "1980-01-02")).expect("amended");
    }
    let history = task.history(id).expect("a history");
    assert!(history.iter().map(|it| it.version).eq(1..=1_101));
}

#[test]
fn a_stale_write_names_both_versions_and_changes_nothing() {
    let t = Fixture::new();
    let task = t.coordinator();
    let person = task.register(entry("Ann", "First", "1962-03-05")).expect("an entry").into_value();
    task.amend(person, 1, entry("Ann", "Second", "1962-03-05")).expect("amended");
    task.amend(person, 2, entry("Ann", "Third", "1962-03-05")).expect("amended");
    for seen in [1, 2, 4, u32::MAX] {
        let stale = task.amend(person, seen, entry("Ann", "Lost", "1962-03-05")).expect_err("stale");
        assert_eq!(stale, Error::Stale { what: What::Entry, seen, current: 3 });
        let stale = task.patch(person, seen, r#"{"registration":{}}"#).expect_err("stale");
        assert_eq!(stale, Error::Stale { what: What::Entry, seen, current: 3 });
    }
    assert!(task.read(person).expect("an entry").json.contains("Third"));
}

#[test]
fn of_many_writers_on_one_version_exactly_one_wins() {
    let t = Fixture::new();
    let person = t.coordinator().register(entry("Ann", "First", "1962-03-05")).expect("one").into_value();
    // Half of them in the register as another process would have it open.
    let other = t.open_again().expect("open");
    let start = Arc::new(Barrier::new(8));
    for version in 1..=5 {
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8)
                .map(|n| {
                    let register = if n % 2 == 0 { &t.register } else { &other };
                    let start = Arc::clone(&start);
                    scope.spawn(move || {
                        let request = TaskRequest::of(Purpose::DataQuality);
                        let task = vouched(register, "coordinator").task(request).expect("a task");
                        start.wait();
                        task.amend(person, version, entry("Ann", &format!("Writer{n}"), "1962-03-05"))
                            .map(|it| (*it, n))
                    })
                })
                .collect();
            writers.into_iter().map(|it| it.join().expect("no panic")).collect()
        });
        let won: Vec<_> = outcomes.iter().filter_map(|it| it.as_ref().ok()).collect();
        assert_eq!(won.len(), 1, "{outcomes:?}");
        assert_eq!(won[0].0, version + 1);
        let json = t.coordinator().read(person).expect("an entry").into_value().json;
        assert!(json.contains(&format!("Writer{}", won[0].1)));
        for lost in outcomes.iter().filter_map(|it| it.as_ref().err()) {
            assert_eq!(*lost, Error::Stale { what: What::Entry, seen: version, current: version + 1 });
        }
    }
    assert_eq!(t.coordinator().history(person).expect("a history").len(), 6);
    t.auditor().verify(&mut |_, _| true).expect("a sound log");
}

#[test]
fn what_a_document_may_not_say_is_refused_at_its_place_and_nothing_is_written() {
    let t = Fixture::new();
    let task = t.coordinator();
    let person = task.register(entry("Ann", "First", "1962-03-05")).expect("an entry").into_value();
    for (patch, code, at) in [
        (r#"{"colour":"blue"}"#, Code::Invalid, "/colour"),
        (r#"{"registration":{"Zzyzx Canary":1}}"#, Code::Invalid, "/registration/?"),
        (r#"{"registration":{"opened_on":"2026-02-30"}}"#, Code::Invalid, "/registration"),
        (r#"{"subject":{"birth":{"date":"2031-01-01"}}}"#, Code::Invalid, "/subject/birth"),
        ("[1]", Code::Invalid, ""),
        ("{", Code::Invalid, ""),
    ] {
        let refused = task.patch(person, 1, patch).expect_err(patch);
        assert_eq!(refused.code(), code, "{patch}: {refused}");
        let found = refused.pointer().expect("a place").as_str().to_owned();
        assert!(found.starts_with(at), "{patch}: {found}");
        assert!(!refused.to_string().contains("Canary"), "{refused}");
    }
    let backwards = order("2026-11-10").lasting_to(day("2026-11-09"));
    let refused = task.make_order(person, backwards).expect_err("it ends before it is made");
    assert_eq!(refused.code(), Code::Invalid);
    assert!(refused.pointer().is_some());
    assert_eq!(task.read(person).expect("an entry").version, 1);
    assert_eq!(task.timeline(person).expect("a timeline").len(), 1);
}

#[test]
fn a_document_of_a_hundred_megabytes_is_refused_before_it_is_read() {
    let t = Fixture::new();
    let task = t.coordinator();
    let person = task.register(entry("Ann", "First", "1962-03-05")).expect("an entry").into_value();
    let huge = format!("{{\"notes\":\"{}\"}}", "x".repeat(100 * 1024 * 1024));
    assert_eq!(document::parse::<Entry>(&huge).expect_err("too long").code(), Code::TooLong);
    assert_eq!(task.patch(person, 1, &huge).expect_err("too long").code(), Code::TooLong);
    assert_eq!(task.read(person).expect("an entry").version, 1);
}

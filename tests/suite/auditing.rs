//! The log tells what was done: each verb leaves exactly the events it should, and they can be found.

use chrono::TimeDelta;
use stalking_register::access::Purpose;
use stalking_register::error::Code;
use stalking_register::model::review::ReviewKind;
use stalking_register::model::text::Line;
use stalking_register::model::{Account, Breach, Id, Notification, Review, Role, Service};
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::due::DueRequest;
use stalking_register::register::{Receipt, Task, TaskRequest};
use stalking_register::screening::Query;

use crate::support::fixture::{Fixture, account, day, entry, order};

fn page(task: &Task, request: AuditRequest) -> Vec<Event> {
    task.read_audit(request).expect("a page").into_value().events
}

/// All events, the oldest first.
fn everything(auditor: &Task) -> Vec<Event> {
    let mut events = page(auditor, AuditRequest { events: Some(1000), ..AuditRequest::default() });
    events.reverse();
    events
}

fn about(auditor: &Task, record: Id) -> Vec<Event> {
    page(auditor, AuditRequest { record: Some(record), events: Some(1000), ..AuditRequest::default() })
}

#[test]
fn each_verb_leaves_one_event_that_names_the_person_and_fits_its_receipt() {
    let t = Fixture::new();
    let (task, auditor) = (t.coordinator(), t.auditor());
    let now = t.now();
    let made = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry");
    let person = *made.value();
    let put = task.make_order(person, order("2026-11-10")).expect("an order");
    let order_id = *put.value();
    let query = Query::read(r#"{"name":"Ann Ode","born":"1980-01-02"}"#).expect("a query");
    let at = stalking_register::model::Moment::new(now).expect("a moment");
    let expected: Vec<(Receipt, &str, &str, u32)> = vec![
        (made.receipt(), "create", "collection", 1),
        (put.receipt(), "create", "collection", 1),
        {
            let served = task.serve(order_id, 1, Service::in_person(day("2026-11-19"))).expect("served");
            (served.receipt(), "order_served", "alteration", 1)
        },
        {
            let told = "2026-11-22T10:00:00Z".parse().expect("a moment");
            let notified = task.notify(person, Notification::initial(order_id, told)).expect("notified");
            (notified.receipt(), "create", "collection", 1)
        },
        {
            let set = Review::due(ReviewKind::Risk, day("2026-12-01"));
            (task.set_review(person, set).expect("a review").receipt(), "review_set", "alteration", 1)
        },
        {
            let breach = Breach::of(order_id, 1, day("2026-11-20")).expect("a breach");
            (task.record_breach(person, breach).expect("recorded").receipt(), "create", "collection", 1)
        },
        {
            let amended = task.amend(person, 1, entry("Anne", "Ode", "1980-01-02")).expect("amended");
            (amended.receipt(), "amend", "alteration", 1)
        },
        (task.read(person).expect("read").receipt(), "open", "consultation", 1),
        (task.order(order_id).expect("read").receipt(), "open", "consultation", 1),
        (task.as_of(person, at).expect("read").receipt(), "history", "consultation", 1),
        (task.history(order_id).expect("read").receipt(), "history", "consultation", 1),
        (task.timeline(person).expect("read").receipt(), "timeline", "consultation", 5),
        (task.screen(query, 5).expect("found").receipt(), "screen", "consultation", 1),
        {
            let due = task.due(DueRequest::until(day("2026-12-31"))).expect("a page");
            (due.receipt(), "due_list", "consultation", 1)
        },
    ];
    let named = about(&auditor, person);
    let events = everything(&auditor);
    let first = expected[0].0.seq;
    for (n, (receipt, action, operation, count)) in (first..).zip(expected) {
        assert_eq!((receipt.seq, receipt.size), (n, n + 1), "{action} leaves one event");
        let event = events.iter().find(|it| it.seq == n).expect("an event");
        let found = (event.action, event.operation, event.outcome, event.count, event.purpose);
        assert_eq!(found, (action, operation, "done", count, Some("data-quality")), "event {n}");
        assert_eq!(event.leaf, receipt.leaf.to_string(), "event {n}");
        assert!(event.vouched);
        assert!(event.records.contains(&person), "{action} names the person");
        assert!(named.iter().any(|it| it.seq == n), "{action} is found by the person");
    }
    t.auditor().verify(&mut |_, _| true).expect("a sound log");
}

#[test]
fn a_register_begins_with_one_event_that_makes_its_first_accounts() {
    let t = Fixture::new();
    let first = everything(&t.auditor()).remove(0);
    assert_eq!((first.seq, first.action, first.outcome, first.count), (0, "genesis", "done", 8));
    assert_eq!(first.actor, None);
    let own = t.session("coordinator").info().expect("live").account;
    assert!(first.records.contains(&own));
}

#[test]
fn what_is_not_found_is_logged_like_a_find() {
    let t = Fixture::new();
    let (task, auditor) = (t.coordinator(), t.auditor());
    let none = task.look_up_source("old system", "4711").expect("a page");
    let query = Query::read(r#"{"name":"Nobody Atall"}"#).expect("a query");
    task.screen(query, 5).expect("a page");
    assert_eq!(task.read(Id::from_bytes([9; 16])).expect_err("absent").code(), Code::NotFound);
    let events = page(&auditor, AuditRequest { events: Some(3), ..AuditRequest::default() });
    let found: Vec<_> = events.iter().map(|it| (it.action, it.outcome, it.count)).collect();
    assert_eq!(found, [("open", "failed", 0), ("screen", "done", 0), ("search", "done", 0)]);
    assert_eq!(events[2].seq, none.receipt().seq);
    assert!(events[1..].iter().all(|it| it.said.iter().any(|said| said.field == "criteria")));
}

#[test]
fn a_clock_set_back_is_told_and_times_in_the_log_never_decrease() {
    let t = Fixture::new();
    let (task, auditor) = (t.coordinator(), t.auditor());
    let person = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    t.wait(-TimeDelta::minutes(10));
    task.entry(person).expect("read");
    t.wait(TimeDelta::minutes(11));
    task.entry(person).expect("read");
    let events = everything(&auditor);
    let stepped = events.iter().position(|it| it.action == "clock_stepped").expect("told");
    assert_eq!(events[stepped + 1].action, "open");
    assert!(events.windows(2).all(|it| it[0].at <= it[1].at && it[0].seq + 1 == it[1].seq));
    auditor.verify(&mut |_, _| true).expect("a sound log");
}

#[test]
fn the_log_shows_each_reader_what_is_theirs_to_see() {
    let t = Fixture::new();
    for (name, role, team) in [
        ("anna", Role::Coordinator, "North"),
        ("ben", Role::Coordinator, "South"),
        ("sue", Role::Supervisor, "North"),
    ] {
        let made = Account { team: Some(Line::new(team).expect("a team")), ..account(name, role) };
        t.administrator().create_account(made, None).expect("an account");
    }
    let id = |who: &str| t.session(who).info().expect("live").account;
    for who in ["anna", "ben"] {
        let request = TaskRequest::of(Purpose::Other).because("asked by the court").expect("words");
        let request = request.serving("CASE/1").expect("a reference");
        t.session(who).task(request).expect("a task").look_up_source("a", "b").expect("a page");
    }
    let all = |who: &str| everything(&t.task(who, Purpose::AuditLawfulness));
    let searches = |events: &[Event]| events.iter().filter(|it| it.action == "search").count();
    let (anna, sue, auditor) = (all("anna"), all("sue"), all("auditor"));
    assert_eq!([searches(&anna), searches(&sue), searches(&auditor)], [1, 1, 2]);
    assert!(anna.iter().all(|it| it.actor == Some(id("anna"))));
    assert!(sue.iter().all(|it| [Some(id("anna")), Some(id("sue"))].contains(&it.actor)));
    for event in auditor.iter().filter(|it| it.action == "search") {
        let said = |field: &str| event.said.iter().find(|it| it.field == field)?.value.clone();
        assert_eq!(said("reason").as_deref(), Some("asked by the court"));
        assert_eq!(said("task").as_deref(), Some("CASE/1"));
    }
}

#[test]
fn the_log_is_read_page_by_page_without_a_gap() {
    let t = Fixture::new();
    let (task, auditor) = (t.coordinator(), t.auditor());
    for _ in 0..10 {
        task.look_up_source("a", "b").expect("a page");
    }
    let mut request = AuditRequest { events: Some(3), ..AuditRequest::default() };
    let mut seqs = Vec::new();
    loop {
        let page = auditor.read_audit(request.clone()).expect("a page").into_value();
        seqs.extend(page.events.iter().map(|it| it.seq));
        let Some(next) = page.next else { break };
        request.before = Some(next);
    }
    assert!(seqs.len() > 10);
    assert!(seqs.windows(2).all(|it| it[0] == it[1] + 1));
    assert_eq!(seqs.last(), Some(&0));
    for events in [0, 1001] {
        let request = AuditRequest { events: Some(events), ..AuditRequest::default() };
        assert_eq!(auditor.read_audit(request).expect_err("out of range").code(), Code::Invalid);
    }
}

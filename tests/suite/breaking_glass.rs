//! In an emergency one entry opens past its restriction; it is told at once, ends by itself, and is reviewed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use stalking_register::access::conflict::Declaration;
use stalking_register::access::{NewKey, Purpose};
use stalking_register::audit::Watch;
use stalking_register::error::{Code, Error, Refusal, Result};
use stalking_register::model::text::Few;
use stalking_register::model::{Entry, Id, Level, Restriction, Role};
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::break_glass::Glass;
use stalking_register::register::{
    HostAlert, HostAnchor, LogOptions, Making, Options, Register, Session, Task, TaskRequest, Warning,
};
use stalking_register::screening::Query;

use crate::support::fixture::{Fixture, HOST_KEY, account, entry, order, vouched};

fn refused<T>(found: Result<T>) -> Refusal {
    match found.map(drop).expect_err("refused") {
        Error::Forbidden(refusal) => refusal,
        other => panic!("{other}"),
    }
}

fn emergency(session: &Session) -> Task {
    let request = TaskRequest::of(Purpose::Emergency).because("caller hears him at the door").expect("words");
    session.task(request).expect("a task")
}

fn id(t: &Fixture, who: &str) -> Id {
    t.session(who).info().expect("live").account
}

fn restricted(t: &Fixture, level: Level) -> Entry {
    let mut made = entry("Ann", "Ode", "1980-01-02");
    made.restriction = Restriction {
        level,
        teams: Few::new(vec!["North".try_into().expect("a team")]).expect("one"),
        accounts: Few::new(vec![id(t, "coordinator")]).expect("one"),
    };
    made
}

fn events(t: &Fixture) -> Vec<Event> {
    let request = AuditRequest { events: Some(1000), ..AuditRequest::default() };
    t.auditor().read_audit(request).expect("a page").into_value().events
}

fn declared(t: &Fixture, who: &str, json: &str) {
    let declaration: Declaration = serde_json::from_str(json).expect("a declaration");
    t.task(who, Purpose::DataQuality).declare_conflicts(&declaration).expect("declared");
}

#[test]
fn the_glass_opens_one_entry_past_its_restriction_and_every_event_names_its_start() {
    for level in [Level::Open, Level::Team, Level::Named, Level::Sealed] {
        let t = Fixture::new();
        let person = t.coordinator().register(restricted(&t, level)).expect("an entry").into_value();
        let other =
            t.coordinator().register(entry("Bo", "Peep", "1971-01-01")).expect("an entry").into_value();
        let put = t.coordinator().make_order(person, order("2026-11-10")).expect("an order").into_value();
        for who in ["viewer", "coordinator", "supervisor", "records_manager"] {
            let session = t.session(who);
            let behind = emergency(&session).break_glass(Glass::Entry(person)).expect("broken");
            let start = behind.receipt().seq;
            behind.entry(person).expect("opened");
            behind.order(put).expect("what belongs to it");
            assert_eq!(behind.timeline(person).expect("opened").len(), 2, "{who}");
            assert_eq!(behind.entry(other).expect_err("one entry").code(), Code::NotFound, "{who}");
            let query = Query::read(r#"{"name":"Ann Ode"}"#).expect("a query");
            assert_eq!(refused(behind.screen(query, 5)), Refusal::Purpose);
            assert_eq!(refused(behind.amend(person, 1, entry("A", "B", "1980-01-02"))), Refusal::Purpose);
            behind.end_break_glass().expect("ended");
            assert_eq!(refused(behind.entry(person)), Refusal::GlassMended);
            let told = events(&t);
            let own: Vec<_> = told.iter().filter(|it| it.link == Some(start)).map(|it| it.action).collect();
            assert_eq!(own.iter().filter(|it| **it == "open").count(), 4, "{who} {own:?}");
            assert!(own.contains(&"break_glass_ended") && own.contains(&"timeline"));
            let began = told.iter().find(|it| it.seq == start).expect("logged");
            assert!(began.records.contains(&person), "{level:?}");
            assert!(began.said.iter().any(|it| it.field == "reason"));
        }
        for who in ["administrator", "service"] {
            let found = emergency(&t.session(who)).break_glass(Glass::Entry(person));
            assert_eq!(refused(found), Refusal::Role, "{who}");
        }
        t.auditor().verify(&mut |_, _| true).expect("a sound log");
    }
}

#[test]
fn without_breaking_the_glass_an_emergency_opens_nothing() {
    let t = Fixture::new();
    let person = t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    assert_eq!(refused(emergency(&t.session("coordinator")).entry(person)), Refusal::Purpose);
    assert_eq!(refused(t.coordinator().break_glass(Glass::Entry(person))), Refusal::Purpose);
}

#[test]
fn the_glass_mends_itself_after_half_an_hour_and_with_the_sign_in() {
    let t = Fixture::new();
    let person = t.coordinator().register(restricted(&t, Level::Named)).expect("an entry").into_value();
    let session = t.session("supervisor");
    let behind = emergency(&session).break_glass(Glass::Entry(person)).expect("broken");
    for _ in 0..2 {
        t.wait(TimeDelta::minutes(14));
        behind.entry(person).expect("in time");
    }
    t.wait(TimeDelta::minutes(2));
    assert_eq!(refused(behind.entry(person)), Refusal::GlassMended);
    assert_eq!(refused(behind.end_break_glass()), Refusal::GlassMended);
    let ended = |seq: u64| {
        events(&t).iter().filter(|it| it.action == "break_glass_ended" && it.link == Some(seq)).count()
    };
    assert_eq!(ended(behind.receipt().seq), 2, "its end, and the vain attempt to end it again");

    let session = t.session("supervisor");
    let behind = emergency(&session).break_glass(Glass::Entry(person)).expect("broken");
    session.sign_out().expect("out");
    assert_eq!(ended(behind.receipt().seq), 1);
    assert_eq!(behind.entry(person).expect_err("ended").code(), Code::NotSignedIn);
}

#[test]
fn a_clock_that_was_set_forward_and_back_lengthens_no_glass() {
    let t = Fixture::new();
    let person = t.coordinator().register(restricted(&t, Level::Named)).expect("an entry").into_value();
    t.wait(TimeDelta::hours(8));
    t.coordinator().look_up_source("a", "b").expect("an event of then");
    t.wait(-TimeDelta::hours(8));
    let session = t.session("supervisor");
    let behind = emergency(&session).break_glass(Glass::Entry(person)).expect("broken");
    for _ in 0..2 {
        t.wait(TimeDelta::minutes(14));
        behind.entry(person).expect("in time");
    }
    t.wait(TimeDelta::minutes(2));
    assert_eq!(refused(behind.entry(person)), Refusal::GlassMended);
}

#[test]
fn one_search_sees_past_restrictions_but_not_past_a_seal() {
    let t = Fixture::new();
    for level in [Level::Team, Level::Named, Level::Sealed] {
        t.coordinator().register(restricted(&t, level)).expect("an entry");
    }
    let query = || Query::read(r#"{"name":"Ann Ode","born":"1980-01-02"}"#).expect("a query");
    assert!(t.task("viewer", Purpose::LiveIncident).screen(query(), 5).expect("a page").is_empty());
    let session = t.session("viewer");
    let behind = emergency(&session).break_glass(Glass::Search).expect("broken");
    assert_eq!(behind.screen(query(), 5).expect("a page").len(), 2);
    assert_eq!(refused(behind.screen(query(), 5)), Refusal::GlassMended);
}

#[test]
fn one_search_is_for_one_person_and_no_batch() {
    let t = Fixture::new();
    let person = t.coordinator().register(restricted(&t, Level::Team)).expect("an entry").into_value();
    let query = || Query::read(r#"{"name":"Ann Ode","born":"1980-01-02"}"#).expect("a query");
    let session = t.session("supervisor");
    let behind = emergency(&session).break_glass(Glass::Search).expect("broken");
    assert_eq!(refused(behind.screen_batch(vec![query(), query()], 5)), Refusal::Purpose);
    assert_eq!(refused(behind.duplicates(person, 5)), Refusal::Purpose);
    assert_eq!(behind.screen(query(), 5).expect("the glass is not mended by that").len(), 1);
}

#[test]
fn breaking_the_glass_wants_a_fresh_sign_in() {
    let t = Fixture::new();
    let person = t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    let session = t.session("supervisor");
    t.wait(TimeDelta::minutes(6));
    assert_eq!(refused(emergency(&session).break_glass(Glass::Entry(person))), Refusal::Confirm);
    session.confirm_vouched().expect("vouched again");
    emergency(&session).break_glass(Glass::Entry(person)).expect("broken");
    assert_eq!(session.confirm("not a password of anybody").expect_err("none").code(), Code::NotSignedIn);
}

#[test]
fn a_broken_glass_is_reviewed_by_another_and_told_as_overdue_after_three_working_days() {
    let t = Fixture::at("2026-11-27T09:00:00Z");
    let person = t.coordinator().register(restricted(&t, Level::Named)).expect("an entry").into_value();
    let start =
        emergency(&t.session("supervisor")).break_glass(Glass::Entry(person)).expect("broken").receipt().seq;
    let reviewer = |who: &str| t.task(who, Purpose::AuditDiscipline);
    let waiting = || reviewer("auditor").unreviewed_glasses().expect("a list").into_value();
    t.wait(TimeDelta::days(5));
    assert_eq!((waiting()[0].review_due.to_string().as_str(), waiting()[0].overdue), ("2026-12-02", false));
    t.wait(TimeDelta::days(1));
    assert!(waiting()[0].overdue);
    assert_eq!(refused(reviewer("supervisor").review_break_glass(start, "fine")), Refusal::OwnRequest);
    assert_eq!(refused(reviewer("coordinator").review_break_glass(start, "fine")), Refusal::Role);
    reviewer("auditor").review_break_glass(start, "a call on record at that minute").expect("reviewed");
    assert!(waiting().is_empty());
    assert_eq!(
        reviewer("auditor").review_break_glass(start, "again").expect_err("done").code(),
        Code::Invalid
    );
    let event = events(&t).into_iter().find(|it| it.action == "break_glass_reviewed" && it.outcome == "done");
    assert_eq!(event.expect("logged").link, Some(start));
}

#[test]
fn a_shared_surname_opens_only_by_breaking_the_glass_and_a_seal_not_at_all() {
    let t = Fixture::new();
    declared(&t, "coordinator", r#"{"surnames":["ode"]}"#);
    declared(&t, "supervisor", r#"{"surnames":["Ode"]}"#);
    let keeper = t.task("supervisor", Purpose::DataQuality);
    let mut made = entry("Ann", "Ode", "1980-01-02");
    made.registration.source_system = Some("old".try_into().expect("a system"));
    made.registration.source_ref = Some("7".try_into().expect("a reference"));
    let person = t.coordinator().register(made).expect("an entry").into_value();
    assert_eq!(refused(t.coordinator().entry(person)), Refusal::Conflict);
    assert_eq!(refused(keeper.timeline(person)), Refusal::Conflict);
    let found = keeper.look_up_source("old", "7").expect("a page");
    assert!(found[0].json.contains("Ode") && !found[0].json.contains("lawful_basis"), "a summary");
    let behind = emergency(&t.session("coordinator")).break_glass(Glass::Entry(person)).expect("broken");
    behind.entry(person).expect("opened");
    let sealed = t.coordinator().register(restricted(&t, Level::Sealed)).expect("an entry").into_value();
    let absent = emergency(&t.session("supervisor")).break_glass(Glass::Entry(Id::from_bytes([9; 16])));
    let found = emergency(&t.session("supervisor")).break_glass(Glass::Entry(sealed));
    assert_eq!(found.map(drop).expect_err("sealed"), absent.map(drop).expect_err("absent"));
    let own = emergency(&t.session("coordinator")).break_glass(Glass::Entry(sealed));
    assert_eq!(own.map(drop).expect_err("sealed").code(), Code::NotFound, "even who is let through");
}

#[test]
fn an_own_address_number_or_acquaintance_is_absent_whatever_glass_is_broken() {
    for json in [
        r#"{"addresses":[{"line":"12, High St","postcode":"ab12cd"}]}"#,
        r#"{"phones":["+44 7700 900123"]}"#,
        r#"{"associates":["Ann Ode"]}"#,
    ] {
        let t = Fixture::new();
        let mut made = entry("Ann", "Ode", "1980-01-02");
        made.subject = made.subject.living_at("12 High Street", "AB1 2CD").expect("a subject");
        let phone = r#"[{"kind":"phone","value":"07700 900 123"}]"#;
        made.subject.contacts = serde_json::from_str(phone).expect("a number");
        let person = t.coordinator().register(made).expect("an entry").into_value();
        let query = || Query::read(r#"{"name":"Ann Ode","born":"1980-01-02"}"#).expect("a query");
        assert_eq!(t.coordinator().screen(query(), 5).expect("a page").len(), 1);
        declared(&t, "coordinator", json);
        assert_eq!(t.coordinator().entry(person).expect_err("absent").code(), Code::NotFound, "{json}");
        assert!(t.coordinator().screen(query(), 5).expect("a page").is_empty(), "{json}");
        let broken = emergency(&t.session("coordinator")).break_glass(Glass::Entry(person));
        assert_eq!(broken.map(drop).expect_err("shut").code(), Code::NotFound, "{json}");
        // Others are not barred, and nobody takes their own declaration back.
        t.task("supervisor", Purpose::DataQuality).entry(person).expect("not barred");
        let nothing = Declaration::default();
        t.coordinator().declare_conflicts(&nothing).expect("adds nothing");
        assert_eq!(t.coordinator().entry(person).expect_err("absent").code(), Code::NotFound);
        let own = id(&t, "coordinator");
        assert_eq!(refused(t.coordinator().replace_conflicts(own, &nothing)), Refusal::OwnRequest);
        assert_eq!(refused(t.administrator().replace_conflicts(own, &nothing)), Refusal::Role);
        t.auditor().replace_conflicts(own, &nothing).expect("replaced");
        t.coordinator().entry(person).expect("not barred any more");
    }
}

#[test]
fn the_owner_and_professional_standards_are_called_once_the_event_is_anchored() {
    let t = Fixture::new();
    let (heard, kept) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::<String>::new())));
    let (hear, anchors) = (Arc::clone(&heard), Arc::clone(&kept));
    let deaf = Arc::new(AtomicBool::new(false));
    let is_deaf = Arc::clone(&deaf);
    let (put, get) = (Arc::clone(&kept), Arc::clone(&kept));
    let log = LogOptions {
        anchor: Some(HostAnchor::new(
            move |line, _| {
                put.lock().expect("a list").push(line.to_owned());
                Ok(())
            },
            move || Ok(get.lock().expect("a list").last().cloned()),
        )),
        alert: Some(HostAlert::new(move |alert| {
            let anchored = anchors.lock().expect("a list").len();
            hear.lock().expect("a list").push((alert.clone(), anchored));
            if is_deaf.load(Ordering::Relaxed) { Err(Error::Busy) } else { Ok(()) }
        })),
        ..LogOptions::default()
    };
    let place = t.beside("hosted");
    let people =
        [("coordinator", Role::Coordinator), ("other", Role::Coordinator), ("admin", Role::Administrator)];
    let register = Register::make(Making {
        directory: &place,
        key: NewKey::Host(&HOST_KEY),
        label: "the host's key",
        anchor: None,
        accounts: people.into_iter().map(|(name, role)| (account(name, role), None)).collect(),
        options: Options { log, ..t.options() },
    })
    .expect("a register")
    .register;
    let owner = vouched(&register, "coordinator");
    let owners = vec![owner.info().expect("live").account];
    let mut hidden = entry("Ann", "Ode", "1980-01-02");
    hidden.restriction = Restriction {
        level: Level::Named,
        teams: Few::default(),
        accounts: Few::new(owners.clone()).expect("one"),
    };
    hidden.registration.manager = Some(owners[0]);
    let task = owner.task(TaskRequest::of(Purpose::Review)).expect("a task");
    let person = task.register(hidden).expect("an entry").into_value();
    task.entry(person).expect("opened");
    assert!(heard.lock().expect("a list").is_empty(), "who is in charge calls nobody");

    let before = kept.lock().expect("a list").len();
    let other = vouched(&register, "other");
    deaf.store(true, Ordering::Relaxed);
    let behind = emergency(&other).break_glass(Glass::Entry(person)).expect("broken, whoever hears it");
    assert_eq!(register.warnings(), [Warning::AlertUnheard]);
    let (alert, anchored) = heard.lock().expect("a list").last().cloned().expect("an alert");
    assert_eq!(
        (alert.view, alert.event, alert.entry),
        (Watch::GlassBroken, behind.receipt().seq, Some(person))
    );
    assert_eq!((alert.actor, alert.owners), (other.info().expect("live").account, owners));
    assert!(anchored > before, "the host had the anchor before it heard the alert");
    deaf.store(false, Ordering::Relaxed);
    behind.entry(person).expect("opened");
    let (alert, _) = heard.lock().expect("a list").last().cloned().expect("an alert");
    assert_eq!((alert.view, alert.entry), (Watch::RestrictedAccess, Some(person)));
    assert!(register.warnings().is_empty());
}

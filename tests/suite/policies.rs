//! The policy: a default that is no law, a force's own, and what each asks.

use stalking_register::error::{Code, Error, Problem};
use stalking_register::model::incident::Behaviour;
use stalking_register::model::order::Jurisdiction;
use stalking_register::model::registration::{RegistrationStatus, RiskBand};
use stalking_register::model::review::{ReviewKind, ReviewOutcome};
use stalking_register::model::text::{Few, Line};
use stalking_register::model::{
    Breach, Entry, Id, Incident, Notification, Order, Policy, Review, Service, document,
};
use stalking_register::register::Task;
use stalking_register::register::audit::AuditRequest;
use stalking_register::register::due::{DueItem, DueRequest};
use stalking_register::rules::Standing;
use stalking_register::rules::diary::Ground;

use crate::support::fixture::{Fixture, day, entry, order};

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::new(text).expect("a line")
}

/// Returns what the policy asks, in the order of the diary.
fn wishes(task: &Task) -> Vec<DueItem> {
    let request = DueRequest { items: Some(500), ..DueRequest::until(day("2200-12-31")) };
    let items = task.due(request).expect("a page").into_value().items;
    items.into_iter().filter(|it| it.ground == Ground::Policy).collect()
}

/// Returns the last day, or nothing, of what the policy asks in these words.
fn wish(task: &Task, words: &str) -> Option<String> {
    let items = wishes(task);
    let mut found = items.iter().filter(|it| it.what == format!("policy: {words}"));
    let day = found.next().and_then(|it| it.last_day).map(|it| it.to_string());
    assert!(found.next().is_none(), "{words} is asked twice");
    day
}

fn set(t: &Fixture, policy: Policy) -> u32 {
    let task = t.administrator();
    let seen = task.policy().expect("a policy").version;
    task.set_policy(seen, policy, &mut |_, _| true).expect("set").version
}

fn done(t: &Fixture, person: Id, kind: ReviewKind, on: &str) {
    let task = t.coordinator();
    let made = task.set_review(person, Review::due(kind, day(on))).expect("a review").into_value();
    let (by, decision) = (line("Anna"), line("No change"));
    let outcome =
        ReviewOutcome { done_on: day(on), by, decision, words: None, supervisor: None, next_due_on: None };
    task.complete_review(made, 1, outcome).expect("done");
}

fn registered(t: &Fixture, change: impl FnOnce(&mut Entry)) -> Id {
    let mut person = entry("Ann", "Ode", "1980-01-02");
    change(&mut person);
    t.coordinator().register(person).expect("an entry").into_value()
}

#[test]
fn until_a_force_sets_its_own_a_policy_is_in_force_that_says_it_is_no_law() {
    let t = Fixture::new();
    let found = t.coordinator().policy().expect("a policy").into_value();
    assert_eq!((found.version, found.recorded_at), (0, None));
    assert!(found.policy.source.contains("default, not law"));
    assert_eq!(found.policy.order_expiry_warning_days[..], [90, 28, 7]);
    registered(&t, |_| ());
    for item in wishes(&t.coordinator()) {
        assert_eq!((item.rule, item.policy), (None, Some(0)));
        assert!(item.trace[0].starts_with("No law: the built-in policy asks it"), "{:?}", item.trace);
    }
}

#[test]
fn each_change_is_a_version_with_its_event_and_the_diary_follows() {
    let t = Fixture::new();
    let person = registered(&t, |_| ());
    assert_eq!(wish(&t.coordinator(), "assess the risk again").as_deref(), Some("2027-01-05"));
    let mut policy = Policy { source: line("Force order 12"), ..Policy::default() };
    policy.risk_review.not_assessed_months = Some(2);
    assert_eq!(set(&t, policy.clone()), 1);
    let item = wishes(&t.coordinator()).remove(0);
    assert_eq!((item.policy, item.on, item.record), (Some(1), Some(day("2026-03-05")), person));
    assert_eq!(item.standing, Standing::Overdue { since: day("2026-03-06").date() });
    let source = format!("from entry {person} version 1");
    let expected = [
        "No law: version 1 of the force's policy asks it (risk_review.not_assessed_months = 2).".to_owned(),
        format!("Given: the registration began on 2026-01-05 ({source})."),
        "1. 2 months after 2026-01-05 is 2026-03-05.".to_owned(),
        "Answer: by 2026-03-05.".to_owned(),
        "Another answer if: a review of this kind is set or done, or the policy changes.".to_owned(),
    ];
    assert_eq!(item.trace, expected);

    let stale = t.administrator().set_policy(0, policy.clone(), &mut |_, _| true).map(drop);
    assert_eq!(stale.expect_err("stale").code(), Code::Stale);
    policy.risk_review.not_assessed_months = None;
    assert_eq!(set(&t, policy.clone()), 2);
    assert_eq!(wish(&t.coordinator(), "assess the risk again"), None);
    let history = t.administrator().policy_history().expect("a history").into_value();
    assert_eq!(history.iter().map(|it| it.version).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(history[1].policy.source, line("Force order 12"));
    let log = t.auditor().read_audit(AuditRequest::default()).expect("a page").into_value();
    let events: Vec<_> = log
        .events
        .iter()
        .filter(|it| it.action == "policy_set" && it.outcome == "done")
        .map(|it| it.seq)
        .collect();
    assert_eq!(
        events,
        [history[2].event.expect("an event"), history[1].event.expect("an event")]
            .into_iter()
            .collect::<Vec<_>>()
    );
    assert!(t.administrator().refresh_diary(&mut |_, _| true).expect("refreshed").found_nothing());
    t.auditor().verify(&mut |_, _| true).expect("a sound log");
}

#[test]
fn a_policy_that_was_set_and_not_worked_in_shows_on_each_page() {
    let t = Fixture::new();
    let people = (0..1000).map(|_| entry("Ann", "Ode", "1980-01-02")).collect();
    t.coordinator().import().write(people).expect("entries");
    let mut policy = Policy::default();
    policy.retention.no_group.first_months = 6;
    let stopped = t.administrator().set_policy(0, policy, &mut |_, _| false).map(drop);
    assert_eq!(stopped.expect_err("stopped").code(), Code::Interrupted);
    let page = || t.coordinator().due(DueRequest::until(day("2026-12-31"))).expect("a page").into_value();
    assert!(!page().up_to_date && page().items.is_empty());
    let found = t.administrator().refresh_diary(&mut |_, _| true).expect("refreshed").into_value();
    assert_eq!((found.lines_added, found.lines_removed, found.policy), (1000, 1000, 1));
    assert!(page().up_to_date && page().items.len() == 50);
}

#[test]
fn an_order_that_ends_is_warned_of_90_28_and_7_days_before() {
    let t = Fixture::at("2028-10-01T09:00:00Z");
    let person = registered(&t, |_| ());
    let task = t.coordinator();
    let made = task.make_order(person, order("2026-11-10")).expect("an order").into_value();
    task.serve(made, 1, Service::in_person(day("2026-11-19"))).expect("served");
    let warnings = || -> Vec<(String, String, String)> {
        wishes(&t.coordinator())
            .into_iter()
            .filter(|it| it.record == made)
            .map(|it| {
                let text = |it: Option<stalking_register::model::Day>| it.expect("a day").to_string();
                (text(it.on), text(it.last_day), it.standing.name().to_owned())
            })
            .collect()
    };
    let check = |expected: &[(&str, &str, &str)]| {
        let expected: Vec<_> =
            expected.iter().map(|it| (it.0.to_owned(), it.1.to_owned(), it.2.to_owned())).collect();
        assert_eq!(warnings(), expected);
    };
    // The order's last day is 31 December 2028.
    check(&[
        ("2028-10-02", "2028-12-02", "pending"),
        ("2028-12-03", "2028-12-23", "pending"),
        ("2028-12-24", "2028-12-31", "pending"),
    ]);
    // A look before the day of the warning is not the look that is asked for.
    done(&t, person, ReviewKind::OrderExpiry, "2028-10-01");
    assert_eq!(warnings().len(), 3);
    t.wait(chrono::TimeDelta::days(1));
    assert_eq!(warnings()[0].2, "open");
    done(&t, person, ReviewKind::OrderExpiry, "2028-10-02");
    check(&[("2028-12-03", "2028-12-23", "pending"), ("2028-12-24", "2028-12-31", "pending")]);
    t.wait(chrono::TimeDelta::days(83));
    check(&[("2028-12-03", "2028-12-23", "overdue"), ("2028-12-24", "2028-12-31", "open")]);
    // One look answers both, the first of them late.
    done(&t, person, ReviewKind::OrderExpiry, "2028-12-24");
    check(&[]);
    assert!(t.administrator().refresh_diary(&mut |_, _| true).expect("refreshed").found_nothing());
}

#[test]
fn an_order_whose_end_is_recorded_is_warned_of_no_more() {
    let t = Fixture::at("2028-12-01T09:00:00Z");
    let person = registered(&t, |_| ());
    let task = t.coordinator();
    let made = task.make_order(person, order("2026-11-10")).expect("an order").into_value();
    let count = || wishes(&task).iter().filter(|it| it.record == made).count();
    assert_eq!(count(), 4, "three warnings and the alarm");
    let event = document::parse(r#"{"kind":"discharged","on":"2028-11-20"}"#).expect("an event");
    task.record_event(made, 1, event).expect("recorded");
    assert_eq!(count(), 0);
}

/// Returns how many lines of the diary an interim order of a jurisdiction has after each of these events.
fn asked_of_interim(jurisdiction: Jurisdiction, events: &[&str]) -> Vec<usize> {
    let t = Fixture::new();
    let person = registered(&t, |_| ());
    let task = t.coordinator();
    let mut interim = Order::interim_stalking_protection(day("2026-11-02")).lasting_to(day("2027-06-01"));
    interim.jurisdiction = jurisdiction;
    let made = task.make_order(person, interim).expect("an order").into_value();
    let lines = events.iter().zip(1..).map(|(kind, version)| {
        let event = format!(r#"{{"kind":"{kind}","on":"2026-11-{:02}"}}"#, 9 + version);
        task.record_event(made, version, document::parse(&event).expect("an event")).expect("recorded");
        wishes(&task).iter().filter(|it| it.record == made).count()
    });
    lines.collect()
}

#[test]
fn an_order_that_was_quashed_or_whose_application_came_to_nothing_is_warned_of_no_more() {
    use Jurisdiction::{EnglandAndWales, NorthernIreland};
    assert_eq!(asked_of_interim(EnglandAndWales, &["withdrawn"]), [0]);
    assert_eq!(asked_of_interim(EnglandAndWales, &["dismissed"]), [0]);
    assert_eq!(asked_of_interim(EnglandAndWales, &["appealed", "quashed"]), [4, 0]);
    // Against the dismissal an appeal is pending: what the court of appeal says is awaited.
    assert_eq!(asked_of_interim(EnglandAndWales, &["dismissed", "appealed", "appeal_ended"]), [0, 4, 0]);
    // There an interim order outlives the dismissal, and not the withdrawal.
    assert_eq!(asked_of_interim(NorthernIreland, &["dismissed"]), [4]);
    assert_eq!(asked_of_interim(NorthernIreland, &["withdrawn"]), [0]);
}

#[test]
fn a_short_order_is_warned_of_at_least_once_from_its_making_on() {
    let t = Fixture::new();
    let person = registered(&t, |_| ());
    let task = t.coordinator();
    let warnings = |last_day: &str| -> Vec<String> {
        let short = Order::interim_stalking_protection(day("2026-11-20")).lasting_to(day(last_day));
        let made = task.make_order(person, short).expect("an order").into_value();
        let items = wishes(&task);
        let of_it = items.iter().filter(|it| it.record == made && it.what.contains("warning"));
        of_it.map(|it| it.on.expect("a day").to_string()).collect()
    };
    assert_eq!(warnings("2026-12-18"), ["2026-11-20", "2026-12-11"]);
    assert_eq!(warnings("2026-11-25"), ["2026-11-20"]);
}

#[test]
fn an_order_that_was_made_and_not_served_raises_an_alarm() {
    let t = Fixture::new();
    let person = registered(&t, |_| ());
    let task = t.coordinator();
    let made = task.make_order(person, order("2026-11-10")).expect("an order").into_value();
    let words = "an order that was made is not served";
    assert_eq!(wish(&task, words).as_deref(), Some("2026-11-17"));
    let policy = Policy { unserved_order_alarm_days: Some(1), ..Policy::default() };
    set(&t, policy);
    assert_eq!(wish(&task, words).as_deref(), Some("2026-11-11"));
    task.serve(made, 1, Service::in_person(day("2026-11-19"))).expect("served");
    assert_eq!(wish(&task, words), None);
}

#[test]
fn the_risk_band_and_the_level_choose_the_interval() {
    let t = Fixture::new();
    let task = t.coordinator();
    let person = registered(&t, |it| {
        it.registration.risk_band = Some(RiskBand::High);
        it.registration.mappa_level = Some(2);
    });
    assert_eq!(wish(&task, "assess the risk again").as_deref(), Some("2026-04-05"));
    assert_eq!(wish(&task, "visit the subject").as_deref(), Some("2026-04-05"));
    assert_eq!(wish(&task, "hold the multi-agency meeting").as_deref(), Some("2026-04-05"));
    done(&t, person, ReviewKind::Risk, "2026-08-31");
    assert_eq!(wish(&task, "assess the risk again").as_deref(), Some("2026-12-01"), "no 31 November");
    // What a person sets by hand stands instead.
    task.set_review(person, Review::due(ReviewKind::Risk, day("2026-12-20"))).expect("a review");
    assert_eq!(wish(&task, "assess the risk again"), None);
    // Nobody is visited who is in custody or abroad.
    let mut entry = task.entry(person).expect("an entry").into_value().document;
    entry.registration.status = RegistrationStatus::Suspended;
    task.amend(person, 1, entry).expect("amended");
    assert_eq!(wish(&task, "visit the subject"), None);
    assert_eq!(wish(&task, "hold the multi-agency meeting").as_deref(), Some("2026-04-05"));
}

#[test]
fn every_record_has_a_time_limit_for_the_review_of_its_retention() {
    let t = Fixture::new();
    let task = t.coordinator();
    let words = "look whether the record must be kept";
    let person = registered(&t, |it| it.registration.retention_group = Some(3));
    assert_eq!(wish(&task, words).as_deref(), Some("2032-01-05"));
    task.make_order(person, order("2026-11-10")).expect("an order");
    assert_eq!(wish(&task, words).as_deref(), Some("2032-11-10"), "the newest order begins it anew");
    done(&t, person, ReviewKind::Retention, "2026-11-20");
    assert_eq!(wish(&task, words).as_deref(), Some("2031-11-20"));
}

#[test]
fn an_incident_or_a_breach_begins_the_time_of_retention_anew() {
    let t = Fixture::new();
    let task = t.coordinator();
    let words = "look whether the record must be kept";
    let person = registered(&t, |it| it.registration.retention_group = Some(3));
    let made = task.make_order(person, order("2026-11-10")).expect("an order").into_value();
    task.serve(made, 1, Service::in_person(day("2026-11-11"))).expect("served");
    let incident = |from: &str| {
        let from = from.parse().expect("a moment");
        Incident::at(from, Behaviour::Following, "He followed her.").expect("an incident")
    };
    task.record_incident(person, incident("2026-11-01T12:00:00Z")).expect("recorded");
    assert_eq!(wish(&task, words).as_deref(), Some("2032-11-10"), "it was before the order");
    let mut long = incident("2026-11-12T23:30:00Z");
    let lasted = task.record_incident(person, long.clone()).expect("recorded").into_value();
    assert_eq!(wish(&task, words).as_deref(), Some("2032-11-12"));
    long.until = Some("2026-11-13T01:00:00Z".parse().expect("a moment"));
    task.amend(lasted, 1, long).expect("amended");
    assert_eq!(wish(&task, words).as_deref(), Some("2032-11-13"));
    done(&t, person, ReviewKind::Retention, "2026-11-20");
    assert_eq!(wish(&task, words).as_deref(), Some("2031-11-20"), "a review goes on with the other interval");
    task.record_breach(person, Breach::of(made, 1, day("2026-11-21")).expect("a breach")).expect("recorded");
    assert_eq!(wish(&task, words).as_deref(), Some("2032-11-21"));
    assert!(t.administrator().refresh_diary(&mut |_, _| true).expect("refreshed").found_nothing());
}

#[test]
fn a_policy_out_of_bounds_is_refused_with_the_field() {
    let t = Fixture::new();
    let refused = |change: fn(&mut Policy), at: &str, problem: Problem| {
        let mut policy = Policy::default();
        change(&mut policy);
        let fault = t.administrator().set_policy(0, policy, &mut |_, _| true).map(drop);
        assert_eq!(fault, Err(Error::invalid(at, problem)));
    };
    refused(
        |it| it.order_expiry_warning_days = Few::new(vec![28, 28]).expect("few"),
        "/order_expiry_warning_days/1",
        Problem::GivenTwice,
    );
    refused(|it| it.unserved_order_alarm_days = Some(0), "/unserved_order_alarm_days", Problem::OutOfRange);
    refused(|it| it.visit.low_months = Some(1201), "/visit/low_months", Problem::OutOfRange);
    refused(
        |it| it.mappa_meeting.level_3_months = Some(0),
        "/mappa_meeting/level_3_months",
        Problem::OutOfRange,
    );
    refused(|it| it.retention.group_4.then_months = 0, "/retention/group_4/then_months", Problem::OutOfRange);
    refused(|it| it.decided_on = Some(day("2026-11-24")), "/decided_on", Problem::InTheFuture);
    refused(|it| it.screening.identify_per_10_000 = 9, "/screening/identify_per_10_000", Problem::OutOfRange);
    refused(
        |it| (it.screening.identify_per_10_000, it.screening.probable_per_10_000) = (50, 49),
        "/screening/probable_per_10_000",
        Problem::Contradiction,
    );
    refused(
        |it| it.screening.probable_per_10_000 = 1001,
        "/screening/probable_per_10_000",
        Problem::OutOfRange,
    );
}

#[test]
fn a_look_at_one_of_two_orders_answers_its_own_warnings() {
    let t = Fixture::at("2028-11-01T09:00:00Z");
    let person = registered(&t, |_| ());
    let task = t.coordinator();
    let orders: Vec<Id> = ["2026-11-10", "2026-11-11"]
        .into_iter()
        .map(|it| task.make_order(person, order(it)).expect("an order").into_value())
        .collect();
    let warnings = || {
        let of = |id: &Id| wishes(&task).iter().filter(|it| it.record == *id && it.item > 10_000).count();
        orders.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(warnings(), [3, 3]);
    done(&t, person, ReviewKind::OrderExpiry, "2028-11-01");
    assert_eq!(warnings(), [3, 3], "it may have been about either");
    let review = Review::due(ReviewKind::OrderExpiry, day("2028-11-01")).about(orders[1]);
    let made = task.set_review(person, review).expect("a review").into_value();
    let (by, decision) = (line("Anna"), line("To be renewed"));
    let done_on = day("2028-11-01");
    let outcome = ReviewOutcome {
        done_on,
        by,
        decision,
        words: None,
        supervisor: None,
        next_due_on: Some(day("2028-12-01")),
    };
    let next = task.complete_review(made, 1, outcome).expect("done").into_value().expect("a next one");
    assert_eq!(warnings(), [3, 2]);
    assert_eq!(task.read_as::<Review>(next).expect("a review").document.order, Some(orders[1]));
    assert!(t.administrator().refresh_diary(&mut |_, _| true).expect("refreshed").found_nothing());
}

#[test]
fn a_record_names_no_order_of_another_entry() {
    let t = Fixture::new();
    let task = t.coordinator();
    let (own, other) = (registered(&t, |_| ()), registered(&t, |_| ()));
    let made = |person| task.make_order(person, order("2026-11-10")).expect("an order").into_value();
    let (mine, foreign) = (made(own), made(other));
    let review = || Review::due(ReviewKind::OrderExpiry, day("2028-11-01"));
    let refused = Error::invalid("/order", Problem::Missing);
    for order in [foreign, own, Id::from_bytes([1; 16])] {
        assert_eq!(task.set_review(own, review().about(order)).map(drop), Err(refused.clone()));
    }
    let set = task.set_review(own, review().about(mine)).expect("a review").into_value();
    let at = "2026-11-22T10:00:00Z".parse().expect("a moment");
    let told = task.notify(own, Notification::initial(mine, at)).expect("notified").into_value();
    let breach = Breach::of(mine, 1, day("2026-11-20")).expect("a breach");
    let broken = task.record_breach(own, breach).expect("recorded").into_value();
    for record in [set, told, broken] {
        let patch = format!(r#"{{"order":"{foreign}"}}"#);
        assert_eq!(task.patch(record, 1, &patch).map(drop), Err(refused.clone()));
        let patch = format!(r#"{{"order":"{mine}"}}"#);
        assert_eq!(*task.patch(record, 1, &patch).expect("the same order"), 2);
    }
}

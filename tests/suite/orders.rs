//! An order's life through the register: every step is judged by the law, and a refused one leaves no trace
//! but in the log.

use stalking_register::error::{Code, Error, Pointer};
use stalking_register::model::order::{Consent, OrderEvent, OrderEventKind, OrderKind, OrderStep};
use stalking_register::model::text::Few;
use stalking_register::model::{Condition, Id, Order, Service};
use stalking_register::register::Task;
use stalking_register::rules::life_cycle::State;

use crate::support::fixture::{Fixture, day, entry, order};

fn person(task: &Task) -> Id {
    task.register(entry("Ann", "Archer", "1980-01-02")).expect("an entry").into_value()
}

#[track_caller]
fn refused_by<T: std::fmt::Debug>(found: Result<T, Error>, section: &str) {
    match found {
        Err(Error::Unlawful { provision, .. }) => assert_eq!(provision.section, section),
        other => panic!("{other:?}"),
    }
}

fn state(task: &Task, id: Id) -> State {
    task.check_order(id).expect("an order").into_value().state
}

fn conditions(texts: &[&str]) -> Few<Condition, 100> {
    let made = texts
        .iter()
        .zip(1..)
        .map(|(words, number)| Condition::prohibition(number, words).expect("a condition"));
    Few::new(made.collect()).expect("few")
}

#[test]
fn an_order_is_served_varied_appealed_renewed_and_discharged_by_the_verbs() {
    let t = Fixture::at("2028-12-01T09:00:00Z");
    let task = t.coordinator();
    let id = task.make_order(person(&task), order("2026-11-10")).expect("an order").into_value();
    assert_eq!(state(&task, id), State::Made);
    let step = |on: &str| OrderStep::on(day(on));
    assert_eq!(*task.serve(id, 1, Service::in_person(day("2026-11-12"))).expect("served"), 2);
    assert_eq!(state(&task, id), State::InForce);
    let varied = OrderStep { conditions: Some(conditions(&["Not to go to Leeds."])), ..step("2027-01-10") };
    assert_eq!(*task.vary(id, 2, varied).expect("varied"), 3);
    assert_eq!(state(&task, id), State::Varied);
    assert_eq!(*task.appeal(id, 3, step("2027-01-20")).expect("appealed"), 4);
    assert_eq!(state(&task, id), State::Appealed);
    let ended = OrderEvent::of(OrderEventKind::AppealEnded, day("2027-02-20"));
    assert_eq!(*task.record_event(id, 4, ended).expect("ended"), 5);
    let longer = step("2028-11-01").lasting_to(day("2030-12-31"));
    assert_eq!(*task.renew(id, 5, longer).expect("renewed"), 6);
    assert_eq!(state(&task, id), State::Renewed);
    let now = task.order(id).expect("an order").into_value().document;
    assert_eq!((now.last_day, now.conditions.len()), (Some(day("2030-12-31")), 1));
    assert_eq!(*task.discharge(id, 6, step("2028-11-20")).expect("two years are over"), 7);
    assert_eq!(state(&task, id), State::Discharged);
    refused_by(task.vary(id, 7, step("2028-11-21")), "s. 4");
    let history = task.history(id).expect("a history").into_value();
    assert_eq!(history.len(), 7, "a refused step writes nothing");
    let first = history[0].read::<Order>().expect("an order").document;
    assert_eq!((first.last_day, first.conditions.len()), (Some(day("2028-12-31")), 2));
}

#[test]
fn a_discharge_within_two_years_needs_the_consent_of_both() {
    let t = Fixture::new();
    let task = t.coordinator();
    let id = task.make_order(person(&task), order("2026-11-10")).expect("an order").into_value();
    let step = OrderStep::on(day("2026-11-20"));
    refused_by(task.discharge(id, 1, step.clone()), "s. 4");
    let one = Few::new(vec![Consent::Subject]).expect("one");
    refused_by(task.discharge(id, 1, step.clone().consented(one)), "s. 4");
    let both = Few::new(vec![Consent::Subject, Consent::ChiefOfficer]).expect("two");
    task.discharge(id, 1, step.consented(both)).expect("both consent");
    let kept = task.order(id).expect("an order").into_value().document;
    assert_eq!(kept.events[0].consents.len(), 2);
}

#[test]
fn an_order_that_the_act_does_not_know_is_not_put_on_the_register() {
    let t = Fixture::new();
    let task = t.coordinator();
    let who = person(&task);
    refused_by(task.make_order(who, order("2026-11-10").lasting_to(day("2028-11-08"))), "s. 3(2)");
    let interim = Order { kind: OrderKind::InterimStalkingProtection, ..order("2026-11-10") };
    refused_by(task.make_order(who, interim.clone().until_further_order()), "s. 5");
    let id = task.make_order(who, order("2026-11-10")).expect("an order").into_value();
    refused_by(task.patch(id, 1, r#"{"last_day":"2027-11-09"}"#), "s. 3(2)");
    let endless = r#"{"last_day":null,"until_further_order":true}"#;
    assert_eq!(*task.patch(id, 1, endless).expect("amended"), 2);
    let events =
        r#"{"events":[{"kind":"discharged","on":"2026-11-12"},{"kind":"varied","on":"2026-11-13"}]}"#;
    let fault = task.patch(id, 2, events).expect_err("no such life");
    assert_eq!(fault.code(), Code::Unlawful);
    assert_eq!(task.timeline(who).expect("a timeline").len(), 2);
}

#[test]
fn an_interim_order_that_has_run_out_is_not_replaced() {
    let t = Fixture::new();
    let task = t.coordinator();
    let who = person(&task);
    let interim = Order { kind: OrderKind::InterimStalkingProtection, ..order("2026-09-01") };
    let interim = task.make_order(who, interim.lasting_to(day("2026-10-31"))).expect("made").into_value();
    let replacing = |on: &str| Order { replaces: Some(interim), replaces_interim: Some(true), ..order(on) };
    refused_by(task.make_order(who, replacing("2026-11-10")), "s. 9(1)(a)");
    let contradicting = Order { replaces_interim: Some(false), ..replacing("2026-10-31") };
    let fault = task.make_order(who, contradicting).expect_err("it replaces one");
    assert_eq!(fault.pointer().map(Pointer::as_str), Some("/replaces_interim"));
    task.make_order(who, replacing("2026-10-31")).expect("it lasted to that day");
}

#[test]
fn the_check_says_what_an_order_does_not_say() {
    let t = Fixture::new();
    let task = t.coordinator();
    let who = person(&task);
    let bare = Order::stalking_protection(day("2026-11-10"));
    let id = task.make_order(who, bare).expect("an order").into_value();
    let found = task.check_order(id).expect("a check").into_value();
    let content = found.content.expect("a stalking protection order");
    assert!(!content.complete);
    assert!(found.trace.iter().any(|it| it.contains("/last_day: it is missing")), "{:?}", found.trace);
    assert!(found.trace.iter().any(|it| it.contains(&format!("(from order {id} version 1)"))));
    let id = task.make_order(who, order("2026-11-10")).expect("an order").into_value();
    assert!(task.check_order(id).expect("a check").content.as_ref().is_some_and(|it| it.complete));
    let log = t.task("coordinator", stalking_register::access::Purpose::AuditLawfulness);
    let events = log.read_audit(stalking_register::register::audit::AuditRequest::default());
    assert!(events.expect("a page").events.iter().any(|it| it.action == "open"));
}

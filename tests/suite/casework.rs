//! The main job from end to end: enter, order, serve, due, notify, breach, screen, audit, verify.

use stalking_register::access::Purpose;
use stalking_register::error::Code;
use stalking_register::model::review::ReviewKind;
use stalking_register::model::{Breach, Notification, Order, Review, Service};
use stalking_register::register::audit::AuditRequest;
use stalking_register::register::due::DueRequest;
use stalking_register::rules::duty::Standing;
use stalking_register::screening::Query;

use crate::support::fixture::{Fixture, day, entry, order};

#[test]
fn a_case_runs_from_the_entry_to_the_verified_log() {
    let t = Fixture::new();
    let task = t.coordinator();
    let person = task.register(entry("Stephen", "Smyth", "1962-03-05")).expect("an entry").into_value();
    let made = task.make_order(person, order("2026-11-10")).expect("an order").into_value();
    task.serve(made, 1, Service::in_person(day("2026-11-19"))).expect("served");

    let due = task.due(DueRequest::until(day("2026-12-31"))).expect("a page").into_value();
    assert_eq!(due.items.len(), 1);
    assert_eq!(due.items[0].last_day, Some(day("2026-11-21")));
    assert_eq!(due.items[0].rule, Some("EW-SPO-NOT-INIT"));
    assert!(matches!(due.items[0].standing, Standing::Overdue { .. }));

    let again = task.serve(made, 1, Service::in_person(day("2026-11-19"))).expect_err("stale");
    assert_eq!(again.code(), Code::Stale);
    let again = task.serve(made, 2, Service::in_person(day("2026-11-19"))).expect_err("served already");
    assert_eq!(again.code(), Code::Invalid);

    let at = "2026-11-22T10:00:00Z".parse().expect("a moment");
    task.notify(person, Notification::initial(made, at)).expect("notified");
    let due = task.due(DueRequest::until(day("2026-12-31"))).expect("a page").into_value();
    assert!(due.items.is_empty());

    task.set_review(person, Review::due(ReviewKind::Risk, day("2026-12-01"))).expect("a review");
    let due = task.due(DueRequest::until(day("2026-12-31"))).expect("a page").into_value();
    assert_eq!(due.items.len(), 1);

    task.record_breach(person, Breach::of(made, 1, day("2026-11-20")).expect("a breach")).expect("recorded");
    let foreign = task.record_breach(person, Breach::of(made, 3, day("2026-11-20")).expect("a breach"));
    assert_eq!(foreign.expect_err("no such condition").code(), Code::Invalid);

    let query = Query::read(r#"{"name":"Stephan Smith","born":"1962-05-03"}"#).expect("a query");
    let found = task.screen(query, 5).expect("matches").into_value();
    assert_eq!(found.first().map(|it| it.entry), Some(person));

    let timeline = task.timeline(person).expect("a timeline").into_value();
    assert_eq!(timeline.len(), 5);
    let history = task.history(made).expect("a history").into_value();
    assert_eq!(history.len(), 2);
    assert!(history[0].read::<Order>().expect("an order").document.service.is_none());

    let own = t.task("coordinator", Purpose::AuditLawfulness);
    let log = own.read_audit(AuditRequest { record: Some(person), ..AuditRequest::default() });
    assert!(log.expect("a page").events.len() >= 4);
    let verified = t.auditor().verify(&mut |_, _| true).expect("a sound log").into_value();
    assert!(verified.events > 10);
    assert_eq!(verified.versions, 8 + 6);
}

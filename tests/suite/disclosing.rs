//! What leaves the register for somebody outside: by one person up to fifty, by two persons beyond.

use chrono::TimeDelta;
use serde_json::Value;
use stalking_register::access::conflict::Declaration;
use stalking_register::access::{Guarded, Purpose};
use stalking_register::error::{Code, Error, Problem, Refusal, Result};
use stalking_register::model::text::{Few, Line};
use stalking_register::model::{Id, Level, Recipient, Restriction};
use stalking_register::register::TaskRequest;
use stalking_register::register::approvals::{Agreement, Asked};
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::disclosures::{Disclosing, Excerpt};
use stalking_register::register::due::DueRequest;
use stalking_register::register::export::{ExportRequest, Format};

use crate::support::fixture::{Fixture, day, entry};

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::new(text).expect("a line")
}

fn recipient(organisation: &str) -> Recipient {
    Recipient {
        organisation: line(organisation),
        person: Some(line("R. Fenwick")),
        legal_basis: line("Data Protection Act 2018, s. 36"),
    }
}

/// Registers that many persons.
fn persons(t: &Fixture, count: usize) -> Vec<Id> {
    let made = (0..count).map(|n| entry("Ann", &format!("Ode{n}"), "1980-01-02")).collect();
    t.coordinator().import().write(made).expect("entries").into_value()
}

fn asking(entries: &[Id]) -> Disclosing {
    Disclosing {
        entries: entries.to_vec(),
        fields: vec![line("/subject/names"), line("/registration/status")],
        recipient: recipient("Probation Service, Leeds"),
    }
}

fn operation(of: Disclosing) -> Guarded {
    let Disclosing { entries, fields, recipient } = of;
    Guarded::DiscloseInBulk { entries, fields, recipient }
}

fn disclose(t: &Fixture, request: Disclosing) -> Result<Vec<Excerpt>> {
    t.coordinator().disclose(request).map(stalking_register::register::Audited::into_value)
}

fn approve(t: &Fixture, asked: &Asked) {
    let agreement = Agreement { request: asked.request, digest: asked.digest.clone() };
    t.task("supervisor", Purpose::Review).approve(agreement).expect("approved");
}

fn newest(t: &Fixture) -> Event {
    // The newest of all is the auditor's own sign-in.
    let request = AuditRequest { events: Some(2), ..AuditRequest::default() };
    t.auditor().read_audit(request).expect("a page").into_value().events.remove(1)
}

fn said(event: &Event, field: &str) -> Option<String> {
    event.said.iter().find(|it| it.field == field).and_then(|it| it.value.clone())
}

#[test]
fn a_few_entries_are_disclosed_by_one_and_only_the_fields_that_were_named() {
    let t = Fixture::new();
    let all = persons(&t, 3);
    let found = disclose(&t, asking(&all)).expect("disclosed");
    let event = newest(&t);
    assert_eq!(found.iter().map(|it| it.entry).collect::<Vec<_>>(), all);
    let document: Value = serde_json::from_str(&found[1].document).expect("JSON");
    assert_eq!(document["subject"]["names"][0]["family"], "Ode1");
    assert_eq!(document["registration"]["status"], "active");
    assert_eq!(document["subject"].as_object().map(serde_json::Map::len), Some(1));
    assert_eq!(document["registration"].as_object().map(serde_json::Map::len), Some(1));
    assert_eq!((event.action, event.operation, event.count), ("share", "disclosure", 3));
    assert!(all.iter().all(|it| event.records.contains(it)));
    for (field, value) in [
        ("recipient_organisation", "Probation Service, Leeds"),
        ("recipient_person", "R. Fenwick"),
        ("legal_basis", "Data Protection Act 2018, s. 36"),
        ("field_mask", "/subject/names /registration/status"),
        ("criteria", "3 entries"),
    ] {
        assert_eq!(said(&event, field).as_deref(), Some(value), "{field}");
    }
}

#[test]
fn more_than_fifty_leave_once_and_exactly_as_two_persons_agreed() {
    let t = Fixture::new();
    let all = persons(&t, 52);
    disclose(&t, asking(&all[..50])).expect("fifty by one person");
    let alone = Err(Error::Forbidden(Refusal::NeedsSecondPerson));
    assert_eq!(disclose(&t, asking(&all[..51])).map(drop), alone);
    let event = newest(&t);
    assert_eq!((event.action, event.outcome, event.count), ("share", "denied", 0));

    let asked = t.coordinator().request(operation(asking(&all[..51]))).expect("asked").into_value();
    assert_eq!(disclose(&t, asking(&all[..51])).map(drop), alone, "nobody agreed yet");
    approve(&t, &asked);
    // One entry more, another field or another recipient is something else.
    let more = Disclosing { fields: vec![line("/subject")], ..asking(&all[..51]) };
    let other = Disclosing { recipient: recipient("Some Ltd"), ..asking(&all[..51]) };
    for request in [asking(&all), more, other] {
        assert_eq!(disclose(&t, request).map(drop), alone);
    }
    let fault = t.coordinator().execute(asked.request).map(drop).expect_err("it has its own verb");
    assert_eq!(fault, Error::invalid("/request", Problem::WrongState));
    let found = disclose(&t, asking(&all[..51])).expect("disclosed");
    let event = newest(&t);
    assert_eq!(found.len(), 51);
    assert_eq!((event.action, event.count, event.records.len()), ("share", 51, 51));
    let approval = said(&event, "approval").expect("named");
    assert_eq!(event.link.map(|it| it.to_string()), Some(approval));
    assert_eq!(disclose(&t, asking(&all[..51])).map(drop), alone, "it was used up");
    t.auditor().verify(&mut |_, _| true).expect("a sound log");
}

#[test]
fn fifty_are_fifty_in_a_day_however_often_one_discloses() {
    let t = Fixture::new();
    let all = persons(&t, 62);
    let alone = Err(Error::Forbidden(Refusal::NeedsSecondPerson));
    for part in [&all[..20], &all[20..50], &all[..50]] {
        disclose(&t, asking(part)).expect("fifty entries, some of them twice");
    }
    assert_eq!(disclose(&t, asking(&all[50..51])).map(drop), alone, "the fifty-first");
    let asked = t.coordinator().request(operation(asking(&all[50..51]))).expect("asked").into_value();
    approve(&t, &asked);
    disclose(&t, asking(&all[50..51])).expect("as two persons agreed");
    assert_eq!(disclose(&t, asking(&all[51..])).map(drop), alone);
    // What a diary tells with names counts as well.
    let request = ExportRequest {
        format: Format::Csv,
        due: DueRequest::until(day("2030-12-31")),
        recipient: Some(recipient("Probation Service, Leeds")),
    };
    assert_eq!(t.coordinator().export_diary(request).map(drop), alone);
    t.wait(TimeDelta::hours(24) + TimeDelta::milliseconds(1));
    assert_eq!(disclose(&t, asking(&all[50..])).expect("another day").len(), 12);
    t.auditor().verify(&mut |_, _| true).expect("a sound log");
}

#[test]
fn what_leaves_the_register_wants_a_fresh_sign_in() {
    let t = Fixture::new();
    let all = persons(&t, 1);
    let session = t.session("coordinator");
    let task = session.task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
    t.wait(TimeDelta::minutes(6));
    let due = || DueRequest::until(day("2030-12-31"));
    let export = |recipient| task.export_diary(ExportRequest { format: Format::Csv, due: due(), recipient });
    let confirm = Err(Error::Forbidden(Refusal::Confirm));
    assert_eq!(task.disclose(asking(&all)).map(drop), confirm);
    assert_eq!(export(Some(recipient("Probation Service, Leeds"))).map(drop), confirm);
    export(None).expect("it says nothing of anybody");
    session.confirm_vouched().expect("vouched again");
    task.disclose(asking(&all)).expect("disclosed");
    export(Some(recipient("Probation Service, Leeds"))).expect("exported");
}

#[test]
fn whoever_comes_to_have_a_part_in_it_discloses_nothing() {
    for who in ["coordinator", "supervisor"] {
        let t = Fixture::new();
        let all = persons(&t, 51);
        let asked = t.coordinator().request(operation(asking(&all))).expect("asked").into_value();
        approve(&t, &asked);
        let declared = r#"{"associates":["Ann Ode50"]}"#;
        let declared: Declaration = serde_json::from_str(declared).expect("a declaration");
        t.task(who, Purpose::DataQuality).declare_conflicts(&declared).expect("declared");
        let found = disclose(&t, asking(&all)).map(drop);
        assert_eq!(found, Err(Error::Forbidden(Refusal::Conflict)), "{who}");
    }
}

#[test]
fn who_has_no_right_to_disclose_asks_for_none() {
    let t = Fixture::new();
    let all = persons(&t, 51);
    for who in ["viewer", "records_manager", "service", "auditor"] {
        let task = t.task(who, Purpose::Retention);
        for count in [1, 51] {
            let fault = task.disclose(asking(&all[..count])).map(drop).expect_err("not permitted");
            assert_eq!(fault.code(), Code::Forbidden, "{who} {count}");
        }
    }
    for who in ["supervisor", "records_manager"] {
        let fault = t.task(who, Purpose::Retention).request(operation(asking(&all))).map(drop);
        assert_eq!(fault, Err(Error::Forbidden(Refusal::Role)), "{who}");
    }
    // The data protection officer answers a subject's request, and nothing in bulk.
    let officer = t.task("data_protection_officer", Purpose::SubjectRights);
    officer.disclose(asking(&all[..1])).expect("a subject's own");
    assert_eq!(officer.disclose(asking(&all)).map(drop), Err(Error::Forbidden(Refusal::Role)));
}

#[test]
fn what_may_not_be_known_of_is_not_disclosed_in_a_crowd() {
    let t = Fixture::new();
    let mut all = persons(&t, 51);
    let mut hidden = entry("Bo", "Peep", "1971-01-01");
    let supervisor = t.session("supervisor").info().expect("live").account;
    hidden.restriction = Restriction {
        level: Level::Named,
        teams: Few::default(),
        accounts: Few::new(vec![supervisor]).expect("one"),
    };
    all.push(t.coordinator().register(hidden).expect("an entry").into_value());
    let absent = |found: Result<()>| assert_eq!(found.expect_err("absent").code(), Code::NotFound);
    absent(disclose(&t, asking(&all[50..])).map(drop));
    absent(t.coordinator().request(operation(asking(&all))).map(drop));
    // Nor if it is hidden between the agreement and the disclosure.
    let asked = t.coordinator().request(operation(asking(&all[..51]))).expect("asked").into_value();
    approve(&t, &asked);
    let named = Restriction {
        level: Level::Named,
        teams: Few::default(),
        accounts: Few::new(vec![supervisor]).expect("one"),
    };
    t.task("supervisor", Purpose::Review).restrict(all[0], 1, named).expect("restricted");
    absent(disclose(&t, asking(&all[..51])).map(drop));
}

#[test]
fn a_disclosure_of_nothing_of_too_much_or_of_no_field_is_refused() {
    let t = Fixture::new();
    let all = persons(&t, 2);
    let refused = |request: Disclosing, at: &str, problem: Problem| {
        assert_eq!(disclose(&t, request).map(drop), Err(Error::invalid(at, problem)));
    };
    refused(asking(&[]), "/entries", Problem::Missing);
    refused(asking(&[all[0], all[0]]), "/entries", Problem::GivenTwice);
    let many: Vec<_> = (0..1001_u128).map(|n| Id::from_bytes(n.to_be_bytes())).collect();
    refused(asking(&many), "/entries", Problem::OutOfRange);
    let fields =
        |fields: &[&str]| Disclosing { fields: fields.iter().map(|it| line(it)).collect(), ..asking(&all) };
    refused(fields(&[]), "/fields", Problem::Missing);
    for malformed in ["subject", "/subject/names/0", "/subject//names", "/subject/-", "/~2"] {
        refused(fields(&["/subject", malformed]), "/fields/1", Problem::Malformed);
    }
    refused(fields(&["/subject/names", "/subject/shoes"]), "/fields/1", Problem::Missing);
    let few = t.coordinator().request(operation(asking(&all))).map(drop);
    assert_eq!(few, Err(Error::invalid("/entries", Problem::OutOfRange)), "one person may do that");
}

#[test]
fn a_diary_with_more_than_fifty_names_is_exported_as_two_persons_agreed() {
    let t = Fixture::new();
    persons(&t, 51);
    let due = DueRequest::until(day("2030-12-31"));
    let request = |format| ExportRequest {
        format,
        due: due.clone(),
        recipient: Some(recipient("Probation Service, Leeds")),
    };
    let alone = Err(Error::Forbidden(Refusal::NeedsSecondPerson));
    let export = |format| t.coordinator().export_diary(request(format)).map(|it| it.text.to_string());
    assert_eq!(export(Format::Csv).map(drop), alone);
    let asked = t.coordinator().request_export(request(Format::Csv)).expect("asked").into_value();
    let waiting = t.task("supervisor", Purpose::Review).requests().expect("a list").into_value();
    assert!(matches!(&waiting[0].asks, Guarded::ExportDiary { entries: 51, .. }));
    approve(&t, &asked);
    assert_eq!(export(Format::Json).map(drop), alone, "another form");
    let text = export(Format::Csv).expect("exported");
    assert!(text.contains("Ode0") && text.contains("Ode50"));
    let event = newest(&t);
    assert_eq!((event.action, event.operation, event.outcome), ("export", "disclosure", "done"));
    assert!(said(&event, "approval").is_some());
    assert_eq!(export(Format::Csv).map(drop), alone, "it was used up");

    // What came into the diary since was not agreed to.
    let asked = t.coordinator().request_export(request(Format::Csv)).expect("asked").into_value();
    approve(&t, &asked);
    persons(&t, 1);
    assert_eq!(export(Format::Csv).map(drop), alone, "of other entries");
    let none = ExportRequest { recipient: None, ..request(Format::Csv) };
    let fault = t.coordinator().request_export(none).map(drop);
    assert_eq!(fault, Err(Error::invalid("/recipient", Problem::WrongState)), "it needs nobody");
}

#[test]
fn whom_to_tell_after_a_correction_is_answered_for_each_entry_of_a_disclosure() {
    let t = Fixture::new();
    let all = persons(&t, 2);
    disclose(&t, asking(&all)).expect("disclosed");
    let shown = newest(&t).seq;
    t.coordinator().amend(all[0], 1, entry("Ann", "Oade", "1980-01-02")).expect("corrected");
    let corrected = newest(&t).seq;
    for (id, changed) in [(all[0], Some(corrected)), (all[1], None)] {
        let found = t.auditor().disclosed(id).expect("a list").into_value();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].event, found[0].changed_since), (shown, changed));
        assert_eq!(found[0].said["recipient_organisation"], "Probation Service, Leeds");
    }
}

//! Exports of the diary: what a calendar reads, what they carry, and what the log says of them.

use serde_json::Value;
use stalking_register::access::Purpose;
use stalking_register::error::{Code, Error, Problem, Refusal};
use stalking_register::model::review::ReviewKind;
use stalking_register::model::text::Line;
use stalking_register::model::{Review, Service};
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::due::DueRequest;
use stalking_register::register::export::{ExportRequest, Format, Recipient};

use crate::support::c::output;
use crate::support::fixture::{Fixture, day, entry, order};
use crate::support::shared::skip;

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::new(text).expect("a line")
}

fn until(last_day: &str) -> DueRequest {
    DueRequest::until(day(last_day))
}

fn references(format: Format) -> ExportRequest {
    ExportRequest { format, due: until("2030-12-31"), recipient: None }
}

fn disclosed(format: Format) -> ExportRequest {
    let recipient = Recipient {
        organisation: line("Probation Service, Leeds"),
        person: Some(line("R. Fenwick")),
        legal_basis: line("Criminal Justice Act 2003, s. 325"),
    };
    ExportRequest { recipient: Some(recipient), ..references(format) }
}

/// A register with two persons, one of whose names a spreadsheet would calculate and a calendar misread.
fn filled() -> Fixture {
    let t = Fixture::new();
    let task = t.coordinator();
    for (given, family) in
        [("Stephen", "Smyth"), ("=Zoë; \\x", "Ode, née Smith the Elder of the long and winding name")]
    {
        let person = task.register(entry(given, family, "1980-01-02")).expect("an entry").into_value();
        let made = task.make_order(person, order("2026-11-10")).expect("an order").into_value();
        task.serve(made, 1, Service::in_person(day("2026-11-19"))).expect("served");
        task.set_review(person, Review::due(ReviewKind::Other, day("2026-12-01"))).expect("a review");
    }
    t
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
fn an_export_without_a_recipient_names_nobody_and_is_no_disclosure() {
    let t = filled();
    for format in Format::ALL {
        let found = t.coordinator().export_diary(references(format)).expect("exported");
        assert_eq!(found.items, 14, "{format:?}");
        for name in ["Smyth", "Stephen", "Ode", "Zo"] {
            assert!(!found.text.contains(name), "{format:?} {name}");
        }
        assert!(found.text.contains("initial notification: names and home address"), "{format:?}");
        let event = newest(&t);
        assert_eq!((event.action, event.operation), ("diary_exported", "consultation"));
        assert_eq!((event.count, said(&event, "recipient_organisation")), (14, None));
        assert_eq!(said(&event, "means").as_deref(), Some(format.name()));
        let criteria = said(&event, "criteria").expect("criteria");
        assert!(criteria.starts_with("until 2030-12-31"), "{criteria}");
    }
}

#[test]
fn an_export_with_names_is_a_disclosure_to_somebody_that_the_log_names() {
    let t = filled();
    for format in Format::ALL {
        let found = t.coordinator().export_diary(disclosed(format)).expect("exported");
        assert!(found.text.contains("Smyth"), "{format:?}");
        let event = newest(&t);
        assert_eq!((event.action, event.operation, event.count), ("export", "disclosure", 14));
        for (field, value) in [
            ("recipient_organisation", "Probation Service, Leeds"),
            ("recipient_person", "R. Fenwick"),
            ("legal_basis", "Criminal Justice Act 2003, s. 325"),
            ("means", format.name()),
        ] {
            assert_eq!(said(&event, field).as_deref(), Some(value), "{field}");
        }
    }
}

#[test]
fn personal_data_leaves_only_by_the_right_to_disclose() {
    let t = filled();
    for (who, purpose, refusal) in [
        ("supervisor", Purpose::Review, Refusal::NeedsSecondPerson),
        ("records_manager", Purpose::Retention, Refusal::Role),
        ("viewer", Purpose::Review, Refusal::Role),
    ] {
        let fault = t.task(who, purpose).export_diary(disclosed(Format::Csv)).map(drop);
        assert_eq!(fault, Err(Error::Forbidden(refusal)), "{who}");
        let event = newest(&t);
        assert_eq!((event.action, event.outcome, event.count), ("export", "denied", 0), "{who}");
    }
    t.task("supervisor", Purpose::Review).export_diary(references(Format::Csv)).expect("references");
    // Of more than fifty persons at once only with a second person.
    for n in 0..50 {
        t.coordinator().register(entry("Bo", &format!("Peep{n}"), "1971-01-01")).expect("an entry");
    }
    let fault = t.coordinator().export_diary(disclosed(Format::Csv)).map(drop);
    assert_eq!(fault, Err(Error::Forbidden(Refusal::NeedsSecondPerson)));
    t.coordinator().export_diary(references(Format::Csv)).expect("references");
}

#[test]
fn an_export_goes_on_where_the_one_before_ended() {
    let t = filled();
    let part = |items: Option<u32>, after: Option<&str>| {
        let due = DueRequest { items, after: after.map(line), ..until("2030-12-31") };
        let request = ExportRequest { format: Format::Json, due, recipient: None };
        let found = t.coordinator().export_diary(request).expect("exported").into_value();
        let value: Value = serde_json::from_str(&found.text).expect("JSON");
        let items = value["items"].as_array().expect("a list").clone();
        assert_eq!(items.len(), found.items);
        (items, found.next)
    };
    let (all, next) = part(None, None);
    assert_eq!((all.len(), next), (14, None));
    assert_eq!(all[0]["standing"], "overdue");
    assert_eq!(all[0]["overdue_since"], "2026-11-22");
    let (first, next) = part(Some(5), None);
    let (rest, end) = part(Some(5000), next.as_deref());
    assert_eq!(([first, rest].concat(), end), (all, None));
    for items in [0, 5001] {
        let due = DueRequest { items: Some(items), ..until("2030-12-31") };
        let request = ExportRequest { format: Format::Json, due, recipient: None };
        let fault = t.coordinator().export_diary(request).expect_err("out of range");
        assert_eq!(fault, Error::invalid("/due/items", Problem::OutOfRange));
        assert_eq!(fault.code(), Code::Invalid);
    }
}

#[test]
fn a_spreadsheet_reads_each_line_and_calculates_no_name() {
    let t = filled();
    let found = t.coordinator().export_diary(disclosed(Format::Csv)).expect("exported");
    let mut reader = csv::Reader::from_reader(found.text.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let column = |name: &str| head.iter().position(|it| it == name).expect("a column");
    let rows: Vec<_> = reader.records().map(|it| it.expect("a row")).collect();
    assert_eq!(rows.len(), 14);
    assert!(rows.iter().all(|it| !it[column("subject")].starts_with('=')));
    assert!(rows.iter().any(|it| it[column("subject")].starts_with("'=Zoë; \\x Ode, née")));
    assert_eq!(&rows[0][column("asked_by")], "EW-SPO-NOT-INIT");
    assert_eq!((&rows[0][column("on")], &rows[0][column("overdue_since")]), ("2026-11-21", "2026-11-22"));
    assert!(rows.iter().any(|it| &it[column("asked_by")] == "policy version 0"));
}

/// Reads a calendar as Debian's python3-icalendar does, and prints a line for each of its events.
const READER: &str = r#"
import sys
import icalendar
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
assert calendar["VERSION"] == "2.0" and calendar["PRODID"] and not calendar.errors, calendar.errors
for event in calendar.walk("VEVENT"):
    assert not event.errors, event.errors
    assert event["UID"].endswith("@stalking-register") and event["DTSTAMP"].dt.tzinfo is not None
    print(event["DTSTART"].dt.isoformat(), event["CLASS"], event["TRANSP"], event["SUMMARY"], sep="|")
"#;

#[test]
fn a_calendar_program_reads_every_line_of_the_diary() {
    let t = filled();
    if output("/usr/bin/python3", &["-c", "import sys; sys.exit(0)"]).is_none() {
        return;
    }
    let there = std::process::Command::new("/usr/bin/python3").args(["-c", "import icalendar"]).output();
    if !there.is_ok_and(|it| it.status.success()) {
        skip("Debian's python3-icalendar is not installed");
        return;
    }
    let read = |request: ExportRequest| {
        let found = t.coordinator().export_diary(request).expect("exported");
        assert!(found.text.split("\r\n").all(|it| it.len() <= 75 && !it.contains('\n')), "{}", *found.text);
        let file = t.beside("diary.ics");
        std::fs::write(&file, found.text.as_bytes()).expect("a file");
        let path = file.to_str().expect("a path").to_owned();
        let told = output("/usr/bin/python3", &["-c", READER, &path]).expect("it ran before");
        told.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let plain = read(references(Format::Ics));
    assert_eq!(plain.len(), 14);
    assert_eq!(plain[0], "2026-11-21|CONFIDENTIAL|TRANSPARENT|initial notification: names and home address");
    let named = read(disclosed(Format::Ics));
    assert!(
        named.iter().any(|it| it.ends_with(
            "|=Zoë; \\x Ode, née Smith the Elder of the long and winding name: policy: assess the risk again"
        )),
        "{named:?}"
    );
}

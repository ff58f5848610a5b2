//! What is erased is gone from the files, the log stays whole, and each erasure is two persons' event.

use chrono::TimeDelta;
use stalking_register::access::{Guarded, Purpose};
use stalking_register::audit::commitment::Field;
use stalking_register::error::{Code, Error, Problem, Refusal, Result};
use stalking_register::model::text::Line;
use stalking_register::model::{Id, Identifier};
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::due::DueRequest;
use stalking_register::register::{Task, TaskRequest};
use stalking_register::screening::Query;

use crate::support::damage;
use crate::support::fixture::{Fixture, day, entry, order};

fn refused<T>(found: Result<T>) -> Refusal {
    match found.map(drop).expect_err("refused") {
        Error::Forbidden(refusal) => refusal,
        other => panic!("{other}"),
    }
}

fn basis() -> Line<300> {
    Line::new("MoPI group 3, clear for six years").expect("a basis")
}

fn keeper(t: &Fixture) -> Task {
    t.task("records_manager", Purpose::Retention)
}

/// A person with an order, about whom somebody searched and wrote a reason.
struct Case {
    t: Fixture,
    person: Id,
    order: Id,
    searched: u64,
}

impl Case {
    fn new() -> Self {
        let t = Fixture::new();
        let mut made = entry("Ann", "Ode", "1980-01-02");
        let identifier = r#"{"scheme":"pnc","value":"1981/0000034U"}"#;
        let identifier: Identifier = serde_json::from_str(identifier).expect("a number");
        made.subject = made.subject.known_as(identifier).expect("a subject");
        let person = t.coordinator().register(made).expect("an entry").into_value();
        let put = t.coordinator().make_order(person, order("2026-11-10")).expect("an order").into_value();
        let request = TaskRequest::of(Purpose::Other).because("Zzyzx-Canary asked about her").expect("words");
        let task = t.session("coordinator").task(request).expect("a task");
        let query = Query::read(r#"{"name":"Ann Ode"}"#).expect("a query");
        let searched = task.screen(query, 5).expect("a page").receipt().seq;
        Self { t, person, order: put, searched }
    }

    fn erase(&self) -> u32 {
        let operation = Guarded::EraseEntry { entry: self.person, basis: basis() };
        self.t.agreed(operation, "coordinator", "supervisor");
        keeper(&self.t).erase_entry(self.person, basis()).expect("erased").into_value()
    }

    fn erase_reason(&self) {
        let field = Line::new("reason").expect("a field");
        let operation = Guarded::EraseField { event: self.searched, field, basis: basis() };
        self.t.agreed(operation, "records_manager", "data_protection_officer");
        keeper(&self.t).erase_field(self.searched, "reason", basis()).expect("erased");
    }

    fn event(&self, seq: u64) -> Event {
        let request = AuditRequest { before: Some(seq + 1), events: Some(1), ..AuditRequest::default() };
        self.t.auditor().read_audit(request).expect("a page").into_value().events.remove(0)
    }
}

#[test]
fn an_entry_is_erased_with_all_that_belongs_to_it_and_nothing_finds_it_again() {
    let case = Case::new();
    let t = &case.t;
    assert_eq!(refused(keeper(t).erase_entry(case.person, basis())), Refusal::NeedsSecondPerson);
    assert_eq!(case.erase(), 2);
    let task = t.coordinator();
    assert_eq!(task.entry(case.person).expect_err("gone").code(), Code::NotFound);
    assert_eq!(task.order(case.order).expect_err("gone").code(), Code::NotFound);
    assert_eq!(task.timeline(case.person).expect_err("gone").code(), Code::NotFound);
    assert_eq!(task.history(case.order).expect_err("gone").code(), Code::NotFound);
    let query = Query::read(r#"{"name":"Ann Ode"}"#).expect("a query");
    assert!(task.screen(query, 5).expect("a page").is_empty());
    let scheme = stalking_register::model::Scheme::Pnc;
    assert!(task.look_up(scheme, "1981/0000034U").expect("a page").is_empty());
    assert!(task.due(DueRequest::until(day("2027-12-31"))).expect("a page").items.is_empty());
    // The log tells that it was, who saw it and who erased it, on which basis.
    let request = AuditRequest { record: Some(case.person), ..AuditRequest::default() };
    let events = t.auditor().read_audit(request).expect("a page").into_value().events;
    let erased = events.iter().find(|it| it.action == "erasure_executed").expect("logged");
    assert_eq!((erased.operation, erased.count, erased.records.len()), ("erasure", 2, 2));
    assert!(erased.said.iter().any(|it| it.field == "retention_rule"));
    assert!(events.iter().any(|it| it.action == "screen"));
    t.auditor().verify(&mut |_, _| true).expect("a sound log");
    t.administrator().check(&mut |_, _| true).expect("a sound register");
    // The same number is free again.
    t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry");
    t.open_again().expect("it opens");
}

#[test]
fn a_personal_part_of_an_old_event_is_erased_and_the_root_stays() {
    let case = Case::new();
    let t = &case.t;
    let said = |seq: u64| case.event(seq).said.into_iter().find(|it| it.field == "reason").expect("a part");
    assert!(said(case.searched).value.is_some());
    let leaf = case.event(case.searched).leaf;
    case.erase_reason();
    assert_eq!(case.event(case.searched).leaf, leaf, "the event is the same");
    let erased = said(case.searched);
    assert_eq!(erased.value, None);
    let by = case.event(erased.erased_by.expect("erased by an event"));
    assert_eq!((by.action, by.outcome, by.link), ("field_erased", "done", Some(case.searched)));
    assert!(by.said.iter().any(|it| it.field == "approval"));
    t.auditor().verify(&mut |_, _| true).expect("a sound log");
    // What is gone cannot be erased again, nor another part under the same agreement.
    assert_eq!(refused(keeper(t).erase_field(case.searched, "reason", basis())), Refusal::NeedsSecondPerson);
    assert_eq!(
        refused(keeper(t).erase_field(case.searched, "criteria", basis())),
        Refusal::NeedsSecondPerson
    );
    let field = Line::new("reason").expect("a field");
    let again = Guarded::EraseField { event: case.searched, field, basis: basis() };
    assert_eq!(keeper(t).request(again).expect_err("gone").code(), Code::Invalid);
}

#[test]
fn a_part_that_says_nothing_of_a_person_stays() {
    let case = Case::new();
    case.erase();
    let request = AuditRequest { events: Some(1000), ..AuditRequest::default() };
    let events = case.t.auditor().read_audit(request).expect("a page").into_value().events;
    let erased = events.iter().find(|it| it.action == "erasure_executed").expect("logged").seq;
    for name in ["approval", "retention_rule"] {
        let field = Line::new(name).expect("a field");
        let operation = Guarded::EraseField { event: erased, field, basis: basis() };
        let fault = keeper(&case.t).request(operation).map(drop);
        assert_eq!(fault, Err(Error::invalid("/field", Problem::OutOfRange)), "{name}");
    }
    for field in Field::ALL {
        let ties = ["before_version", "approval", "field_mask", "retention_rule", "legal_basis"];
        assert_eq!(field.is_personal(), !ties.contains(&field.name()), "{field}");
    }
}

#[test]
fn nothing_that_was_erased_is_left_in_the_files() {
    let case = Case::new();
    case.erase_reason();
    case.erase();
    // Every page of the database, decrypted; the log of changes was cut before.
    let place = damage::copy(&case.t, "looked at");
    let connection = damage::keyed(&place);
    for (table, column) in [("records", "document"), ("audit_fields", "value")] {
        let sql = format!(
            "SELECT count(*) FROM {table} WHERE {column} LIKE '%Zzyzx%' OR {column} LIKE '%1981/0000034U%'"
        );
        let left: u32 = connection.query_row(&sql, [], |row| row.get(0)).expect("a count");
        assert_eq!(left, 0, "{table}");
    }
    let wal = case.t.directory().join("register.db-wal");
    // What came after the erasure may stand in it; nothing from before it does.
    let length = std::fs::metadata(&wal).map_or(0, |it| it.len());
    assert!(length < 400_000, "{length} bytes");
}

#[test]
fn an_erasure_is_asked_for_by_one_agreed_to_by_another_and_done_by_a_records_manager() {
    let case = Case::new();
    let operation = || Guarded::EraseEntry { entry: case.person, basis: basis() };
    for who in ["viewer", "supervisor", "auditor", "administrator", "service"] {
        assert_eq!(
            refused(case.t.task(who, Purpose::Retention).request(operation())),
            Refusal::Role,
            "{who}"
        );
    }
    let request = case.t.agreed(operation(), "coordinator", "supervisor");
    for who in ["coordinator", "supervisor", "data_protection_officer", "administrator"] {
        let found = case.t.task(who, Purpose::Retention).erase_entry(case.person, basis());
        assert_eq!(refused(found), Refusal::Role, "{who}");
    }
    let other = Line::new("another basis").expect("a basis");
    assert_eq!(refused(keeper(&case.t).erase_entry(case.person, other)), Refusal::NeedsSecondPerson);
    let session = case.t.session("records_manager");
    let task = session.task(TaskRequest::of(Purpose::Retention)).expect("a task");
    case.t.wait(TimeDelta::minutes(10));
    assert_eq!(refused(task.execute(request)), Refusal::Confirm);
    session.confirm_vouched().expect("vouched again");
    task.execute(request).expect("erased");
}

#[test]
fn what_was_erased_quietly_is_found() {
    let case = Case::new();
    let verify = |place: &std::path::Path| {
        let register = case.t.open_at(place).expect("a register");
        let request = TaskRequest::of(Purpose::AuditIntegrity);
        let task = crate::support::fixture::vouched(&register, "auditor").task(request).expect("a task");
        task.verify(&mut |_, _| true).map(drop).expect_err("found").code()
    };
    for (n, sql) in [
        format!("UPDATE audit_fields SET salt = NULL, value = NULL, erased_by = {0} + 1 WHERE seq = {0} AND field = 1", case.searched),
        format!("DELETE FROM audit_fields WHERE seq = {}", case.searched),
        "INSERT INTO erasures (record_id, entry_id, seq) SELECT DISTINCT id, entry_id, 3 FROM records WHERE kind = 2"
            .to_owned(),
        "DELETE FROM records WHERE kind = 2".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let place = damage::copy(&case.t, &format!("copy {n}"));
        damage::tamper(&place, &sql);
        assert_eq!(verify(&place), Code::Corrupt, "{sql}");
    }
}

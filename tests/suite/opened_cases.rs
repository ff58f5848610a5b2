//! A case opens some entries, or the search for persons, to an auditor or a data protection officer: as two
//! persons agreed, for a time, and only in tasks that name it.

use chrono::TimeDelta;
use stalking_register::access::conflict::Declaration;
use stalking_register::access::{Guarded, Purpose};
use stalking_register::error::{Code, Error, Problem, Refusal, Result};
use stalking_register::model::text::{Few, Line};
use stalking_register::model::{Id, Level, Restriction};
use stalking_register::register::approvals::Agreement;
use stalking_register::register::audit::AuditRequest;
use stalking_register::register::due::DueRequest;
use stalking_register::register::duties::StandingRequest;
use stalking_register::register::{Task, TaskRequest};
use stalking_register::screening::Query;

use crate::support::fixture::{Fixture, day, entry, order};

const OFFICER: &str = "data_protection_officer";
const CASE: &str = "PSD/2026/114";

fn refused<T>(found: Result<T>) -> Refusal {
    match found.map(drop).expect_err("refused") {
        Error::Forbidden(refusal) => refusal,
        other => panic!("{other}"),
    }
}

/// A register with two persons, each under an order.
struct Office {
    t: Fixture,
    ann: Id,
    bo: Id,
}

impl Office {
    fn new() -> Self {
        let t = Fixture::new();
        let add = |given: &str| {
            let id = *t.coordinator().register(entry(given, "Ode", "1980-01-02")).expect("an entry").value();
            t.coordinator().make_order(id, order("2026-11-10")).expect("an order");
            id
        };
        let (ann, bo) = (add("Ann"), add("Bo"));
        Self { t, ann, bo }
    }

    fn id(&self, who: &str) -> Id {
        self.t.session(who).info().expect("live").account
    }

    fn case(&self, who: &str, entries: &[Id], search: bool) -> Guarded {
        let reference = Line::new(CASE).expect("a reference");
        Guarded::OpenCase { account: self.id(who), reference, entries: entries.to_vec(), search, days: 14 }
    }

    /// Opens a case to the auditor, and gives its number.
    fn opened(&self, entries: &[Id], search: bool) -> u64 {
        let request = self.t.agreed(self.case("auditor", entries, search), "auditor", OFFICER);
        let task = self.t.task("auditor", Purpose::Inspection);
        task.execute(request).expect("opened").receipt().seq
    }

    fn serving(&self, who: &str, reference: &str) -> Task {
        let request = TaskRequest::of(Purpose::Inspection).serving(reference).expect("a reference");
        self.t.session(who).task(request).expect("a task")
    }
}

fn ann() -> Query {
    Query::read(r#"{"name":"Ann Ode","born":"1980-01-02"}"#).expect("a query")
}

#[test]
fn an_auditor_sees_what_a_case_opens_and_nothing_else() {
    let it = Office::new();
    let task = it.serving("auditor", CASE);
    assert_eq!(refused(task.read(it.ann)), Refusal::NoCase);
    let case = it.opened(&[it.ann], false);
    task.read(it.ann).expect("an entry of the case");
    assert_eq!(task.timeline(it.ann).expect("what belongs to it").len(), 2);
    task.history(it.ann).expect("its versions");
    task.standing(it.ann, StandingRequest::default()).expect("its duties");
    assert_eq!(task.read(it.bo).expect_err("another").code(), Code::NotFound);
    assert_eq!(refused(task.screen(ann(), 5)), Refusal::NoCase, "the search was not opened");
    // A task that names no case, or another, has none.
    assert_eq!(refused(it.t.task("auditor", Purpose::Inspection).read(it.ann)), Refusal::NoCase);
    assert_eq!(refused(it.serving("auditor", "PSD/2026/115").read(it.ann)), Refusal::NoCase);
    // It is open to the auditor alone, for reading, and for a purpose that covers the reading.
    assert_eq!(refused(it.serving(OFFICER, CASE).read(it.ann)), Refusal::NoCase);
    assert_eq!(refused(task.amend(it.ann, 1, entry("Anne", "Ode", "1980-01-02"))), Refusal::Role);
    let request = TaskRequest::of(Purpose::AuditDiscipline).serving(CASE).expect("a reference");
    let of_the_log = it.t.session("auditor").task(request).expect("a task");
    assert_eq!(refused(of_the_log.read(it.ann)), Refusal::Purpose);

    // All that is read by the case names the event that opened it.
    let request = AuditRequest { events: Some(20), ..AuditRequest::default() };
    let events = it.t.auditor().read_audit(request).expect("a page").into_value().events;
    let opened = events.iter().find(|it| it.action == "case_opened").expect("an event");
    assert_eq!((opened.seq, opened.outcome, opened.count), (case, "done", 1));
    let reads: Vec<_> = events.iter().filter(|it| it.outcome == "done" && it.action == "open").collect();
    assert_eq!(reads.len(), 2);
    assert!(reads.iter().all(|it| it.link == Some(case)));
}

#[test]
fn a_case_may_open_the_search_and_then_shows_what_a_screening_shows() {
    let it = Office::new();
    it.opened(&[], true);
    let task = it.serving("auditor", CASE);
    assert_eq!(task.screen(ann(), 5).expect("a list")[0].entry, it.ann);
    assert_eq!(refused(task.read(it.ann)), Refusal::NoCase, "it names no entry");
    // The same reference may be opened further; what was open stays.
    it.opened(&[it.bo], false);
    task.screen(ann(), 5).expect("still open");
    task.read(it.bo).expect("opened by the second");
    assert_eq!(task.read(it.ann).expect_err("by neither").code(), Code::NotFound);
    assert_eq!(it.t.task("auditor", Purpose::Inspection).cases().expect("a list").len(), 2);
}

#[test]
fn an_officers_diary_of_a_case_is_that_of_its_entries() {
    let it = Office::new();
    let request = it.t.agreed(it.case(OFFICER, &[it.bo], false), OFFICER, "auditor");
    it.t.task(OFFICER, Purpose::SubjectRights).execute(request).expect("opened");
    let page = it.serving(OFFICER, CASE).due(DueRequest::until(day("2030-01-01"))).expect("a page");
    assert!(!page.items.is_empty() && page.items.iter().all(|due| due.entry == it.bo));
}

#[test]
fn a_case_is_closed_by_time_by_its_holder_and_by_whoever_agrees_to_cases() {
    let it = Office::new();
    let task = it.serving("auditor", CASE);
    let first = it.opened(&[it.ann], false);
    it.t.wait(TimeDelta::days(14) - TimeDelta::milliseconds(1));
    it.serving("auditor", CASE).read(it.ann).expect("in time");
    it.t.wait(TimeDelta::milliseconds(1));
    let late = it.serving("auditor", CASE);
    assert_eq!(refused(late.read(it.ann)), Refusal::NoCase);
    // A clock that is set back opens nothing again.
    it.t.wait(-TimeDelta::days(3));
    assert_eq!(refused(it.serving("auditor", CASE).read(it.ann)), Refusal::NoCase);
    it.t.wait(TimeDelta::days(3));
    assert_eq!(late.close_case(first).expect_err("closed").code(), Code::NotFound);
    drop(task);

    for who in ["auditor", OFFICER] {
        let case = it.opened(&[it.ann], false);
        let task = it.serving("auditor", CASE);
        task.read(it.ann).expect("open");
        // Whoever has no part in opening cases neither sees them nor closes them.
        let coordinator = it.t.task("coordinator", Purpose::Inspection);
        assert!(coordinator.cases().expect("a list").is_empty());
        assert_eq!(coordinator.close_case(case).expect_err("not theirs").code(), Code::NotFound);
        it.t.task(who, Purpose::Inspection).close_case(case).expect("closed");
        assert_eq!(refused(task.read(it.ann)), Refusal::NoCase, "{who}");
        assert!(it.t.task(who, Purpose::Inspection).cases().expect("a list").is_empty());
    }
    it.t.auditor().verify(&mut |_, _| true).expect("a sound log");
}

#[test]
fn a_clock_that_was_set_forward_and_back_lengthens_no_case() {
    let it = Office::new();
    it.t.wait(TimeDelta::days(60));
    it.t.coordinator().read(it.ann).expect("an event of that day");
    it.t.wait(-TimeDelta::days(60));
    // By the log's time it would be open for sixty days longer.
    it.opened(&[it.ann], false);
    it.serving("auditor", CASE).read(it.ann).expect("open");
    it.t.wait(TimeDelta::days(14));
    assert_eq!(refused(it.serving("auditor", CASE).read(it.ann)), Refusal::NoCase);
}

#[test]
fn a_case_is_opened_by_another_than_its_holder_to_one_who_needs_it_and_within_limits() {
    let it = Office::new();
    let ask = |who: &str, case: Guarded| it.t.task(who, Purpose::Inspection).request(case);
    for who in ["viewer", "coordinator", "supervisor", "records_manager", "administrator", "service"] {
        let found = it.t.task(who, Purpose::Inspection).request(it.case("auditor", &[it.ann], false));
        assert_eq!(found.expect_err(who).code(), Code::Forbidden, "{who}");
    }
    let with = |change: fn(&mut Vec<Id>, &mut bool, &mut u32)| match it.case("auditor", &[it.ann], false) {
        Guarded::OpenCase { account, reference, mut entries, mut search, mut days } => {
            change(&mut entries, &mut search, &mut days);
            Guarded::OpenCase { account, reference, entries, search, days }
        }
        other => other,
    };
    let many = |entries: &mut Vec<Id>, _: &mut bool, _: &mut u32| *entries = vec![entries[0]; 101];
    for (case, expected) in [
        (with(|_, _, days| *days = 0), Error::invalid("/days", Problem::OutOfRange)),
        (with(|_, _, days| *days = 29), Error::invalid("/days", Problem::OutOfRange)),
        (with(|entries, _, _| entries.clear()), Error::invalid("/entries", Problem::Missing)),
        (with(|entries, _, _| entries.push(entries[0])), Error::invalid("/entries", Problem::GivenTwice)),
        (with(many), Error::invalid("/entries", Problem::TooMany { items: 100 })),
        (it.case("coordinator", &[it.ann], false), Error::invalid("/account", Problem::WrongState)),
    ] {
        assert_eq!(ask("auditor", case).map(drop), Err(expected));
    }
    let absent = it.case("auditor", &[Id::from_bytes([9; 16])], false);
    assert_eq!(ask("auditor", absent).expect_err("absent").code(), Code::NotFound);

    // The officer asks for the auditor, who does not agree to what is the auditor's own.
    let asked = ask(OFFICER, it.case("auditor", &[it.ann], false)).expect("asked").into_value();
    let agree = |who: &str| {
        let agreement = Agreement { request: asked.request, digest: asked.digest.clone() };
        it.t.task(who, Purpose::Inspection).approve(agreement)
    };
    assert_eq!(refused(agree("auditor")), Refusal::OwnRequest);
    assert_eq!(refused(agree(OFFICER)), Refusal::OwnRequest);
    // While nobody else has a role that agrees, a supervisor stands in: neither asks or holds.
    agree("supervisor").expect("the one asks, the other would hold it");
    let asked = ask("auditor", it.case("auditor", &[it.ann], false)).expect("asked").into_value();
    let agreement = Agreement { request: asked.request, digest: asked.digest };
    assert_eq!(refused(it.t.task("supervisor", Purpose::Inspection).approve(agreement)), Refusal::Role);
}

#[test]
fn a_case_opens_no_restriction_and_nothing_of_ones_own() {
    let it = Office::new();
    let restriction = Restriction {
        level: Level::Named,
        teams: Few::default(),
        accounts: Few::new(vec![it.id("coordinator")]).expect("one"),
    };
    it.opened(&[it.ann, it.bo], true);
    let task = it.serving("auditor", CASE);
    it.t.task("supervisor", Purpose::Review).restrict(it.ann, 1, restriction).expect("restricted");
    assert_eq!(task.read(it.ann).expect_err("restricted").code(), Code::NotFound);
    let found = task.screen(ann(), 5).expect("a list");
    assert!(found.iter().all(|candidate| candidate.entry != it.ann));
    task.read(it.bo).expect("open");
    let surname: Declaration = serde_json::from_str(r#"{"associates":["Bo Ode"]}"#).expect("a declaration");
    it.t.auditor().declare_conflicts(&surname).expect("declared");
    assert_eq!(task.read(it.bo).expect_err("an associate").code(), Code::NotFound);
}

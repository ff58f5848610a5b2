//! Somebody looks at the log: the views find what they should, each finding wants a person, and asking is logged.

use chrono::TimeDelta;
use serde_json::Value;
use stalking_register::access::Purpose;
use stalking_register::access::conflict::Declaration;
use stalking_register::audit::Watch;
use stalking_register::error::{Code, Error, Refusal};
use stalking_register::model::incident::Behaviour;
use stalking_register::model::text::{Few, Line, Prose};
use stalking_register::model::{Account, Id, Incident, Level, Moment, Recipient, Restriction, Role};
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::break_glass::Glass;
use stalking_register::register::disclosures::Disclosing;
use stalking_register::register::monitoring::{Finding, Verdict, WatchRequest};
use stalking_register::register::siem::OcsfRequest;
use stalking_register::register::{Task, TaskRequest};
use stalking_register::screening::Query;

use crate::support::fixture::{Fixture, account, entry};

/// A register with a coordinator whose name is Ann Ode.
struct Desk {
    t: Fixture,
    since: Moment,
}

impl Desk {
    fn new() -> Self {
        let t = Fixture::new();
        let since = Moment::new(t.now()).expect("a moment");
        for (name, shown, team) in [("anna", "PC Ann Ode", "North"), ("ben", "PC Ben Peep", "South")] {
            let team = Some(Line::new(team).expect("a team"));
            let display_name = Line::new(shown).expect("a name");
            let made = Account { team, display_name, ..account(name, Role::Coordinator) };
            t.administrator().create_account(made, None).expect("an account");
        }
        Self { t, since }
    }

    fn task(&self, who: &str) -> Task {
        self.t.task(who, Purpose::DataQuality)
    }

    fn id(&self, who: &str) -> Id {
        self.t.session(who).info().expect("live").account
    }

    fn person(&self, given: &str, family: &str) -> Id {
        self.t.coordinator().register(entry(given, family, "1980-01-02")).expect("an entry").into_value()
    }

    fn found_by(&self, who: &str, view: Watch) -> Vec<Finding> {
        let request = WatchRequest { view, since: self.since, until: None };
        self.t.task(who, Purpose::AuditDiscipline).watch(request).expect("findings").into_value()
    }

    fn found(&self, view: Watch) -> Vec<Finding> {
        self.found_by("auditor", view)
    }

    fn newest(&self, events: u32) -> Vec<Event> {
        let request = AuditRequest { events: Some(events), ..AuditRequest::default() };
        self.t.auditor().read_audit(request).expect("a page").into_value().events
    }
}

#[test]
fn who_looks_at_their_own_name_or_surname_is_found() {
    let desk = Desk::new();
    let (own, same, other) =
        (desk.person("Ann", "Ode"), desk.person("Carl", "Ode"), desk.person("Bo", "Vine"));
    for person in [own, same, other] {
        desk.task("anna").entry(person).expect("an entry");
        desk.task("coordinator").entry(person).expect("an entry");
    }
    let found = |view| -> Vec<_> {
        desk.found(view)
            .into_iter()
            .map(|it| (it.actor.expect("somebody"), it.entry.expect("a person")))
            .collect()
    };
    assert_eq!(found(Watch::OwnDetails), [(desk.id("anna"), own)]);
    assert_eq!(found(Watch::SameSurname), [(desk.id("anna"), own), (desk.id("anna"), same)]);
}

#[test]
fn who_searches_for_their_own_name_is_found_though_there_is_nobody() {
    let desk = Desk::new();
    let query = |text: &str| Query::read(text).expect("a query");
    desk.task("anna").screen(query(r#"{"name":"Ann Ode"}"#), 5).expect("a page");
    desk.task("anna").screen(query(r#"{"given":"Ann","family":"Ode"}"#), 5).expect("a page");
    desk.task("anna").screen(query(r#"{"name":"Ben Peep"}"#), 5).expect("a page");
    desk.task("ben").screen(query(r#"{"name":"Ann Ode"}"#), 5).expect("a page");
    let found = desk.found(Watch::OwnDetails);
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|it| it.actor == Some(desk.id("anna")) && it.entry.is_none()));
}

#[test]
fn an_attempt_on_what_one_declared_is_found_though_it_was_refused() {
    let desk = Desk::new();
    let person = desk.person("Carl", "Vine");
    let declared: Declaration =
        serde_json::from_str(r#"{"associates":["Carl Vine"]}"#).expect("a declaration");
    desk.task("ben").declare_conflicts(&declared).expect("declared");
    assert_eq!(desk.task("ben").entry(person).expect_err("absent").code(), Code::NotFound);
    let found = desk.found(Watch::OwnDetails);
    assert_eq!((found.len(), found[0].actor, found[0].entry), (1, Some(desk.id("ben")), Some(person)));
}

#[test]
fn who_looks_at_someone_of_the_police_or_again_and_again_is_found() {
    let desk = Desk::new();
    let mut made = entry("Dan", "Vine", "1980-01-02");
    made.subject.occupation = Some(Line::new("Police constable").expect("words"));
    let person = desk.t.coordinator().register(made).expect("an entry").into_value();
    desk.task("ben").entry(person).expect("an entry");
    assert_eq!(desk.found(Watch::PoliceEmployee).len(), 1);
    let request = TaskRequest::of(Purpose::DataQuality).serving("INC-1").expect("a task");
    for _ in 0..3 {
        desk.t.session("anna").task(request.clone()).expect("a task").entry(person).expect("an entry");
    }
    assert!(desk.found(Watch::RepeatedWithoutTask).is_empty(), "each named its task");
    for _ in 0..2 {
        desk.task("ben").entry(person).expect("an entry");
    }
    let found = desk.found(Watch::RepeatedWithoutTask);
    assert_eq!((found.len(), found[0].measure, found[0].actor), (1, 3, Some(desk.id("ben"))));
}

#[test]
fn what_was_opened_and_left_searches_in_vain_and_a_return_are_found() {
    let desk = Desk::new();
    let person = desk.person("Dan", "Vine");
    desk.task("ben").entry(person).expect("an entry");
    for _ in 0..5 {
        desk.task("anna").look_up_source("a system", "none").expect("a page");
    }
    assert_eq!(desk.found(Watch::ZeroHits).len(), 1);
    assert!(desk.found(Watch::ViewedWithoutAction).is_empty(), "it can still come");
    desk.t.wait(TimeDelta::days(15));
    assert_eq!(desk.found(Watch::ViewedWithoutAction).len(), 1);
    assert!(desk.found(Watch::AfterAbsence).iter().all(|it| it.actor != Some(desk.id("ben"))));
    desk.task("ben").entry(person).expect("an entry");
    let back = desk.found(Watch::AfterAbsence);
    assert!(back.iter().any(|it| it.actor == Some(desk.id("ben")) && it.measure == 15));
}

#[test]
fn one_person_with_many_records_is_one_and_what_is_disclosed_counts() {
    let desk = Desk::new();
    let person = desk.person("Dan", "Vine");
    for _ in 0..22 {
        let at = "2026-11-20T10:00:00Z".parse().expect("a moment");
        let made = Incident::at(at, Behaviour::Following, "Followed her home").expect("an incident");
        desk.t.coordinator().record_incident(person, made).expect("recorded");
    }
    desk.task("ben").timeline(person).expect("a page");
    assert!(desk.found(Watch::FanOut).is_empty(), "one person");
    let others: Vec<_> = (0..20).map(|_| desk.person("Dan", "Vine")).collect();
    let told = Disclosing {
        entries: others,
        fields: vec![Line::new("/subject/names").expect("a field")],
        recipient: Recipient {
            organisation: Line::new("Probation Service, Leeds").expect("a name"),
            person: None,
            legal_basis: Line::new("Data Protection Act 2018, s. 36").expect("a basis"),
        },
    };
    desk.task("ben").disclose(told).expect("disclosed");
    let found = desk.found(Watch::FanOut);
    assert_eq!((found.len(), found[0].measure, found[0].actor), (1, 21, Some(desk.id("ben"))));
}

#[test]
fn many_persons_in_an_hour_and_one_after_the_other_are_found() {
    let desk = Desk::new();
    let people: Vec<_> = (0..20).map(|_| desk.person("Dan", "Vine")).collect();
    for person in &people {
        desk.task("ben").entry(*person).expect("an entry");
    }
    let (fan, browsed) = (desk.found(Watch::FanOut), desk.found(Watch::Browsing));
    assert_eq!((fan.len(), fan[0].measure), (1, 20));
    assert_eq!((browsed.len(), browsed[0].measure), (1, 20));
    assert!(desk.found(Watch::ManyViewers).is_empty());
}

#[test]
fn a_broken_glass_and_a_restricted_entry_are_told_at_once() {
    let desk = Desk::new();
    let mut made = entry("Dan", "Vine", "1980-01-02");
    let accounts = Few::new(vec![desk.id("anna"), desk.id("coordinator")]).expect("two");
    made.restriction = Restriction { level: Level::Named, teams: Few::default(), accounts };
    made.registration.manager = Some(desk.id("coordinator"));
    let person = desk.t.coordinator().register(made).expect("an entry").into_value();
    desk.t.coordinator().entry(person).expect("the owner");
    assert!(desk.found(Watch::RestrictedAccess).is_empty(), "who is in charge is not told of");
    desk.task("anna").entry(person).expect("let through");
    let found = desk.found(Watch::RestrictedAccess);
    assert_eq!((found.len(), found[0].actor, found[0].entry), (1, Some(desk.id("anna")), Some(person)));
    let request = TaskRequest::of(Purpose::Emergency).because("at the door").expect("words");
    let task = desk.t.session("ben").task(request).expect("a task");
    task.break_glass(Glass::Entry(person)).expect("broken");
    assert_eq!(desk.found(Watch::GlassBroken).len(), 1);
    assert!(desk.found(Watch::GlassNotReviewed).is_empty());
    desk.t.wait(TimeDelta::days(4));
    assert_eq!(desk.found(Watch::GlassNotReviewed).len(), 1);
}

#[test]
fn a_finding_is_looked_at_once_by_another_and_the_log_says_what_was_found() {
    let desk = Desk::new();
    let own = desk.person("Ann", "Ode");
    desk.task("anna").entry(own).expect("an entry");
    let event = desk.newest(1000).iter().find(|it| it.action == "open").expect("an event").seq;
    let verdict =
        |words: &str| Verdict { view: Watch::OwnDetails, event, found: Prose::new(words).expect("words") };
    let early = desk.t.task("auditor", Purpose::AuditDiscipline).look_at(verdict("nothing")).map(drop);
    assert_eq!(early.expect_err("no view showed it").code(), Code::NotFound);
    assert_eq!(desk.found(Watch::OwnDetails)[0].event, event);
    let as_of = |who: &str| desk.t.task(who, Purpose::AuditDiscipline);
    assert_eq!(as_of("anna").look_at(verdict("nothing")).expect_err("role").code(), Code::Forbidden);
    as_of("auditor").look_at(verdict("her own brother; referred")).expect("recorded");
    let found = desk.found(Watch::OwnDetails).remove(0);
    let by = desk.newest(1000).into_iter().find(|it| Some(it.seq) == found.looked_at_by).expect("an event");
    assert_eq!((by.action, by.link), ("finding_reviewed", Some(event)));
    assert!(by.said.iter().any(|it| it.field == "finding" && it.value.is_some()));
    assert_eq!(as_of("auditor").look_at(verdict("again")).expect_err("done").code(), Code::Invalid);
}

#[test]
fn a_supervisor_watches_the_own_team_and_nobody_watches_without_a_purpose_of_the_log() {
    let desk = Desk::new();
    let team = Some(Line::new("North").expect("a team"));
    let made = Account { team, ..account("sue", Role::Supervisor) };
    desk.t.administrator().create_account(made, None).expect("an account");
    let person = desk.person("Ann", "Ode");
    let other = desk.person("Bo", "Peep");
    desk.task("anna").entry(person).expect("an entry");
    desk.task("ben").entry(other).expect("an entry");
    assert_eq!(desk.found(Watch::OwnDetails).len(), 1);
    assert_eq!(desk.found(Watch::SameSurname).len(), 2);
    assert_eq!(desk.found_by("sue", Watch::SameSurname).len(), 1);
    assert!(desk.found_by("supervisor", Watch::SameSurname).is_empty(), "who has no team sees nobody");
    let request = WatchRequest { view: Watch::FanOut, since: desk.since, until: None };
    let refused = desk.task("auditor").watch(request).map(drop).expect_err("a purpose");
    assert_eq!(refused, Error::Forbidden(Refusal::Purpose));
    let turned = WatchRequest { until: Some(desk.since), ..request };
    assert_eq!(desk.t.auditor().watch(turned).expect_err("turned round").code(), Code::Invalid);
    // The two sign-ins after it left events of their own.
    let event = desk.newest(3).remove(2);
    assert_eq!((event.action, event.outcome), ("audit_read", "denied"));
}

#[test]
fn a_siem_gets_each_event_once_and_no_person() {
    let desk = Desk::new();
    let person = desk.person("Zzyzx", "Canary");
    let request = TaskRequest::of(Purpose::Other).because("Zzyzx asked").expect("words");
    desk.t.session("ben").task(request).expect("a task").entry(person).expect("an entry");
    let auditor = desk.t.auditor();
    let mut from = 0;
    let mut seqs = Vec::new();
    for _ in 0..4 {
        let page = auditor.ocsf(OcsfRequest { from, events: Some(5) }).expect("a page").into_value();
        for line in &page.lines {
            assert!(!line.contains("Zzyzx") && !line.contains(&person.to_string()), "{line}");
            let told: Value = serde_json::from_str(line).expect("JSON");
            assert_eq!(told["class_uid"], 6003);
            seqs.push(told["metadata"]["sequence"].as_u64().expect("a number"));
        }
        from = page.next;
    }
    assert!(seqs.iter().copied().eq(0..seqs.len() as u64) && seqs.len() > 10);
    assert_eq!(desk.newest(2)[1].action, "audit_exported", "before the sign-in that reads it");
    for events in [0, 1001] {
        let request = OcsfRequest { from: 0, events: Some(events) };
        assert_eq!(auditor.ocsf(request).expect_err("out of range").code(), Code::Invalid);
    }
}

//! A service does its own job: what two persons gave it, for the purpose of a service's job, and nothing beside it.

use stalking_register::access::{Guarded, Purpose};
use stalking_register::error::{Code, Error, Problem, Refusal, Result};
use stalking_register::model::job::Job;
use stalking_register::model::review::ReviewKind;
use stalking_register::model::{Account, Id, Recipient, Review, Role, document};
use stalking_register::register::Task;
use stalking_register::register::disclosures::Disclosing;
use stalking_register::register::due::DueRequest;
use stalking_register::screening::Query;

use crate::support::fixture::{Fixture, account, day, entry};

const OFFICER: &str = "data_protection_officer";

fn refused<T>(found: Result<T>) -> Refusal {
    match found.map(drop).expect_err("refused") {
        Error::Forbidden(refusal) => refusal,
        other => panic!("{other}"),
    }
}

fn job(json: &str) -> Job {
    document::parse(json).expect("a job")
}

fn id(t: &Fixture, who: &str) -> Id {
    t.session(who).info().expect("live").account
}

/// A register with one person, whose service has a job.
fn with_job(json: &str) -> (Fixture, Id) {
    let t = Fixture::new();
    let person = *t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").value();
    let operation = Guarded::GiveJob { account: id(&t, "service"), seen: 1, job: Box::new(job(json)) };
    let request = t.agreed(operation, "administrator", OFFICER);
    t.administrator().execute(request).expect("given");
    (t, person)
}

fn works(t: &Fixture) -> Task {
    t.task("service", Purpose::ServiceJob)
}

fn query() -> Query {
    Query::read(r#"{"name":"Ann Ode"}"#).expect("a query")
}

#[test]
fn a_service_without_a_job_does_nothing() {
    let t = Fixture::new();
    let person = *t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").value();
    assert_eq!(refused(works(&t).screen(query(), 5)), Refusal::NotItsJob);
    assert_eq!(refused(works(&t).read(person)), Refusal::NotItsJob);
    works(&t).policy().expect("which says nothing of any person");
}

#[test]
fn a_service_asks_what_its_job_asks_and_for_no_other_purpose() {
    let (t, person) = with_job(r#"{"name": "custody suites", "asks": ["screen", "view_due"]}"#);
    assert_eq!(works(&t).screen(query(), 5).expect("a list")[0].entry, person);
    works(&t).due(DueRequest::until(day("2030-01-01"))).expect("a page");
    assert_eq!(refused(works(&t).read(person)), Refusal::NotItsJob);
    assert_eq!(refused(works(&t).history(person)), Refusal::Role);
    assert_eq!(refused(works(&t).amend(person, 1, entry("Anne", "Ode", "1980-01-02"))), Refusal::NotItsJob);
    assert_eq!(refused(t.task("service", Purpose::LiveIncident).screen(query(), 5)), Refusal::Purpose);
    assert_eq!(refused(works(&t).register(entry("Bo", "Peep", "1971-01-01"))), Refusal::Role);
    let review = Review::due(ReviewKind::Risk, day("2026-12-01"));
    assert_eq!(refused(works(&t).set_review(person, review)), Refusal::NotItsJob);
}

#[test]
fn a_service_that_may_not_open_entries_looks_up_their_summaries() {
    for (asks, whole) in [(r#"["screen"]"#, false), (r#"["screen", "view"]"#, true)] {
        let (t, _) = with_job(&format!(r#"{{"name": "n", "asks": {asks}}}"#));
        let mut made = entry("Cy", "Twombly", "1972-01-01");
        made.registration.source_system = Some("old".try_into().expect("a system"));
        made.registration.source_ref = Some("7".try_into().expect("a reference"));
        t.coordinator().register(made).expect("an entry");
        let found = works(&t).look_up_source("old", "7").expect("a page").into_value();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].json.contains("lawful_basis"), whole, "{asks}");
    }
}

#[test]
fn a_service_changes_the_fields_of_its_job_and_no_others() {
    let json = r#"{"name": "n", "amends": [{"kind": "entry", "path": "/registration/manager"}]}"#;
    let (t, person) = with_job(json);
    let manager = id(&t, "supervisor");
    let patch = |patch: &str, seen| works(&t).patch(person, seen, patch);
    patch(&format!(r#"{{"registration": {{"manager": "{manager}"}}}}"#), 1).expect("its field");
    patch(r#"{"registration": {"manager": null}}"#, 2).expect("its field, taken away");
    for other in [
        r#"{"registration": {"managing_force": "21"}}"#,
        r#"{"subject": {"occupation": "postman"}}"#,
        r#"{"restriction": {"level": "team", "teams": ["North"]}}"#,
        // What is there already is not told either.
        r#"{"registration": {"managing_force": "20"}}"#,
    ] {
        assert_eq!(patch(other, 3).expect_err(other).code(), Code::Forbidden, "{other}");
    }
    let review = Review::due(ReviewKind::Risk, day("2026-12-01"));
    let review = *t.coordinator().set_review(person, review).expect("a review").value();
    let found = works(&t).patch(review, 1, r#"{"due_on": "2026-12-24"}"#);
    assert_eq!(found.expect_err("another kind").code(), Code::Forbidden);
    let (t, person) = with_job(r#"{"name": "n", "asks": ["set_review"]}"#);
    let review = Review::due(ReviewKind::Risk, day("2026-12-01"));
    let review = *works(&t).set_review(person, review).expect("its job").value();
    let outcome = r#"{"done_on": "2026-11-23", "by": "the nightly job", "decision": "no change"}"#;
    works(&t).complete_review(review, 1, document::parse(outcome).expect("an outcome")).expect("its job");
    // To set reviews is not to rewrite them.
    let (t, person) = with_job(
        r#"{"name": "n", "asks": ["set_review"], "amends": [{"kind": "entry", "path": "/registration/manager"}]}"#,
    );
    let review = Review::due(ReviewKind::Risk, day("2026-12-01"));
    let review = *works(&t).set_review(person, review).expect("its job").value();
    let found = works(&t).patch(review, 1, r#"{"due_on": "2027-12-24"}"#);
    assert_eq!(refused(found), Refusal::NotItsJob);
}

#[test]
fn a_service_tells_whom_its_job_names_what_it_names() {
    let json = r#"{"name": "n", "discloses": ["/subject/names"], "notifies": ["HMPPS"]}"#;
    let (t, person) = with_job(json);
    let tell = |field: &str, organisation: &str| {
        let recipient = Recipient {
            organisation: organisation.try_into().expect("a name"),
            person: None,
            legal_basis: "Data Protection Act 2018, s. 36".try_into().expect("a basis"),
        };
        let fields = vec![field.try_into().expect("a path")];
        works(&t).disclose(Disclosing { entries: vec![person], fields, recipient })
    };
    assert!(tell("/subject/names", "HMPPS").expect("told")[0].document.contains("Ode"));
    assert_eq!(refused(tell("/subject", "HMPPS")), Refusal::NotItsJob);
    assert_eq!(refused(tell("/subject/namesakes", "HMPPS")), Refusal::NotItsJob);
    assert_eq!(refused(tell("/subject/names", "a newspaper")), Refusal::NotItsJob);
}

#[test]
fn two_persons_give_a_job_and_one_takes_it_away() {
    let (t, _) = with_job(r#"{"name": "n", "asks": ["screen"]}"#);
    let service = id(&t, "service");
    let with = |job: Option<Job>| Account { job, ..account("service", Role::Service) };
    let wider = job(r#"{"name": "n", "asks": ["screen", "view"]}"#);
    let alone = t.administrator().amend_account(service, 2, with(Some(wider.clone())));
    assert_eq!(refused(alone), Refusal::NeedsSecondPerson);
    let made = t.administrator().create_account(
        Account { username: "other".try_into().expect("a name"), ..with(Some(wider.clone())) },
        None,
    );
    assert_eq!(refused(made), Refusal::NeedsSecondPerson);
    assert_eq!(refused(t.administrator().give_job(service, 2, wider.clone())), Refusal::NeedsSecondPerson);
    let ask = |account: Id, seen: u32, job: &Job| {
        t.administrator().request(Guarded::GiveJob { account, seen, job: Box::new(job.clone()) }).map(drop)
    };
    assert_eq!(ask(service, 1, &wider).expect_err("changed since").code(), Code::Stale);
    let viewer = id(&t, "viewer");
    assert_eq!(ask(viewer, 1, &wider), Err(Error::invalid("/account", Problem::WrongState)));
    let nothing = job(r#"{"name": "n"}"#);
    assert_eq!(ask(service, 2, &nothing), Err(Error::invalid("/job/asks", Problem::Missing)));

    t.administrator().amend_account(service, 2, with(None)).expect("taken away");
    assert_eq!(refused(works(&t).screen(query(), 5)), Refusal::NotItsJob);
    let viewer = Account { job: Some(wider), ..account("service", Role::Viewer) };
    let found = t.administrator().amend_account(service, 3, viewer);
    assert_eq!(found.map(drop), Err(Error::invalid("/job", Problem::WrongState)));
}

#[test]
fn a_job_goes_with_the_role_that_it_was_given_to() {
    let (t, _) = with_job(r#"{"name": "n", "asks": ["screen"]}"#);
    let service = id(&t, "service");
    let operation = Guarded::GrantRole { account: service, seen: 2, role: Role::Auditor };
    let request = t.agreed(operation, "administrator", OFFICER);
    t.administrator().execute(request).expect("granted");
    let back = account("service", Role::Service);
    t.administrator().amend_account(service, 3, back).expect("a service again");
    assert_eq!(refused(works(&t).screen(query(), 5)), Refusal::NotItsJob);
}

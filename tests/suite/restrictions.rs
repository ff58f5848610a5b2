//! What one may not know of is absent, not forbidden; and no one opens it alone.

use stalking_register::access::Purpose;
use stalking_register::error::{Error, Pointer, Refusal, What};
use stalking_register::model::review::ReviewKind;
use stalking_register::model::text::{Few, Line};
use stalking_register::model::{Account, Entry, Id, Identifier, Level, Restriction, Review, Role, Scheme};
use stalking_register::register::Task;
use stalking_register::register::audit::AuditRequest;
use stalking_register::register::due::DueRequest;
use stalking_register::register::import::Checked;
use stalking_register::screening::Query;

use crate::support::fixture::{Fixture, account, day, entry, order};

const PNC: &str = "1981/0000034U";

/// A register with a coordinator of the team North, `anna`, and one of the team South, `ben`.
struct Teams {
    t: Fixture,
    anna: Id,
}

impl Teams {
    fn new() -> Self {
        let t = Fixture::new();
        let make = |name: &str, team: &str| {
            let team = Some(Line::new(team).expect("a team"));
            let made = Account { team, ..account(name, Role::Coordinator) };
            t.administrator().create_account(made, None).expect("an account").into_value()
        };
        let anna = make("anna", "North");
        make("ben", "South");
        Self { t, anna }
    }

    fn task(&self, who: &str) -> Task {
        self.t.task(who, Purpose::DataQuality)
    }

    fn restriction(&self, level: Level) -> Restriction {
        let teams = if level == Level::Team { vec![Line::new("North").expect("a team")] } else { Vec::new() };
        let accounts = if level > Level::Team { vec![self.anna] } else { Vec::new() };
        Restriction {
            level,
            teams: Few::new(teams).expect("one"),
            accounts: Few::new(accounts).expect("one"),
        }
    }

    fn entry(&self, level: Level) -> Entry {
        let mut made = entry("Ann", "Ode", "1980-01-02");
        let identifier: Identifier =
            serde_json::from_str(&format!(r#"{{"scheme":"pnc","value":"{PNC}"}}"#)).expect("a number");
        made.subject = made.subject.known_as(identifier).expect("a subject");
        made.restriction = self.restriction(level);
        made
    }
}

/// What somebody finds of a person and of an order on it, way by way.
fn found(task: &Task, person: Id, order: Id) -> Vec<(&'static str, bool)> {
    let query = Query::read(r#"{"name":"Ann Ode","born":"1980-01-02"}"#).expect("a query");
    let absent = |fault: Error| assert!(matches!(fault, Error::NotFound { .. }), "{fault}");
    let there = |found: Result<(), Error>| found.map_err(absent).is_ok();
    let at = "2026-11-23T09:00:00Z".parse().expect("a moment");
    vec![
        ("read", there(task.read(person).map(drop))),
        ("entry", there(task.entry(person).map(drop))),
        ("order", there(task.order(order).map(drop))),
        ("timeline", there(task.timeline(person).map(drop))),
        ("history", there(task.history(order).map(drop))),
        ("as of", there(task.as_of(person, at).map(drop))),
        ("look-up", !task.look_up(Scheme::Pnc, PNC).expect("a page").is_empty()),
        ("screen", !task.screen(query, 5).expect("a page").is_empty()),
        ("due", !task.due(DueRequest::until(day("2026-12-31"))).expect("a page").items.is_empty()),
    ]
}

#[test]
fn a_restricted_entry_is_there_for_those_it_names_and_absent_for_all_others() {
    for level in [Level::Open, Level::Team, Level::Named, Level::Sealed] {
        let teams = Teams::new();
        let anna = teams.task("anna");
        let person = anna.register(teams.entry(level)).expect("an entry").into_value();
        let made = anna.make_order(person, order("2026-11-10")).expect("an order").into_value();
        anna.set_review(person, Review::due(ReviewKind::Risk, day("2026-12-01"))).expect("a review");
        for (who, knows) in
            [("anna", true), ("ben", level == Level::Open), ("supervisor", level == Level::Open)]
        {
            for (way, there) in found(&teams.task(who), person, made) {
                assert_eq!(there, knows, "{way} by {who} of an entry {level:?}");
            }
        }
    }
}

#[test]
fn a_restricted_entry_cannot_be_written_to_or_told_of_by_its_numbers() {
    let teams = Teams::new();
    let person = teams.task("anna").register(teams.entry(Level::Sealed)).expect("an entry").into_value();
    let ben = teams.task("ben");
    let absent = Error::NotFound { what: What::Entry };
    assert_eq!(ben.make_order(person, order("2026-11-10")).expect_err("absent"), absent);
    assert_eq!(ben.amend(person, 1, teams.entry(Level::Open)).expect_err("absent"), absent);
    assert_eq!(ben.patch(person, 1, "{}").expect_err("absent"), Error::NotFound { what: What::Record });
    // The same number is refused to those who may know why, and taken from those who may not.
    let duplicate = teams.task("anna").register(teams.entry(Level::Open)).expect_err("a duplicate");
    let at = Pointer::of("/subject/identifiers/0");
    assert_eq!(duplicate, Error::Duplicate { what: What::Entry, at });
    let checked = ben.import().check(vec![teams.entry(Level::Open)]).expect("a check");
    assert_eq!(checked, [Checked::New]);
    ben.register(teams.entry(Level::Open)).expect("an entry");
}

#[test]
fn a_person_with_a_hidden_twin_can_still_be_amended_and_the_twin_stays_hidden() {
    let teams = Teams::new();
    teams.task("anna").register(teams.entry(Level::Sealed)).expect("an entry");
    let ben = teams.task("ben");
    let open = ben.register(teams.entry(Level::Open)).expect("an entry").into_value();
    let mut changed = teams.entry(Level::Open);
    changed.subject = changed.subject.born("1980-01-02").expect("a subject");
    ben.amend(open, 1, changed).expect("amended: the number was theirs before");
    // The one who may know of both is not stopped either: nothing new is doubled.
    let later = r#"{"registration":{"since":"2026-01-06"}}"#;
    teams.task("anna").patch(open, 2, later).expect("amended");
    assert_eq!(ben.look_up(Scheme::Pnc, PNC).expect("a page").len(), 1);
}

#[test]
fn an_absent_entry_and_a_restricted_one_leave_the_same_answer_and_nothing_is_released() {
    let teams = Teams::new();
    let person = teams.task("anna").register(teams.entry(Level::Named)).expect("an entry").into_value();
    let (ben, auditor) = (teams.task("ben"), teams.t.auditor());
    let restricted = ben.entry(person).expect_err("restricted");
    let absent = ben.entry(Id::from_bytes([9; 16])).expect_err("absent");
    assert_eq!(restricted, absent);
    let request = AuditRequest { events: Some(2), ..AuditRequest::default() };
    for event in &auditor.read_audit(request).expect("a page").events {
        assert_eq!((event.action, event.outcome, event.count), ("open", "failed", 0));
        assert!(event.records.is_empty());
    }
}

#[test]
fn nobody_changes_a_restriction_alone() {
    let teams = Teams::new();
    let auditor = teams.t.auditor();
    for (before, after) in [
        (Level::Sealed, Level::Open),
        (Level::Named, Level::Team),
        (Level::Team, Level::Open),
        (Level::Open, Level::Team),
    ] {
        let anna = teams.task("anna");
        let mut made = teams.entry(before);
        made.subject.identifiers = Few::default();
        let person = anna.register(made.clone()).expect("an entry").into_value();
        let needed = Error::Forbidden(Refusal::NeedsSecondPerson);
        made.restriction = teams.restriction(after);
        assert_eq!(anna.amend(person, 1, made).expect_err("alone"), needed, "{before:?} to {after:?}");
        let patch = serde_json::json!({ "restriction": teams.restriction(after) }).to_string();
        if before < after {
            assert_eq!(anna.patch(person, 1, &patch).expect_err("alone"), needed);
        }
        let removed = anna.patch(person, 1, r#"{"restriction":null}"#);
        assert_eq!(removed.is_ok(), before == Level::Open, "{before:?} removed");
        if before != Level::Open {
            let request = AuditRequest { events: Some(1), ..AuditRequest::default() };
            let event = auditor.read_audit(request).expect("a page").into_value().events.remove(0);
            assert_eq!((event.action, event.outcome, event.count), ("amend", "denied", 0));
            assert_eq!(anna.entry(person).expect("an entry").version, 1);
        }
    }
}

#[test]
fn a_restriction_is_narrowed_by_one_person_and_opened_to_nobody_more_without_another() {
    let teams = Teams::new();
    let team = |name: &str| Line::new(name).expect("a team");
    let made = Account { team: Some(team("North")), ..account("sue", Role::Supervisor) };
    let sue = teams.t.administrator().create_account(made, None).expect("an account").into_value();
    let ben = teams.t.session("ben").info().expect("live").account;
    let (anna, task) = (teams.anna, teams.task("sue"));
    let to = |level, names: &[&str], accounts: &[Id]| Restriction {
        level,
        teams: Few::new(names.iter().map(|it| team(it)).collect()).expect("few"),
        accounts: Few::new(accounts.to_vec()).expect("few"),
    };
    let mut made = teams.entry(Level::Open);
    made.restriction = to(Level::Sealed, &[], &[sue]);
    let sealed = task.register(made);
    assert!(sealed.is_err(), "a supervisor registers nobody");
    let mut made = teams.entry(Level::Open);
    made.restriction = to(Level::Team, &["North"], &[]);
    let person = teams.task("anna").register(made).expect("an entry").into_value();
    let alone = |seen, it: Restriction| task.restrict(person, seen, it).map(drop);
    let needed = Err(Error::Forbidden(Refusal::NeedsSecondPerson));
    assert_eq!(alone(1, to(Level::Team, &["North", "South"], &[])), needed, "another team");
    assert_eq!(alone(1, to(Level::Team, &["North"], &[ben])), needed, "somebody of another");
    assert_eq!(alone(1, to(Level::Named, &[], &[sue, ben])), needed);
    assert_eq!(alone(1, to(Level::Named, &[], &[sue, anna])), Ok(()), "both were let through");
    assert_eq!(alone(2, to(Level::Sealed, &[], &[sue])), Ok(()));
    assert_eq!(alone(3, to(Level::Sealed, &[], &[sue, anna])), needed, "of the same level");
    assert_eq!(alone(3, to(Level::Sealed, &[], &[sue, Id::from_bytes([9; 16])])), needed);
}

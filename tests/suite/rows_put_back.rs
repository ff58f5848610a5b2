//! Rows beside the records that are put back as they were: a password, a declaration, an approval, a broken
//! glass, an alert. The log tells of each, and what is found is held against it where it is used.

use std::path::{Path, PathBuf};

use stalking_register::access::conflict::Declaration;
use stalking_register::access::{Guarded, Purpose};
use stalking_register::audit::Watch;
use stalking_register::error::{Code, Corruption, Error, Refusal, Result};
use stalking_register::model::text::{Few, Line};
use stalking_register::model::{Id, Level, Moment, Recipient, Restriction, Role};
use stalking_register::register::break_glass::Glass;
use stalking_register::register::disclosures::Disclosing;
use stalking_register::register::monitoring::{Verdict, WatchRequest};
use stalking_register::register::{Register, Task, TaskRequest};

use crate::support::damage::{copy, keyed, tamper};
use crate::support::fixture::{Fixture, account, entry, vouched};

const OLD: &str = "correct horse battery staple";
const NEW: &str = "another four words altogether";

fn id(t: &Fixture, who: &str) -> Id {
    t.session(who).info().expect("live").account
}

fn task(register: &Register, who: &str, purpose: Purpose) -> Task {
    vouched(register, who).task(TaskRequest::of(purpose)).expect("a task")
}

/// A copy of the register in which somebody with the key changed rows.
fn changed(t: &Fixture, name: &str, sql: &str) -> (PathBuf, Register) {
    let place = copy(t, name);
    tamper(&place, sql);
    let register = t.open_at(&place).expect("the log is whole");
    (place, register)
}

fn verify(register: &Register) -> Result<()> {
    task(register, "auditor", Purpose::AuditIntegrity).verify(&mut |_, _| true).map(drop)
}

fn password_at(place: &Path) -> String {
    keyed(place).query_row("SELECT password FROM credentials", [], |row| row.get(0)).expect("a password")
}

#[test]
fn an_old_password_signs_nobody_in() {
    let t = Fixture::new();
    t.administrator().set_password(id(&t, "viewer"), OLD).expect("set");
    let old = password_at(&copy(&t, "older"));
    let seq = t.administrator().set_password(id(&t, "viewer"), NEW).expect("set").receipt().seq;
    t.register.sign_in("viewer", NEW, None).expect("the new one");
    let wrong = Error::Corrupt(Corruption::Record { seq });
    let (_, register) = changed(&t, "put back", &format!("UPDATE credentials SET password = '{old}'"));
    for password in [OLD, NEW] {
        assert_eq!(register.sign_in("viewer", password, None).map(drop), Err(wrong.clone()));
    }
    assert_eq!(verify(&register), Err(wrong.clone()));
    let (_, register) = changed(&t, "gone", "DELETE FROM credentials");
    assert_eq!(register.sign_in("viewer", NEW, None).map(drop), Err(wrong));
}

#[test]
fn an_account_is_not_known_by_a_former_name() {
    let t = Fixture::new();
    let viewer = id(&t, "viewer");
    t.administrator().set_password(viewer, OLD).expect("set");
    let name = |place: &Path| -> String {
        let account = data_encoding::HEXLOWER.encode(viewer.as_bytes());
        let sql = format!("SELECT hex(name) FROM account_names WHERE account_id = x'{account}'");
        keyed(place).query_row(&sql, [], |row| row.get(0)).expect("a name")
    };
    let former = name(&copy(&t, "older"));
    let renamed = account("reader", Role::Viewer);
    t.administrator().amend_account(viewer, 1, renamed).expect("renamed");
    let present = name(&copy(&t, "newer"));
    let put_back = format!("UPDATE account_names SET name = x'{former}' WHERE name = x'{present}'");
    let (_, register) = changed(&t, "put back", &put_back);
    let found = register.sign_in("viewer", OLD, None).map(drop);
    assert_eq!(found, Err(Error::Corrupt(Corruption::Index)));
    t.register.sign_in("reader", OLD, None).expect("by the name that it has");
}

#[test]
fn a_declaration_that_is_gone_opens_nothing() {
    let t = Fixture::new();
    let mut made = entry("Ann", "Ode", "1980-01-02");
    made.registration.manager = Some(id(&t, "supervisor"));
    let person = t.coordinator().register(made).expect("an entry").into_value();
    let declared: Declaration = serde_json::from_str(r#"{"associates":["Ann Ode"]}"#).expect("a declaration");
    let seq = t.coordinator().declare_conflicts(&declared).expect("declared").receipt().seq;
    let (_, register) = changed(&t, "gone", "DELETE FROM conflicts");
    let wrong = Error::Corrupt(Corruption::Record { seq });
    let reads = task(&register, "coordinator", Purpose::DataQuality).entry(person).map(drop);
    assert_eq!(reads, Err(wrong.clone()));
    let other = task(&register, "supervisor", Purpose::DataQuality);
    other.entry(person).expect("others read on");
    let given = other.hand_over_diary(id(&t, "supervisor"), id(&t, "coordinator")).map(drop);
    assert_eq!(given, Err(wrong.clone()), "nor is the entry handed over to who declared it");
    assert_eq!(verify(&register), Err(wrong));
    verify(&t.register).expect("whole as it was");
}

#[test]
fn an_approval_is_used_once_whatever_its_row_says() {
    let t = Fixture::new();
    let made = (0..51).map(|n| entry("Ann", &format!("Ode{n}"), "1980-01-02")).collect();
    let entries = t.coordinator().import().write(made).expect("entries").into_value();
    let fields = vec![Line::new("/subject/names").expect("a field")];
    let recipient = Recipient {
        organisation: Line::new("Probation Service, Leeds").expect("a name"),
        person: None,
        legal_basis: Line::new("Data Protection Act 2018, s. 36").expect("a basis"),
    };
    let operation = Guarded::DiscloseInBulk {
        entries: entries.clone(),
        fields: fields.clone(),
        recipient: recipient.clone(),
    };
    let request = t.agreed(operation, "coordinator", "supervisor");
    let asking =
        || Disclosing { entries: entries.clone(), fields: fields.clone(), recipient: recipient.clone() };
    t.coordinator().disclose(asking()).expect("disclosed");
    let (_, register) = changed(&t, "open again", "UPDATE requests SET closed_by = NULL");
    let coordinator = task(&register, "coordinator", Purpose::DataQuality);
    let again = coordinator.disclose(asking()).map(drop);
    assert_eq!(again, Err(Error::Forbidden(Refusal::NeedsSecondPerson)));
    assert!(coordinator.requests().expect("a list").is_empty());
    assert_eq!(coordinator.decline(request).map(drop).expect_err("closed").code(), Code::Invalid);
    assert_eq!(verify(&register).expect_err("found").code(), Code::Corrupt);
}

/// A register in which somebody broke the glass for a restricted entry and read it.
fn broken() -> (Fixture, u64) {
    let t = Fixture::new();
    let mut made = entry("Ann", "Ode", "1980-01-02");
    let accounts = Few::new(vec![id(&t, "coordinator")]).expect("one");
    made.restriction = Restriction { level: Level::Named, teams: Few::default(), accounts };
    let person = t.coordinator().register(made).expect("an entry").into_value();
    let request = TaskRequest::of(Purpose::Emergency).because("at the door").expect("words");
    let emergency = t.session("supervisor").task(request).expect("a task");
    let behind = emergency.break_glass(Glass::Entry(person)).expect("broken");
    behind.entry(person).expect("opened");
    let start = behind.receipt().seq;
    (t, start)
}

#[test]
fn a_broken_glass_is_reviewed_although_its_row_is_gone() {
    let (t, start) = broken();
    let wrong = Error::Corrupt(Corruption::Record { seq: start });
    let unreviewed = |register: &Register| {
        task(register, "auditor", Purpose::AuditDiscipline).unreviewed_glasses().map(|it| it.len())
    };
    for (n, sql) in [
        "DELETE FROM glasses",
        "UPDATE glasses SET entry_id = NULL",
        "UPDATE glasses SET review_due = '2099-01-01'",
    ]
    .into_iter()
    .enumerate()
    {
        let (_, register) = changed(&t, &format!("changed {n}"), sql);
        assert_eq!(unreviewed(&register), Err(wrong.clone()), "{sql}");
        assert_eq!(verify(&register), Err(wrong.clone()), "{sql}");
    }
    let (_, register) = changed(&t, "reviewed", "UPDATE glasses SET reviewed_by = 1");
    assert_eq!(unreviewed(&register), Ok(1), "no event says so");
    assert_eq!(verify(&register), Err(wrong));
}

#[test]
fn what_somebody_should_look_at_is_missed_where_it_is_gone() {
    let (t, start) = broken();
    let since = "2026-11-23T00:00:00Z".parse::<Moment>().expect("a moment");
    let watch = |register: &Register, view| {
        let task = task(register, "auditor", Purpose::AuditDiscipline);
        task.watch(WatchRequest { view, since, until: None }).map(|it| it.len())
    };
    assert_eq!(watch(&t.register, Watch::RestrictedAccess), Ok(1));
    let (_, register) = changed(&t, "gone", "DELETE FROM alerts");
    let wrong = Error::Corrupt(Corruption::Record { seq: start });
    assert_eq!(watch(&register, Watch::GlassBroken), Err(wrong.clone()));
    assert_eq!(watch(&register, Watch::RestrictedAccess), Err(wrong.clone()));
    assert_eq!(verify(&register), Err(wrong));
}

#[test]
fn failed_sign_ins_are_not_forgotten_with_their_row() {
    let t = Fixture::new();
    t.administrator().set_password(id(&t, "viewer"), OLD).expect("set");
    for _ in 0..5 {
        t.wait(chrono::TimeDelta::seconds(10));
        t.register.sign_in("viewer", "a guess of four words", None).map(drop).expect_err("wrong");
    }
    let locked = |register: &Register| register.sign_in("viewer", OLD, None).map(drop);
    assert_eq!(locked(&t.register), Err(Error::Locked { seconds: 2 }));
    for sql in ["DELETE FROM throttle", "UPDATE throttle SET failures = 1"] {
        let (_, register) = changed(&t, sql, sql);
        assert_eq!(locked(&register), Err(Error::Locked { seconds: 2 }), "{sql}");
        verify(&register).expect("a sound log");
    }
    // What is forgiven is forgiven, and what is long past is forgotten: the log tells of that, too.
    let (_, register) = changed(&t, "a day", "DELETE FROM throttle");
    t.wait(chrono::TimeDelta::seconds(10));
    t.register.sign_in("viewer", OLD, None).expect("the wait is over");
    let forgiven = t.open_at(&copy(&t, "forgiven")).expect("opened");
    for _ in 0..3 {
        forgiven.sign_in("viewer", "a guess of four words", None).map(drop).expect_err("wrong");
    }
    forgiven.sign_in("viewer", OLD, None).expect("three cost nothing");
    t.wait(chrono::TimeDelta::hours(25));
    register.sign_in("viewer", OLD, None).expect("a day later");
}

#[test]
fn what_was_found_at_an_alert_stays_found() {
    let (t, _) = broken();
    let since: Moment = "2026-01-01T00:00:00Z".parse().expect("a moment");
    let look = || t.task("auditor", Purpose::AuditDiscipline);
    let request = WatchRequest { view: Watch::GlassBroken, since, until: None };
    let found = look().watch(request).expect("findings").into_value();
    let verdict = Verdict {
        view: Watch::GlassBroken,
        event: found[0].event,
        found: "as reviewed".try_into().expect("words"),
    };
    let seq = look().look_at(verdict).expect("looked at").receipt().seq;
    verify(&t.register).expect("a sound log");
    for sql in [
        "UPDATE findings SET reviewed_by = NULL",
        "UPDATE findings SET reviewed_by = reviewed_by - 1",
        "DELETE FROM findings",
    ] {
        let (_, register) = changed(&t, sql, sql);
        assert_eq!(verify(&register), Err(Error::Corrupt(Corruption::Record { seq })), "{sql}");
    }
}

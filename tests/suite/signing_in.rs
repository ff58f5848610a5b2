//! Signing in and out: what a stranger learns, how guessing slows down, when a sign-in ends.

use chrono::TimeDelta;
use stalking_register::access::{Cost, Purpose, RecoveryKey};
use stalking_register::error::{Code, Error, Refusal, Result};
use stalking_register::model::account::AccountStatus;
use stalking_register::model::text::Line;
use stalking_register::model::{Account, Id, Role};
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::{Register, Session, Task, TaskRequest, Vouching};

use crate::support::damage::tamper;
use crate::support::fixture::{Fixture, account, entry, vouched};

const PASSWORD: &str = "nine lanterns over Whitby";

/// Makes an account that signs in with [`PASSWORD`], and may not be vouched for.
fn with_password(t: &Fixture, username: &str) -> Id {
    let made = Account { vouched: false, ..account(username, Role::Coordinator) };
    t.administrator().create_account(made, Some(PASSWORD)).expect("an account").into_value()
}

fn sign_in(t: &Fixture, name: &str, password: &str) -> Result<Session> {
    t.register.sign_in(name, password, None)
}

#[track_caller]
fn refused(found: Result<Session>) -> Error {
    found.expect_err("a refusal")
}

fn wrong() -> Error {
    Error::NotSignedIn(Refusal::Credentials)
}

/// The newest events of the log, the newest first.
fn newest(auditor: &Task, events: u32) -> Vec<Event> {
    let request = AuditRequest { events: Some(events), ..AuditRequest::default() };
    auditor.read_audit(request).expect("a page").into_value().events
}

/// What an event shows of an attempt, but for its number, its salts and what was tried.
fn shape(event: &Event) -> impl PartialEq + std::fmt::Debug + use<> {
    let said: Vec<_> =
        event.said.iter().map(|it| (it.field, it.value.as_ref().map(String::len), it.erased_by)).collect();
    (
        (event.at, event.action, event.operation, event.outcome, event.purpose),
        (event.actor, event.actor_name.clone(), event.acted_for, event.session, event.vouched),
        (event.count, event.records.clone(), event.link, said, event.leaf.len()),
    )
}

#[test]
fn the_right_password_signs_in_and_letters_case_in_the_name_does_not_matter() {
    let t = Fixture::new();
    let id = with_password(&t, "jane.doe");
    for name in ["jane.doe", "Jane.Doe"] {
        let info = sign_in(&t, name, PASSWORD).expect("a session").info().expect("live");
        assert_eq!((info.account, info.role, info.vouched), (id, Role::Coordinator, false));
    }
}

#[test]
fn an_unknown_name_and_a_wrong_password_cannot_be_told_apart() {
    let t = Fixture::new();
    with_password(&t, "jane.doe");
    let auditor = t.auditor();
    // The third has an account, but no password: only a host can vouch for it.
    let names = ["jane.doe", "john.doe", "viewer"];
    let faults = names.map(|it| refused(sign_in(&t, it, "a wrong password")));
    assert!(faults.iter().all(|it| *it == wrong()));

    let events = newest(&auditor, 4);
    assert_eq!(events[3].action, "signed_in", "one event for each attempt, and no more");
    assert!(events[..3].iter().all(|it| it.action == "sign_in_failed" && it.outcome == "denied"));
    assert_eq!(shape(&events[0]), shape(&events[1]));
    assert_eq!(shape(&events[1]), shape(&events[2]));
    let tried: Vec<_> = events[..3].iter().map(|it| it.said[0].value.clone()).collect();
    assert!(tried[0] != tried[1] && tried[1] != tried[2], "the names tried are told by their digests");
}

#[test]
fn attempts_slow_down_for_known_and_unknown_names_alike() {
    let t = Fixture::new();
    with_password(&t, "jane.doe");
    for name in ["jane.doe", "john.doe"] {
        for _ in 0..4 {
            assert_eq!(refused(sign_in(&t, name, "a wrong password")), wrong());
        }
        assert_eq!(refused(sign_in(&t, name, PASSWORD)), Error::Locked { seconds: 1 }, "{name}");
    }
    t.wait(TimeDelta::milliseconds(999));
    assert_eq!(refused(sign_in(&t, "jane.doe", PASSWORD)), Error::Locked { seconds: 1 });
    t.wait(TimeDelta::milliseconds(1));
    for name in ["jane.doe", "john.doe"] {
        assert_eq!(refused(sign_in(&t, name, "a wrong password")), wrong());
        assert_eq!(refused(sign_in(&t, name, "a wrong password")), Error::Locked { seconds: 2 }, "{name}");
    }
    let auditor = t.auditor();
    let turned_away = newest(&auditor, 2).pop().expect("an event");
    assert_eq!((turned_away.action, turned_away.outcome), ("sign_in_locked", "denied"));
}

#[test]
fn the_attempts_are_counted_for_every_open_register_and_survive_its_closing() {
    let t = Fixture::new();
    with_password(&t, "jane.doe");
    for _ in 0..2 {
        let other = t.open_again().expect("open");
        for _ in 0..2 {
            assert_eq!(refused(other.sign_in("jane.doe", "a wrong password", None)), wrong());
        }
    }
    assert_eq!(refused(sign_in(&t, "jane.doe", PASSWORD)), Error::Locked { seconds: 1 });
}

#[test]
fn a_success_resets_the_count() {
    let t = Fixture::new();
    with_password(&t, "jane.doe");
    for _ in 0..2 {
        for _ in 0..3 {
            assert_eq!(refused(sign_in(&t, "jane.doe", "a wrong password")), wrong());
        }
        sign_in(&t, "jane.doe", PASSWORD).expect("a session");
    }
}

#[test]
fn after_fifty_failures_only_an_administrator_opens_the_account() {
    let t = Fixture::new();
    let id = with_password(&t, "jane.doe");
    for _ in 0..50 {
        assert_eq!(refused(sign_in(&t, "jane.doe", "a wrong password")), wrong());
        t.wait(TimeDelta::seconds(900));
    }
    t.wait(TimeDelta::days(365));
    assert_eq!(refused(sign_in(&t, "jane.doe", PASSWORD)), Error::Locked { seconds: 0 });
    t.administrator().unlock(id).expect("unlocked");
    sign_in(&t, "jane.doe", PASSWORD).expect("a session");
}

/// Asks for something that every coordinator may have.
fn use_it(session: &Session) -> Result<()> {
    let task = session.task(TaskRequest::of(Purpose::DataQuality))?;
    task.look_up_source("none", "none").map(drop)
}

#[test]
fn a_sign_in_ends_when_it_is_not_used_for_a_quarter_of_an_hour() {
    let t = Fixture::new();
    let session = t.session("coordinator");
    let task = session.task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
    for _ in 0..3 {
        t.wait(TimeDelta::milliseconds(899_999));
        use_it(&session).expect("still live");
    }
    t.wait(TimeDelta::milliseconds(900_000));
    let ended = Error::NotSignedIn(Refusal::Ended);
    assert_eq!(task.look_up_source("none", "none").expect_err("idle"), ended);
    assert_eq!(session.task(TaskRequest::of(Purpose::DataQuality)).expect_err("idle"), ended);
    assert_eq!(session.info().expect_err("idle"), ended);
    let events = newest(&t.auditor(), 3);
    assert_eq!((events[1].action, events[2].outcome), ("checkpoint_issued", "denied"), "it is logged");
}

#[test]
fn a_sign_in_ends_after_twelve_hours_however_much_it_was_used() {
    let t = Fixture::new();
    let session = t.session("coordinator");
    for _ in 0..53 {
        t.wait(TimeDelta::seconds(800));
        use_it(&session).expect("still live");
    }
    t.wait(TimeDelta::milliseconds(799_999));
    use_it(&session).expect("still live in the last millisecond");
    t.wait(TimeDelta::milliseconds(1));
    assert_eq!(use_it(&session).expect_err("expired"), Error::NotSignedIn(Refusal::Ended));
}

#[test]
fn signing_out_ends_the_session_its_clones_and_its_tasks_and_is_logged_once() {
    let t = Fixture::new();
    let session = t.session("coordinator");
    let (clone, task) = (session.clone(), session.task(TaskRequest::of(Purpose::DataQuality)));
    session.sign_out().expect("signed out");
    clone.sign_out().expect("signed out already");
    let ended = Error::NotSignedIn(Refusal::Ended);
    assert_eq!(use_it(&clone).expect_err("signed out"), ended);
    assert_eq!(task.expect("a task").look_up_source("a", "b").expect_err("signed out"), ended);
    let auditor = t.auditor();
    let events = newest(&auditor, 10);
    assert_eq!(events.iter().filter(|it| it.action == "signed_out").count(), 1);
}

fn suspend(t: &Fixture, id: Id) {
    let suspended = Account { status: AccountStatus::Suspended, ..account("coordinator", Role::Coordinator) };
    t.administrator().amend_account(id, 1, suspended).expect("suspended");
}

#[test]
fn a_suspended_account_is_refused_at_its_next_call_wherever_it_is_signed_in() {
    let t = Fixture::new();
    let other: Register = t.open_again().expect("open");
    let (here, there) = (t.session("coordinator"), vouched(&other, "coordinator"));
    let person = t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    use_it(&here).expect("live");
    use_it(&there).expect("live");
    suspend(&t, here.info().expect("live").account);
    for session in [here, there] {
        let task = session.task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
        let fault = task.entry(person).expect_err("suspended");
        assert_eq!(fault, Error::NotSignedIn(Refusal::AccountNotActive));
        let denied = newest(&t.auditor(), 2).pop().expect("an event");
        assert_eq!((denied.action, denied.outcome, denied.records.len()), ("open", "denied", 0));
    }
    let vouching = Vouching {
        username: Line::new("coordinator").expect("a name"),
        system: Line::new("the test").expect("a name"),
        terminal: None,
    };
    assert_eq!(refused(t.register.vouch(vouching)), Error::NotSignedIn(Refusal::Vouching));
}

#[test]
fn a_suspended_account_with_the_right_password_learns_no_more_than_a_stranger() {
    let t = Fixture::new();
    let id = with_password(&t, "jane.doe");
    let changed = Account {
        vouched: false,
        status: AccountStatus::Suspended,
        ..account("jane.doe", Role::Coordinator)
    };
    t.administrator().amend_account(id, 1, changed).expect("suspended");
    assert_eq!(refused(sign_in(&t, "jane.doe", PASSWORD)), wrong());
}

#[test]
fn the_log_tells_a_hosts_word_from_a_password() {
    let t = Fixture::new();
    with_password(&t, "jane.doe");
    let auditor = t.auditor();
    let by_password = sign_in(&t, "jane.doe", PASSWORD).expect("a session");
    use_it(&by_password).expect("live");
    let by_word = t.session("coordinator");
    use_it(&by_word).expect("live");
    let events = newest(&auditor, 4);
    let found: Vec<_> = events.iter().map(|it| (it.action, it.vouched)).collect();
    assert_eq!(found, [("search", true), ("signed_in", true), ("search", false), ("signed_in", false)]);
    let means = events[1].said.iter().find(|it| it.field == "means").and_then(|it| it.value.as_deref());
    assert_eq!(means, Some("the test"), "the system that vouched is named");
}

#[test]
fn a_host_vouches_only_for_accounts_that_allow_it() {
    let t = Fixture::new();
    with_password(&t, "jane.doe");
    let auditor = t.auditor();
    for name in ["jane.doe", "nobody.at.all"] {
        let vouching = Vouching {
            username: Line::new(name).expect("a name"),
            system: Line::new("the test").expect("a name"),
            terminal: None,
        };
        assert_eq!(refused(t.register.vouch(vouching)), Error::NotSignedIn(Refusal::Vouching));
    }
    let events = newest(&auditor, 2);
    assert!(events.iter().all(|it| it.action == "sign_in_failed" && it.outcome == "denied"));
    assert_eq!(shape(&events[0]), shape(&events[1]));
}

#[test]
fn a_password_stays_good_when_the_policy_rises() {
    let t = Fixture::new();
    with_password(&t, "jane.doe");
    let mut options = t.options();
    options.cost = Cost::new(20 * 1024, 3, 1).expect("a cost");
    let key = stalking_register::access::Key::Host(&crate::support::fixture::HOST_KEY);
    let raised = Register::open(&t.directory(), key, options).expect("open");
    for register in [&raised, &raised, &t.register] {
        register.sign_in("jane.doe", PASSWORD, None).expect("a session");
        let fault = register.sign_in("jane.doe", "a wrong password", None).expect_err("wrong");
        assert_eq!(fault.code(), Code::NotSignedIn);
    }
}

#[test]
fn failures_are_forgotten_after_a_day_but_not_too_many() {
    let t = Fixture::new();
    let fail =
        || t.register.sign_in("coordinator", "a wrong password indeed", None).map(drop).expect_err("wrong");
    for _ in 0..4 {
        assert_eq!(fail().code(), Code::NotSignedIn);
    }
    assert_eq!(fail().code(), Code::Locked, "the fifth comes too soon");
    t.wait(TimeDelta::hours(24));
    for _ in 0..4 {
        assert_eq!(fail().code(), Code::NotSignedIn, "counted from nothing");
    }
    for _ in 0..46 {
        t.wait(TimeDelta::minutes(16));
        assert_eq!(fail().code(), Code::NotSignedIn);
    }
    t.wait(TimeDelta::days(400));
    assert_eq!(fail(), Error::Locked { seconds: 0 });
}

#[test]
fn names_of_no_account_are_forgotten_when_too_many_are_counted() {
    let t = Fixture::new();
    let fail = |name: &str| {
        t.register.sign_in(name, "a wrong password indeed", None).map(drop).expect_err("wrong").code()
    };
    for _ in 0..50 {
        assert_eq!(fail("coordinator"), Code::NotSignedIn);
        t.wait(TimeDelta::minutes(16));
    }
    tamper(
        &t.directory(),
        "INSERT INTO throttle (name, failures, last_failure_at) WITH RECURSIVE n (i) AS \
         (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT randomblob(32), 50, 0 FROM n",
    );
    t.wait(TimeDelta::days(2));
    // Each name has a tally of its own again; with the one for all, the fifth attempt would come too soon.
    for name in ["one", "two", "three", "four", "five", "six"] {
        assert_eq!(fail(name), Code::NotSignedIn, "{name}");
    }
    assert_eq!(fail("coordinator"), Code::Locked, "an account's own tally stays");
}

#[test]
fn the_only_administrator_is_unlocked_by_a_recovery_key_and_the_log_says_so() {
    let t = Fixture::new();
    for _ in 0..50 {
        let found = t.register.sign_in("administrator", "a wrong password indeed", None);
        assert_eq!(found.map(drop).expect_err("wrong").code(), Code::NotSignedIn);
        t.wait(TimeDelta::minutes(16));
    }
    let found = t.register.sign_in("administrator", "a wrong password indeed", None);
    assert_eq!(found.map(drop).expect_err("locked"), Error::Locked { seconds: 0 });
    let unlock = |name: &str, key: &str| t.register.unlock_by_recovery_key(name, key).map(drop);
    let wrong = RecoveryKey::from_bytes(&[5; 32]).text();
    assert_eq!(unlock("administrator", &wrong).expect_err("another key").code(), Code::WrongKey);
    for name in ["coordinator", "nobody"] {
        assert_eq!(
            unlock(name, &t.recovery_key).expect_err("no administrator").code(),
            Code::NotFound,
            "{name}"
        );
    }
    unlock("administrator", &t.recovery_key).expect("unlocked");
    let found = t.register.sign_in("administrator", "a wrong password indeed", None);
    assert_eq!(found.map(drop).expect_err("wrong").code(), Code::NotSignedIn, "it is looked at again");
    let request = AuditRequest { events: Some(20), ..AuditRequest::default() };
    let events = t.auditor().read_audit(request).expect("a page").into_value().events;
    let unlocked = events.iter().find(|it| it.action == "account_unlocked").expect("logged");
    assert_eq!((unlocked.actor, unlocked.records.len()), (None, 1));
}

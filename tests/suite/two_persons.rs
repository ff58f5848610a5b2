//! What two persons guard is done only as both saw it, while both may, and in time.

use chrono::TimeDelta;
use stalking_register::access::{Guarded, NewKey, Purpose};
use stalking_register::error::{Code, Error, Refusal, Result};
use stalking_register::model::account::AccountStatus;
use stalking_register::model::text::Few;
use stalking_register::model::{Account, Id, Level, Restriction, Role};
use stalking_register::register::approvals::{Agreement, Asked};
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::{Making, Register, Task};

use crate::support::damage;
use crate::support::fixture::{Fixture, HOST_KEY, account, entry, vouched};

const OFFICER: &str = "data_protection_officer";

fn refused<T>(found: Result<T>) -> Refusal {
    match found.map(drop).expect_err("refused") {
        Error::Forbidden(refusal) => refusal,
        other => panic!("{other}"),
    }
}

fn agreement(asked: &Asked) -> Agreement {
    Agreement { request: asked.request, digest: asked.digest.clone() }
}

/// A register with a third key slot, whose removal the administrator asked for.
struct Removal {
    t: Fixture,
    slot: u32,
    asked: Asked,
}

impl Removal {
    fn new() -> Self {
        let t = Fixture::new();
        let slot = *t.administrator().add_key_slot("lost", NewKey::Host(&[9; 32])).expect("a slot").value();
        let asked = t.administrator().request(Guarded::RemoveKeySlot { slot }).expect("asked").into_value();
        Self { t, slot, asked }
    }

    fn house(&self, who: &str) -> Task {
        self.t.task(who, Purpose::SystemOperation)
    }

    fn approve(&self, who: &str) -> Result<()> {
        self.house(who).approve(agreement(&self.asked)).map(drop)
    }

    fn execute(&self) -> Result<()> {
        self.t.administrator().execute(self.asked.request).map(drop)
    }

    fn id(&self, who: &str) -> Id {
        self.t.session(who).info().expect("live").account
    }
}

fn newest(t: &Fixture, events: u32) -> Vec<Event> {
    let request = AuditRequest { events: Some(events), ..AuditRequest::default() };
    t.auditor().read_audit(request).expect("a page").into_value().events
}

#[test]
fn a_key_slot_is_removed_by_two_persons_and_the_log_ties_their_steps() {
    let it = Removal::new();
    assert_eq!(refused(it.t.administrator().remove_key_slot(it.slot)), Refusal::NeedsSecondPerson);
    it.approve(OFFICER).expect("approved");
    it.t.administrator().remove_key_slot(it.slot).expect("removed");
    let slots = it.t.administrator().key_slots().expect("a list").into_value();
    assert!(slots.iter().all(|slot| slot.id != it.slot));

    let events = newest(&it.t, 20);
    let find = |outcome: &str, action: &str| {
        events.iter().find(|e| e.outcome == outcome && e.action == action).expect("an event")
    };
    let (asked, agreed) = (find("requested", "request_made"), find("approved", "request_approved"));
    let done = find("done", "key_slot_removed");
    assert_eq!((asked.seq, agreed.link, done.link), (it.asked.request, Some(asked.seq), Some(agreed.seq)));
    assert_eq!((asked.actor, agreed.actor), (Some(it.id("administrator")), Some(it.id(OFFICER))));
    assert_eq!(find("denied", "key_slot_removed").link, None);
    it.t.auditor().verify(&mut |_, _| true).expect("a sound log");
}

#[test]
fn what_was_agreed_to_is_done_once() {
    let it = Removal::new();
    it.approve(OFFICER).expect("approved");
    it.execute().expect("done");
    assert_eq!(refused(it.t.administrator().remove_key_slot(it.slot)), Refusal::NeedsSecondPerson);
    assert_eq!(it.approve(OFFICER).expect_err("closed").code(), Code::Invalid);
    assert!(it.t.administrator().requests().expect("a list").is_empty());
}

#[test]
fn nobody_approves_their_own_request_nor_does_a_role_without_a_part() {
    let it = Removal::new();
    assert_eq!(refused(it.approve("administrator")), Refusal::OwnRequest);
    for who in ["coordinator", "supervisor", "records_manager", "auditor"] {
        assert_eq!(refused(it.approve(who)), Refusal::Role, "{who} while there is an officer");
    }
    for who in ["viewer", "service"] {
        assert_eq!(refused(it.approve(who)), Refusal::Role, "{who}");
    }
    assert_eq!(refused(it.execute()), Refusal::NeedsSecondPerson);
    for event in newest(&it.t, 9).iter().filter(|it| it.action == "request_approved") {
        assert_eq!(event.outcome, "denied");
    }
}

#[test]
fn another_digest_than_the_one_shown_is_refused() {
    let it = Removal::new();
    let other = it.t.administrator().request(Guarded::RemoveKeySlot { slot: 1 }).expect("asked").into_value();
    let crossed = Agreement { request: it.asked.request, digest: other.digest };
    assert_eq!(refused(it.house(OFFICER).approve(crossed)), Refusal::Altered);
    // What was agreed to for one slot does nothing to another.
    it.approve(OFFICER).expect("approved");
    assert_eq!(refused(it.t.administrator().remove_key_slot(1)), Refusal::NeedsSecondPerson);
}

#[test]
fn a_request_lapses_after_three_days_agreed_to_or_not() {
    let it = Removal::new();
    it.t.wait(TimeDelta::hours(72) - TimeDelta::milliseconds(1));
    it.approve(OFFICER).expect("in time");
    it.t.wait(TimeDelta::milliseconds(1));
    assert_eq!(refused(it.execute()), Refusal::Lapsed);
    let it = Removal::new();
    it.t.wait(TimeDelta::hours(72));
    assert_eq!(refused(it.approve(OFFICER)), Refusal::Lapsed);
    // A clock that is set back brings nothing back to life.
    it.t.wait(-TimeDelta::hours(2));
    assert_eq!(refused(it.approve(OFFICER)), Refusal::Lapsed);
}

#[test]
fn a_clock_that_was_set_forward_and_back_lengthens_no_request() {
    let it = Removal::new();
    it.approve(OFFICER).expect("approved");
    it.t.wait(TimeDelta::days(30));
    it.t.administrator().accounts().expect("an event of that day");
    it.t.wait(-TimeDelta::days(30));
    assert_eq!(refused(it.execute()), Refusal::Lapsed, "the log's time is a month later");
    // What is asked for in the log's later time ends by the clock.
    let asked = it.t.administrator().request(Guarded::RemoveKeySlot { slot: 1 }).expect("asked").into_value();
    it.house(OFFICER).approve(agreement(&asked)).expect("approved");
    it.t.wait(TimeDelta::hours(72));
    assert_eq!(refused(it.t.administrator().remove_key_slot(1)), Refusal::Lapsed);
}

#[test]
fn a_request_about_what_one_may_not_know_of_does_not_show() {
    let t = Fixture::new();
    let coordinator = t.session("coordinator").info().expect("live").account;
    let mut made = entry("Ann", "Ode", "1980-01-02");
    made.restriction = Restriction {
        level: Level::Sealed,
        teams: Few::default(),
        accounts: Few::new(vec![coordinator]).expect("one"),
    };
    let person = t.coordinator().register(made).expect("an entry").into_value();
    let basis = stalking_register::model::text::Line::new("clear for six years").expect("a basis");
    let operation = Guarded::EraseEntry { entry: person, basis };
    let task = |who: &str| t.task(who, Purpose::Retention);
    task("coordinator").request(operation).expect("asked");
    for (who, seen) in [("coordinator", 1), ("supervisor", 0), ("records_manager", 0), (OFFICER, 0)] {
        assert_eq!(task(who).requests().expect("a list").len(), seen, "{who}");
    }
}

#[test]
fn a_role_that_was_lost_in_between_is_of_no_use_to_either() {
    for lost in ["administrator", OFFICER] {
        let it = Removal::new();
        it.approve(OFFICER).expect("approved");
        // Another administrator is needed to take the first one's role away.
        let second = grant(&it.t, "second", Role::Administrator);
        let task = it.t.task("second", Purpose::SystemOperation);
        let found = task.accounts().expect("a list").into_value();
        let found =
            found.into_iter().find(|row| row.account.document.username.as_str() == lost).expect("there");
        let changed = Account { role: Role::Viewer, ..found.account.document };
        task.amend_account(found.account.id, found.account.version, changed).expect("amended");
        assert_eq!(refused(task.remove_key_slot(it.slot)), Refusal::Role, "{lost} {second}");
    }
    let it = Removal::new();
    it.approve(OFFICER).expect("approved");
    let list = it.t.administrator().accounts().expect("a list").into_value();
    let officer =
        list.into_iter().find(|row| row.account.document.username.as_str() == OFFICER).expect("there");
    let changed = Account { status: AccountStatus::Suspended, ..officer.account.document };
    it.t.administrator()
        .amend_account(officer.account.id, officer.account.version, changed)
        .expect("amended");
    assert_eq!(refused(it.execute()), Refusal::Role);
}

/// Makes an account and has two persons give it a guarded role.
fn grant(t: &Fixture, name: &str, role: Role) -> Id {
    let id = t.administrator().create_account(account(name, Role::Viewer), None).expect("made").into_value();
    let operation = Guarded::GrantRole { account: id, seen: 1, role };
    let asked = t.administrator().request(operation).expect("asked").into_value();
    t.task(OFFICER, Purpose::SystemOperation).approve(agreement(&asked)).expect("approved");
    t.administrator().grant_role(id, 1, role).expect("granted");
    id
}

#[test]
fn a_guarded_role_is_given_by_two_persons_neither_of_whom_it_is_for() {
    let t = Fixture::new();
    for (name, role) in
        [("aud", Role::Auditor), ("dpo", Role::DataProtectionOfficer), ("adm", Role::Administrator)]
    {
        grant(&t, name, role);
        assert_eq!(t.session(name).info().expect("live").role, role);
    }
    let own = t.session("administrator").info().expect("live").account;
    let operation = Guarded::GrantRole { account: own, seen: 1, role: Role::Auditor };
    assert_eq!(refused(t.administrator().request(operation)), Refusal::OwnRequest);
    let officer = t.session(OFFICER).info().expect("live").account;
    let operation = Guarded::GrantRole { account: officer, seen: 1, role: Role::Administrator };
    let asked = t.administrator().request(operation).expect("asked").into_value();
    let own = t.task(OFFICER, Purpose::SystemOperation).approve(agreement(&asked));
    assert_eq!(refused(own), Refusal::OwnRequest);
}

#[test]
fn an_account_that_the_first_person_just_made_agrees_to_nothing_of_theirs() {
    let t = Fixture::new();
    grant(&t, "puppet", Role::DataProtectionOfficer);
    let asked = t.administrator().request(Guarded::RemoveKeySlot { slot: 1 }).expect("asked").into_value();
    let puppet = || t.task("puppet", Purpose::SystemOperation).approve(agreement(&asked)).map(drop);
    assert_eq!(refused(puppet()), Refusal::Settling);
    t.wait(TimeDelta::hours(71));
    assert_eq!(refused(puppet()), Refusal::Settling);
    t.wait(TimeDelta::hours(2));
    assert_eq!(refused(puppet()), Refusal::Lapsed, "this request is too old by now");
    let asked = t.administrator().request(Guarded::RemoveKeySlot { slot: 1 }).expect("asked").into_value();
    t.task("puppet", Purpose::SystemOperation).approve(agreement(&asked)).expect("settled");
}

#[test]
fn a_new_register_of_two_accounts_gets_its_first_officer() {
    let t = Fixture::new();
    let place = t.beside("small");
    let accounts = vec![
        (account("administrator", Role::Administrator), None),
        (account("coordinator", Role::Coordinator), None),
        (account("someone", Role::Viewer), None),
    ];
    let making = Making {
        directory: &place,
        key: NewKey::Host(&HOST_KEY),
        label: "the host's key",
        anchor: None,
        accounts,
        options: t.options(),
    };
    let register = Register::make(making).expect("a register").register;
    let task = |who: &str| {
        let request = stalking_register::register::TaskRequest::of(Purpose::SystemOperation);
        vouched(&register, who).task(request).expect("a task")
    };
    let someone = vouched(&register, "someone").info().expect("live").account;
    let operation = Guarded::GrantRole { account: someone, seen: 1, role: Role::DataProtectionOfficer };
    let asked = task("administrator").request(operation).expect("asked").into_value();
    task("coordinator").approve(agreement(&asked)).expect("stands in");
    task("administrator").execute(asked.request).expect("granted");
    // From now on there is one who agrees by role, once the new role has settled.
    t.wait(TimeDelta::hours(73));
    let asked =
        task("administrator").request(Guarded::RemoveKeySlot { slot: 1 }).expect("asked").into_value();
    assert_eq!(refused(task("coordinator").approve(agreement(&asked))), Refusal::Role);
    task("someone").approve(agreement(&asked)).expect("approved");
    task("administrator").execute(asked.request).expect("removed");
}

#[test]
fn a_restricted_entry_is_opened_by_two_supervisors_or_on_a_coordinators_request() {
    let t = Fixture::new();
    let supervisor = t.session("supervisor").info().expect("live").account;
    let coordinator = t.session("coordinator").info().expect("live").account;
    let mut made = entry("Ann", "Ode", "1980-01-02");
    made.restriction = Restriction {
        level: Level::Named,
        teams: Few::default(),
        accounts: Few::new(vec![supervisor, coordinator]).expect("two"),
    };
    let person = t.coordinator().register(made).expect("an entry").into_value();
    let open = || Restriction::default();
    let task = || t.task("supervisor", Purpose::DataQuality);
    assert_eq!(refused(task().unrestrict(person, 1, open())), Refusal::NeedsSecondPerson);
    let operation = Guarded::Unrestrict { entry: person, seen: 1, restriction: open() };
    let asked = t.coordinator().request(operation).expect("asked").into_value();
    task().approve(agreement(&asked)).expect("approved");
    // Exactly what was agreed to, and by a role that does it.
    assert_eq!(refused(t.coordinator().unrestrict(person, 1, open())), Refusal::Role);
    let team = Restriction {
        level: Level::Team,
        teams: Few::new(vec!["North".try_into().expect("a team")]).expect("one"),
        accounts: Few::default(),
    };
    assert_eq!(refused(task().unrestrict(person, 1, team)), Refusal::NeedsSecondPerson);
    assert_eq!(*task().unrestrict(person, 1, open()).expect("opened").value(), 2);
    t.task("viewer", Purpose::DataQuality).look_up_source("a", "b").expect("a page");
    let events = newest(&t, 1000);
    let opened =
        events.iter().find(|it| it.action == "unrestricted" && it.outcome == "done").expect("logged");
    assert!(opened.records.contains(&person));
}

#[test]
fn a_request_is_declined_by_the_second_or_withdrawn_by_the_first() {
    for (who, code) in [("administrator", Code::Ok), (OFFICER, Code::Ok), ("auditor", Code::Forbidden)] {
        let it = Removal::new();
        it.approve(OFFICER).expect("approved");
        let found = it.house(who).decline(it.asked.request).map(drop);
        assert_eq!(found.err().map_or(Code::Ok, |fault| fault.code()), code, "{who}");
        assert_eq!(it.execute().is_ok(), code != Code::Ok, "{who}");
    }
}

#[test]
fn a_row_edited_behind_the_registers_back_agrees_to_nothing() {
    let it = Removal::new();
    let place = damage::copy(&it.t, "edited");
    // The request event itself, and an event of another's that agreed to nothing, are no approvals.
    for by in [it.asked.request, it.asked.request - 1] {
        let sql = format!("UPDATE requests SET approved_by = {by}, closed_by = NULL");
        damage::tamper(&place, &sql);
        let register = it.t.open_at(&place).expect("a register");
        let request = stalking_register::register::TaskRequest::of(Purpose::SystemOperation);
        let task = vouched(&register, "administrator").task(request).expect("a task");
        assert_eq!(task.remove_key_slot(it.slot).map(drop).expect_err("refused").code(), Code::Corrupt);
    }
}

#[test]
fn only_who_has_a_part_sees_what_waits() {
    let it = Removal::new();
    for (who, seen) in [
        ("administrator", 1),
        (OFFICER, 1),
        ("coordinator", 1),
        ("supervisor", 1),
        ("records_manager", 0),
        ("auditor", 0),
    ] {
        assert_eq!(it.house(who).requests().expect("a list").len(), seen, "{who}");
    }
    assert_eq!(refused(it.house("viewer").requests()), Refusal::Role);
}

#[test]
fn a_coordinator_proposes_a_restriction_and_a_supervisor_agrees_and_does_it() {
    let t = Fixture::new();
    let person = *t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").value();
    let account = |who: &str| t.session(who).info().expect("live").account;
    let named = |accounts: Vec<Id>| Restriction {
        level: Level::Named,
        teams: Few::default(),
        accounts: Few::new(accounts).expect("few"),
    };
    let both = named(vec![account("coordinator"), account("supervisor")]);
    let alone = t.coordinator().restrict(person, 1, both.clone());
    assert_eq!(refused(alone), Refusal::NeedsSecondPerson);
    let task = t.task("supervisor", Purpose::Review);
    assert_eq!(refused(task.restrict_as_proposed(person, 1, both.clone())), Refusal::NeedsSecondPerson);
    let proposed = |restriction: Restriction, seen: u32| {
        let operation = Guarded::Restrict { entry: person, seen, restriction };
        t.agreed(operation, "coordinator", "supervisor")
    };
    let request = proposed(both.clone(), 1);
    // Who proposed it does not do it.
    assert_eq!(refused(t.coordinator().execute(request)), Refusal::Role);
    task.execute(request).expect("restricted");
    assert_eq!(t.task("viewer", Purpose::Review).requests().expect_err("no part").code(), Code::Forbidden);
    assert_eq!(t.coordinator().read_as::<stalking_register::model::Entry>(person).expect("known").version, 2);
    // What opens it to anybody more is no restriction, and is asked for as what it is.
    let wider = named(vec![account("coordinator"), account("supervisor"), account("viewer")]);
    let request = proposed(wider, 2);
    assert_eq!(refused(task.execute(request)), Refusal::NeedsSecondPerson);
}

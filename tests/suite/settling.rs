//! Accounts that one person made for the purpose are no second person: not to each other, nor to their maker.

use chrono::TimeDelta;
use stalking_register::access::{Guarded, Key, NewKey, Purpose};
use stalking_register::error::{Error, Refusal, Result};
use stalking_register::model::text::Line;
use stalking_register::model::{Id, Role};
use stalking_register::register::approvals::{Agreement, Asked};
use stalking_register::register::forensics::Forensics;

use crate::support::damage::copy;
use crate::support::fixture::{Fixture, HOST_KEY, account, agreed, entry};

const OFFICER: &str = "data_protection_officer";

fn refused<T>(found: Result<T>) -> Refusal {
    match found.map(drop).expect_err("refused") {
        Error::Forbidden(refusal) => refusal,
        other => panic!("{other}"),
    }
}

fn made(t: &Fixture, name: &str, role: Role) -> Id {
    t.administrator().create_account(account(name, role), None).expect("made").into_value()
}

fn id(t: &Fixture, who: &str) -> Id {
    t.session(who).info().expect("live").account
}

fn approve(t: &Fixture, who: &str, asked: &Asked) -> Result<()> {
    let agreement = Agreement { request: asked.request, digest: asked.digest.clone() };
    t.task(who, Purpose::Retention).approve(agreement).map(drop)
}

/// A register with somebody to erase, and three accounts that the administrator just made.
struct Puppets {
    t: Fixture,
    person: Id,
}

impl Puppets {
    fn new() -> Self {
        let t = Fixture::new();
        for (name, role) in
            [("one", Role::Coordinator), ("two", Role::Supervisor), ("three", Role::RecordsManager)]
        {
            made(&t, name, role);
        }
        let person = t.coordinator().register(entry("Ann", "Ode", "1980-01-02"));
        let person = person.expect("an entry").into_value();
        Self { t, person }
    }

    fn basis() -> Line<300> {
        Line::new("clear for six years").expect("a basis")
    }

    fn ask(&self, who: &str) -> Asked {
        let operation = Guarded::EraseEntry { entry: self.person, basis: Self::basis() };
        self.t.task(who, Purpose::Retention).request(operation).expect("asked").into_value()
    }

    fn erase(&self, who: &str) -> Result<u32> {
        let task = self.t.task(who, Purpose::Retention);
        task.erase_entry(self.person, Self::basis()).map(stalking_register::register::Audited::into_value)
    }
}

#[test]
fn accounts_that_one_person_made_agree_to_nothing_of_each_other() {
    let it = Puppets::new();
    let asked = it.ask("one");
    assert_eq!(refused(approve(&it.t, "two", &asked)), Refusal::Settling);
    // One of them among others is nobody's puppet.
    approve(&it.t, "supervisor", &asked).expect("approved");
    assert_eq!(refused(it.erase("three")), Refusal::Settling, "nor do they execute it");
    assert_eq!(it.erase("records_manager").expect("erased"), 1);
    let it = Puppets::new();
    it.t.wait(TimeDelta::hours(73));
    let asked = it.ask("one");
    approve(&it.t, "two", &asked).expect("settled");
    assert_eq!(it.erase("three").expect("erased"), 1);
}

#[test]
fn a_password_that_one_person_gave_to_two_of_them_counts_as_much() {
    let t = Fixture::new();
    for who in ["coordinator", "supervisor"] {
        let holder = id(&t, who);
        t.administrator().set_password(holder, "four words in a row").expect("set");
    }
    let person = t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry");
    let operation = Guarded::EraseEntry { entry: person.into_value(), basis: Puppets::basis() };
    let asked = t.task("coordinator", Purpose::Retention).request(operation).expect("asked").into_value();
    assert_eq!(refused(approve(&t, "supervisor", &asked)), Refusal::Settling);
    approve(&t, OFFICER, &asked).expect("another's");
}

#[test]
fn whoever_executes_was_made_by_neither_of_the_two() {
    let t = Fixture::new();
    let second = made(&t, "second", Role::Viewer);
    t.agreed(
        Guarded::GrantRole { account: second, seen: 1, role: Role::Administrator },
        "administrator",
        OFFICER,
    );
    t.administrator().grant_role(second, 1, Role::Administrator).expect("granted");
    let slot = *t.administrator().add_key_slot("lost", NewKey::Host(&[9; 32])).expect("a slot").value();
    t.agreed(Guarded::RemoveKeySlot { slot }, "administrator", OFFICER);
    let task = t.task("second", Purpose::SystemOperation);
    assert_eq!(refused(task.remove_key_slot(slot)), Refusal::Settling);
    t.administrator().remove_key_slot(slot).expect("removed");
}

#[test]
fn no_number_of_events_buries_who_made_an_account() {
    let it = Puppets::new();
    let administrator = it.t.administrator();
    for _ in 0..1001 {
        administrator.accounts().expect("a list");
    }
    let asked = it.ask("one");
    assert_eq!(refused(approve(&it.t, "two", &asked)), Refusal::Settling);
}

#[test]
fn an_account_that_the_first_person_just_made_restores_nothing_with_them() {
    let t = Fixture::new();
    made(&t, "puppet", Role::Coordinator);
    let place = copy(&t, "copy");
    let accept = |first: &str, second: &str| {
        let forensics = Forensics::open(&place, Key::Host(&HOST_KEY), t.options()).expect("looked at");
        forensics.accept(&agreed(first, second), &mut |_, _| true)
    };
    assert_eq!(refused(accept("administrator", "puppet")), Refusal::Settling);
    t.wait(TimeDelta::hours(73));
    accept("administrator", "puppet").expect("settled");
}

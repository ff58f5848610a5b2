//! Taking many entries over at once: what the register makes of a batch, and of an import that was stopped.

use std::path::Path;

use chrono::TimeDelta;
use stalking_register::access::Purpose;
use stalking_register::error::{Error, Pointer, What};
use stalking_register::model::text::Few;
use stalking_register::model::{Identifier, Level, Restriction, Role, Scheme};
use stalking_register::register::due::DueRequest;
use stalking_register::register::entries::LOOK_UP_ENTRIES_MAX;
use stalking_register::register::import::Checked;

use crate::command_line::{Shell, refused, words};
use crate::support::fixture::{Fixture, account, day, entry};

#[test]
fn an_import_leaves_nothing_to_mend_in_any_index() {
    let t = Fixture::new();
    let task = t.coordinator();
    let coordinator = t.session("coordinator").info().expect("told").account;
    let mut batch: Vec<_> = (0..40).map(|n| entry("Ann", &format!("Ode{n}"), "1980-01-02")).collect();
    let pnc =
        Identifier { scheme: Scheme::Pnc, value: "79/163001B".try_into().expect("a number"), issuer: None };
    batch[7].subject = batch[7].subject.clone().known_as(pnc).expect("a subject");
    batch[11].registration.manager = Some(coordinator);
    batch[13].restriction.level = Level::Named;
    batch[13].restriction.accounts = Few::new(vec![coordinator]).expect("few");
    let ids = task.import().write(batch).expect("entries").into_value();

    assert!(t.administrator().rebuild_indexes().expect("compared").is_none(), "the batch as it was written");
    assert_eq!(task.look_up(Scheme::Pnc, "79/163001B").expect("found")[0].id, ids[7]);
    let page = task.due(DueRequest::until(day("2099-12-31"))).expect("a page");
    assert!(page.items.iter().any(|it| it.entry == ids[11]), "the diary has the new entries");

    let read = task.entry(ids[13]).expect("an entry").into_value();
    let mut changed = read.document;
    changed.registration.manager = Some(coordinator);
    task.amend(ids[13], read.version, changed).expect("amended");
    assert!(t.administrator().rebuild_indexes().expect("compared").is_none(), "one of them changed");
}

#[test]
fn the_ids_of_one_call_follow_each_other_and_those_of_two_do_not() {
    let t = Fixture::new();
    let task = t.coordinator();
    let people =
        |from: u32| (from..from + 20).map(|n| entry("Bo", &format!("Peep{n}"), "1971-01-01")).collect();
    let head = |id: &stalking_register::model::Id| {
        u64::from_be_bytes(id.as_bytes()[..8].try_into().expect("eight bytes"))
    };
    let first = task.import().write(people(0)).expect("entries").into_value();
    let second = task.import().write(people(20)).expect("entries").into_value();
    for ids in [&first, &second] {
        for pair in ids.windows(2) {
            assert_eq!(head(&pair[1]), head(&pair[0]).wrapping_add(1));
            assert_ne!(pair[1].as_bytes()[8..], pair[0].as_bytes()[8..]);
        }
    }
    assert!(head(&second[0]).abs_diff(head(&first[0])) > 20);
}

#[test]
fn a_look_up_that_finds_more_than_it_gives_says_so() {
    let t = Fixture::new();
    let task = t.coordinator();
    let local = |n: usize| {
        let mut entry = entry("Ann", &format!("Ode{n}"), "1980-01-02");
        let number = Identifier { scheme: Scheme::Local, value: "7".try_into().expect("text"), issuer: None };
        entry.subject = entry.subject.known_as(number).expect("a subject");
        entry
    };
    task.import().write((0..LOOK_UP_ENTRIES_MAX).map(local).collect()).expect("entries");
    let found = task.look_up(Scheme::Local, "7").expect("found");
    assert_eq!((found.len(), found.more), (LOOK_UP_ENTRIES_MAX, false));
    let mut hidden = local(51);
    hidden.restriction.level = Level::Named;
    let supervisor = t.session("supervisor").info().expect("told").account;
    hidden.restriction.accounts = Few::new(vec![supervisor]).expect("few");
    task.register(hidden).expect("an entry");
    assert!(!task.look_up(Scheme::Local, "7").expect("found").more, "one that may not be known of");
    task.register(local(52)).expect("an entry");
    let found = task.look_up(Scheme::Local, "7").expect("found");
    assert_eq!((found.len(), found.more), (LOOK_UP_ENTRIES_MAX, true));
}

/// An entry of another system, registered from a day.
fn referred(reference: &str, family: &str, since: &str) -> stalking_register::model::Entry {
    let mut entry = entry("Ann", family, "1980-01-02");
    entry.registration.source_system = Some("old".try_into().expect("a system"));
    entry.registration.source_ref = Some(reference.try_into().expect("a reference"));
    entry.registration.since = day(since);
    entry
}

#[test]
fn what_was_taken_over_before_is_known_again_and_is_no_fault() {
    let t = Fixture::new();
    let task = t.coordinator();
    let first = vec![referred("1", "Ode", "2026-01-05"), referred("2", "Ode", "2026-11-23")];
    let ids = task.import().write(first.clone()).expect("entries").into_value();
    assert_eq!(
        task.import().check(first).expect("checked"),
        [Checked::AlreadyThere, Checked::AlreadyThere],
        "the same day"
    );

    // What was written of them since says nothing against their having been taken over.
    let mut read = task.entry(ids[0]).expect("an entry").into_value();
    read.document.subject.occupation = Some("joiner".try_into().expect("words"));
    task.amend(ids[0], read.version, read.document).expect("amended");
    t.wait(TimeDelta::days(3));
    let task = t.coordinator();
    let again = vec![
        referred("1", "Ode", "2026-01-05"),
        // The other system told no day: it is that of the import.
        referred("2", "Ode", "2026-11-26"),
        referred("1", "Oder", "2026-01-05"),
        referred("3", "Ode", "2026-01-05"),
    ];
    let at = Pointer::of("/registration/source_ref");
    let another = Checked::Wrong(Error::Duplicate { what: What::Entry, at });
    assert_eq!(
        task.import().check(again).expect("checked"),
        [Checked::AlreadyThere, Checked::AlreadyThere, another, Checked::New]
    );
    let other = vec![referred("2", "Ode", "2026-11-25"), referred("1", "Oder", "2026-01-05")];
    for checked in task.import().check(other).expect("checked") {
        assert!(matches!(checked, Checked::Wrong(Error::Duplicate { .. })), "{checked:?}");
    }
}

/// Lines of an import: the first says nothing of a reference.
fn people(lines: usize) -> String {
    let line = |n: usize| format!("A{n},Peep{n},1962-03-05,common law,20\n");
    "source_ref,name,born,lawful_basis,managing_force\n".to_owned()
        + ",Nobody,1962-03-05,common law,20\n"
        + &(0..lines).map(line).collect::<String>()
}

/// Returns how many bytes a register takes.
fn size(register: &Path) -> u64 {
    let files = std::fs::read_dir(register).expect("a directory");
    files.map(|it| it.expect("a file").metadata().map_or(0, |it| it.len())).sum()
}

#[test]
fn an_import_that_was_killed_goes_on_where_it_was_when_it_is_run_again() {
    const LINES: usize = 8000;
    let t = Shell::new();
    let file = t.write("people.csv", &people(LINES));
    let rejects = t.text("rejects.csv");
    let arguments =
        ["import", &file, "--purpose", "data-quality", "--keep-going", "--rejects", &rejects, "--task", "T1"];
    let register = t.path("register");
    let before = size(&register);
    let mut child = t.start(&arguments);
    // A batch is written when more has come than the events of the check.
    while size(&register) < before + 1_500_000 {
        assert!(child.try_wait().expect("a child").is_none(), "it is not over yet");
        std::thread::yield_now();
    }
    child.kill().expect("killed");
    child.wait().expect("it ends");

    let ran = t.run(&arguments);
    assert!(ran.status.success(), "{}", words(&ran));
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    let numbers: Vec<usize> = told.split(' ').filter_map(|it| it.parse().ok()).collect();
    assert_eq!((numbers[0] + numbers[2], numbers[1]), (LINES, 1), "{told}");
    assert!(numbers[0] > 0 && numbers[2] > 0, "{told}");
    assert_eq!(t.json(&["check", "--json"])["entries"], LINES);

    assert!(
        t.ok(&arguments).starts_with("0 persons were imported, 1 lines rejected, 8000 were already there")
    );
    let changed = t.write("people.csv", &people(LINES).replace("Peep7,", "Peeps,"));
    let ran = t.run(&["import", &changed, "--source-system", "people", "--purpose", "data-quality"]);
    refused(&ran, 1, "line 2: source_ref");
    let ran = t.run(&arguments);
    refused(&ran, 2, "--rejects");
    assert!(words(&ran).contains("rejected line 10: source_ref: there is such a"), "{}", words(&ran));
}

#[test]
fn an_entry_that_was_restricted_meanwhile_is_not_taken_over_twice() {
    let t = Fixture::new();
    let task = t.coordinator();
    let made = || vec![referred("1", "Ode", "2026-01-05")];
    let id = task.import().write(made()).expect("taken over").value()[0];
    let supervisor = t.session("supervisor").info().expect("live").account;
    let restriction: Restriction =
        serde_json::from_value(serde_json::json!({"level": "named", "accounts": [supervisor.to_string()]}))
            .expect("a restriction");
    t.task("supervisor", Purpose::Review).restrict(id, 1, restriction).expect("restricted");
    // Who wrote it is told nothing new; anybody else is told nothing at all.
    assert_eq!(task.import().check(made()).expect("checked"), [Checked::AlreadyThere]);
    t.administrator().create_account(account("another", Role::Coordinator), None).expect("an account");
    let other = t.task("another", Purpose::DataQuality);
    assert_eq!(other.import().check(made()).expect("checked"), [Checked::New]);
}

#[test]
fn an_import_that_crosses_midnight_goes_on() {
    let t = Fixture::at("2026-11-23T23:59:50Z");
    let made = || vec![referred("1", "Ode", "2026-11-23")];
    let import = t.coordinator();
    t.wait(TimeDelta::seconds(20));
    import.import().write(made()).expect("taken over on the day after");
    let again = vec![referred("1", "Ode", "2026-11-24")];
    assert_eq!(t.coordinator().import().check(again).expect("checked"), [Checked::AlreadyThere]);
}

//! Backups, restores, key slots and indexes.

use std::fs;

use stalking_register::access::{Cost, Guarded, Key, NewKey, Purpose};
use stalking_register::error::{Code, Corruption, Error, Refusal, What};
use stalking_register::model::{Id, Identifier, Scheme, Service};
use stalking_register::register::audit::AuditRequest;
use stalking_register::register::due::DueRequest;
use stalking_register::register::{Options, Register, TaskRequest};

use crate::support::damage::tamper;
use crate::support::fixture::{Fixture, HOST_KEY, agreed, day, entry, order};

#[test]
fn a_backup_taken_while_others_write_opens_and_verifies() {
    let t = Fixture::new();
    let task = t.coordinator();
    let kept = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    let writer = {
        let task = task.clone();
        std::thread::spawn(move || {
            for n in 0..50 {
                task.register(entry("Bo", &format!("Peep{n}"), "1971-01-01")).expect("an entry");
            }
        })
    };
    t.administrator().backup(&t.beside("backup"), &mut |_, _| true).expect("a backup");
    writer.join().expect("a thread");
    let again = t.administrator().backup(&t.beside("backup"), &mut |_, _| true);
    assert_eq!(again.map(drop).expect_err("something is there").code(), Code::Duplicate);

    let place = t.beside("restored");
    let key = Key::Host(&HOST_KEY);
    let agreed = agreed("administrator", "auditor");
    let restored =
        Register::restore(&t.beside("backup"), &place, key, t.options(), &agreed, &mut |_, _| true);
    let restored = restored.expect("restored");
    let session = crate::support::fixture::vouched(&restored, "coordinator");
    let request = TaskRequest::of(Purpose::DataQuality);
    assert_eq!(session.task(request).expect("a task").entry(kept).expect("it is there").version, 1);
    let over =
        Register::restore(&t.beside("backup"), &t.directory(), key, t.options(), &agreed, &mut |_, _| true);
    assert_eq!(over.map(drop).expect_err("something is there").code(), Code::Duplicate);
}

#[test]
fn a_backup_is_one_moment_however_much_is_written_meanwhile() {
    let t = Fixture::new();
    let task = t.coordinator();
    for lot in 0..12 {
        let persons = (0..1000).map(|n| entry("Bo", &format!("Peep{lot}{n}"), "1971-01-01"));
        task.import().write(persons.collect()).expect("imported");
    }
    let mut lots = 0;
    let mut during = |_, _| {
        lots += 1;
        task.register(entry("Ann", &format!("Ode{lots}"), "1980-01-02")).expect("an entry");
        assert!(lots < 100, "the copy begins anew at each write");
        true
    };
    t.administrator().backup(&t.beside("backup"), &mut during).expect("a backup");
    assert!(lots > 0, "the register is copied in more than one lot");
    let copy = t.open_at(&t.beside("backup")).expect("the copy opens");
    let session = crate::support::fixture::vouched(&copy, "administrator");
    let request = TaskRequest::of(Purpose::SystemOperation);
    let checked = session.task(request).expect("a task").check(&mut |_, _| true).expect("sound");
    assert_eq!(checked.entries, 12_000);
}

#[test]
fn a_backup_of_which_the_place_is_taken_is_refused_before_it_is_logged() {
    let t = Fixture::new();
    fs::create_dir(t.beside("taken")).expect("a directory");
    fs::write(t.beside("taken").join("a file"), "of somebody's").expect("a file");
    let (administrator, coordinator) = (t.administrator(), t.coordinator());
    let register = |n| {
        let made = coordinator.register(entry("Ann", &format!("Ode{n}"), "1980-01-02"));
        made.expect("an entry").receipt().seq
    };
    let before = register(1);
    let fault = administrator.backup(&t.beside("taken"), &mut |_, _| true).map(drop).expect_err("taken");
    assert_eq!(fault, Error::duplicate(What::Backup));
    assert_eq!(register(2), before + 1);
}

#[test]
fn a_change_of_keys_that_was_cut_short_is_finished_as_the_log_has_it() {
    let t = Fixture::new();
    let (keys, next) = (t.directory().join("register.keys"), t.directory().join("register.keys.next"));
    let before = fs::read(&keys).expect("a key file");
    let other = [9; 32];
    t.administrator().add_key_slot("another host", NewKey::Host(&other)).expect("added");
    let after = fs::read(&keys).expect("a key file");
    assert!(!next.exists());

    // Killed after the commit: the event is there, the file in force is still the old one.
    fs::write(&keys, &before).expect("written");
    fs::write(&next, &after).expect("written");
    t.open_again().expect("it opens with the old key");
    assert_eq!(fs::read(&keys).expect("a key file"), after);
    assert!(!next.exists());

    // Killed before the commit: no event tells of the file beside.
    let mut unknown = after.clone();
    unknown[0] ^= 1;
    fs::write(&next, &unknown).expect("written");
    t.open_again().expect("it opens");
    assert_eq!(fs::read(&keys).expect("a key file"), after);
    assert!(!next.exists());

    // Another's change is under way: it is neither finished nor taken away, and a second one must wait.
    fs::write(&next, &unknown).expect("written");
    let held = fs::File::open(&next).expect("a file");
    held.try_lock().expect("a lock");
    t.open_again().expect("it opens");
    let fault = t.administrator().add_key_slot("third", NewKey::Host(&[8; 32])).map(drop).expect_err("busy");
    assert_eq!(fault, Error::Busy);
    assert!(next.exists());
}

#[test]
fn a_refused_change_of_keys_leaves_the_key_file_as_it_was() {
    let t = Fixture::new();
    let keys = t.directory().join("register.keys");
    let before = fs::read(&keys).expect("a key file");
    let coordinator = t.coordinator();
    let fault = coordinator.add_key_slot("mine", NewKey::Host(&[9; 32])).map(drop).expect_err("not a clerk");
    assert_eq!(fault.code(), Code::Forbidden);
    assert_eq!(fs::read(&keys).expect("a key file"), before);
    assert!(!t.directory().join("register.keys.next").exists());
}

#[test]
fn a_register_whose_anchor_cannot_be_written_is_not_made() {
    let t = Fixture::new();
    let make = |anchor: &std::path::Path| {
        let administrator =
            crate::support::fixture::account("keeper", stalking_register::model::Role::Administrator);
        Register::make(stalking_register::register::Making {
            directory: &t.beside("anchored"),
            key: NewKey::Host(&HOST_KEY),
            label: "host",
            anchor: Some(anchor),
            accounts: vec![(administrator, None)],
            options: Options::default(),
        })
    };
    let fault = make(&t.beside("nowhere").join("the anchor")).map(drop).expect_err("no such directory");
    assert_eq!(fault, Error::NotFound { what: What::File });
    assert!(!t.beside("anchored").exists());
    assert_eq!(
        make(std::path::Path::new("/proc/version")).map(drop).map_err(|it| it.code() as i32 / 10),
        Err(9)
    );
    assert!(!t.beside("anchored").exists());
}

#[test]
fn the_files_of_a_register_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let t = Fixture::new();
    t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry");
    t.administrator().backup(&t.beside("backup"), &mut |_, _| true).expect("a backup");
    for directory in [t.directory(), t.beside("backup")] {
        let mode = |path: &std::path::Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode(&directory), 0o700);
        for file in fs::read_dir(&directory).expect("a directory") {
            let file = file.expect("a file").path();
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }
}

#[test]
fn a_damaged_backup_is_not_restored() {
    let t = Fixture::new();
    t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry");
    t.administrator().backup(&t.beside("backup"), &mut |_, _| true).expect("a backup");
    tamper(&t.beside("backup"), "UPDATE audit_nodes SET hash = zeroblob(32) WHERE place = 1");
    let place = t.beside("restored");
    let restored = Register::restore(
        &t.beside("backup"),
        &place,
        Key::Host(&HOST_KEY),
        t.options(),
        &agreed("administrator", "auditor"),
        &mut |_, _| true,
    );
    assert_eq!(restored.map(drop).expect_err("damaged").code(), Code::Corrupt);
    assert!(!place.exists());
}

#[test]
fn key_slots_are_added_changed_and_removed_without_the_database() {
    let t = Fixture::new();
    let administrator = t.administrator();
    let agreed = |slot| t.agreed(Guarded::RemoveKeySlot { slot }, "administrator", "data_protection_officer");
    let other = [9; 32];
    let added = administrator.add_key_slot("another host", NewKey::Host(&other)).expect("added").into_value();
    let open =
        |key: Key<'_>| Register::open(&t.directory(), key, t.options()).map(drop).map_err(|it| it.code());
    assert_eq!(open(Key::Host(&other)), Ok(()));

    let words = "correct horse battery staple";
    let cost = Cost::FLOOR;
    // Nobody shuts another's key out alone: who changes a slot shows its key, or has somebody agree.
    let change = || administrator.change_key_slot(added, NewKey::Passphrase { words, cost });
    let shown = |id, key| administrator.change_shown_key_slot(id, Key::Host(key), NewKey::Host(&[8; 32]));
    assert_eq!(change().map(drop), Err(Error::Forbidden(Refusal::NeedsSecondPerson)));
    assert_eq!(shown(added, &HOST_KEY).map(drop), Err(Error::WrongKey));
    assert_eq!(open(Key::Host(&other)), Ok(()));
    let added = *shown(added, &other).expect("by its own key").value();
    assert_eq!(open(Key::Host(&other)), Err(Code::WrongKey));
    assert_eq!(open(Key::Host(&[8; 32])), Ok(()));
    agreed(added);
    let changed = administrator.change_key_slot(added, NewKey::Passphrase { words, cost }).expect("changed");
    assert_eq!(open(Key::Host(&[8; 32])), Err(Code::WrongKey));
    assert_eq!(open(Key::Host(&other)), Err(Code::WrongKey));
    assert_eq!(open(Key::Passphrase(words)), Ok(()));
    assert_eq!(open(Key::Passphrase("correct horse battery stable")), Err(Code::WrongKey));

    agreed(*changed.value());
    administrator.remove_key_slot(*changed.value()).expect("removed");
    assert_eq!(open(Key::Passphrase(words)), Err(Code::WrongKey));
    assert_eq!(open(Key::Host(&HOST_KEY)), Ok(()));
    assert_eq!(open(Key::Recovery(&t.recovery_key)), Ok(()));
    assert_eq!(administrator.key_slots().expect("slots").len(), 2);

    for slot in administrator.key_slots().expect("slots").iter().skip(1) {
        agreed(slot.id);
        administrator.remove_key_slot(slot.id).expect("removed");
    }
    let last = administrator.key_slots().expect("slots")[0].id;
    agreed(last);
    assert_eq!(
        administrator.remove_key_slot(last).map(drop).expect_err("the last one").code(),
        Code::Invalid
    );
}

#[test]
fn an_anchor_that_was_asked_for_is_there_and_one_that_was_not_is_warned_of() {
    let t = Fixture::new();
    assert_eq!(t.register.warnings(), [stalking_register::register::Warning::NoAnchor]);
    let accounts = vec![(
        crate::support::fixture::account("keeper", stalking_register::model::Role::Administrator),
        None,
    )];
    let made = Register::make(stalking_register::register::Making {
        directory: &t.beside("anchored"),
        key: NewKey::Host(&HOST_KEY),
        label: "host",
        anchor: Some(&t.beside("the anchor")),
        accounts,
        options: Options::default(),
    });
    let made = made.expect("a register");
    assert_eq!(made.register.warnings(), []);
    let text = fs::read_to_string(t.beside("the anchor")).expect("an anchor");
    assert!(text.starts_with(&format!("sreg-anchor-1 {} 1 1 ", made.register.id())), "{text}");
    fs::remove_file(t.beside("the anchor")).expect("removed");
    assert_eq!(made.register.warnings(), [stalking_register::register::Warning::AnchorUnreadable]);
}

#[test]
fn indexes_are_right_after_work_and_mended_when_they_are_not() {
    let t = Fixture::new();
    let task = t.coordinator();
    let mut person = entry("Ann", "Ode", "1980-01-02");
    let pnc =
        Identifier { scheme: Scheme::Pnc, value: "79/163001B".try_into().expect("a number"), issuer: None };
    person.subject = person.subject.known_as(pnc).expect("a subject");
    let id = task.register(person).expect("an entry").into_value();
    let made = task.make_order(id, order("2026-11-10")).expect("an order").into_value();
    task.serve(made, 1, Service::in_person(day("2026-11-19"))).expect("served");
    assert!(t.administrator().rebuild_indexes().expect("compared").is_none());
    assert_eq!(task.look_up(Scheme::Pnc, "1979/0163001b").expect("found").len(), 1);

    tamper(&t.directory(), "DELETE FROM identifiers");
    tamper(&t.directory(), "UPDATE diary SET day = '2030-01-01'");
    assert!(task.due(DueRequest::until(day("2026-12-31"))).expect("a page").items.is_empty());
    let checked = t.administrator().check(&mut |_, _| true).expect("checked");
    assert_eq!((checked.indexes.identifiers_missing, checked.indexes.diary_extra), (1, 6));
    let mended = t.administrator().rebuild_indexes().expect("mended");
    assert_eq!((mended.identifiers_missing, mended.diary_missing, mended.diary_extra), (1, 6, 6));
    assert!(t.administrator().rebuild_indexes().expect("compared").is_none());
    assert_eq!(task.look_up(Scheme::Pnc, "79/163001B").expect("found").len(), 1);
    assert_eq!(task.due(DueRequest::until(day("2026-12-31"))).expect("a page").items.len(), 1);
}

#[test]
fn who_saw_a_record_is_made_again_from_the_events() {
    let t = Fixture::new();
    let task = t.coordinator();
    let id = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    let other = task.register(entry("Bo", "Peep", "1971-01-01")).expect("an entry").into_value();
    task.entry(id).expect("read");
    let auditor = t.auditor();
    let who_saw = |id| {
        let request = AuditRequest { record: Some(id), ..AuditRequest::default() };
        let page = auditor.read_audit(request).expect("a page").into_value();
        page.events.iter().map(|it| it.seq).collect::<Vec<_>>()
    };
    let seen = who_saw(id);
    assert!(seen.len() >= 2, "the entry was made and read");
    assert!(t.administrator().rebuild_indexes().expect("compared").is_none());

    let hex = |it: Id| data_encoding::HEXLOWER.encode(it.as_bytes());
    let (ann, bo) = (hex(id), hex(other));
    tamper(&t.directory(), &format!("DELETE FROM audit_references WHERE record_id = x'{ann}'"));
    tamper(&t.directory(), &format!("INSERT INTO audit_references VALUES (x'{bo}', 0), (x'{bo}', 9999)"));
    assert!(who_saw(id).iter().all(|it| !seen.contains(it)), "the index hides who saw the entry");
    let fault = auditor.verify(&mut |_, _| true).map(drop).expect_err("an index that hides");
    assert_eq!(fault, Error::Corrupt(Corruption::Opening { seq: *seen.iter().min().expect("one") }));
    let checked = t.administrator().check(&mut |_, _| true).expect("all it is made from is sound");
    let wrong = checked.indexes;
    assert_eq!((wrong.references_missing, wrong.references_extra), (seen.len() as u64, 2));

    let mended = t.administrator().rebuild_indexes().expect("mended").into_value();
    assert_eq!(mended, wrong);
    assert!(who_saw(id).ends_with(&seen), "and what was asked for meanwhile");
    assert!(t.administrator().rebuild_indexes().expect("compared").is_none());
    auditor.verify(&mut |_, _| true).expect("sound again");

    // What an event does not commit to is no source: nothing is made from it.
    tamper(&t.directory(), &format!("UPDATE audit_events SET records = x'{bo}' WHERE seq = {}", seen[0]));
    let fault = t.administrator().rebuild_indexes().map(drop).expect_err("another record");
    assert_eq!(fault, Error::Corrupt(Corruption::Opening { seq: seen[0] }));
}

//! The screening index as one process wrote it down for the others: read instead of built, brought up to the
//! register, and of no use to whoever puts an older one back.

use rusqlite::Connection;
use sha2::{Digest as _, Sha256, Sha512_256};
use stalking_register::access::{Guarded, Purpose};
use stalking_register::audit::{Digest, Frontier};
use stalking_register::error::{Code, Error};
use stalking_register::model::text::{Few, Line};
use stalking_register::model::{Id, Level, Restriction};
use stalking_register::register::{Register, Task, TaskRequest};
use stalking_register::screening::Query;

use crate::support::damage::{keyed, tamper};
use crate::support::fixture::{Fixture, entry, vouched};

/// Entries, of which the register is large enough to have its index written down.
const ENTRIES: usize = 2_100;

/// A register of many persons whose index was written down.
fn packed() -> (Fixture, Vec<Id>) {
    let t = Fixture::new();
    let task = t.coordinator();
    let mut entries = Vec::new();
    for from in (0..ENTRIES).step_by(700) {
        let persons = (from..from + 700).map(|n| entry("Bo", &family(n), &born(n)));
        entries.extend(task.import().write(persons.collect()).expect("imported").into_value());
    }
    assert!(is_found(&task, 17));
    (t, entries)
}

/// The family name of each, two letters apart from any other at least.
fn family(n: usize) -> String {
    let letter = |it: usize| char::from(b"bdfgklmnprstvz"[it % 14]);
    [n, n / 14, n / 196].map(|it| format!("{}a{}o", letter(it), letter(it + 3))).concat()
}

fn born(n: usize) -> String {
    format!("19{:02}-{:02}-{:02}", n % 60 + 30, n % 12 + 1, n % 28 + 1)
}

/// Tells whether the best match for a person is that person.
fn is_found(task: &Task, n: usize) -> bool {
    found(task, n) == Ok(vec![format!("Bo {}", family(n))])
}

/// Returns the names that are found for a person, the best one only.
fn found(task: &Task, n: usize) -> Result<Vec<String>, Error> {
    let json = format!("{{\"name\": \"Bo {}\", \"born\": \"{}\"}}", family(n), born(n));
    let query = Query::read(&json).expect("a query");
    Ok(task.screen(query, 1)?.iter().map(|it| it.name.clone()).collect())
}

/// Opens the register as another process would.
fn another(t: &Fixture) -> (Register, Task) {
    let register = t.open_again().expect("it opens");
    let task = vouched(&register, "coordinator").task(TaskRequest::of(Purpose::DataQuality));
    let task = task.expect("a task");
    (register, task)
}

fn count(connection: &Connection, table: &str) -> u64 {
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count")
}

#[test]
fn what_one_process_wrote_down_is_read_by_the_next_instead_of_all_records() {
    let (t, entries) = packed();
    assert_eq!(count(&keyed(&t.directory()), "packed_head"), 1);
    // A record that is not what its event says would end the building of an index.
    tamper(&t.directory(), &format!("UPDATE records SET document = document || ' ' WHERE place = {}", 900));
    let (_register, task) = another(&t);
    assert!(is_found(&task, 17));
    tamper(&t.directory(), "DELETE FROM packed_head");
    let (_register, task) = another(&t);
    assert_eq!(found(&task, 17).expect_err("a damaged record").code(), Code::Corrupt);
    assert_eq!(entries.len(), ENTRIES);
}

#[test]
fn what_was_written_down_is_brought_up_to_the_register() {
    let (t, entries) = packed();
    let task = t.coordinator();
    task.amend(entries[17], 1, entry("Bo", "Zzyzxova", &born(17))).expect("amended");
    task.register(entry("Quentin", "Wrexham", "1980-02-03")).expect("an entry");
    let supervisor = t.session("supervisor").info().expect("live").account;
    let accounts = Few::new(vec![supervisor]).expect("few");
    let restriction = Restriction { level: Level::Named, accounts, ..Restriction::default() };
    t.task("supervisor", Purpose::DataQuality).restrict(entries[30], 1, restriction).expect("restricted");
    let lot = || -> u64 {
        keyed(&t.directory()).query_row("SELECT size FROM packed_head", [], |row| row.get(0)).expect("a lot")
    };
    let before = lot();
    let (_register, task) = another(&t);
    assert!(!is_found(&task, 17));
    assert!(!is_found(&task, 30));
    assert!(is_found(&task, 31));
    let query = Query::read("{\"name\": \"Quentin Wrexam\"}").expect("a query");
    assert_eq!(task.screen(query, 1).expect("an answer").len(), 1);
    assert_eq!(lot(), before, "few changes are no reason to write it down again");
}

#[test]
fn a_part_that_is_not_as_it_was_written_makes_no_index() {
    for damage in [
        "UPDATE packed_parts SET bytes = zeroblob(length(bytes)) WHERE part = 0",
        "DELETE FROM packed_parts WHERE part = 0",
        "UPDATE packed_head SET size = size - 1",
        "UPDATE packed_head SET parts = 0",
        "UPDATE packed_head SET made_by = 'other code'",
    ] {
        let (t, _) = packed();
        tamper(&t.directory(), damage);
        let (_register, task) = another(&t);
        assert!(is_found(&task, 17), "{damage}");
        let connection = keyed(&t.directory());
        assert_eq!(count(&connection, "packed_head"), 1, "{damage}: it was built and written down again");
        drop(connection);
        tamper(&t.directory(), "UPDATE records SET document = document || ' ' WHERE place = 900");
        let (_register, task) = another(&t);
        assert!(found(&task, 17).is_ok(), "{damage}: it can be read again");
    }
}

#[test]
fn whoever_is_erased_is_not_left_in_what_was_written_down() {
    let (t, entries) = packed();
    let basis = || Line::new("MoPI group 3, clear for six years").expect("a basis");
    t.agreed(Guarded::EraseEntry { entry: entries[17], basis: basis() }, "coordinator", "supervisor");
    let keeper = t.task("records_manager", Purpose::Retention);
    keeper.erase_entry(entries[17], basis()).expect("erased");
    let connection = keyed(&t.directory());
    assert_eq!((count(&connection, "packed_head"), count(&connection, "packed_parts")), (0, 0));
    drop(connection);
    let (_register, task) = another(&t);
    assert!(!is_found(&task, 17));
    assert_eq!(count(&keyed(&t.directory()), "packed_head"), 1);
}

/// Puts an index in the place of the one that is kept, as someone does who has the key.
fn forge(t: &Fixture, change: impl FnOnce(&mut Vec<u8>)) {
    let connection = keyed(&t.directory());
    let size: u64 =
        connection.query_row("SELECT size FROM packed_head", [], |row| row.get(0)).expect("a size");
    let mut part: Vec<u8> =
        connection.query_row("SELECT bytes FROM packed_parts", [], |row| row.get(0)).expect("one part");
    change(&mut part);
    let mut frontier = Frontier::new();
    let mut events =
        connection.prepare("SELECT envelope FROM audit_events ORDER BY seq LIMIT ?1").expect("events");
    let mut rows = events.query([size]).expect("events");
    while let Some(row) = rows.next().expect("an event") {
        let envelope: Vec<u8> = row.get(0).expect("an envelope");
        let leaf = Sha256::new().chain_update([0]).chain_update(Sha256::digest(&envelope)).finalize();
        frontier.push(Digest::from_bytes(leaf.into()));
    }
    let digest = Sha512_256::new()
        .chain_update("sreg.packed1")
        .chain_update(size.to_be_bytes())
        .chain_update(frontier.root().as_bytes())
        .chain_update((part.len() as u64).to_be_bytes())
        .chain_update(&part);
    connection.execute("UPDATE packed_parts SET bytes = ?1", [part]).expect("forged");
    connection.execute("UPDATE packed_head SET digest = ?1", [digest.finalize().to_vec()]).expect("forged");
}

#[test]
fn what_someone_with_the_key_forged_is_found_by_a_check_and_mended_by_a_rebuild() {
    let (t, _) = packed();
    let check = || t.administrator().check(&mut |_, _| true).expect("a check").into_value().indexes;
    assert!(check().is_none());
    forge(&t, |_| {});
    assert!(check().is_none(), "the forger's digest is right");
    let name = family(17);
    forge(&t, |part| {
        let at = part.windows(name.len()).position(|it| it == name.as_bytes()).expect("the name");
        part[at] = b'x';
    });
    let wrong = check();
    assert_eq!((wrong.screening_missing, wrong.screening_extra), (1, 1));
    let mended = t.administrator().rebuild_indexes().expect("rebuilt").into_value();
    assert_eq!(mended.screening_missing, 1);
    assert!(check().is_none());
    let (_register, task) = another(&t);
    assert!(is_found(&task, 17));
}

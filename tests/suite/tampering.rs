//! A register that someone changed behind its back: what is read is never the wrong thing, and the first
//! bad place is named.

use std::fs;
use std::path::Path;

use stalking_register::access::{Key, Purpose};
use stalking_register::error::{Code, Corruption, Error, Result};
use stalking_register::model::{Id, Kind};
use stalking_register::register::audit::Verified;
use stalking_register::register::forensics::Forensics;
use stalking_register::register::{Stored, TaskRequest};

use crate::support::damage::{PAGE_BYTES, copy, copy_files, database, keyed, tamper};
use crate::support::fixture::{Fixture, HOST_KEY, entry, order};

/// A register with an entry of two versions and an order, and a copy of its files.
fn setting() -> (Fixture, Id, std::path::PathBuf) {
    let t = Fixture::new();
    let task = t.coordinator();
    let person = task.register(entry("Stephen", "Smyth", "1962-03-05")).expect("an entry").into_value();
    task.make_order(person, order("2026-11-10")).expect("an order");
    task.amend(person, 1, entry("Stephen", "Smith", "1962-03-05")).expect("amended");
    let place = copy(&t, "copy");
    (t, person, place)
}

fn read(t: &Fixture, place: &Path, id: Id) -> Result<Stored> {
    let register = t.open_at(place)?;
    let session = register.vouch(stalking_register::register::Vouching {
        username: stalking_register::model::text::Line::new("coordinator").expect("a name"),
        system: stalking_register::model::text::Line::new("the test").expect("a name"),
        terminal: None,
    })?;
    Ok(session.task(TaskRequest::of(Purpose::DataQuality))?.read(id)?.into_value())
}

/// Verifies without a sign-in, which some damage does not even let happen.
fn verified(t: &Fixture, place: &Path) -> Result<Verified> {
    Forensics::open(place, Key::Host(&HOST_KEY), t.options())?.verify(&mut |_, _| true)
}

fn checked(t: &Fixture, place: &Path) -> Result<()> {
    let register = t.open_at(place)?;
    let session = register.vouch(stalking_register::register::Vouching {
        username: stalking_register::model::text::Line::new("administrator").expect("a name"),
        system: stalking_register::model::text::Line::new("the test").expect("a name"),
        terminal: None,
    })?;
    session.task(TaskRequest::of(Purpose::SystemOperation))?.check(&mut |_, _| true).map(|_| ())
}

#[test]
fn a_page_that_lost_a_bit_is_found_and_nothing_of_it_is_released() {
    let (t, person, place) = setting();
    let right = read(&t, &place, person).expect("a sound copy").json;
    let place = copy(&t, "again");
    let whole = fs::read(database(&place)).expect("a database");
    let trial = t.beside("trial");
    assert!(whole.len() / PAGE_BYTES > 20);
    for page in 0..whole.len() / PAGE_BYTES {
        copy_files(&place, &trial);
        let mut bytes = whole.clone();
        bytes[page * PAGE_BYTES + 16 + (page * 131) % (PAGE_BYTES - 16)] ^= 1 << (page % 8);
        fs::write(database(&trial), &bytes).expect("written");
        match read(&t, &trial, person) {
            Ok(found) => assert_eq!(found.json, right, "page {page}"),
            Err(fault) => assert_eq!(fault.code(), Code::Corrupt, "page {page}"),
        }
        copy_files(&place, &trial);
        fs::write(database(&trial), &bytes).expect("written");
        let fault = checked(&t, &trial).expect_err("a bit is lost");
        assert_eq!(fault, Error::Corrupt(Corruption::Database), "page {page}");
    }
}

#[test]
fn a_page_from_an_older_copy_never_brings_an_older_version_back() {
    let t = Fixture::new();
    let task = t.coordinator();
    let person = task.register(entry("Stephen", "Smyth", "1962-03-05")).expect("an entry").into_value();
    let older = fs::read(database(&copy(&t, "older"))).expect("a database");
    task.amend(person, 1, entry("Stephen", "Smith", "1962-03-05")).expect("amended");
    let place = copy(&t, "newer");
    let newer = fs::read(database(&place)).expect("a database");
    let trial = t.beside("trial");
    let mut named = 0;
    for page in 0..older.len().min(newer.len()) / PAGE_BYTES {
        let at = page * PAGE_BYTES..(page + 1) * PAGE_BYTES;
        copy_files(&place, &trial);
        let mut bytes = newer.clone();
        bytes[at.clone()].copy_from_slice(&older[at]);
        fs::write(database(&trial), &bytes).expect("written");
        match read(&t, &trial, person) {
            Ok(found) => {
                assert_eq!(found.version, 2, "page {page}");
                assert!(found.json.contains("Smith"), "page {page}");
            }
            Err(Error::Corrupt(Corruption::Record { .. })) => named += 1,
            Err(fault) => assert_eq!(fault.code(), Code::Corrupt, "page {page}"),
        }
    }
    assert!(named >= 1, "the record's own page is told by the event that wrote the newest version");
}

/// Damages a copy with the key and tells what a verification names.
fn named(t: &Fixture, place: &Path, sql: &str) -> Corruption {
    let trial = t.beside("trial");
    copy_files(place, &trial);
    tamper(&trial, sql);
    match verified(t, &trial) {
        Err(Error::Corrupt(place)) => place,
        other => panic!("{sql}: {other:?}"),
    }
}

#[test]
fn the_first_bad_place_of_the_log_is_named() {
    let (t, _, place) = setting();
    verified(&t, &copy(&t, "whole")).expect("the copy is sound");
    for (sql, expected) in [
        ("DELETE FROM audit_events WHERE seq = 3", Corruption::MissingEvent { seq: 3 }),
        ("UPDATE audit_nodes SET hash = zeroblob(32) WHERE place = 4", Corruption::Node { index: 4 }),
        (
            "UPDATE audit_events SET envelope = CAST(substr(envelope, 1, 119) || x'00' || substr(envelope, 121) \
             AS BLOB) WHERE seq = 2",
            Corruption::Event { seq: 2 },
        ),
        (
            "UPDATE audit_fields SET value = 'somebody else' WHERE seq = \
             (SELECT min(seq) FROM audit_fields)",
            Corruption::Opening { seq: 1 },
        ),
        (
            "DELETE FROM audit_fields WHERE seq = (SELECT min(seq) FROM audit_fields)",
            Corruption::Opening { seq: 1 },
        ),
        (
            "UPDATE audit_salts SET salt = zeroblob(32) WHERE seq = (SELECT min(seq) FROM audit_salts)",
            Corruption::Opening { seq: 0 },
        ),
        (
            "DELETE FROM audit_references WHERE seq = (SELECT min(seq) FROM audit_references)",
            Corruption::Opening { seq: 0 },
        ),
    ] {
        let found = named(&t, &place, sql);
        let fits = found == expected
            || matches!(
                (found, expected),
                (Corruption::BrokenChain { seq: a }, Corruption::Event { seq: b }) if a == b
            )
            || matches!((found, expected), (Corruption::Node { .. }, Corruption::Event { .. }));
        assert!(fits, "{sql}: {found:?}, not {expected:?}");
    }
}

#[test]
fn a_record_that_is_not_what_its_event_says_is_named_and_not_released() {
    let (t, person, place) = setting();
    let seq = read(&t, &place, person).expect("sound").event;
    let id = data_encoding::HEXLOWER.encode(person.as_bytes());
    let place = copy(&t, "again");
    let trial = t.beside("read");
    for sql in [
        format!(
            "UPDATE records SET document = replace(document, 'Smith', 'Smyth') WHERE id = x'{id}' AND version = 2"
        ),
        format!("DELETE FROM records WHERE id = x'{id}' AND version = 2"),
        format!("DELETE FROM records WHERE id = x'{id}'"),
        format!("UPDATE records SET salt = zeroblob(32) WHERE id = x'{id}' AND version = 2"),
        format!("UPDATE records SET kind = 5 WHERE id = x'{id}' AND version = 2"),
        format!("UPDATE records SET entry_id = zeroblob(16) WHERE id = x'{id}' AND version = 2"),
        format!("UPDATE records SET recorded_at = recorded_at - 1 WHERE id = x'{id}' AND version = 2"),
        format!("UPDATE audit_versions SET digest = zeroblob(32) WHERE record_id = x'{id}' AND version = 2"),
        format!("DELETE FROM audit_versions WHERE record_id = x'{id}' AND version = 2"),
        format!("DELETE FROM audit_versions WHERE record_id = x'{id}'"),
    ] {
        copy_files(&place, &trial);
        tamper(&trial, &sql);
        let fault = read(&t, &trial, person).expect_err("not what the event says");
        assert!(matches!(fault, Error::Corrupt(Corruption::Record { .. })), "{sql}: {fault:?}");
        let found = named(&t, &place, &sql);
        let fits = matches!(found, Corruption::Record { .. });
        assert!(fits, "{sql}: {found:?}, not of event {seq}");
    }
    // The newest one of both tables: only the walk over the log can tell.
    copy_files(&place, &trial);
    tamper(&trial, &format!("DELETE FROM audit_versions WHERE record_id = x'{id}' AND version = 2"));
    tamper(&trial, &format!("DELETE FROM records WHERE id = x'{id}' AND version = 2"));
    let fault = verified(&t, &trial).expect_err("a version is gone");
    assert_eq!(fault, Error::Corrupt(Corruption::Record { seq }));
}

#[test]
fn tables_and_guards_that_are_not_the_formats_are_refused_at_open() {
    let (t, _, place) = setting();
    let trial = t.beside("trial");
    for sql in [
        "DROP TRIGGER audit_events_stay",
        "DROP TRIGGER records_only_grow",
        "DROP INDEX records_by_entry",
        "CREATE TABLE extra (a)",
        "CREATE TRIGGER extra AFTER INSERT ON records BEGIN SELECT 1; END",
        "DROP TABLE audit_versions",
    ] {
        copy_files(&place, &trial);
        keyed(&trial).execute_batch(sql).expect("a change");
        let fault = t.open_at(&trial).expect_err("not the format's");
        assert_eq!(fault, Error::Corrupt(Corruption::Schema), "{sql}");
    }
}

#[test]
fn the_registers_own_connection_can_neither_change_nor_drop_the_log() {
    let (t, person, place) = setting();
    // What the guards refuse even someone who has the key, unless they are taken away first.
    let connection = keyed(&place);
    for sql in [
        "DELETE FROM audit_events WHERE seq = 1",
        "UPDATE audit_events SET envelope = envelope",
        "INSERT INTO audit_events (seq, envelope) VALUES (9999, zeroblob(200))",
        "UPDATE records SET document = '{}'",
        "DELETE FROM records",
        "DELETE FROM audit_versions",
        "UPDATE audit_nodes SET hash = zeroblob(32)",
    ] {
        connection.execute(sql, []).expect_err(sql);
    }
    drop(connection);
    let stored = read(&t, &place, person).expect("nothing changed");
    assert_eq!((stored.kind, stored.version), (Kind::Entry, 2));
}

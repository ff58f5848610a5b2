//! Pages put back from an older copy that fit one another: every seal of the engine is right, and `records`
//! agrees with `audit_versions`. What is read is held against what the log tells, and found at the read.

use std::fs;
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use stalking_register::access::{Guarded, Key, NewKey, Purpose};
use stalking_register::error::{Code, Corruption, Error, Result};
use stalking_register::model::text::Line;
use stalking_register::model::{Id, Kind};
use stalking_register::register::due::DueRequest;
use stalking_register::register::forensics::Forensics;
use stalking_register::register::{Options, Register, Task, TaskRequest};
use stalking_register::screening::Query;

use crate::support::child::{again, part, tell, told};
use crate::support::damage::{PAGE_BYTES, copy, copy_files, database, keyed};
use crate::support::fixture::{Fixture, HOST_KEY, day, entry, order, vouched};

/// The tables of the log, each with what tells that it is another one.
const LOG: [&str; 5] = [
    "SELECT count(*) || max(seq) FROM audit_events",
    "SELECT count(*) || max(place) FROM audit_nodes",
    "SELECT count(*) || sum(seq) FROM audit_references",
    "SELECT count(*) || sum(seq) FROM audit_fields",
    "SELECT count(*) || max(size) FROM audit_checkpoints",
];

fn coordinator(register: &Register) -> Task {
    vouched(register, "coordinator").task(TaskRequest::of(Purpose::DataQuality)).expect("a task")
}

/// What the log's tables hold; nothing if any of them cannot be read.
fn log_of(directory: &Path) -> Option<Vec<String>> {
    let connection = keyed(directory);
    LOG.iter().map(|sql| connection.query_row(sql, [], |row| row.get(0)).ok()).collect()
}

/// Puts every page of an older copy into a newer one but those of the log, so that the rest is of one moment.
fn put_back_all_but_the_log(older: &Path, newer: &Path, trial: &Path) -> usize {
    let (before, after) =
        (fs::read(database(older)).expect("pages"), fs::read(database(newer)).expect("pages"));
    let log = log_of(newer).expect("a log");
    let page = |n: usize| n * PAGE_BYTES..(n + 1) * PAGE_BYTES;
    let mut mixed = after.clone();
    let mut put_back = 0;
    // The first page tells how long the file is.
    for n in 1..before.len().min(after.len()) / PAGE_BYTES {
        if before[page(n)] == after[page(n)] {
            continue;
        }
        let mut bytes = after.clone();
        bytes[page(n)].copy_from_slice(&before[page(n)]);
        copy_files(newer, trial);
        fs::write(database(trial), &bytes).expect("written");
        if log_of(trial).as_ref() == Some(&log) {
            mixed[page(n)].copy_from_slice(&before[page(n)]);
            put_back += 1;
        }
    }
    copy_files(newer, trial);
    fs::write(database(trial), &mixed).expect("written");
    assert_eq!(log_of(trial), Some(log), "the log is the newer one");
    put_back
}

/// A register whose files were put back as they were before something was done.
struct Replayed {
    t: Fixture,
    place: PathBuf,
}

impl Replayed {
    fn of(t: Fixture, act: impl FnOnce(&Fixture)) -> Self {
        let older = copy(&t, "older");
        act(&t);
        let newer = copy(&t, "newer");
        let place = t.beside("trial");
        assert!(put_back_all_but_the_log(&older, &newer, &place) > 1);
        Self { t, place }
    }

    fn asked<T>(&self, ask: impl FnOnce(&Task) -> Result<T>) -> Corruption {
        let register = self.t.open_at(&self.place).expect("the log is whole");
        match ask(&coordinator(&register)).map(drop) {
            Err(Error::Corrupt(place)) => place,
            other => panic!("released or refused otherwise: {other:?}"),
        }
    }

    /// The log is found whole, and can be exported.
    fn log_is_exportable(&self) {
        let look =
            || Forensics::open(&self.place, Key::Host(&HOST_KEY), self.t.options()).expect("looked at");
        look().export(&self.t.beside("export"), &mut |_, _| true).expect("exported");
        let fault = look().verify(&mut |_, _| true).expect_err("versions are missing");
        assert_eq!(fault.code(), Code::Corrupt);
    }
}

fn person(t: &Fixture) -> Id {
    t.coordinator().register(entry("Stephen", "Smyth", "1962-03-05")).expect("an entry").into_value()
}

#[test]
fn an_older_version_put_back_with_what_tells_of_it_is_found_at_the_read() {
    let t = Fixture::new();
    let person = person(&t);
    let mut amended = 0;
    let it = Replayed::of(t, |t| {
        let done = t.coordinator().amend(person, 1, entry("Stephen", "Smith", "1962-03-05"));
        amended = done.expect("amended").receipt().seq;
    });
    // The pages fit one another: but for the log, the older version is the present one.
    let versions: u32 = keyed(&it.place)
        .query_row("SELECT max(version) FROM records WHERE kind = 1", [], |row| row.get(0))
        .expect("a version");
    assert_eq!(versions, 1);
    let named = Corruption::Record { seq: amended };
    assert_eq!(it.asked(|task| task.read(person)), named);
    assert_eq!(it.asked(|task| task.timeline(person)), named);
    assert_eq!(it.asked(|task| task.amend(person, 1, entry("A", "Ode", "1962-03-05"))), named);
    let query = || Query::read(r#"{"name":"Stephen Smyth"}"#).expect("a query");
    assert_eq!(it.asked(|task| task.screen(query(), 5)), named);
    it.log_is_exportable();
}

#[test]
fn a_person_who_was_registered_since_is_not_absent() {
    let t = Fixture::new();
    person(&t);
    let (mut id, mut seq) = (None, 0);
    let it = Replayed::of(t, |t| {
        let made = t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry");
        seq = made.receipt().seq;
        id = Some(made.into_value());
    });
    let named = Corruption::Record { seq };
    assert_eq!(it.asked(|task| task.read(id.expect("an id"))), named);
    let query = Query::read(r#"{"name":"Somebody Else"}"#).expect("a query");
    assert_eq!(it.asked(|task| task.screen(query, 5)), named);
    it.log_is_exportable();
}

#[test]
fn an_order_that_was_made_since_is_not_missing_from_its_persons_records() {
    let t = Fixture::new();
    let person = person(&t);
    let mut seq = 0;
    let it = Replayed::of(t, |t| {
        seq = t.coordinator().make_order(person, order("2026-11-10")).expect("an order").receipt().seq;
    });
    assert_eq!(it.asked(|task| task.timeline(person)), Corruption::Record { seq });
    it.log_is_exportable();
}

#[test]
fn what_was_erased_does_not_come_back() {
    let t = Fixture::new();
    let person = person(&t);
    let mut erased = 0;
    let it = Replayed::of(t, |t| {
        let basis = || Line::new("clear for six years").expect("a basis");
        t.agreed(Guarded::EraseEntry { entry: person, basis: basis() }, "coordinator", "supervisor");
        let keeper = t.task("records_manager", Purpose::Retention);
        erased = keeper.erase_entry(person, basis()).expect("erased").receipt().seq;
    });
    assert_eq!(it.asked(|task| task.read(person)), Corruption::Record { seq: erased });
}

#[test]
fn a_password_that_was_changed_since_is_not_the_old_one_again() {
    let t = Fixture::new();
    let viewer = t.session("viewer").info().expect("live").account;
    let (old, new) = ("correct horse battery staple", "another four words altogether");
    t.administrator().set_password(viewer, old).expect("set");
    let mut seq = 0;
    let it = Replayed::of(t, |t| {
        seq = t.administrator().set_password(viewer, new).expect("set").receipt().seq;
    });
    let register = it.t.open_at(&it.place).expect("the log is whole");
    for password in [old, new] {
        let found = register.sign_in("viewer", password, None).map(drop);
        assert_eq!(found, Err(Error::Corrupt(Corruption::Record { seq })));
    }
}

#[test]
fn an_approval_that_was_used_since_is_not_there_again() {
    let t = Fixture::new();
    let slot = t.administrator().add_key_slot("lost", NewKey::Host(&[9; 32])).expect("a slot");
    let operation = Guarded::RemoveKeySlot { slot: *slot.value() };
    let request = t.agreed(operation, "administrator", "data_protection_officer");
    let mut seq = 0;
    let it = Replayed::of(t, |t| {
        seq = t.administrator().execute(request).expect("removed").receipt().seq;
    });
    let register = it.t.open_at(&it.place).expect("the log is whole");
    let house = TaskRequest::of(Purpose::SystemOperation);
    let task = vouched(&register, "administrator").task(house).expect("a task");
    assert_eq!(task.requests().map(drop), Err(Error::Corrupt(Corruption::Record { seq })));
    drop((task, register));
    it.log_is_exportable();
}

#[test]
fn sums_that_were_kept_are_put_back_with_the_rest_and_it_is_found() {
    let t = Fixture::new();
    let person = person(&t);
    let look_up = |t: &Fixture| {
        let threads: Vec<_> = (0..16)
            .map(|_| {
                let task = t.coordinator();
                let calls =
                    move || (0..70).for_each(|_| drop(task.look_up_source("a", "b").expect("a page")));
                std::thread::spawn(calls)
            })
            .collect();
        for it in threads {
            it.join().expect("a thread");
        }
        t.auditor().checkpoint().expect("a checkpoint");
    };
    look_up(&t);
    let kept = |place: &Path| -> u64 {
        keyed(place).query_row("SELECT size FROM audit_heads", [], |row| row.get(0)).expect("kept")
    };
    let mut seq = 0;
    let it = Replayed::of(t, |t| {
        let done = t.coordinator().amend(person, 1, entry("Stephen", "Smith", "1962-03-05"));
        seq = done.expect("amended").receipt().seq;
        look_up(t);
    });
    assert!(kept(&it.place) < seq && kept(&it.t.beside("newer")) > seq);
    assert_eq!(it.asked(|task| task.read(person)), Corruption::Record { seq });
    // Sums that are not of this log, or spoilt, are made again from all of it.
    let newer = it.t.beside("newer");
    for sql in ["UPDATE audit_heads SET sums = zeroblob(32768)", "UPDATE audit_heads SET size = size + 1"] {
        keyed(&newer).execute(sql, []).expect("spoilt");
        let register = it.t.open_at(&newer).expect("open");
        assert_eq!(coordinator(&register).read(person).expect("read").version, 2);
    }
}

/// Writes pages over those of a file that somebody has open.
fn overwrite(file: &Path, pages: &[u8], wanted: impl Fn(usize) -> bool) {
    let mut file = fs::File::options().write(true).open(file).expect("a file");
    for (n, page) in pages.chunks_exact(PAGE_BYTES).enumerate().filter(|(n, _)| wanted(*n)) {
        file.seek(SeekFrom::Start((n * PAGE_BYTES) as u64)).expect("a place");
        file.write_all(page).expect("written");
    }
    file.sync_all().expect("flushed");
}

#[test]
fn pages_put_back_under_an_open_register_are_found_when_they_are_read() {
    let t = Fixture::new();
    let person = person(&t);
    let other = t.open_again().expect("another process");
    let flush = || {
        let cut = keyed(&t.directory()).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
        assert_eq!(cut, Ok(0), "nobody is writing");
    };
    flush();
    copy_files(&t.directory(), &t.beside("older"));
    let amended = t.coordinator().amend(person, 1, entry("Stephen", "Smith", "1962-03-05"));
    let seq = amended.expect("amended").receipt().seq;
    assert_eq!(coordinator(&other).read(person).expect("read").version, 2);
    flush();
    copy_files(&t.directory(), &t.beside("newer"));
    let mixed = t.beside("mixed");
    assert!(put_back_all_but_the_log(&t.beside("older"), &t.beside("newer"), &mixed) > 1);
    let (newer, pages) = (fs::read(database(&t.beside("newer"))), fs::read(database(&mixed)).expect("pages"));
    let newer = newer.expect("pages");
    let page = |n: usize| n * PAGE_BYTES..(n + 1) * PAGE_BYTES;
    overwrite(&database(&t.directory()), &pages, |n| pages[page(n)] != newer[page(n)]);
    // Both know the file by heart until another writes; a third one's event makes them read it again.
    drop(t.open_again().map(|it| coordinator(&it)));
    for register in [&t.register, &other] {
        let fault = coordinator(register).read(person).map(drop).expect_err("an older page");
        assert_eq!(fault, Error::Corrupt(Corruption::Record { seq }));
    }
    let query = Query::read(r#"{"name":"Stephen Smyth"}"#).expect("a query");
    let fault = coordinator(&t.register).screen(query, 5).map(drop).expect_err("an older page");
    assert_eq!(fault, Error::Corrupt(Corruption::Record { seq }));
}

fn amend_beside(place: &Path) {
    let register = Register::open(place, Key::Host(&HOST_KEY), Options::default()).expect("open");
    let task = coordinator(&register);
    let made = task.register(entry("Bo", "Peep", "1971-01-01")).expect("an entry").into_value();
    tell(&made.to_string());
    for version in 1..30 {
        let name = format!("Peep{version}");
        task.amend(made, version, entry("Bo", &name, "1971-01-01")).expect("amended");
        if version % 10 == 0 {
            task.make_order(made, order("2026-11-10")).expect("an order");
        }
    }
}

#[test]
fn what_other_processes_write_is_known_before_it_is_read() {
    if let Some(place) = part() {
        return amend_beside(Path::new(&place));
    }
    let t = Fixture::new();
    let mut child =
        again("page_replay::what_other_processes_write_is_known_before_it_is_read", t.directory(), &[])
            .stdout(Stdio::piped())
            .spawn()
            .expect("another process");
    let mut lines =
        BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(std::result::Result::ok);
    let made: Id = lines.find_map(|it| told(&it).map(str::to_owned)).expect("told").parse().expect("an id");
    let task = t.coordinator();
    let query = || Query::read(r#"{"name":"Bo Peep"}"#).expect("a query");
    let mut seen = 0;
    while child.try_wait().expect("a child").is_none() {
        let version = task.read(made).expect("read").version;
        assert!(version >= seen);
        seen = version;
        task.timeline(made).expect("a page");
        assert_eq!(task.screen(query(), 5).expect("a page").len(), 1);
    }
    assert!(child.wait().expect("a child").success());
    drop(lines);
    assert_eq!(task.read(made).expect("read").version, 30);
    assert_eq!(task.read(made).expect("read").kind, Kind::Entry);
    assert!(task.due(DueRequest::until(day("2030-12-31"))).is_ok());
    t.auditor().verify(&mut |_, _| true).expect("whole");
}

//! The log under attack, through its files on disk: each attempt ends in its own number and names the
//! place, and the log can still be exported.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use stalking_register::access::{Key, NewKey, Purpose};
use stalking_register::audit::note::{KeyKind, Line as Signature, Seed};
use stalking_register::audit::{Event as Envelope, Frontier, Note, VerifierKey, event};
use stalking_register::error::{Code, Corruption, Error, Result};
use stalking_register::model::{Id, Role};
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::audit_export::verify_export;
use stalking_register::register::forensics::Forensics;
use stalking_register::register::restoring::Acceptance;
use stalking_register::register::{Making, Register, Task, TaskRequest};

use crate::support::damage::{PAGE_BYTES, copy_files, database, keyed, tamper, unguarded};
use crate::support::fixture::{Fixture, HOST_KEY, account, agreed, entry, vouched};

/// A register with an anchor, and a way to its files.
struct Scene {
    t: Fixture,
    place: PathBuf,
    anchor: PathBuf,
}

impl Scene {
    fn new() -> Self {
        let t = Fixture::new();
        let (place, anchor) = (t.beside("anchored"), t.beside("the anchor"));
        let made = Register::make(Making {
            directory: &place,
            key: NewKey::Host(&HOST_KEY),
            label: "the host's key",
            anchor: Some(&anchor),
            accounts: Role::ALL.into_iter().map(|it| (account(it.name(), it), None)).collect(),
            options: t.options(),
        });
        made.expect("a register").register.close().expect("closed");
        let scene = Self { t, place, anchor };
        scene.work("Smyth");
        scene
    }

    /// Opens the register, makes an entry, and closes it in order.
    fn work(&self, family: &str) -> Id {
        let register = self.open().expect("open");
        let task = task(&register, "coordinator", Purpose::DataQuality);
        let id = task.register(entry("Stephen", family, "1962-03-05")).expect("an entry").into_value();
        drop(task);
        register.close().expect("closed");
        id
    }

    fn open(&self) -> Result<Register> {
        self.t.open_at(&self.place)
    }

    /// Takes a copy of the files as they are.
    fn copy(&self, name: &str) -> PathBuf {
        let copy = self.t.beside(name);
        copy_files(&self.place, &copy);
        copy
    }

    fn put_back(&self, copy: &Path) {
        copy_files(copy, &self.place);
    }

    fn forensics(&self) -> Forensics {
        Forensics::open(&self.place, Key::Host(&HOST_KEY), self.t.options()).expect("it can be looked at")
    }

    /// Checks that the register is locked for a reason, and that its log can be exported all the same.
    #[track_caller]
    fn is_locked(&self, fault: &Error) {
        assert_eq!(self.open().map(drop).as_ref(), Err(fault));
        let forensics = self.forensics();
        assert_eq!(forensics.verdict().as_ref(), Err(fault));
        self.exports(&forensics);
    }

    #[track_caller]
    fn exports(&self, forensics: &Forensics) {
        let export = self.t.beside("export");
        let _ = fs::remove_dir_all(&export);
        forensics.export(&export, &mut |_, _| true).expect("the log is exportable");
        assert!(export.join("checkpoint").exists());
    }

    fn exported(&self) -> Result<()> {
        verify_export(&self.t.beside("export"), None, &mut |_, _| true).map(drop)
    }
}

fn task(register: &Register, who: &str, purpose: Purpose) -> Task {
    vouched(register, who).task(TaskRequest::of(purpose)).expect("a task")
}

fn events(register: &Register) -> Vec<Event> {
    let auditor = task(register, "auditor", Purpose::AuditLawfulness);
    let request = AuditRequest { events: Some(1000), ..AuditRequest::default() };
    let mut events = auditor.read_audit(request).expect("a page").into_value().events;
    events.reverse();
    events
}

fn size_of(directory: &Path) -> u64 {
    let row = keyed(directory).query_row("SELECT count(*) FROM audit_events", [], |row| row.get(0));
    row.expect("a count")
}

#[test]
fn an_older_copy_of_the_files_is_a_rollback() {
    let t = Scene::new();
    let older = t.copy("older");
    let size = size_of(&older);
    t.work("Smith");
    let anchored = size_of(&t.place);
    t.put_back(&older);
    t.is_locked(&Error::Rollback { size, anchored });
    t.exported().expect("the older log is whole in itself");
}

#[test]
fn a_write_ahead_log_that_was_deleted_is_a_rollback() {
    let t = Scene::new();
    let register = t.open().expect("open");
    let coordinator = task(&register, "coordinator", Purpose::DataQuality);
    coordinator.register(entry("Ann", "Ode", "1970-01-01")).expect("an entry");
    let auditor = task(&register, "auditor", Purpose::AuditIntegrity);
    let anchored = auditor.checkpoint().expect("a checkpoint").into_value().checkpoint.size;
    // As after a crash: the files are taken while the register is open, and the log file is left out.
    let crashed = t.copy("crashed");
    drop((coordinator, auditor, register));
    fs::remove_file(crashed.join("register.db-wal")).expect("it was there");
    let _ = fs::remove_file(crashed.join("register.db-shm"));
    t.put_back(&crashed);
    let fault = t.open().expect_err("events are missing");
    assert_eq!(fault.code(), Code::Rollback);
    assert!(matches!(fault, Error::Rollback { anchored: told, size } if told == anchored && size < told));
    t.is_locked(&fault);
}

#[test]
fn two_histories_under_one_origin_are_a_fork() {
    let t = Scene::new();
    let common = t.copy("common");
    t.work("Smith");
    let anchor = fs::read(&t.anchor).expect("an anchor");
    let one = t.copy("one");
    // The other history begins where the anchor could not see it.
    t.put_back(&common);
    fs::write(&t.anchor, first_lines(&anchor, size_of(&common))).expect("an earlier anchor");
    t.work("Smith");
    t.work("Smeeth");
    fs::write(&t.anchor, &anchor).expect("the anchor");
    t.is_locked(&Error::Fork { anchored: size_of(&one) });
    t.exported().expect("each history is whole in itself");
    // An auditor who was given the first history's checkpoint holds both against each other.
    t.put_back(&one);
    t.open().expect("the history on record opens");
}

/// Returns the lines of an anchor file up to a size.
fn first_lines(anchor: &[u8], size: u64) -> String {
    let text = String::from_utf8(anchor.to_vec()).expect("text");
    let of = |line: &&str| line.split(' ').nth(3).and_then(|it| it.parse::<u64>().ok());
    text.lines().filter(|it| of(it) <= Some(size)).fold(String::new(), |all, it| all + it + "\n")
}

#[test]
fn a_forged_spoilt_or_missing_anchor_locks_the_register() {
    let t = Scene::new();
    let right = fs::read_to_string(&t.anchor).expect("an anchor");
    let last = right.lines().last().expect("a line");
    let mut words: Vec<_> = last.split(' ').map(str::to_owned).collect();
    words[3] = "1000000".to_owned();
    let corrupt = Error::Corrupt(Corruption::Anchor);
    for wrong in [format!("{right}{}\n", words.join(" ")), String::new(), "x".repeat(2000)] {
        fs::write(&t.anchor, wrong).expect("written");
        t.is_locked(&corrupt);
    }
    fs::remove_file(&t.anchor).expect("removed");
    t.is_locked(&corrupt);
    assert!(!t.anchor.exists(), "an anchor that is gone is not made anew");
    // What a crash cut off at the end is no anchor, and spoils no other.
    fs::write(&t.anchor, format!("{right}{}", &last[..40])).expect("written");
    t.work("Smith");
    t.open().expect("open");
}

#[test]
fn a_page_of_the_log_from_an_older_copy_is_found() {
    let t = Scene::new();
    for n in 0..30 {
        t.work(&format!("Smith{n}"));
    }
    let older = fs::read(database(&t.place)).expect("a database");
    t.work("Smythe");
    let newer = fs::read(database(&t.place)).expect("a database");
    let (mut locked, mut found, mut held) = (0, 0, 0);
    let whole = t.copy("whole");
    let anchor = fs::read(&t.anchor).expect("an anchor");
    for page in 0..older.len().min(newer.len()) / PAGE_BYTES {
        let at = page * PAGE_BYTES..(page + 1) * PAGE_BYTES;
        if older[at.clone()] == newer[at.clone()] {
            continue;
        }
        t.put_back(&whole);
        fs::write(&t.anchor, &anchor).expect("the anchor");
        let mut bytes = newer.clone();
        bytes[at.clone()].copy_from_slice(&older[at]);
        fs::write(database(&t.place), &bytes).expect("written");
        match t.open() {
            Err(fault) => {
                assert!([90, 92, 93].contains(&fault.code().number()), "page {page}: {fault}");
                locked += 1;
            }
            Ok(register) => {
                drop(register);
                match t.forensics().verify(&mut |_, _| true) {
                    Err(fault) => {
                        assert_eq!(fault.code(), Code::Corrupt, "page {page}");
                        found += 1;
                    }
                    // An index that can be rebuilt, or the tallies of sign-ins.
                    Ok(_) => held += 1,
                }
            }
        }
    }
    assert!(locked > 0 && found > 0, "{locked} {found} {held}");
}

#[test]
fn what_somebody_with_the_key_changes_is_found_and_named_and_the_log_is_exportable() {
    let t = Scene::new();
    t.work("Smith");
    let whole = t.copy("whole");
    let edited = "UPDATE audit_events SET envelope = CAST(substr(envelope, 1, 119) || x'00' || \
                  substr(envelope, 121) AS BLOB) WHERE seq = 2";
    let quietly = "DELETE FROM audit_fields WHERE seq = (SELECT max(seq) FROM audit_fields)";
    for (sql, expected, strangers) in [
        // The leaf of event 2 is node 3.
        (edited, Corruption::Node { index: 3 }, Some(Corruption::Checkpoint)),
        // Strangers see that entries are gone that were not pruned.
        (
            "DELETE FROM audit_events WHERE seq = 4",
            Corruption::MissingEvent { seq: 4 },
            Some(Corruption::Bundle { n: 0 }),
        ),
        // They see nothing of a stored node: their own are made of the entries.
        ("UPDATE audit_nodes SET hash = zeroblob(32) WHERE place = 5", Corruption::Node { index: 5 }, None),
    ] {
        let expected = Error::Corrupt(expected);
        t.put_back(&whole);
        tamper(&t.place, sql);
        let forensics = t.forensics();
        assert_eq!(forensics.verify(&mut |_, _| true), Err(expected.clone()), "{sql}");
        t.exports(&forensics);
        assert_eq!(t.exported().err(), strangers.map(Error::Corrupt), "{sql}");
        // What is damaged is not accepted as another history.
        let refused = forensics.accept(&agreed("administrator", "auditor"), &mut |_, _| true);
        assert_eq!(refused, Err(expected));
    }
    t.put_back(&whole);
    tamper(&t.place, quietly);
    let forensics = t.forensics();
    let fault = forensics.verify(&mut |_, _| true).expect_err("an opening is gone");
    assert!(matches!(fault, Error::Corrupt(Corruption::Opening { .. })), "{fault}");
    t.exports(&forensics);
    t.exported().expect("no entry changed");
}

#[test]
fn a_dropped_guard_locks_the_register_and_the_log_is_exportable() {
    let t = Scene::new();
    keyed(&t.place).execute_batch("DROP TRIGGER audit_events_stay").expect("dropped");
    t.is_locked(&Error::Corrupt(Corruption::Schema));
    t.exported().expect("no entry changed");
}

#[test]
fn a_log_that_was_rebuilt_wholly_by_somebody_with_the_key_is_a_fork() {
    let t = Scene::new();
    // The same register once more, with another first entry: every digest in it is right.
    let common = t.copy("common");
    t.work("Smith");
    let anchor = fs::read(&t.anchor).expect("an anchor");
    let anchored = size_of(&t.place);
    t.put_back(&common);
    fs::write(&t.anchor, first_lines(&anchor, size_of(&common))).expect("an earlier anchor");
    t.work("Jones");
    t.forensics().verify(&mut |_, _| true).expect("it is whole in itself");
    fs::write(&t.anchor, &anchor).expect("the anchor");
    t.is_locked(&Error::Fork { anchored });
}

#[test]
fn an_event_that_was_changed_with_all_that_follows_from_it_is_a_fork() {
    let t = Scene::new();
    t.work("Smith");
    let anchored = size_of(&t.place);
    unguarded(&t.place, |connection| {
        let rows = connection.prepare("SELECT envelope FROM audit_events ORDER BY seq").and_then(|mut it| {
            it.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<rusqlite::Result<Vec<_>>>()
        });
        let (mut frontier, mut previous) = (Frontier::new(), stalking_register::audit::Digest::ZERO);
        for (seq, envelope) in (0_u64..).zip(rows.expect("events")) {
            let mut changed = Envelope::decode(&envelope).expect("an event");
            changed.previous = previous;
            // Who did it was somebody else.
            if seq == 2 {
                changed.actor = Id::from_bytes([9; 16]);
            }
            let envelope = changed.encode();
            previous = event::leaf(&envelope);
            connection
                .execute("UPDATE audit_events SET envelope = ?2 WHERE seq = ?1", (seq, envelope))
                .expect("changed");
            for (place, node) in frontier.push(previous) {
                let sql = "UPDATE audit_nodes SET hash = ?2 WHERE place = ?1";
                connection.execute(sql, (place, node.as_bytes())).expect("changed");
            }
        }
    });
    t.is_locked(&Error::Fork { anchored });
    // In itself only the checkpoints tell, which the key had signed before.
    let found = t.forensics().verify(&mut |_, _| true);
    assert_eq!(found.map(drop), Err(Error::Corrupt(Corruption::Checkpoint)));
    assert_eq!(t.exported(), Err(Error::Corrupt(Corruption::Checkpoint)));
}

#[test]
fn a_forged_checkpoint_is_found_and_no_export_is_signed_by_it() {
    let t = Scene::new();
    let whole = t.copy("whole");
    let anchor = fs::read(&t.anchor).expect("an anchor");
    let connection = keyed(&whole);
    let (size, note): (u64, String) = connection
        .query_row("SELECT size, note FROM audit_checkpoints ORDER BY size DESC LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("a checkpoint");
    let note = Note::parse(&note).expect("a note");
    let origin = note.text().lines().next().expect("an origin").to_owned();
    let seed = Seed::from_bytes(&zeroize::Zeroizing::new([6; 32]));
    let key = VerifierKey::new(&origin, KeyKind::Log, seed.public()).expect("a key");
    let signed = |text: &str| {
        let line = Signature::of_log(&key, text, seed.sign(text.as_bytes())).expect("a line");
        Note::new(text, vec![line]).expect("a note").to_string()
    };
    let another = note.text().replacen(&format!("\n{size}\n"), &format!("\n{}\n", size - 1), 1);
    for forged in
        [signed(note.text()), signed(&another), note.to_string().replacen(&origin, "a.b/sreg/c/1", 1)]
    {
        t.put_back(&whole);
        fs::write(&t.anchor, &anchor).expect("the anchor");
        let sql = format!("UPDATE audit_checkpoints SET note = '{forged}' WHERE size = {size}");
        tamper(&t.place, &sql);
        let forensics = t.forensics();
        let found = forensics.verify(&mut |_, _| true).map(drop);
        assert_eq!(found, Err(Error::Corrupt(Corruption::Checkpoint)), "{forged}");
        t.exports(&forensics);
        assert!(t.exported().is_err(), "strangers do not believe it");
        drop(forensics);
        let register = t.open().expect("the log itself is whole");
        let auditor = task(&register, "auditor", Purpose::AuditIntegrity);
        let export = t.t.beside("signed anew");
        let _ = fs::remove_dir_all(&export);
        auditor.export_audit(&export, &mut |_, _| true).expect("an export");
        verify_export(&export, Some(&register.log_key().expect("a key")), &mut |_, _| true).expect("whole");
    }
}

#[test]
fn who_kept_a_receipt_can_show_that_an_event_was_put_in_anothers_place() {
    let t = Scene::new();
    let common = t.copy("common");
    let anchor = fs::read(&t.anchor).expect("an anchor");
    let seen = |family: &str| {
        let register = t.open().expect("open");
        let coordinator = task(&register, "coordinator", Purpose::DataQuality);
        let made = coordinator.register(entry("Ann", family, "1970-01-01")).expect("an entry");
        (made.receipt(), register)
    };
    let (receipt, register) = seen("Smith");
    let proof = |register: &Register| {
        let auditor = task(register, "auditor", Purpose::AuditIntegrity);
        let page = AuditRequest { before: Some(receipt.seq + 1), events: Some(1), ..AuditRequest::default() };
        let page = task(register, "auditor", Purpose::AuditLawfulness).read_audit(page).expect("a page");
        auditor.prove_event(receipt.seq).expect("a proof");
        page.events[0].leaf.clone()
    };
    assert_eq!(proof(&register), receipt.leaf.to_string());
    register.close().expect("closed");
    // All of it once more without that event, and with the anchor of the operator's own.
    t.put_back(&common);
    fs::write(&t.anchor, &anchor).expect("an earlier anchor");
    let (false_one, register) = seen("Jones");
    assert_eq!(false_one.seq, receipt.seq);
    assert_ne!(proof(&register), receipt.leaf.to_string(), "the log does not hold what was released");
}

#[test]
fn an_export_tells_nothing_of_anybody() {
    let t = Scene::new();
    let person = t.work("Canary");
    let register = t.open().expect("open");
    let export = t.t.beside("for strangers");
    task(&register, "auditor", Purpose::AuditIntegrity)
        .export_audit(&export, &mut |_, _| true)
        .expect("an export");
    let staff =
        events(&register).into_iter().filter_map(|it| it.actor).collect::<std::collections::BTreeSet<_>>();
    assert!(!staff.is_empty());
    let mut files = vec![export];
    let mut count = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(path).expect("a directory").map(|it| it.expect("a file").path()));
            continue;
        }
        let bytes = fs::read(&path).expect("a file");
        count += 1;
        for id in staff.iter().chain([&person]) {
            for secret in [id.as_bytes().as_slice(), id.to_string().as_bytes(), b"Canary", b"coordinator"] {
                assert!(!bytes.windows(secret.len()).any(|it| it == secret), "{}", path.display());
            }
        }
    }
    assert!(count >= 4);
}

#[test]
fn a_clock_set_back_is_told_in_the_log_and_signs_nothing_older() {
    let t = Scene::new();
    let register = t.open().expect("open");
    let coordinator = task(&register, "coordinator", Purpose::DataQuality);
    coordinator.look_up_source("a", "b").expect("a page");
    t.t.wait(-TimeDelta::days(2));
    drop(coordinator);
    task(&register, "coordinator", Purpose::DataQuality).look_up_source("a", "b").expect("a page");
    let log = events(&register);
    assert!(log.iter().any(|it| it.action == "clock_stepped"));
    assert!(log.windows(2).all(|it| it[0].at <= it[1].at));
    register.close().expect("closed");
    t.open().expect("open");
}

#[test]
fn two_persons_go_on_in_another_history_which_holds_the_end_of_the_lost_one() {
    let t = Scene::new();
    let older = t.copy("older");
    let kept = size_of(&older);
    t.work("Smith");
    let anchored = size_of(&t.place);
    t.put_back(&older);
    let accept = |acceptance: &Acceptance| t.forensics().accept(acceptance, &mut |_, _| true);
    let code = |first, second| accept(&agreed(first, second)).expect_err("refused").code();
    assert_eq!(code("administrator", "administrator"), Code::Forbidden);
    assert_eq!(code("auditor", "administrator"), Code::Forbidden);
    assert_eq!(code("administrator", "viewer"), Code::Forbidden);
    assert_eq!(code("administrator", "nobody"), Code::NotSignedIn);
    assert_eq!(size_of(&t.place), kept, "nothing was written");

    accept(&agreed("administrator", "auditor")).expect("accepted");
    let register = t.open().expect("the lock is lifted");
    assert!(register.log_key().expect("a key").contains(&format!("/sreg/{}/2+", register.id())));
    let log = events(&register);
    let at = usize::try_from(kept).expect("few");
    let (first, second) = (&log[at], &log[at + 1]);
    assert_eq!((first.action, first.outcome), ("restore_accepted", "done"));
    assert_eq!((second.action, second.outcome, second.link), ("restore_accepted", "approved", Some(kept)));
    assert_ne!(first.actor, second.actor);
    let said = |field: &str| first.said.iter().find(|it| it.field == field)?.value.clone();
    let before = said("before_version").expect("the end of the lost history");
    assert!(before.contains(&format!("\"events_lost\":{}", anchored - kept)), "{before}");
    assert!(before.contains(&format!("\"size\":{anchored}")) && before.contains("/1\""), "{before}");
    assert!(said("reason").expect("a reason").starts_with("the disk was lost"));
    task(&register, "auditor", Purpose::AuditLawfulness).verify(&mut |_, _| true).expect("sound");
    register.close().expect("closed");

    // The files of the lost history are an older history now, however long.
    t.put_back(&older);
    assert_eq!(t.open().map(drop).expect_err("locked").code(), Code::Rollback);
}

#[test]
fn a_history_that_no_two_persons_began_from_what_is_on_record_is_a_fork() {
    let t = Scene::new();
    let older = t.copy("older");
    t.work("Smith");
    let anchored = size_of(&t.place);
    let (anchor, fork) = (fs::read(&t.anchor).expect("an anchor"), Error::Fork { anchored });
    for seq in [0, 3, 1_000_000] {
        t.put_back(&older);
        tamper(&t.place, &format!("INSERT INTO incarnations VALUES (2, {seq})"));
        t.is_locked(&fork);
        let fault = t.forensics().verify(&mut |_, _| true).map(drop).expect_err("no event began it");
        assert_eq!(fault.code(), Code::Corrupt);
        assert_eq!(fs::read(&t.anchor).expect("an anchor"), anchor, "what is on record stays");
    }
    // Nor is one that went on from another end.
    t.put_back(&older);
    t.forensics().accept(&agreed("administrator", "auditor"), &mut |_, _| true).expect("accepted");
    let (accepted, after) = (t.copy("accepted"), fs::read(&t.anchor).expect("an anchor"));
    assert!(after.starts_with(&anchor) && after.len() > anchor.len());
    fs::write(&t.anchor, &anchor).expect("as after a crash before it was put on record");
    t.open().expect("it is the history that they began");
    assert_eq!(fs::read(&t.anchor).expect("an anchor").len(), after.len(), "now it is");
    let earlier = first_lines(&anchor, size_of(&older));
    fs::write(&t.anchor, &earlier).expect("an earlier anchor");
    t.put_back(&accepted);
    t.is_locked(&Error::Fork { anchored: size_of(&older) });
}

#[test]
fn a_restore_is_rehearsed_and_leaves_nothing_behind() {
    let t = Scene::new();
    let register = t.open().expect("open");
    let backup = t.t.beside("backup");
    task(&register, "administrator", Purpose::SystemOperation)
        .backup(&backup, &mut |_, _| true)
        .expect("a backup");
    let before = fs::read_to_string(&t.anchor).expect("an anchor");
    let place = t.t.beside("rehearsal");
    let rehearse =
        |key: &[u8; 32]| Register::rehearse(&backup, &place, Key::Host(key), t.t.options(), &mut |_, _| true);
    assert_eq!(rehearse(&[1; 32]).map(drop), Err(Error::WrongKey));
    assert!(rehearse(&HOST_KEY).expect("it can be restored").events > 0);
    assert!(!place.exists());
    assert_eq!(fs::read_to_string(&t.anchor).expect("an anchor"), before);
    // The register in use goes on, under its own anchor.
    register.close().expect("closed");
    t.work("Penhallow");
    tamper(&backup, "UPDATE records SET document = replace(document, 'a', 'b')");
    assert_eq!(rehearse(&HOST_KEY).expect_err("changed").code(), Code::Corrupt);
    assert!(!place.exists());
}

#[test]
fn a_backup_is_restored_by_two_persons_into_another_history() {
    let t = Scene::new();
    let register = t.open().expect("open");
    let backup = t.t.beside("backup");
    let administrator = task(&register, "administrator", Purpose::SystemOperation);
    administrator.backup(&backup, &mut |_, _| true).expect("a backup");
    let note = fs::read_to_string(backup.join("register.checkpoint")).expect("a checkpoint beside it");
    assert!(note.contains(&format!("/sreg/{}/1\n", register.id())));
    task(&register, "coordinator", Purpose::DataQuality)
        .register(entry("Ann", "Ode", "1970-01-01"))
        .expect("an entry");
    drop(administrator);
    register.close().expect("closed");
    let place = t.t.beside("restored");
    let restore = |acceptance: &Acceptance| {
        let key = Key::Host(&HOST_KEY);
        Register::restore(&backup, &place, key, t.t.options(), acceptance, &mut |_, _| true)
    };
    let alone = restore(&agreed("administrator", "administrator")).map(drop).expect_err("alone");
    assert_eq!(alone.code(), Code::Forbidden);
    assert!(!place.exists());
    let restored = restore(&agreed("administrator", "data_protection_officer")).expect("restored");
    assert!(events(&restored).iter().any(|it| it.action == "restore_accepted"));
    restored.close().expect("closed");
    assert_eq!(t.open().map(drop).expect_err("the lost one").code(), Code::Rollback);
}

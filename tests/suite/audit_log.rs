//! The log for strangers: checkpoints when they are due, its files, proofs and disclosures.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use stalking_register::access::{Key, NewKey, Purpose};
use stalking_register::audit::disclosure::{Disclosed, Disclosure};
use stalking_register::audit::note::Seed;
use stalking_register::audit::{Checkpoint, Digest, EventProof, Note, VerifierKey, event};
use stalking_register::error::{Code, Corruption, Error, Refusal};
use stalking_register::model::Role;
use stalking_register::model::text::Line;
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::audit_export::{
    DISCLOSURE_FILE, DisclosureRequest, Records, check_disclosure, verify_export,
};
use stalking_register::register::{HostAnchor, HostSigner, LogOptions, Making, Options, Register};
use zeroize::Zeroizing;

use crate::support::fixture::{Fixture, HOST_KEY, account, entry, vouched};

fn events(t: &Fixture) -> Vec<Event> {
    let request = AuditRequest { events: Some(1000), ..AuditRequest::default() };
    let mut events = t.auditor().read_audit(request).expect("a page").into_value().events;
    events.reverse();
    events
}

fn checkpoints(t: &Fixture) -> usize {
    events(t).iter().filter(|it| it.action == "checkpoint_issued").count()
}

fn key(register: &Register) -> VerifierKey {
    VerifierKey::parse(&register.log_key().expect("a key")).expect("a key")
}

#[test]
fn a_checkpoint_is_made_after_ten_minutes_with_events_and_after_a_thousand_events() {
    let t = Fixture::new();
    let task = t.coordinator();
    task.look_up_source("a", "b").expect("a page");
    assert_eq!(checkpoints(&t), 0, "none is due yet");
    t.wait(TimeDelta::minutes(10));
    task.look_up_source("a", "b").expect("a page");
    assert_eq!(checkpoints(&t), 1);
    assert_eq!(checkpoints(&t), 1, "the next is not due");
    for _ in 0..1000 {
        task.look_up_source("a", "b").expect("a page");
    }
    assert_eq!(checkpoints(&t), 1, "the page of a thousand does not reach back to the first");
    t.auditor().verify(&mut |_, _| true).expect("a sound log");
}

#[test]
fn a_change_of_keys_and_the_end_of_use_are_checkpointed_at_once() {
    let t = Fixture::new();
    t.administrator().add_key_slot("another", NewKey::Host(&[9; 32])).expect("a slot");
    assert_eq!(checkpoints(&t), 1);
    let again = t.open_again().expect("open");
    vouched(&again, "coordinator");
    again.close().expect("closed");
    assert_eq!(checkpoints(&t), 2);
}

#[test]
fn a_checkpoint_is_signed_over_all_events_up_to_its_own() {
    let t = Fixture::new();
    t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry");
    let issued = t.auditor().checkpoint().expect("a checkpoint").into_value();
    let note = Note::parse(&issued.note).expect("a note");
    assert_eq!(Checkpoint::signed(&note, &key(&t.register)), Ok(issued.checkpoint.clone()));
    let verified = t.auditor().verify(&mut |_, _| true).expect("sound").into_value();
    assert!(verified.events > issued.checkpoint.size);
    let last = &events(&t)[usize::try_from(issued.checkpoint.size).expect("few") - 1];
    assert_eq!(last.action, "checkpoint_issued");
    let origin = format!("localhost/sreg/{}/1", t.register.id());
    assert_eq!(issued.checkpoint.origin, origin);
    for who in ["coordinator", "viewer", "supervisor"] {
        let fault = t.task(who, Purpose::AuditLawfulness).checkpoint().expect_err("not permitted");
        assert_eq!(fault.code(), Code::Forbidden, "{who}");
    }
}

#[test]
fn the_signing_key_is_changed_with_a_checkpoint_that_both_keys_sign() {
    let t = Fixture::new();
    let before = key(&t.register);
    let issued = t.administrator().change_log_key(None).expect("changed").into_value();
    let after = key(&t.register);
    assert_ne!(before, after);
    let note = Note::parse(&issued.note).expect("a note");
    assert_eq!((note.check(&before), note.check(&after), note.lines().len()), (Ok(None), Ok(None), 2));
    let next = t.auditor().checkpoint().expect("a checkpoint").into_value();
    let next = Note::parse(&next.note).expect("a note");
    assert!(next.check(&before).is_err() && next.check(&after).is_ok());
    assert!(events(&t).iter().any(|it| it.action == "log_key_changed"));
}

/// Opens a register of a host's that signs and keeps anchors itself.
fn hosted(t: &Fixture, kept: &Arc<Mutex<Vec<String>>>, seed: u8) -> Options {
    let seed = Arc::new(Seed::from_bytes(&Zeroizing::new([seed; 32])));
    let (put, get) = (Arc::clone(kept), Arc::clone(kept));
    Options {
        log: LogOptions {
            name: Some("police.example".to_owned()),
            signer: Some(HostSigner::new(seed.public(), move |bytes| Ok(seed.sign(bytes)))),
            anchor: Some(HostAnchor::new(
                move |line, note| {
                    assert!(note.is_empty() || Note::parse(note).is_ok());
                    put.lock().expect("a list").push(line.to_owned());
                    Ok(())
                },
                move || Ok(get.lock().expect("a list").last().cloned()),
            )),
            alert: None,
        },
        ..t.options()
    }
}

#[test]
fn a_host_signs_and_keeps_the_anchors() {
    let t = Fixture::new();
    let kept = Arc::new(Mutex::new(Vec::new()));
    let place = t.beside("hosted");
    let made = Register::make(Making {
        directory: &place,
        key: NewKey::Host(&HOST_KEY),
        label: "the host's key",
        anchor: None,
        accounts: Role::ALL.into_iter().map(|it| (account(it.name(), it), None)).collect(),
        options: hosted(&t, &kept, 3),
    })
    .expect("a register");
    assert!(made.register.warnings().is_empty());
    assert_eq!(kept.lock().expect("a list").len(), 1);
    let task = |register: &Register| {
        let request = stalking_register::register::TaskRequest::of(Purpose::SystemOperation);
        vouched(register, "administrator").task(request).expect("a task")
    };
    let issued = task(&made.register).checkpoint().expect("a checkpoint").into_value();
    assert!(issued.checkpoint.origin.starts_with("police.example/sreg/"));
    assert!(Note::parse(&issued.note).expect("a note").check(&key(&made.register)).is_ok());
    assert!(
        kept.lock()
            .expect("a list")
            .last()
            .expect("an anchor")
            .contains(&format!(" {} {} ", issued.checkpoint.size, issued.checkpoint.root))
    );

    // Without its signer, or with another, the register works and says that it is not anchored.
    for options in [
        Options { log: LogOptions { signer: None, ..hosted(&t, &kept, 3).log }, ..t.options() },
        hosted(&t, &kept, 4),
    ] {
        let without = Register::open(&place, Key::Host(&HOST_KEY), options).expect("open");
        let fault = task(&without).checkpoint().expect_err("nobody signs");
        assert_eq!(fault.code(), Code::Invalid);
        assert_eq!(fault.pointer().map(ToString::to_string).as_deref(), Some("/signer"));
    }
}

/// Returns the path of a file of an export, of a bundle or tile that is not full by its beginning.
fn file(place: &Path, name: &str) -> PathBuf {
    let Some(part) = name.strip_suffix(".p") else { return place.join(name) };
    let folder = fs::read_dir(place.join(format!("{part}.p"))).expect("a folder");
    folder.map(|it| it.expect("a file").path()).next().expect("one")
}

#[test]
fn an_export_is_checked_without_the_register_and_a_lost_file_is_named() {
    let t = Fixture::new();
    let task = t.coordinator();
    for _ in 0..300 {
        task.look_up_source("a", "b").expect("a page");
    }
    let place = t.beside("export");
    let issued = t.administrator().export_audit(&place, &mut |_, _| true).expect("written").into_value();
    let vkey = t.register.log_key().expect("a key");
    let found = verify_export(&place, Some(&vkey), &mut |_, _| true).expect("whole");
    assert_eq!((found.events, found.pruned, found.disclosed), (issued.checkpoint.size, 0, 0));
    assert_eq!(found.root, issued.checkpoint.root.to_string());
    assert!(events(&t).iter().any(|it| it.action == "audit_exported" && it.operation == "none"));

    // Nothing of the log's words is in it.
    let bundle = fs::read(place.join("tile/entries/000")).expect("a bundle");
    assert_eq!(bundle.len(), 256 * 34);
    let other = Fixture::at("2026-11-23T10:00:00Z");
    other.administrator().change_log_key(None).expect("changed");
    let fault = verify_export(&place, Some(&other.register.log_key().expect("a key")), &mut |_, _| true);
    assert_eq!(fault, Err(Error::Corrupt(Corruption::Checkpoint)), "another log's key");
    for (lost, expected) in [
        ("tile/0/001.p", Corruption::Tile { level: 0, n: 1 }),
        ("tile/0/000", Corruption::Tile { level: 0, n: 0 }),
        ("tile/1/000.p", Corruption::Tile { level: 1, n: 0 }),
    ] {
        fs::rename(place.join(lost), t.beside("lost")).expect("lost");
        let fault = verify_export(&place, None, &mut |_, _| true).expect_err("a file is lost");
        assert_eq!(fault, Error::Corrupt(expected), "{lost}");
        fs::rename(t.beside("lost"), place.join(lost)).expect("found");
    }
    // What is spoilt is not taken for what was pruned.
    for (spoilt, expected) in [
        ("tile/entries/000", Corruption::Bundle { n: 0 }),
        ("tile/entries/001.p", Corruption::Bundle { n: 1 }),
        ("tile/0/000", Corruption::Tile { level: 0, n: 0 }),
        ("checkpoint", Corruption::Checkpoint),
        ("log.vkey", Corruption::LogKey),
    ] {
        let spoilt = file(&place, spoilt);
        let whole = fs::read(&spoilt).expect("a file");
        for longer in [1, 100_000] {
            fs::write(&spoilt, [whole.clone(), vec![b'x'; longer]].concat()).expect("written");
            let fault = verify_export(&place, None, &mut |_, _| true).expect_err("it is too long");
            assert_eq!(fault, Error::Corrupt(expected), "{}", spoilt.display());
        }
        fs::remove_file(&spoilt).expect("removed");
        let pipe = std::process::Command::new("mkfifo").arg(&spoilt).status().expect("it runs");
        assert!(pipe.success());
        let fault = verify_export(&place, None, &mut |_, _| true).expect_err("nobody writes to it");
        assert_eq!(fault, Error::Corrupt(expected), "{}", spoilt.display());
        fs::remove_file(&spoilt).expect("removed");
        fs::write(&spoilt, whole).expect("written");
    }
    fs::rename(place.join("tile/entries"), t.beside("lost")).expect("lost");
    let fault = verify_export(&place, None, &mut |_, _| true).expect_err("all entries are lost");
    assert_eq!(fault, Error::Corrupt(Corruption::Bundle { n: 1 }), "a part of a bundle is never pruned");
    fs::rename(t.beside("lost"), place.join("tile/entries")).expect("found");
    let long = fs::File::create(place.join(DISCLOSURE_FILE)).expect("a file");
    long.set_len(64 * 1024 * 1024 + 1).expect("too long to be read");
    let fault = verify_export(&place, None, &mut |_, _| true).expect_err("too long");
    assert_eq!(fault, Error::Corrupt(Corruption::Disclosure));
    fs::remove_file(place.join(DISCLOSURE_FILE)).expect("removed");
    fs::remove_file(place.join("checkpoint")).expect("lost");
    assert_eq!(verify_export(&place, None, &mut |_, _| true).expect_err("lost").code(), Code::NotFound);
}

#[test]
fn one_event_is_proven_by_a_text_that_stands_for_itself() {
    let t = Fixture::new();
    let receipt = t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").receipt();
    let text = t.auditor().prove_event(receipt.seq).expect("a proof").into_value();
    let proof = EventProof::parse(&text).expect("a proof");
    assert_eq!((proof.index, proof.to_string()), (receipt.seq, text));
    // The auditor has the envelope from a disclosure; its entry is what the proof is of.
    let request = DisclosureRequest {
        events: vec![receipt.seq],
        fields: Vec::new(),
        records: Records::Closed,
        organisation: Line::new("The Commissioner").expect("a name"),
        person: Line::new("An Auditor").expect("a name"),
    };
    let shown = t.auditor().disclose_audit(request).expect("shown").into_value();
    let shown = Disclosure::decode(&shown).expect("a disclosure");
    let entry = event::entry(&shown.items[0].envelope);
    proof.check(&entry, &key(&t.register)).expect("in the log");
    assert!(proof.check(&Digest::ZERO, &key(&t.register)).is_err());
    let fault = t.auditor().prove_event(1_000_000).expect_err("there is no such event");
    assert_eq!(fault.code(), Code::NotFound);
}

#[test]
fn who_may_not_read_the_log_does_not_learn_how_long_it_is() {
    let t = Fixture::new();
    let request = |event| DisclosureRequest {
        events: vec![event],
        fields: Vec::new(),
        records: Records::Closed,
        organisation: Line::new("The Commissioner").expect("a name"),
        person: Line::new("An Auditor").expect("a name"),
    };
    for who in ["viewer", "coordinator", "supervisor"] {
        let before = events(&t).len();
        for event in [0, 1_000_000] {
            let task = t.task(who, Purpose::AuditLawfulness);
            let fault = task.disclose_audit(request(event)).map(drop).expect_err("refused");
            assert_eq!(fault, Error::Forbidden(Refusal::Role), "{who} {event}");
        }
        let denied = events(&t).into_iter().skip(before).filter(|it| it.outcome == "denied").count();
        assert_eq!(denied, 2, "{who}");
    }
    let fault = t.auditor().disclose_audit(request(1_000_000)).map(drop).expect_err("no such event");
    assert_eq!(fault.code(), Code::NotFound);
}

#[test]
fn what_leaves_the_log_wants_a_fresh_sign_in() {
    let t = Fixture::new();
    let request = DisclosureRequest {
        events: vec![0],
        fields: Vec::new(),
        records: Records::Closed,
        organisation: Line::new("The Commissioner").expect("a name"),
        person: Line::new("An Auditor").expect("a name"),
    };
    let session = t.session("auditor");
    let request_for = stalking_register::register::TaskRequest::of(Purpose::AuditLawfulness);
    let task = session.task(request_for).expect("a task");
    t.wait(TimeDelta::minutes(6));
    let confirm = Err(Error::Forbidden(Refusal::Confirm));
    assert_eq!(task.disclose_audit(request.clone()).map(drop), confirm);
    let export = || task.export_audit(&t.beside("export"), &mut |_, _| true).map(drop);
    assert_eq!(export(), confirm);
    session.confirm_vouched().expect("vouched again");
    task.disclose_audit(request).expect("shown");
    export().expect("exported");
}

#[test]
fn an_auditor_is_shown_what_was_chosen_and_can_check_it() {
    let t = Fixture::new();
    let request = stalking_register::register::TaskRequest::of(Purpose::Other);
    let request = request.because("asked by the court").and_then(|it| it.serving("CASE/1")).expect("words");
    let task = t.session("coordinator").task(request).expect("a task");
    let made = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry");
    let wanted = |fields: &[&str], records| DisclosureRequest {
        events: vec![0, made.receipt().seq],
        fields: fields.iter().map(|it| (*it).to_owned()).collect(),
        records,
        organisation: Line::new("The Commissioner").expect("a name"),
        person: Line::new("An Auditor").expect("a name"),
    };
    let bytes = t.auditor().disclose_audit(wanted(&["task"], Records::Opened)).expect("shown").into_value();
    assert_eq!(check_disclosure(&bytes, &key(&t.register)), Ok(2));
    let shown = Disclosure::decode(&bytes).expect("a disclosure");
    let opened: Vec<_> = shown.items[1]
        .fields
        .iter()
        .map(|it| match it {
            Disclosed::Opened(opening) => opening.value.as_str(),
            Disclosed::Closed(..) => "closed",
        })
        .collect();
    assert_eq!(opened, ["closed", "CASE/1"]);
    assert!(shown.items[1].records.as_ref().expect("opened").1.contains(made.value()));
    assert!(!bytes.windows(5).any(|it| it == b"court"), "what is closed is not there");
    let logged = events(&t).into_iter().rfind(|it| it.operation == "disclosure").expect("logged");
    assert!(logged.said.iter().any(|it| it.value.as_deref() == Some("An Auditor")));

    // It lies beside an export and is checked with it; one changed byte anywhere is found.
    let place = t.beside("export");
    t.auditor().export_audit(&place, &mut |_, _| true).expect("an export");
    fs::write(place.join(DISCLOSURE_FILE), &bytes).expect("a file");
    assert_eq!(verify_export(&place, None, &mut |_, _| true).expect("whole").disclosed, 2);
    let key = key(&t.register);
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(check_disclosure(&changed, &key).is_err(), "byte {at}");
    }
    for (who, purpose) in
        [("coordinator", Purpose::AuditLawfulness), ("auditor", Purpose::Review), ("viewer", Purpose::Review)]
    {
        let fault = t.task(who, purpose).disclose_audit(wanted(&[], Records::Closed)).expect_err("no right");
        assert_eq!(fault.code(), Code::Forbidden, "{who}");
    }
    let fault = t.auditor().disclose_audit(wanted(&["surname"], Records::Closed)).expect_err("no field");
    assert_eq!(fault.code(), Code::Invalid);
}

//! A name that stands in documents, queries, passwords and paths stands in no message and no file.

use std::fmt::Debug;
use std::path::Path;

use stalking_register::access::{Key, NewKey, Purpose};
use stalking_register::error::Error;
use stalking_register::model::text::Line;
use stalking_register::model::{Account, Entry, Order, Role, Scheme, document, identifier};
use stalking_register::register::audit::AuditRequest;
use stalking_register::register::{Making, Register, TaskRequest, Vouching};
use stalking_register::screening::Query;

use crate::support::fixture::{Fixture, account, entry};

const CANARY: &str = "Zzyzx-Canary";

#[track_caller]
fn silent(shown: &impl Debug) {
    let text = format!("{shown:?} {shown:#?}").to_lowercase();
    assert!(!text.contains("zzyzx"), "{text}");
}

#[track_caller]
fn silent_fault<T>(found: Result<T, Error>) {
    let Err(fault) = found else { panic!("a fault was expected") };
    silent(&fault);
    assert!(!fault.to_string().to_lowercase().contains("zzyzx"), "{fault}");
}

#[test]
fn an_error_never_repeats_what_the_caller_wrote() {
    let t = Fixture::new();
    let today = t.register.today();
    let task = t.coordinator();
    let long = CANARY.repeat(2000);
    for json in [
        format!(r#"{{"{CANARY}":1}}"#),
        format!(r#"{{"subject":"{CANARY}"}}"#),
        format!(r#"{{"subject":{{"names":[{{"kind":"{CANARY}"}}]}}}}"#),
        format!(r#"{{"subject":{{"{CANARY}":[]}}}}"#),
        CANARY.to_owned(),
        format!(r#"{{"made_on":"{CANARY}","kind":"{CANARY}"}}"#),
    ] {
        silent_fault(document::read::<Entry>(&json, today));
        silent_fault(document::read::<Order>(&json, today));
        silent_fault(document::read::<Account>(&json, today));
        silent_fault(Query::read(&json));
        silent_fault(serde_json::from_str::<TaskRequest>(&json).map_err(|_| Error::Internal));
    }
    silent_fault(t.register.sign_in(CANARY, CANARY, None));
    let vouching = Vouching {
        username: Line::new(CANARY).expect("a name"),
        system: Line::new(CANARY).expect("a name"),
        terminal: None,
    };
    silent(&vouching);
    silent_fault(t.register.vouch(vouching));
    silent_fault(Register::open(&t.beside(CANARY), Key::Host(&[7; 32]), t.options()));
    silent_fault(Register::open(&t.directory(), Key::Passphrase(CANARY), t.options()));
    silent_fault(Register::open(&t.directory(), Key::Recovery(CANARY), t.options()));
    silent_fault(TaskRequest::of(Purpose::Other).because(&long));
    silent_fault(TaskRequest::of(Purpose::Other).serving(&long));
    silent_fault(task.look_up(Scheme::Pnc, CANARY));
    silent_fault(identifier::canonical(Scheme::Cro, CANARY, 2026).map_err(|it| Error::invalid("", it)));
    silent_fault(t.administrator().add_key_slot(&long, NewKey::Host(&[8; 32])));
    silent_fault(t.administrator().create_account(account(CANARY, Role::Viewer), Some("short")));
    let person = task.register(entry(CANARY, CANARY, "1980-01-02")).expect("an entry").into_value();
    silent_fault(task.patch(person, 1, &format!(r#"{{"subject":{{"{CANARY}":1}}}}"#)));
    silent_fault(task.amend(person, 9, entry(CANARY, CANARY, "1980-01-02")));
}

#[test]
fn nothing_that_carries_a_name_shows_it_when_it_is_debugged() {
    let t = Fixture::new();
    let task = t.coordinator();
    let made = entry(CANARY, CANARY, "1980-01-02");
    silent(&made);
    let person = task.register(made).expect("an entry").into_value();
    let query = Query::read(&format!(r#"{{"name":"{CANARY} {CANARY}"}}"#)).expect("a query");
    silent(&query);
    let read = task.read(person).expect("read");
    silent(&read);
    silent(read.value());
    silent(task.entry(person).expect("read").value());
    let found = task.screen(query, 5).expect("found").into_value();
    assert!(!found.is_empty());
    silent(&found);
    silent(task.timeline(person).expect("read").value());
    silent(&account(CANARY, Role::Viewer));
    let request = TaskRequest::of(Purpose::Other).because(CANARY).expect("words");
    silent(&request);
    silent(&t.session("coordinator").task(request).expect("a task"));
    silent(t.auditor().read_audit(AuditRequest::default()).expect("a page").value());
    silent(&Key::Passphrase(CANARY));
    silent(&Making {
        directory: Path::new(CANARY),
        key: NewKey::Host(&[7; 32]),
        label: CANARY,
        anchor: None,
        accounts: vec![(account(CANARY, Role::Administrator), Some(CANARY))],
        options: t.options(),
    });
}

#[test]
fn no_file_of_the_register_holds_a_name_in_clear() {
    let t = Fixture::new();
    let task = t.coordinator();
    for _ in 0..20 {
        task.register(entry(CANARY, CANARY, "1980-01-02")).expect("an entry");
    }
    let _ = t.register.sign_in(CANARY, CANARY, None);
    let mut looked_at = 0;
    for item in std::fs::read_dir(t.directory()).expect("a directory") {
        let path = item.expect("an item").path();
        let bytes = std::fs::read(&path).expect("a file").to_ascii_lowercase();
        assert!(!bytes.windows(5).any(|it| it == b"zzyzx"), "{}", path.display());
        assert!(!bytes.starts_with(b"sqlite format"), "{}", path.display());
        looked_at += 1;
    }
    assert!(looked_at >= 3, "{looked_at}");
}

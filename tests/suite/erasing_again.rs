//! A backup brings back what was erased since it was taken: whoever restores it erases that again, by the list
//! beside the anchor or by one that was brought.

use std::fs;
use std::path::{Path, PathBuf};

use stalking_register::access::{Guarded, Key, NewKey, Purpose};
use stalking_register::error::{Code, Corruption, Error, Result};
use stalking_register::model::text::Line;
use stalking_register::model::{Id, Role};
use stalking_register::register::approvals::Agreement;
use stalking_register::register::audit::{AuditRequest, Line as Event};
use stalking_register::register::forensics::Forensics;
use stalking_register::register::{Making, Register, Task, TaskRequest};
use stalking_register::screening::Query;

use crate::support::damage::{copy_files, keyed};
use crate::support::fixture::{Fixture, HOST_KEY, account, agreed, entry, order, vouched};

/// A register with an anchor, of which a backup was taken before two persons erased something.
struct Scene {
    t: Fixture,
    place: PathBuf,
    anchor: PathBuf,
    backup: PathBuf,
    erased: Id,
    kept: Id,
    searched: u64,
}

fn task(register: &Register, who: &str, purpose: Purpose) -> Task {
    vouched(register, who).task(TaskRequest::of(purpose)).expect("a task")
}

fn basis() -> Line<300> {
    Line::new("MoPI group 3, clear for six years").expect("a basis")
}

fn agree(register: &Register, operation: Guarded, one: &str, other: &str) {
    let asked = task(register, one, Purpose::Retention).request(operation).expect("asked").into_value();
    let agreement = Agreement { request: asked.request, digest: asked.digest };
    task(register, other, Purpose::Retention).approve(agreement).expect("approved");
}

impl Scene {
    fn new() -> Self {
        let t = Fixture::new();
        let (place, anchor, backup) = (t.beside("lost"), t.beside("the anchor"), t.beside("backup"));
        let made = Register::make(Making {
            directory: &place,
            key: NewKey::Host(&HOST_KEY),
            label: "the host's key",
            anchor: Some(&anchor),
            accounts: Role::ALL.into_iter().map(|it| (account(it.name(), it), None)).collect(),
            options: t.options(),
        });
        let register = made.expect("a register").register;
        let coordinator = task(&register, "coordinator", Purpose::DataQuality);
        let add = |given, family| coordinator.register(entry(given, family, "1980-01-02")).expect("an entry");
        let (erased, kept) = (add("Ann", "Canary").into_value(), add("Bo", "Peep").into_value());
        coordinator.make_order(erased, order("2026-11-10")).expect("an order");
        let request = TaskRequest::of(Purpose::Other).because("Zzyzx asked about her").expect("words");
        let asking = vouched(&register, "coordinator").task(request).expect("a task");
        let query = Query::read(r#"{"name":"Ann Canary"}"#).expect("a query");
        let searched = asking.screen(query, 5).expect("a page").receipt().seq;
        let administrator = task(&register, "administrator", Purpose::SystemOperation);
        administrator.backup(&backup, &mut |_, _| true).expect("a backup");
        assert!(!t.beside("the anchor.erasures").exists(), "nothing was erased yet");

        let keeper = task(&register, "records_manager", Purpose::Retention);
        let operation = Guarded::EraseEntry { entry: erased, basis: basis() };
        agree(&register, operation, "coordinator", "supervisor");
        keeper.erase_entry(erased, basis()).expect("erased");
        let field = Line::new("reason").expect("a field");
        let operation = Guarded::EraseField { event: searched, field, basis: basis() };
        agree(&register, operation, "records_manager", "data_protection_officer");
        keeper.erase_field(searched, "reason", basis()).expect("erased");
        assert_eq!(register.warnings(), []);
        let list = administrator.erasure_list().expect("a list").into_value();
        assert_eq!(list, fs::read_to_string(t.beside("the anchor.erasures")).expect("the list"));
        drop((asking, administrator, keeper, coordinator));
        register.close().expect("closed");
        Self { t, place, anchor, backup, erased, kept, searched }
    }

    fn beside_the_anchor(&self) -> PathBuf {
        self.t.beside("the anchor.erasures")
    }

    fn restore(&self, to: &str, brought: Option<String>) -> Result<Register> {
        let mut acceptance = agreed("administrator", "auditor");
        acceptance.erasures = brought;
        let (key, place) = (Key::Host(&HOST_KEY), self.t.beside(to));
        Register::restore(&self.backup, &place, key, self.t.options(), &acceptance, &mut |_, _| true)
    }

    /// Checks that what was erased is gone, that the rest is there, and that the log tells of it.
    fn is_erased_again(&self, register: &Register) {
        let coordinator = task(register, "coordinator", Purpose::DataQuality);
        assert_eq!(coordinator.entry(self.erased).map(drop).expect_err("gone").code(), Code::NotFound);
        assert_eq!(coordinator.entry(self.kept).expect("there").version, 1);
        let events = events(register);
        let of = |actions: &[&str]| {
            let done = |it: &&Event| actions.contains(&it.action) && it.outcome == "done";
            events.iter().find(done).expect("an event")
        };
        let (accepted, again) = (of(&["restore_accepted", "anchor_adopted"]), of(&["erasure_executed"]));
        assert_eq!((again.outcome, again.count, again.link), ("done", 2, Some(accepted.seq)));
        assert!(again.records.contains(&self.erased) && again.seq > accepted.seq);
        let part = of(&["field_erased"]);
        assert_eq!(part.link, Some(self.searched));
        let old = events.iter().find(|it| it.seq == self.searched).expect("kept");
        let reason = old.said.iter().find(|it| it.field == "reason").expect("its digest");
        assert_eq!((reason.value.as_deref(), reason.erased_by), (None, Some(part.seq)));
        task(register, "auditor", Purpose::AuditLawfulness).verify(&mut |_, _| true).expect("whole");
        // Nothing of it is left in a table, nor in the log of changes.
        for sql in [
            "SELECT count(*) FROM records WHERE document LIKE '%Canary%'",
            "SELECT count(*) FROM audit_fields WHERE value LIKE '%Zzyzx%'",
        ] {
            let left = keyed(&register.directory()).query_row(sql, [], |row| row.get::<_, u32>(0));
            assert_eq!(left, Ok(0), "{sql}");
        }
    }
}

fn events(register: &Register) -> Vec<Event> {
    let auditor = task(register, "auditor", Purpose::AuditLawfulness);
    let request = AuditRequest { events: Some(1000), ..AuditRequest::default() };
    auditor.read_audit(request).expect("a page").into_value().events
}

fn forensics(t: &Fixture, place: &Path) -> Forensics {
    Forensics::open(place, Key::Host(&HOST_KEY), t.options()).expect("looked at")
}

#[test]
fn what_was_erased_since_a_backup_is_erased_again_by_the_list_beside_the_anchor() {
    let it = Scene::new();
    let restored = it.restore("restored", None).expect("restored");
    it.is_erased_again(&restored);
    // What is on the list by now is not erased twice, and stands on it once.
    restored.close().expect("closed");
    let again = it.restore("once more", None).expect("restored");
    it.is_erased_again(&again);
    let list = fs::read_to_string(it.beside_the_anchor()).expect("the list");
    assert_eq!(list.lines().count(), 3, "two records and a part");
}

#[test]
fn a_list_that_is_brought_does_where_the_anchor_was_lost() {
    let it = Scene::new();
    let list = forensics(&it.t, &it.place).erasure_list().expect("a list");
    fs::remove_file(&it.anchor).expect("lost");
    fs::remove_file(it.beside_the_anchor()).expect("lost");
    let without = it.restore("without", None).expect("restored");
    task(&without, "coordinator", Purpose::DataQuality).entry(it.erased).expect("nobody told");
    without.close().expect("closed");
    fs::remove_file(&it.anchor).expect("lost");
    it.is_erased_again(&it.restore("restored", Some(list)).expect("restored"));
}

#[test]
fn a_list_that_was_changed_or_is_anothers_erases_nothing() {
    let it = Scene::new();
    let list = fs::read_to_string(it.beside_the_anchor()).expect("the list");
    let kept = list.replace(&it.erased.to_string(), &it.kept.to_string());
    let other = list.replace(&list[15..51], &Id::from_bytes([9; 16]).to_string());
    assert!(kept != list && other != list);
    for wrong in [kept, other, "sreg-erasure-1".to_owned(), list.replace("reason", "criteria")] {
        let fault = it.restore("restored", Some(wrong.clone())).map(drop).expect_err("not its own");
        assert_eq!(fault.code(), Code::Invalid, "{wrong}");
        assert!(!it.t.beside("restored").exists());
        // The same beside the anchor: it was spoilt, and nobody knows what it said.
        fs::write(it.beside_the_anchor(), wrong + "\n").expect("spoilt");
        let fault = it.restore("restored", None).map(drop).expect_err("spoilt");
        assert_eq!(fault, Error::Corrupt(Corruption::Anchor));
        fs::write(it.beside_the_anchor(), &list).expect("mended");
    }
    it.is_erased_again(&it.restore("restored", None).expect("restored"));
}

#[test]
fn an_older_copy_that_two_persons_go_on_with_loses_what_was_erased_since() {
    let it = Scene::new();
    copy_files(&it.backup, &it.place);
    let locked = it.t.open_at(&it.place).map(drop).expect_err("older than its anchor");
    assert_eq!(locked.code(), Code::Rollback);
    forensics(&it.t, &it.place)
        .accept(&agreed("administrator", "auditor"), &mut |_, _| true)
        .expect("accepted");
    it.is_erased_again(&it.t.open_at(&it.place).expect("open"));
}

#[test]
fn an_erasure_that_could_not_be_listed_is_warned_of_and_listed_with_the_next() {
    let it = Scene::new();
    let list = it.beside_the_anchor();
    fs::remove_file(&list).expect("removed");
    fs::create_dir(&list).expect("in the way");
    let register = it.t.open_at(&it.place).expect("open");
    let erase = || {
        let coordinator = task(&register, "coordinator", Purpose::DataQuality);
        let made = coordinator.register(entry("Cy", "Pher", "1990-01-01")).expect("an entry").into_value();
        agree(&register, Guarded::EraseEntry { entry: made, basis: basis() }, "coordinator", "supervisor");
        let keeper = task(&register, "records_manager", Purpose::Retention);
        keeper.erase_entry(made, basis()).expect("erased");
    };
    erase();
    assert_eq!(register.warnings(), [stalking_register::register::Warning::ErasuresUnlisted]);
    fs::remove_dir(&list).expect("out of the way");
    erase();
    assert_eq!(register.warnings(), []);
    assert_eq!(fs::read_to_string(&list).expect("the list").lines().count(), 5);
}

#[test]
fn the_list_is_the_administrators_to_take() {
    let it = Scene::new();
    let register = it.t.open_at(&it.place).expect("open");
    for who in ["viewer", "coordinator", "records_manager", "auditor"] {
        let fault =
            task(&register, who, Purpose::SystemOperation).erasure_list().map(drop).expect_err("no right");
        assert_eq!(fault.code(), Code::Forbidden, "{who}");
    }
    let list = task(&register, "administrator", Purpose::SystemOperation).erasure_list().expect("a list");
    for word in ["Canary", "Zzyzx", "1980"] {
        assert!(!list.contains(word));
    }
}

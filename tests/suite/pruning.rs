//! The oldest events go when the policy lets them and two persons agree; the tree, every proof and what the
//! records are held against stay.

use chrono::TimeDelta;
use stalking_register::access::{Guarded, Key, Purpose};
use stalking_register::audit::disclosure::Disclosure;
use stalking_register::audit::{EventProof, VerifierKey, event};
use stalking_register::error::{Code, Corruption, Error, Problem, Refusal, Result};
use stalking_register::model::text::Line;
use stalking_register::model::{Id, Policy};
use stalking_register::register::audit::AuditRequest;
use stalking_register::register::audit_export::{
    DISCLOSURE_FILE, DisclosureRequest, Records, check_disclosure, verify_export, verify_pruned_export,
};
use stalking_register::register::forensics::Forensics;
use stalking_register::register::{Register, Task, TaskRequest, Vouching};

use crate::support::damage::{copy, keyed, tamper};
use crate::support::fixture::{Fixture, HOST_KEY, entry, order, vouched};

fn basis() -> Line<300> {
    Line::new("the log is kept for a year").expect("a basis")
}

fn operation(first: u64) -> Guarded {
    Guarded::PruneLog { first, basis: basis() }
}

fn keeper(t: &Fixture) -> Task {
    t.task("records_manager", Purpose::Retention)
}

fn refused<T>(found: Result<T>) -> Refusal {
    match found.map(drop).expect_err("refused") {
        Error::Forbidden(refusal) => refusal,
        other => panic!("{other}"),
    }
}

/// A register with a person, an order and one who was erased, and 600 events, all more than a year old.
struct Scene {
    t: Fixture,
    person: Id,
    gone: Id,
}

impl Scene {
    fn new(kept_months: Option<u16>) -> Self {
        let t = Fixture::new();
        let person =
            t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
        let gone =
            t.coordinator().register(entry("Bo", "Peep", "1980-01-02")).expect("an entry").into_value();
        t.coordinator().make_order(gone, order("2026-11-10")).expect("an order");
        let because = || Line::new("clear for six years").expect("a basis");
        t.agreed(Guarded::EraseEntry { entry: gone, basis: because() }, "coordinator", "supervisor");
        keeper(&t).erase_entry(gone, because()).expect("erased");
        let threads: Vec<_> = (0..16)
            .map(|_| {
                let task = t.coordinator();
                std::thread::spawn(move || {
                    for _ in 0..38 {
                        task.look_up_source("a system", "a reference").expect("a page");
                    }
                })
            })
            .collect();
        for it in threads {
            it.join().expect("a thread");
        }
        t.wait(TimeDelta::days(400));
        let policy = Policy { log_kept_months: kept_months, ..Policy::default() };
        t.administrator().set_policy(0, policy, &mut |_, _| true).expect("set");
        t.coordinator().make_order(person, order("2026-11-10")).expect("an order");
        t.auditor().checkpoint().expect("a checkpoint");
        Self { t, person, gone }
    }

    fn prune(&self) -> u64 {
        let first = keeper(&self.t).prunable().expect("a number").into_value();
        let request = self.t.agreed(operation(first), "records_manager", "data_protection_officer");
        keeper(&self.t).execute(request).expect("pruned");
        first
    }
}

fn task(register: &Register, who: &str, purpose: Purpose) -> Task {
    vouched(register, who).task(TaskRequest::of(purpose)).expect("a task")
}

#[test]
fn what_the_policy_lets_go_is_pruned_and_the_root_and_every_proof_stay() {
    let it = Scene::new(Some(12));
    let t = &it.t;
    let before = t.auditor().checkpoint().expect("a checkpoint").into_value().checkpoint;
    let key = VerifierKey::parse(&t.register.log_key().expect("a key")).expect("a key");
    let first = it.prune();
    assert_eq!(first, 512, "whole lots of 256");
    let verified = t.auditor().verify(&mut |_, _| true).expect("whole").into_value();
    assert_eq!(verified.pruned, 512);
    assert!(verified.events > before.size);

    // What the log was signed as is what it is: a proof over the old checkpoint would be refused otherwise.
    let note = t.auditor().prove_event(520).expect("a proof").into_value();
    let shown = DisclosureRequest {
        events: vec![520],
        fields: Vec::new(),
        records: Records::Closed,
        organisation: Line::new("HMICFRS").expect("a name"),
        person: Line::new("An Inspector").expect("a name"),
    };
    let shown = t.auditor().disclose_audit(shown).expect("shown").into_value();
    assert_eq!(check_disclosure(&shown, &key), Ok(1));
    let entry = event::entry(&Disclosure::decode(&shown).expect("a disclosure").items[0].envelope);
    EventProof::parse(&note).expect("a proof").check(&entry, &key).expect("it holds");
    assert_eq!(t.auditor().prove_event(3).map(drop).expect_err("pruned").code(), Code::NotFound);
    let export = t.beside("export");
    t.auditor().export_audit(&export, &mut |_, _| true).expect("exported");
    let found = verify_pruned_export(&export, None, 512, &mut |_, _| true).expect("whole");
    assert_eq!((found.pruned, found.pruned_by), (512, None));
    let request = t.auditor().witness_request(before.size).expect("a request").into_value();
    assert!(request.contains("old "), "the log goes on from what it was");

    // The log tells who did it, on which basis, and how many there were; the pages end where it begins.
    let mut request = AuditRequest { events: Some(1000), ..AuditRequest::default() };
    let page = t.auditor().read_audit(request.clone()).expect("a page").into_value();
    assert_eq!((page.events.last().map(|it| it.seq), page.next), (Some(512), None));
    let event =
        page.events.iter().find(|it| it.action == "log_pruned" && it.outcome == "done").expect("logged");
    assert_eq!((event.operation, event.count), ("erasure", 512));
    assert!(event.said.iter().any(|it| it.field == "retention_rule"));
    assert!(event.said.iter().any(|it| it.field == "approval"));
    request.record = Some(it.person);
    assert!(t.auditor().read_audit(request).expect("a page").events.iter().all(|it| it.seq >= 512));
}

#[test]
fn a_report_counts_no_days_of_which_events_are_gone() {
    let it = Scene::new(Some(12));
    it.prune();
    it.t.wait(TimeDelta::days(1));
    let auditor = it.t.task("auditor", Purpose::AuditCommissioner);
    let report = |from: &str, until: &str| {
        let day = |text: &str| crate::support::fixture::day(text).date();
        auditor.report_operations(day(from), day(until)).map(drop)
    };
    let gone = Err(Error::invalid("/from", Problem::OutOfRange));
    assert_eq!(report("2026-11-23", "2026-11-24"), gone);
    assert_eq!(report("2026-11-01", "2027-12-29"), gone);
    assert_eq!(report("2027-12-28", "2027-12-29"), Ok(()), "all of that day is there");
}

#[test]
fn an_export_of_a_pruned_log_wants_to_be_told_or_shown_how_many_were_pruned() {
    let it = Scene::new(Some(12));
    it.prune();
    let export = it.t.beside("export");
    it.t.auditor().export_audit(&export, &mut |_, _| true).expect("exported");
    let told = |count: u64| verify_pruned_export(&export, None, count, &mut |_, _| true);
    for count in [0, 256, 768] {
        let wrong = Corruption::Bundle { n: count.min(512) / 256 };
        assert_eq!(told(count), Err(Error::Corrupt(wrong)), "{count}");
    }
    assert_eq!(verify_export(&export, None, &mut |_, _| true), told(0));
    told(512).expect("as many as the auditor knows of");

    // The event itself, opened, proves it to whoever was told nothing.
    let request = AuditRequest { events: Some(100), ..AuditRequest::default() };
    let events = it.t.auditor().read_audit(request).expect("a page").into_value().events;
    let by = events.iter().find(|it| it.action == "log_pruned" && it.outcome == "done").expect("logged").seq;
    for (fields, proven) in [(vec![], None), (vec!["before_version".to_owned()], Some(by))] {
        let shown = DisclosureRequest {
            events: vec![by],
            fields,
            records: Records::Closed,
            organisation: Line::new("HMICFRS").expect("a name"),
            person: Line::new("An Inspector").expect("a name"),
        };
        let shown = it.t.auditor().disclose_audit(shown).expect("shown").into_value();
        std::fs::write(export.join(DISCLOSURE_FILE), shown).expect("written");
        assert_eq!(told(0).ok().and_then(|it| it.pruned_by), proven);
    }
    // One more is missing, whatever the disclosure says.
    std::fs::remove_dir_all(export.join("tile/entries/002.p")).expect("lost");
    assert_eq!(told(0), Err(Error::Corrupt(Corruption::Bundle { n: 2 })));
}

#[test]
fn what_pruned_events_wrote_is_read_and_held_against_the_event_that_pruned_them() {
    let it = Scene::new(Some(12));
    it.prune();
    let place = copy(&it.t, "copy");
    let open = |place: &std::path::Path| it.t.open_at(place).expect("open");
    let register = open(&place);
    let coordinator = task(&register, "coordinator", Purpose::DataQuality);
    assert_eq!(coordinator.read(it.person).expect("there").version, 1);
    assert_eq!(coordinator.read(it.gone).map(drop).expect_err("erased").code(), Code::NotFound);
    coordinator.amend(it.person, 1, entry("Ann", "Odd", "1980-01-02")).expect("amended");
    task(&register, "administrator", Purpose::SystemOperation).check(&mut |_, _| true).expect("whole");
    drop((coordinator, register));

    let id = data_encoding::HEXLOWER.encode(it.person.as_bytes());
    let by = |place: &std::path::Path| -> u64 {
        keyed(place).query_row("SELECT by FROM audit_floor", [], |row| row.get(0)).expect("pruned")
    };
    for (n, sql) in [
        format!("UPDATE audit_versions SET digest = zeroblob(32) WHERE record_id = x'{id}' AND version = 1"),
        format!("DELETE FROM audit_versions WHERE record_id = x'{id}' AND version = 1"),
        "UPDATE erasures SET seq = seq - 1".to_owned(),
        "DELETE FROM erasures".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let place = copy(&it.t, &format!("copy {n}"));
        tamper(&place, &sql);
        let wrong = Error::Corrupt(Corruption::Record { seq: by(&place) });
        let look = Forensics::open(&place, Key::Host(&HOST_KEY), it.t.options()).expect("looked at");
        assert_eq!(look.verify(&mut |_, _| true).map(drop), Err(wrong.clone()), "{sql}");
        drop(look);
        // Nobody even signs in: the accounts are held against the same.
        let session = open(&place).vouch(Vouching::of("auditor", "the test").expect("a name"));
        assert_eq!(session.map(drop), Err(wrong), "{sql}");
    }
}

#[test]
fn events_that_nobody_agreed_to_prune_are_missed() {
    let it = Scene::new(Some(12));
    let unpruned = copy(&it.t, "unpruned");
    it.prune();
    let pruned = copy(&it.t, "pruned");
    for (place, sqls) in [
        (
            &pruned,
            vec!["DELETE FROM audit_fields WHERE seq < 515", "DELETE FROM audit_events WHERE seq = 512"],
        ),
        (&pruned, vec!["UPDATE audit_floor SET first = 513", "DELETE FROM audit_events WHERE seq = 512"]),
        (&pruned, vec!["UPDATE audit_floor SET by = by - 1"]),
        (&pruned, vec!["DELETE FROM audit_floor"]),
        (
            &unpruned,
            vec!["INSERT INTO audit_floor VALUES (1, 256, 600)", "DELETE FROM audit_events WHERE seq < 256"],
        ),
        (&unpruned, vec!["DELETE FROM audit_events WHERE seq < 256"]),
    ] {
        let trial = it.t.beside("trial");
        crate::support::damage::copy_files(place, &trial);
        for sql in &sqls {
            tamper(&trial, sql);
        }
        // Who signs in is read, and held against a log that begins where it should not.
        let verified = it.t.open_at(&trial).and_then(|it| {
            let session = it.vouch(Vouching::of("auditor", "the test")?)?;
            session.task(TaskRequest::of(Purpose::AuditIntegrity))?.verify(&mut |_, _| true).map(drop)
        });
        assert_eq!(verified.expect_err("events are missing").code(), Code::Corrupt, "{sqls:?}");
        let look = Forensics::open(&trial, Key::Host(&HOST_KEY), it.t.options()).expect("looked at");
        assert_eq!(look.verify(&mut |_, _| true).map(drop).expect_err("missing").code(), Code::Corrupt);
        let export = it.t.beside("export");
        let _ = std::fs::remove_dir_all(&export);
        look.export(&export, &mut |_, _| true).expect("the log is exportable as it is");
    }
}

#[test]
fn only_what_the_policy_lets_go_is_asked_for_by_one_and_agreed_to_by_another() {
    let kept = Scene::new(None);
    assert_eq!(keeper(&kept.t).prunable().expect("a number").into_value(), 0, "all of it is kept");
    assert_eq!(keeper(&kept.t).request(operation(256)).map(drop).expect_err("kept").code(), Code::Invalid);

    let it = Scene::new(Some(12));
    for first in [0, 1, 100, 513, 768, 1 << 40] {
        let fault = keeper(&it.t).request(operation(first)).map(drop).expect_err("not to be pruned");
        assert_eq!(fault.code(), Code::Invalid, "{first}");
    }
    for who in ["viewer", "coordinator", "supervisor", "auditor", "administrator", "service"] {
        let found = it.t.task(who, Purpose::Retention).request(operation(256));
        assert_eq!(refused(found), Refusal::Role, "{who}");
    }
    assert_eq!(refused(keeper(&it.t).prune_log(256, basis())), Refusal::NeedsSecondPerson);
    let request = it.t.agreed(operation(256), "records_manager", "data_protection_officer");
    let session = it.t.session("records_manager");
    let late = session.task(TaskRequest::of(Purpose::Retention)).expect("a task");
    it.t.wait(TimeDelta::minutes(10));
    assert_eq!(refused(late.execute(request)), Refusal::Confirm);
    assert_eq!(refused(keeper(&it.t).prune_log(512, basis())), Refusal::NeedsSecondPerson, "not this many");
    keeper(&it.t).execute(request).expect("pruned");
    // Once more, from where the log begins now.
    assert_eq!(it.prune(), 512);
    assert_eq!(it.t.auditor().verify(&mut |_, _| true).expect("whole").pruned, 512);
    assert_eq!(it.t.coordinator().read(it.person).expect("there").version, 1);
}

#[test]
fn a_policy_that_keeps_longer_keeps_the_log() {
    let it = Scene::new(Some(14));
    assert_eq!(keeper(&it.t).prunable().expect("a number").into_value(), 0);
}

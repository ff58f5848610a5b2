//! A witness outside cosigns what goes on, and refuses what does not; the report to the Commissioner adds
//! up for whoever has the log's public key.

use std::fs;

use stalking_register::access::Purpose;
use stalking_register::audit::EventProof;
use stalking_register::audit::note::{Note, VerifierKey};
use stalking_register::audit::witness::Answer;
use stalking_register::error::{Code, Corruption, Error, Problem};
use stalking_register::register::Task;
use stalking_register::register::audit::AuditRequest;
use stalking_register::register::audit_report::{Report, verify_report};
use stalking_register::register::witness::{Accepted, make_witness, witness_cosign};

use crate::support::fixture::{Fixture, day, entry};

/// A witness on the same disk, which a test can take.
struct Psd<'t> {
    t: &'t Fixture,
    key: String,
}

impl<'t> Psd<'t> {
    fn new(t: &'t Fixture) -> Self {
        let key = make_witness(&t.beside("witness.key"), "witness.example/psd", &t.options().entropy);
        Self { t, key: key.expect("a key") }
    }

    fn cosign(&self, request: &str) -> Result<Answer, Error> {
        let log = self.t.register.log_key().expect("a key");
        let (state, key) = (self.t.beside("witness.state"), self.t.beside("witness.key"));
        witness_cosign(&state, &key, &log, request, &self.t.options().clock)
    }
}

fn checkpoint(auditor: &Task) -> u64 {
    auditor.checkpoint().expect("a checkpoint").into_value().checkpoint.size
}

fn ask(auditor: &Task, old: u64) -> String {
    auditor.witness_request(old).expect("a request").into_value()
}

#[test]
fn a_witness_cosigns_a_log_that_goes_on_and_its_line_goes_with_each_proof() {
    let t = Fixture::new();
    let (psd, auditor) = (Psd::new(&t), t.auditor());
    let first = checkpoint(&auditor);
    let answer = psd.cosign(&ask(&auditor, 0)).expect("cosigned");
    let kept = auditor.witness_accept(&answer.to_string(), &psd.key).expect("kept").into_value();
    assert_eq!(kept, Accepted::Cosigned { size: first });
    let made = t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").receipt();

    let second = checkpoint(&auditor);
    assert_eq!(psd.cosign(&ask(&auditor, 0)), Ok(Answer::Knows(first)), "it knows more than it was told");
    let told = auditor.witness_accept(&format!("{first}\n"), &psd.key).expect("told").into_value();
    assert_eq!(told, Accepted::Knows { size: first });
    let answer = psd.cosign(&ask(&auditor, first)).expect("cosigned");
    let kept = auditor.witness_accept(&answer.to_string(), &psd.key).expect("kept").into_value();
    assert_eq!(kept, Accepted::Cosigned { size: second });
    let proof = auditor.prove_event(made.seq).expect("a proof").into_value();
    let proof = EventProof::parse(&proof).expect("a proof");
    let witness = VerifierKey::parse(&psd.key).expect("a key");
    let at = u64::try_from(t.now().timestamp()).expect("after 1970");
    assert_eq!(proof.note.check(&witness), Ok(Some(at)));
}

#[test]
fn a_witness_refuses_a_smaller_log_another_history_and_another_key() {
    let t = Fixture::new();
    let (psd, auditor) = (Psd::new(&t), t.auditor());
    checkpoint(&auditor);
    let early = ask(&auditor, 0);
    let smaller = auditor.checkpoint().expect("a checkpoint").into_value().checkpoint.size;
    let larger = checkpoint(&auditor);
    psd.cosign(&ask(&auditor, 0)).expect("cosigned");
    let state = fs::read(t.beside("witness.state")).expect("a state");
    let fault = psd.cosign(&early).expect_err("a smaller log");
    assert_eq!(fault.code(), Code::Rollback);
    assert!(matches!(fault, Error::Rollback { size, anchored } if size < smaller && anchored == larger));

    // The witness knows another root of the same size: a second history of the log.
    let text = String::from_utf8(state.clone()).expect("text");
    let root = text.lines().nth(2).expect("a root");
    let other = text.replace(root, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    fs::write(t.beside("witness.state"), other).expect("written");
    checkpoint(&auditor);
    let fault = psd.cosign(&ask(&auditor, larger)).expect_err("another history");
    assert_eq!(fault, Error::Fork { anchored: larger });
    fs::write(t.beside("witness.state"), state).expect("written");

    for wrong in ["", "old 0\n", &ask(&auditor, larger).replace("\u{2014} localhost", "\u{2014} elsewhere")] {
        assert_eq!(psd.cosign(wrong).expect_err("malformed").code(), Code::Invalid);
    }
    assert_eq!(auditor.witness_request(1_000_000).expect_err("too long").code(), Code::Invalid);
    let fault = t.task("coordinator", Purpose::AuditLawfulness).witness_request(0).expect_err("no right");
    assert_eq!(fault.code(), Code::Forbidden);
}

#[test]
fn a_witness_that_tells_of_less_than_it_cosigned_is_not_believed() {
    let t = Fixture::new();
    let (psd, auditor) = (Psd::new(&t), t.auditor());
    let size = checkpoint(&auditor);
    let answer = psd.cosign(&ask(&auditor, 0)).expect("cosigned").to_string();
    auditor.witness_accept(&answer, &psd.key).expect("kept");
    let fault = auditor.witness_accept(&format!("{}\n", size - 1), &psd.key).expect_err("less");
    assert_eq!(fault, Error::Rollback { size: size - 1, anchored: size });
    // Both answers leave an event that says what it was, and no cosignature.
    let told = auditor.witness_accept(&format!("{size}\n"), &psd.key).expect("told").into_value();
    assert_eq!(told, Accepted::Knows { size });
    let request = AuditRequest { events: Some(2), ..AuditRequest::default() };
    let newest = t.auditor().read_audit(request).expect("a page").into_value().events;
    assert_eq!(newest[1].action, "integrity_asked");
    let request = AuditRequest { events: Some(1000), ..AuditRequest::default() };
    let events = t.auditor().read_audit(request).expect("a page").into_value().events;
    let count = |action: &str, outcome: &str| {
        events.iter().filter(|it| it.action == action && it.outcome == outcome).count()
    };
    assert_eq!((count("anchor_mismatch", "failed"), count("witness_cosigned", "done")), (1, 1));
    // An answer may be late; another key's line, or one over something else, is none.
    checkpoint(&auditor);
    let late = auditor.witness_accept(&answer, &psd.key).expect("kept").into_value();
    assert_eq!(late, Accepted::Cosigned { size });
    let other = answer.replace("AAAA", "AAAB");
    assert_ne!(other, answer);
    let log = t.register.log_key().expect("a key");
    for (answer, key, at) in
        [(other.as_str(), psd.key.as_str(), "/answer"), ("", &psd.key, "/answer"), (&answer, &log, "/key")]
    {
        let fault = auditor.witness_accept(answer, key).expect_err("no answer");
        assert_eq!(fault.pointer().map(ToString::to_string).as_deref(), Some(at));
    }
}

#[test]
fn the_report_counts_the_six_operations_of_its_days_and_adds_up_for_strangers() {
    let t = Fixture::new();
    let task = t.coordinator();
    let id = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    task.amend(id, 1, entry("Anne", "Ode", "1980-01-02")).expect("amended");
    for _ in 0..3 {
        task.read(id).expect("read");
    }
    t.task("viewer", Purpose::Review).read(id).expect_err("not permitted");
    t.wait(chrono::TimeDelta::days(1));
    let later = t.coordinator();
    later.read(id).expect("read");

    let auditor = t.task("auditor", Purpose::AuditCommissioner);
    let report = auditor
        .report_operations(day("2026-11-23").date(), day("2026-11-24").date())
        .expect("a report")
        .into_value();
    let key = t.register.log_key().expect("a key");
    assert_eq!(verify_report(&report, &key), Ok(()));
    let text = Note::parse(&report.note).expect("a note").text().to_owned();
    for line in
        ["from 2026-11-23", "until 2026-11-24", "collection 1", "alteration 1", "consultation 3", "erasure 0"]
    {
        assert!(text.lines().any(|it| it == line), "{line} in {text}");
    }
    // No count can be changed, no event left out or added.
    let forged = Report { note: report.note.replace("consultation 3", "consultation 2"), ..report.clone() };
    assert_eq!(verify_report(&forged, &key), Err(Error::Corrupt(Corruption::Checkpoint)));
    let two_days =
        |auditor: &Task| auditor.report_operations(day("2026-11-23").date(), day("2026-11-25").date());
    let early = two_days(&auditor).map(drop);
    assert_eq!(early, Err(Error::invalid("/until", Problem::InTheFuture)), "the second day is not over");
    t.wait(chrono::TimeDelta::days(1));
    let auditor = t.task("auditor", Purpose::AuditCommissioner);
    let two = two_days(&auditor).expect("a report").into_value();
    // Each report is one disclosure, and keeping the log is none.
    t.administrator().key_slots().expect("a list");
    t.administrator().erasure_list().expect("a list");
    t.auditor().witness_request(0).expect("a request");
    t.auditor().prove_event(0).expect("a proof");
    let request = AuditRequest { events: Some(1000), ..AuditRequest::default() };
    let events = t.auditor().read_audit(request).expect("a page").into_value().events;
    let disclosed: Vec<_> =
        events.iter().filter(|it| it.operation == "disclosure").map(|it| it.action).collect();
    assert_eq!(disclosed, ["audit_disclosed", "audit_disclosed"]);
    let house = events.iter().filter(|it| ["key_slots_read", "audit_exported"].contains(&it.action));
    assert_eq!(house.map(|it| it.operation).collect::<Vec<_>>(), ["none"; 4]);
    let mixed = Report { note: report.note.clone(), disclosure: two.disclosure };
    assert_eq!(verify_report(&mixed, &key), Err(Error::Corrupt(Corruption::Disclosure)));
    for bit in (0..report.disclosure.len() * 8).step_by(97) {
        let mut disclosure = report.disclosure.clone();
        disclosure[bit / 8] ^= 1 << (bit % 8);
        assert!(verify_report(&Report { note: report.note.clone(), disclosure }, &key).is_err(), "bit {bit}");
    }
    let fault =
        auditor.report_operations(day("2026-11-23").date(), day("2026-11-23").date()).expect_err("no day");
    assert_eq!(fault.code(), Code::Invalid);
    let fault = t
        .task("coordinator", Purpose::AuditCommissioner)
        .report_operations(day("2026-11-23").date(), day("2026-11-24").date());
    assert_eq!(fault.expect_err("no right").code(), Code::Forbidden);
}

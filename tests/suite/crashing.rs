//! A process that is killed: every write that was acknowledged is there, and every read that was
//! released has its event.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::DateTime;
use stalking_register::access::{Key, Purpose};
use stalking_register::clock::Clock;
use stalking_register::model::Id;
use stalking_register::register::{Options, Register, TaskRequest};

use crate::support::child::{again, part, tell, told};
use crate::support::fixture::{Fixture, HOST_KEY, entry, vouched};

/// Opens a register as the child does; its clock aborts the process when it is asked the n-th time,
/// which is inside a transaction.
fn open_to_die(directory: &Path, asked_max: u32) -> Register {
    let asked = Arc::new(AtomicU32::new(0));
    let now = DateTime::parse_from_rfc3339("2026-11-23T10:00:00Z").expect("a moment").to_utc();
    let clock = Clock::by(move || {
        if asked.fetch_add(1, Ordering::SeqCst) == asked_max {
            std::process::abort();
        }
        now
    });
    Register::open(directory, Key::Host(&HOST_KEY), Options { clock, ..Options::default() }).expect("open")
}

fn live_and_die(part: &str) {
    let (directory, asked_max) = part.rsplit_once('|').expect("a directory and a number");
    let register = open_to_die(Path::new(directory), asked_max.parse().expect("a number"));
    let session = vouched(&register, "coordinator");
    let task = session.task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
    for n in 0.. {
        let id = task.register(entry("Ann", &format!("Ode{n}"), "1980-01-02")).expect("written").into_value();
        tell(&format!("wrote {id}"));
        let read = task.entry(id).expect("read");
        tell(&format!("read {id} {}", read.receipt().seq));
    }
}

#[test]
fn what_was_acknowledged_before_a_kill_is_there_afterwards() {
    if let Some(part) = part() {
        return live_and_die(part.to_str().expect("a path"));
    }
    let t = Fixture::on_disk();
    let directory = t.directory();
    drop(t.register.clone());
    // The clock is asked a few times to sign in, then once for each call: each number dies elsewhere.
    for asked_max in [4, 5, 6, 7, 9, 12, 17, 30] {
        let part = format!("{}|{asked_max}", directory.display());
        let mut child = again("crashing::what_was_acknowledged_before_a_kill_is_there_afterwards", part, &[])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let lines: Vec<String> = out.lines().map_while(Result::ok).collect();
        let ended = child.wait().expect("it ends");
        assert!(!ended.success(), "it dies at {asked_max}");

        let task = t.coordinator();
        let mut seen = 0;
        for line in lines.iter().filter_map(|it| told(it)) {
            let words: Vec<_> = line.split(' ').collect();
            let id: Id = words[1].parse().expect("an id");
            let found = task.entry(id).expect("it is there");
            assert_eq!(found.version, 1);
            if words[0] == "read" {
                let released = t.auditor().read_audit(of(id)).expect("a page").into_value();
                let seq: u64 = words[2].parse().expect("a number");
                assert!(released.events.iter().any(|it| it.seq == seq && it.action == "open"), "{line}");
            }
            seen += 1;
        }
        assert!(asked_max < 9 || seen > 0, "something was acknowledged before {asked_max}");
        t.auditor().verify(&mut |_, _| true).expect("the log is whole");
    }
}

fn of(id: Id) -> stalking_register::register::audit::AuditRequest {
    stalking_register::register::audit::AuditRequest { record: Some(id), ..Default::default() }
}

#[test]
fn a_process_killed_from_outside_loses_nothing_that_it_told() {
    if let Some(part) = part() {
        return live_and_die(part.to_str().expect("a path"));
    }
    let t = Fixture::on_disk();
    for lines_read in [1, 2, 7, 20] {
        let part = format!("{}|{}", t.directory().display(), u32::MAX);
        let mut child =
            again("crashing::a_process_killed_from_outside_loses_nothing_that_it_told", part, &[])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("a child");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let mut lines = out.lines().map_while(Result::ok).filter(|it| told(it).is_some());
        let mut seen: Vec<String> = lines.by_ref().take(lines_read).collect();
        child.kill().expect("killed");
        seen.extend(lines);
        child.wait().expect("it ends");
        assert!(seen.len() >= lines_read);
        let task = t.coordinator();
        for line in seen.iter().filter_map(|it| told(it)) {
            let id: Id = line.split(' ').nth(1).expect("an id").parse().expect("an id");
            task.entry(id).expect("it is there");
        }
        t.auditor().verify(&mut |_, _| true).expect("the log is whole");
    }
}

//! Many callers, several open registers, several processes: each write is there once, and the log is one.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use stalking_register::access::{Key, Purpose};
use stalking_register::register::{Options, Register, TaskRequest};

use crate::support::child::{again, part, tell, told};
use crate::support::fixture::{Fixture, HOST_KEY, entry, vouched};

#[test]
fn callers_on_many_threads_share_commits_and_lose_nothing() {
    let t = Fixture::new();
    let task = t.coordinator();
    let threads: Vec<_> = (0..16)
        .map(|n| {
            let task = task.clone();
            std::thread::spawn(move || {
                let mut receipts = Vec::new();
                for m in 0..20 {
                    let made =
                        task.register(entry("Ann", &format!("Ode{n}x{m}"), "1980-01-02")).expect("an entry");
                    let read = task.entry(*made.value()).expect("read");
                    receipts.extend([made.receipt().seq, read.receipt().seq]);
                }
                receipts
            })
        })
        .collect();
    let receipts: Vec<u64> = threads.into_iter().flat_map(|it| it.join().expect("a thread")).collect();
    assert_eq!(receipts.len(), 640);
    assert_eq!(receipts.iter().collect::<HashSet<_>>().len(), 640, "each release has an event of its own");
    let verified = t.auditor().verify(&mut |_, _| true).expect("the log is whole");
    assert_eq!(verified.versions, 320 + 8);
}

#[test]
fn two_open_registers_see_each_others_end_of_the_log() {
    let t = Fixture::new();
    let other = t.open_again().expect("open");
    let here = t.coordinator();
    let there = vouched(&other, "coordinator").task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
    let mut last = 0;
    for n in 0..30 {
        let task = if n % 3 == 0 { &here } else { &there };
        let made = task.register(entry("Ann", &format!("Ode{n}"), "1980-01-02")).expect("an entry");
        assert_eq!(made.receipt().seq, if last == 0 { made.receipt().seq } else { last + 1 });
        last = made.receipt().seq;
    }
    t.auditor().verify(&mut |_, _| true).expect("the log is whole");
}

fn write_beside(directory: &Path) {
    let register = Register::open(directory, Key::Host(&HOST_KEY), Options::default()).expect("open");
    let task = vouched(&register, "coordinator").task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
    for n in 0..40 {
        let made = task.register(entry("Bo", &format!("Peep{n}"), "1971-01-01")).expect("an entry");
        tell(&format!("{}", made.receipt().seq));
    }
}

#[test]
fn two_processes_write_one_log() {
    if let Some(directory) = part() {
        return write_beside(Path::new(&directory));
    }
    let t = Fixture::new();
    let mut child = again("concurrency::two_processes_write_one_log", t.directory(), &[])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child");
    let task = t.coordinator();
    let mut seqs: Vec<u64> = (0..40)
        .map(|n| {
            task.register(entry("Ann", &format!("Ode{n}"), "1980-01-02")).expect("an entry").receipt().seq
        })
        .collect();
    let out = BufReader::new(child.stdout.take().expect("its output"));
    let lines: Vec<String> = out.lines().map_while(Result::ok).collect();
    assert!(child.wait().expect("it ends").success());
    seqs.extend(lines.iter().filter_map(|it| told(it)).map(|it| it.parse::<u64>().expect("a number")));
    assert_eq!(seqs.len(), 80);
    assert_eq!(seqs.iter().collect::<HashSet<_>>().len(), 80, "no event was written over");
    let verified = t.auditor().verify(&mut |_, _| true).expect("the log is whole");
    assert_eq!(verified.versions, 80 + 8);
}

#[test]
fn an_entry_made_in_one_process_is_found_by_screening_in_another() {
    let t = Fixture::new();
    let other = t.open_again().expect("open");
    let there = vouched(&other, "coordinator").task(TaskRequest::of(Purpose::DataQuality)).expect("a task");
    let query =
        || stalking_register::screening::Query::read(r#"{"name":"Wilhelmina Quux"}"#).expect("a query");
    assert!(there.screen(query(), 5).expect("an answer").is_empty());
    let made =
        t.coordinator().register(entry("Wilhelmina", "Quux", "1980-01-02")).expect("an entry").into_value();
    assert_eq!(there.screen(query(), 5).expect("an answer")[0].entry, made);
}

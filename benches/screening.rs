//! Is this person known? Misspelt names against a register: each call whole, the flush of its event apart,
//! a batch, a change, and beside them what a scan with a fuzzy matcher takes.
//!
//! `SREG_BENCH_ENTRIES=1000000` makes the register so large; 100,000 is the default.

#![expect(clippy::print_stdout, reason = "the figures are the point")]

#[path = "support/flush.rs"]
mod flush;
#[path = "support/ground.rs"]
mod ground;
#[path = "support/persons.rs"]
mod persons;

use std::path::Path;
use std::time::{Duration, Instant};

use stalking_register::access::Key;
use stalking_register::model::Id;
use stalking_register::model::text::Line;
use stalking_register::register::{Options, Register, Task};
use stalking_register::screening::{Birth, Index, Name, NameKind, Policy, Profile, Query};

/// Entries where nothing else is asked for.
const ENTRIES: usize = 100_000;

/// Calls that are timed one by one.
const CALLS: usize = 1_000;

/// Queries of the batches.
const BATCH: usize = 1_000;

/// Matches asked for.
const TOP: usize = 10;

/// Where a flush costs nothing, so that the rest of a call can be timed.
const MEMORY: &str = "/dev/shm";

/// Names the register that another process of this bench opens.
const OPENS: &str = "SREG_BENCH_OPENS";

/// A page of memory.
const PAGE_BYTES: usize = 4096;

fn main() {
    let entries =
        std::env::var("SREG_BENCH_ENTRIES").ok().map_or(ENTRIES, |it| it.parse().expect("a number"));
    if let Some(directory) = std::env::var_os(OPENS) {
        return opened(Path::new(&directory), entries);
    }
    let disk = Path::new(env!("CARGO_TARGET_TMPDIR"));
    println!("{entries} entries; one flush of this disk takes {:?}", flush::median(disk));
    let memory = Path::new(MEMORY);
    let (ground, words) = if memory.is_dir() {
        (ground::Ground::new_in(memory), "the flush apart (the register lies in memory)")
    } else {
        (ground::Ground::new(), "the flush included (there is no file system in memory)")
    };
    let task = ground.task();
    fill(&task, entries);
    let began = Instant::now();
    task.screen(query(0, entries), TOP).expect("an answer");
    println!("first screening, which builds the index and writes it down: {:?}", began.elapsed());
    in_another_process(&ground);
    let found: usize = timed(&format!("screening, {words}"), CALLS, |n| {
        let answer = task.screen(query(n, entries), TOP).expect("an answer");
        usize::from(answer.iter().any(|it| it.name == name(person_of(n, entries))))
    });
    println!("  the person was among the {TOP} first for {found} of {CALLS}");
    batch(&task, entries);
    changes(&task, entries);
    alone(entries);
    scan(entries);
}

/// What the first screening takes of whoever opens the register later, which reads the index, and the memory it holds.
fn in_another_process(ground: &ground::Ground) {
    let mut other = std::process::Command::new(std::env::current_exe().expect("a program"));
    let other = other.env(OPENS, ground.register.directory()).status().expect("another process");
    assert!(other.success());
}

fn opened(directory: &Path, entries: usize) {
    let register =
        Register::open(directory, Key::Host(&ground::HOST_KEY), Options::default()).expect("a register");
    let task = ground::task(&register);
    let began = Instant::now();
    task.screen(query(0, entries), TOP).expect("an answer");
    println!("first screening of another process, which reads it: {:?}", began.elapsed());
    let began = Instant::now();
    register.prepare_screening().expect("what the log tells");
    let taken = began.elapsed();
    for n in 0..CALLS {
        task.screen(query(n, entries), TOP).expect("an answer");
    }
    // In pages, the second number.
    let held = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = held.as_deref().and_then(|it| it.split(' ').nth(1)).and_then(|it| it.parse::<usize>().ok());
    let held = pages.map_or(String::new(), |it| {
        format!("; after {CALLS} more screenings it holds {} MB", it * PAGE_BYTES / 1_000_000)
    });
    println!("  what the log tells of all records, read by the preparation: {taken:?}{held}");
}

fn fill(task: &Task, entries: usize) {
    let import = task.import();
    for from in (0..entries).step_by(1_000) {
        let to = (from + 1_000).min(entries);
        import.write((from..to).map(persons::entry).collect()).expect("entries");
    }
}

/// The person that the `n`th query is about.
fn person_of(n: usize, entries: usize) -> usize {
    n * 7_919 % entries
}

fn name(n: usize) -> String {
    let (given, family, _) = persons::person(n);
    format!("{given} {family}")
}

/// The `n`th query: a letter too many, too few or changed, with or without a birth date.
fn query(n: usize, entries: usize) -> Query {
    let (given, family, born) = persons::person(person_of(n, entries));
    let mut letters: Vec<char> = family.chars().collect();
    let at = 1 + n % (letters.len() - 1);
    match n % 3 {
        0 => letters.insert(at, 'e'),
        1 => letters[at] = 'a',
        _ => drop(letters.remove(at)),
    }
    let name = format!("{given} {}", letters.into_iter().collect::<String>());
    Query {
        name: Some(Line::new(&name).expect("a name")),
        born: n.is_multiple_of(2).then(|| Line::new(&born).expect("a date")),
        ..Query::default()
    }
}

/// Does something many times, prints the 50th and the 99th percentile, and gives the sum of what it gave.
fn timed(words: &str, times: usize, mut act: impl FnMut(usize) -> usize) -> usize {
    let mut sum = 0;
    let mut taken: Vec<Duration> = (0..times)
        .map(|n| {
            let began = Instant::now();
            sum += act(n);
            began.elapsed()
        })
        .collect();
    taken.sort_unstable();
    println!("{words}: p50 {:?}, p99 {:?}", taken[times / 2], taken[times * 99 / 100]);
    sum
}

fn batch(task: &Task, entries: usize) {
    let began = Instant::now();
    for part in 0..2 {
        let queries = (0..BATCH).map(|n| query(CALLS + part * BATCH + n, entries)).collect();
        task.screen_batch(queries, TOP).expect("answers");
    }
    let rate = u128::try_from(2 * BATCH).expect("few") * 1_000_000 / began.elapsed().as_micros();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("batches of {BATCH}: {rate} queries a second, {threads} processors");
}

/// What a change costs until it is found: the call that writes it follows it in the index.
fn changes(task: &Task, entries: usize) {
    let mut made = Vec::new();
    timed("an entry registered, and in the index", 100, |n| {
        made.push(task.register(persons::entry(entries + n)).expect("an entry").into_value());
        0
    });
    for (n, id) in made.iter().enumerate() {
        let found = task.duplicates(*id, 1).expect("an answer");
        assert!(n > 0 || found.len() <= 1);
    }
}

/// The search of the index alone, and what a changed entry costs it.
fn alone(entries: usize) {
    let mut index = Index::new();
    let profile = |n: usize| {
        let (given, family, born) = persons::person(n);
        Profile {
            names: vec![Name::new(given, &family, NameKind::Main)],
            births: Birth::read(&born).into_iter().collect(),
            postcodes: vec!["LS1 4AP".to_owned()],
            addresses: vec![format!("{} Station Road", n % 300 + 1)],
            ..Profile::default()
        }
    };
    let id = |n: usize| Id::from_bytes((n as u128).to_be_bytes());
    for n in 0..entries {
        index.insert(id(n), &profile(n));
    }
    timed("  of which the search", CALLS, |n| {
        index.search(&query(n, entries), TOP, &Policy::default()).candidates.len()
    });
    timed("  of which a change in the index", CALLS, |n| {
        index.insert(id(person_of(n, entries)), &profile(person_of(n + 1, entries)));
        0
    });
}

/// The peer: every name and birth date compared by a fuzzy matcher, as a script would do it.
fn scan(entries: usize) {
    let line = |name: &str, born: &str| format!("{} {born}", name.to_lowercase());
    let lines: Vec<String> = (0..entries).map(|n| line(&name(n), &persons::person(n).2)).collect();
    timed("a scan with rapidfuzz's ratio", 10, |n| {
        let asked = query(n, entries);
        let asked = line(asked.name.as_deref().unwrap_or(""), asked.born.as_deref().unwrap_or(""));
        let matcher = rapidfuzz::fuzz::RatioBatchComparator::new(asked.chars());
        let scores = lines.iter().map(|it| matcher.similarity(it.chars()));
        scores.enumerate().max_by(|one, other| one.1.total_cmp(&other.1)).map_or(0, |it| it.0)
    });
}

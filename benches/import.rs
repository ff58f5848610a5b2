//! Taking 100,000 entries over, checked and written in batches of 1000, beside a bare insert of the same
//! bytes by the same engine.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[path = "support/ground.rs"]
mod ground;
#[path = "support/peer.rs"]
mod peer;
#[path = "support/persons.rs"]
mod persons;

use std::time::{Duration, Instant};

use stalking_register::model::{Entry, document};
use stalking_register::register::import::{BATCH_ENTRIES_MAX, Checked};

const ENTRIES: usize = 100_000;

fn main() {
    let ground = ground::Ground::new();
    let task = ground.task();
    let mut import = task.import();
    let mut checked = Duration::ZERO;
    let mut written = Duration::ZERO;
    for batch in batches() {
        let begun = Instant::now();
        let findings = import.check(batch).expect("a check");
        checked += begun.elapsed();
        assert!(findings.iter().all(|it| *it == Checked::New), "a fault");
    }
    for batch in batches() {
        let begun = Instant::now();
        import.write(batch).expect("entries");
        written += begun.elapsed();
    }
    let bare = bare(&ground);
    println!("{:<24} {:>10} {:>14} {:>14}", "", "seconds", "per second", "in bare inserts");
    for (name, time) in [
        ("bare insert", bare),
        ("import, the check", checked),
        ("import, the write", written),
        ("import, both", checked + written),
    ] {
        let seconds = time.as_secs_f64();
        let rate = f64::from(u32::try_from(ENTRIES).expect("few")) / seconds;
        println!("{name:<24} {seconds:>10.2} {rate:>14.0} {:>14.2}", seconds / bare.as_secs_f64());
    }
}

/// The entries, a batch at a time; their making is not timed.
fn batches() -> impl Iterator<Item = Vec<Entry>> {
    (0..ENTRIES)
        .step_by(BATCH_ENTRIES_MAX)
        .map(|first| (first..first + BATCH_ENTRIES_MAX).map(persons::entry).collect())
}

/// Returns the time of inserting the same documents into one table.
fn bare(ground: &ground::Ground) -> Duration {
    let mut connection = peer::open(&ground.register, &ground::HOST_KEY, "bare.db");
    connection
        .execute_batch("CREATE TABLE records (id INTEGER PRIMARY KEY, document TEXT NOT NULL) STRICT")
        .expect("a table");
    let mut time = Duration::ZERO;
    for batch in batches() {
        let documents: Vec<_> = batch.iter().map(document::write).collect();
        let begun = Instant::now();
        let transaction = connection.transaction().expect("a transaction");
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO records (document) VALUES (?1)").expect("SQL");
            for document in &documents {
                insert.execute([document]).expect("a row");
            }
        }
        transaction.commit().expect("a commit");
        time += begun.elapsed();
    }
    time
}

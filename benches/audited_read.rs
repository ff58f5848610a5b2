//! What the audit costs a read: 1, 16 and 64 callers, beside the same row read without an audit and one
//! bare flush of the same disk. `SREG_BENCH_FLUSH_US=4000` makes it a disk whose flush takes 4 ms.
//!
//! So many callers can make so many reads for each flush at the most, since each waits for its own; that limit
//! and the part of it that is reached stand in the table.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[path = "support/flush.rs"]
mod flush;
#[path = "support/ground.rs"]
mod ground;
#[path = "support/peer.rs"]
mod peer;
#[path = "support/persons.rs"]
mod persons;
#[path = "support/slow.rs"]
mod slow;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use stalking_register::model::Id;
use stalking_register::register::Task;
use stalking_register::store::DATABASE_FILE;

const ENTRIES: usize = 1000;
const WARM_UP: Duration = Duration::from_millis(500);
const TIME: Duration = Duration::from_secs(3);

fn main() {
    slow::disk();
    let ground = ground::Ground::new();
    let task = ground.task();
    let entries = (0..ENTRIES).map(persons::entry).collect();
    let ids = task.import().write(entries).expect("entries").into_value();

    println!("{:<28} {:>12} {:>14} {:>12}", "", "median us", "per second", "ratio");
    let peer = unaudited(&ground, &ids);
    println!("{:<28} {:>12.1} {:>14.0} {:>12}", "unaudited read", micros(peer), per_second(peer), "");
    for callers in [1, 16, 64] {
        let before = flush::median(&ground.register.directory());
        let (median, rate) = audited(&task, &ids, callers);
        let flush = (before + flush::median(&ground.register.directory())) / 2;
        println!("{:<28} {:>12.1} {:>14.0} {:>12.2}", "one flush", micros(flush), per_second(flush), 1.0);
        let limit = f64::from(u32::try_from(callers).expect("few")) / flush.as_secs_f64();
        let name = format!("audited read, {callers} at once");
        let ratio = median.as_secs_f64() / flush.as_secs_f64();
        println!("{name:<28} {:>12.1} {rate:>14.0} {ratio:>12.2}", micros(median));
        println!("{:<28} {:>12} {limit:>14.0} {:>12.2}", "  all of them in each flush", "", rate / limit);
    }
}

/// Returns the median time of a call and the calls a second, of so many callers at once.
fn audited(task: &Task, ids: &[Id], callers: usize) -> (Duration, f64) {
    let (counting, over) = (AtomicBool::new(false), AtomicBool::new(false));
    let mut begun = Instant::now();
    let mut times: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..callers)
            .map(|n| {
                let (counting, over) = (&counting, &over);
                scope.spawn(move || {
                    let mut times = Vec::new();
                    for id in ids.iter().cycle().skip(n * 7) {
                        let begun = Instant::now();
                        task.read(*id).expect("a record");
                        if counting.load(Ordering::Relaxed) {
                            times.push(begun.elapsed());
                        }
                        if over.load(Ordering::Relaxed) {
                            break;
                        }
                    }
                    times
                })
            })
            .collect();
        std::thread::sleep(WARM_UP);
        begun = Instant::now();
        counting.store(true, Ordering::Relaxed);
        std::thread::sleep(TIME);
        over.store(true, Ordering::Relaxed);
        threads.into_iter().flat_map(|it| it.join().expect("a caller")).collect()
    });
    let count = u32::try_from(times.len()).expect("few");
    let rate = f64::from(count) / begun.elapsed().as_secs_f64();
    times.sort_unstable();
    (times[times.len() / 2], rate)
}

/// Returns the median time of reading the same rows with the engine alone.
fn unaudited(ground: &ground::Ground, ids: &[Id]) -> Duration {
    let connection = peer::open(&ground.register, &ground::HOST_KEY, DATABASE_FILE);
    let mut statement = connection
        .prepare("SELECT document FROM records WHERE id = ?1 ORDER BY version DESC LIMIT 1")
        .expect("a statement");
    let mut times: Vec<_> = ids
        .iter()
        .cycle()
        .take(ids.len() * 10)
        .map(|id| {
            let begun = Instant::now();
            let document: String = statement.query_row([id.as_bytes()], |row| row.get(0)).expect("a row");
            std::hint::black_box(document);
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn per_second(time: Duration) -> f64 {
    1.0 / time.as_secs_f64()
}

//! What the log costs: an event appended, the whole of it verified beside the same rows only read and
//! hashed, a proof, the first read after opening, and a read with an anchor and checkpoints beside one
//! without.
//!
//! `SREG_BENCH_EVENTS` sets how many events are verified; 100,000 if it is not given.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[path = "support/peer.rs"]
mod peer;
#[path = "support/persons.rs"]
mod persons;

use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use stalking_register::access::{Key, NewKey, Purpose};
use stalking_register::audit::{
    Action, Auth, Event, Field, Frontier, Opening, Outcome, commitment, proof, tree,
};
use stalking_register::model::account::AccountStatus;
use stalking_register::model::text::Line;
use stalking_register::model::{Account, Id, Role};
use stalking_register::register::{Making, Options, Register, Task, TaskRequest, Vouching};
use stalking_register::store::{DATABASE_FILE, HEAD_BYTES, Lock, Store, Tx};
use zeroize::Zeroizing;

/// The host's key of the registers.
const HOST_KEY: [u8; 32] = [7; 32];
/// Callers that write at once, so that they share flushes.
const CALLERS: usize = 64;
/// Events if nothing else is said.
const EVENTS: u64 = 100_000;
/// Rounds of what is measured in pairs.
const ROUNDS: usize = 3;
/// Reads with the guards, and as many without, in turns.
const READS: u32 = 3000;
/// Persons on the register whose log is verified.
const PERSONS: usize = 20_000;
/// Events of one transaction where only the log is written, and transactions.
const BATCH: u64 = 5000;
const BATCHES: u64 = 20;

fn main() {
    let events = std::env::var("SREG_BENCH_EVENTS").ok().and_then(|it| it.parse().ok()).unwrap_or(EVENTS);
    proofs();
    guards();
    batches();
    let ground = Ground::new(Anchor::Absent);
    let task = ground.task(Role::Coordinator, Purpose::DataQuality);
    let mut person = None;
    for lot in 0..PERSONS / 1000 {
        let entries = (lot * 1000..(lot + 1) * 1000).map(persons::entry).collect();
        person = task.import().write(entries).expect("entries").into_value().first().copied();
    }
    let appended = append(&task, events);
    line("an event appended, 64 callers, us", micros(appended) / as_number(events));
    let auditor = ground.task(Role::Auditor, Purpose::AuditIntegrity);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(timed(|| read_and_hash(&ground)));
        ours.push(timed(|| {
            auditor.verify(&mut |_, _| true).expect("a sound log");
        }));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    line(&format!("the same rows of {events} events read and hashed, ms"), micros(theirs) / 1e3);
    line(&format!("{events} events verified, ms"), micros(ours) / 1e3);
    line("  ratio", ours.as_secs_f64() / theirs.as_secs_f64());
    first_reads(&ground, person.expect("somebody"));
}

/// Times the first read after opening: from the sums that were kept, and from the whole log.
fn first_reads(ground: &Ground, person: Id) {
    let connection = peer::open(&ground.register, &HOST_KEY, DATABASE_FILE);
    line("a record's present in memory, bytes", as_number(HEAD_BYTES as u64));
    for (what, sql) in [("the sums kept", "SELECT 1"), ("the whole log", "DELETE FROM audit_heads")] {
        connection.execute_batch(sql).expect("a change");
        let key = Key::Host(&HOST_KEY);
        let begun = Instant::now();
        let register = Register::open(&ground.register.directory(), key, Options::default()).expect("open");
        let opened = begun.elapsed();
        let task = task(&register, Role::Coordinator, Purpose::DataQuality);
        let begun = Instant::now();
        task.read(person).expect("a record");
        let first = begun.elapsed();
        let begun = Instant::now();
        task.read(person).expect("a record");
        line("open, ms", micros(opened) / 1e3);
        line(&format!("the first read after it, from {what}, ms"), micros(first) / 1e3);
        line("the read after that, ms", micros(begun.elapsed()) / 1e3);
    }
}

/// Times events in the log alone, many to a transaction: an envelope, its nodes, a detail of 220 bytes and a
/// record that it names.
fn batches() {
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a directory");
    let key = || (Zeroizing::new([7; 32]), [8; 16]);
    Store::make(place.path(), &key(), |_| Ok(())).expect("a database");
    let lock = Lock::shared(place.path()).expect("a lock");
    let store = Store::open(place.path(), key(), lock).expect("a store");
    let time = timed(|| {
        for _ in 0..BATCHES {
            let written = store.commit(|tx| (0..BATCH).try_for_each(|_| add(tx)));
            written.expect("a batch");
        }
    });
    line("an event of a batch of 5000, us", micros(time) / as_number(BATCH * BATCHES));
}

fn add(tx: &mut Tx<'_>) -> stalking_register::error::Result<()> {
    let seq = tx.next_seq();
    let mut id = [0; 16];
    id[..8].copy_from_slice(&seq.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    let (record, salt) = (Id::from_bytes(id), [3; 32]);
    let detail = [Opening { field: Field::Criteria, salt, value: "x".repeat(220) }];
    let event = Event {
        seq,
        at_ms: 1_790_000_000_000 + seq,
        operation: Action::Open.operation(),
        action: Action::Open,
        outcome: Outcome::Done,
        purpose: 1,
        actor: record,
        acted_for: None,
        session: record,
        role: 1,
        auth: Auth::PASSWORD,
        count: 1,
        subjects: commitment::references_root(&salt, &[record]),
        object: None,
        detail: commitment::detail_of(&detail),
        link: None,
        previous: tx.previous_leaf(),
        salt: [4; 16],
    };
    tx.append(&event, &detail, Some((&salt, &[record]))).map(drop)
}

/// Times a proof of twenty hashes from nodes in memory, made and checked.
fn proofs() {
    const SIZE: u64 = 1 << 20;
    let mut frontier = Frontier::new();
    let mut nodes = Vec::new();
    for n in 0..SIZE {
        nodes.extend(frontier.push(tree::leaf_hash(&n.to_be_bytes())).into_iter().map(|(_, node)| node));
    }
    let read = |at: u64| Ok::<_, proof::Unproven>(nodes[usize::try_from(at).expect("in memory")]);
    let root = frontier.root();
    let mut times: Vec<_> = (0..1000_u64)
        .map(|n| {
            let index = n * 1_048_573 % SIZE;
            timed(|| {
                let path = proof::inclusion(index, SIZE, read).expect("a proof");
                assert_eq!(path.len(), 20, "a proof of twenty hashes");
                let leaf = tree::leaf_hash(&index.to_be_bytes());
                proof::check_inclusion(&path, index, SIZE, &leaf, &root).expect("it holds");
            })
        })
        .collect();
    times.sort_unstable();
    line("a proof of twenty hashes made and checked, us", micros(times[times.len() / 2]));
}

/// Times reads with an anchor file and without, one of each in turn: both see the same disk.
fn guards() {
    let grounds = [Ground::new(Anchor::Absent), Ground::new(Anchor::OnTheSameDisk)];
    let ready: Vec<_> = grounds
        .iter()
        .map(|it| {
            let task = it.task(Role::Coordinator, Purpose::DataQuality);
            let ids = task.import().write((0..100).map(persons::entry).collect()).expect("entries");
            (task, ids.into_value())
        })
        .collect();
    let mut times = [Vec::new(), Vec::new()];
    for n in 0..READS {
        for (times, (task, ids)) in times.iter_mut().zip(&ready) {
            times.push(timed(|| drop(task.read(ids[n as usize % ids.len()]).expect("a record"))));
        }
    }
    // The mean holds the checkpoints, the median does not.
    let [without, with] = times.map(|it| (it.iter().sum::<Duration>() / READS, median(it)));
    for (what, without, with) in [("mean", without.0, with.0), ("median", without.1, with.1)] {
        line(&format!("an audited read without an anchor, {what}, us"), micros(without));
        line(&format!("an audited read with anchor and checkpoints, {what}, us"), micros(with));
        line("  ratio", with.as_secs_f64() / without.as_secs_f64());
    }
}

/// Makes the log that long, by callers who share flushes.
fn append(task: &Task, events: u64) -> Duration {
    let each = events / CALLERS as u64;
    timed(|| {
        std::thread::scope(|scope| {
            for _ in 0..CALLERS {
                scope.spawn(|| {
                    for _ in 0..each {
                        task.look_up_source("a system", "a reference").expect("a page");
                    }
                });
            }
        });
    })
}

/// Reads every row that a verification reads, and hashes as much.
fn read_and_hash(ground: &Ground) {
    let connection = peer::open(&ground.register, &HOST_KEY, DATABASE_FILE);
    for (sql, hashes) in [
        ("SELECT envelope FROM audit_events ORDER BY seq", 2),
        ("SELECT hash || hash FROM audit_nodes ORDER BY place", 1),
        ("SELECT digest || salt || value FROM audit_fields ORDER BY seq, field", 2),
        ("SELECT salt || records FROM audit_events WHERE salt IS NOT NULL ORDER BY seq", 1),
        ("SELECT record_id FROM audit_references ORDER BY seq, record_id", 2),
        ("SELECT digest FROM audit_versions ORDER BY seq, record_id, version", 1),
        ("SELECT salt || document FROM records ORDER BY place", 1),
    ] {
        let mut statement = connection.prepare(sql).expect("a statement");
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let value = row.get_ref(0).expect("a value");
            let bytes = value.as_bytes_or_null().expect("bytes").unwrap_or_default();
            for _ in 0..hashes {
                std::hint::black_box(Sha256::digest(bytes));
            }
        }
    }
}

/// Whether a register has an anchor file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchor {
    Absent,
    OnTheSameDisk,
}

/// A register on the disk of the build directory.
struct Ground {
    register: Register,
    _place: tempfile::TempDir,
}

impl Ground {
    fn new(anchor: Anchor) -> Self {
        let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a directory");
        let file = place.path().join("anchor");
        let made = Register::make(Making {
            directory: &place.path().join("register"),
            key: NewKey::Host(&HOST_KEY),
            label: "the host's key",
            anchor: (anchor == Anchor::OnTheSameDisk).then_some(file.as_path()),
            accounts: [Role::Administrator, Role::Coordinator, Role::Auditor]
                .into_iter()
                .map(|it| (account(it), None))
                .collect(),
            options: Options::default(),
        });
        Self { register: made.expect("a register").register, _place: place }
    }

    fn task(&self, role: Role, purpose: Purpose) -> Task {
        task(&self.register, role, purpose)
    }
}

fn task(register: &Register, role: Role, purpose: Purpose) -> Task {
    let vouching = Vouching::of(role.name(), "the benchmark").expect("a name");
    let session = register.vouch(vouching).expect("a session");
    session.task(TaskRequest::of(purpose)).expect("a task")
}

fn account(role: Role) -> Account {
    Account {
        username: Line::new(role.name()).expect("a name"),
        display_name: Line::new(role.name()).expect("a name"),
        role,
        team: None,
        force: None,
        status: AccountStatus::Active,
        vouched: true,
        job: None,
    }
}

fn timed(act: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    act();
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are small")]
fn as_number(count: u64) -> f64 {
    count as f64
}

fn line(what: &str, value: f64) {
    println!("{what:<58} {value:>12.2}");
}

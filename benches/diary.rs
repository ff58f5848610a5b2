//! The diary of a register of `SREG_BENCH_ENTRIES` entries (100,000 if it is not set): the standing of one
//! entry, pages of due lists, and the whole diary made anew, each beside what the engine alone takes for the
//! same rows in the same run.
//!
//! A page is an audited read: it ends with the flush of its event. Where `SREG_BENCH_PLACE` names a folder in
//! memory (`/dev/shm/...`) the flush costs nothing, and the register stays there for the next run.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[path = "support/flush.rs"]
mod flush;
#[path = "support/ground.rs"]
mod ground;
#[path = "support/peer.rs"]
mod peer;
#[path = "support/persons.rs"]
mod persons;

use std::time::{Duration, Instant};

use criterion::Criterion;
use stalking_register::model::text::Line;
use stalking_register::model::{Condition, Entry, Id, Notification, Order, Policy, Service};
use stalking_register::register::due::DueRequest;
use stalking_register::register::import::BATCH_ENTRIES_MAX;
use stalking_register::register::{Task, TaskRequest, Vouching};
use stalking_register::rules::{diary, subject::Case};
use stalking_register::store::DATABASE_FILE;

/// A page of a force with the present document of each entry, and nothing else.
const BARE_PAGE: &str = "SELECT (SELECT document FROM records WHERE id = diary.entry_id \
     ORDER BY version DESC LIMIT 1) FROM diary INDEXED BY diary_by_force \
     WHERE force = ?1 AND day > ?2 ORDER BY day, record_id, item LIMIT 50";

/// Pages of each sort that are read.
const PAGES: usize = 60;

/// Entries where nothing else is said.
const ENTRIES: usize = 100_000;

/// Every so many entries one has an order that binds.
const WITH_ORDER: usize = 20;

/// Forces that share the register; the first has half of it.
const FORCES: [&str; 4] = ["20", "21", "22", "23"];

fn main() {
    let entries = std::env::var("SREG_BENCH_ENTRIES").ok().and_then(|it| it.parse().ok()).unwrap_or(ENTRIES);
    let mut criterion = Criterion::default().sample_size(30).measurement_time(Duration::from_secs(3));
    standing(&mut criterion);

    let ground = ground::Ground::new();
    let task = ground.task();
    if task.due(far()).expect("a page").items.is_empty() {
        let imported = Instant::now();
        import(&task, entries);
        told("import", entries, imported.elapsed());
    }

    let flush = flush::median(&ground.register.directory());
    println!("{:<38} {:>12.1} us", "one flush of the disk", flush.as_secs_f64() * 1e6);
    pages(&ground, &task);

    let administrator = administrator(&ground);
    for _ in 0..2 {
        let bare = bare_scan(&ground);
        told("bare scan of the same rows", entries, bare);
        let begun = Instant::now();
        let found = administrator.refresh_diary(&mut |_, _| true).expect("refreshed").into_value();
        told("refresh of a diary that is right", entries, begun.elapsed());
        println!(
            "{:<38} {:>12.2}",
            "  times the bare scan",
            begun.elapsed().as_secs_f64() / bare.as_secs_f64()
        );
        assert!(found.found_nothing(), "{found:?}");
    }
    if std::env::var_os("SREG_BENCH_PLACE").is_some() {
        // The register stays as it is for the next run.
        return;
    }
    let mut policy = Policy::default();
    policy.risk_review.not_assessed_months = Some(11);
    let begun = Instant::now();
    let set = administrator.set_policy(0, policy, &mut |_, _| true).expect("set").into_value();
    told("new policy that moves a line of each", entries, begun.elapsed());
    println!("{:<38} {:>12} lines", "  lines moved", set.diary.lines_added);
}

/// The standing of one entry with an order, from its documents: no register, no log.
fn standing(criterion: &mut Criterion) {
    let id = |n: u8| Id::from_bytes([n; 16]);
    let entry = persons::entry(1);
    let orders = [(id(2), 2, order())];
    let at = "2026-10-12T10:00:00Z".parse().expect("a moment");
    let notifications = [(id(3), 1, Notification::initial(id(2), at))];
    let case = Case {
        entry: (id(1), 1, &entry),
        orders: &orders,
        notifications: &notifications,
        reviews: &[],
        incidents: &[],
        breaches: &[],
    };
    let policy = Policy::default();
    let today = "2026-11-23".parse().expect("a day");
    criterion.bench_function("standing of one entry", |bencher| {
        bencher.iter(|| {
            let items = diary::outstanding(&case, &policy, 0);
            items.iter().map(|it| it.standing_on(today)).collect::<Vec<_>>()
        });
    });
}

fn far() -> DueRequest {
    DueRequest::until("2027-12-31".parse().expect("a day"))
}

/// Measures pages in turn with the bare engine's, so that both see the same noise.
fn pages(ground: &ground::Ground, task: &Task) {
    let force = || DueRequest { force: Line::new(FORCES[0]).ok(), ..far() };
    let mut place = None;
    for _ in 0..20 {
        let page = task.due(DueRequest { after: place, items: Some(500), ..force() }).expect("a page");
        place = page.next.as_deref().map(|it| Line::new(it).expect("a place"));
    }
    let officer = Id::from_bytes([9; 16]);
    let connection = peer::open(&ground.register, &ground::HOST_KEY, DATABASE_FILE);
    for (name, request) in [
        ("first page of a force, 50 items", force()),
        ("page of a force after 10,000 items", DueRequest { after: place, ..force() }),
        ("first page of the whole register", far()),
        ("first page of an officer", DueRequest { officer: Some(officer), ..far() }),
    ] {
        let (mut audited, mut bare) = (Vec::new(), Vec::new());
        let mut bare_page = connection.prepare(BARE_PAGE).expect("a statement");
        for _ in 0..PAGES {
            let begun = Instant::now();
            let page = task.due(request.clone()).expect("a page");
            audited.push(begun.elapsed());
            assert_eq!(page.items.len(), 50, "{name}");
            let place = request.after.as_deref().map_or("", |it| it.split('/').next().unwrap_or_default());
            let begun = Instant::now();
            let rows = bare_page.query_map([FORCES[0], place], |row| row.get::<_, String>(0)).expect("rows");
            assert_eq!(rows.map(|it| it.expect("a document").len()).filter(|it| *it > 0).count(), 50);
            bare.push(begun.elapsed());
        }
        let (audited, bare) = (median(audited), median(bare));
        println!(
            "{name:<38} {:>9.2} ms, {:>6.2} times a bare page of {:.2} ms",
            audited.as_secs_f64() * 1e3,
            audited.as_secs_f64() / bare.as_secs_f64(),
            bare.as_secs_f64() * 1e3
        );
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Reads all that a refresh reads, with the engine alone: the diary, what the log says, and the documents.
fn bare_scan(ground: &ground::Ground) -> Duration {
    let connection = peer::open(&ground.register, &ground::HOST_KEY, DATABASE_FILE);
    let begun = Instant::now();
    for sql in [
        "SELECT entry_id FROM diary",
        "SELECT digest FROM audit_versions",
        "SELECT id FROM records INDEXED BY records_by_entry",
        "SELECT document FROM records ORDER BY place",
    ] {
        let mut statement = connection.prepare(sql).expect("a statement");
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            std::hint::black_box(row.get_ref(0).expect("a column"));
        }
    }
    begun.elapsed()
}

fn import(task: &Task, entries: usize) {
    for first in (0..entries).step_by(BATCH_ENTRIES_MAX) {
        let batch = (first..entries.min(first + BATCH_ENTRIES_MAX)).map(entry).collect();
        let ids = task.import().write(batch).expect("entries").into_value();
        for id in ids.into_iter().step_by(WITH_ORDER) {
            let made = task.make_order(id, order()).expect("an order").into_value();
            task.serve(made, 1, Service::in_person("2026-10-10".parse().expect("a day"))).expect("served");
        }
    }
}

fn entry(n: usize) -> Entry {
    let mut entry = persons::entry(n);
    let since = format!("202{}-{:02}-{:02}", n % 6, n / 6 % 12 + 1, n / 72 % 28 + 1);
    let registration = &mut entry.registration;
    registration.since = since.parse().expect("a day");
    registration.managing_force = Line::new(FORCES[n % 6 % FORCES.len()]).expect("a code");
    registration.manager = (n % 1000 < 2).then(|| Id::from_bytes([9; 16]));
    entry
}

fn order() -> Order {
    let day = |text: &str| text.parse().expect("a day");
    Order::stalking_protection(day("2026-10-01"))
        .lasting_to(day("2028-12-31"))
        .not_exempt()
        .with(Condition::prohibition(1, "Not to contact the protected person.").expect("a condition"))
        .expect("an order")
}

fn administrator(ground: &ground::Ground) -> Task {
    let vouching = Vouching {
        username: Line::new("administrator").expect("a name"),
        system: Line::new("the benchmark").expect("a name"),
        terminal: None,
    };
    let session = ground.register.vouch(vouching).expect("a session");
    session.task(TaskRequest::of(stalking_register::access::Purpose::SystemOperation)).expect("a task")
}

fn told(name: &str, entries: usize, time: Duration) {
    let rate = f64::from(u32::try_from(entries).expect("few")) / time.as_secs_f64();
    println!("{name:<38} {:>12.2} s {rate:>12.0} entries a second", time.as_secs_f64());
}

//! A register of a test's own: a directory that goes with it, a clock that stands still, and the people
//! who work with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use stalking_register::access::{Cost, Guarded, Key, NewKey, Purpose};
use stalking_register::clock::{Clock, Entropy, moment};
use stalking_register::model::text::{Line, Prose};
use stalking_register::model::{Account, Day, Entry, Order, Registration, Role, Subject};
use stalking_register::register::approvals::Agreement;
use stalking_register::register::restoring::{Acceptance, Credentials};
use stalking_register::register::{Making, Options, Register, Session, Task, TaskRequest, Vouching};

use super::place;

/// The host's key of every test register.
pub(crate) const HOST_KEY: [u8; 32] = [7; 32];

/// A register of a test's own.
pub(crate) struct Fixture {
    pub(crate) register: Register,
    pub(crate) recovery_key: String,
    place: tempfile::TempDir,
    now_ms: Arc<AtomicI64>,
    drawn: Arc<AtomicU64>,
}

impl Fixture {
    /// Makes a register on the day that the tests are set on.
    pub(crate) fn new() -> Self {
        Self::at("2026-11-23T09:00:00Z")
    }

    /// Makes a register at a moment.
    pub(crate) fn at(now: &str) -> Self {
        Self::within(place::directory(), now)
    }

    /// Makes a register on a disk, where writes are flushed in earnest.
    pub(crate) fn on_disk() -> Self {
        Self::within(tempfile::tempdir().expect("a directory"), "2026-11-23T09:00:00Z")
    }

    fn within(place: tempfile::TempDir, now: &str) -> Self {
        let now = DateTime::parse_from_rfc3339(now).expect("a moment").to_utc();
        let now_ms = Arc::new(AtomicI64::new(now.timestamp_millis()));
        let drawn = Arc::new(AtomicU64::new(0));
        let made = Register::make(Making {
            directory: &place.path().join("register"),
            key: NewKey::Host(&HOST_KEY),
            label: "the host's key",
            anchor: None,
            accounts: everybody().into_iter().map(|it| (it, None)).collect(),
            options: options(&now_ms, &drawn),
        })
        .expect("a register");
        Self { register: made.register, recovery_key: made.recovery_key.to_string(), place, now_ms, drawn }
    }

    /// Returns the register's directory.
    pub(crate) fn directory(&self) -> PathBuf {
        self.place.path().join("register")
    }

    /// Returns a path beside the register's directory.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    /// Opens the register once more, as another process would.
    pub(crate) fn open_again(&self) -> stalking_register::error::Result<Register> {
        self.open_at(&self.directory())
    }

    /// Opens a register of this fixture's keys at another place.
    pub(crate) fn open_at(&self, directory: &Path) -> stalking_register::error::Result<Register> {
        Register::open(directory, Key::Host(&HOST_KEY), self.options())
    }

    /// Returns the clock and the randomness of this fixture.
    pub(crate) fn options(&self) -> Options {
        options(&self.now_ms, &self.drawn)
    }

    /// Moves the clock.
    pub(crate) fn wait(&self, time: TimeDelta) {
        self.now_ms.fetch_add(time.num_milliseconds(), Ordering::SeqCst);
    }

    /// Returns the moment that the clock shows.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        moment(self.now_ms.load(Ordering::SeqCst))
    }

    /// Signs somebody in on the host's word.
    pub(crate) fn session(&self, username: &str) -> Session {
        vouched(&self.register, username)
    }

    /// Begins a task of somebody's.
    pub(crate) fn task(&self, username: &str, purpose: Purpose) -> Task {
        self.session(username).task(TaskRequest::of(purpose)).expect("a task")
    }

    /// Begins a task of the stalking coordinator's.
    pub(crate) fn coordinator(&self) -> Task {
        self.task("coordinator", Purpose::DataQuality)
    }

    /// Begins a task of the administrator's.
    pub(crate) fn administrator(&self) -> Task {
        self.task("administrator", Purpose::SystemOperation)
    }

    /// Lets one account ask for what two persons guard, and another agree; gives the request's number.
    pub(crate) fn agreed(&self, operation: Guarded, one: &str, other: &str) -> u64 {
        let purpose =
            if operation.act().administers() { Purpose::SystemOperation } else { Purpose::Retention };
        let asked = self.task(one, purpose).request(operation).expect("asked").into_value();
        let agreement = Agreement { request: asked.request, digest: asked.digest };
        self.task(other, purpose).approve(agreement).expect("approved");
        asked.request
    }

    /// Begins a task of the auditor's.
    pub(crate) fn auditor(&self) -> Task {
        self.task("auditor", Purpose::AuditLawfulness)
    }
}

/// Two persons' agreement to go on with a register, on the host's word.
pub(crate) fn agreed(first: &str, second: &str) -> Acceptance {
    let word = |who: &str| Credentials::Vouched(vouching(who));
    let reason = Prose::new("the disk was lost; the backup of the night before").expect("words");
    Acceptance { first: word(first), second: word(second), reason, erasures: None }
}

fn vouching(username: &str) -> Vouching {
    Vouching {
        username: Line::new(username).expect("a name"),
        system: Line::new("the test").expect("a name"),
        terminal: None,
    }
}

/// Signs somebody in on the host's word.
pub(crate) fn vouched(register: &Register, username: &str) -> Session {
    register.vouch(vouching(username)).expect("a session")
}

fn options(now_ms: &Arc<AtomicI64>, drawn: &Arc<AtomicU64>) -> Options {
    let (now_ms, drawn) = (Arc::clone(now_ms), Arc::clone(drawn));
    Options {
        clock: Clock::by(move || moment(now_ms.load(Ordering::SeqCst))),
        entropy: Entropy::by(move |bytes| {
            for chunk in bytes.chunks_mut(32) {
                let n = drawn.fetch_add(1, Ordering::SeqCst);
                let digest = stalking_register::audit::Digest::of(&[b"test", &n.to_be_bytes()]);
                chunk.copy_from_slice(&digest.as_bytes()[..chunk.len()]);
            }
            Ok(())
        }),
        cost: Cost::FLOOR,
        ..Options::default()
    }
}

/// One account for each role, named after it; all may be vouched for.
fn everybody() -> Vec<Account> {
    Role::ALL.into_iter().map(|role| account(role.name(), role)).collect()
}

/// An account that may be vouched for.
pub(crate) fn account(username: &str, role: Role) -> Account {
    Account {
        username: Line::new(username).expect("a name"),
        display_name: Line::new(&format!("The {username}")).expect("a name"),
        role,
        team: None,
        force: None,
        status: stalking_register::model::account::AccountStatus::Active,
        vouched: true,
        job: None,
    }
}

/// Reads a day.
pub(crate) fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// An entry about somebody.
pub(crate) fn entry(given: &str, family: &str, born: &str) -> Entry {
    let subject = Subject::named(given, family).and_then(|it| it.born(born)).expect("a subject");
    let registration = Registration::on("common law powers to prevent crime", day("2026-01-05"), "20");
    Entry::of(subject, registration.expect("a registration"))
}

/// A stalking protection order with two conditions, made on a day for two years.
pub(crate) fn order(made_on: &str) -> Order {
    use stalking_register::model::Condition;
    Order::stalking_protection(day(made_on))
        .lasting_to(day("2028-12-31"))
        .not_exempt()
        .with(Condition::prohibition(1, "Not to contact Ann Ode by any means.").expect("a condition"))
        .and_then(|it| {
            it.with(Condition::requirement(2, "To attend the programme named.").expect("a condition"))
        })
        .expect("an order")
}

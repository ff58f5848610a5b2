//! A register on the disk of the build directory, and a coordinator's task in it.

use std::path::Path;

use stalking_register::access::{Key, NewKey, Purpose};
use stalking_register::model::account::AccountStatus;
use stalking_register::model::text::Line;
use stalking_register::model::{Account, Role};
use stalking_register::register::{Making, Options, Register, Task, TaskRequest, Vouching};

/// The host's key of every benchmark's register.
pub(crate) const HOST_KEY: [u8; 32] = [7; 32];

/// A folder in which a register is kept for the next run; without it the register goes with the run.
const PLACE: &str = "SREG_BENCH_PLACE";

/// A register of a benchmark's own.
pub(crate) struct Ground {
    pub(crate) register: Register,
    _place: Option<tempfile::TempDir>,
}

impl Ground {
    /// Makes a register in the build directory whose clock and randomness are the system's, or opens the
    /// one that was kept.
    pub(crate) fn new() -> Self {
        let Some(folder) = std::env::var_os(PLACE) else {
            return Self::new_in(env!("CARGO_TARGET_TMPDIR").as_ref());
        };
        let directory = Path::new(&folder).join("register");
        let register = if directory.exists() {
            Register::open(&directory, Key::Host(&HOST_KEY), Options::default()).expect("a register")
        } else {
            make(&directory)
        };
        Self { register, _place: None }
    }

    /// Makes such a register in a directory of its own in another one.
    pub(crate) fn new_in(folder: &Path) -> Self {
        let place = tempfile::tempdir_in(folder).expect("a directory");
        Self { register: make(&place.path().join("register")), _place: Some(place) }
    }

    /// Begins a task of the stalking coordinator's.
    pub(crate) fn task(&self) -> Task {
        task(&self.register)
    }
}

/// Begins a task of the stalking coordinator's.
pub(crate) fn task(register: &Register) -> Task {
    let vouching = Vouching {
        username: Line::new(Role::Coordinator.name()).expect("a name"),
        system: Line::new("the benchmark").expect("a name"),
        terminal: None,
    };
    let session = register.vouch(vouching).expect("a session");
    session.task(TaskRequest::of(Purpose::DataQuality)).expect("a task")
}

fn make(directory: &Path) -> Register {
    let made = Register::make(Making {
        directory,
        key: NewKey::Host(&HOST_KEY),
        label: "the host's key",
        anchor: None,
        accounts: [Role::Administrator, Role::Coordinator]
            .into_iter()
            .map(|it| (account(it), None))
            .collect(),
        options: Options::default(),
    });
    made.expect("a register").register
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

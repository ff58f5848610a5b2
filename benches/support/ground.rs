//! A register on the disk of the build directory, and a coordinator's task in it.

use std::path::Path;

use stalking_register::access::{NewKey, Purpose};
use stalking_register::model::account::AccountStatus;
use stalking_register::model::text::Line;
use stalking_register::model::{Account, Role};
use stalking_register::register::{Making, Options, Register, Task, TaskRequest, Vouching};

/// The host's key of every benchmark's register.
pub(crate) const HOST_KEY: [u8; 32] = [7; 32];

/// A register of a benchmark's own; its directory goes with it.
pub(crate) struct Ground {
    pub(crate) register: Register,
    _place: tempfile::TempDir,
}

impl Ground {
    /// Makes a register in the build directory whose clock and randomness are the system's.
    pub(crate) fn new() -> Self {
        Self::new_in(env!("CARGO_TARGET_TMPDIR").as_ref())
    }

    /// Makes such a register in a directory of its own in another one.
    pub(crate) fn new_in(folder: &Path) -> Self {
        let place = tempfile::tempdir_in(folder).expect("a directory");
        let made = Register::make(Making {
            directory: &place.path().join("register"),
            key: NewKey::Host(&HOST_KEY),
            label: "the host's key",
            anchor: None,
            accounts: [Role::Administrator, Role::Coordinator]
                .into_iter()
                .map(|it| (account(it), None))
                .collect(),
            options: Options::default(),
        });
        Self { register: made.expect("a register").register, _place: place }
    }

    /// Begins a task of the stalking coordinator's.
    pub(crate) fn task(&self) -> Task {
        let vouching = Vouching {
            username: Line::new(Role::Coordinator.name()).expect("a name"),
            system: Line::new("the benchmark").expect("a name"),
            terminal: None,
        };
        let session = self.register.vouch(vouching).expect("a session");
        session.task(TaskRequest::of(Purpose::DataQuality)).expect("a task")
    }
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
    }
}

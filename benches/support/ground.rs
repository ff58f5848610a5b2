//! A register on the disk of the build directory, and a coordinator's task in it.

use std::path::PathBuf;

use stalking_register::access::{Key, KeyFile, NewKey, Purpose};
use stalking_register::model::account::AccountStatus;
use stalking_register::model::text::Line;
use stalking_register::model::{Account, Role};
use stalking_register::register::{Making, Options, Register, Task, TaskRequest, Vouching};
use stalking_register::store::{KEY_FILE, key_file};

const HOST_KEY: [u8; 32] = [7; 32];

/// A register of a benchmark's own; its directory goes with it.
pub(crate) struct Ground {
    pub(crate) register: Register,
    place: tempfile::TempDir,
}

impl Ground {
    /// Makes a register whose clock and randomness are the system's.
    pub(crate) fn new() -> Self {
        let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a directory");
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
        Self { register: made.expect("a register").register, place }
    }

    /// Returns the register's directory.
    pub(crate) fn directory(&self) -> PathBuf {
        self.place.path().join("register")
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

    /// Returns the key and the salt of the database, as the engine takes them.
    pub(crate) fn engine_key(&self) -> String {
        let bytes = key_file::read(&self.directory()).expect(KEY_FILE);
        let slots = KeyFile::decode(&bytes).expect("slots");
        let (master, _) = slots.open(Key::Host(&HOST_KEY)).expect("the master key");
        let (key, salt) = master.database();
        let hex = |bytes: &[u8]| bytes.iter().map(|it| format!("{it:02x}")).collect::<String>();
        format!("x'{}{}'", hex(&*key), hex(&salt))
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

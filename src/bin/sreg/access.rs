//! Opening a register, signing in, and beginning the task that every verb hangs on.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use stalking_register::access::{Cost, Key, NewKey, Purpose};
use stalking_register::model::Id;
use stalking_register::model::text::{Line, Prose};
use stalking_register::register::forensics::Forensics;
use stalking_register::register::restoring::{Acceptance, Credentials};
use stalking_register::register::{Options, Register, Session, Task, TaskRequest};
use zeroize::Zeroizing;

use crate::fault::Fault;
use crate::secret::{self, Secret};

/// The longest host key file that is read, in bytes; the register wants less.
const KEY_FILE_BYTES_MAX: u64 = 1024;

/// Which register.
#[derive(Args)]
pub(crate) struct Place {
    /// The register's directory.
    #[arg(long, value_name = "DIR", env = "SREG_REGISTER", hide_env_values = true)]
    register: PathBuf,
    #[command(flatten)]
    lock: Lock,
}

/// Which key opens it; a passphrase if nothing else is said.
#[derive(Args)]
pub(crate) struct Lock {
    /// A file of 32 to 64 random bytes that is the key.
    #[arg(long, value_name = "FILE", env = "SREG_KEY_FILE", hide_env_values = true)]
    key_file: Option<PathBuf>,
    /// Opens with the printed recovery key, of SREG_RECOVERY_KEY or a prompt, whatever key file is named.
    #[arg(long)]
    recovery: bool,
    /// What a password or passphrase made from now on costs to try: MiB of memory, passes and lanes of Argon2id,
    /// not below 19,2,1; 64,3,4 for passwords and 256,3,4 for passphrases if nothing is said.
    #[arg(long, value_name = "MIB,PASSES,LANES", env = "SREG_ARGON2", hide_env_values = true)]
    #[arg(value_parser = cost, hide_short_help = true)]
    argon2: Option<Cost>,
}

/// Who acts, and why.
#[derive(Args)]
pub(crate) struct Reason {
    /// Why the register is used; needed wherever persons are read or written.
    #[arg(long, value_name = "SLUG", value_parser = purposes())]
    purpose: Option<Purpose>,
    /// The task or incident that it serves.
    #[arg(long, value_name = "REF")]
    task: Option<String>,
    /// The reason in words, where the purpose asks for it.
    #[arg(long, value_name = "WORDS")]
    because: Option<String>,
    /// Signs in the administrator (SREG_ADMIN) instead of the coordinator (SREG_ACCOUNT).
    #[arg(long)]
    as_admin: bool,
}

/// A key that somebody holds, wiped after use.
pub(crate) enum Held {
    Host(Zeroizing<Vec<u8>>),
    Passphrase(Secret),
    Recovery(Secret),
}

/// Somebody signed in with a task; signed out when it is dropped.
pub(crate) struct Desk {
    pub(crate) task: Task,
    pub(crate) register: Register,
    /// The key that it was opened with.
    pub(crate) held: Held,
    session: Session,
}

impl Desk {
    /// Returns the account that signed in.
    pub(crate) fn own_account(&self) -> Result<Id, Fault> {
        Ok(self.session.info()?.account)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // The session has ended all the same if its end cannot be logged.
        let _ = self.session.sign_out();
        // So it has if its last checkpoint cannot be made; the next one covers as much.
        let _ = self.register.clone().close();
    }
}

/// Reads what a secret costs to try.
fn cost(text: &str) -> Result<Cost, &'static str> {
    const KIB: u32 = 1024;
    let numbers: Result<Vec<u32>, _> = text.split(',').map(str::parse).collect();
    let cost = match numbers.as_deref() {
        Ok([mib, passes, lanes]) => mib.checked_mul(KIB).and_then(|kib| Cost::new(kib, *passes, *lanes).ok()),
        _ => None,
    };
    cost.ok_or("is three numbers from 19,2,1 to 1024,16,16")
}

fn purposes() -> impl TypedValueParser<Value = Purpose> {
    PossibleValuesParser::new(Purpose::ALL.map(Purpose::slug)).try_map(|it| it.parse::<Purpose>())
}

impl Held {
    /// Returns the key to try.
    pub(crate) fn key(&self) -> Key<'_> {
        match self {
            Self::Host(bytes) => Key::Host(bytes),
            Self::Passphrase(words) => Key::Passphrase(words),
            Self::Recovery(text) => Key::Recovery(text),
        }
    }

    /// Returns the key for a new slot; a recovery key is made by the register, never given.
    pub(crate) fn new_key(&self, cost: Cost) -> Result<NewKey<'_>, Fault> {
        match self {
            Self::Host(bytes) => Ok(NewKey::Host(bytes)),
            Self::Passphrase(words) => Ok(NewKey::Passphrase { words, cost }),
            Self::Recovery(_) => Err(Fault::slip("a recovery key cannot be chosen")),
        }
    }
}

impl Lock {
    /// Returns how a register is opened or made.
    pub(crate) fn options(&self) -> Options {
        let defaults = Options::default();
        Options { cost: self.argon2.unwrap_or(defaults.cost), ..defaults }
    }

    /// Returns what a passphrase made now costs to try.
    pub(crate) fn passphrase_cost(&self) -> Cost {
        self.argon2.unwrap_or(Cost::KEY_SLOT)
    }

    /// Fetches the key.
    pub(crate) fn held(&self) -> Result<Held, Fault> {
        if self.recovery {
            return secret::needed("SREG_RECOVERY_KEY", "Recovery key").map(Held::Recovery);
        }
        if let Some(path) = &self.key_file {
            return host_key(path);
        }
        match secret::given("SREG_RECOVERY_KEY")? {
            Some(key) => Ok(Held::Recovery(key)),
            None => secret::needed("SREG_PASSPHRASE", "Passphrase").map(Held::Passphrase),
        }
    }

    /// Fetches the key that a register is made with.
    pub(crate) fn held_new(&self) -> Result<Held, Fault> {
        match &self.key_file {
            _ if self.recovery => Err(Fault::slip("a recovery key cannot be chosen")),
            Some(path) => host_key(path),
            None => secret::new("SREG_PASSPHRASE", "New passphrase").map(Held::Passphrase),
        }
    }
}

/// Reads a host's key from a file.
pub(crate) fn host_key(path: &std::path::Path) -> Result<Held, Fault> {
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(path)
        .and_then(|it| it.take(KEY_FILE_BYTES_MAX).read_to_end(&mut bytes))
        .map_err(|it| Fault::file("the key file", &it))?;
    Ok(Held::Host(bytes))
}

/// Says what an operator should know.
pub(crate) fn warn(register: &Register) {
    for warning in register.warnings() {
        eprintln!("sreg: warning: {warning}");
    }
}

/// Fetches what two persons prove themselves by: the administrator, and the account.
pub(crate) fn two_persons(because: &str, erasures: &[PathBuf]) -> Result<Acceptance, Fault> {
    let person = |name, name_words, password, words| -> Result<Credentials, Fault> {
        let username = secret::account(name, name_words)?.to_string();
        let password = Zeroizing::new(secret::needed(password, words)?.to_string());
        Ok(Credentials::Password { username, password })
    };
    let mut list = String::new();
    for path in erasures {
        list += &std::fs::read_to_string(path).map_err(|it| Fault::file("the list of erasures", &it))?;
    }
    Ok(Acceptance {
        first: person("SREG_ADMIN", "Administrator", "SREG_ADMIN_PASSWORD", "Administrator's password")?,
        second: person("SREG_ACCOUNT", "Second account", "SREG_PASSWORD", "Second account's password")?,
        reason: Prose::new(because).map_err(|it| stalking_register::error::Error::invalid("/because", it))?,
        erasures: (!erasures.is_empty()).then_some(list),
    })
}

impl Place {
    /// Opens the register and signs nobody in.
    pub(crate) fn open(&self) -> Result<Register, Fault> {
        let held = self.lock.held()?;
        let register = Register::open(&self.register, held.key(), self.lock.options())?;
        warn(&register);
        Ok(register)
    }

    /// Returns what a passphrase made now costs to try.
    pub(crate) fn passphrase_cost(&self) -> Cost {
        self.lock.passphrase_cost()
    }

    /// Opens the register alone, to look at it.
    pub(crate) fn look(&self) -> Result<Forensics, Fault> {
        Ok(Forensics::open(&self.register, self.lock.held()?.key(), self.lock.options())?)
    }

    /// Begins a task about persons: the purpose must be given.
    pub(crate) fn people(&self, reason: &Reason) -> Result<Desk, Fault> {
        let Some(purpose) = reason.purpose else { return Err(no_purpose(|it| !it.reads_the_log())) };
        self.desk(reason, purpose, reason.who())
    }

    /// Begins a task about the log: the purpose must be one of the log's.
    pub(crate) fn log(&self, reason: &Reason) -> Result<Desk, Fault> {
        match reason.purpose.filter(|it| it.reads_the_log()) {
            Some(purpose) => self.desk(reason, purpose, reason.who()),
            None => Err(no_purpose(Purpose::reads_the_log)),
        }
    }

    /// Begins a task about the house. Only an administrator has such tasks, but for one who gives a purpose
    /// of the log.
    pub(crate) fn house(&self, reason: &Reason) -> Result<Desk, Fault> {
        match reason.purpose {
            Some(purpose) if purpose.reads_the_log() => self.desk(reason, purpose, reason.who()),
            Some(purpose) => self.desk(reason, purpose, Who::Administrator),
            None => self.desk(reason, Purpose::SystemOperation, Who::Administrator),
        }
    }

    /// Begins a task in an emergency.
    pub(crate) fn emergency(&self, reason: &Reason) -> Result<Desk, Fault> {
        self.desk(reason, Purpose::Emergency, reason.who())
    }

    /// Begins a task about what two persons guard; it is about the house if no purpose is given.
    pub(crate) fn either(&self, reason: &Reason) -> Result<Desk, Fault> {
        self.desk(reason, reason.purpose.unwrap_or(Purpose::SystemOperation), reason.who())
    }

    fn desk(&self, reason: &Reason, purpose: Purpose, who: Who) -> Result<Desk, Fault> {
        let mut request = TaskRequest::of(purpose);
        if let Some(task) = &reason.task {
            request = request.serving(task)?;
        }
        if let Some(words) = &reason.because {
            request = request.because(words)?;
        }
        let (name, name_words, password, words) = match who {
            Who::Account => ("SREG_ACCOUNT", "Account", "SREG_PASSWORD", "Password"),
            Who::Administrator => {
                ("SREG_ADMIN", "Administrator", "SREG_ADMIN_PASSWORD", "Administrator's password")
            }
        };
        let held = self.lock.held()?;
        let name = secret::account(name, name_words)?;
        let password = secret::needed(password, words)?;
        let register = Register::open(&self.register, held.key(), self.lock.options())?;
        warn(&register);
        let session = register.sign_in(&name, &password, Line::new("sreg").ok())?;
        let task = session.task(request)?;
        Ok(Desk { task, register, held, session })
    }
}

#[derive(Clone, Copy)]
enum Who {
    Account,
    Administrator,
}

impl Reason {
    fn who(&self) -> Who {
        if self.as_admin { Who::Administrator } else { Who::Account }
    }
}

fn no_purpose(fits: impl Fn(Purpose) -> bool) -> Fault {
    let slugs: Vec<_> = Purpose::ALL.into_iter().filter(|it| fits(*it)).map(Purpose::slug).collect();
    Fault::slip(format!("--purpose is missing or does not fit; one of {}", slugs.join(", ")))
}

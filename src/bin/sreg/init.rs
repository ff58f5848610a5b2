//! `sreg init`: a new register, its first administrator and its first stalking coordinator.

use std::path::PathBuf;

use clap::Args;
use stalking_register::error::Error;
use stalking_register::model::account::AccountStatus;
use stalking_register::model::text::Line;
use stalking_register::model::{Account, Role};
use stalking_register::register::{Making, Register};

use crate::access::{Lock, warn};
use crate::fault::Fault;
use crate::output::print;
use crate::secret;

/// Makes a register with its first administrator and its first stalking coordinator.
///
/// The administrator is SREG_ADMIN with SREG_ADMIN_PASSWORD, the coordinator SREG_ACCOUNT with
/// SREG_PASSWORD; the key is the passphrase of SREG_PASSPHRASE, or a key file. The recovery key is printed
/// once: print it, seal it, lock it away.
#[derive(Args)]
pub(crate) struct Init {
    /// Where: an empty directory, or none yet.
    directory: PathBuf,
    /// Where the anchor file is to be, on another machine's disk if possible: it shows that an older copy
    /// of the register was put back.
    #[arg(long, value_name = "PATH")]
    anchor: Option<PathBuf>,
    /// The administrator's name, as shown to colleagues.
    #[arg(long, value_name = "NAME")]
    admin_name: Option<String>,
    /// The coordinator's name, as shown to colleagues.
    #[arg(long, value_name = "NAME")]
    account_name: Option<String>,
    #[command(flatten)]
    lock: Lock,
}

impl Init {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let held = self.lock.held_new()?;
        let admin = secret::account("SREG_ADMIN", "Administrator")?;
        let admin_password = secret::new("SREG_ADMIN_PASSWORD", "Administrator's new password")?;
        let coordinator = secret::account("SREG_ACCOUNT", "Coordinator")?;
        let password = secret::new("SREG_PASSWORD", "Coordinator's new password")?;
        let made = Register::make(Making {
            directory: &self.directory,
            key: held.new_key(self.lock.passphrase_cost())?,
            label: "first key",
            anchor: self.anchor.as_deref(),
            accounts: vec![
                (account(&admin, self.admin_name.as_deref(), Role::Administrator)?, Some(&admin_password)),
                (account(&coordinator, self.account_name.as_deref(), Role::Coordinator)?, Some(&password)),
            ],
            options: self.lock.options(),
        })?;
        warn(&made.register);
        print(&format!(
            "Register      {}\nRecovery key  {}\n\nThe recovery key opens the register when every other key is \
             lost. It is shown\nthis once: print it, seal it, and lock it away from the machine.",
            made.register.id(),
            *made.recovery_key
        ))
    }
}

/// Makes an account that signs in with a password.
pub(crate) fn account(username: &str, display_name: Option<&str>, role: Role) -> Result<Account, Fault> {
    let display_name = display_name.unwrap_or(username);
    Ok(Account {
        username: Line::new(username).map_err(|it| Error::invalid("/username", it))?,
        display_name: Line::new(display_name).map_err(|it| Error::invalid("/display_name", it))?,
        role,
        team: None,
        force: None,
        status: AccountStatus::Active,
        vouched: false,
        job: None,
    })
}

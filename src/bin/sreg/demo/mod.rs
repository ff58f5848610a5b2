//! `sreg demo`: the whole job, explained step by step, on a register of its own.

mod place;
mod walk;

use std::path::PathBuf;

use clap::Args;
use stalking_register::access::{Cost, NewKey};
use stalking_register::model::Role;
use stalking_register::register::{Making, Options, Register};

use crate::fault::Fault;
use crate::init::account;
use crate::output::print;
use place::Room;

/// The passphrase and the password of every demonstration: known to all, so never of a real register.
pub(super) const WORDS: &str = "only for the demonstration";

/// Makes a register, fills it, and walks through the job with explanations.
///
/// The persons are historical ones, if the folder of SREG_SHARED (else ../shared) has them, and otherwise
/// a small fictional set. Without a directory everything is removed at the end.
#[derive(Args)]
pub(crate) struct Demo {
    /// Where the register stays, to play with: an empty directory, or none yet.
    directory: Option<PathBuf>,
    /// Persons to import, in the columns of the screening sets.
    #[arg(long, value_name = "CSV")]
    data: Option<PathBuf>,
}

impl Demo {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let room = Room::of(self.directory.as_deref())?;
        // A hash of the least cost: these passwords are printed, there is nothing to protect.
        let options = Options { cost: Cost::FLOOR, ..Options::default() };
        let people = [
            ("administrator", "Ada Keeper", Role::Administrator),
            ("coordinator", "Con Stable", Role::Coordinator),
            ("auditor", "Audrey Torr", Role::Auditor),
        ];
        let accounts = people
            .into_iter()
            .map(|(name, shown, role)| Ok((account(name, Some(shown), role)?, Some(WORDS))))
            .collect::<Result<Vec<_>, Fault>>()?;
        let made = Register::make(Making {
            directory: &room.directory,
            key: NewKey::Passphrase { words: WORDS, cost: Cost::FLOOR },
            label: "demonstration",
            anchor: None,
            accounts,
            options,
        })?;
        walk::walk(&made.register, self.data.as_deref())?;
        if self.directory.is_none() {
            return print("\nThe register was made in a temporary directory and is removed now.");
        }
        print(&format!(
            "\nThe register stays. To work with it:\n\n  export SREG_REGISTER='{}'\n  export \
             SREG_PASSPHRASE='{WORDS}'\n  export SREG_ACCOUNT=coordinator SREG_PASSWORD='{WORDS}'\n  export \
             SREG_ADMIN=administrator SREG_ADMIN_PASSWORD='{WORDS}'\n  sreg due --why --purpose review\n  sreg \
             screen --name 'Stevan Smith' --why --purpose new-report\n  sreg audit verify",
            room.directory.display()
        ))
    }
}

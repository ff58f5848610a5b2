//! `sreg key`: the key slots that open the register.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use stalking_register::error::Error;

use crate::access::{Held, Place, Reason, host_key};
use crate::fault::Fault;
use crate::output::{Form, print, table};
use crate::secret;

/// Lists, adds, changes and removes keys; the administrator signs in.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Lists the key slots.
    List(List),
    /// Adds a key: the passphrase of SREG_NEW_PASSPHRASE or a prompt, or a file, or a new recovery key.
    Add(Add),
    /// Gives a slot another key: by its own key, if the register is opened with that, else as asked for by
    /// `sreg request remove-key-slot` and approved by another.
    Change(Change),
    /// Removes a slot, as asked for by `sreg request remove-key-slot` and approved by another.
    Remove(Remove),
}

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Add {
    /// What the key is called, such as "duty inspector's safe".
    label: String,
    /// A file of 32 to 64 random bytes that is the new key.
    #[arg(long, value_name = "FILE")]
    new_key_file: Option<PathBuf>,
    /// Makes a recovery key and prints it, this once.
    #[arg(long, conflicts_with = "new_key_file")]
    new_recovery: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Change {
    /// The slot's number.
    slot: u32,
    /// A file of 32 to 64 random bytes that is the new key.
    #[arg(long, value_name = "FILE")]
    new_key_file: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Remove {
    /// The slot's number.
    slot: u32,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

fn new_key(file: Option<&PathBuf>) -> Result<Held, Fault> {
    match file {
        Some(path) => host_key(path),
        None => secret::new("SREG_NEW_PASSPHRASE", "New passphrase").map(Held::Passphrase),
    }
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::List(it) => it.run(),
            Self::Add(it) => it.run(),
            Self::Change(it) => {
                let held = new_key(it.new_key_file.as_ref())?;
                let desk = it.place.house(&it.reason)?;
                let cost = it.place.passphrase_cost();
                // Who opened the register with the key of that slot has shown it.
                let shown = desk.task.change_shown_key_slot(it.slot, desk.held.key(), held.new_key(cost)?);
                let slot = match shown {
                    Err(Error::WrongKey) => desk.task.change_key_slot(it.slot, held.new_key(cost)?)?,
                    shown => shown?,
                };
                print(&format!("The key is in slot {}.", slot.value()))
            }
            Self::Remove(it) => {
                let desk = it.place.house(&it.reason)?;
                desk.task.remove_key_slot(it.slot)?;
                print("The slot was removed.")
            }
        }
    }
}

impl List {
    fn run(self) -> Result<(), Fault> {
        let desk = self.place.house(&self.reason)?;
        let slots = desk.task.key_slots()?.into_value();
        self.form.print(&slots, || {
            let mut rows = vec![["SLOT", "KIND", "MADE", "LABEL"].map(str::to_owned).to_vec()];
            rows.extend(slots.iter().map(|it| {
                vec![it.id.to_string(), it.kind.to_owned(), it.made_at.to_string(), it.label.to_string()]
            }));
            table(&rows)
        })
    }
}

impl Add {
    fn run(self) -> Result<(), Fault> {
        if self.new_recovery {
            let desk = self.place.house(&self.reason)?;
            let key = desk.task.add_recovery_key(&self.label)?.into_value();
            return print(&format!("Recovery key  {}\n\nIt is shown this once.", *key));
        }
        let held = new_key(self.new_key_file.as_ref())?;
        let desk = self.place.house(&self.reason)?;
        let slot = desk.task.add_key_slot(&self.label, held.new_key(self.place.passphrase_cost())?)?;
        print(&format!("The key is in slot {}.", slot.value()))
    }
}

//! `sreg forensics`: a register that is locked, looked at, exported, and gone on with by two persons.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use stalking_register::register::forensics::Forensics;

use crate::access::{Place, two_persons};
use crate::audit::as_json;
use crate::fault::Fault;
use crate::output::{Form, print};
use crate::progress::Progress;

/// Looks at a register that is locked, and goes on with it. Nobody else may have it open.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Tells what locks the register, and checks everything in it.
    Verify(Verify),
    /// Writes the log as it is found as files that anybody can check.
    Export(Export),
    /// Writes the list of what was erased in it, for the restore of a backup that still holds it.
    Erasures(Erasures),
    /// Goes on with the register: the administrator (SREG_ADMIN) and another account (SREG_ACCOUNT) agree.
    Accept(Accept),
}

#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
pub(crate) struct Export {
    /// The export's directory: empty, or not there yet.
    directory: PathBuf,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
pub(crate) struct Erasures {
    /// The file to write; there must be none yet.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
pub(crate) struct Accept {
    /// Why, in words.
    #[arg(long, value_name = "WORDS")]
    because: String,
    /// A list of what was erased since, from `sreg audit erasures` or `sreg forensics erasures`; the one beside
    /// the anchor is read in any case. What the register still holds of it is erased again.
    #[arg(long, value_name = "FILE")]
    erasures: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::Verify(it) => it.run(),
            Self::Export(it) => it.run(),
            Self::Erasures(it) => it.run(),
            Self::Accept(it) => it.run(),
        }
    }
}

impl Verify {
    fn run(self) -> Result<(), Fault> {
        let forensics = self.place.look()?;
        let found = watched("verifying", |progress| forensics.verify(progress))?;
        self.form.print(&as_json(&found), || {
            format!("The log is whole in itself: {} events.\nRoot  {}", found.events, found.root)
        })?;
        Ok(forensics.verdict()?)
    }
}

impl Export {
    fn run(self) -> Result<(), Fault> {
        let forensics = self.place.look()?;
        let events = watched("exporting", |progress| forensics.export(&self.directory, progress))?;
        print(&format!("{events} events were exported as they were found."))
    }
}

impl Erasures {
    fn run(self) -> Result<(), Fault> {
        crate::audit_log::write_list(&self.file, &self.place.look()?.erasure_list()?)
    }
}

impl Accept {
    fn run(self) -> Result<(), Fault> {
        let acceptance = two_persons(&self.because, &self.erasures)?;
        let forensics: Forensics = self.place.look()?;
        watched("verifying", |progress| forensics.accept(&acceptance, progress))?;
        print("Another history of the log has begun; its first event tells of the lost one.")
    }
}

fn watched<T>(
    words: &'static str,
    act: impl FnOnce(&mut dyn FnMut(u64, u64) -> bool) -> stalking_register::error::Result<T>,
) -> Result<T, Fault> {
    let progress = Progress::new(words, 0);
    Ok(act(&mut |at, of| {
        progress.at(at, of);
        true
    })?)
}

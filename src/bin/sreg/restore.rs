//! `sreg restore`: a backup put in an empty place, after all of it was checked.

use std::path::PathBuf;

use clap::Args;
use stalking_register::register::restoring::Acceptance;
use stalking_register::register::{Register, Warning};

use crate::access::{Lock, two_persons, warn};
use crate::fault::Fault;
use crate::output::print;
use crate::progress::Progress;

/// Puts a backup in an empty place, after checking all of it. The key is one of the backup's; the
/// administrator (SREG_ADMIN) and another account (SREG_ACCOUNT) agree to it.
#[derive(Args)]
pub(crate) struct Restore {
    /// The backup's directory.
    backup: PathBuf,
    /// Where the register is to be: an empty directory, or none yet.
    directory: PathBuf,
    /// Why, in words.
    #[arg(long, value_name = "WORDS")]
    because: String,
    /// A list of what was erased since, from `sreg audit erasures` or `sreg forensics erasures`; the one beside
    /// the anchor is read in any case. What the register still holds of it is erased again.
    #[arg(long, value_name = "FILE")]
    erasures: Vec<PathBuf>,
    /// Another anchor file for the copy, not there yet, or a directory for it: for a rehearsal beside the register
    /// in use, whose anchor stays as it is. Without it the anchor is the copy's from now on.
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
    #[command(flatten)]
    lock: Lock,
}

impl Restore {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let agreed =
            Acceptance { anchor: self.anchor.clone(), ..two_persons(&self.because, &self.erasures)? };
        let held = self.lock.held()?;
        let progress = Progress::new("checking", 0);
        let told = &mut |at, of| {
            progress.at(at, of);
            true
        };
        let options = self.lock.options();
        let register = Register::restore(&self.backup, &self.directory, held.key(), options, &agreed, told)?;
        drop(progress);
        warn(&register);
        let anchored = !register.warnings().contains(&Warning::NoAnchor);
        let moved = if anchored && self.anchor.is_none() {
            " Its anchor is this copy's from now on: a register that is still where the backup was taken opens no more."
        } else {
            ""
        };
        print(&format!("The register {} was restored.{moved}", register.id()))
    }
}

//! `sreg restore`: a backup put in an empty place, after all of it was checked; or the rehearsal of that.

use std::path::PathBuf;

use clap::Args;
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
    #[arg(long, value_name = "WORDS", required_unless_present = "rehearse")]
    because: Option<String>,
    /// A list of what was erased since, from `sreg audit erasures` or `sreg forensics erasures`; the one beside
    /// the anchor is read in any case. What the register still holds of it is erased again.
    #[arg(long, value_name = "FILE")]
    erasures: Vec<PathBuf>,
    /// Only rehearses it: what was put in the place is checked and taken away again. Nobody is asked, and the
    /// register in use and its anchor stay as they are.
    #[arg(long, conflicts_with_all = ["because", "erasures"])]
    rehearse: bool,
    #[command(flatten)]
    lock: Lock,
}

impl Restore {
    pub(crate) fn run(self) -> Result<(), Fault> {
        // Without a reason it is a rehearsal, as the arguments are read.
        let agreed = self.because.as_ref().map(|it| two_persons(it, &self.erasures)).transpose()?;
        let held = self.lock.held()?;
        let progress = Progress::new("checking", 0);
        let told = &mut |at, of| {
            progress.at(at, of);
            true
        };
        let (backup, place, options) = (&self.backup, &self.directory, self.lock.options());
        let Some(agreed) = agreed else {
            let found = Register::rehearse(backup, place, held.key(), options, told)?;
            drop(progress);
            return print(&format!(
                "The backup can be restored: {} events and {} versions of records are whole. Nothing was left of the \
                 rehearsal.",
                found.events, found.versions
            ));
        };
        let register = Register::restore(backup, place, held.key(), options, &agreed, told)?;
        drop(progress);
        warn(&register);
        let moved = if register.warnings().contains(&Warning::NoAnchor) {
            ""
        } else {
            " Its anchor is this copy's from now on: a register that is still where the backup was taken opens no more."
        };
        print(&format!("The register {} was restored.{moved}", register.id()))
    }
}

//! `sreg restore`: a backup put in an empty place, after all of it was checked.

use std::path::PathBuf;

use clap::Args;
use stalking_register::register::Register;

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
    #[command(flatten)]
    lock: Lock,
}

impl Restore {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let agreed = two_persons(&self.because, &self.erasures)?;
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
        print(&format!("The register {} was restored.", register.id()))
    }
}

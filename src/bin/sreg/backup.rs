//! `sreg backup`: a copy of the register under the same keys, while it is in use.

use std::path::PathBuf;

use clap::Args;

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::print;
use crate::progress::Progress;

/// Copies the register into a new directory, under the same keys; the administrator signs in.
#[derive(Args)]
pub(crate) struct Backup {
    /// Where: an empty directory, or none yet.
    directory: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Backup {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.house(&self.reason)?;
        let progress = Progress::new("copying", 0);
        desk.task.backup(&self.directory, &mut |at, of| {
            progress.at(at, of);
            true
        })?;
        drop(progress);
        print("The register was copied.")
    }
}

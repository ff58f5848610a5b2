//! `sreg amend`: a JSON Merge Patch on a record.

use std::path::PathBuf;

use clap::Args;
use stalking_register::model::Id;

use crate::access::{Place, Reason};
use crate::add::read_document;
use crate::duplicates::watched;
use crate::fault::Fault;
use crate::output::print;

/// Changes a record by a JSON Merge Patch (RFC 7396); what it said before stays in its history.
///
/// null removes a field; lists are replaced whole.
#[derive(Args)]
pub(crate) struct Amend {
    /// The record.
    id: Id,
    /// The patch's file, or - for the standard input.
    patch: PathBuf,
    /// The version that you read; a record that changed since is not overwritten.
    #[arg(long)]
    version: u32,
    /// Tells which other entries may be the same person; for an entry.
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Amend {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let patch = read_document(&self.patch)?;
        let desk = self.place.people(&self.reason)?;
        let version = desk.task.patch(self.id, self.version, &patch)?;
        print(&format!("The record is at version {}.", version.value()))?;
        if self.watch {
            print(&watched(&desk, self.id)?)?;
        }
        Ok(())
    }
}

//! `sreg duplicates`: an entry held against all others.

use clap::Args;
use stalking_register::model::Id;

use crate::access::{Desk, Place, Reason};
use crate::fault::Fault;
use crate::output::Form;
use crate::screen::detail;

/// Matches that are given beside a new or changed entry.
const WATCHED_MATCHES: usize = 5;

/// Finds the entries that may be the same person as an entry, the likeliest first.
#[derive(Args)]
pub(crate) struct Duplicates {
    /// The entry.
    id: Id,
    /// Prints the reasons for each match.
    #[arg(long)]
    reasons: bool,
    /// Matches to give, 1 to 50.
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Duplicates {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.people(&self.reason)?;
        let found = desk.task.duplicates(self.id, self.top)?.into_value();
        self.form.print(&found, || found.text(detail(self.reasons)))
    }
}

/// Tells in lines which entries may be the same person as one that is new or was changed.
pub(crate) fn watched(desk: &Desk, entry: Id) -> Result<String, Fault> {
    let found = desk.task.duplicates(entry, WATCHED_MATCHES)?.into_value();
    Ok(if found.is_empty() {
        "No other entry seems to be the same person.\n".to_owned()
    } else {
        format!("Perhaps the same person:\n{}", found.text(detail(false)))
    })
}

//! `sreg diary`: the diary as a whole, made anew and handed over.

use clap::{Args, Subcommand};
use stalking_register::model::Id;
use stalking_register::register::diary::Refreshed;

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::{Form, table};
use crate::progress::Progress;

/// Makes the diary anew, or gives an officer's diary to another. `sreg due` lists what is in it.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes the diary anew from the records, and tells what had to be mended; the administrator signs in.
    Refresh(Refresh),
    /// Gives everything that one officer manages, supervises or must review to another.
    HandOver(HandOver),
}

#[derive(Args)]
pub(crate) struct Refresh {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct HandOver {
    /// The account whose diary it was.
    #[arg(long, value_name = "ID")]
    from: Id,
    /// The account whose diary it becomes.
    #[arg(long, value_name = "ID")]
    to: Id,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::Refresh(it) => it.run(),
            Self::HandOver(it) => it.run(),
        }
    }
}

impl Refresh {
    fn run(self) -> Result<(), Fault> {
        let desk = self.place.house(&self.reason)?;
        let progress = Progress::new("refreshing", 0);
        let found = desk.task.refresh_diary(&mut |at, of| {
            progress.at(at, of);
            true
        })?;
        drop(progress);
        self.form.print(found.value(), || table(&refreshed(found.value())))
    }
}

impl HandOver {
    fn run(self) -> Result<(), Fault> {
        let desk = self.place.people(&self.reason)?;
        let given = desk.task.hand_over_diary(self.from, self.to)?;
        self.form.print(given.value(), || {
            format!("{} entries and {} reviews were handed over.", given.entries, given.reviews)
        })
    }
}

/// Writes what making the diary anew came to.
pub(crate) fn refreshed(found: &Refreshed) -> Vec<Vec<String>> {
    [
        ("entries", found.entries),
        ("diary lines", found.lines),
        ("lines added", found.lines_added),
        ("lines taken away", found.lines_removed),
    ]
    .map(|(name, count)| vec![name.to_owned(), count.to_string()])
    .to_vec()
}

//! `sreg break-glass`, `glasses` and `conflicts`: an emergency past a restriction, and what bars one.

use clap::{Args, Subcommand};
use stalking_register::access::conflict::Declaration;
use stalking_register::model::{Id, document};
use stalking_register::register::break_glass::{Glass, Unreviewed};

use crate::access::{Place, Reason};
use crate::account::named;
use crate::fault::Fault;
use crate::output::{Form, print, record, table};

/// Breaks the glass: shows one entry with all that belongs to it, past its restriction.
///
/// For an emergency, with the reason in words (--because). A supervisor reviews it within three working days.
#[derive(Args)]
pub(crate) struct BreakGlass {
    /// The entry.
    entry: Id,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

/// Lists and reviews what was done behind a broken glass; for one of the audit purposes.
#[derive(Subcommand)]
pub(crate) enum Glasses {
    /// Lists the broken glasses that nobody has reviewed.
    List {
        #[command(flatten)]
        form: Form,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        reason: Reason,
    },
    /// Records what a review came to.
    Review {
        /// The number of the event that broke it.
        start: u64,
        /// What was found, in words.
        finding: String,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        reason: Reason,
    },
}

/// Declares what bars an account's holder from an entry; only keyed digests are kept.
#[derive(Args)]
pub(crate) struct Conflicts {
    /// The declaration, as JSON: surnames, addresses, phones, associates.
    declaration: String,
    /// Replaces the declaration of another account.
    #[arg(long, value_name = "NAME")]
    of: Option<String>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl BreakGlass {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.emergency(&self.reason)?;
        let behind = desk.task.break_glass(Glass::Entry(self.entry))?;
        let start = behind.receipt().seq;
        let found = behind.timeline(self.entry)?.into_value();
        behind.end_break_glass()?;
        let json: Vec<_> = found.iter().map(stalking_register::register::Stored::to_json).collect();
        self.form.print(&json, || {
            let text = found.iter().map(record).collect::<Vec<_>>().join("\n");
            format!("{text}\nEvent {start}: to be reviewed within three working days.\n")
        })
    }
}

impl Glasses {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::List { form, place, reason } => {
                let desk = place.log(&reason)?;
                let found = desk.task.unreviewed_glasses()?.into_value();
                form.print(&found, || {
                    let head = ["EVENT", "WHEN", "REVIEW DUE", "OVERDUE", "ACCOUNT", "ENTRY"];
                    let mut rows = vec![head.map(str::to_owned).to_vec()];
                    rows.extend(found.iter().map(row));
                    table(&rows)
                })
            }
            Self::Review { start, finding, place, reason } => {
                let desk = place.log(&reason)?;
                desk.task.review_break_glass(start, &finding)?;
                print("The review was recorded.")
            }
        }
    }
}

fn row(it: &Unreviewed) -> Vec<String> {
    vec![
        it.start.to_string(),
        it.started_at.to_string(),
        it.review_due.to_string(),
        if it.overdue { "yes" } else { "no" }.to_owned(),
        it.account.to_string(),
        it.entry.map_or_else(|| "a search".to_owned(), |it| it.to_string()),
    ]
}

impl Conflicts {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let declaration: Declaration = document::parse(&self.declaration)?;
        let desk = self.place.either(&self.reason)?;
        match &self.of {
            None => desk.task.declare_conflicts(&declaration)?,
            Some(name) => desk.task.replace_conflicts(named(&desk, name)?.id, &declaration)?,
        };
        print("The declaration was kept, as digests.")
    }
}

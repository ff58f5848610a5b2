//! `sreg review`: dates on which someone must look again.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use stalking_register::error::Error;
use stalking_register::model::review::{ReviewKind, ReviewOutcome};
use stalking_register::model::text::{Line, Prose};
use stalking_register::model::{Day, Id, Review};

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::print;

/// Sets reviews and records what they came to.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Sets a review of an entry.
    Set(Set),
    /// Records what a review came to.
    Complete(Complete),
}

#[derive(Args)]
pub(crate) struct Set {
    /// The entry.
    entry: Id,
    /// What is looked at again.
    #[arg(long, value_parser = kinds())]
    kind: ReviewKind,
    /// The last day for it, YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    due: Day,
    /// The order that it is about.
    #[arg(long, value_name = "ID")]
    order: Option<Id>,
    /// The account that must look.
    #[arg(long, value_name = "ID")]
    owner: Option<Id>,
    /// Why it is due.
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Complete {
    /// The review.
    review: Id,
    /// When it was done, YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    on: Day,
    /// By whom.
    #[arg(long, value_name = "OFFICER")]
    by: String,
    /// The decision.
    #[arg(long, value_name = "TEXT")]
    decision: String,
    /// The decision's reasons.
    #[arg(long, value_name = "TEXT")]
    words: Option<String>,
    /// The supervisor who agreed.
    #[arg(long, value_name = "OFFICER")]
    supervisor: Option<String>,
    /// When to look again, YYYY-MM-DD; the next review is set with it.
    #[arg(long, value_name = "DAY")]
    next: Option<Day>,
    /// The review's version that you read.
    #[arg(long)]
    version: u32,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

fn kinds() -> impl TypedValueParser<Value = ReviewKind> {
    PossibleValuesParser::new(ReviewKind::ALL.iter().map(|it| it.code()))
        .try_map(|it| it.parse::<ReviewKind>())
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::Set(it) => it.run(),
            Self::Complete(it) => it.run(),
        }
    }
}

impl Set {
    fn run(self) -> Result<(), Fault> {
        let mut review = Review { order: self.order, owner: self.owner, ..Review::due(self.kind, self.due) };
        if let Some(why) = &self.why {
            review = review.because(why)?;
        }
        let desk = self.place.people(&self.reason)?;
        let id = desk.task.set_review(self.entry, review)?;
        print(&format!("The review is {}.", id.value()))
    }
}

impl Complete {
    fn run(self) -> Result<(), Fault> {
        let line = |field: &'static str, it: &str| Line::new(it).map_err(|it| Error::invalid(field, it));
        let outcome = ReviewOutcome {
            done_on: self.on,
            by: line("/outcome/by", &self.by)?,
            decision: Line::new(&self.decision).map_err(|it| Error::invalid("/outcome/decision", it))?,
            words: self
                .words
                .map(|it| Prose::new(&it).map_err(|it| Error::invalid("/outcome/words", it)))
                .transpose()?,
            supervisor: self.supervisor.map(|it| line("/outcome/supervisor", &it)).transpose()?,
            next_due_on: self.next,
        };
        let desk = self.place.people(&self.reason)?;
        match desk.task.complete_review(self.review, self.version, outcome)?.value() {
            Some(next) => print(&format!("The review is done. The next one is {next}.")),
            None => print("The review is done."),
        }
    }
}

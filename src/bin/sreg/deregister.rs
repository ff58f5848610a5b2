//! `sreg deregister`: the end of a registration.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use stalking_register::error::Error;
use stalking_register::model::registration::DeregistrationReason;
use stalking_register::model::text::{Line, Prose};
use stalking_register::model::{Day, Deregistration, Id};

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::print;

/// Ends a registration; the entry and its history stay.
#[derive(Args)]
pub(crate) struct Deregister {
    /// The entry.
    entry: Id,
    /// Why.
    #[arg(long = "reason", value_parser = reasons())]
    ground: DeregistrationReason,
    /// When, YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    on: Day,
    /// Who decided.
    #[arg(long, value_name = "OFFICER")]
    by: String,
    /// The decision in words.
    #[arg(long, value_name = "TEXT")]
    words: Option<String>,
    /// The entry's version that you read.
    #[arg(long)]
    version: u32,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

fn reasons() -> impl TypedValueParser<Value = DeregistrationReason> {
    PossibleValuesParser::new(DeregistrationReason::ALL.iter().map(|it| it.code()))
        .try_map(|it| it.parse::<DeregistrationReason>())
}

impl Deregister {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let at = |field: &'static str| move |problem| Error::invalid(field, problem);
        let ending = Deregistration {
            on: self.on,
            reason: self.ground,
            words: self.words.map(|it| Prose::new(&it).map_err(at("/deregistration/words"))).transpose()?,
            decided_by: Line::new(&self.by).map_err(at("/deregistration/decided_by"))?,
        };
        let desk = self.place.people(&self.reason)?;
        let version = desk.task.deregister(self.entry, self.version, ending)?;
        print(&format!("The entry is at version {}.", version.value()))
    }
}

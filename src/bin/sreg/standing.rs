//! `sreg standing`: everything that is asked of one subject, with the law and the arithmetic.

use clap::Args;
use stalking_register::model::{Day, Id, Moment};
use stalking_register::register::duties::{StandingRequest, Standings};

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::Form;

/// Tells how everything stands that is asked of a subject, and why.
#[derive(Args)]
pub(crate) struct Standing {
    /// The entry.
    entry: Id,
    /// The day on which it is to stand, YYYY-MM-DD; today if it is not given.
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
    /// Answers from what the register knew at a moment, such as 2026-11-23T09:00:00Z.
    #[arg(long, value_name = "MOMENT")]
    as_of: Option<Moment>,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Standing {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.people(&self.reason)?;
        let request = StandingRequest { on: self.on, as_of: self.as_of };
        let found = desk.task.standing(self.entry, request)?.into_value();
        self.form.print(&found, || told(&found))
    }
}

fn told(found: &Standings) -> String {
    if found.items.is_empty() {
        return "Nothing is asked.".to_owned();
    }
    let mut lines = Vec::new();
    for item in &found.items {
        lines.push(format!("{}: {}", item.what, item.standing.words()));
        lines.extend(item.trace.iter().map(|it| format!("  {it}")));
    }
    lines.join("\n")
}

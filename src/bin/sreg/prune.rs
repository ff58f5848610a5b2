//! `sreg audit prune`: the oldest events of the log, as far as the policy lets them go.

use clap::Args;
use stalking_register::access::Guarded;
use stalking_register::error::Error;
use stalking_register::model::text::Line;

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::{Form, print};

#[derive(Args)]
pub(crate) struct Prune {
    /// The first event to keep, a multiple of 256; if it is not given, the first that the policy keeps.
    #[arg(long, value_name = "NUMBER")]
    first: Option<u64>,
    /// The rule or the decision that it follows.
    #[arg(long, value_name = "WORDS")]
    basis: String,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Prune {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let basis = Line::new(&self.basis).map_err(|it| Error::invalid("/basis", it))?;
        let desk = self.place.people(&self.reason)?;
        let first = match self.first {
            Some(first) => first,
            None => desk.task.prunable()?.into_value(),
        };
        if first == 0 {
            return print("Nothing is to be pruned: see log_kept_months of sreg policy show.");
        }
        let asked = desk.task.request(Guarded::PruneLog { first, basis })?.into_value();
        self.form.print(&asked, || {
            format!(
                "Request {} to prune all before event {first} waits for a second person, for 72 hours.\n\
                 Digest  {}\n\nAnother account: sreg approve {}",
                asked.request, asked.digest, asked.request
            )
        })
    }
}

//! `sreg timeline`: everything that belongs to an entry, on one thread.

use clap::Args;
use serde_json::Value;
use stalking_register::model::Id;
use stalking_register::register::Stored;

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::{Form, record};

/// Shows an entry with its orders, notifications, reviews, incidents and breaches, in the order of their
/// writing.
#[derive(Args)]
pub(crate) struct Timeline {
    /// The entry.
    entry: Id,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Timeline {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.people(&self.reason)?;
        let records = desk.task.timeline(self.entry)?.into_value();
        let json: Vec<Value> = records.iter().map(Stored::to_json).collect();
        self.form.print(&json, || records.iter().map(record).collect::<Vec<_>>().join("\n"))
    }
}

//! `sreg history`: every version of a record.

use clap::Args;
use serde_json::Value;
use stalking_register::model::Id;
use stalking_register::register::Stored;

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::{Form, record};

/// Shows every version of a record, the first one first.
#[derive(Args)]
pub(crate) struct History {
    /// The record.
    id: Id,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl History {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.people(&self.reason)?;
        let versions = desk.task.history(self.id)?.into_value();
        let json: Vec<Value> = versions.iter().map(Stored::to_json).collect();
        self.form.print(&json, || versions.iter().map(record).collect::<Vec<_>>().join("\n"))
    }
}

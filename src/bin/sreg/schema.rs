//! `sreg schema`: the JSON Schema of a kind of document.

use clap::Args;
use stalking_register::model::{Kind, schema};

use crate::fault::Fault;
use crate::output::print;

/// Prints the JSON Schema of a kind of document.
#[derive(Args)]
pub(crate) struct Schema {
    /// entry, order, notification, review, incident, breach, account or policy.
    kind: Kind,
}

impl Schema {
    pub(crate) fn run(self) -> Result<(), Fault> {
        print(schema::of(self.kind))
    }
}

//! `sreg show`: a record, now or as it was.

use clap::Args;
use serde_json::Value;
use stalking_register::model::{Id, Moment, Scheme};
use stalking_register::register::Stored;

use crate::access::{Desk, Place, Reason};
use crate::fault::Fault;
use crate::output::{Form, record};

/// Shows a record, or the entries with an identifier or a source reference.
#[derive(Args)]
pub(crate) struct Show {
    /// The record's id; with --scheme an identifier, with --source-system a source reference.
    what: String,
    /// Looks entries up by an identifier of this scheme: pnc, cro, nino, ...
    #[arg(long, conflicts_with_all = ["source_system", "as_of"])]
    scheme: Option<Scheme>,
    /// Looks an entry up by its reference in the system that it was taken over from.
    #[arg(long, value_name = "NAME", conflicts_with = "as_of")]
    source_system: Option<String>,
    /// Shows the record as it was at a moment, such as 2026-11-23T09:00:00Z.
    #[arg(long, value_name = "MOMENT")]
    as_of: Option<Moment>,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Show {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.people(&self.reason)?;
        let found = match (self.scheme, &self.source_system) {
            (Some(scheme), _) => desk.task.look_up(scheme, &self.what)?.into_value(),
            (None, Some(system)) => desk.task.look_up_source(system, &self.what)?.into_value(),
            (None, None) => {
                let found = self.one(&desk)?;
                return self.form.print(&found.to_json(), || record(&found));
            }
        };
        if found.more {
            eprintln!("sreg: warning: there are more than the {} entries that are shown", found.len());
        }
        let json: Vec<Value> = found.iter().map(Stored::to_json).collect();
        self.form.print(&json, || match found.entries.as_slice() {
            [] => "Nobody was found.".to_owned(),
            some => some.iter().map(record).collect::<Vec<_>>().join("\n"),
        })
    }

    fn one(&self, desk: &Desk) -> Result<Stored, Fault> {
        let id: Id = self
            .what
            .parse()
            .map_err(|it: stalking_register::error::Problem| Fault::slip(format!("the id {it}")))?;
        Ok(match self.as_of {
            Some(at) => desk.task.as_of(id, at)?.into_value(),
            None => desk.task.read(id)?.into_value(),
        })
    }
}

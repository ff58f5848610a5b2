//! `sreg rebuild`: the indexes made again from the records and the events.

use clap::Args;

use crate::access::{Place, Reason};
use crate::check::differences;
use crate::fault::Fault;
use crate::output::{Form, table};
use crate::progress::Progress;

/// Makes the indexes again from the records and the events and tells where they had been wrong. The
/// administrator signs in.
#[derive(Args)]
pub(crate) struct Rebuild {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Rebuild {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.house(&self.reason)?;
        let progress = Progress::turning("rebuilding");
        let found = desk.task.rebuild_indexes()?.into_value();
        drop(progress);
        self.form.print(&found, || table(&differences(&found)))
    }
}

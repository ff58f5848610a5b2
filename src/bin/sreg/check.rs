//! `sreg check`: pages, indexes, log and records, looked at and not repaired.

use clap::Args;
use stalking_register::error::{Corruption, Error};
use stalking_register::register::upkeep::Differences;

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::{Form, table};
use crate::progress::Progress;

/// Checks pages, indexes, log and records; repairs nothing. The administrator signs in.
#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Check {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.house(&self.reason)?;
        let progress = Progress::new("checking", 0);
        let checked = desk
            .task
            .check(&mut |at, of| {
                progress.at(at, of);
                true
            })?
            .into_value();
        drop(progress);
        self.form.print(&checked, || {
            let mut rows = vec![
                vec!["entries".to_owned(), checked.entries.to_string()],
                vec!["events".to_owned(), checked.events.to_string()],
                vec!["record versions".to_owned(), checked.versions.to_string()],
            ];
            rows.extend(differences(&checked.indexes));
            table(&rows)
        })?;
        if checked.indexes.is_none() {
            return Ok(());
        }
        Err(Fault::from(Error::Corrupt(Corruption::Index)).at("`sreg rebuild` mends this"))
    }
}

/// Writes where the indexes disagree with the records.
pub(crate) fn differences(found: &Differences) -> Vec<Vec<String>> {
    [
        ("identifiers missing", found.identifiers_missing),
        ("identifiers too many", found.identifiers_extra),
        ("diary lines missing", found.diary_missing),
        ("diary lines too many", found.diary_extra),
        ("restrictions missing", found.restrictions_missing),
        ("restrictions too many", found.restrictions_extra),
        ("who saw a record: missing", found.references_missing),
        ("who saw a record: too many", found.references_extra),
        ("packed screening index: missing", found.screening_missing),
        ("packed screening index: too many", found.screening_extra),
    ]
    .map(|(name, count)| vec![name.to_owned(), count.to_string()])
    .to_vec()
}

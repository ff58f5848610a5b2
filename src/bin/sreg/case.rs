//! `sreg request open-case`, `cases`, `close-case`: what is open to an auditor or a data protection officer.

use clap::Args;
use stalking_register::access::Guarded;
use stalking_register::model::Id;
use stalking_register::register::opened_cases::OpenedCase;

use crate::approve::{Asking, asked, line};
use crate::fault::Fault;
use crate::output::{print, table};

/// Asks that a case be opened to an auditor or a data protection officer.
///
/// They see the entries that are named, and nothing else, in commands whose --task is the case's reference.
#[derive(Args)]
pub(crate) struct OpenCase {
    /// The case's reference.
    reference: String,
    /// An entry that it opens; may be given more than once.
    #[arg(long = "entry", value_name = "ID")]
    entries: Vec<Id>,
    /// Opens the search for persons.
    #[arg(long)]
    search: bool,
    /// For how many days.
    #[arg(long, default_value_t = 14)]
    days: u32,
    /// The account that it is opened to; oneself if it is not given.
    #[arg(long = "to", value_name = "ID")]
    account: Option<Id>,
    #[command(flatten)]
    desk: Asking,
}

/// Lists the open cases: one's own, or all where one's role has a part in opening them.
#[derive(Args)]
pub(crate) struct Cases {
    #[command(flatten)]
    desk: Asking,
}

/// Closes a case before its time.
#[derive(Args)]
pub(crate) struct CloseCase {
    /// The case's number, as `sreg cases` lists it.
    case: u64,
    #[command(flatten)]
    desk: Asking,
}

impl OpenCase {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let reference = line("/reference", &self.reference)?;
        let begun = self.desk.place.either(&self.desk.reason)?;
        let account = self.account.map_or_else(|| begun.own_account(), Ok)?;
        let Self { entries, search, days, .. } = self;
        asked(&self.desk, &begun, Guarded::OpenCase { account, reference, entries, search, days })
    }
}

impl Cases {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.desk.place.either(&self.desk.reason)?;
        let cases = desk.task.cases()?.into_value();
        self.desk.form.print(&cases, || {
            let head = ["CASE", "REFERENCE", "OPEN TO", "CLOSES", "OPENS"];
            let mut rows = vec![head.map(str::to_owned).to_vec()];
            rows.extend(cases.iter().map(row));
            table(&rows)
        })
    }
}

fn row(case: &OpenedCase) -> Vec<String> {
    let entries = match case.entries.len() {
        0 => None,
        1 => Some("1 entry".to_owned()),
        n => Some(format!("{n} entries")),
    };
    let search = case.search.then(|| "the search".to_owned());
    vec![
        case.case.to_string(),
        case.reference.to_string(),
        case.account.to_string(),
        case.closes_at.to_string(),
        entries.into_iter().chain(search).collect::<Vec<_>>().join(", "),
    ]
}

impl CloseCase {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.desk.place.either(&self.desk.reason)?;
        desk.task.close_case(self.case)?;
        print("The case is closed.")
    }
}

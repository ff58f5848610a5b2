//! `sreg audit`: the log, read and verified.

use clap::{Args, Subcommand};
use stalking_register::model::Id;
use stalking_register::register::audit::{AuditRequest, Line, LogPage, Verified};

use crate::access::{Place, Reason};
use crate::audit_log;
use crate::fault::Fault;
use crate::output::{Form, table};
use crate::progress::Progress;

/// Reads or verifies the log of every access.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Shows events, the newest first; for one of the audit purposes only, and itself logged.
    Show(Show),
    /// Checks every event, node, opening and record version, and names the first bad place.
    Verify(Verify),
    /// Shows every event about an entry: who saw this person?
    WhoSaw(crate::watch::WhoSaw),
    /// Shows every event of an account: what did it see and do?
    Did(crate::watch::Did),
    /// Shows to whom something about an entry was disclosed, and who is to be told of a change since.
    Disclosed(crate::watch::DisclosedTo),
    /// Asks the views of the log: own name, same surname, fan-out, off-shift and the others.
    Watch(crate::watch::Watching),
    /// Records what somebody found who looked at a finding of a view.
    LookAt(crate::watch::LookAt),
    /// Writes the envelopes as OCSF API Activity, one JSON line each, for a SIEM.
    Ocsf(crate::watch::Ocsf),
    /// Signs what the log is now and puts it on record; to be run daily where nothing else happens.
    Checkpoint(audit_log::Checkpoint),
    /// Changes the key that signs checkpoints; one checkpoint is signed by both.
    ChangeKey(audit_log::ChangeKey),
    /// Writes the log as files that anybody can check: blinded entries, tiles, a signed checkpoint.
    Export(audit_log::Export),
    /// Checks an export; needs no register.
    VerifyExport(audit_log::VerifyExport),
    /// Proves that one event is in the log, as a text that stands for itself.
    Proof(audit_log::Proof),
    /// Counts the six operations of some days for the Commissioner, signed, with every event counted.
    Report(audit_log::Report),
    /// Checks such a report; needs no register.
    VerifyReport(audit_log::VerifyReport),
    /// Asks that the oldest events be pruned, as far as the policy lets them go; another approves it.
    Prune(crate::prune::Prune),
    /// Writes the list of what was erased, to be kept with the backups: a restore erases it again.
    Erasures(audit_log::Erasures),
    /// Shows a named auditor chosen events with chosen openings, in a file; itself logged.
    Disclose(audit_log::Disclose),
}

#[derive(Args)]
pub(crate) struct Show {
    /// Only events about this record: who saw this person?
    #[arg(long, value_name = "ID")]
    record: Option<Id>,
    /// Only events of this account: what did it see?
    #[arg(long, value_name = "ID")]
    actor: Option<Id>,
    /// Only events before this number.
    #[arg(long, value_name = "NUMBER")]
    before: Option<u64>,
    /// Events of a page, 1 to 1000.
    #[arg(long, value_name = "COUNT")]
    events: Option<u32>,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::Show(it) => it.run(),
            Self::Verify(it) => it.run(),
            Self::WhoSaw(it) => it.run(),
            Self::Did(it) => it.run(),
            Self::Disclosed(it) => it.run(),
            Self::Watch(it) => it.run(),
            Self::LookAt(it) => it.run(),
            Self::Ocsf(it) => it.run(),
            Self::Checkpoint(it) => it.run(),
            Self::ChangeKey(it) => it.run(),
            Self::Export(it) => it.run(),
            Self::VerifyExport(it) => it.run(),
            Self::Proof(it) => it.run(),
            Self::Disclose(it) => it.run(),
            Self::Erasures(it) => it.run(),
            Self::Prune(it) => it.run(),
            Self::Report(it) => it.run(),
            Self::VerifyReport(it) => it.run(),
        }
    }
}

impl Show {
    fn run(self) -> Result<(), Fault> {
        let desk = self.place.log(&self.reason)?;
        let Self { record, actor, before, events, .. } = self;
        let page = desk.task.read_audit(AuditRequest { record, actor, before, events })?.into_value();
        self.form.print(&page, || {
            let mut text = lines(&page);
            if let Some(next) = page.next {
                text.push_str("\nThere may be more: --before ");
                text.push_str(&next.to_string());
                text.push('\n');
            }
            text
        })
    }
}

/// Writes the events of a page, one line each.
pub(crate) fn lines(page: &LogPage) -> String {
    let head = ["EVENT", "WHEN", "WHO", "WHAT", "OUTCOME", "PURPOSE", "RECORDS", "SAID"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(page.events.iter().map(row));
    table(&rows)
}

fn row(line: &Line) -> Vec<String> {
    let who = line.actor_name.as_deref().unwrap_or("-");
    let said = line.said.iter().map(|it| match (&it.value, it.erased_by) {
        (Some(value), _) => format!("{}: {value}", it.field),
        (None, Some(by)) => format!("{}: erased by event {by}", it.field),
        (None, None) => it.field.to_owned(),
    });
    vec![
        line.seq.to_string(),
        line.at.to_string(),
        if line.vouched { format!("{who} (vouched)") } else { who.to_owned() },
        line.action.to_owned(),
        line.outcome.to_owned(),
        line.purpose.unwrap_or("-").to_owned(),
        line.count.to_string(),
        said.collect::<Vec<_>>().join("; "),
    ]
}

impl Verify {
    fn run(self) -> Result<(), Fault> {
        let desk = self.place.house(&self.reason)?;
        let progress = Progress::new("verifying", 0);
        let found = desk.task.verify(&mut |at, of| {
            progress.at(at, of);
            true
        })?;
        drop(progress);
        self.form.print(&as_json(&found), || {
            let pruned = match found.pruned {
                0 => String::new(),
                events => {
                    format!("\n{events} events at the beginning were pruned; their leaves are in the tree.")
                }
            };
            format!(
                "The log is whole: {} events, {} record versions compared with them.\nRoot  {}{pruned}",
                found.events, found.versions, found.root
            )
        })
    }
}

/// Tells programs what a walk over the log found.
pub(crate) fn as_json(found: &Verified) -> serde_json::Value {
    serde_json::json!({
        "events": found.events,
        "pruned": found.pruned,
        "root": found.root.to_string(),
        "versions": found.versions,
    })
}

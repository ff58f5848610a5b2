//! `sreg policy`: what the force asks of itself beyond the law.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::Value;
use stalking_register::error::Error;
use stalking_register::model::{Policy, document};
use stalking_register::register::policy::PolicyVersion;

use crate::access::{Place, Reason};
use crate::add::read_document;
use crate::diary::refreshed;
use crate::fault::Fault;
use crate::output::{Form, fields, table};
use crate::progress::Progress;

/// Shows and sets the policy: review intervals, warnings, alarms, retention. It is no law. The administrator
/// signs in.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Shows the policy in force.
    Show(Show),
    /// Sets the policy from a JSON document, and makes the diary anew by it.
    Set(Set),
    /// Shows every version of the policy, the built-in one first.
    History(Show),
}

#[derive(Args)]
pub(crate) struct Show {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Set {
    /// The JSON document's file, or - for the standard input; `sreg policy show --json` prints one.
    file: PathBuf,
    /// The version that it replaces, as `sreg policy show` tells it.
    #[arg(long, value_name = "VERSION")]
    seen: u32,
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
            Self::Show(it) => {
                let policy = it.place.house(&it.reason)?.task.policy()?.into_value();
                it.form.print(&policy, || shown(&policy))
            }
            Self::Set(it) => it.run(),
            Self::History(it) => {
                let versions = it.place.house(&it.reason)?.task.policy_history()?.into_value();
                it.form.print(&versions, || versions.iter().map(shown).collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

impl Set {
    fn run(self) -> Result<(), Fault> {
        let json = read_document(&self.file)?;
        let desk = self.place.house(&self.reason)?;
        let policy: Policy = document::read(&json, desk.register.today())?;
        let progress = Progress::new("refreshing", 0);
        let set = desk.task.set_policy(self.seen, policy, &mut |at, of| {
            progress.at(at, of);
            true
        })?;
        drop(progress);
        self.form.print(set.value(), || {
            let mut rows = vec![vec!["policy version".to_owned(), set.version.to_string()]];
            rows.extend(refreshed(&set.diary));
            table(&rows)
        })
    }
}

fn shown(policy: &PolicyVersion) -> String {
    let when = policy.recorded_at.map_or_else(|| "built in".to_owned(), |it| format!("recorded {it}"));
    let document: Value =
        serde_json::to_value(&policy.policy).unwrap_or_else(|_| Value::String(Error::Internal.to_string()));
    format!("policy version {}, {when}\n{}", policy.version, fields(&document, 1))
}

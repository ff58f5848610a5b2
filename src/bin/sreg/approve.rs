//! `sreg request`, `requests`, `approve`, `decline`, `execute`: what two persons guard.

use clap::{Args, Subcommand};
use stalking_register::access::Guarded;
use stalking_register::error::{self, Error};
use stalking_register::model::restriction::Restriction;
use stalking_register::model::text::Line;
use stalking_register::model::{Id, Role, document};
use stalking_register::register::approvals::{Agreement, Asked, Waiting};
use stalking_register::register::disclosures::Disclosing;

use crate::access::{Desk, Place, Reason};
use crate::account::{named, roles};
use crate::case::OpenCase;
use crate::diary::Part;
use crate::disclose::What;
use crate::fault::Fault;
use crate::output::{Form, print, table};

/// How much of what is asked for stands in a line, in characters.
const ASKS_CHARS_MAX: usize = 160;

/// Asks for something that two persons guard; another approves it within 72 hours.
#[derive(Subcommand)]
pub(crate) enum Request {
    /// Asks that a key slot be removed.
    RemoveKeySlot {
        /// The slot's number.
        slot: u32,
        #[command(flatten)]
        desk: Asking,
    },
    /// Asks that an account be made auditor, data protection officer or administrator.
    GrantRole {
        /// The name that the account signs in with.
        username: String,
        /// The role.
        #[arg(value_parser = roles())]
        role: Role,
        #[command(flatten)]
        desk: Asking,
    },
    /// Asks that a service be given its job.
    GiveJob {
        /// The name that the account signs in with.
        username: String,
        /// The job, as JSON: {"name", "asks", "amends", "discloses", "notifies"}.
        job: String,
        #[command(flatten)]
        desk: Asking,
    },
    /// Asks that a case be opened to an auditor or a data protection officer.
    OpenCase(OpenCase),
    /// Proposes that an entry be closed to all but some.
    Restrict {
        /// The entry.
        entry: Id,
        /// The restriction that is to hold, as JSON: {"level", "teams", "accounts"}.
        #[arg(long, value_name = "JSON")]
        restriction: String,
        /// The version that was read.
        #[arg(long, value_name = "VERSION")]
        seen: u32,
        #[command(flatten)]
        desk: Asking,
    },
    /// Asks that a restricted entry be opened to more than before.
    Unrestrict {
        /// The entry.
        entry: Id,
        /// The restriction that is to hold, as JSON; open to all if it is not given.
        #[arg(long, value_name = "JSON", default_value = r#"{"level":"open"}"#)]
        restriction: String,
        /// The version that was read.
        #[arg(long, value_name = "VERSION")]
        seen: u32,
        #[command(flatten)]
        desk: Asking,
    },
    /// Asks that an entry be erased, with every record that belongs to it.
    Erase {
        /// The entry.
        entry: Id,
        /// The retention rule or the decision that it follows.
        #[arg(long, value_name = "WORDS")]
        basis: String,
        #[command(flatten)]
        desk: Asking,
    },
    /// Asks that a personal part of an earlier event be erased.
    EraseField {
        /// The event's number.
        event: u64,
        /// The part, such as "reason" or "criteria".
        field: String,
        /// The rule or the decision that it follows.
        #[arg(long, value_name = "WORDS")]
        basis: String,
        #[command(flatten)]
        desk: Asking,
    },
    /// Asks that parts of more than 50 entries be disclosed; then `sreg disclose` does it.
    Disclose {
        #[command(flatten)]
        what: What,
        #[command(flatten)]
        desk: Asking,
    },
    /// Asks for an export of the diary with more than 50 names; then `sreg diary export` does it.
    ExportDiary {
        #[command(flatten)]
        part: Part,
        #[command(flatten)]
        desk: Asking,
    },
    /// Asks for an operation that is written as JSON.
    Json {
        /// The operation, such as {"operation":"remove_key_slot","slot":2}.
        operation: String,
        #[command(flatten)]
        desk: Asking,
    },
}

#[derive(Args)]
pub(crate) struct Asking {
    #[command(flatten)]
    pub(crate) form: Form,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) reason: Reason,
}

/// Lists what waits for a second person, or to be done.
#[derive(Args)]
pub(crate) struct Requests {
    #[command(flatten)]
    desk: Asking,
}

/// Approves what another asked for.
#[derive(Args)]
pub(crate) struct Approve {
    /// The request's number, as `sreg requests` lists it.
    request: u64,
    /// Approves only if the operation has this digest, or one that begins so.
    #[arg(long, value_name = "HEX")]
    digest: Option<String>,
    #[command(flatten)]
    desk: Asking,
}

/// Declines what another asked for, or withdraws one's own request.
#[derive(Args)]
pub(crate) struct Decline {
    /// The request's number.
    request: u64,
    #[command(flatten)]
    desk: Asking,
}

/// Does what was asked for and approved.
#[derive(Args)]
pub(crate) struct Execute {
    /// The request's number.
    request: u64,
    #[command(flatten)]
    desk: Asking,
}

impl Request {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::RemoveKeySlot { slot, desk } => {
                asked(&desk, &desk.place.house(&desk.reason)?, Guarded::RemoveKeySlot { slot })
            }
            Self::GrantRole { username, role, desk } => {
                let begun = desk.place.house(&desk.reason)?;
                let account = named(&begun, &username)?;
                let operation = Guarded::GrantRole { account: account.id, seen: account.version, role };
                asked(&desk, &begun, operation)
            }
            Self::GiveJob { username, job, desk } => {
                let begun = desk.place.house(&desk.reason)?;
                let account = named(&begun, &username)?;
                let job = Box::new(document::parse(&job)?);
                asked(&desk, &begun, Guarded::GiveJob { account: account.id, seen: account.version, job })
            }
            Self::OpenCase(it) => it.run(),
            Self::Restrict { entry, restriction, seen, desk } => {
                let restriction: Restriction = document::parse(&restriction)?;
                let operation = Guarded::Restrict { entry, seen, restriction };
                asked(&desk, &desk.place.people(&desk.reason)?, operation)
            }
            Self::Unrestrict { entry, restriction, seen, desk } => {
                let restriction: Restriction = document::parse(&restriction)?;
                let operation = Guarded::Unrestrict { entry, seen, restriction };
                asked(&desk, &desk.place.people(&desk.reason)?, operation)
            }
            Self::Erase { entry, basis, desk } => {
                let operation = Guarded::EraseEntry { entry, basis: line("/basis", &basis)? };
                asked(&desk, &desk.place.people(&desk.reason)?, operation)
            }
            Self::EraseField { event, field, basis, desk } => {
                let (field, basis) = (line("/field", &field)?, line("/basis", &basis)?);
                let operation = Guarded::EraseField { event, field, basis };
                asked(&desk, &desk.place.people(&desk.reason)?, operation)
            }
            Self::Disclose { what, desk } => {
                let Disclosing { entries, fields, recipient } = what.disclosing()?;
                let operation = Guarded::DiscloseInBulk { entries, fields, recipient };
                asked(&desk, &desk.place.people(&desk.reason)?, operation)
            }
            Self::ExportDiary { part, desk } => {
                let begun = desk.place.people(&desk.reason)?;
                waits(&desk, begun.task.request_export(part.request()?)?.value())
            }
            Self::Json { operation, desk } => {
                let operation: Guarded = document::parse(&operation)?;
                asked(&desk, &desk.place.either(&desk.reason)?, operation)
            }
        }
    }
}

pub(crate) fn line<const MAX: usize>(at: &str, text: &str) -> Result<Line<MAX>, Fault> {
    Ok(Line::new(text).map_err(|it| Error::invalid(at, it))?)
}

pub(crate) fn asked(asking: &Asking, desk: &Desk, operation: Guarded) -> Result<(), Fault> {
    waits(asking, desk.task.request(operation)?.value())
}

fn waits(asking: &Asking, asked: &Asked) -> Result<(), Fault> {
    asking.form.print(asked, || {
        format!(
            "Request {} waits for a second person, for 72 hours.\nDigest  {}\n\nAnother account: sreg approve {}",
            asked.request, asked.digest, asked.request
        )
    })
}

impl Requests {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.desk.place.either(&self.desk.reason)?;
        let waiting = desk.task.requests()?.into_value();
        self.desk.form.print(&waiting, || {
            let head = ["REQUEST", "BY", "LAPSES", "APPROVED", "ASKS", "DIGEST"];
            let mut rows = vec![head.map(str::to_owned).to_vec()];
            rows.extend(waiting.iter().map(row));
            table(&rows)
        })
    }
}

fn row(waiting: &Waiting) -> Vec<String> {
    vec![
        waiting.request.to_string(),
        waiting.requested_by_name.clone().unwrap_or_else(|| waiting.requested_by.to_string()),
        waiting.lapses_at.to_string(),
        if waiting.approved_by.is_some() { "yes" } else { "no" }.to_owned(),
        in_short(&waiting.asks),
        waiting.digest.chars().take(16).collect(),
    ]
}

/// Writes what is asked for; `--json` has all of a long list.
fn in_short(asks: &Guarded) -> String {
    let json = document::write(asks);
    let mut short: String = json.chars().take(ASKS_CHARS_MAX).collect();
    if short.len() < json.len() {
        short.push('\u{2026}');
    }
    short
}

impl Approve {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.desk.place.either(&self.desk.reason)?;
        let waiting = desk.task.requests()?.into_value();
        let found = waiting.into_iter().find(|it| it.request == self.request);
        let found = found.ok_or_else(|| Fault::from(Error::NotFound { what: error::What::Request }))?;
        let fits = self.digest.as_ref().is_none_or(|it| found.digest.starts_with(&it.to_lowercase()));
        // A digest that does not fit is sent as it is, so that the register refuses and logs it.
        let digest = if fits { found.digest.clone() } else { self.digest.unwrap_or_default() };
        desk.task.approve(Agreement { request: found.request, digest })?;
        print(&format!("Approved: {}\n\nsreg execute {}", document::write(&found.asks), found.request))
    }
}

impl Decline {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.desk.place.either(&self.desk.reason)?;
        desk.task.decline(self.request)?;
        print("The request is closed.")
    }
}

impl Execute {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.desk.place.either(&self.desk.reason)?;
        desk.task.execute(self.request)?;
        print("It was done.")
    }
}

//! The log for a SIEM: envelopes in a public form, page after page.

use serde::{Deserialize, Serialize};

use crate::access::permission::permit;
use crate::access::{Act, Permit};
use crate::audit::commitment::Field;
use crate::audit::{Action, ocsf};
use crate::error::{Corruption, Error, Problem, Refusal, Result};
use crate::register::audit::AUDIT_EVENTS_MAX;
use crate::register::gate::perform;
use crate::register::{Audited, Task};

/// Which events a SIEM asks for.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OcsfRequest {
    /// The first event; the /next of the page before.
    #[serde(default)]
    pub from: u64,
    /// Events of a page, 1 to [`AUDIT_EVENTS_MAX`]; all of those if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<u32>,
}

/// A page of events, the oldest first.
#[derive(Clone, Serialize)]
pub struct OcsfPage {
    /// One JSON text for each event.
    pub lines: Vec<String>,
    /// What to ask the next page from.
    pub next: u64,
}

impl std::fmt::Debug for OcsfPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} events before {}", self.lines.len(), self.next)
    }
}

impl Task {
    /// Gives the envelopes of events as OCSF API Activity, for a SIEM; nothing that was committed to.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] without a purpose of the log, or for who may not read the whole log;
    /// [`Error::Invalid`].
    pub fn ocsf(&self, request: OcsfRequest) -> Result<Audited<OcsfPage>> {
        let limit = request.events.unwrap_or(AUDIT_EVENTS_MAX);
        if !(1..=AUDIT_EVENTS_MAX).contains(&limit) {
            return Err(Error::invalid("/events", Problem::OutOfRange));
        }
        perform(self, Act::ReadAudit, Action::AuditExported, move |work| {
            if permit(work.role()?, Act::ReadAudit) != Permit::Yes {
                return Err(Error::Forbidden(Refusal::Role));
            }
            let register = work.register.meta.id.to_string();
            let size = work.tx.log_size()?;
            let first = request.from.max(work.tx.first_event()?).min(size);
            let next = first.saturating_add(u64::from(limit)).min(size);
            let mut lines = Vec::new();
            for seq in first..next {
                let opened = work.tx.event(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?;
                lines.push(ocsf::activity(&opened.event, &opened.leaf, &register).to_string());
            }
            work.say(Field::Means, "ocsf".to_owned());
            work.say(Field::Criteria, format!("events {first} to {next}"));
            work.touch_many(lines.len());
            Ok(OcsfPage { lines, next })
        })
    }
}

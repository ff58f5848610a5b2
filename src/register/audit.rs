//! Reading and verifying the log. Reading it is itself an event, for one of the purposes of s. 62(4).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::access::permission::permit;
use crate::access::{Act, Permit, Purpose};
use crate::audit::commitment::Committed;
use crate::audit::{Action, Auth, Digest, Event};
use crate::error::{Corruption, Error, Problem, Result};
use crate::model::{Account, Id, Kind, Moment, document};
use crate::register::gate::perform;
use crate::register::work::Work;
use crate::register::{Audited, Task, audit_signing};
use crate::store::{Opened, Walk};

/// Events of a page at the most.
pub const AUDIT_EVENTS_MAX: u32 = 1000;

/// Events that are looked at for one page at the most.
const EVENTS_LOOKED_AT_MAX: u64 = 100_000;

/// What the log is asked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditRequest {
    /// Only events that name this record: who saw this person?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Id>,
    /// Only events of this account: what did it see?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Id>,
    /// Only events before this number; the newest come first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u64>,
    /// Events of a page, 1 to [`AUDIT_EVENTS_MAX`]; 50 if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<u32>,
}

/// A personal part of an event.
#[derive(Clone, Serialize)]
pub struct Said {
    /// Which part.
    pub field: &'static str,
    /// What it says; nothing if it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The event that erased it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erased_by: Option<u64>,
}

/// One line of the log, for a reader.
#[derive(Clone, Serialize)]
pub struct Line {
    /// Its number.
    pub seq: u64,
    /// When.
    pub at: Moment,
    /// What was done.
    pub action: &'static str,
    /// Which of the six operations of s. 62(1) it was, if any.
    pub operation: &'static str,
    /// What came of it.
    pub outcome: &'static str,
    /// For which purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<&'static str>,
    /// The account that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Id>,
    /// Its holder's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_name: Option<String>,
    /// The account it was done for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acted_for: Option<Id>,
    /// The sign-in.
    pub session: Id,
    /// Whether a host system had vouched for the account.
    pub vouched: bool,
    /// Records released or touched.
    pub count: u32,
    /// The records.
    pub records: Vec<Id>,
    /// The event that it follows from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<u64>,
    /// The personal parts.
    pub said: Vec<Said>,
    /// The leaf hash.
    pub leaf: String,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "event {} {}", self.seq, self.action)
    }
}

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.field)
    }
}

/// A page of the log, the newest event first.
#[derive(Clone, Debug, Serialize)]
pub struct LogPage {
    /// The events.
    pub events: Vec<Line>,
    /// What to ask the next page before, if there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// What a walk over the whole log found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Events in the log, those among them that were pruned.
    pub events: u64,
    /// Events at the beginning that were pruned.
    pub pruned: u64,
    /// The root of its tree.
    pub root: Digest,
    /// Record versions compared with their events.
    pub versions: u64,
}

impl Verified {
    pub(super) const fn of(walk: &Walk) -> Self {
        let Walk { events, pruned, root, versions, index: _ } = *walk;
        Self { events, pruned, root, versions }
    }
}

impl Task {
    /// Reads the log, the newest event first. Who may read only its own sees only its own.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] without a purpose of the log; [`Error::Invalid`]; [`Error::Corrupt`].
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 62(4)
    pub fn read_audit(&self, request: AuditRequest) -> Result<Audited<LogPage>> {
        let limit = request.events.unwrap_or(50);
        if !(1..=AUDIT_EVENTS_MAX).contains(&limit) {
            return Err(Error::invalid("/events", Problem::OutOfRange));
        }
        perform(self, Act::ReadAudit, Action::AuditRead, move |work| page(work, &request, limit))
    }

    /// Checks every event, node, opening, reference and record version, and names the first bad place.
    ///
    /// `progress` is told how far it is, in events; if it answers no, the walk stops.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] with the first bad place; [`Error::Forbidden`].
    pub fn verify(&self, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Audited<Verified>> {
        let register = std::sync::Arc::clone(&self.inner.session.register);
        // Permission is asked, and the asking logged, before the walk begins.
        perform(self, Act::VerifyAudit, Action::IntegrityAsked, |_| Ok(()))?;
        let walk = register.store.read(|view| audit_signing::walk(view, progress))?;
        perform(self, Act::VerifyAudit, Action::Verified, move |_| Ok(Verified::of(&walk)))
    }
}

fn page(work: &mut Work<'_, '_>, request: &AuditRequest, limit: u32) -> Result<LogPage> {
    let (size, first) = (work.tx.log_size()?, work.tx.first_event()?);
    let mut before = request.before.unwrap_or(size).min(size);
    let own = permit(work.role()?, Act::ReadAudit);
    let mut readers = Readers { names: HashMap::new() };
    let mut found = Vec::new();
    let mut looked_at = 0;
    while found.len() < limit as usize && before > first && looked_at < EVENTS_LOOKED_AT_MAX {
        let seqs = match request.record {
            Some(record) => work.tx.events_of(record, before, limit)?,
            None => (before.saturating_sub(u64::from(limit)).max(first)..before).rev().collect(),
        };
        if seqs.is_empty() {
            before = first;
        }
        for seq in seqs {
            looked_at += 1;
            before = seq;
            let opened = work.tx.event(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?;
            let wanted = request.actor.is_none_or(|it| it == opened.event.actor);
            if wanted && readers.may_read(work, own, &opened.event)? {
                found.push(line(work, &mut readers, opened)?);
                if found.len() == limit as usize {
                    break;
                }
            }
        }
    }
    work.touch_many(found.len());
    Ok(LogPage { events: found, next: (before > first).then_some(before) })
}

/// The accounts that events name, read once.
struct Readers {
    names: HashMap<Id, Option<Account>>,
}

impl Readers {
    fn account(&mut self, work: &Work<'_, '_>, id: Id) -> Result<Option<&Account>> {
        if let std::collections::hash_map::Entry::Vacant(place) = self.names.entry(id) {
            let record = work.tx.newest(id)?.filter(|it| it.kind == Kind::Account);
            place.insert(record.map(|it| document::parse(&it.document)).transpose()?);
        }
        Ok(self.names.get(&id).and_then(Option::as_ref))
    }

    fn may_read(&mut self, work: &Work<'_, '_>, permit: Permit, event: &Event) -> Result<bool> {
        Ok(match permit {
            Permit::Yes => true,
            Permit::OwnTeam => {
                let team = self.account(work, work.session().account)?.and_then(|it| it.team.clone());
                team.is_some() && self.account(work, event.actor)?.is_some_and(|it| it.team == team)
            }
            _ => event.actor == work.session().account,
        })
    }
}

fn line(work: &Work<'_, '_>, readers: &mut Readers, opened: Opened) -> Result<Line> {
    let Opened { event, leaf, openings, records } = opened;
    let nobody = Id::from_bytes([0; 16]);
    let said = openings.into_iter().map(|it| {
        let field = it.field().name();
        match it {
            Committed::Opened { opening, .. } => Said { field, value: Some(opening.value), erased_by: None },
            Committed::Erased { by, .. } => Said { field, value: None, erased_by: Some(by) },
        }
    });
    Ok(Line {
        seq: event.seq,
        at: Moment::new(event.at()).map_err(|_| Error::Internal)?,
        action: event.action.name(),
        operation: event.operation.name(),
        outcome: event.outcome.name(),
        purpose: Purpose::of_number(event.purpose).map(Purpose::slug),
        actor: (event.actor != nobody).then_some(event.actor),
        actor_name: readers.account(work, event.actor)?.map(|it| it.display_name.to_string()),
        acted_for: event.acted_for,
        session: event.session,
        vouched: event.auth.has(Auth::VOUCHED),
        count: event.count,
        records,
        link: event.link,
        said: said.collect(),
        leaf: leaf.to_string(),
    })
}

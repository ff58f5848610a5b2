//! What an event says, and how it comes to stand at the end of the log.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};

use crate::audit::commitment::{self, Field, Opening};
use crate::audit::facts::Fact;
use crate::audit::{Action, Auth, Digest, Event, Outcome};
use crate::clock::Entropy;
use crate::error::Result;
use crate::model::Id;
use crate::register::gate::Receipt;
use crate::register::opening::Inner;
use crate::register::session::SessionInner;
use crate::store::Tx;

/// What an event says of who acted and what was touched.
#[derive(Clone)]
pub(super) struct Logged {
    pub(super) actor: Id,
    pub(super) acted_for: Option<Id>,
    pub(super) session: Id,
    pub(super) role: u8,
    pub(super) auth: Auth,
    pub(super) purpose: u16,
    pub(super) count: u32,
    pub(super) link: Option<u64>,
    pub(super) fields: Vec<(Field, String)>,
    pub(super) references: Vec<Id>,
    /// The record versions that are written, by their records and digests.
    pub(super) written: Vec<(Id, Digest)>,
    /// What is said beside them.
    pub(super) facts: Vec<Fact>,
}

impl Logged {
    /// Begins what an event says of nobody in particular.
    pub(super) fn nobody() -> Self {
        Self {
            actor: Id::from_bytes([0; 16]),
            acted_for: None,
            session: Id::from_bytes([0; 16]),
            role: 0,
            auth: Auth::NONE,
            purpose: 0,
            count: 0,
            link: None,
            fields: Vec::new(),
            references: Vec::new(),
            written: Vec::new(),
            facts: Vec::new(),
        }
    }

    /// Says the same of who acted, and nothing of what was done.
    pub(super) fn bare(&self) -> Self {
        Self {
            count: 0,
            fields: Vec::new(),
            references: Vec::new(),
            written: Vec::new(),
            facts: Vec::new(),
            ..self.clone()
        }
    }

    /// Begins what an event says of a session that acts, without a purpose.
    pub(super) fn of_session(session: &SessionInner) -> Self {
        Self {
            actor: session.account,
            session: session.id,
            role: session.role.number(),
            auth: session.auth,
            ..Self::nobody()
        }
    }
}

/// Appends one event at the end of the log; a clock that went back is told of first.
pub(super) fn append(
    register: &Inner,
    tx: &mut Tx<'_>,
    now: DateTime<Utc>,
    logged: &Logged,
    action: Action,
    outcome: Outcome,
) -> Result<Receipt> {
    let now_ms = now.timestamp_millis();
    let before_ms = register.last_now_ms.swap(now_ms, Ordering::AcqRel);
    // A clock that went back is told of once, not at each event until it has caught up.
    if now_ms < before_ms && Event::milliseconds(now) < tx.last_at_ms() {
        let step = Logged { link: None, ..logged.bare() };
        append_with(&register.entropy, tx, now, &step, Action::ClockStepped, Outcome::Done)?;
    }
    let receipt = append_with(&register.entropy, tx, now, logged, action, outcome)?;
    register.pace.saw(receipt.size, action, outcome);
    Ok(receipt)
}

/// Appends one event while there is no open register yet.
pub(super) fn append_with(
    entropy: &Entropy,
    tx: &mut Tx<'_>,
    now: DateTime<Utc>,
    logged: &Logged,
    action: Action,
    outcome: Outcome,
) -> Result<Receipt> {
    let at_ms = Event::milliseconds(now);
    let mut openings = Vec::with_capacity(logged.fields.len());
    for (field, value) in &logged.fields {
        openings.push(Opening { field: *field, salt: entropy.bytes()?, value: value.clone() });
    }
    let salt: [u8; 32] = entropy.bytes()?;
    let facts = logged.facts.iter().map(Fact::committed);
    let wrote: Vec<_> = logged.written.iter().copied().chain(facts).collect();
    let event = Event {
        seq: tx.next_seq(),
        at_ms: at_ms.max(tx.last_at_ms()),
        operation: action.operation(),
        action,
        outcome,
        purpose: logged.purpose,
        actor: logged.actor,
        acted_for: logged.acted_for,
        session: logged.session,
        role: logged.role,
        auth: logged.auth,
        count: logged.count,
        subjects: commitment::references_root(&salt, &logged.references),
        object: commitment::object_of(&wrote),
        detail: commitment::detail_of(&openings),
        link: logged.link,
        previous: tx.previous_leaf(),
        salt: entropy.bytes()?,
    };
    let references = event.subjects.map(|_| (&salt, logged.references.as_slice()));
    let appended = tx.append(&event, &openings, references)?;
    for fact in &logged.facts {
        tx.add_fact(fact, appended.seq)?;
    }
    Ok(Receipt { seq: appended.seq, leaf: appended.leaf, size: appended.seq + 1 })
}

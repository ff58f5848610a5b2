//! Looking at the log: the views, who looked at what they found, and to whom an entry was disclosed.
//!
//! A view reads the log on a snapshot of its own, so that nobody waits for it. It is asked for and
//! released by two events, like a verification.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::access::permission::permit;
use crate::access::{Act, Permit};
use crate::audit::commitment::{Committed, Field};
use crate::audit::facts::{Fact, FactKind, NOBODY};
use crate::audit::watching::{self, Found, Window};
use crate::audit::{Action, Event, Outcome, Watch};
use crate::clock::moment;
use crate::error::{Corruption, Error, Problem, Refusal, Result, What};
use crate::model::restriction::Team;
use crate::model::text::Prose;
use crate::model::{Id, Moment, document};
use crate::register::alerts::kept;
use crate::register::break_glass::unreviewed;
use crate::register::gate::perform;
use crate::register::opening::Inner;
use crate::register::watching::{Comparing, account_of, event_of, seq_at};
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::store::{Opened, View};

/// Findings that one view gives at the most.
pub const FINDINGS_MAX: usize = 1000;

/// Disclosures of an entry that are told at the most.
pub const DISCLOSURES_MAX: u32 = 1000;

const DAY_MS: u64 = 86_400_000;

/// Which view of the log is asked for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchRequest {
    /// The view.
    pub view: Watch,
    /// From this moment on.
    pub since: Moment,
    /// Up to, and without, this one; until now if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

/// What a view found, for somebody to look at.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The view.
    pub view: Watch,
    /// The event that completed it.
    pub event: u64,
    /// When that was.
    pub at: Moment,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Id>,
    /// The entry, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Id>,
    /// How many: accesses, entries, searches, days or accounts.
    pub measure: u64,
    /// The event by which somebody said what they found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_at_by: Option<u64>,
}

/// What somebody who looked at a finding says of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The view.
    pub view: Watch,
    /// The event.
    pub event: u64,
    /// What was found, in words.
    pub found: Prose<1000>,
}

/// A disclosure of something about an entry.
#[derive(Clone, Serialize)]
pub struct Disclosed {
    /// The event.
    pub event: u64,
    /// When.
    pub at: Moment,
    /// What kind of disclosure it was.
    pub action: &'static str,
    /// Who disclosed it.
    pub by: Id,
    /// What is on record of the recipient, the means and the basis, by the names of the fields.
    pub said: BTreeMap<&'static str, String>,
    /// The latest event that changed or erased what the entry says, if it came later: the recipient is to be
    /// told of it.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 48(9)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_since: Option<u64>,
}

impl std::fmt::Debug for Disclosed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "disclosure by event {}", self.event)
    }
}

/// Who asks, as far as the findings are theirs to see.
struct Asking {
    permit: Permit,
    team: Option<Team>,
}

impl Task {
    /// Asks a view of the log; who may look at the own team only sees its accounts only.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] without a purpose of the log; [`Error::Invalid`] for a time that is turned
    /// round, holds more than [`WATCHED_EVENTS_MAX`](crate::register::watching::WATCHED_EVENTS_MAX) events or more than [`FINDINGS_MAX`] findings: ask for
    /// less of it.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 62(4)
    pub fn watch(&self, request: WatchRequest) -> Result<Audited<Vec<Finding>>> {
        let register = std::sync::Arc::clone(&self.inner.session.register);
        let now_ms = Event::milliseconds(register.clock.now());
        let since_ms = Event::milliseconds(request.since.at());
        let window = Window {
            past_ms: since_ms.saturating_sub(watching::past_days(request.view) * DAY_MS),
            since_ms,
            until_ms: request.until.map_or(now_ms.saturating_add(1), |it| Event::milliseconds(it.at())),
            now_ms,
        };
        if window.until_ms <= window.since_ms {
            return Err(Error::invalid("/until", Problem::BeforeItCan));
        }
        let asking = perform(self, Act::Monitor, Action::AuditRead, move |work| {
            work.say(Field::Criteria, document::write(&request));
            Ok(Asking { permit: permit(work.role()?, Act::Monitor), team: work.team() })
        })?
        .into_value();
        let findings =
            register.store.read(|view| findings(&register, view, request.view, window, &asking))?;
        perform(self, Act::Monitor, Action::AuditRead, move |work| {
            work.say(Field::Criteria, format!("{}: {} findings", request.view, findings.len()));
            work.touch_many(findings.len());
            let shown: Vec<_> = findings.iter().map(|it| (it.event, it.view.number())).collect();
            work.then(move |tx| {
                let by = tx.last_seq();
                shown.into_iter().try_for_each(|(seq, watch)| tx.show_finding(seq, watch, by))
            });
            Ok(findings)
        })
    }

    /// Records what somebody found who looked at a finding of a view.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] for an event of one's own; [`Error::NotFound`], also if no view has shown it as
    /// a finding; [`Error::Invalid`] if somebody looked at it already.
    pub fn look_at(&self, verdict: Verdict) -> Result<Audited<()>> {
        perform(self, Act::Monitor, Action::FindingReviewed, move |work| {
            let Verdict { view, event: seq, found } = verdict;
            let event = work.tx.event(seq)?.ok_or(Error::NotFound { what: What::Event })?.event;
            if event.actor == work.session().account {
                return Err(Error::Forbidden(Refusal::OwnRequest));
            }
            if permit(work.role()?, Act::Monitor) == Permit::OwnTeam
                && !of_team(work.tx, work.team().as_ref(), event.actor)?
            {
                return Err(Error::NotFound { what: What::Event });
            }
            // Only what a view has found can be looked at.
            if !work.tx.is_found(seq, view.number())? {
                return Err(Error::NotFound { what: What::Event });
            }
            if looked_at(work.tx, seq, view)?.is_some() {
                return Err(Error::invalid("/event", Problem::WrongState));
            }
            work.links_to(seq);
            work.state(fact_of_looking(seq, view));
            work.say(Field::Criteria, view.to_string());
            work.say(Field::Finding, found.to_string());
            work.then(move |tx| {
                let by = tx.last_seq();
                tx.note_finding(seq, view.number(), by)
            });
            Ok(())
        })
    }

    /// Tells to whom something about an entry was disclosed, the newest first, and who is to be told that it
    /// has changed since.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] without a purpose of the log, or for who may not read the whole log.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 48(9)
    pub fn disclosed(&self, entry: Id) -> Result<Audited<Vec<Disclosed>>> {
        perform(self, Act::ReadAudit, Action::AuditRead, move |work| {
            if permit(work.role()?, Act::ReadAudit) != Permit::Yes {
                return Err(Error::Forbidden(Refusal::Role));
            }
            work.say(Field::Criteria, format!("disclosures of {entry}"));
            let found = disclosures(work, entry)?;
            work.touch_many(found.len());
            Ok(found)
        })
    }
}

fn disclosures(work: &Work<'_, '_>, entry: Id) -> Result<Vec<Disclosed>> {
    use crate::audit::Operation::{Alteration, Disclosure, Erasure};

    let mut found = Vec::new();
    let mut changed = None;
    let mut before = u64::MAX;
    loop {
        let seqs = work.tx.events_of(entry, before, DISCLOSURES_MAX)?;
        let Some(last) = seqs.last() else { return Ok(found) };
        before = *last;
        for seq in seqs {
            let Opened { event, openings, .. } =
                work.tx.event(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?;
            if event.outcome != Outcome::Done {
                continue;
            }
            if matches!(event.operation, Alteration | Erasure) && changed.is_none() {
                changed = Some(seq);
            }
            if event.operation == Disclosure {
                found.push(Disclosed {
                    event: seq,
                    at: Moment::new(event.at()).map_err(|_| Error::Internal)?,
                    action: event.action.name(),
                    by: event.actor,
                    said: openings
                        .into_iter()
                        .filter_map(|it| match it {
                            Committed::Opened { opening, .. } => Some((opening.field.name(), opening.value)),
                            Committed::Erased { .. } => None,
                        })
                        .collect(),
                    changed_since: changed,
                });
            }
            if found.len() >= DISCLOSURES_MAX as usize {
                return Ok(found);
            }
        }
    }
}

/// Asks a view on a snapshot.
fn findings(
    register: &Inner,
    view: &View<'_>,
    watch: Watch,
    window: Window,
    asking: &Asking,
) -> Result<Vec<Finding>> {
    let found = match watch {
        Watch::GlassNotReviewed => overdue(view, window)?,
        Watch::GlassBroken | Watch::RestrictedAccess => alerts(view, watch, window)?,
        _ => {
            let mut comparing = Comparing::new(register, view);
            let past = comparing.past(watch, window)?;
            let mut found = watching::found(watch, &past, &comparing.accesses(watch, window)?, window);
            if matches!(watch, Watch::OwnDetails | Watch::SameSurname) {
                found.extend(alerts(view, watch, window)?);
            }
            found.sort_unstable();
            found.dedup_by_key(|it| (it.seq, it.entry));
            found
        }
    };
    let mut findings = Vec::new();
    for it in found {
        if findings.len() >= FINDINGS_MAX {
            // A list that was cut would look like all.
            let items = u32::try_from(FINDINGS_MAX).unwrap_or(u32::MAX);
            return Err(Error::invalid("/since", Problem::TooMany { items }));
        }
        let event = event_of(view, it.seq)?;
        if asking.permit == Permit::OwnTeam && !of_team(view, asking.team.as_ref(), event.actor)? {
            continue;
        }
        findings.push(Finding {
            view: watch,
            event: it.seq,
            at: Moment::new(event.at()).map_err(|_| Error::Internal)?,
            actor: Some(event.actor).filter(|it| it.as_bytes() != &[0; 16]),
            entry: it.entry.map(Id::from_bytes),
            measure: it.measure,
            looked_at_by: looked_at(view, it.seq, watch)?,
        });
    }
    Ok(findings)
}

/// Says that somebody looked at a finding.
pub(super) fn fact_of_looking(seq: u64, watch: Watch) -> Fact {
    Fact::of(NOBODY, FactKind::FindingReviewed, &[&seq.to_be_bytes(), &[watch.number()]])
}

/// Returns the event by which somebody said what they found, as its row or, where that was put back, the log
/// tells.
fn looked_at(view: &View<'_>, seq: u64, watch: Watch) -> Result<Option<u64>> {
    match view.looked_at(seq, watch.number())? {
        Some(by) => Ok(Some(by)),
        None => view.said_by(FactKind::FindingReviewed, &fact_of_looking(seq, watch).digest),
    }
}

/// Tells whether an account is of a team; who has none has no colleagues.
fn of_team(view: &View<'_>, team: Option<&Team>, account: Id) -> Result<bool> {
    let own = account_of(view, account)?.and_then(|it| it.team);
    Ok(team.is_some() && own.as_ref() == team)
}

/// Returns what was kept as it happened.
fn alerts(view: &View<'_>, watch: Watch, window: Window) -> Result<Vec<Found>> {
    let (from, before) = (seq_at(view, window.since_ms)?, seq_at(view, window.until_ms)?);
    let rows = kept(view, from, before)?.into_iter().filter(|it| it.watch == watch.number());
    let entry = |id: Id| Some(*id.as_bytes()).filter(|it| *it != [0; 16]);
    Ok(rows.map(|it| Found { seq: it.seq, entry: entry(it.entry), measure: 1 }).collect())
}

/// Returns the broken glasses whose review is overdue, whenever they were broken.
fn overdue(view: &View<'_>, window: Window) -> Result<Vec<Found>> {
    let today = crate::clock::london_day(moment(i64::try_from(window.now_ms).unwrap_or(i64::MAX)));
    let today = today.format("%Y-%m-%d").to_string();
    let rows = unreviewed(view)?.into_iter().filter(|it| it.review_due < today);
    Ok(rows.map(|it| Found { seq: it.start, entry: it.entry.map(|it| *it.as_bytes()), measure: 1 }).collect())
}

//! Cases: what two persons open, for a time, to an auditor or a data protection officer.
//!
//! These see no entry but those that a case names, search for nobody unless it says so, and do either only in a
//! task that names the case. No row of the store tells of a case: the event that opened it does, so there is
//! nothing that could be put back from an older copy.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::access::approval::{CASE_DAYS_MAX, CASE_ENTRIES_MAX, Guarded, part};
use crate::access::permission::permit;
use crate::access::{Act, Permit};
use crate::audit::Action;
use crate::audit::commitment::{Committed, Field};
use crate::audit::facts::{Fact, FactKind, NOBODY, said};
use crate::clock::moment;
use crate::error::{Corruption, Error, Problem, Refusal, Result, What};
use crate::model::text::Line;
use crate::model::{Account, Id, Kind, Moment, document};
use crate::register::gate::{perform, together};
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::store::View;

const DAY_MS: u64 = 86_400_000;

/// A case that is open.
#[derive(Clone, Serialize)]
pub struct OpenedCase {
    /// Its number: that of the event that opened it.
    pub case: u64,
    /// The account that it is open to.
    pub account: Id,
    /// Its reference, as a task of the case names it.
    pub reference: Line<100>,
    /// The entries that it opens.
    pub entries: Vec<Id>,
    /// Whether it opens the search for persons.
    pub search: bool,
    /// From when on it is closed.
    pub closes_at: Moment,
}

impl fmt::Debug for OpenedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "case {} of {} entries", self.case, self.entries.len())
    }
}

/// What the event says that opened a case.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    account: Id,
    reference: Line<100>,
    entries: Vec<Id>,
    search: bool,
    days: u32,
    /// From when on it is closed by the log's time.
    until_ms: u64,
    /// What the wall clock showed when it was opened.
    clock_ms: i64,
}

impl Task {
    /// Lists the open cases: one's own, and all of them where one's role has a part in opening them. The newest
    /// first.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`]; [`Error::Corrupt`].
    pub fn cases(&self) -> Result<Audited<Vec<OpenedCase>>> {
        perform(self, Act::ViewRequests, Action::RequestsRead, |work| {
            let mut cases = Vec::new();
            for account in holders(work)? {
                for (case, it) in open_to(work, account)? {
                    cases.push(shown(case, it)?);
                }
            }
            cases.sort_by_key(|it| std::cmp::Reverse(it.case));
            work.touch_many(cases.len());
            Ok(cases)
        })
    }

    /// Closes a case before its time: one's own, or any where one's role has a part in opening them.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] unless it is open; [`Error::Forbidden`].
    pub fn close_case(&self, case: u64) -> Result<Audited<()>> {
        perform(self, Act::ViewRequests, Action::CaseClosed, move |work| {
            let mut found = false;
            for account in holders(work)? {
                found |= open_to(work, account)?.iter().any(|it| it.0 == case);
            }
            if !found {
                return Err(Error::NotFound { what: What::Case });
            }
            work.links_to(case);
            work.state(fact_of_closing(case));
            Ok(())
        })
    }

    /// Opens a case, as two persons agreed.
    pub(super) fn open_case(&self, operation: Guarded) -> Result<Audited<()>> {
        together(self, operation.clone(), move |work| {
            let Guarded::OpenCase { account, reference, entries, search, days } = operation else {
                return Err(Error::Internal);
            };
            can_be_opened(work, account, &entries, search, days)?;
            for entry in &entries {
                work.touch(*entry, *entry);
            }
            let until_ms = work.moment_ms() + u64::from(days) * DAY_MS;
            let clock_ms = work.now().timestamp_millis();
            let opening = Opening { account, reference, entries, search, days, until_ms, clock_ms };
            let json = document::write(&opening);
            work.state(Fact::of(account, FactKind::CaseOpened, &[json.as_bytes()]));
            work.say(Field::Criteria, json);
            Ok(())
        })
    }
}

/// Refuses a case that opens nothing or too much, or that is for an account that needs none.
pub(super) fn can_be_opened(
    work: &Work<'_, '_>,
    account: Id,
    entries: &[Id],
    search: bool,
    days: u32,
) -> Result<()> {
    if !(1..=CASE_DAYS_MAX).contains(&days) {
        return Err(Error::invalid("/days", Problem::OutOfRange));
    }
    if entries.is_empty() && !search {
        return Err(Error::invalid("/entries", Problem::Missing));
    }
    if entries.len() > CASE_ENTRIES_MAX {
        let items = u32::try_from(CASE_ENTRIES_MAX).unwrap_or(u32::MAX);
        return Err(Error::invalid("/entries", Problem::TooMany { items }));
    }
    let mut sorted = entries.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() < entries.len() {
        return Err(Error::invalid("/entries", Problem::GivenTwice));
    }
    let holder = super::accounts::stored(work, account)?.document;
    if permit(holder.role, Act::View) != Permit::ByCase {
        return Err(Error::invalid("/account", Problem::WrongState));
    }
    entries.iter().try_for_each(|it| work.record_of(Kind::Entry, *it).map(drop))
}

/// Lets an account in by the cases that are open to it under the task's reference, and shows it nothing else.
pub(super) fn admit(work: &mut Work<'_, '_>, act: Act) -> Result<()> {
    let refused = Error::Forbidden(Refusal::NoCase);
    let reference = work.reference().ok_or(refused.clone())?.to_owned();
    let searches = act == Act::Screen;
    let mut cases = open_to(work, work.session().account)?;
    cases.retain(|(_, it)| {
        it.reference.as_str() == reference && if searches { it.search } else { !it.entries.is_empty() }
    });
    work.links_to(cases.first().ok_or(refused)?.0);
    if !searches {
        work.shows_only(cases.into_iter().flat_map(|(_, it)| it.entries).collect());
    }
    Ok(())
}

/// Returns the accounts whose cases the one that acts may know of.
fn holders(work: &Work<'_, '_>) -> Result<Vec<Id>> {
    let role = work.role()?;
    if !(part(role, Act::OpenCase).requests() || part(role, Act::OpenCase).approves()) {
        return Ok(vec![work.session().account]);
    }
    let mut holders = Vec::new();
    work.tx.each(Kind::Account, |record| {
        let account: Account = document::parse(&record.document)?;
        if permit(account.role, Act::View) == Permit::ByCase {
            holders.push(record.id);
        }
        Ok(())
    })?;
    Ok(holders)
}

/// Returns the cases that are open to an account now, the newest first.
fn open_to(work: &Work<'_, '_>, account: Id) -> Result<Vec<(u64, Opening)>> {
    let (now_ms, clock_ms) = (work.moment_ms(), work.now().timestamp_millis());
    let first = work.tx.first_event()?;
    let mut cases = Vec::new();
    for (case, digest) in work.tx.facts(account, FactKind::CaseOpened)?.into_iter().rev() {
        if case < first {
            break;
        }
        let Some(it) = told(work.tx, case, &digest)? else { continue };
        // The newest first, by the log's time, which never goes back: all others are older still.
        if now_ms >= it.until_ms.saturating_add(u64::from(CASE_DAYS_MAX) * DAY_MS) {
            break;
        }
        // A clock that was set forward and back again lengthens nothing either.
        let passed_ms = clock_ms.abs_diff(it.clock_ms);
        let lapsed = now_ms >= it.until_ms || passed_ms >= u64::from(it.days) * DAY_MS;
        if !lapsed && work.tx.said_by(FactKind::CaseClosed, &fact_of_closing(case).digest)?.is_none() {
            cases.push((case, it));
        }
    }
    Ok(cases)
}

/// Reads what an event opened; nothing if its words were erased.
fn told(view: &View<'_>, case: u64, digest: &crate::audit::Digest) -> Result<Option<Opening>> {
    let wrong = Error::Corrupt(Corruption::Opening { seq: case });
    let event = view.event(case)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq: case }))?;
    let words = event.openings.into_iter().find_map(|it| match it {
        Committed::Opened { opening, .. } if opening.field == Field::Criteria => Some(opening.value),
        _ => None,
    });
    let Some(json) = words else { return Ok(None) };
    if said(FactKind::CaseOpened, &[json.as_bytes()]) != *digest {
        return Err(wrong);
    }
    serde_json::from_str(&json).map(Some).map_err(|_| wrong)
}

fn fact_of_closing(case: u64) -> Fact {
    Fact::of(NOBODY, FactKind::CaseClosed, &[&case.to_be_bytes()])
}

fn shown(case: u64, it: Opening) -> Result<OpenedCase> {
    let Opening { account, reference, entries, search, until_ms, .. } = it;
    let closes_at = Moment::new(moment(i64::try_from(until_ms).unwrap_or(i64::MAX)));
    let closes_at = closes_at.map_err(|_| Error::Internal)?;
    Ok(OpenedCase { case, account, reference, entries, search, closes_at })
}

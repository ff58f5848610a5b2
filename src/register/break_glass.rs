//! Break-glass: one entry, or one search, in an emergency, past a restriction; and its review.
//!
//! The start is an event before anything is opened, all that is read names it, and a supervisor must
//! look at it within three working days.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::access::Act;
use crate::access::conflict::Bar;
use crate::audit::commitment::Field;
use crate::audit::facts::{Fact, FactKind, NOBODY, said};
use crate::audit::{Action, Auth, Event, Outcome, Watch};
use crate::clock::{london_day, moment};
use crate::error::{Corruption, Error, Problem, Refusal, Result, What};
use crate::model::text::Prose;
use crate::model::{Day, Id, Kind, Level, Moment};
use crate::register::gate::perform;
use crate::register::task::TaskInner;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::rules::holidays::is_non_working_day;
use crate::rules::params::Jurisdiction;
use crate::store::{GlassRow, View};

/// How long a broken glass opens something, in minutes.
pub const GLASS_MINUTES_MAX: u32 = 30;

/// Working days within which a broken glass is to be reviewed.
pub const REVIEW_WORKING_DAYS: u32 = 3;

const MINUTE_MS: u64 = 60_000;

/// What is behind the glass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glass {
    /// One entry, with all that belongs to it.
    Entry(Id),
    /// One search for one person, which sees past every restriction but a sealed one.
    Search,
}

/// A glass that a task broke.
#[derive(Clone, Copy)]
pub(super) struct Broken {
    pub(super) start: u64,
    pub(super) glass: Glass,
}

/// A broken glass that waits for its review.
#[derive(Clone, Debug, Serialize)]
pub struct Unreviewed {
    /// The event that broke it.
    pub start: u64,
    /// The account.
    pub account: Id,
    /// The entry that it opened; none for a search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Id>,
    /// When it was broken.
    pub started_at: Moment,
    /// The last day for its review.
    pub review_due: Day,
    /// Whether that day is over.
    pub overdue: bool,
}

impl Task {
    /// Breaks the glass and gives the task that sees behind it, for [`GLASS_MINUTES_MAX`] minutes.
    ///
    /// The task it hangs on has the purpose of an emergency, in words. All that the new task reads names
    /// this event.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] for a role that may not, another purpose, or a sign-in that is to be confirmed;
    /// [`Error::NotFound`] if there is no such entry, or a declared conflict shuts it.
    pub fn break_glass(&self, glass: Glass) -> Result<Audited<Self>> {
        let begun = perform(self, Act::BreakGlass, Action::BreakGlassStarted, move |work| {
            if work.broken().is_some() {
                return Err(Error::Forbidden(Refusal::Purpose));
            }
            work.session().confirmed_of_late(work.now())?;
            if let Glass::Entry(id) = glass {
                behind(work, id)?;
            }
            let row = GlassRow {
                start: 0,
                account: work.session().account,
                session: work.session().id,
                entry: match glass {
                    Glass::Entry(id) => Some(id),
                    Glass::Search => None,
                },
                until_ms: now_ms(work) + u64::from(GLASS_MINUTES_MAX) * MINUTE_MS,
                clock_ms: work.now().timestamp_millis(),
                ended_by: None,
                review_due: review_due(london_day(work.now())).format("%Y-%m-%d").to_string(),
                reviewed_by: None,
            };
            work.authorised_by(Auth::BREAK_GLASS);
            work.state(fact_of_breaking(&row));
            work.alert(Watch::GlassBroken, row.entry);
            work.then(move |tx| {
                let start = tx.last_seq();
                tx.break_glass(&GlassRow { start, ..row })
            });
            Ok(())
        })?;
        let inner = &self.inner;
        let broken = Broken { start: begun.receipt().seq, glass };
        let task = Self {
            inner: std::sync::Arc::new(TaskInner {
                session: std::sync::Arc::clone(&inner.session),
                purpose: inner.purpose,
                acted_for: inner.acted_for,
                fields: inner.fields.clone(),
                broken: Some(broken),
            }),
        };
        Ok(begun.map(|()| task))
    }

    /// Ends what this task sees behind the glass, before its time is over.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the task broke none; [`Error::Forbidden`] if it has ended already.
    pub fn end_break_glass(&self) -> Result<Audited<()>> {
        let Some(broken) = self.inner.broken else { return Err(Error::invalid("", Problem::WrongState)) };
        perform(self, Act::BreakGlass, Action::BreakGlassEnded, move |work| {
            work.state(fact_of_mending(broken.start));
            work.then(move |tx| {
                let by = tx.last_seq();
                tx.end_glass(broken.start, by)
            });
            Ok(())
        })
    }

    /// Lists the broken glasses that nobody has reviewed, the oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`].
    pub fn unreviewed_glasses(&self) -> Result<Audited<Vec<Unreviewed>>> {
        perform(self, Act::ReviewBreakGlass, Action::AuditRead, |work| {
            let rows = unreviewed(work.tx)?;
            work.touch_many(rows.len());
            rows.iter().map(|it| shown(work, it)).collect()
        })
    }

    /// Records what a review of a broken glass came to.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] for one's own; [`Error::NotFound`]; [`Error::Invalid`] if it was reviewed.
    pub fn review_break_glass(&self, start: u64, finding: &str) -> Result<Audited<()>> {
        let finding: Prose<1000> = Prose::new(finding).map_err(|it| Error::invalid("/finding", it))?;
        perform(self, Act::ReviewBreakGlass, Action::BreakGlassReviewed, move |work| {
            // One that was reviewed may have been pruned since.
            if reviewed_by(work.tx, start)?.is_some() {
                return Err(Error::invalid("/start", Problem::WrongState));
            }
            let row = glass(work.tx, start)?.ok_or(Error::NotFound { what: What::Event })?;
            if row.account == work.session().account {
                return Err(Error::Forbidden(Refusal::OwnRequest));
            }
            work.state(Fact::of(NOBODY, FactKind::GlassReviewed, &[&start.to_be_bytes()]));
            if !is_mended(work.tx, start)? {
                work.state(fact_of_mending(start));
            }
            work.links_to(start);
            work.say(Field::Finding, finding.to_string());
            work.then(move |tx| {
                let by = tx.last_seq();
                tx.review_glass(start, by)
            });
            Ok(())
        })
    }
}

/// Refuses an entry that is not there, or that a declared conflict shuts.
fn behind(work: &mut Work<'_, '_>, id: Id) -> Result<()> {
    let absent = Error::NotFound { what: What::Entry };
    work.say(Field::Criteria, id.to_string());
    let record = work.tx.newest(id)?.filter(|it| it.kind == Kind::Entry).ok_or(absent.clone())?;
    let (bar, level) = work.bar(&record)?;
    match bar {
        Some(Bar::Shut) => Err(absent),
        // What is sealed is never opened to one who has a part in it.
        Some(Bar::BreakGlass) if level == Level::Sealed => Err(absent),
        _ => {
            work.touch(id, id);
            Ok(())
        }
    }
}

/// Lets a task that broke the glass do what is behind it, and nothing else.
///
/// A glass whose time is over is ended here, by an event of its own.
pub(super) fn admit(work: &mut Work<'_, '_>, broken: Broken, act: Act, action: Action) -> Result<()> {
    work.links_to(broken.start);
    work.authorised_by(Auth::BREAK_GLASS);
    let row = glass(work.tx, broken.start)?.ok_or(Error::Internal)?;
    let ended = Error::Forbidden(Refusal::GlassMended);
    if is_mended(work.tx, broken.start)? || row.session != work.session().id {
        return Err(ended);
    }
    // A clock that was set forward and back again lengthens nothing either.
    let passed_ms = work.now().timestamp_millis().abs_diff(row.clock_ms);
    if now_ms(work) >= row.until_ms || passed_ms >= u64::from(GLASS_MINUTES_MAX) * MINUTE_MS {
        work.note_apart(Action::BreakGlassEnded, Outcome::Done, fact_of_mending(broken.start))?;
        let by = work.tx.last_seq();
        work.tx.end_glass(broken.start, by)?;
        return Err(ended);
    }
    let fits = match broken.glass {
        Glass::Entry(_) => {
            matches!(act, Act::BreakGlass | Act::View | Act::ViewHistory | Act::ViewSummary)
        }
        // One search is for one person: no batch, and no entry held against all others.
        Glass::Search => {
            act == Act::BreakGlass
                || (act == Act::Screen && matches!(action, Action::Screen | Action::Search))
        }
    };
    if !fits {
        return Err(Error::Forbidden(Refusal::Purpose));
    }
    if broken.glass == Glass::Search && act == Act::Screen {
        // One search, then it is mended; the search's own event ends it.
        work.state(fact_of_mending(broken.start));
        work.then(move |tx| {
            let by = tx.last_seq();
            tx.end_glass(broken.start, by)
        });
    }
    Ok(())
}

/// Says what a glass is that is broken: by whom, for what and until when.
fn fact_of_breaking(row: &GlassRow) -> Fact {
    let entry = row.entry.unwrap_or(NOBODY);
    let parts: [&[u8]; 6] = [
        row.account.as_bytes(),
        row.session.as_bytes(),
        entry.as_bytes(),
        &row.until_ms.to_be_bytes(),
        &row.clock_ms.to_be_bytes(),
        row.review_due.as_bytes(),
    ];
    Fact::of(NOBODY, FactKind::GlassBroken, &parts)
}

/// Says that a glass opens nothing any more.
pub(super) fn fact_of_mending(start: u64) -> Fact {
    Fact::of(NOBODY, FactKind::GlassMended, &[&start.to_be_bytes()])
}

/// Tells whether an event mended a glass.
pub(super) fn is_mended(view: &View<'_>, start: u64) -> Result<bool> {
    Ok(view.said_by(FactKind::GlassMended, &fact_of_mending(start).digest)?.is_some())
}

/// Returns the event that reviewed a broken glass, if one did.
fn reviewed_by(view: &View<'_>, start: u64) -> Result<Option<u64>> {
    view.said_by(FactKind::GlassReviewed, &said(FactKind::GlassReviewed, &[&start.to_be_bytes()]))
}

/// Reads a broken glass, as the event that broke it says.
fn glass(view: &View<'_>, start: u64) -> Result<Option<GlassRow>> {
    let row = view.glass(start)?;
    let told = view.facts(NOBODY, FactKind::GlassBroken)?.into_iter().find(|it| it.0 == start);
    match (&row, told) {
        (None, None) => Ok(None),
        (Some(found), Some((_, digest))) if fact_of_breaking(found).digest == digest => Ok(row),
        _ => Err(Error::Corrupt(Corruption::Record { seq: start })),
    }
}

/// Refuses a broken glass that is not what events say of it.
///
/// # Errors
///
/// [`Corruption::Record`] with the event that broke it.
pub(super) fn check_glass(view: &View<'_>, start: u64) -> Result<()> {
    let wrong = Error::Corrupt(Corruption::Record { seq: start });
    let row = glass(view, start)?.ok_or(wrong.clone())?;
    let mended = view.said_by(FactKind::GlassMended, &fact_of_mending(start).digest)?;
    let same = row.ended_by == mended && row.reviewed_by == reviewed_by(view, start)?;
    if same { Ok(()) } else { Err(wrong) }
}

/// Returns the broken glasses that the log tells of and that no event reviewed, the oldest first.
pub(super) fn unreviewed(view: &View<'_>) -> Result<Vec<GlassRow>> {
    let reviewed: BTreeSet<_> =
        view.facts(NOBODY, FactKind::GlassReviewed)?.into_iter().map(|it| *it.1.as_bytes()).collect();
    let mut rows = Vec::new();
    for (start, _) in view.facts(NOBODY, FactKind::GlassBroken)? {
        let digest = said(FactKind::GlassReviewed, &[&start.to_be_bytes()]);
        if !reviewed.contains(digest.as_bytes()) {
            let missing = Error::Corrupt(Corruption::Record { seq: start });
            rows.push(glass(view, start)?.ok_or(missing)?);
        }
    }
    Ok(rows)
}

fn shown(work: &Work<'_, '_>, row: &GlassRow) -> Result<Unreviewed> {
    let event = work.tx.event(row.start)?.ok_or(Error::Internal)?.event;
    let review_due: Day = row.review_due.parse().map_err(|_| Error::Internal)?;
    Ok(Unreviewed {
        start: row.start,
        account: row.account,
        entry: row.entry,
        started_at: Moment::new(moment(i64::try_from(event.at_ms).unwrap_or(i64::MAX)))
            .map_err(|_| Error::Internal)?,
        overdue: review_due.date() < work.today(),
        review_due,
    })
}

/// Returns the moment of a call; a clock that was set back lengthens nothing.
fn now_ms(work: &Work<'_, '_>) -> u64 {
    Event::milliseconds(work.now()).max(work.tx.last_at_ms())
}

/// Returns the last day for the review of what was done on a day.
///
/// Bank holidays are those of England and Wales; in years whose holidays are not known yet, every
/// weekday is a working day, so that a review is due too early rather than too late.
fn review_due(on: NaiveDate) -> NaiveDate {
    let works = |it: &NaiveDate| !is_non_working_day(*it, Jurisdiction::EnglandAndWales).unwrap_or(false);
    on.iter_days().skip(1).filter(works).nth(REVIEW_WORKING_DAYS as usize - 1).unwrap_or(on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_due_on_the_third_working_day() {
        for (on, due) in [
            ("2026-11-23", "2026-11-26"),
            ("2026-11-27", "2026-12-02"),
            ("2026-12-23", "2026-12-30"),
            ("2027-03-25", "2027-04-01"),
            ("2031-01-01", "2031-01-06"),
        ] {
            let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
            assert_eq!(review_due(day(on)), day(due), "{on}");
        }
    }
}

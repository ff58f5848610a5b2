//! The report to the Commissioner: how often each of the six operations was done in a period, signed by
//! the log's key, with every event that was counted.

#![expect(clippy::redundant_closure_for_method_calls, reason = "the methods are not general enough")]

use std::fmt;

use chrono::NaiveDate;

use crate::access::permission::permit;
use crate::access::{Act, Permit};
use crate::audit::commitment::Field;
use crate::audit::disclosure::Disclosure;
use crate::audit::{Action, Event, Note, Operation, Outcome, VerifierKey};
use crate::clock::london_day;
use crate::error::{Corruption, Error, Problem, Refusal, Result};
use crate::register::audit_export::{Records, check_disclosure, disclosed};
use crate::register::gate::perform;
use crate::register::{Audited, Task};
use crate::store::View;

/// Events that a report counts at the most; a longer period is reported in parts. A day has fewer.
pub const REPORTED_EVENTS_MAX: usize = 50_000;

/// The six operations of the Act, in its order.
const OPERATIONS: [Operation; 6] = [
    Operation::Collection,
    Operation::Alteration,
    Operation::Consultation,
    Operation::Disclosure,
    Operation::Combination,
    Operation::Erasure,
];

/// A report, and what proves it.
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    /// The report itself, as a note that the log's key signed.
    pub note: String,
    /// Every event of the period that was counted, closed, as the bytes of a disclosure.
    pub disclosure: Vec<u8>,
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Report of {} bytes of events", self.disclosure.len())
    }
}

/// What a report says.
struct Counted {
    from: NaiveDate,
    until: NaiveDate,
    events: u64,
    counts: [u64; 6],
}

impl Counted {
    /// Returns the text that is signed; no checkpoint has as many lines.
    fn text(&self, origin: &str) -> String {
        let Self { from, until, events, counts } = self;
        let mut text = format!(
            "{origin}/report\nData Protection Act 2018, s. 62\nfrom {from}\nuntil {until}\nevents {events}\n"
        );
        for (operation, count) in OPERATIONS.iter().zip(counts) {
            text = format!("{text}{} {count}\n", operation.name());
        }
        text
    }
}

impl Task {
    /// Reports to the Commissioner how often each operation was done on the days from `from` up to, not
    /// including, `until`, in Europe/London.
    ///
    /// Counted are events that did something with personal data; attempts that were denied or failed are not,
    /// nor what keeps the log and the keys.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/until` for a period that is empty or not over, or with more than
    /// [`REPORTED_EVENTS_MAX`] events to count, at `/from` for one of which events were
    /// pruned; [`Error::Forbidden`] without a purpose of the log or the right to read all of it.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 62(1)
    /// - Data Protection Act 2018, s. 62(5)
    pub fn report_operations(&self, from: NaiveDate, until: NaiveDate) -> Result<Audited<Report>> {
        let register = std::sync::Arc::clone(&self.inner.session.register);
        if from >= until {
            return Err(Error::invalid("/until", Problem::OutOfRange));
        }
        if until > london_day(register.clock.now()) {
            return Err(Error::invalid("/until", Problem::InTheFuture));
        }
        perform(self, Act::ReadAudit, Action::IntegrityAsked, move |work| {
            if permit(work.role()?, Act::ReadAudit) != Permit::Yes {
                return Err(Error::Forbidden(Refusal::Role));
            }
            work.say(Field::Criteria, format!("operations from {from} until {until}"));
            Ok(())
        })?;
        // The report is proven against a checkpoint that covers all of it.
        let session = &self.inner.session;
        let size = register.store.read(|view| view.log_size())?;
        let (note, checkpoint) = register.covering(size - 1, session)?;
        let (counted, items) = register.store.read(|view| {
            refuse_pruned(view, from)?;
            let (first, last) = (since(view, size, from)?, since(view, size, until)?);
            let mut counted = Counted { from, until, events: 0, counts: [0; 6] };
            let mut items = Vec::new();
            for seq in first..last {
                let event = view.envelope(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?;
                if !counted.count(&event) {
                    continue;
                }
                if items.len() >= REPORTED_EVENTS_MAX {
                    return Err(Error::invalid("/until", Problem::OutOfRange));
                }
                items.push(disclosed(view, seq, checkpoint.size, &[], Records::Closed)?);
            }
            Ok((counted, items))
        })?;
        let text = counted.text(&checkpoint.origin);
        let keys = register.store.read(|view| view.log_keys())?;
        let signed = register.sign(&text, &keys, u64::MAX)?.to_string();
        let disclosure = Disclosure { note: note.to_string(), items }.encode();
        let count = counted.events;
        perform(self, Act::ReadAudit, Action::AuditDisclosed, move |work| {
            work.say(Field::Criteria, format!("operations from {from} until {until}"));
            work.touch_many(usize::try_from(count).unwrap_or(usize::MAX));
            Ok(Report { note: signed, disclosure })
        })
    }
}

impl Counted {
    /// Counts an event, if it did one of the operations.
    fn count(&mut self, event: &Event) -> bool {
        let place = OPERATIONS.iter().position(|it| *it == event.operation);
        let Some(count) =
            place.and_then(|it| self.counts.get_mut(it)).filter(|_| event.outcome == Outcome::Done)
        else {
            return false;
        };
        *count += 1;
        self.events += 1;
        true
    }
}

/// Refuses a period of which events may have been pruned: what is gone cannot be counted.
fn refuse_pruned(view: &View<'_>, from: NaiveDate) -> Result<()> {
    let first = view.first_event()?;
    let kept = view.envelope(first)?.filter(|_| first > 0);
    if kept.is_some_and(|it| london_day(it.at()) >= from) {
        Err(Error::invalid("/from", Problem::OutOfRange))
    } else {
        Ok(())
    }
}

/// Returns the number of the first event on or after a day: times in the log never go back.
fn since(view: &View<'_>, size: u64, day: NaiveDate) -> Result<u64> {
    let (mut low, mut high) = (0, size);
    while low < high {
        let middle = low + (high - low) / 2;
        let found = view.event(middle)?;
        // What was pruned was before all that is kept.
        if found.is_none_or(|it| london_day(it.event.at()) < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// Checks a report with the log's public key alone: its signature, that every event it counted is in the
/// log, and that they add up to what it says.
///
/// It does not prove that no event of the period was left out: the entries of an export are blinded, so who
/// counts again needs the register, or the events that are missing shown.
///
/// # Errors
///
/// [`Error::Invalid`] at `/key`; [`Corruption::Checkpoint`] if the note is not the log's;
/// [`Corruption::Disclosure`] if the events do not add up; as [`check_disclosure`].
pub fn verify_report(report: &Report, key: &str) -> Result<()> {
    let key = VerifierKey::parse(key.trim_end()).map_err(|_| Error::invalid("/key", Problem::Malformed))?;
    let broken = || Error::Corrupt(Corruption::Checkpoint);
    let note = Note::parse(&report.note).map_err(|_| broken())?;
    note.check(&key).map_err(|_| broken())?;
    check_disclosure(&report.disclosure, &key)?;
    let wrong = || Error::Corrupt(Corruption::Disclosure);
    let day = |name: &str| {
        let line = note.text().lines().find_map(|it| it.strip_prefix(name));
        line.and_then(|it| it.parse::<NaiveDate>().ok()).ok_or_else(wrong)
    };
    let mut counted = Counted { from: day("from ")?, until: day("until ")?, events: 0, counts: [0; 6] };
    let items = Disclosure::decode(&report.disclosure).map_err(|_| wrong())?.items;
    let mut before = None;
    for item in &items {
        let event = Event::decode(&item.envelope).map_err(|_| wrong())?;
        let on = london_day(event.at());
        let follows = before.is_none_or(|it| it < item.seq);
        if !follows || on < counted.from || on >= counted.until || !counted.count(&event) {
            return Err(wrong());
        }
        before = Some(item.seq);
    }
    if counted.text(key.name()) == note.text() { Ok(()) } else { Err(wrong()) }
}

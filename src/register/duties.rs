//! Everything that is asked of one subject, done or not, with its standing and its reasoning: now, on another
//! day, or from what the register knew at a past moment.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Act;
use crate::audit::Action;
use crate::audit::commitment::Field;
use crate::clock::london_day;
use crate::error::{Error, Problem, Result, What};
use crate::model::{Day, Document, Id, Kind, Moment, document};
use crate::register::gate::perform;
use crate::register::indexes::Documents;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::rules::counting;
use crate::rules::duty::Standing;
use crate::rules::subject::{Asked, Asking, everything_asked};
use crate::rules::trace::Trace;

/// Of which day, and from what was known when.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingRequest {
    /// The day on which the duties are to stand; that of `as_of`, or today, if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// Answers from what the register knew at this moment, and nothing that it learned later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Moment>,
}

/// How one thing that is asked stands.
#[derive(Clone, Debug, Serialize)]
pub struct DutyStanding {
    /// The record that asks for it.
    pub record: Id,
    /// Which of the record's duties it is.
    pub item: u32,
    /// The order under which it is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Id>,
    /// What is asked, in words.
    pub what: String,
    /// The last day for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// The first moment that is too late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_before: Option<DateTime<Utc>>,
    /// How it stands.
    #[serde(flatten)]
    pub standing: Standing,
    /// The reasoning as a document; nothing for what was set by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Trace>,
    /// The reasoning as text, line by line.
    pub trace: Vec<String>,
}

/// Everything that is asked of a subject.
#[derive(Clone, Debug, Serialize)]
pub struct Standings {
    /// The entry.
    pub entry: Id,
    /// The day on which the duties stand as is told.
    pub on: Day,
    /// The moment up to which the register's knowledge was used.
    pub known_at: Moment,
    /// The duties order by order, then the reviews.
    pub items: Vec<DutyStanding>,
}

impl Task {
    /// Tells how everything stands that is asked of a subject, with the law and the arithmetic.
    ///
    /// With `as_of` it gives the answer that it would have given at that moment.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such entry, or was none then; [`Error::Invalid`] at `/as_of` for a
    /// moment to come; [`Error::Forbidden`].
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 9
    /// - Stalking Protection Act 2019, s. 11
    /// - Protection from Stalking Act (Northern Ireland) 2022, s. 14
    pub fn standing(&self, entry: Id, request: StandingRequest) -> Result<Audited<Standings>> {
        let (act, action) = match request.as_of {
            Some(_) => (Act::ViewHistory, Action::History),
            None => (Act::View, Action::Open),
        };
        perform(self, act, action, move |work| {
            // What may not be known of now may not be known of as it was.
            work.record_of(Kind::Entry, entry)?;
            let documents = match request.as_of {
                None => Documents::read(work.tx, entry)?.ok_or(Error::NotFound { what: What::Record })?,
                Some(at) if at.at() > work.now() => {
                    return Err(Error::invalid("/as_of", Problem::InTheFuture));
                }
                Some(at) => {
                    work.say(Field::Criteria, format!("as of {at}"));
                    documents_at(work, entry, at)?
                }
            };
            work.touch(entry, entry);
            let known_at = request.as_of.map_or_else(|| Moment::new(work.now()), Ok);
            let known_at = known_at.map_err(|_| Error::Internal)?;
            let on = request.on.map_or_else(|| Day::new(london_day(known_at.at())), Ok);
            let on = on.map_err(|_| Error::Internal)?;
            let asked = everything_asked(&documents.case());
            for it in &asked {
                work.touch(it.record, entry);
            }
            let items = asked.iter().map(|it| standing(it, on)).collect();
            Ok(Standings { entry, on, known_at, items })
        })
    }
}

fn standing(asking: &Asking, on: Day) -> DutyStanding {
    let standing = asking.standing_on(on.date());
    let reasoning = match &asking.asked {
        Asked::Duty(duty) => Some(duty.trace.clone()),
        Asked::Review { .. } => None,
    };
    let mut trace = asking.trace_lines();
    trace.push(format!("On {on}: {}.", standing.words()));
    DutyStanding {
        record: asking.record,
        item: asking.item,
        order: asking.order,
        what: asking.words(),
        last_day: asking.last_day().and_then(|it| Day::new(it).ok()),
        due_before: asking.last_day().and_then(|it| counting::midnight_ending(it).ok()),
        standing,
        reasoning,
        trace,
    }
}

/// Reads the documents of an entry as they were at a past moment.
fn documents_at(work: &Work<'_, '_>, entry: Id, at: Moment) -> Result<Documents> {
    let was = one(work, entry, at)?.ok_or(Error::NotFound { what: What::Version })?;
    Ok(Documents {
        entry: was,
        orders: all(work, entry, Kind::Order, at)?,
        notifications: all(work, entry, Kind::Notification, at)?,
        reviews: all(work, entry, Kind::Review, at)?,
        incidents: all(work, entry, Kind::Incident, at)?,
        breaches: all(work, entry, Kind::Breach, at)?,
    })
}

fn all<D: Document>(work: &Work<'_, '_>, entry: Id, kind: Kind, at: Moment) -> Result<Vec<(Id, u32, D)>> {
    let records = work.tx.of_entry(entry, kind)?;
    records.iter().filter_map(|it| one(work, it.id, at).transpose()).collect()
}

fn one<D: Document>(work: &Work<'_, '_>, id: Id, at: Moment) -> Result<Option<(Id, u32, D)>> {
    let Some(record) = work.tx.as_of(id, at.at().timestamp_millis())? else { return Ok(None) };
    Ok(Some((record.id, record.version, document::parse(&record.document)?)))
}

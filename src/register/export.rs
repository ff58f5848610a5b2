//! A diary for other programs: calendars, spreadsheets, whatever reads JSON.
//!
//! Without a recipient it carries references and the names of duties, and no personal data. With one it
//! is a disclosure: it needs the right to disclose, and its event names who received it.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Class, Component, Event, EventLike, Property};
use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use crate::access::approval::part;
use crate::access::permission::may;
use crate::access::{Act, Guarded, Permit};
use crate::audit::Action;
use crate::audit::commitment::Field;
use crate::error::{Error, Problem, Refusal, Result};
use crate::model::Id;
pub use crate::model::Recipient;
use crate::model::text::Line;
use crate::register::approvals::{Asked, ask};
use crate::register::disclosures::{agreed_in_bulk, alone, exceeds, list_digest, say_recipient};
use crate::register::due::{DUE_ITEMS_MAX, DueItem, DueRequest, ROWS_LOOKED_AT_MAX, page_of, refuse_place};
use crate::register::gate::perform;
use crate::register::opening::Inner;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::rules::diary::Ground;
use crate::rules::duty::Standing;

/// Items of an export at the most; what follows is asked for by its place.
pub const EXPORT_ITEMS_MAX: usize = 5000;

/// What a calendar without an event holds: the form asks for one component at least (RFC 5545, 3.6).
const NO_EVENT: &str = "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n\
    TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nEND:VCALENDAR";

/// Names this program in calendars.
const PRODUCT: &str = "-//stalking-register//diary//EN";

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Format {
    /// A spreadsheet's lines (RFC 4180).
    Csv,
    /// A calendar (RFC 5545): an event of the whole day for each line.
    Ics,
    /// A JSON document.
    Json,
}

impl Format {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Ics, Self::Json];

    /// Returns the form's name, which is a file's ending too.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ics => "ics",
            Self::Json => "json",
        }
    }
}

impl std::str::FromStr for Format {
    type Err = Problem;

    fn from_str(text: &str) -> std::result::Result<Self, Problem> {
        Self::ALL.into_iter().find(|it| it.name() == text).ok_or(Problem::UnknownCode)
    }
}

/// What is exported, and to whom.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    /// The form.
    pub format: Format,
    /// Which part of the diary; /items is 1 to [`EXPORT_ITEMS_MAX`], which it is if it is not given.
    pub due: DueRequest,
    /// Who receives personal data; without a recipient there is none in the export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Recipient>,
}

impl ExportRequest {
    /// Returns the request with the number of items that it comes to, and that number.
    fn checked(mut self, register: &Inner) -> Result<(Self, usize)> {
        let items = self.due.items.map_or(EXPORT_ITEMS_MAX, |it| it as usize);
        if !(1..=EXPORT_ITEMS_MAX).contains(&items) {
            return Err(Error::invalid("/due/items", Problem::OutOfRange));
        }
        refuse_place(register, &self.due).map_err(|it| it.under("/due"))?;
        // The event and the second person are told what it comes to.
        self.due.items = u32::try_from(items).ok();
        Ok((self, items))
    }
}

/// A diary as a text for another program.
#[derive(Clone, Serialize)]
pub struct Exported {
    /// The text, in the form that was asked for.
    #[serde(serialize_with = "told")]
    pub text: Zeroizing<String>,
    /// How many items it has.
    pub items: usize,
    /// What to ask the next part after, if there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Whether the diary is made by the rules and the policy in force.
    pub up_to_date: bool,
}

impl fmt::Debug for Exported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Exported {} items", self.items)
    }
}

fn told<S: serde::Serializer>(text: &Zeroizing<String>, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(text)
}

/// Whether names go into a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carries {
    Names,
    References,
}

impl Task {
    /// Exports a part of the diary.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`]; [`Error::Forbidden`], also for personal data without the right to disclose, and of
    /// more entries than one person discloses alone within a day unless two persons agreed
    /// ([`Task::request_export`]), and if the sign-in is to be confirmed.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 62(3)
    pub fn export_diary(&self, request: ExportRequest) -> Result<Audited<Exported>> {
        let (request, items) = request.checked(&self.inner.session.register)?;
        let action = if request.recipient.is_some() { Action::Export } else { Action::DiaryExported };
        perform(self, Act::ViewDue, action, move |work| {
            say(work, &request);
            if request.recipient.is_some() {
                refuse_without(work, Act::Disclose)?;
                work.session().confirmed_of_late(work.now())?;
            }
            let (found, next, up_to_date) = gather(work, &request.due, items)?;
            let carries = if request.recipient.is_some() { Carries::Names } else { Carries::References };
            let entries = entries_of(&found);
            match in_bulk(work, &request, &entries)? {
                Some(operation) => agreed_in_bulk(work, &operation, &entries)?,
                None if carries == Carries::Names => alone(work, &entries),
                None => {}
            }
            let text = match request.format {
                Format::Csv => csv(&found, carries)?,
                Format::Ics => ics(&found, carries, work.now()),
                Format::Json => json(&found, carries),
            };
            Ok(Exported { text: Zeroizing::new(text), items: found.len(), next, up_to_date })
        })
    }

    /// Asks for an export with the personal data of more entries than one discloses alone. Once another
    /// agreed, [`Task::export_diary`] does it, if it is of the same entries still.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/recipient` for an export that needs nobody's agreement; [`Error::Forbidden`].
    pub fn request_export(&self, request: ExportRequest) -> Result<Audited<Asked>> {
        let (request, items) = request.checked(&self.inner.session.register)?;
        let asked = perform(self, Act::ViewRequests, Action::RequestMade, move |work| {
            // Whoever could not ask for it is told nothing of how many entries there are.
            if !part(work.role()?, Act::DiscloseInBulk).requests() {
                return Err(Error::Forbidden(Refusal::Role));
            }
            may(work.role()?, work.purpose(), Act::ViewDue)?;
            let (found, ..) = gather(work, &request.due, items)?;
            let operation = in_bulk(work, &request, &entries_of(&found))?;
            ask(work, &operation.ok_or_else(|| Error::invalid("/recipient", Problem::WrongState))?)
        })?;
        let request = asked.receipt().seq;
        Ok(asked.map(|digest| Asked { request, digest }))
    }
}

/// Returns the entries that an export names, each once, in their order.
fn entries_of(found: &[DueItem]) -> Vec<Id> {
    let entries: BTreeSet<_> = found.iter().map(|it| it.entry).collect();
    entries.into_iter().collect()
}

/// Returns what two persons are to agree to: nothing if one may do it alone.
fn in_bulk(work: &Work<'_, '_>, request: &ExportRequest, entries: &[Id]) -> Result<Option<Guarded>> {
    let Some(recipient) = request.recipient.clone() else { return Ok(None) };
    if !exceeds(work, work.session().account, entries)? {
        return Ok(None);
    }
    let line = |_| Error::Internal;
    Ok(Some(Guarded::ExportDiary {
        criteria: Line::new(&request.due.words()).map_err(line)?,
        format: Line::new(request.format.name()).map_err(line)?,
        entries: u32::try_from(entries.len()).map_err(|_| Error::Internal)?,
        list: Line::new(&list_digest(entries)).map_err(line)?,
        recipient,
    }))
}

/// Takes note of what is exported, in which form, and to whom.
fn say(work: &mut Work<'_, '_>, request: &ExportRequest) {
    work.say(Field::Criteria, request.due.words());
    work.say(Field::Means, request.format.name().to_owned());
    if let Some(recipient) = &request.recipient {
        say_recipient(work, recipient);
    }
}

/// Refuses a further act that the call comes to.
fn refuse_without(work: &Work<'_, '_>, act: Act) -> Result<()> {
    match may(work.role()?, work.purpose(), act)? {
        Permit::Yes | Permit::SubjectRequest => Ok(()),
        Permit::Approves | Permit::NeedsSecondPerson | Permit::Proposes => {
            Err(Error::Forbidden(Refusal::NeedsSecondPerson))
        }
        _ => Err(Error::Forbidden(Refusal::Role)),
    }
}

/// Reads page after page, as far as one export goes.
fn gather(
    work: &mut Work<'_, '_>,
    request: &DueRequest,
    items: usize,
) -> Result<(Vec<DueItem>, Option<String>, bool)> {
    let mut request = request.clone();
    let (mut found, mut rows_left) = (Vec::new(), ROWS_LOOKED_AT_MAX);
    loop {
        let room = u32::try_from(items - found.len()).unwrap_or(DUE_ITEMS_MAX).min(DUE_ITEMS_MAX);
        request.items = Some(room);
        let page = page_of(work, &request, &mut rows_left)?;
        found.extend(page.items);
        let Some(next) = page.next else { return Ok((found, None, page.up_to_date)) };
        if found.len() >= items || rows_left == 0 {
            return Ok((found, Some(next), page.up_to_date));
        }
        request.after = Some(Line::new(&next).map_err(|_| Error::Internal)?);
    }
}

/// Names who wants it: the rule of law, the policy and its version, or a person.
fn asked_by(item: &DueItem) -> String {
    match (item.rule, item.policy, item.ground) {
        (Some(rule), ..) => rule.to_owned(),
        (None, Some(version), _) => format!("policy version {version}"),
        (None, None, Ground::Law) => "law".to_owned(),
        (None, None, _) => "set by hand".to_owned(),
    }
}

fn day(day: Option<crate::model::Day>) -> String {
    day.map(|it| it.to_string()).unwrap_or_default()
}

fn since(standing: Standing) -> String {
    match standing {
        Standing::Overdue { since } => since.to_string(),
        _ => String::new(),
    }
}

/// Says why a line needs a person to look at it; nothing for another.
fn why(standing: Standing) -> &'static str {
    match standing {
        Standing::NeedsReview { why } | Standing::Exempt { why } => why,
        _ => "",
    }
}

/// Keeps a spreadsheet from taking a name for a formula, however wide its sign is and whatever is unseen before it.
fn cell(text: &str) -> String {
    let unseen = |it: char| {
        it.is_whitespace()
            || matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
    };
    let first = text.trim_start_matches(unseen);
    let formula = first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '−']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

fn csv(items: &[DueItem], carries: Carries) -> Result<String> {
    let mut writer =
        // All is quoted: a program that parts lines at another sign finds no cell of its own in a name.
        csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .quote_style(csv::QuoteStyle::Always)
            .from_writer(Vec::<u8>::new());
    let mut head = vec![
        "on",
        "last_day",
        "standing",
        "overdue_since",
        "why",
        "what",
        "asked_by",
        "entry",
        "record",
        "item",
    ];
    if carries == Carries::Names {
        head.push("subject");
    }
    let broken = |_| Error::Internal;
    writer.write_record(&head).map_err(broken)?;
    for it in items {
        let mut row = vec![
            day(it.on),
            day(it.last_day),
            it.standing.name().to_owned(),
            since(it.standing),
            why(it.standing).to_owned(),
            it.what.clone(),
            asked_by(it),
            it.entry.to_string(),
            it.record.to_string(),
            it.item.to_string(),
        ];
        if carries == Carries::Names {
            row.push(cell(&it.subject));
        }
        writer.write_record(&row).map_err(broken)?;
    }
    let bytes = writer.into_inner().map_err(|_| Error::Internal)?;
    String::from_utf8(bytes).map_err(|_| Error::Internal)
}

fn json(items: &[DueItem], carries: Carries) -> String {
    let items: Vec<_> = items
        .iter()
        .map(|it| {
            let mut item = json!({
                "on": it.on,
                "last_day": it.last_day,
                "due_before": it.due_before,
                "standing": it.standing.name(),
                "what": it.what,
                "asked_by": asked_by(it),
                "ground": it.ground,
                "entry": it.entry,
                "record": it.record,
                "item": it.item,
            });
            if let Standing::Overdue { since } = it.standing {
                item["overdue_since"] = json!(since);
            }
            if !why(it.standing).is_empty() {
                item["why"] = json!(why(it.standing));
            }
            if carries == Carries::Names {
                item["subject"] = json!(it.subject);
            }
            item
        })
        .collect();
    crate::model::document::write(&json!({ "items": items }))
}

/// Writes a calendar. A line's day is a whole day; it blocks nobody's time, and shows as confidential.
fn ics(items: &[DueItem], carries: Carries, now: DateTime<Utc>) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", PRODUCT),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", "Stalking register"),
    ] {
        calendar.append_property(Property::new(name, value));
    }
    for it in items {
        let Some(on) = it.on else { continue };
        let mut event = Event::new();
        // Both are given: without them the crate would ask the system for the time and for randomness.
        event.uid(&format!("{}-{}@stalking-register", it.record, it.item)).timestamp(now);
        let summary = match carries {
            Carries::Names => format!("{}: {}", it.subject, it.what),
            Carries::References => it.what.clone(),
        };
        let last_day = it.last_day.map_or_else(|| "no last day".to_owned(), |it| format!("by {it}"));
        let description = format!(
            "{last_day}, {}{}\nasked by: {}\nentry {}\nrecord {}",
            it.standing.name().replace('_', " "),
            if why(it.standing).is_empty() { String::new() } else { format!(": {}", why(it.standing)) },
            asked_by(it),
            it.entry,
            it.record
        );
        event
            .summary(&summary)
            .description(&description)
            .starts(on.date())
            .class(Class::Confidential)
            .add_property("TRANSP", "TRANSPARENT");
        calendar.push(event.done());
    }
    let text = calendar.to_string();
    if calendar.is_empty() { text.replace("END:VCALENDAR", NO_EVENT) } else { text }
}

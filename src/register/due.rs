//! What is due, overdue or coming, with the rule and the arithmetic.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Act;
use crate::audit::Action;
use crate::audit::commitment::Field;
use crate::error::{Error, Problem, Result};
use crate::model::text::Line;
use crate::model::{Day, Id};
use crate::register::gate::perform;
use crate::register::indexes::Documents;
use crate::register::{Audited, Task};
use crate::rules::duty::Standing;
use crate::rules::subject::everything_asked;
use crate::store::DiaryRow;

/// Items of a page at the most.
pub const DUE_ITEMS_MAX: u32 = 500;

/// Diary rows that are looked at for one page at the most, so that a narrow filter is no slow query.
const ROWS_LOOKED_AT_MAX: usize = 20_000;

/// What a due list is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueRequest {
    /// The last day that is of interest; what is overdue comes before it.
    pub until: Day,
    /// Only what this force manages, by its PNC code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub force: Option<Line<4>>,
    /// Only what this account manages or must review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<Id>,
    /// Items of a page, 1 to [`DUE_ITEMS_MAX`]; 50 if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<u32>,
    /// Where the page before ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Line<100>>,
}

impl DueRequest {
    /// Asks for everything up to a day.
    #[must_use]
    pub fn until(day: Day) -> Self {
        Self { until: day, force: None, officer: None, items: None, after: None }
    }
}

/// One thing that is due.
#[derive(Clone, Serialize)]
pub struct DueItem {
    /// The record that asks for it.
    pub record: Id,
    /// Which of the record's duties it is.
    pub item: u16,
    /// The entry it belongs to.
    pub entry: Id,
    /// The subject's name.
    pub subject: String,
    /// What is due, in words.
    pub what: String,
    /// The last day for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// The moment before which it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_before: Option<DateTime<Utc>>,
    /// How it stands.
    #[serde(flatten)]
    pub standing: Standing,
    /// The rule, or nothing for what was set by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// The law and the arithmetic, line by line.
    pub trace: Vec<String>,
}

impl std::fmt::Debug for DueItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} item {}", self.record, self.item)
    }
}

/// A page of a due list.
#[derive(Clone, Debug, Serialize)]
pub struct DuePage {
    /// What is due, the earliest first.
    pub items: Vec<DueItem>,
    /// What to ask the next page after, if there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Task {
    /// Lists what is due up to a day, the earliest first, each with its reason.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`]; [`Error::Forbidden`].
    pub fn due(&self, request: DueRequest) -> Result<Audited<DuePage>> {
        let limit = request.items.unwrap_or(50);
        if !(1..=DUE_ITEMS_MAX).contains(&limit) {
            return Err(Error::invalid("/items", Problem::OutOfRange));
        }
        let mut after = request.after.as_deref().map(place).transpose()?;
        perform(self, Act::ViewDue, Action::DueList, move |work| {
            work.say(Field::Criteria, format!("until {}", request.until));
            let mut cases: HashMap<Id, Option<Documents>> = HashMap::new();
            let mut page = DuePage { items: Vec::new(), next: None };
            let mut looked_at = 0;
            'pages: loop {
                let rows = work.tx.due(&request.until.to_string(), after.as_ref(), limit)?;
                let last = rows.len() < limit as usize;
                for row in rows {
                    if page.items.len() == limit as usize || looked_at == ROWS_LOOKED_AT_MAX {
                        page.next = after.as_ref().map(text_of);
                        break 'pages;
                    }
                    looked_at += 1;
                    after = Some(row.clone());
                    if request.force.as_ref().is_some_and(|it| it.as_str() != row.force) {
                        continue;
                    }
                    let documents = match cases.entry(row.entry_id) {
                        std::collections::hash_map::Entry::Occupied(it) => it.into_mut(),
                        std::collections::hash_map::Entry::Vacant(it) => {
                            let known = work.find(row.entry_id)?.is_some();
                            it.insert(if known { Documents::read(work.tx, row.entry_id)? } else { None })
                        }
                    };
                    let Some(documents) = documents else { continue };
                    if let Some(item) = item(documents, &row, &request, work.today()) {
                        work.touch(row.record_id, row.entry_id);
                        page.items.push(item);
                    }
                }
                if last {
                    break;
                }
            }
            Ok(page)
        })
    }
}

/// Computes the item of a diary row afresh; nothing if the officer has nothing to do with it.
fn item(
    documents: &Documents,
    row: &DiaryRow,
    request: &DueRequest,
    today: chrono::NaiveDate,
) -> Option<DueItem> {
    let entry = &documents.entry.2;
    let asking = everything_asked(&documents.case())
        .into_iter()
        .find(|it| it.record == row.record_id && it.item == row.item)?;
    if let Some(officer) = request.officer {
        let owner = documents.reviews.iter().find(|it| it.0 == row.record_id).and_then(|it| it.2.owner);
        let registration = &entry.registration;
        if ![registration.manager, registration.supervisor, owner].contains(&Some(officer)) {
            return None;
        }
    }
    Some(DueItem {
        record: row.record_id,
        item: row.item,
        entry: row.entry_id,
        subject: entry.subject.display_name(),
        what: asking.words(),
        last_day: asking.last_day().and_then(|it| Day::new(it).ok()),
        due_before: asking.last_day().and_then(|it| crate::rules::counting::midnight_ending(it).ok()),
        standing: asking.standing_on(today),
        rule: asking.rule_id(),
        trace: asking.trace_lines(),
    })
}

/// Writes where a page ended.
fn text_of(row: &DiaryRow) -> String {
    format!("{}/{}/{}", row.last_day, row.record_id, row.item)
}

/// Reads where a page ended.
fn place(text: &str) -> Result<DiaryRow> {
    let malformed = || Error::invalid("/after", Problem::Malformed);
    let mut parts = text.split('/');
    let (Some(day), Some(record), Some(item), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(malformed());
    };
    Ok(DiaryRow {
        last_day: day.parse::<Day>().map_err(|_| malformed())?.to_string(),
        record_id: record.parse().map_err(|_| malformed())?,
        item: item.parse().map_err(|_| malformed())?,
        entry_id: Id::from_bytes([0; 16]),
        force: String::new(),
    })
}

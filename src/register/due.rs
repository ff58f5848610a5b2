//! What is due, overdue or coming, with the rule and the arithmetic.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Act;
use crate::audit::Action;
use crate::audit::commitment::Field;
use crate::error::{Error, Problem, Result};
use crate::model::text::Line;
use crate::model::{Day, Id};
use crate::register::due_place;
use crate::register::gate::perform;
use crate::register::indexes::Documents;
use crate::register::opening::Inner;
use crate::register::policy::InForce;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::rules::counting::midnight_ending;
use crate::rules::diary::{Ground, Item};
use crate::rules::duty::Standing;
use crate::store::{DiaryPlace, DiaryRow, DiaryScope};

/// Items of a page at the most.
pub const DUE_ITEMS_MAX: u32 = 500;

/// Items of a page if nothing is said.
const DUE_ITEMS: u32 = 50;

/// Stands for the subject of an entry from which a declared conflict bars the caller.
const BARRED: &str = "not shown: a declared conflict";

/// Diary rows that are looked at for one page at the most: those of entries that the caller may not know
/// of are left out, and must not make a slow query.
pub(super) const ROWS_LOOKED_AT_MAX: usize = 20_000;

/// What a due list is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueRequest {
    /// The last day that is of interest; what is overdue comes before it.
    pub until: Day,
    /// Only what this force manages, by its PNC code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub force: Option<Line<4>>,
    /// Only what this team manages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<Line<60>>,
    /// Only what this account manages, supervises or must review.
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
        Self { until: day, force: None, team: None, officer: None, items: None, after: None }
    }
}

/// One thing that is due.
#[derive(Clone, Serialize)]
pub struct DueItem {
    /// The record that asks for it.
    pub record: Id,
    /// Which of the record's duties it is.
    pub item: u32,
    /// The entry it belongs to.
    pub entry: Id,
    /// The subject's name; words in its place, and no trace, where a declared conflict bars the caller.
    pub subject: String,
    /// What is due, in words.
    pub what: String,
    /// Who wants it: the law, a person, or the force's policy.
    pub ground: Ground,
    /// The day on which it stands in the diary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// The last day for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// The moment before which it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_before: Option<DateTime<Utc>>,
    /// How it stands.
    #[serde(flatten)]
    pub standing: Standing,
    /// The rule of law, if one asks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// The version of the policy, if it asks it; 0 for the one that is built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<u32>,
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
    /// Whether the diary is made by the rules and the policy in force. It is not while a new policy is being
    /// worked in, or until a first refresh after an upgrade.
    pub up_to_date: bool,
}

impl DueRequest {
    /// Returns how many items a page has.
    fn limit(&self) -> Result<u32> {
        let limit = self.items.unwrap_or(DUE_ITEMS);
        if (1..=DUE_ITEMS_MAX).contains(&limit) {
            Ok(limit)
        } else {
            Err(Error::invalid("/items", Problem::OutOfRange))
        }
    }

    /// Returns what the event says of the request: day, scope and page.
    pub(super) fn words(&self) -> String {
        let mut words = format!("until {}", self.until);
        let mut say = |name: &str, value: &dyn std::fmt::Display| {
            write!(words, "; {name} {value}").expect("a text can be written to");
        };
        if let Some(force) = &self.force {
            say("force", &force.as_str());
        }
        if let Some(team) = &self.team {
            say("team", &team.as_str());
        }
        if let Some(officer) = &self.officer {
            say("officer", officer);
        }
        say("items", &self.items.unwrap_or(DUE_ITEMS));
        match &self.after {
            Some(after) => say("after", &after.as_str()),
            None => say("page", &"the first"),
        }
        words
    }

    fn scope(&self) -> DiaryScope<'_> {
        DiaryScope { force: self.force.as_deref(), team: self.team.as_deref(), officer: self.officer }
    }
}

impl Task {
    /// Lists what is due up to a day, the earliest first, each with its reason.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`]; [`Error::Forbidden`].
    pub fn due(&self, request: DueRequest) -> Result<Audited<DuePage>> {
        request.limit()?;
        refuse_place(&self.inner.session.register, &request)?;
        perform(self, Act::ViewDue, Action::DueList, move |work| {
            work.say(Field::Criteria, request.words());
            page(work, &request)
        })
    }
}

/// Reads a page, and takes note of every record that it shows.
pub(super) fn page(work: &mut Work<'_, '_>, request: &DueRequest) -> Result<DuePage> {
    let mut rows_left = ROWS_LOOKED_AT_MAX;
    page_of(work, request, &mut rows_left)
}

/// Reads a page for which so many rows may be looked at still.
pub(super) fn page_of(
    work: &mut Work<'_, '_>,
    request: &DueRequest,
    rows_left: &mut usize,
) -> Result<DuePage> {
    let limit = request.limit()?;
    let mut after = request.after.as_deref().map(|it| place(work.register, it)).transpose()?;
    let in_force = InForce::read(work.tx)?;
    let up_to_date = work.tx.diary_state()?.is_some_and(|it| it == in_force.state());
    let mut page = DuePage { items: Vec::new(), next: None, up_to_date };
    let mut cases = HashMap::new();
    loop {
        let rows = work.tx.due(&request.until.to_string(), request.scope(), after.as_ref(), limit)?;
        let last = rows.len() < limit as usize;
        for row in rows {
            if page.items.len() == limit as usize || *rows_left == 0 {
                page.next = after.as_ref().map(|it| due_place::hidden(&work.register.blinding, it));
                return Ok(page);
            }
            *rows_left -= 1;
            after = Some(row.place());
            let case = match cases.entry(row.entry_id) {
                Slot::Occupied(it) => it.into_mut(),
                Slot::Vacant(it) => it.insert(Known::read(work, &row, &in_force)?),
            };
            let Some(item) = case.as_mut().and_then(|it| it.take(&row)) else { continue };
            let Some(case) = case else { continue };
            work.touch(row.record_id, row.entry_id);
            let mut item = told(item, &case.subject, row.entry_id, work.today());
            if case.is_barred {
                item.trace.clear();
            }
            page.items.push(item);
        }
        if last {
            return Ok(page);
        }
    }
}

/// What is outstanding of an entry that the caller may know of.
struct Known {
    subject: String,
    /// Whether only breaking the glass opens the entry to the caller: then nothing of it is told but the date.
    is_barred: bool,
    items: Vec<Item>,
}

impl Known {
    fn read(work: &Work<'_, '_>, row: &DiaryRow, in_force: &InForce) -> Result<Option<Self>> {
        let records = work.tx.case_of(row.entry_id)?;
        let entry = records.iter().find(|it| it.id == row.entry_id);
        if !entry.map_or(Ok(false), |it| work.may_know_of(it))? {
            return Ok(None);
        }
        let Some(documents) = Documents::of(&records)? else { return Ok(None) };
        let is_barred = work.is_barred(row.entry_id);
        let subject = if is_barred { BARRED.to_owned() } else { documents.entry.2.subject.display_name() };
        Ok(Some(Self { subject, is_barred, items: documents.outstanding(in_force) }))
    }

    /// Takes the item of a row, computed afresh; nothing if it is outstanding no more.
    fn take(&mut self, row: &DiaryRow) -> Option<Item> {
        let at = self.items.iter().position(|it| it.record() == row.record_id && it.number() == row.item)?;
        Some(self.items.swap_remove(at))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "an item is told once")]
fn told(item: Item, subject: &str, entry: Id, today: chrono::NaiveDate) -> DueItem {
    DueItem {
        record: item.record(),
        item: item.number(),
        entry,
        subject: subject.to_owned(),
        what: item.words(),
        ground: item.ground(),
        on: Day::new(item.diary_day()).ok(),
        last_day: item.last_day().and_then(|it| Day::new(it).ok()),
        due_before: item.last_day().and_then(|it| midnight_ending(it).ok()),
        standing: item.standing_on(today),
        rule: item.rule_id(),
        policy: item.policy_version(),
        trace: item.trace_lines(),
    }
}

/// Refuses a request for what comes after no place.
pub(super) fn refuse_place(register: &Inner, request: &DueRequest) -> Result<()> {
    request.after.as_deref().map(|it| place(register, it)).transpose().map(drop)
}

/// Reads where a page ended.
fn place(register: &Inner, text: &str) -> Result<DiaryPlace> {
    due_place::shown(&register.blinding, text).ok_or_else(|| Error::invalid("/after", Problem::Malformed))
}

//! Everything that is asked of one subject and about them: from the documents to the rules.
//!
//! The rules take plain facts; here the facts are read from an entry and what belongs to it. Nothing
//! is decided here that a rule decides: where the documents are silent, the fact is unknown.
//!
//! An entry that has ended is treated like any other: whether it is still looked at is the caller's.

mod asking;
mod changes;
mod destruction;
mod reading;

use chrono::NaiveDate;

use crate::model::{Breach, Entry, Id, Incident, Notification, Order, Review};
use crate::rules::notification;
use crate::rules::review;
use crate::rules::subject::reading::Binding;

pub use asking::{Asked, Asking, item};

/// An entry and the documents that belong to it, each with its id and version.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The entry.
    pub entry: (Id, u32, &'a Entry),
    /// Its orders.
    pub orders: &'a [(Id, u32, Order)],
    /// What the subject notified.
    pub notifications: &'a [(Id, u32, Notification)],
    /// Its reviews.
    pub reviews: &'a [(Id, u32, Review)],
    /// What the subject did.
    pub incidents: &'a [(Id, u32, Incident)],
    /// Which conditions the subject broke.
    pub breaches: &'a [(Id, u32, Breach)],
}

/// Returns everything that is asked, done or not: the duties order by order, then the reviews.
///
/// Orders of other kinds ask for nothing, nor does one that is only applied for. What is asked under
/// an order that was made but not served is listed: its time does not run yet.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 9
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 14
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 15(5)
#[must_use]
pub fn everything_asked(case: &Case<'_>) -> Vec<Asking> {
    let mut asked = Vec::new();
    for order in case.orders {
        let Some(binding) = Binding::of(case, order) else { continue };
        asked.push(initial(&binding));
        asked.extend(after_exemption(&binding));
        asked.extend(changes::of_name(&binding));
        asked.extend(changes::of_address(&binding));
        asked.extend(changes::without_row(&binding));
        asked.extend(destruction::of_each(&binding));
    }
    asked.extend(case.reviews.iter().map(review_of));
    asked
}

/// Returns what is outstanding with the day on which it stands in the diary, sorted by day, record
/// and item; the pair of record and item is there once.
///
/// It depends on no day: what is outstanding stays so until a document changes. See
/// [`Asking::diary_day`] for what has no last day.
#[must_use]
pub fn diary(case: &Case<'_>) -> Vec<(Id, u32, NaiveDate)> {
    let asked = everything_asked(case);
    let outstanding = asked.iter().filter(|it| it.is_outstanding());
    let mut lines: Vec<_> = outstanding.map(|it| (it.record, it.item, it.diary_day())).collect();
    lines.sort_unstable_by_key(|(record, item, day)| (*day, *record, *item));
    lines
}

fn initial(binding: &Binding<'_>) -> Asking {
    let met = binding.notified_from(binding.facts.trigger().value());
    let duty = notification::initial(&binding.facts_met_by(met));
    Asking::duty(binding.id, item::INITIAL, binding, binding.made_on, duty)
}

/// Asks anew once another notification duty has ended; nothing where none is known of.
fn after_exemption(binding: &Binding<'_>) -> Option<Asking> {
    let facts = &binding.facts;
    let final_day = facts.final_day.value();
    let known = facts.exempt_when_made == Some(true) || facts.exempt == Some(true) || final_day.is_some();
    known.then(|| {
        let met = binding.notified_from(final_day);
        let duty = notification::after_exemption(&binding.facts_met_by(met));
        Asking::duty(binding.id, item::AFTER_EXEMPTION, binding, final_day.unwrap_or(binding.made_on), duty)
    })
}

fn review_of((id, version, review): &(Id, u32, Review)) -> Asking {
    let due_on = review.due_on.date();
    let done_on = review.outcome.as_ref().map(|it| it.done_on.date());
    let source = reading::source("review", *id, *version);
    let mut lines = vec![
        "No rule: the day was set by hand.".to_owned(),
        format!("Given: due_on = {due_on} (from {source})."),
    ];
    lines.extend(done_on.map(|it| format!("Given: done_on = {it} (from {source}).")));
    lines.push(match done_on {
        Some(done_on) if done_on <= due_on => format!("Answer: done on {done_on}, in time."),
        Some(done_on) => format!("Answer: done on {done_on}, late."),
        None => format!("Answer: look again by {due_on}."),
    });
    Asking {
        record: *id,
        item: item::REVIEW,
        order: None,
        since: due_on,
        died_on: None,
        asked: Asked::Review { kind: review.kind, review: review::Review { due_on, done_on }, lines },
    }
}

#[cfg(test)]
mod tests;

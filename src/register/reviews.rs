//! Reviews: set by hand, done, and set again.

use crate::access::Act;
use crate::audit::Action;
use crate::error::{Error, Problem, Result};
use crate::model::review::ReviewOutcome;
use crate::model::{Id, Kind, Review, document};
use crate::register::gate::perform;
use crate::register::notifications::refuse_foreign;
use crate::register::records::{add, current, rewrite};
use crate::register::work::Work;
use crate::register::{Audited, Task};

impl Task {
    /// Sets a review of an entry.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`], at `/order` if the entry has no such order; [`Error::NotFound`]; [`Error::Forbidden`].
    pub fn set_review(&self, entry: Id, review: Review) -> Result<Audited<Id>> {
        perform(self, Act::SetReview, Action::ReviewSet, move |work| {
            guard(work, entry, &review)?;
            add(work, entry, &review)
        })
    }

    /// Records what a review came to; with a next day, the next review is set in the same event.
    ///
    /// Gives the next review, if there is one.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if it was done already; [`Error::Stale`]; [`Error::NotFound`];
    /// [`Error::Forbidden`].
    pub fn complete_review(&self, id: Id, seen: u32, outcome: ReviewOutcome) -> Result<Audited<Option<Id>>> {
        perform(self, Act::SetReview, Action::ReviewDone, move |work| {
            let record = current(work, Kind::Review, id, seen)?;
            let mut review: Review = document::parse(&record.document)?;
            if review.outcome.is_some() {
                return Err(Error::invalid("/outcome", Problem::WrongState));
            }
            let next = outcome.next_due_on.map(|due_on| Review { due_on, ..review.clone() });
            review.outcome = Some(outcome);
            rewrite(work, &record, &review)?;
            next.map(|it| add(work, record.entry_id, &it)).transpose()
        })
    }
}

/// Refuses a review of an order that is not the entry's.
pub(super) fn guard(work: &Work<'_, '_>, entry: Id, review: &Review) -> Result<()> {
    review.order.map_or(Ok(()), |it| refuse_foreign(work, Kind::Order, it, entry, "/order"))
}

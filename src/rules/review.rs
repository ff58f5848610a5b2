//! A review that someone set by hand: risk, order expiry, retention, custody.
//!
//! There is deliberately no rule behind it: no interval for visits, meetings or risk assessments is
//! fixed by the texts read, so that a person sets the day and the register keeps it.

use chrono::{DateTime, NaiveDate, Utc};

use crate::error::Problem;
use crate::rules::counting;
use crate::rules::duty::Standing;

/// A day on which someone must look again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Review {
    /// The last day in time.
    pub due_on: NaiveDate,
    /// The day on which it was done.
    pub done_on: Option<NaiveDate>,
}

impl Review {
    /// Tells how the review stands on a day in London, from what had happened by that day.
    #[must_use]
    pub fn standing_on(self, day: NaiveDate) -> Standing {
        Standing::of(self.due_on, self.done_on, day)
    }

    /// Returns the first moment that is too late.
    ///
    /// # Errors
    ///
    /// [`Problem::OutOfRange`] outside 1900 to 2200.
    pub fn due_before(self) -> Result<DateTime<Utc>, Problem> {
        counting::midnight_ending(self.due_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[track_caller]
    fn check(due_on: &str, done_on: Option<&str>, rows: &[(&str, Standing)]) {
        let review = Review { due_on: day(due_on), done_on: done_on.map(day) };
        for (on, expected) in rows {
            assert_eq!(review.standing_on(day(on)), *expected, "on {on}");
        }
    }

    #[test]
    fn a_review_is_open_to_the_end_of_its_day_and_overdue_from_the_next() {
        let overdue = Standing::Overdue { since: day("2028-03-01") };
        check(
            "2028-02-29",
            None,
            &[
                ("2028-02-01", Standing::Open),
                ("2028-02-29", Standing::Open),
                ("2028-03-01", overdue),
                ("2028-04-01", overdue),
            ],
        );
    }

    #[test]
    fn a_review_that_was_done_stays_done() {
        check(
            "2026-10-25",
            Some("2026-10-25"),
            &[("2026-10-24", Standing::Open), ("2026-10-25", Standing::Met), ("2027-01-01", Standing::Met)],
        );
        let overdue = Standing::Overdue { since: day("2026-10-26") };
        check(
            "2026-10-25",
            Some("2026-10-27"),
            &[("2026-10-26", overdue), ("2026-10-27", Standing::MetLate)],
        );
    }

    #[test]
    fn the_day_of_a_review_ends_at_local_midnight() {
        let review = Review { due_on: day("2026-10-24"), done_on: None };
        assert_eq!(review.due_before().expect("in range").to_rfc3339(), "2026-10-24T23:00:00+00:00");
    }
}

//! What the law asks by a day, and how that stands on any day.
//!
//! A duty is computed from facts and thrown away; only the facts are kept.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::clock::london_day;
use crate::error::Problem;
use crate::rules::counting;
use crate::rules::params::Rule;
use crate::rules::trace::Trace;

/// What the law asks for: what has to be notified, but for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Notice {
    /// A change of home address.
    Address,
    /// Names and home address, since another notification duty ended.
    AfterExemption,
    /// The destruction of fingerprints and photographs, which is asked of the police.
    Destruction,
    /// Names and home address, for the first time under the order.
    Initial,
    /// A name that was not notified before.
    Name,
}

/// How a duty or a review stands on a day.
///
/// In the order of a duty's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Standing {
    /// Time does not run yet.
    Pending,
    /// Time runs.
    Open,
    /// Done in time.
    Met,
    /// Done, but late.
    #[serde(rename = "late")]
    MetLate,
    /// Not done, and the time is over.
    Overdue {
        /// The first day of default.
        since: NaiveDate,
    },
    /// There is no duty.
    Exempt {
        /// Why there is none.
        why: &'static str,
    },
    /// Whether there is a duty cannot be told; someone must look.
    NeedsReview {
        /// What is missing or contradictory.
        why: &'static str,
    },
}

impl Standing {
    /// Tells whether someone has still to do something.
    #[must_use]
    pub const fn is_outstanding(self) -> bool {
        matches!(self, Self::Pending | Self::Open | Self::Overdue { .. } | Self::NeedsReview { .. })
    }

    /// Returns the standing's name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Open => "open",
            Self::Met => "met",
            Self::MetLate => "late",
            Self::Overdue { .. } => "overdue",
            Self::Exempt { .. } => "exempt",
            Self::NeedsReview { .. } => "needs_review",
        }
    }

    /// Returns the standing in words, with the day or the reason that belongs to it.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Overdue { since } => format!("overdue since {since}"),
            Self::Exempt { why } => format!("exempt: {why}"),
            Self::NeedsReview { why } => format!("needs review: {why}"),
            Self::MetLate => "met late".to_owned(),
            other => other.name().to_owned(),
        }
    }

    /// Tells how something stands that may be done from its beginning to a last day.
    #[must_use]
    pub fn of(last_day: NaiveDate, done_on: Option<NaiveDate>, day: NaiveDate) -> Self {
        match done_on {
            Some(done_on) if done_on <= day && done_on <= last_day => Self::Met,
            Some(done_on) if done_on <= day => Self::MetLate,
            _ if day <= last_day => Self::Open,
            // A day later than another has a day before it.
            _ => Self::Overdue { since: last_day.succ_opt().unwrap_or(day) },
        }
    }
}

/// Whether the law asks at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ground {
    /// It does.
    Applies {
        /// The first day of the time given.
        trigger: NaiveDate,
    },
    /// It does not.
    Exempt {
        /// Why not.
        why: &'static str,
    },
    /// It cannot be told from the facts.
    NeedsReview {
        /// What is missing or contradictory.
        why: &'static str,
    },
    /// It will, once something has happened.
    Pending {
        /// What has not happened yet.
        why: &'static str,
    },
}

impl Ground {
    /// Returns why the law does not ask, or not yet, or why that cannot be told.
    #[must_use]
    pub const fn why(self) -> Option<&'static str> {
        match self {
            Self::Applies { .. } => None,
            Self::Exempt { why } | Self::NeedsReview { why } | Self::Pending { why } => Some(why),
        }
    }
}

/// Something that the law asks by a day, with the reasoning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The version of the rule that asks it.
    pub rule: &'static Rule,
    /// What it asks.
    pub what: Notice,
    /// Whether it asks at all, and from when.
    pub ground: Ground,
    /// The last day, which is still in time.
    ///
    /// Under review it is the last day if there should be a duty, as far as that can be counted.
    pub last_day: Option<NaiveDate>,
    /// The first moment that is too late.
    pub due_before: Option<DateTime<Utc>>,
    /// The day on which it was done.
    pub done_on: Option<NaiveDate>,
    /// The reasoning.
    pub trace: Trace,
}

impl Duty {
    /// Tells how the duty stands on a day in London, from what had happened by that day.
    ///
    /// There is deliberately no account of custody: the Act disregards none.
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 9(1)
    /// - Stalking Protection Act 2019, s. 11
    #[must_use]
    pub fn standing_on(&self, day: NaiveDate) -> Standing {
        match (self.ground, self.last_day) {
            (Ground::Exempt { why }, _) => Standing::Exempt { why },
            (Ground::NeedsReview { why }, _) => Standing::NeedsReview { why },
            (Ground::Applies { trigger }, Some(last_day)) => {
                match Standing::of(last_day, self.done_on, day) {
                    Standing::Open if day < trigger => Standing::Pending,
                    standing => standing,
                }
            }
            (Ground::Applies { .. } | Ground::Pending { .. }, _) => Standing::Pending,
        }
    }

    /// Tells how the duty stands at a moment.
    #[must_use]
    pub fn standing_at(&self, at: DateTime<Utc>) -> Standing {
        self.standing_on(london_day(at))
    }

    /// Returns the first day of default, if the duty applies and is not met by its last day. What is asked of the
    /// police is no offence of the subject's.
    ///
    /// # Law
    ///
    /// Stalking Protection Act 2019, s. 11
    #[must_use]
    pub fn offence_from(&self) -> Option<NaiveDate> {
        match self.ground {
            Ground::Applies { .. } if self.what != Notice::Destruction => {
                self.last_day.and_then(|it| it.succ_opt())
            }
            _ => None,
        }
    }

    /// Counts the time of a duty and finishes its trace.
    ///
    /// `trigger` is the day that time runs from, where it is known; `done_on` the day it was done.
    #[must_use]
    pub fn counted(
        rule: &'static Rule,
        what: Notice,
        ground: Ground,
        trigger: Option<NaiveDate>,
        done_on: Option<NaiveDate>,
        mut trace: Trace,
    ) -> Self {
        let mut ground = ground;
        let (mut last_day, mut due_before) = (None, None);
        if let (Some(trigger), Ground::Applies { .. } | Ground::NeedsReview { .. }) = (trigger, ground) {
            match window(rule, trigger) {
                Ok((day, moment)) => {
                    (last_day, due_before) = (Some(day), Some(moment));
                    let days = rule.parameter("notification_days");
                    trace.cite(
                        days.provision,
                        format!(
                            "a period of {} days beginning with {trigger}, which is its first day, has the last \
                             day {day}",
                            days.value
                        ),
                    );
                }
                Err(_) => ground = Ground::NeedsReview { why: OUT_OF_CALENDAR },
            }
        }
        if !rule_governs(rule, trigger) && matches!(ground, Ground::Applies { .. }) {
            ground = Ground::NeedsReview { why: BEFORE_COMMENCEMENT };
        }
        let done_on = done_on.filter(|_| matches!(ground, Ground::Applies { .. }));
        let mut duty = Self { rule, what, ground, last_day, due_before, done_on, trace };
        duty.conclude();
        duty
    }

    fn conclude(&mut self) {
        if let (true, Some(why)) = (self.trace.steps.is_empty(), self.ground.why()) {
            self.trace.cite(self.rule.provision(), why);
        }
        if self.trace.would_change.is_empty() {
            self.trace.would_change(match self.ground {
                Ground::Applies { .. } => "the day that time runs from is another",
                Ground::Exempt { .. } => "the reason for which there is no duty falls away",
                Ground::NeedsReview { .. } => {
                    "what is not known is recorded, or what is contradictory put right"
                }
                Ground::Pending { .. } => "what it waits for happens",
            });
        }
        self.trace.answer = match (self.ground, self.last_day, self.due_before) {
            (Ground::Applies { .. }, Some(last_day), Some(due_before)) => {
                let last_words = rule_last_words(self.done_on, last_day);
                format!(
                    "notify by {last_day}, that is before {}{last_words}",
                    due_before.format("%Y-%m-%dT%H:%M:%SZ")
                )
            }
            (Ground::Exempt { why }, ..) => format!("no duty: {why}"),
            (Ground::NeedsReview { why }, Some(last_day), _) => {
                format!("someone must look: {why}; if there is a duty, notify by {last_day}")
            }
            (Ground::NeedsReview { why }, ..) => format!("someone must look: {why}"),
            (Ground::Pending { why }, ..) => format!("time does not run yet: {why}"),
            (Ground::Applies { .. }, ..) => "time cannot be counted".to_owned(),
        };
    }
}

/// Why a duty near the calendar's end is not counted.
pub const OUT_OF_CALENDAR: &str = "the last day would lie outside the years 1900 to 2200";
/// Why a duty from before its provision is not counted.
pub const BEFORE_COMMENCEMENT: &str = "the day lies outside the time that the rule governs";

fn rule_governs(rule: &Rule, trigger: Option<NaiveDate>) -> bool {
    trigger.is_none_or(|it| rule.governs(it))
}

fn rule_last_words(done_on: Option<NaiveDate>, last_day: NaiveDate) -> String {
    match done_on {
        Some(done_on) if done_on <= last_day => format!("; notified on {done_on}, in time"),
        Some(done_on) => format!("; notified on {done_on}, late"),
        None => last_day.succ_opt().map_or_else(String::new, |since| format!("; in default from {since}")),
    }
}

/// Counts a period of notification: its last day and the first moment after it.
fn window(rule: &Rule, trigger: NaiveDate) -> Result<(NaiveDate, DateTime<Utc>), Problem> {
    let last_day = counting::last_day_beginning_with(trigger, rule.number("notification_days"))?;
    Ok((last_day, counting::midnight_ending(last_day)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_says_in_words_since_when_or_why() {
        let since = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day");
        for (standing, words) in [
            (Standing::Open, "open"),
            (Standing::MetLate, "met late"),
            (Standing::Overdue { since }, "overdue since 2026-03-02"),
            (Standing::Exempt { why: "so the Act has it" }, "exempt: so the Act has it"),
            (Standing::NeedsReview { why: "it is not known" }, "needs review: it is not known"),
        ] {
            assert_eq!(standing.words(), words);
        }
    }
}

//! One thing that is asked, and how it stands.

use chrono::NaiveDate;

use crate::model::Id;
use crate::model::review::ReviewKind;
use crate::rules::duty::{Duty, Ground, Notice, Standing};
use crate::rules::review::Review;
use crate::rules::subject::reading::{self, Binding};

/// The numbers of what is asked, within the record that asks it.
pub mod item {
    /// Names and home address, for the first time under the order.
    pub const INITIAL: u32 = 1;
    /// Names and home address, since another notification duty ended.
    pub const AFTER_EXEMPTION: u32 = 2;
    /// A review, within its own record.
    pub const REVIEW: u32 = 3;
    /// The destruction of what was taken on a notification, within the record of that.
    pub const DESTRUCTION: u32 = 4;
    /// The subject's first name; the others follow. A notification without such a row has this number.
    pub const NAME: u32 = 1000;
    /// The subject's first address; the others follow. A notification without such a row has this number.
    pub const ADDRESS: u32 = 2000;
}

/// What is asked: by the law, or by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Asked {
    /// The law asks it.
    Duty(Box<Duty>),
    /// A person set it.
    Review {
        /// What is looked at again.
        kind: ReviewKind,
        /// By when, and when it was done.
        review: Review,
        /// The reasoning.
        lines: Vec<String>,
    },
}

/// Something that is asked, and which record asks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The record that asks: the order, the review, or a notification that has no row of the entry.
    pub record: Id,
    /// Its number within that record; [`item`] has the numbers.
    pub item: u32,
    /// The order under which it is asked.
    pub order: Option<Id>,
    /// The day on which it stands in the diary while it has no last day.
    pub since: NaiveDate,
    /// What is asked.
    pub asked: Asked,
    /// The day of the subject's death, from which on nothing is asked of them; none of what is asked of others.
    pub died_on: Option<NaiveDate>,
}

/// Why nothing is asked of the dead.
const DIED: &str = "the subject has died";

impl Asking {
    pub(super) fn duty(record: Id, item: u32, binding: &Binding<'_>, since: NaiveDate, duty: Duty) -> Self {
        let mut duty = Box::new(duty);
        let order = Some(binding.id);
        let died = reading::died(binding.case).filter(|_| duty.what != Notice::Destruction);
        if let Some((died_on, source)) = &died {
            duty.trace.input("died_on", died_on, Some(source));
            duty.trace.step(format!("{DIED}: from {died_on} on nothing is asked of them"));
        }
        Self { record, item, order, since, asked: Asked::Duty(duty), died_on: died.map(|it| it.0) }
    }

    /// Tells whether the police have to do it, and not the subject.
    #[must_use]
    pub fn is_for_the_police(&self) -> bool {
        match &self.asked {
            Asked::Duty(duty) => duty.what == Notice::Destruction,
            Asked::Review { .. } => true,
        }
    }

    /// Returns the last day, which is still in time; none where time does not run or cannot be counted.
    #[must_use]
    pub fn last_day(&self) -> Option<NaiveDate> {
        match &self.asked {
            Asked::Duty(duty) => duty.last_day,
            Asked::Review { review, .. } => Some(review.due_on),
        }
    }

    /// Returns the day on which it stands in the diary: the last day.
    ///
    /// What has none must not get lost, so that it stands there from the day on which the order was
    /// made, or on which what would set time running came about.
    #[must_use]
    pub fn diary_day(&self) -> NaiveDate {
        self.last_day().unwrap_or(self.since)
    }

    /// Tells how it stands on a day in London.
    ///
    /// What a subject had not done when they died is asked no more; what was done stays done.
    #[must_use]
    pub fn standing_on(&self, day: NaiveDate) -> Standing {
        let standing = match &self.asked {
            Asked::Duty(duty) => duty.standing_on(day),
            Asked::Review { review, .. } => review.standing_on(day),
        };
        match self.died_on {
            Some(died_on) if died_on <= day && standing.is_outstanding() => Standing::Exempt { why: DIED },
            _ => standing,
        }
    }

    /// Tells whether someone has still to do something, by what the documents say, whatever the day.
    #[must_use]
    pub fn is_outstanding(&self) -> bool {
        match &self.asked {
            Asked::Duty(duty) => {
                let asked = !matches!(duty.ground, Ground::Exempt { .. }) && self.died_on.is_none();
                asked && duty.done_on.is_none()
            }
            Asked::Review { review, .. } => review.done_on.is_none(),
        }
    }

    /// Returns what is asked, in words; they hold no personal data.
    #[must_use]
    pub fn words(&self) -> String {
        let words = match &self.asked {
            Asked::Duty(duty) => match duty.what {
                Notice::Address => "change notification: home address",
                Notice::AfterExemption => "notification after exemption: names and home address",
                Notice::Destruction => "destruction: fingerprints and photographs taken on notification",
                Notice::Initial => "initial notification: names and home address",
                Notice::Name => "change notification: a name not notified before",
            },
            Asked::Review { kind, .. } => match kind {
                ReviewKind::Custody => "review: custody",
                ReviewKind::Manager => "review: manager",
                ReviewKind::Mappa => "review: multi-agency meeting",
                ReviewKind::OrderExpiry => "review: what comes after the order",
                ReviewKind::Other => "review",
                ReviewKind::Retention => "review: retention",
                ReviewKind::Risk => "review: risk",
                ReviewKind::Visit => "review: visit",
            },
        };
        words.to_owned()
    }

    /// Returns the name of the rule that asks it; none for a review, which no rule asks for.
    #[must_use]
    pub fn rule_id(&self) -> Option<&'static str> {
        match &self.asked {
            Asked::Duty(duty) => Some(duty.rule.id),
            Asked::Review { .. } => None,
        }
    }

    /// Returns the reasoning line by line, with the records that the facts were read from.
    #[must_use]
    pub fn trace_lines(&self) -> Vec<String> {
        match &self.asked {
            Asked::Duty(duty) => duty.trace.lines(),
            Asked::Review { lines, .. } => lines.clone(),
        }
    }
}

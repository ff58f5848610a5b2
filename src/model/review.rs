//! A date on which someone must look again.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::code_list::code_list;
use crate::model::day::past;
use crate::model::text::{Line, Prose};
use crate::model::{Day, Document, Id, Kind};

code_list! {
    /// What is looked at again.
    ReviewKind {
        /// Whether the subject is in custody.
        Custody = "custody",
        /// Who manages the subject.
        Manager = "manager",
        /// The meeting of the agencies that manage the subject together.
        Mappa = "mappa",
        /// What comes after the order.
        OrderExpiry = "order_expiry",
        /// Anything else.
        Other = "other",
        /// Whether the record must be kept.
        Retention = "retention",
        /// The risk.
        Risk = "risk",
        /// A visit to the subject.
        Visit = "visit",
    }
}

/// What a review came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReviewOutcome {
    /// When it was done.
    pub done_on: Day,
    /// By whom.
    pub by: Line<200>,
    /// The decision.
    pub decision: Line<300>,
    /// Its reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Prose<4000>>,
    /// The supervisor who agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor: Option<Line<200>>,
    /// When to look again; the next review is set with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due_on: Option<Day>,
}

/// A date on which someone must look again, its owner and its outcome.
///
/// # Law
///
/// - Data Protection Act 2018, s. 39(2)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Review {
    /// What is looked at again.
    pub kind: ReviewKind,
    /// The last day for it.
    pub due_on: Day,
    /// The order that it is about, where it is about one of the entry's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Id>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose<1000>>,
    /// The account that must look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Id>,
    /// Who must look, where that is no account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_words: Option<Line<200>>,
    /// What it came to; absent until it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ReviewOutcome>,
}

impl Review {
    /// Sets a review.
    #[must_use]
    pub fn due(kind: ReviewKind, due_on: Day) -> Self {
        Self { kind, due_on, order: None, reason: None, owner: None, owner_words: None, outcome: None }
    }

    /// Says which order it is about.
    #[must_use]
    pub fn about(mut self, order: Id) -> Self {
        self.order = Some(order);
        self
    }

    /// Gives it to an account.
    #[must_use]
    pub fn owned_by(mut self, owner: Id) -> Self {
        self.owner = Some(owner);
        self
    }

    /// Says why it is due.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/reason`.
    pub fn because(mut self, reason: &str) -> Result<Self> {
        self.reason = Some(Prose::new(reason).map_err(|it| Error::invalid("/reason", it))?);
        Ok(self)
    }
}

impl Document for Review {
    const KIND: Kind = Kind::Review;

    fn check_together(&self, today: NaiveDate) -> Result<()> {
        let Some(outcome) = &self.outcome else { return Ok(()) };
        past("/outcome/done_on", Some(outcome.done_on), today)?;
        if outcome.next_due_on.is_some_and(|it| it <= outcome.done_on) {
            return Err(Error::invalid("/outcome/next_due_on", Problem::BeforeItCan));
        }
        Ok(())
    }
}

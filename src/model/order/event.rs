//! What happens to an order, and what a court says when it does.

use serde::{Deserialize, Serialize};

use crate::model::code_list::code_list;
use crate::model::text::{Few, Line, Prose};
use crate::model::{Condition, Day};

code_list! {
    /// What happened to an order.
    ///
    /// In the order of its life.
    OrderEventKind {
        /// It was applied for.
        Applied = "applied",
        /// The hearing was adjourned.
        Adjourned = "adjourned",
        /// An interim order was made.
        InterimMade = "interim_made",
        /// The main application was dismissed.
        Dismissed = "dismissed",
        /// The main application was withdrawn.
        Withdrawn = "withdrawn",
        /// It was made.
        Made = "made",
        /// It was served.
        Served = "served",
        /// It was varied.
        Varied = "varied",
        /// It was renewed.
        Renewed = "renewed",
        /// It was appealed against.
        Appealed = "appealed",
        /// The appeal ended, and the order stands.
        AppealEnded = "appeal_ended",
        /// It was quashed on appeal.
        Quashed = "quashed",
        /// It was discharged.
        Discharged = "discharged",
        /// Another order took its place.
        Replaced = "replaced",
        /// Its period ended.
        Expired = "expired",
    }
}

impl OrderEventKind {
    /// Tells whether it can only happen to an order that has been made.
    #[must_use]
    pub const fn follows_making(self) -> bool {
        matches!(
            self,
            Self::Served
                | Self::Varied
                | Self::Renewed
                | Self::AppealEnded
                | Self::Quashed
                | Self::Discharged
                | Self::Replaced
                | Self::Expired
        )
    }
}

code_list! {
    /// Who consents to a discharge before its time.
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 4
    /// - Protection from Stalking Act (Northern Ireland) 2022, s. 10(3)(b)
    Consent {
        /// The chief officer of police, or every one whom the Act names; in Northern Ireland the Chief
        /// Constable.
        ChiefOfficer = "chief_officer",
        /// The subject.
        Subject = "subject",
    }
}

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OrderEvent {
    /// What.
    pub kind: OrderEventKind,
    /// The day from which it counts.
    pub on: Day,
    /// Who did it: court, officer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Line<200>>,
    /// More in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Prose<2000>>,
    /// Who consented to a discharge.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub consents: Few<Consent, 2>,
    /// The last day that a renewal gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// Whether a renewal was until further order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_further_order: Option<bool>,
}

impl OrderEvent {
    /// Tells what happened and on which day.
    #[must_use]
    pub fn of(kind: OrderEventKind, on: Day) -> Self {
        Self {
            kind,
            on,
            by: None,
            words: None,
            consents: Few::default(),
            last_day: None,
            until_further_order: None,
        }
    }
}

/// What is to be recorded of a step in an order's life; the verb says which step it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderStep {
    /// The day from which it counts.
    pub on: Day,
    /// Who did it: court, officer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Line<200>>,
    /// More in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Prose<2000>>,
    /// Who consents to a discharge.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub consents: Few<Consent, 2>,
    /// The last day that a renewal, or the making, gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// Whether a renewal, or the making, is until further order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_further_order: Option<bool>,
    /// All conditions as they are after a variation; absent where they stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Few<Condition, 100>>,
}

impl OrderStep {
    /// Begins what is to be recorded of a step on a day.
    #[must_use]
    pub fn on(on: Day) -> Self {
        Self {
            on,
            by: None,
            words: None,
            consents: Few::default(),
            last_day: None,
            until_further_order: None,
            conditions: None,
        }
    }

    /// Says who consents to a discharge.
    #[must_use]
    pub fn consented(mut self, consents: Few<Consent, 2>) -> Self {
        self.consents = consents;
        self
    }

    /// Gives the last day of a renewal.
    #[must_use]
    pub fn lasting_to(mut self, last_day: Day) -> Self {
        self.last_day = Some(last_day);
        self
    }

    /// Returns what the order keeps of the step.
    #[must_use]
    pub fn event(self, kind: OrderEventKind) -> OrderEvent {
        OrderEvent {
            kind,
            on: self.on,
            by: self.by,
            words: self.words,
            consents: self.consents,
            last_day: self.last_day,
            until_further_order: self.until_further_order,
        }
    }
}

//! The kinds of records.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Problem, What};

/// A kind of record. The number is stored and never reused.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Kind {
    /// One person's place on the register.
    Entry = 1,
    /// An order and its conditions.
    Order = 2,
    /// What the subject told the police.
    Notification = 3,
    /// A date on which someone must look again.
    Review = 4,
    /// One behaviour event.
    Incident = 5,
    /// An incident tied to a condition.
    Breach = 6,
    /// Who may act, and as what.
    Account = 7,
    /// What the force asks of itself beyond the law.
    Policy = 8,
}

impl Kind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Entry,
        Self::Order,
        Self::Notification,
        Self::Review,
        Self::Incident,
        Self::Breach,
        Self::Account,
        Self::Policy,
    ];

    /// Returns the stored number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the kind of a stored number.
    #[must_use]
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }

    /// Returns the kind's name in documents and file names.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Order => "order",
            Self::Notification => "notification",
            Self::Review => "review",
            Self::Incident => "incident",
            Self::Breach => "breach",
            Self::Account => "account",
            Self::Policy => "policy",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::ALL.into_iter().find(|it| it.name() == text).ok_or(Problem::UnknownCode)
    }
}

impl From<Kind> for What {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Entry => Self::Entry,
            Kind::Order => Self::Order,
            Kind::Notification => Self::Notification,
            Kind::Review => Self::Review,
            Kind::Incident => Self::Incident,
            Kind::Breach => Self::Breach,
            Kind::Account => Self::Account,
            Kind::Policy => Self::Policy,
        }
    }
}

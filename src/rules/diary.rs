//! What stands in the diary: what the law asks, what a person set, and what the policy asks.
//!
//! What stands there depends on no day: a line stays until a document, a rule or the policy changes. So a
//! diary that was right yesterday is right today, and whoever makes it anew finds nothing to mend.

use chrono::NaiveDate;

use crate::model::{Id, Policy};
use crate::rules::duty::Standing;
use crate::rules::params;
use crate::rules::policy::{Care, Expected, care_of, everything_expected};
use crate::rules::subject::{Asked, Asking, Case, everything_asked};

/// Something that stands in the diary.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Item {
    /// The law asks it, or a person set it.
    Asked(Asking),
    /// The force's policy asks it.
    Expected(Expected),
}

/// Who wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Ground {
    /// The law.
    Law,
    /// A person, by hand.
    Person,
    /// The force's policy.
    Policy,
}

impl Item {
    /// Returns the record that asks for it.
    #[must_use]
    pub const fn record(&self) -> Id {
        match self {
            Self::Asked(it) => it.record,
            Self::Expected(it) => it.record,
        }
    }

    /// Returns its number within that record.
    #[must_use]
    pub const fn number(&self) -> u32 {
        match self {
            Self::Asked(it) => it.item,
            Self::Expected(it) => it.item,
        }
    }

    /// Returns who wants it.
    #[must_use]
    pub const fn ground(&self) -> Ground {
        match self {
            Self::Asked(Asking { asked: Asked::Review { .. }, .. }) => Ground::Person,
            Self::Asked(_) => Ground::Law,
            Self::Expected(_) => Ground::Policy,
        }
    }

    /// Returns the day on which it stands in the diary.
    #[must_use]
    pub fn diary_day(&self) -> NaiveDate {
        match self {
            Self::Asked(it) => it.diary_day(),
            Self::Expected(it) => it.diary_day(),
        }
    }

    /// Returns the last day, which is still in time; none where time does not run or cannot be counted.
    #[must_use]
    pub fn last_day(&self) -> Option<NaiveDate> {
        match self {
            Self::Asked(it) => it.last_day(),
            Self::Expected(it) => Some(it.last_day),
        }
    }

    /// Tells how it stands on a day in London.
    #[must_use]
    pub fn standing_on(&self, day: NaiveDate) -> Standing {
        match self {
            Self::Asked(it) => it.standing_on(day),
            Self::Expected(it) => it.standing_on(day),
        }
    }

    /// Tells whether someone has still to do something, whatever the day.
    #[must_use]
    pub fn is_outstanding(&self) -> bool {
        match self {
            Self::Asked(it) => it.is_outstanding(),
            Self::Expected(it) => it.is_outstanding(),
        }
    }

    /// Returns what is to be done, in words; they hold no personal data.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Asked(it) => it.words(),
            Self::Expected(it) => it.words(),
        }
    }

    /// Returns the name of the rule of law that asks it, if one does.
    #[must_use]
    pub fn rule_id(&self) -> Option<&'static str> {
        match self {
            Self::Asked(it) => it.rule_id(),
            Self::Expected(_) => None,
        }
    }

    /// Returns the version of the policy that asks it, if it does.
    #[must_use]
    pub const fn policy_version(&self) -> Option<u32> {
        match self {
            Self::Asked(_) => None,
            Self::Expected(it) => Some(it.policy),
        }
    }

    /// Returns the reasoning line by line, with the records that the facts were read from.
    #[must_use]
    pub fn trace_lines(&self) -> Vec<String> {
        match self {
            Self::Asked(it) => it.trace_lines(),
            Self::Expected(it) => it.trace_lines(),
        }
    }
}

/// Returns everything that is outstanding of an entry, sorted by day, record and item; the pair of
/// record and item is there once.
///
/// The dead are asked nothing by law, nor is one who is only kept; see
/// [`care_of`]. What the law asks of the police goes on, and what a person set stays until a person has done it.
#[must_use]
pub fn outstanding(case: &Case<'_>, policy: &Policy, version: u32) -> Vec<Item> {
    let law = care_of(case) >= Care::OrdersOnly;
    let asked =
        everything_asked(case).into_iter().filter(|it| law || it.is_for_the_police()).map(Item::Asked);
    let expected = everything_expected(case, policy, version).into_iter().map(Item::Expected);
    let mut items: Vec<_> = asked.chain(expected).filter(Item::is_outstanding).collect();
    items.sort_by_key(|it| (it.diary_day(), it.record(), it.number()));
    items
}

/// Names the rules that a diary is made by, with their versions.
#[must_use]
pub fn edition() -> String {
    let rules: Vec<_> = params::all().map(|it| format!("{}/{}", it.id, it.version)).collect();
    rules.join(" ")
}

//! A breach: an incident tied to the condition it broke.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::basis::Basis;
use crate::model::code_list::code_list;
use crate::model::day::{not_before, past};
use crate::model::incident::Crime;
use crate::model::text::{Few, Line, Prose};
use crate::model::{Day, Document, Id, Kind};

code_list! {
    /// What was done about a breach.
    BreachOutcome {
        /// The subject was arrested.
        Arrested = "arrested",
        /// The subject was charged.
        Charged = "charged",
        /// The subject was convicted.
        Convicted = "convicted",
        /// No further action.
        NoFurtherAction = "no_further_action",
        /// It is being looked into.
        Pending = "pending",
    }
}

/// A breach of an order's conditions.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 8
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Breach {
    /// The order.
    pub order: Id,
    /// The numbers of the conditions broken.
    #[cfg_attr(test, schemars(inner(range(min = 1))))]
    pub conditions: Few<u16, 100>,
    /// The incident that broke them, if it is on the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<Id>,
    /// When.
    pub on: Day,
    /// How it came to be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detected: Option<Line<300>>,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Prose<8000>>,
    /// Whether it is known or judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// What was done about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<BreachOutcome>,
    /// The crime recorded for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crime: Option<Crime>,
    /// Who decided what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Line<200>>,
    /// When that was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<Day>,
}

impl Breach {
    /// Makes a breach of one condition on a day.
    ///
    /// # Errors
    ///
    /// Never in fact; a list of one item is never too long.
    pub fn of(order: Id, condition: u16, on: Day) -> Result<Self> {
        Ok(Self {
            order,
            conditions: Few::new(vec![condition]).map_err(|it| Error::invalid("/conditions", it))?,
            incident: None,
            on,
            detected: None,
            words: None,
            basis: None,
            outcome: None,
            crime: None,
            decided_by: None,
            decided_on: None,
        })
    }

    /// Ties it to the incident that broke the condition.
    #[must_use]
    pub fn in_incident(mut self, incident: Id) -> Self {
        self.incident = Some(incident);
        self
    }
}

impl Document for Breach {
    const KIND: Kind = Kind::Breach;

    fn check_together(&self, today: NaiveDate) -> Result<()> {
        if self.conditions.is_empty() {
            return Err(Error::invalid("/conditions", Problem::Empty));
        }
        for (index, number) in self.conditions.iter().enumerate() {
            if *number == 0 {
                return Err(Error::invalid(&format!("/conditions/{index}"), Problem::OutOfRange));
            }
            if self.conditions[..index].contains(number) {
                return Err(Error::invalid(&format!("/conditions/{index}"), Problem::GivenTwice));
            }
        }
        past("/on", Some(self.on), today)?;
        past("/decided_on", self.decided_on, today)?;
        not_before("/decided_on", self.decided_on, Some(self.on))
    }
}

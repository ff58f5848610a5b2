//! Why someone is on the register, since when and whose, and how that ended.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::basis::Basis;
use crate::model::code_list::code_list;
use crate::model::text::{Few, Line, Prose};
use crate::model::{Day, Id};

code_list! {
    /// How a registration stands.
    RegistrationStatus {
        /// It is managed.
        Active = "active",
        /// It is proposed, and someone must decide.
        Proposed = "proposed",
        /// It is not managed for now: custody, abroad.
        Suspended = "suspended",
    }
}

code_list! {
    /// The government security classification.
    ///
    /// In the order of severity.
    Marking {
        /// Official.
        Official = "official",
        /// Official, with the sensitive marking.
        OfficialSensitive = "official_sensitive",
        /// Secret.
        Secret = "secret",
    }
}

code_list! {
    /// The band of the risk of serious harm, as it was assessed; the register computes none.
    ///
    /// In the order of severity.
    RiskBand {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High: it could happen at any time.
        High = "high",
        /// Very high: more likely than not, and imminent.
        VeryHigh = "very_high",
    }
}

/// The highest level of multi-agency management.
const MAPPA_LEVEL_MAX: u8 = 3;

/// The last of the retention groups.
const RETENTION_GROUP_MAX: u8 = 4;

/// Why someone is on the register, since when and whose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Registration {
    /// The lawful basis of keeping the entry. There is no statutory stalkers' register, so each entry has its own.
    pub lawful_basis: Line<300>,
    /// Which criteria of the force's policy are met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criteria: Option<Prose<2000>>,
    /// Whether it rests on a fact or an assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Since when.
    pub since: Day,
    /// The managing force, by its PNC code.
    pub managing_force: Line<4>,
    /// The team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<Line<60>>,
    /// The manager's account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager: Option<Id>,
    /// The supervisor's account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor: Option<Id>,
    /// How it stands.
    pub status: RegistrationStatus,
    /// The security classification.
    pub marking: Marking,
    /// Handling caveats.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub handling: Few<Line<200>, 10>,
    /// The retention group, 1 to 4, by the force's policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = RETENTION_GROUP_MAX)))]
    pub retention_group: Option<u8>,
    /// The band of the risk, as it was last assessed; absent until it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_band: Option<RiskBand>,
    /// The level of multi-agency management, 1 to 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = MAPPA_LEVEL_MAX)))]
    pub mappa_level: Option<u8>,
    /// The system that it was taken over from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_system: Option<Line<60>>,
    /// Its reference there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_ref: Option<Line<100>>,
}

impl Registration {
    /// Begins an active registration.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/lawful_basis` or `/managing_force`.
    pub fn on(lawful_basis: &str, since: Day, managing_force: &str) -> Result<Self> {
        Ok(Self {
            lawful_basis: Line::new(lawful_basis).map_err(|it| Error::invalid("/lawful_basis", it))?,
            criteria: None,
            basis: None,
            since,
            managing_force: Line::new(managing_force).map_err(|it| Error::invalid("/managing_force", it))?,
            team: None,
            manager: None,
            supervisor: None,
            status: RegistrationStatus::Active,
            marking: Marking::Official,
            handling: Few::default(),
            retention_group: None,
            risk_band: None,
            mappa_level: None,
            source_system: None,
            source_ref: None,
        })
    }

    pub(super) fn check(&self, today: NaiveDate) -> Result<()> {
        if !self.managing_force.bytes().all(|it| it.is_ascii_alphanumeric()) {
            return Err(Error::invalid("/managing_force", Problem::Malformed));
        }
        if self.since.date() > today {
            return Err(Error::invalid("/since", Problem::InTheFuture));
        }
        if self.retention_group.is_some_and(|it| !(1..=RETENTION_GROUP_MAX).contains(&it)) {
            return Err(Error::invalid("/retention_group", Problem::OutOfRange));
        }
        if self.mappa_level.is_some_and(|it| !(1..=MAPPA_LEVEL_MAX).contains(&it)) {
            return Err(Error::invalid("/mappa_level", Problem::OutOfRange));
        }
        if self.source_ref.is_some() && self.source_system.is_none() {
            return Err(Error::invalid("/source_system", Problem::Missing));
        }
        Ok(())
    }
}

code_list! {
    /// Why a registration ended.
    DeregistrationReason {
        /// The subject has died.
        Deceased = "deceased",
        /// It should not have been made.
        Error = "error",
        /// Another force has taken it over.
        Transferred = "transferred",
        /// The criteria are met no more.
        NoLongerMet = "no_longer_met",
    }
}

/// How a registration ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Deregistration {
    /// When.
    pub on: Day,
    /// Why.
    pub reason: DeregistrationReason,
    /// The decision in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Prose<2000>>,
    /// Who decided.
    pub decided_by: Line<200>,
}

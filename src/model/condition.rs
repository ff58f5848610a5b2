//! A prohibition or requirement of an order: the words served, verbatim, and a code for machines.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::Day;
use crate::model::code_list::code_list;
use crate::model::day::not_before;
use crate::model::text::{Line, Prose};

/// The greatest radius of an exclusion zone, in metres.
pub const ZONE_RADIUS_M_MAX: u32 = 1_000_000;

code_list! {
    /// Whether something is forbidden or asked for.
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 2(1)
    ConditionKind {
        /// The subject must not.
        Prohibition = "prohibition",
        /// The subject must.
        Requirement = "requirement",
    }
}

code_list! {
    /// What a condition is about, for machines.
    ConditionCode {
        /// Being at home at certain hours.
        Curfew = "curfew",
        /// Handing over or registering devices.
        Devices = "devices",
        /// Staying out of a place.
        ExclusionZone = "exclusion_zone",
        /// Having no contact with someone.
        NoContact = "no_contact",
        /// Not publishing about someone.
        NoPublishing = "no_publishing",
        /// Not watching or following someone.
        NoSurveillance = "no_surveillance",
        /// Anything else.
        Other = "other",
        /// Attending a programme or assessment.
        Programme = "programme",
        /// Telling the police of something.
        Report = "report",
    }
}

/// A prohibition or requirement of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Condition {
    /// Its number in the order, from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub number: u16,
    /// Whether something is forbidden or asked for.
    pub kind: ConditionKind,
    /// The words served, verbatim.
    pub words: Prose<4000>,
    /// What it is about, for machines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ConditionCode>,
    /// The reference of the person protected by it; names stay in the victims' partition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protects: Option<Line<100>>,
    /// Where an exclusion zone lies: words, or `GeoJSON` kept elsewhere by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Prose<2000>>,
    /// The radius of the exclusion zone, in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = ZONE_RADIUS_M_MAX)))]
    pub zone_radius_m: Option<u32>,
    /// The locality that it is limited to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<Line<300>>,
    /// Its own last day, where it is not the order's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// Whether it lasts until further order, where it has its own period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_further_order: Option<bool>,
    /// Why it is necessary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub necessity: Option<Prose<2000>>,
}

impl Condition {
    /// Makes a prohibition of the words served.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/words`.
    pub fn prohibition(number: u16, words: &str) -> Result<Self> {
        Self::of(ConditionKind::Prohibition, number, words)
    }

    /// Makes a requirement of the words served.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/words`.
    pub fn requirement(number: u16, words: &str) -> Result<Self> {
        Self::of(ConditionKind::Requirement, number, words)
    }

    /// Says what it is about.
    #[must_use]
    pub const fn about(mut self, code: ConditionCode) -> Self {
        self.code = Some(code);
        self
    }

    fn of(kind: ConditionKind, number: u16, words: &str) -> Result<Self> {
        Ok(Self {
            number,
            kind,
            words: Prose::new(words).map_err(|it| Error::invalid("/words", it))?,
            code: None,
            protects: None,
            zone: None,
            zone_radius_m: None,
            locality: None,
            last_day: None,
            until_further_order: None,
            necessity: None,
        })
    }

    pub(super) fn check(&self, made_on: Option<Day>) -> Result<()> {
        if self.number == 0 {
            return Err(Error::invalid("/number", Problem::OutOfRange));
        }
        if self.zone_radius_m.is_some_and(|it| !(1..=ZONE_RADIUS_M_MAX).contains(&it)) {
            return Err(Error::invalid("/zone_radius_m", Problem::OutOfRange));
        }
        if self.until_further_order == Some(true) && self.last_day.is_some() {
            return Err(Error::invalid("/until_further_order", Problem::Contradiction));
        }
        not_before("/last_day", self.last_day, made_on)
    }
}

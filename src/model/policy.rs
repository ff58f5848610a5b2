//! What a force asks of itself beyond the law: intervals, warnings, alarms.
//!
//! None of these numbers is fixed by a text that was read, so that none stands in a rule. A force sets its
//! own; until it does, [`Policy::default`] is in force, and says of itself that it is no law.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::registration::RiskBand;
use crate::model::text::{Few, Line, Prose};
use crate::model::{Day, Document, Id, Kind};

/// The record that holds a register's policy: there is one.
pub const POLICY: Id = Id::from_bytes(*b"sreg-policy-0001");

/// The version of the policy that is built in; a register's own begins at 1.
pub const BUILT_IN: u32 = 0;

/// The longest interval, in months.
const MONTHS_MAX: u16 = 1200;

/// The longest interval, in days.
const DAYS_MAX: u16 = 3660;

/// The fewest false alarms of a screening in ten thousand: of fewer the measured table does not tell.
const ALARMS_MIN: u16 = 10;

/// The most false alarms of a screening in ten thousand: one in ten.
const ALARMS_MAX: u16 = 1000;

/// An interval for each band of the risk, in months; what is absent is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RiskIntervals {
    /// At low risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub low_months: Option<u16>,
    /// At medium risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub medium_months: Option<u16>,
    /// At high risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub high_months: Option<u16>,
    /// At very high risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub very_high_months: Option<u16>,
    /// While no band was assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub not_assessed_months: Option<u16>,
}

impl RiskIntervals {
    /// Returns the interval of a band, with the name of its field.
    #[must_use]
    pub const fn of(&self, band: Option<RiskBand>) -> (&'static str, Option<u16>) {
        match band {
            Some(RiskBand::Low) => ("low_months", self.low_months),
            Some(RiskBand::Medium) => ("medium_months", self.medium_months),
            Some(RiskBand::High) => ("high_months", self.high_months),
            Some(RiskBand::VeryHigh) => ("very_high_months", self.very_high_months),
            None => ("not_assessed_months", self.not_assessed_months),
        }
    }

    fn each(&self) -> [(&'static str, Option<u16>); 5] {
        [
            ("/low_months", self.low_months),
            ("/medium_months", self.medium_months),
            ("/high_months", self.high_months),
            ("/very_high_months", self.very_high_months),
            ("/not_assessed_months", self.not_assessed_months),
        ]
    }
}

/// An interval for each level of multi-agency management, in months; what is absent is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MappaIntervals {
    /// At level 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub level_1_months: Option<u16>,
    /// At level 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub level_2_months: Option<u16>,
    /// At level 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub level_3_months: Option<u16>,
}

impl MappaIntervals {
    /// Returns the interval of a level, with the name of its field; none for another level.
    #[must_use]
    pub const fn of(&self, level: u8) -> Option<(&'static str, Option<u16>)> {
        match level {
            1 => Some(("level_1_months", self.level_1_months)),
            2 => Some(("level_2_months", self.level_2_months)),
            3 => Some(("level_3_months", self.level_3_months)),
            _ => None,
        }
    }
}

/// How long a record is kept before someone asks whether it must be, and how often after that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Retention {
    /// Months from the last event to the first review.
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub first_months: u16,
    /// Months from one review to the next.
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub then_months: u16,
}

/// The retention of each group; every record has a time limit for its review, whatever its group.
///
/// # Law
///
/// - Data Protection Act 2018, s. 39(2)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RetentionGroups {
    /// Group 1.
    pub group_1: Retention,
    /// Group 2.
    pub group_2: Retention,
    /// Group 3.
    pub group_3: Retention,
    /// Group 4.
    pub group_4: Retention,
    /// While no group was given.
    pub no_group: Retention,
}

impl RetentionGroups {
    /// Returns the retention of a group, with the name of its field.
    #[must_use]
    pub const fn of(&self, group: Option<u8>) -> (&'static str, &Retention) {
        match group {
            Some(1) => ("group_1", &self.group_1),
            Some(2) => ("group_2", &self.group_2),
            Some(3) => ("group_3", &self.group_3),
            Some(4) => ("group_4", &self.group_4),
            _ => ("no_group", &self.no_group),
        }
    }
}

/// The false alarms that the bands of a screening may raise, in ten thousand persons who are not on the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScreeningAlarms {
    /// Of the band `identify`.
    #[cfg_attr(test, schemars(range(min = ALARMS_MIN, max = ALARMS_MAX)))]
    pub identify_per_10_000: u16,
    /// Of the band `probable` and the one above it together; not fewer.
    #[cfg_attr(test, schemars(range(min = ALARMS_MIN, max = ALARMS_MAX)))]
    pub probable_per_10_000: u16,
}

impl Default for ScreeningAlarms {
    /// One and ten false alarms in a thousand.
    fn default() -> Self {
        Self { identify_per_10_000: 10, probable_per_10_000: 100 }
    }
}

/// What a force asks of itself beyond the law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Policy {
    /// Where the numbers come from, in words.
    pub source: Line<300>,
    /// Who decided on them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Line<200>>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<Day>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose<2000>>,
    /// How many days before an order ends someone is warned; each warning is a line of the diary.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    #[cfg_attr(test, schemars(inner(range(min = 1, max = DAYS_MAX))))]
    pub order_expiry_warning_days: Few<u16, 10>,
    /// By how many days after its making an order must be served before an alarm is raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = DAYS_MAX)))]
    pub unserved_order_alarm_days: Option<u16>,
    /// How often the risk is assessed again.
    #[serde(default)]
    pub risk_review: RiskIntervals,
    /// How often the subject is visited.
    #[serde(default)]
    pub visit: RiskIntervals,
    /// How often the agencies meet.
    #[serde(default)]
    pub mappa_meeting: MappaIntervals,
    /// How often it is asked whether the right officer manages the subject, in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub manager_review_months: Option<u16>,
    /// When it is asked whether the record must be kept.
    pub retention: RetentionGroups,
    /// When a match of a screening is called what.
    #[serde(default)]
    pub screening: ScreeningAlarms,
    /// How long events of the log are kept, in months; while it is absent, all of them are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 1, max = MONTHS_MAX)))]
    pub log_kept_months: Option<u16>,
}

impl Default for Policy {
    /// Returns the policy that is built in: a default, not law.
    fn default() -> Self {
        const YEAR: u16 = 12;
        let years =
            |first: u16, then: u16| Retention { first_months: first * YEAR, then_months: then * YEAR };
        Self {
            source: Line::new("default, not law: set your force's own").expect("a line"),
            decided_by: None,
            decided_on: None,
            reason: None,
            order_expiry_warning_days: Few::new(vec![90, 28, 7]).expect("few"),
            unserved_order_alarm_days: Some(7),
            risk_review: RiskIntervals {
                low_months: Some(12),
                medium_months: Some(6),
                high_months: Some(3),
                very_high_months: Some(1),
                not_assessed_months: Some(12),
            },
            visit: RiskIntervals {
                medium_months: Some(6),
                high_months: Some(3),
                very_high_months: Some(1),
                ..RiskIntervals::default()
            },
            mappa_meeting: MappaIntervals {
                level_1_months: Some(12),
                level_2_months: Some(3),
                level_3_months: Some(1),
            },
            manager_review_months: None,
            retention: RetentionGroups {
                group_1: years(10, 10),
                group_2: years(10, 10),
                group_3: years(6, 5),
                group_4: years(6, 1),
                no_group: years(1, 1),
            },
            screening: ScreeningAlarms::default(),
            log_kept_months: None,
        }
    }
}

impl Document for Policy {
    const KIND: Kind = Kind::Policy;

    fn check_together(&self, today: NaiveDate) -> Result<()> {
        crate::model::day::past("/decided_on", self.decided_on, today)?;
        for (index, days) in self.order_expiry_warning_days.iter().enumerate() {
            let at = format!("/order_expiry_warning_days/{index}");
            within(&at, *days, DAYS_MAX)?;
            if self.order_expiry_warning_days[..index].contains(days) {
                return Err(Error::invalid(&at, Problem::GivenTwice));
            }
        }
        if let Some(days) = self.unserved_order_alarm_days {
            within("/unserved_order_alarm_days", days, DAYS_MAX)?;
        }
        for (under, intervals) in [("/risk_review", &self.risk_review), ("/visit", &self.visit)] {
            for (at, months) in intervals.each() {
                given(&format!("{under}{at}"), months)?;
            }
        }
        for level in 1..=3 {
            if let Some((at, months)) = self.mappa_meeting.of(level) {
                given(&format!("/mappa_meeting/{at}"), months)?;
            }
        }
        given("/manager_review_months", self.manager_review_months)?;
        given("/log_kept_months", self.log_kept_months)?;
        let ScreeningAlarms { identify_per_10_000, probable_per_10_000 } = self.screening;
        for (at, alarms) in [
            ("/screening/identify_per_10_000", identify_per_10_000),
            ("/screening/probable_per_10_000", probable_per_10_000),
        ] {
            if !(ALARMS_MIN..=ALARMS_MAX).contains(&alarms) {
                return Err(Error::invalid(at, Problem::OutOfRange));
            }
        }
        if probable_per_10_000 < identify_per_10_000 {
            return Err(Error::invalid("/screening/probable_per_10_000", Problem::Contradiction));
        }
        for group in [Some(1), Some(2), Some(3), Some(4), None] {
            let (at, retention) = self.retention.of(group);
            within(&format!("/retention/{at}/first_months"), retention.first_months, MONTHS_MAX)?;
            within(&format!("/retention/{at}/then_months"), retention.then_months, MONTHS_MAX)?;
        }
        Ok(())
    }
}

fn given(at: &str, months: Option<u16>) -> Result<()> {
    months.map_or(Ok(()), |it| within(at, it, MONTHS_MAX))
}

fn within(at: &str, number: u16, most: u16) -> Result<()> {
    if (1..=most).contains(&number) { Ok(()) } else { Err(Error::invalid(at, Problem::OutOfRange)) }
}

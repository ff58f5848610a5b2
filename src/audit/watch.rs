//! What is watched for in the log: the views that somebody has to look through.
//!
//! The law lets the log be used for self-monitoring; inspectors' complaint is that nobody does. Each
//! view is a question with a fixed answer, and every finding wants a person who looked at it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Problem;

/// A view of the log. The number is stored and never reused.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Watch {
    /// Somebody looked at or for their own name or address, or a thing they declared.
    OwnDetails = 1,
    /// Somebody looked at a person of their own surname.
    SameSurname = 2,
    /// Somebody looked at a person who works for the police.
    PoliceEmployee = 3,
    /// Somebody looked at one person again and again, with no task named.
    RepeatedWithoutTask = 4,
    /// Somebody opened a person's record and did nothing with it.
    ViewedWithoutAction = 5,
    /// Somebody looked at many more persons within an hour than they usually do.
    FanOut = 6,
    /// Somebody worked at hours that are not theirs.
    OffShift = 7,
    /// Somebody came back after an absence, or in a new role, and looked at persons.
    AfterAbsence = 8,
    /// A broken glass was not reviewed in time.
    GlassNotReviewed = 9,
    /// Somebody searched many times and found nothing.
    ZeroHits = 10,
    /// Somebody opened one record after the other in the order of their making.
    Browsing = 11,
    /// Many looked at one person within a day.
    ManyViewers = 12,
    /// Somebody who is not in charge of a restricted entry opened it.
    RestrictedAccess = 13,
    /// Somebody broke the glass.
    GlassBroken = 14,
}

impl Watch {
    /// Every view, in the order of their numbers.
    pub const ALL: [Self; 14] = [
        Self::OwnDetails,
        Self::SameSurname,
        Self::PoliceEmployee,
        Self::RepeatedWithoutTask,
        Self::ViewedWithoutAction,
        Self::FanOut,
        Self::OffShift,
        Self::AfterAbsence,
        Self::GlassNotReviewed,
        Self::ZeroHits,
        Self::Browsing,
        Self::ManyViewers,
        Self::RestrictedAccess,
        Self::GlassBroken,
    ];

    /// Returns the stored number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the view of a stored number.
    #[must_use]
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }

    /// Returns the name in documents and on the command line.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::OwnDetails => "own-details",
            Self::SameSurname => "same-surname",
            Self::PoliceEmployee => "police-employee",
            Self::RepeatedWithoutTask => "repeated-without-task",
            Self::ViewedWithoutAction => "viewed-without-action",
            Self::FanOut => "fan-out",
            Self::OffShift => "off-shift",
            Self::AfterAbsence => "after-absence",
            Self::GlassNotReviewed => "glass-not-reviewed",
            Self::ZeroHits => "zero-hits",
            Self::Browsing => "browsing",
            Self::ManyViewers => "many-viewers",
            Self::RestrictedAccess => "restricted-access",
            Self::GlassBroken => "glass-broken",
        }
    }
}

impl fmt::Display for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Watch {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::ALL.into_iter().find(|it| it.slug() == text).ok_or(Problem::UnknownCode)
    }
}

impl Serialize for Watch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.slug())
    }
}

impl<'de> Deserialize<'de> for Watch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_reads_back_by_its_number_and_its_name() {
        for (n, it) in (1..).zip(Watch::ALL) {
            assert_eq!((it.number(), Watch::of_number(n), it.slug().parse()), (n, Some(it), Ok(it)));
        }
        assert_eq!(Watch::of_number(0), None);
        assert_eq!("".parse::<Watch>(), Err(Problem::UnknownCode));
    }
}

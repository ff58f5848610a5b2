//! Matches and the reasons for them.
//!
//! A reason quotes names. It is released inside audited results only, and `Debug` hides it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::Id;
use crate::screening::Band;

/// What a reason is about, in the order in which reasons are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Field {
    /// The family name.
    Family,
    /// The first given name.
    Given,
    /// The other given names.
    Middle,
    /// The order of family and given name.
    Order,
    /// The date of birth.
    Birth,
    /// The postcode.
    Postcode,
    /// The town or place.
    Place,
    /// The number and street.
    Address,
    /// The sex.
    Sex,
    /// How often the two names are borne together.
    Names,
    /// One home and one family name, but another person's given name or birth.
    Household,
    /// What several fields tell together, more or less than one by one.
    Together,
}

/// How far two values agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Level {
    /// The years lie one or two apart, where only an age or a year was told.
    Age,
    /// By an alias or a former name.
    Alias,
    /// One name told as the given name, and taken for a family name.
    AloneAsFamily,
    /// One name told as the family name, and taken for a given name.
    AloneAsGiven,
    /// The postcode area is the same.
    Area,
    /// Neither the query nor the entry tells it.
    BothUntold,
    /// Two letters differ.
    Close,
    /// Day and month are the same, the year is not.
    DayMonth,
    /// The years lie less than ten apart.
    Decade,
    /// The postcode district is the same.
    District,
    /// They sound alike, and are written quite differently.
    Echo,
    /// Found in another part of the name.
    Elsewhere,
    /// Another form of the same name.
    Equivalent,
    /// The same.
    Exact,
    /// They differ, and begin with one letter.
    FirstLetter,
    /// The initial is the same.
    Initial,
    /// One letter or digit differs, or two neighbours are swapped.
    Letter,
    /// They are written somewhat alike.
    Loose,
    /// They differ.
    Mismatch,
    /// Year and month, or year and day, are the same and the rest is not known.
    Month,
    /// The years lie one or two apart.
    Near,
    /// A part of a compound is the same.
    Part,
    /// The year is the same, and one has 1 January, which stands for a day not known.
    Placeholder,
    /// One begins with the other.
    Prefix,
    /// The year is the same and the rest is not.
    SameYear,
    /// They differ, as a woman's family names do after a marriage.
    Renamed,
    /// The postcode sector is the same.
    Sector,
    /// A word of it is the same, or it is written alike.
    Similar,
    /// They sound alike.
    Sounds,
    /// The street is the same.
    Street,
    /// The postcode district is the same, and nothing more is told.
    Outward,
    /// Two parts are in each other's place.
    Swapped,
    /// The year and one more part of a date are the same.
    TwoParts,
    /// The entry does not tell it.
    Untold,
    /// The year is the same and the rest is not known.
    Year,
}

impl Level {
    /// Tells whether the values differ.
    pub(crate) const fn differs(self) -> bool {
        matches!(self, Self::FirstLetter | Self::Mismatch | Self::Renamed)
    }

    /// Tells whether two words are alike, and not the same.
    pub(crate) const fn is_alike(self) -> bool {
        matches!(
            self,
            Self::Close | Self::Echo | Self::Letter | Self::Loose | Self::Part | Self::Prefix | Self::Sounds
        )
    }

    /// Tells whether there was nothing to compare.
    pub(crate) const fn is_untold(self) -> bool {
        matches!(self, Self::BothUntold | Self::Untold)
    }
}

/// One field's share in a match.
#[derive(Clone, PartialEq, Serialize)]
pub struct Reason {
    /// What it is about.
    pub field: Field,
    /// How far the values agree.
    pub level: Level,
    /// The reason in words; quotes names.
    pub words: String,
    /// The evidence in bits, for the match if positive, against it if negative.
    pub bits: f64,
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reason({:?}, {:?}, {:+.1})", self.field, self.level, self.bits)
    }
}

/// An entry that may be the person searched for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Match {
    /// The entry.
    pub id: Id,
    /// The sum of the reasons' bits. Every reason is a multiple of 1/64 bit, so the sum is exact.
    pub bits: f64,
    /// The odds in bits that this is the person, against every other match and against nobody on the register.
    pub odds: f64,
    /// What the odds amount to.
    pub band: Band,
    /// Why, in the order of [`Field`].
    pub reasons: Vec<Reason>,
}

impl Match {
    /// Returns the probability that this is the person, where as many searched for are on the register as not.
    #[must_use]
    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.odds).exp2())
    }
}

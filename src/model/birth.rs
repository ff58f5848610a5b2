//! Birth dates, with how well they are known.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, Problem, Result};
use crate::model::code_list::code_list;
use crate::model::day::parse_date;
use crate::model::text::Line;

/// The first year that a birth may have: historical persons are imported for tests of screening.
pub const BIRTH_YEAR_MIN: i32 = 1;
/// The last year that a birth may have.
pub const BIRTH_YEAR_MAX: i32 = 2200;

code_list! {
    /// How well a birth date is known.
    ///
    /// In the order of certainty.
    Precision {
        /// To the day.
        Day = "day",
        /// To the month.
        Month = "month",
        /// To the year.
        Year = "year",
        /// As someone judged it.
        Estimated = "estimated",
        /// Not as a date: the words are kept.
        Unknown = "unknown",
    }
}

/// A birth date in full or in part: `1962-03-05`, `1962-03` or `1962`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    /// The year, 1 to 2200.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: Option<u32>,
    /// The day of the month.
    pub day: Option<u32>,
}

impl PartialDate {
    /// Returns the first day that it can mean.
    #[must_use]
    pub fn earliest(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }
}

impl FromStr for PartialDate {
    type Err = Problem;

    fn from_str(text: &str) -> std::result::Result<Self, Problem> {
        let whole = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            10 => text.to_owned(),
            _ => return Err(Problem::Malformed),
        };
        let date = parse_date(&whole)?;
        if !(BIRTH_YEAR_MIN..=BIRTH_YEAR_MAX).contains(&date.year()) {
            return Err(Problem::OutOfRange);
        }
        Ok(Self {
            year: date.year(),
            month: (text.len() > 4).then(|| date.month()),
            day: (text.len() > 7).then(|| date.day()),
        })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"…\"")
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for PartialDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PartialDate".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" })
    }
}

/// When the subject was born, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Birth {
    /// The date, in full or in part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// How well it is known.
    pub precision: Precision,
    /// What was said, where it is no date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Line<100>>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Line<200>>,
}

impl Birth {
    /// Takes a date in full or in part, known as far as it is written.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/date`.
    pub fn on(text: &str) -> Result<Self> {
        let date: PartialDate = text.parse().map_err(|it| Error::invalid("/date", it))?;
        let precision = match (date.month, date.day) {
            (Some(_), Some(_)) => Precision::Day,
            (Some(_), None) => Precision::Month,
            _ => Precision::Year,
        };
        Ok(Self { date: Some(date), precision, words: None, place: None })
    }

    /// Keeps words that could not be read as a date.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/words`.
    pub fn in_words(words: &str) -> Result<Self> {
        let words = Line::new(words).map_err(|it| Error::invalid("/words", it))?;
        Ok(Self { date: None, precision: Precision::Unknown, words: Some(words), place: None })
    }

    pub(super) fn check(&self, today: NaiveDate) -> Result<()> {
        let Some(date) = self.date else {
            if self.precision != Precision::Unknown {
                return Err(Error::invalid("/date", Problem::Missing));
            }
            let said = self.words.is_some() || self.place.is_some();
            return if said { Ok(()) } else { Err(Error::invalid("", Problem::Empty)) };
        };
        let told = match self.precision {
            Precision::Day => date.day.is_some(),
            Precision::Month => date.month.is_some(),
            Precision::Unknown => false,
            Precision::Year | Precision::Estimated => true,
        };
        if !told {
            return Err(Error::invalid("/precision", Problem::Contradiction));
        }
        match date.earliest() {
            Some(earliest) if earliest > today => Err(Error::invalid("/date", Problem::InTheFuture)),
            Some(_) => Ok(()),
            None => Err(Error::invalid("/date", Problem::NoSuchDay)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_is_read_as_far_as_it_is_written() {
        for (text, expected) in [
            ("1962-03-05", Ok("1962-03-05")),
            ("1962-03", Ok("1962-03")),
            ("0001", Ok("0001")),
            ("0000", Err(Problem::OutOfRange)),
            ("2201", Err(Problem::OutOfRange)),
            ("1962-13", Err(Problem::NoSuchDay)),
            ("1962-02-30", Err(Problem::NoSuchDay)),
            ("62", Err(Problem::Malformed)),
        ] {
            let found = text.parse::<PartialDate>().map(|it| it.to_string());
            assert_eq!(found, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_birth_to_come_is_refused_and_one_today_is_not() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let check = |text| Birth::on(text).and_then(|it| it.check(today));
        assert_eq!(check("2026-11-23"), Ok(()));
        assert_eq!(check("2026-11-24"), Err(Error::invalid("/date", Problem::InTheFuture)));
        assert_eq!(check("2027"), Err(Error::invalid("/date", Problem::InTheFuture)));
    }
}

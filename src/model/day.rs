//! Days and moments of documents.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, Problem};

/// The first year that a day or moment of a document may have.
pub const YEAR_MIN: i32 = 1900;
/// The last year that a day or moment of a document may have.
pub const YEAR_MAX: i32 = 2200;

/// A day of the calendar between 1900 and 2200, as a civil date in Europe/London; `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(NaiveDate);

impl Day {
    /// Takes a date.
    ///
    /// # Errors
    ///
    /// [`Problem::OutOfRange`] outside 1900 to 2200.
    pub fn new(date: NaiveDate) -> Result<Self, Problem> {
        if (YEAR_MIN..=YEAR_MAX).contains(&date.year()) { Ok(Self(date)) } else { Err(Problem::OutOfRange) }
    }

    /// Returns the date.
    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.0
    }
}

/// Reads `YYYY-MM-DD`, strictly: ten characters, no sign, a day that exists.
///
/// # Errors
///
/// [`Problem::Malformed`] for another form, [`Problem::NoSuchDay`] for 30 February.
pub fn parse_date(text: &str) -> Result<NaiveDate, Problem> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| -> Result<u32, Problem> {
        bytes[range].iter().try_fold(0, |sum, it| match it {
            b'0'..=b'9' => Ok(sum * 10 + u32::from(it - b'0')),
            _ => Err(Problem::Malformed),
        })
    };
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return Err(Problem::Malformed);
    }
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    let year = i32::try_from(year).map_err(|_| Problem::OutOfRange)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Problem::NoSuchDay)
}

impl FromStr for Day {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::new(parse_date(text)?)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A moment between 1900 and 2200, kept in UTC to the millisecond; RFC 3339 with a mandatory offset.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment(DateTime<Utc>);

impl Moment {
    /// Takes a moment, cut to whole milliseconds.
    ///
    /// # Errors
    ///
    /// [`Problem::OutOfRange`] outside 1900 to 2200.
    pub fn new(at: DateTime<Utc>) -> Result<Self, Problem> {
        if (YEAR_MIN..=YEAR_MAX).contains(&at.year()) {
            Ok(Self(crate::clock::moment(at.timestamp_millis())))
        } else {
            Err(Problem::OutOfRange)
        }
    }

    /// Returns the moment.
    #[must_use]
    pub const fn at(self) -> DateTime<Utc> {
        self.0
    }
}

impl FromStr for Moment {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        // The date is looked at first, so that 30 February is told from a wrong form.
        parse_date(text.get(..10).ok_or(Problem::Malformed)?)?;
        Self::new(DateTime::parse_from_rfc3339(text).map_err(|_| Problem::Malformed)?.to_utc())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Refuses a day to come.
pub(super) fn past(at: &str, day: Option<Day>, today: NaiveDate) -> Result<(), Error> {
    match day {
        Some(day) if day.date() > today => Err(Error::invalid(at, Problem::InTheFuture)),
        _ => Ok(()),
    }
}

/// Refuses a day before the one that it must follow, where both are known.
pub(super) fn not_before(at: &str, day: Option<Day>, first: Option<Day>) -> Result<(), Error> {
    match (day, first) {
        (Some(day), Some(first)) if day < first => Err(Error::invalid(at, Problem::BeforeItCan)),
        _ => Ok(()),
    }
}

macro_rules! as_text {
    ($name:ident, $format:literal) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(test)]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": $format })
            }
        }
    };
}

as_text!(Day, "date");
as_text!(Moment, "date-time");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_strictly() {
        for (text, expected) in [
            ("2026-02-28", Ok("2026-02-28")),
            ("2026-02-29", Err(Problem::NoSuchDay)),
            ("2026-2-28", Err(Problem::Malformed)),
            ("+026-02-28", Err(Problem::Malformed)),
            ("1899-12-31", Err(Problem::OutOfRange)),
            ("2201-01-01", Err(Problem::OutOfRange)),
            ("20260228", Err(Problem::Malformed)),
            ("２０２６-02-28", Err(Problem::Malformed)),
        ] {
            assert_eq!(text.parse::<Day>().map(|it| it.to_string()), expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_moment_needs_its_offset_and_is_kept_in_utc() {
        let moment: Moment = "2026-07-01T00:30:00+01:00".parse().expect("a moment");
        assert_eq!(moment.to_string(), "2026-06-30T23:30:00Z");
        assert_eq!("2026-07-01T00:30:00".parse::<Moment>(), Err(Problem::Malformed));
        assert_eq!("2026-02-30T00:30:00Z".parse::<Moment>(), Err(Problem::NoSuchDay));
        assert_eq!("é".parse::<Moment>(), Err(Problem::Malformed));
    }
}

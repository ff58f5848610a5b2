//! The one wall clock and the one source of random bytes.
//!
//! Nothing else in the crate asks the system for the time or for randomness; whoever needs them is
//! given them. Tests give their own, so that every test is deterministic.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeZone, Timelike, Utc};
use chrono_tz::Europe::London;

use crate::error::{Error, Result};

/// Tells the current moment.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The system's wall clock.
    #[must_use]
    pub fn wall() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is the one wall clock")]
        Self(Arc::new(Utc::now))
    }

    /// A clock of the caller's, for tests and simulations.
    #[must_use]
    pub fn by(tell: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// Returns the current moment, whole milliseconds.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let now = (self.0)();
        moment(now.timestamp_millis())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// Returns the moment that many milliseconds after the beginning of 1970, UTC.
///
/// A number beyond the calendar's range gives its nearest end: it can only come from a broken clock
/// or a broken file, and both are found elsewhere.
#[must_use]
pub fn moment(unix_ms: i64) -> DateTime<Utc> {
    match Utc.timestamp_millis_opt(unix_ms) {
        chrono::LocalResult::Single(it) => it,
        _ if unix_ms < 0 => DateTime::<Utc>::MIN_UTC,
        _ => DateTime::<Utc>::MAX_UTC,
    }
}

/// Returns the day that a moment falls on in Europe/London, where every statutory date is counted.
#[must_use]
pub fn london_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&London).date_naive()
}

/// Returns the hour of the day that a moment falls in in Europe/London, from 0 to 23.
#[must_use]
pub fn london_hour(at: DateTime<Utc>) -> u32 {
    at.with_timezone(&London).hour()
}

/// Fills a buffer with random bytes.
type Fill = dyn Fn(&mut [u8]) -> Result<()> + Send + Sync;

/// Gives random bytes.
#[derive(Clone)]
pub struct Entropy(Arc<Fill>);

impl Entropy {
    /// The operating system's source.
    #[must_use]
    pub fn system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is the one source of random bytes")]
        Self(Arc::new(|bytes| getrandom::fill(bytes).map_err(|_| Error::AuditUnavailable)))
    }

    /// A source of the caller's, for tests only: keys and salts made from it are no secret.
    #[must_use]
    pub fn by(fill: impl Fn(&mut [u8]) -> Result<()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// Fills an array with random bytes.
    ///
    /// # Errors
    ///
    /// [`Code::AuditUnavailable`](crate::error::Code::AuditUnavailable) if the source fails: without
    /// salts nothing can be logged, and what cannot be logged is not done.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        (self.0)(&mut bytes)?;
        Ok(bytes)
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_hour_before_midnight_utc_in_summer_is_the_next_day_in_london() {
        let at = DateTime::parse_from_rfc3339("2026-06-30T23:30:00Z").expect("a moment").to_utc();
        assert_eq!(london_day(at).to_string(), "2026-07-01");
    }

    #[test]
    fn a_number_beyond_the_calendar_is_its_end() {
        assert_eq!(moment(i64::MAX), DateTime::<Utc>::MAX_UTC);
        assert_eq!(moment(i64::MIN), DateTime::<Utc>::MIN_UTC);
    }
}

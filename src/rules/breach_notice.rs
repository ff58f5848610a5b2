//! Telling the Commissioner of a personal data breach.

use chrono::{DateTime, Utc};

use crate::clock::london_day;
use crate::error::Problem;
use crate::rules::counting;
use crate::rules::params;
use crate::rules::trace::{Outcome, Trace};

/// Returns the moment by which the Commissioner is to be told, where feasible.
///
/// Hours are counted as they elapse, whatever the clocks do.
///
/// # Law
///
/// Data Protection Act 2018, s. 67(1)(b)
///
/// # Errors
///
/// [`Problem::OutOfRange`] where it would lie outside 1900 to 2200.
pub fn notify_by(aware: DateTime<Utc>) -> Result<Outcome<DateTime<Utc>>, Problem> {
    let rule = params::governing("DPA-BREACH-72H", london_day(aware))?;
    let mut trace = Trace::of(rule, Some(london_day(aware)));
    let hours = rule.parameter("notice_hours");
    let by = counting::hours_elapsed(aware, hours.value)?;
    let words = |it: DateTime<Utc>| it.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    trace.cite(
        hours.provision,
        format!("{} hours of elapsed time after {} end at {}", hours.value, words(aware), words(by)),
    );
    trace.would_change("it was not feasible in that time: then without undue delay, with the reasons");
    Ok(Outcome::new(by, trace, format!("tell the Commissioner by {}", words(by))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventy_two_hours_elapse_over_both_clock_changes() {
        for (aware, by) in [
            ("2026-10-24T12:00:00+01:00", "2026-10-27T11:00:00+00:00"),
            ("2026-03-28T12:00:00+00:00", "2026-03-31T12:00:00+00:00"),
        ] {
            let aware = DateTime::parse_from_rfc3339(aware).expect("a moment").to_utc();
            assert_eq!(notify_by(aware).expect("in range").value.to_rfc3339(), by);
        }
    }
}

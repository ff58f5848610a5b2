//! How long a sign-in lasts.

use chrono::{DateTime, Utc};

/// How long a sign-in lasts, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// It ends when it has not been used for this long.
    pub idle_seconds_max: u32,
    /// It ends at this age, used or not.
    pub absolute_seconds_max: u32,
}

impl Default for Limits {
    /// A quarter of an hour idle, twelve hours in all: one shift.
    fn default() -> Self {
        Self { idle_seconds_max: 900, absolute_seconds_max: 43_200 }
    }
}

/// How a sign-in stands.
///
/// In the order of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Standing {
    /// It lasts.
    Live,
    /// It was not used for too long.
    Idle,
    /// It is too old, however much it was used.
    Expired,
}

/// Tells how a sign-in stands at a moment; on the very moment of a limit it has ended.
///
/// A clock that was set back by as much as the idle limit ends the sign-in too, for then nothing can be
/// told of how long it lay unused.
#[must_use]
pub fn standing(
    limits: Limits,
    started_at: DateTime<Utc>,
    last_used_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Standing {
    let age_ms = now.max(last_used_at).signed_duration_since(started_at).num_milliseconds();
    let unused_ms = now.signed_duration_since(last_used_at).num_milliseconds().unsigned_abs();
    if age_ms >= i64::from(limits.absolute_seconds_max) * 1000 {
        Standing::Expired
    } else if unused_ms >= u64::from(limits.idle_seconds_max) * 1000 {
        Standing::Idle
    } else {
        Standing::Live
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::moment;

    #[test]
    fn a_sign_in_ends_on_the_very_moment_of_its_limit() {
        // Milliseconds after the sign-in, at the usual limits.
        for (last_used, now, expected) in [
            (0, 0, Standing::Live),
            (0, 899_999, Standing::Live),
            (0, 900_000, Standing::Idle),
            (500_000, 1_399_999, Standing::Live),
            (500_000, 1_400_000, Standing::Idle),
            (43_199_998, 43_199_999, Standing::Live),
            (43_199_999, 43_200_000, Standing::Expired),
            (0, 43_200_000, Standing::Expired),
            // The clock was set back.
            (500_000, 499_000, Standing::Live),
            (1_000_000, 100_001, Standing::Live),
            (1_000_000, 100_000, Standing::Idle),
            (500_000, -86_400_000, Standing::Idle),
            (43_200_000, 43_000_000, Standing::Expired),
        ] {
            let found = standing(Limits::default(), moment(0), moment(last_used), moment(now));
            assert_eq!(found, expected, "used {last_used}, now {now}");
        }
    }

    #[test]
    fn a_clock_at_the_end_of_the_calendar_ends_every_sign_in() {
        let found = standing(Limits::default(), moment(0), moment(0), moment(i64::MAX));
        assert_eq!(found, Standing::Expired);
    }
}

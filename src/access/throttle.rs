//! How failed sign-ins slow down the next one.
//!
//! The failure is counted, durably, *before* the password is looked at, and a success takes it back: so
//! neither many callers at once nor a crash can win tries that nobody counted.

use crate::error::{Error, Result};

/// Consecutive failures after which only an administrator lets the account sign in.
pub const FAILURES_MAX: u32 = 50;

/// The longest wait between two attempts, in seconds.
pub const DELAY_SECONDS_MAX: u32 = 900;

/// Failures are forgotten this long after the last one, in hours; too many are not.
pub const TALLY_HOURS_MAX: u32 = 24;

/// Failures that cost no wait: people mistype.
const FREE_FAILURES: u32 = 3;

/// The consecutive failures of one account, name or source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many there were since the last success.
    pub failures: u32,
    /// When the last one was, in milliseconds since 1970, UTC.
    pub last_failure_ms: i64,
}

/// Returns the wait after so many failures, in seconds: none after three, then 1, 2, 4 up to 900.
#[must_use]
pub fn delay_seconds(failures: u32) -> u32 {
    match failures.checked_sub(FREE_FAILURES + 1) {
        None => 0,
        Some(doublings) => 1_u32.checked_shl(doublings).unwrap_or(u32::MAX).min(DELAY_SECONDS_MAX),
    }
}

/// Refuses an attempt that comes too soon.
///
/// # Errors
///
/// [`Error::Locked`] with the seconds to wait, or with 0 once [`FAILURES_MAX`] is reached.
pub fn admit(tally: &Tally, now_ms: i64) -> Result<()> {
    if tally.failures >= FAILURES_MAX {
        return Err(Error::Locked { seconds: 0 });
    }
    let delay_ms = i64::from(delay_seconds(tally.failures)) * 1000;
    // A clock set back makes the wait longer, never shorter.
    let left_ms = tally.last_failure_ms.saturating_add(delay_ms).saturating_sub(now_ms);
    if delay_ms == 0 || left_ms <= 0 {
        return Ok(());
    }
    // Rounded up, so that who waits that long is let in.
    let seconds = left_ms.saturating_add(999) / 1000;
    Err(Error::Locked { seconds: u32::try_from(seconds).unwrap_or(u32::MAX) })
}

impl Tally {
    /// Returns the tally as it counts at a moment: one whose last failure is long past is empty, unless an
    /// administrator has to unlock it.
    #[must_use]
    pub fn at(self, now_ms: i64) -> Self {
        let age_ms = now_ms.saturating_sub(self.last_failure_ms);
        let long_past = age_ms >= i64::from(TALLY_HOURS_MAX) * 3_600_000;
        if long_past && self.failures < FAILURES_MAX { Self::default() } else { self }
    }

    /// Counts an attempt that is about to be looked at, as a failure.
    #[must_use]
    pub fn failed(self, now_ms: i64) -> Self {
        Self {
            failures: self.failures.saturating_add(1),
            last_failure_ms: if self.failures == 0 { now_ms } else { self.last_failure_ms.max(now_ms) },
        }
    }

    /// Forgets all failures: the attempt was right, or an administrator unlocked the account.
    #[must_use]
    pub fn succeeded(self) -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_wait_doubles_after_three_failures_up_to_a_quarter_of_an_hour() {
        let waits: Vec<u32> = (0..=15).map(delay_seconds).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!(delay_seconds(u32::MAX), 900);
    }

    #[test]
    fn an_attempt_is_admitted_when_the_wait_is_over() {
        let locked = |seconds| Err(Error::Locked { seconds });
        for (failures, last_failure_ms, now_ms, expected) in [
            (0, 0, 0, Ok(())),
            (3, 10_000, 10_000, Ok(())),
            (4, 10_000, 10_000, locked(1)),
            (4, 10_000, 10_999, locked(1)),
            (4, 10_000, 11_000, Ok(())),
            (6, 10_000, 10_001, locked(4)),
            (6, 10_000, 9_000, locked(5)),
            (49, 10_000, 909_999, locked(1)),
            (49, 10_000, 910_000, Ok(())),
            (50, 10_000, i64::MAX, locked(0)),
            (u32::MAX, 10_000, i64::MAX, locked(0)),
            (4, i64::MAX, i64::MIN, locked(u32::MAX)),
        ] {
            assert_eq!(admit(&Tally { failures, last_failure_ms }, now_ms), expected, "{failures} {now_ms}");
        }
    }

    #[test]
    fn failures_are_forgotten_after_a_day_unless_there_were_too_many() {
        let day_ms = i64::from(TALLY_HOURS_MAX) * 3_600_000;
        for (failures, now_ms, left) in
            [(49, day_ms - 1, 49), (49, day_ms, 0), (50, i64::MAX, 50), (1, -day_ms, 1)]
        {
            assert_eq!(
                Tally { failures, last_failure_ms: 0 }.at(now_ms).failures,
                left,
                "{failures} {now_ms}"
            );
        }
    }

    #[test]
    fn a_success_forgets_all_failures() {
        let tally = Tally { failures: 49, last_failure_ms: 7 };
        assert_eq!(tally.failed(8), Tally { failures: 50, last_failure_ms: 8 });
        assert_eq!(tally.succeeded(), Tally::default());
    }

    proptest! {
        #[test]
        fn the_wait_never_shrinks_as_failures_grow(failures in 0..u32::MAX) {
            prop_assert!(delay_seconds(failures) <= delay_seconds(failures + 1));
        }

        #[test]
        fn a_clock_set_back_never_opens_early(
            failures_ms in proptest::collection::vec(-10_000_000_i64..10_000_000, 1..40),
            now_ms in -10_000_000_i64..20_000_000,
        ) {
            let tally = failures_ms.iter().fold(Tally::default(), |tally, it| tally.failed(*it));
            let latest_ms = failures_ms.iter().max().copied().expect("one at least");
            let wait_ms = i64::from(delay_seconds(tally.failures)) * 1000;
            let over = wait_ms == 0 || now_ms >= latest_ms + wait_ms;
            prop_assert_eq!(admit(&tally, now_ms).is_ok(), over);
        }

        #[test]
        fn who_waits_as_long_as_told_is_admitted(failures in 0..FAILURES_MAX, now_ms in 0..1_000_000_i64) {
            let tally = Tally { failures, last_failure_ms: 500_000 };
            if let Err(Error::Locked { seconds }) = admit(&tally, now_ms) {
                prop_assert_eq!(admit(&tally, now_ms + i64::from(seconds) * 1000), Ok(()));
            }
        }
    }
}

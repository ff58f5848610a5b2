//! How the law counts days, months, years and hours.
//!
//! Days are civil dates in Europe/London: a moment is turned into a local day first, then days are
//! counted; a period of three days is never 72 hours. No weekend and no bank holiday moves a last
//! day: the statutes are silent.
//!
//! Every function refuses what falls outside 1900 to 2200, so that no overflow can pass for a day.

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, TimeZone, Utc};
use chrono_tz::Europe::London;

use crate::error::Problem;
use crate::model::day::{Day, Moment};

/// The months of a year.
pub const MONTHS_OF_A_YEAR: u32 = 12;

fn bounded(day: Option<NaiveDate>) -> Result<NaiveDate, Problem> {
    Ok(Day::new(day.ok_or(Problem::OutOfRange)?)?.date())
}

/// Returns the day that many days later.
///
/// # Errors
///
/// [`Problem::OutOfRange`] outside 1900 to 2200.
pub fn days_later(day: NaiveDate, days: u32) -> Result<NaiveDate, Problem> {
    bounded(day.checked_add_days(Days::new(days.into())))
}

/// Returns the last day of a period of `days` days **beginning with** `day`: that day is the first.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 9(1)
/// - Sexual Offences Act 2003, s. 83(1)
///
/// # Errors
///
/// [`Problem::OutOfRange`] for no days, or outside 1900 to 2200.
pub fn last_day_beginning_with(day: NaiveDate, days: u32) -> Result<NaiveDate, Problem> {
    days_later(day, days.checked_sub(1).ok_or(Problem::OutOfRange)?)
}

/// Returns the last day of a period of `days` days **after** `day`: that day is not counted.
///
/// # Law
///
/// Sexual Offences Act 2003, s. 85(5)
///
/// # Errors
///
/// [`Problem::OutOfRange`] outside 1900 to 2200.
pub fn last_day_after(day: NaiveDate, days: u32) -> Result<NaiveDate, Problem> {
    days_later(day, days)
}

/// Returns the day of the same number that many months later; where there is none, as on
/// 29 February, the first day of the month that follows.
///
/// No authority was found for 29 February; 1 March is this register's choice.
///
/// # Errors
///
/// [`Problem::OutOfRange`] outside 1900 to 2200.
pub fn months_later(day: NaiveDate, months: u32) -> Result<NaiveDate, Problem> {
    let first = day.with_day(1).and_then(|it| it.checked_add_months(chrono::Months::new(months)));
    let first = bounded(first)?;
    if let Some(same) = first.with_day(day.day()) {
        return bounded(Some(same));
    }
    bounded(first.checked_add_months(chrono::Months::new(1)))
}

/// Returns the anniversary that many years later; 29 February has its anniversary on 1 March.
///
/// # Errors
///
/// [`Problem::OutOfRange`] outside 1900 to 2200.
pub fn anniversary(day: NaiveDate, years: u32) -> Result<NaiveDate, Problem> {
    months_later(day, years.checked_mul(MONTHS_OF_A_YEAR).ok_or(Problem::OutOfRange)?)
}

/// Returns the last day of a period of `months` months **beginning with** `day`.
///
/// # Errors
///
/// [`Problem::OutOfRange`] for no months, or outside 1900 to 2200.
pub fn last_day_of_months(day: NaiveDate, months: u32) -> Result<NaiveDate, Problem> {
    if months == 0 {
        return Err(Problem::OutOfRange);
    }
    bounded(months_later(day, months)?.pred_opt())
}

/// Returns the last day of a period of `years` years **beginning with** `day`: the day before the
/// anniversary.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 3(2)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 9(1)(a)
///
/// # Errors
///
/// [`Problem::OutOfRange`] for no years, or outside 1900 to 2200.
pub fn last_day_of_years(day: NaiveDate, years: u32) -> Result<NaiveDate, Problem> {
    last_day_of_months(day, years.checked_mul(MONTHS_OF_A_YEAR).ok_or(Problem::OutOfRange)?)
}

/// Returns the midnight that ends a day in London: the first moment that is too late.
///
/// The time zone data foresee no summer time after 2099; a day there ends at midnight UTC.
///
/// # Errors
///
/// [`Problem::OutOfRange`] outside 1900 to 2200.
pub fn midnight_ending(day: NaiveDate) -> Result<DateTime<Utc>, Problem> {
    let next = bounded(bounded(Some(day))?.succ_opt())?;
    let midnight = next.and_hms_opt(0, 0, 0).ok_or(Problem::OutOfRange)?;
    // London's clocks have never changed at midnight, so that there is always just one.
    Ok(London.from_local_datetime(&midnight).earliest().ok_or(Problem::OutOfRange)?.to_utc())
}

/// Returns the moment that many hours later, as time elapses and whatever the clocks do.
///
/// # Law
///
/// Data Protection Act 2018, s. 67(1)(b)
///
/// # Errors
///
/// [`Problem::OutOfRange`] outside 1900 to 2200.
pub fn hours_elapsed(at: DateTime<Utc>, hours: u32) -> Result<DateTime<Utc>, Problem> {
    let later = at.checked_add_signed(Duration::hours(hours.into())).ok_or(Problem::OutOfRange)?;
    Ok(Moment::new(later)?.at())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::london_day;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[track_caller]
    fn check(count: impl Fn(NaiveDate, u32) -> Result<NaiveDate, Problem>, table: &str) {
        for row in table.trim().lines().skip(1) {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let number = cells[1].parse().expect("a number");
            assert_eq!(count(day(cells[0]), number), Ok(day(cells[2])), "{row}");
        }
    }

    #[test]
    fn a_period_beginning_with_a_day_has_that_day_as_its_first() {
        check(
            last_day_beginning_with,
            "
            from       days last_day
            2026-02-27 3    2026-03-01
            2028-02-27 3    2028-02-29
            2028-02-28 3    2028-03-01
            2032-02-29 3    2032-03-02
            2026-12-30 3    2027-01-01
            2026-03-28 3    2026-03-30
            2026-10-24 3    2026-10-26
            2026-07-01 1    2026-07-01
            2026-09-10 6    2026-09-15
            ",
        );
    }

    #[test]
    fn a_period_after_a_day_leaves_that_day_out() {
        check(
            last_day_after,
            "
            event      days last_day
            2026-02-26 7    2026-03-05
            2028-02-26 7    2028-03-04
            ",
        );
    }

    #[test]
    fn years_beginning_with_a_day_end_the_day_before_its_anniversary() {
        check(
            last_day_of_years,
            "
            from       years last_day
            2026-03-10 2     2028-03-09
            2026-03-01 2     2028-02-29
            2028-02-29 2     2030-02-28
            2028-02-29 4     2032-02-28
            2016-05-01 10    2026-04-30
            2026-01-01 2     2027-12-31
            ",
        );
    }

    #[test]
    fn the_anniversary_of_29_february_is_1_march_in_a_common_year() {
        check(
            anniversary,
            "
            from       years anniversary
            2028-02-29 1     2029-03-01
            2028-02-29 4     2032-02-29
            2024-02-29 2     2026-03-01
            2026-03-10 2     2028-03-10
            ",
        );
    }

    #[test]
    fn a_month_without_the_day_gives_the_first_of_the_next() {
        check(
            months_later,
            "
            from       months later
            2026-01-31 1      2026-03-01
            2028-01-31 1      2028-03-01
            2028-01-29 1      2028-02-29
            2026-08-31 6      2027-03-01
            2026-08-31 42     2030-03-01
            2026-08-15 42     2030-02-15
            ",
        );
    }

    #[test]
    fn a_day_ends_at_local_midnight_also_when_the_clocks_change() {
        for (last_day, ends) in [
            ("2026-01-15", "2026-01-16T00:00:00Z"),
            ("2026-07-15", "2026-07-15T23:00:00Z"),
            ("2026-03-28", "2026-03-29T00:00:00Z"),
            ("2026-03-29", "2026-03-29T23:00:00Z"),
            ("2026-10-24", "2026-10-24T23:00:00Z"),
            ("2026-10-25", "2026-10-26T00:00:00Z"),
            ("2026-10-26", "2026-10-27T00:00:00Z"),
            ("2028-02-29", "2028-03-01T00:00:00Z"),
            ("1969-01-15", "1969-01-15T23:00:00Z"),
            ("2090-07-15", "2090-07-15T23:00:00Z"),
        ] {
            let ends = DateTime::parse_from_rfc3339(ends).expect("a moment").to_utc();
            assert_eq!(midnight_ending(day(last_day)), Ok(ends), "{last_day}");
            assert_eq!(london_day(ends), day(last_day).succ_opt().expect("a day"));
            assert_eq!(london_day(ends - Duration::milliseconds(1)), day(last_day));
        }
    }

    #[test]
    fn hours_elapse_whatever_the_clocks_do() {
        let aware = DateTime::parse_from_rfc3339("2026-10-24T12:00:00+01:00").expect("a moment").to_utc();
        assert_eq!(hours_elapsed(aware, 72).expect("in range").to_rfc3339(), "2026-10-27T11:00:00+00:00");
    }

    #[test]
    fn what_lies_outside_1900_to_2200_is_refused() {
        let last = day("2200-12-31");
        assert_eq!(last_day_beginning_with(last, 1), Ok(last));
        assert_eq!(last_day_beginning_with(last, 2), Err(Problem::OutOfRange));
        assert_eq!(last_day_beginning_with(last, 0), Err(Problem::OutOfRange));
        assert_eq!(last_day_after(last, u32::MAX), Err(Problem::OutOfRange));
        assert_eq!(anniversary(last, u32::MAX), Err(Problem::OutOfRange));
        assert_eq!(anniversary(last, 1), Err(Problem::OutOfRange));
        assert_eq!(months_later(day("1899-12-31"), 0), Err(Problem::OutOfRange));
        assert_eq!(last_day_of_years(last, 0), Err(Problem::OutOfRange));
        assert_eq!(midnight_ending(last), Err(Problem::OutOfRange));
        assert_eq!(hours_elapsed(DateTime::<Utc>::MAX_UTC, 72), Err(Problem::OutOfRange));
    }

    /// Counts as a clerk does: a finger on the calendar, one day at a time.
    #[test]
    fn counting_agrees_with_a_finger_on_the_calendar_from_2024_to_2032() {
        let mut first = day("2024-01-01");
        while first <= day("2032-12-31") {
            let mut finger = first;
            for days in 1..=7 {
                assert_eq!(last_day_beginning_with(first, days), Ok(finger));
                finger = finger.succ_opt().expect("a day");
                assert_eq!(last_day_after(first, days), Ok(finger));
            }
            // The anniversary is the first day in two years' time that is not before the same day and month.
            let same = |it: NaiveDate| (it.month(), it.day()) >= (first.month(), first.day());
            while !(finger.year() == first.year() + 2 && same(finger)) {
                finger = finger.succ_opt().expect("a day");
            }
            assert_eq!(anniversary(first, 2), Ok(finger));
            assert_eq!(last_day_of_years(first, 2), Ok(finger.pred_opt().expect("a day")));
            first = first.succ_opt().expect("a day");
        }
    }

    proptest! {
        #[test]
        fn a_later_trigger_never_gives_an_earlier_last_day(
            first in 0_u64..90_000, gap in 0_u64..800, count in 1_u32..200,
        ) {
            let earlier = day("1900-01-01") + Days::new(first);
            let later = earlier + Days::new(gap);
            for count_of in [last_day_beginning_with, last_day_after, anniversary, last_day_of_years, last_day_of_months] {
                if let (Ok(one), Ok(two)) = (count_of(earlier, count), count_of(later, count)) {
                    prop_assert!(one <= two);
                    prop_assert!(one >= earlier);
                }
            }
        }
    }
}

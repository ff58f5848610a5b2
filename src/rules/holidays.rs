//! Days on which offices are closed: told as information, never to move a last day.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::rules::params::Jurisdiction;

/// The first and last year whose bank holidays were published when this was written.
const YEARS: std::ops::RangeInclusive<i32> = 2026..=2028;

/// Month and day of the bank holidays that England and Wales and Northern Ireland share.
const SHARED: [(i32, &[(u32, u32)]); 3] = [
    (2026, &[(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]),
    (2027, &[(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
    (2028, &[(1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)]),
];

/// Month and day of Northern Ireland's own: St Patrick's Day and the Battle of the Boyne.
const NORTHERN_IRELAND: [(i32, &[(u32, u32)]); 3] =
    [(2026, &[(3, 17), (7, 13)]), (2027, &[(3, 17), (7, 12)]), (2028, &[(3, 17), (7, 12)])];

/// Month and day of Scotland's.
const SCOTLAND: [(i32, &[(u32, u32)]); 3] = [
    (2026, &[(1, 1), (1, 2), (4, 3), (5, 4), (5, 25), (6, 15), (8, 3), (11, 30), (12, 25), (12, 28)]),
    (2027, &[(1, 1), (1, 4), (3, 26), (5, 3), (5, 31), (8, 2), (11, 30), (12, 27), (12, 28)]),
    (2028, &[(1, 3), (1, 4), (4, 14), (5, 1), (5, 29), (8, 7), (11, 30), (12, 25), (12, 26)]),
];

/// Tells whether a day is a weekend or a bank holiday; nothing for a weekday of a year whose bank
/// holidays are not known.
///
/// # Law
///
/// Stalking Protection Act 2019, s. 9(1)
#[must_use]
pub fn is_non_working_day(day: NaiveDate, jurisdiction: Jurisdiction) -> Option<bool> {
    if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return Some(true);
    }
    if !YEARS.contains(&day.year()) {
        return None;
    }
    let stands_in = |table: &[(i32, &[(u32, u32)])]| {
        table.iter().any(|(year, days)| *year == day.year() && days.contains(&(day.month(), day.day())))
    };
    match jurisdiction {
        Jurisdiction::EnglandAndWales => Some(stands_in(&SHARED)),
        Jurisdiction::NorthernIreland => Some(stands_in(&SHARED) || stands_in(&NORTHERN_IRELAND)),
        Jurisdiction::Scotland => Some(stands_in(&SCOTLAND)),
        Jurisdiction::UnitedKingdom => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_and_bank_holidays_are_told_where_they_are_known() {
        for (day, jurisdiction, expected) in [
            ("2027-03-29", Jurisdiction::EnglandAndWales, Some(true)),
            ("2027-03-29", Jurisdiction::Scotland, Some(false)),
            ("2026-07-13", Jurisdiction::NorthernIreland, Some(true)),
            ("2026-07-13", Jurisdiction::EnglandAndWales, Some(false)),
            ("2026-03-01", Jurisdiction::UnitedKingdom, Some(true)),
            ("2029-01-01", Jurisdiction::EnglandAndWales, None),
            ("2029-01-06", Jurisdiction::EnglandAndWales, Some(true)),
        ] {
            let day = day.parse().expect("a day");
            assert_eq!(is_non_working_day(day, jurisdiction), expected, "{day} {jurisdiction}");
        }
    }
}

//! An independent calendar beside the rules: years, months, days and the clocks' changes by hand, counted with a
//! finger, one day at a time, over every day from 2024 to 2032.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use stalking_register::rules::counting;
use stalking_register::rules::duration::{self, Period};
use stalking_register::rules::given::Given;
use stalking_register::rules::notification::{self, Facts, OrderKind};
use stalking_register::rules::params::Jurisdiction;
use stalking_register::rules::sexual_offences::{self, Away, Residence};
use stalking_register::rules::soa_period;
use stalking_register::rules::{breach_notice, change, manner, soa_changes};

/// A day by hand: year, month, day of the month. Nothing here asks the library for a date.
type Hand = (i32, u32, u32);

fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_of(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn next((year, month, day): Hand) -> Hand {
    if day < days_of(year, month) {
        (year, month, day + 1)
    } else if month < 12 {
        (year, month + 1, 1)
    } else {
        (year + 1, 1, 1)
    }
}

/// Moves the finger on.
fn on(day: Hand, days: u32) -> Hand {
    (0..days).fold(day, |it, _| next(it))
}

/// Moves the finger to the same day of the year so many years later; from 29 February on to 1 March.
fn years_on(day: Hand, years: i32) -> Hand {
    let mut finger = day;
    loop {
        if finger.0 == day.0 + years && (finger.1, finger.2) >= (day.1, day.2) {
            return finger;
        }
        finger = next(finger);
    }
}

/// Moves the finger until the next one would be the day: back by one, without counting back.
fn before(day: Hand) -> Hand {
    let mut finger = if day.2 > 1 {
        (day.0, day.1, 1)
    } else if day.1 > 1 {
        (day.0, day.1 - 1, 1)
    } else {
        (day.0 - 1, 12, 1)
    };
    while next(finger) != day {
        finger = next(finger);
    }
    finger
}

/// The day of the week, 0 for Sunday: 1 January 2023 was one.
fn weekday(day: Hand) -> u32 {
    let (mut finger, mut weekday) = ((2023, 1, 1), 0);
    while finger != day {
        finger = next(finger);
        weekday = (weekday + 1) % 7;
    }
    weekday
}

fn last_sunday(year: i32, month: u32) -> Hand {
    let mut day = (year, month, days_of(year, month));
    while weekday(day) != 0 {
        day = before(day);
    }
    day
}

/// Tells whether summer time holds at the first moment of a day: from the last Sunday in March, whose midnight
/// is before the change, to that in October, whose midnight is before it, too.
fn is_summer(day: Hand, changes: &[(Hand, Hand)]) -> bool {
    changes.iter().any(|(spring, autumn)| day > *spring && day <= *autumn)
}

/// The first moment after a day, written in UTC.
fn midnight_after(day: Hand, changes: &[(Hand, Hand)]) -> String {
    let (written, hour) = if is_summer(next(day), changes) { (day, 23) } else { (next(day), 0) };
    format!("{:04}-{:02}-{:02}T{hour:02}:00:00+00:00", written.0, written.1, written.2)
}

fn hand(day: NaiveDate) -> Hand {
    (day.year(), day.month(), day.day())
}

fn date(day: Hand) -> NaiveDate {
    format!("{:04}-{:02}-{:02}", day.0, day.1, day.2).parse().expect("a day")
}

/// Calls a check with every day from 2024 to 2032 and with the days on which the clocks change.
fn every_day(mut check: impl FnMut(Hand, &[(Hand, Hand)])) {
    let changes: Vec<_> = (2023..=2036).map(|it| (last_sunday(it, 3), last_sunday(it, 10))).collect();
    assert!(changes.contains(&((2026, 3, 29), (2026, 10, 25))));
    let (mut finger, mut days) = ((2024, 1, 1), 0);
    while finger.0 <= 2032 {
        check(finger, &changes);
        finger = next(finger);
        days += 1;
    }
    assert_eq!(days, 3288, "three leap days among nine years");
}

fn served(jurisdiction: Jurisdiction, day: NaiveDate) -> Facts {
    Facts {
        kind: Some(OrderKind::Full),
        made_on: Some(day),
        served_on: Given::Is(day),
        in_force_on: Given::Is(day),
        last_day: Given::Not,
        replaces_interim: Some(false),
        exempt: Some(false),
        ..Facts::unknown(jurisdiction)
    }
}

#[test]
fn the_notification_duties_agree_with_a_finger_on_the_calendar() {
    every_day(|day, changes| {
        let last = on(day, 2);
        for jurisdiction in [Jurisdiction::EnglandAndWales, Jurisdiction::NorthernIreland] {
            let facts = served(jurisdiction, date(day));
            let after =
                Facts { exempt_when_made: Some(true), final_day: Given::Is(date(day)), ..facts.clone() };
            let change = change::Change {
                jurisdiction,
                sources: stalking_register::rules::trace::Sources::default(),
                on: Given::Is(date(day)),
                order_in_force: Some(true),
                exempt: Some(false),
                notified_on: None,
            };
            for duty in [
                notification::initial(&facts),
                notification::after_exemption(&after),
                change::name(&change),
                change::address(&change),
            ] {
                assert_eq!(duty.last_day.map(hand), Some(last), "{:?} {day:?}", duty.what);
                assert_eq!(duty.offence_from().map(hand), Some(next(last)), "{:?} {day:?}", duty.what);
                let before = duty.due_before.map(|it| it.to_rfc3339());
                assert_eq!(before, Some(midnight_after(last, changes)), "{:?} {day:?}", duty.what);
            }
            let default = manner::default(jurisdiction, date(last), Given::Not).expect("countable").value;
            assert_eq!(default.since.map(hand), Some(next(last)));
        }
    });
}

#[test]
fn the_periods_of_orders_agree_with_a_finger_on_the_calendar() {
    every_day(|day, _| {
        let made = date(day);
        for years in [1, 2, 3, 5] {
            let last = before(years_on(day, years));
            let years = u32::try_from(years).expect("few");
            let lasting = duration::of_order(made, Period::Years(years)).expect("countable").value;
            assert_eq!((lasting.last_day.map(hand), lasting.valid), (Some(last), years >= 2), "{day:?}");
            let lasting = duration::of_conditions(made, &[Period::Years(years)]).expect("countable").value;
            assert_eq!((lasting.last_day.map(hand), lasting.valid), (Some(last), years >= 2), "{day:?}");
        }
        let least = before(years_on(day, 2));
        for (last_day, valid) in [(before(least), false), (least, true), (next(least), true)] {
            let found = duration::of_order(made, Period::LastDay(date(last_day))).expect("countable").value;
            assert_eq!(found.valid, valid, "{day:?} to {last_day:?}");
        }
        for jurisdiction in [Jurisdiction::EnglandAndWales, Jurisdiction::NorthernIreland] {
            let earliest = duration::earliest_discharge(jurisdiction, made).expect("countable").value;
            assert_eq!(hand(earliest), years_on(day, 2), "{day:?}");
            let varied = duration::after_variation(jurisdiction, made, Some(made)).expect("countable").value;
            assert_eq!(hand(varied.earliest_discharge), years_on(day, 2), "{day:?}");
        }
    });
}

#[test]
fn the_periods_to_compare_with_agree_with_a_finger_on_the_calendar() {
    every_day(|day, _| {
        let relevant = date(day);
        assert_eq!(hand(sexual_offences::initial(relevant, &[]).expect("countable").value), on(day, 2));
        // Ten days in custody from the second day on: the first day counts, then those after the release.
        let away = [Away { from: date(on(day, 1)), until: date(on(day, 11)) }];
        assert_eq!(hand(sexual_offences::initial(relevant, &away).expect("countable").value), on(day, 12));
        let home = sexual_offences::periodic(relevant, Residence::Home, &[]).expect("countable").value;
        assert_eq!(hand(home), years_on(day, 1), "{day:?}");
        let none = sexual_offences::periodic(relevant, Residence::None, &[]).expect("countable").value;
        assert_eq!(hand(none), on(day, 7));
        // The week ends inside; free again on the twelfth day after the last event.
        let away = [Away { from: date(on(day, 7)), until: date(on(day, 12)) }];
        let released = sexual_offences::periodic(relevant, Residence::None, &away).expect("countable").value;
        assert_eq!(hand(released), on(day, 14));
        for (age, years) in [(18, 15), (17, 8)] {
            let review = sexual_offences::qualifying_date(relevant, age).expect("countable").value;
            assert_eq!(hand(review), years_on(day, years), "{day:?}");
            let discharge =
                sexual_offences::date_of_discharge(relevant, age, Some(10)).expect("countable").value;
            assert_eq!(hand(discharge), on(years_on(day, years), 10), "{day:?}");
        }
        let period = soa_period::period(relevant, 40, &soa_period::Disposal::Other);
        let last_day = period.expect("countable").value.last_day;
        assert_eq!(last_day.map(hand), Some(before(years_on(day, 5))), "{day:?}");
        assert_eq!(soa_changes::change(relevant, None).expect("countable").value.map(hand), Some(on(day, 2)));
        assert_eq!(hand(soa_changes::further_review(relevant).expect("countable").value.1), years_on(day, 8));
        let absent = sexual_offences::advance_notice(relevant, Given::Not).expect("countable").value;
        assert_eq!(absent.notify_non_occurrence_by.map(hand), Some(on(day, 5)));
    });
}

#[test]
fn hours_elapse_over_every_change_of_the_clocks() {
    every_day(|day, changes| {
        // Noon in London, which is never in doubt; three days of 24 hours later by UTC.
        let utc_hour =
            |it: Hand| if is_summer(it, changes) || changes.iter().any(|c| c.0 == it) { 11 } else { 12 };
        let utc_hour = |it: Hand| if changes.iter().any(|c| c.1 == it) { 12 } else { utc_hour(it) };
        let moment = |it: Hand, hour: u32| -> DateTime<Utc> {
            format!("{:04}-{:02}-{:02}T{hour:02}:00:00Z", it.0, it.1, it.2).parse().expect("a moment")
        };
        let aware = moment(day, utc_hour(day));
        let by = breach_notice::notify_by(aware).expect("countable").value;
        assert_eq!(by, moment(on(day, 3), utc_hour(day)), "{day:?}");
        let before = counting::midnight_ending(date(day)).expect("countable");
        assert_eq!(before.to_rfc3339(), midnight_after(day, changes), "{day:?}");
    });
}

/// One answer is left out, for so the Act has it: a period that ends on the day after a release from custody
/// is shorter than one that ended inside.
#[test]
fn no_rule_answers_a_later_trigger_with_an_earlier_day() {
    let of_order = |it| duration::of_order(it, Period::Years(2)).expect("countable").value.last_day;
    let mut last = [NaiveDate::MIN; 10];
    every_day(|day, _| {
        let it = date(day);
        let away = [Away { from: date((2026, 2, 1)), until: date((2026, 9, 1)) }];
        let answers = [
            of_order(it).expect("a last day"),
            duration::earliest_discharge(Jurisdiction::EnglandAndWales, it).expect("countable").value,
            duration::earliest_discharge(Jurisdiction::NorthernIreland, it).expect("countable").value,
            sexual_offences::initial(it, &away).expect("countable").value,
            sexual_offences::periodic(it, Residence::Home, &[]).expect("countable").value,
            sexual_offences::periodic(it, Residence::None, &[]).expect("countable").value,
            sexual_offences::qualifying_date(it, 18).expect("countable").value,
            sexual_offences::date_of_discharge(it, 17, None).expect("countable").value,
            soa_changes::change(it, None).expect("countable").value.expect("a day"),
            soa_changes::further_review(it).expect("countable").value.1,
        ];
        for (last, answer) in last.iter_mut().zip(answers) {
            assert!(*last <= answer, "{answer} of {day:?} comes before {last}");
            *last = answer;
        }
    });
}

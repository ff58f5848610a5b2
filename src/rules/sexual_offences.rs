//! Notification under Part 2 of the Sexual Offences Act 2003: when the exemption from stalking
//! notification ends, and what to compare with.

use chrono::NaiveDate;

use crate::error::Problem;
use crate::rules::counting;
use crate::rules::given::Given;
use crate::rules::params::{self, Rule};
use crate::rules::trace::{Outcome, Trace};

/// A time in custody, in hospital or abroad, which is disregarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// The first day of it.
    pub from: NaiveDate,
    /// The day of release or return, which counts again.
    pub until: NaiveDate,
}

/// Returns the last day for the initial notification, disregarding whole days away.
///
/// # Law
///
/// - Sexual Offences Act 2003, s. 83(1)
/// - Sexual Offences Act 2003, s. 83(6)
///
/// # Errors
///
/// [`Problem::BeforeItCan`] for a release before its custody; [`Problem::OutOfRange`] where the last
/// day would lie outside 1900 to 2200.
pub fn initial(relevant: NaiveDate, away: &[Away]) -> Result<Outcome<NaiveDate>, Problem> {
    refuse_backwards(away)?;
    let rule = params::governing("SOA-INIT", relevant)?;
    let mut trace = Trace::of(rule, Some(relevant));
    let days = rule.parameter("notification_days");
    let mut first = relevant;
    let mut counted = 0;
    let last_day = loop {
        first = release_from(away, first).unwrap_or(first);
        counted += 1;
        if counted == days.value {
            break first;
        }
        first = counting::days_later(first, 1)?;
    };
    if !away.is_empty() {
        trace.cite(
            rule.provisions[1],
            "days from the beginning of custody are disregarded; the day of release counts again",
        );
        trace.would_change("part days in custody are counted, which the text leaves open");
    }
    trace.cite(
        days.provision,
        format!("{} days that count, beginning with {relevant}, end with {last_day}", days.value),
    );
    Ok(Outcome::new(last_day, trace, format!("notify by {last_day}")))
}

/// What an advance notice of a change turns out to be worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advance {
    /// Whether it stands for the notice of the change; nothing while that is open.
    pub good: Option<bool>,
    /// The last day for a notice of the change, where the advance notice does not stand for it.
    pub notify_by: Option<NaiveDate>,
    /// The last day for a notice that the change has not occurred.
    pub notify_non_occurrence_by: Option<NaiveDate>,
}

/// Tells what an advance notice is worth once the change has occurred, or has not.
///
/// # Law
///
/// - Sexual Offences Act 2003, s. 84(1)
/// - Sexual Offences Act 2003, s. 84(4)
/// - Sexual Offences Act 2003, s. 84(5)
///
/// # Errors
///
/// [`Problem::OutOfRange`] where a day would lie outside 1900 to 2200.
pub fn advance_notice(specified: NaiveDate, occurred: Given<NaiveDate>) -> Result<Outcome<Advance>, Problem> {
    let rule = params::governing("SOA-CHANGE-ADVANCE", specified)?;
    let mut trace = Trace::of(rule, Some(specified));
    let (early, within) = (rule.parameter("early_max_days"), rule.parameter("occurrence_days"));
    let non_occurrence = rule.parameter("non_occurrence_days");
    let latest = counting::last_day_beginning_with(specified, within.value)?;
    let report = counting::last_day_beginning_with(specified, non_occurrence.value)?;
    let after = |on| counting::last_day_beginning_with(on, rule.number("notification_days"));
    let value = match occurred {
        Given::Is(on) if counting::days_later(on, early.value)? < specified => {
            trace.cite(
                early.provision,
                format!("it occurred more than {} days before the day specified", early.value),
            );
            Advance { good: Some(false), notify_by: Some(after(on)?), notify_non_occurrence_by: None }
        }
        Given::Is(on) if on <= latest => {
            trace.cite(
                within.provision,
                format!("it occurred by {latest}, as far as the advance notice reaches"),
            );
            Advance { good: Some(true), notify_by: None, notify_non_occurrence_by: None }
        }
        Given::Is(on) => {
            trace.cite(
                within.provision,
                format!("it occurred after {latest}, when the advance notice was spent"),
            );
            Advance { good: Some(false), notify_by: Some(after(on)?), notify_non_occurrence_by: Some(report) }
        }
        Given::Not | Given::Unknown => {
            trace.cite(
                non_occurrence.provision,
                format!("if it has not occurred by {latest}, that is to be notified by {report}"),
            );
            let good = (occurred == Given::Not).then_some(false);
            Advance { good, notify_by: None, notify_non_occurrence_by: Some(report) }
        }
    };
    let answer = match (value.good, value.notify_by, value.notify_non_occurrence_by) {
        (Some(true), ..) => "the advance notice is good".to_owned(),
        (_, Some(by), Some(report)) => format!("notify the change by {by}, and its absence by {report}"),
        (_, Some(by), None) => format!("the advance notice has no effect; notify by {by}"),
        (_, None, _) => format!("if the change does not occur, notify that by {report}"),
    };
    Ok(Outcome::new(value, trace, answer))
}

/// Where a person lives, as far as the interval of notification goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Residence {
    /// At a sole or main residence.
    Home,
    /// Without a sole or main residence.
    None,
}

/// Returns the last day for the next periodic notification: where it falls into a time away, three days
/// beginning with the day of release or return.
///
/// # Law
///
/// - Sexual Offences Act 2003, s. 85
/// - Sexual Offences Act 2003, s. 85(1)
/// - Sexual Offences Act 2003, s. 85(5)
///
/// # Errors
///
/// [`Problem::BeforeItCan`] for a release before its custody; [`Problem::OutOfRange`] where the last
/// day would lie outside 1900 to 2200.
pub fn periodic(
    last_event: NaiveDate,
    residence: Residence,
    away: &[Away],
) -> Result<Outcome<NaiveDate>, Problem> {
    refuse_backwards(away)?;
    let rule = params::governing("SOA-PERIODIC", last_event)?;
    let mut trace = Trace::of(rule, Some(last_event));
    let (parameter, ends) = match residence {
        Residence::Home => {
            let years = rule.parameter("periodic_years");
            (years, counting::anniversary(last_event, years.value)?)
        }
        Residence::None => {
            let days = rule.parameter("no_residence_days");
            (days, counting::last_day_after(last_event, days.value)?)
        }
    };
    let unit = if residence == Residence::Home { "year" } else { "days" };
    trace.cite(
        parameter.provision,
        format!("{} {unit} after {last_event}, which is not counted, ends with {ends}", parameter.value),
    );
    trace.would_change("any change is notified meanwhile: time then runs from that notification");
    let Some(released) = release_from(away, ends) else {
        trace
            .would_change("the period ends in custody or abroad: then three days beginning with the release");
        return Ok(Outcome::new(ends, trace, format!("notify by {ends}")));
    };
    let days = rule.parameter("release_days");
    let by = counting::last_day_beginning_with(released, days.value)?;
    trace.cite(
        days.provision,
        format!(
            "{ends} falls into a time away to {released}; {} days beginning with that day end with {by}",
            days.value
        ),
    );
    trace.would_change("the person is away again before then, which the text read leaves open");
    Ok(Outcome::new(by, trace, format!("notify by {by}")))
}

fn refuse_backwards(away: &[Away]) -> Result<(), Problem> {
    if away.iter().any(|it| it.until < it.from) { Err(Problem::BeforeItCan) } else { Ok(()) }
}

/// Returns the day on which a person who is away on a day is back; nothing if they are not away then.
///
/// Times away that meet or overlap are one.
fn release_from(away: &[Away], day: NaiveDate) -> Option<NaiveDate> {
    let mut back = None;
    while let Some(until) = {
        let on = back.unwrap_or(day);
        away.iter().filter(|it| it.from <= on && on < it.until).map(|it| it.until).max()
    } {
        back = Some(until);
    }
    back
}

pub(super) fn is_young(rule: &Rule, age_years: u32) -> bool {
    age_years < rule.number("adult_age_years")
}

/// Returns the qualifying date for the review of an indefinite period: the day after the period.
///
/// # Law
///
/// Sexual Offences Act 2003, s. 91B
///
/// # Errors
///
/// [`Problem::OutOfRange`] where it would lie outside 1900 to 2200.
pub fn qualifying_date(notified: NaiveDate, age_years: u32) -> Result<Outcome<NaiveDate>, Problem> {
    let rule = params::governing("SOA-REVIEW", notified)?;
    let mut trace = Trace::of(rule, Some(notified));
    let years =
        rule.parameter(if is_young(rule, age_years) { "review_young_years" } else { "review_adult_years" });
    let last_day = counting::last_day_of_years(notified, years.value)?;
    let day = counting::days_later(last_day, 1)?;
    trace.cite(
        years.provision,
        format!(
            "{} years beginning with {notified} end with {last_day}; the day after is {day}",
            years.value
        ),
    );
    trace.would_change("a determination has been made: then a further period is counted from it");
    Ok(Outcome::new(day, trace, format!("the qualifying date is {day}")))
}

/// Returns the date of discharge in Scotland.
///
/// # Law
///
/// Scottish Statutory Instrument 2011/45, art. 3
///
/// # Errors
///
/// [`Problem::OutOfRange`] where it would lie outside 1900 to 2200.
pub fn date_of_discharge(
    relevant: NaiveDate,
    age_years: u32,
    disregard_days: Option<u32>,
) -> Result<Outcome<NaiveDate>, Problem> {
    let rule = params::governing("SC-SOA-DISCHARGE-DATE", relevant)?;
    let mut trace = Trace::of(rule, Some(relevant));
    let years = rule.parameter(if is_young(rule, age_years) {
        "discharge_young_years"
    } else {
        "discharge_adult_years"
    });
    let date = counting::anniversary(relevant, years.value)?;
    trace.cite(years.provision, format!("{} years after {relevant} is {date}", years.value));
    let day = counting::days_later(date, disregard_days.unwrap_or(0))?;
    match disregard_days {
        Some(days) => trace.cite(years.provision, format!("{days} disregarded days later is {day}")),
        None => trace
            .would_change("days are to be disregarded: none were given, so that this is the earliest day"),
    }
    Ok(Outcome::new(day, trace, format!("the date of discharge is {day}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn days_in_custody_are_disregarded_and_the_day_of_release_counts() {
        for (relevant, away, expected) in [
            ("2026-02-27", vec![], "2026-03-01"),
            ("2026-02-27", vec![("2026-02-27", "2026-08-14")], "2026-08-16"),
            ("2026-02-27", vec![("2026-02-28", "2026-03-10")], "2026-03-11"),
            ("2026-02-27", vec![("2026-02-28", "2026-03-10"), ("2026-03-11", "2026-03-20")], "2026-03-20"),
            ("2026-02-27", vec![("2026-03-02", "2026-03-10")], "2026-03-01"),
        ] {
            let away: Vec<_> =
                away.into_iter().map(|(from, until)| Away { from: day(from), until: day(until) }).collect();
            assert_eq!(initial(day(relevant), &away).map(|it| it.value), Ok(day(expected)), "{away:?}");
        }
        let backwards = Away { from: day("2026-03-02"), until: day("2026-03-01") };
        assert_eq!(initial(day("2026-02-27"), &[backwards]).map(|it| it.value), Err(Problem::BeforeItCan));
    }

    #[test]
    fn an_advance_notice_reaches_from_two_days_before_to_the_third_day() {
        for (occurred, good, notify_by, absent_by) in [
            ("2026-09-07", Some(false), Some("2026-09-09"), None),
            ("2026-09-08", Some(true), None, None),
            ("2026-09-12", Some(true), None, None),
            ("2026-09-13", Some(false), Some("2026-09-15"), Some("2026-09-15")),
            ("none", Some(false), None, Some("2026-09-15")),
            ("?", None, None, Some("2026-09-15")),
        ] {
            let occurred = match occurred {
                "none" => Given::Not,
                "?" => Given::Unknown,
                on => Given::Is(day(on)),
            };
            let expected =
                Advance { good, notify_by: notify_by.map(day), notify_non_occurrence_by: absent_by.map(day) };
            assert_eq!(advance_notice(day("2026-09-10"), occurred).map(|it| it.value), Ok(expected));
        }
    }

    #[test]
    fn periodic_notification_is_due_a_year_after_or_a_week_after_without_a_home() {
        for (last_event, residence, expected) in [
            ("2026-02-01", Residence::Home, "2027-02-01"),
            ("2028-02-29", Residence::Home, "2029-03-01"),
            ("2026-02-26", Residence::None, "2026-03-05"),
        ] {
            assert_eq!(periodic(day(last_event), residence, &[]).map(|it| it.value), Ok(day(expected)));
        }
    }

    #[test]
    fn a_period_that_ends_while_away_goes_on_to_the_third_day_beginning_with_the_release() {
        let away = |spans: &[(&str, &str)]| -> Vec<Away> {
            spans.iter().map(|(from, until)| Away { from: day(from), until: day(until) }).collect()
        };
        for (spans, expected) in [
            // The last day is 2027-02-01.
            (&[("2027-02-01", "2027-06-10")][..], "2027-06-12"),
            (&[("2027-01-20", "2027-02-02")], "2027-02-04"),
            // Released on the last day itself: it is a day of freedom, and enough.
            (&[("2027-01-20", "2027-02-01")], "2027-02-01"),
            (&[("2027-02-02", "2027-06-10")], "2027-02-01"),
            (&[("2026-03-01", "2026-05-01")], "2027-02-01"),
            // Taken and released on one day.
            (&[("2027-02-01", "2027-02-01")], "2027-02-01"),
            // Moved from prison to hospital: released once.
            (&[("2027-01-20", "2027-03-01"), ("2027-03-01", "2027-04-01")], "2027-04-03"),
            (&[("2027-01-20", "2027-03-01"), ("2027-03-02", "2027-04-01")], "2027-03-03"),
        ] {
            let found = periodic(day("2026-02-01"), Residence::Home, &away(spans)).map(|it| it.value);
            assert_eq!(found, Ok(day(expected)), "{spans:?}");
        }
        let week = periodic(day("2026-02-26"), Residence::None, &away(&[("2026-03-04", "2026-03-20")]));
        assert_eq!(week.map(|it| it.value), Ok(day("2026-03-22")));
        let backwards = periodic(day("2026-02-01"), Residence::Home, &away(&[("2026-03-02", "2026-03-01")]));
        assert_eq!(backwards.map(|it| it.value), Err(Problem::BeforeItCan));
    }

    #[test]
    fn a_review_is_possible_after_fifteen_years_or_eight_for_the_young() {
        let date = |age| qualifying_date(day("2011-04-10"), age).map(|it| it.value);
        assert_eq!(date(25), Ok(day("2026-04-10")));
        assert_eq!(date(17), Ok(day("2019-04-10")));
        let discharge = |age, days| date_of_discharge(day("2011-04-10"), age, days).map(|it| it.value);
        assert_eq!(discharge(25, None), Ok(day("2026-04-10")));
        assert_eq!(discharge(25, Some(10)), Ok(day("2026-04-20")));
        assert_eq!(discharge(17, Some(0)), Ok(day("2019-04-10")));
    }
}

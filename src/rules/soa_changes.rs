//! Changes, journeys and further reviews under Part 2 of the Sexual Offences Act 2003: to compare with.

use chrono::NaiveDate;

use crate::error::Problem;
use crate::rules::counting;
use crate::rules::params;
use crate::rules::trace::{Outcome, Trace};
use crate::rules::validity::Finding;

/// Returns the last day for notifying a change; nothing for a stay elsewhere that is too short to count.
///
/// `days_elsewhere` are those spent at another address within twelve months, where that is the change.
///
/// # Law
///
/// - Sexual Offences Act 2003, s. 84
/// - Sexual Offences Act 2003, s. 84(1)
///
/// # Errors
///
/// [`Problem::OutOfRange`] outside 1900 to 2200.
pub fn change(
    changed: NaiveDate,
    days_elsewhere: Option<u32>,
) -> Result<Outcome<Option<NaiveDate>>, Problem> {
    let rule = params::governing("SOA-CHANGE", changed)?;
    let mut trace = Trace::of(rule, Some(changed));
    let qualifying = rule.parameter("qualifying_days");
    if let Some(days) = days_elsewhere {
        trace.cite(
            qualifying.provision,
            format!("{days} days at another address; {} days within twelve months count", qualifying.value),
        );
        if days < qualifying.value {
            trace.would_change(format!("the stays add up to {} days within twelve months", qualifying.value));
            return Ok(Outcome::new(None, trace, "no duty: the stay is too short to count"));
        }
    }
    let days = rule.parameter("notification_days");
    let last_day = counting::last_day_beginning_with(changed, days.value)?;
    trace.cite(
        days.provision,
        format!("a period of {} days beginning with {changed} has the last day {last_day}", days.value),
    );
    trace.would_change("the change came about on another day");
    Ok(Outcome::new(Some(last_day), trace, format!("notify by {last_day}")))
}

/// Tells that a journey abroad has to be notified before it, and that the last day for it needs review.
///
/// # Law
///
/// Sexual Offences Act 2003, s. 86
///
/// # Errors
///
/// [`Problem::BeforeItCan`] where no version of the rule governs the day.
pub fn travel(leaves: NaiveDate) -> Result<Outcome<Finding>, Problem> {
    let rule = params::governing("SOA-TRAVEL", leaves)?;
    let mut trace = Trace::of(rule, Some(leaves));
    let days = rule.parameter("notice_days");
    trace.cite(
        days.provision,
        format!("a journey that begins on {leaves} is notified not less than {} days before", days.value),
    );
    trace.would_change("the regulations are read: whether the days are clear days was not found");
    Ok(Finding::needs_review("whether the days before a journey are clear days was not found")
        .concluded(trace))
}

/// Returns the day on which a further review would qualify if nothing changed the period; it needs review.
///
/// # Law
///
/// Sexual Offences Act 2003, s. 91B
///
/// # Errors
///
/// [`Problem::OutOfRange`] outside 1900 to 2200.
pub fn further_review(determined: NaiveDate) -> Result<Outcome<(Finding, NaiveDate)>, Problem> {
    let rule = params::governing("SOA-REVIEW-AGAIN", determined)?;
    let mut trace = Trace::of(rule, Some(determined));
    let years = rule.parameter("further_years");
    let last_day = counting::last_day_of_years(determined, years.value)?;
    let day = counting::days_later(last_day, 1)?;
    trace.cite(
        years.provision,
        format!(
            "{} years beginning with {determined} end with {last_day}; the day after is {day}",
            years.value
        ),
    );
    trace.would_change("a longer period was determined: the subsections that allow it were not read");
    let finding = Finding::needs_review("the subsections that can change the period were not read");
    let Outcome { value, trace } = finding.concluded(trace);
    Ok(Outcome { value: (value, day), trace })
}

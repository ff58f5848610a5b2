//! Periods that a court gives beside the first: an interim order's, a condition's own, a renewal's; and
//! the time for an appeal, which was not found.

use chrono::NaiveDate;

use crate::error::Problem;
use crate::law::provisions as p;
use crate::rules::counting;
use crate::rules::duration::Period;
use crate::rules::given::Given;
use crate::rules::params::{self, Jurisdiction, Rule};
use crate::rules::trace::{Outcome, Trace};
use crate::rules::validity::Finding;

/// What was found of a period, and its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Whether the period is lawful.
    pub finding: Finding,
    /// Its last day; none until further order.
    pub last_day: Option<NaiveDate>,
}

fn last_day_of(from: NaiveDate, period: Period) -> Result<Option<NaiveDate>, Problem> {
    match period {
        Period::LastDay(last_day) if last_day < from => Err(Problem::BeforeItCan),
        Period::LastDay(last_day) => Ok(Some(last_day)),
        Period::UntilFurtherOrder => Ok(None),
        Period::Years(years) => counting::last_day_of_years(from, years).map(Some),
    }
}

fn checked(finding: Finding, last_day: Option<NaiveDate>, mut trace: Trace) -> Outcome<Checked> {
    trace.step(
        last_day
            .map_or_else(|| "it lasts until further order".to_owned(), |it| format!("its last day is {it}")),
    );
    let Outcome { trace, .. } = finding.concluded(trace);
    Outcome { value: Checked { finding, last_day }, trace }
}

/// Checks the period of an interim order of England and Wales: it has to be fixed, and may be of any length.
///
/// # Law
///
/// Stalking Protection Act 2019, s. 5
///
/// # Errors
///
/// [`Problem::BeforeItCan`] for an order from before the Act, or one that ends before it is made;
/// [`Problem::OutOfRange`] outside 1900 to 2200.
pub fn of_interim(made: NaiveDate, period: Period) -> Result<Outcome<Checked>, Problem> {
    let rule = params::governing("EW-ISPO-DUR", made)?;
    let mut trace = Trace::of(rule, Some(made));
    let last_day = last_day_of(made, period)?;
    let finding = match last_day {
        None => Finding::not_valid("an interim order is for a fixed period only"),
        Some(_) => Finding::valid("a fixed period; no longest one was found in the text"),
    };
    trace.cite(rule.provision(), finding.reason);
    trace.would_change("the main application is determined earlier: the order ends then");
    Ok(checked(finding, last_day, trace))
}

/// Checks the own period of a condition of an order of England and Wales.
///
/// Whether the least period of the order binds it is not said: a shorter one needs review.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 3(3)
/// - Stalking Protection Act 2019, s. 3(2)
///
/// # Errors
///
/// As [`of_interim`].
pub fn of_condition(made: NaiveDate, period: Period) -> Result<Outcome<Checked>, Problem> {
    let rule = params::governing("EW-SPO-TERM-DUR", made)?;
    let mut trace = Trace::of(rule, Some(made));
    let last_day = last_day_of(made, period)?;
    trace.cite(rule.provision(), "a prohibition or requirement may have a period of its own");
    let least = least(rule, made, &mut trace)?;
    let finding = if last_day.is_none_or(|it| it >= least) {
        Finding::valid("as long as the least period of an order, or longer")
    } else {
        Finding::needs_review(
            "shorter than the least period of an order; whether that binds a condition is not said",
        )
    };
    trace.would_change(format!("the period ended on {least} or later, or lasted until further order"));
    Ok(checked(finding, last_day, trace))
}

/// Checks the period that a renewal gives.
///
/// No longest period was found. Whether the least one binds a renewal is not said, nor whether an order can be renewed
/// to a day that is no later than its own: both need review.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 4
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 10
///
/// # Errors
///
/// [`Problem::BeforeItCan`] for a renewal before the making, or that ends before it begins;
/// [`Problem::OutOfRange`] outside 1900 to 2200; [`Problem::UnknownCode`] for another jurisdiction.
pub fn of_renewal(
    jurisdiction: Jurisdiction,
    made: NaiveDate,
    ends: Given<NaiveDate>,
    renewed: NaiveDate,
    period: Period,
) -> Result<Outcome<Checked>, Problem> {
    let id = match jurisdiction {
        Jurisdiction::EnglandAndWales => "EW-SPO-RENEW",
        Jurisdiction::NorthernIreland => "NI-SPO-RENEW",
        _ => return Err(Problem::UnknownCode),
    };
    let rule = params::governing(id, made)?;
    if renewed < made {
        return Err(Problem::BeforeItCan);
    }
    let mut trace = Trace::of(rule, Some(renewed));
    let last_day = last_day_of(renewed, period)?;
    let least = least(rule, renewed, &mut trace)?;
    let ended = ends.value().is_some_and(|it| it < renewed);
    let finding = match (ends, ended) {
        (_, true) => Finding::not_valid("the order had ended: there is nothing to renew"),
        (Given::Unknown, _) => Finding::needs_review("it is not known when the order would have ended"),
        _ if last_day.is_some_and(|it| it < least) => Finding::needs_review(
            "shorter than the least period of an order; whether that binds a renewal is not said",
        ),
        (Given::Is(before), _) if last_day.is_some_and(|it| it <= before) => Finding::needs_review(NO_LONGER),
        (Given::Not, _) if last_day.is_some() => Finding::needs_review(NO_LONGER),
        _ => Finding::valid("the order lasts, and no longest period was found in the text"),
    };
    trace.cite(rule.provision(), finding.reason);
    trace.would_change("the order had ended before it was renewed");
    Ok(checked(finding, last_day, trace))
}

/// Why a renewal that does not lengthen an order is for a person to look at.
const NO_LONGER: &str = "no longer than the order would have lasted; whether a renewal may shorten or keep its period is \
                         not said";

/// Returns the earliest last day that the least period of an order gives.
fn least(rule: &Rule, from: NaiveDate, trace: &mut Trace) -> Result<NaiveDate, Problem> {
    let years = rule.parameter("fixed_years_min");
    let least = counting::last_day_of_years(from, years.value)?;
    trace.cite(
        years.provision,
        format!(
            "the least period of an order, {} years beginning with {from}, ends with {least}",
            years.value
        ),
    );
    Ok(least)
}

/// Tells whether an appeal came in time, which needs review: the Act sets none, and the court's rules were not
/// read.
///
/// # Law
///
/// Stalking Protection Act 2019, s. 7
///
/// # Errors
///
/// [`Problem::BeforeItCan`] for an appeal before the decision, or a decision before the Act.
pub fn appeal(decided: NaiveDate, appealed: Given<NaiveDate>) -> Result<Outcome<Finding>, Problem> {
    let rule = params::governing("EW-SPO-APPEAL", decided)?;
    if appealed.value().is_some_and(|it| it < decided) {
        return Err(Problem::BeforeItCan);
    }
    let mut trace = Trace::of(rule, Some(decided));
    trace.cite(
        p::STALKING_2019_S7,
        "the defendant, the applicant and a chief officer may appeal to the Crown Court, against an interim order and \
         a decision to vary, renew or discharge, too",
    );
    let reason = "the Act sets no time for an appeal, and the court's rules were not read";
    trace.would_change("the time for an appeal is looked up in the rules of court");
    Ok(Finding::needs_review(reason).concluded(trace))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn nothing_is_renewed_before_it_is_made_nor_appealed_against_before_it_is_decided() {
        let made = day("2026-03-10");
        for (on, expected) in
            [("2026-03-09", Some(Problem::BeforeItCan)), ("2026-03-10", None), ("2026-03-11", None)]
        {
            for jurisdiction in [Jurisdiction::EnglandAndWales, Jurisdiction::NorthernIreland] {
                let renewed = of_renewal(jurisdiction, made, Given::Unknown, day(on), Period::Years(2));
                assert_eq!(renewed.err(), expected, "renewed on {on}");
            }
            assert_eq!(appeal(made, Given::Is(day(on))).err(), expected, "appealed on {on}");
        }
    }
}

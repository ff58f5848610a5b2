//! How long an order has to last, and when it may be discharged.

use chrono::NaiveDate;

use crate::error::Problem;
use crate::law::provisions as p;
use crate::rules::counting;
use crate::rules::params::{self, Jurisdiction, Rule};
use crate::rules::trace::{Outcome, Trace};

/// How long an order, or one of its conditions, is to last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Period {
    /// To the end of this day.
    LastDay(NaiveDate),
    /// Until the court orders otherwise.
    UntilFurtherOrder,
    /// So many years beginning with the day of making.
    Years(u32),
}

/// Whether a period is one that the Act allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasting {
    /// The last day; none until further order.
    pub last_day: Option<NaiveDate>,
    /// Whether the period is long enough.
    pub valid: bool,
    /// Why it is, or is not.
    pub reason: &'static str,
}

/// Checks the period of an order made in England and Wales.
///
/// # Law
///
/// Stalking Protection Act 2019, s. 3(2)
///
/// # Errors
///
/// [`Problem::BeforeItCan`] for an order from before the Act, or one that ends before it is made;
/// [`Problem::OutOfRange`] where the last day would lie outside 1900 to 2200.
pub fn of_order(made: NaiveDate, period: Period) -> Result<Outcome<Lasting>, Problem> {
    of("EW-SPO-DUR", made, &[period])
}

/// Checks the periods of the prohibitions and requirements of an order made in Northern Ireland.
///
/// The last day of the answer is that of the condition that ends last.
///
/// # Law
///
/// Protection from Stalking Act (Northern Ireland) 2022, s. 9(1)(a)
///
/// # Errors
///
/// As [`of_order`].
pub fn of_conditions(made: NaiveDate, periods: &[Period]) -> Result<Outcome<Lasting>, Problem> {
    of("NI-SPO-DUR", made, periods)
}

fn of(id: &'static str, made: NaiveDate, periods: &[Period]) -> Result<Outcome<Lasting>, Problem> {
    let rule = params::governing(id, made)?;
    let mut trace = Trace::of(rule, Some(made));
    let years = rule.parameter("fixed_years_min");
    let least = counting::last_day_of_years(made, years.value)?;
    trace.cite(
        years.provision,
        format!(
            "a fixed period of at least {} years beginning with {made} ends no earlier than {least}",
            years.value
        ),
    );
    let (mut valid, mut last_days) = (true, Vec::new());
    for period in periods {
        let last_day = match *period {
            Period::LastDay(last_day) if last_day < made => return Err(Problem::BeforeItCan),
            Period::LastDay(last_day) => Some(last_day),
            // A period of no years would end before it begins.
            Period::Years(0) => made.pred_opt(),
            Period::Years(years) => Some(counting::last_day_of_years(made, years)?),
            Period::UntilFurtherOrder => None,
        };
        trace.step(last_day.map_or_else(
            || "this one lasts until further order".to_owned(),
            |it| format!("this one has the last day {it}"),
        ));
        valid &= last_day.is_none_or(|it| it >= least);
        last_days.push(last_day);
    }
    let last_day = if last_days.contains(&None) { None } else { last_days.into_iter().flatten().max() };
    let reason = match (valid, last_day) {
        (true, None) => "until further order",
        (true, Some(_)) => "as long as the least period, or longer",
        (false, _) => "shorter than the least fixed period",
    };
    if valid {
        trace.would_change(format!("a fixed period ended before {least}"));
    } else {
        trace.would_change(format!(
            "the fixed period ended on {least} or later, or lasted until further order"
        ));
    }
    let answer = format!("{}: {reason}", if valid { "valid" } else { "not valid" });
    Ok(Outcome::new(Lasting { last_day, valid, reason }, trace, answer))
}

/// Returns the first day on which an order may be discharged without the consents that the Act names.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 4
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 10(3)(b)
///
/// # Errors
///
/// As [`of_order`]; [`Problem::UnknownCode`] for another jurisdiction.
pub fn earliest_discharge(
    jurisdiction: Jurisdiction,
    made: NaiveDate,
) -> Result<Outcome<NaiveDate>, Problem> {
    let (id, whose) = match jurisdiction {
        Jurisdiction::EnglandAndWales => ("EW-SPO-DISCH", "the defendant and the chief officer"),
        Jurisdiction::NorthernIreland => ("NI-SPO-DISCH", "the person and the Chief Constable"),
        _ => return Err(Problem::UnknownCode),
    };
    let rule = params::governing(id, made)?;
    let mut trace = Trace::of(rule, Some(made));
    let day = without_consent(rule, made, &mut trace)?;
    trace.would_change(format!("{whose} consent: with consent there is no earliest day"));
    Ok(Outcome::new(day, trace, format!("without consent not before {day}")))
}

fn without_consent(rule: &Rule, made: NaiveDate, trace: &mut Trace) -> Result<NaiveDate, Problem> {
    let years = rule.parameter("without_consent_years");
    let last_day = counting::last_day_of_years(made, years.value)?;
    let day = counting::days_later(last_day, 1)?;
    trace.cite(
        years.provision,
        format!("{} years beginning with {made} end with {last_day}; the day after is {day}", years.value),
    );
    Ok(day)
}

/// What a variation changes of the periods counted, which is nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variation {
    /// The first day on which the order may be discharged without consent.
    pub earliest_discharge: NaiveDate,
    /// The day that the two years are counted from.
    pub counted_from: NaiveDate,
}

/// Tells what a variation leaves as it was: the two years run from the making, and the initial
/// notification is not due again.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 4
/// - Stalking Protection Act 2019, s. 9(1)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 10
///
/// # Errors
///
/// As [`earliest_discharge`]; [`Problem::BeforeItCan`] for a variation before the making.
pub fn after_variation(
    jurisdiction: Jurisdiction,
    made: NaiveDate,
    varied: Option<NaiveDate>,
) -> Result<Outcome<Variation>, Problem> {
    if varied.is_some_and(|it| it < made) {
        return Err(Problem::BeforeItCan);
    }
    let (id, varying, notifying) = match jurisdiction {
        Jurisdiction::EnglandAndWales => ("EW-SPO-VARY", p::STALKING_2019_S4, p::STALKING_2019_S9_1),
        Jurisdiction::NorthernIreland => ("NI-SPO-VARY", p::STALKING_NI_2022_S10, p::STALKING_NI_2022_S14_1),
        _ => return Err(Problem::UnknownCode),
    };
    let rule = params::governing(id, made)?;
    let mut trace = Trace::of(rule, Some(varied.unwrap_or(made)));
    trace.cite(varying, "the period is counted from the day on which the order was made, not varied");
    let earliest_discharge = without_consent(rule, made, &mut trace)?;
    trace.cite(
        notifying,
        "the initial duty follows the order as it was made; a variation is no new order, and what is already due \
         stays due",
    );
    let answer = format!("no new initial duty; without consent no discharge before {earliest_discharge}");
    Ok(Outcome::new(Variation { earliest_discharge, counted_from: made }, trace, answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn an_order_lasts_two_years_or_until_further_order() {
        for (made, period, last_day, valid) in [
            ("2026-03-10", Period::Years(2), Some("2028-03-09"), true),
            ("2026-03-10", Period::Years(1), Some("2027-03-09"), false),
            ("2026-03-10", Period::LastDay(day("2028-03-08")), Some("2028-03-08"), false),
            ("2026-03-10", Period::LastDay(day("2028-03-09")), Some("2028-03-09"), true),
            ("2028-02-29", Period::LastDay(day("2030-02-27")), Some("2030-02-27"), false),
            ("2028-02-29", Period::LastDay(day("2030-02-28")), Some("2030-02-28"), true),
            ("2026-03-10", Period::UntilFurtherOrder, None, true),
        ] {
            let lasting = of_order(day(made), period).expect("countable").value;
            assert_eq!((lasting.last_day, lasting.valid), (last_day.map(day), valid), "{made} {period:?}");
        }
    }

    #[test]
    fn one_condition_that_is_too_short_spoils_the_order_of_northern_ireland() {
        let made = day("2026-03-10");
        let valid = |periods: &[Period]| of_conditions(made, periods).expect("countable").value.valid;
        assert!(valid(&[Period::Years(2), Period::UntilFurtherOrder]));
        assert!(!valid(&[Period::Years(2), Period::Years(1)]));
    }

    #[test]
    fn no_order_ends_before_it_is_made_or_is_made_before_the_act() {
        let of = |made, last| of_order(day(made), Period::LastDay(day(last))).map(|it| it.value.valid);
        assert_eq!(of("2026-03-10", "2026-03-09"), Err(Problem::BeforeItCan));
        assert_eq!(of("2020-01-19", "2026-03-09"), Err(Problem::BeforeItCan));
        assert_eq!(of("2020-01-20", "2026-03-09"), Ok(true));
        assert_eq!(of("2026-03-10", "2026-03-10"), Ok(false), "a day is a period, if too short a one");
    }

    #[test]
    fn a_variation_does_not_move_the_earliest_discharge() {
        let made = day("2026-03-10");
        let varied = |it| after_variation(it, made, Some(day("2027-01-01"))).map(|it| it.value);
        let discharge = earliest_discharge(Jurisdiction::EnglandAndWales, made).expect("countable").value;
        for jurisdiction in [Jurisdiction::EnglandAndWales, Jurisdiction::NorthernIreland] {
            let expected = Variation { earliest_discharge: discharge, counted_from: made };
            assert_eq!(varied(jurisdiction), Ok(expected));
        }
        assert_eq!(varied(Jurisdiction::Scotland), Err(Problem::UnknownCode));
        let early = after_variation(Jurisdiction::EnglandAndWales, made, Some(day("2026-03-09")));
        assert_eq!(early.map(|it| it.value), Err(Problem::BeforeItCan));
        assert_eq!(discharge, day("2028-03-10"));
    }
}

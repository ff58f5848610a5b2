//! How a notification is given, what it need not hold, and when a failure to give it began.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::error::Problem;
use crate::law::provisions as p;
use crate::rules::counting;
use crate::rules::given::Given;
use crate::rules::params::{self, Jurisdiction, Rule};
use crate::rules::trace::{Outcome, Trace};
use crate::rules::validity::Finding;

/// Where a notification was given in England and Wales.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Station {
    /// In the area of the court that last made the order.
    CourtArea,
    /// At a police station elsewhere, or at none.
    Elsewhere,
    /// In the police area of the home address.
    HomeArea,
    /// In the police area of the address that is about to change.
    OldArea,
}

/// How a notification was given; what is not known stays so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Whether the subject came in person.
    pub in_person: Option<bool>,
    /// Whether it was given orally.
    pub orally: Option<bool>,
    /// Where.
    pub station: Option<Station>,
    /// Whether a change of address was notified before it came about.
    pub in_advance: Option<bool>,
    /// Whether the subject has a home address in England or Wales.
    pub has_home_address: Option<bool>,
}

/// Begins with the newest version of a rule that asks for no day.
fn rule_of(id: &'static str) -> (&'static Rule, Trace) {
    let rule = params::nearest(id, None).expect("every rule that a function applies has a row");
    (rule, Trace::of(rule, None))
}

/// Tells whether a notification was given as the Act for England and Wales wants it.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 10
/// - Stalking Protection Act 2019, s. 10(3)(b)
#[must_use]
pub fn notified(manner: Manner) -> Outcome<Finding> {
    let (rule, mut trace) = rule_of("EW-SPO-HOW");
    trace.cite(
        rule.provision(),
        "a notification is given in person and orally, at a police station in the local police area",
    );
    let finding = match (manner.in_person, manner.orally) {
        (Some(false), _) => Finding::not_valid("it was not given in person"),
        (_, Some(false)) => Finding::not_valid("it was not given orally"),
        (None, _) => Finding::needs_review("it is not known whether it was given in person"),
        (_, None) => Finding::needs_review("it is not known whether it was given orally"),
        (Some(true), Some(true)) => station(manner, &mut trace),
    };
    trace.would_change("it was given in another way, or at another police station");
    finding.concluded(trace)
}

fn station(manner: Manner, trace: &mut Trace) -> Finding {
    match (manner.station, manner.in_advance, manner.has_home_address) {
        (None, ..) => Finding::needs_review("it is not known at which police station it was given"),
        (Some(Station::HomeArea), _, Some(false)) => Finding::needs_review(
            "it was given in the area of a home address, and there is said to be none in England or Wales",
        ),
        (Some(Station::HomeArea), ..) => Finding::valid("it was given in the area of the home address"),
        (Some(Station::OldArea), in_advance, _) => {
            trace.cite(
                p::STALKING_2019_S10_3_B,
                "before a change of address the old area's police stations will do",
            );
            match in_advance {
                Some(true) => Finding::valid("it was given in the old area before the change"),
                Some(false) => Finding::not_valid("after the change the old area is the local one no more"),
                None => Finding::needs_review("it is not known whether it was given before the change"),
            }
        }
        (Some(Station::CourtArea), _, has_home) => match has_home {
            Some(false) => Finding::valid("without a home address the area of the court is the local one"),
            Some(true) => Finding::not_valid("the local police area is that of the home address"),
            None => {
                Finding::needs_review("it is not known whether there is a home address in England or Wales")
            }
        },
        (Some(Station::Elsewhere), ..) => Finding::not_valid("it was not given in the local police area"),
    }
}

/// Tells whether the written acknowledgement, for which no time is set, has been given.
///
/// # Law
///
/// Stalking Protection Act 2019, s. 10
#[must_use]
pub const fn acknowledgement(acknowledged: Given<NaiveDate>) -> &'static str {
    match acknowledged {
        Given::Is(_) => "given",
        Given::Not => "outstanding",
        Given::Unknown => "not_known",
    }
}

/// Tells whether a notification was given as the Act for Northern Ireland wants it.
///
/// # Law
///
/// Protection from Stalking Act (Northern Ireland) 2022, s. 15(1)
#[must_use]
pub fn notified_in_northern_ireland(at_a_prescribed_station: Option<bool>) -> Outcome<Finding> {
    let (rule, mut trace) = rule_of("NI-SPO-HOW");
    trace.cite(
        rule.provision(),
        "a notification is given at a police station of Northern Ireland that is prescribed for sexual offenders",
    );
    let finding = match at_a_prescribed_station {
        Some(true) => Finding::valid("it was given at a prescribed police station"),
        Some(false) => Finding::not_valid("it was not given at a prescribed police station"),
        None => Finding::needs_review("it is not known whether the police station is a prescribed one"),
    };
    finding.concluded(trace)
}

/// What subjects of sexual offender notification tell, and subjects of stalking protection orders do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Other {
    /// Bank accounts and cards.
    Bank,
    /// The passport.
    Passport,
    /// The same again, each year.
    Periodic,
    /// Journeys abroad.
    Travel,
    /// Vehicles.
    Vehicle,
}

/// Tells that the Act for England and Wales does not ask for something, unless a condition of the order does.
///
/// # Law
///
/// Stalking Protection Act 2019, s. 9
#[must_use]
pub fn not_asked_for(_what: Other) -> Outcome<&'static str> {
    let (rule, mut trace) = rule_of("EW-SPO-LIMITS");
    let reason =
        "the Act asks for names and the home address only; anything else needs a requirement in the order";
    trace.cite(rule.provision(), reason);
    trace.would_change("the order has a requirement of that kind");
    Outcome::new(reason, trace, format!("no duty: {reason}"))
}

/// A failure to notify in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Default {
    /// The first day of it; none where the notification came in time.
    pub since: Option<NaiveDate>,
    /// Whether it continues; nothing where it is not known whether there was a notification.
    pub continuing: Option<bool>,
}

/// Returns the first day of a failure to notify by a last day, and whether it continues.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 11
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 16
///
/// # Errors
///
/// [`Problem::OutOfRange`] outside 1900 to 2200; [`Problem::BeforeItCan`] for a day from before the Act;
/// [`Problem::UnknownCode`] for a jurisdiction without the duty.
pub fn default(
    jurisdiction: Jurisdiction,
    last_day: NaiveDate,
    notified: Given<NaiveDate>,
) -> Result<Outcome<Default>, Problem> {
    let id = match jurisdiction {
        Jurisdiction::EnglandAndWales => "EW-SPO-NOT-OFF",
        Jurisdiction::NorthernIreland => "NI-SPO-NOT-OFF",
        _ => return Err(Problem::UnknownCode),
    };
    let first = counting::days_later(last_day, 1)?;
    let rule = params::governing(id, last_day)?;
    let mut trace = Trace::of(rule, Some(last_day));
    trace.cite(
        rule.provision(),
        format!("{last_day} is the last day; the failure is first committed on the day after, {first}, and continues"),
    );
    let value = match notified {
        Given::Is(notified) if notified <= last_day => Default { since: None, continuing: Some(false) },
        Given::Is(_) => Default { since: Some(first), continuing: Some(false) },
        Given::Not => Default { since: Some(first), continuing: Some(true) },
        Given::Unknown => Default { since: Some(first), continuing: None },
    };
    let answer = match (value.since, value.continuing) {
        (None, _) => "no failure: notified in time".to_owned(),
        (Some(since), Some(true)) => format!("in default since {since}, and it continues"),
        (Some(since), Some(false)) => format!("in default from {since} until it was notified"),
        (Some(since), None) => format!("in default since {since}, if it was not notified by {last_day}"),
    };
    trace.would_change(
        "it was notified by the last day, or there was a reasonable excuse, which is for a court",
    );
    Ok(Outcome::new(value, trace, answer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::validity::Validity;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_station_of_the_home_area_wants_a_home_address() {
        for (has_home_address, validity) in
            [(Some(false), Validity::NeedsReview), (Some(true), Validity::Valid), (None, Validity::Valid)]
        {
            let manner = Manner {
                in_person: Some(true),
                orally: Some(true),
                station: Some(Station::HomeArea),
                has_home_address,
                ..Manner::default()
            };
            assert_eq!(notified(manner).value.validity, validity, "{has_home_address:?}");
        }
    }

    #[test]
    fn nobody_was_in_default_before_the_act() {
        let since = |jurisdiction, last_day| {
            default(jurisdiction, day(last_day), Given::Not).map(|it| it.value.since)
        };
        for (jurisdiction, before, first, expected) in [
            (Jurisdiction::EnglandAndWales, "2020-01-19", "2020-01-20", "2020-01-21"),
            (Jurisdiction::NorthernIreland, "2021-12-31", "2022-01-01", "2022-01-02"),
        ] {
            assert_eq!(since(jurisdiction, before), Err(Problem::BeforeItCan), "{jurisdiction}");
            assert_eq!(since(jurisdiction, first), Ok(Some(day(expected))), "{jurisdiction}");
        }
        assert_eq!(since(Jurisdiction::Scotland, "2026-03-01"), Err(Problem::UnknownCode));
    }
}

//! When an interim order ends.

use chrono::NaiveDate;

use crate::error::Problem;
use crate::law::{Provision, provisions as p};
use crate::rules::given::{Given, told};
use crate::rules::params;
use crate::rules::trace::{Outcome, Trace};

/// The end of an interim order of England and Wales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The last day.
    pub last_day: NaiveDate,
    /// What ends it.
    pub provision: Provision,
}

/// Returns the last day of an interim order of England and Wales.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 5(6)(a)
/// - Stalking Protection Act 2019, s. 5(6)(b)
///
/// # Errors
///
/// [`Problem::BeforeItCan`] for an order, or a determination, from before the Act.
pub fn end(fixed_last_day: NaiveDate, determined: Given<NaiveDate>) -> Result<Outcome<End>, Problem> {
    let rule = params::governing("EW-ISPO-END", fixed_last_day)?;
    if let Given::Is(on) = determined {
        params::governing("EW-ISPO-END", on)?;
    }
    let mut trace = Trace::of(rule, Some(fixed_last_day));
    trace.cite(p::STALKING_2019_S5_6_A, format!("the fixed period ends with {fixed_last_day}"));
    let value = match determined {
        Given::Is(on) if on < fixed_last_day => {
            trace.cite(
                p::STALKING_2019_S5_6_B,
                format!("the main application was determined earlier, on {on}"),
            );
            End { last_day: on, provision: p::STALKING_2019_S5_6_B }
        }
        _ => End { last_day: fixed_last_day, provision: p::STALKING_2019_S5_6_A },
    };
    if determined.value().is_none() {
        trace.would_change(format!("the main application is determined before {fixed_last_day}"));
    }
    Ok(Outcome::new(value, trace, format!("the last day is {}", value.last_day)))
}

/// What became of the main application in Northern Ireland.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MainApplication {
    /// The court refused it, on this day.
    Dismissed(NaiveDate),
    /// An order was made.
    OrderMade,
    /// Nothing has become of it yet.
    Pending,
    /// The Chief Constable withdrew it.
    Withdrawn,
}

/// The facts about the end of an interim order of Northern Ireland.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndFacts {
    /// What became of the main application.
    pub main_application: MainApplication,
    /// The order's own last day, where it has one.
    pub fixed_last_day: Option<NaiveDate>,
    /// The day on which the time for an appeal expires.
    pub appeal_time_expires: Option<NaiveDate>,
    /// Whether an appeal is pending.
    pub appeal_pending: Option<bool>,
    /// Whether an application to extend the time for an appeal is pending.
    pub extension_application_pending: Option<bool>,
}

/// The end of an interim order of Northern Ireland, as far as the facts go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarliestEnd {
    /// The earliest day on which it can end; none where the facts give none.
    pub ceases_no_earlier_than: Option<NaiveDate>,
    /// A day on which it does not end, though one might think so.
    pub not_on: Option<NaiveDate>,
}

/// Returns the earliest day on which an interim order of Northern Ireland can end.
///
/// A dismissal does not end it: it lives until no appeal is pending or can come. While the main application is
/// pending, the order may be made or the application withdrawn on any day, and no earliest day follows.
///
/// # Law
///
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 11(9)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 11(10)
///
/// # Errors
///
/// [`Problem::BeforeItCan`] for a day from before the Act, and where the time for an appeal would expire before the
/// dismissal.
pub fn end_in_northern_ireland(facts: &EndFacts) -> Result<Outcome<EarliestEnd>, Problem> {
    let on = match facts.main_application {
        MainApplication::Dismissed(on) => Some(on),
        _ => facts.fixed_last_day,
    };
    let rule = params::governing_if_known("NI-ISPO-END", on)?;
    let mut trace = Trace::of(rule, on);
    let mut value = EarliestEnd { ceases_no_earlier_than: None, not_on: None };
    let answer = match facts.main_application {
        MainApplication::Dismissed(dismissed) => {
            if facts.appeal_time_expires.is_some_and(|it| it < dismissed) {
                return Err(Problem::BeforeItCan);
            }
            trace.cite(
                p::STALKING_NI_2022_S11_10,
                "on dismissal the interim order lives until no appeal is pending, the time for one has expired and \
                 no application to extend that time is pending",
            );
            trace.step(format!("an appeal is pending: {}", told(facts.appeal_pending)));
            trace.step(format!("an extension is applied for: {}", told(facts.extension_application_pending)));
            value.not_on = Some(dismissed);
            // The order's own period ends it whatever becomes of the application.
            value.ceases_no_earlier_than = match (facts.appeal_time_expires, facts.fixed_last_day) {
                (Some(expires), Some(last_day)) => Some(expires.min(last_day)),
                (expires, _) => expires,
            };
            if facts.appeal_pending != Some(false) || facts.extension_application_pending != Some(false) {
                trace.would_change(
                    "an appeal or an application to extend its time is, or stays, pending: it ends later",
                );
            }
            format!("not on {dismissed}; {}", earliest_words(value.ceases_no_earlier_than))
        }
        MainApplication::OrderMade | MainApplication::Withdrawn => {
            trace.cite(
                p::STALKING_NI_2022_S11_9,
                "the interim order ends when the order is made or the application is withdrawn",
            );
            "it ends on the day on which the order is made or the application is withdrawn".to_owned()
        }
        MainApplication::Pending => {
            trace.cite(
                p::STALKING_NI_2022_S11_9,
                "the main application has not been determined: the interim order ends on any day on which the order is \
                 made or the application is withdrawn",
            );
            if let Some(last_day) = facts.fixed_last_day {
                trace.step(format!("its own period ends with {last_day} at the latest"));
            }
            trace.would_change("the order is made, or the application is withdrawn: it ends on that day");
            trace.would_change("the application is dismissed: it lives until no appeal can come");
            earliest_words(None)
        }
    };
    Ok(Outcome::new(value, trace, answer))
}

fn earliest_words(day: Option<NaiveDate>) -> String {
    day.map_or_else(
        || "no earliest day follows from the facts".to_owned(),
        |it| format!("no earlier than {it}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn an_interim_order_ends_with_the_main_application_if_that_is_earlier() {
        let fixed = day("2026-07-31");
        for (determined, last_day, provision) in [
            (Given::Is(day("2026-07-10")), "2026-07-10", p::STALKING_2019_S5_6_B),
            (Given::Is(day("2026-07-31")), "2026-07-31", p::STALKING_2019_S5_6_A),
            (Given::Is(day("2026-08-10")), "2026-07-31", p::STALKING_2019_S5_6_A),
            (Given::Not, "2026-07-31", p::STALKING_2019_S5_6_A),
        ] {
            let end = end(fixed, determined).expect("countable").value;
            assert_eq!(end, End { last_day: day(last_day), provision });
        }
    }

    #[test]
    fn no_main_application_was_determined_before_the_act() {
        let determined = |on: &str| end(day("2026-07-31"), Given::Is(day(on))).map(|it| it.value.last_day);
        assert_eq!(determined("2020-01-19"), Err(Problem::BeforeItCan));
        assert_eq!(determined("2020-01-20"), Ok(day("2020-01-20")));
        assert_eq!(end(day("2020-01-19"), Given::Not).err(), Some(Problem::BeforeItCan));
    }

    #[test]
    fn while_the_main_application_is_pending_no_day_is_the_earliest() {
        let facts = EndFacts {
            main_application: MainApplication::Pending,
            fixed_last_day: Some(day("2026-09-30")),
            appeal_time_expires: None,
            appeal_pending: None,
            extension_application_pending: None,
        };
        let Outcome { value, trace } = end_in_northern_ireland(&facts).expect("an answer");
        assert_eq!(value, EarliestEnd { ceases_no_earlier_than: None, not_on: None });
        let text = trace.text();
        assert!(text.contains("ends with 2026-09-30 at the latest"), "{text}");
        assert!(
            text.contains("Another answer if: the order is made, or the application is withdrawn"),
            "{text}"
        );
        let early = EndFacts { fixed_last_day: Some(day("2021-12-31")), ..facts };
        assert_eq!(end_in_northern_ireland(&early).err(), Some(Problem::BeforeItCan));
    }

    #[test]
    fn a_dismissal_in_northern_ireland_does_not_end_the_interim_order() {
        let mut facts = EndFacts {
            main_application: MainApplication::Dismissed(day("2026-07-10")),
            fixed_last_day: Some(day("2026-09-30")),
            appeal_time_expires: Some(day("2026-07-24")),
            appeal_pending: Some(false),
            extension_application_pending: Some(false),
        };
        let end = |facts: &EndFacts| end_in_northern_ireland(facts).map(|it| it.value);
        assert_eq!(
            end(&facts),
            Ok(EarliestEnd {
                ceases_no_earlier_than: Some(day("2026-07-24")),
                not_on: Some(day("2026-07-10"))
            })
        );
        facts.fixed_last_day = Some(day("2026-07-20"));
        assert_eq!(end(&facts).map(|it| it.ceases_no_earlier_than), Ok(Some(day("2026-07-20"))));
        facts.appeal_time_expires = Some(day("2026-07-10"));
        assert_eq!(end(&facts).map(|it| it.ceases_no_earlier_than), Ok(Some(day("2026-07-10"))));
        facts.appeal_time_expires = Some(day("2026-07-09"));
        assert_eq!(end(&facts), Err(Problem::BeforeItCan));
    }
}

//! Whether an order, as it is recorded, can be one that the Act knows, and whether it says what the Act
//! wants an order to say.
//!
//! [`check`] refuses what the text read does not allow. [`content`] lists what is missing, and what
//! someone must look at because the text leaves it open.

use chrono::NaiveDate;
use serde::Serialize;

use crate::error::{Error, Problem, Result};
use crate::law::{Provision, provisions as p};
use crate::model::order::{Jurisdiction, OrderEventKind, OrderKind, Route};
use crate::model::{Day, Order};
use crate::rules::counting;
use crate::rules::duration::{self, Period};
use crate::rules::given::Given;
use crate::rules::life_cycle::{self, is_stalking};
use crate::rules::params::{self, Rule};
use crate::rules::renewal;
use crate::rules::trace::{Outcome, Trace};
use crate::rules::validity::Validity;

/// Refuses an order of the stalking protection Acts that the text read does not allow, and any order
/// whose life cannot have been.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 1
/// - Stalking Protection Act 2019, s. 3(2)
/// - Stalking Protection Act 2019, s. 5
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 9(1)(a)
///
/// # Errors
///
/// [`Error::Unlawful`] with the provision; [`Error::Invalid`] as [`life_cycle::check`], and at `/made_on`
/// for an order from before the Act.
pub fn check(order: &Order) -> Result<()> {
    if let Some(made) = order.made_on.filter(|_| is_stalking(order.kind)) {
        route(order, made.date())?;
        match order.kind {
            OrderKind::InterimStalkingProtection => interim_period(order)?,
            _ => period(order, made.date())?,
        }
    }
    life_cycle::check(order)
}

/// Refuses a route that was not open on the day of making.
fn route(order: &Order, made: NaiveDate) -> Result<()> {
    let unlawful = |provision| Err(Error::Unlawful { provision, problem: Problem::Contradiction });
    match (order.jurisdiction, order.route) {
        (_, None | Some(Route::Application)) | (Jurisdiction::Scotland, _) => Ok(()),
        (Jurisdiction::NorthernIreland, Some(_)) => unlawful(p::STALKING_NI_2022_S7),
        (Jurisdiction::EnglandAndWales, Some(_)) => match route_standing(Route::Conviction, made) {
            RouteStanding::NotOpen => unlawful(p::STALKING_2019_S1),
            _ => Ok(()),
        },
    }
}

/// Refuses an order that is said to replace one which had ended by then, or was not of its kind.
///
/// An interim order whose period has run out is not replaced: an order made afterwards carries an initial
/// duty of its own.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 9(1)(a)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 14(1)
///
/// # Errors
///
/// [`Error::Unlawful`] where the other had ended; [`Error::Invalid`] at `/replaces_interim` or `/replaces`.
pub fn check_replacement(order: &Order, before: &Order) -> Result<()> {
    let contradiction = |at| Err(Error::invalid(at, Problem::Contradiction));
    let interim = before.kind == OrderKind::InterimStalkingProtection;
    if interim && order.replaces_interim == Some(false) {
        return contradiction("/replaces_interim");
    }
    if is_stalking(order.kind) != is_stalking(before.kind) || order.jurisdiction != before.jurisdiction {
        return contradiction("/replaces");
    }
    let (Some(made), true) = (order.made_on, interim) else { return Ok(()) };
    if before.made_on.is_none_or(|it| made < it) {
        return Err(Error::invalid("/made_on", Problem::BeforeItCan));
    }
    let provision = match order.jurisdiction {
        Jurisdiction::NorthernIreland => p::STALKING_NI_2022_S14_1,
        _ => p::STALKING_2019_S9_1_A,
    };
    // What ends with the determination itself ends on the day of the new order.
    let day_before = made.date().pred_opt().map(|it| life_cycle::state_on(before, it));
    let ended = day_before.is_some_and(|it| it.is_end() && it != life_cycle::State::Replaced);
    let ran_out = life_cycle::last_day(before).value().is_some_and(|it| it < made.date());
    if ended || ran_out {
        return Err(Error::Unlawful { provision, problem: Problem::WrongState });
    }
    Ok(())
}

/// Whether an order of England and Wales can have come about in a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RouteStanding {
    /// It can.
    Open,
    /// It may: the provision that opens the way was not read.
    NeedsReview,
    /// It cannot: no such way was open on that day.
    NotOpen,
}

/// Tells whether an order of England and Wales made on a day can have come about in a way.
///
/// # Law
///
/// Stalking Protection Act 2019, s. 1
#[must_use]
pub fn route_standing(route: Route, made: NaiveDate) -> RouteStanding {
    let rule = params::nearest("EW-SPO-ROUTE", Some(made));
    // The rule's caution begins with the Royal Assent of the Act that was not read.
    let amended = rule.is_some_and(|it| it.cautions.iter().any(|it| it.since.is_some_and(|it| it <= made)));
    match route {
        Route::Application => RouteStanding::Open,
        Route::Acquittal | Route::Conviction if amended => RouteStanding::NeedsReview,
        Route::Acquittal | Route::Conviction => RouteStanding::NotOpen,
    }
}

/// Refuses an interim order that is not for a fixed period.
fn interim_period(order: &Order) -> Result<()> {
    if order.jurisdiction == Jurisdiction::EnglandAndWales && order.until_further_order == Some(true) {
        return Err(Error::Unlawful { provision: p::STALKING_2019_S5, problem: Problem::Contradiction });
    }
    Ok(())
}

/// Refuses a period shorter than the least; one that is not recorded is only missing.
fn period(order: &Order, made: NaiveDate) -> Result<()> {
    let outcome = match order.jurisdiction {
        Jurisdiction::EnglandAndWales => {
            let Some(period) = order_period(order) else { return Ok(()) };
            duration::of_order(made, period)
        }
        Jurisdiction::NorthernIreland => {
            let periods = condition_periods(order);
            if periods.is_empty() {
                return Ok(());
            }
            duration::of_conditions(made, &periods)
        }
        Jurisdiction::Scotland => return Ok(()),
    };
    let outcome = outcome.map_err(|it| Error::invalid("/made_on", it))?;
    if outcome.value.valid {
        return Ok(());
    }
    let provision = match order.jurisdiction {
        Jurisdiction::NorthernIreland => p::STALKING_NI_2022_S9_1_A,
        _ => p::STALKING_2019_S3_2,
    };
    Err(Error::Unlawful { provision, problem: Problem::BeforeItCan })
}

fn order_period(order: &Order) -> Option<Period> {
    of(order.last_day, order.until_further_order)
}

fn of(last_day: Option<Day>, until_further_order: Option<bool>) -> Option<Period> {
    match (last_day, until_further_order) {
        (Some(last_day), _) => Some(Period::LastDay(last_day.date())),
        (None, Some(true)) => Some(Period::UntilFurtherOrder),
        _ => None,
    }
}

/// Returns the period of each condition: its own, or the order's where it has none.
fn condition_periods(order: &Order) -> Vec<Period> {
    let own = order.conditions.iter().map(|it| of(it.last_day, it.until_further_order));
    let periods: Vec<_> = own.filter_map(|it| it.or_else(|| order_period(order))).collect();
    if order.conditions.is_empty() { order_period(order).into_iter().collect() } else { periods }
}

/// How something stands that an order has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Said {
    /// It is there.
    There,
    /// It is not there.
    Missing,
    /// It is there, and someone must look: the text leaves open whether it is lawful.
    NeedsReview,
}

/// Something that an order has to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Particular {
    /// Where it stands in the document, as a JSON Pointer.
    pub at: String,
    /// How it stands.
    pub said: Said,
    /// What it is, or what is wrong with it.
    pub words: &'static str,
    /// The provision that wants it.
    #[serde(serialize_with = "crate::rules::trace::provision_text")]
    pub provision: Provision,
}

/// What an order says of what it has to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Content {
    /// Whether nothing is missing.
    pub complete: bool,
    /// Whether someone must look at something.
    pub needs_review: bool,
    /// Each particular.
    pub particulars: Vec<Particular>,
}

/// Lists what an order of the stalking protection Acts has to say; nothing for any other order.
///
/// `source` is the order's record and version, for the trace.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 6
/// - Stalking Protection Act 2019, s. 3(3)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 9
#[must_use]
pub fn content(order: &Order, source: Option<&str>) -> Option<Outcome<Content>> {
    let id = match order.jurisdiction {
        Jurisdiction::EnglandAndWales => "EW-SPO-CONTENT",
        Jurisdiction::NorthernIreland => "NI-SPO-CONTENT",
        Jurisdiction::Scotland => return None,
    };
    if !is_stalking(order.kind) {
        return None;
    }
    let made = order.made_on.map(Day::date);
    let rule = params::nearest(id, made)?;
    let mut trace = Trace::of(rule, made);
    trace.input("made_on", given(order.made_on), source);
    trace.input("last_day", given(order.last_day), source);
    trace.input("until_further_order", crate::rules::given::told(order.until_further_order), source);
    trace.input("conditions", order.conditions.len(), source);
    let mut particulars = vec![
        particular(rule, "/made_on", order.made_on.is_some(), "the day on which the order was made"),
        particular(rule, "/conditions", !order.conditions.is_empty(), "each prohibition or requirement"),
    ];
    particulars.extend(periods(order, rule));
    particulars.extend(renewals(order));
    particulars.extend(route_of(order, rule));
    for it in &particulars {
        let stands = match it.said {
            Said::There => "it is there",
            Said::Missing => "it is missing",
            Said::NeedsReview => "someone must look",
        };
        trace.cite(it.provision, format!("{}, at {}: {stands}", it.words, it.at));
    }
    let complete = particulars.iter().all(|it| it.said != Said::Missing);
    let needs_review = particulars.iter().any(|it| it.said == Said::NeedsReview);
    trace.step("a limit to a locality, and a period of its own, are to be stated only where there is one");
    if !complete {
        trace.would_change("what is missing is recorded");
    }
    let answer = match (complete, needs_review) {
        (true, false) => "the order says what it has to",
        (true, true) => "the order says what it has to; someone must look at what the text leaves open",
        (false, _) => "the order does not say what it has to",
    };
    Some(Outcome::new(Content { complete, needs_review, particulars }, trace, answer))
}

fn given(day: Option<Day>) -> String {
    day.map_or_else(|| "none".to_owned(), |it| it.to_string())
}

fn particular(rule: &Rule, at: &str, is_there: bool, words: &'static str) -> Particular {
    let said = if is_there { Said::There } else { Said::Missing };
    Particular { at: at.to_owned(), said, words, provision: rule.provision() }
}

/// The period of the order, and of each condition that has its own.
fn periods(order: &Order, rule: &Rule) -> Vec<Particular> {
    const WHOLE: &str = "whether the order is for a fixed period, and for which";
    const EACH: &str = "the period of each prohibition or requirement";
    let mut found = Vec::new();
    let in_northern_ireland = order.jurisdiction == Jurisdiction::NorthernIreland;
    if !in_northern_ireland {
        found.push(particular(rule, "/last_day", order_period(order).is_some(), WHOLE));
    }
    let least = order.made_on.and_then(|it| least_last_day(order, it.date()));
    for (index, condition) in order.conditions.iter().enumerate() {
        let own = of(condition.last_day, condition.until_further_order);
        let at = format!("/conditions/{index}/last_day");
        if in_northern_ireland {
            let said = own.or_else(|| order_period(order)).is_some();
            found.push(particular(rule, &at, said, EACH));
        } else if let Some(Period::LastDay(last_day)) = own {
            let short = least.is_some_and(|least| last_day < least);
            let words = if short {
                "a condition's own period is shorter than the least period of an order; whether that floor \
                 binds it is not said"
            } else {
                "a condition's own period"
            };
            let said = if short { Said::NeedsReview } else { Said::There };
            found.push(Particular { at, said, words, provision: p::STALKING_2019_S3_3 });
        }
    }
    found
}

/// The renewals that someone must look at: shorter than the least period of an order, or no longer than the period
/// before, where what happened before tells it.
fn renewals(order: &Order) -> Vec<Particular> {
    let (jurisdiction, provision) = match order.jurisdiction {
        Jurisdiction::EnglandAndWales => (params::Jurisdiction::EnglandAndWales, p::STALKING_2019_S4),
        Jurisdiction::NorthernIreland => (params::Jurisdiction::NorthernIreland, p::STALKING_NI_2022_S10),
        Jurisdiction::Scotland => return Vec::new(),
    };
    let full = order.kind == OrderKind::StalkingProtection;
    let Some(made) = order.made_on.filter(|_| full) else { return Vec::new() };
    let mut events: Vec<_> = order.events.iter().enumerate().collect();
    events.sort_by_key(|it| it.1.on);
    let (mut before, mut found) = (Given::Unknown, Vec::new());
    for (index, event) in events {
        let Some(period) = of(event.last_day, event.until_further_order) else { continue };
        if event.kind == OrderEventKind::Renewed {
            // What is renewed lasts on that day; how much longer it would have lasted may not be told.
            let ends = if before == Given::Unknown { Given::Is(event.on.date()) } else { before };
            let renewal = renewal::of_renewal(jurisdiction, made.date(), ends, event.on.date(), period)
                .map(|it| it.value);
            if let Ok(it) = renewal.map(|it| it.finding)
                && it.validity == Validity::NeedsReview
            {
                let at = format!("/events/{index}");
                found.push(Particular { at, said: Said::NeedsReview, words: it.reason, provision });
            }
        }
        before = Given::or_not(event.last_day.map(Day::date));
    }
    found
}

/// Returns the earliest last day that a full order may have.
fn least_last_day(order: &Order, made: NaiveDate) -> Option<NaiveDate> {
    if order.kind != OrderKind::StalkingProtection {
        return None;
    }
    let rule = params::rule("EW-SPO-DUR", made)?;
    counting::last_day_of_years(made, rule.number("fixed_years_min")).ok()
}

/// How the court came to make it, where that needs a look.
fn route_of(order: &Order, rule: &Rule) -> Option<Particular> {
    const UNKNOWN: &str = "how the court came to make the order is not recorded";
    const OF_ITS_OWN_MOTION: &str = "an order on conviction or acquittal rests on the Crime and Policing Act 2026, \
                                     whose text was not read";
    let looked_at = |words| {
        let provision = match order.jurisdiction {
            Jurisdiction::NorthernIreland => p::STALKING_NI_2022_S7,
            _ => p::STALKING_2019_S1,
        };
        Some(Particular { at: "/route".to_owned(), said: Said::NeedsReview, words, provision })
    };
    match order.route {
        None => looked_at(UNKNOWN),
        Some(Route::Application) => {
            Some(particular(rule, "/route", true, "how the court came to make the order"))
        }
        Some(_) => looked_at(OF_ITS_OWN_MOTION),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Condition;
    use crate::model::order::{OrderEvent, OrderEventKind};
    use crate::model::text::Few;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn order() -> Order {
        let condition = Condition::prohibition(1, "Not to go there.").expect("a condition");
        Order::stalking_protection(day("2026-03-10"))
            .lasting_to(day("2028-03-09"))
            .with(condition)
            .expect("one")
    }

    #[track_caller]
    fn refused(order: &Order, section: &str, problem: Problem) {
        match check(order) {
            Err(Error::Unlawful { provision, problem: found }) => {
                assert_eq!((provision.section, found), (section, problem));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_order_shorter_than_two_years_is_refused() {
        assert_eq!(check(&order()), Ok(()));
        refused(&order().lasting_to(day("2028-03-08")), "s. 3(2)", Problem::BeforeItCan);
        assert_eq!(check(&order().until_further_order()), Ok(()));
        let mut open = order();
        open.last_day = None;
        assert_eq!(check(&open), Ok(()), "what is missing is not unlawful");
        let injunction = Order { kind: OrderKind::HarassmentInjunction, ..order() };
        assert_eq!(check(&injunction.lasting_to(day("2026-04-10"))), Ok(()));
    }

    #[test]
    fn in_northern_ireland_each_condition_has_the_floor() {
        let mut order = Order { jurisdiction: Jurisdiction::NorthernIreland, ..order() };
        assert_eq!(check(&order), Ok(()));
        let short = Condition { last_day: Some(day("2027-03-09")), ..order.conditions[0].clone() };
        order.conditions = Few::new(vec![order.conditions[0].clone(), short.clone()]).expect("two");
        refused(&order, "s. 9(1)(a)", Problem::BeforeItCan);
        order.conditions =
            Few::new(vec![Condition { last_day: None, until_further_order: Some(true), ..short }])
                .expect("one");
        order.last_day = None;
        assert_eq!(check(&order), Ok(()));
        order.conditions = Few::default();
        assert_eq!(check(&order), Ok(()));
        refused(&order.lasting_to(day("2027-03-09")), "s. 9(1)(a)", Problem::BeforeItCan);
    }

    #[test]
    fn an_interim_order_is_for_a_fixed_period_of_any_length() {
        let interim = |order: Order| Order { kind: OrderKind::InterimStalkingProtection, ..order };
        assert_eq!(check(&interim(order().lasting_to(day("2026-04-10")))), Ok(()));
        refused(&interim(order().until_further_order()), "s. 5", Problem::Contradiction);
        let elsewhere =
            Order { jurisdiction: Jurisdiction::NorthernIreland, ..order().until_further_order() };
        assert_eq!(check(&interim(elsewhere)), Ok(()));
    }

    #[test]
    fn an_order_of_the_courts_own_motion_needs_review_since_the_act_and_was_none_before() {
        let on =
            |made: &str, route| Order { made_on: Some(day(made)), route, ..order().until_further_order() };
        for route in [Route::Conviction, Route::Acquittal] {
            refused(&on("2026-04-28", Some(route)), "s. 1", Problem::Contradiction);
            let order = on("2026-04-29", Some(route));
            assert_eq!(check(&order), Ok(()));
            assert!(content(&order, None).expect("a stalking order").value.needs_review);
            let elsewhere = Order { jurisdiction: Jurisdiction::NorthernIreland, ..order };
            refused(&elsewhere, "s. 7", Problem::Contradiction);
            let elsewhere = Order { jurisdiction: Jurisdiction::Scotland, ..elsewhere };
            assert_eq!(check(&elsewhere), Ok(()));
        }
        let applied_for = content(&on("2026-04-29", Some(Route::Application)), None).expect("one").value;
        assert!(applied_for.complete && !applied_for.needs_review);
        assert!(content(&on("2026-04-29", None), None).expect("one").value.needs_review);
    }

    #[test]
    fn an_order_from_before_the_act_is_refused() {
        let early = Order { made_on: Some(day("2020-01-19")), ..order() };
        assert_eq!(check(&early), Err(Error::invalid("/made_on", Problem::BeforeItCan)));
        assert_eq!(check(&Order { made_on: Some(day("2020-01-20")), ..order() }), Ok(()));
    }

    #[test]
    fn a_life_that_cannot_have_been_is_refused() {
        let events = |kind, on: &str| Few::new(vec![OrderEvent::of(kind, day(on))]).expect("one");
        let order = Order { events: events(OrderEventKind::Discharged, "2026-05-01"), ..order() };
        refused(&order, "s. 4", Problem::BeforeItCan);
    }

    #[test]
    fn an_order_replaces_an_interim_order_only_while_that_lasts() {
        let made_on = |on: &str| Order { made_on: Some(day(on)), replaces_interim: Some(true), ..order() };
        let interim = Order { kind: OrderKind::InterimStalkingProtection, ..order() };
        let interim = interim.lasting_to(day("2026-07-31"));
        let event = |kind, on: &str| Few::new(vec![OrderEvent::of(kind, day(on))]).expect("one");
        assert_eq!(check_replacement(&made_on("2026-07-31"), &interim), Ok(()));
        let late = check_replacement(&made_on("2026-08-01"), &interim);
        let provision = p::STALKING_2019_S9_1_A;
        assert_eq!(late, Err(Error::Unlawful { provision, problem: Problem::WrongState }));
        let here = |order: Order| Order { jurisdiction: Jurisdiction::NorthernIreland, ..order };
        let late = check_replacement(&here(made_on("2026-08-01")), &here(interim.clone()));
        let provision = p::STALKING_NI_2022_S14_1;
        assert_eq!(late, Err(Error::Unlawful { provision, problem: Problem::WrongState }));
        assert_eq!(check_replacement(&made_on("2026-03-10"), &interim), Ok(()), "on the day of its making");
        let discharged = Order { events: event(OrderEventKind::Discharged, "2026-05-01"), ..interim.clone() };
        assert!(check_replacement(&made_on("2026-05-02"), &discharged).is_err());
        let replaced = Order { events: event(OrderEventKind::Replaced, "2026-05-01"), ..interim.clone() };
        assert_eq!(check_replacement(&made_on("2026-05-01"), &replaced), Ok(()));
        let at = |order: &Order, before: &Order| {
            check_replacement(order, before)
                .expect_err("a contradiction")
                .pointer()
                .map(|it| it.as_str().to_owned())
        };
        assert_eq!(at(&made_on("2026-03-09"), &interim).as_deref(), Some("/made_on"));
        assert_eq!(at(&order(), &interim).as_deref(), Some("/replaces_interim"));
        let elsewhere = Order { jurisdiction: Jurisdiction::NorthernIreland, ..made_on("2026-05-01") };
        assert_eq!(at(&elsewhere, &interim).as_deref(), Some("/replaces"));
    }

    /// What is not there, or needs a look, with the place.
    fn wanting(order: &Order) -> Vec<(String, Said)> {
        let content = content(order, Some("order 1 version 2")).expect("a stalking order");
        let text = content.trace.text();
        for (name, day) in [("made_on", order.made_on), ("last_day", order.last_day)] {
            let day = day.map_or("none".to_owned(), |it| it.to_string());
            let line = format!("{name} = {day} (from order 1 version 2)");
            assert!(text.contains(&line), "{line}: {text}");
        }
        assert_eq!(
            content.value.complete,
            content.value.particulars.iter().all(|it| it.said != Said::Missing)
        );
        let wanting = content.value.particulars.into_iter().filter(|it| it.said != Said::There);
        wanting.map(|it| (it.at, it.said)).collect()
    }

    #[test]
    fn an_order_says_what_section_6_wants() {
        assert_eq!(wanting(&order()), []);
        let bare = Order { conditions: Few::default(), last_day: None, ..order() };
        let missing = |at: &str| (at.to_owned(), Said::Missing);
        assert_eq!(wanting(&bare), [missing("/conditions"), missing("/last_day")]);
        let applied = Order { made_on: None, applied_on: Some(day("2026-03-01")), ..order() };
        assert_eq!(wanting(&applied), [missing("/made_on")]);
        assert_eq!(content(&Order { kind: OrderKind::NonHarassment, ..order() }, None), None);
        assert_eq!(content(&Order { jurisdiction: Jurisdiction::Scotland, ..order() }, None), None);
    }

    #[test]
    fn a_condition_shorter_than_the_orders_floor_needs_review_in_england_and_wales() {
        let with_own = |order: Order, last_day: &str| {
            let own = Condition { last_day: Some(day(last_day)), ..order.conditions[0].clone() };
            Order { conditions: Few::new(vec![own]).expect("one"), ..order }
        };
        let short = with_own(order(), "2028-03-08");
        assert_eq!(wanting(&short), [("/conditions/0/last_day".to_owned(), Said::NeedsReview)]);
        assert_eq!(check(&short), Ok(()));
        assert_eq!(wanting(&with_own(order(), "2028-03-09")), []);
        let interim = Order { kind: OrderKind::InterimStalkingProtection, ..order() };
        assert_eq!(wanting(&with_own(interim, "2026-04-01")), []);
    }

    #[test]
    fn a_renewal_that_does_not_lengthen_an_order_or_is_short_needs_a_look() {
        let renewed = |jurisdiction, renewals: &[(&str, Option<&str>)]| {
            let event = |it: &(&str, Option<&str>)| OrderEvent {
                last_day: it.1.map(day),
                until_further_order: it.1.is_none().then_some(true),
                ..OrderEvent::of(OrderEventKind::Renewed, day(it.0))
            };
            let events = renewals.iter().map(event).collect();
            Order { events: Few::new(events).expect("few"), jurisdiction, ..order() }
        };
        let interim = Order {
            kind: OrderKind::InterimStalkingProtection,
            ..renewed(Jurisdiction::EnglandAndWales, &[("2026-05-01", Some("2026-06-01"))])
        };
        assert_eq!(wanting(&interim), [], "an interim order has no least period");
        let renewed = |jurisdiction, renewals: &[_]| wanting(&renewed(jurisdiction, renewals));
        let look = |index: usize| (format!("/events/{index}"), Said::NeedsReview);
        for it in [Jurisdiction::EnglandAndWales, Jurisdiction::NorthernIreland] {
            assert_eq!(renewed(it, &[("2026-05-01", Some("2028-04-30"))]), []);
            assert_eq!(renewed(it, &[("2026-05-01", Some("2028-04-29"))]), [look(0)], "two years less a day");
            let first = ("2026-05-01", Some("2030-01-01"));
            assert_eq!(renewed(it, &[first, ("2026-06-01", Some("2030-01-01"))]), [look(1)]);
            assert_eq!(renewed(it, &[first, ("2026-06-01", Some("2030-01-02"))]), []);
            assert_eq!(
                renewed(it, &[first, ("2026-06-01", None), ("2026-07-01", Some("2031-01-01"))]),
                [look(2)]
            );
            // The order of the days counts, not that of the rows.
            assert_eq!(renewed(it, &[("2026-06-01", Some("2029-01-01")), first]), [look(0)]);
        }
    }

    #[test]
    fn in_northern_ireland_each_condition_says_its_period() {
        let order = Order { jurisdiction: Jurisdiction::NorthernIreland, ..order() };
        assert_eq!(wanting(&order), []);
        let open = Order { last_day: None, ..order };
        assert_eq!(wanting(&open), [("/conditions/0/last_day".to_owned(), Said::Missing)]);
    }
}

//! Orders' lives told step by step: where each leads, and what refuses the steps that cannot be.

use super::*;
use crate::error::Code;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// An order of a kind, made on 2026-03-10 for so long; `NI` begins one of Northern Ireland.
fn made(what: &str) -> Order {
    let mut order = Order::stalking_protection(day("2026-03-10")).lasting_to(day("2028-06-30"));
    for word in what.split_whitespace() {
        match word {
            "full" => {}
            "interim" => {
                order.kind = OrderKind::InterimStalkingProtection;
                order.last_day = Some(day("2026-07-31"));
            }
            "NI" => order.jurisdiction = Jurisdiction::NorthernIreland,
            "injunction" => order.kind = OrderKind::HarassmentInjunction,
            "endless" => order = order.until_further_order(),
            "applied" => {
                (order.applied_on, order.made_on, order.last_day) = (Some(day("2026-02-01")), None, None);
            }
            _ => panic!("no order is {word}"),
        }
    }
    order
}

/// Takes a step such as `varied 2026-05-01`, `renewed 2026-05-01 to 2030-01-01` or `discharged 2026-05-01 by
/// both`.
fn taken(order: &Order, text: &str) -> Result<Order> {
    let words: Vec<_> = text.split_whitespace().collect();
    let kind: OrderEventKind = words[0].parse().expect("a step");
    let on = day(words[1]);
    if kind == OrderEventKind::Served {
        return serve(order, Service::in_person(on), day("2031-01-01").date());
    }
    let mut step = OrderStep::on(on);
    match words[2..] {
        ["to", "further", "order"] => step.until_further_order = Some(true),
        ["to", last_day] => step = step.lasting_to(day(last_day)),
        ["by", "both"] => step.consents = Few::new(Consent::ALL.to_vec()).expect("two"),
        ["by", who] => step.consents = Few::new(vec![who.parse().expect("one")]).expect("one"),
        _ => {}
    }
    take(order, kind, step)
}

#[track_caller]
fn after(order: &str, steps: &[&str]) -> Order {
    steps.iter().fold(made(order), |order, step| {
        let after = taken(&order, step).unwrap_or_else(|fault| panic!("{step}: {fault}"));
        check(&after).unwrap_or_else(|fault| panic!("{step} once taken: {fault}"));
        after
    })
}

/// Tells the steps and checks the state on some days.
#[track_caller]
fn lives(order: &str, steps: &[&str], days: &[(&str, State)]) {
    let order = after(order, steps);
    for (on, state) in days {
        assert_eq!(state_on(&order, day(on).date()), *state, "{steps:?} on {on}");
    }
}

/// Tells the steps, of which the last one is refused by a provision.
#[track_caller]
fn refused_by(order: &str, steps: &[&str], section: &str) {
    let (last, first) = steps.split_last().expect("a step");
    match taken(&after(order, first), last) {
        Err(Error::Unlawful { provision, .. }) => assert_eq!(provision.section, section, "{steps:?}"),
        other => panic!("{steps:?}: {other:?}"),
    }
}

/// Tells the steps, of which the last one is refused at a place.
#[track_caller]
fn refused_at(order: &str, steps: &[&str], at: &str, problem: Problem) {
    let (last, first) = steps.split_last().expect("a step");
    assert_eq!(taken(&after(order, first), last), Err(Error::invalid(at, problem)), "{steps:?}");
}

#[test]
fn every_state_has_its_row_and_every_step_its_column() {
    for (state, cells) in TABLE {
        assert_eq!(cells.split(' ').count(), OrderEventKind::ALL.len(), "{state:?}");
        assert!(cells.split(' ').all(|it| ["+", "1", "i", "."].contains(&it)), "{state:?}");
    }
    let states: Vec<_> = TABLE.iter().map(|it| it.0).collect();
    assert!(states.iter().all(|it| states.iter().filter(|other| *other == it).count() == 1));
    // What has ended is not varied, renewed, served or discharged again.
    for (state, cells) in TABLE.iter().filter(|it| it.0.is_end()) {
        for step in
            [OrderEventKind::Varied, OrderEventKind::Renewed, OrderEventKind::Served, OrderEventKind::Expired]
        {
            let verdict = verdict(*state, step, OrderKind::StalkingProtection);
            assert_ne!(verdict, Verdict::Allowed, "{state:?} {step:?} {cells}");
        }
    }
}

#[test]
fn a_state_is_called_as_its_document_calls_it() {
    for (state, _) in TABLE {
        assert_eq!(serde_json::to_value(state).expect("JSON"), state.name());
    }
}

#[test]
fn an_order_is_made_served_varied_renewed_and_expires() {
    lives(
        "full",
        &["served 2026-03-12", "varied 2026-05-01", "renewed 2028-06-01 to 2030-06-30"],
        &[
            ("2026-03-09", State::Applied),
            ("2026-03-10", State::Made),
            ("2026-03-12", State::InForce),
            ("2026-05-01", State::Varied),
            ("2028-06-01", State::Renewed),
            ("2030-06-30", State::Renewed),
            ("2030-07-01", State::Expired),
        ],
    );
    lives("full", &["expired 2028-06-30"], &[("2028-06-29", State::Made), ("2028-06-30", State::Expired)]);
}

#[test]
fn in_northern_ireland_an_order_is_in_force_without_service() {
    lives("NI full", &[], &[("2026-03-10", State::InForce)]);
    lives("injunction", &[], &[("2026-03-10", State::InForce)]);
    let mut order = made("NI full");
    order.in_force_on = Some(day("2026-04-01"));
    assert_eq!(state_on(&order, day("2026-03-31").date()), State::Made);
    let order = taken(&order, "served 2026-03-15").expect("served");
    assert_eq!(state_on(&order, day("2026-03-31").date()), State::Served);
    assert_eq!(state_on(&order, day("2026-04-01").date()), State::InForce);
}

#[test]
fn an_application_leads_to_an_order_or_to_none() {
    lives(
        "applied",
        &["adjourned 2026-02-10", "interim_made 2026-02-20", "made 2026-03-10 to 2028-06-30"],
        &[("2026-02-10", State::Applied), ("2026-02-20", State::Interim), ("2026-03-10", State::Made)],
    );
    lives("applied", &["withdrawn 2026-02-10"], &[("2026-02-10", State::Withdrawn)]);
    lives(
        "applied",
        &["dismissed 2026-02-10", "appealed 2026-02-20", "made 2026-03-10 to 2028-06-30"],
        &[("2026-02-10", State::Dismissed), ("2026-02-20", State::Appealed), ("2026-03-10", State::Made)],
    );
    assert_eq!(after("applied", &["made 2026-03-10 to 2028-06-30"]).made_on, Some(day("2026-03-10")));
    assert_eq!(after("applied", &["made 2026-03-10 to 2028-06-30"]).last_day, Some(day("2028-06-30")));
}

#[test]
fn an_appeal_leaves_the_order_standing_until_it_is_quashed() {
    let appealed = ["served 2026-03-12", "appealed 2026-04-01"];
    lives("full", &appealed, &[("2026-03-31", State::InForce), ("2026-04-01", State::Appealed)]);
    lives("full", &[&appealed[..], &["appeal_ended 2026-05-01"]].concat(), &[("2026-05-01", State::InForce)]);
    lives("full", &[&appealed[..], &["quashed 2026-05-01"]].concat(), &[("2026-05-01", State::Quashed)]);
    lives(
        "full",
        &[&appealed[..], &["discharged 2026-05-01 by both", "quashed 2026-06-01"]].concat(),
        &[("2026-06-01", State::Discharged)],
    );
    refused_by("full", &["appeal_ended 2026-05-01"], "s. 7");
    refused_by("full", &["quashed 2026-05-01"], "s. 7");
    refused_by("full", &["discharged 2028-05-01", "appeal_ended 2028-05-02"], "s. 7");
    refused_by("full", &["discharged 2028-05-01", "quashed 2028-05-02"], "s. 7");
    let pending = ["appealed 2028-04-01", "discharged 2028-05-01", "appealed 2028-05-02"];
    refused_at("full", &pending, "/kind", Problem::WrongState);
    refused_at("full", &["appealed 2026-05-01", "appealed 2026-05-02"], "/kind", Problem::WrongState);
    refused_at("NI full", &["quashed 2026-05-01"], "/kind", Problem::WrongState);
}

#[test]
fn the_main_application_ends_an_interim_order_but_its_dismissal_not_that_of_northern_ireland() {
    let dismissed = ["served 2026-03-12", "dismissed 2026-05-01"];
    lives("interim", &dismissed, &[("2026-05-01", State::Dismissed)]);
    lives("NI interim", &dismissed, &[("2026-05-01", State::InForce)]);
    lives("NI interim", &["withdrawn 2026-05-01"], &[("2026-05-01", State::Withdrawn)]);
    lives("interim", &["replaced 2026-05-01"], &[("2026-05-01", State::Replaced)]);
    lives("interim", &["discharged 2026-03-11"], &[("2026-03-11", State::Discharged)]);
    refused_by("full", &["dismissed 2026-05-01"], "s. 1");
    refused_by("NI full", &["withdrawn 2026-05-01"], "s. 7");
}

#[test]
fn a_discharge_within_two_years_of_making_needs_both_consents() {
    refused_by("full", &["discharged 2028-03-09"], "s. 4");
    refused_by("full", &["discharged 2026-05-01 by subject"], "s. 4");
    refused_by("full", &["discharged 2026-05-01 by chief_officer"], "s. 4");
    refused_by("NI full", &["discharged 2028-03-09"], "s. 10(3)(b)");
    // The two years run from the making, whatever was varied since.
    refused_by("full", &["varied 2026-05-01", "discharged 2028-03-09"], "s. 4");
    lives("full", &["discharged 2028-03-10"], &[("2028-03-10", State::Discharged)]);
    lives("NI full", &["discharged 2028-03-10"], &[("2028-03-10", State::Discharged)]);
    lives("full", &["discharged 2026-05-01 by both"], &[("2026-05-01", State::Discharged)]);
    lives("injunction", &["discharged 2026-05-01"], &[("2026-05-01", State::Discharged)]);
}

#[test]
fn steps_that_cannot_follow_are_refused_with_the_provision() {
    for (order, steps, section) in [
        ("applied", &["varied 2026-05-01"][..], "s. 4"),
        ("applied", &["discharged 2026-05-01"], "s. 4"),
        ("NI applied", &["renewed 2026-05-01 to 2030-01-01"], "s. 10"),
        ("full", &["varied 2026-03-09"], "s. 4"),
        ("full", &["discharged 2028-05-01", "varied 2028-05-02"], "s. 4"),
        ("full", &["discharged 2028-05-01", "renewed 2028-05-02 to 2030-01-01"], "s. 4"),
        ("full", &["varied 2028-07-01"], "s. 4"),
        ("full", &["renewed 2028-07-01 to 2030-01-01"], "s. 4"),
        ("full", &["discharged 2028-05-01", "served 2028-05-02"], "s. 9(1)"),
        ("full", &["interim_made 2026-04-01"], "s. 5"),
        ("full", &["replaced 2028-07-01"], "s. 9(1)(a)"),
        ("interim", &["varied 2026-08-01"], "s. 5"),
        ("NI interim", &["renewed 2026-08-01 to 2026-09-01"], "s. 11"),
        ("endless", &["expired 2027-01-01"], "s. 3"),
        ("NI endless", &["expired 2027-01-01"], "s. 9"),
    ] {
        refused_by(order, steps, section);
    }
}

#[test]
fn what_does_not_belong_to_a_step_is_refused_at_its_place() {
    for (order, steps, at, problem) in [
        ("full", &["served 2026-03-12", "served 2026-03-13"][..], "/service", Problem::WrongState),
        ("full", &["served 2026-03-09"], "/service/on", Problem::BeforeItCan),
        ("full", &["made 2026-03-12"], "/kind", Problem::WrongState),
        ("full", &["renewed 2026-05-01"], "/last_day", Problem::Missing),
        ("full", &["renewed 2026-05-01 to 2026-04-30"], "/last_day", Problem::BeforeItCan),
        ("endless", &["renewed 2026-05-01 to 2026-04-30"], "/last_day", Problem::BeforeItCan),
        ("full", &["varied 2026-05-01 to 2029-01-01"], "/last_day", Problem::Contradiction),
        ("full", &["varied 2026-05-01 by subject"], "/consents", Problem::Contradiction),
        ("full", &["expired 2028-06-29"], "/on", Problem::Contradiction),
        ("full", &["appealed 2026-05-01", "made 2026-05-02"], "/kind", Problem::WrongState),
        ("injunction", &["discharged 2026-05-01", "varied 2026-05-02"], "/kind", Problem::WrongState),
    ] {
        refused_at(order, steps, at, problem);
    }
    let mut step = OrderStep::on(day("2026-05-01"));
    step.conditions = Some(Few::default());
    let refused = take(&made("full"), OrderEventKind::Appealed, step);
    assert_eq!(refused, Err(Error::invalid("/conditions", Problem::Contradiction)));
    let both = OrderStep {
        until_further_order: Some(true),
        ..OrderStep::on(day("2026-05-01")).lasting_to(day("2030-01-01"))
    };
    let refused = take(&made("full"), OrderEventKind::Renewed, both);
    assert_eq!(refused, Err(Error::invalid("/until_further_order", Problem::Contradiction)));
}

#[test]
fn a_step_recorded_late_is_judged_by_its_own_day() {
    let order = after("full", &["discharged 2028-05-01"]);
    let order = taken(&order, "varied 2027-01-01").expect("it was in force then");
    assert_eq!(state_on(&order, day("2027-06-01").date()), State::Made, "it was never served");
    check(&order).expect("in the order of its days it is a life");
}

#[test]
fn an_application_withdrawn_or_dismissed_is_not_the_end_of_an_order_made_on_another() {
    for kind in [OrderEventKind::Withdrawn, OrderEventKind::Dismissed] {
        let mut order = made("full");
        order.events = Few::new(vec![OrderEvent::of(kind, day("2026-02-10"))]).expect("one");
        assert!(state_on(&order, day("2026-03-09").date()).is_end());
        assert_eq!(state_on(&order, day("2026-03-10").date()), State::Made);
        assert_eq!(recorded_end(&order), None);
    }
}

#[test]
fn an_order_of_no_known_length_expires_when_it_is_said_to() {
    let mut order = made("full");
    order.last_day = None;
    assert_eq!(taken(&order, "expired 2027-01-01").map(|it| it.events.len()), Ok(1));
}

#[test]
fn an_application_that_is_told_twice_tells_one_day_once() {
    let mut order = made("applied");
    let told = |on| OrderEvent::of(OrderEventKind::Applied, day(on));
    order.events = Few::new(vec![told("2026-02-01")]).expect("one");
    assert_eq!(check(&order), Ok(()));
    order.events = Few::new(vec![told("2026-02-02")]).expect("one");
    assert_eq!(check(&order), Err(Error::invalid("/events/0/on", Problem::Contradiction)));
    order.events = Few::new(vec![told("2026-02-01"), told("2026-02-01")]).expect("two");
    assert_eq!(check(&order), Err(Error::invalid("/events/0/on", Problem::GivenTwice)));
    (order.applied_on, order.events) = (None, Few::new(vec![told("2026-02-02")]).expect("one"));
    assert_eq!(check(&order), Ok(()), "the event alone tells the day");
}

#[test]
fn a_whole_life_is_checked_at_the_place_of_what_cannot_be() {
    let mut order = after("full", &["served 2026-03-12", "varied 2026-05-01"]);
    order.service = Some(Service::in_person(day("2026-03-13")));
    assert_eq!(check(&order), Err(Error::invalid("/events/0/on", Problem::Contradiction)));
    let mut order = after("full", &["varied 2026-05-01"]);
    let twice = [OrderEvent::of(OrderEventKind::Discharged, day("2028-05-01")); 1];
    order.events = Few::new([&twice[..], &order.events[..], &twice[..]].concat()).expect("few");
    assert_eq!(check(&order), Err(Error::invalid("/events/0/kind", Problem::WrongState)));
    let mut order = made("full");
    let event = OrderEvent::of(OrderEventKind::Made, day("2026-03-10"));
    order.events = Few::new(vec![event.clone()]).expect("one");
    assert_eq!(check(&order), Ok(()));
    order.events = Few::new(vec![event.clone(), event]).expect("two");
    assert_eq!(check(&order).map_err(|it| it.code()), Err(Code::Invalid));
}

#[test]
fn a_variation_changes_the_conditions_and_a_renewal_the_period() {
    let mut step = OrderStep::on(day("2026-05-01"));
    let condition = crate::model::Condition::prohibition(1, "Not to go there.").expect("a condition");
    step.conditions = Some(Few::new(vec![condition.clone()]).expect("one"));
    let order = take(&made("full"), OrderEventKind::Varied, step).expect("varied");
    assert_eq!(&order.conditions[..], &[condition]);
    let order = taken(&order, "renewed 2026-06-01 to further order").expect("renewed");
    let last_day = taken(&order, "renewed 2026-06-02 to 2026-06-02").map(|it| it.last_day);
    assert_eq!(last_day, Ok(Some(day("2026-06-02"))), "a day is a period");
    assert_eq!((order.last_day, order.until_further_order), (None, Some(true)));
    let order = taken(&order, "renewed 2026-07-01 to 2031-01-01").expect("renewed");
    assert_eq!((order.last_day, order.until_further_order), (Some(day("2031-01-01")), None));
    // The Act does not say that a renewal has to be longer.
    let shorter = taken(&order, "renewed 2026-08-01 to 2030-01-01").expect("renewed");
    assert_eq!(shorter.last_day, Some(day("2030-01-01")));
}

/// Conditions by their last days: a day, `further` for until further order, `-` for none of its own.
fn with_conditions(order: &Order, periods: &[&str]) -> Order {
    let condition = |(number, period): (u16, &&str)| {
        let it = crate::model::Condition::prohibition(number, "Not to go there.").expect("a condition");
        let until_further_order = (*period == "further").then_some(true);
        crate::model::Condition { last_day: period.parse().ok(), until_further_order, ..it }
    };
    let conditions = (1..).zip(periods).map(condition).collect();
    Order { conditions: Few::new(conditions).expect("few"), ..order.clone() }
}

#[test]
fn an_order_of_northern_ireland_lasts_as_long_as_the_last_of_its_conditions() {
    let (here, there) = (made("NI full"), made("full"));
    let open = |order: &Order| Order { last_day: None, ..order.clone() };
    let is = |text: &str| Given::Is(day(text).date());
    for (order, periods, expected) in [
        (&here, &[][..], is("2028-06-30")),
        (&here, &["-"], is("2028-06-30")),
        (&here, &["2028-03-09", "-"], is("2028-06-30")),
        (&here, &["2028-07-01", "-"], is("2028-07-01")),
        (&here, &["further", "2028-03-09"], Given::Not),
        (&open(&here), &["2028-03-09", "2029-03-09"], is("2029-03-09")),
        (&open(&here), &["2028-03-09", "-"], Given::Unknown),
        (&open(&here), &[], Given::Unknown),
        (&made("NI endless"), &["2028-03-09"], Given::Not),
        (&there, &["2029-03-09"], is("2028-06-30")),
        (&there, &["further"], is("2028-06-30")),
        (&open(&there), &["2029-03-09"], Given::Unknown),
    ] {
        assert_eq!(last_day(&with_conditions(order, periods)), expected, "{periods:?}");
    }
    let order = with_conditions(&open(&here), &["2028-03-09", "2028-06-30"]);
    assert_eq!(state_on(&order, day("2028-06-30").date()), State::InForce);
    assert_eq!(state_on(&order, day("2028-07-01").date()), State::Expired);
    assert_eq!(taken(&order, "expired 2028-06-29"), Err(Error::invalid("/on", Problem::Contradiction)));
    assert!(taken(&order, "expired 2028-06-30").is_ok());
    assert!(taken(&with_conditions(&order, &["further"]), "expired 2028-06-30").is_err());
}

#[test]
fn the_end_that_is_recorded_by_a_day_is_none_before_it() {
    let order = after("full", &["discharged 2028-05-01"]);
    assert_eq!(recorded_end_by(&order, day("2028-04-30").date()), None);
    assert_eq!(recorded_end_by(&order, day("2028-05-01").date()), Some(State::Discharged));
    assert_eq!(recorded_end_by(&made("full"), day("2030-01-01").date()), None, "it only ran out");
}

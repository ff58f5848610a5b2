//! What is asked of one subject, on any day, and as the register would have answered then.

use chrono::TimeDelta;
use proptest::prelude::*;
use stalking_register::access::Purpose;
use stalking_register::error::{Code, Error, Problem};
use stalking_register::model::order::Jurisdiction;
use stalking_register::model::{Id, Moment, Notification, Order, Service};
use stalking_register::register::Task;
use stalking_register::register::due::DueRequest;
use stalking_register::register::duties::{StandingRequest, Standings};
use stalking_register::rules::duty::Standing;

use crate::support::fixture::{Fixture, day, entry, order};

fn now(task: &Task, entry: Id) -> Standings {
    task.standing(entry, StandingRequest::default()).expect("standings").into_value()
}

fn on(task: &Task, entry: Id, text: &str) -> Standing {
    let request = StandingRequest { on: Some(day(text)), as_of: None };
    task.standing(entry, request).expect("standings").into_value().items[0].standing
}

#[test]
fn a_duty_is_pending_open_overdue_and_met_late_on_its_days() {
    let t = Fixture::at("2026-11-23T09:00:00Z");
    let task = t.coordinator();
    let person = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    assert!(now(&task, person).items.is_empty(), "nothing is asked without an order");
    let made = task.make_order(person, order("2026-11-10")).expect("an order").into_value();
    assert_eq!(now(&task, person).items[0].standing, Standing::Pending);
    task.serve(made, 1, Service::in_person(day("2026-11-18"))).expect("served");
    let at = "2026-11-22T10:00:00Z".parse().expect("a moment");
    let told = task.notify(person, Notification::initial(made, at)).expect("notified").into_value();
    for (on_day, standing) in [
        ("2026-11-17", Standing::Pending),
        ("2026-11-18", Standing::Open),
        ("2026-11-20", Standing::Open),
        ("2026-11-21", Standing::Overdue { since: day("2026-11-21").date() }),
        ("2026-11-22", Standing::MetLate),
        ("2030-01-01", Standing::MetLate),
    ] {
        assert_eq!(on(&task, person, on_day), standing, "{on_day}");
    }
    let item = &now(&task, person).items[0];
    assert_eq!((item.record, item.order, item.last_day), (made, Some(made), Some(day("2026-11-20"))));
    assert_eq!(item.due_before.map(|it| it.to_rfc3339()).as_deref(), Some("2026-11-21T00:00:00+00:00"));
    let reasoning = item.reasoning.as_ref().expect("a rule asks it");
    let source = |name: &str| {
        reasoning
            .inputs
            .iter()
            .find(|it| it.name == name)
            .expect("an input")
            .source
            .clone()
            .expect("a record")
    };
    assert_eq!(source("served_on"), format!("order {made} version 2"));
    assert_eq!(source("notified_on"), format!("notification {told} version 1"));
    assert!(!reasoning.would_change.is_empty() && !reasoning.steps.is_empty());
    assert!(item.trace.last().expect("lines").contains("On 2026-11-23: met late"), "{:?}", item.trace);
}

#[test]
fn an_earlier_moment_gives_the_answer_that_it_gave() {
    let t = Fixture::at("2026-11-20T09:00:00Z");
    let task = t.coordinator();
    let before = Moment::new(t.now() - TimeDelta::hours(1)).expect("a moment");
    let person = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    let as_of = |at| task.standing(person, StandingRequest { on: None, as_of: Some(at) });
    assert_eq!(as_of(before).expect_err("there was no entry").code(), Code::NotFound);
    let later = Moment::new(t.now() + TimeDelta::hours(1)).expect("a moment");
    assert_eq!(as_of(later).expect_err("to come"), Error::invalid("/as_of", Problem::InTheFuture));

    let mut given = Vec::new();
    let mut note = || {
        let answer = serde_json::to_value(now(&t.coordinator(), person)).expect("JSON");
        given.push((Moment::new(t.now()).expect("a moment"), answer));
        t.wait(TimeDelta::hours(20));
        t.coordinator()
    };
    let task = note();
    let made = task.make_order(person, order("2026-11-10")).expect("an order").into_value();
    let task = note();
    task.serve(made, 1, Service::in_person(day("2026-11-18"))).expect("served");
    note();
    let task = note();
    // The day of service was recorded wrongly; then it was put right.
    task.patch(made, 2, r#"{"service":{"on":"2026-11-19"},"events":null}"#).expect("put right");
    let task = note();
    let at = Moment::new(t.now()).expect("a moment");
    task.notify(person, Notification::initial(made, at)).expect("notified");
    note();
    t.wait(TimeDelta::days(400));
    let task = t.coordinator();
    for (at, answer) in given {
        let request = StandingRequest { on: None, as_of: Some(at) };
        let again = task.standing(person, request).expect("standings").into_value();
        assert_eq!(serde_json::to_value(again).expect("JSON"), answer, "as of {at}");
    }
}

#[test]
fn who_may_not_see_history_gets_no_answer_as_of_then() {
    let t = Fixture::new();
    let person = t.coordinator().register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    let at = Moment::new(t.now()).expect("a moment");
    for request in [StandingRequest::default(), StandingRequest { on: None, as_of: Some(at) }] {
        let refused = t.task("viewer", Purpose::DataQuality).standing(person, request);
        assert_eq!(refused.expect_err("a viewer screens only").code(), Code::Forbidden);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// As the days go by, what is met stays met, and what is overdue was open before.
    #[test]
    fn no_standing_goes_from_met_to_overdue(
        served in 0_u64..700, notified in proptest::option::of(0_u64..720), exempt in proptest::option::of(any::<bool>()),
        replaces in proptest::option::of(any::<bool>()), last_day in proptest::option::of(0_u64..800),
    ) {
        use chrono::{Days, NaiveDate};
        use stalking_register::rules::given::Given;
        use stalking_register::rules::notification::{Facts, OrderKind, initial};
        use stalking_register::rules::params::Jurisdiction;

        let first: NaiveDate = "2026-01-01".parse().expect("a day");
        for jurisdiction in [Jurisdiction::EnglandAndWales, Jurisdiction::NorthernIreland] {
            let trigger = Given::Is(first + Days::new(served));
            let duty = initial(&Facts {
                kind: Some(OrderKind::Full),
                made_on: Some(first),
                served_on: trigger,
                in_force_on: trigger,
                last_day: Given::or_not(last_day.map(|it| first + Days::new(it))),
                replaces_interim: replaces,
                exempt,
                notified_on: notified.map(|it| first + Days::new(it)),
                ..Facts::unknown(jurisdiction)
            });
            let mut before = duty.standing_on(first);
            for n in 1..800 {
                let standing = duty.standing_on(first + Days::new(n));
                let allowed = match before {
                    Standing::Pending => !matches!(standing, Standing::Overdue { .. }),
                    Standing::Open => !matches!(standing, Standing::Pending),
                    Standing::Overdue { .. } => matches!(standing, Standing::Overdue { .. } | Standing::MetLate),
                    settled => standing == settled,
                };
                prop_assert!(allowed, "{before:?} then {standing:?} on day {n}");
                before = standing;
            }
        }
    }

    /// A later service never gives an earlier last day, and never a later order an earlier discharge.
    #[test]
    fn a_later_trigger_never_gives_an_earlier_deadline(first in 0_u64..60_000, gap in 1_u64..800) {
        use chrono::{Days, NaiveDate};
        use stalking_register::rules::{breach_notice, duration, sexual_offences};
        use stalking_register::rules::duration::Period;
        use stalking_register::rules::params::Jurisdiction;

        let beginning: NaiveDate = "2020-01-20".parse().expect("a day");
        let (one, two) = (beginning + Days::new(first), beginning + Days::new(first + gap));
        let discharge = |it| duration::earliest_discharge(Jurisdiction::EnglandAndWales, it).map(|it| it.value);
        let lasting = |it| duration::of_order(it, Period::Years(3)).map(|it| it.value.last_day);
        let initial = |it| sexual_offences::initial(it, &[]).map(|it| it.value);
        let notice = |it: NaiveDate| breach_notice::notify_by(it.and_hms_opt(12, 0, 0).expect("noon").and_utc()).map(|it| it.value);
        prop_assert!(discharge(one).ok() <= discharge(two).ok() || discharge(two).is_err());
        prop_assert!(lasting(one).ok() <= lasting(two).ok() || lasting(two).is_err());
        prop_assert!(initial(one).ok() <= initial(two).ok() || initial(two).is_err());
        prop_assert!(notice(one).ok() <= notice(two).ok() || notice(two).is_err());
    }
}

#[test]
fn an_order_from_the_register_reads_as_it_was_made() {
    let t = Fixture::new();
    let task = t.coordinator();
    let person = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    let unserved = Order { last_day: None, ..order("2026-11-10") };
    task.make_order(person, unserved).expect("an order");
    let item = &now(&task, person).items[0];
    assert!(item.trace.iter().any(|it| it.starts_with("Another answer if: ")), "{:?}", item.trace);
    assert!(item.trace.iter().any(|it| it.contains("last_day = not known")), "{:?}", item.trace);
}

#[test]
fn what_was_taken_in_northern_ireland_is_asked_for_until_it_is_destroyed() {
    let t = Fixture::new();
    let task = t.coordinator();
    let person = task.register(entry("Ann", "Ode", "1980-01-02")).expect("an entry").into_value();
    let northern = Order { jurisdiction: Jurisdiction::NorthernIreland, ..order("2026-11-10") };
    let made = task.make_order(person, northern).expect("an order").into_value();
    let at = "2026-11-11T10:00:00Z".parse().expect("a moment");
    let taken = Notification { fingerprints_taken: Some(true), ..Notification::initial(made, at) };
    let told = task.notify(person, taken).expect("notified").into_value();
    let standing = || {
        let items = now(&task, person).items;
        let found = items.into_iter().find(|it| it.record == told).expect("it is asked for");
        (found.item, found.last_day, found.standing)
    };
    let due = || {
        let items = task.due(DueRequest::until(day("2028-12-31"))).expect("a page").into_value().items;
        let found = items.into_iter().find(|it| it.record == told);
        found.map(|it| (it.rule, it.last_day, it.standing))
    };
    let last_day = Some(day("2028-12-31"));
    assert_eq!(standing(), (4, last_day, Standing::Open));
    assert_eq!(due(), Some((Some("NI-BIOM-DESTROY"), last_day, Standing::Open)));
    task.patch(told, 1, r#"{"biometrics_destroyed_on":"2026-11-20"}"#).expect("destroyed");
    assert_eq!((standing().2, due()), (Standing::Met, None));
    assert!(t.administrator().refresh_diary(&mut |_, _| true).expect("refreshed").found_nothing());
}

#[test]
fn nothing_is_asked_of_somebody_from_the_day_of_their_death() {
    let t = Fixture::new();
    let task = t.coordinator();
    let mut ann = entry("Ann", "Ode", "1980-01-02");
    let person = task.register(ann.clone()).expect("an entry").into_value();
    let made = task.make_order(person, order("2026-11-10")).expect("an order").into_value();
    task.serve(made, 1, Service::in_person(day("2026-11-17"))).expect("served");
    assert!(matches!(now(&task, person).items[0].standing, Standing::Overdue { .. }));
    ann.subject.deceased_on = Some(day("2026-11-21"));
    task.amend(person, 1, ann).expect("amended");
    assert!(matches!(on(&task, person, "2026-11-20"), Standing::Overdue { .. }));
    for text in ["2026-11-21", "2026-11-23"] {
        assert_eq!(on(&task, person, text), Standing::Exempt { why: "the subject has died" });
    }
    let item = &now(&task, person).items[0];
    assert!(item.trace.last().expect("lines").contains("exempt: the subject has died"), "{:?}", item.trace);
}

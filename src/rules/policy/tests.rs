//! What a policy asks of one case: from which day, to which day, why, and when it is asked no more.

mod warnings;

use super::*;
use crate::model::incident::Behaviour;
use crate::model::order::{OrderEvent, OrderEventKind};
use crate::model::registration::{Deregistration, RiskBand};
use crate::model::review::ReviewOutcome;
use crate::model::text::{Few, Line};
use crate::model::{Breach, Day, Entry, Incident, Registration, Review, Service, Subject};
use crate::rules::diary::{self, Ground, Item};

const VERSION: u32 = 3;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn id(number: u8) -> Id {
    Id::from_bytes([number; 16])
}

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::new(text).expect("a line")
}

/// One subject; each record has version 2 and an id of its own.
struct Told {
    entry: Entry,
    orders: Vec<(Id, u32, Order)>,
    reviews: Vec<(Id, u32, Review)>,
    incidents: Vec<(Id, u32, Incident)>,
    breaches: Vec<(Id, u32, Breach)>,
    policy: Policy,
}

impl Told {
    /// Begins with an entry since 5 January 2026 and a policy that asks only what every policy must.
    fn new() -> Self {
        let subject = Subject::named("Ann", "Archer").expect("a name");
        let registration = Registration::on("policing", day("2026-01-05"), "06").expect("a registration");
        let policy = Policy {
            order_expiry_warning_days: Few::default(),
            unserved_order_alarm_days: None,
            risk_review: crate::model::policy::RiskIntervals::default(),
            visit: crate::model::policy::RiskIntervals::default(),
            mappa_meeting: crate::model::policy::MappaIntervals::default(),
            ..Policy::default()
        };
        Self {
            entry: Entry::of(subject, registration),
            orders: Vec::new(),
            reviews: Vec::new(),
            incidents: Vec::new(),
            breaches: Vec::new(),
            policy,
        }
    }

    fn case(&self) -> Case<'_> {
        Case {
            entry: (id(0xe0), 2, &self.entry),
            orders: &self.orders,
            notifications: &[],
            reviews: &self.reviews,
            incidents: &self.incidents,
            breaches: &self.breaches,
        }
    }

    fn ordered(&mut self, order: Order) -> &mut Order {
        let number = u8::try_from(self.orders.len() + 1).expect("few");
        self.orders.push((id(number), 2, order));
        &mut self.orders.last_mut().expect("an order").2
    }

    fn reviewed(&mut self, kind: ReviewKind, on: &str) {
        let outcome = ReviewOutcome {
            done_on: day(on),
            by: line("PC 1"),
            decision: line("no change"),
            words: None,
            supervisor: None,
            next_due_on: None,
        };
        let number = u8::try_from(0xc0 + self.reviews.len()).expect("few");
        self.reviews.push((id(number), 2, Review { outcome: Some(outcome), ..Review::due(kind, day(on)) }));
    }

    fn expected(&self) -> Vec<Expected> {
        everything_expected(&self.case(), &self.policy, VERSION)
    }

    /// Says what is asked, but for the retention: record, item, first and last day, and when it was done.
    fn asked(&self) -> Vec<String> {
        self.asked_of(|it| it != item::RETENTION)
    }

    fn retention(&self) -> Vec<String> {
        self.asked_of(|it| it == item::RETENTION)
    }

    fn asked_of(&self, of: impl Fn(u32) -> bool) -> Vec<String> {
        let told = |it: &Expected| {
            let done = it.done_on.map_or_else(|| "-".to_owned(), |it| it.to_string());
            format!("{:02x}/{} {} {} {done}", it.record.as_bytes()[0], it.item, it.begins, it.last_day)
        };
        self.expected().iter().filter(|it| of(it.item)).map(told).collect()
    }
}

fn order() -> Order {
    Order::stalking_protection(day("2026-03-10")).lasting_to(day("2028-12-31"))
}

fn happened(kind: OrderEventKind, on: &str) -> OrderEvent {
    OrderEvent::of(kind, day(on))
}

#[test]
fn a_warning_lasts_to_the_day_before_the_next_and_the_last_one_to_the_end() {
    let mut told = Told::new();
    told.ordered(order());
    assert_eq!(told.asked(), [""; 0], "nothing is asked that the policy does not ask");
    told.policy.order_expiry_warning_days = Few::new(vec![7, 90, 28]).expect("few");
    assert_eq!(
        told.asked(),
        [
            "01/10090 2028-10-02 2028-12-02 -",
            "01/10028 2028-12-03 2028-12-23 -",
            "01/10007 2028-12-24 2028-12-31 -"
        ]
    );
    let mut further = order();
    (further.last_day, further.until_further_order) = (None, Some(true));
    told.orders[0].2 = further;
    assert_eq!(told.asked(), [""; 0], "what has no last day has no warning");
    let mut applied = order();
    applied.made_on = None;
    told.orders[0].2 = applied;
    assert_eq!(told.asked(), [""; 0], "what is not made does not end");
}

#[test]
fn a_warning_for_a_day_before_the_making_is_left_out_but_for_the_shortest() {
    let mut told = Told::new();
    told.policy.order_expiry_warning_days = Few::new(vec![90, 28, 7]).expect("few");
    for (last_day, expected) in [
        // Twenty-eight days before the end is the day of the making.
        ("2026-04-07", &["01/10028 2026-03-10 2026-03-30 -", "01/10007 2026-03-31 2026-04-07 -"][..]),
        ("2026-04-06", &["01/10007 2026-03-30 2026-04-06 -"]),
        ("2026-03-12", &["01/10007 2026-03-10 2026-03-12 -"]),
    ] {
        told.orders.clear();
        told.ordered(Order::interim_stalking_protection(day("2026-03-10")).lasting_to(day(last_day)));
        assert_eq!(told.asked(), expected, "{last_day}");
    }
}

#[test]
fn a_look_at_what_comes_after_the_order_answers_each_warning_that_was_given_by_then() {
    let mut told = Told::new();
    told.ordered(order());
    told.policy.order_expiry_warning_days = Few::new(vec![90, 28]).expect("few");
    told.reviewed(ReviewKind::OrderExpiry, "2028-12-05");
    told.reviewed(ReviewKind::OrderExpiry, "2028-10-01");
    told.reviewed(ReviewKind::Risk, "2028-10-02");
    assert_eq!(
        told.asked(),
        ["01/10090 2028-10-02 2028-12-02 2028-12-05", "01/10028 2028-12-03 2028-12-31 2028-12-05"]
    );
    let standing = |index: usize, on: &str| told.expected()[index].standing_on(day(on).date());
    assert_eq!(standing(0, "2028-12-02"), Standing::Open);
    assert_eq!(standing(0, "2028-12-04"), Standing::Overdue { since: day("2028-12-03").date() });
    assert_eq!(standing(0, "2028-12-05"), Standing::MetLate);
    assert_eq!(standing(1, "2028-12-02"), Standing::Pending);
    assert_eq!(standing(1, "2028-12-03"), Standing::Open);
    assert_eq!(standing(1, "2028-12-05"), Standing::Met);
    assert!(told.expected().iter().take(2).all(|it| !it.is_outstanding()));
    assert!(told.expected()[2].is_outstanding(), "the retention's review is to be done");
}

#[test]
fn an_order_whose_end_is_recorded_is_neither_warned_of_nor_missed_at_its_service() {
    let all = |told: &Told| told.asked().len();
    let mut told = Told::new();
    told.policy.order_expiry_warning_days = Few::new(vec![90]).expect("few");
    told.policy.unserved_order_alarm_days = Some(7);
    told.ordered(order());
    assert_eq!(all(&told), 2);
    for end in [
        OrderEventKind::Discharged,
        OrderEventKind::Expired,
        OrderEventKind::Quashed,
        OrderEventKind::Replaced,
    ] {
        told.orders[0].2.events = Few::new(vec![happened(end, "2026-09-01")]).expect("few");
        assert_eq!(all(&told), 0, "{end:?}");
    }
    told.orders[0].2.events = Few::new(vec![happened(OrderEventKind::Varied, "2026-09-01")]).expect("few");
    assert_eq!(all(&told), 2);
    // Another order stands in its place once it is made.
    let replacing = told.ordered(order());
    (replacing.replaces, replacing.made_on) = (Some(id(1)), None);
    assert_eq!(all(&told), 2);
    told.orders[1].2.made_on = Some(day("2026-05-01"));
    let asked = told.asked();
    assert_eq!(asked, ["02/10 2026-05-01 2026-05-08 -", "02/10090 2028-10-02 2028-12-31 -"]);
    told.orders[1].2.replaces = Some(id(9));
    assert_eq!(all(&told), 4);
}

#[test]
fn an_interim_order_whose_application_came_to_nothing_is_warned_of_no_more() {
    use OrderEventKind::{AppealEnded, Appealed, Dismissed, Withdrawn};

    use crate::model::order::Jurisdiction::{EnglandAndWales, NorthernIreland};

    let mut told = Told::new();
    told.policy.order_expiry_warning_days = Few::new(vec![7]).expect("few");
    told.ordered(Order::interim_stalking_protection(day("2026-03-10")).lasting_to(day("2026-09-01")));
    let mut lines = |jurisdiction, events: &[OrderEventKind]| {
        let events: Vec<_> =
            events.iter().zip(1..).map(|(it, n)| happened(*it, &format!("2026-04-0{n}"))).collect();
        let order = &mut told.orders[0].2;
        (order.jurisdiction, order.events) = (jurisdiction, Few::new(events).expect("few"));
        told.asked().len()
    };
    for (jurisdiction, events, expected) in [
        (EnglandAndWales, &[Withdrawn][..], 0),
        (EnglandAndWales, &[Dismissed], 0),
        (EnglandAndWales, &[Dismissed, Appealed], 1),
        (EnglandAndWales, &[Dismissed, Appealed, AppealEnded], 0),
        (EnglandAndWales, &[Withdrawn, Appealed], 0),
        (NorthernIreland, &[Withdrawn], 0),
        (NorthernIreland, &[Dismissed], 1),
    ] {
        assert_eq!(lines(jurisdiction, events), expected, "{jurisdiction:?} {events:?}");
    }
}

#[test]
fn an_order_of_the_stalking_acts_is_to_be_served_and_what_was_served_is_done() {
    let mut told = Told::new();
    told.policy.unserved_order_alarm_days = Some(7);
    told.ordered(order());
    assert_eq!(told.asked(), ["01/10 2026-03-10 2026-03-17 -"]);
    told.orders[0].2.service = Some(Service::in_person(day("2026-03-12")));
    told.orders[0].2.events =
        Few::new(vec![happened(OrderEventKind::Discharged, "2028-04-01")]).expect("few");
    assert_eq!(told.asked(), ["01/10 2026-03-10 2026-03-17 2026-03-12"], "it was served, and ended later");
    told.orders[0].2 = Order::interim_stalking_protection(day("2026-03-10"));
    assert_eq!(told.asked(), ["01/10 2026-03-10 2026-03-17 -"]);
    told.orders[0].2.kind = OrderKind::RestrainingOnConviction;
    assert_eq!(told.asked(), [""; 0]);
    told.orders[0].2 = Order { made_on: None, ..order() };
    assert_eq!(told.asked(), [""; 0]);
}

#[test]
fn a_managed_entry_is_looked_at_again_by_its_band_and_its_level() {
    let mut told = Told::new();
    told.policy = Policy { manager_review_months: Some(24), ..Policy::default() };
    assert_eq!(told.asked(), ["e0/40 2026-01-05 2027-01-05 -", "e0/43 2026-01-05 2028-01-05 -"]);
    told.entry.registration.risk_band = Some(RiskBand::High);
    told.entry.registration.mappa_level = Some(3);
    let (risk, visit, meeting, manager) = (
        "e0/40 2026-01-05 2026-04-05 -",
        "e0/41 2026-01-05 2026-04-05 -",
        "e0/42 2026-01-05 2026-02-05 -",
        "e0/43 2026-01-05 2028-01-05 -",
    );
    assert_eq!(told.asked(), [risk, visit, meeting, manager]);
    told.entry.registration.status = RegistrationStatus::Suspended;
    assert_eq!(told.asked(), [risk, meeting, manager], "nobody is visited who is in custody or abroad");
    told.reviewed(ReviewKind::Risk, "2026-03-31");
    told.reviewed(ReviewKind::Risk, "2026-02-01");
    // A review from before the registration began says nothing of it.
    told.reviewed(ReviewKind::Manager, "2026-01-04");
    assert_eq!(told.asked(), ["e0/40 2026-03-31 2026-07-01 -", meeting, manager]);
    // What a person set by hand stands instead, until it is done.
    told.reviews.push((id(0xcf), 2, Review::due(ReviewKind::Mappa, day("2026-02-20"))));
    assert_eq!(told.asked(), ["e0/40 2026-03-31 2026-07-01 -", manager]);
    let traced =
        |item: u32| told.expected().into_iter().find(|it| it.item == item).expect("asked").trace_lines();
    assert_eq!(
        traced(item::RISK),
        [
            "No law: version 3 of the force's policy asks it (risk_review.high_months = 3).".to_owned(),
            format!("Given: the last review was done on 2026-03-31 (from review {} version 2).", id(0xc0)),
            "1. 3 months after 2026-03-31 is 2026-07-01.".to_owned(),
            "Answer: by 2026-07-01.".to_owned(),
            "Another answer if: a review of this kind is set or done, or the policy changes.".to_owned(),
        ]
    );
    assert_eq!(
        traced(item::MANAGER)[0],
        "No law: version 3 of the force's policy asks it (manager_review_months = 24)."
    );
}

#[test]
fn who_has_left_the_register_is_asked_less_and_every_record_is_reviewed() {
    let mut told = Told::new();
    told.policy = Policy::default();
    told.ordered(order());
    let all = ["01/10", "01/10090", "01/10028", "01/10007", "e0/40"];
    let of_orders = &all[..4];
    let place = |it: &String| it.split(' ').next().expect("a place").to_owned();
    let asked = |told: &Told| -> Vec<String> { told.asked().iter().map(place).collect() };
    let left =
        |reason| Deregistration { on: day("2026-06-01"), reason, words: None, decided_by: line("DI 1") };
    assert_eq!(asked(&told), all);
    for (reason, care, expected) in [
        (DeregistrationReason::NoLongerMet, Care::OrdersOnly, of_orders),
        (DeregistrationReason::Transferred, Care::Kept, &[]),
        (DeregistrationReason::Error, Care::Kept, &[]),
        (DeregistrationReason::Deceased, Care::Kept, &[]),
    ] {
        told.entry.deregistration = Some(left(reason));
        assert_eq!(
            (care_of(&told.case()), asked(&told)),
            (care, expected.iter().map(|it| (*it).to_owned()).collect())
        );
        assert_eq!(told.retention(), ["e0/44 2026-06-01 2027-06-01 -"]);
    }
    told.entry.deregistration = None;
    told.entry.subject.deceased_on = Some(day("2026-05-01"));
    assert_eq!((care_of(&told.case()), asked(&told)), (Care::Kept, Vec::new()));
    assert_eq!(told.retention(), ["e0/44 2026-03-10 2027-03-10 -"]);
}

#[test]
fn the_time_of_retention_begins_with_the_newest_thing_that_happened() {
    let mut told = Told::new();
    told.entry.registration.retention_group = Some(3);
    let reason = |told: &Told| told.expected().last().expect("the retention").trace_lines()[1].clone();
    let check = |told: &Told, from: &str, because: &str, source: String| {
        let last_day = from.replace("2026", "2032");
        assert_eq!(told.retention(), [format!("e0/44 {from} {last_day} -")]);
        assert_eq!(reason(told), format!("Given: {because} on {from} (from {source})."));
    };
    check(&told, "2026-01-05", "the registration began", format!("entry {} version 2", id(0xe0)));
    told.ordered(order());
    told.ordered(Order { made_on: Some(day("2026-02-01")), ..order() });
    told.ordered(Order { made_on: None, ..order() });
    check(&told, "2026-03-10", "the newest order was made", format!("order {} version 2", id(1)));
    // On the same day the order is what counts.
    let mut incident =
        Incident::at("2026-03-10T12:00:00Z".parse().expect("a moment"), Behaviour::Following, "-");
    told.incidents.push((id(0x50), 2, incident.clone().expect("an incident")));
    check(&told, "2026-03-10", "the newest order was made", format!("order {} version 2", id(1)));
    if let Ok(it) = &mut incident {
        // It went on past midnight by the summer's clock.
        it.until = Some("2026-04-02T23:30:00Z".parse().expect("a moment"));
        told.incidents.push((id(0x51), 2, it.clone()));
    }
    check(&told, "2026-04-03", "the newest incident ended", format!("incident {} version 2", id(0x51)));
    told.breaches.push((id(0x60), 2, Breach::of(id(1), 1, day("2026-05-01")).expect("a breach")));
    check(&told, "2026-05-01", "the newest breach was", format!("breach {} version 2", id(0x60)));
    told.entry.deregistration = Some(Deregistration {
        on: day("2026-06-01"),
        reason: DeregistrationReason::NoLongerMet,
        words: None,
        decided_by: line("DI 1"),
    });
    check(&told, "2026-06-01", "the registration ended", format!("entry {} version 2", id(0xe0)));
    // After a review the other interval counts; one from before the last event says nothing.
    told.reviewed(ReviewKind::Retention, "2026-05-31");
    check(&told, "2026-06-01", "the registration ended", format!("entry {} version 2", id(0xe0)));
    told.reviewed(ReviewKind::Retention, "2026-06-01");
    assert_eq!(told.retention(), ["e0/44 2026-06-01 2031-06-01 -"]);
}

#[test]
fn what_would_lie_beyond_the_calendar_falls_on_its_end() {
    let mut told = Told::new();
    told.entry.registration.since = day("2195-03-01");
    told.policy.retention.no_group.first_months = 120;
    assert_eq!(told.retention(), ["e0/44 2195-03-01 2200-12-31 -"]);
    told.policy.unserved_order_alarm_days = Some(3660);
    told.ordered(Order::stalking_protection(day("2199-03-01")));
    assert_eq!(told.asked(), ["01/10 2199-03-01 2200-12-31 -"]);
}

#[test]
fn each_wish_says_in_words_what_it_is_and_why() {
    let mut told = Told::new();
    told.policy = Policy { manager_review_months: Some(24), ..Policy::default() };
    told.entry.registration.risk_band = Some(RiskBand::High);
    told.entry.registration.mappa_level = Some(3);
    told.ordered(order());
    let expected = told.expected();
    let words: Vec<_> = expected.iter().map(Expected::words).collect();
    assert_eq!(
        words,
        [
            "policy: an order that was made is not served",
            "policy: the order ends on 2028-12-31, warning of 90 days",
            "policy: the order ends on 2028-12-31, warning of 28 days",
            "policy: the order ends on 2028-12-31, warning of 7 days",
            "policy: assess the risk again",
            "policy: visit the subject",
            "policy: hold the multi-agency meeting",
            "policy: look who manages the subject",
            "policy: look whether the record must be kept",
        ]
    );
    // A warning stands in the diary on the day on which it is given, all else on its last day.
    let days: Vec<_> = expected.iter().map(|it| it.diary_day().to_string()).collect();
    assert_eq!(days[..3], ["2026-03-17", "2028-10-02", "2028-12-03"]);
    let of_review = [
        (ReviewKind::Custody, "look whether the subject is in custody"),
        (ReviewKind::OrderExpiry, "look what comes after the order"),
        (ReviewKind::Other, "look again"),
    ];
    for (kind, words) in of_review {
        let wish = Expected { wish: Wish::Review(kind), ..expected[4].clone() };
        assert_eq!(wish.words(), format!("policy: {words}"));
    }
    let source = format!("order {} version 2", id(1));
    assert_eq!(
        expected[0].trace_lines(),
        [
            "No law: version 3 of the force's policy asks it (unserved_order_alarm_days = 7).".to_owned(),
            format!("Given: the order was made on 2026-03-10 (from {source})."),
            "1. 7 days after 2026-03-10 is 2026-03-17.".to_owned(),
            "Answer: by 2026-03-17.".to_owned(),
            "Another answer if: the service is recorded, or the policy changes.".to_owned(),
        ]
    );
    let of_built_in = everything_expected(&told.case(), &told.policy, BUILT_IN)[1].trace_lines();
    assert_eq!(of_built_in[0], "No law: the built-in policy asks it (order_expiry_warning_days = 90).");
    assert_eq!(of_built_in[1], format!("Given: the order ends on 2028-12-31 (from {source})."));
    assert_eq!(
        of_built_in[2],
        "1. 90 days before 2028-12-31 is 2028-10-02; an answer is in time to 2028-12-02."
    );
    assert!(of_built_in[4].starts_with("Another answer if: a review of what comes after this order is done"));
    for (done_on, answer) in [("2026-03-17", "in time"), ("2026-03-18", "late")] {
        told.orders[0].2.service = Some(Service::in_person(day(done_on)));
        let lines = told.expected()[0].trace_lines();
        assert_eq!(lines[3], format!("Answer: done on {done_on}, {answer}."));
    }
}

#[test]
fn the_diary_takes_what_the_law_a_person_and_the_policy_ask_in_the_order_of_its_days() {
    let mut told = Told::new();
    told.policy.unserved_order_alarm_days = Some(7);
    told.ordered(order().not_exempt());
    told.reviews.push((id(0xc1), 2, Review::due(ReviewKind::Custody, day("2026-03-15"))));
    told.reviewed(ReviewKind::Visit, "2026-02-01");
    let items = diary::outstanding(&told.case(), &told.policy, VERSION);
    let lines: Vec<_> = items
        .iter()
        .map(|it| {
            let last_day = it.last_day().map_or_else(|| "-".to_owned(), |it| it.to_string());
            let (rule, version) = (it.rule_id().unwrap_or("-"), it.policy_version());
            let place = format!("{:02x}/{}", it.record().as_bytes()[0], it.number());
            format!("{} {last_day} {place} {:?} {rule} {version:?}", it.diary_day(), it.ground())
        })
        .collect();
    assert_eq!(
        lines,
        [
            "2026-03-10 - 01/1 Law EW-SPO-NOT-INIT None",
            "2026-03-15 2026-03-15 c1/3 Person - None",
            "2026-03-17 2026-03-17 01/10 Policy - Some(3)",
            "2027-03-10 2027-03-10 e0/44 Policy - Some(3)",
        ]
    );
    assert_eq!(items[0].words(), "initial notification: names and home address");
    assert_eq!(items[2].words(), "policy: an order that was made is not served");
    assert!(items[0].trace_lines().len() > 3, "the law's reasoning");
    assert_eq!(items[2].trace_lines().len(), 5);
    let standing = |index: usize, on: &str| items[index].standing_on(day(on).date());
    assert_eq!(standing(1, "2026-03-16"), Standing::Overdue { since: day("2026-03-16").date() });
    assert_eq!(standing(2, "2026-03-09"), Standing::Pending);
    // The dead are asked nothing by law; what a person set stays until a person has done it.
    told.entry.subject.deceased_on = Some(day("2026-05-01"));
    let kept = diary::outstanding(&told.case(), &told.policy, VERSION);
    let grounds: Vec<_> = kept.iter().map(Item::ground).collect();
    assert_eq!(grounds, [Ground::Person, Ground::Policy]);
}

#[test]
fn the_name_of_a_diarys_making_tells_the_version_of_each_rule() {
    let edition = diary::edition();
    for rule in crate::rules::params::all() {
        assert!(edition.split(' ').any(|it| it == format!("{}/{}", rule.id, rule.version)), "{}", rule.id);
    }
}

//! Warnings that orders and conditions end: their numbers, their days, and what answers them.

use super::*;
use crate::model::Condition;

#[test]
fn a_warning_keeps_its_number_whatever_other_warnings_the_policy_has() {
    let mut told = Told::new();
    told.ordered(order());
    let numbers = |told: &mut Told, days: &[u16]| {
        told.policy.order_expiry_warning_days = Few::new(days.to_vec()).expect("few");
        let expected = told.expected();
        let warnings = expected.iter().filter(|it| it.item != item::RETENTION);
        warnings.map(|it| it.item).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&mut told, &[90, 28]), [10_090, 10_028]);
    assert_eq!(numbers(&mut told, &[120, 90, 28]), [10_120, 10_090, 10_028]);
    assert_eq!(numbers(&mut told, &[28]), [10_028]);
    // The longest warning of one is below the shortest of the next, and all are above what the law asks.
    let (one, two) = (item::condition_expiry(1, 3660), item::condition_expiry(2, 1));
    assert!(2_100 < item::expiry(1) && item::expiry(3660) < item::condition_expiry(1, 1) && one < two);
    assert_eq!(
        (item::condition_expiry(2, 90), item::condition_expiry(u16::MAX, 3660)),
        (120_090, 655_453_660)
    );
}

/// Gives an order conditions by their numbers and last days; `-` stands for none of its own.
fn conditioned(order: Order, conditions: &[(u16, &str)]) -> Order {
    let condition = |(number, last_day): &(u16, &str)| {
        let it = Condition::prohibition(*number, "Not to go there.").expect("a condition");
        Condition { last_day: (*last_day != "-").then(|| day(last_day)), ..it }
    };
    Order { conditions: Few::new(conditions.iter().map(condition).collect()).expect("few"), ..order }
}

#[test]
fn a_condition_that_ends_on_another_day_than_the_order_is_warned_of_by_itself() {
    let mut told = Told::new();
    told.policy.order_expiry_warning_days = Few::new(vec![28]).expect("few");
    let of_order = "01/10028 2028-12-03 2028-12-31 -";
    told.ordered(conditioned(order(), &[(1, "-"), (2, "2028-12-31"), (3, "2027-03-09")]));
    assert_eq!(told.asked(), [of_order, "01/130028 2027-02-09 2027-03-09 -"]);
    let expected = told.expected();
    assert_eq!(
        expected[1].words(),
        "policy: condition 3 of the order ends on 2027-03-09, warning of 28 days"
    );
    assert_eq!(expected[1].diary_day(), day("2027-02-09").date());
    let lines = expected[1].trace_lines();
    let given = format!("a condition of the order ends on 2027-03-09 (from order {} version 2).", id(1));
    assert_eq!(lines[1], format!("Given: {given}"));
    assert_eq!(lines[2], "1. 28 days before 2027-03-09 is 2027-02-09; an answer is in time to 2027-03-09.");
    // A look at the order is one at its conditions.
    told.reviewed(ReviewKind::OrderExpiry, "2027-02-09");
    assert_eq!(told.asked(), [of_order, "01/130028 2027-02-09 2027-03-09 2027-02-09"]);
}

#[test]
fn an_order_of_northern_ireland_ends_with_the_last_of_its_conditions() {
    use crate::model::order::Jurisdiction::{EnglandAndWales, NorthernIreland};

    let mut told = Told::new();
    told.policy.order_expiry_warning_days = Few::new(vec![28]).expect("few");
    told.ordered(order());
    let mut asked = |jurisdiction, last_day: Option<&str>, conditions: &[(u16, &str)]| {
        let order = Order { jurisdiction, last_day: last_day.map(day), ..order() };
        told.orders[0].2 = conditioned(order, conditions);
        told.asked()
    };
    let (first, last) = ("01/110028 2028-02-10 2028-03-09 -", "01/10028 2028-12-03 2028-12-31 -");
    let both = [(1, "2028-03-09"), (2, "2028-12-31")];
    assert_eq!(asked(NorthernIreland, None, &both), [last, first]);
    assert_eq!(asked(NorthernIreland, Some("2028-03-09"), &both), [last, first]);
    assert_eq!(asked(NorthernIreland, Some("2028-12-31"), &both[..1]), [last, first]);
    // One that has no last day leaves the order's open.
    assert_eq!(asked(NorthernIreland, None, &[(1, "2028-03-09"), (2, "-")]), [first]);
    let second = "01/120028 2028-12-03 2028-12-31 -";
    assert_eq!(asked(EnglandAndWales, None, &both), [first, second]);
    let because = |told: &Told| told.expected()[0].trace_lines()[1].clone();
    told.orders[0].2.jurisdiction = NorthernIreland;
    assert!(because(&told).starts_with("Given: the last condition of the order ends on 2028-12-31 (from"));
    told.orders[0].2.last_day = Some(day("2028-03-09"));
    assert!(because(&told).starts_with("Given: the last condition of the order ends on 2028-12-31 (from"));
    told.orders[0].2.last_day = Some(day("2028-12-31"));
    assert!(because(&told).starts_with("Given: the order ends on 2028-12-31 (from"));
}

#[test]
fn a_look_at_one_order_is_none_at_another() {
    let mut told = Told::new();
    told.policy.order_expiry_warning_days = Few::new(vec![90]).expect("few");
    told.ordered(order());
    let done = |told: &Told| {
        let expected = told.expected();
        let warned = expected.iter().filter(|it| it.item == item::expiry(90));
        warned.map(|it| it.done_on.is_some()).collect::<Vec<_>>()
    };
    told.reviewed(ReviewKind::OrderExpiry, "2028-11-01");
    assert_eq!(done(&told), [true], "there is one order that it can be about");
    told.ordered(Order { made_on: Some(day("2026-11-01")), ..order() });
    assert_eq!(done(&told), [false, false], "it may be about either");
    told.reviews[0].2.order = Some(id(2));
    assert_eq!(done(&told), [false, true]);
    told.reviews[0].2.order = Some(id(1));
    assert_eq!(done(&told), [true, false]);
    told.reviews[0].2.order = Some(id(9));
    assert_eq!(done(&told), [false, false]);
    told.reviews[0].2.order = None;
    // On the day of the look the other was not made, or was there no more.
    told.orders[1].2.made_on = Some(day("2028-11-02"));
    assert_eq!(done(&told), [true, false]);
    told.orders[1].2.made_on = Some(day("2028-11-01"));
    assert_eq!(done(&told), [false, false]);
    told.orders[1].2.made_on = None;
    assert_eq!(done(&told), [true]);
    told.orders[1].2.made_on = Some(day("2026-11-01"));
    for (on, expected) in [("2028-11-01", &[true][..]), ("2028-11-02", &[false])] {
        let ending = happened(OrderEventKind::Discharged, on);
        told.orders[1].2.events = Few::new(vec![ending]).expect("one");
        assert_eq!(done(&told), expected, "discharged on {on}");
    }
    told.orders[1].2.events = Few::default();
    // The other took the place of the first by then.
    told.orders[1].2.replaces = Some(id(1));
    assert_eq!(done(&told), [true]);
    told.orders[1].2.made_on = Some(day("2028-11-02"));
    assert_eq!(done(&told), [false]);
}

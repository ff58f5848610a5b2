//! The duty to notify a change: a name used that was not notified, another home address.

use chrono::NaiveDate;

use crate::law::provisions as p;
use crate::rules::duty::{Duty, Ground, Notice};
use crate::rules::given::{Given, told};
use crate::rules::notification::{self, EXEMPT, EXEMPTION_UNKNOWN, LAW_UNKNOWN, governing, regime};
use crate::rules::params::Jurisdiction;
use crate::rules::trace::{Sources, Trace};

/// The facts that the duty to notify one change follows from.
#[derive(Clone, Debug)]
pub struct Change {
    /// Whose law the order was made under.
    pub jurisdiction: Jurisdiction,
    /// The records that the facts were read from, for the trace.
    pub sources: Sources,
    /// When the name was first used, or the home address changed.
    pub on: Given<NaiveDate>,
    /// Whether the order bound the person on that day; [`notification::Facts::binds_on`] tells.
    pub order_in_force: Option<bool>,
    /// Whether the person was subject to another, exempting notification duty on that day.
    pub exempt: Option<bool>,
    /// When the change was notified; an earlier day than the change's is good.
    pub notified_on: Option<NaiveDate>,
}

/// Computes the duty to notify a name that was not notified before.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 9(3)
/// - Stalking Protection Act 2019, s. 9(5)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 14(3)
#[must_use]
pub fn name(change: &Change) -> Duty {
    let id = regime(change.jurisdiction).map(|it| it.name);
    computed(change, Notice::Name, id, "first_used")
}

/// Computes the duty to notify a change of home address.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 9(4)
/// - Stalking Protection Act 2019, s. 9(5)
/// - Stalking Protection Act 2019, s. 10(3)(b)
/// - Protection from Stalking Act (Northern Ireland) 2022, s. 14(4)
#[must_use]
pub fn address(change: &Change) -> Duty {
    let id = regime(change.jurisdiction).map(|it| it.address);
    let mut duty = computed(change, Notice::Address, id, "changed");
    let applies = matches!(duty.ground, Ground::Applies { .. });
    if applies && change.jurisdiction == Jurisdiction::EnglandAndWales {
        duty.trace.cite(
            p::STALKING_2019_S10_3_B,
            "an advance notice may be given at a police station of the old address's area",
        );
    }
    duty
}

fn computed(change: &Change, what: Notice, id: Option<&'static str>, day_name: &'static str) -> Duty {
    let on = change.on.value();
    let (Some(id), Some(regime)) = (id, regime(change.jurisdiction)) else {
        return notification::none_in_scotland(what, on);
    };
    let rule = governing(id, on);
    let mut trace = Trace::of(rule, on);
    let sources = &change.sources;
    let order = sources.order.as_deref();
    trace.input(day_name, change.on, sources.change.as_deref());
    trace.input("order_in_force", told(change.order_in_force), sources.end.as_deref().or(order));
    trace.input("exempt", told(change.exempt), order);
    trace.input("notified_on", Given::or_not(change.notified_on), sources.met.as_deref());
    let ground = ground(change);
    match ground {
        Ground::Applies { .. } => {
            trace.cite(
                rule.provision(),
                "the time allowed ends with the period, so that a notice before the change is good",
            );
            trace.cite(regime.default, "custody does not stop the time: the text disregards none");
            trace.would_change("the change came about on another day");
            trace.would_change("the person was subject to another notification duty on that day");
        }
        Ground::Exempt { why } if why == EXEMPT => {
            trace.cite(regime.exempting, "the duty does not bind a person who is subject to the other duty");
        }
        _ => {}
    }
    Duty::counted(rule, what, ground, on, change.notified_on, trace)
}

fn ground(change: &Change) -> Ground {
    let review = |why| Ground::NeedsReview { why };
    if change.jurisdiction == Jurisdiction::UnitedKingdom {
        return review(LAW_UNKNOWN);
    }
    if change.order_in_force == Some(false) {
        return Ground::Exempt { why: "the order was not in force" };
    }
    if change.exempt == Some(true) {
        return Ground::Exempt { why: EXEMPT };
    }
    match (change.on, change.order_in_force, change.exempt) {
        (Given::Not, _, _) => Ground::Pending { why: "there has been no change" },
        (Given::Unknown, _, _) => review("it is not known when the change came about"),
        (_, None, _) => review("it is not known whether the order was in force on the day of the change"),
        (_, _, None) => review(EXEMPTION_UNKNOWN),
        (Given::Is(trigger), _, _) => Ground::Applies { trigger },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::duty::Standing;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn a_change(on: &str) -> Change {
        Change {
            jurisdiction: Jurisdiction::EnglandAndWales,
            sources: Sources::default(),
            on: Given::Is(day(on)),
            order_in_force: Some(true),
            exempt: Some(false),
            notified_on: None,
        }
    }

    #[test]
    fn a_name_is_notified_within_three_days_beginning_with_its_first_use() {
        let duty = name(&a_change("2026-08-30"));
        assert_eq!(duty.last_day, Some(day("2026-09-01")));
        assert_eq!(duty.standing_on(day("2026-08-29")), Standing::Pending);
        assert_eq!(duty.standing_on(day("2026-09-01")), Standing::Open);
        assert_eq!(duty.standing_on(day("2026-09-02")), Standing::Overdue { since: day("2026-09-02") });
    }

    #[test]
    fn a_notice_before_the_change_is_good() {
        let duty = address(&Change { notified_on: Some(day("2027-11-20")), ..a_change("2027-11-29") });
        assert_eq!(duty.last_day, Some(day("2027-12-01")));
        assert_eq!(duty.standing_on(day("2027-11-19")), Standing::Pending);
        assert_eq!(duty.standing_on(day("2027-11-20")), Standing::Met);
        assert_eq!(duty.standing_on(day("2028-11-20")), Standing::Met);
    }

    #[test]
    fn a_change_needs_an_order_in_force_and_no_other_duty() {
        let standing = |change: Change| name(&change).standing_on(day("2026-09-05")).name();
        let change = a_change("2026-08-30");
        assert_eq!(
            standing(Change { order_in_force: Some(false), exempt: None, ..change.clone() }),
            "exempt"
        );
        assert_eq!(standing(Change { exempt: Some(true), order_in_force: None, ..change.clone() }), "exempt");
        assert_eq!(standing(Change { exempt: None, ..change.clone() }), "needs_review");
        assert_eq!(standing(Change { order_in_force: None, ..change.clone() }), "needs_review");
        assert_eq!(standing(Change { on: Given::Unknown, ..change.clone() }), "needs_review");
        assert_eq!(standing(Change { on: Given::Not, ..change.clone() }), "pending");
        assert_eq!(standing(Change { jurisdiction: Jurisdiction::Scotland, ..change.clone() }), "exempt");
        assert_eq!(standing(Change { jurisdiction: Jurisdiction::UnitedKingdom, ..change }), "needs_review");
    }

    #[test]
    fn the_trace_says_which_words_of_the_act_led_to_the_answer() {
        const ADVANCE: &str = "a police station of the old address's area";
        const CUSTODY: &str = "custody does not stop the time";
        const OTHER_DUTY: &str = "does not bind a person who is subject to the other duty";
        let change = a_change("2026-08-30");
        let exempt = Change { exempt: Some(true), ..change.clone() };
        let not_in_force = Change { order_in_force: Some(false), ..change.clone() };
        let no_change = Change { on: Given::Not, ..change.clone() };
        let elsewhere = Change { jurisdiction: Jurisdiction::NorthernIreland, ..change.clone() };
        for (change, says, says_not) in [
            (&change, &[ADVANCE, CUSTODY][..], &[OTHER_DUTY][..]),
            (&elsewhere, &[CUSTODY], &[ADVANCE, OTHER_DUTY]),
            (&exempt, &[OTHER_DUTY], &[ADVANCE, CUSTODY]),
            (&not_in_force, &[], &[ADVANCE, CUSTODY, OTHER_DUTY]),
            (&no_change, &[], &[ADVANCE, CUSTODY, OTHER_DUTY]),
        ] {
            let text = address(change).trace.text();
            assert!(says.iter().all(|it| text.contains(it)), "{text}");
            assert!(!says_not.iter().any(|it| text.contains(it)), "{text}");
        }
    }

    #[test]
    fn northern_ireland_has_the_same_days_and_says_that_its_subsection_is_inferred() {
        let duty = name(&Change { jurisdiction: Jurisdiction::NorthernIreland, ..a_change("2026-08-30") });
        assert_eq!((duty.rule.id, duty.last_day), ("NI-SPO-NOT-NAME", Some(day("2026-09-01"))));
        assert!(duty.trace.text().contains("inferred"));
    }
}

//! The notification duties, told as cases: what is known, then how the duty stands on which day.

use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::rules::duty::Standing;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Reads `none` as known not to be, and a day as that day.
fn given(text: &str) -> Given<NaiveDate> {
    if text == "none" { Given::Not } else { Given::Is(day(text)) }
}

/// An order of England and Wales about which all is known but the service.
fn order() -> Facts {
    Facts {
        kind: Some(OrderKind::Full),
        last_day: Given::Not,
        replaces_interim: Some(false),
        exempt: Some(false),
        ..Facts::unknown(Jurisdiction::EnglandAndWales)
    }
}

fn with(mut facts: Facts, fact: &str, value: &str) -> Facts {
    let yes_or_no = match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    match fact {
        "law" if value == "NI" => facts.jurisdiction = Jurisdiction::NorthernIreland,
        "law" if value == "SC" => facts.jurisdiction = Jurisdiction::Scotland,
        "law" => facts.jurisdiction = Jurisdiction::UnitedKingdom,
        "kind" if value == "interim" => facts.kind = Some(OrderKind::Interim),
        "kind" if value == "other" => facts.kind = Some(OrderKind::Other),
        "kind" => facts.kind = None,
        "made" => facts.made_on = Some(day(value)),
        "served" => facts.served_on = given(value),
        "in_force" => facts.in_force_on = given(value),
        "last_day" => facts.last_day = given(value),
        "replaces" => facts.replaces_interim = yes_or_no,
        "interim_served" => facts.interim_served = given(value),
        "interim_notified" => facts.interim_notified = given(value),
        "exempt" => facts.exempt = yes_or_no,
        "exempt_made" => facts.exempt_when_made = yes_or_no,
        "final_day" => facts.final_day = given(value),
        "notified" => facts.notified_on = Some(day(value)),
        _ => panic!("no such fact: {fact}"),
    }
    facts
}

/// Checks a case: rows that begin with a letter are facts, rows that begin with a digit are days.
#[track_caller]
fn check(duty: impl Fn(&Facts) -> Duty, case: &str) {
    let rows = || case.trim().lines().filter_map(|it| it.trim().split_once(char::is_whitespace));
    let is_day = |it: &str| it.starts_with(|it: char| it.is_ascii_digit());
    let facts = rows()
        .filter(|(it, _)| !is_day(it))
        .fold(order(), |facts, (name, value)| with(facts, name, value.trim()));
    let duty = duty(&facts);
    for (on, expected) in rows().filter(|(it, _)| is_day(it)) {
        let standing = match duty.standing_on(day(on)) {
            Standing::Overdue { since } => format!("overdue since {since}"),
            standing => standing.name().to_owned(),
        };
        assert_eq!(standing, expected.trim(), "on {on}\n{}", duty.trace);
    }
}

#[test]
fn the_day_of_service_is_the_first_of_three() {
    check(
        initial,
        "
        served     2026-02-27
        2026-02-26 pending
        2026-02-27 open
        2026-03-01 open
        2026-03-02 overdue since 2026-03-02
        2026-12-31 overdue since 2026-03-02
        ",
    );
}

#[test]
fn notifying_on_the_last_day_is_in_time_and_stays_so() {
    check(
        initial,
        "
        served     2026-02-27
        notified   2026-03-01
        2026-02-28 open
        2026-03-01 met
        2036-01-01 met
        ",
    );
}

#[test]
fn notifying_late_ends_the_default_and_stays_late() {
    check(
        initial,
        "
        served     2026-02-27
        notified   2026-03-05
        2026-03-04 overdue since 2026-03-02
        2026-03-05 late
        2036-01-01 late
        ",
    );
}

#[test]
fn time_runs_over_leap_days_and_clock_changes_by_local_days() {
    check(initial, "served 2028-02-27\n 2028-02-29 open\n 2028-03-01 overdue since 2028-03-01");
    check(initial, "served 2028-02-29\n 2028-03-02 open\n 2028-03-03 overdue since 2028-03-03");
    check(initial, "served 2032-02-28\n 2032-03-01 open\n 2032-03-02 overdue since 2032-03-02");
    check(initial, "served 2026-03-28\n 2026-03-30 open\n 2026-03-31 overdue since 2026-03-31");
    check(initial, "served 2026-10-24\n 2026-10-26 open\n 2026-10-27 overdue since 2026-10-27");
}

#[test]
fn the_first_moment_too_late_is_local_midnight() {
    for (served, due_before) in [
        ("2026-03-26", "2026-03-29T00:00:00+00:00"),
        ("2026-03-27", "2026-03-29T23:00:00+00:00"),
        ("2026-10-22", "2026-10-24T23:00:00+00:00"),
        ("2026-10-24", "2026-10-27T00:00:00+00:00"),
    ] {
        let duty = initial(&with(order(), "served", served));
        let ends = duty.due_before.expect("a moment");
        assert_eq!(ends.to_rfc3339(), due_before, "{served}");
        assert_eq!(duty.standing_at(ends - chrono::Duration::milliseconds(1)), Standing::Open);
        let since = duty.offence_from().expect("a day");
        assert_eq!(duty.standing_at(ends), Standing::Overdue { since });
    }
}

#[test]
fn an_order_not_served_starts_no_time() {
    check(initial, "made 2026-06-22\n served none\n 2026-06-22 pending\n 2027-01-01 pending");
}

#[test]
fn an_order_that_replaces_an_interim_order_carries_no_initial_duty() {
    check(
        initial,
        "
        served         2026-06-22
        replaces       yes
        interim_served 2026-05-11
        2026-07-01     exempt
        ",
    );
}

#[test]
fn an_interim_order_never_served_and_then_replaced_needs_review() {
    check(initial, "served 2026-06-22\n replaces yes\n interim_served none\n 2026-07-01 needs_review");
}

#[test]
fn a_person_under_sexual_offender_notification_is_exempt() {
    check(initial, "served 2026-06-22\n exempt yes\n 2026-07-01 exempt");
}

#[test]
fn what_is_not_known_and_matters_needs_review_and_is_named() {
    for (case, missing) in [
        ("exempt ?", "Part 2"),
        ("replaces ?", "replaces an interim order"),
        ("law ?", "which law"),
        ("kind ?\n replaces yes", "full or an interim"),
        ("last_day 2026-06-01", "had ended"),
        ("made 2026-06-23", "before the making"),
        ("notified 2026-06-21", "earlier than the time"),
        ("served 2019-12-01", "the rule governs"),
        ("served 2200-12-30", "1900 to 2200"),
    ] {
        let rows = case.lines().filter_map(|it| it.trim().split_once(' '));
        let facts =
            rows.fold(with(order(), "served", "2026-06-22"), |facts, (name, value)| with(facts, name, value));
        match initial(&facts).standing_on(day("2026-07-01")) {
            Standing::NeedsReview { why } => assert!(why.contains(missing), "{case}: {why}"),
            other => panic!("{case}: {other:?}"),
        }
    }
    let nothing = initial(&Facts::unknown(Jurisdiction::EnglandAndWales));
    assert!(matches!(nothing.ground, Ground::NeedsReview { .. }));
}

#[test]
fn what_is_not_known_and_does_not_matter_is_not_asked_for() {
    check(initial, "served 2026-06-22\n kind ?\n 2026-06-22 open");
    check(initial, "served 2026-06-22\n kind interim\n replaces ?\n 2026-06-22 open");
    check(initial, "served 2026-06-22\n exempt yes\n replaces ?\n 2026-06-22 exempt");
}

#[test]
fn in_northern_ireland_time_runs_from_coming_into_force() {
    check(
        initial,
        "
        law        NI
        in_force   2026-02-27
        served     2026-03-02
        2026-03-01 open
        2026-03-02 overdue since 2026-03-02
        ",
    );
    check(initial, "law NI\n in_force none\n served 2026-03-02\n 2026-03-02 pending");
    check(initial, "law NI\n served 2026-03-02\n 2026-03-02 needs_review");
    check(initial, "law NI\n in_force 2026-03-02\n replaces yes\n interim_served none\n 2026-03-02 exempt");
}

#[test]
fn no_other_order_and_no_scottish_order_carries_the_duty() {
    check(initial, "law SC\n served 2026-02-27\n 2026-03-05 exempt");
    check(initial, "kind other\n served 2026-02-27\n 2026-03-05 exempt");
    check(after_exemption, "law SC\n final_day 2026-02-27\n 2026-03-05 exempt");
    check(after_exemption, "kind other\n final_day 2026-02-27\n 2026-03-05 exempt");
}

#[test]
fn the_final_day_counts_as_the_day_of_service() {
    check(
        after_exemption,
        "
        made        2025-09-01
        served      2025-09-02
        exempt_made yes
        final_day   2026-07-14
        notified    2025-09-03
        2026-07-13  pending
        2026-07-14  open
        2026-07-16  open
        2026-07-17  overdue since 2026-07-17
        ",
    );
}

#[test]
fn the_final_day_starts_nothing_without_exemption_at_making_or_without_an_order() {
    let case = "made 2025-09-01\n served 2025-09-02\n final_day 2026-07-14\n";
    for (facts, standing) in [
        ("exempt_made no", "exempt"),
        ("exempt_made yes\n last_day 2026-07-13", "exempt"),
        ("exempt_made ?", "needs_review"),
        ("exempt_made yes\n served none", "needs_review"),
        ("exempt_made yes\n final_day none", "pending"),
    ] {
        check(after_exemption, &format!("{case}{facts}\n 2026-07-15 {standing}"));
    }
}

#[test]
fn another_duty_may_end_on_the_day_of_the_making_and_not_before() {
    let in_effect = |facts: &Facts| after_exemption_in_effect(facts, Some(true));
    for (made, standing) in [("2026-07-14", "open"), ("2026-07-15", "needs_review")] {
        check(
            in_effect,
            &format!("exempt_made yes\n final_day 2026-07-14\n made {made}\n 2026-07-15 {standing}"),
        );
    }
}

#[test]
fn a_default_under_the_interim_order_outlives_its_replacement() {
    let facts = ["replaces yes", "served 2026-06-22", "interim_served 2026-05-11"]
        .iter()
        .filter_map(|it| it.split_once(' '))
        .fold(order(), |facts, (name, value)| with(facts, name, value));
    let since = Some(day("2026-05-14"));
    for (notified, expected) in [
        ("none", InterimDefault { continuing: true, since }),
        ("2026-05-13", InterimDefault { continuing: false, since: None }),
        ("2026-05-14", InterimDefault { continuing: false, since }),
    ] {
        assert_eq!(
            interim_default(&with(facts.clone(), "interim_notified", notified)),
            Some(expected),
            "{notified}"
        );
    }
    assert_eq!(interim_default(&facts), None);
    let before_service = with(facts.clone(), "interim_notified", "2026-05-10");
    assert_eq!(interim_default(&before_service), None, "what was notified before the service is in doubt");
    assert_eq!(interim_default(&with(facts, "interim_served", "none")), None);
}

#[test]
fn on_the_day_of_service_the_order_may_end_and_the_subject_may_notify() {
    check(
        initial,
        "
        served     2026-02-27
        last_day   2026-02-27
        2026-03-01 open
        2026-03-02 overdue since 2026-03-02
        ",
    );
    check(
        initial,
        "
        served     2026-02-27
        last_day   2026-02-26
        2026-03-01 needs_review
        ",
    );
    check(
        initial,
        "
        served     2026-02-27
        notified   2026-02-27
        2026-02-27 met
        ",
    );
    check(
        initial,
        "
        served     2026-02-27
        notified   2026-02-26
        2026-02-27 needs_review
        ",
    );
}

#[test]
fn the_trace_reads_as_an_argument() {
    let mut facts = with(with(order(), "made", "2026-02-20"), "served", "2026-02-27");
    facts.sources.order = Some("order 0f0f version 3".to_owned());
    expect_test::expect![[r"
        Rule EW-SPO-NOT-INIT, version 1: notify names and home address within three days beginning with service.
        Law: Stalking Protection Act 2019, s. 9(1); Stalking Protection Act 2019, s. 9(2); Stalking Protection Act 2019, s. 9(1)(a); Stalking Protection Act 2019, s. 9(5); Stalking Protection Act 2019, s. 11 (text as at 2023-02-07, read on 2026-11-23).
        Given: kind = stalking protection order (from order 0f0f version 3).
        Given: made_on = 2026-02-20 (from order 0f0f version 3).
        Given: served_on = 2026-02-27 (from order 0f0f version 3).
        Given: last_day = none (from order 0f0f version 3).
        Given: replaces_interim = no (from order 0f0f version 3).
        Given: exempt = no (from order 0f0f version 3).
        Given: notified_on = none.
        1. time runs from service, not making [Stalking Protection Act 2019, s. 9(1)]
        2. custody does not stop the time, and no weekend or bank holiday extends it; the text provides for neither [Stalking Protection Act 2019, s. 9(1)]
        3. a period of 3 days beginning with 2026-02-27, which is its first day, has the last day 2026-03-01 [Stalking Protection Act 2019, s. 9(1)]
        Answer: notify by 2026-03-01, that is before 2026-03-02T00:00:00Z; in default from 2026-03-02.
        Another answer if: the day that time runs from is another.
        Another answer if: the person was subject to another notification duty on that day.
        Another answer if: the order replaces an interim order."]]
    .assert_eq(&initial(&facts).trace.text());
}

#[test]
fn an_order_binds_from_service_to_its_last_day() {
    let facts =
        with(with(with(order(), "made", "2026-01-05"), "served", "2026-01-08"), "last_day", "2028-01-04");
    for (on, binds) in [
        ("2026-01-04", Some(false)),
        ("2026-01-05", None),
        ("2026-01-08", Some(true)),
        ("2028-01-04", Some(true)),
        ("2028-01-05", Some(false)),
    ] {
        assert_eq!(facts.binds_on(day(on)), binds, "{on}");
    }
}

proptest! {
    #[test]
    fn a_duty_once_met_is_never_overdue(
        served in 0_u64..4_000, notified in proptest::option::of(0_u64..20), days in 0_u64..40,
    ) {
        let served_on = day("2024-01-01") + Days::new(served);
        let mut facts = order();
        facts.served_on = Given::Is(served_on);
        facts.notified_on = notified.map(|it| served_on + Days::new(it));
        let duty = initial(&facts);
        let (today, tomorrow) = (served_on + Days::new(days), served_on + Days::new(days + 1));
        let done = |it| matches!(it, Standing::Met | Standing::MetLate);
        if done(duty.standing_on(today)) {
            prop_assert_eq!(duty.standing_on(today), duty.standing_on(tomorrow));
        }
        if let Standing::Overdue { since } = duty.standing_on(today) {
            prop_assert_eq!(Some(since), duty.offence_from());
            prop_assert!(today >= since);
            prop_assert_ne!(duty.standing_on(tomorrow), Standing::Open);
        }
    }

    #[test]
    fn a_later_service_never_gives_an_earlier_last_day(served in 0_u64..60_000, gap in 0_u64..400) {
        let last_day = |days| {
            let mut facts = order();
            facts.served_on = Given::Is(day("2020-01-20") + Days::new(days));
            initial(&facts).last_day
        };
        prop_assert!(last_day(served) <= last_day(served + gap));
    }
}

/// The rule as it is, and as a law to come might have it: five days from 2027 on. For this test only.
const CHANGED: [Rule; 2] = {
    let mut rows = [NOW, NOW];
    rows[0].until = Some(NaiveDate::from_ymd_opt(2027, 1, 1).expect("a day"));
    rows[1].version = 2;
    rows[1].from = rows[0].until;
    rows[1].parameters = FIVE_DAYS;
    rows
};
const FIVE_DAYS: &[params::Parameter] =
    &[params::Parameter { name: "notification_days", value: 5, provision: p::STALKING_2019_S9_1 }];
const NOW: Rule = Rule {
    id: "EW-SPO-NOT-INIT",
    version: 1,
    jurisdiction: Jurisdiction::EnglandAndWales,
    title: "notify",
    provisions: &[p::STALKING_2019_S9_1],
    text_as_at: "2023-02-07",
    text_read_on: NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day"),
    enacted_in: None,
    from: NaiveDate::from_ymd_opt(2020, 1, 20),
    until: None,
    parameters: &[params::Parameter {
        name: "notification_days",
        value: 3,
        provision: p::STALKING_2019_S9_1,
    }],
    cautions: &[],
    inputs: &[],
    answers: &[],
};

#[test]
fn facts_before_a_change_of_the_law_keep_the_old_row() {
    static ROWS: [Rule; 2] = CHANGED;
    for (served, version, last_day) in [
        ("2026-12-31", 1, Some("2027-01-02")),
        ("2027-01-01", 2, Some("2027-01-05")),
        ("2020-01-20", 1, Some("2020-01-22")),
        ("2020-01-19", 1, None),
    ] {
        let served: NaiveDate = served.parse().expect("a day");
        let facts = Facts {
            kind: Some(OrderKind::Full),
            served_on: Given::Is(served),
            replaces_interim: Some(false),
            exempt: Some(false),
            ..Facts::unknown(Jurisdiction::EnglandAndWales)
        };
        let rule = params::nearest_of(ROWS.iter(), Some(served)).expect("a row");
        let duty = initial_by(rule, &facts, &ENGLAND_AND_WALES);
        assert_eq!((duty.rule.version, duty.trace.version), (version, version), "{served}");
        let applies = matches!(duty.ground, Ground::Applies { .. });
        let counted = duty.last_day.filter(|_| applies).map(|it| it.to_string());
        assert_eq!(counted.as_deref(), last_day, "{served}");
        // Years later the answer is the same, whatever the law is then.
        let later = served + Days::new(4000);
        assert_eq!(duty.standing_on(later), initial_by(rule, &facts, &ENGLAND_AND_WALES).standing_on(later));
    }
    assert_eq!(params::nearest_of(ROWS.iter(), None).map(|it| it.version), Some(2));
}

//! Stalking protection orders of England and Wales.

use chrono::NaiveDate;

use crate::law::provisions as p;
use crate::rules::params::{Caution, Jurisdiction, Parameter, READ_ON, Rule, day};

/// Royal Assent of the Crime and Policing Act 2026: the commencement of its stalking provisions was not found.
const ROYAL_ASSENT_2026: NaiveDate = day(2026, 4, 29);

const AMENDED_2026: Caution = Caution {
    since: Some(ROYAL_ASSENT_2026),
    words: "needs review: the text read is older than the Crime and Policing Act 2026, part of which has \
            been in force since 2026-06-29; check the text in force",
};

const BASE: Rule = Rule {
    id: "",
    version: 1,
    jurisdiction: Jurisdiction::EnglandAndWales,
    title: "",
    provisions: &[],
    text_as_at: "2023-02-07",
    text_read_on: READ_ON,
    from: Some(day(2020, 1, 20)),
    enacted_in: None,
    until: None,
    parameters: &[],
    cautions: &[AMENDED_2026],
    inputs: &[],
    answers: &[],
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "EW-SPO-NOT-INIT",
        title: "notify names and home address within three days beginning with service",
        provisions: &[
            p::STALKING_2019_S9_1,
            p::STALKING_2019_S9_2,
            p::STALKING_2019_S9_1_A,
            p::STALKING_2019_S9_5,
            p::STALKING_2019_S11,
        ],
        parameters: &[Parameter::new("notification_days", 3, p::STALKING_2019_S9_1)],
        inputs: &[
            "interim_notified",
            "interim_served",
            "made",
            "order_type",
            "replaces_interim",
            "served",
            "served_at_utc",
            "subject_to_soa_part2",
        ],
        answers: &[
            "deadline_exclusive_utc",
            "duty",
            "extended",
            "falls_on_non_working_day",
            "interim_default_continuing",
            "interim_default_since",
            "notify_by",
            "offence_from",
            "reason",
            "service_date_local",
        ],
        ..BASE
    },
    Rule {
        id: "EW-SPO-NOT-NAME",
        title: "notify another name within three days beginning with its first use",
        provisions: &[p::STALKING_2019_S9_3, p::STALKING_2019_S9_5, p::STALKING_2019_S11],
        parameters: &[Parameter::new("notification_days", 3, p::STALKING_2019_S9_3)],
        inputs: &["first_used", "order_in_force", "subject_to_soa_part2"],
        answers: &["duty", "notify_by"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-NOT-ADDR",
        title: "notify a change of home address within three days beginning with the change",
        provisions: &[
            p::STALKING_2019_S9_4,
            p::STALKING_2019_S9_5,
            p::STALKING_2019_S10_3_B,
            p::STALKING_2019_S11,
        ],
        parameters: &[Parameter::new("notification_days", 3, p::STALKING_2019_S9_4)],
        inputs: &["changed", "notified", "order_in_force", "subject_to_soa_part2"],
        answers: &["duty", "note", "notify_by", "satisfied"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-SOA-END",
        title: "notify within three days beginning with the final day of sexual offender notification",
        provisions: &[
            p::STALKING_2019_S9_7,
            p::STALKING_2019_S9_6,
            p::STALKING_2019_S9_1,
            p::STALKING_2019_S11,
        ],
        parameters: &[Parameter::new("notification_days", 3, p::STALKING_2019_S9_1)],
        inputs: &[
            "became_soa",
            "exempt_when_made",
            "final_day",
            "initial_notified",
            "order_in_effect_on_final_day",
            "order_made",
        ],
        answers: &["duty", "notify_by", "reason"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-DUR",
        title: "an order lasts for two years or more, or until further order",
        provisions: &[p::STALKING_2019_S3_2, p::STALKING_2019_S3],
        parameters: &[Parameter::new("fixed_years_min", 2, p::STALKING_2019_S3_2)],
        inputs: &["fixed_until", "fixed_years", "made", "until_further_order"],
        answers: &["last_day", "reason", "valid"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-DISCH",
        title: "no discharge within two years of making, but by consent",
        provisions: &[p::STALKING_2019_S4],
        parameters: &[Parameter::new("without_consent_years", 2, p::STALKING_2019_S4)],
        inputs: &["consents", "made"],
        answers: &["earliest_without_consent"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-VARY",
        title: "a variation starts neither the two years nor the initial notification again",
        provisions: &[p::STALKING_2019_S4, p::STALKING_2019_S9_1],
        parameters: &[Parameter::new("without_consent_years", 2, p::STALKING_2019_S4)],
        cautions: &[
            Caution { since: None, words: "inferred: s. 4 does not say that a variation restarts a period" },
            AMENDED_2026,
        ],
        inputs: &["initial_notified", "made", "subject_to_soa_part2", "varied"],
        answers: &["earliest_discharge_without_consent", "new_initial_duty", "two_year_clock_from"],
        ..BASE
    },
    Rule {
        id: "EW-ISPO-END",
        title: "an interim order ends on its last day, or earlier with the main application",
        provisions: &[p::STALKING_2019_S5, p::STALKING_2019_S5_6_A, p::STALKING_2019_S5_6_B],
        inputs: &["fixed_last_day", "made", "main_application_determined"],
        answers: &["last_day", "reason"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-ROUTE",
        title: "an order is made on application; of the court's own motion as the Act of 2026 may allow",
        provisions: &[p::STALKING_2019_S1, p::STALKING_2019_S2],
        cautions: &[Caution {
            since: Some(ROYAL_ASSENT_2026),
            words: "needs review: the Crime and Policing Act 2026 lets courts make orders of their own motion on \
                    conviction or acquittal; its sections and their commencement were not read",
        }],
        inputs: &["made", "route"],
        answers: &["reason", "valid"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-CONTENT",
        title: "an order states its date, its period, its conditions and their limits",
        provisions: &[p::STALKING_2019_S6, p::STALKING_2019_S3_3],
        inputs: &["order"],
        answers: &["complete", "missing", "needs_review"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-APPLY",
        title: "a chief officer applies for a person who is connected with the police area",
        provisions: &[p::STALKING_2019_S1, p::STALKING_2019_S14_1, p::STALKING_2019_S13],
        parameters: &[Parameter::new("adult_age_years", 18, p::STALKING_2019_S14_1)],
        inputs: &["age", "applicant", "connection"],
        answers: &["apply_by", "court", "reason", "valid"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-TERMS",
        title: "a condition is necessary and compatible, and holds in all of the United Kingdom unless limited",
        provisions: &[p::STALKING_2019_S2, p::STALKING_2019_S2_4, p::STALKING_2019_S2_7],
        inputs: &["incompatible_with_earlier", "limited_to_locality", "necessary"],
        answers: &["effective_in", "reason", "valid"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-TERM-DUR",
        title: "a condition may have a period of its own",
        provisions: &[p::STALKING_2019_S3_3, p::STALKING_2019_S3_2],
        parameters: &[Parameter::new("fixed_years_min", 2, p::STALKING_2019_S3_2)],
        inputs: &["fixed_until", "fixed_years", "made", "until_further_order"],
        answers: &["last_day", "reason", "valid"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-RENEW",
        title: "an order that lasts may be renewed",
        provisions: &[p::STALKING_2019_S4, p::STALKING_2019_S3_2],
        parameters: &[Parameter::new("fixed_years_min", 2, p::STALKING_2019_S3_2)],
        inputs: &["last_day", "made", "renewed", "renewed_until"],
        answers: &["last_day", "reason", "valid"],
        ..BASE
    },
    Rule {
        id: "EW-ISPO-DUR",
        title: "an interim order is for a fixed period",
        provisions: &[p::STALKING_2019_S5],
        inputs: &["fixed_until", "fixed_years", "made", "until_further_order"],
        answers: &["last_day", "reason", "valid"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-APPEAL",
        title: "an appeal lies to the Crown Court; its time was not found",
        provisions: &[p::STALKING_2019_S7],
        inputs: &["appealed", "decided"],
        answers: &["appeal_by", "court", "in_time", "reason"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-BREACH",
        title: "no conditional discharge for a breach, and at most five years",
        provisions: &[p::STALKING_2019_S8, p::STALKING_2019_S8_4],
        parameters: &[Parameter::new("imprisonment_years_max", 5, p::STALKING_2019_S8)],
        inputs: &["disposal", "sentence_months"],
        answers: &["reason", "valid"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-HOW",
        title: "notify in person and orally at a police station of the local police area",
        provisions: &[p::STALKING_2019_S10, p::STALKING_2019_S10_3_B],
        inputs: &[
            "acknowledged",
            "has_home_address",
            "in_advance",
            "in_person",
            "notified",
            "orally",
            "station",
        ],
        answers: &["acknowledgement", "reason", "valid"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-NOT-OFF",
        title: "the failure is first committed on the day after the last day, and continues",
        provisions: &[p::STALKING_2019_S11],
        inputs: &["notified", "notify_by"],
        answers: &["continuing", "since"],
        ..BASE
    },
    Rule {
        id: "EW-SPO-LIMITS",
        title: "no periodic, travel, passport, bank or vehicle notification",
        provisions: &[p::STALKING_2019_S9],
        inputs: &["what"],
        answers: &["duty", "reason"],
        ..BASE
    },
];

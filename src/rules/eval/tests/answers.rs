//! Answers to inputs, rule by rule.

use super::*;

/// Rule, inputs and what the answer holds.
const OTHERS: &[(&str, &str, &str)] = &[
    ("EW-SPO-NOT-NAME", r#"{"first_used":"2026-08-30"}"#, r#"{"duty":"needs_review","notify_by":null}"#),
    (
        "EW-SPO-NOT-ADDR",
        r#"{"changed":"2027-11-29","notified":"2027-12-02","order_in_force":true,"subject_to_soa_part2":false}"#,
        r#"{"duty":true,"notify_by":"2027-12-01","satisfied":false}"#,
    ),
    (
        "EW-SPO-SOA-END",
        r#"{"order_made":"2025-09-01","became_soa":"2026-01-10","final_day":"2026-07-14","order_in_effect_on_final_day":true}"#,
        r#"{"duty":false,"notify_by":null}"#,
    ),
    (
        "EW-SPO-DUR",
        r#"{"made":"2026-03-10","fixed_until":"2028-03-08"}"#,
        r#"{"last_day":"2028-03-08","valid":false}"#,
    ),
    ("EW-SPO-DISCH", r#"{"made":"2028-02-29"}"#, r#"{"earliest_without_consent":"2030-03-01"}"#),
    (
        "EW-SPO-VARY",
        r#"{"initial_notified":true,"made":"2026-03-10","varied":"2026-09-01"}"#,
        r#"{"earliest_discharge_without_consent":"2028-03-10","new_initial_duty":false,"two_year_clock_from":"2026-03-10"}"#,
    ),
    ("EW-ISPO-END", r#"{"fixed_last_day":"2026-07-31"}"#, r#"{"last_day":"2026-07-31"}"#),
    (
        "EW-ISPO-END",
        r#"{"made":"2026-05-05","fixed_last_day":"2026-07-31","main_application_determined":"2026-05-05"}"#,
        r#"{"last_day":"2026-05-05"}"#,
    ),
    (
        "NI-SPO-NOT-INIT",
        r#"{"exempt":["VOPO"],"in_force":"2026-02-27","order_type":"SPO","replaces_interim":false}"#,
        r#"{"duty":false,"notify_by":null}"#,
    ),
    (
        "NI-SPO-NOT-NAME",
        r#"{"exempt":[],"first_used":"2026-08-30","order_in_force":true}"#,
        r#"{"notify_by":"2026-09-01"}"#,
    ),
    ("NI-SPO-NOT-ADDR", r#"{"exempt":[],"changed":null,"order_in_force":true}"#, r#"{"duty":"pending"}"#),
    (
        "NI-SPO-EXEMPT-END",
        r#"{"exempt_when_made":true,"final_day":"2026-07-14","order_in_effect_on_final_day":true}"#,
        r#"{"duty":true,"notify_by":"2026-07-16"}"#,
    ),
    ("NI-SPO-DUR", r#"{"made":"2026-03-10","prohibition_fixed_years":[2,null]}"#, r#"{"valid":true}"#),
    ("NI-SPO-DUR", r#"{"made":"2026-03-10","prohibition_fixed_years":1}"#, r#"{"valid":false}"#),
    (
        "NI-SPO-DISCH",
        r#"{"consents":true,"made":"2026-03-10"}"#,
        r#"{"earliest_without_consent":"2028-03-10"}"#,
    ),
    (
        "NI-ISPO-END",
        r#"{"main_application":"dismissed","dismissed":"2026-07-10","appeal_time_expires":"2026-07-24","appeal_pending":false}"#,
        r#"{"ceases_no_earlier_than":"2026-07-24","not_on":"2026-07-10"}"#,
    ),
    (
        "NI-ISPO-END",
        r#"{"main_application":"pending","fixed_last_day":"2026-09-30"}"#,
        r#"{"ceases_no_earlier_than":null,"not_on":null}"#,
    ),
    (
        "NI-BIOM-DESTROY",
        r#"{"ceases_to_be_subject":"2027-05-19","replaced_by_spo":true}"#,
        r#"{"destroy_by":null}"#,
    ),
    (
        "NI-SPO-NOT-INIT",
        r#"{"exempt":[],"in_force":"2021-12-31","order_type":"SPO","replaces_interim":false}"#,
        r#"{"duty":"needs_review","notify_by":null}"#,
    ),
    (
        "NI-SPO-NOT-INIT",
        r#"{"exempt":[],"in_force":"2022-01-01","order_type":"SPO","replaces_interim":false}"#,
        r#"{"duty":true,"notify_by":"2022-01-03"}"#,
    ),
    ("EW-SPO-ROUTE", r#"{"made":"2026-03-10","route":"application"}"#, r#"{"valid":true}"#),
    ("EW-SPO-ROUTE", r#"{"made":"2026-03-10","route":"conviction"}"#, r#"{"valid":false}"#),
    ("EW-SPO-ROUTE", r#"{"made":"2026-07-01","route":"acquittal"}"#, r#"{"valid":"needs_review"}"#),
    (
        "EW-SPO-CONTENT",
        r#"{"order":{"kind":"stalking_protection","jurisdiction":"england_and_wales","made_on":"2026-03-10"}}"#,
        r#"{"complete":false,"missing":["/conditions","/last_day"],"needs_review":["/route"]}"#,
    ),
    (
        "NI-SPO-CONTENT",
        r#"{"order":{"kind":"stalking_protection","jurisdiction":"northern_ireland","made_on":"2026-03-10",
            "route":"application","conditions":[{"number":1,"kind":"prohibition","words":"Not to."}]}}"#,
        r#"{"complete":false,"missing":["/conditions/0/last_day"],"needs_review":[]}"#,
    ),
    (
        "EW-SPO-APPLY",
        r#"{"age":17,"applicant":"territorial_force","connection":"resides"}"#,
        r#"{"apply_by":null,"court":"youth court","valid":true}"#,
    ),
    (
        "EW-SPO-APPLY",
        r#"{"age":18,"applicant":"territorial_force","connection":"none"}"#,
        r#"{"court":"magistrates' court","valid":false}"#,
    ),
    ("EW-SPO-APPLY", r#"{"applicant":"territorial_force"}"#, r#"{"court":null,"valid":"needs_review"}"#),
    ("EW-SPO-APPLY", r#"{"applicant":"transport_police"}"#, r#"{"valid":true}"#),
    ("EW-SPO-APPLY", r#"{"applicant":"police_service_of_northern_ireland"}"#, r#"{"valid":false}"#),
    ("EW-SPO-APPLY", "{}", r#"{"valid":"needs_review"}"#),
    (
        "EW-SPO-TERMS",
        r#"{"limited_to_locality":true,"necessary":true,"incompatible_with_earlier":false}"#,
        r#"{"effective_in":"locality","valid":true}"#,
    ),
    (
        "EW-SPO-TERMS",
        r#"{"limited_to_locality":false,"necessary":true,"incompatible_with_earlier":true}"#,
        r#"{"effective_in":"united_kingdom","valid":false}"#,
    ),
    ("EW-SPO-TERMS", r#"{"limited_to_locality":false,"necessary":false}"#, r#"{"valid":false}"#),
    ("EW-SPO-TERMS", r#"{"limited_to_locality":false,"necessary":true}"#, r#"{"valid":"needs_review"}"#),
    (
        "EW-SPO-TERMS",
        r#"{"limited_to_locality":false,"incompatible_with_earlier":false}"#,
        r#"{"valid":"needs_review"}"#,
    ),
    (
        "EW-SPO-TERM-DUR",
        r#"{"made":"2026-03-10","fixed_until":"2028-03-09"}"#,
        r#"{"last_day":"2028-03-09","valid":true}"#,
    ),
    (
        "EW-SPO-TERM-DUR",
        r#"{"made":"2026-03-10","fixed_years":1}"#,
        r#"{"last_day":"2027-03-09","valid":"needs_review"}"#,
    ),
    (
        "EW-SPO-TERM-DUR",
        r#"{"made":"2026-03-10","until_further_order":true}"#,
        r#"{"last_day":null,"valid":true}"#,
    ),
    (
        "EW-SPO-RENEW",
        r#"{"made":"2026-03-10","last_day":"2028-03-09","renewed":"2028-03-09","renewed_until":"2030-03-08"}"#,
        r#"{"last_day":"2030-03-08","valid":true}"#,
    ),
    (
        "EW-SPO-RENEW",
        r#"{"made":"2026-03-10","last_day":"2028-03-09","renewed":"2028-03-10","renewed_until":null}"#,
        r#"{"last_day":null,"valid":false}"#,
    ),
    (
        "EW-SPO-RENEW",
        r#"{"made":"2026-03-10","last_day":"2030-03-09","renewed":"2026-04-01","renewed_until":"2028-05-01"}"#,
        r#"{"last_day":"2028-05-01","valid":"needs_review"}"#,
    ),
    (
        "EW-SPO-RENEW",
        r#"{"made":"2026-03-10","last_day":"2030-03-09","renewed":"2026-04-01","renewed_until":"2030-03-09"}"#,
        r#"{"last_day":"2030-03-09","valid":"needs_review"}"#,
    ),
    (
        "EW-SPO-RENEW",
        r#"{"made":"2026-03-10","last_day":"2030-03-09","renewed":"2026-04-01","renewed_until":"2030-03-10"}"#,
        r#"{"last_day":"2030-03-10","valid":true}"#,
    ),
    (
        "EW-SPO-RENEW",
        r#"{"made":"2026-03-10","last_day":null,"renewed":"2026-04-01","renewed_until":"2030-03-10"}"#,
        r#"{"last_day":"2030-03-10","valid":"needs_review"}"#,
    ),
    (
        "EW-SPO-RENEW",
        r#"{"made":"2026-03-10","last_day":null,"renewed":"2026-04-01","renewed_until":null}"#,
        r#"{"last_day":null,"valid":true}"#,
    ),
    (
        "EW-SPO-RENEW",
        r#"{"made":"2026-03-10","last_day":null,"renewed":"2028-03-10","renewed_until":"2030-03-08"}"#,
        r#"{"valid":"needs_review"}"#,
    ),
    (
        "NI-SPO-RENEW",
        r#"{"made":"2026-03-10","renewed":"2028-03-10","renewed_until":null}"#,
        r#"{"last_day":null,"valid":"needs_review"}"#,
    ),
    (
        "EW-ISPO-DUR",
        r#"{"made":"2026-03-10","fixed_until":"2026-03-10"}"#,
        r#"{"last_day":"2026-03-10","valid":true}"#,
    ),
    (
        "EW-ISPO-DUR",
        r#"{"made":"2026-03-10","until_further_order":true}"#,
        r#"{"last_day":null,"valid":false}"#,
    ),
    (
        "EW-SPO-APPEAL",
        r#"{"decided":"2026-03-10","appealed":"2026-03-10"}"#,
        r#"{"appeal_by":null,"court":"Crown Court","in_time":"needs_review"}"#,
    ),
    ("EW-SPO-BREACH", r#"{"disposal":"conditional_discharge"}"#, r#"{"valid":false}"#),
    ("EW-SPO-BREACH", r#"{"disposal":"imprisonment","sentence_months":60}"#, r#"{"valid":true}"#),
    ("EW-SPO-BREACH", r#"{"disposal":"imprisonment","sentence_months":61}"#, r#"{"valid":false}"#),
    ("EW-SPO-BREACH", r#"{"disposal":"imprisonment"}"#, r#"{"valid":"needs_review"}"#),
    ("EW-SPO-BREACH", r#"{"disposal":"other"}"#, r#"{"valid":"needs_review"}"#),
    (
        "NI-PEN",
        r#"{"disposal":"conditional_discharge"}"#,
        r#"{"reason":"whether a conditional discharge is open to the court was not read","valid":"needs_review"}"#,
    ),
    ("NI-PEN", r#"{"disposal":"imprisonment","sentence_months":60}"#, r#"{"valid":true}"#),
    ("NI-PEN", r#"{"disposal":"imprisonment","sentence_months":61}"#, r#"{"valid":false}"#),
    ("NI-PEN", r#"{"disposal":"imprisonment"}"#, r#"{"valid":"needs_review"}"#),
    ("NI-PEN", r#"{"disposal":"other"}"#, r#"{"valid":"needs_review"}"#),
    (
        "EW-SPO-HOW",
        r#"{"in_person":true,"orally":true,"station":"home_area","has_home_address":true}"#,
        r#"{"valid":true}"#,
    ),
    (
        "EW-SPO-HOW",
        r#"{"in_person":true,"orally":true,"station":"home_area","notified":"2026-03-01","acknowledged":"2026-03-01"}"#,
        r#"{"acknowledgement":"given","valid":true}"#,
    ),
    (
        "EW-SPO-HOW",
        r#"{"in_person":false,"acknowledged":null}"#,
        r#"{"acknowledgement":"outstanding","valid":false}"#,
    ),
    ("EW-SPO-HOW", r#"{"orally":false}"#, r#"{"acknowledgement":"not_known","valid":false}"#),
    ("EW-SPO-HOW", r#"{"orally":true}"#, r#"{"valid":"needs_review"}"#),
    ("EW-SPO-HOW", r#"{"in_person":true}"#, r#"{"valid":"needs_review"}"#),
    ("EW-SPO-HOW", r#"{"in_person":true,"orally":true}"#, r#"{"valid":"needs_review"}"#),
    ("EW-SPO-HOW", r#"{"in_person":true,"orally":true,"station":"elsewhere"}"#, r#"{"valid":false}"#),
    (
        "EW-SPO-HOW",
        r#"{"in_person":true,"orally":true,"station":"old_area","in_advance":true}"#,
        r#"{"valid":true}"#,
    ),
    (
        "EW-SPO-HOW",
        r#"{"in_person":true,"orally":true,"station":"old_area","in_advance":false}"#,
        r#"{"valid":false}"#,
    ),
    ("EW-SPO-HOW", r#"{"in_person":true,"orally":true,"station":"old_area"}"#, r#"{"valid":"needs_review"}"#),
    (
        "EW-SPO-HOW",
        r#"{"in_person":true,"orally":true,"station":"court_area","has_home_address":false}"#,
        r#"{"valid":true}"#,
    ),
    (
        "EW-SPO-HOW",
        r#"{"in_person":true,"orally":true,"station":"court_area","has_home_address":true}"#,
        r#"{"valid":false}"#,
    ),
    (
        "EW-SPO-HOW",
        r#"{"in_person":true,"orally":true,"station":"court_area"}"#,
        r#"{"valid":"needs_review"}"#,
    ),
    (
        "EW-SPO-NOT-OFF",
        r#"{"notify_by":"2026-03-01","notified":null}"#,
        r#"{"continuing":true,"since":"2026-03-02"}"#,
    ),
    (
        "EW-SPO-NOT-OFF",
        r#"{"notify_by":"2028-02-28","notified":"2028-02-29"}"#,
        r#"{"continuing":false,"since":"2028-02-29"}"#,
    ),
    (
        "EW-SPO-NOT-OFF",
        r#"{"notify_by":"2026-03-01","notified":"2026-03-01"}"#,
        r#"{"continuing":false,"since":null}"#,
    ),
    ("NI-SPO-NOT-OFF", r#"{"notify_by":"2026-12-31"}"#, r#"{"continuing":null,"since":"2027-01-01"}"#),
    ("EW-SPO-LIMITS", r#"{"what":"travel"}"#, r#"{"duty":false}"#),
    ("NI-SPO-APPLY", r#"{"applicant":"police_service_of_northern_ireland"}"#, r#"{"valid":true}"#),
    ("NI-SPO-APPLY", r#"{"applicant":"territorial_force"}"#, r#"{"valid":false}"#),
    ("NI-SPO-TERMS", r#"{"resident_or_national":true}"#, r#"{"effective_in":"united_kingdom_and_beyond"}"#),
    ("NI-SPO-TERMS", r#"{"resident_or_national":false}"#, r#"{"effective_in":"united_kingdom"}"#),
    ("NI-SPO-TERMS", "{}", r#"{"effective_in":"needs_review"}"#),
    (
        "NI-SPO-VARY",
        r#"{"made":"2026-03-10","varied":"2026-09-01"}"#,
        r#"{"earliest_discharge_without_consent":"2028-03-10","new_initial_duty":false}"#,
    ),
    ("NI-SPO-NOT-INFO", r#"{"in_force":"2026-03-10"}"#, r#"{"duty":"needs_review"}"#),
    ("NI-SPO-HOW", r#"{"at_prescribed_station":true}"#, r#"{"valid":true}"#),
    ("NI-SPO-HOW", r#"{"at_prescribed_station":false}"#, r#"{"valid":false}"#),
    ("NI-SPO-HOW", "{}", r#"{"valid":"needs_review"}"#),
    ("SC-X-BORDER", r#"{"made_in":"EW"}"#, r#"{"binds":true,"prosecute":"needs_review"}"#),
    ("SC-X-BORDER", r#"{"made_in":"NI"}"#, r#"{"binds":true,"prosecute":"needs_review"}"#),
    ("SOA-CHANGE", r#"{"changed":"2026-08-30"}"#, r#"{"duty":true,"notify_by":"2026-09-01"}"#),
    (
        "SOA-CHANGE",
        r#"{"changed":"2026-08-30","days_elsewhere":7}"#,
        r#"{"duty":true,"notify_by":"2026-09-01"}"#,
    ),
    ("SOA-CHANGE", r#"{"changed":"2026-08-30","days_elsewhere":6}"#, r#"{"duty":false,"notify_by":null}"#),
    ("SOA-TRAVEL", r#"{"leaves":"2026-08-30"}"#, r#"{"duty":"needs_review","notify_by":null}"#),
    (
        "SOA-REVIEW-AGAIN",
        r#"{"determined":"2028-02-29"}"#,
        r#"{"qualifying_date":null,"qualifying_date_unless_changed":"2036-02-29"}"#,
    ),
    ("DPA-REVIEW-LIMIT", r#"{"on":"2026-11-23","review_due":"2027-11-23"}"#, r#"{"valid":true}"#),
    ("DPA-REVIEW-LIMIT", r#"{"on":"2026-11-23","review_due":null}"#, r#"{"valid":false}"#),
    ("DPA-REVIEW-LIMIT", r#"{"on":"2026-11-23"}"#, r#"{"valid":"needs_review"}"#),
    ("SC-SPO", r#"{"made":"2026-05-05","order_type":"SPO"}"#, r#"{"duty":false}"#),
    (
        "SC-SOA-DISCHARGE-DATE",
        r#"{"age_on_relevant_date":25,"relevant_date":"2011-04-10"}"#,
        r#"{"date_of_discharge":"2026-04-10"}"#,
    ),
    (
        "SOA-INIT",
        r#"{"custody":[{"from":"2026-02-27","until":"2026-08-14"}],"relevant_date":"2026-02-27"}"#,
        r#"{"notify_by":"2026-08-16"}"#,
    ),
    (
        "SOA-CHANGE-ADVANCE",
        r#"{"specified":"2026-09-10","occurred":null}"#,
        r#"{"notify_non_occurrence_by":"2026-09-15"}"#,
    ),
    (
        "SOA-PERIODIC",
        r#"{"last_event":"2026-02-26","no_sole_or_main_residence":true}"#,
        r#"{"notify_by":"2026-03-05"}"#,
    ),
    (
        "SOA-PERIODIC",
        r#"{"custody":[["2027-01-20","2027-06-10"]],"last_event":"2026-02-01","no_sole_or_main_residence":false}"#,
        r#"{"notify_by":"2027-06-12"}"#,
    ),
    (
        "SOA-PERIOD",
        r#"{"age_on_relevant_date":17,"disposal":"conditional_discharge","relevant_date":"2016-05-01","sentence_months":12}"#,
        r#"{"period":"1y"}"#,
    ),
    (
        "SOA-PERIOD",
        r#"{"age_on_relevant_date":17,"disposal":"caution","relevant_date":"2016-05-01"}"#,
        r#"{"period":"1y"}"#,
    ),
    (
        "SOA-PERIOD",
        r#"{"age_on_relevant_date":40,"relevant_date":"2016-05-01","sentence_months":29,"sentence_terms":[{"months":18},{"months":18,"concurrent_months":7}]}"#,
        r#"{"period":"10y"}"#,
    ),
    (
        "SOA-PERIOD",
        r#"{"age_on_relevant_date":40,"disposal":"imprisonment","relevant_date":"2016-05-01","sentence_terms":[{"months":18},{"months":12}]}"#,
        r#"{"period":"indefinite"}"#,
    ),
    (
        "SOA-REVIEW",
        r#"{"age_on_relevant_date":17,"relevant_notification":"2011-04-10"}"#,
        r#"{"qualifying_date":"2019-04-10"}"#,
    ),
    (
        "DPA-BREACH-72H",
        r#"{"aware_local":"2026-07-01T12:00:00+01:00"}"#,
        r#"{"notify_ico_by_local":"2026-07-04T12:00:00+01:00"}"#,
    ),
];

#[test]
fn every_other_rule_gives_the_fields_of_its_row() {
    for (rule, inputs, expected) in OTHERS {
        check(rule, inputs, expected);
    }
    let tried: Vec<_> = OTHERS.iter().map(|it| it.0).collect();
    let untried: Vec<_> = params::all().map(|it| it.id).filter(|it| !tried.contains(it)).collect();
    assert_eq!(untried, ["EW-SPO-NOT-INIT"], "which has tests of its own");
}

#[test]
fn every_answer_gives_its_steps_and_what_would_change_it() {
    for (rule, inputs, _) in OTHERS {
        let trace = eval(rule, inputs).expect("an answer").trace;
        assert!(!trace.steps.is_empty() && !trace.answer.is_empty(), "{rule} {inputs}\n{trace}");
        assert!(!trace.would_change.is_empty(), "{rule} {inputs}\n{trace}");
    }
}

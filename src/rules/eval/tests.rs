//! The simulator's inputs and answers; the arithmetic is tested where it is done.

mod answers;
mod refusals;

use super::*;
use crate::error::Code;

#[track_caller]
fn check(rule: &str, inputs: &str, expected: &str) {
    let answer = eval(rule, inputs).expect("an answer");
    let expected: Map<String, Value> = serde_json::from_str(expected).expect("an object");
    for (name, value) in expected {
        assert_eq!(answer.answer.get(&name), Some(&value), "{rule} {inputs} {name}\n{}", answer.trace);
    }
    let names: Vec<_> = answer.answer.keys().map(String::as_str).collect();
    let known = params::versions(rule).last().expect("a rule").answers;
    assert_eq!(names, known, "{rule} gives the fields of its row");
}

#[track_caller]
fn refused(rule: &str, inputs: &str, pointer: &str, problem: Problem) {
    assert_eq!(eval(rule, inputs), Err(Error::invalid(pointer, problem)), "{rule} {inputs}");
}

#[test]
fn every_rule_takes_the_inputs_of_its_row_and_no_other() {
    for rule in params::all() {
        for input in rule.inputs {
            let json = format!("{{\"{input}\":null}}");
            if let Err(Error::Invalid { problem, .. }) = eval(rule.id, &json) {
                assert_ne!(problem, Problem::UnknownField, "{} {input}", rule.id);
            }
        }
        refused(rule.id, r#"{"horse":1}"#, "/horse", Problem::UnknownField);
        refused(rule.id, "[]", "", Problem::WrongType);
    }
    assert_eq!(eval("NO-SUCH", "{}").map_err(|it| it.code()), Err(Code::NotFound));
}

#[test]
fn service_runs_the_time_and_the_answer_says_what_follows() {
    check(
        "EW-SPO-NOT-INIT",
        r#"{"made":"2027-03-20","order_type":"SPO","replaces_interim":false,"served":"2027-03-27","subject_to_soa_part2":false}"#,
        r#"{"deadline_exclusive_utc":"2027-03-29T23:00:00Z","duty":true,"extended":false,"falls_on_non_working_day":true,
            "interim_default_continuing":null,"notify_by":"2027-03-29","offence_from":"2027-03-30","service_date_local":"2027-03-27"}"#,
    );
    check(
        "EW-SPO-NOT-INIT",
        r#"{"order_type":"SPO","replaces_interim":false,"served_at_utc":"2026-03-29T00:59:59Z","subject_to_soa_part2":false}"#,
        r#"{"duty":true,"falls_on_non_working_day":false,"notify_by":"2026-03-31","service_date_local":"2026-03-29"}"#,
    );
}

#[test]
fn no_service_is_pending_and_unknown_service_needs_review() {
    let rest = r#""order_type":"SPO","replaces_interim":false,"subject_to_soa_part2":false}"#;
    let pending = r#"{"duty":"pending","notify_by":null,"offence_from":null,"deadline_exclusive_utc":null}"#;
    let review = r#"{"duty":"needs_review","notify_by":null,"extended":null}"#;
    check("EW-SPO-NOT-INIT", &format!("{{\"served\":null,{rest}"), pending);
    check("EW-SPO-NOT-INIT", &format!("{{\"served_at_utc\":null,{rest}"), pending);
    check("EW-SPO-NOT-INIT", &format!("{{{rest}"), review);
    check("EW-SPO-NOT-INIT", "{}", review);
    check(
        "EW-SPO-NOT-INIT",
        r#"{"order_type":"SPO","replaces_interim":false,"served":"2026-06-22"}"#,
        review,
    );
}

#[test]
fn a_replaced_interim_order_is_judged_by_its_own_service_and_notification() {
    let case = |interim: &str| {
        format!(
            r#"{{{interim}"order_type":"SPO","replaces_interim":true,"served":"2026-06-22","subject_to_soa_part2":false}}"#
        )
    };
    for (interim, expected) in [
        ("", r#"{"duty":false,"interim_default_continuing":null}"#),
        (r#""interim_served":null,"#, r#"{"duty":"needs_review","interim_default_continuing":null}"#),
        (
            r#""interim_served":"2026-05-11","interim_notified":null,"#,
            r#"{"duty":false,"interim_default_continuing":true,"interim_default_since":"2026-05-14"}"#,
        ),
        (
            r#""interim_served":"2026-05-11","interim_notified":"2026-05-13","#,
            r#"{"duty":false,"interim_default_continuing":false,"interim_default_since":null}"#,
        ),
        (
            r#""interim_served":"2026-06-22","interim_notified":null,"#,
            r#"{"duty":false,"interim_default_continuing":true,"interim_default_since":"2026-06-25"}"#,
        ),
        // What had been replaced by then cannot have been served.
        (
            r#""interim_served":"2026-06-23","interim_notified":null,"#,
            r#"{"duty":"needs_review","interim_default_continuing":null,"interim_default_since":null}"#,
        ),
        (
            r#""made":"2026-06-20","interim_served":"2026-06-21","#,
            r#"{"duty":"needs_review","interim_default_continuing":null}"#,
        ),
        (r#""made":"2026-06-20","interim_served":"2026-06-20","#, r#"{"duty":false}"#),
    ] {
        check("EW-SPO-NOT-INIT", &case(interim), expected);
    }
}

#[test]
fn a_document_given_to_a_rule_is_not_repeated_in_its_trace() {
    let order = r#"{"order":{"kind":"stalking_protection","jurisdiction":"england_and_wales","court":"Zzyzx-Canary"}}"#;
    let text = eval("EW-SPO-CONTENT", order).expect("an answer").trace.text();
    assert!(text.contains("Given: order = given.") && !text.contains("Canary"), "{text}");
}

#[test]
fn an_answer_writes_its_trace_as_lines_with_the_inputs_by_their_names() {
    let answer = eval("EW-SPO-DISCH", r#"{"made":"2026-03-10"}"#).expect("an answer");
    let json = serde_json::to_value(&answer).expect("JSON");
    assert_eq!((&json["rule"], &json["version"]), (&Value::from("EW-SPO-DISCH"), &Value::from(1)));
    let lines: Vec<_> = json["trace"].as_array().expect("lines").iter().filter_map(Value::as_str).collect();
    assert!(lines.contains(&"Given: made = 2026-03-10."), "{lines:?}");
    assert!(lines.contains(&"Given: consents = not known."), "{lines:?}");
    assert!(lines.contains(&"Answer: without consent not before 2028-03-10."), "{lines:?}");
}

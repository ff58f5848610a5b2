//! The simulator: a rule's answer to inputs in JSON, with its trace.
//!
//! It touches no register; it is how a rule is tried, taught and checked against vectors. An input
//! that is not given is unknown, and `null` says that there is none. What is unknown and matters makes
//! a duty `"needs_review"`; a rule that only counts asks for its inputs and says which is missing.

mod application;
mod comparison;
mod duties;
mod manner;
mod orders;
mod periods;
mod sexual_offences;
mod validity;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::error::{Error, Problem, Result, What};
use crate::model::document;
use crate::rules::given::Given;
use crate::rules::params;
use crate::rules::trace::{Input, Trace};

/// The answer of a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The rule's name.
    pub rule: &'static str,
    /// The version of the rule that was applied.
    pub version: u32,
    /// The fields that the rule gives, all of them; `null` where one does not arise.
    pub answer: Map<String, Value>,
    /// The reasoning; in JSON a list of its lines.
    #[serde(serialize_with = "as_lines")]
    pub trace: Trace,
}

fn as_lines<S: Serializer>(trace: &Trace, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_seq(trace.lines())
}

impl Answer {
    fn new<const N: usize>(trace: Trace, fields: [(&str, Value); N]) -> Self {
        let answer = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { rule: trace.rule, version: trace.version, answer, trace }
    }
}

/// Answers a rule from inputs in a JSON object.
///
/// # Errors
///
/// [`Code::NotFound`](crate::error::Code::NotFound) for an unknown rule;
/// [`Code::Invalid`](crate::error::Code::Invalid) with the input for one that is unknown, missing,
/// malformed, no day of the calendar, or earlier than what it must follow.
pub fn eval(rule_id: &str, inputs_json: &str) -> Result<Answer> {
    let mut answer = by_rule(rule_id, inputs_json)?;
    answer.trace.inputs = given_inputs(answer.rule, inputs_json)?;
    Ok(answer)
}

fn by_rule(rule_id: &str, inputs_json: &str) -> Result<Answer> {
    match rule_id {
        "EW-SPO-NOT-INIT" => duties::initial(inputs_json),
        "EW-SPO-NOT-NAME" => duties::name(inputs_json),
        "EW-SPO-NOT-ADDR" => duties::address(inputs_json),
        "EW-SPO-SOA-END" => duties::after_exemption(inputs_json),
        "EW-SPO-DUR" => orders::duration(inputs_json),
        "EW-SPO-DISCH" => orders::discharge(inputs_json),
        "EW-SPO-VARY" => orders::variation(inputs_json),
        "EW-ISPO-END" => orders::interim_end(inputs_json),
        "EW-SPO-APPLY" => application::apply(inputs_json),
        "EW-SPO-TERMS" => application::condition(inputs_json),
        "EW-SPO-TERM-DUR" => periods::condition(inputs_json),
        "EW-SPO-RENEW" => periods::renewed(inputs_json),
        "EW-ISPO-DUR" => periods::interim(inputs_json),
        "EW-SPO-APPEAL" => periods::appeal(inputs_json),
        "EW-SPO-BREACH" => application::breach(inputs_json),
        "EW-SPO-HOW" => manner::how(inputs_json),
        "EW-SPO-NOT-OFF" => manner::default(inputs_json),
        "EW-SPO-LIMITS" => manner::limits(inputs_json),
        "EW-SPO-ROUTE" => validity::route(inputs_json),
        "EW-SPO-CONTENT" => validity::content(inputs_json),
        "NI-SPO-NOT-INIT" => duties::initial_ni(inputs_json),
        "NI-SPO-NOT-NAME" => duties::name_ni(inputs_json),
        "NI-SPO-NOT-ADDR" => duties::address_ni(inputs_json),
        "NI-SPO-EXEMPT-END" => duties::after_exemption_ni(inputs_json),
        "NI-SPO-DUR" => orders::durations_ni(inputs_json),
        "NI-SPO-DISCH" => orders::discharge_ni(inputs_json),
        "NI-ISPO-END" => orders::interim_end_ni(inputs_json),
        "NI-BIOM-DESTROY" => orders::biometrics_ni(inputs_json),
        "NI-SPO-APPLY" => application::apply_ni(inputs_json),
        "NI-SPO-TERMS" => application::territory_ni(inputs_json),
        "NI-SPO-VARY" => orders::variation_ni(inputs_json),
        "NI-SPO-RENEW" => periods::renewed_ni(inputs_json),
        "NI-SPO-NOT-INFO" => manner::further_information(inputs_json),
        "NI-SPO-HOW" => manner::how_ni(inputs_json),
        "NI-SPO-NOT-OFF" => manner::default_ni(inputs_json),
        "NI-SPO-CONTENT" => validity::content_ni(inputs_json),
        "NI-PEN" => application::penalty_ni(inputs_json),
        "SC-SPO" => duties::scotland(inputs_json),
        "SC-X-BORDER" => application::breach_in_scotland(inputs_json),
        "SC-SOA-DISCHARGE-DATE" => sexual_offences::date_of_discharge(inputs_json),
        "SOA-INIT" => sexual_offences::initial(inputs_json),
        "SOA-CHANGE-ADVANCE" => sexual_offences::advance_notice(inputs_json),
        "SOA-PERIODIC" => sexual_offences::periodic(inputs_json),
        "SOA-PERIOD" => sexual_offences::period(inputs_json),
        "SOA-CHANGE" => comparison::change(inputs_json),
        "SOA-TRAVEL" => comparison::travel(inputs_json),
        "SOA-REVIEW-AGAIN" => comparison::further_review(inputs_json),
        "SOA-REVIEW" => sexual_offences::qualifying_date(inputs_json),
        "DPA-REVIEW-LIMIT" => comparison::review_limit(inputs_json),
        "DPA-BREACH-72H" => orders::breach_notice(inputs_json),
        _ => Err(Error::NotFound { what: What::Rule }),
    }
}

/// Repeats the inputs by the names that the caller gave them, in the rule's order.
fn given_inputs(rule: &str, json: &str) -> Result<Vec<Input>> {
    let given: Map<String, Value> = document::parse(json)?;
    let names = params::versions(rule).last().map_or(&[][..], |it| it.inputs);
    let words = |value: &Value| match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        // A document holds words of persons; a trace does not.
        Value::Object(_) => "given".to_owned(),
        other => other.to_string(),
    };
    let input = |name: &&'static str| {
        let value = given.get(*name).map_or_else(|| "not known".to_owned(), words);
        Input { name, value, source: None }
    };
    Ok(names.iter().map(input).collect())
}

/// Says at which input a problem lies.
fn at(pointer: &'static str) -> impl Fn(Problem) -> Error {
    move |problem| Error::invalid(pointer, problem)
}

/// Asks for an input that a rule cannot do without.
fn needed<T>(value: Option<T>, pointer: &'static str) -> Result<T> {
    value.ok_or_else(|| Error::invalid(pointer, Problem::Missing))
}

/// Refuses a day that lies before one that it must follow.
fn follows(earlier: Option<NaiveDate>, later: Given<NaiveDate>, pointer: &'static str) -> Result<()> {
    match (earlier, later.value()) {
        (Some(earlier), Some(later)) if later < earlier => Err(Error::invalid(pointer, Problem::BeforeItCan)),
        _ => Ok(()),
    }
}

/// Writes a moment in UTC with a `Z`.
fn utc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests;

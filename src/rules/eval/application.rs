//! Applications, conditions and breaches, as the simulator takes and gives them.

use serde::Deserialize;
use serde_json::json;

use crate::error::{Problem, Result};
use crate::model::document::parse;
use crate::rules::application::{self, Applicant, BreachDisposal, Connection, Limits, Territory};
use crate::rules::eval::{Answer, at, needed};
use crate::rules::params::Jurisdiction;
use crate::rules::trace::Outcome;
use crate::rules::validity::Finding;

/// EW-SPO-APPLY.
pub(super) fn apply(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        age: Option<u32>,
        applicant: Option<Applicant>,
        connection: Option<Connection>,
    }

    let inputs: Inputs = parse(json)?;
    let Outcome { value, trace } =
        application::application(Jurisdiction::EnglandAndWales, inputs.applicant, inputs.connection);
    let court = inputs
        .age
        .map(|it| if application::is_for_the_youth_court(it) { "youth court" } else { "magistrates' court" });
    let fields = [
        ("apply_by", json!(null)),
        ("court", json!(court)),
        ("reason", json!(value.reason)),
        ("valid", json!(value.validity)),
    ];
    Ok(Answer::new(trace, fields))
}

/// NI-SPO-APPLY.
pub(super) fn apply_ni(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        applicant: Option<Applicant>,
    }

    let inputs: Inputs = parse(json)?;
    let Outcome { value, trace } =
        application::application(Jurisdiction::NorthernIreland, inputs.applicant, None);
    Ok(Answer::new(trace, [("reason", json!(value.reason)), ("valid", json!(value.validity))]))
}

/// EW-SPO-TERMS.
pub(super) fn condition(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        incompatible_with_earlier: Option<bool>,
        limited_to_locality: Option<bool>,
        necessary: Option<bool>,
    }

    let inputs: Inputs = parse(json)?;
    let limited = needed(inputs.limited_to_locality, "/limited_to_locality")?;
    let limits = if limited { Limits::Limited } else { Limits::Whole };
    let Outcome { value: (finding, territory), trace } =
        application::condition(limits, inputs.necessary, inputs.incompatible_with_earlier);
    let fields = [
        ("effective_in", json!(territory.name())),
        ("reason", json!(finding.reason)),
        ("valid", json!(finding.validity)),
    ];
    Ok(Answer::new(trace, fields))
}

/// NI-SPO-TERMS.
pub(super) fn territory_ni(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        resident_or_national: Option<bool>,
    }

    let inputs: Inputs = parse(json)?;
    let Outcome { value, trace } = application::territory_in_northern_ireland(inputs.resident_or_national);
    let effective_in = value.map_or("needs_review", Territory::name);
    let reason = trace.answer.clone();
    Ok(Answer::new(trace, [("effective_in", json!(effective_in)), ("reason", json!(reason))]))
}

/// EW-SPO-BREACH.
pub(super) fn breach(json: &str) -> Result<Answer> {
    disposed(json, application::breach_disposal)
}

/// NI-PEN.
pub(super) fn penalty_ni(json: &str) -> Result<Answer> {
    disposed(json, application::penalty_in_northern_ireland)
}

fn disposed(
    json: &str,
    check: impl FnOnce(BreachDisposal, Option<u32>) -> Outcome<Finding>,
) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        disposal: Option<BreachDisposal>,
        sentence_months: Option<u32>,
    }

    let inputs: Inputs = parse(json)?;
    let disposal = needed(inputs.disposal, "/disposal")?;
    if inputs.sentence_months.is_some() && disposal != BreachDisposal::Imprisonment {
        return Err(at("/sentence_months")(Problem::Contradiction));
    }
    if inputs.sentence_months == Some(0) {
        return Err(at("/sentence_months")(Problem::OutOfRange));
    }
    let Outcome { value, trace } = check(disposal, inputs.sentence_months);
    Ok(Answer::new(trace, [("reason", json!(value.reason)), ("valid", json!(value.validity))]))
}

/// SC-X-BORDER.
pub(super) fn breach_in_scotland(json: &str) -> Result<Answer> {
    #[derive(Clone, Copy, Deserialize)]
    enum MadeIn {
        #[serde(rename = "EW")]
        EnglandAndWales,
        #[serde(rename = "NI")]
        NorthernIreland,
    }

    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        made_in: Option<MadeIn>,
    }

    let inputs: Inputs = parse(json)?;
    let made_in = match needed(inputs.made_in, "/made_in")? {
        MadeIn::EnglandAndWales => Jurisdiction::EnglandAndWales,
        MadeIn::NorthernIreland => Jurisdiction::NorthernIreland,
    };
    let Outcome { value, trace } = application::breach_in_scotland(made_in);
    let fields =
        [("binds", json!(true)), ("prosecute", json!(value.validity)), ("reason", json!(value.reason))];
    Ok(Answer::new(trace, fields))
}

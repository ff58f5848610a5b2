//! How a notification is given and when a failure began, as the simulator takes and gives them.

use serde::Deserialize;
use serde_json::json;

use crate::error::{Problem, Result};
use crate::model::Day;
use crate::model::document::parse;
use crate::rules::eval::{Answer, at, follows, needed};
use crate::rules::given::Given;
use crate::rules::manner::{self, Manner, Other, Station};
use crate::rules::params::{self, Jurisdiction};
use crate::rules::trace::{Outcome, Trace};
use crate::rules::validity::Finding;

/// EW-SPO-HOW.
pub(super) fn how(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        acknowledged: Given<Day>,
        has_home_address: Option<bool>,
        in_advance: Option<bool>,
        in_person: Option<bool>,
        notified: Option<Day>,
        orally: Option<bool>,
        station: Option<Station>,
    }

    let inputs: Inputs = parse(json)?;
    let acknowledged = inputs.acknowledged.map(Day::date);
    follows(inputs.notified.map(Day::date), acknowledged, "/acknowledged")?;
    if inputs.station == Some(Station::HomeArea) && inputs.has_home_address == Some(false) {
        return Err(at("/station")(Problem::Contradiction));
    }
    let Outcome { value, mut trace } = manner::notified(Manner {
        in_person: inputs.in_person,
        orally: inputs.orally,
        station: inputs.station,
        in_advance: inputs.in_advance,
        has_home_address: inputs.has_home_address,
    });
    let acknowledgement = manner::acknowledgement(acknowledged);
    trace.step(format!(
        "written acknowledgement, for which no time is set: {}",
        acknowledgement.replace('_', " ")
    ));
    let fields = [
        ("acknowledgement", json!(acknowledgement)),
        ("reason", json!(value.reason)),
        ("valid", json!(value.validity)),
    ];
    Ok(Answer::new(trace, fields))
}

/// NI-SPO-HOW.
pub(super) fn how_ni(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        at_prescribed_station: Option<bool>,
    }

    let inputs: Inputs = parse(json)?;
    let Outcome { value, trace } = manner::notified_in_northern_ireland(inputs.at_prescribed_station);
    Ok(Answer::new(trace, [("reason", json!(value.reason)), ("valid", json!(value.validity))]))
}

/// EW-SPO-LIMITS.
pub(super) fn limits(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        what: Option<Other>,
    }

    let inputs: Inputs = parse(json)?;
    let Outcome { value, trace } = manner::not_asked_for(needed(inputs.what, "/what")?);
    Ok(Answer::new(trace, [("duty", json!(false)), ("reason", json!(value))]))
}

/// EW-SPO-NOT-OFF.
pub(super) fn default(json: &str) -> Result<Answer> {
    default_of(json, Jurisdiction::EnglandAndWales)
}

/// NI-SPO-NOT-OFF.
pub(super) fn default_ni(json: &str) -> Result<Answer> {
    default_of(json, Jurisdiction::NorthernIreland)
}

fn default_of(json: &str, jurisdiction: Jurisdiction) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        notified: Given<Day>,
        notify_by: Option<Day>,
    }

    let inputs: Inputs = parse(json)?;
    let last_day = needed(inputs.notify_by, "/notify_by")?.date();
    let Outcome { value, trace } =
        manner::default(jurisdiction, last_day, inputs.notified.map(Day::date)).map_err(at("/notify_by"))?;
    Ok(Answer::new(trace, [("continuing", json!(value.continuing)), ("since", json!(value.since))]))
}

/// NI-SPO-NOT-INFO.
pub(super) fn further_information(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        in_force: Given<Day>,
    }

    let inputs: Inputs = parse(json)?;
    let on = inputs.in_force.map(Day::date).value();
    let rule = params::governing_if_known("NI-SPO-NOT-INFO", on).map_err(at("/in_force"))?;
    let mut trace = Trace::of(rule, on);
    let reason = "regulations may prescribe further information; none were read";
    trace.cite(rule.provision(), reason);
    trace.would_change("the regulations are read");
    let Outcome { value, trace } = Finding::needs_review(reason).concluded(trace);
    Ok(Answer::new(trace, [("duty", json!(value.validity)), ("reason", json!(value.reason))]))
}

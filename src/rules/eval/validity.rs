//! Whether an order can be what it is said to be, as the simulator takes and gives it.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::{Problem, Result};
use crate::model::document::parse;
use crate::model::order::{Jurisdiction, Route};
use crate::model::{Day, Order};
use crate::rules::eval::{Answer, at, needed};
use crate::rules::order::{self, RouteStanding, Said};
use crate::rules::params;
use crate::rules::trace::Trace;

/// EW-SPO-ROUTE.
pub(super) fn route(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        made: Option<Day>,
        route: Option<Route>,
    }

    let inputs: Inputs = parse(json)?;
    let made = needed(inputs.made, "/made")?.date();
    let route = needed(inputs.route, "/route")?;
    let rule = params::governing("EW-SPO-ROUTE", made).map_err(at("/made"))?;
    let mut trace = Trace::of(rule, Some(made));
    let (valid, reason) = match order::route_standing(route, made) {
        RouteStanding::Open => (json!(true), "made on the application of the police"),
        RouteStanding::NotOpen => {
            (json!(false), "before the Act of 2026 an order could be made on application only")
        }
        RouteStanding::NeedsReview => {
            (json!("needs_review"), "the power of 2026 was not read, nor from when it is in force")
        }
    };
    trace.cite(rule.provision(), reason);
    trace.would_change("the court came to make the order in another way, or on another day");
    reason.clone_into(&mut trace.answer);
    Ok(Answer::new(trace, [("reason", json!(reason)), ("valid", valid)]))
}

/// EW-SPO-CONTENT.
pub(super) fn content(json: &str) -> Result<Answer> {
    said(json, Jurisdiction::EnglandAndWales)
}

/// NI-SPO-CONTENT.
pub(super) fn content_ni(json: &str) -> Result<Answer> {
    said(json, Jurisdiction::NorthernIreland)
}

fn said(json: &str, jurisdiction: Jurisdiction) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        order: Option<Order>,
    }

    let inputs: Inputs = parse(json)?;
    let given = needed(inputs.order, "/order")?;
    if given.jurisdiction != jurisdiction {
        return Err(at("/order/jurisdiction")(Problem::Contradiction));
    }
    let outcome = order::content(&given, None).ok_or(at("/order/kind")(Problem::UnknownCode))?;
    if let Some(made) = given.made_on {
        params::governing(outcome.trace.rule, made.date()).map_err(at("/order/made_on"))?;
    }
    let places = |said: Said| -> Value {
        outcome.value.particulars.iter().filter(|it| it.said == said).map(|it| json!(it.at)).collect()
    };
    let fields = [
        ("complete", json!(outcome.value.complete)),
        ("missing", places(Said::Missing)),
        ("needs_review", places(Said::NeedsReview)),
    ];
    Ok(Answer::new(outcome.trace, fields))
}

//! What is asked beside stalking protection orders: changes, journeys and further reviews of sexual offenders,
//! and the review that every record must have, as the simulator takes and gives them.

use serde::Deserialize;
use serde_json::json;

use crate::error::Result;
use crate::model::Day;
use crate::model::document::parse;
use crate::rules::eval::{Answer, at, needed};
use crate::rules::given::Given;
use crate::rules::params::governing;
use crate::rules::soa_changes;
use crate::rules::trace::{Outcome, Trace};
use crate::rules::validity::Finding;

/// SOA-CHANGE.
pub(super) fn change(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        changed: Option<Day>,
        days_elsewhere: Option<u32>,
    }

    let inputs: Inputs = parse(json)?;
    let changed = needed(inputs.changed, "/changed")?.date();
    let Outcome { value, trace } =
        soa_changes::change(changed, inputs.days_elsewhere).map_err(at("/changed"))?;
    Ok(Answer::new(trace, [("duty", json!(value.is_some())), ("notify_by", json!(value))]))
}

/// SOA-TRAVEL.
pub(super) fn travel(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        leaves: Option<Day>,
    }

    let inputs: Inputs = parse(json)?;
    let leaves = needed(inputs.leaves, "/leaves")?.date();
    let Outcome { value, trace } = soa_changes::travel(leaves).map_err(at("/leaves"))?;
    let fields =
        [("duty", json!(value.validity)), ("notify_by", json!(null)), ("reason", json!(value.reason))];
    Ok(Answer::new(trace, fields))
}

/// SOA-REVIEW-AGAIN.
pub(super) fn further_review(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        determined: Option<Day>,
    }

    let inputs: Inputs = parse(json)?;
    let determined = needed(inputs.determined, "/determined")?.date();
    let Outcome { value: (finding, day), trace } =
        soa_changes::further_review(determined).map_err(at("/determined"))?;
    let fields = [
        ("qualifying_date", json!(null)),
        ("qualifying_date_unless_changed", json!(day)),
        ("reason", json!(finding.reason)),
    ];
    Ok(Answer::new(trace, fields))
}

/// DPA-REVIEW-LIMIT.
pub(super) fn review_limit(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        on: Option<Day>,
        review_due: Given<Day>,
    }

    let inputs: Inputs = parse(json)?;
    let on = needed(inputs.on, "/on")?.date();
    let rule = governing("DPA-REVIEW-LIMIT", on).map_err(at("/on"))?;
    let mut trace = Trace::of(rule, Some(on));
    let finding = match inputs.review_due {
        Given::Is(_) => Finding::valid("a day is set for the next review"),
        Given::Not => Finding::not_valid("no day is set for a review; there must be a limit of time"),
        Given::Unknown => Finding::needs_review("it is not known whether a day is set for a review"),
    };
    trace.cite(rule.provision(), finding.reason);
    trace.would_change("a review is set, or its day is taken away");
    let Outcome { value, trace } = finding.concluded(trace);
    Ok(Answer::new(trace, [("reason", json!(value.reason)), ("valid", json!(value.validity))]))
}

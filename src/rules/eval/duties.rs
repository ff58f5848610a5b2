//! The notification duties, as the simulator takes and gives them.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::london_day;
use crate::error::{Error, Problem, Result};
use crate::model::document::parse;
use crate::model::text::{Few, Line};
use crate::model::{Day, Moment};
use crate::rules::change::{self, Change};
use crate::rules::duty::{Duty, Ground};
use crate::rules::eval::{Answer, follows, utc};
use crate::rules::given::{Given, Happened};
use crate::rules::holidays;
use crate::rules::notification::{self, Facts, OrderKind};
use crate::rules::params::Jurisdiction;
use crate::rules::trace::Sources;

/// The orders that the simulator knows by name.
#[derive(Clone, Copy, Debug, Deserialize)]
enum OrderType {
    #[serde(rename = "SPO")]
    Full,
    #[serde(rename = "ISPO")]
    Interim,
    #[serde(rename = "NHO", alias = "RO", alias = "PHA", alias = "OTHER")]
    Other,
}

impl OrderType {
    const fn kind(self) -> OrderKind {
        match self {
            Self::Full => OrderKind::Full,
            Self::Interim => OrderKind::Interim,
            Self::Other => OrderKind::Other,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Initial {
    interim_notified: Given<Day>,
    interim_served: Given<Day>,
    made: Option<Day>,
    order_type: Option<OrderType>,
    replaces_interim: Option<bool>,
    served: Given<Day>,
    served_at_utc: Given<Moment>,
    subject_to_soa_part2: Option<bool>,
}

impl Initial {
    /// Settles the day of service from either input; both have to agree.
    fn served_on(&self) -> Result<Given<NaiveDate>> {
        let by_day = self.served.map(Day::date);
        let by_moment = self.served_at_utc.map(|it| london_day(it.at()));
        match (by_day, by_moment) {
            (one, Given::Unknown) | (Given::Unknown, one) => Ok(one),
            (one, other) if one == other => Ok(one),
            _ => Err(Error::invalid("/served_at_utc", Problem::Contradiction)),
        }
    }

    fn facts(&self) -> Result<Facts> {
        let served_on = self.served_on()?;
        let made_on = self.made.map(Day::date);
        let pointer = if self.served == Given::Unknown { "/served_at_utc" } else { "/served" };
        follows(made_on, served_on, pointer)?;
        let interim_served = self.interim_served.map(Day::date);
        let interim_notified = self.interim_notified.map(Day::date);
        follows(interim_served.value(), interim_notified, "/interim_notified")?;
        Ok(Facts {
            kind: self.order_type.map(OrderType::kind),
            made_on,
            served_on,
            replaces_interim: self.replaces_interim,
            interim_served,
            interim_notified,
            exempt: self.subject_to_soa_part2,
            ..Facts::unknown(Jurisdiction::EnglandAndWales)
        })
    }
}

/// EW-SPO-NOT-INIT.
pub(super) fn initial(json: &str) -> Result<Answer> {
    let facts = parse::<Initial>(json)?.facts()?;
    let duty = notification::initial(&facts);
    let default = notification::interim_default(&facts);
    let applies = applies(&duty);
    let closed = duty.last_day.filter(|_| applies);
    let closed = closed.and_then(|it| holidays::is_non_working_day(it, Jurisdiction::EnglandAndWales));
    let fields = [
        ("deadline_exclusive_utc", json!(duty.due_before.filter(|_| applies).map(utc))),
        ("duty", asked(&duty)),
        ("extended", json!(applies.then_some(false))),
        ("falls_on_non_working_day", json!(closed)),
        ("interim_default_continuing", json!(default.map(|it| it.continuing))),
        ("interim_default_since", json!(default.and_then(|it| it.since))),
        ("notify_by", notify_by(&duty)),
        ("offence_from", json!(duty.offence_from())),
        ("reason", reason(&duty)),
        ("service_date_local", json!(facts.served_on.value())),
    ];
    Ok(Answer::new(duty.trace, fields))
}

/// SC-SPO.
pub(super) fn scotland(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        made: Option<Day>,
        /// Read for its form: no order of a Scottish court carries the duty.
        #[serde(rename = "order_type")]
        _order_type: Option<OrderType>,
    }

    let inputs: Inputs = parse(json)?;
    let made_on = inputs.made.map(Day::date);
    let duty = notification::initial(&Facts { made_on, ..Facts::unknown(Jurisdiction::Scotland) });
    let fields = [("duty", asked(&duty)), ("reason", reason(&duty))];
    Ok(Answer::new(duty.trace, fields))
}

/// NI-SPO-NOT-INIT.
pub(super) fn initial_ni(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        exempt: Option<Few<Exemption, 9>>,
        in_force: Given<Day>,
        order_type: Option<OrderType>,
        replaces_interim: Option<bool>,
        /// Read for its form: time runs from the day on which the order comes into force.
        #[serde(rename = "served")]
        _served: Given<Day>,
    }

    let inputs: Inputs = parse(json)?;
    let duty = notification::initial(&Facts {
        kind: inputs.order_type.map(OrderType::kind),
        in_force_on: inputs.in_force.map(Day::date),
        replaces_interim: inputs.replaces_interim,
        exempt: inputs.exempt.map(|it| !it.is_empty()),
        ..Facts::unknown(Jurisdiction::NorthernIreland)
    });
    let fields = [("duty", asked(&duty)), ("notify_by", notify_by(&duty)), ("reason", reason(&duty))];
    Ok(Answer::new(duty.trace, fields))
}

/// A notification regime that exempts in Northern Ireland, by a code or its usual words.
struct Exemption;

impl<'de> Deserialize<'de> for Exemption {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        // Part 2 of the Act of 2003; Part 8 of the Justice Act; Schedule 3 of the trafficking Act.
        const WORDS: [&str; 7] = ["soa", "sexual", "vopo", "violent", "justice", "traffick", "stpo"];
        let text = Line::<100>::deserialize(deserializer)?.to_ascii_lowercase();
        if WORDS.iter().any(|it| text.contains(it)) || text.starts_with("ht") {
            Ok(Self)
        } else {
            Err(serde::de::Error::custom(Problem::UnknownCode))
        }
    }
}

/// EW-SPO-NOT-NAME.
pub(super) fn name(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        first_used: Given<Day>,
        order_in_force: Option<bool>,
        subject_to_soa_part2: Option<bool>,
    }

    let inputs: Inputs = parse(json)?;
    Ok(named(
        Jurisdiction::EnglandAndWales,
        inputs.first_used,
        inputs.order_in_force,
        inputs.subject_to_soa_part2,
    ))
}

/// NI-SPO-NOT-NAME.
pub(super) fn name_ni(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        exempt: Option<Few<Exemption, 9>>,
        first_used: Given<Day>,
        order_in_force: Option<bool>,
    }

    let inputs: Inputs = parse(json)?;
    let exempt = inputs.exempt.map(|it| !it.is_empty());
    Ok(named(Jurisdiction::NorthernIreland, inputs.first_used, inputs.order_in_force, exempt))
}

fn named(
    jurisdiction: Jurisdiction,
    first_used: Given<Day>,
    order_in_force: Option<bool>,
    exempt: Option<bool>,
) -> Answer {
    let on = first_used.map(Day::date);
    let duty = change::name(&Change {
        jurisdiction,
        sources: Sources::default(),
        on,
        order_in_force,
        exempt,
        notified_on: None,
    });
    let fields = [("duty", asked(&duty)), ("notify_by", notify_by(&duty))];
    Answer::new(duty.trace, fields)
}

/// EW-SPO-NOT-ADDR.
pub(super) fn address(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        changed: Given<Day>,
        notified: Given<Day>,
        order_in_force: Option<bool>,
        subject_to_soa_part2: Option<bool>,
    }

    let inputs: Inputs = parse(json)?;
    let change = Change {
        jurisdiction: Jurisdiction::EnglandAndWales,
        sources: Sources::default(),
        on: inputs.changed.map(Day::date),
        order_in_force: inputs.order_in_force,
        exempt: inputs.subject_to_soa_part2,
        notified_on: None,
    };
    Ok(addressed(change, inputs.notified.map(Day::date)))
}

/// NI-SPO-NOT-ADDR.
pub(super) fn address_ni(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        changed: Given<Day>,
        exempt: Option<Few<Exemption, 9>>,
        notified: Given<Day>,
        order_in_force: Option<bool>,
    }

    let inputs: Inputs = parse(json)?;
    let change = Change {
        jurisdiction: Jurisdiction::NorthernIreland,
        sources: Sources::default(),
        on: inputs.changed.map(Day::date),
        order_in_force: inputs.order_in_force,
        exempt: inputs.exempt.map(|it| !it.is_empty()),
        notified_on: None,
    };
    Ok(addressed(change, inputs.notified.map(Day::date)))
}

fn addressed(change: Change, notified: Given<NaiveDate>) -> Answer {
    let duty = change::address(&Change { notified_on: notified.value(), ..change });
    let satisfied = match (duty.last_day.filter(|_| applies(&duty)), notified) {
        (Some(last_day), Given::Is(notified)) => Some(notified <= last_day),
        (Some(_), Given::Not) => Some(false),
        (None, _) | (_, Given::Unknown) => None,
    };
    let note = match duty.ground {
        Ground::Applies { .. } => {
            json!(
                "a notice before the change is good: 'before the end of the period'; the old address then fixes \
                   the police station"
            )
        }
        _ => reason(&duty),
    };
    let fields = [
        ("duty", asked(&duty)),
        ("note", note),
        ("notify_by", notify_by(&duty)),
        ("satisfied", json!(satisfied)),
    ];
    Answer::new(duty.trace, fields)
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AfterExemption {
    became_soa: Given<Happened>,
    exempt_when_made: Option<bool>,
    final_day: Given<Day>,
    initial_notified: Given<Happened>,
    order_in_effect_on_final_day: Option<bool>,
    order_made: Option<Day>,
}

/// EW-SPO-SOA-END.
pub(super) fn after_exemption(json: &str) -> Result<Answer> {
    exemption_ended(&parse(json)?, Jurisdiction::EnglandAndWales)
}

/// NI-SPO-EXEMPT-END.
pub(super) fn after_exemption_ni(json: &str) -> Result<Answer> {
    let inputs: AfterExemption = parse(json)?;
    if inputs.became_soa != Given::Unknown {
        return Err(Error::invalid("/became_soa", Problem::UnknownField));
    }
    exemption_ended(&inputs, Jurisdiction::NorthernIreland)
}

fn exemption_ended(inputs: &AfterExemption, jurisdiction: Jurisdiction) -> Result<Answer> {
    let made_on = inputs.order_made.map(Day::date);
    let final_day = inputs.final_day.map(Day::date);
    follows(made_on, final_day, "/final_day")?;
    // Who came under the other duty only after the making was not exempt at the making.
    let became_later = match (inputs.became_soa, made_on) {
        (Given::Is(Happened::On(became)), Some(made)) => became.date() > made,
        _ => false,
    };
    if became_later && inputs.exempt_when_made == Some(true) {
        return Err(Error::invalid("/exempt_when_made", Problem::Contradiction));
    }
    let facts = Facts {
        made_on,
        exempt_when_made: if became_later { Some(false) } else { inputs.exempt_when_made },
        final_day,
        notified_on: match inputs.initial_notified {
            Given::Is(Happened::On(day)) => Some(day.date()),
            _ => None,
        },
        ..Facts::unknown(jurisdiction)
    };
    let duty = notification::after_exemption_in_effect(&facts, inputs.order_in_effect_on_final_day);
    let fields = [("duty", asked(&duty)), ("notify_by", notify_by(&duty)), ("reason", reason(&duty))];
    Ok(Answer::new(duty.trace, fields))
}

const fn applies(duty: &Duty) -> bool {
    matches!(duty.ground, Ground::Applies { .. })
}

/// Says whether there is a duty: `true`, `false`, or why that cannot be said.
fn asked(duty: &Duty) -> Value {
    match duty.ground {
        Ground::Applies { .. } => json!(true),
        Ground::Exempt { .. } => json!(false),
        Ground::NeedsReview { .. } => json!("needs_review"),
        Ground::Pending { .. } => json!("pending"),
    }
}

fn notify_by(duty: &Duty) -> Value {
    json!(duty.last_day.filter(|_| applies(duty)))
}

fn reason(duty: &Duty) -> Value {
    match duty.ground {
        Ground::Applies { .. } => json!(duty.trace.answer),
        Ground::Exempt { why } | Ground::NeedsReview { why } | Ground::Pending { why } => json!(why),
    }
}

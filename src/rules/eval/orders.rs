//! The rules about an order's own time, about biometrics and about breach notices, as the simulator
//! takes and gives them.

use std::fmt;

use chrono::{DateTime, NaiveDate, SecondsFormat};
use chrono_tz::Europe::London;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::json;

use crate::error::{Problem, Result};
use crate::model::document::parse;
use crate::model::text::Few;
use crate::model::{Day, Moment};
use crate::rules::biometrics::{self, Replacement};
use crate::rules::breach_notice as breach;
use crate::rules::duration::{self, Period};
use crate::rules::eval::{Answer, at, follows, needed, utc};
use crate::rules::given::{Given, Happened};
use crate::rules::interim::{self, EndFacts, MainApplication};
use crate::rules::params::{self, Jurisdiction};
use crate::rules::trace::Outcome;

/// EW-SPO-DUR.
pub(super) fn duration(json: &str) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inputs {
        #[serde(default)]
        fixed_until: Option<Day>,
        #[serde(default)]
        fixed_years: Option<u32>,
        made: Day,
        #[serde(default)]
        until_further_order: Option<bool>,
    }

    let inputs: Inputs = parse(json)?;
    let further = inputs.until_further_order == Some(true);
    let (period, pointer) = match (inputs.fixed_until, inputs.fixed_years) {
        (Some(_), Some(_)) => return Err(at("/fixed_years")(Problem::Contradiction)),
        (Some(_), _) | (_, Some(_)) if further => {
            return Err(at("/until_further_order")(Problem::Contradiction));
        }
        (Some(last_day), None) => (Period::LastDay(last_day.date()), "/fixed_until"),
        (None, Some(years)) => (Period::Years(years), "/fixed_years"),
        (None, None) if further => (Period::UntilFurtherOrder, "/made"),
        (None, None) => return Err(at("/fixed_until")(Problem::Missing)),
    };
    let made = inputs.made.date();
    let late = matches!(period, Period::LastDay(last_day) if last_day < made);
    let Outcome { value, trace } = duration::of_order(made, period)
        .map_err(|it| at(if it == Problem::BeforeItCan && !late { "/made" } else { pointer })(it))?;
    let fields =
        [("last_day", json!(value.last_day)), ("reason", json!(value.reason)), ("valid", json!(value.valid))];
    Ok(Answer::new(trace, fields))
}

/// NI-SPO-DUR.
pub(super) fn durations_ni(json: &str) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inputs {
        made: Day,
        prohibition_fixed_years: EachYears,
    }

    let inputs: Inputs = parse(json)?;
    if inputs.prohibition_fixed_years.0.is_empty() {
        return Err(at("/prohibition_fixed_years")(Problem::Empty));
    }
    let years = inputs.prohibition_fixed_years.0.iter();
    let periods: Vec<_> = years.map(|it| it.map_or(Period::UntilFurtherOrder, Period::Years)).collect();
    let Outcome { value, trace } =
        duration::of_conditions(inputs.made.date(), &periods).map_err(at("/prohibition_fixed_years"))?;
    Ok(Answer::new(trace, [("reason", json!(value.reason)), ("valid", json!(value.valid))]))
}

/// The years of one condition, or of each of several; `null` is until further order.
struct EachYears(Few<Option<u32>, 100>);

impl<'de> Deserialize<'de> for EachYears {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct OneOrMore;

        impl<'de> Visitor<'de> for OneOrMore {
            type Value = EachYears;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of years, null, or a list of these")
            }

            fn visit_u64<E: serde::de::Error>(self, years: u64) -> std::result::Result<EachYears, E> {
                let years = u32::try_from(years).map_err(|_| E::custom(Problem::OutOfRange))?;
                Few::new(vec![Some(years)]).map(EachYears).map_err(E::custom)
            }

            fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<EachYears, E> {
                Few::new(vec![None]).map(EachYears).map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> std::result::Result<EachYears, A::Error> {
                Few::deserialize(SeqAccessDeserializer::new(items)).map(EachYears)
            }
        }

        deserializer.deserialize_any(OneOrMore)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Discharge {
    #[serde(default)]
    consents: Option<bool>,
    made: Day,
}

/// EW-SPO-DISCH.
pub(super) fn discharge(json: &str) -> Result<Answer> {
    discharged(json, Jurisdiction::EnglandAndWales)
}

/// NI-SPO-DISCH.
pub(super) fn discharge_ni(json: &str) -> Result<Answer> {
    discharged(json, Jurisdiction::NorthernIreland)
}

fn discharged(json: &str, jurisdiction: Jurisdiction) -> Result<Answer> {
    let inputs: Discharge = parse(json)?;
    let Outcome { value, mut trace } =
        duration::earliest_discharge(jurisdiction, inputs.made.date()).map_err(at("/made"))?;
    if inputs.consents == Some(true) {
        trace.step("consent is given: the order may be discharged earlier");
    }
    Ok(Answer::new(trace, [("earliest_without_consent", json!(value))]))
}

/// EW-SPO-VARY.
pub(super) fn variation(json: &str) -> Result<Answer> {
    varied(json, Jurisdiction::EnglandAndWales)
}

/// NI-SPO-VARY.
pub(super) fn variation_ni(json: &str) -> Result<Answer> {
    varied(json, Jurisdiction::NorthernIreland)
}

fn varied(json: &str, jurisdiction: Jurisdiction) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inputs {
        #[serde(default)]
        initial_notified: Given<Happened>,
        made: Day,
        #[serde(default)]
        subject_to_soa_part2: Option<bool>,
        #[serde(default)]
        varied: Given<Day>,
    }

    let inputs: Inputs = parse(json)?;
    let (made, varied) = (inputs.made.date(), inputs.varied.map(Day::date));
    follows(Some(made), varied, "/varied")?;
    let Outcome { value, mut trace } =
        duration::after_variation(jurisdiction, made, varied.value()).map_err(at("/made"))?;
    if matches!(inputs.initial_notified, Given::Not | Given::Is(Happened::AtAll(false))) {
        trace.step("the initial notification has not been made: the variation does not put it off");
    }
    if inputs.subject_to_soa_part2 == Some(true) {
        trace.step("the person is subject to the other notification duty, and exempt while that lasts");
    }
    let fields = [
        ("earliest_discharge_without_consent", json!(value.earliest_discharge)),
        ("new_initial_duty", json!(false)),
        ("two_year_clock_from", json!(value.counted_from)),
    ];
    Ok(Answer::new(trace, fields))
}

/// EW-ISPO-END.
pub(super) fn interim_end(json: &str) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inputs {
        fixed_last_day: Day,
        #[serde(default)]
        made: Option<Day>,
        #[serde(default)]
        main_application_determined: Given<Day>,
    }

    let inputs: Inputs = parse(json)?;
    let (made, fixed) = (inputs.made.map(Day::date), inputs.fixed_last_day.date());
    let determined = inputs.main_application_determined.map(Day::date);
    follows(made, Given::Is(fixed), "/fixed_last_day")?;
    follows(made, determined, "/main_application_determined")?;
    let governed = |on: NaiveDate| params::rule("EW-ISPO-END", on).is_some();
    if made.is_some_and(|it| !governed(it)) {
        return Err(at("/made")(Problem::BeforeItCan));
    }
    let pointer = if governed(fixed) { "/main_application_determined" } else { "/fixed_last_day" };
    let Outcome { value, trace } = interim::end(fixed, determined).map_err(at(pointer))?;
    let fields = [("last_day", json!(value.last_day)), ("reason", json!(value.provision.to_string()))];
    Ok(Answer::new(trace, fields))
}

/// NI-ISPO-END.
pub(super) fn interim_end_ni(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        appeal_pending: Option<bool>,
        appeal_time_expires: Option<Day>,
        dismissed: Option<Day>,
        extension_application_pending: Option<bool>,
        fixed_last_day: Option<Day>,
        main_application: Option<Fate>,
    }

    #[derive(Clone, Copy, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Fate {
        Dismissed,
        #[serde(alias = "spo_made", alias = "made", alias = "granted")]
        OrderMade,
        #[serde(alias = "undetermined")]
        Pending,
        Withdrawn,
    }

    let inputs: Inputs = parse(json)?;
    let dismissed = inputs.dismissed.map(Day::date);
    let main_application = match (inputs.main_application, dismissed) {
        (Some(Fate::Dismissed) | None, Some(on)) => MainApplication::Dismissed(on),
        (Some(Fate::Dismissed), None) => return Err(at("/dismissed")(Problem::Missing)),
        (Some(_), Some(_)) => return Err(at("/dismissed")(Problem::Contradiction)),
        (Some(Fate::OrderMade), None) => MainApplication::OrderMade,
        (Some(Fate::Withdrawn), None) => MainApplication::Withdrawn,
        (Some(Fate::Pending), None) => MainApplication::Pending,
        (None, None) => return Err(at("/main_application")(Problem::Missing)),
    };
    let facts = EndFacts {
        main_application,
        fixed_last_day: inputs.fixed_last_day.map(Day::date),
        appeal_time_expires: inputs.appeal_time_expires.map(Day::date),
        appeal_pending: inputs.appeal_pending,
        extension_application_pending: inputs.extension_application_pending,
    };
    let pointer = match dismissed {
        Some(on) if params::rule("NI-ISPO-END", on).is_some() => "/appeal_time_expires",
        Some(_) => "/dismissed",
        None => "/fixed_last_day",
    };
    let Outcome { value, trace } = interim::end_in_northern_ireland(&facts).map_err(at(pointer))?;
    let fields =
        [("ceases_no_earlier_than", json!(value.ceases_no_earlier_than)), ("not_on", json!(value.not_on))];
    Ok(Answer::new(trace, fields))
}

/// NI-BIOM-DESTROY.
pub(super) fn biometrics_ni(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        ceases_to_be_subject: Given<Day>,
        replaced_by_spo: Option<bool>,
    }

    let inputs: Inputs = parse(json)?;
    // Destruction cannot be undone, nor may it be late: neither answer is safe to assume.
    let replaced = needed(inputs.replaced_by_spo, "/replaced_by_spo")?;
    let replacement = if replaced { Replacement::ByFullOrder } else { Replacement::None };
    let ceases: Given<NaiveDate> = inputs.ceases_to_be_subject.map(Day::date);
    let Outcome { value, trace } =
        biometrics::destroy_by(ceases, replacement).map_err(at("/ceases_to_be_subject"))?;
    Ok(Answer::new(trace, [("destroy_by", json!(value))]))
}

/// DPA-BREACH-72H.
pub(super) fn breach_notice(json: &str) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inputs {
        aware_local: Moment,
    }

    let inputs: Inputs = parse(json)?;
    let Outcome { value, trace } = breach::notify_by(inputs.aware_local.at()).map_err(at("/aware_local"))?;
    let local: DateTime<_> = value.with_timezone(&London);
    let fields = [
        ("notify_ico_by_local", json!(local.to_rfc3339_opts(SecondsFormat::AutoSi, false))),
        ("notify_ico_by_utc", json!(utc(value))),
    ];
    Ok(Answer::new(trace, fields))
}

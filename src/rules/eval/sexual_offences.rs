//! The rules of sexual offender notification, as the simulator takes and gives them.

use std::fmt;

use chrono::NaiveDate;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::json;

use crate::error::{Error, Problem, Result};
use crate::model::Day;
use crate::model::document::parse;
use crate::model::text::Few;
use crate::rules::eval::{Answer, at, needed};
use crate::rules::given::Given;
use crate::rules::sexual_offences::{self as rules, Away, Residence};
use crate::rules::soa_period::{self, Disposal, Sentence, Term};
use crate::rules::trace::Outcome;

/// A time in custody: `{"from": …, "until": …}` or a pair of days; the second is the day of release.
struct Custody(Away);

impl<'de> Deserialize<'de> for Custody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Span {
            #[serde(alias = "start")]
            from: Day,
            #[serde(alias = "to", alias = "end", alias = "released")]
            until: Day,
        }

        struct SpanOrPair;

        impl<'de> Visitor<'de> for SpanOrPair {
            type Value = Span;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the first day and the day of release")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> std::result::Result<Span, A::Error> {
                Span::deserialize(MapAccessDeserializer::new(members))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> std::result::Result<Span, A::Error> {
                let (from, until) = Deserialize::deserialize(SeqAccessDeserializer::new(items))?;
                Ok(Span { from, until })
            }
        }

        let Span { from, until } = deserializer.deserialize_any(SpanOrPair)?;
        Ok(Self(Away { from: from.date(), until: until.date() }))
    }
}

/// SOA-INIT.
pub(super) fn initial(json: &str) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inputs {
        #[serde(default)]
        custody: Option<Few<Custody, 100>>,
        relevant_date: Day,
    }

    let inputs: Inputs = parse(json)?;
    let given = inputs.custody.is_some();
    let away: Vec<Away> = inputs.custody.iter().flat_map(|it| it.iter()).map(|it| it.0).collect();
    let Outcome { value, mut trace } = rules::initial(inputs.relevant_date.date(), &away)
        .map_err(|it| at(if it == Problem::BeforeItCan { "/custody" } else { "/relevant_date" })(it))?;
    if !given {
        trace.would_change("there was custody, which is not known: time would be disregarded");
    }
    Ok(Answer::new(trace, [("notify_by", json!(value))]))
}

/// SOA-CHANGE-ADVANCE.
pub(super) fn advance_notice(json: &str) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inputs {
        #[serde(default)]
        occurred: Given<Day>,
        specified: Day,
    }

    let inputs: Inputs = parse(json)?;
    let occurred: Given<NaiveDate> = inputs.occurred.map(Day::date);
    let Outcome { value, trace } =
        rules::advance_notice(inputs.specified.date(), occurred).map_err(at("/specified"))?;
    let fields = [
        ("advance_notice_good", json!(value.good)),
        ("notify_by", json!(value.notify_by)),
        ("notify_non_occurrence_by", json!(value.notify_non_occurrence_by)),
    ];
    Ok(Answer::new(trace, fields))
}

/// SOA-PERIODIC.
pub(super) fn periodic(json: &str) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inputs {
        #[serde(default)]
        custody: Few<Custody, 100>,
        last_event: Day,
        no_sole_or_main_residence: bool,
    }

    let inputs: Inputs = parse(json)?;
    let residence = if inputs.no_sole_or_main_residence { Residence::None } else { Residence::Home };
    let away: Vec<Away> = inputs.custody.iter().map(|it| it.0).collect();
    let Outcome { value, trace } = rules::periodic(inputs.last_event.date(), residence, &away)
        .map_err(|it| at(if it == Problem::BeforeItCan { "/custody" } else { "/last_event" })(it))?;
    Ok(Answer::new(trace, [("notify_by", json!(value))]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentenced {
    age_on_relevant_date: u32,
    #[serde(default)]
    disposal: Option<Named>,
    relevant_date: Day,
    #[serde(default)]
    sentence_months: Option<u32>,
    #[serde(default)]
    sentence_terms: Few<TermGiven, 100>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermGiven {
    #[serde(default)]
    concurrent_months: u32,
    months: u32,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Named {
    Caution,
    ConditionalDischarge,
    #[serde(alias = "hospital_unrestricted", alias = "unrestricted_hospital", alias = "hospital_order")]
    Hospital,
    #[serde(alias = "restricted_hospital")]
    HospitalRestricted,
    #[serde(alias = "custody", alias = "sentence", alias = "prison")]
    Imprisonment,
    #[serde(alias = "life_imprisonment")]
    Life,
    #[serde(alias = "fine", alias = "community_order", alias = "any_other")]
    Other,
}

impl Sentenced {
    /// Reads the disposal, and refuses a length where there is none, or two.
    fn disposal(&self) -> Result<Disposal> {
        let months = || match needed(self.sentence_months, "/sentence_months")? {
            0 => Err(at("/sentence_months")(Problem::OutOfRange)),
            months => Ok(months),
        };
        let disposal = match self.disposal {
            Some(Named::Caution) => Disposal::Caution,
            Some(Named::ConditionalDischarge) => Disposal::ConditionalDischarge { months: months()? },
            Some(Named::Hospital) => Disposal::Hospital,
            Some(Named::HospitalRestricted) => Disposal::HospitalRestricted,
            Some(Named::Life) => Disposal::Life,
            Some(Named::Other) => Disposal::Other,
            Some(Named::Imprisonment) if self.sentence_terms.is_empty() => {
                Disposal::Sentence(Sentence::of(months()?))
            }
            None if self.sentence_terms.is_empty() => {
                needed(self.sentence_months, "/disposal")?;
                Disposal::Sentence(Sentence::of(months()?))
            }
            Some(Named::Imprisonment) | None => {
                let term =
                    |it: &TermGiven| Term { months: it.months, concurrent_months: it.concurrent_months };
                let terms: Vec<_> = self.sentence_terms.iter().map(term).collect();
                let place = |(item, problem)| Error::invalid(&format!("/sentence_terms/{item}"), problem);
                Disposal::Sentence(Sentence::of_terms(&terms).map_err(place)?)
            }
        };
        match &disposal {
            Disposal::Sentence(it) if self.sentence_months.is_none_or(|months| months == it.months()) => {}
            Disposal::Sentence(_) => return Err(at("/sentence_months")(Problem::Contradiction)),
            _ if !self.sentence_terms.is_empty() => {
                return Err(at("/sentence_terms")(Problem::Contradiction));
            }
            Disposal::ConditionalDischarge { .. } => {}
            _ if self.sentence_months.is_some() => {
                return Err(at("/sentence_months")(Problem::Contradiction));
            }
            _ => {}
        }
        Ok(disposal)
    }
}

/// SOA-PERIOD.
pub(super) fn period(json: &str) -> Result<Answer> {
    let inputs: Sentenced = parse(json)?;
    let Outcome { value, trace } =
        soa_period::period(inputs.relevant_date.date(), inputs.age_on_relevant_date, &inputs.disposal()?)
            .map_err(at("/relevant_date"))?;
    Ok(Answer::new(trace, [("last_day", json!(value.last_day)), ("period", json!(value.length()))]))
}

/// SOA-REVIEW.
pub(super) fn qualifying_date(json: &str) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inputs {
        age_on_relevant_date: u32,
        relevant_notification: Day,
    }

    let inputs: Inputs = parse(json)?;
    let Outcome { value, trace } =
        rules::qualifying_date(inputs.relevant_notification.date(), inputs.age_on_relevant_date)
            .map_err(at("/relevant_notification"))?;
    Ok(Answer::new(trace, [("qualifying_date", json!(value))]))
}

/// SC-SOA-DISCHARGE-DATE.
pub(super) fn date_of_discharge(json: &str) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inputs {
        age_on_relevant_date: u32,
        #[serde(default)]
        disregard_days: Option<u32>,
        relevant_date: Day,
    }

    let inputs: Inputs = parse(json)?;
    let Outcome { value, trace } = rules::date_of_discharge(
        inputs.relevant_date.date(),
        inputs.age_on_relevant_date,
        inputs.disregard_days,
    )
    .map_err(at("/relevant_date"))?;
    Ok(Answer::new(trace, [("date_of_discharge", json!(value))]))
}

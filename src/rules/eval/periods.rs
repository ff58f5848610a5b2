//! Renewals, interim orders, conditions' own periods and appeals, as the simulator takes and gives them.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

use crate::error::{Error, Problem, Result};
use crate::model::Day;
use crate::model::document::parse;
use crate::rules::duration::Period;
use crate::rules::eval::{Answer, at, follows, needed};
use crate::rules::given::Given;
use crate::rules::params::Jurisdiction;
use crate::rules::renewal::{self, Checked};
use crate::rules::trace::Outcome;

/// How long something is to last, in one of three ways.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Lasting {
    fixed_until: Option<Day>,
    fixed_years: Option<u32>,
    made: Option<Day>,
    until_further_order: Option<bool>,
}

impl Lasting {
    fn period(&self) -> Result<Period> {
        let further = self.until_further_order == Some(true);
        match (self.fixed_until, self.fixed_years) {
            (Some(_), Some(_)) => Err(at("/fixed_years")(Problem::Contradiction)),
            (Some(_), _) | (_, Some(_)) if further => Err(at("/until_further_order")(Problem::Contradiction)),
            (Some(last_day), None) => Ok(Period::LastDay(last_day.date())),
            (None, Some(years)) => Ok(Period::Years(years)),
            (None, None) if further => Ok(Period::UntilFurtherOrder),
            (None, None) => Err(at("/fixed_until")(Problem::Missing)),
        }
    }

    fn checked(
        json: &str,
        check: impl FnOnce(NaiveDate, Period) -> std::result::Result<Outcome<Checked>, Problem>,
    ) -> Result<Answer> {
        let inputs: Self = parse(json)?;
        let made = needed(inputs.made, "/made")?.date();
        let period = inputs.period()?;
        let late = matches!(period, Period::LastDay(last_day) if last_day < made);
        let found = check(made, period).map_err(|problem| match (problem, period) {
            (Problem::BeforeItCan, _) if !late => Error::invalid("/made", problem),
            (_, Period::Years(_)) => Error::invalid("/fixed_years", problem),
            _ => Error::invalid("/fixed_until", problem),
        })?;
        Ok(answer(found))
    }
}

fn answer(found: Outcome<Checked>) -> Answer {
    let Outcome { value: Checked { finding, last_day }, trace } = found;
    let fields = [
        ("last_day", json!(last_day)),
        ("reason", json!(finding.reason)),
        ("valid", json!(finding.validity)),
    ];
    Answer::new(trace, fields)
}

/// EW-ISPO-DUR.
pub(super) fn interim(json: &str) -> Result<Answer> {
    Lasting::checked(json, renewal::of_interim)
}

/// EW-SPO-TERM-DUR.
pub(super) fn condition(json: &str) -> Result<Answer> {
    Lasting::checked(json, renewal::of_condition)
}

/// EW-SPO-RENEW.
pub(super) fn renewed(json: &str) -> Result<Answer> {
    renewal_of(json, Jurisdiction::EnglandAndWales)
}

/// NI-SPO-RENEW.
pub(super) fn renewed_ni(json: &str) -> Result<Answer> {
    renewal_of(json, Jurisdiction::NorthernIreland)
}

fn renewal_of(json: &str, jurisdiction: Jurisdiction) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        last_day: Given<Day>,
        made: Option<Day>,
        renewed: Option<Day>,
        renewed_until: Given<Day>,
    }

    let inputs: Inputs = parse(json)?;
    let made = needed(inputs.made, "/made")?.date();
    let renewed = needed(inputs.renewed, "/renewed")?.date();
    let ends = inputs.last_day.map(Day::date);
    follows(Some(made), ends, "/last_day")?;
    follows(Some(made), Given::Is(renewed), "/renewed")?;
    follows(Some(renewed), inputs.renewed_until.map(Day::date), "/renewed_until")?;
    let period = match inputs.renewed_until {
        Given::Is(day) => Period::LastDay(day.date()),
        Given::Not => Period::UntilFurtherOrder,
        Given::Unknown => return Err(at("/renewed_until")(Problem::Missing)),
    };
    Ok(answer(renewal::of_renewal(jurisdiction, made, ends, renewed, period).map_err(at("/made"))?))
}

/// EW-SPO-APPEAL.
pub(super) fn appeal(json: &str) -> Result<Answer> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Inputs {
        appealed: Given<Day>,
        decided: Option<Day>,
    }

    let inputs: Inputs = parse(json)?;
    let decided = needed(inputs.decided, "/decided")?.date();
    let appealed = inputs.appealed.map(Day::date);
    follows(Some(decided), appealed, "/appealed")?;
    let Outcome { value, trace } = renewal::appeal(decided, appealed).map_err(at("/decided"))?;
    let fields = [
        ("appeal_by", json!(null)),
        ("court", json!("Crown Court")),
        ("in_time", json!(value.validity)),
        ("reason", json!(value.reason)),
    ];
    Ok(Answer::new(trace, fields))
}

//! `sreg order`: the steps of an order's life, and where it stands in it.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use stalking_register::error::{self, Error};
use stalking_register::model::order::{Consent, OrderEventKind, OrderStep};
use stalking_register::model::text::{Few, Line, Prose};
use stalking_register::model::{Condition, Day, Id, document};
use stalking_register::register::orders::OrderCheck;
use stalking_register::register::{Audited, Task};
use stalking_register::rules::order::Said;

use crate::access::{Place, Reason};
use crate::add::read_document;
use crate::fault::Fault;
use crate::output::{Form, print};
use crate::serve::Serve;

/// Records what happens to an order, and tells where it stands in its life.
///
/// A step that the law does not know in the state the order is in is refused with the provision.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Records that an order was served: the time for its notifications begins that day.
    Serve(Serve),
    /// Records that an order was varied.
    Vary(Vary),
    /// Records that an order was renewed.
    Renew(Renew),
    /// Records that an order was discharged; within two years of its making only by consent.
    Discharge(Discharge),
    /// Records that an order was appealed against.
    Appeal(Appeal),
    /// Records anything else that happened to an order.
    Record(Record),
    /// Tells where an order stands in its life, and what it does not say though it has to.
    Check(Check),
}

/// What every step says.
#[derive(Args)]
struct Step {
    /// The order.
    order: Id,
    /// The day from which it counts, YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    on: Day,
    /// Who did it: the court, or who appeals.
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// More in words.
    #[arg(long, value_name = "WORDS")]
    words: Option<String>,
    /// The order's version that you read.
    #[arg(long)]
    version: u32,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

/// How long it lasts from then on.
#[derive(Args)]
struct Period {
    /// Its last day, YYYY-MM-DD.
    #[arg(long, value_name = "DAY", conflicts_with = "until_further_order")]
    last_day: Option<Day>,
    /// It lasts until further order.
    #[arg(long)]
    until_further_order: bool,
}

#[derive(Args)]
pub(crate) struct Vary {
    #[command(flatten)]
    step: Step,
    /// All its conditions as varied, as a JSON list in a file, or - for the standard input.
    #[arg(long, value_name = "FILE")]
    conditions: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Renew {
    #[command(flatten)]
    step: Step,
    #[command(flatten)]
    period: Period,
}

#[derive(Args)]
pub(crate) struct Discharge {
    #[command(flatten)]
    step: Step,
    /// Who consents, if it is within two years of the making; both have to.
    #[arg(long, value_delimiter = ',', value_parser = consents())]
    consents: Vec<Consent>,
}

#[derive(Args)]
pub(crate) struct Appeal {
    #[command(flatten)]
    step: Step,
}

#[derive(Args)]
pub(crate) struct Record {
    /// What happened.
    #[arg(value_parser = kinds())]
    kind: OrderEventKind,
    #[command(flatten)]
    step: Step,
    #[command(flatten)]
    period: Period,
}

#[derive(Args)]
pub(crate) struct Check {
    /// The order.
    order: Id,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

fn consents() -> impl TypedValueParser<Value = Consent> {
    PossibleValuesParser::new(Consent::ALL.iter().map(|it| it.code())).try_map(|it| it.parse::<Consent>())
}

fn kinds() -> impl TypedValueParser<Value = OrderEventKind> {
    PossibleValuesParser::new(OrderEventKind::ALL.iter().map(|it| it.code()))
        .try_map(|it| it.parse::<OrderEventKind>())
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::Serve(it) => it.run(),
            Self::Vary(it) => it.run(),
            Self::Renew(it) => {
                let step = it.period.of(it.step.said()?);
                it.step.take(|task, id, seen| task.renew(id, seen, step))
            }
            Self::Discharge(it) => {
                let consents = Few::new(it.consents).map_err(|fault| Error::invalid("/consents", fault))?;
                let step = it.step.said()?.consented(consents);
                it.step.take(|task, id, seen| task.discharge(id, seen, step))
            }
            Self::Appeal(it) => {
                let step = it.step.said()?;
                it.step.take(|task, id, seen| task.appeal(id, seen, step))
            }
            Self::Record(it) => {
                let event = it.period.of(it.step.said()?).event(it.kind);
                it.step.take(|task, id, seen| task.record_event(id, seen, event))
            }
            Self::Check(it) => it.run(),
        }
    }
}

impl Step {
    fn said(&self) -> error::Result<OrderStep> {
        let mut step = OrderStep::on(self.on);
        let by = self.by.as_deref().map(Line::new).transpose();
        step.by = by.map_err(|it| Error::invalid("/by", it))?;
        let words = self.words.as_deref().map(Prose::new).transpose();
        step.words = words.map_err(|it| Error::invalid("/words", it))?;
        Ok(step)
    }

    fn take(&self, verb: impl FnOnce(&Task, Id, u32) -> error::Result<Audited<u32>>) -> Result<(), Fault> {
        let desk = self.place.people(&self.reason)?;
        let version = verb(&desk.task, self.order, self.version)?;
        print(&format!("The order is at version {}.", version.value()))
    }
}

impl Period {
    fn of(&self, mut step: OrderStep) -> OrderStep {
        step.last_day = self.last_day;
        step.until_further_order = self.until_further_order.then_some(true);
        step
    }
}

impl Vary {
    fn run(self) -> Result<(), Fault> {
        let mut step = self.step.said()?;
        if let Some(path) = &self.conditions {
            // A document is an object; the list is put into one, to be read within the same bounds.
            let json = read_document(path)?;
            let list = document::value(&json)?;
            let wrapped = crate::secret::Secret::new(serde_json::json!({ "conditions": list }).to_string());
            step.conditions = Some(document::parse::<Conditions>(&wrapped)?.conditions);
        }
        self.step.take(|task, id, seen| task.vary(id, seen, step))
    }
}

#[derive(serde::Deserialize)]
struct Conditions {
    conditions: Few<Condition, 100>,
}

impl Check {
    fn run(self) -> Result<(), Fault> {
        let desk = self.place.people(&self.reason)?;
        let found = desk.task.check_order(self.order)?.into_value();
        self.form.print(&found, || told(&found))
    }
}

fn told(found: &OrderCheck) -> String {
    let mut lines = vec![format!("The order is {}.", found.state.name().replace('_', " "))];
    if let Some(content) = &found.content {
        let wanting = content.particulars.iter().filter(|it| it.said != Said::There);
        lines.extend(wanting.map(|it| {
            let said = if it.said == Said::Missing { "Missing" } else { "Needs review" };
            format!("{said}: {}, at {} [{}].", it.words, it.at, it.provision)
        }));
    }
    lines.extend(found.trace.iter().map(|it| format!("  {it}")));
    lines.join("\n")
}

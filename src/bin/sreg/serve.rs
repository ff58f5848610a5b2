//! `sreg serve`: the service of an order, which starts the clock in England and Wales.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use stalking_register::error::Error;
use stalking_register::model::order::ServiceMethod;
use stalking_register::model::text::Line;
use stalking_register::model::{Day, Id, Service};

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::print;

/// Records that an order was served: the time for its notifications begins that day.
#[derive(Args)]
pub(crate) struct Serve {
    /// The order.
    order: Id,
    /// The day of service, YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    on: Day,
    /// How it was served.
    #[arg(long, default_value = "in_person", value_parser = methods())]
    method: ServiceMethod,
    /// By whom.
    #[arg(long, value_name = "OFFICER")]
    by: Option<String>,
    /// The order's version that you read.
    #[arg(long)]
    version: u32,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

fn methods() -> impl TypedValueParser<Value = ServiceMethod> {
    PossibleValuesParser::new(ServiceMethod::ALL.iter().map(|it| it.code()))
        .try_map(|it| it.parse::<ServiceMethod>())
}

impl Serve {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let mut service = Service::in_person(self.on);
        service.method = self.method;
        service.by =
            self.by.map(|it| Line::new(&it).map_err(|it| Error::invalid("/service/by", it))).transpose()?;
        let desk = self.place.people(&self.reason)?;
        let version = desk.task.serve(self.order, self.version, service)?;
        print(&format!("The order is at version {}.", version.value()))
    }
}

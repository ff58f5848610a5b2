//! `sreg identifier`: a number in the one form that is stored, searched and compared.

use chrono::Datelike;
use clap::Args;
use stalking_register::clock::{Clock, london_day};
use stalking_register::error::Error;
use stalking_register::model::{Scheme, identifier};

use crate::fault::Fault;
use crate::output::Form;

/// Prints a number in the form that is stored and compared, after verifying its check letter.
#[derive(Args)]
pub(crate) struct Identifier {
    /// pnc, cro, asn, nino, driver_number, noms, nhs, visor, leds_urn, urn, local or passport.
    scheme: Scheme,
    /// The number, in any form.
    value: String,
    #[command(flatten)]
    form: Form,
}

impl Identifier {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let year = london_day(Clock::wall().now()).year();
        let value = identifier::canonical(self.scheme, &self.value, year)
            .map_err(|it| Error::invalid("/value", it))?;
        let json = serde_json::json!({ "scheme": self.scheme.name(), "value": value });
        self.form.print(&json, || value.clone())
    }
}

//! `sreg screen`: is this person known?

mod file;

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use stalking_register::error::{Error, Problem};
use stalking_register::model::text::{Few, Line};
use stalking_register::register::screening::Detail;
use stalking_register::screening::{Query, Sex};

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::Form;

/// Finds the entries that may be a person, the likeliest first; or those of many persons, from a file.
///
/// With --input, the queries are a CSV file with the columns query_id, name, given, family, aliases
/// (separated by ;), dob, postcode, place, address, sex; the results go to --output as query_id, rank,
/// entry_id (the entry's source_ref where it has one), score. An unreadable birth date in the file is
/// passed over, and a query that nobody can be found by has no results.
#[derive(Args)]
pub(crate) struct Screen {
    /// The name in one piece, in any order.
    #[arg(long)]
    name: Option<String>,
    /// The given names.
    #[arg(long)]
    given: Option<String>,
    /// The family name.
    #[arg(long)]
    family: Option<String>,
    /// Another name; may be given several times.
    #[arg(long, value_name = "NAME")]
    alias: Vec<String>,
    /// The date of birth, whole or in part: 1962-03-05, 1962-03, 1962, "c. 1962".
    #[arg(long, value_name = "DATE")]
    born: Option<String>,
    /// The postcode.
    #[arg(long)]
    postcode: Option<String>,
    /// The town or place.
    #[arg(long = "place", value_name = "PLACE")]
    place_name: Option<String>,
    /// House number and street.
    #[arg(long)]
    address: Option<String>,
    /// The sex.
    #[arg(long, value_parser = sexes())]
    sex: Option<Sex>,
    /// Prints the reasons for each match.
    #[arg(long, alias = "why")]
    reasons: bool,
    /// Matches to give for each person, 1 to 50.
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    register: Place,
    #[command(flatten)]
    reason: Reason,
}

/// The files of a screening of many persons.
#[derive(Args)]
pub(crate) struct Files {
    /// Queries of many persons, as CSV.
    #[arg(long, value_name = "CSV", requires = "output")]
    input: Option<PathBuf>,
    /// Where the results of --input go.
    #[arg(long, value_name = "CSV", requires = "input")]
    output: Option<PathBuf>,
    /// Where the milliseconds that each query took go; each is then a call of its own.
    #[arg(long, value_name = "CSV", requires = "input")]
    times: Option<PathBuf>,
}

fn sexes() -> impl TypedValueParser<Value = Sex> {
    PossibleValuesParser::new(["F", "M"]).try_map(|it| sex(&it).ok_or("is not in the code list"))
}

/// Reads a sex; anything else is not recorded.
fn sex(text: &str) -> Option<Sex> {
    match text {
        "F" | "f" => Some(Sex::Female),
        "M" | "m" => Some(Sex::Male),
        _ => None,
    }
}

/// Reads a text of a query; an empty one is none.
fn line<const MAX: usize>(at: &'static str, text: Option<&str>) -> Result<Option<Line<MAX>>, Error> {
    let some = text.map(str::trim).filter(|it| !it.is_empty());
    some.map(Line::new).transpose().map_err(|it: Problem| Error::invalid(at, it))
}

/// Returns how much is printed of each match, by the option `--reasons`.
pub(crate) fn detail(reasons: bool) -> Detail {
    if reasons { Detail::Reasons } else { Detail::Line }
}

impl Screen {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.register.people(&self.reason)?;
        if let (Some(input), Some(output)) = (&self.files.input, &self.files.output) {
            return file::run(&desk, input, output, self.files.times.as_deref(), self.top);
        }
        let found = desk.task.screen(self.query()?, self.top)?.into_value();
        self.form.print(&found, || found.text(detail(self.reasons)))
    }

    fn query(&self) -> Result<Query, Fault> {
        let aliases = self.alias.iter().map(|it| Line::new(it)).collect::<Result<Vec<_>, _>>();
        let aliases = aliases.and_then(Few::new).map_err(|it| Error::invalid("/aliases", it))?;
        Ok(Query {
            name: line("/name", self.name.as_deref())?,
            given: line("/given", self.given.as_deref())?,
            family: line("/family", self.family.as_deref())?,
            aliases,
            born: line("/born", self.born.as_deref())?,
            postcode: line("/postcode", self.postcode.as_deref())?,
            place: line("/place", self.place_name.as_deref())?,
            address: line("/address", self.address.as_deref())?,
            sex: self.sex,
        })
    }
}

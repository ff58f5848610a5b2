//! `sreg screening`: the weights of screening fitted and measured on labelled rows. It touches no register.

mod duplicates;
mod names;
mod rows;
mod tally;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, Subcommand};
use csv::Writer;
use stalking_register::error::{Error, Problem};
use stalking_register::screening::fit::{self, Labelled};
use stalking_register::screening::{Index, Policy, Weights};

use crate::fault::Fault;
use crate::import::csv_fault;
use crate::output::{print, table};
use crate::progress::Progress;
use rows::{Asked, Rows};
use tally::Tally;

/// Matches that are asked for of each query.
const TOP: usize = 10;

/// Fits and measures the weights of screening on labelled rows; no register is opened.
///
/// A set of entries is a CSV file with the columns entry_id, name, given, family, aliases (separated by ;),
/// dob, postcode, place, address, sex; its queries have query_id, the same fields, and truth_ids: the
/// entries that are the person, none if nobody is.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Fits the weights to labelled queries and writes the table that a host can bring.
    Fit(Fit),
    /// Measures recall, false alarms and speed on labelled queries.
    Measure(Measure),
    /// Measures how well entries and queries together are told apart and put together, pair by pair.
    Duplicates(duplicates::Duplicates),
    Name(names::Name),
    Names(names::Names),
    FitNames(names::FitNames),
}

/// One set or several, each of entries and queries in the same order.
#[derive(Args)]
pub(crate) struct Fit {
    /// Entries, as CSV; may be given several times.
    #[arg(long, value_name = "CSV", required = true)]
    register: Vec<PathBuf>,
    /// Labelled queries, as CSV; one for each --register.
    #[arg(long, value_name = "CSV", required = true)]
    queries: Vec<PathBuf>,
    /// The most queries that are taken, once for all sets or one for each --register.
    #[arg(long, value_name = "COUNT")]
    limit: Vec<usize>,
    /// The table to start from and to hold near to, instead of the shipped one.
    #[arg(long, value_name = "JSON")]
    from: Option<PathBuf>,
    /// What the table shall say it was fitted on.
    #[arg(long, value_name = "TEXT", default_value = "a host's own rows")]
    told: String,
    /// Where the table goes.
    #[arg(long, value_name = "JSON")]
    output: PathBuf,
}

/// One set to measure on.
#[derive(Args)]
pub(crate) struct Measure {
    /// Entries, as CSV.
    #[arg(long, value_name = "CSV")]
    register: PathBuf,
    /// Labelled queries, as CSV.
    #[arg(long, value_name = "CSV")]
    queries: PathBuf,
    /// A table of weights instead of the shipped one.
    #[arg(long, value_name = "JSON")]
    weights: Option<PathBuf>,
    /// Where the results go, as query_id, rank, entry_id, score.
    #[arg(long, value_name = "CSV")]
    output: Option<PathBuf>,
    /// The most queries that are taken.
    #[arg(long, value_name = "COUNT", default_value_t = usize::MAX, hide_default_value = true)]
    limit: usize,
    /// A table of family names and their origins (columns name, origin): recall is told for each origin.
    #[arg(long, value_name = "CSV")]
    origins: Option<PathBuf>,
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::Fit(it) => it.run(),
            Self::Measure(it) => it.run(),
            Self::Duplicates(it) => it.run(),
            Self::Name(it) => it.run(),
            Self::Names(it) => it.run(),
            Self::FitNames(it) => it.run(),
        }
    }
}

fn weights(path: Option<&PathBuf>) -> Result<Weights, Fault> {
    let Some(path) = path else { return Ok(Weights::default()) };
    let text = std::fs::read_to_string(path).map_err(|it| Fault::file("the table of weights", &it))?;
    Ok(Weights::read(&text)?)
}

impl Fit {
    fn run(self) -> Result<(), Fault> {
        let sets = self.register.len();
        if self.queries.len() != sets || self.limit.len() > 1 && self.limit.len() != sets {
            return Err(Error::invalid("/queries", Problem::OutOfRange).into());
        }
        let weights = weights(self.from.as_ref())?;
        let mut registers = Vec::new();
        let all = self.limit.last().copied().unwrap_or(usize::MAX);
        for (at, (register, queries)) in self.register.iter().zip(&self.queries).enumerate() {
            let rows = Rows::read(register, weights.clone())?;
            let asked = rows.queries(queries, self.limit.get(at).copied().unwrap_or(all))?;
            let labelled =
                asked.into_iter().filter_map(|it| Some(Labelled { query: it.query?, persons: it.persons }));
            let labelled = labelled.collect();
            registers.push((rows.index, labelled));
        }
        let fitted = fit::fit(&mut registers, &self.told);
        std::fs::write(&self.output, fitted.write() + "\n").map_err(|it| Fault::file("--output", &it))
    }
}

impl Measure {
    fn run(self) -> Result<(), Fault> {
        let began = Instant::now();
        let rows = Rows::read(&self.register, weights(self.weights.as_ref())?)?;
        let built = began.elapsed().as_secs_f64();
        let asked = rows.queries(&self.queries, self.limit)?;
        let origins = self.origins.as_ref().map(|it| rows::origins(it)).transpose()?;
        let mut results = self.output.as_ref().map(Writer::from_path).transpose();
        let results = results.as_mut().map_err(|it| csv_fault("--output", it))?;
        if let Some(it) = results {
            let head = it.write_record(["query_id", "rank", "entry_id", "score"]);
            head.map_err(|it| csv_fault("--output", &it))?;
        }
        let progress = Progress::new("measuring", asked.len() as u64);
        let (mut tally, mut by_origin) = (Tally::default(), BTreeMap::<String, Tally>::new());
        for (at, it) in asked.iter().enumerate() {
            let answer = answer(&rows.index, it);
            tally.add(&answer);
            if let Some(origins) = origins.as_ref().filter(|_| !it.persons.is_empty()) {
                let family = rows.family(it.persons[0]);
                let origin = origins.get(family).map_or("other", String::as_str);
                by_origin.entry(origin.to_owned()).or_default().add(&answer);
            }
            if let Some(results) = results {
                for (rank, (entry, odds)) in answer.found.iter().enumerate() {
                    let row =
                        [it.id.as_str(), &(rank + 1).to_string(), rows.entry_id(*entry), &odds.to_string()];
                    results.write_record(row).map_err(|it| csv_fault("--output", &it))?;
                }
            }
            progress.at(at as u64, asked.len() as u64);
        }
        if let Some(results) = results {
            results.flush().map_err(|it| Fault::file("--output", &it))?;
        }
        drop(progress);
        let mut text = format!("entries            {}\nread and built in  {built:.2} s\n", rows.index.len());
        text.push_str(&tally.told());
        if !by_origin.is_empty() {
            let mut lines = vec![["ORIGIN", "KNOWN", "RECALL@1", "RECALL@10"].map(str::to_owned).to_vec()];
            lines.extend(by_origin.iter().map(|(origin, it)| {
                let [first, ten] = it.recall();
                vec![origin.clone(), it.known().to_string(), format!("{first:.4}"), format!("{ten:.4}")]
            }));
            text.push('\n');
            text.push_str(&table(&lines));
        }
        print(text.trim_end())
    }
}

/// What a query found, and whether it is right.
struct Answer {
    found: Vec<(stalking_register::model::Id, f64)>,
    /// The rank of the first entry that is the person, from 0.
    rank: Option<usize>,
    known: Known,
    milliseconds: f64,
}

/// Whether the person of a query is on the register.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    No,
    Yes,
}

fn answer(index: &Index, asked: &Asked) -> Answer {
    let began = Instant::now();
    let found = asked.query.as_ref().map(|it| index.search(it, TOP, &Policy::default()));
    let milliseconds = began.elapsed().as_secs_f64() * 1000.0;
    let found: Vec<_> =
        found.map(|it| it.candidates.iter().map(|it| (it.id, it.odds)).collect()).unwrap_or_default();
    let rank = found.iter().position(|it| asked.persons.contains(&it.0));
    let known = if asked.persons.is_empty() { Known::No } else { Known::Yes };
    Answer { found, rank, known, milliseconds }
}

//! `sreg import`: persons taken over from another system, as CSV or JSON Lines.
//!
//! The file is read twice: first every line is checked and nothing written, then every line is written that is
//! not there already.
//! [`layout`] says which column is which field, [`columns`] makes an entry of a line, [`rows`] reads.

mod columns;
pub(crate) mod layout;
mod rejects;
pub(crate) mod rows;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use stalking_register::error::Code;
use stalking_register::model::Day;
use stalking_register::register::Task;
use stalking_register::register::import::{BATCH_ENTRIES_MAX, Checked};

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::print;
use crate::progress::Progress;
use layout::Layout;
use rejects::Rejects;
use rows::{Rows, Source, Wrong};

/// Takes persons over from another system: all of them, or none if one line is at fault.
///
/// CSV has a line of column names. Without --map they are: source_ref (needed), name (in one piece), given,
/// family, aliases (separated by ;), born (1962-03-05, 1962-03 or 1962), birth_place, sex (F, M or U),
/// occupation, address, place, postcode, lawful_basis (needed), managing_force (needed), since
/// (YYYY-MM-DD; today if empty), team, and one for each scheme of identifiers: pnc, cro, asn, nino,
/// driver_number, noms, nhs, visor, leds_urn, urn, local, passport. An unknown column is refused, so that
/// nothing is lost in silence.
///
/// After a large import the index of screening is made, so that nobody who screens waits for it.
///
/// JSON Lines has one entry document a line (`sreg schema entry`), each with its registration.source_ref.
///
/// An import that was stopped is run again as it was: what it wrote is passed over as already there. The same
/// source_ref with something else on its line is a fault.
///
/// A reject file has the lines at fault as they were, each with its number, the reason and the system that it
/// comes from: of CSV in three more columns, of JSON Lines on a line before it. Once mended it is imported as it is.
///
/// A map is a TOML file: on_bad_date = "refuse" or "keep_as_text", separator = ";", source_system, a
/// table "columns" with FIELD = "column", and a table "defaults" with FIELD = "value".
#[derive(Args)]
pub(crate) struct Import {
    /// The file: .csv, or .jsonl or .ndjson.
    file: PathBuf,
    /// How the file is written, where its name does not tell.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Which column holds which field, as TOML.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// The name of the system that the persons come from; the file's name if it is not given.
    #[arg(long, value_name = "NAME")]
    source_system: Option<String>,
    /// Imports the lines without fault all the same.
    #[arg(long)]
    keep_going: bool,
    /// Where the lines at fault go, with the reason, to be mended and imported again.
    #[arg(long, value_name = "FILE", requires = "keep_going")]
    rejects: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

/// How a file of persons is written.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    Csv,
    Jsonl,
}

/// After so many persons the screening index is made at once, so that nobody who screens waits for it. Fewer are
/// indexed as they are met.
const PREPARED_FROM: u64 = 2_000;

/// What an import did.
#[derive(Clone, Copy)]
pub(crate) struct Imported {
    pub(crate) entries: u64,
    pub(crate) rejected: u64,
    pub(crate) already_there: u64,
}

impl Import {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let mut layout = match &self.map {
            Some(path) => Layout::read(path)?,
            None => Layout::default(),
        };
        layout.source_system = self.source_system.clone().or(layout.source_system);
        layout.file_stem = self.file.file_stem().map(|it| it.to_string_lossy().into_owned());
        let format = self.format.or_else(|| of_name(&self.file)).ok_or_else(|| {
            Fault::slip("the file's name does not tell its format; --format csv or --format jsonl does")
        })?;
        let kind = std::fs::metadata(&self.file).map_err(|it| Fault::file("the import file", &it))?;
        if !kind.is_file() {
            return Err(Fault::slip("the import file is read twice; a pipe cannot be"));
        }
        let source = Source::File(self.file.clone());
        let mut rejects = match (self.keep_going, &self.rejects) {
            (false, _) => None,
            (true, None) => Some(Rejects::told_only()),
            (true, Some(path)) => Some(Rejects::kept_in(path)),
        };
        let desk = self.place.people(&self.reason)?;
        let today = desk.register.today();
        let open = || Rows::open(&source, format, &layout, today);
        let done = import(&desk.task, &open, rejects.as_mut())?;
        print(&format!(
            "{} persons were imported, {} lines rejected, {} were already there.",
            done.entries, done.rejected, done.already_there
        ))?;
        if done.entries >= PREPARED_FROM {
            let _turning = Progress::turning("indexing");
            desk.register.prepare_screening()?;
        }
        Ok(())
    }
}

fn of_name(path: &std::path::Path) -> Option<Format> {
    let extension = path.extension()?.to_ascii_lowercase();
    match extension.to_str()? {
        "csv" => Some(Format::Csv),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        _ => None,
    }
}

/// Imports what `open` gives, twice read, but for what is there already. Without a place for rejects the first
/// fault stops it, and nothing is imported.
pub(crate) fn import<'a>(
    task: &Task,
    open: &dyn Fn() -> Result<Rows<'a>, Fault>,
    mut rejects: Option<&mut Rejects>,
) -> Result<Imported, Fault> {
    let mut rows = open()?;
    let mut passed_over = BTreeSet::new();
    let mut already_there = 0;
    let mut import = task.import();
    let progress = Progress::new("checking", rows.bytes());
    loop {
        let mut batch = rows.batch(BATCH_ENTRIES_MAX)?;
        if batch.is_empty() {
            break;
        }
        let entries: Vec<_> =
            batch.iter_mut().filter_map(|it| it.entry.as_mut().ok().map(|it| it.clone())).collect();
        let mut checked = import.check(entries)?.into_iter();
        for row in batch {
            let wrong = match &row.entry {
                Ok(_) => match checked.next() {
                    Some(Checked::Wrong(fault)) => &rows.wrong(&fault),
                    Some(Checked::AlreadyThere) => {
                        already_there += 1;
                        passed_over.insert(row.ordinal);
                        continue;
                    }
                    _ => continue,
                },
                Err(wrong) => wrong,
            };
            match &mut rejects {
                None => return Err(wrong.at_line(row.line)),
                Some(rejects) => rejects.write(&row, wrong, &rows)?,
            }
            passed_over.insert(row.ordinal);
        }
        progress.at(rows.position(), rows.bytes());
    }
    drop(progress);
    if let Some(rejects) = rejects {
        rejects.finish()?;
    }
    let entries = write(task, open()?, &passed_over)?;
    Ok(Imported { entries, rejected: passed_over.len() as u64 - already_there, already_there })
}

/// Writes every line but some, one event for each batch.
fn write(task: &Task, mut rows: Rows<'_>, passed_over: &BTreeSet<u64>) -> Result<u64, Fault> {
    let progress = Progress::new("importing", rows.bytes());
    let import = task.import();
    let mut written = 0;
    loop {
        let batch = rows.batch(BATCH_ENTRIES_MAX)?;
        if batch.is_empty() {
            return Ok(written);
        }
        let mut entries = Vec::with_capacity(batch.len());
        let lines = batch.first().zip(batch.last()).map_or((0, 0), |(first, last)| (first.line, last.line));
        for row in batch.into_iter().filter(|it| !passed_over.contains(&it.ordinal)) {
            // Only a file that was changed meanwhile has a fault that was not found before.
            entries.push(row.entry.map_err(|it| stopped(it.at_line(row.line), written))?);
        }
        if entries.is_empty() {
            continue;
        }
        let at = || format!("lines {} to {}", lines.0, lines.1);
        let ids = import.write(entries).map_err(|it| stopped(Fault::from(it).at(&at()), written))?;
        written += ids.value().len() as u64;
        progress.at(rows.position(), rows.bytes());
    }
}

fn stopped(fault: Fault, written: u64) -> Fault {
    let words = || format!("after {written} persons had been imported, which the next run passes over");
    if written == 0 { fault } else { fault.at(&words()) }
}

impl Wrong {
    /// Makes the fault of a line.
    pub(crate) fn at_line(&self, line: u64) -> Fault {
        Fault::new(format!("line {line}: {}", self.words), self.code)
    }
}

/// Makes the fault of a CSV file; csv's own words can repeat what the file says.
pub(crate) fn csv_fault(what: &str, fault: &csv::Error) -> Fault {
    match fault.kind() {
        csv::ErrorKind::Io(it) => Fault::file(what, it),
        csv::ErrorKind::Utf8 { .. } => Fault::new(format!("{what} is not UTF-8"), Code::NotUtf8),
        csv::ErrorKind::UnequalLengths { pos, .. } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            Fault::slip(format!("{what}: line {line} has not as many fields as the first line"))
        }
        _ => Fault::slip(format!("{what} is no CSV")),
    }
}

/// Returns today's day, for a registration that says none.
pub(super) fn since_of(today: chrono::NaiveDate) -> Result<Day, stalking_register::error::Problem> {
    Day::new(today)
}

//! Screening of many persons, from one CSV file into another.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::Instant;

use csv::{Reader, StringRecord, Writer};
use stalking_register::model::text::{Few, Line};
use stalking_register::register::screening::{Screening, batch_queries_max};
use stalking_register::screening::{Birth, Query};

use super::{line, sex};
use crate::access::Desk;
use crate::fault::Fault;
use crate::import::csv_fault;
use crate::import::rows::lines_behind;
use crate::progress::Progress;

/// One query of the file, or why there is nothing to ask.
struct Asked {
    id: String,
    query: Option<Query>,
}

/// Screens every query of a file.
pub(super) fn run(
    desk: &Desk,
    input: &Path,
    output: &Path,
    times: Option<&Path>,
    top: usize,
) -> Result<(), Fault> {
    let bytes = std::fs::metadata(input).map_err(|it| Fault::file("--input", &it))?.len();
    let same = |it: &Path| it.canonicalize().ok().is_some_and(|it| input.canonicalize().ok() == Some(it));
    if same(output) || times.is_some_and(same) {
        return Err(Fault::slip(
            "the queries would be written over: --output and --times need files of their own",
        ));
    }
    let opened = File::open(input).map(BufReader::new);
    let (file, lines_behind) = opened
        .and_then(|mut it| lines_behind(&mut it).map(|behind| (it, behind)))
        .map_err(|it| Fault::file("--input", &it))?;
    let mut reader = Reader::from_reader(file);
    let columns = columns(&mut reader)?;
    let mut results = written(output, "--output", &["query_id", "rank", "entry_id", "score"])?;
    let mut times = times.map(|it| written(it, "--times", &["query_id", "ms"])).transpose()?;
    let turning = Progress::turning("preparing");
    desk.register.prepare_screening()?;
    drop(turning);
    let progress = Progress::new("screening", bytes);
    let batch_max = if times.is_some() { 1 } else { batch_queries_max(top) };
    let mut batch = Vec::new();
    let mut record = StringRecord::new();
    loop {
        let more = reader.read_record(&mut record).map_err(|it| csv_fault("--input", &it))?;
        if more {
            let line = record.position().map_or(0, csv::Position::line) + lines_behind;
            let asked = asked(&columns, &record);
            batch.push(asked.map_err(|it| it.at(&format!("line {line}")))?);
        }
        if batch.len() == batch_max || (!more && !batch.is_empty()) {
            let began = Instant::now();
            let found = screen(desk, &batch, top)?;
            if let (Some(times), [one]) = (&mut times, batch.as_slice()) {
                let ms = format!("{:.3}", began.elapsed().as_secs_f64() * 1000.0);
                times.write_record([one.id.as_str(), &ms]).map_err(|it| csv_fault("--times", &it))?;
            }
            write(&mut results, &batch, &found)?;
            batch.clear();
            progress.at(reader.position().byte(), bytes);
        }
        if !more {
            break;
        }
    }
    results.flush().map_err(|it| Fault::file("--output", &it))?;
    times.map_or(Ok(()), |mut it| it.flush().map_err(|it| Fault::file("--times", &it)))
}

fn written(path: &Path, what: &'static str, head: &[&str]) -> Result<Writer<File>, Fault> {
    let mut writer = Writer::from_path(path).map_err(|it| csv_fault(what, &it))?;
    writer.write_record(head).map_err(|it| csv_fault(what, &it))?;
    Ok(writer)
}

fn columns(reader: &mut Reader<BufReader<File>>) -> Result<HashMap<String, usize>, Fault> {
    let head = reader.headers().map_err(|it| csv_fault("--input", &it))?;
    let columns: HashMap<_, _> = head.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
    if columns.contains_key("query_id") {
        Ok(columns)
    } else {
        Err(Fault::slip("--input: the column query_id is missing"))
    }
}

fn asked(columns: &HashMap<String, usize>, record: &StringRecord) -> Result<Asked, Fault> {
    let text = |name: &str| columns.get(name).and_then(|it| record.get(*it));
    let aliases = text("aliases").unwrap_or("").split(';').filter(|it| !it.trim().is_empty());
    let aliases = aliases.map(Line::new).collect::<Result<Vec<_>, _>>().and_then(Few::new);
    let query = Query {
        name: line("/name", text("name"))?,
        given: line("/given", text("given"))?,
        family: line("/family", text("family"))?,
        aliases: aliases.map_err(|it| stalking_register::error::Error::invalid("/aliases", it))?,
        // What cannot be read as a date at all says nothing; an impossible date is evidence to weigh.
        born: line("/dob", text("dob").filter(|it| Birth::read(it).is_some()))?,
        postcode: line("/postcode", text("postcode"))?,
        place: line("/place", text("place"))?,
        address: line("/address", text("address"))?,
        sex: text("sex").and_then(sex),
    };
    let query = query.check().is_ok().then_some(query);
    Ok(Asked { id: text("query_id").unwrap_or("").to_owned(), query })
}

fn screen(desk: &Desk, batch: &[Asked], top: usize) -> Result<Vec<Option<Screening>>, Fault> {
    let queries: Vec<_> = batch.iter().filter_map(|it| it.query.clone()).collect();
    let mut found = match queries.len() {
        0 => Vec::new(),
        _ => desk.task.screen_batch(queries, top)?.into_value(),
    }
    .into_iter();
    Ok(batch.iter().map(|it| it.query.as_ref().and_then(|_| found.next())).collect())
}

fn write(results: &mut Writer<File>, batch: &[Asked], found: &[Option<Screening>]) -> Result<(), Fault> {
    for (asked, screening) in batch.iter().zip(found) {
        for (index, it) in screening.iter().flat_map(|it| it.iter()).enumerate() {
            let entry = it.source_ref.clone().unwrap_or_else(|| it.entry.to_string());
            let (rank, score) = ((index + 1).to_string(), it.odds.to_string());
            results
                .write_record([asked.id.as_str(), &rank, &entry, &score])
                .map_err(|it| csv_fault("--output", &it))?;
        }
    }
    Ok(())
}

//! Lines of a file, one after the other, each an entry or a fault.

use std::cell::Cell;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::rc::Rc;

use chrono::NaiveDate;
use csv::{ByteRecord, Reader, StringRecord};
use serde::{Deserialize, Serialize};
use stalking_register::error::{Code, Error, Problem};
use stalking_register::model::text::Line;
use stalking_register::model::{Entry, document};

use super::columns::Cells;
use super::layout::{FIELDS, Layout, Positions};
use super::{Format, csv_fault};
use crate::fault::Fault;

/// Where the lines come from; it is read twice.
pub(crate) enum Source {
    File(PathBuf),
    Text(&'static str),
}

/// A line's fault, without anybody's data.
pub(crate) struct Wrong {
    pub(crate) words: String,
    pub(crate) code: Code,
}

/// A line as it stands in the file.
pub(crate) enum Raw {
    Cells(ByteRecord),
    /// Where a line of JSON stands, which may be too long to be held, and what a reject file says of it.
    Text(Stretch, Option<Note>),
}

/// Some bytes of a source, one after the other.
#[derive(Clone, Copy)]
pub(crate) struct Stretch {
    pub(crate) from: u64,
    pub(crate) bytes: u64,
}

/// What a reject file of JSON Lines says of the line after.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Note {
    #[serde(rename = "reject_line")]
    pub(crate) line: u64,
    #[serde(rename = "reject_reason")]
    pub(crate) reason: String,
    #[serde(rename = "reject_source_system", skip_serializing_if = "Option::is_none")]
    pub(crate) source_system: Option<String>,
}

/// A line and what it says.
pub(crate) struct Row {
    /// Which one it is, from 1: what it is known by, whatever its lines end with.
    pub(crate) ordinal: u64,
    /// The line of the file that it begins on.
    pub(crate) line: u64,
    pub(crate) raw: Raw,
    pub(crate) entry: Result<Entry, Wrong>,
}

/// The lines of a file.
pub(crate) struct Rows<'a> {
    source: &'a Source,
    layout: &'a Layout,
    today: NaiveDate,
    bytes: u64,
    text: Text,
    read: u64,
}

enum Text {
    Csv {
        reader: Reader<Marks<Box<dyn Read>>>,
        head: StringRecord,
        positions: Positions,
        /// Whether the quotation marks read so far leave one open.
        open: Rc<Cell<bool>>,
        lines_behind: u64,
    },
    Jsonl {
        reader: BufReader<Box<dyn Read>>,
        line: u64,
        read: u64,
    },
}

/// Takes note of quotation marks: csv reads what follows one that is not closed as a cell, to the end of the file.
struct Marks<R> {
    inner: R,
    open: Rc<Cell<bool>>,
}

impl<R: Read> Read for Marks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let open = buffer[..read].iter().fold(self.open.get(), |open, it| open ^ (*it == b'"'));
        self.open.set(open);
        Ok(read)
    }
}

impl Source {
    fn open(&self) -> Result<(Box<dyn Read>, u64), Fault> {
        match self {
            Self::File(path) => {
                let open = || -> std::io::Result<(Box<dyn Read>, u64)> {
                    let file = File::open(path)?;
                    let bytes = file.metadata()?.len();
                    Ok((Box::new(file), bytes))
                };
                open().map_err(|it| Fault::file("the import file", &it))
            }
            Self::Text(text) => Ok((Box::new(Cursor::new(text.as_bytes())), text.len() as u64)),
        }
    }

    fn again(&self, stretch: Stretch) -> std::io::Result<Box<dyn Read>> {
        let from = SeekFrom::Start(stretch.from);
        Ok(match self {
            Self::File(path) => {
                let mut file = File::open(path)?;
                file.seek(from)?;
                Box::new(file.take(stretch.bytes))
            }
            Self::Text(text) => {
                let mut text = Cursor::new(text.as_bytes());
                text.seek(from)?;
                Box::new(text.take(stretch.bytes))
            }
        })
    }
}

impl<'a> Rows<'a> {
    /// Opens a source at its beginning.
    pub(crate) fn open(
        source: &'a Source,
        format: Format,
        layout: &'a Layout,
        today: NaiveDate,
    ) -> Result<Self, Fault> {
        let (read, bytes) = source.open()?;
        let text = match format {
            Format::Csv => {
                let mut read = BufReader::new(read);
                let lines_behind =
                    lines_behind(&mut read).map_err(|it| Fault::file("the import file", &it))?;
                let open = Rc::default();
                let read: Box<dyn Read> = Box::new(read);
                let read = Marks { inner: read, open: Rc::clone(&open) };
                // A line with a cell too few is that line's fault, not the file's.
                let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(read);
                let head = reader.headers().map_err(|it| csv_fault("the import file", &it))?.clone();
                let positions = layout.positions(&head)?;
                Text::Csv { reader, head, positions, open, lines_behind }
            }
            Format::Jsonl => Text::Jsonl { reader: BufReader::new(read), line: 0, read: 0 },
        };
        Ok(Self { source, layout, today, bytes, text, read: 0 })
    }

    /// Returns the size of the file.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns how far the file has been read.
    pub(crate) fn position(&self) -> u64 {
        match &self.text {
            Text::Csv { reader, .. } => reader.position().byte(),
            Text::Jsonl { read, .. } => *read,
        }
    }

    /// Returns the column names.
    pub(crate) fn head(&self) -> Option<&StringRecord> {
        match &self.text {
            Text::Csv { head, .. } => Some(head),
            Text::Jsonl { .. } => None,
        }
    }

    /// Reads some of the file again, as it is there.
    pub(super) fn again(&self, stretch: Stretch) -> Result<Box<dyn Read>, Fault> {
        self.source.again(stretch).map_err(|it| Fault::file("the import file", &it))
    }

    /// Returns the system that a line comes from, unless it says so itself.
    pub(super) fn system_of(&self, raw: &Raw) -> Option<String> {
        let told = match (raw, &self.text) {
            (Raw::Cells(cells), Text::Csv { positions, .. }) => {
                let cells = StringRecord::from_byte_record_lossy(cells.clone());
                positions.first_system(&cells).map(str::to_owned)
            }
            (Raw::Text(_, note), _) => note.as_ref().and_then(|it| it.source_system.clone()),
            (Raw::Cells(_), Text::Jsonl { .. }) => None,
        };
        self.layout.system_of(told.as_deref()).map(str::to_owned)
    }

    /// Says what a fault of an entry means for its line: which column, or which field.
    pub(crate) fn wrong(&self, fault: &Error) -> Wrong {
        let code = fault.code();
        let column = fault.pointer().and_then(|at| match &self.text {
            Text::Csv { positions, .. } => {
                let field = FIELDS.iter().find(|it| it.1 == at.as_str())?;
                Some(positions.column(field.0))
            }
            Text::Jsonl { .. } => None,
        });
        let words = match (fault, column) {
            (Error::Invalid { problem, .. }, Some(column)) => format!("{column} {problem}"),
            (Error::Duplicate { what, .. }, Some(column)) => format!("{column}: {}", Error::duplicate(*what)),
            _ => fault.to_string(),
        };
        Wrong { words, code }
    }

    /// Reads the next lines, at most so many; none at the end.
    pub(crate) fn batch(&mut self, most: usize) -> Result<Vec<Row>, Fault> {
        let mut rows = Vec::new();
        while rows.len() < most {
            let Some(row) = self.next()? else { break };
            rows.push(row);
        }
        Ok(rows)
    }

    fn next(&mut self) -> Result<Option<Row>, Fault> {
        let Self { layout, today, text, read: ordinal, .. } = self;
        *ordinal += 1;
        let ordinal = *ordinal;
        match text {
            Text::Csv { reader, head, positions, open, lines_behind } => {
                let mut raw = ByteRecord::new();
                if !reader.read_byte_record(&mut raw).map_err(|it| csv_fault("the import file", &it))? {
                    if open.get() {
                        return Err(Fault::slip("the import file has a quotation mark that is not closed"));
                    }
                    return Ok(None);
                }
                let line = raw.position().map_or(0, csv::Position::line) + *lines_behind;
                let entry = of_cells(&raw, head.len(), layout, positions, *today);
                Ok(Some(Row { ordinal, line, raw: Raw::Cells(raw), entry }))
            }
            Text::Jsonl { reader, line, read } => {
                let mut note = None;
                loop {
                    let mut raw = Vec::new();
                    let bytes =
                        read_line(reader, &mut raw).map_err(|it| Fault::file("the import file", &it))?;
                    if bytes == 0 {
                        return Ok(None);
                    }
                    let stretch = Stretch { from: *read, bytes };
                    let whole = raw.len() as u64 == bytes;
                    *read += bytes;
                    *line += 1;
                    if whole && raw.iter().all(u8::is_ascii_whitespace) {
                        continue;
                    }
                    if let Some(read) = note_of(&raw) {
                        note = Some(read);
                        continue;
                    }
                    let first = note.as_ref().and_then(|it| it.source_system.as_deref());
                    let system = layout.system_of(first);
                    let entry = if whole { of_text(&raw, system, *today) } else { Err(too_long()) };
                    let entry = entry.map_err(|it| Wrong { words: it.to_string(), code: it.code() });
                    return Ok(Some(Row { ordinal, line: *line, raw: Raw::Text(stretch, note), entry }));
                }
            }
        }
    }
}

/// Returns by how many lines csv tells too few of a file: it tells of a line before it has taken the second
/// character of what ended the last one.
pub(crate) fn lines_behind(file: &mut impl BufRead) -> std::io::Result<u64> {
    let head = file.fill_buf()?;
    let end = head.iter().position(|it| *it == b'\n');
    Ok(u64::from(end.is_some_and(|at| at > 0 && head[at - 1] == b'\r')))
}

fn of_cells(
    raw: &ByteRecord,
    cells: usize,
    layout: &Layout,
    positions: &Positions,
    today: NaiveDate,
) -> Result<Entry, Wrong> {
    if raw.len() != cells {
        let words = format!("it has {} cells, and the first line {cells}", raw.len());
        return Err(Wrong { words, code: Code::Invalid });
    }
    let not_text = |_| Wrong { words: "it is not UTF-8".to_owned(), code: Code::NotUtf8 };
    let record = StringRecord::from_byte_record(raw.clone()).map_err(not_text)?;
    let cells = Cells { layout, positions, record: &record, today };
    cells.entry().map_err(|(field, problem)| Wrong {
        words: format!("{} {problem}", positions.column(field)),
        code: Error::invalid("", problem).code(),
    })
}

/// Reads what a reject file says of the line after, if a line is that.
fn note_of(raw: &[u8]) -> Option<Note> {
    let members = raw.trim_ascii_start().strip_prefix(b"{")?.trim_ascii_start();
    if members.starts_with(b"\"reject_line\"") { serde_json::from_slice(raw).ok() } else { None }
}

fn of_text(raw: &[u8], system: Option<&str>, today: NaiveDate) -> Result<Entry, Error> {
    let not_text = |_| Error::Misused(stalking_register::error::Slip::NotUtf8);
    let text = std::str::from_utf8(raw).map_err(not_text)?;
    let mut entry: Entry = document::parse(text.trim_start_matches('\u{feff}'))?;
    let registration = &mut entry.registration;
    if registration.source_ref.is_none() {
        return Err(Error::invalid("/registration/source_ref", Problem::Missing));
    }
    if registration.source_system.is_none() {
        let system = system.map(Line::new).transpose();
        registration.source_system =
            system.map_err(|it| Error::invalid("/registration/source_system", it))?;
    }
    document::Document::check(&entry, today)?;
    Ok(entry)
}

fn too_long() -> Error {
    let bytes = u32::try_from(document::DOCUMENT_BYTES_MAX).unwrap_or(u32::MAX);
    Error::invalid("", Problem::TooLong { bytes })
}

/// Reads a line, keeps as much of it as a document and the line's end can have, and returns how long it is.
fn read_line(reader: &mut impl BufRead, kept: &mut Vec<u8>) -> std::io::Result<u64> {
    let most = document::DOCUMENT_BYTES_MAX as u64 + 2;
    let begun = reader.take(most).read_until(b'\n', kept)? as u64;
    let rest = if begun < most || kept.ends_with(b"\n") { 0 } else { reader.skip_until(b'\n')? as u64 };
    Ok(begun + rest)
}

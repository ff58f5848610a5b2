//! The file of the lines at fault, each with its reason.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, StringRecord, Writer};

use super::csv_fault;
use super::layout::REJECT_COLUMNS;
use super::rows::{Note, Raw, Row, Rows, Wrong};
use crate::fault::Fault;

/// The lines at fault: told on the standard error, and kept in a file if one is named.
///
/// Of a CSV file they have the same columns and [`REJECT_COLUMNS`] after them; of JSON Lines each follows a
/// [`Note`]. So a mended reject file can be imported as it is.
pub(crate) struct Rejects {
    path: Option<PathBuf>,
    part: Option<Part>,
}

/// The file while it is written, beside its place.
struct Part {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Rejects {
    /// Tells of the lines only.
    pub(crate) fn told_only() -> Self {
        Self { path: None, part: None }
    }

    /// Keeps the lines in a file, which is made once there is one.
    pub(crate) fn kept_in(path: &Path) -> Self {
        Self { path: Some(path.to_owned()), part: None }
    }

    /// Takes a line.
    pub(super) fn write(&mut self, row: &Row, wrong: &Wrong, rows: &Rows<'_>) -> Result<(), Fault> {
        let (line, words) = (row.line, &wrong.words);
        eprintln!("sreg: rejected line {line}: {words} [{} {}]", wrong.code, wrong.code.number());
        let Some(path) = &self.path else { return Ok(()) };
        let part = match &mut self.part {
            Some(part) => part,
            None => self.part.insert(Part::begin(path, rows.head())?),
        };
        let note = Note { line, reason: words.clone(), source_system: rows.system_of(&row.raw) };
        match &row.raw {
            Raw::Cells(cells) => {
                part.write_cells(cells, rows.head().map_or(cells.len(), StringRecord::len), &note)
            }
            Raw::Text(stretch, _) => part.write_text(rows.again(*stretch)?, stretch.bytes, &note),
        }
    }

    /// Puts the file in its place. None that is there is written over; the very same is there already where an
    /// import that was stopped is run again.
    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        let (Some(path), Some(part)) = (&self.path, self.part.take()) else { return Ok(()) };
        part.finish(path).map_err(|it| Fault::file("--rejects", &it))
    }
}

impl Part {
    /// Begins a new file, which only its owner may read: it holds persons' data.
    fn begin(place: &Path, head: Option<&StringRecord>) -> Result<Self, Fault> {
        let mut name = place.as_os_str().to_owned();
        name.push(".part");
        let path = PathBuf::from(name);
        let file = create_anew(&path).map_err(|it| Fault::file("--rejects", &it))?;
        let mut part = Self { path, file: BufWriter::new(file) };
        if let Some(head) = head {
            part.put(&with(head.as_byte_record(), head.len(), REJECT_COLUMNS))?;
        }
        Ok(part)
    }

    fn write_cells(&mut self, cells: &ByteRecord, columns: usize, note: &Note) -> Result<(), Fault> {
        let mut reason = note.reason.clone();
        if cells.len() > columns {
            // What has no column is not dropped: it stands with the reason.
            let extra: Vec<_> = cells.iter().skip(columns).map(String::from_utf8_lossy).collect();
            reason = format!("{reason}: {}", extra.join(", "));
        }
        let system = note.source_system.as_deref().unwrap_or("");
        self.put(&with(cells, columns, [&note.line.to_string(), &reason, system]))
    }

    fn put(&mut self, record: &ByteRecord) -> Result<(), Fault> {
        let mut writer = Writer::from_writer(&mut self.file);
        writer.write_byte_record(record).map_err(|it| csv_fault("--rejects", &it))?;
        writer.flush().map_err(|it| Fault::file("--rejects", &it))
    }

    /// Copies a line, however long, as it is; one that ends with its file gets an end.
    fn write_text(&mut self, line: impl Read, bytes: u64, note: &Note) -> Result<(), Fault> {
        let kept = |it: io::Error| Fault::file("--rejects", &it);
        serde_json::to_writer(&mut self.file, note).map_err(|it| kept(it.into()))?;
        self.file.write_all(b"\n").map_err(kept)?;
        let mut line = BufReader::new(line);
        let (mut copied, mut ends) = (0, false);
        loop {
            let piece = line.fill_buf().map_err(|it| Fault::file("the import file", &it))?;
            let Some(last) = piece.last() else { break };
            ends = *last == b'\n';
            self.file.write_all(piece).map_err(kept)?;
            let read = piece.len();
            line.consume(read);
            copied += read as u64;
        }
        if copied < bytes {
            return Err(Fault::slip("the import file was cut while it was read"));
        }
        if ends { Ok(()) } else { self.file.write_all(b"\n").map_err(kept) }
    }

    fn finish(mut self, place: &Path) -> io::Result<()> {
        self.file.flush()?;
        match File::open(place) {
            Ok(there) if is_same(&there, &File::open(&self.path)?)? => Ok(()),
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => fs::rename(&self.path, place),
            Err(fault) => Err(fault),
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // It has been renamed, or is of no use; a later run takes away what cannot be removed now.
        let _ = fs::remove_file(&self.path);
    }
}

/// Creates a file in the place of what a run left that was stopped.
fn create_anew(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(fault),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Tells whether two files say the same.
fn is_same(one: &File, other: &File) -> io::Result<bool> {
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let mut other = BufReader::new(other).bytes();
    for byte in BufReader::new(one).bytes() {
        if other.next().transpose()? != Some(byte?) {
            return Ok(false);
        }
    }
    Ok(other.next().is_none())
}

/// Returns a line of exactly so many cells, and what is said of it.
fn with(record: &ByteRecord, columns: usize, note: [&str; 3]) -> ByteRecord {
    let cells = (0..columns).map(|at| record.get(at).unwrap_or(b""));
    cells.chain(note.iter().map(|it| it.as_bytes())).collect()
}

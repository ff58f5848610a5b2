//! The file of the lines at fault, each with its reason.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use csv::{ByteRecord, StringRecord, Writer};

use super::csv_fault;
use super::rows::{Raw, Wrong};
use crate::fault::Fault;

/// The lines at fault: told on the standard error, and kept in a file if one is named.
///
/// Of a CSV file they have the same columns, and `reject_line` and `reject_reason` after them, so that a
/// mended reject file can be imported as it is. Of JSON Lines each is a cell of its own after those two.
pub(crate) struct Rejects {
    writer: Option<Writer<File>>,
    begun: bool,
}

impl Rejects {
    /// Tells of the lines only.
    pub(crate) fn told_only() -> Self {
        Self { writer: None, begun: false }
    }

    /// Keeps the lines in a new file, which only its owner may read: it holds persons' data.
    pub(crate) fn create(path: &Path) -> Result<Self, Fault> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let file = file.map_err(|it| Fault::file("--rejects", &it))?;
        Ok(Self { writer: Some(Writer::from_writer(file)), begun: false })
    }

    /// Takes a line.
    pub(super) fn write(
        &mut self,
        line: u64,
        wrong: &Wrong,
        raw: &Raw,
        head: Option<&StringRecord>,
    ) -> Result<(), Fault> {
        eprintln!("sreg: rejected line {line}: {} [{} {}]", wrong.words, wrong.code, wrong.code.number());
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let number = line.to_string();
        let mut put =
            |record: &ByteRecord| writer.write_byte_record(record).map_err(|it| csv_fault("--rejects", &it));
        if !self.begun {
            self.begun = true;
            put(&match head {
                Some(head) => with(head.as_byte_record(), head.len(), "reject_line", "reject_reason"),
                None => ByteRecord::from(vec!["reject_line", "reject_reason", "document"]),
            })?;
        }
        match (raw, head) {
            (Raw::Cells(cells), Some(head)) => put(&with(cells, head.len(), &number, &wrong.words)),
            (Raw::Cells(cells), None) => put(cells),
            (Raw::Text(text), _) => {
                let mut record = ByteRecord::from(vec![number.as_str(), &wrong.words]);
                record.push_field(text.trim_ascii_end());
                put(&record)
            }
        }
    }

    /// Writes what is still in memory.
    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        self.writer.as_mut().map_or(Ok(()), |it| it.flush().map_err(|it| Fault::file("--rejects", &it)))
    }
}

/// Returns a line of exactly so many cells with two more: its number and the reason.
fn with(record: &ByteRecord, cells: usize, line: &str, reason: &str) -> ByteRecord {
    let mut whole = ByteRecord::new();
    for at in 0..cells {
        whole.push_field(record.get(at).unwrap_or(b""));
    }
    if record.len() > cells {
        // What has no column is not dropped: it stands with the reason.
        let extra: Vec<_> = record.iter().skip(cells).map(String::from_utf8_lossy).collect();
        whole.push_field(line.as_bytes());
        whole.push_field(format!("{reason}: {}", extra.join(", ")).as_bytes());
        return whole;
    }
    whole.push_field(line.as_bytes());
    whole.push_field(reason.as_bytes());
    whole
}

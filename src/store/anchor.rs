//! The bytes of the anchor file: one line for each time that the log's size and root were put on
//! record outside the database.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::error::{Corruption, Error, Result};
use crate::store::directory::sync_directory;
use crate::store::{is_full, of_system};

/// The longest line of an anchor file, in bytes.
const LINE_BYTES_MAX: u64 = 1024;

/// Makes the file if there is none, adds a line and flushes it.
///
/// # Errors
///
/// [`Error::Full`] or [`Error::Storage`].
pub fn make(path: &Path, line: &str) -> Result<()> {
    let mut private = OpenOptions::new();
    private.append(true).read(true).create(true).mode(0o600);
    private.open(path).and_then(|file| add(file, line)).map_err(|it| of_system(&it))?;
    sync_directory(path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

/// Adds a line to a file that is there, and flushes it. One that is gone is not made anew: that would
/// hide that it is gone.
///
/// # Errors
///
/// [`Corruption::Anchor`] if there is none; [`Error::Full`] or [`Error::Storage`].
pub fn append(path: &Path, line: &str) -> Result<()> {
    let file = OpenOptions::new().append(true).read(true).open(path).map_err(|it| missing(&it))?;
    add(file, line).map_err(|it| of_system(&it))
}

fn add(mut file: File, line: &str) -> std::io::Result<()> {
    // A line that a crash cut off is ended, so that it spoils no other.
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    let gap = if last == *b"\n" { "" } else { "\n" };
    file.write_all(format!("{gap}{line}\n").as_bytes())?;
    file.sync_all()
}

/// Calls a function with each whole line; one that a crash cut off at the end is none.
///
/// # Errors
///
/// The function's own; [`Corruption::Anchor`] if the file is missing, unreadable or no anchor file.
pub fn each(path: &Path, mut visit: impl FnMut(&str) -> Result<()>) -> Result<()> {
    let corrupt = |_| Error::Corrupt(Corruption::Anchor);
    let mut file = BufReader::new(File::open(path).map_err(|it| missing(&it))?);
    let mut line = String::new();
    loop {
        line.clear();
        (&mut file).take(LINE_BYTES_MAX).read_line(&mut line).map_err(corrupt)?;
        match line.strip_suffix('\n') {
            Some(whole) => visit(whole)?,
            None if (line.len() as u64) < LINE_BYTES_MAX => return Ok(()),
            None => return Err(Error::Corrupt(Corruption::Anchor)),
        }
    }
}

fn missing(fault: &std::io::Error) -> Error {
    if is_full(fault) { Error::Full } else { Error::Corrupt(Corruption::Anchor) }
}

//! The bytes of the anchor file: one line for each time that the log's size and root were put on
//! record outside the database.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::error::{Corruption, Error, Result};
use crate::store::directory::sync_directory;
use crate::store::of_system;

/// The longest anchor file that is read, in bytes.
pub const ANCHOR_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Adds a line and flushes it.
///
/// # Errors
///
/// [`Error::Full`] or [`Error::Storage`].
pub fn append(path: &Path, line: &str) -> Result<()> {
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_all()
    };
    write().map_err(|it| of_system(&it))?;
    sync_directory(path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

/// Reads the whole file.
///
/// # Errors
///
/// [`Error::Corrupt`] if it is missing, unreadable, too long or not text.
pub fn read(path: &Path) -> Result<String> {
    let corrupt = |_| Error::Corrupt(Corruption::Anchor);
    let file = std::fs::File::open(path).map_err(corrupt)?;
    let mut text = String::new();
    file.take(ANCHOR_BYTES_MAX).read_to_string(&mut text).map_err(corrupt)?;
    Ok(text)
}

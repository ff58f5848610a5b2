//! The files of a witness: what it knows of each log, and its key.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::error::{Error, Result, What};
use crate::store::{directory, of_system};

/// The longest file of a witness, in bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// A hold on a witness's state, until it is dropped.
#[derive(Debug)]
pub struct Hold {
    _file: File,
}

/// Takes a hold on a witness's state, so that two answers cannot be given from one.
///
/// # Errors
///
/// [`Error::Busy`] while another holds it; [`Error::Storage`].
pub fn hold(state: &Path) -> Result<Hold> {
    let path = state.with_extension("lock");
    let file = File::options().write(true).create(true).truncate(false).mode(0o600).open(path);
    let file = file.map_err(|it| of_system(&it))?;
    file.try_lock().map_err(|_| Error::Busy)?;
    Ok(Hold { _file: file })
}

/// Reads a file, if there is one.
///
/// # Errors
///
/// [`Error::Storage`].
pub fn read(path: &Path) -> Result<Option<String>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(of_system(&fault)),
    };
    let mut text = String::new();
    file.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(|it| of_system(&it))?;
    Ok(Some(text))
}

/// Replaces a file as a whole, flushed.
///
/// # Errors
///
/// [`Error::Full`]; [`Error::Storage`].
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    directory::replace(path, bytes)
}

/// Writes a new file that only its owner reads.
///
/// # Errors
///
/// [`Error::Duplicate`] if there is one; [`Error::Full`]; [`Error::Storage`].
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || -> std::io::Result<()> {
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|fault| {
        if fault.kind() == ErrorKind::AlreadyExists {
            Error::duplicate(What::File)
        } else {
            of_system(&fault)
        }
    })
}

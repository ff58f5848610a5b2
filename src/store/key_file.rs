//! The bytes of `register.keys`. What they mean is `access::key_slot`'s.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::error::{Corruption, Error, Result};
use crate::store::directory::{KEY_FILE, replace, sync_directory};
use crate::store::of_system;

/// The longest key file, in bytes.
pub const KEY_FILE_BYTES_MAX: u64 = 64 * 1024;

/// A key file on its way into force.
const STAGED_FILE: &str = "register.keys.next";

/// Reads the key file of a register's directory.
///
/// # Errors
///
/// [`Error::NotARegister`] if there is none, [`Error::Corrupt`] if it is too long to be one.
pub fn read(directory: &Path) -> Result<Vec<u8>> {
    let file = File::open(directory.join(KEY_FILE)).map_err(|it| of_system(&it))?;
    let mut bytes = Vec::new();
    file.take(KEY_FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|it| of_system(&it))?;
    if bytes.len() as u64 > KEY_FILE_BYTES_MAX {
        return Err(Error::Corrupt(Corruption::KeyFile));
    }
    Ok(bytes)
}

/// Writes the key file of a register in the making, or of a copy.
///
/// # Errors
///
/// [`Error::Full`] or [`Error::Storage`].
pub fn write(directory: &Path, bytes: &[u8]) -> Result<()> {
    replace(&directory.join(KEY_FILE), bytes)
}

/// A key file that is written, flushed and locked beside the one in force, and not yet in force.
///
/// So a change is durable before the event that tells of it, and in force only after. Dropped, it stays
/// where it is: [`abandoned`] finds it again, and the log says whether it came into force.
#[derive(Debug)]
pub struct Staged {
    directory: PathBuf,
    _locked: File,
}

/// Writes a key file beside the one in force.
///
/// # Errors
///
/// [`Error::Busy`] if another change is under way; [`Error::Full`]; [`Error::Storage`].
pub fn stage(directory: &Path, bytes: &[u8]) -> Result<Staged> {
    let path = directory.join(STAGED_FILE);
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .map_err(|it| if it.kind() == ErrorKind::AlreadyExists { Error::Busy } else { of_system(&it) })?;
    let written = file.try_lock().map_err(std::io::Error::from).and_then(|()| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|fault| {
        drop(fs::remove_file(&path));
        of_system(&fault)
    })?;
    sync_directory(directory)?;
    Ok(Staged { directory: directory.to_owned(), _locked: file })
}

/// Finds a staged key file that nobody is at work on any more, with its bytes.
///
/// # Errors
///
/// [`Error::Storage`].
pub fn abandoned(directory: &Path) -> Result<Option<(Staged, Vec<u8>)>> {
    let file = match File::open(directory.join(STAGED_FILE)) {
        Ok(file) => file,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(of_system(&fault)),
    };
    if file.try_lock().is_err() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    (&file).take(KEY_FILE_BYTES_MAX).read_to_end(&mut bytes).map_err(|it| of_system(&it))?;
    Ok(Some((Staged { directory: directory.to_owned(), _locked: file }, bytes)))
}

impl Staged {
    /// Puts it in force; a crash leaves the old file or this one.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`]; the old file is then still in force, and this one beside it.
    pub fn apply(self) -> Result<()> {
        let staged = self.directory.join(STAGED_FILE);
        fs::rename(staged, self.directory.join(KEY_FILE)).or_else(|it| settled(&it))?;
        sync_directory(&self.directory)
    }

    /// Takes it away.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`].
    pub fn withdraw(self) -> Result<()> {
        fs::remove_file(self.directory.join(STAGED_FILE)).or_else(|it| settled(&it))?;
        sync_directory(&self.directory)
    }
}

/// A file that is gone was settled by another process between the look and the lock.
fn settled(fault: &std::io::Error) -> Result<()> {
    if fault.kind() == ErrorKind::NotFound { Ok(()) } else { Err(of_system(fault)) }
}

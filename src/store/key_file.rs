//! The bytes of `register.keys`. What they mean is `access::key_slot`'s.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Corruption, Error, Result};
use crate::store::directory::{KEY_FILE, replace};
use crate::store::of_system;

/// The longest key file, in bytes.
pub const KEY_FILE_BYTES_MAX: u64 = 64 * 1024;

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

/// Replaces the key file as a whole; a crash leaves the old one or the new one.
///
/// # Errors
///
/// [`Error::Full`] or [`Error::Storage`]; the old file is then still there.
pub fn write(directory: &Path, bytes: &[u8]) -> Result<()> {
    replace(&directory.join(KEY_FILE), bytes)
}

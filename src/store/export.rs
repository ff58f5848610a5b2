//! The files of an export: a directory that is whole or not there.

use std::fs::{DirBuilder, File};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use crate::error::{Corruption, Error, Result};
use crate::store::{Making, of_system, platform};

/// An export in the making; dropped before it is finished, it leaves nothing behind.
#[derive(Debug)]
pub struct Export(Making);

impl Export {
    /// Begins an export at a place that is empty or not there.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] if anything is there already; [`Error::Full`]; [`Error::Storage`].
    pub fn begin(place: &Path) -> Result<Self> {
        Making::begin(place).map(Self)
    }

    /// Writes a file; its path is our own.
    ///
    /// # Errors
    ///
    /// [`Error::Full`]; [`Error::Storage`].
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<()> {
        platform::refuse_nearly_full(self.0.directory())?;
        let path = self.0.directory().join(path);
        let write = || -> std::io::Result<()> {
            if let Some(folder) = path.parent() {
                DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            }
            File::options().write(true).create_new(true).mode(0o600).open(&path)?.write_all(bytes)
        };
        write().map_err(|it| of_system(&it))
    }

    /// Moves the export to its place.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] if something came to be there meanwhile; [`Error::Storage`].
    pub fn finish(self) -> Result<()> {
        self.0.finish()
    }
}

/// Reads a file of an export, if it is there. What is no regular file, or longer than a limit, is not what an
/// export holds: `otherwise` names the place.
///
/// # Errors
///
/// [`Error::Corrupt`] with `otherwise`; [`Error::Storage`].
pub fn read(
    directory: &Path,
    path: &str,
    bytes_max: usize,
    otherwise: Corruption,
) -> Result<Option<Vec<u8>>> {
    let path = directory.join(path);
    // A pipe would be waited for.
    match std::fs::metadata(&path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(Error::Corrupt(otherwise)),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(of_system(&fault)),
    }
    let file = File::open(path).map_err(|it| of_system(&it))?;
    let mut bytes = Vec::new();
    file.take(bytes_max as u64 + 1).read_to_end(&mut bytes).map_err(|it| of_system(&it))?;
    if bytes.len() <= bytes_max { Ok(Some(bytes)) } else { Err(Error::Corrupt(otherwise)) }
}

//! The lock file. `SQLite`'s own locks fall when anybody in the process closes the database file; this
//! one does not.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::error::{Error, Result};
use crate::store::{LOCK_FILE, of_system};

/// A hold on a register's directory, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes a hold that other processes may share.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] while another process holds the register alone.
    pub fn shared(directory: &Path) -> Result<Self> {
        Self::hold(directory, File::try_lock_shared)
    }

    /// Takes a hold that excludes every other: nobody else has the register open.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] while anybody has the register open.
    pub fn alone(directory: &Path) -> Result<Self> {
        Self::hold(directory, File::try_lock)
    }

    fn hold(
        directory: &Path,
        take: impl FnOnce(&File) -> std::result::Result<(), TryLockError>,
    ) -> Result<Self> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(directory.join(LOCK_FILE))
            .map_err(|it| of_system(&it))?;
        match take(&file) {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Busy),
            Err(TryLockError::Error(fault)) => Err(of_system(&fault)),
        }
    }
}

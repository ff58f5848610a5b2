//! The directory of a register: its file names, and how a new one comes to be whole or not at all.

use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result, What};
use crate::store::{of_system, platform};

/// The encrypted database.
pub const DATABASE_FILE: &str = "register.db";
/// The key slots.
pub const KEY_FILE: &str = "register.keys";
/// The lock file.
pub const LOCK_FILE: &str = "register.lock";
/// The signed checkpoint beside a backup.
pub(super) const CHECKPOINT_FILE: &str = "register.checkpoint";
/// The name that an anchor file has where only a directory is given.
pub const ANCHOR_FILE: &str = "register.anchor";

/// Takes a register away that was made to be looked at once.
///
/// # Errors
///
/// [`Error::Storage`].
pub fn take_away(place: &Path) -> Result<()> {
    fs::remove_dir_all(place).map_err(|it| of_system(&it))
}

/// A register in the making: a directory beside its place, moved there when it is whole.
///
/// Dropped before [`Making::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Making {
    temporary: PathBuf,
    place: PathBuf,
    finished: bool,
}

impl Making {
    /// Begins a register at a place that is empty or not there.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] if anything is there already; [`Error::NetworkFileSystem`];
    /// [`Error::Full`]; [`Error::Storage`].
    pub fn begin(place: &Path) -> Result<Self> {
        match fs::read_dir(place) {
            Ok(mut inside) => {
                if inside.next().is_some() {
                    return Err(Error::duplicate(What::Register));
                }
            }
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {}
            Err(fault) if fault.kind() == std::io::ErrorKind::NotADirectory => {
                return Err(Error::duplicate(What::File));
            }
            Err(fault) => return Err(of_system(&fault)),
        }
        let parent = match place.parent() {
            Some(it) if it.as_os_str().is_empty() => Path::new("."),
            Some(it) => it,
            None => return Err(Error::duplicate(What::Register)),
        };
        if !parent.is_dir() {
            return Err(Error::NotFound { what: What::File });
        }
        let name = place.file_name().ok_or(Error::NotFound { what: What::File })?.to_string_lossy();
        let temporary = parent.join(format!(".{name}.making-{}", std::process::id()));
        DirBuilder::new().mode(0o700).create(&temporary).map_err(|it| match it.kind() {
            std::io::ErrorKind::AlreadyExists => Error::Busy,
            _ => of_system(&it),
        })?;
        let making = Self { temporary, place: place.to_owned(), finished: false };
        platform::refuse_network(&making.temporary)?;
        platform::refuse_nearly_full(&making.temporary)?;
        Ok(making)
    }

    /// Returns the directory to build in.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.temporary
    }

    /// Moves the finished register to its place.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] if something came to be there meanwhile; [`Error::Storage`].
    pub fn finish(mut self) -> Result<()> {
        sync_directory(&self.temporary)?;
        fs::rename(&self.temporary, &self.place).map_err(|it| match it.kind() {
            std::io::ErrorKind::DirectoryNotEmpty | std::io::ErrorKind::AlreadyExists => {
                Error::duplicate(What::Register)
            }
            _ => of_system(&it),
        })?;
        self.finished = true;
        sync_directory(self.place.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new(".")))
    }

    /// Takes away a register that was just finished and nobody has used.
    pub fn undo(place: &Path) {
        // Nothing can be done about a failure here; the directory holds no person's data.
        drop(fs::remove_dir_all(place));
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        if !self.finished {
            // Nothing can be done about a failure here; the directory holds no person's data.
            drop(fs::remove_dir_all(&self.temporary));
        }
    }
}

/// Replaces a small file as a whole: written beside it, flushed, renamed over it.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("new");
    let write = || -> std::io::Result<()> {
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(|fault| {
        drop(fs::remove_file(&beside));
        of_system(&fault)
    })?;
    sync_directory(path.parent().unwrap_or(Path::new(".")))
}

/// Flushes a directory, so that a rename in it survives a power cut.
pub(super) fn sync_directory(directory: &Path) -> Result<()> {
    File::open(directory).and_then(|it| it.sync_all()).map_err(|it| of_system(&it))
}

//! Opening and closing a register.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use zeroize::Zeroizing;

use crate::access::session::Limits;
use crate::access::turnstile::HASHES_AT_ONCE;
use crate::access::{Cost, Key, KeyFile, MasterKey, Turnstile};
use crate::clock::{Clock, Entropy};
use crate::error::{Corruption, Error, Result};
use crate::register::actors::Actors;
use crate::register::audit_checkpoints::Pace;
use crate::register::audit_signing::LogOptions;
use crate::register::screening::Screener;
use crate::register::{forensics, keys};
use crate::store::{Lock, Meta, Store, View, key_file};

/// An open register. Clones are the same register; any number of threads may use it.
#[derive(Clone)]
pub struct Register {
    pub(super) inner: Arc<Inner>,
}

/// What the clones of a register share.
pub(super) struct Inner {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) entropy: Entropy,
    pub(super) meta: Meta,
    pub(super) limits: Limits,
    pub(super) cost: Cost,
    /// Key of the digests that names are looked up by.
    pub(super) blinding: Zeroizing<[u8; 32]>,
    pub(super) master: MasterKey,
    pub(super) turnstile: Turnstile,
    pub(super) screener: Screener,
    pub(super) actors: Actors,
    /// What the host does for the log.
    pub(super) log: LogOptions,
    /// Tells when a checkpoint is due.
    pub(super) pace: Pace,
    /// What the clock showed last, in Unix milliseconds; the greatest there is before it was looked at.
    pub(super) last_now_ms: AtomicI64,
    /// Whether the log has been told that the register stopped for want of room.
    pub(super) stopped: AtomicBool,
    /// Whether the host could not pass the last alert on.
    pub(super) unheard: AtomicBool,
    /// Whether the list of erasures beside the anchor lacks some.
    pub(super) unlisted: AtomicBool,
}

/// How a register is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Tells the time.
    pub clock: Clock,
    /// Gives random bytes.
    pub entropy: Entropy,
    /// How long a sign-in lasts.
    pub limits: Limits,
    /// What a password made from now on costs to try.
    pub cost: Cost,
    /// What the host does for the log: signs its checkpoints, keeps its anchors, hears its alerts.
    pub log: LogOptions,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            clock: Clock::wall(),
            entropy: Entropy::system(),
            limits: Limits::default(),
            cost: Cost::ACCOUNT,
            log: LogOptions::default(),
        }
    }
}

/// What an operator should know of an open register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Warning {
    /// Nothing outside the directory would show that an older copy was put back.
    #[error("the register has no anchor: an older copy put back would not be noticed")]
    NoAnchor,
    /// The anchor file on record cannot be read.
    #[error("the anchor file on record cannot be read")]
    AnchorUnreadable,
    /// The last checkpoint that was due could not be signed, kept or put on record.
    #[error("the last checkpoint could not be made: the log is not anchored")]
    CheckpointOverdue,
    /// The host could not pass the last alert on; the log's views list it.
    #[error("the last alert was not passed on: look at the views of the log")]
    AlertUnheard,
    /// An erasure could not be put on the list beside the anchor: a backup restored now would bring it back.
    #[error("the list of erasures beside the anchor could not be written")]
    ErasuresUnlisted,
}

impl Register {
    /// Opens the register in a directory.
    ///
    /// # Errors
    ///
    /// [`Error::NotARegister`] if there is none or the file is foreign; [`Error::WrongKey`];
    /// [`Error::Corrupt`] if a file is damaged; [`Error::Rollback`] and [`Error::Fork`] if the register is
    /// not what its anchor tells of, which only [`forensics`] can look at; [`Error::NewerFile`];
    /// [`Error::NetworkFileSystem`];
    /// [`Error::Busy`] while another process restores or rebuilds it; [`Error::Storage`].
    pub fn open(directory: &Path, key: Key<'_>, options: Options) -> Result<Self> {
        Store::look(directory)?;
        let lock = Lock::shared(directory)?;
        let slots = KeyFile::decode(&key_file::read(directory)?)?;
        let (master, _) = slots.open(key)?;
        let store = Store::open(directory, master.database(), lock)?;
        let (meta, pace) = store.read(|view| Ok((view.meta()?, pace(view)?)))?;
        if meta.id != slots.register() {
            return Err(Error::Corrupt(Corruption::KeyFile));
        }
        keys::settle(&store)?;
        let standing = forensics::judge(&store, &meta, &master, &options)?;
        let Options { clock, entropy, limits, cost, log } = options;
        let register = Self {
            inner: Arc::new(Inner {
                store,
                clock,
                entropy,
                meta,
                limits,
                cost,
                blinding: master.blinding(),
                master,
                turnstile: Turnstile::new(HASHES_AT_ONCE),
                screener: Screener::default(),
                actors: Actors::default(),
                log,
                pace,
                last_now_ms: AtomicI64::new(i64::MAX),
                stopped: AtomicBool::new(false),
                unheard: AtomicBool::new(false),
                unlisted: AtomicBool::new(false),
            }),
        };
        if standing.grown {
            let anchor = register.inner.anchor_of(standing.size, standing.root);
            // The anchor that is there still holds; who watches is told that it is not renewed.
            let put = register.inner.put_anchor(&anchor, "");
            register.inner.pace.tell(&put);
        }
        Ok(register)
    }

    /// Returns what an operator should know.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = match self.inner.newest_anchor() {
            Err(_) => vec![Warning::AnchorUnreadable],
            Ok(_) if self.inner.meta.anchor.is_none() && self.inner.log.anchor.is_none() => {
                vec![Warning::NoAnchor]
            }
            Ok(_) => Vec::new(),
        };
        if self.inner.pace.has_failed() {
            warnings.push(Warning::CheckpointOverdue);
        }
        if self.inner.unheard.load(Ordering::Relaxed) {
            warnings.push(Warning::AlertUnheard);
        }
        if self.inner.unlisted.load(Ordering::Acquire) {
            warnings.push(Warning::ErasuresUnlisted);
        }
        warnings
    }

    /// Returns the register's directory.
    #[must_use]
    pub fn directory(&self) -> PathBuf {
        self.inner.store.directory().to_owned()
    }

    /// Returns the register's id.
    #[must_use]
    pub fn id(&self) -> crate::model::Id {
        self.inner.meta.id
    }

    /// Returns the day that it is in Europe/London by the register's clock.
    #[must_use]
    pub fn today(&self) -> chrono::NaiveDate {
        crate::clock::london_day(self.inner.clock.now())
    }
}

/// Reads when the last checkpoint was made.
fn pace(view: &View<'_>) -> Result<Pace> {
    let covered = view.newest_checkpoint()?.map_or(0, |it| it.0);
    let last = covered.checked_sub(1).map(|seq| view.event(seq)).transpose()?.flatten();
    Ok(Pace::new(view.log_size()?, covered, last.map_or(0, |it| it.event.at_ms)))
}

impl fmt::Debug for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Register {}", self.inner.meta.id)
    }
}

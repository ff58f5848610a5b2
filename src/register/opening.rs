//! Opening and closing a register.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, Mutex};

use zeroize::Zeroizing;

use crate::access::session::Limits;
use crate::access::turnstile::HASHES_AT_ONCE;
use crate::access::{Cost, Key, KeyFile, MasterKey, Turnstile};
use crate::clock::{Clock, Entropy};
use crate::error::{Corruption, Error, Result};
use crate::register::keys;
use crate::register::screening::Memory;
use crate::store::{Lock, Meta, Store, key_file};

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
    pub(super) screening: Mutex<Memory>,
    /// What the clock showed last, in Unix milliseconds; the greatest there is before it was looked at.
    pub(super) last_now_ms: AtomicI64,
    /// Whether the log has been told that the register stopped for want of room.
    pub(super) stopped: AtomicBool,
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
}

impl Default for Options {
    fn default() -> Self {
        Self {
            clock: Clock::wall(),
            entropy: Entropy::system(),
            limits: Limits::default(),
            cost: Cost::ACCOUNT,
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
}

impl Register {
    /// Opens the register in a directory.
    ///
    /// # Errors
    ///
    /// [`Error::NotARegister`] if there is none or the file is foreign; [`Error::WrongKey`];
    /// [`Error::Corrupt`] if a file is damaged; [`Error::NewerFile`]; [`Error::NetworkFileSystem`];
    /// [`Error::Busy`] while another process restores or rebuilds it; [`Error::Storage`].
    pub fn open(directory: &Path, key: Key<'_>, options: Options) -> Result<Self> {
        Store::look(directory)?;
        let lock = Lock::shared(directory)?;
        let slots = KeyFile::decode(&key_file::read(directory)?)?;
        let (master, _) = slots.open(key)?;
        let store = Store::open(directory, master.database(), lock)?;
        #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough")]
        let meta = store.read(|view| view.meta())?;
        if meta.id != slots.register() {
            return Err(Error::Corrupt(Corruption::KeyFile));
        }
        keys::settle(&store)?;
        let Options { clock, entropy, limits, cost } = options;
        Ok(Self {
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
                screening: Mutex::default(),
                last_now_ms: AtomicI64::new(i64::MAX),
                stopped: AtomicBool::new(false),
            }),
        })
    }

    /// Returns what an operator should know.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        match &self.inner.meta.anchor {
            None => vec![Warning::NoAnchor],
            Some(path) if crate::store::anchor::read(path).is_err() => vec![Warning::AnchorUnreadable],
            Some(_) => Vec::new(),
        }
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

impl fmt::Debug for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Register {}", self.inner.meta.id)
    }
}

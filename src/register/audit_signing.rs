//! Who signs the log's checkpoints: the library with a key of its own, or the host.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::access::{MasterKey, log_seed};
use crate::audit::note::{KeyKind, Line, SIGNATURE_BYTES, Seed, VerifierKey};
use crate::audit::{Checkpoint, Note, Origin, note};
use crate::error::{Corruption, Error, Problem, Result};
use crate::register::alerts::HostAlert;
use crate::register::opening::Inner;
use crate::register::{incarnations, standing_rows};
use crate::store::{LogKey, View, Walk};

/// Signs bytes with Ed25519.
type Sign = dyn Fn(&[u8]) -> Result<[u8; SIGNATURE_BYTES]> + Send + Sync;

/// A host's key, in its security module: it signs, and the library never sees the key.
#[derive(Clone)]
pub struct HostSigner {
    public: [u8; 32],
    sign: Arc<Sign>,
}

impl HostSigner {
    /// Takes a public key and what signs with it; `sign` must not call the register.
    #[must_use]
    pub fn new(
        public: [u8; 32],
        sign: impl Fn(&[u8]) -> Result<[u8; SIGNATURE_BYTES]> + Send + Sync + 'static,
    ) -> Self {
        Self { public, sign: Arc::new(sign) }
    }

    /// Refuses bytes that are no public key.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/signer`.
    pub fn check(&self) -> Result<()> {
        let key = LogKey { since_seq: 0, public: self.public, wrapped: None };
        public("signer", &key).map(drop).map_err(|_| Error::invalid("/signer", Problem::Malformed))
    }

    /// Tells whether both sign with the same key.
    pub(super) fn is_same_key(&self, other: &Self) -> bool {
        self.public == other.public
    }
}

impl fmt::Debug for HostSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostSigner")
    }
}

/// Puts an anchor on record.
type Put = dyn Fn(&str, &str) -> Result<()> + Send + Sync;
/// Gives the anchor that was put on record last.
type Get = dyn Fn() -> Result<Option<String>> + Send + Sync;

/// A place of the host's for anchors: a counter in hardware, a write-once store, a mail.
#[derive(Clone)]
pub struct HostAnchor {
    pub(super) put: Arc<Put>,
    pub(super) get: Arc<Get>,
}

impl HostAnchor {
    /// Takes what keeps an anchor's line (with the signed checkpoint, which may be empty) and what gives
    /// the last line kept. Neither may call the register.
    #[must_use]
    pub fn new(
        put: impl Fn(&str, &str) -> Result<()> + Send + Sync + 'static,
        get: impl Fn() -> Result<Option<String>> + Send + Sync + 'static,
    ) -> Self {
        Self { put: Arc::new(put), get: Arc::new(get) }
    }
}

impl fmt::Debug for HostAnchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostAnchor")
    }
}

/// What a host may do for the log.
#[derive(Clone, Debug, Default)]
pub struct LogOptions {
    /// The log's name, if a register is made: lower-case letters, digits, dots and hyphens.
    pub name: Option<String>,
    /// Signs checkpoints. A register that was made with it, or whose key was changed to it, needs it.
    pub signer: Option<HostSigner>,
    /// Keeps anchors.
    pub anchor: Option<HostAnchor>,
    /// Hears alerts.
    pub alert: Option<HostAlert>,
}

impl Inner {
    /// Returns whose log this is.
    pub(super) fn origin(&self) -> Origin {
        Origin { name: self.meta.name.clone(), register: self.meta.id, incarnation: self.meta.incarnation }
    }

    /// Signs a text by the present key, and once more by the one before while nobody knows the new one:
    /// until a checkpoint, at most of size `signed`, covers the change.
    pub(super) fn sign(&self, text: &str, keys: &[LogKey], signed: u64) -> Result<Note> {
        let origin = self.origin().to_string();
        let (last, before) = keys.split_last().ok_or(Error::Corrupt(Corruption::LogKey))?;
        let mut lines = vec![self.line(&origin, last, text)?];
        if let Some(before) = before.last().filter(|_| signed <= last.since_seq) {
            // A key that is out of reach cannot vouch for its successor; the change is in the log.
            lines.extend(self.line(&origin, before, text).ok());
        }
        Note::new(text, lines).map_err(|_| Error::Internal)
    }

    fn line(&self, origin: &str, key: &LogKey, text: &str) -> Result<Line> {
        line(&self.log, &self.master, origin, key, text)
    }
}

fn line(log: &LogOptions, master: &MasterKey, origin: &str, key: &LogKey, text: &str) -> Result<Line> {
    let signature = if let Some(wrapped) = &key.wrapped {
        Seed::from_bytes(&log_seed::unwrap(master, wrapped)?).sign(text.as_bytes())
    } else {
        let signer = log.signer.as_ref().filter(|it| it.public == key.public);
        let signer = signer.ok_or_else(|| Error::invalid("/signer", Problem::Missing))?;
        (signer.sign)(text.as_bytes())?
    };
    Line::of_log(&public(origin, key)?, text, signature)
        .map_err(|_| Error::invalid("/signer", Problem::WrongState))
}

/// Signs the first checkpoint of a register in the making.
pub(super) fn sign_first(
    log: &LogOptions,
    master: &MasterKey,
    key: &LogKey,
    checkpoint: &Checkpoint,
) -> Result<String> {
    let text = checkpoint.text();
    let line = line(log, master, &checkpoint.origin, key, &text)?;
    Ok(Note::new(&text, vec![line]).map_err(|_| Error::Internal)?.to_string())
}

/// Checks everything that the log commits to, and that each checkpoint that is kept is one of this log and
/// signed by the key of its time.
///
/// # Errors
///
/// As [`walk_log`]; [`Corruption`] of the index of who saw which record.
pub(super) fn walk(view: &View<'_>, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Walk> {
    let walk = walk_log(view, progress)?;
    walk.index.map_or(Ok(walk), |wrong| Err(Error::Corrupt(wrong)))
}

/// As [`walk`], but that index, which can be made again, may be wrong.
///
/// # Errors
///
/// As [`View::walk`]; [`Corruption::Checkpoint`].
pub(super) fn walk_log(view: &View<'_>, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Walk> {
    let walk = view.walk(progress)?;
    incarnations::check(view)?;
    standing_rows::check(view)?;
    let (meta, keys) = (view.meta()?, view.log_keys()?);
    let origins: Vec<_> = (1..=meta.incarnation)
        .map(|it| Origin { name: meta.name.clone(), register: meta.id, incarnation: it }.to_string())
        .collect();
    view.each_checkpoint(|size, note| {
        let broken = || Error::Corrupt(Corruption::Checkpoint);
        let note = Note::parse(note).map_err(|_| broken())?;
        let said = Checkpoint::parse(note.text()).map_err(|_| broken())?;
        let key = keys.iter().rev().find(|it| it.since_seq < size).ok_or_else(broken)?;
        let signed = Checkpoint::signed(&note, &public(&said.origin, key)?).map_err(|_| broken())?;
        let whose = origins.contains(&signed.origin) && signed.size == size && size <= walk.events;
        if whose && view.root_at(size)? == signed.root { Ok(()) } else { Err(broken()) }
    })?;
    Ok(walk)
}

/// Returns the public key under the name of a log.
pub(super) fn public(origin: &str, key: &LogKey) -> Result<VerifierKey> {
    VerifierKey::new(origin, KeyKind::Log, key.public).map_err(|_| Error::Corrupt(Corruption::LogKey))
}

impl LogOptions {
    /// Returns the key that a register signs with from an event on: the host's, or a new one.
    pub(super) fn key(
        &self,
        since_seq: u64,
        master: &MasterKey,
        drawn: impl FnOnce() -> Result<[u8; 32]>,
    ) -> Result<LogKey> {
        if let Some(signer) = &self.signer {
            signer.check()?;
            return Ok(LogKey { since_seq, public: signer.public, wrapped: None });
        }
        let bytes = Zeroizing::new(drawn()?);
        let wrapped = log_seed::wrap(master, &bytes).to_vec();
        Ok(LogKey { since_seq, public: Seed::from_bytes(&bytes).public(), wrapped: Some(wrapped) })
    }

    /// Returns the name that a log is made with.
    pub(super) fn log_name(&self) -> Result<String> {
        let name = self.name.as_deref().unwrap_or(crate::audit::checkpoint::NAME_DEFAULT);
        let whole = crate::audit::checkpoint::is_log_name(name) && note::is_name(name);
        if whole { Ok(name.to_owned()) } else { Err(Error::invalid("/log/name", Problem::Malformed)) }
    }
}

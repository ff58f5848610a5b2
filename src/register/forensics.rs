//! A register that is locked: its log is verified and exported, and nothing of it is released.
//!
//! Nobody signs in here, since a sign-in would be an event of a log that is not to be believed. What
//! leaves are verdicts and blinded entries. [`Forensics::accept`] is the only way on.

use std::fmt;
use std::path::Path;

use crate::access::{Key, KeyFile, MasterKey};
use crate::audit::{Action, Anchor, Digest, Note};
use crate::error::{Corruption, Error, Result};
use crate::register::audit::Verified;
use crate::register::audit_export::write;
use crate::register::audit_signing::{public, walk};
use crate::register::restoring::{Acceptance, accept};
use crate::register::{Options, audit_anchors, incarnations};
use crate::store::{Gaps, Lock, Meta, Store, export, key_file};

/// A register held alone, to be looked at.
pub struct Forensics {
    pub(super) store: Store,
    pub(super) meta: Meta,
    pub(super) master: MasterKey,
    options: Options,
}

impl fmt::Debug for Forensics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Forensics of register {}", self.meta.id)
    }
}

/// What the log is against its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// Events in the log.
    pub(super) size: u64,
    /// The root of its tree.
    pub(super) root: Digest,
    /// Whether the newest anchor is over less.
    pub(super) grown: bool,
}

/// Judges a log by its newest anchor.
///
/// The anchor is read first: another process that has the register open may go on meanwhile.
///
/// # Errors
///
/// [`Error::Rollback`]; [`Error::Fork`], also for a later history that no two persons began from what the
/// anchor tells of; [`Corruption::Anchor`] if there should be an anchor and is none, or it is not the
/// register's own.
pub(super) fn judge(store: &Store, meta: &Meta, master: &MasterKey, options: &Options) -> Result<Standing> {
    use crate::audit::anchor::Verdict;

    let anchor = audit_anchors::newest(meta, master, &options.log)?;
    let anchored = meta.anchor.is_some() || options.log.anchor.is_some();
    store.read(|view| {
        let size = view.log_size()?;
        let root = view.root_at(size)?;
        if anchor.is_none_or(|it| it.incarnation >= meta.incarnation) {
            incarnations::check(view)?;
        }
        let Some(anchor) = anchor else {
            let missing = Error::Corrupt(Corruption::Anchor);
            return if anchored { Err(missing) } else { Ok(Standing { size, root, grown: false }) };
        };
        if anchor.incarnation < meta.incarnation {
            // A later history is one that two persons began, from what is on record.
            return match incarnations::goes_on_from(view, meta, &anchor) {
                Ok(true) => Ok(Standing { size, root, grown: true }),
                Ok(false) | Err(Error::Corrupt(_)) => Err(Error::Fork { anchored: anchor.size }),
                Err(fault) => Err(fault),
            };
        }
        let then = (anchor.size <= size).then(|| view.root_at(anchor.size)).transpose()?;
        match anchor.judge(meta.incarnation, size, then) {
            Verdict::Rollback => Err(Error::Rollback { size, anchored: anchor.size }),
            Verdict::Fork => Err(Error::Fork { anchored: anchor.size }),
            verdict => Ok(Standing { size, root, grown: verdict == Verdict::Grown }),
        }
    })
}

impl Forensics {
    /// Opens the register in a directory, alone, whatever its anchor says of it.
    ///
    /// # Errors
    ///
    /// As [`Register::open`](crate::register::Register::open), but for [`Error::Rollback`],
    /// [`Error::Fork`] and what is wrong with the log or its guards; [`Error::Busy`] while anybody has the
    /// register open.
    pub fn open(directory: &Path, key: Key<'_>, options: Options) -> Result<Self> {
        Store::look(directory)?;
        let lock = Lock::alone(directory)?;
        let slots = KeyFile::decode(&key_file::read(directory)?)?;
        let (master, _) = slots.open(key)?;
        let store = Store::open_to_look(directory, master.database(), lock);
        #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough")]
        let meta = store.read(|view| view.meta())?;
        if meta.id != slots.register() {
            return Err(Error::Corrupt(Corruption::KeyFile));
        }
        Ok(Self { store, meta, master, options })
    }

    /// Tells what keeps the register from being opened: nothing if nothing does.
    ///
    /// # Errors
    ///
    /// That which does: [`Error::Rollback`], [`Error::Fork`], [`Error::Corrupt`].
    pub fn verdict(&self) -> Result<()> {
        self.store.check_guards()?;
        judge(&self.store, &self.meta, &self.master, &self.options).map(drop)
    }

    /// Checks every event, node, opening and record version, as
    /// [`Task::verify`](crate::register::Task::verify) does.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] with the first bad place.
    pub fn verify(&self, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Verified> {
        self.store.check_guards()?;
        Ok(Verified::of(&self.store.read(|view| walk(view, progress))?))
    }

    /// Writes the log as it is found, under the newest checkpoint that it holds; returns how many events.
    /// Whether the one fits the other is for whoever checks the export.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] if something is at the place; [`Error::Full`]; [`Corruption::Checkpoint`] if
    /// there is no checkpoint to be read.
    pub fn export(&self, place: &Path, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<u64> {
        let export = export::Export::begin(place)?;
        let size = self.store.read(|view| {
            let (size, note) = view.newest_checkpoint()?.ok_or(Error::Corrupt(Corruption::Checkpoint))?;
            let broken = |_| Error::Corrupt(Corruption::Checkpoint);
            let origin = Note::parse(&note).map_err(broken)?;
            let origin = origin.text().split('\n').next().unwrap_or_default().to_owned();
            let keys = view.log_keys()?;
            let key = public(&origin, keys.last().ok_or(Error::Internal)?)?;
            let size = size.min(view.log_size()?);
            write(view, &export, (size, Gaps::Filled), &note, &key, progress)?;
            Ok(size)
        })?;
        export.finish()?;
        Ok(size)
    }

    /// Goes on with the register as it is found, by two persons' agreement: another history of the log
    /// begins, and its first event holds what was last on record of the lost one.
    ///
    /// The log is verified first: what is damaged is restored from a backup, not accepted. What the list of
    /// erasures beside the anchor names, or the one that was brought, is erased again in the same transaction.
    ///
    /// # Errors
    ///
    /// [`Error::NotSignedIn`], [`Error::Forbidden`] for the persons; [`Error::Corrupt`] with the first bad
    /// place; what keeps the checkpoint from being signed or put on record.
    pub fn accept(self, acceptance: &Acceptance, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<()> {
        self.verify(progress)?;
        let found = audit_anchors::newest(&self.meta, &self.master, &self.options.log);
        // An anchor that is gone or was spoilt tells nothing of what was lost.
        let (anchor, action): (Option<Anchor>, _) = match found {
            Ok(anchor) => (anchor, Action::RestoreAccepted),
            Err(Error::Corrupt(Corruption::Anchor)) => (None, Action::AnchorAdopted),
            Err(fault) => return Err(fault),
        };
        accept(&self.store, &self.master, &self.options, acceptance, action, anchor)
    }
}

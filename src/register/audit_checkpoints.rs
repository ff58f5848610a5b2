//! Checkpoints: when one is due, how it is signed, kept and anchored.
//!
//! There is no thread of the library's own: the next call past the due time makes the checkpoint, after
//! its own commit. A checkpoint that cannot be made fails nobody's call; it is tried again, and the
//! operator is warned.

#![expect(clippy::redundant_closure_for_method_calls, reason = "the methods are not general enough")]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use crate::access::Act;
use crate::audit::anchor::Anchor;
use crate::audit::{Action, Checkpoint, Event, Note, Outcome};
use crate::error::{Error, Result};
use crate::register::audit_signing::{HostSigner, LogOptions, public};
use crate::register::gate::{Receipt, perform};
use crate::register::logged::{Logged, append};
use crate::register::opening::Inner;
use crate::register::{Audited, Register, Task};
use crate::store::LogKey;

/// Events after which a checkpoint is due.
pub const CHECKPOINT_EVENTS: u64 = 1000;
/// Milliseconds after which a checkpoint is due, if there were events.
pub const CHECKPOINT_MS: u64 = 10 * 60 * 1000;
/// Milliseconds after which a checkpoint is due although nothing happened: silence would show.
pub const HEARTBEAT_MS: u64 = 24 * 60 * 60 * 1000;
/// Milliseconds until a checkpoint that failed is tried again.
const RETRY_MS: u64 = 60 * 1000;

/// A signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// What the log was.
    pub checkpoint: Checkpoint,
    /// The signed note.
    pub note: String,
}

/// What tells whether a checkpoint is due.
#[derive(Debug, Default)]
pub(super) struct Pace {
    size: AtomicU64,
    covered: AtomicU64,
    covered_at_ms: AtomicU64,
    retry_at_ms: AtomicU64,
    urgent: AtomicBool,
    failed: AtomicBool,
    issuing: Mutex<()>,
}

/// Whether a checkpoint is made in any case, or only if it is still due when its turn comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Always,
    IfDue,
}

/// What a checkpoint is signed from.
struct Begun {
    checkpoint: Checkpoint,
    keys: Vec<LogKey>,
    signed: u64,
    at_ms: u64,
    receipt: Receipt,
}

impl Pace {
    /// Begins with what the file says.
    pub(super) fn new(size: u64, covered: u64, covered_at_ms: u64) -> Self {
        let pace = Self::default();
        pace.size.store(size, Ordering::Release);
        pace.cover(covered, covered_at_ms);
        pace
    }

    /// Takes note of an event.
    pub(super) fn saw(&self, size: u64, action: Action, outcome: Outcome) {
        self.size.fetch_max(size, Ordering::AcqRel);
        if is_urgent(action) && outcome == Outcome::Done {
            self.urgent.store(true, Ordering::Release);
        }
    }

    /// Tells whether the last checkpoint could not be made.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }

    /// Takes note of whether the log could be put on record.
    pub(super) fn tell(&self, done: &Result<()>) {
        self.failed.store(done.is_err(), Ordering::Release);
    }

    fn cover(&self, size: u64, at_ms: u64) {
        self.covered.fetch_max(size, Ordering::AcqRel);
        self.covered_at_ms.fetch_max(at_ms, Ordering::AcqRel);
    }

    fn is_changed(&self) -> bool {
        self.size.load(Ordering::Acquire) > self.covered.load(Ordering::Acquire)
    }

    fn is_due(&self, now_ms: u64) -> bool {
        if now_ms < self.retry_at_ms.load(Ordering::Acquire) {
            return false;
        }
        let covered = self.covered.load(Ordering::Acquire);
        let waited = now_ms.saturating_sub(self.covered_at_ms.load(Ordering::Acquire));
        self.urgent.load(Ordering::Acquire)
            || self.size.load(Ordering::Acquire).saturating_sub(covered) >= CHECKPOINT_EVENTS
            || (waited >= CHECKPOINT_MS && self.is_changed())
            || waited >= HEARTBEAT_MS
    }
}

/// Tells whether an action is anchored at once.
const fn is_urgent(action: Action) -> bool {
    matches!(
        action,
        Action::BreakGlassStarted
            | Action::ErasureExecuted
            | Action::FieldErased
            | Action::LogPruned
            | Action::RoleGranted
            | Action::RoleRevoked
            | Action::KeySlotAdded
            | Action::KeySlotRemoved
            | Action::KeyRotated
            | Action::LogKeyChanged
            | Action::RestoreAccepted
            | Action::AnchorAdopted
    )
}

impl Inner {
    /// Makes the checkpoint that is due, if one is. Nobody's call fails by it.
    pub(super) fn keep_pace(self: &Arc<Self>) {
        let now_ms = Event::milliseconds(self.clock.now());
        if !self.pace.is_due(now_ms) {
            return;
        }
        let turn = match self.pace.issuing.try_lock() {
            Ok(turn) => turn,
            Err(TryLockError::Poisoned(turn)) => turn.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let done = self.issue(Logged::nobody(), Asked::IfDue);
        drop(turn);
        self.pace.failed.store(done.is_err(), Ordering::Release);
        if done.is_err() {
            self.pace.retry_at_ms.store(now_ms.saturating_add(RETRY_MS), Ordering::Release);
        }
    }

    /// Makes a checkpoint in any case.
    pub(super) fn checkpoint_now(self: &Arc<Self>, logged: Logged) -> Result<(Issued, Receipt)> {
        let _turn = self.pace.issuing.lock().unwrap_or_else(PoisonError::into_inner);
        let issued = self.issue(logged, Asked::Always);
        self.pace.failed.store(issued.is_err(), Ordering::Release);
        issued?.ok_or(Error::Internal)
    }

    /// Adds the event, signs what the log is with it, keeps the note, and puts the anchor on record.
    fn issue(self: &Arc<Self>, logged: Logged, asked: Asked) -> Result<Option<(Issued, Receipt)>> {
        let inside = Arc::clone(self);
        let begun = self.store.commit(move |tx| {
            let now = inside.clock.now();
            let signed = tx.newest_checkpoint()?.map_or(0, |it| it.0);
            if asked == Asked::IfDue && signed > inside.pace.covered.load(Ordering::Acquire) {
                // Another process was faster.
                let at_ms = tx.event(signed - 1)?.map_or(0, |it| it.event.at_ms);
                inside.pace.cover(signed, at_ms);
                if !inside.pace.is_due(Event::milliseconds(now)) {
                    return Ok(None);
                }
            }
            let receipt = append(&inside, tx, now, &logged, Action::CheckpointIssued, Outcome::Done)?;
            let checkpoint =
                Checkpoint { origin: inside.origin().to_string(), size: receipt.size, root: tx.root() };
            let (keys, at_ms) = (tx.log_keys()?, tx.last_at_ms());
            Ok(Some(Begun { checkpoint, keys, signed, at_ms, receipt }))
        })?;
        let Some(Begun { checkpoint, keys, signed, at_ms, receipt }) = begun else { return Ok(None) };
        let size = checkpoint.size;
        let anchor = self.anchor_of(size, checkpoint.root);
        self.refuse_older(&anchor)?;
        let note = self.sign(&checkpoint.text(), &keys, signed)?.to_string();
        let kept = note.clone();
        self.store.commit(move |tx| tx.add_checkpoint(size, &kept))?;
        self.put_anchor(&anchor, &note)?;
        self.pace.cover(size, at_ms);
        self.pace.urgent.store(false, Ordering::Release);
        Ok(Some((Issued { checkpoint, note }, receipt)))
    }

    /// Refuses to sign what an anchor says is over: a log signs one history.
    fn refuse_older(&self, now: &Anchor) -> Result<()> {
        match self.newest_anchor()? {
            Some(anchor) if anchor.incarnation > now.incarnation || anchor.size > now.size => {
                // Another process may have gone on; the log on disk then holds its anchor.
                let held = self.store.read(|view| {
                    let root =
                        if view.log_size()? < anchor.size { None } else { Some(view.root_at(anchor.size)?) };
                    Ok(root == Some(anchor.root))
                })?;
                if held {
                    Err(Error::Busy)
                } else {
                    Err(Error::Rollback { size: now.size, anchored: anchor.size })
                }
            }
            Some(anchor) if anchor.size == now.size && anchor.root != now.root => {
                Err(Error::Fork { anchored: anchor.size })
            }
            _ => Ok(()),
        }
    }
}

impl Register {
    /// Returns the public key that the log's checkpoints are signed with, as a `.vkey` file holds it.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`]; [`Error::Storage`].
    pub fn log_key(&self) -> Result<String> {
        let keys = self.inner.store.read(|view| view.log_keys())?;
        let last = keys.last().ok_or(Error::Internal)?;
        Ok(public(&self.inner.origin().to_string(), last)?.to_string())
    }

    /// Ends the use of the register in order: what happened since the last checkpoint gets one.
    ///
    /// # Errors
    ///
    /// [`Error::AuditUnavailable`] and what else keeps a checkpoint from being made; the register is
    /// whole all the same.
    pub fn close(self) -> Result<()> {
        if self.inner.pace.is_changed() {
            self.inner.checkpoint_now(Logged::nobody())?;
        }
        Ok(())
    }
}

impl Task {
    /// Signs what the log is now, and puts it on record.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`]; [`Error::Rollback`] and [`Error::Fork`] if an anchor says otherwise;
    /// [`Error::Invalid`] at `/signer` if the host that signs is not there.
    pub fn checkpoint(&self) -> Result<Audited<Issued>> {
        let asked = perform(self, Act::VerifyAudit, Action::IntegrityAsked, |_| Ok(()))?;
        let (issued, _) =
            self.inner.session.register.checkpoint_now(Logged::of_session(&self.inner.session))?;
        Ok(asked.map(|()| issued))
    }

    /// Changes the key that signs checkpoints to that of the host's signer which the register was opened
    /// with. One checkpoint is signed by both.
    ///
    /// # Errors
    ///
    /// As [`Task::change_log_key`]; [`Error::Invalid`] at `/signer` if there is no such signer.
    pub fn change_log_key_to_host(&self) -> Result<Audited<Issued>> {
        let signer = self.inner.session.register.log.signer.clone();
        let signer = signer.ok_or_else(|| Error::invalid("/signer", crate::error::Problem::Missing))?;
        self.change_log_key(Some(signer))
    }

    /// Changes the key that signs checkpoints: to a new one of the library's, or to a host's. One
    /// checkpoint is signed by both.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`]; [`Error::Invalid`] at `/signer`; as [`Task::checkpoint`].
    pub fn change_log_key(&self, signer: Option<HostSigner>) -> Result<Audited<Issued>> {
        let register = &self.inner.session.register;
        if let Some(signer) = &signer
            && register.log.signer.as_ref().is_none_or(|it| !it.is_same_key(signer))
        {
            // Checkpoints from now on need the signer at each opening.
            return Err(Error::invalid("/signer", crate::error::Problem::WrongState));
        }
        let options = LogOptions { signer, ..LogOptions::default() };
        let changing = Arc::clone(register);
        let logged = perform(self, Act::ManageKeys, Action::LogKeyChanged, move |work| {
            work.then(move |tx| {
                let since_seq = tx.next_seq() - 1;
                let key = options.key(since_seq, &changing.master, || changing.entropy.bytes())?;
                tx.add_log_key(&key)
            });
            Ok(())
        })?;
        // The change is anchored at once, if it was not by the way.
        let newest = register.store.read(|view| view.newest_checkpoint())?;
        let note = match newest.filter(|it| it.0 > logged.receipt().seq) {
            Some((_, note)) => note,
            None => register.checkpoint_now(Logged::of_session(&self.inner.session))?.0.note,
        };
        let text = Note::parse(&note).map_err(|_| Error::Internal)?;
        let checkpoint = Checkpoint::parse(text.text()).map_err(|_| Error::Internal)?;
        Ok(logged.map(|()| Issued { checkpoint, note }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_due_after_ten_minutes_with_events_a_thousand_of_them_or_a_day_of_silence() {
        for (events, waited_ms, due) in [
            (0, CHECKPOINT_MS, false),
            (1, CHECKPOINT_MS - 1, false),
            (1, CHECKPOINT_MS, true),
            (CHECKPOINT_EVENTS - 1, 0, false),
            (CHECKPOINT_EVENTS, 0, true),
            (0, HEARTBEAT_MS - 1, false),
            (0, HEARTBEAT_MS, true),
        ] {
            let pace = Pace::new(100 + events, 100, 5_000);
            assert_eq!(pace.is_due(5_000 + waited_ms), due, "{events} events, {waited_ms} ms");
        }
    }

    #[test]
    fn what_must_be_on_record_at_once_makes_one_due_and_a_failure_waits_a_minute() {
        let pace = Pace::new(100, 100, 5_000);
        pace.saw(101, Action::BreakGlassStarted, Outcome::Denied);
        assert!(!pace.is_due(5_000), "what was refused did not happen");
        pace.saw(102, Action::BreakGlassStarted, Outcome::Done);
        assert!(pace.is_due(5_000));
        pace.retry_at_ms.store(5_000 + RETRY_MS, Ordering::Release);
        assert!(!pace.is_due(5_000 + RETRY_MS - 1) && pace.is_due(5_000 + RETRY_MS));
    }
}

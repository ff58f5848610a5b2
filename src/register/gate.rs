//! The way of a call: permit, do, log, commit, release.
//!
//! `Audited` is made here and nowhere else, after the commit that made the event durable.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::access::permission::may;
use crate::access::{Act, Guarded, Permit};
use crate::audit::{Action, Digest, Outcome};
use crate::error::{Error, Refusal, Result};
use crate::model::Account;
use crate::model::account::AccountStatus;
use crate::register::Task;
use crate::register::alerts::Alert;
use crate::register::approvals::{actions, does_together};
use crate::register::break_glass;
use crate::register::logged::{Logged, append};
use crate::register::opening::Inner;
use crate::register::task::TaskInner;
use crate::register::work::Work;
use crate::register::{opened_cases, own_jobs};
use crate::store::Tx;

/// Proof that a release was logged: where its event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The event's number.
    pub seq: u64,
    /// The event's leaf hash in the log's tree.
    pub leaf: Digest,
    /// Events in the log with this one.
    pub size: u64,
}

/// Something that was released, with the receipt of its event.
pub struct Audited<T> {
    value: T,
    receipt: Receipt,
}

impl<T> Audited<T> {
    /// Returns what was released.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns the receipt of the release.
    pub fn receipt(&self) -> Receipt {
        self.receipt
    }

    /// Gives what was released.
    pub fn into_value(self) -> T {
        self.value
    }

    /// Makes something else of what was released; the receipt is the same.
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Audited<U> {
        Audited { value: make(self.value), receipt: self.receipt }
    }

    /// Makes something else of what was released, if that works.
    pub(super) fn try_map<U>(self, make: impl FnOnce(T) -> Result<U>) -> Result<Audited<U>> {
        Ok(Audited { value: make(self.value)?, receipt: self.receipt })
    }
}

impl<T> std::ops::Deref for Audited<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> fmt::Debug for Audited<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Audited by event {}", self.receipt.seq)
    }
}

/// Does one act of a task: the whole way of a call.
///
/// The job reads and decides through [`Work`], which gathers what is to be written and logged; nothing
/// is written before the event is. A refusal is logged, then refused.
pub(super) fn perform<T: Send + 'static>(
    task: &Task,
    act: Act,
    action: Action,
    job: impl FnOnce(&mut Work<'_, '_>) -> Result<T> + Send + 'static,
) -> Result<Audited<T>> {
    commit(task, Way::Alone(act), action, job)
}

/// Does something that two persons guard, exactly as they agreed to it.
pub(super) fn together<T: Send + 'static>(
    task: &Task,
    operation: Guarded,
    job: impl FnOnce(&mut Work<'_, '_>) -> Result<T> + Send + 'static,
) -> Result<Audited<T>> {
    let action = actions(&operation).2;
    commit(task, Way::Together(operation), action, job)
}

/// How somebody is let in to do something.
enum Way {
    Alone(Act),
    Together(Guarded),
}

fn commit<T: Send + 'static>(
    task: &Task,
    way: Way,
    action: Action,
    job: impl FnOnce(&mut Work<'_, '_>) -> Result<T> + Send + 'static,
) -> Result<Audited<T>> {
    let task = Arc::clone(&task.inner);
    let register = Arc::clone(&task.session.register);
    let inside = Arc::clone(&register);
    let done = register.store.commit(move |tx| attempt(&inside, &task, tx, &way, action, job));
    match &done {
        Err(Error::Full) => tell_of_the_stop(&register),
        _ => register.stopped.store(false, Ordering::Relaxed),
    }
    register.keep_pace();
    let Attempted { outcome, changes, alerts } = done?;
    register.call_out(&alerts);
    if changes == Changes::Some {
        register.screener.take_notice(&register.store);
    }
    outcome
}

/// Whether a call changed what memories must follow.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Changes {
    None,
    Some,
}

/// Logs, once until it goes on, that the register stopped because the disk is nearly full.
fn tell_of_the_stop(register: &Arc<Inner>) {
    if register.stopped.swap(true, Ordering::Relaxed) {
        return;
    }
    let inside = Arc::clone(register);
    // On a disk that is wholly full there is no room for the word either; the caller is told in any case.
    let _ = register.store.commit_at_the_end(move |tx| {
        let (now, logged) = (inside.clock.now(), Logged::nobody());
        append(&inside, tx, now, &logged, Action::StoppedDiskLow, Outcome::Done).map(drop)
    });
}

/// What an attempt came to.
struct Attempted<T> {
    /// What it gives, or the refusal that was logged.
    outcome: Result<Audited<T>>,
    changes: Changes,
    alerts: Vec<Alert>,
}

/// A refusal that was logged is an attempt; an error leaves no trace and no change.
fn attempt<T>(
    register: &Inner,
    task: &TaskInner,
    tx: &mut Tx<'_>,
    way: &Way,
    action: Action,
    job: impl FnOnce(&mut Work<'_, '_>) -> Result<T>,
) -> Result<Attempted<T>> {
    let mut work = Work::new(register, task, tx);
    let outcome = admit(&mut work, way, action).and_then(|()| job(&mut work));
    match outcome {
        Ok(value) => {
            let changes = work.changes();
            let (receipt, alerts) = work.log(Outcome::Done, action)?;
            Ok(Attempted { outcome: Ok(Audited { value, receipt }), changes, alerts })
        }
        Err(fault) => {
            let outcome = match fault {
                Error::Forbidden(_) | Error::NotSignedIn(_) => Outcome::Denied,
                Error::NotFound { .. }
                | Error::Stale { .. }
                | Error::Duplicate { .. }
                // It was said of something that was read: that a review is done, that a slot is the last.
                | Error::Invalid { .. }
                | Error::Unlawful { .. } => Outcome::Failed,
                // Corruption stops the call; the place is named to the caller, and the log stays as it is.
                _ => return Err(fault),
            };
            work.forget();
            let (_, alerts) = work.log(outcome, action)?;
            Ok(Attempted { outcome: Err(fault), changes: Changes::None, alerts })
        }
    }
}

/// Asks whether the session lasts, the account is active, and its role and the purpose cover the act.
fn admit(work: &mut Work<'_, '_>, way: &Way, action: Action) -> Result<()> {
    work.session().check(work.now())?;
    let account = account(work)?;
    work.session().touch(work.now());
    let role = account.role;
    work.acts_as(account);
    let act = match way {
        Way::Alone(act) => *act,
        Way::Together(operation) => operation.act(),
    };
    work.is_for(act);
    if let Some(broken) = work.broken() {
        may(role, work.purpose(), Act::BreakGlass)?;
        return break_glass::admit(work, broken, act, action);
    }
    match (may(role, work.purpose(), act)?, way) {
        (permit, Way::Together(operation)) if does_together(permit) => work.approved(operation),
        (_, Way::Together(_)) => Err(Error::Forbidden(Refusal::Role)),
        (permit, Way::Alone(act)) => alone(work, permit, *act),
    }
}

/// Asks whether what the table answers is enough for one person.
fn alone(work: &mut Work<'_, '_>, permit: Permit, act: Act) -> Result<()> {
    match permit {
        Permit::Yes | Permit::Own | Permit::OwnTeam | Permit::Retention | Permit::SubjectRequest => Ok(()),
        Permit::NeedsSecondPerson | Permit::Proposes | Permit::Approves => {
            Err(Error::Forbidden(Refusal::NeedsSecondPerson))
        }
        Permit::ByCase => opened_cases::admit(work, act),
        Permit::OwnJob => own_jobs::admit(work, act),
        Permit::No => Err(Error::Forbidden(Refusal::Role)),
    }
}

/// Reads the account that acts, as it is now.
fn account(work: &Work<'_, '_>) -> Result<Arc<Account>> {
    let Inner { actors, store, .. } = work.register;
    let account = actors.account(store, work.tx, work.session().account)?;
    let active = account.filter(|it| it.status == AccountStatus::Active);
    active.ok_or(Error::NotSignedIn(Refusal::AccountNotActive))
}

/// Logs something that no task did: signing in and out, and the register's own events. The job may add to what
/// is said.
pub(super) fn note<T: Send + 'static>(
    register: &Arc<Inner>,
    mut logged: Logged,
    job: impl FnOnce(&mut Tx<'_>, &mut Logged) -> Result<(T, Action, Outcome)> + Send + 'static,
) -> Result<Audited<T>> {
    let inside = Arc::clone(register);
    let noted = register.store.commit(move |tx| {
        let (value, action, outcome) = job(tx, &mut logged)?;
        let now = inside.clock.now();
        let receipt = append(&inside, tx, now, &logged, action, outcome)?;
        Ok(Audited { value, receipt })
    });
    register.keep_pace();
    noted
}

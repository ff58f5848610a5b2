//! How long the log is kept: what the policy says of it, and the pruning of what is older.
//!
//! Pruning takes whole lots of 256 events from the beginning, as the files of an export hold them, and two
//! persons. The leaves stay, so the root, every checkpoint and every proof of what is kept stay as they
//! were; what the pruned events wrote of records stays in the event that prunes, as one seal.

use chrono::{DateTime, Months, Utc};

use crate::access::{Act, Guarded};
use crate::audit::commitment::Field;
use crate::audit::tiles::TILE_WIDTH;
use crate::audit::{Action, Event};
use crate::error::{Error, Problem, Result};
use crate::register::break_glass::unreviewed;
use crate::register::erasure::Basis;
use crate::register::gate::{perform, together};
use crate::register::policy::InForce;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::store::View;

impl Task {
    /// Tells from which event on the log is kept, if all is pruned that the policy lets go: the number to ask
    /// [`Guarded::PruneLog`] with. Without a rule in the policy it is the first event that there is.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`]; [`Error::Corrupt`].
    pub fn prunable(&self) -> Result<Audited<u64>> {
        perform(self, Act::ViewRequests, Action::RequestsRead, |work| bound(work.tx, work.now()))
    }

    /// Prunes the events before `first` from the log, as two persons agreed; tells how many there were.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] if nobody agreed to exactly this, or the sign-in is to be confirmed;
    /// [`Error::Invalid`] at `/first` if it is no multiple of 256, nothing is before it, or the policy keeps
    /// what is.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 39(2)
    pub fn prune_log(&self, first: u64, basis: Basis) -> Result<Audited<u64>> {
        let operation = Guarded::PruneLog { first, basis: basis.clone() };
        let pruned = together(self, operation, move |work| {
            work.session().confirmed_of_late(work.now())?;
            may_be_pruned(work, first)?;
            let count = first - work.tx.first_event()?;
            let (size, sealed) = work.tx.sealed_heads()?;
            work.say(Field::RetentionRule, basis.to_string());
            // What the pruned events wrote can be held against this when they are gone.
            work.say(Field::BeforeVersion, format!("{first} {size} {sealed}"));
            work.touch_many(usize::try_from(count).unwrap_or(usize::MAX));
            work.then(move |tx| {
                let by = tx.last_seq();
                tx.prune(first, by)
            });
            Ok(count)
        })?;
        self.inner.session.register.store.truncate()?;
        Ok(pruned)
    }
}

/// Refuses to prune what the policy keeps, or what files could not hold.
pub(super) fn may_be_pruned(work: &Work<'_, '_>, first: u64) -> Result<()> {
    let whole = first.is_multiple_of(TILE_WIDTH as u64);
    if whole && first > work.tx.first_event()? && first <= bound(work.tx, work.now())? {
        Ok(())
    } else {
        Err(Error::invalid("/first", Problem::OutOfRange))
    }
}

/// Returns the first event that the policy keeps, in whole lots, and never one before the first that is there.
fn bound(view: &View<'_>, now: DateTime<Utc>) -> Result<u64> {
    let first = view.first_event()?;
    let kept = InForce::read(view)?.policy.log_kept_months;
    let since = kept.and_then(|it| now.checked_sub_months(Months::new(u32::from(it))));
    let Some(since) = since else { return Ok(first) };
    // What no checkpoint covers was never shown to anybody.
    let (mut low, mut high) = (first, view.newest_checkpoint()?.map_or(0, |it| it.0).max(first));
    while low < high {
        let middle = low + (high - low) / 2;
        if view.event(middle)?.is_some_and(|it| it.event.at_ms < Event::milliseconds(since)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let waits = unreviewed(view)?.first().map_or(low, |it| it.start);
    let lot = TILE_WIDTH as u64;
    Ok((low.min(waits) / lot * lot).max(first))
}

//! Notifications: what the subject told the police.

use crate::access::Act;
use crate::audit::Action;
use crate::error::{Error, Problem, Result};
use crate::model::{Id, Kind, Notification};
use crate::register::gate::perform;
use crate::register::records::add;
use crate::register::work::Work;
use crate::register::{Audited, Task};

impl Task {
    /// Records what the subject notified under an order.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/order` if the entry has no such order; [`Error::NotFound`];
    /// [`Error::Forbidden`].
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 10
    pub fn notify(&self, entry: Id, notification: Notification) -> Result<Audited<Id>> {
        perform(self, Act::Create, Action::Create, move |work| {
            refuse_foreign(work, Kind::Order, notification.order, entry, "/order")?;
            add(work, entry, &notification)
        })
    }
}

/// Refuses a reference to a record that does not belong to the entry.
pub(super) fn refuse_foreign(work: &Work<'_, '_>, kind: Kind, id: Id, entry: Id, at: &str) -> Result<()> {
    work.record_of(Kind::Entry, entry)?;
    let own = work.find(id)?.is_some_and(|it| it.kind == kind && it.entry_id == entry);
    if own { Ok(()) } else { Err(Error::invalid(at, Problem::Missing)) }
}

//! Erasure: of a personal part of an old event, and of an entry with all that belongs to it.
//!
//! The log stays as it was: its root commits to digests. A field's value and salt go, and its digest
//! stays beside the event; a record's versions go with their salts, and their digests stay. Each erasure
//! is an event of two persons that says on which basis.

use crate::access::Guarded;
use crate::audit::commitment::Field;
use crate::error::{Error, Result, What};
use crate::model::text::Line;
use crate::model::{Id, Kind};
use crate::register::feasible::erasable;
use crate::register::gate::together;
use crate::register::{Audited, Task};

/// The retention rule or the decision that an erasure follows.
pub type Basis = Line<300>;

impl Task {
    /// Erases a personal part of an earlier event, as two persons agreed.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] if nobody agreed to exactly this, or the sign-in is to be confirmed;
    /// [`Error::NotFound`] if there is no such event; [`Error::Invalid`] if it has no such part any more, or
    /// one that says nothing of a person ([`Field::is_personal`]).
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 47(1)
    pub fn erase_field(&self, event: u64, field: &str, basis: Basis) -> Result<Audited<()>> {
        let name = Line::new(field).map_err(|it| Error::invalid("/field", it))?;
        let operation = Guarded::EraseField { event, field: name.clone(), basis: basis.clone() };
        let erased = together(self, operation, move |work| {
            work.session().confirmed_of_late(work.now())?;
            let opened = work.tx.event(event)?.ok_or(Error::NotFound { what: What::Event })?;
            let field = erasable(&opened.openings, &name)?;
            work.links_to(event);
            work.say(Field::RetentionRule, basis.to_string());
            work.say(Field::FieldMask, field.name().to_owned());
            work.then(move |tx| {
                let by = tx.last_seq();
                tx.erase_field(event, field, by)
            });
            Ok(())
        })?;
        self.inner.session.register.store.truncate()?;
        self.inner.session.register.list_erasures();
        Ok(erased)
    }

    /// Erases an entry and every record that belongs to it, as two persons agreed, and tells how many
    /// records there were.
    ///
    /// What other events say of the person in their openings (the words of a search) is erased by
    /// [`Task::erase_field`]. A backup keeps what was erased until it is destroyed itself; the list of
    /// erasures ([`Task::erasure_list`]) erases it again when the backup is restored.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] if nobody agreed to exactly this, or the sign-in is to be confirmed;
    /// [`Error::NotFound`].
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 47(1)
    pub fn erase_entry(&self, entry: Id, basis: Basis) -> Result<Audited<u32>> {
        let operation = Guarded::EraseEntry { entry, basis: basis.clone() };
        let erased = together(self, operation, move |work| {
            work.session().confirmed_of_late(work.now())?;
            work.record_of(Kind::Entry, entry)?;
            let records = work.tx.records_belonging_to(entry)?;
            for id in &records {
                work.touch(*id, entry);
            }
            work.say(Field::RetentionRule, basis.to_string());
            let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
            work.then(move |tx| {
                let by = tx.last_seq();
                tx.erase_entry(entry, &records, by)
            });
            Ok(count)
        })?;
        self.inner.session.register.store.truncate()?;
        self.inner.session.register.list_erasures();
        Ok(erased)
    }
}

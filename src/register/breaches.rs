//! Breaches: an incident tied to the condition it broke.

use crate::access::Act;
use crate::audit::Action;
use crate::error::{Error, Problem, Result};
use crate::model::{Breach, Id, Kind, Order, document};
use crate::register::gate::perform;
use crate::register::notifications::refuse_foreign;
use crate::register::records::add;
use crate::register::work::Work;
use crate::register::{Audited, Task};

impl Task {
    /// Records a breach of an order's conditions.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the entry has no such order, the order no such condition, or the breach
    /// comes before the order; [`Error::NotFound`]; [`Error::Forbidden`].
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 8
    pub fn record_breach(&self, entry: Id, breach: Breach) -> Result<Audited<Id>> {
        perform(self, Act::Create, Action::Create, move |work| {
            guard(work, entry, &breach)?;
            let order: Order = document::parse(&work.record_of(Kind::Order, breach.order)?.document)?;
            for (index, number) in breach.conditions.iter().enumerate() {
                if order.condition(*number).is_none() {
                    return Err(Error::invalid(&format!("/conditions/{index}"), Problem::Missing));
                }
            }
            if order.made_on.is_none_or(|it| breach.on < it) {
                return Err(Error::invalid("/on", Problem::BeforeItCan));
            }
            add(work, entry, &breach)
        })
    }
}

/// Refuses a breach of an order, or by an incident, that is not the entry's.
pub(super) fn guard(work: &Work<'_, '_>, entry: Id, breach: &Breach) -> Result<()> {
    refuse_foreign(work, Kind::Order, breach.order, entry, "/order")?;
    breach.incident.map_or(Ok(()), |it| refuse_foreign(work, Kind::Incident, it, entry, "/incident"))
}

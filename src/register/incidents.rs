//! Incidents: behaviour events, on one thread whoever reported them.

use crate::access::Act;
use crate::audit::Action;
use crate::error::Result;
use crate::model::{Id, Incident};
use crate::register::gate::perform;
use crate::register::records::add;
use crate::register::{Audited, Task};

impl Task {
    /// Records a behaviour event on an entry.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::error::Error::NotFound),
    /// [`Error::Invalid`](crate::error::Error::Invalid),
    /// [`Error::Forbidden`](crate::error::Error::Forbidden).
    pub fn record_incident(&self, entry: Id, incident: Incident) -> Result<Audited<Id>> {
        perform(self, Act::Create, Action::Create, move |work| add(work, entry, &incident))
    }
}

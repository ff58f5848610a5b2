//! Alerts: whom the host calls at once when a glass is broken or somebody looks where they should not.
//!
//! An alert goes out after its event is durable, and on the thread of the call that raised it. It is
//! kept in the log whether anybody hears it or not, so a host that cannot be reached refuses nobody.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::Serialize;

use crate::audit::Watch;
use crate::error::Result;
use crate::model::{Id, Moment};
use crate::register::opening::Inner;

/// What somebody should hear of at once: which view, which event, whose entry; nothing of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// The view that lists it.
    pub view: Watch,
    /// The event.
    pub event: u64,
    /// When that was.
    pub at: Moment,
    /// The account that acted.
    pub actor: Id,
    /// The entry, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Id>,
    /// The accounts in charge of the entry: who manages it, and who supervises that.
    pub owners: Vec<Id>,
}

/// Calls whom an alert concerns.
type Hear = dyn Fn(&Alert) -> Result<()> + Send + Sync;

/// A host's way to the owner of an entry and to professional standards: a message, a pager, a queue.
#[derive(Clone)]
pub struct HostAlert(Arc<Hear>);

impl HostAlert {
    /// Takes what passes an alert on; it must not call the register.
    #[must_use]
    pub fn new(hear: impl Fn(&Alert) -> Result<()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(hear))
    }
}

impl fmt::Debug for HostAlert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostAlert")
    }
}

impl Inner {
    /// Passes alerts on to the host; one that is not heard is warned of until a later one is.
    pub(super) fn call_out(&self, alerts: &[Alert]) {
        let Some(HostAlert(hear)) = &self.log.alert else { return };
        for it in alerts {
            self.unheard.store(hear(it).is_err(), Ordering::Relaxed);
        }
    }
}

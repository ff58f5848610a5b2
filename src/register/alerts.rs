//! Alerts: whom the host calls at once when a glass is broken or somebody looks where they should not.
//!
//! An alert goes out after its event is durable, and on the thread of the call that raised it. It is
//! kept in the log whether anybody hears it or not, so a host that cannot be reached refuses nobody.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::Serialize;

use crate::audit::Watch;
use crate::audit::facts::{Fact, FactKind, NOBODY};
use crate::error::{Corruption, Error, Result};
use crate::model::{Id, Moment};
use crate::register::opening::Inner;
use crate::store::{AlertRow, View};

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

/// Says what an event kept for somebody to look at: the numbers of views, each with an entry or zeros.
pub(super) fn fact_of_alerts(rows: &[(u8, Id)]) -> Fact {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    let said: Vec<u8> =
        rows.iter().flat_map(|(watch, entry)| [&[*watch][..], entry.as_bytes()].concat()).collect();
    Fact::of(NOBODY, FactKind::Alert, &[&said])
}

/// Returns what was kept by events from one number on and before another, as these events say.
///
/// # Errors
///
/// [`Corruption::Record`] with the event of which something else is found.
pub(super) fn kept(view: &View<'_>, from: u64, before: u64) -> Result<Vec<AlertRow>> {
    let rows = view.alerts(from, before)?;
    let mut found: BTreeMap<u64, Vec<(u8, Id)>> = BTreeMap::new();
    for row in &rows {
        found.entry(row.seq).or_default().push((row.watch, row.entry));
    }
    let mut told = view.facts(NOBODY, FactKind::Alert)?;
    told.retain(|it| (from..before).contains(&it.0));
    let fits = told.len() == found.len();
    for (seq, digest) in told {
        let same = found.get(&seq).is_some_and(|it| fact_of_alerts(it).digest == digest);
        if !same {
            return Err(Error::Corrupt(Corruption::Record { seq }));
        }
    }
    if fits { Ok(rows) } else { Err(Error::Corrupt(Corruption::Index)) }
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

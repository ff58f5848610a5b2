//! Rows beside the records, held against what events say of them: passwords, declarations, requests, broken
//! glasses, alerts.

use std::collections::HashMap;

use crate::audit::Watch;
use crate::audit::facts::{FactKind, NOBODY};
use crate::error::{Corruption, Error, Result};
use crate::model::Kind;
use crate::register::alerts::kept;
use crate::register::approvals::closed_by;
use crate::register::break_glass::check_glass;
use crate::register::conflicts::declared_by;
use crate::register::credentials::password_of;
use crate::register::monitoring::fact_of_looking;
use crate::store::View;

/// Refuses a register in which any of them is not what the log tells of it.
///
/// # Errors
///
/// [`Corruption::Record`] with the event of which something else is found.
pub(super) fn check(view: &View<'_>) -> Result<()> {
    let mut accounts = Vec::new();
    view.each(Kind::Account, |record| {
        accounts.push(record.id);
        Ok(())
    })?;
    for account in accounts {
        password_of(view, account)?;
        declared_by(view, account)?;
    }
    for row in view.all_requests()? {
        if row.closed_by != closed_by(view, row.seq)? {
            return Err(Error::Corrupt(Corruption::Record { seq: row.closed_by.unwrap_or(row.seq) }));
        }
    }
    let first = view.first_event()?;
    for (start, _) in view.facts(NOBODY, FactKind::GlassBroken)? {
        // One that was reviewed goes with its event.
        if start >= first {
            check_glass(view, start)?;
        }
    }
    kept(view, first, view.log_size()?)?;
    check_findings(view, first)
}

/// Holds what was looked at against what the log tells of it, either way.
fn check_findings(view: &View<'_>, first: u64) -> Result<()> {
    let mut told: HashMap<_, _> = view
        .facts(NOBODY, FactKind::FindingReviewed)?
        .into_iter()
        .map(|(by, digest)| (*digest.as_bytes(), by))
        .collect();
    for (seq, watch, by) in view.all_findings()? {
        let said =
            Watch::of_number(watch).and_then(|it| told.remove(fact_of_looking(seq, it).digest.as_bytes()));
        if said != by {
            return Err(Error::Corrupt(Corruption::Record { seq: said.or(by).unwrap_or(seq) }));
        }
    }
    // A finding goes with its event when that is pruned.
    for by in told.into_values().filter(|by| *by >= first) {
        let about = view.envelope(by)?.and_then(|it| it.link);
        if about.is_some_and(|it| it >= first) {
            return Err(Error::Corrupt(Corruption::Record { seq: by }));
        }
    }
    Ok(())
}

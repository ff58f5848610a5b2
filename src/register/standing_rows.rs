//! Rows beside the records, held against what events say of them: passwords, declarations, requests, broken
//! glasses, alerts.

use crate::audit::facts::{FactKind, NOBODY};
use crate::error::{Corruption, Error, Result};
use crate::model::Kind;
use crate::register::alerts::kept;
use crate::register::approvals::closed_by;
use crate::register::break_glass::check_glass;
use crate::register::conflicts::declared_by;
use crate::register::credentials::password_of;
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
    kept(view, first, view.log_size()?).map(drop)
}

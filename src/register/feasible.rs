//! Whether something that two persons guard could be done as it is asked for. Asked when it is asked for, when another
//! agrees, and when it is done.

use crate::access::Guarded;
use crate::access::permission::is_guarded;
use crate::audit::commitment::{Committed, Field};
use crate::error::{Error, Problem, Refusal, Result, What};
use crate::model::{Id, Kind, Role};
use crate::register::accounts::stored;
use crate::register::disclosures::{self, exceeds};
use crate::register::opened_cases::can_be_opened;
use crate::register::pruning::may_be_pruned;
use crate::register::records::current;
use crate::register::work::Work;

/// Refuses what could not be done as it is asked for.
pub(super) fn can_be_done(work: &Work<'_, '_>, requester: Id, operation: &Guarded) -> Result<()> {
    match operation {
        Guarded::DiscloseInBulk { entries, fields, .. } => {
            disclosures::check(entries, fields)?;
            if !exceeds(work, requester, entries)? {
                return Err(Error::invalid("/entries", Problem::OutOfRange));
            }
            entries.iter().try_for_each(|it| work.record_of(Kind::Entry, *it).map(drop))
        }
        Guarded::EraseEntry { entry, .. } => work.record_of(Kind::Entry, *entry).map(drop),
        Guarded::EraseField { event, field, .. } => {
            let opened = work.tx.event(*event)?.ok_or(Error::NotFound { what: What::Event })?;
            erasable(&opened.openings, field).map(drop)
        }
        Guarded::GiveJob { account, seen, job } => {
            job.check().map_err(|it| it.under("/job"))?;
            let record = stored(work, *account)?;
            if record.version != *seen {
                return Err(Error::Stale { what: What::Account, seen: *seen, current: record.version });
            }
            if record.document.role == Role::Service {
                Ok(())
            } else {
                Err(Error::invalid("/account", Problem::WrongState))
            }
        }
        Guarded::OpenCase { account, entries, search, days, .. } => {
            let own = *account == work.session().account;
            // Whom it is opened to may ask for it, and does not agree to it.
            if own && requester != *account {
                return Err(Error::Forbidden(Refusal::OwnRequest));
            }
            can_be_opened(work, *account, entries, *search, *days)
        }
        Guarded::GrantRole { account, seen, role } => {
            if !is_guarded(*role) {
                return Err(Error::invalid("/role", Problem::OutOfRange));
            }
            let record = stored(work, *account)?;
            // Nobody changes their own role, and nobody agrees to their own.
            if *account == work.session().account {
                return Err(Error::Forbidden(Refusal::OwnRequest));
            }
            if record.version != *seen {
                return Err(Error::Stale { what: What::Account, seen: *seen, current: record.version });
            }
            Ok(())
        }
        Guarded::PruneLog { first, .. } => may_be_pruned(work, *first),
        Guarded::Restrict { entry, seen, restriction } | Guarded::Unrestrict { entry, seen, restriction } => {
            restriction.check().map_err(|it| it.under("/restriction"))?;
            current(work, Kind::Entry, *entry, *seen).map(drop)
        }
        _ => Ok(()),
    }
}

/// Returns the part of an event that goes by a name, if it is there still and one that may be erased.
pub(super) fn erasable(openings: &[Committed], name: &str) -> Result<Field> {
    let found = openings.iter().find_map(|it| match it {
        Committed::Opened { opening, .. } if opening.field.name() == name => Some(opening.field),
        _ => None,
    });
    match found {
        Some(field) if field.is_personal() => Ok(field),
        Some(_) => Err(Error::invalid("/field", Problem::OutOfRange)),
        None => Err(Error::invalid("/field", Problem::Missing)),
    }
}

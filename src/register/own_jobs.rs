//! A service's own job: what it asks, which fields it keeps, and whom it tells of what.

use serde_json::Value;

use crate::access::Act;
use crate::error::{Error, Refusal, Result};
use crate::model::job::{Job, JobAsk};
use crate::model::{Document, Kind, Role, document};
use crate::register::disclosures::Disclosing;
use crate::register::work::Work;
use crate::store::Record;

const OUTSIDE: Error = Error::Forbidden(Refusal::NotItsJob);

/// Lets a service in for what its job asks, and for nothing else.
pub(super) fn admit(work: &Work<'_, '_>, act: Act) -> Result<()> {
    let job = work.job().ok_or(OUTSIDE)?;
    if asks(job, act) { Ok(()) } else { Err(OUTSIDE) }
}

/// Tells whether a job asks an act of the register.
pub(super) fn asks(job: &Job, act: Act) -> bool {
    match act {
        Act::Screen => job.asks.contains(&JobAsk::Screen),
        Act::View => job.asks.contains(&JobAsk::View),
        Act::ViewDue => job.asks.contains(&JobAsk::ViewDue),
        Act::SetReview => job.asks.contains(&JobAsk::SetReview),
        Act::Amend => !job.amends.is_empty(),
        Act::Disclose => !job.discloses.is_empty(),
        _ => false,
    }
}

/// Refuses a change by a service of anything but its job's fields.
pub(super) fn refuse_other_fields<D: Document>(
    work: &Work<'_, '_>,
    before: &Record,
    after: &D,
) -> Result<()> {
    if work.role()? != Role::Service {
        return Ok(());
    }
    let job = work.job().ok_or(OUTSIDE)?;
    if D::KIND == Kind::Review && work.act() == Some(Act::SetReview) {
        return Ok(());
    }
    let read = |json: &str| serde_json::from_str::<Value>(json).map_err(|_| Error::Internal);
    let (mut before, mut after) = (read(&before.document)?, read(&document::write(after))?);
    for path in job.amends_of(D::KIND) {
        // What neither has was not changed.
        let _ = path.remove(&mut before);
        let _ = path.remove(&mut after);
    }
    if before == after { Ok(()) } else { Err(OUTSIDE) }
}

/// Refuses a patch by a service that names anything but its job's fields: whether it is what is there already would
/// tell what is there.
pub(super) fn refuse_other_patch(work: &Work<'_, '_>, kind: Kind, patch: &str) -> Result<()> {
    if work.role()? != Role::Service {
        return Ok(());
    }
    let job = work.job().ok_or(OUTSIDE)?;
    let paths: Vec<&str> =
        job.amends.iter().filter(|it| it.kind == kind).map(|it| it.path.as_str()).collect();
    // A patch that is none is refused by who reads it.
    let Ok(patch) = serde_json::from_str::<Value>(patch) else { return Ok(()) };
    if names_only(&patch, "", &paths) { Ok(()) } else { Err(OUTSIDE) }
}

/// Tells whether all that a patch changes stands at or under the paths.
fn names_only(patch: &Value, at: &str, paths: &[&str]) -> bool {
    match patch {
        _ if paths.contains(&at) => true,
        Value::Object(members) => {
            members.iter().all(|(name, it)| names_only(it, &format!("{at}/{name}"), paths))
        }
        _ => false,
    }
}

/// Refuses a disclosure by a service of other fields than its job's, or to another than it tells.
pub(super) fn refuse_other_disclosure(work: &Work<'_, '_>, request: &Disclosing) -> Result<()> {
    if work.role()? != Role::Service {
        return Ok(());
    }
    let job = work.job().ok_or(OUTSIDE)?;
    let within = |field: &str| {
        job.discloses.iter().any(|it| {
            field.strip_prefix(it.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let told = job.notifies.contains(&request.recipient.organisation);
    if told && request.fields.iter().all(|it| within(it)) { Ok(()) } else { Err(OUTSIDE) }
}

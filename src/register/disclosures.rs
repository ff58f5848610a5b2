//! Disclosing parts of entries to somebody outside: one event, whoever and however many it is about.
//!
//! Up to [`RECORDS_ALONE_MAX`] entries a day by whoever may disclose; more only as two persons agreed, to the
//! last entry, field and word of the recipient.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::access::approval::{Guarded, RECORDS_ALONE_MAX, alone_since_ms};
use crate::access::permission::may;
use crate::access::{Act, Permit};
use crate::audit::commitment::Field;
use crate::audit::facts::{Fact, FactKind};
use crate::audit::{Action, Digest};
use crate::error::{Corruption, Error, Problem, Refusal, Result};
use crate::model::pointer::Path;
use crate::model::text::Line;
use crate::model::{Id, Kind, Recipient, document};
use crate::register::gate::{perform, together};
use crate::register::own_jobs;
use crate::register::work::Work;
use crate::register::{Audited, Task};

/// Entries of one disclosure at the most.
pub const DISCLOSED_MAX: usize = 1000;

/// Fields of one disclosure at the most.
pub const DISCLOSED_FIELDS_MAX: usize = 50;

/// What a list's digest begins with.
const LIST_NAME: &[u8] = b"sreg.list1";

/// What is disclosed, and to whom.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosing {
    /// The entries, 1 to [`DISCLOSED_MAX`].
    pub entries: Vec<Id>,
    /// The members of their documents that are shown, as paths such as `/subject/names`; nothing else is.
    pub fields: Vec<Line<200>>,
    /// Who receives them, and on which basis.
    pub recipient: Recipient,
}

/// What is shown of one entry.
#[derive(Clone, Serialize)]
pub struct Excerpt {
    /// The entry.
    pub entry: Id,
    /// Its version.
    pub version: u32,
    /// The members that were asked for, where they stand in the entry's document.
    #[serde(serialize_with = "parsed")]
    pub document: Zeroizing<String>,
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "excerpt of entry {} version {}", self.entry, self.version)
    }
}

fn parsed<S: serde::Serializer>(json: &Zeroizing<String>, to: S) -> std::result::Result<S::Ok, S::Error> {
    serde_json::from_str::<Value>(json).unwrap_or_default().serialize(to)
}

impl Task {
    /// Discloses parts of entries to somebody; the event names all of them, the recipient, the basis and the
    /// fields. More than [`RECORDS_ALONE_MAX`] entries, with those that one disclosed alone within
    /// [`ALONE_HOURS`](crate::access::approval::ALONE_HOURS), only as two persons agreed.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`], also without a second person, and if the sign-in is to be confirmed;
    /// [`Error::NotFound`] if one of them may not be
    /// known of; [`Error::Invalid`], also for a field that none of them has.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 62(3)
    pub fn disclose(&self, request: Disclosing) -> Result<Audited<Vec<Excerpt>>> {
        let paths = check(&request.entries, &request.fields)?;
        let Disclosing { entries, fields, recipient } = request.clone();
        let many = entries.len() > RECORDS_ALONE_MAX;
        let operation = Guarded::DiscloseInBulk { entries, fields, recipient };
        if many {
            return together(self, operation, move |work| {
                work.session().confirmed_of_late(work.now())?;
                excerpts(work, &request, &paths)
            });
        }
        perform(self, Act::Disclose, Action::Share, move |work| {
            own_jobs::refuse_other_disclosure(work, &request)?;
            work.session().confirmed_of_late(work.now())?;
            if exceeds(work, work.session().account, &request.entries)? {
                agreed_in_bulk(work, &operation, &request.entries)?;
            } else {
                alone(work, &request.entries);
            }
            excerpts(work, &request, &paths)
        })
    }
}

/// Tells whether entries are more than an account may disclose alone, with those that it did of late.
pub(super) fn exceeds(work: &Work<'_, '_>, account: Id, entries: &[Id]) -> Result<bool> {
    let mut all: BTreeSet<Id> = entries.iter().copied().collect();
    if all.len() > RECORDS_ALONE_MAX {
        return Ok(true);
    }
    let since_ms = alone_since_ms(work.moment_ms());
    let first = work.tx.first_event()?;
    let told = work.tx.facts(account, FactKind::DisclosedAlone)?;
    for (seq, _) in told.into_iter().rev().take_while(|it| it.0 >= first) {
        let opened = work.tx.event(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?;
        if opened.event.at_ms < since_ms {
            break;
        }
        for id in opened.records {
            // What belongs to an entry is named beside it.
            if work.tx.newest(id)?.is_none_or(|it| it.kind == Kind::Entry) {
                all.insert(id);
            }
        }
        if all.len() > RECORDS_ALONE_MAX {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes note that entries are disclosed without a second person.
pub(super) fn alone(work: &mut Work<'_, '_>, entries: &[Id]) {
    let mut sorted = entries.to_vec();
    sorted.sort_unstable();
    let account = work.session().account;
    work.state(Fact::of(account, FactKind::DisclosedAlone, &[list_digest(&sorted).as_bytes()]));
}

fn excerpts(work: &mut Work<'_, '_>, request: &Disclosing, paths: &[Path]) -> Result<Vec<Excerpt>> {
    say_recipient(work, &request.recipient);
    work.say(Field::Criteria, format!("{} entries", request.entries.len()));
    let mask: Vec<_> = request.fields.iter().map(Line::as_str).collect();
    work.say(Field::FieldMask, mask.join(" "));
    let mut missed: Vec<usize> = (0..paths.len()).collect();
    let mut excerpts = Vec::with_capacity(request.entries.len());
    for id in &request.entries {
        let record = work.record_of(Kind::Entry, *id)?;
        let whole: Value = serde_json::from_str(&record.document).map_err(|_| Error::Internal)?;
        let mut shown = Value::Object(Map::new());
        for (at, path) in paths.iter().enumerate() {
            if let Ok(part) = path.find(&whole) {
                path.set(&mut shown, part.clone())?;
                missed.retain(|it| *it != at);
            }
        }
        work.touch(*id, *id);
        let document = Zeroizing::new(document::write(&shown));
        excerpts.push(Excerpt { entry: *id, version: record.version, document });
    }
    match missed.first() {
        Some(at) => Err(Error::invalid(&format!("/fields/{at}"), Problem::Missing)),
        None => Ok(excerpts),
    }
}

/// Refuses a list of entries or of fields that says nothing, too much or one thing twice.
pub(super) fn check(entries: &[Id], fields: &[Line<200>]) -> Result<Vec<Path>> {
    let within = |at: &str, count: usize, max: usize| match count {
        0 => Err(Error::invalid(at, Problem::Missing)),
        _ if count > max => Err(Error::invalid(at, Problem::OutOfRange)),
        _ => Ok(()),
    };
    within("/entries", entries.len(), DISCLOSED_MAX)?;
    within("/fields", fields.len(), DISCLOSED_FIELDS_MAX)?;
    let mut sorted = entries.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() < entries.len() {
        return Err(Error::invalid("/entries", Problem::GivenTwice));
    }
    let path = |(at, field): (usize, &Line<200>)| {
        // A member has a name; one item of a list has none that would be the same in every entry.
        let named = field.strip_prefix('/').is_some_and(|it| {
            it.split('/').all(|name| name.starts_with(|first: char| first.is_ascii_lowercase()))
        });
        let malformed = Error::invalid(&format!("/fields/{at}"), Problem::Malformed);
        if named { Path::parse(field).map_err(|_| malformed) } else { Err(malformed) }
    };
    fields.iter().enumerate().map(path).collect()
}

/// Takes note of who receives something, and on which basis.
pub(super) fn say_recipient(work: &mut Work<'_, '_>, recipient: &Recipient) {
    let Recipient { organisation, person, legal_basis } = recipient;
    work.say(Field::RecipientOrganisation, organisation.as_str().to_owned());
    if let Some(person) = person {
        work.say(Field::RecipientPerson, person.as_str().to_owned());
    }
    work.say(Field::LegalBasis, legal_basis.as_str().to_owned());
}

/// Refuses a disclosure in bulk that two persons have not agreed to exactly so.
pub(super) fn agreed_in_bulk(work: &mut Work<'_, '_>, operation: &Guarded, entries: &[Id]) -> Result<()> {
    match may(work.role()?, work.purpose(), Act::DiscloseInBulk)? {
        Permit::NeedsSecondPerson => work.approved_about(operation, entries),
        _ => Err(Error::Forbidden(Refusal::Role)),
    }
}

/// Returns the digest of a list of entries, whatever their order, in hexadecimal.
pub(super) fn list_digest(sorted: &[Id]) -> String {
    let ids = sorted.iter().map(|it| &it.as_bytes()[..]);
    Digest::of(&std::iter::once(LIST_NAME).chain(ids).collect::<Vec<_>>()).to_string()
}

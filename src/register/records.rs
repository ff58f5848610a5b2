//! What every kind of record has in common: reading, history, amending.

use std::fmt;

use serde::Serialize;
use zeroize::Zeroizing;

use crate::access::Act;
use crate::audit::Action;
use crate::audit::commitment::Field;
use crate::clock::moment;
use crate::error::{Error, Problem, Result, What};
use crate::model::{
    Breach, Document, Entry, Id, Incident, Kind, Moment, Notification, Order, Review, document,
};
use crate::register::gate::perform;
use crate::register::own_jobs;
use crate::register::session::hex;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::store::Record;

/// One version of a record, as it was stored.
#[derive(Clone)]
pub struct Stored {
    /// The record.
    pub id: Id,
    /// The entry it belongs to.
    pub entry: Id,
    /// Its kind.
    pub kind: Kind,
    /// The version, from 1.
    pub version: u32,
    /// When it was written.
    pub recorded_at: Moment,
    /// The event that wrote it.
    pub event: u64,
    /// The document's JSON, to the byte as it was hashed.
    pub json: Zeroizing<String>,
}

/// Returns the moment that a version was written.
fn recorded(at_ms: u64) -> Result<Moment> {
    let at_ms = i64::try_from(at_ms).map_err(|_| Error::Internal)?;
    Moment::new(moment(at_ms)).map_err(|_| Error::Internal)
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} version {}", self.kind, self.id, self.version)
    }
}

impl Stored {
    pub(super) fn of(record: Record) -> Result<Self> {
        Ok(Self {
            id: record.id,
            entry: record.entry_id,
            kind: record.kind,
            version: record.version,
            recorded_at: recorded(record.recorded_at_ms)?,
            event: record.seq,
            json: record.document,
        })
    }

    /// Reads the document.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if it is of another kind.
    pub fn read<D: Document>(&self) -> Result<Versioned<D>> {
        if self.kind != D::KIND {
            return Err(Error::NotFound { what: D::KIND.into() });
        }
        Ok(Versioned {
            id: self.id,
            entry: self.entry,
            version: self.version,
            recorded_at: self.recorded_at,
            document: document::parse(&self.json)?,
        })
    }

    /// Returns the record as one JSON object: what it is, and its document.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "id": self.id,
            "entry": self.entry,
            "kind": self.kind,
            "version": self.version,
            "recorded_at": self.recorded_at,
            "event": self.event,
            "document": serde_json::from_str::<serde_json::Value>(&self.json).unwrap_or_default(),
        })
    }
}

/// One version of a record with its document.
#[derive(Clone, Debug, Serialize)]
pub struct Versioned<D> {
    /// The record.
    pub id: Id,
    /// The entry it belongs to.
    pub entry: Id,
    /// The version, from 1.
    pub version: u32,
    /// When it was written.
    pub recorded_at: Moment,
    /// The document.
    pub document: D,
}

impl Task {
    /// Reads the present version of a record of any kind.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is none that may be known of; [`Error::Forbidden`];
    /// [`Error::Corrupt`] if it is not what its event says it is.
    pub fn read(&self, id: Id) -> Result<Audited<Stored>> {
        perform(self, Act::View, Action::Open, move |work| {
            let record = sought(work, id)?;
            work.touch(id, record.entry_id);
            Stored::of(record)
        })
    }

    /// Reads a record of one kind.
    ///
    /// # Errors
    ///
    /// As [`Task::read`].
    pub fn read_as<D: Document>(&self, id: Id) -> Result<Audited<Versioned<D>>> {
        perform(self, Act::View, Action::Open, move |work| {
            let record = work.record_of(D::KIND, id)?;
            work.touch(id, record.entry_id);
            Stored::of(record)
        })?
        .try_map(|it| it.read())
    }

    /// Reads a record as it was at a past moment.
    ///
    /// # Errors
    ///
    /// As [`Task::read`]; [`Error::NotFound`] also if it was not there yet; [`Error::Invalid`] at `/as_of` for a
    /// moment to come.
    pub fn as_of(&self, id: Id, at: Moment) -> Result<Audited<Stored>> {
        perform(self, Act::ViewHistory, Action::History, move |work| {
            // What may not be known of now may not be known of as it was.
            work.record(id)?;
            let at_ms = at.at().timestamp_millis();
            // Where the clock went back, the log's time is the later one.
            if u64::try_from(at_ms).is_ok_and(|it| it > work.at_ms()) {
                return Err(Error::invalid("/as_of", Problem::InTheFuture));
            }
            let record = work.tx.as_of(id, at_ms)?;
            let record = record.ok_or(Error::NotFound { what: What::Version })?;
            work.say(Field::Criteria, format!("as of {at}"));
            work.touch(id, record.entry_id);
            Stored::of(record)
        })
    }

    /// Reads all versions of a record, the first one first.
    ///
    /// # Errors
    ///
    /// As [`Task::read`].
    pub fn history(&self, id: Id) -> Result<Audited<Vec<Stored>>> {
        perform(self, Act::ViewHistory, Action::History, move |work| {
            let entry = work.record(id)?.entry_id;
            let versions = work.tx.versions(id)?;
            work.touch(id, entry);
            versions.into_iter().map(Stored::of).collect()
        })
    }

    /// Reads everything that belongs to an entry: its orders, notifications, reviews, incidents and
    /// breaches, in the order of their writing. Whoever reported it, it is one thread, and never a part of
    /// it: there is no limit that would leave a record off.
    ///
    /// # Errors
    ///
    /// As [`Task::read`].
    pub fn timeline(&self, entry: Id) -> Result<Audited<Vec<Stored>>> {
        perform(self, Act::View, Action::Timeline, move |work| {
            let record = work.record_of(Kind::Entry, entry)?;
            work.touch(entry, entry);
            let mut found = vec![Stored::of(record)?];
            for kind in Kind::ALL {
                if matches!(kind, Kind::Entry | Kind::Account | Kind::Policy) {
                    continue;
                }
                for record in work.tx.of_entry(entry, kind)? {
                    work.touch(record.id, entry);
                    found.push(Stored::of(record)?);
                }
            }
            found.sort_by_key(|it| (it.recorded_at, it.id));
            Ok(found)
        })
    }

    /// Replaces the document of a record by a newer one.
    ///
    /// `seen` is the version that the caller read; a record that changed since is not overwritten.
    ///
    /// # Errors
    ///
    /// [`Error::Stale`] with both versions; [`Error::Invalid`]; [`Error::NotFound`]; [`Error::Forbidden`].
    pub fn amend<D: Document>(&self, id: Id, seen: u32, document: D) -> Result<Audited<u32>> {
        perform(self, Act::Amend, Action::Amend, move |work| {
            let record = current(work, D::KIND, id, seen)?;
            rewrite(work, &record, &document)
        })
    }

    /// Applies a JSON Merge Patch (RFC 7396) to a record of any kind; lists are replaced whole.
    ///
    /// # Errors
    ///
    /// As [`Task::amend`].
    pub fn patch(&self, id: Id, seen: u32, patch: &str) -> Result<Audited<u32>> {
        let patch = Zeroizing::new(patch.to_owned());
        perform(self, Act::Amend, Action::Amend, move |work| {
            let kind = work.record(id)?.kind;
            let record = current(work, kind, id, seen)?;
            own_jobs::refuse_other_patch(work, kind, &patch)?;
            let json = document::patched(&record.document, &patch)?;
            match kind {
                Kind::Entry => rewrite(work, &record, &parsed::<Entry>(work, &json)?),
                Kind::Order => rewrite(work, &record, &parsed::<Order>(work, &json)?),
                Kind::Notification => rewrite(work, &record, &parsed::<Notification>(work, &json)?),
                Kind::Review => rewrite(work, &record, &parsed::<Review>(work, &json)?),
                Kind::Incident => rewrite(work, &record, &parsed::<Incident>(work, &json)?),
                Kind::Breach => rewrite(work, &record, &parsed::<Breach>(work, &json)?),
                Kind::Account | Kind::Policy => Err(Error::NotFound { what: What::Record }),
            }
        })
    }
}

/// Reads a record; an attempt on one that is not there, or hidden, says which it was.
fn sought(work: &mut Work<'_, '_>, id: Id) -> Result<Record> {
    let found = work.record(id);
    if found.is_err() {
        work.say(Field::Criteria, id.to_string());
    }
    found
}

fn parsed<D: Document>(work: &Work<'_, '_>, json: &str) -> Result<D> {
    document::read(json, work.today())
}

/// Reads a record that is about to be changed, if it is still the version that the caller saw.
pub(super) fn current(work: &Work<'_, '_>, kind: Kind, id: Id, seen: u32) -> Result<Record> {
    let record = work.record_of(kind, id)?;
    if record.version != seen {
        return Err(Error::Stale { what: kind.into(), seen, current: record.version });
    }
    Ok(record)
}

/// Gathers the next version of a record; the event commits to the digest of the one before.
pub(super) fn rewrite<D: Document>(work: &mut Work<'_, '_>, record: &Record, document: &D) -> Result<u32> {
    document.check(work.today())?;
    let document = document.clone().settled(work.today());
    crate::register::entries::guard(work, record, &document)?;
    written(work, record, &document)
}

/// Gathers the next version of an entry whose restriction two persons agreed to change.
pub(super) fn rewrite_restriction(work: &mut Work<'_, '_>, record: &Record, entry: &Entry) -> Result<u32> {
    written(work, record, entry)
}

fn written<D: Document>(work: &mut Work<'_, '_>, record: &Record, document: &D) -> Result<u32> {
    document.check(work.today())?;
    let document = &document.clone().settled(work.today());
    own_jobs::refuse_other_fields(work, record, document)?;
    work.say(Field::BeforeVersion, hex(record.digest.as_bytes()));
    let version = record.version.checked_add(1).ok_or(Error::Internal)?;
    work.write(record.id, record.entry_id, version, document)?;
    Ok(version)
}

/// Gathers the first version of a record that belongs to an entry.
pub(super) fn add<D: Document>(work: &mut Work<'_, '_>, entry: Id, document: &D) -> Result<Id> {
    work.record_of(Kind::Entry, entry)?;
    document.check(work.today())?;
    let id = work.new_id()?;
    work.write(id, entry, 1, &document.clone().settled(work.today()))?;
    Ok(id)
}

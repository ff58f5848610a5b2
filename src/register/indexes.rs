//! What the indexes hold of a record, and how they are made again from the records.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use crate::error::Result;
use crate::model::{Document, Entry, Id, Kind, Notification, Order, Review, document};
use crate::rules::subject::{Case, diary};
use crate::store::{DiaryRow, NewVersion, Record, Tx, View};

/// The index number of references in other systems; no identifier scheme has it.
pub(super) const SOURCE_SCHEME: u16 = 1000;

/// Returns the index value of a reference in another system.
pub(super) fn source_value(system: &str, reference: &str) -> String {
    format!("{system}\u{1f}{reference}")
}

/// Returns an entry's reference in the system that it was taken over from.
pub(super) fn source_of(entry: &Entry) -> Option<(u16, String)> {
    let registration = &entry.registration;
    let system = registration.source_system.as_ref()?;
    let reference = registration.source_ref.as_ref()?;
    Some((SOURCE_SCHEME, source_value(system, reference)))
}

/// Returns what the identifier index holds of an entry.
pub(super) fn identifiers_of(entry: &Entry, year: i32) -> Vec<(u16, String)> {
    let mut found: Vec<_> = entry
        .identifiers(year)
        .map(|(scheme, value)| (scheme.number(), value))
        .chain(source_of(entry))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Brings the indexes up to what was just written.
pub(super) fn follow(tx: &mut Tx<'_>, versions: &[NewVersion], today: NaiveDate) -> Result<()> {
    let mut entries = BTreeSet::new();
    for version in versions {
        if matches!(version.kind, Kind::Entry | Kind::Account) {
            tx.note_change(version.kind, version.id)?;
        }
        if version.kind == Kind::Entry {
            let entry: Entry = document::parse(&version.document)?;
            tx.index_identifiers(version.id, &identifiers_of(&entry, today.year()))?;
        }
        // A new entry has nothing that could be due yet.
        let fresh = version.kind == Kind::Entry && version.version == 1;
        if version.kind != Kind::Account && !fresh {
            entries.insert(version.entry_id);
        }
    }
    for entry in entries {
        let rows = diary_of(tx, entry)?;
        tx.index_diary(entry, &rows)?;
    }
    Ok(())
}

/// An entry's documents, as the rules look at them.
pub(super) struct Documents {
    pub(super) entry: (Id, u32, Entry),
    pub(super) orders: Vec<(Id, u32, Order)>,
    pub(super) notifications: Vec<(Id, u32, Notification)>,
    pub(super) reviews: Vec<(Id, u32, Review)>,
}

impl Documents {
    /// Reads what the rules look at; nothing if there is no such entry.
    pub(super) fn read(view: &View<'_>, entry: Id) -> Result<Option<Self>> {
        let Some(record) = view.newest(entry)? else { return Ok(None) };
        Ok(Some(Self {
            entry: one(&record)?,
            orders: all(view, entry, Kind::Order)?,
            notifications: all(view, entry, Kind::Notification)?,
            reviews: all(view, entry, Kind::Review)?,
        }))
    }

    /// Returns the case that the rules look at.
    pub(super) fn case(&self) -> Case<'_> {
        let (id, version, entry) = &self.entry;
        Case {
            entry: (*id, *version, entry),
            orders: &self.orders,
            notifications: &self.notifications,
            reviews: &self.reviews,
        }
    }
}

fn one<D: Document>(record: &Record) -> Result<(Id, u32, D)> {
    Ok((record.id, record.version, document::parse(&record.document)?))
}

fn all<D: Document>(view: &View<'_>, entry: Id, kind: Kind) -> Result<Vec<(Id, u32, D)>> {
    view.of_entry(entry, kind)?.iter().map(one).collect()
}

/// Returns what the diary holds of an entry.
pub(super) fn diary_of(view: &View<'_>, entry: Id) -> Result<Vec<DiaryRow>> {
    let Some(documents) = Documents::read(view, entry)? else { return Ok(Vec::new()) };
    let force = documents.entry.2.registration.managing_force.to_string();
    let rows = diary(&documents.case()).into_iter().map(|(record_id, item, last_day)| DiaryRow {
        last_day: last_day.format("%Y-%m-%d").to_string(),
        record_id,
        item,
        entry_id: entry,
        force: force.clone(),
    });
    Ok(rows.collect())
}

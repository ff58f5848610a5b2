//! What the indexes hold of a record, and how they are made again from the records.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};

use crate::error::Result;
use crate::model::{
    Breach, Document, Entry, Id, Incident, Kind, Level, Notification, Order, Review, document,
};
use crate::register::policy::InForce;
use crate::register::work::Gathered;
use crate::rules::diary;
use crate::rules::subject::Case;
use crate::store::{DiaryRow, Record, Tx, View, account_key, team_key};

/// The index number of references in other systems; no identifier scheme has it.
pub(super) const SOURCE_SCHEME: u16 = 1000;

/// The index numbers of the accounts that manage and supervise an entry.
pub(super) const MANAGER_SCHEME: u16 = 1001;
pub(super) const SUPERVISOR_SCHEME: u16 = 1002;

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
        .chain(entry.registration.manager.map(|it| (MANAGER_SCHEME, it.to_string())))
        .chain(entry.registration.supervisor.map(|it| (SUPERVISOR_SCHEME, it.to_string())))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Returns what the restrictions' index holds of an entry: whom it lets through; nothing if it is open.
pub(super) fn lets_of(entry: &Entry) -> Vec<Vec<u8>> {
    let restriction = &entry.restriction;
    let teams = restriction.teams.iter().filter(|_| restriction.level == Level::Team);
    let accounts = restriction.accounts.iter().filter(|_| restriction.level > Level::Open);
    teams.map(|it| team_key(it)).chain(accounts.map(|it| account_key(*it))).collect()
}

/// Brings the indexes up to what was just written.
pub(super) fn follow(tx: &mut Tx<'_>, gathered: Vec<Gathered>, today: NaiveDate) -> Result<()> {
    let mut entries = BTreeSet::new();
    let mut fresh = Vec::new();
    let mut written: HashMap<Id, usize> = HashMap::new();
    for Gathered { version, entry, .. } in gathered {
        *written.entry(version.entry_id).or_default() += 1;
        if matches!(version.kind, Kind::Entry | Kind::Account | Kind::Policy) {
            tx.note_change(version.kind, version.id)?;
        }
        if let Some(entry) = entry {
            let (identifiers, lets) = (identifiers_of(&entry, today.year()), lets_of(&entry));
            if version.version == 1 {
                tx.add_identifiers(version.id, &identifiers)?;
                tx.add_restriction(version.id, &lets)?;
                fresh.push(Documents::alone((version.id, version.version, entry)));
            } else {
                tx.index_identifiers(version.id, &identifiers)?;
                tx.index_restriction(version.id, &lets)?;
            }
        }
        if !matches!(version.kind, Kind::Account | Kind::Policy) {
            entries.insert(version.entry_id);
        }
    }
    if entries.is_empty() {
        return Ok(());
    }
    let in_force = InForce::read(tx)?;
    // A new entry comes alone: it has no other records to read, and no lines to take away.
    for documents in fresh {
        let id = documents.entry.0;
        if written.get(&id) == Some(&1) {
            entries.remove(&id);
            tx.add_to_diary(&documents.lines(&in_force))?;
        }
    }
    for entry in entries {
        let rows = diary_of(tx, entry, &in_force)?;
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
    pub(super) incidents: Vec<(Id, u32, Incident)>,
    pub(super) breaches: Vec<(Id, u32, Breach)>,
}

impl Documents {
    /// Reads what the rules look at; nothing if there is no such entry.
    pub(super) fn read(view: &View<'_>, entry: Id) -> Result<Option<Self>> {
        Self::of(&view.case_of(entry)?)
    }

    /// Takes an entry that nothing belongs to yet.
    fn alone(entry: (Id, u32, Entry)) -> Self {
        Self {
            entry,
            orders: Vec::new(),
            notifications: Vec::new(),
            reviews: Vec::new(),
            incidents: Vec::new(),
            breaches: Vec::new(),
        }
    }

    /// Reads the documents of an entry's records; nothing if the entry is not among them.
    pub(super) fn of(records: &[Record]) -> Result<Option<Self>> {
        let Some(entry) = records.iter().find(|it| it.kind == Kind::Entry) else { return Ok(None) };
        Ok(Some(Self {
            entry: one(entry)?,
            orders: all(records, Kind::Order)?,
            notifications: all(records, Kind::Notification)?,
            reviews: all(records, Kind::Review)?,
            incidents: all(records, Kind::Incident)?,
            breaches: all(records, Kind::Breach)?,
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
            incidents: &self.incidents,
            breaches: &self.breaches,
        }
    }

    /// Returns what is outstanding.
    pub(super) fn outstanding(&self, in_force: &InForce) -> Vec<diary::Item> {
        diary::outstanding(&self.case(), &in_force.policy, in_force.version)
    }

    /// Returns what the diary holds of the entry.
    pub(super) fn lines(&self, in_force: &InForce) -> Vec<DiaryRow> {
        let (entry_id, _, entry) = &self.entry;
        let registration = &entry.registration;
        let line = |it: diary::Item| {
            let review = self.reviews.iter().find(|(id, ..)| *id == it.record());
            DiaryRow {
                day: it.diary_day().format("%Y-%m-%d").to_string(),
                record_id: it.record(),
                item: it.number(),
                entry_id: *entry_id,
                force: registration.managing_force.to_string(),
                team: registration.team.as_ref().map(|it| it.as_str().to_owned()),
                manager: registration.manager,
                supervisor: registration.supervisor,
                owner: review.and_then(|it| it.2.owner),
            }
        };
        self.outstanding(in_force).into_iter().map(line).collect()
    }
}

fn one<D: Document>(record: &Record) -> Result<(Id, u32, D)> {
    Ok((record.id, record.version, document::parse(&record.document)?))
}

fn all<D: Document>(records: &[Record], kind: Kind) -> Result<Vec<(Id, u32, D)>> {
    records.iter().filter(|it| it.kind == kind).map(one).collect()
}

/// Returns what the diary should hold of an entry.
pub(super) fn diary_of(view: &View<'_>, entry: Id, in_force: &InForce) -> Result<Vec<DiaryRow>> {
    Ok(Documents::read(view, entry)?.map(|it| it.lines(in_force)).unwrap_or_default())
}

//! Entries: registering a person, reading, restricting, deregistering, look-up by identifier.

use std::any::Any;
use std::ops::Deref;

use chrono::Datelike;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::access::permission::permit;
use crate::access::restriction::{may_know, opens_further};
use crate::access::{Act, Guarded, Viewer};
use crate::audit::Action;
use crate::audit::commitment::Field;
use crate::error::{Error, Pointer, Problem, Refusal, Result, What};
use crate::model::{
    Breach, Deregistration, Document, Entry, Id, Kind, Level, Notification, Order, Restriction, Review,
    Scheme, document, identifier,
};
use crate::register::gate::{perform, together};
use crate::register::indexes;
use crate::register::notifications::refuse_foreign;
use crate::register::records::{Stored, current, rewrite, rewrite_restriction};
use crate::register::work::Work;
use crate::register::{Audited, Task, Versioned};
use crate::store::Record;

/// Entries that a look-up gives at the most.
pub const LOOK_UP_ENTRIES_MAX: usize = 50;

/// What a look-up found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Found {
    /// The entries, at most [`LOOK_UP_ENTRIES_MAX`].
    pub entries: Vec<Stored>,
    /// Whether there are more that may be known of.
    pub more: bool,
}

impl Deref for Found {
    type Target = [Stored];

    fn deref(&self) -> &[Stored] {
        &self.entries
    }
}

impl Task {
    /// Registers a person.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the field; [`Error::Duplicate`] if another entry has an identifier that
    /// only one person can have; [`Error::Forbidden`].
    pub fn register(&self, entry: Entry) -> Result<Audited<Id>> {
        perform(self, Act::Create, Action::Create, move |work| add(work, &entry))
    }

    /// Reads an entry.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is none that may be known of; [`Error::Forbidden`];
    /// [`Error::Corrupt`].
    pub fn entry(&self, id: Id) -> Result<Audited<Versioned<Entry>>> {
        self.read_as(id)
    }

    /// Finds entries by an identifier, exactly. A role that may not open an entry gets what a screening shows of
    /// it: names, births, warnings and who manages it.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if it can be no identifier of the scheme; [`Error::Forbidden`]. Nothing found
    /// is no error, and is logged like a find.
    pub fn look_up(&self, scheme: Scheme, value: &str) -> Result<Audited<Found>> {
        let value = value.to_owned();
        perform(self, Act::Screen, Action::Search, move |work| {
            let value = identifier::canonical(scheme, &value, work.today().year())
                .map_err(|it| Error::invalid("/value", it))?;
            let ids = work.tx.entries_with(scheme.number(), &value)?;
            work.say(Field::Criteria, format!("{} {value}", scheme.name()));
            found(work, ids)
        })
    }

    /// Finds the entry that was taken over from another system, by its reference there.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`].
    pub fn look_up_source(&self, system: &str, reference: &str) -> Result<Audited<Found>> {
        let value = indexes::source_value(system, reference);
        perform(self, Act::Screen, Action::Search, move |work| {
            let ids = work.tx.entries_with(indexes::SOURCE_SCHEME, &value)?;
            work.say(Field::Criteria, format!("source {value}"));
            found(work, ids)
        })
    }

    /// Closes an entry to all but some, or to fewer than before.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] for a role that only proposes it, and for everyone where it would open the
    /// entry again, or to anybody who was shut out, which needs a second person; [`Error::Stale`];
    /// [`Error::NotFound`]; [`Error::Invalid`].
    pub fn restrict(&self, id: Id, seen: u32, restriction: Restriction) -> Result<Audited<u32>> {
        perform(self, Act::Restrict, Action::Restricted, move |work| restricted(work, id, seen, restriction))
    }

    /// Closes an entry to all but some, as a coordinator proposed and a supervisor agreed.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] if nobody agreed to exactly this, or if it opens the entry to anybody more;
    /// [`Error::Stale`]; [`Error::NotFound`]; [`Error::Invalid`].
    pub fn restrict_as_proposed(&self, id: Id, seen: u32, restriction: Restriction) -> Result<Audited<u32>> {
        let operation = Guarded::Restrict { entry: id, seen, restriction: restriction.clone() };
        together(self, operation, move |work| restricted(work, id, seen, restriction))
    }

    /// Opens a restricted entry to more than before, as two persons agreed.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] if nobody agreed to exactly this; [`Error::Stale`]; [`Error::NotFound`];
    /// [`Error::Invalid`].
    pub fn unrestrict(&self, id: Id, seen: u32, restriction: Restriction) -> Result<Audited<u32>> {
        let operation = Guarded::Unrestrict { entry: id, seen, restriction: restriction.clone() };
        together(self, operation, move |work| {
            let record = current(work, Kind::Entry, id, seen)?;
            let mut entry: Entry = document::parse(&record.document)?;
            entry.restriction = restriction;
            rewrite_restriction(work, &record, &entry)
        })
    }

    /// Ends a registration. The entry and its history stay.
    ///
    /// # Errors
    ///
    /// [`Error::Stale`]; [`Error::Invalid`]; [`Error::NotFound`]; [`Error::Forbidden`].
    pub fn deregister(&self, id: Id, seen: u32, ending: Deregistration) -> Result<Audited<u32>> {
        perform(self, Act::Amend, Action::Deregister, move |work| {
            let record = current(work, Kind::Entry, id, seen)?;
            let mut entry: Entry = document::parse(&record.document)?;
            if entry.deregistration.is_some() {
                return Err(Error::invalid("/deregistration", Problem::WrongState));
            }
            entry.deregistration = Some(ending);
            rewrite(work, &record, &entry)
        })
    }
}

/// Gathers the version of an entry that is closed to all but some.
fn restricted(work: &mut Work<'_, '_>, id: Id, seen: u32, restriction: Restriction) -> Result<u32> {
    let record = current(work, Kind::Entry, id, seen)?;
    let mut entry: Entry = document::parse(&record.document)?;
    entry.restriction = restriction;
    rewrite(work, &record, &entry)
}

/// Gathers the first version of an entry.
pub(super) fn add(work: &mut Work<'_, '_>, entry: &Entry) -> Result<Id> {
    entry.check(work.today())?;
    refuse_duplicates(work, None, entry, &[])?;
    let id = work.new_id()?;
    work.write(id, id, 1, &entry.clone().settled(work.today()))?;
    Ok(id)
}

/// Looks at what a change of a record may bring about: a life that an order cannot have, another's order, another's
/// identifier, a restriction opened.
pub(super) fn guard<D: Document>(work: &Work<'_, '_>, record: &Record, changed: &D) -> Result<()> {
    if let Some(order) = (changed as &dyn Any).downcast_ref::<Order>() {
        return crate::register::orders::guard(work, record.entry_id, order);
    }
    if let Some(review) = (changed as &dyn Any).downcast_ref::<Review>() {
        return crate::register::reviews::guard(work, record.entry_id, review);
    }
    if let Some(notification) = (changed as &dyn Any).downcast_ref::<Notification>() {
        return refuse_foreign(work, Kind::Order, notification.order, record.entry_id, "/order");
    }
    if let Some(breach) = (changed as &dyn Any).downcast_ref::<Breach>() {
        return crate::register::breaches::guard(work, record.entry_id, breach);
    }
    let Some(entry) = (changed as &dyn Any).downcast_ref::<Entry>() else { return Ok(()) };
    let before: Entry = document::parse(&record.document)?;
    if before.restriction != entry.restriction {
        let act = if opens(work, &before.restriction, &entry.restriction)? {
            Act::Unrestrict
        } else {
            Act::Restrict
        };
        if !permit(work.role()?, act).suffices_alone() {
            return Err(Error::Forbidden(Refusal::NeedsSecondPerson));
        }
    }
    let year = work.today().year();
    let had: Vec<_> = indexes::identifiers_of(&before, year);
    refuse_duplicates(work, Some(record.id), entry, &had)
}

/// Tells whether a restriction lets anybody through whom the one before did not.
fn opens(work: &Work<'_, '_>, before: &Restriction, after: &Restriction) -> Result<bool> {
    if opens_further(before, after) {
        return Ok(true);
    }
    for id in after.accounts.iter().filter(|_| before.level > Level::Open) {
        let team = match crate::register::accounts::stored(work, *id) {
            Ok(account) => account.document.team,
            Err(Error::NotFound { .. }) => None,
            Err(fault) => return Err(fault),
        };
        if !may_know(&Viewer { account: *id, team: team.as_deref() }, before) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Refuses an identifier that another entry has and only one person can have.
///
/// An entry that may not be known of is no obstacle: the refusal would tell that it is there.
pub(super) fn refuse_duplicates(
    work: &Work<'_, '_>,
    own: Option<Id>,
    entry: &Entry,
    had: &[(u16, String)],
) -> Result<()> {
    // What the entry had before is no news; it may stand beside one that was hidden when it came.
    for (at, (scheme, value)) in unique(entry, work.today().year()).filter(|it| !had.contains(&it.1)) {
        for holder in work.tx.entries_with(scheme, &value)? {
            if Some(holder) != own && work.find(holder)?.is_some() {
                return Err(Error::Duplicate { what: What::Entry, at });
            }
        }
    }
    Ok(())
}

/// Returns what an entry has that no second one may have, and where it stands.
pub(super) fn unique(entry: &Entry, year: i32) -> impl Iterator<Item = (Pointer, (u16, String))> + '_ {
    let identifiers = entry.subject.identifiers.iter().enumerate().filter(|(_, it)| it.scheme.is_unique());
    let identifiers = identifiers.filter_map(move |(n, it)| {
        let value = identifier::canonical(it.scheme, &it.value, year).ok()?;
        Some((Pointer::of("/subject/identifiers").item(n), (it.scheme.number(), value)))
    });
    let source = indexes::source_of(entry).map(|it| (Pointer::of("/registration/source_ref"), it));
    identifiers.chain(source)
}

/// Reads the entries of a look-up that may be known of.
fn found(work: &mut Work<'_, '_>, ids: Vec<Id>) -> Result<Found> {
    let mut entries = Vec::new();
    for id in ids {
        let Some(record) = work.find(id)? else { continue };
        if entries.len() >= LOOK_UP_ENTRIES_MAX {
            return Ok(Found { entries, more: true });
        }
        work.touch(id, id);
        let mut stored = Stored::of(record)?;
        if !work.opens_whole()? || work.is_barred(id) {
            stored.json = Zeroizing::new(summary(&stored.json)?);
        }
        entries.push(stored);
    }
    Ok(Found { entries, more: false })
}

/// Keeps what a screening shows of an entry, for roles that may not open it: names, births, warnings and who
/// manages it.
fn summary(json: &str) -> Result<String> {
    let whole: Value = serde_json::from_str(json).map_err(|_| Error::Internal)?;
    let kept = |part: &str, members: &[&str]| {
        let of = |it: &&str| Some(((*it).to_owned(), whole.get(part)?.get(it)?.clone()));
        Value::Object(members.iter().filter_map(of).collect())
    };
    Ok(document::write(&json!({
        "subject": kept("subject", &["names", "births", "warnings"]),
        "registration": kept("registration", &["managing_force", "status", "source_system", "source_ref"]),
    })))
}

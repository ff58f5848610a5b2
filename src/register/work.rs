//! What one call reads, and what it gathers to be written and logged.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::access::conflict::Bar;
use crate::access::permission::permit;
use crate::access::restriction::may_know;
use crate::access::{Act, Permit, Purpose, Viewer};
use crate::audit::commitment::Field;
use crate::audit::facts::{Fact, NOBODY};
use crate::audit::{Action, Auth, Digest, Event, Outcome, Watch};
use crate::clock::{london_day, moment};
use crate::error::{Error, Refusal, Result, What};
use crate::model::restriction::Team;
use crate::model::{Account, Document, Entry, Id, Job, Kind, Level, Moment, Restriction, Role, document};
use crate::register::alerts::{Alert, fact_of_alerts};
use crate::register::break_glass::{Broken, Glass};
use crate::register::conflicts::{Blinded, declared_by};
use crate::register::gate::{Changes, Receipt};
use crate::register::indexes;
use crate::register::logged::{Logged, append};
use crate::register::opening::Inner;
use crate::register::own_jobs;
use crate::register::session::SessionInner;
use crate::register::task::TaskInner;
use crate::store::{AlertRow, NewVersion, Record, Tx};

/// A change of the store beside the records, done once the event is written.
type Effect = Box<dyn FnOnce(&mut Tx<'_>) -> Result<()> + Send>;

/// One call at work inside its transaction.
pub(super) struct Work<'w, 'c> {
    pub(super) register: &'w Inner,
    pub(super) tx: &'w mut Tx<'c>,
    task: &'w TaskInner,
    now: DateTime<Utc>,
    account: Option<Arc<Account>>,
    logged: Logged,
    versions: Vec<Gathered>,
    effects: Vec<Effect>,
    action: Option<Action>,
    outcome: Option<Outcome>,
    /// What the account that acts declared, once it was asked for.
    declared: OnceCell<Vec<Blinded>>,
    noticed: RefCell<Noticed>,
    /// What the account that acts was let in for.
    act: Option<Act>,
    /// The entries that there are for the account that acts, where a case opens some to it.
    only: Option<Vec<Id>>,
    /// The head of the last id that was made.
    last_head: Cell<Option<u64>>,
}

/// A version that is to be written, with its digest, and the entry where it is one's.
pub(super) struct Gathered {
    pub(super) version: NewVersion,
    pub(super) digest: Digest,
    pub(super) entry: Option<Entry>,
}

/// What was noticed of the entries that were looked at.
#[derive(Default)]
struct Noticed {
    /// What somebody should look at, and the entry it is about.
    alerts: BTreeSet<(Watch, Option<Id>)>,
    /// Entries that open only by breaking the glass.
    barred: BTreeSet<Id>,
    /// Entries restricted to names, of which the account that acts is not in charge.
    restricted: BTreeSet<Id>,
}

/// The part of an entry that tells who may know of it.
#[derive(Deserialize)]
struct Guarded {
    #[serde(default)]
    restriction: Restriction,
    registration: InCharge,
}

/// The part of a registration that tells who is in charge.
#[derive(Deserialize)]
struct InCharge {
    manager: Option<Id>,
    supervisor: Option<Id>,
}

impl Guarded {
    fn of(entry: &Record) -> Result<Self> {
        serde_json::from_str(&entry.document).map_err(|_| Error::Internal)
    }
}

impl<'w, 'c> Work<'w, 'c> {
    pub(super) fn new(register: &'w Inner, task: &'w TaskInner, tx: &'w mut Tx<'c>) -> Self {
        let mut logged = Logged::of_session(&task.session);
        logged.purpose = task.purpose.number();
        logged.acted_for = task.acted_for;
        logged.fields.clone_from(&task.fields);
        let now = register.clock.now();
        Self {
            register,
            tx,
            task,
            now,
            account: None,
            logged,
            versions: Vec::new(),
            effects: Vec::new(),
            action: None,
            outcome: None,
            declared: OnceCell::new(),
            noticed: RefCell::default(),
            act: None,
            only: None,
            last_head: Cell::new(None),
        }
    }

    /// Returns the session that acts.
    pub(super) fn session(&self) -> &'w SessionInner {
        &self.task.session
    }

    /// Returns what the call is for.
    pub(super) fn purpose(&self) -> Purpose {
        self.task.purpose
    }

    /// Returns the moment of the call.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Returns the day of the call in Europe/London.
    pub(super) fn today(&self) -> NaiveDate {
        london_day(self.now)
    }

    /// Takes note of the account that acts, as it is now.
    pub(super) fn acts_as(&mut self, account: Arc<Account>) {
        self.logged.role = account.role.number();
        self.account = Some(account);
    }

    /// Returns the role in force.
    pub(super) fn role(&self) -> Result<Role> {
        self.account.as_ref().map(|it| it.role).ok_or(Error::Internal)
    }

    /// Returns the job of the service that acts.
    pub(super) fn job(&self) -> Option<&Job> {
        self.account.as_ref().and_then(|it| it.job.as_ref())
    }

    /// Tells whether the account that acts may open entries whole, wherever it finds them.
    pub(super) fn opens_whole(&self) -> Result<bool> {
        Ok(match permit(self.role()?, Act::View) {
            Permit::No | Permit::ByCase => false,
            Permit::OwnJob => self.job().is_some_and(|it| own_jobs::asks(it, Act::View)),
            _ => true,
        })
    }

    /// Returns the reference of the task or incident that the call serves.
    pub(super) fn reference(&self) -> Option<&str> {
        self.task.fields.iter().find(|it| it.0 == Field::Task).map(|it| it.1.as_str())
    }

    /// Takes note of what the account that acts is let in for.
    pub(super) fn is_for(&mut self, act: Act) {
        self.act = Some(act);
    }

    /// Returns what the account that acts was let in for.
    pub(super) fn act(&self) -> Option<Act> {
        self.act
    }

    /// Takes note that there are no entries for the account that acts but these.
    pub(super) fn shows_only(&mut self, entries: Vec<Id>) {
        self.only = Some(entries);
    }

    /// Returns the holder's name of the account that acts.
    pub(super) fn holder(&self) -> Option<String> {
        self.account.as_ref().map(|it| it.display_name.to_string())
    }

    /// Returns the team of the account that acts.
    pub(super) fn team(&self) -> Option<Team> {
        self.account.as_ref().and_then(|it| it.team.clone())
    }

    /// Tells whether the account that acts may know of something so restricted.
    pub(super) fn may_know(&self, restriction: &Restriction) -> bool {
        let team = self.account.as_ref().and_then(|it| it.team.as_deref());
        may_know(&Viewer { account: self.session().account, team }, restriction)
    }

    /// Returns the glass that the task broke.
    pub(super) fn broken(&self) -> Option<Broken> {
        self.task.broken
    }

    /// Returns what bars the account that acts from an entry, and how far the entry is open.
    pub(super) fn bar(&self, entry: &Record) -> Result<(Option<Bar>, Level)> {
        let guarded = Guarded::of(entry)?;
        Ok((self.bar_of(entry)?, guarded.restriction.level))
    }

    fn bar_of(&self, entry: &Record) -> Result<Option<Bar>> {
        if self.declared.get().is_none() {
            let declared = declared_by(self.tx, self.session().account)?;
            let _ = self.declared.set(declared);
        }
        let declared = self.declared.get().map(Vec::as_slice).unwrap_or_default();
        if declared.is_empty() {
            return Ok(None);
        }
        let document: Entry = document::parse(&entry.document)?;
        let bar = self.register.bar_of(declared, &document.subject);
        match bar {
            Some(Bar::Shut) => self.alert(Watch::OwnDetails, Some(entry.id)),
            Some(Bar::BreakGlass) => self.alert(Watch::SameSurname, Some(entry.id)),
            None => {}
        }
        Ok(bar)
    }

    /// Tells whether the account that acts may know of an entry; `lets` is what the engine found of its
    /// restriction, and what the document says must agree.
    fn may_know_entry(&self, entry: &Record, lets: bool) -> Result<bool> {
        let guarded = Guarded::of(entry)?;
        let (bar, level) = (self.bar_of(entry)?, guarded.restriction.level);
        let lets = lets && self.may_know(&guarded.restriction);
        let known = match self.broken().map(|it| it.glass) {
            Some(Glass::Entry(id)) => id == entry.id && (level < Level::Sealed || bar.is_none()),
            Some(Glass::Search) => lets || level < Level::Sealed,
            None => lets && self.only.as_ref().is_none_or(|it| it.contains(&entry.id)),
        };
        if !known || bar == Some(Bar::Shut) {
            return Ok(false);
        }
        let mut noticed = self.noticed.borrow_mut();
        if bar.is_some() && self.broken().is_none() {
            noticed.barred.insert(entry.id);
        }
        let InCharge { manager, supervisor } = guarded.registration;
        let in_charge = [manager, supervisor].contains(&Some(self.session().account));
        if level >= Level::Named && !in_charge {
            noticed.restricted.insert(entry.id);
        }
        Ok(true)
    }

    /// Tells whether the account that acts may know of an entry that was read by other ways than
    /// [`Work::find`].
    pub(super) fn may_know_of(&self, entry: &Record) -> Result<bool> {
        let team = self.account.as_ref().and_then(|it| it.team.as_deref());
        let lets = self.tx.lets_through(entry.id, self.session().account, team)?;
        self.may_know_entry(entry, lets)
    }

    /// Tells whether only breaking the glass opens an entry that was looked at.
    pub(super) fn is_barred(&self, entry: Id) -> bool {
        self.noticed.borrow().barred.contains(&entry)
    }

    /// Tells whether another account may know of an entry, and open it.
    pub(super) fn may_open(&self, account: Id, team: Option<&str>, entry: &Entry) -> Result<bool> {
        let declared = declared_by(self.tx, account)?;
        let barred = !declared.is_empty() && self.register.bar_of(&declared, &entry.subject).is_some();
        Ok(!barred && may_know(&Viewer { account, team }, &entry.restriction))
    }

    /// Takes note of something that somebody should look at.
    pub(super) fn alert(&self, watch: Watch, entry: Option<Id>) {
        self.noticed.borrow_mut().alerts.insert((watch, entry));
    }

    /// Reads the present version of a record; what may not be known of is not there.
    pub(super) fn record(&self, id: Id) -> Result<Record> {
        self.opened(self.find(id)?.ok_or(Error::NotFound { what: What::Record })?)
    }

    /// Reads the present version of a record of one kind.
    pub(super) fn record_of(&self, kind: Kind, id: Id) -> Result<Record> {
        let absent = Error::NotFound { what: kind.into() };
        self.opened(self.find(id)?.filter(|it| it.kind == kind).ok_or(absent)?)
    }

    /// Refuses to open what a declared conflict opens only by breaking the glass.
    fn opened(&self, record: Record) -> Result<Record> {
        if self.is_barred(record.entry_id) {
            return Err(Error::Forbidden(Refusal::Conflict));
        }
        Ok(record)
    }

    /// Reads the present version of a record, if there is one that may be known of.
    ///
    /// What is absent takes the look-ups that what is restricted takes.
    pub(super) fn find(&self, id: Id) -> Result<Option<Record>> {
        let record = self.tx.newest(id)?;
        let entry_id = record.as_ref().map_or(id, |it| it.entry_id);
        let team = self.account.as_ref().and_then(|it| it.team.as_deref());
        let lets = self.tx.lets_through(entry_id, self.session().account, team)?;
        let found = record.filter(|it| !matches!(it.kind, Kind::Account | Kind::Policy));
        let Some(record) = found else { return Ok(None) };
        let known = if record.entry_id == record.id {
            self.may_know_entry(&record, lets)?
        } else {
            match self.tx.newest(record.entry_id)? {
                Some(entry) => self.may_know_entry(&entry, lets)?,
                None => false,
            }
        };
        Ok(known.then_some(record))
    }

    /// Takes note that a record is released or touched. The event names the entry it belongs to as well,
    /// so that "who saw this person" is one look-up.
    pub(super) fn touch(&mut self, id: Id, entry: Id) {
        self.logged.references.push(id);
        if entry != id {
            self.logged.references.push(entry);
        }
        self.logged.count = self.logged.count.saturating_add(1);
    }

    /// Takes note of how many lines are released that are no records.
    pub(super) fn touch_many(&mut self, count: usize) {
        self.logged.count = self.logged.count.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
    }

    /// Takes note of a personal part of the event.
    pub(super) fn say(&mut self, field: Field, value: String) {
        self.logged.fields.push((field, value));
    }

    /// Takes note of something that the event says beside the records that it writes.
    pub(super) fn state(&mut self, fact: Fact) {
        self.logged.facts.push(fact);
    }

    /// Takes note of an action that says more than the one the call began as.
    pub(super) fn act_as(&mut self, action: Action) {
        self.action = Some(action);
    }

    /// Takes note of an outcome that says more than that it was done.
    pub(super) fn comes_to(&mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
    }

    /// Takes note of the event that this one follows from.
    pub(super) fn links_to(&mut self, seq: u64) {
        self.logged.link = Some(seq);
    }

    /// Takes note of what the register knows of the actor beside the sign-in.
    pub(super) fn authorised_by(&mut self, auth: Auth) {
        self.logged.auth = self.logged.auth.with(auth);
    }

    /// Makes an id for a new record.
    ///
    /// The ids of one call follow each other, so that what is written together lies together in each index:
    /// an import touches a few pages of them, and not one for each record.
    pub(super) fn new_id(&self) -> Result<Id> {
        let mut bytes: [u8; 16] = self.register.entropy.bytes()?;
        let (head, _) = bytes.split_first_chunk_mut().ok_or(Error::Internal)?;
        if let Some(last) = self.last_head.get() {
            *head = last.wrapping_add(1).to_be_bytes();
        }
        self.last_head.set(Some(u64::from_be_bytes(*head)));
        Ok(Id::from_bytes(bytes))
    }

    /// Gathers a version to be written.
    pub(super) fn write<D: Document>(
        &mut self,
        id: Id,
        entry_id: Id,
        version: u32,
        document: &D,
    ) -> Result<()> {
        let json = document::write(document);
        if json.len() > document::DOCUMENT_BYTES_MAX {
            let bytes = u32::try_from(document::DOCUMENT_BYTES_MAX).unwrap_or(u32::MAX);
            return Err(Error::invalid("", crate::error::Problem::TooLong { bytes }));
        }
        let salt = self.register.entropy.bytes()?;
        let entry = (document as &dyn Any).downcast_ref().cloned();
        let document = Zeroizing::new(json);
        let recorded_at_ms = self.at_ms();
        let version = NewVersion { id, entry_id, kind: D::KIND, version, recorded_at_ms, salt, document };
        let digest = version.digest();
        self.versions.push(Gathered { version, digest, entry });
        self.touch(id, entry_id);
        Ok(())
    }

    /// Returns the time of the event to come, which never goes back even if the clock does.
    pub(super) fn at_ms(&self) -> u64 {
        Event::milliseconds(self.now).max(self.tx.last_at_ms())
    }

    /// Gathers a change of the store beside the records.
    pub(super) fn then(&mut self, effect: impl FnOnce(&mut Tx<'_>) -> Result<()> + Send + 'static) {
        self.effects.push(Box::new(effect));
    }

    /// Tells whether what was gathered changes what memories must follow.
    pub(super) fn changes(&self) -> Changes {
        let followed = self.versions.iter().any(|it| matches!(it.version.kind, Kind::Account | Kind::Entry));
        if followed { Changes::Some } else { Changes::None }
    }

    /// Drops what was gathered: the call is refused, and only the attempt is logged.
    pub(super) fn forget(&mut self) {
        self.versions.clear();
        self.effects.clear();
        self.logged.facts.clear();
        self.logged.references.clear();
        self.logged.count = 0;
        self.action = None;
        self.outcome = None;
    }

    /// Writes the event, then what it committed to, then the indexes; returns what the host is to hear of.
    pub(super) fn log(mut self, outcome: Outcome, action: Action) -> Result<(Receipt, Vec<Alert>)> {
        let at_ms = self.at_ms();
        self.logged.written = self.versions.iter().map(|it| (it.version.id, it.digest)).collect();
        let Noticed { mut alerts, restricted, .. } = self.noticed.take();
        let released = self.logged.references.iter().filter(|it| restricted.contains(it));
        alerts.extend(released.map(|it| (Watch::RestrictedAccess, Some(*it))));
        let rows: Vec<_> =
            alerts.iter().map(|(view, entry)| (view.number(), entry.unwrap_or(NOBODY))).collect();
        if !rows.is_empty() {
            self.logged.facts.push(fact_of_alerts(&rows));
        }
        let action = self.action.unwrap_or(action);
        let outcome = self.outcome.unwrap_or(outcome);
        let receipt = append(self.register, self.tx, self.now, &self.logged, action, outcome)?;
        for it in &self.versions {
            self.tx.insert(&it.version, &it.digest, receipt.seq)?;
        }
        for effect in std::mem::take(&mut self.effects) {
            effect(self.tx)?;
        }
        let versions = std::mem::take(&mut self.versions);
        indexes::follow(self.tx, versions, london_day(self.now))?;
        for (watch, entry) in rows {
            self.tx.raise(&AlertRow { seq: receipt.seq, watch, entry })?;
        }
        let mut heard = Vec::new();
        for (view, entry) in alerts {
            if self.register.log.alert.is_some() {
                let at = moment(i64::try_from(at_ms).unwrap_or(i64::MAX));
                let at = Moment::new(at).map_err(|_| Error::Internal)?;
                let (actor, owners) = (self.session().account, self.owners(entry)?);
                heard.push(Alert { view, event: receipt.seq, at, actor, entry, owners });
            }
        }
        Ok((receipt, heard))
    }

    /// Returns the accounts in charge of an entry.
    fn owners(&self, entry: Option<Id>) -> Result<Vec<Id>> {
        let Some(record) = entry.map(|it| self.tx.newest(it)).transpose()?.flatten() else {
            return Ok(Vec::new());
        };
        let Guarded { registration, .. } = Guarded::of(&record)?;
        Ok([registration.manager, registration.supervisor].into_iter().flatten().collect())
    }

    /// Writes an event of its own beside that of the call, with what it says.
    pub(super) fn note_apart(&mut self, action: Action, outcome: Outcome, fact: Fact) -> Result<Receipt> {
        let logged = Logged { facts: vec![fact], ..self.logged.bare() };
        append(self.register, self.tx, self.now, &logged, action, outcome)
    }
}

/// The refusal of someone who is not signed in any more.
pub(super) fn ended() -> Error {
    Error::NotSignedIn(Refusal::Ended)
}

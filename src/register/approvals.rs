//! Two persons: one asks, another agrees, and exactly that is done.
//!
//! A request is an event that commits to the operation's very bytes; an approval is an event that names
//! the request; what is done names the approval. The rows of the store only point at these events, so
//! whoever edits a row gains nothing: each step is looked at again in the log when the operation is done.
//!
//! `Work::approved` is all that a verb of another file needs: it refuses what nobody agreed to.

use serde::{Deserialize, Serialize};

use crate::access::approval::{Guarded, Part, Step, in_time, lapses_at_ms, on_the_clock, part, second};
use crate::access::conflict::Bar;
use crate::access::permission::purpose_covers;
use crate::access::{Act, Permit};
use crate::audit::commitment::{Committed, Field};
use crate::audit::facts::{Fact, FactKind, NOBODY};
use crate::audit::verify::check_openings;
use crate::audit::{Action, Auth, Digest, Event, Outcome};
use crate::clock::moment;
use crate::error::{Corruption, Error, Problem, Refusal, Result, What};
use crate::model::account::AccountStatus;
use crate::model::{Account, Entry, Id, Job, Kind, Moment, Role, document};
use crate::register::conflicts::declared_by;
use crate::register::feasible::can_be_done;
use crate::register::gate::{perform, together};
use crate::register::settling::settled;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::store::{RequestRow, View};

/// Requests that a list gives at the most.
pub const REQUESTS_MAX: u32 = 1000;

/// What an operation's digest begins with.
const OPERATION_NAME: &[u8] = b"sreg.two1";

/// A request that was just made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Its number: that of its event.
    pub request: u64,
    /// The digest of the exact operation, in hexadecimal.
    pub digest: String,
}

/// Which request a second person agrees to, and what they saw of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The request.
    pub request: u64,
    /// The digest of the operation as it was shown.
    pub digest: String,
}

/// A request that waits.
#[derive(Clone, Serialize)]
pub struct Waiting {
    /// Its number.
    pub request: u64,
    /// What is asked for.
    pub asks: Guarded,
    /// The digest of the exact operation, in hexadecimal.
    pub digest: String,
    /// The account that asked.
    pub requested_by: Id,
    /// Its holder's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_by_name: Option<String>,
    /// When.
    pub requested_at: Moment,
    /// From when on it is of no use.
    pub lapses_at: Moment,
    /// The reason that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The account that agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Id>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<Moment>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "request {} for {:?}", self.request, self.asks)
    }
}

/// A request as the log tells of it.
struct Told {
    row: RequestRow,
    /// Whether it was done, declined or withdrawn.
    closed: bool,
    operation: Guarded,
    requested: Step,
    reason: Option<String>,
    approved: Option<Step>,
}

impl Task {
    /// Asks for something that two persons guard.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] if the role does not ask for it; [`Error::NotFound`], [`Error::Stale`] and
    /// [`Error::Invalid`] if it could not be done as it is asked for.
    pub fn request(&self, operation: Guarded) -> Result<Audited<Asked>> {
        let asked =
            perform(self, Act::ViewRequests, actions(&operation).0, move |work| ask(work, &operation))?;
        let request = asked.receipt().seq;
        Ok(asked.map(|digest| Asked { request, digest }))
    }

    /// Agrees to what another asked for.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] for one's own request, for a role without a part in it, for a request that
    /// lapsed, for an operation other than the one that was shown, and where one of the two made the other
    /// or gave them a role or password within the last days, or the same account both
    /// ([`SETTLING_HOURS`](crate::access::approval::SETTLING_HOURS)); [`Error::NotFound`];
    /// [`Error::Invalid`] if it is agreed to or closed already.
    pub fn approve(&self, agreement: Agreement) -> Result<Audited<()>> {
        perform(self, Act::ViewRequests, Action::RequestApproved, move |work| {
            let told = told(work, agreement.request)?;
            if told.row.approved_by.is_some() || told.closed {
                return Err(Error::invalid("/request", Problem::WrongState));
            }
            if !agreement.digest.eq_ignore_ascii_case(&told.row.digest.to_string()) {
                return Err(Error::Forbidden(Refusal::Altered));
            }
            let act = told.operation.act();
            covered(work, act)?;
            second(&told.requested, &work.step())?;
            in_time_for(work, &told)?;
            agrees(work, &apart(&told.operation, &told.requested), work.session().account, act)?;
            asks(work, told.requested.account, act)?;
            can_be_done(work, told.requested.account, &told.operation)?;
            for entry in told.operation.entries() {
                // Who has a part in it agrees to nothing about it.
                let record = work.record_of(Kind::Entry, *entry)?;
                if work.bar(&record)?.0.is_some() {
                    return Err(Error::Forbidden(Refusal::Conflict));
                }
                work.touch(*entry, *entry);
            }
            settled(work.tx, &[told.requested.account, work.session().account], work.moment_ms())?;
            work.links_to(told.row.seq);
            work.act_as(actions(&told.operation).1);
            work.comes_to(Outcome::Approved);
            work.then(move |tx| {
                let by = tx.last_seq();
                tx.note_approval(told.row.seq, by)
            });
            Ok(())
        })
    }

    /// Declines what another asked for, or withdraws what one asked for oneself.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] for a role without a part in it; [`Error::NotFound`]; [`Error::Invalid`] if it
    /// is closed already.
    pub fn decline(&self, request: u64) -> Result<Audited<()>> {
        perform(self, Act::ViewRequests, Action::RequestDeclined, move |work| {
            let told = told(work, request)?;
            if told.closed {
                return Err(Error::invalid("/request", Problem::WrongState));
            }
            let own = told.requested.account == work.session().account;
            if !own {
                let apart = apart(&told.operation, &told.requested);
                agrees(work, &apart, work.session().account, told.operation.act())?;
            }
            work.links_to(request);
            work.state(fact_of_closing(request));
            work.then(move |tx| {
                let by = tx.last_seq();
                tx.close_request(request, by)
            });
            Ok(())
        })
    }

    /// Lists what waits for a second person or to be done, the newest first, as far as one's role has a
    /// part in it and one may know of the entries that it is about.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`]; [`Error::Corrupt`].
    pub fn requests(&self) -> Result<Audited<Vec<Waiting>>> {
        perform(self, Act::ViewRequests, Action::RequestsRead, |work| {
            let role = work.role()?;
            let mut waiting = Vec::new();
            for row in work.tx.open_requests(REQUESTS_MAX)? {
                let told = match told(work, row.seq) {
                    // What it asked for was erased.
                    Err(Error::NotFound { .. }) => continue,
                    told => told?,
                };
                let own = told.requested.account == work.session().account;
                let has_part = part(role, told.operation.act()) != Part::No;
                let known = own || knows_of(work, told.operation.entries())?;
                if (own || has_part) && known && !told.closed && in_time_for(work, &told).is_ok() {
                    waiting.push(shown(work, told)?);
                }
            }
            work.touch_many(waiting.len());
            Ok(waiting)
        })
    }

    /// Does what was asked for and agreed to, by the request's number.
    ///
    /// # Errors
    ///
    /// Those of the verb that does it, with the operation as it was agreed to; [`Error::Invalid`] for what
    /// is done elsewhere: a restore where the register is opened, a disclosure by [`Task::disclose`] or
    /// [`Task::export_diary`].
    pub fn execute(&self, request: u64) -> Result<Audited<()>> {
        let operation = perform(self, Act::ViewRequests, Action::RequestsRead, move |work| {
            Ok(told(work, request)?.operation)
        })?;
        match operation.into_value() {
            Guarded::GiveJob { account, seen, job } => Ok(self.give_job(account, seen, *job)?.map(drop)),
            Guarded::GrantRole { account, seen, role } => Ok(self.grant_role(account, seen, role)?.map(drop)),
            operation @ Guarded::OpenCase { .. } => self.open_case(operation),
            Guarded::RemoveKeySlot { slot } => self.remove_key_slot(slot),
            Guarded::Restrict { entry, seen, restriction } => {
                Ok(self.restrict_as_proposed(entry, seen, restriction)?.map(drop))
            }
            Guarded::Unrestrict { entry, seen, restriction } => {
                Ok(self.unrestrict(entry, seen, restriction)?.map(drop))
            }
            Guarded::EraseEntry { entry, basis } => Ok(self.erase_entry(entry, basis)?.map(drop)),
            Guarded::EraseField { event, field, basis } => self.erase_field(event, &field, basis),
            Guarded::PruneLog { first, basis } => Ok(self.prune_log(first, basis)?.map(drop)),
            _ => Err(Error::invalid("/request", Problem::WrongState)),
        }
    }

    /// Gives a role that is guarded, as two persons agreed.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] if nobody agreed to exactly this; [`Error::Stale`]; [`Error::NotFound`].
    pub fn grant_role(&self, account: Id, seen: u32, role: Role) -> Result<Audited<u32>> {
        let operation = Guarded::GrantRole { account, seen, role };
        together(self, operation.clone(), move |work| {
            can_be_done(work, work.session().account, &operation)?;
            let record = crate::register::accounts::stored(work, account)?;
            let changed = Account { role, job: None, ..record.document };
            work.write(account, account, seen + 1, &changed)?;
            Ok(seen + 1)
        })
    }

    /// Gives a service its job, as two persons agreed.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] if nobody agreed to exactly this; [`Error::Stale`]; [`Error::NotFound`];
    /// [`Error::Invalid`] for an account that is no service, or for a job that asks nothing.
    pub fn give_job(&self, account: Id, seen: u32, job: Job) -> Result<Audited<u32>> {
        let operation = Guarded::GiveJob { account, seen, job: Box::new(job.clone()) };
        together(self, operation.clone(), move |work| {
            can_be_done(work, work.session().account, &operation)?;
            let record = crate::register::accounts::stored(work, account)?;
            let changed = Account { job: Some(job), ..record.document };
            work.write(account, account, seen + 1, &changed)?;
            Ok(seen + 1)
        })
    }
}

impl Work<'_, '_> {
    /// Refuses what two persons have not agreed to exactly as it is to be done, and uses the agreement up.
    ///
    /// The request, the approval, both accounts and both roles are looked at as they are now.
    pub(super) fn approved(&mut self, operation: &Guarded) -> Result<()> {
        self.approved_about(operation, operation.entries())
    }

    /// As [`Work::approved`], where the operation names its entries by a digest only.
    pub(super) fn approved_about(&mut self, operation: &Guarded, entries: &[Id]) -> Result<()> {
        let digest = digest_of(&document::write(operation));
        let mut refusal = Error::Forbidden(Refusal::NeedsSecondPerson);
        for row in self.tx.approved_requests(&digest)? {
            match usable(self, row.seq, operation, entries) {
                Ok(approval) => {
                    self.links_to(approval);
                    self.state(fact_of_closing(row.seq));
                    self.say(Field::Approval, approval.to_string());
                    self.authorised_by(Auth::TWO_PERSON);
                    self.then(move |tx| {
                        let by = tx.last_seq();
                        tx.close_request(row.seq, by)
                    });
                    return Ok(());
                }
                Err(fault @ Error::Forbidden(_)) => refusal = fault,
                Err(fault) => return Err(fault),
            }
        }
        Err(refusal)
    }

    /// Returns one's own step in what two persons guard.
    fn step(&self) -> Step {
        Step { account: self.session().account, session: self.session().id, at_ms: self.moment_ms() }
    }

    /// Returns the moment of the call, in milliseconds; a clock that was set back lengthens no request.
    pub(super) fn moment_ms(&self) -> u64 {
        Event::milliseconds(self.now()).max(self.tx.last_at_ms())
    }
}

/// Asks, in a call's own event, for something that two persons guard; returns its digest.
pub(super) fn ask(work: &mut Work<'_, '_>, operation: &Guarded) -> Result<String> {
    let act = operation.act();
    if !part(work.role()?, act).requests() {
        return Err(Error::Forbidden(Refusal::Role));
    }
    covered(work, act)?;
    can_be_done(work, work.session().account, operation)?;
    let json = document::write(operation);
    let digest = digest_of(&json);
    work.say(Field::Criteria, json);
    for entry in operation.entries() {
        work.touch(*entry, *entry);
    }
    work.comes_to(Outcome::Requested);
    let clock_ms = work.now().timestamp_millis();
    work.then(move |tx| {
        let seq = tx.last_seq();
        tx.note_request(seq, &digest, clock_ms)
    });
    Ok(digest.to_string())
}

/// Tells whether a request can be used now, and gives the event that agreed to it.
fn usable(work: &Work<'_, '_>, request: u64, operation: &Guarded, entries: &[Id]) -> Result<u64> {
    let told = told(work, request)?;
    // A row put back from an older copy waits again; the log tells that it was used up.
    let (Some(approval), Some(approved), false) = (told.row.approved_by, told.approved, told.closed) else {
        return Err(Error::Forbidden(Refusal::NeedsSecondPerson));
    };
    if told.operation != *operation {
        return Err(Error::Forbidden(Refusal::Altered));
    }
    let act = operation.act();
    second(&told.requested, &approved)?;
    in_time_for(work, &told)?;
    asks(work, told.requested.account, act)?;
    agrees(work, &apart(operation, &told.requested), approved.account, act)?;
    let persons = [told.requested.account, approved.account, work.session().account];
    settled(work.tx, &persons, work.moment_ms())?;
    without_part(work, &persons, entries)?;
    Ok(approval)
}

/// Reads a request from the events that tell of it.
fn told(work: &Work<'_, '_>, request: u64) -> Result<Told> {
    let row = work.tx.request(request)?.ok_or(Error::NotFound { what: What::Request })?;
    let wrong = Error::Corrupt(Corruption::Opening { seq: request });
    let opened = work.tx.event(request)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq: request }))?;
    check_openings(&opened.event, &opened.openings).map_err(Error::Corrupt)?;
    let said = |field: Field| {
        opened.openings.iter().find_map(|it| match it {
            Committed::Opened { opening, .. } if opening.field == field => Some(opening.value.clone()),
            _ => None,
        })
    };
    let json = said(Field::Criteria).ok_or(Error::NotFound { what: What::Request })?;
    if opened.event.outcome != Outcome::Requested || digest_of(&json) != row.digest {
        return Err(wrong);
    }
    let operation: Guarded = serde_json::from_str(&json).map_err(|_| wrong)?;
    let approved = row.approved_by.map(|seq| {
        let event = work.tx.event(seq)?.ok_or(Error::Corrupt(Corruption::MissingEvent { seq }))?.event;
        if event.outcome != Outcome::Approved || event.link != Some(request) {
            return Err(Error::Corrupt(Corruption::Opening { seq }));
        }
        Ok(step_of(&event))
    });
    Ok(Told {
        closed: row.closed_by.is_some() || closed_by(work.tx, request)?.is_some(),
        row,
        operation,
        requested: step_of(&opened.event),
        reason: said(Field::Reason),
        approved: approved.transpose()?,
    })
}

/// Tells whether the one who acts may know of all entries: a request tells that they are there, and why.
fn knows_of(work: &Work<'_, '_>, entries: &[Id]) -> Result<bool> {
    let own = declared_by(work.tx, work.session().account)?;
    for id in entries {
        let Some(record) = work.tx.newest(*id)?.filter(|it| it.kind == Kind::Entry) else { continue };
        let entry: Entry = document::parse(&record.document)?;
        if !work.may_know(&entry.restriction) || work.register.bar_of(&own, &entry.subject) == Some(Bar::Shut)
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Refuses persons of whom one has, as it is declared now, a part in one of the entries.
fn without_part(work: &Work<'_, '_>, persons: &[Id], entries: &[Id]) -> Result<()> {
    let mut declared = Vec::new();
    for person in persons {
        declared.push(declared_by(work.tx, *person)?);
    }
    declared.retain(|it| !it.is_empty());
    for id in entries.iter().filter(|_| !declared.is_empty()) {
        // What is gone is refused by the verb.
        let Some(record) = work.tx.newest(*id)?.filter(|it| it.kind == Kind::Entry) else { continue };
        let entry: Entry = document::parse(&record.document)?;
        if declared.iter().any(|it| work.register.bar_of(it, &entry.subject).is_some()) {
            return Err(Error::Forbidden(Refusal::Conflict));
        }
    }
    Ok(())
}

/// Says that a request was done, declined or withdrawn.
fn fact_of_closing(request: u64) -> Fact {
    Fact::of(NOBODY, FactKind::RequestClosed, &[&request.to_be_bytes()])
}

/// Returns the event that did what was asked for, declined it or withdrew it, as the log tells of it.
pub(super) fn closed_by(view: &View<'_>, request: u64) -> Result<Option<u64>> {
    view.said_by(FactKind::RequestClosed, &fact_of_closing(request).digest)
}

/// Refuses what comes too late after a request, by the log's time or by the wall clock's.
fn in_time_for(work: &Work<'_, '_>, told: &Told) -> Result<()> {
    in_time(&told.requested, work.moment_ms())?;
    on_the_clock(told.row.clock_ms, work.now().timestamp_millis())
}

fn step_of(event: &Event) -> Step {
    Step { account: event.actor, session: event.session, at_ms: event.at_ms }
}

fn shown(work: &Work<'_, '_>, told: Told) -> Result<Waiting> {
    let at =
        |ms: u64| Moment::new(moment(i64::try_from(ms).unwrap_or(i64::MAX))).map_err(|_| Error::Internal);
    let Told { row, operation, requested, reason, approved, .. } = told;
    Ok(Waiting {
        request: row.seq,
        asks: operation,
        digest: row.digest.to_string(),
        requested_by: requested.account,
        requested_by_name: account(work, requested.account)?.map(|it| it.display_name.to_string()),
        requested_at: at(requested.at_ms)?,
        lapses_at: at(lapses_at_ms(requested.at_ms))?,
        reason,
        approved_by: approved.map(|it| it.account),
        approved_at: approved.map(|it| at(it.at_ms)).transpose()?,
    })
}

/// Refuses a purpose that does not cover the act.
fn covered(work: &Work<'_, '_>, act: Act) -> Result<()> {
    if purpose_covers(work.purpose(), act) { Ok(()) } else { Err(Error::Forbidden(Refusal::Purpose)) }
}

/// Refuses an account that does not ask for the act, as it is now.
fn asks(work: &Work<'_, '_>, who: Id, act: Act) -> Result<()> {
    let account = active(work, who)?;
    if part(account.role, act).requests() { Ok(()) } else { Err(Error::Forbidden(Refusal::Role)) }
}

/// Returns the accounts that do not agree to an operation, whatever their roles: who asked for it, and whom it serves.
fn apart(operation: &Guarded, requested: &Step) -> Vec<Id> {
    let served = match operation {
        Guarded::OpenCase { account, .. } => Some(*account),
        _ => None,
    };
    std::iter::once(requested.account).chain(served).collect()
}

/// Refuses an account that does not agree to the act, as it is now.
fn agrees(work: &Work<'_, '_>, apart: &[Id], who: Id, act: Act) -> Result<()> {
    let account = active(work, who)?;
    match part(account.role, act) {
        Part::Approves | Part::Both => Ok(()),
        Part::StandsIn if !others_agree(work, apart, act)? => Ok(()),
        _ => Err(Error::Forbidden(Refusal::Role)),
    }
}

/// Tells whether an active account other than those has a role that agrees.
fn others_agree(work: &Work<'_, '_>, apart: &[Id], act: Act) -> Result<bool> {
    let mut found = false;
    work.tx.each(Kind::Account, |record| {
        let account: Account = document::parse(&record.document)?;
        let agrees = account.status == AccountStatus::Active && part(account.role, act).approves();
        found |= agrees && !apart.contains(&record.id);
        Ok(())
    })?;
    Ok(found)
}

fn account(work: &Work<'_, '_>, id: Id) -> Result<Option<Account>> {
    let record = work.tx.newest(id)?.filter(|it| it.kind == Kind::Account);
    record.map(|it| document::parse(&it.document)).transpose()
}

fn active(work: &Work<'_, '_>, id: Id) -> Result<Account> {
    account(work, id)?.filter(|it| it.status == AccountStatus::Active).ok_or(Error::Forbidden(Refusal::Role))
}

/// Returns the digest of an operation's very bytes.
fn digest_of(json: &str) -> Digest {
    Digest::of(&[OPERATION_NAME, json.as_bytes()])
}

/// Returns the actions that ask for an operation, agree to it and do it.
pub(super) const fn actions(operation: &Guarded) -> (Action, Action, Action) {
    let does = match operation {
        Guarded::AcceptRestore { .. } => Action::RestoreAccepted,
        Guarded::AdoptAnchor { .. } => Action::AnchorAdopted,
        Guarded::DiscloseInBulk { .. } => Action::Share,
        Guarded::ExportDiary { .. } => Action::Export,
        Guarded::EraseEntry { .. } => {
            return (Action::ErasureRequested, Action::ErasureApproved, Action::ErasureExecuted);
        }
        Guarded::EraseField { .. } => Action::FieldErased,
        Guarded::GiveJob { .. } => Action::JobGiven,
        Guarded::GrantRole { .. } => Action::RoleGranted,
        Guarded::OpenCase { .. } => Action::CaseOpened,
        Guarded::PruneLog { .. } => Action::LogPruned,
        Guarded::RemoveKeySlot { .. } => Action::KeySlotRemoved,
        Guarded::Restrict { .. } => Action::Restricted,
        Guarded::Unrestrict { .. } => Action::Unrestricted,
    };
    (Action::RequestMade, Action::RequestApproved, does)
}

/// Tells whether a role does an act once two persons agreed: one that needs another for it, or none.
pub(super) const fn does_together(permit: Permit) -> bool {
    matches!(permit, Permit::NeedsSecondPerson | Permit::Yes)
}

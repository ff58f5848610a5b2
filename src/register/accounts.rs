//! Accounts: made, changed, given a password, unlocked.

use serde::Serialize;
use zeroize::Zeroizing;

use crate::access::permission::{is_guarded, permit};
use crate::access::{Act, Key, KeyFile, Permit, password};
use crate::audit::commitment::Field;
use crate::audit::{Action, Outcome};
use crate::error::{Error, Pointer, Problem, Refusal, Result, What};
use crate::model::account::AccountStatus;
use crate::model::{Account, Document, Id, Job, Kind, Role, document};
use crate::register::credentials::fact_of_password;
use crate::register::gate::{note, perform};
use crate::register::logged::Logged;
use crate::register::records::Stored;
use crate::register::session::account_named;
use crate::register::tallies::{fact_of_tally, tally_of};
use crate::register::work::Work;
use crate::register::{Audited, Register, Task, Versioned};
use crate::store::key_file;

/// Accounts that a list gives at the most.
pub const ACCOUNTS_MAX: usize = 10_000;

/// An account and how its sign-in stands.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// The account.
    #[serde(flatten)]
    pub account: Versioned<Account>,
    /// Failed sign-ins since the last good one.
    pub failures: u32,
}

impl Task {
    /// Makes an account; one without a password must be vouched for.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] if the name is taken; [`Error::Invalid`] for a weak password;
    /// [`Error::Forbidden`], also for a role that two persons give: make the account with another one, and
    /// have it granted by [`Task::grant_role`].
    pub fn create_account(&self, account: Account, password: Option<&str>) -> Result<Audited<Id>> {
        let phc = self.hashed(password)?;
        if phc.is_none() && !account.vouched {
            return Err(Error::invalid("/password", Problem::Missing));
        }
        perform(self, Act::ManageAccounts, Action::AccountCreated, move |work| {
            account.check(work.today())?;
            refuse_guarded(&account)?;
            refuse_job(&account, None)?;
            let name = work.register.name_digest(&account.username);
            if work.tx.account_named(&name)?.is_some() {
                return Err(Error::Duplicate { what: What::Account, at: Pointer::of("/username") });
            }
            let id = work.new_id()?;
            work.write(id, id, 1, &account)?;
            let at_ms = work.now().timestamp_millis();
            if let Some(phc) = &phc {
                work.state(fact_of_password(id, phc));
            }
            work.then(move |tx| {
                tx.name_account(id, &name)?;
                phc.map_or(Ok(()), |phc| tx.set_password(id, &phc, at_ms))
            });
            Ok(id)
        })
    }

    /// Changes an account: its holder's name, team, role or status.
    ///
    /// # Errors
    ///
    /// [`Error::Stale`]; [`Error::Duplicate`]; [`Error::NotFound`]; [`Error::Forbidden`], also for one's own
    /// role and where the role needs a second person.
    pub fn amend_account(&self, id: Id, seen: u32, account: Account) -> Result<Audited<u32>> {
        perform(self, Act::ManageAccounts, Action::AccountAmended, move |work| {
            account.check(work.today())?;
            let before = stored(work, id)?;
            if before.version != seen {
                return Err(Error::Stale { what: What::Account, seen, current: before.version });
            }
            if before.document.role != account.role {
                if id == work.session().account {
                    return Err(Error::Forbidden(Refusal::NeedsSecondPerson));
                }
                refuse_guarded(&account)?;
                work.act_as(Action::RoleGranted);
            } else if account.status != before.document.status && account.status != AccountStatus::Active {
                work.act_as(Action::AccountSuspended);
            }
            refuse_job(&account, before.document.job.as_ref())?;
            let name = work.register.name_digest(&account.username);
            if work.tx.account_named(&name)?.is_some_and(|it| it != id) {
                return Err(Error::Duplicate { what: What::Account, at: Pointer::of("/username") });
            }
            let version = before.version + 1;
            work.write(id, id, version, &account)?;
            work.then(move |tx| tx.name_account(id, &name));
            Ok(version)
        })
    }

    /// Gives an account a new password.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a weak password; [`Error::NotFound`]; [`Error::Forbidden`].
    pub fn set_password(&self, id: Id, password: &str) -> Result<Audited<()>> {
        let phc = self.hashed(Some(password))?;
        perform(self, Act::ManageAccounts, Action::PasswordChanged, move |work| {
            let account = stored(work, id)?;
            work.touch(id, id);
            let at_ms = work.now().timestamp_millis();
            let name = work.register.name_digest(&account.document.username);
            if let Some(phc) = &phc {
                work.state(fact_of_password(id, phc));
            }
            work.state(fact_of_tally(&name, 0));
            work.then(move |tx| {
                tx.set_failures(&name, 0, 0)?;
                phc.map_or(Ok(()), |phc| tx.set_password(id, &phc, at_ms))
            });
            Ok(())
        })
    }

    /// Lets an account sign in again after too many failures.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`]; [`Error::Forbidden`].
    pub fn unlock(&self, id: Id) -> Result<Audited<()>> {
        perform(self, Act::ManageAccounts, Action::AccountUnlocked, move |work| {
            let account = stored(work, id)?;
            work.touch(id, id);
            let name = work.register.name_digest(&account.document.username);
            work.state(fact_of_tally(&name, 0));
            work.then(move |tx| tx.set_failures(&name, 0, 0));
            Ok(())
        })
    }

    /// Lists the accounts; who may see only those of the own team sees only those.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`].
    pub fn accounts(&self) -> Result<Audited<Vec<Listed>>> {
        perform(self, Act::ViewAccounts, Action::AuditRead, |work| {
            let mut records = Vec::new();
            work.tx.each(Kind::Account, |record| {
                if records.len() < ACCOUNTS_MAX {
                    records.push(Stored::of(record)?.read::<Account>()?);
                }
                Ok(())
            })?;
            let own_team = permit(work.role()?, Act::ViewAccounts) == Permit::OwnTeam;
            let team = work.team();
            records
                .into_iter()
                .filter(|it| !own_team || (team.is_some() && it.document.team == team))
                .map(|account| {
                    work.touch(account.id, account.id);
                    let name = work.register.name_digest(&account.document.username);
                    let now_ms = work.now().timestamp_millis();
                    let failures = tally_of(work.tx, &name, now_ms)?.failures;
                    Ok(Listed { account, failures })
                })
                .collect()
        })
    }

    fn hashed(&self, password: Option<&str>) -> Result<Option<Zeroizing<String>>> {
        let Some(password) = password else { return Ok(None) };
        password::check_new(password)?;
        let register = &self.inner.session.register;
        let _passage = register.turnstile.pass();
        let phc = password::hash(password, register.entropy.bytes()?, register.cost)?;
        Ok(Some(Zeroizing::new(phc.text())))
    }
}

impl Register {
    /// Lets an administrator sign in again, by a recovery key: the way back where the only administrator is
    /// locked out. The event tells that it was the key, and nobody's sign-in.
    ///
    /// # Errors
    ///
    /// [`Error::WrongKey`] unless it opens a recovery slot; [`Error::NotFound`] if there is no active
    /// administrator of that name.
    pub fn unlock_by_recovery_key(&self, username: &str, key: &str) -> Result<Audited<()>> {
        let file = KeyFile::decode(&key_file::read(self.inner.store.directory())?)?;
        file.open(Key::Recovery(key))?;
        let name = self.inner.name_digest(username);
        let inside = std::sync::Arc::clone(&self.inner);
        let found = self.inner.store.commit(move |tx| account_named(tx, &inside.blinding, &name))?;
        let unlockable = |it: &Account| it.role == Role::Administrator && it.status == AccountStatus::Active;
        let absent = Error::NotFound { what: What::Account };
        let (id, _) = found.filter(|(_, it)| unlockable(it)).ok_or(absent)?;
        let logged = Logged {
            fields: vec![(Field::Means, "recovery key".to_owned())],
            facts: vec![fact_of_tally(&name, 0)],
            references: vec![id],
            count: 1,
            ..Logged::nobody()
        };
        note(&self.inner, logged, move |tx, _| {
            tx.set_failures(&name, 0, 0)?;
            Ok(((), Action::AccountUnlocked, Outcome::Done))
        })
    }
}

pub(super) fn stored(work: &Work<'_, '_>, id: Id) -> Result<Versioned<Account>> {
    let absent = Error::NotFound { what: What::Account };
    let record = work.tx.newest(id)?.filter(|it| it.kind == Kind::Account).ok_or(absent)?;
    Stored::of(record)?.read()
}

/// Refuses to give a role that only two persons may give.
fn refuse_guarded(account: &Account) -> Result<()> {
    if is_guarded(account.role) { Err(Error::Forbidden(Refusal::NeedsSecondPerson)) } else { Ok(()) }
}

/// Refuses to give a job that only two persons may give; anybody who keeps accounts may take one away.
fn refuse_job(account: &Account, had: Option<&Job>) -> Result<()> {
    match &account.job {
        Some(job) if Some(job) != had => Err(Error::Forbidden(Refusal::NeedsSecondPerson)),
        _ => Ok(()),
    }
}

/// Reads an account's document of a caller's.
///
/// # Errors
///
/// [`Error::Invalid`].
pub fn read_account(json: &str, today: chrono::NaiveDate) -> Result<Account> {
    document::read(json, today)
}

//! `sreg account`: who may sign in, and as what.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use stalking_register::error::{Error, What};
use stalking_register::model::account::AccountStatus;
use stalking_register::model::text::Line;
use stalking_register::model::{Account, Role};
use stalking_register::register::Versioned;
use stalking_register::register::accounts::Listed;

use crate::access::{Desk, Place, Reason};
use crate::fault::Fault;
use crate::output::{Form, print, table};
use crate::{init, secret};

/// Lists, makes and changes accounts; the administrator signs in.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Lists the accounts.
    List(List),
    /// Makes an account; its password is SREG_NEW_PASSWORD or asked for.
    Add(Add),
    /// Changes an account's role, status or team.
    Change(Change),
    /// Gives an account a new password: SREG_NEW_PASSWORD, or asked for.
    Password(One),
    /// Lets an account sign in again after too many failures.
    Unlock(One),
    /// Lets an administrator sign in again by the recovery key (SREG_RECOVERY_KEY, or asked for).
    UnlockByRecoveryKey(Recovered),
}

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Add {
    /// The name that it signs in with.
    username: String,
    /// What it acts as.
    #[arg(long, value_parser = roles())]
    role: Role,
    /// The holder's name, as shown to colleagues.
    #[arg(long)]
    name: Option<String>,
    /// The holder's team.
    #[arg(long)]
    team: Option<String>,
    /// A host system vouches for the holder; there is no password.
    #[arg(long)]
    vouched: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Change {
    /// The name that it signs in with.
    username: String,
    /// What it is to act as.
    #[arg(long, value_parser = roles())]
    role: Option<Role>,
    /// Whether it may act.
    #[arg(long, value_parser = statuses())]
    status: Option<AccountStatus>,
    /// The holder's team.
    #[arg(long)]
    team: Option<String>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Recovered {
    /// The name that it signs in with.
    username: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
pub(crate) struct One {
    /// The name that it signs in with.
    username: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

/// The names of the statuses, as documents have them.
const STATUSES: [(&str, AccountStatus); 3] = [
    ("active", AccountStatus::Active),
    ("suspended", AccountStatus::Suspended),
    ("closed", AccountStatus::Closed),
];

pub(crate) fn roles() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::name))
        .try_map(|it| Role::ALL.into_iter().find(|role| role.name() == it).ok_or("is not in the code list"))
}

fn statuses() -> impl TypedValueParser<Value = AccountStatus> {
    PossibleValuesParser::new(STATUSES.map(|it| it.0)).try_map(|text| {
        STATUSES.into_iter().find(|it| it.0 == text).map(|it| it.1).ok_or("is not in the code list")
    })
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::List(it) => it.run(),
            Self::Add(it) => it.run(),
            Self::Change(it) => it.run(),
            Self::Password(it) => {
                let password = secret::new("SREG_NEW_PASSWORD", "New password")?;
                let desk = it.place.house(&it.reason)?;
                desk.task.set_password(named(&desk, &it.username)?.id, &password)?;
                print("The password was changed.")
            }
            Self::UnlockByRecoveryKey(it) => {
                let key = secret::needed("SREG_RECOVERY_KEY", "Recovery key")?;
                it.place.open()?.unlock_by_recovery_key(&it.username, &key)?;
                print("The account was unlocked.")
            }
            Self::Unlock(it) => {
                let desk = it.place.house(&it.reason)?;
                desk.task.unlock(named(&desk, &it.username)?.id)?;
                print("The account was unlocked.")
            }
        }
    }
}

impl List {
    fn run(self) -> Result<(), Fault> {
        let desk = self.place.house(&self.reason)?;
        let accounts = desk.task.accounts()?.into_value();
        self.form.print(&accounts, || {
            let head = ["ACCOUNT", "NAME", "ROLE", "STATUS", "TEAM", "VOUCHED", "FAILURES", "ID"];
            let mut rows = vec![head.map(str::to_owned).to_vec()];
            rows.extend(accounts.iter().map(row));
            table(&rows)
        })
    }
}

fn row(listed: &Listed) -> Vec<String> {
    let account = &listed.account.document;
    let status = STATUSES.into_iter().find(|it| it.1 == account.status).map_or("-", |it| it.0);
    vec![
        account.username.to_string(),
        account.display_name.to_string(),
        account.role.name().to_owned(),
        status.to_owned(),
        account.team.as_deref().unwrap_or("-").to_owned(),
        if account.vouched { "yes" } else { "no" }.to_owned(),
        listed.failures.to_string(),
        listed.account.id.to_string(),
    ]
}

impl Add {
    fn run(self) -> Result<(), Fault> {
        let mut account = init::account(&self.username, self.name.as_deref(), self.role)?;
        account.vouched = self.vouched;
        account.team = team(self.team.as_deref())?;
        let password = if self.vouched {
            None
        } else {
            Some(secret::new("SREG_NEW_PASSWORD", "Password of the new account")?)
        };
        let desk = self.place.house(&self.reason)?;
        let id = desk.task.create_account(account, password.as_ref().map(|it| it.as_str()))?;
        print(&id.value().to_string())
    }
}

impl Change {
    fn run(self) -> Result<(), Fault> {
        let desk = self.place.house(&self.reason)?;
        let found = named(&desk, &self.username)?;
        let mut account = found.document;
        account.role = self.role.unwrap_or(account.role);
        account.status = self.status.unwrap_or(account.status);
        if let Some(text) = &self.team {
            account.team = team(Some(text))?;
        }
        let version = desk.task.amend_account(found.id, found.version, account)?;
        print(&format!("The account is at version {}.", version.value()))
    }
}

fn team(text: Option<&str>) -> Result<Option<stalking_register::model::restriction::Team>, Fault> {
    Ok(text.map(|it| Line::new(it).map_err(|it| Error::invalid("/team", it))).transpose()?)
}

/// Finds an account by the name that it signs in with; letters' case does not matter.
pub(crate) fn named(desk: &Desk, username: &str) -> Result<Versioned<Account>, Fault> {
    let wanted = stalking_register::access::username::folded(username);
    desk.task
        .accounts()?
        .into_value()
        .into_iter()
        .map(|it| it.account)
        .find(|it| stalking_register::access::username::folded(&it.document.username) == wanted)
        .ok_or_else(|| Error::NotFound { what: What::Account }.into())
}

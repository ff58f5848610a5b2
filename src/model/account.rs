//! Who may act, and as what.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::restriction::Team;
use crate::model::text::{Line, refuse_unseen};
use crate::model::{Document, Job, Kind};

/// What an account acts as. The number goes into the audit and is never reused.
///
/// The Act knows no roles; these are the columns of the permission table (`access::permission`).
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Role {
    /// Sees summaries and warnings.
    Viewer = 1,
    /// Keeps the register: the stalking coordinator.
    Coordinator = 2,
    /// Approves what a coordinator proposes.
    Supervisor = 3,
    /// Reviews what is kept, and executes erasures.
    RecordsManager = 4,
    /// Reads the log: professional standards.
    Auditor = 5,
    /// The data protection officer.
    DataProtectionOfficer = 6,
    /// Keeps accounts and keys, and sees nobody's data.
    Administrator = 7,
    /// A program that runs a job of its own.
    Service = 8,
}

impl Role {
    /// Every role, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Viewer,
        Self::Coordinator,
        Self::Supervisor,
        Self::RecordsManager,
        Self::Auditor,
        Self::DataProtectionOfficer,
        Self::Administrator,
        Self::Service,
    ];

    /// Returns the stored number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the role's name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Coordinator => "coordinator",
            Self::Supervisor => "supervisor",
            Self::RecordsManager => "records_manager",
            Self::Auditor => "auditor",
            Self::DataProtectionOfficer => "data_protection_officer",
            Self::Administrator => "administrator",
            Self::Service => "service",
        }
    }
}

/// Whether an account may act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum AccountStatus {
    /// It may act.
    #[default]
    Active,
    /// It may not act for now.
    Suspended,
    /// Its holder has left.
    Closed,
}

/// The name that an account signs in with; letters' case does not matter.
pub type Username = Line<100>;

/// An account: a person or a program that acts on the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Account {
    /// The name it signs in with.
    pub username: Username,
    /// The holder's name, as shown to colleagues.
    pub display_name: Line<200>,
    /// What it acts as.
    pub role: Role,
    /// The holder's team, for entries that are open to teams only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<Team>,
    /// The holder's force, by its PNC code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub force: Option<Line<4>>,
    /// Whether it may act.
    #[serde(default)]
    pub status: AccountStatus,
    /// Whether a host system may vouch for the holder instead of a password.
    #[serde(default)]
    pub vouched: bool,
    /// What a service does; two persons give it, and without one a service may do nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<Job>,
}

impl Account {
    /// Makes an active account that a host system vouches for.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/username` or `/display_name`.
    pub fn vouched(username: &str, display_name: &str, role: Role) -> Result<Self> {
        Ok(Self {
            username: Line::new(username).map_err(|it| Error::invalid("/username", it))?,
            display_name: Line::new(display_name).map_err(|it| Error::invalid("/display_name", it))?,
            role,
            team: None,
            force: None,
            status: AccountStatus::Active,
            vouched: true,
            job: None,
        })
    }
}

impl Document for Account {
    const KIND: Kind = Kind::Account;

    fn check_together(&self, _today: NaiveDate) -> Result<()> {
        if self.username.contains(char::is_whitespace) {
            return Err(Error::invalid("/username", Problem::Malformed));
        }
        for (at, name) in [("/username", self.username.as_str()), ("/display_name", &self.display_name)] {
            refuse_unseen(name).map_err(|it| Error::invalid(at, it))?;
        }
        match &self.job {
            Some(_) if self.role != Role::Service => Err(Error::invalid("/job", Problem::WrongState)),
            Some(job) => job.check().map_err(|it| it.under("/job")),
            None => Ok(()),
        }
    }
}

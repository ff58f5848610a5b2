//! Who may know of an entry. What one may not see is absent, not forbidden.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::Id;
use crate::model::text::{Few, Line};

/// How far an entry is open, from everyone with the role to those named.
///
/// In the order of severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Level {
    /// Everyone whose role covers the act.
    #[default]
    Open,
    /// The accounts of the teams named.
    Team,
    /// The accounts named.
    Named,
    /// The accounts named; neither counted nor hinted at for anyone else.
    Sealed,
}

/// A team's reference, as the force writes it.
pub type Team = Line<60>;

/// The restriction of an entry: its level and whom it lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Restriction {
    /// How far the entry is open.
    pub level: Level,
    /// Teams that a `team` restriction lets through.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub teams: Few<Team, 20>,
    /// Accounts that any restriction lets through.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub accounts: Few<Id, 50>,
}

impl Restriction {
    /// Refuses a restriction that would let nobody through.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/teams` or `/accounts`.
    pub fn check(&self) -> Result<()> {
        match self.level {
            Level::Team if self.teams.is_empty() => Err(Error::invalid("/teams", Problem::Missing)),
            Level::Named | Level::Sealed if self.accounts.is_empty() => {
                Err(Error::invalid("/accounts", Problem::Missing))
            }
            _ => Ok(()),
        }
    }
}

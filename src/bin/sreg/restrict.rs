//! `sreg restrict`: who may know of an entry.

use clap::{Args, ValueEnum};
use stalking_register::error::{Error, Problem};
use stalking_register::model::text::{Few, Line};
use stalking_register::model::{Id, Level, Restriction};

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::print;

/// Closes an entry to all but some; for everyone else it is absent from then on.
#[derive(Args)]
pub(crate) struct Restrict {
    /// The entry.
    entry: Id,
    /// How far it stays open.
    #[arg(long)]
    level: To,
    /// A team that it stays open to; may be given more than once.
    #[arg(long = "team", value_name = "TEAM")]
    teams: Vec<String>,
    /// An account that it stays open to; may be given more than once.
    #[arg(long = "account", value_name = "ID")]
    accounts: Vec<Id>,
    /// The entry's version that you read.
    #[arg(long)]
    version: u32,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Clone, Copy, ValueEnum)]
enum To {
    /// Everyone whose role covers the act.
    Open,
    /// The accounts of the teams named.
    Team,
    /// The accounts named.
    Named,
    /// The accounts named; neither counted nor hinted at for anyone else.
    Sealed,
}

impl Restrict {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let at = |field: &'static str| move |problem: Problem| Error::invalid(field, problem);
        let teams =
            self.teams.iter().map(|it| Line::new(it).map_err(at("/teams"))).collect::<Result<_, _>>()?;
        let restriction = Restriction {
            level: match self.level {
                To::Open => Level::Open,
                To::Team => Level::Team,
                To::Named => Level::Named,
                To::Sealed => Level::Sealed,
            },
            teams: Few::new(teams).map_err(at("/teams"))?,
            accounts: Few::new(self.accounts).map_err(at("/accounts"))?,
        };
        let desk = self.place.people(&self.reason)?;
        let version = desk.task.restrict(self.entry, self.version, restriction)?;
        print(&format!("The entry is at version {}.", version.value()))
    }
}

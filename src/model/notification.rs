//! What the subject told the police.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::clock::london_day;
use crate::error::{Error, Problem, Result};
use crate::model::code_list::code_list;
use crate::model::day::{not_before, past};
use crate::model::subject::{each, with};
use crate::model::text::{Few, Line};
use crate::model::{Address, Day, Document, Id, Kind, Moment, Name};

code_list! {
    /// What was notified.
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 9
    NotificationKind {
        /// A change of home address.
        Address = "address",
        /// Names and home address, for the first time.
        Initial = "initial",
        /// A name not notified before.
        Name = "name",
    }
}

code_list! {
    /// How the subject's identity was verified.
    IdentityMethod {
        /// By papers.
        Documents = "documents",
        /// By fingerprints.
        Fingerprints = "fingerprints",
        /// By an officer who knows the subject.
        KnownToOfficer = "known_to_officer",
        /// By a photograph.
        Photograph = "photograph",
    }
}

/// What the subject told the police, when, where and to whom.
///
/// # Law
///
/// - Stalking Protection Act 2019, s. 10
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Notification {
    /// The order that asks for it.
    pub order: Id,
    /// What was notified.
    pub kind: NotificationKind,
    /// When.
    pub at: Moment,
    /// The day of what was notified: first use of the name, change of the address. It may lie ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_on: Option<Day>,
    /// The police station.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<Line<200>>,
    /// The officer who received it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_by: Option<Line<200>>,
    /// The names notified.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub names: Few<Name, 100>,
    /// The address notified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// How identity was verified.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub identity: Few<IdentityMethod, 4>,
    /// Whether fingerprints were taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprints_taken: Option<bool>,
    /// Whether a photograph was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photograph_taken: Option<bool>,
    /// When fingerprints and photographs were destroyed, which Northern Ireland sets a day for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub biometrics_destroyed_on: Option<Day>,
    /// The reference of the written acknowledgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledgement: Option<Line<100>>,
    /// When it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_on: Option<Day>,
}

impl Notification {
    /// Makes the first notification under an order.
    #[must_use]
    pub fn initial(order: Id, at: Moment) -> Self {
        Self {
            order,
            kind: NotificationKind::Initial,
            at,
            event_on: None,
            station: None,
            received_by: None,
            names: Few::default(),
            address: None,
            identity: Few::default(),
            fingerprints_taken: None,
            photograph_taken: None,
            biometrics_destroyed_on: None,
            acknowledgement: None,
            acknowledged_on: None,
        }
    }

    /// Adds a name.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/names` if there are too many.
    pub fn naming(mut self, name: Name) -> Result<Self> {
        self.names = with(&self.names, name, "/names")?;
        Ok(self)
    }

    /// Sets the address.
    #[must_use]
    pub fn living_at(mut self, address: Address) -> Self {
        self.address = Some(address);
        self
    }

    /// Returns the day on which it was notified in Europe/London.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        london_day(self.at.at())
    }
}

impl Document for Notification {
    const KIND: Kind = Kind::Notification;

    fn check_together(&self, today: NaiveDate) -> Result<()> {
        if self.day() > today {
            return Err(Error::invalid("/at", Problem::InTheFuture));
        }
        if self.kind != NotificationKind::Initial && self.event_on.is_none() {
            return Err(Error::invalid("/event_on", Problem::Missing));
        }
        each(&self.names, "/names", Name::check)?;
        if let Some(address) = &self.address {
            address.check().map_err(|it| it.under("/address"))?;
        }
        if self.kind == NotificationKind::Name && self.names.is_empty() {
            return Err(Error::invalid("/names", Problem::Missing));
        }
        if self.kind == NotificationKind::Address && self.address.is_none() {
            return Err(Error::invalid("/address", Problem::Missing));
        }
        let day = Day::new(self.day()).ok();
        past("/acknowledged_on", self.acknowledged_on, today)?;
        not_before("/acknowledged_on", self.acknowledged_on, day)?;
        past("/biometrics_destroyed_on", self.biometrics_destroyed_on, today)?;
        not_before("/biometrics_destroyed_on", self.biometrics_destroyed_on, day)
    }
}

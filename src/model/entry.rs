//! One person's place on the register.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::registration::{Deregistration, Registration};
use crate::model::subject::each;
use crate::model::{Document, Identifier, Kind, Restriction, Subject, identifier};

/// One person's place on the register: who, why, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Entry {
    /// The person.
    pub subject: Subject,
    /// Why, since when, whose.
    pub registration: Registration,
    /// How it ended, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistration: Option<Deregistration>,
    /// Who may know of it.
    #[serde(default)]
    pub restriction: Restriction,
}

impl Entry {
    /// Makes an entry of a subject and a registration, open to every role.
    #[must_use]
    pub fn of(subject: Subject, registration: Registration) -> Self {
        Self { subject, registration, deregistration: None, restriction: Restriction::default() }
    }

    /// Returns the identifiers in their canonical form, as far as they have one.
    pub fn identifiers(&self, current_year: i32) -> impl Iterator<Item = (identifier::Scheme, String)> + '_ {
        self.subject.identifiers.iter().filter_map(move |it| {
            identifier::canonical(it.scheme, &it.value, current_year).ok().map(|value| (it.scheme, value))
        })
    }
}

impl Document for Entry {
    const KIND: Kind = Kind::Entry;

    fn check(&self, today: NaiveDate) -> Result<()> {
        self.subject.check(today).map_err(|it| it.under("/subject"))?;
        each(&self.subject.identifiers, "/subject/identifiers", |it: &Identifier| {
            identifier::canonical(it.scheme, &it.value, today.year())
                .map(drop)
                .map_err(|problem| Error::invalid("/value", problem))
        })?;
        self.registration.check(today).map_err(|it| it.under("/registration"))?;
        self.restriction.check().map_err(|it| it.under("/restriction"))?;
        if self.deregistration.as_ref().is_some_and(|it| it.on < self.registration.since) {
            return Err(Error::invalid("/deregistration/on", Problem::BeforeItCan));
        }
        Ok(())
    }
}

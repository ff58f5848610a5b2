//! One person's place on the register.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::registration::{Deregistration, Registration};
use crate::model::subject::each;
use crate::model::text::Few;
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

    fn check_together(&self, today: NaiveDate) -> Result<()> {
        self.subject.check(today).map_err(|it| it.under("/subject"))?;
        each(&self.subject.identifiers, "/subject/identifiers", |it: &Identifier| {
            identifier::canonical(it.scheme, &it.value, today.year())
                .map(drop)
                .map_err(|problem| Error::invalid("/value", problem))
        })?;
        self.registration.check(today).map_err(|it| it.under("/registration"))?;
        self.restriction.check().map_err(|it| it.under("/restriction"))?;
        let Some(ended_on) = self.deregistration.as_ref().map(|it| it.on) else { return Ok(()) };
        if ended_on < self.registration.since {
            return Err(Error::invalid("/deregistration/on", Problem::BeforeItCan));
        }
        if ended_on.date() > today {
            return Err(Error::invalid("/deregistration/on", Problem::InTheFuture));
        }
        Ok(())
    }

    /// Writes person numbers with four digits of the year: in two, `30` means 1930 today and 2030 to
    /// whoever reads it then. Other numbers stay as they were given.
    fn settled(mut self, today: NaiveDate) -> Self {
        let settled = self.subject.identifiers.iter().map(|it| it.settled(today.year())).collect();
        self.subject.identifiers = Few::new(settled).expect("there are as many as before");
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::Line;
    use crate::model::{Day, Scheme};

    #[test]
    fn a_two_digit_year_is_settled_by_the_day_of_recording() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let known =
            |scheme, value| Identifier { scheme, value: Line::new(value).expect("a line"), issuer: None };
        let entry = Entry::of(
            Subject::named("Stephen", "Smyth")
                .and_then(|it| it.known_as(known(Scheme::Pnc, "81/34u")))
                .and_then(|it| it.known_as(known(Scheme::Cro, "65656/91h")))
                .expect("a subject"),
            Registration::on("Common law", day("2026-01-01"), "01").expect("a registration"),
        );
        let settled = entry.settled(day("2026-11-23").date());
        let values: Vec<_> = settled.subject.identifiers.iter().map(|it| it.value.as_str()).collect();
        assert_eq!(values, ["1981/0000034U", "65656/91h"]);
        assert_eq!(settled.clone().settled(day("2090-01-01").date()), settled);
    }
}

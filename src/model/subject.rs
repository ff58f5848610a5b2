//! The person whom an entry is about.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::birth::{PartialDate, Precision};
use crate::model::code_list::code_list;
use crate::model::description::{Description, Sensitive};
use crate::model::text::{Few, Line};
use crate::model::warning::Warning;
use crate::model::{Address, Birth, Contact, Day, Identifier, Name};

code_list! {
    /// Sex as the Police National Computer codes it.
    Sex {
        /// Female.
        Female = "F",
        /// Male.
        Male = "M",
        /// Not known.
        Unknown = "U",
    }
}

impl Sex {
    /// Returns the courts' code: 0 not known, 1 male, 2 female.
    #[must_use]
    pub const fn courts_code(self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Male => 1,
            Self::Female => 2,
        }
    }
}

code_list! {
    /// What the subject is to the police.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 38(3)
    SubjectCategory {
        /// Convicted of an offence.
        Convicted = "convicted",
        /// Under a civil order; that needs no conviction.
        SubjectOfCivilOrder = "subject_of_civil_order",
        /// Suspected of an offence.
        Suspect = "suspect",
        /// Also a victim, in another matter.
        Victim = "victim",
        /// Also a witness, in another matter.
        Witness = "witness",
    }
}

/// The person whom an entry is about. Not an offender: an order is civil and needs no conviction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Subject {
    /// Names of every type, the present official one first.
    pub names: Few<Name, 100>,
    /// When the subject was born; several where papers differ, the likeliest first.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub births: Few<Birth, 10>,
    /// Sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// What the subject is to the police.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub categories: Few<SubjectCategory, 5>,
    /// Nationalities, by ISO 3166 code or in words.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub nationalities: Few<Line<60>, 5>,
    /// Occupation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<Line<200>>,
    /// The day of death.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deceased_on: Option<Day>,
    /// Homes and other places, the present home first.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub addresses: Few<Address, 100>,
    /// Numbers that the subject is known under.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub identifiers: Few<Identifier, 100>,
    /// Telephones, mail addresses, handles, devices, vehicles.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub contacts: Few<Contact, 200>,
    /// What the subject looks like.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub descriptions: Few<Description, 20>,
    /// Warning markers.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub warnings: Few<Warning, 50>,
    /// What is sensitive, apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitive: Option<Sensitive>,
}

impl Subject {
    /// Begins a subject with an official name.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if a part is empty or too long.
    pub fn named(given: &str, family: &str) -> Result<Self> {
        let name = Name::official(given, family).map_err(|it| it.under("/names/0"))?;
        Ok(Self {
            names: Few::new(vec![name]).map_err(|it| Error::invalid("/names", it))?,
            births: Few::default(),
            sex: None,
            categories: Few::default(),
            nationalities: Few::default(),
            occupation: None,
            deceased_on: None,
            addresses: Few::default(),
            identifiers: Few::default(),
            contacts: Few::default(),
            descriptions: Few::default(),
            warnings: Few::default(),
            sensitive: None,
        })
    }

    /// Adds a birth date, in full or in part.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if it is no date.
    pub fn born(mut self, date: &str) -> Result<Self> {
        let birth = Birth::on(date).map_err(|it| it.under(&format!("/births/{}", self.births.len())))?;
        self.births = with(&self.births, birth, "/births")?;
        Ok(self)
    }

    /// Adds a home address.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if a part is empty or too long.
    pub fn living_at(mut self, line: &str, postcode: &str) -> Result<Self> {
        let at = format!("/addresses/{}", self.addresses.len());
        let address = Address::home(line, postcode).map_err(|it| it.under(&at))?;
        self.addresses = with(&self.addresses, address, "/addresses")?;
        Ok(self)
    }

    /// Adds an identifier.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if it is too long, or there are too many.
    pub fn known_as(mut self, identifier: Identifier) -> Result<Self> {
        self.identifiers = with(&self.identifiers, identifier, "/identifiers")?;
        Ok(self)
    }

    /// Returns the present name as one line.
    #[must_use]
    pub fn display_name(&self) -> String {
        self.names.first().map(Name::line).unwrap_or_default()
    }

    pub(super) fn check(&self, today: NaiveDate) -> Result<()> {
        if self.names.is_empty() {
            return Err(Error::invalid("/names", Problem::Missing));
        }
        each(&self.names, "/names", Name::check)?;
        each(&self.births, "/births", |it| it.check(today))?;
        each(&self.addresses, "/addresses", Address::check)?;
        each(&self.contacts, "/contacts", Contact::check)?;
        each(&self.descriptions, "/descriptions", Description::check)?;
        each(&self.warnings, "/warnings", Warning::check)?;
        if self.deceased_on.is_some_and(|it| it.date() > today) {
            return Err(Error::invalid("/deceased_on", Problem::InTheFuture));
        }
        if self.deceased_on.is_some_and(|it| self.is_born_after(it)) {
            return Err(Error::invalid("/deceased_on", Problem::BeforeItCan));
        }
        Ok(())
    }

    /// Tells whether every birth that is told is known to the day, and later than a day.
    fn is_born_after(&self, day: Day) -> bool {
        let exact =
            |it: &Birth| it.date.filter(|_| it.precision == Precision::Day).and_then(PartialDate::earliest);
        let later = |it: &Birth| exact(it).is_some_and(|it| it > day.date());
        !self.births.is_empty() && self.births.iter().all(later)
    }
}

/// Returns a list with one more item.
pub(super) fn with<T: Clone, const MAX: usize>(list: &Few<T, MAX>, item: T, at: &str) -> Result<Few<T, MAX>> {
    let mut items = list.to_vec();
    items.push(item);
    Few::new(items).map_err(|it| Error::invalid(at, it))
}

/// Checks each item of a list, and names the one that is wrong.
pub(super) fn each<T>(items: &[T], at: &str, check: impl Fn(&T) -> Result<()>) -> Result<()> {
    for (index, item) in items.iter().enumerate() {
        check(item).map_err(|it| it.under(&format!("{at}/{index}")))?;
    }
    Ok(())
}

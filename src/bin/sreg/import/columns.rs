//! An entry from the cells of a line.

use chrono::{Datelike, NaiveDate};
use csv::StringRecord;
use stalking_register::error::{Error, Problem};
use stalking_register::model::address::AddressKind;
use stalking_register::model::birth::PartialDate;
use stalking_register::model::name::NameKind;
use stalking_register::model::subject::Sex;
use stalking_register::model::text::{Few, Line};
use stalking_register::model::{
    Address, Birth, Day, Entry, Identifier, Name, Registration, Scheme, Subject, identifier,
};

use super::layout::{Layout, OnBadDate, Positions};

/// A field that is at fault, and how.
pub(super) type Slip = (&'static str, Problem);

/// The cells of one line, by their fields.
pub(super) struct Cells<'a> {
    pub(super) layout: &'a Layout,
    pub(super) positions: &'a Positions,
    pub(super) record: &'a StringRecord,
    pub(super) today: NaiveDate,
}

impl Cells<'_> {
    fn text(&self, field: &'static str) -> Option<&str> {
        self.positions.cell(field, self.record).or_else(|| self.layout.default_of(field))
    }

    fn line<const MAX: usize>(&self, field: &'static str) -> Result<Option<Line<MAX>>, Slip> {
        self.text(field).map(Line::new).transpose().map_err(|it| (field, it))
    }

    fn needed<const MAX: usize>(&self, field: &'static str) -> Result<Line<MAX>, Slip> {
        self.line(field)?.ok_or((field, Problem::Missing))
    }

    /// Makes the entry.
    pub(super) fn entry(&self) -> Result<Entry, Slip> {
        let subject = Subject {
            names: self.names()?,
            births: one(self.birth()?),
            sex: self.text("sex").map(sex).transpose().map_err(|it| ("sex", it))?,
            categories: Few::default(),
            nationalities: Few::default(),
            occupation: self.line("occupation")?,
            deceased_on: None,
            addresses: one(self.address()?),
            identifiers: self.identifiers()?,
            contacts: Few::default(),
            descriptions: Few::default(),
            warnings: Few::default(),
            sensitive: None,
        };
        Ok(Entry::of(subject, self.registration()?))
    }

    fn registration(&self) -> Result<Registration, Slip> {
        let basis: Line<200> = self.needed("lawful_basis")?;
        let force: Line<4> = self.needed("managing_force")?;
        let since = match self.text("since") {
            Some(text) => text.parse::<Day>(),
            None => super::since_of(self.today),
        };
        let since = since.map_err(|it| ("since", it))?;
        let mut registration =
            Registration::on(&basis, since, &force).map_err(|it| ("lawful_basis", problem(&it)))?;
        registration.team = self.line("team")?;
        let system = self
            .text("source_system")
            .or_else(|| self.layout.system_of(self.positions.first_system(self.record)));
        registration.source_system = system.map(Line::new).transpose().map_err(|it| ("source_system", it))?;
        registration.source_ref = Some(self.needed("source_ref")?);
        Ok(registration)
    }

    /// The family name as given, and everything else of the name before it; a name in one piece that does
    /// not end so, or that leaves out what the given name has, is another name.
    fn names(&self) -> Result<Few<Name, 100>, Slip> {
        let (name, family) = (self.text("name"), self.text("family"));
        let given = match (name, family, self.text("given")) {
            (Some(name), Some(family), given) => match name.strip_suffix(family).map(str::trim) {
                Some(rest) if !rest.is_empty() && has_words_of(rest, given.unwrap_or("")) => Some(rest),
                _ => given,
            },
            (_, _, given) => given,
        };
        let mut names = Vec::new();
        if given.is_some() || family.is_some() {
            let mut official = named(NameKind::Official);
            official.given = given.map(Line::new).transpose().map_err(|it| ("given", it))?;
            official.family = family.map(Line::new).transpose().map_err(|it| ("family", it))?;
            names.push(official);
        }
        let told = names.first().map(Name::line);
        if let Some(name) = name.filter(|it| told.as_deref() != Some(*it)) {
            let kind = if names.is_empty() { NameKind::Official } else { NameKind::Alias };
            names.push(Name { full: Some(Line::new(name).map_err(|it| ("name", it))?), ..named(kind) });
        }
        for alias in self.layout.parts(self.text("aliases").unwrap_or("")) {
            let full = Some(Line::new(alias).map_err(|it| ("aliases", it))?);
            names.push(Name { full, ..named(NameKind::Alias) });
        }
        Few::new(names).map_err(|it| ("aliases", it))
    }

    fn birth(&self) -> Result<Option<Birth>, Slip> {
        let place = self.line("birth_place")?;
        let Some(text) = self.text("born") else {
            return match place {
                // Only the place is known.
                Some(place) => {
                    let unknown = stalking_register::model::birth::Precision::Unknown;
                    Ok(Some(Birth { date: None, precision: unknown, words: None, place: Some(place) }))
                }
                None => Ok(None),
            };
        };
        let read = Birth::on(text).map_err(|it| problem(&it)).and_then(|it| {
            let to_come = it.date.and_then(PartialDate::earliest).is_some_and(|it| it > self.today);
            if to_come { Err(Problem::InTheFuture) } else { Ok(it) }
        });
        let birth = match (read, self.layout.on_bad_date) {
            (Err(_), OnBadDate::KeepAsText) => Birth::in_words(text).map_err(|it| problem(&it)),
            (read, _) => read,
        };
        birth.map(|it| Some(Birth { place, ..it })).map_err(|it| ("born", it))
    }

    fn address(&self) -> Result<Option<Address>, Slip> {
        let lines = self.line("address")?;
        let (place, postcode) = (self.line("place")?, self.line("postcode")?);
        if lines.is_none() && place.is_none() && postcode.is_none() {
            return Ok(None);
        }
        Ok(Some(Address {
            kind: AddressKind::Home,
            lines: one(lines),
            place,
            postcode,
            uprn: None,
            police_area: None,
            from: None,
            until: None,
            notified_on: None,
        }))
    }

    fn identifiers(&self) -> Result<Few<Identifier, 100>, Slip> {
        let mut found = Vec::new();
        for scheme in Scheme::ALL {
            let Some(value) = self.line::<40>(scheme.name())? else { continue };
            identifier::canonical(scheme, &value, self.today.year()).map_err(|it| (scheme.name(), it))?;
            found.push(Identifier { scheme, value, issuer: None });
        }
        Few::new(found).map_err(|it| ("local", it))
    }
}

fn named(kind: NameKind) -> Name {
    Name { kind, family: None, given: None, full: None, from: None, until: None, notified_on: None }
}

fn one<T, const MAX: usize>(item: Option<T>) -> Few<T, MAX> {
    Few::new(item.into_iter().collect()).unwrap_or_default()
}

fn sex(text: &str) -> Result<Sex, Problem> {
    text.to_ascii_uppercase().parse()
}

/// Returns what is wrong, without the place; the column is the place.
fn problem(fault: &Error) -> Problem {
    match fault {
        Error::Invalid { problem, .. } => *problem,
        _ => Problem::Malformed,
    }
}

/// Tells whether each word of one text is a word of the other.
fn has_words_of(text: &str, other: &str) -> bool {
    other.split_whitespace().all(|word| text.split_whitespace().any(|it| it == word))
}

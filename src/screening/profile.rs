//! What the index holds of one entry, and what a searcher knows of a person.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::document;
use crate::model::text::{Few, Line};
use crate::screening::birth::Birth;
use crate::screening::fold;

/// Where a name comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NameKind {
    /// Also known as: an alias, a street name, a user name.
    Alias,
    /// The name at birth, or before a marriage or a deed poll.
    Former,
    /// The name the person goes by.
    #[default]
    Main,
}

/// A name of an entry as it is written down; the index folds it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// The given names, the first one first.
    pub given: String,
    /// The family name.
    pub family: String,
    /// Where it comes from.
    pub kind: NameKind,
}

impl Name {
    /// Takes a name whose parts are known.
    #[must_use]
    pub fn new(given: &str, family: &str, kind: NameKind) -> Self {
        Self { given: given.to_owned(), family: family.to_owned(), kind }
    }

    /// Takes a name in one piece: its last word is read as the family name, a single one as the given.
    #[must_use]
    pub fn free(text: &str, kind: NameKind) -> Self {
        let (given, family) = text.trim().rsplit_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        Self::new(given, family, kind)
    }
}

/// The sex as far as it is recorded; not recorded is no evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// What the index holds of one entry.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// The names; at most [`Profile::ITEMS_MAX`] are indexed, as of every list here.
    pub names: Vec<Name>,
    /// The dates of birth that were ever given.
    pub births: Vec<Birth>,
    /// The postcodes of present and former addresses.
    pub postcodes: Vec<String>,
    /// Towns and other places.
    pub places: Vec<String>,
    /// House number and street.
    pub addresses: Vec<String>,
    /// The sex.
    pub sex: Option<Sex>,
}

impl Profile {
    /// The most items of one list that are indexed.
    pub const ITEMS_MAX: usize = 64;
}

/// What a searcher knows of a person.
///
/// Every field may be missing, not all of them. In JSON an unknown field is refused.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Query {
    /// The name in one piece, in any order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Line<400>>,
    /// The given names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Line<200>>,
    /// The family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<Line<200>>,
    /// Other names, each in one piece.
    #[serde(skip_serializing_if = "Few::is_empty")]
    pub aliases: Few<Line<200>, 20>,
    /// The date of birth, whole or in part: `1962-03-05`, `1962-03`, `1962`, `c. 1962`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<Line<40>>,
    /// The postcode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Line<20>>,
    /// The town or place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Line<200>>,
    /// House number and street.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Line<400>>,
    /// The sex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
}

impl Query {
    /// Reads a query from JSON and checks it.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the field for an unknown field or a text over its limit, and as
    /// [`Query::check`] tells.
    pub fn read(json: &str) -> Result<Self> {
        let query: Self = document::parse(json)?;
        query.check()?;
        Ok(query)
    }

    /// Refuses a query that nobody can be found by.
    ///
    /// # Errors
    ///
    /// [`Problem::Malformed`] at `/born` if no part of a date can be read in it; [`Problem::Empty`] if
    /// there is nothing to search by: no field, the sex only, or no letter or digit in any of them.
    pub fn check(&self) -> Result<()> {
        if self.born.as_ref().is_some_and(|it| Birth::read(it).is_none()) {
            return Err(Error::invalid("/born", Problem::Malformed));
        }
        let lines = [
            self.name.as_deref(),
            self.given.as_deref(),
            self.family.as_deref(),
            self.born.as_deref(),
            self.postcode.as_deref(),
            self.place.as_deref(),
            self.address.as_deref(),
        ];
        let mut texts = lines.into_iter().flatten().chain(self.aliases.iter().map(|it| &**it));
        if texts.all(|it| fold::fold(it).words.is_empty()) {
            return Err(Error::invalid("", Problem::Empty));
        }
        Ok(())
    }
}

macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

hidden!(Name, Profile, Query);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_strictly_and_an_empty_one_is_refused() {
        let long = format!(r#"{{"name":"{}"}}"#, "a".repeat(10_000));
        let many = format!(r#"{{"aliases":[{}]}}"#, vec![r#""ann""#; 200].join(","));
        for (json, at, problem) in [
            ("{}", "", Problem::Empty),
            (r#"{"sex":"male"}"#, "", Problem::Empty),
            (r#"{"name":"😀 * %"}"#, "", Problem::Empty),
            (r#"{"name":" "}"#, "/name", Problem::Empty),
            (r#"{"surname":"Smith"}"#, "/surname", Problem::UnknownField),
            (r#"{"sex":"M"}"#, "/sex", Problem::UnknownCode),
            (r#"{"born":"about forty"}"#, "/born", Problem::Malformed),
            (&long, "/name", Problem::TooLong { bytes: 400 }),
            (&many, "/aliases", Problem::TooMany { items: 20 }),
        ] {
            assert_eq!(Query::read(json), Err(Error::invalid(at, problem)), "{json:.40}");
        }
    }

    #[test]
    fn an_impossible_or_partial_date_is_no_error() {
        for born in ["1962-02-30", "1962", "1962-03", "31/04/1990"] {
            assert!(Query::read(&format!(r#"{{"born":"{born}"}}"#)).is_ok(), "{born}");
        }
    }

    #[test]
    fn debug_output_shows_no_person() {
        let query = Query::read(r#"{"name":"Zzyzx-Canary","sex":"male"}"#).expect("a query");
        let name = Name::free("Ann Zzyzx-Canary", NameKind::Main);
        let profile = Profile { names: vec![name.clone()], ..Profile::default() };
        for text in [format!("{query:?}"), format!("{name:?}"), format!("{profile:?}")] {
            assert!(!text.contains("Canary") && !text.contains("ale"), "{text}");
        }
    }
}

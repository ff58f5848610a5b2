//! Names of every type.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::Day;
use crate::model::code_list::code_list;
use crate::model::text::{Line, refuse_unseen};

/// The longest part of a name, in bytes.
pub const NAME_PART_BYTES_MAX: usize = 200;

/// One part of a name.
pub type NamePart = Line<NAME_PART_BYTES_MAX>;

code_list! {
    /// What kind of name it is.
    NameKind {
        /// Used beside the official one.
        Alias = "alias",
        /// Given at birth.
        Birth = "birth",
        /// The one in official papers.
        Official = "official",
        /// Before marriage.
        Maiden = "maiden",
        /// What others call the person.
        Nickname = "nickname",
        /// Used online instead of a name.
        Online = "online",
        /// Borne before.
        Previous = "previous",
    }
}

/// A name that the subject bears, bore or uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Name {
    /// What kind of name it is.
    pub kind: NameKind,
    /// The family name or names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<NamePart>,
    /// The given names, in their order, separated by spaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<NamePart>,
    /// The whole name as it was told, where its parts are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full: Option<NamePart>,
    /// The first day on which it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// The first day on which it was used no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// When the subject notified it to the police.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified_on: Option<Day>,
}

impl Name {
    /// Makes an official name of given names and a family name.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if a part is empty or too long.
    pub fn official(given: &str, family: &str) -> Result<Self> {
        let part = |at, text| NamePart::new(text).map_err(|it| Error::invalid(at, it)).map(Some);
        Ok(Self { given: part("/given", given)?, family: part("/family", family)?, ..Self::empty() })
    }

    fn empty() -> Self {
        Self {
            kind: NameKind::Official,
            family: None,
            given: None,
            full: None,
            from: None,
            until: None,
            notified_on: None,
        }
    }

    /// Returns the name as one line, given names first.
    #[must_use]
    pub fn line(&self) -> String {
        match (&self.given, &self.family, &self.full) {
            (Some(given), Some(family), _) => format!("{} {}", given.as_str(), family.as_str()),
            (Some(part), None, None) | (None, Some(part), None) | (_, _, Some(part)) => part.to_string(),
            (None, None, None) => String::new(),
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.family.is_none() && self.given.is_none() && self.full.is_none() {
            return Err(Error::invalid("", Problem::Empty));
        }
        for (at, part) in [("/family", &self.family), ("/given", &self.given), ("/full", &self.full)] {
            part.as_ref().map_or(Ok(()), |it| refuse_unseen(it)).map_err(|it| Error::invalid(at, it))?;
        }
        in_order(self.from, self.until)
    }
}

/// Refuses a period that ends before it begins.
pub(super) fn in_order(from: Option<Day>, until: Option<Day>) -> Result<()> {
    match (from, until) {
        (Some(from), Some(until)) if until < from => Err(Error::invalid("/until", Problem::BeforeItCan)),
        _ => Ok(()),
    }
}

//! Addresses and other places.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::Day;
use crate::model::code_list::code_list;
use crate::model::name::in_order;
use crate::model::text::{Few, Line};

code_list! {
    /// What a place is to the subject.
    ///
    /// # Law
    ///
    /// - Stalking Protection Act 2019, s. 14(1)
    AddressKind {
        /// The sole or main residence in the United Kingdom.
        Home = "home",
        /// Another place where the subject stays.
        OtherRegular = "other_regular",
        /// Where the subject can regularly be found, chosen for want of a residence.
        RegularlyFound = "regularly_found",
        /// Where the subject works.
        Work = "work",
    }
}

/// A place where the subject lives, works or can be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Address {
    /// What it is to the subject.
    pub kind: AddressKind,
    /// House and street, line by line.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub lines: Few<Line<200>, 6>,
    /// The town or district.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Line<200>>,
    /// The postcode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Line<20>>,
    /// The unique property reference number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uprn: Option<Line<12>>,
    /// The local police area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub police_area: Option<Line<100>>,
    /// The first day there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// The first day there no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// When the subject notified it to the police.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified_on: Option<Day>,
}

impl Address {
    /// Makes a home address of a line and a postcode.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if one of them is empty or too long.
    pub fn home(line: &str, postcode: &str) -> Result<Self> {
        let line = Line::new(line).map_err(|it| Error::invalid("/lines/0", it))?;
        let postcode = Line::new(postcode).map_err(|it| Error::invalid("/postcode", it))?;
        Ok(Self {
            kind: AddressKind::Home,
            lines: Few::new(vec![line]).map_err(|it| Error::invalid("/lines", it))?,
            place: None,
            postcode: Some(postcode),
            uprn: None,
            police_area: None,
            from: None,
            until: None,
            notified_on: None,
        })
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.lines.is_empty() && self.place.is_none() && self.postcode.is_none() && self.uprn.is_none() {
            return Err(Error::invalid("", Problem::Empty));
        }
        in_order(self.from, self.until)
    }
}

//! The rules as dated data: which provision, which numbers, from when until when.
//!
//! A changed law is another row with the next version; the old row stays for old facts. No number of
//! days, months, years or hours of the law stands anywhere but in these rows.
//!
//! The rows are under `params/`, one file for each body of law.

mod data_protection;
mod england_and_wales;
mod northern_ireland;
mod scotland;
mod sexual_offences;

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::error::Problem;
use crate::law::Provision;

/// Whose law a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub enum Jurisdiction {
    /// England and Wales.
    #[serde(rename = "EW")]
    EnglandAndWales,
    /// Northern Ireland.
    #[serde(rename = "NI")]
    NorthernIreland,
    /// Scotland.
    #[serde(rename = "SC")]
    Scotland,
    /// The United Kingdom as a whole.
    #[serde(rename = "UK")]
    UnitedKingdom,
}

impl Jurisdiction {
    /// Returns the short code, such as `EW`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "EW",
            Self::NorthernIreland => "NI",
            Self::Scotland => "SC",
            Self::UnitedKingdom => "UK",
        }
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A number that the law fixes; its unit is the last word of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// What the number is, with its unit last.
    pub name: &'static str,
    /// The number.
    pub value: u32,
    /// What fixes it.
    pub provision: Provision,
}

impl Parameter {
    const fn new(name: &'static str, value: u32, provision: Provision) -> Self {
        Self { name, value, provision }
    }
}

/// A doubt about a rule that every answer has to carry from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caution {
    /// The first day it concerns; none for every day.
    pub since: Option<NaiveDate>,
    /// The doubt, in words.
    pub words: &'static str,
}

/// One version of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The rule's name, such as `EW-SPO-NOT-INIT`.
    pub id: &'static str,
    /// The version, from 1.
    pub version: u32,
    /// Whose law it is.
    pub jurisdiction: Jurisdiction,
    /// What it says, in one line.
    pub title: &'static str,
    /// The provisions it applies, the leading one first.
    pub provisions: &'static [Provision],
    /// The state of the text that was read, such as `2023-02-07`.
    pub text_as_at: &'static str,
    /// The day on which the text was read.
    pub text_read_on: NaiveDate,
    /// The first day that this version governs; none where the commencement was not found.
    pub from: Option<NaiveDate>,
    /// The year of the Act where the commencement was not found: it governs no day of an earlier year.
    pub enacted_in: Option<i32>,
    /// The first day that it governs no more.
    pub until: Option<NaiveDate>,
    /// The numbers that the law fixes.
    pub parameters: &'static [Parameter],
    /// The doubts that an answer has to carry.
    pub cautions: &'static [Caution],
    /// The inputs that the simulator takes.
    pub inputs: &'static [&'static str],
    /// The fields of the simulator's answer.
    pub answers: &'static [&'static str],
}

impl Rule {
    /// Tells whether this version governs a day.
    #[must_use]
    pub fn governs(&self, on: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= on)
            && self.enacted_in.is_none_or(|year| year <= on.year())
            && self.until.is_none_or(|until| on < until)
    }

    /// Returns a number that the law fixes.
    ///
    /// # Panics
    ///
    /// If the row has no such number, which is a defect of this crate.
    #[must_use]
    pub fn number(&self, name: &str) -> u32 {
        self.parameter(name).value
    }

    /// Returns a number that the law fixes, with the provision that fixes it.
    ///
    /// # Panics
    ///
    /// If the row has no such number, which is a defect of this crate.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Parameter {
        let found = self.parameters.iter().find(|it| it.name == name);
        *found.expect("a rule's row holds the numbers that its function asks for")
    }

    /// Returns the provision that leads.
    #[must_use]
    pub fn provision(&self) -> Provision {
        self.provisions[0]
    }

    /// Returns the doubts that concern a day; without a day, every doubt.
    pub fn cautions_on(&self, on: Option<NaiveDate>) -> impl Iterator<Item = &'static str> + use<> {
        let concerns = move |it: &&Caution| match (it.since, on) {
            (Some(since), Some(on)) => since <= on,
            _ => true,
        };
        self.cautions.iter().filter(concerns).map(|it| it.words)
    }
}

/// The day on which the texts were read.
const READ_ON: NaiveDate = day(2026, 11, 23);

/// Makes a day of a row.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("the days of the rows exist")
}

/// Returns every version of every rule, in the order of the jurisdictions.
pub fn all() -> impl Iterator<Item = &'static Rule> + Clone {
    [
        england_and_wales::RULES,
        northern_ireland::RULES,
        scotland::RULES,
        sexual_offences::RULES,
        data_protection::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Returns the versions of a rule, oldest first.
pub fn versions(id: &str) -> impl Iterator<Item = &'static Rule> + Clone {
    all().filter(move |it| it.id == id)
}

/// Returns the version of a rule that governs a day.
#[must_use]
pub fn rule(id: &str, on: NaiveDate) -> Option<&'static Rule> {
    versions(id).find(|it| it.governs(on))
}

/// Returns the version that governs a day; for a day before all of them the oldest, and where no day is
/// known the newest.
#[must_use]
pub fn nearest(id: &str, on: Option<NaiveDate>) -> Option<&'static Rule> {
    nearest_of(versions(id), on)
}

/// As [`nearest`], among these versions of one rule, oldest first.
pub(super) fn nearest_of(
    versions: impl Iterator<Item = &'static Rule> + Clone,
    on: Option<NaiveDate>,
) -> Option<&'static Rule> {
    let Some(on) = on else { return versions.last() };
    versions.clone().find(|it| it.governs(on)).or_else(|| versions.into_iter().next())
}

/// Returns the version that governs a day.
///
/// # Errors
///
/// [`Problem::BeforeItCan`] where none did yet.
pub(super) fn governing(id: &'static str, on: NaiveDate) -> Result<&'static Rule, Problem> {
    rule(id, on).ok_or(Problem::BeforeItCan)
}

/// As [`governing`]; where no day is known, the newest version.
///
/// # Errors
///
/// As [`governing`]; [`Problem::UnknownCode`] for a rule that is not there.
pub(super) fn governing_if_known(id: &'static str, on: Option<NaiveDate>) -> Result<&'static Rule, Problem> {
    match on {
        Some(on) => governing(id, on),
        None => nearest(id, None).ok_or(Problem::UnknownCode),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_versions_of_a_rule_follow_one_another_without_overlap() {
        let mut rules: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
        for it in all() {
            rules.entry(it.id).or_default().push(it);
        }
        for (id, versions) in rules {
            for (index, version) in versions.iter().enumerate() {
                assert_eq!(usize::try_from(version.version), Ok(index + 1), "{id}");
                assert!(!version.provisions.is_empty() && !version.title.is_empty(), "{id}");
                assert_eq!(version.until.is_some(), index + 1 < versions.len(), "{id}");
            }
            for pair in versions.windows(2) {
                assert_eq!(pair[0].until, pair[1].from, "{id}");
            }
        }
    }

    #[test]
    fn a_rule_governs_from_its_commencement() {
        assert_eq!(rule("EW-SPO-NOT-INIT", day(2020, 1, 19)), None);
        assert_eq!(rule("EW-SPO-NOT-INIT", day(2020, 1, 20)).map(|it| it.version), Some(1));
        assert_eq!(rule("EW-SPO-NOT-INIT ", day(2026, 1, 1)), None);
        assert_eq!(nearest("EW-SPO-NOT-INIT", Some(day(2019, 1, 1))).map(|it| it.version), Some(1));
        assert_eq!(nearest("NO-SUCH", None), None);
    }

    #[test]
    fn an_act_whose_commencement_was_not_found_governs_no_day_before_its_year() {
        for it in all().filter(|it| it.jurisdiction == Jurisdiction::NorthernIreland) {
            assert!(!it.governs(day(2021, 12, 31)) && it.governs(day(2022, 1, 1)), "{}", it.id);
            let cautions: Vec<_> = it.cautions_on(Some(day(2022, 1, 1))).collect();
            assert!(cautions.iter().any(|it| it.contains("commencement was not found")), "{}", it.id);
        }
        assert_eq!(governing_if_known("NI-SPO-DUR", Some(day(2021, 12, 31))), Err(Problem::BeforeItCan));
        assert_eq!(governing_if_known("NI-SPO-DUR", Some(day(2022, 1, 1))).map(|it| it.id), Ok("NI-SPO-DUR"));
        assert_eq!(governing_if_known("NI-SPO-DUR", None).map(|it| it.id), Ok("NI-SPO-DUR"));
    }

    #[test]
    fn the_unread_amendments_of_2026_are_a_caution_from_royal_assent_on() {
        let rule = rule("EW-SPO-NOT-INIT", day(2026, 4, 28)).expect("a rule");
        assert_eq!(rule.cautions_on(Some(day(2026, 4, 28))).count(), 0);
        assert_eq!(rule.cautions_on(Some(day(2026, 4, 29))).count(), 1);
        assert_eq!(rule.cautions_on(None).count(), 1);
    }
}

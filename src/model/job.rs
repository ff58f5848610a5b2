//! The job of a service: what a program of its own asks of the register, and nothing beside it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Result};
use crate::model::Kind;
use crate::model::pointer::Path;
use crate::model::text::{Few, Line};

/// Something that a job asks of the register.
///
/// In the order of the table of permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum JobAsk {
    /// Searching for a person.
    Screen,
    /// Reading entries whole.
    View,
    /// Reading what falls due.
    ViewDue,
    /// Setting a review, or recording its outcome.
    SetReview,
}

/// A member of records of one kind that a job may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JobField {
    /// The kind of record.
    pub kind: Kind,
    /// The member, with all that is in it, as a path such as `/registration/status`.
    pub path: Line<200>,
}

/// What a service does: the queries of its own, the fields that it keeps, and whom it tells of what.
///
/// Two persons give an account its job, to the letter; whatever it does not name is refused.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Job {
    /// What it is called, such as "nightly list for the custody suites".
    pub name: Line<100>,
    /// What it asks.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub asks: Few<JobAsk, 4>,
    /// The members of records that it may change.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub amends: Few<JobField, 50>,
    /// The members of entries that it may disclose, as paths such as `/subject/names`.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub discloses: Few<Line<200>, 50>,
    /// The organisations that it may disclose them to.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub notifies: Few<Line<200>, 50>,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a job that asks {:?}", self.asks)
    }
}

impl Job {
    /// Refuses a job that asks nothing, that may change what is no record of an entry's, whose paths are none,
    /// or that discloses to nobody.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at the member.
    pub fn check(&self) -> Result<()> {
        if self.asks.is_empty() && self.amends.is_empty() && self.discloses.is_empty() {
            return Err(Error::invalid("/asks", Problem::Missing));
        }
        for (at, field) in self.amends.iter().enumerate() {
            if matches!(field.kind, Kind::Account | Kind::Policy) {
                return Err(Error::invalid(&format!("/amends/{at}/kind"), Problem::OutOfRange));
            }
            refuse_no_member(&field.path, &format!("/amends/{at}/path"))?;
            if self.amends[..at].contains(field) {
                return Err(Error::invalid(&format!("/amends/{at}"), Problem::GivenTwice));
            }
        }
        for (at, path) in self.discloses.iter().enumerate() {
            refuse_no_member(path, &format!("/discloses/{at}"))?;
        }
        if self.discloses.is_empty() == self.notifies.is_empty() {
            Ok(())
        } else {
            let lacks = if self.notifies.is_empty() { "/notifies" } else { "/discloses" };
            Err(Error::invalid(lacks, Problem::Missing))
        }
    }

    /// Returns the members of records of a kind that the job may change.
    pub fn amends_of(&self, kind: Kind) -> impl Iterator<Item = Path> {
        self.amends.iter().filter(move |it| it.kind == kind).filter_map(|it| Path::parse(&it.path).ok())
    }
}

/// Refuses a path that is none, that is the whole record, or that leads to one item of a list: another stands there
/// tomorrow.
fn refuse_no_member(path: &str, at: &str) -> Result<()> {
    let named = path.strip_prefix('/').is_some_and(|it| {
        it.split('/').all(|name| name.starts_with(|first: char| first.is_ascii_lowercase()))
    });
    if named && Path::parse(path).is_ok() { Ok(()) } else { Err(Error::invalid(at, Problem::Malformed)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document;

    #[test]
    fn a_job_that_asks_nothing_or_says_what_is_no_member_is_refused() {
        for (json, at) in [
            (r#"{"name": "n"}"#, "/asks"),
            (r#"{"name": "n", "amends": [{"kind": "account", "path": "/role"}]}"#, "/amends/0/kind"),
            (r#"{"name": "n", "amends": [{"kind": "review", "path": "outcome"}]}"#, "/amends/0/path"),
            (r#"{"name": "n", "amends": [{"kind": "entry", "path": "/subject/names/0"}]}"#, "/amends/0/path"),
            (
                r#"{"name": "n", "amends": [{"kind": "review", "path": "/owner"}, {"kind": "review", "path": "/owner"}]}"#,
                "/amends/1",
            ),
            (r#"{"name": "n", "discloses": ["/subject"], "notifies": []}"#, "/notifies"),
            (r#"{"name": "n", "asks": ["screen"], "notifies": ["a court"]}"#, "/discloses"),
        ] {
            let job: Job = document::parse(json).expect("a job");
            let Err(Error::Invalid { at: found, .. }) = job.check() else { panic!("{json} is taken") };
            assert_eq!(found.to_string(), at, "{json}");
        }
        let job =
            r#"{"name": "n", "asks": ["view_due"], "discloses": ["/subject/names"], "notifies": ["HMPPS"]}"#;
        let job: Job = document::parse(job).expect("a job");
        assert_eq!(job.check(), Ok(()));
    }
}

//! The force's policy: read, set, and its history.

use serde::Serialize;

use crate::access::Act;
use crate::audit::Action;
use crate::audit::commitment::Field;
use crate::error::{Error, Result, What};
use crate::model::policy::{BUILT_IN, POLICY, ScreeningAlarms};
use crate::model::{Document, Kind, Moment, Policy, document};
use crate::register::diary::{self, Refreshed};
use crate::register::gate::perform;
use crate::register::records::Stored;
use crate::register::session::hex;
use crate::register::{Audited, Task};
use crate::rules::diary::edition;
use crate::screening::{Bands, Weights};
use crate::store::{DiaryState, View};

/// A policy and its version.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyVersion {
    /// The version; 0 for the policy that is built in.
    pub version: u32,
    /// When it was set; absent for the one that is built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<Moment>,
    /// The event that set it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u64>,
    /// The policy.
    pub policy: Policy,
}

/// What setting a policy did.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PolicySet {
    /// The policy's version.
    pub version: u32,
    /// What became of the diary.
    pub diary: Refreshed,
}

/// The policy in force.
pub(super) struct InForce {
    pub(super) version: u32,
    pub(super) policy: Policy,
}

impl InForce {
    /// Returns the policy that is built in.
    pub(super) fn built_in() -> Self {
        Self { version: BUILT_IN, policy: Policy::default() }
    }

    /// Reads the policy in force.
    pub(super) fn read(view: &View<'_>) -> Result<Self> {
        let Some(record) = view.newest(POLICY)? else { return Ok(Self::built_in()) };
        Ok(Self { version: record.version, policy: document::parse(&record.document)? })
    }

    /// Returns what a diary is made with under this policy: the code and the rules.
    pub(super) fn state(&self) -> DiaryState {
        let rules = format!("sources {} rules {}", env!("SREG_DIARY_SOURCES"), edition());
        DiaryState { policy: self.version, rules }
    }
}

impl Task {
    /// Reads the policy in force.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`]; [`Error::Corrupt`].
    pub fn policy(&self) -> Result<Audited<PolicyVersion>> {
        perform(self, Act::ViewPolicy, Action::PolicyRead, |work| {
            work.tx.newest(POLICY)?.map_or_else(|| Ok(built_in()), |record| told(&Stored::of(record)?))
        })
    }

    /// Reads every version of the policy, the built-in one first.
    ///
    /// # Errors
    ///
    /// As [`Task::policy`].
    pub fn policy_history(&self) -> Result<Audited<Vec<PolicyVersion>>> {
        perform(self, Act::ViewPolicy, Action::PolicyRead, |work| {
            let mut versions = vec![built_in()];
            for record in work.tx.versions(POLICY)? {
                versions.push(told(&Stored::of(record)?)?);
            }
            Ok(versions)
        })
    }

    /// Sets the policy, and makes the diary anew by it.
    ///
    /// `seen` is the version that the caller read, 0 for the built-in one. The policy is in force once its
    /// event is durable; until the diary is made anew, pages of it say that they are not up to date.
    ///
    /// # Errors
    ///
    /// [`Error::Stale`]; [`Error::Invalid`]; [`Error::Forbidden`]; as [`Task::refresh_diary`].
    pub fn set_policy(
        &self,
        seen: u32,
        policy: Policy,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Audited<PolicySet>> {
        let set = perform(self, Act::SetPolicy, Action::PolicySet, move |work| {
            policy.check(work.today())?;
            bands(&policy)?;
            let before = work.tx.newest(POLICY)?;
            let current = before.as_ref().map_or(BUILT_IN, |it| it.version);
            if seen != current {
                return Err(Error::Stale { what: What::Policy, seen, current });
            }
            if let Some(before) = &before {
                work.say(Field::BeforeVersion, hex(before.digest.as_bytes()));
            }
            let version = current.checked_add(1).ok_or(Error::Internal)?;
            work.write(POLICY, POLICY, version, &policy)?;
            Ok(version)
        })?;
        let diary = diary::refresh(self, Act::SetPolicy, progress)?.into_value();
        Ok(set.map(|version| PolicySet { version, diary }))
    }
}

/// Returns the odds from which on a match of a screening has each band.
pub(super) fn bands(policy: &Policy) -> Result<Bands> {
    let per_thousand = |it: u16| f64::from(it) / 10.0;
    let ScreeningAlarms { identify_per_10_000, probable_per_10_000 } = policy.screening;
    Bands::for_alarms(
        &Weights::default(),
        per_thousand(identify_per_10_000),
        per_thousand(probable_per_10_000),
    )
    .map_err(|it| it.under("/screening"))
}

fn built_in() -> PolicyVersion {
    let InForce { version, policy } = InForce::built_in();
    PolicyVersion { version, recorded_at: None, event: None, policy }
}

fn told(stored: &Stored) -> Result<PolicyVersion> {
    debug_assert_eq!(stored.kind, Kind::Policy);
    let (recorded_at, event) = (Some(stored.recorded_at), Some(stored.event));
    Ok(PolicyVersion { version: stored.version, recorded_at, event, policy: document::parse(&stored.json)? })
}

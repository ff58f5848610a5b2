//! What two persons guard: one asks, another agrees, and only then is it done.
//!
//! The table of parts stands beside that of permissions. What it does not name, nobody may ask for or
//! agree to; and whatever it says, nobody agrees to what they asked for themselves.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::access::Act;
use crate::error::{Error, Refusal, Result};
use crate::model::text::Line;
use crate::model::{Id, Job, Recipient, Restriction, Role};

/// A request lapses this long after it was made, agreed to or not.
pub const REQUEST_HOURS_MAX: u32 = 72;

/// For this long nobody is a second person to whoever gave them an account, a role or a password, nor to
/// another whom the same account gave one: an account made for the purpose shows in the log before it can
/// serve it. The accounts that the register was made with are settled from the start.
pub const SETTLING_HOURS: u32 = 72;

/// Entries that one person may disclose alone within [`ALONE_HOURS`], at once or one after the other.
pub const RECORDS_ALONE_MAX: usize = 50;

/// Hours within which what one person discloses alone counts together.
pub const ALONE_HOURS: u32 = 24;

/// Days for which a case is open at the most; then it is asked for again.
pub const CASE_DAYS_MAX: u32 = 28;

/// Entries that one case opens at the most.
pub const CASE_ENTRIES_MAX: usize = 100;

const HOUR_MS: u64 = 3_600_000;

/// An operation that two persons guard, exactly as it is to be done.
///
/// Its JSON is what the first person asks for, what the second agrees to and what is done: to the byte.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Guarded {
    /// Going on with a restored register, in a new incarnation.
    AcceptRestore {
        /// The incarnation that begins.
        incarnation: u32,
        /// Events of the history left behind, by the last checkpoint known of it.
        size: u64,
        /// The root of that checkpoint, in hexadecimal.
        root: Line<64>,
    },
    /// Giving a register that has events its first anchor.
    AdoptAnchor {
        /// Where the anchor is.
        anchor: Line<1000>,
    },
    /// Disclosing parts of more entries than one person may alone ([`RECORDS_ALONE_MAX`]).
    DiscloseInBulk {
        /// The entries.
        entries: Vec<Id>,
        /// The members of their documents, as paths.
        fields: Vec<Line<200>>,
        /// Who is to have them.
        recipient: Recipient,
    },
    /// Erasing an entry and every record that belongs to it.
    EraseEntry {
        /// The entry.
        entry: Id,
        /// The retention rule or the decision that it follows.
        basis: Line<300>,
    },
    /// Erasing a personal part of an earlier event.
    EraseField {
        /// The event's number.
        event: u64,
        /// The part, by its name.
        field: Line<40>,
        /// The rule or the decision that it follows.
        basis: Line<300>,
    },
    /// Exporting a diary with the names of more than [`RECORDS_ALONE_MAX`] entries.
    ExportDiary {
        /// Which part of the diary.
        criteria: Line<1000>,
        /// In which form.
        format: Line<10>,
        /// How many entries are named in it.
        entries: u32,
        /// The digest of the list of them, in hexadecimal.
        list: Line<64>,
        /// Who is to have it.
        recipient: Recipient,
    },
    /// Giving a service its job.
    GiveJob {
        /// The account.
        account: Id,
        /// Its version.
        seen: u32,
        /// The job, to the letter.
        job: Box<Job>,
    },
    /// Giving a role that is guarded.
    GrantRole {
        /// The account.
        account: Id,
        /// Its version.
        seen: u32,
        /// The role.
        role: Role,
    },
    /// Opening a case to an account that sees the register by case only.
    OpenCase {
        /// The account.
        account: Id,
        /// The case's reference, as a task of the case names it.
        reference: Line<100>,
        /// The entries that it opens, [`CASE_ENTRIES_MAX`] at the most.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        entries: Vec<Id>,
        /// Whether it opens the search for persons.
        #[serde(default)]
        search: bool,
        /// For how many days, [`CASE_DAYS_MAX`] at the most.
        days: u32,
    },
    /// Pruning the oldest events of the log.
    PruneLog {
        /// The first event that is kept: a multiple of 256.
        first: u64,
        /// The rule or the decision that it follows.
        basis: Line<300>,
    },
    /// Removing a key slot.
    RemoveKeySlot {
        /// The slot's number.
        slot: u32,
    },
    /// Closing an entry to all but some, as a coordinator proposes.
    Restrict {
        /// The entry.
        entry: Id,
        /// Its version.
        seen: u32,
        /// The restriction that is to hold.
        restriction: Restriction,
    },
    /// Opening a restricted entry to more than before.
    Unrestrict {
        /// The entry.
        entry: Id,
        /// Its version.
        seen: u32,
        /// The restriction that is to hold.
        restriction: Restriction,
    },
}

impl Guarded {
    /// Returns the act that does it.
    #[must_use]
    pub const fn act(&self) -> Act {
        match self {
            Self::AcceptRestore { .. } | Self::AdoptAnchor { .. } => Act::AcceptRestore,
            Self::DiscloseInBulk { .. } | Self::ExportDiary { .. } => Act::DiscloseInBulk,
            Self::EraseEntry { .. } => Act::Erase,
            Self::EraseField { .. } => Act::EraseField,
            Self::GiveJob { .. } | Self::GrantRole { .. } => Act::GrantRole,
            Self::OpenCase { .. } => Act::OpenCase,
            Self::PruneLog { .. } => Act::PruneLog,
            Self::RemoveKeySlot { .. } => Act::RemoveKeySlot,
            Self::Restrict { .. } => Act::Restrict,
            Self::Unrestrict { .. } => Act::Unrestrict,
        }
    }

    /// Returns the entries that it names.
    #[must_use]
    pub fn entries(&self) -> &[Id] {
        match self {
            Self::DiscloseInBulk { entries, .. } | Self::OpenCase { entries, .. } => entries,
            Self::EraseEntry { entry, .. }
            | Self::Restrict { entry, .. }
            | Self::Unrestrict { entry, .. } => std::slice::from_ref(entry),
            _ => &[],
        }
    }
}

impl fmt::Debug for Guarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} by two persons", self.act())
    }
}

/// What a role does in something that two persons guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// It agrees to what another asked for.
    Approves,
    /// It asks for it, and agrees to what another asked for.
    Both,
    /// It has no part.
    No,
    /// It asks for it.
    Requests,
    /// It agrees while no other active account has a role that does: a small force, a new register.
    StandsIn,
}

impl Part {
    /// Tells whether the role asks for it.
    #[must_use]
    pub const fn requests(self) -> bool {
        matches!(self, Self::Both | Self::Requests)
    }

    /// Tells whether the role agrees to it, whoever else there is.
    #[must_use]
    pub const fn approves(self) -> bool {
        matches!(self, Self::Approves | Self::Both)
    }
}

/// Returns what a role does in an act that two persons guard.
#[rustfmt::skip]
#[must_use]
pub const fn part(role: Role, act: Act) -> Part {
    use Part::{Approves, Both, No, Requests, StandsIn};

    let [coordinator, supervisor, records_manager, auditor, officer, administrator] = match act {
        // down: the act; across: the role
        //                     Coordinator Supervisor RecordsManager Auditor   DataProtectionOfficer Administrator
        Act::Unrestrict     => [Requests,  Both,      No,            No,       No,                   No],
        Act::DiscloseInBulk | Act::Restrict
                            => [Requests,  Approves,  No,            No,       No,                   No],
        Act::Erase          => [Requests,  Approves,  Both,          No,       Approves,             No],
        Act::EraseField | Act::PruneLog
                            => [No,        No,        Requests,      No,       Both,                 No],
        Act::GrantRole      => [StandsIn,  StandsIn,  No,            No,       Approves,             Requests],
        Act::RemoveKeySlot  => [StandsIn,  StandsIn,  No,            No,       Approves,             Both],
        Act::AcceptRestore  => [StandsIn,  StandsIn,  No,            Approves, Approves,             Both],
        Act::OpenCase       => [No,        StandsIn,  No,            Both,     Both,                 No],
        _                   => [No, No, No, No, No, No],
    };
    match role {
        Role::Coordinator => coordinator,
        Role::Supervisor => supervisor,
        Role::RecordsManager => records_manager,
        Role::Auditor => auditor,
        Role::DataProtectionOfficer => officer,
        Role::Administrator => administrator,
        Role::Viewer | Role::Service => No,
    }
}

/// Someone's step in what two persons guard: who, in which sign-in, when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The account.
    pub account: Id,
    /// The sign-in.
    pub session: Id,
    /// When, in milliseconds since 1970, UTC.
    pub at_ms: u64,
}

/// Returns the first moment at which a request is of no use any more, in milliseconds since 1970.
#[must_use]
pub const fn lapses_at_ms(requested_at_ms: u64) -> u64 {
    requested_at_ms.saturating_add(REQUEST_HOURS_MAX as u64 * HOUR_MS)
}

/// Returns the earliest moment at which somebody's making of an account still tells against it.
#[must_use]
pub const fn settling_since_ms(now_ms: u64) -> u64 {
    now_ms.saturating_sub(SETTLING_HOURS as u64 * HOUR_MS)
}

/// Returns the earliest moment whose disclosures count together with one of now.
#[must_use]
pub const fn alone_since_ms(now_ms: u64) -> u64 {
    now_ms.saturating_sub(ALONE_HOURS as u64 * HOUR_MS)
}

/// Refuses a second person who is the first, or who comes too late.
///
/// # Errors
///
/// [`Error::Forbidden`] with [`Refusal::OwnRequest`] or [`Refusal::Lapsed`].
pub fn second(first: &Step, second: &Step) -> Result<()> {
    if first.account == second.account || first.session == second.session {
        return Err(Error::Forbidden(Refusal::OwnRequest));
    }
    in_time(first, second.at_ms)
}

/// Refuses what comes too late after a request.
///
/// # Errors
///
/// [`Error::Forbidden`] with [`Refusal::Lapsed`].
pub const fn in_time(first: &Step, now_ms: u64) -> Result<()> {
    if now_ms >= lapses_at_ms(first.at_ms) { Err(Error::Forbidden(Refusal::Lapsed)) } else { Ok(()) }
}

/// Refuses what comes too late after a request by the wall clock, whichever way it was set meanwhile: the log's
/// time stands still while the clock is behind it.
///
/// # Errors
///
/// [`Error::Forbidden`] with [`Refusal::Lapsed`].
pub const fn on_the_clock(then_ms: i64, now_ms: i64) -> Result<()> {
    let lapsed = now_ms.abs_diff(then_ms) >= REQUEST_HOURS_MAX as u64 * HOUR_MS;
    if lapsed { Err(Error::Forbidden(Refusal::Lapsed)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Permit;
    use crate::access::permission::permit;

    /// `r` asks, `a` agrees, `b` both, `s` stands in, `-` no part; in the order of the roles' numbers.
    const POLICY: &str = "
        Restrict       - r a - - - - -
        Unrestrict     - r b - - - - -
        DiscloseInBulk - r a - - - - -
        Erase          - r a b - a - -
        EraseField     - - - r - b - -
        PruneLog       - - - r - b - -
        GrantRole      - s s - - a r -
        RemoveKeySlot  - s s - - a b -
        AcceptRestore  - s s - a a b -
        OpenCase       - - s - b b - -
    ";

    #[test]
    fn each_role_has_the_part_that_the_policy_says() {
        let guarded =
            Act::ALL.into_iter().filter(|act| Role::ALL.iter().any(|it| part(*it, *act) != Part::No));
        let letter = |part: Part| match part {
            Part::Approves => "a",
            Part::Both => "b",
            Part::No => "-",
            Part::Requests => "r",
            Part::StandsIn => "s",
        };
        let mut found: Vec<String> = guarded
            .map(|act| {
                format!("{:<14} {}", format!("{act:?}"), Role::ALL.map(|it| letter(part(it, act))).join(" "))
            })
            .collect();
        let mut expected: Vec<&str> = POLICY.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_needs_a_second_person_has_one_who_asks_one_who_agrees_and_one_who_does_it() {
        for act in Act::ALL {
            // A supervisor restricts alone, too; what a coordinator proposes another does.
            let guarded = act == Act::Restrict
                || Role::ALL.iter().any(|it| permit(*it, act) == Permit::NeedsSecondPerson);
            let asks = Role::ALL.iter().any(|it| part(*it, act).requests());
            let agrees = Role::ALL.iter().any(|it| part(*it, act).approves());
            assert_eq!((asks, agrees), (guarded, guarded), "{act:?}");
        }
    }

    #[test]
    fn the_second_person_is_another_and_in_time() {
        let step = |who: u8, session: u8, hours: u64| Step {
            account: Id::from_bytes([who; 16]),
            session: Id::from_bytes([session; 16]),
            at_ms: hours * HOUR_MS,
        };
        let refused = |it| Err(Error::Forbidden(it));
        let first = step(1, 1, 10);
        for (other, expected) in [
            (step(2, 2, 10), Ok(())),
            (step(1, 2, 11), refused(Refusal::OwnRequest)),
            (step(2, 1, 11), refused(Refusal::OwnRequest)),
            (step(2, 2, 81), Ok(())),
            (step(2, 2, 82), refused(Refusal::Lapsed)),
        ] {
            assert_eq!(second(&first, &other), expected, "{other:?}");
        }
        assert_eq!(in_time(&first, 82 * HOUR_MS - 1), Ok(()));
        assert_eq!(in_time(&step(1, 1, u64::MAX / HOUR_MS), u64::MAX), refused(Refusal::Lapsed));
    }

    #[test]
    fn an_operation_reads_back_and_knows_no_other_fields() {
        let operation = Guarded::RemoveKeySlot { slot: 2 };
        let json = r#"{"operation":"remove_key_slot","slot":2}"#;
        assert_eq!(serde_json::to_string(&operation).unwrap(), json);
        assert_eq!(serde_json::from_str::<Guarded>(json).unwrap(), operation);
        assert!(
            serde_json::from_str::<Guarded>(r#"{"operation":"remove_key_slot","slot":2,"x":1}"#).is_err()
        );
    }
}

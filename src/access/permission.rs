//! What a role may do, and for which purpose: one table. What it does not permit is denied.
//!
//! Two lines run through it. No role both reads register data and administers the register; and nobody
//! reads the log but for a purpose of the log.

use crate::access::Purpose;
use crate::error::{Error, Refusal, Result};
use crate::model::Role;

/// What can be asked of the register.
///
/// In the order of the table: reading, writing, restricting, disclosing, erasing, the log, the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Act {
    /// Searching for a person.
    Screen,
    /// Reading an entry's summary and warnings.
    ViewSummary,
    /// Reading an entry whole.
    View,
    /// Reading what an entry said before.
    ViewHistory,
    /// Reading what falls due.
    ViewDue,
    /// Making an entry or another record.
    Create,
    /// Changing a record.
    Amend,
    /// Taking records over from another system.
    Import,
    /// Setting a review, or recording its outcome.
    SetReview,
    /// Giving an officer's entries and reviews to another.
    HandOver,
    /// Closing an entry to all but some.
    Restrict,
    /// Opening a restricted entry again.
    Unrestrict,
    /// Telling someone outside.
    Disclose,
    /// Telling someone outside of more than fifty records at once.
    DiscloseInBulk,
    /// Asking that a record be erased.
    RequestErasure,
    /// Agreeing that a record be erased.
    ApproveErasure,
    /// Erasing a record.
    Erase,
    /// Erasing a personal part of an earlier event.
    EraseField,
    /// Pruning the oldest events of the log.
    PruneLog,
    /// Reading the log.
    ReadAudit,
    /// Checking the log's integrity, which shows nothing of what it says.
    VerifyAudit,
    /// Reading the list of accounts.
    ViewAccounts,
    /// Making, suspending, unlocking and closing accounts.
    ManageAccounts,
    /// Giving a role that [`is_guarded`].
    GrantRole,
    /// Adding key slots and changing their keys.
    ManageKeys,
    /// Removing a key slot.
    RemoveKeySlot,
    /// Backing the register up.
    Backup,
    /// Going on with a restored register, in a new incarnation.
    AcceptRestore,
    /// Making the indexes again from the records.
    RebuildIndexes,
    /// Reading the policy, which says nothing of any person.
    ViewPolicy,
    /// Setting the policy.
    SetPolicy,
    /// Reading what waits for a second person.
    ViewRequests,
    /// Breaking the glass: one entry or one search, in an emergency.
    BreakGlass,
    /// Reviewing what was done behind a broken glass.
    ReviewBreakGlass,
    /// Declaring conflicts of interest.
    DeclareConflicts,
    /// Looking through the views of the log, and saying what was found.
    Monitor,
    /// Opening a case: some entries, or the search for persons, to one who sees the register by case only.
    OpenCase,
}

impl Act {
    /// Every act, in the order of the table.
    pub const ALL: [Self; 37] = [
        Self::Screen,
        Self::ViewSummary,
        Self::View,
        Self::ViewHistory,
        Self::ViewDue,
        Self::Create,
        Self::Amend,
        Self::Import,
        Self::SetReview,
        Self::HandOver,
        Self::Restrict,
        Self::Unrestrict,
        Self::Disclose,
        Self::DiscloseInBulk,
        Self::RequestErasure,
        Self::ApproveErasure,
        Self::Erase,
        Self::EraseField,
        Self::PruneLog,
        Self::ReadAudit,
        Self::VerifyAudit,
        Self::ViewAccounts,
        Self::ManageAccounts,
        Self::GrantRole,
        Self::ManageKeys,
        Self::RemoveKeySlot,
        Self::Backup,
        Self::AcceptRestore,
        Self::RebuildIndexes,
        Self::ViewPolicy,
        Self::SetPolicy,
        Self::ViewRequests,
        Self::BreakGlass,
        Self::ReviewBreakGlass,
        Self::DeclareConflicts,
        Self::Monitor,
        Self::OpenCase,
    ];

    /// Tells whether the act shows register data, or lets it out.
    #[must_use]
    pub const fn reads_the_register(self) -> bool {
        matches!(
            self,
            Self::Screen
                | Self::ViewSummary
                | Self::View
                | Self::ViewHistory
                | Self::ViewDue
                | Self::Disclose
                | Self::DiscloseInBulk
                | Self::BreakGlass
        )
    }

    /// Tells whether the act runs the house: accounts, roles, keys, backups, indexes.
    #[must_use]
    pub const fn administers(self) -> bool {
        matches!(
            self,
            Self::ManageAccounts
                | Self::GrantRole
                | Self::ManageKeys
                | Self::RemoveKeySlot
                | Self::Backup
                | Self::AcceptRestore
                | Self::RebuildIndexes
                | Self::SetPolicy
        )
    }
}

/// What the table answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Permit {
    /// It agrees to what another account proposed, and cannot start it.
    Approves,
    /// Only for a case that was opened to the account.
    ByCase,
    /// Only together with a second person.
    NeedsSecondPerson,
    /// Not at all.
    No,
    /// Only about itself.
    Own,
    /// Only what its own job asks.
    OwnJob,
    /// Only about accounts of its own team.
    OwnTeam,
    /// It starts what another account must agree to.
    Proposes,
    /// Only what the review of retention asks, for that purpose.
    Retention,
    /// Only in answer to a subject's request, for that purpose.
    SubjectRequest,
    /// Without more.
    Yes,
}

impl Permit {
    /// Tells whether an account may start the act by itself, within the bounds that the answer names.
    ///
    /// [`Permit::Approves`], [`Permit::NeedsSecondPerson`] and [`Permit::Proposes`] each want another.
    #[must_use]
    pub const fn suffices_alone(self) -> bool {
        !matches!(self, Self::Approves | Self::NeedsSecondPerson | Self::No | Self::Proposes)
    }
}

/// Returns the roles' answers for an act, in the order of [`Role::ALL`].
#[rustfmt::skip]
#[expect(clippy::match_same_arms, reason = "a table has a line for each act")]
const fn row(act: Act) -> [Permit; 8] {
    use Permit::{Approves, ByCase, NeedsSecondPerson, No, Own, OwnJob, OwnTeam, Proposes, Retention, SubjectRequest, Yes};

    match act {
        // down: the act; across: the role
        //                     Viewer Coordinator        Supervisor         RecordsManager     Auditor DataProtectionOfficer Administrator Service
        Act::Screen         => [Yes,  Yes,               Yes,               No,                ByCase, ByCase,         No,                OwnJob],
        Act::ViewSummary    => [Yes,  Yes,               Yes,               Retention,         ByCase, ByCase,         No,                OwnJob],
        Act::View           => [No,   Yes,               Yes,               Retention,         ByCase, ByCase,         No,                OwnJob],
        Act::ViewHistory    => [No,   Yes,               Yes,               Retention,         ByCase, ByCase,         No,                No],
        Act::ViewDue        => [No,   Yes,               Yes,               Retention,         No,     ByCase,         No,                OwnJob],

        Act::Create         => [No,   Yes,               Approves,          No,                No,     No,             No,                No],
        Act::Amend          => [No,   Yes,               Approves,          No,                No,     No,             No,                OwnJob],
        Act::Import         => [No,   Yes,               Approves,          No,                No,     No,             No,                No],
        Act::SetReview      => [No,   Yes,               Approves,          No,                No,     No,             No,                OwnJob],

        Act::HandOver       => [No,   Yes,               Yes,               No,                No,     No,             No,                No],

        Act::Restrict       => [No,   Proposes,          Yes,               No,                No,     No,             No,                No],
        Act::Unrestrict     => [No,   Proposes,          NeedsSecondPerson, No,                No,     No,             No,                No],

        Act::Disclose       => [No,   Yes,               Approves,          No,                No,     SubjectRequest, No,                OwnJob],
        Act::DiscloseInBulk => [No,   NeedsSecondPerson, Approves,          No,                No,     No,             No,                No],

        Act::RequestErasure => [No,   Proposes,          No,                No,                No,     No,             No,                No],
        Act::ApproveErasure => [No,   No,                Approves,          Approves,          No,     Approves,       No,                No],
        Act::Erase          => [No,   No,                No,                NeedsSecondPerson, No,     No,             No,                No],
        Act::EraseField     => [No,   No,                No,                NeedsSecondPerson, No,     NeedsSecondPerson, No,             No],
        Act::PruneLog       => [No,   No,                No,                NeedsSecondPerson, No,     NeedsSecondPerson, No,             No],

        Act::ReadAudit      => [No,   Own,               OwnTeam,           No,                Yes,    Yes,            No,                No],
        Act::VerifyAudit    => [No,   No,                No,                No,                Yes,    Yes,            Yes,               No],

        Act::ViewAccounts   => [No,   No,                OwnTeam,           No,                Yes,    Yes,            Yes,               No],
        Act::ManageAccounts => [No,   No,                No,                No,                No,     No,             Yes,               No],
        Act::GrantRole      => [No,   No,                No,                No,                No,     Approves,       NeedsSecondPerson, No],
        Act::ManageKeys     => [No,   No,                No,                No,                No,     No,             Yes,               No],
        Act::RemoveKeySlot  => [No,   No,                No,                No,                No,     No,             NeedsSecondPerson, No],
        Act::Backup         => [No,   No,                No,                No,                No,     No,             Yes,               No],
        Act::AcceptRestore  => [No,   No,                No,                No,                No,     No,             NeedsSecondPerson, No],
        Act::RebuildIndexes => [No,   No,                No,                No,                No,     No,             Yes,               No],
        Act::ViewPolicy     => [Yes,  Yes,               Yes,               Yes,               Yes,    Yes,            Yes,               Yes],
        Act::SetPolicy      => [No,   No,                No,                No,                No,     No,             Yes,               No],
        Act::ViewRequests   => [No,   Yes,               Yes,               Yes,               Yes,    Yes,            Yes,               No],

        Act::BreakGlass     => [Yes,  Yes,               Yes,               Yes,               Yes,    Yes,            No,                No],
        Act::ReviewBreakGlass => [No, No,                Yes,               No,                Yes,    Yes,            No,                No],
        Act::DeclareConflicts => [Own, Own,              Own,               Own,               Yes,    Yes,            Own,               No],
        Act::Monitor        => [No,   No,                OwnTeam,           No,                Yes,    Yes,            No,                No],
        Act::OpenCase       => [No,   No,                No,                No,                NeedsSecondPerson, NeedsSecondPerson, No, No],
    }
}

/// Returns what the table answers for a role and an act.
#[must_use]
pub const fn permit(role: Role, act: Act) -> Permit {
    let [viewer, coordinator, supervisor, records_manager, auditor, officer, administrator, service] =
        row(act);
    match role {
        Role::Viewer => viewer,
        Role::Coordinator => coordinator,
        Role::Supervisor => supervisor,
        Role::RecordsManager => records_manager,
        Role::Auditor => auditor,
        Role::DataProtectionOfficer => officer,
        Role::Administrator => administrator,
        Role::Service => service,
    }
}

/// Tells whether giving a role needs two persons: those that see the log or hold the keys.
#[must_use]
pub const fn is_guarded(role: Role) -> bool {
    matches!(role, Role::Auditor | Role::DataProtectionOfficer | Role::Administrator)
}

/// Tells whether a purpose covers an act, whoever asks.
///
/// The log is read for 201 to 205, which cover nothing else but the check of its integrity; system
/// operation covers the house and no person's data; an emergency covers the breaking of the glass, and what
/// is behind it is then covered by the glass alone; every other purpose covers register data and nothing else.
///
/// # Law
///
/// - Data Protection Act 2018, s. 62(4)
#[must_use]
pub const fn purpose_covers(purpose: Purpose, act: Act) -> bool {
    match purpose {
        // Whatever one is at, one may declare what bars one, and see what waits; each step then asks for its own.
        _ if matches!(act, Act::DeclareConflicts | Act::ViewRequests) => {
            !matches!(purpose, Purpose::Emergency)
        }
        Purpose::Emergency => matches!(act, Act::BreakGlass),
        Purpose::SystemOperation => {
            act.administers() || matches!(act, Act::VerifyAudit | Act::ViewAccounts | Act::ViewPolicy)
        }
        _ if purpose.reads_the_log() => {
            // Whoever looks at the log must be able to tell the accounts in it, and to have opened what it tells of.
            matches!(
                act,
                Act::Monitor
                    | Act::OpenCase
                    | Act::ReadAudit
                    | Act::ReviewBreakGlass
                    | Act::VerifyAudit
                    | Act::ViewAccounts
            )
        }
        _ => {
            !(act.administers()
                || matches!(
                    act,
                    Act::BreakGlass
                        | Act::Monitor
                        | Act::ReadAudit
                        | Act::ReviewBreakGlass
                        | Act::VerifyAudit
                        | Act::ViewAccounts
                ))
        }
    }
}

/// Answers whether a role may do an act for a purpose, and within which bounds.
///
/// The bounds are the caller's to keep: whose team, which case, which job, who the second person is.
///
/// # Errors
///
/// [`Error::Forbidden`] with [`Refusal::Role`] if the role never may, with [`Refusal::Purpose`] if it
/// may not for this purpose.
pub fn may(role: Role, purpose: Purpose, act: Act) -> Result<Permit> {
    let permit = permit(role, act);
    if permit == Permit::No {
        return Err(Error::Forbidden(Refusal::Role));
    }
    let bound_to = match permit {
        Permit::OwnJob => Some(Purpose::ServiceJob),
        Permit::Retention => Some(Purpose::Retention),
        Permit::SubjectRequest => Some(Purpose::SubjectRights),
        _ => None,
    };
    if !purpose_covers(purpose, act) || bound_to.is_some_and(|it| it != purpose) {
        return Err(Error::Forbidden(Refusal::Purpose));
    }
    Ok(permit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule as the force's policy lays it out: one letter for each role, in the order of their numbers.
    ///
    /// `y` yes, `o` own, `t` own team, `j` own job, `c` by case, `r` retention, `s` subject's request,
    /// `p` proposes, `a` approves, `2` needs a second person, `-` no.
    const POLICY: &str = "
        Screen          y y y - c c - j
        ViewSummary     y y y r c c - j
        View            - y y r c c - j
        ViewHistory     - y y r c c - -
        ViewDue         - y y r - c - j
        Create          - y a - - - - -
        Amend           - y a - - - - j
        Import          - y a - - - - -
        SetReview       - y a - - - - j
        HandOver        - y y - - - - -
        Restrict        - p y - - - - -
        Unrestrict      - p 2 - - - - -
        Disclose        - y a - - s - j
        DiscloseInBulk  - 2 a - - - - -
        RequestErasure  - p - - - - - -
        ApproveErasure  - - a a - a - -
        Erase           - - - 2 - - - -
        EraseField      - - - 2 - 2 - -
        PruneLog        - - - 2 - 2 - -
        ReadAudit       - o t - y y - -
        VerifyAudit     - - - - y y y -
        ViewAccounts    - - t - y y y -
        ManageAccounts  - - - - - - y -
        GrantRole       - - - - - a 2 -
        ManageKeys      - - - - - - y -
        RemoveKeySlot   - - - - - - 2 -
        Backup          - - - - - - y -
        AcceptRestore   - - - - - - 2 -
        RebuildIndexes  - - - - - - y -
        ViewPolicy      y y y y y y y y
        SetPolicy       - - - - - - y -
        ViewRequests    - y y y y y y -
        BreakGlass      y y y y y y - -
        ReviewBreakGlass - - y - y y - -
        DeclareConflicts o o o o y y o -
        Monitor         - - t - y y - -
        OpenCase        - - - - 2 2 - -
    ";

    fn letter(permit: Permit) -> &'static str {
        match permit {
            Permit::Approves => "a",
            Permit::ByCase => "c",
            Permit::NeedsSecondPerson => "2",
            Permit::No => "-",
            Permit::Own => "o",
            Permit::OwnJob => "j",
            Permit::OwnTeam => "t",
            Permit::Proposes => "p",
            Permit::Retention => "r",
            Permit::SubjectRequest => "s",
            Permit::Yes => "y",
        }
    }

    #[test]
    fn each_role_may_do_what_the_policy_says_and_nothing_else() {
        let mut lines = POLICY.lines().map(str::trim).filter(|it| !it.is_empty());
        for act in Act::ALL {
            let answers: Vec<_> = Role::ALL.map(|role| letter(permit(role, act))).into();
            let name = format!("{act:?}");
            assert_eq!(
                format!("{name:<15} {}", answers.join(" ")),
                lines.next().expect("a line for each act")
            );
        }
        assert_eq!(lines.next(), None);
    }

    #[test]
    fn no_role_both_reads_register_data_and_administers() {
        for role in Role::ALL {
            let does = |what: fn(Act) -> bool| {
                Act::ALL
                    .into_iter()
                    .any(|act| what(act) && !matches!(permit(role, act), Permit::No | Permit::Approves))
            };
            assert!(!(does(Act::reads_the_register) && does(Act::administers)), "{role:?}");
        }
        for act in Act::ALL.into_iter().filter(|it| !it.administers()) {
            let harmless = matches!(
                act,
                Act::DeclareConflicts
                    | Act::VerifyAudit
                    | Act::ViewAccounts
                    | Act::ViewPolicy
                    | Act::ViewRequests
            );
            assert_eq!(permit(Role::Administrator, act) != Permit::No, harmless, "{act:?}");
        }
    }

    #[test]
    fn the_log_is_read_for_a_purpose_of_the_log_which_covers_nothing_else() {
        for purpose in Purpose::ALL {
            assert_eq!(purpose_covers(purpose, Act::ReadAudit), purpose.reads_the_log(), "{purpose}");
            for act in Act::ALL.into_iter().filter(|_| purpose.reads_the_log()) {
                let log = matches!(
                    act,
                    Act::DeclareConflicts
                        | Act::Monitor
                        | Act::OpenCase
                        | Act::ReadAudit
                        | Act::ReviewBreakGlass
                        | Act::VerifyAudit
                        | Act::ViewAccounts
                        | Act::ViewRequests
                );
                assert_eq!(purpose_covers(purpose, act), log, "{purpose} {act:?}");
            }
        }
    }

    #[test]
    fn an_emergency_covers_the_breaking_of_the_glass_and_nothing_else() {
        for act in Act::ALL {
            assert_eq!(purpose_covers(Purpose::Emergency, act), act == Act::BreakGlass, "{act:?}");
        }
    }

    #[test]
    fn no_purpose_covers_both_register_data_and_administration() {
        for purpose in Purpose::ALL {
            let covers = |what: fn(Act) -> bool| {
                Act::ALL.into_iter().any(|it| what(it) && purpose_covers(purpose, it))
            };
            assert!(!(covers(Act::reads_the_register) && covers(Act::administers)), "{purpose}");
            assert_eq!(covers(Act::administers), purpose == Purpose::SystemOperation, "{purpose}");
        }
    }

    #[test]
    fn a_role_and_a_purpose_together_permit_an_act() {
        let role = Err(Error::Forbidden(Refusal::Role));
        let purpose = Err(Error::Forbidden(Refusal::Purpose));
        for (who, why, act, expected) in [
            (Role::Coordinator, Purpose::Review, Act::View, Ok(Permit::Yes)),
            (Role::Coordinator, Purpose::SystemOperation, Act::View, purpose.clone()),
            (Role::Coordinator, Purpose::AuditDiscipline, Act::View, purpose.clone()),
            (Role::Coordinator, Purpose::AuditDiscipline, Act::ReadAudit, Ok(Permit::Own)),
            (Role::Viewer, Purpose::Emergency, Act::ViewSummary, purpose.clone()),
            (Role::Viewer, Purpose::Emergency, Act::View, role.clone()),
            (Role::RecordsManager, Purpose::Retention, Act::View, Ok(Permit::Retention)),
            (Role::RecordsManager, Purpose::LiveIncident, Act::View, purpose.clone()),
            (Role::DataProtectionOfficer, Purpose::SubjectRights, Act::Disclose, Ok(Permit::SubjectRequest)),
            (Role::DataProtectionOfficer, Purpose::Court, Act::Disclose, purpose.clone()),
            (Role::Auditor, Purpose::Review, Act::ReadAudit, purpose),
            (Role::Administrator, Purpose::SystemOperation, Act::Backup, Ok(Permit::Yes)),
            (Role::Administrator, Purpose::SystemOperation, Act::VerifyAudit, Ok(Permit::Yes)),
            (Role::Administrator, Purpose::AuditIntegrity, Act::ReadAudit, role.clone()),
            (Role::Administrator, Purpose::NewReport, Act::Screen, role),
            (Role::Supervisor, Purpose::Review, Act::Unrestrict, Ok(Permit::NeedsSecondPerson)),
            (Role::Service, Purpose::ServiceJob, Act::ViewDue, Ok(Permit::OwnJob)),
            (Role::Service, Purpose::LiveIncident, Act::Screen, Err(Error::Forbidden(Refusal::Purpose))),
        ] {
            assert_eq!(may(who, why, act), expected, "{who:?} {why} {act:?}");
        }
    }

    #[test]
    fn what_wants_another_person_never_suffices_alone() {
        for (permit, alone) in [
            (Permit::Yes, true),
            (Permit::Own, true),
            (Permit::ByCase, true),
            (Permit::Proposes, false),
            (Permit::Approves, false),
            (Permit::NeedsSecondPerson, false),
            (Permit::No, false),
        ] {
            assert_eq!(permit.suffices_alone(), alone, "{permit:?}");
        }
    }

    #[test]
    fn the_roles_that_see_the_log_or_hold_the_keys_are_guarded() {
        for role in Role::ALL {
            let log_or_keys =
                permit(role, Act::ReadAudit) == Permit::Yes || permit(role, Act::ManageKeys) == Permit::Yes;
            assert_eq!(is_guarded(role), log_or_keys, "{role:?}");
        }
    }
}

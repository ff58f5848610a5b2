//! What was done: the operation that the law asks a log to name, and the action in our own words.
//!
//! Every number here stands in events for ever. A number, once released, is never used for anything
//! else; the golden list is append-only.

use std::fmt;

/// An operation that a log has to tell of. In the order of the Act.
///
/// # Law
///
/// Data Protection Act 2018, s. 62(1)
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Operation {
    /// None of those in the Act: sign-ins, keys, the log itself.
    None = 0,
    /// Personal data came in.
    Collection = 1,
    /// Personal data was changed.
    Alteration = 2,
    /// Personal data was looked at.
    Consultation = 3,
    /// Personal data was given to someone outside.
    Disclosure = 4,
    /// Personal data was brought together.
    Combination = 5,
    /// Personal data was erased.
    Erasure = 6,
}

impl Operation {
    /// Every operation, in the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Collection,
        Self::Alteration,
        Self::Consultation,
        Self::Disclosure,
        Self::Combination,
        Self::Erasure,
    ];

    /// Returns the number in events.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the operation of a number in an event.
    #[must_use]
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Returns the name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Collection => "collection",
            Self::Alteration => "alteration",
            Self::Consultation => "consultation",
            Self::Disclosure => "disclosure",
            Self::Combination => "combination",
            Self::Erasure => "erasure",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What became of an action. In the order of the numbers.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Outcome {
    /// It was done; what was released may have been seen.
    Done = 1,
    /// It was refused before anything was released.
    Denied = 2,
    /// It could not be done.
    Failed = 3,
    /// A first person asked for it; a second must approve.
    Requested = 4,
    /// A second person approved it.
    Approved = 5,
}

impl Outcome {
    /// Every outcome, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Done, Self::Denied, Self::Failed, Self::Requested, Self::Approved];

    /// Returns the number in events.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the outcome of a number in an event.
    #[must_use]
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }

    /// Returns the name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Denied => "denied",
            Self::Failed => "failed",
            Self::Requested => "requested",
            Self::Approved => "approved",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Makes [`Action`] from one table, so that a variant cannot be in one list and not in another.
macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $variant:ident = $number:literal, $name:literal, $operation:ident;)+) => {
        /// What was done. The hundreds group, in the order of the numbers.
        #[repr(u16)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Action {
            $($(#[doc = $doc])+ $variant = $number,)+
        }

        impl Action {
            /// Every action, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Returns the number in events.
            #[must_use]
            pub const fn number(self) -> u16 {
                self as u16
            }

            /// Returns the action of a number in an event.
            #[must_use]
            pub const fn of_number(number: u16) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// Returns the name in documents and in the golden list.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Returns the operation that the action is, unless the event knows better.
            #[must_use]
            pub const fn operation(self) -> Operation {
                match self {
                    $(Self::$variant => Operation::$operation,)+
                }
            }
        }
    };
}

actions! {
    // 1xx: sessions.
    /// Someone signed in, by password or vouched for.
    SignedIn = 101, "signed_in", None;
    /// A sign-in failed; the name tried is committed to only as a keyed digest.
    SignInFailed = 102, "sign_in_failed", None;
    /// A sign-in was turned away because too many had failed.
    SignInLocked = 103, "sign_in_locked", None;
    /// Someone signed out.
    SignedOut = 104, "signed_out", None;
    /// A sign-in ended for being unused or too old.
    SessionTimedOut = 105, "session_timed_out", None;

    /// Someone who was signed in proved it again.
    SessionConfirmed = 106, "session_confirmed", None;

    // 2xx: reading.
    /// A page of search results was released.
    Search = 201, "search", Consultation;
    /// A record was opened in full.
    Open = 202, "open", Consultation;
    /// Earlier versions of a record were released.
    History = 203, "history", Consultation;
    /// A count or statistic was released.
    Count = 204, "count", Consultation;
    /// A list of what falls due was released.
    DueList = 205, "due_list", Consultation;
    /// A person was screened against the register.
    Screen = 206, "screen", Consultation;
    /// A batch of persons was screened against the register.
    ScreenBatch = 207, "screen_batch", Consultation;
    /// A person's timeline was released.
    Timeline = 208, "timeline", Consultation;
    /// A diary was exported without personal data: references and the names of duties.
    DiaryExported = 220, "diary_exported", Consultation;

    // 3xx: writing.
    /// A record was created.
    Create = 301, "create", Collection;
    /// A record was amended.
    Amend = 302, "amend", Alteration;
    /// A batch of records was imported.
    ImportBatch = 303, "import_batch", Collection;
    /// An order was served.
    OrderServed = 304, "order_served", Alteration;
    /// An order was varied.
    OrderVaried = 305, "order_varied", Alteration;
    /// An order was renewed.
    OrderRenewed = 306, "order_renewed", Alteration;
    /// An order was discharged.
    OrderDischarged = 307, "order_discharged", Alteration;
    /// A review was set.
    ReviewSet = 308, "review_set", Alteration;
    /// A review was done.
    ReviewDone = 309, "review_done", Alteration;
    /// A registration was ended.
    Deregister = 310, "deregister", Alteration;
    /// Two records were linked.
    Link = 311, "link", Combination;
    /// Two entries were merged into one.
    Merge = 312, "merge", Combination;
    /// An entry was held against all others for doubles of it.
    Duplicates = 313, "duplicates", Combination;
    /// An officer's entries and reviews were given to another.
    DiaryHandedOver = 320, "diary_handed_over", Alteration;

    // 4xx: disclosure.
    /// Records were exported.
    Export = 401, "export", Disclosure;
    /// A record was printed.
    Print = 402, "print", Disclosure;
    /// Records were shared with a recipient in the United Kingdom.
    Share = 403, "share", Disclosure;
    /// Records were transferred outside the United Kingdom.
    Transfer = 404, "transfer", Disclosure;
    /// A subject access request was answered.
    SubjectAccess = 405, "subject_access", Disclosure;

    // 5xx: erasure.
    /// An erasure was asked for.
    ErasureRequested = 501, "erasure_requested", None;
    /// An erasure was approved by a second person.
    ErasureApproved = 502, "erasure_approved", None;
    /// Records were erased.
    ErasureExecuted = 503, "erasure_executed", Erasure;
    /// A committed field of an earlier event was erased.
    FieldErased = 504, "field_erased", Erasure;
    /// The oldest events were pruned from the log.
    LogPruned = 505, "log_pruned", Erasure;

    // 6xx: who may do what.
    /// A role was granted.
    RoleGranted = 601, "role_granted", Alteration;
    /// A role was revoked.
    RoleRevoked = 602, "role_revoked", Alteration;
    /// A record was restricted.
    Restricted = 603, "restricted", Alteration;
    /// A restriction was lifted.
    Unrestricted = 604, "unrestricted", Alteration;
    /// A break-glass access began.
    BreakGlassStarted = 605, "break_glass_started", None;
    /// A break-glass access ended.
    BreakGlassEnded = 606, "break_glass_ended", None;
    /// A supervisor reviewed a break-glass access.
    BreakGlassReviewed = 607, "break_glass_reviewed", None;
    /// An account was created.
    AccountCreated = 608, "account_created", Collection;
    /// An account was amended.
    AccountAmended = 609, "account_amended", Alteration;
    /// A password was changed.
    PasswordChanged = 610, "password_changed", None;
    /// An account was unlocked after failed sign-ins.
    AccountUnlocked = 611, "account_unlocked", None;
    /// An account was suspended.
    AccountSuspended = 612, "account_suspended", Alteration;

    /// Something that two persons guard was asked for.
    RequestMade = 613, "request_made", None;
    /// A second person agreed to what was asked for.
    RequestApproved = 614, "request_approved", None;
    /// What was asked for was declined or withdrawn.
    RequestDeclined = 615, "request_declined", None;
    /// What waits for a second person was read.
    RequestsRead = 616, "requests_read", None;

    /// Conflicts of interest were declared.
    ConflictsDeclared = 617, "conflicts_declared", None;
    /// The declaration of another account was replaced.
    ConflictsReplaced = 618, "conflicts_replaced", None;
    /// A case was opened to an account.
    CaseOpened = 619, "case_opened", None;
    /// A case was closed before its time.
    CaseClosed = 620, "case_closed", None;
    /// A service was given its job.
    JobGiven = 621, "job_given", Alteration;

    // 7xx: keys.
    /// A key slot was added.
    KeySlotAdded = 701, "key_slot_added", None;
    /// A key slot was removed.
    KeySlotRemoved = 702, "key_slot_removed", None;
    /// The master key was changed and the database encrypted anew.
    KeyRotated = 703, "key_rotated", None;
    /// The key that signs checkpoints was changed.
    LogKeyChanged = 704, "log_key_changed", None;
    /// The list of key slots was read.
    KeySlotsRead = 705, "key_slots_read", None;

    // 8xx: the log and the register as a whole.
    /// The register was made and its first account with it.
    Genesis = 801, "genesis", None;
    /// A checkpoint is about to be signed over all events up to this one.
    CheckpointIssued = 802, "checkpoint_issued", None;
    /// A witness cosigned a checkpoint.
    WitnessCosigned = 803, "witness_cosigned", None;
    /// The register and its anchor disagreed.
    AnchorMismatch = 804, "anchor_mismatch", None;
    /// A restored register was accepted, and a new incarnation of the log begun.
    RestoreAccepted = 805, "restore_accepted", None;
    /// The wall clock went backwards.
    ClockStepped = 806, "clock_stepped", None;
    /// The register stopped because the disk was nearly full.
    StoppedDiskLow = 807, "stopped_disk_low", None;
    /// A backup was taken.
    BackupTaken = 808, "backup_taken", None;
    /// The indexes were rebuilt from the records.
    IndexesRebuilt = 809, "indexes_rebuilt", None;
    /// The whole log and the records were verified.
    Verified = 810, "verified", None;
    /// A register without an anchor was given its first one.
    AnchorAdopted = 811, "anchor_adopted", None;
    /// A check or a checkpoint of the log, or a report on it, was asked for.
    IntegrityAsked = 812, "integrity_asked", None;
    /// The diary was made anew from the records.
    DiaryRefreshed = 820, "diary_refreshed", None;
    /// The policy was read.
    PolicyRead = 821, "policy_read", None;
    /// The policy was set.
    PolicySet = 822, "policy_set", None;

    // 9xx: reading the log.
    /// Events of the log were read.
    AuditRead = 901, "audit_read", Consultation;
    /// The log was exported blinded, a proof of it made, or its envelopes given to the house's own monitoring.
    AuditExported = 902, "audit_exported", None;
    /// Somebody who looked at a finding of a view said what it came to.
    FindingReviewed = 903, "finding_reviewed", None;
    /// Events of the log were shown to somebody outside.
    AuditDisclosed = 904, "audit_disclosed", Disclosure;
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_reads_back_and_no_other_does() {
        let known = (0..=u16::MAX).filter_map(Action::of_number).collect::<Vec<_>>();
        assert_eq!(known, Action::ALL);
        assert!(known.iter().all(|it| Action::of_number(it.number()) == Some(*it)));
        let operations = (0..=u8::MAX).filter_map(Operation::of_number);
        assert!(operations.map(Operation::number).eq(0..=6));
        let outcomes = (0..=u8::MAX).filter_map(Outcome::of_number);
        assert!(outcomes.map(Outcome::number).eq(1..=5));
    }

    #[test]
    fn no_two_actions_share_a_name() {
        let mut names = Action::ALL.iter().map(|it| it.name()).collect::<Vec<_>>();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Action::ALL.len());
    }

    #[test]
    fn the_hundreds_tell_which_operations_an_action_can_be() {
        use Operation::{Alteration, Collection, Combination, Consultation, Disclosure, Erasure, None};
        for action in Action::ALL {
            let allowed: &[Operation] = match action.number() / 100 {
                2 => &[Consultation],
                3 => &[Collection, Alteration, Combination],
                4 => &[Disclosure],
                5 => &[None, Erasure],
                6 => &[None, Collection, Alteration],
                9 => &[None, Consultation, Disclosure],
                _ => &[None],
            };
            assert!(allowed.contains(&action.operation()), "{action}");
        }
    }
}

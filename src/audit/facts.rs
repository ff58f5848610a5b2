//! Facts: what an event commits to that is no record, such as a password set or a request used up.
//!
//! The rows of such things can be put back from an older copy like any others. So the event that wrote one
//! commits to its digest, beside the record versions that it wrote, and at each use the row is held against
//! the newest fact that the log tells of it.

use std::fmt;

use crate::audit::digest::Digest;
use crate::model::Id;

/// What a fact's digest begins with.
const FACT_NAME: &[u8] = b"sreg.fact1";

/// Stands for the register itself, where a fact is about no account.
pub const NOBODY: Id = Id::from_bytes([0; 16]);

/// What a fact is of. In the order of the numbers, which stand in the file for ever.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FactKind {
    /// An account's password was set.
    Password = 1,
    /// An account's holder declared conflicts of interest, or they were replaced.
    Declaration = 2,
    /// A request was done, declined or withdrawn.
    RequestClosed = 3,
    /// A glass was broken.
    GlassBroken = 4,
    /// A broken glass was mended.
    GlassMended = 5,
    /// A broken glass was reviewed.
    GlassReviewed = 6,
    /// Something was kept for somebody to look at.
    Alert = 7,
    /// Somebody looked at a finding.
    FindingReviewed = 8,
    /// An account disclosed something without a second person.
    DisclosedAlone = 9,
    /// A case was opened to an account.
    CaseOpened = 10,
    /// A case was closed before its time.
    CaseClosed = 11,
    /// How many sign-ins of a name failed.
    Tally = 12,
}

impl FactKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 12] = [
        Self::Password,
        Self::Declaration,
        Self::RequestClosed,
        Self::GlassBroken,
        Self::GlassMended,
        Self::GlassReviewed,
        Self::Alert,
        Self::FindingReviewed,
        Self::DisclosedAlone,
        Self::CaseOpened,
        Self::CaseClosed,
        Self::Tally,
    ];

    /// Returns the number in the file.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the kind of a number.
    #[must_use]
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }
}

/// Something that an event says, by its digest. An event says one of a kind about the same at the most.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// The account, the head of a name's digest, or [`NOBODY`].
    pub about: Id,
    /// What it is of.
    pub kind: FactKind,
    /// The digest of what is said.
    pub digest: Digest,
}

impl Fact {
    /// Says something by its parts, whose lengths are told apart.
    #[must_use]
    pub fn of(about: Id, kind: FactKind, parts: &[&[u8]]) -> Self {
        Self { about, kind, digest: said(kind, parts) }
    }

    /// Returns what the event's commitment to what it wrote holds of it, beside the record versions.
    #[must_use]
    pub fn committed(&self) -> (Id, Digest) {
        let Self { about, kind, digest } = self;
        (*about, Digest::of(&[FACT_NAME, &[kind.number()], about.as_bytes(), digest.as_bytes()]))
    }
}

impl fmt::Debug for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

/// Returns the digest of what a fact of a kind says.
#[must_use]
pub fn said(kind: FactKind, parts: &[&[u8]]) -> Digest {
    let lengths: Vec<[u8; 8]> = parts.iter().map(|it| (it.len() as u64).to_be_bytes()).collect();
    let kind = [kind.number()];
    let mut all: Vec<&[u8]> = vec![FACT_NAME, &kind];
    for (length, part) in lengths.iter().zip(parts) {
        all.extend([&length[..], part]);
    }
    Digest::of(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_from_its_number() {
        let known = (0..=u8::MAX).filter_map(FactKind::of_number).collect::<Vec<_>>();
        assert_eq!(known, FactKind::ALL);
    }

    #[test]
    fn each_part_of_a_fact_counts_and_where_one_ends() {
        let (one, other) = (Id::from_bytes([1; 16]), Id::from_bytes([2; 16]));
        let fact = Fact::of(one, FactKind::Password, &[b"a", b"bc"]);
        for changed in [
            Fact::of(other, FactKind::Password, &[b"a", b"bc"]),
            Fact::of(one, FactKind::Declaration, &[b"a", b"bc"]),
            Fact::of(one, FactKind::Password, &[b"ab", b"c"]),
            Fact::of(one, FactKind::Password, &[b"abc"]),
        ] {
            assert_ne!(changed.committed(), fact.committed());
        }
    }
}

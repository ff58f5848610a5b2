//! What can go wrong, told by what the caller can do about it.
//!
//! A message holds no personal data: every field is one of our own names or a number, never text
//! that came from a caller or from the file. The one exception is bounded in [`Pointer`]: the name
//! of an unknown *field*, and only if it has a field name's form.
//!
//! Read next: [`Code`], the numbers that C callers and exit codes are made of.

mod code;
mod pointer;
mod problem;
mod what;

pub use code::Code;
pub use pointer::Pointer;
pub use problem::Problem;
pub use what::{Corruption, Refusal, Slip, What};

use crate::law::Provision;

/// The result of everything here that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a call did not do what was asked.
///
/// The variants are ordered by what the caller does next, as their numbers are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The caller's value breaks a rule; mend the argument.
    #[error("{at} {problem}")]
    Invalid {
        /// Which field, as a JSON Pointer (RFC 6901).
        at: Pointer,
        /// What is wrong with it.
        problem: Problem,
    },
    /// No such record, or none that this session may know of.
    #[error("no such {what}")]
    NotFound {
        /// The kind of thing that was asked for.
        what: What,
    },
    /// Someone else wrote first; read again, decide again.
    #[error("the {what} is at version {current}, not {seen}")]
    Stale {
        /// The kind of record.
        what: What,
        /// The version that the caller had read.
        seen: u32,
        /// The version that the register holds.
        current: u32,
    },
    /// There is one already, and there can be only one.
    #[error("{}there is such a {what} already", ahead(at))]
    Duplicate {
        /// The kind of thing that is there already.
        what: What,
        /// The field by which it is there already, as a JSON Pointer (RFC 6901); empty where it is not by one.
        at: Pointer,
    },
    /// Another caller or process holds the register; try again later.
    #[error("the register is busy")]
    Busy,
    /// The disk is full, or so nearly that the audit could not be kept.
    #[error("the disk is full")]
    Full,
    /// Nobody is signed in, or the sign-in has ended.
    #[error("not signed in: {0}")]
    NotSignedIn(Refusal),
    /// The account may not do this.
    #[error("not permitted: {0}")]
    Forbidden(Refusal),
    /// Too many failed sign-ins; wait, or have the account unlocked.
    #[error("too many failed sign-ins: wait {seconds} s")]
    Locked {
        /// Seconds until the next attempt is looked at; 0 where only an administrator unlocks.
        seconds: u32,
    },
    /// No key slot opens with this key.
    #[error("the key opens no key slot")]
    WrongKey,
    /// A rule of law refuses the step.
    #[error("refused by {provision}: {problem}")]
    Unlawful {
        /// The provision that refuses it.
        provision: Provision,
        /// What is wrong with the step.
        problem: Problem,
    },
    /// The call itself is wrong (C callers and document accessors); mend the program.
    #[error("{0}")]
    Misused(Slip),
    /// The access could not be logged, so nothing was released.
    #[error("the access could not be logged; nothing was released")]
    AuditUnavailable,
    /// A newer release wrote this file; upgrade the library.
    #[error("the file has format {found}, this release knows {known}")]
    NewerFile {
        /// The format of the file.
        found: u32,
        /// The newest format that this release reads.
        known: u32,
    },
    /// There is no register here, or the file is none.
    #[error("not a register")]
    NotARegister,
    /// The directory is on a network file system, whose locks cannot be trusted.
    #[error("a register cannot live on a network file system")]
    NetworkFileSystem,
    /// The register does not keep its own promises; stop and call an operator.
    #[error("the register is corrupt: {0}")]
    Corrupt(Corruption),
    /// The register is older than its anchor says: an older copy was put back, or its end was cut.
    #[error("the register has {size} events, and its anchor tells of {anchored}")]
    Rollback {
        /// Events in the log.
        size: u64,
        /// Events that the log had.
        anchored: u64,
    },
    /// The register and its anchor tell different histories.
    #[error("the first {anchored} events are not those that the anchor tells of")]
    Fork {
        /// Events that the log had.
        anchored: u64,
    },
    /// The operating system or the engine failed; the number is theirs.
    #[error("storage failed with number {number}")]
    Storage {
        /// The engine's extended result code, or the system's error number negated.
        number: i32,
    },
    /// A defect of this library; nothing was released.
    #[error("internal error")]
    Internal,
}

impl Error {
    /// Returns the stable number of this error.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Invalid { problem, .. } => match problem {
                Problem::TooLong { .. }
                | Problem::TooMany { .. }
                | Problem::TooManyCharacters { .. }
                | Problem::TooBig { .. } => Code::TooLong,
                _ => Code::Invalid,
            },
            Self::NotFound { .. } => Code::NotFound,
            Self::Stale { .. } => Code::Stale,
            Self::Duplicate { .. } => Code::Duplicate,
            Self::Busy => Code::Busy,
            Self::Full => Code::Full,
            Self::NotSignedIn(_) => Code::NotSignedIn,
            Self::Forbidden(_) => Code::Forbidden,
            Self::Locked { .. } => Code::Locked,
            Self::WrongKey => Code::WrongKey,
            Self::Unlawful { .. } => Code::Unlawful,
            Self::Misused(slip) => slip.code(),
            Self::AuditUnavailable => Code::AuditUnavailable,
            Self::NewerFile { .. } => Code::NewerFile,
            Self::NotARegister => Code::NotARegister,
            Self::NetworkFileSystem => Code::NetworkFileSystem,
            Self::Corrupt(_) => Code::Corrupt,
            Self::Storage { .. } => Code::Storage,
            Self::Rollback { .. } => Code::Rollback,
            Self::Fork { .. } => Code::Fork,
            Self::Internal => Code::Internal,
        }
    }

    /// Returns the field the error is about, if it is about one.
    #[must_use]
    pub fn pointer(&self) -> Option<&Pointer> {
        match self {
            Self::Invalid { at, .. } => Some(at),
            Self::Duplicate { at, .. } if !at.as_str().is_empty() => Some(at),
            _ => None,
        }
    }

    /// Tells whether the same call may succeed later, unchanged.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy | Self::Full | Self::Locked { .. } | Self::AuditUnavailable)
    }

    /// Makes the error of a field that breaks a rule.
    ///
    /// `at` is a JSON Pointer written in this crate's own source.
    #[must_use]
    pub fn invalid(at: &str, problem: Problem) -> Self {
        Self::Invalid { at: Pointer::of(at), problem }
    }

    /// Makes the error of a thing that is there already, by no field in particular.
    #[must_use]
    pub fn duplicate(what: What) -> Self {
        Self::Duplicate { what, at: Pointer::default() }
    }

    /// Moves the field of an invalid value under `prefix`, for documents inside documents.
    #[must_use]
    pub fn under(self, prefix: &str) -> Self {
        match self {
            Self::Invalid { at, problem } => Self::Invalid { at: at.under(prefix), problem },
            other => other,
        }
    }
}

/// Writes a field ahead of what is said of it.
fn ahead(at: &Pointer) -> String {
    if at.as_str().is_empty() { String::new() } else { format!("{at}: ") }
}

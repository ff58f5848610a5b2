//! The nouns of errors: what was asked for, what is broken, why a caller was turned away.

use std::fmt;

use crate::error::Code;

/// A kind of thing that a caller can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is the noun it names")]
pub enum What {
    Account,
    Backup,
    Breach,
    Case,
    Condition,
    Entry,
    Event,
    File,
    Identifier,
    Incident,
    KeySlot,
    Notification,
    Order,
    Policy,
    Purpose,
    Record,
    Register,
    Request,
    Review,
    Rule,
    Schema,
    Version,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Account => "account",
            Self::Backup => "backup",
            Self::Breach => "breach",
            Self::Case => "case",
            Self::Condition => "condition",
            Self::Entry => "entry",
            Self::Event => "event",
            Self::File => "file",
            Self::Identifier => "identifier",
            Self::Incident => "incident",
            Self::KeySlot => "key slot",
            Self::Notification => "notification",
            Self::Order => "order",
            Self::Policy => "policy",
            Self::Purpose => "purpose",
            Self::Record => "record",
            Self::Register => "register",
            Self::Request => "request",
            Self::Review => "review",
            Self::Rule => "rule",
            Self::Schema => "schema",
            Self::Version => "version",
        })
    }
}

/// Why a caller was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The account has been closed or suspended.
    #[error("the account is not active")]
    AccountNotActive,
    /// What was agreed to is not what is asked for.
    #[error("this is not what was asked for and agreed to")]
    Altered,
    /// The sign-in is older than this allows: the password is to be given again.
    #[error("the sign-in is to be confirmed")]
    Confirm,
    /// The holder declared something that bars from this.
    #[error("a declared conflict of interest bars this")]
    Conflict,
    /// The name or the password is wrong; which one is not told.
    #[error("unknown name or wrong password")]
    Credentials,
    /// The sign-in was not used for too long, or is too old.
    #[error("the sign-in has ended")]
    Ended,
    /// What the broken glass opened is closed again.
    #[error("what the broken glass opened is closed again")]
    GlassMended,
    /// No case is open to the account under the task's reference, or it opens something else.
    #[error("no case is open for this under the task's reference")]
    NoCase,
    /// The service has no job, or it is another.
    #[error("the service's job does not cover this")]
    NotItsJob,
    /// The request is older than a request may be.
    #[error("the request has lapsed")]
    Lapsed,
    /// The act needs a second person.
    #[error("this needs a second person")]
    NeedsSecondPerson,
    /// Nobody is the second person of what they asked for, or of what is theirs.
    #[error("the second person must be another")]
    OwnRequest,
    /// The purpose does not cover the act.
    #[error("the purpose does not cover this")]
    Purpose,
    /// The role does not cover the act.
    #[error("the role does not cover this")]
    Role,
    /// One of the persons made another's account, or gave it a role or password, too recently; or the same
    /// account did so for two of them.
    #[error(
        "the account of one of the persons was made or changed by another, or of two by the same, too recently"
    )]
    Settling,
    /// The host may not vouch for accounts of this register.
    #[error("this account cannot be vouched for")]
    Vouching,
}

/// What the register fails to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Corruption {
    /// The anchor file cannot be read or is not this register's.
    #[error("the anchor file is damaged")]
    Anchor,
    /// An event's own bytes cannot be read as an event.
    #[error("event {seq} is malformed")]
    Event {
        /// The event's number.
        seq: u64,
    },
    /// A bundle of entries of an export.
    #[error("entry bundle {n} is missing or malformed")]
    Bundle {
        /// The bundle's number.
        n: u64,
    },
    /// A checkpoint is malformed, not signed by the log's key, or not over these events.
    #[error("the checkpoint is not this log's")]
    Checkpoint,
    /// The database file or one of its pages.
    #[error("the database is damaged")]
    Database,
    /// A disclosure of events is malformed.
    #[error("the disclosure is malformed")]
    Disclosure,
    /// An index disagrees with the records; it can be rebuilt.
    #[error("an index disagrees with the records")]
    Index,
    /// The key file cannot be read or has been changed.
    #[error("the key file is damaged")]
    KeyFile,
    /// The key that signs checkpoints is missing, or was changed.
    #[error("the log's signing key is damaged")]
    LogKey,
    /// The log misses an event.
    #[error("event {seq} is missing")]
    MissingEvent {
        /// The number of the first missing event.
        seq: u64,
    },
    /// An event does not follow from the one before it.
    #[error("event {seq} does not follow from the one before")]
    BrokenChain {
        /// The first event that does not follow.
        seq: u64,
    },
    /// A node of the log's tree is wrong.
    #[error("tree node {index} is wrong")]
    Node {
        /// The node's position in the stored layout.
        index: u64,
    },
    /// An opening does not fit its event's commitment.
    #[error("an opening of event {seq} does not fit")]
    Opening {
        /// The event's number.
        seq: u64,
    },
    /// A record is not what its newest alteration event says.
    #[error("a record is not what event {seq} says it is")]
    Record {
        /// The alteration event that tells otherwise.
        seq: u64,
    },
    /// The tables are not those of this format.
    #[error("the tables are not those of this format")]
    Schema,
    /// A tile of an export does not fit the entries.
    #[error("tile {n} of level {level} does not fit the entries")]
    Tile {
        /// The tile's level, from 0.
        level: u8,
        /// Its number on the level.
        n: u64,
    },
}

/// How a program called wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Slip {
    /// The program was built for another ABI.
    #[error("the program was built for another ABI")]
    Abi,
    /// The caller's buffer is too small.
    #[error("the buffer is too small")]
    Buffer,
    /// The storage engine is not the encrypted one this library needs.
    #[error("the storage engine is not the one this library needs")]
    Engine,
    /// The handle was made before `fork()`.
    #[error("the handle was made before a fork")]
    Forked,
    /// The handle is closed, of another kind, or of another register.
    #[error("the handle is closed, or not of this kind or register")]
    Handle,
    /// The call was stopped by a callback or another thread.
    #[error("the call was stopped")]
    Interrupted,
    /// A length, capacity or index is negative or beyond the end.
    #[error("a length or index is out of range")]
    Length,
    /// The text is not UTF-8.
    #[error("a text is not UTF-8")]
    NotUtf8,
    /// A pointer that may not be NULL is.
    #[error("a pointer is NULL")]
    NullPointer,
    /// The document has nothing at this path.
    #[error("the document has nothing at this path")]
    Path,
    /// A text or a run of bytes is over its limit.
    #[error("a text is longer than {bytes} bytes")]
    TooLong {
        /// The greatest length allowed, in bytes.
        bytes: u32,
    },
    /// The document has another type at this path.
    #[error("the document has another type at this path")]
    Type,
}

impl Slip {
    /// Returns the stable number.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Abi => Code::Abi,
            Self::Buffer => Code::Buffer,
            Self::Engine => Code::Engine,
            Self::Forked => Code::Forked,
            Self::Handle => Code::Handle,
            Self::Interrupted => Code::Interrupted,
            Self::Length => Code::Invalid,
            Self::NotUtf8 => Code::NotUtf8,
            Self::NullPointer => Code::NullPointer,
            Self::Path => Code::Path,
            Self::TooLong { .. } => Code::TooLong,
            Self::Type => Code::Type,
        }
    }
}

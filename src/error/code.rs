//! The stable numbers of errors.

use std::fmt;

/// The number of an error, the same in Rust, in C and in every release.
///
/// Tens group by what the caller does next; the exit codes of `sreg` are these tens. A number, once
/// released, is never used for anything else: a retired one stays here as a comment.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// The call did what was asked.
    Ok = 0,
    /// Not an error: a cursor has no further row (C only).
    Done = 1,

    // 10..19: mend the argument.
    /// A value breaks a rule.
    Invalid = 10,
    /// A text, list, number or document is over its limit.
    TooLong = 11,
    /// A pointer that may not be NULL is (C only).
    NullPointer = 12,
    /// A text is not UTF-8.
    NotUtf8 = 13,

    // 20..29: read again.
    /// No such record, or none that the session may know of.
    NotFound = 20,
    /// The record has a newer version than the caller's.
    Stale = 21,
    /// There is one already.
    Duplicate = 22,

    // 30..39: wait, retry.
    /// The register is held by another.
    Busy = 30,
    /// The disk is full.
    Full = 31,

    // 40..49: sign in, or ask for rights.
    /// Nobody is signed in.
    NotSignedIn = 40,
    /// The account may not do this.
    Forbidden = 41,
    /// Too many failed sign-ins.
    Locked = 42,
    /// No key slot opens with the key.
    WrongKey = 43,

    // 50..59: obey the law.
    /// A provision refuses the step.
    Unlawful = 50,

    // 60..69: mend the program (C callers and document accessors).
    /// The caller's buffer is too small; the needed length was given.
    Buffer = 60,
    /// The document has nothing at this path.
    Path = 61,
    /// The document has another type at this path.
    Type = 62,
    /// The handle is closed, of another kind, or of another register.
    Handle = 63,
    /// The handle was made before `fork()`.
    Forked = 64,
    /// The program was built for another ABI.
    Abi = 65,
    /// The storage engine is not the encrypted one this library needs.
    Engine = 66,
    /// The caller's callback, or another thread, stopped the call.
    Interrupted = 67,

    // 70..79: nothing was released; retry, or call an operator.
    /// The access could not be logged.
    AuditUnavailable = 70,

    // 80..89: upgrade, or use the right file.
    /// A newer release wrote the file.
    NewerFile = 80,
    /// The file is not a register.
    NotARegister = 81,
    /// The directory is on a network file system.
    NetworkFileSystem = 82,

    // 90..99: stop, call an operator.
    /// The register does not keep its own promises.
    Corrupt = 90,
    /// The operating system or the engine failed.
    Storage = 91,
    /// The register is older than its anchor.
    Rollback = 92,
    /// The register and its anchor tell different histories.
    Fork = 93,
    /// A defect of the library.
    Internal = 99,
}

impl Code {
    /// Every code, in the order of their numbers.
    pub const ALL: [Self; 33] = [
        Self::Ok,
        Self::Done,
        Self::Invalid,
        Self::TooLong,
        Self::NullPointer,
        Self::NotUtf8,
        Self::NotFound,
        Self::Stale,
        Self::Duplicate,
        Self::Busy,
        Self::Full,
        Self::NotSignedIn,
        Self::Forbidden,
        Self::Locked,
        Self::WrongKey,
        Self::Unlawful,
        Self::Buffer,
        Self::Path,
        Self::Type,
        Self::Handle,
        Self::Forked,
        Self::Abi,
        Self::Engine,
        Self::Interrupted,
        Self::AuditUnavailable,
        Self::NewerFile,
        Self::NotARegister,
        Self::NetworkFileSystem,
        Self::Corrupt,
        Self::Storage,
        Self::Rollback,
        Self::Fork,
        Self::Internal,
    ];

    /// Returns the number.
    #[must_use]
    pub const fn number(self) -> i32 {
        self as i32
    }

    /// Returns the constant's name in C, such as `SREG_E_NOT_FOUND`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "SREG_OK",
            Self::Done => "SREG_DONE",
            Self::Invalid => "SREG_E_INVALID",
            Self::TooLong => "SREG_E_TOO_LONG",
            Self::NullPointer => "SREG_E_NULL_POINTER",
            Self::NotUtf8 => "SREG_E_NOT_UTF8",
            Self::NotFound => "SREG_E_NOT_FOUND",
            Self::Stale => "SREG_E_STALE",
            Self::Duplicate => "SREG_E_DUPLICATE",
            Self::Busy => "SREG_E_BUSY",
            Self::Full => "SREG_E_FULL",
            Self::NotSignedIn => "SREG_E_NOT_SIGNED_IN",
            Self::Forbidden => "SREG_E_FORBIDDEN",
            Self::Locked => "SREG_E_LOCKED",
            Self::WrongKey => "SREG_E_WRONG_KEY",
            Self::Unlawful => "SREG_E_UNLAWFUL",
            Self::Buffer => "SREG_E_BUFFER",
            Self::Path => "SREG_E_PATH",
            Self::Type => "SREG_E_TYPE",
            Self::Handle => "SREG_E_HANDLE",
            Self::Forked => "SREG_E_FORKED",
            Self::Abi => "SREG_E_ABI",
            Self::Engine => "SREG_E_ENGINE",
            Self::Interrupted => "SREG_E_INTERRUPTED",
            Self::AuditUnavailable => "SREG_E_AUDIT_UNAVAILABLE",
            Self::NewerFile => "SREG_E_NEWER_FILE",
            Self::NotARegister => "SREG_E_NOT_A_REGISTER",
            Self::NetworkFileSystem => "SREG_E_NETWORK_FILE_SYSTEM",
            Self::Corrupt => "SREG_E_CORRUPT",
            Self::Storage => "SREG_E_STORAGE",
            Self::Rollback => "SREG_E_ROLLBACK",
            Self::Fork => "SREG_E_FORK",
            Self::Internal => "SREG_E_INTERNAL",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

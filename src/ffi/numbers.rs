//! The numbers of the C face. Once released, a number never means anything else.

#![expect(non_camel_case_types, reason = "C's names")]

/// What a function answers: `SREG_OK`, `SREG_DONE` or one of `SREG_E_...`.
///
/// The tens group by what to do next. Later versions may answer numbers that this header does not
/// name: read any number but `SREG_OK` and `SREG_DONE` as a failure.
pub type sreg_status = i32;

/// The ABI of this header: major * 1000 + minor.
pub const SREG_ABI: i32 = 1000;
/// Room for any id and its NUL, in bytes.
pub const SREG_ID_SIZE: i32 = 40;
/// In the place of a length: the text ends at its NUL.
pub const SREG_NUL: i32 = -1;

/// The call did what was asked.
pub const SREG_OK: i32 = 0;
/// Not an error: the cursor has no further row.
pub const SREG_DONE: i32 = 1;
// 10..19: mend the argument.
/// A value breaks a rule.
pub const SREG_E_INVALID: i32 = 10;
/// A text, list, number or document is over its limit.
pub const SREG_E_TOO_LONG: i32 = 11;
/// A pointer that may not be NULL is.
pub const SREG_E_NULL_POINTER: i32 = 12;
/// A text is not UTF-8.
pub const SREG_E_NOT_UTF8: i32 = 13;
// 20..29: read again.
/// No such record, or none that the session may know of.
pub const SREG_E_NOT_FOUND: i32 = 20;
/// The record has a newer version than the caller's.
pub const SREG_E_STALE: i32 = 21;
/// There is one already.
pub const SREG_E_DUPLICATE: i32 = 22;
// 30..39: wait, retry.
/// The register is held by another.
pub const SREG_E_BUSY: i32 = 30;
/// The disk is full.
pub const SREG_E_FULL: i32 = 31;
// 40..49: sign in, or ask for rights.
/// Nobody is signed in.
pub const SREG_E_NOT_SIGNED_IN: i32 = 40;
/// The account may not do this.
pub const SREG_E_FORBIDDEN: i32 = 41;
/// Too many failed sign-ins.
pub const SREG_E_LOCKED: i32 = 42;
/// No key slot opens with the key.
pub const SREG_E_WRONG_KEY: i32 = 43;
// 50..59: obey the law.
/// A provision refuses the step.
pub const SREG_E_UNLAWFUL: i32 = 50;
// 60..69: mend the program.
/// The caller's buffer is too small; the needed length was given.
pub const SREG_E_BUFFER: i32 = 60;
/// The document has nothing at this path.
pub const SREG_E_PATH: i32 = 61;
/// The document has another type at this path.
pub const SREG_E_TYPE: i32 = 62;
/// The handle is closed, of another kind, or of another register.
pub const SREG_E_HANDLE: i32 = 63;
/// The handle was made before `fork()`.
pub const SREG_E_FORKED: i32 = 64;
/// The program was built for another ABI.
pub const SREG_E_ABI: i32 = 65;
/// The storage engine is not the encrypted one this library needs.
pub const SREG_E_ENGINE: i32 = 66;
/// The caller's callback, or another thread, stopped the call.
pub const SREG_E_INTERRUPTED: i32 = 67;
// 70..79: nothing was released; retry, or call an operator.
/// The access could not be logged.
pub const SREG_E_AUDIT_UNAVAILABLE: i32 = 70;
// 80..89: upgrade, or use the right file.
/// A newer release wrote the file.
pub const SREG_E_NEWER_FILE: i32 = 80;
/// The file is not a register.
pub const SREG_E_NOT_A_REGISTER: i32 = 81;
/// The directory is on a network file system.
pub const SREG_E_NETWORK_FILE_SYSTEM: i32 = 82;
// 90..99: stop, call an operator.
/// The register does not keep its own promises.
pub const SREG_E_CORRUPT: i32 = 90;
/// The operating system or the engine failed.
pub const SREG_E_STORAGE: i32 = 91;
/// The register is older than its anchor.
pub const SREG_E_ROLLBACK: i32 = 92;
/// The register and its anchor tell different histories.
pub const SREG_E_FORK: i32 = 93;
/// A defect of the library.
pub const SREG_E_INTERNAL: i32 = 99;

/// Type of a value: nothing stands at the path.
pub const SREG_T_ABSENT: i32 = 0;
/// Type of a value: null.
pub const SREG_T_NULL: i32 = 1;
/// Type of a value: true or false.
pub const SREG_T_BOOL: i32 = 2;
/// Type of a value: a whole number of 64 bits, signed.
pub const SREG_T_INT: i32 = 3;
/// Type of a value: any other number.
pub const SREG_T_REAL: i32 = 4;
/// Type of a value: a text; days, moments, ids and codes are texts.
pub const SREG_T_TEXT: i32 = 5;
/// Type of a value: a list.
pub const SREG_T_LIST: i32 = 6;
/// Type of a value: an object.
pub const SREG_T_OBJECT: i32 = 7;

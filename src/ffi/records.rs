//! What every kind of record has in common: reading, history, amending.

use std::ffi::c_char;

use crate::error::Error;
use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::record;
use crate::register::Task;
use zeroize::Zeroizing;

/// Reads the present version of a record of any kind: /id, /entry, /kind, /version, /recorded_at,
/// /event (that wrote it) and /document.
///
/// SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` ends with a NUL; `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_get(
    task: *const sreg_task,
    id: *const c_char,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_doc(task, out, receipt, |task| task.read(call.id(id)?), record))
}

/// Reads a record as it was at a past moment, such as "2026-11-23T09:00:00Z"; the document is that
/// of sreg_get.
///
/// SREG_E_NOT_FOUND also if it was not there yet; SREG_E_INVALID, and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` and `at` end with a NUL; `out` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_get_as_of(
    task: *const sreg_task,
    id: *const c_char,
    at: *const c_char,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| {
            let at = call.word(at)?.parse().map_err(|it| Error::invalid("/at", it))?;
            task.as_of(call.id(id)?, at)
        };
        call.give_doc(task, out, receipt, verb, record)
    })
}

/// Reads all versions of a record, the first one first. Rows are as the document of sreg_get.
///
/// SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` ends with a NUL; `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_history(
    task: *const sreg_task,
    id: *const c_char,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_rows(task, rows, receipt, |task| task.history(call.id(id)?), record))
}

/// Reads everything that belongs to an entry in the order of its writing, the entry first. Rows are as
/// the document of sreg_get.
///
/// SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `entry` ends with a NUL; `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_timeline(
    task: *const sreg_task,
    entry: *const c_char,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_rows(task, rows, receipt, |task| task.timeline(call.id(entry)?), record))
}

/// Applies a JSON Merge Patch (RFC 7396) to a record of any kind but accounts, if it still is at the
/// version that the caller saw; lists are replaced whole, null removes. `version` becomes the new
/// one.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE, with both versions in the detail;
/// SREG_E_NOT_FOUND; SREG_E_DUPLICATE, and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_update(
    task: *const sreg_task,
    id: *const c_char,
    seen: i32,
    patch: *const sreg_doc,
    version: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb =
            |task: &Task| task.patch(call.id(id)?, call.version(seen)?, &Zeroizing::new(call.json(patch)?));
        call.give_number(task, version, receipt, verb)
    })
}

//! Everything that is asked of one subject, with its standing and its reasoning.

use std::ffi::c_char;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;

/// Tells how everything stands that is asked of a subject: /entry, /on, /known_at and /items, each with
/// /record, /item, /order, /what, /last_day, /due_before, how it stands, /reasoning and the lines of its
/// /trace.
///
/// `request` may be NULL: /on (a day; today) and /as_of (a moment): then from what the register knew at
/// that moment, as it would have answered then.
///
/// SREG_E_INVALID; SREG_E_NOT_FOUND if there is no such entry, or was none then, and as every verb.
/// Since 1.0.
///
/// # Safety
///
/// `entry` ends with a NUL; `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_standing(
    task: *const sreg_task,
    entry: *const c_char,
    request: *const sreg_doc,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        call.give_doc(
            task,
            out,
            receipt,
            |task| task.standing(call.id(entry)?, call.parsed_or_default(request)?),
            plain,
        )
    })
}

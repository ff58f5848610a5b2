//! Reviews: set by hand, done, and set again.

use std::ffi::c_char;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_task};
use crate::register::Task;

/// Sets a review of an entry; `review` is a document of kind "review".
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_FOUND if there is no such entry, and as every verb.
/// Since 1.0.
///
/// # Safety
///
/// `entry` ends with a NUL; `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_review_set(
    task: *const sreg_task,
    entry: *const c_char,
    review: *const sreg_doc,
    id: *mut c_char,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.set_review(call.id(entry)?, call.parsed(review)?);
        call.give_id(task, id, receipt, verb)
    })
}

/// Records what a review came to; `outcome` is what becomes /outcome of the review. With a
/// /next_due_on the next review is set in the same event, and `next` becomes its id; without one an
/// empty text.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` ends with a NUL; `next` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_review_complete(
    task: *const sreg_task,
    id: *const c_char,
    seen: i32,
    outcome: *const sreg_doc,
    next: *mut c_char,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb =
            |task: &Task| task.complete_review(call.id(id)?, call.version(seen)?, call.parsed(outcome)?);
        call.give_id_if_any(task, next, receipt, verb)
    })
}

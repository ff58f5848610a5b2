//! Breaches: an incident tied to the condition it broke.

use std::ffi::c_char;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_task};
use crate::register::Task;

/// Records a breach of an order's conditions (Stalking Protection Act 2019, s. 8); `breach` is a
/// document of kind "breach".
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_FOUND if there is no such entry, and as every verb.
/// Since 1.0.
///
/// # Safety
///
/// `entry` ends with a NUL; `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_breach_add(
    task: *const sreg_task,
    entry: *const c_char,
    breach: *const sreg_doc,
    id: *mut c_char,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.record_breach(call.id(entry)?, call.parsed(breach)?);
        call.give_id(task, id, receipt, verb)
    })
}

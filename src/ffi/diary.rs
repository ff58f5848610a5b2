//! The diary as a whole: made anew from the records, and given from one officer to another.

use std::ffi::c_char;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;
use crate::register::Task;

/// Makes the diary anew from the records, the rules and the policy, and tells what had to be mended:
/// /entries and /lines (their numbers), /lines_added, /lines_removed and /policy (the version it was
/// made by). A run that follows another mends nothing. It takes long: see sreg_progress.
///
/// SREG_E_BUSY if the policy changed meanwhile; SREG_E_CORRUPT; SREG_E_INTERRUPTED, and as every verb.
/// Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_diary_refresh(
    task: *const sreg_task,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let begun = call.held(task)?;
        call.give_doc(task, out, receipt, |task| task.refresh_diary(&mut begun.work().watched()), plain)
    })
}

/// Exports a part of the diary: /text, /items (how many), /next, if there may be more, and /up_to_date.
///
/// `request`: /format ("ics", "csv" or "json"); /due, as of sreg_due, but for up to 5000 /items; and,
/// for personal data, a /recipient with its /organisation, /person (if there is one) and /legal_basis.
/// Without one the text carries references and names of duties, and no personal data; with one it is
/// a disclosure.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_FORBIDDEN, also for the personal data of more than fifty
/// entries, with those that the account disclosed alone within 24 hours, that nobody agreed to
/// (sreg_diary_export_request), and if the sign-in is older than five minutes, and as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_diary_export(
    task: *const sreg_task,
    request: *const sreg_doc,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_doc(task, out, receipt, |task| task.export_diary(call.parsed(request)?), plain))
}

/// Gives everything that one officer manages, supervises or must review to another; `from` and `to`
/// are accounts. Tells the numbers of /entries and /reviews, and of those that stay (/kept): what `to` may
/// not know of, or a declared conflict keeps from either of the two. What the caller may not know of stays,
/// too, and is not counted. More than 200 records take several events; `receipt` is of the last.
///
/// SREG_E_INVALID at /to if both are the same, or if the role of `to` sees no diary; SREG_E_NOT_FOUND if
/// either is no account, or `to` is not active, and as every verb. Since 1.0.
///
/// # Safety
///
/// `from` and `to` end with a NUL; `out` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_diary_hand_over(
    task: *const sreg_task,
    from: *const c_char,
    to: *const c_char,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.hand_over_diary(call.id(from)?, call.id(to)?);
        call.give_doc(task, out, receipt, verb, plain)
    })
}

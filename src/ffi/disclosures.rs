//! Parts of entries, disclosed to somebody outside.

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;

/// Discloses parts of entries to somebody outside, as one event that names all of them, the recipient, the
/// basis and the fields: rows of /entry, /version and /document, in the order of the request.
///
/// `request`: /entries (1 to 1000 ids), /fields (paths of the members that are shown, such as
/// "/subject/names"; nothing else is) and /recipient with its /organisation, /person (if there is one) and
/// /legal_basis. More than 50 entries, with those that the account disclosed alone within 24 hours, are
/// disclosed only as two persons agreed: sreg_request with {"operation": "disclose_in_bulk"} and the very
/// same members, sreg_request_approve, and then this.
///
/// SREG_E_INVALID, also for a field that no entry has; SREG_E_NOT_FOUND if one of them may not be known of;
/// SREG_E_FORBIDDEN also without a second person, and if the sign-in is older than five minutes
/// (sreg_session_confirm), and as every verb. Since 1.0.
///
/// # Safety
///
/// `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_disclose(
    task: *const sreg_task,
    request: *const sreg_doc,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_rows(task, rows, receipt, |task| task.disclose(call.parsed(request)?), plain))
}

/// Asks for an export of the diary with the personal data of more than fifty entries, with those that the
/// account disclosed alone within 24 hours; `request` is as of sreg_diary_export, `out` becomes /request (its
/// number) and /digest. Once another agreed
/// (sreg_request_approve), sreg_diary_export does it, if it is of the same entries still.
///
/// SREG_E_INVALID at /recipient for an export that needs nobody's agreement, and as sreg_diary_export.
/// Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_diary_export_request(
    task: *const sreg_task,
    request: *const sreg_doc,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        call.give_doc(task, out, receipt, |task| task.request_export(call.parsed(request)?), plain)
    })
}

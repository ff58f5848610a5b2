//! What is due, overdue or coming, with the rule and the arithmetic.

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;

/// Lists what is due up to a day, the earliest first: /items, each with /record, /item, /entry,
/// /subject, /what, /ground ("law", "person" or "policy"), /on (its day in the diary), /last_day,
/// /due_before, how it stands, /rule or /policy (its version) and the lines of its /trace; /next, if
/// there may be more; /up_to_date, which is false until sreg_diary_refresh has followed a new policy or
/// release.
///
/// `request`: /until (a day), and if wanted /force, /team, /officer (an account), /items (1 to 500;
/// 50), /after (the /next of the page before).
///
/// SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_due(
    task: *const sreg_task,
    request: *const sreg_doc,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_doc(task, out, receipt, |task| task.due(call.parsed(request)?), plain))
}

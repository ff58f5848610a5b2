//! Cases: what two persons opened to an auditor or a data protection officer.

use serde::Deserialize;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;
use crate::register::Task;

/// Which case a document names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    case: u64,
}

/// Lists the open cases, the newest first: one's own, and all where one's role has a part in opening them.
/// Rows of /case (its number), /account, /reference, /entries, /search and /closes_at.
///
/// A case is asked for by sreg_request with {"operation": "open_case"}. Fails as every verb. Since 1.0.
///
/// # Safety
///
/// `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_cases(
    task: *const sreg_task,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.give_rows(task, rows, receipt, Task::cases, plain))
}

/// Closes a case before its time: `which` is {"case"}. One's own, or any where one's role has a part in opening
/// them.
///
/// SREG_E_NOT_FOUND unless it is open, and as every verb. Since 1.0.
///
/// # Safety
///
/// `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_case_close(
    task: *const sreg_task,
    which: *const sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| {
            let Which { case } = call.parsed(which)?;
            task.close_case(case)
        };
        call.do_only(task, receipt, verb)
    })
}

//! The force's policy: read, set, and its history.

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;
use crate::register::Task;

/// Reads the policy in force: /version (0 for the one that is built in), /recorded_at, /event and
/// /policy, a document of kind "policy".
///
/// Fails as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_policy(
    task: *const sreg_task,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.give_doc(task, out, receipt, Task::policy, plain))
}

/// Reads every version of the policy, the built-in one first; rows are as the document of sreg_policy.
///
/// Fails as every verb. Since 1.0.
///
/// # Safety
///
/// `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_policy_history(
    task: *const sreg_task,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.give_rows(task, rows, receipt, Task::policy_history, plain))
}

/// Sets the policy and makes the diary anew by it; `policy` is a document of kind "policy", `seen` the
/// version that the caller read. Gives /version and /diary, as of sreg_diary_refresh. It takes long:
/// see sreg_progress. If it is stopped the policy is set, and sreg_diary_refresh does the rest.
///
/// SREG_E_STALE; SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_BUSY; SREG_E_INTERRUPTED, and as every verb.
/// Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_policy_set(
    task: *const sreg_task,
    seen: i32,
    policy: *const sreg_doc,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let begun = call.held(task)?;
        let verb = |task: &Task| {
            task.set_policy(call.version(seen)?, call.parsed(policy)?, &mut begun.work().watched())
        };
        call.give_doc(task, out, receipt, verb, plain)
    })
}

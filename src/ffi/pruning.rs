//! How long the log is kept.

use serde_json::json;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_task};
use crate::register::Task;

/// Tells from which event on the log is kept, if all is pruned that the policy (/log_kept_months) lets go:
/// /first. Two persons prune it: sreg_request with {"operation":"prune_log","first":FIRST,"basis":WORDS},
/// sreg_request_approve, sreg_request_execute.
///
/// As every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_prunable(
    task: *const sreg_task,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_doc(task, out, receipt, Task::prunable, |it| json!({ "first": it })))
}

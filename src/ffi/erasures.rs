//! The list of what was erased, for a backup that still holds it.

use serde_json::json;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_task};
use crate::register::Task;

/// Gives the list of what was erased, to be kept with the backups: /erasures, lines of random ids and
/// digests, sealed with a key of the register's. The acceptance of sreg_restore and sreg_restore_accept
/// takes it, and erases again what the backup still holds.
///
/// As every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_erasure_list(
    task: *const sreg_task,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_doc(task, out, receipt, Task::erasure_list, |it| json!({ "erasures": it })))
}

//! Taking records over from another system, many at a time.

use std::sync::Mutex;

use crate::ffi::call::Call;
use crate::ffi::error::detail;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;
use crate::model::Tree;
use crate::register::import::Checked;
use serde_json::{Value, json};

/// Takes a list of entries over, all of them or none, in one event: at most 1000, and as many as fit
/// in a document. `out` becomes the list of their ids.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG, with the entry's number first in the path; SREG_E_DUPLICATE, and
/// as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_import(
    task: *const sreg_task,
    entries: *const sreg_doc,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        call.give_doc(task, out, receipt, |task| task.import().write(call.parsed_list(entries)?), plain)
    })
}

/// Tells for each of a list of entries what taking it over would come to, and writes nothing: `out` becomes
/// a list with null for what is new, {"already_there": true} for what was taken over before under the same
/// reference and is to be left out, or the detail of the fault as of sreg_error_detail.
///
/// SREG_E_INVALID and SREG_E_TOO_LONG for what is no entry at all, and as every verb; it has no receipt.
/// Since 1.0.
///
/// # Safety
///
/// `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_import_check(
    task: *const sreg_task,
    entries: *const sreg_doc,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let begun = call.held(task)?;
        let checked = begun.task().import().check(call.parsed_list(entries)?)?;
        out.give(Mutex::new(Tree::of(checked.iter().map(told).collect())));
        Ok(())
    })
}

fn told(checked: &Checked) -> Value {
    match checked {
        Checked::AlreadyThere => json!({ "already_there": true }),
        Checked::New => Value::Null,
        Checked::Wrong(fault) => detail(fault),
    }
}

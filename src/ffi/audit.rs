//! Reading and verifying the log.

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;
use crate::register::audit::Verified;
use serde_json::{Value, json};

/// Reads the log, the newest event first, for one of the purposes of the Data Protection Act 2018,
/// s. 62(4): /events and, if there may be more, /next. Who may read only its own events sees only
/// those.
///
/// `request`, which may be NULL: /record (who saw this person?), /actor (what did this account
/// see?), /before (the /next of the page before), /events (1 to 1000; 50).
///
/// SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_read(
    task: *const sreg_task,
    request: *const sreg_doc,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        call.give_doc(task, out, receipt, |task| task.read_audit(call.parsed_or_default(request)?), plain)
    })
}

/// Checks every event, node, opening, reference and record version: /events and /versions (their
/// numbers), /pruned (events at the beginning that were pruned) and /root (of the tree). It takes long: see
/// sreg_progress.
///
/// SREG_E_CORRUPT with the first bad place in the message; SREG_E_INTERRUPTED, and as every verb.
/// Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_verify(
    task: *const sreg_task,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let begun = call.held(task)?;
        call.give_doc(task, out, receipt, |task| task.verify(&mut begun.work().watched()), whole)
    })
}

/// Tells what a walk over a log found whole.
#[must_use]
pub fn whole(found: &Verified) -> Value {
    let Verified { events, pruned, root, versions } = found;
    json!({ "events": events, "pruned": pruned, "versions": versions, "root": root.to_string() })
}

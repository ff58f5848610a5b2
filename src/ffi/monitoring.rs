//! Looking at the log: its views, what was found, what was disclosed, and the log for a SIEM.

use std::ffi::c_char;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;
use crate::register::Task;

/// Asks a view of the log, for one of its purposes: rows of /view, /event, /at, /actor, /entry,
/// /measure and /looked_at_by (the event by which somebody said what they found).
///
/// `request` has /view, /since and, if it is not to be now, /until. The views are "own-details",
/// "same-surname", "police-employee", "repeated-without-task", "viewed-without-action", "fan-out",
/// "off-shift", "after-absence", "glass-not-reviewed", "zero-hits", "browsing", "many-viewers",
/// "restricted-access" and "glass-broken".
///
/// SREG_E_INVALID; SREG_E_TOO_LONG if more than 200000 events are asked about or more than 1000 are found:
/// ask for less of the time; and as every verb. Since 1.0.
///
/// # Safety
///
/// `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_watch(
    task: *const sreg_task,
    request: *const sreg_doc,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_rows(task, rows, receipt, |task| task.watch(call.parsed(request)?), plain))
}

/// Records what somebody found who looked at a finding of a view: `verdict` is {"view", "event",
/// "found"}.
///
/// SREG_E_INVALID if somebody looked at it already; SREG_E_FORBIDDEN also for an event of one's own;
/// SREG_E_NOT_FOUND also for what sreg_audit_watch has not shown, and as every verb. Since 1.0.
///
/// # Safety
///
/// `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_look_at(
    task: *const sreg_task,
    verdict: *const sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.do_only(task, receipt, |task| task.look_at(call.parsed(verdict)?)))
}

/// Tells to whom something about an entry was disclosed, the newest first: rows of /event, /at,
/// /action, /by, /said (recipient, means, basis) and, if what the entry says has changed since, so
/// that the recipient is to be told (Data Protection Act 2018, s. 48(9)), /changed_since.
///
/// Fails as every verb. Since 1.0.
///
/// # Safety
///
/// `entry` ends with a NUL; `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_disclosed(
    task: *const sreg_task,
    entry: *const c_char,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.disclosed(call.id(entry)?);
        call.give_rows(task, rows, receipt, verb, plain)
    })
}

/// Gives the envelopes of events as OCSF API Activity (class 6003), for a SIEM: /lines (one JSON text
/// for each event) and /next. No subject and nothing that was committed to is in them.
///
/// `request`, which may be NULL: /from (the /next of the page before; 0), /events (1 to 1000; 1000).
///
/// SREG_E_INVALID, and as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_ocsf(
    task: *const sreg_task,
    request: *const sreg_doc,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        call.give_doc(task, out, receipt, |task| task.ocsf(call.parsed_or_default(request)?), plain)
    })
}

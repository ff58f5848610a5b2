//! What two persons guard: asked for, approved, done.

use std::ffi::c_char;

use serde::Deserialize;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;
use crate::register::Task;

/// Which request a document names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    request: u64,
}

/// Asks for something that two persons guard; `out` becomes /request (its number) and /digest.
///
/// `operation` is one of: {"operation": "remove_key_slot", "slot"}, {"operation": "grant_role",
/// "account", "seen", "role"}, {"operation": "unrestrict", "entry", "seen", "restriction"},
/// {"operation": "erase_entry", "entry", "basis"}, {"operation": "erase_field", "event", "field",
/// "basis"}, {"operation": "disclose_in_bulk", "entries", "fields", "recipient"} (as of sreg_disclose),
/// {"operation": "accept_restore", "incarnation", "size", "root"}, {"operation": "adopt_anchor",
/// "anchor"}, {"operation": "restrict", "entry", "seen", "restriction"}, {"operation": "give_job", "account",
/// "seen", "job"} (as of an account's document), {"operation": "open_case", "account", "reference",
/// "entries" (100 at the most), "search" (a boolean), "days" (28 at the most)}. A diary with names is asked
/// for by sreg_diary_export_request. A request lapses after 72 hours.
///
/// A case opens the entries, or the search for persons, to an auditor or a data protection officer, in tasks
/// whose reference is the case's.
///
/// SREG_E_INVALID; SREG_E_NOT_FOUND and SREG_E_STALE if it could not be done as it is asked for, and
/// as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_request(
    task: *const sreg_task,
    operation: *const sreg_doc,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_doc(task, out, receipt, |task| task.request(call.parsed(operation)?), plain))
}

/// Lists what waits for a second person, or to be done: rows of /request, /asks (the operation),
/// /digest, /requested_by, /requested_at, /lapses_at, /reason, /approved_by and /approved_at.
///
/// Fails as every verb. Since 1.0.
///
/// # Safety
///
/// `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_requests(
    task: *const sreg_task,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.give_rows(task, rows, receipt, Task::requests, plain))
}

/// Agrees to what another asked for: `agreement` is {"request", "digest"}, with the digest of the
/// operation as it was shown.
///
/// SREG_E_FORBIDDEN for one's own request, one that lapsed, another digest, a role without a part in
/// it, and an account that the first person made or changed within 72 hours; SREG_E_INVALID if it is
/// approved or closed already; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_request_approve(
    task: *const sreg_task,
    agreement: *const sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.do_only(task, receipt, |task| task.approve(call.parsed(agreement)?)))
}

/// Declines what another asked for, or withdraws what one asked for oneself: `which` is {"request"}.
///
/// SREG_E_INVALID if it is closed already; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_request_decline(
    task: *const sreg_task,
    which: *const sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| {
            let Which { request } = call.parsed(which)?;
            task.decline(request)
        };
        call.do_only(task, receipt, verb)
    })
}

/// Does what was asked for and approved: `which` is {"request"}.
///
/// SREG_E_FORBIDDEN if nobody approved it, or one of the two has lost the role; SREG_E_STALE if what
/// it is about has changed since; SREG_E_INVALID for what is done elsewhere (a restore, a bulk
/// disclosure); SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_request_execute(
    task: *const sreg_task,
    which: *const sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| {
            let Which { request } = call.parsed(which)?;
            task.execute(request)
        };
        call.do_only(task, receipt, verb)
    })
}

/// Opens a restricted entry to more than before, as asked for and approved; as sreg_entry_restrict.
///
/// SREG_E_FORBIDDEN if nobody approved exactly this; SREG_E_STALE, and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_entry_unrestrict(
    task: *const sreg_task,
    id: *const c_char,
    seen: i32,
    restriction: *const sreg_doc,
    version: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb =
            |task: &Task| task.unrestrict(call.id(id)?, call.version(seen)?, call.parsed(restriction)?);
        call.give_number(task, version, receipt, verb)
    })
}

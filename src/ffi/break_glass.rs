//! Break-glass, its review, and what bars an account from an entry.

use std::ffi::c_char;

use serde::Deserialize;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;
use crate::register::Task;
use crate::register::break_glass::Glass;

/// What a review of a broken glass came to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    start: u64,
    finding: String,
}

/// Breaks the glass: `out` becomes a task that sees one entry, with all that belongs to it, past its
/// restriction for 30 minutes; or, where `entry` is NULL, makes one search past all restrictions but
/// sealed ones. `task` has the purpose "emergency", in words. A supervisor must review it within three
/// working days. The caller ends the new task with sreg_task_end, before or after its time.
///
/// SREG_E_NOT_FOUND if there is no such entry, or a declared conflict shuts it; SREG_E_FORBIDDEN also
/// if the sign-in is to be confirmed (sreg_session_confirm), and as every verb. Since 1.0.
///
/// # Safety
///
/// `entry` is NULL or ends with a NUL; `out` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_break_glass(
    task: *const sreg_task,
    entry: *const c_char,
    out: *mut *mut sreg_task,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let begun = call.held(task)?;
        let glass = if entry.is_null() { Glass::Search } else { Glass::Entry(call.id(entry)?) };
        call.give_with(
            task,
            receipt,
            |task| task.break_glass(glass),
            |made| {
                out.give_under(begun.like(made), &begun);
                Ok(())
            },
        )
    })
}

/// Ends what a task of sreg_break_glass sees, before its time is over; the task is still to be freed.
///
/// SREG_E_INVALID if the task broke no glass; SREG_E_FORBIDDEN if it has ended, and as every verb.
/// Since 1.0.
///
/// # Safety
///
/// `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_break_glass_end(
    task: *const sreg_task,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.do_only(task, receipt, Task::end_break_glass))
}

/// Lists the broken glasses that nobody has reviewed, the oldest first: rows of /start (the event's
/// number), /account, /entry, /started_at, /review_due and /overdue. For a purpose of the log.
///
/// Fails as every verb. Since 1.0.
///
/// # Safety
///
/// `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_break_glass_unreviewed(
    task: *const sreg_task,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_rows(task, rows, receipt, Task::unreviewed_glasses, plain))
}

/// Records what a review of a broken glass came to: `review` is {"start", "finding"}.
///
/// SREG_E_INVALID if it was reviewed; SREG_E_FORBIDDEN also for one's own; SREG_E_NOT_FOUND, and as
/// every verb. Since 1.0.
///
/// # Safety
///
/// `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_break_glass_review(
    task: *const sreg_task,
    review: *const sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| {
            let Review { start, finding } = call.parsed(review)?;
            task.review_break_glass(start, &finding)
        };
        call.do_only(task, receipt, verb)
    })
}

/// Adds to what the holder declared, if `account` is one's own, or replaces what another's holder
/// did: `declaration` has /surnames, /addresses (each /line and /postcode), /phones and
/// /associates (full names). Only keyed digests are kept. A shared surname is opened only by breaking
/// the glass; what else matches is absent for the holder.
///
/// SREG_E_INVALID for an item that says nothing; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `account` ends with a NUL; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_conflicts_declare(
    task: *const sreg_task,
    account: *const c_char,
    declaration: *const sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.set_conflicts(call.id(account)?, &call.parsed(declaration)?);
        call.do_only(task, receipt, verb)
    })
}

//! Is this person known?

use crate::error::{Error, Result, Slip};
use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;
use crate::register::Task;

/// Finds the entries that may be a person, the likeliest first: rows of /entry, /version, /name,
/// /born, /managing_force, /warnings, /source_ref, /bits (of evidence), /band and /reasons.
///
/// `query` has one or more of /name (or /given and /family), /born, /postcode, /place, /address,
/// /sex; `matches` is 1 to 50. Nothing found is no failure, and is logged like a find. The first
/// screening after the opening takes longer.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
///
/// # Safety
///
/// `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_screen(
    task: *const sreg_task,
    query: *const sreg_doc,
    matches: i32,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.screen(call.parsed(query)?, number(matches)?);
        call.give_rows(task, rows, receipt, verb, plain)
    })
}

/// Screens many persons in one event; `queries` is a list of at most 200. There is one row for each
/// query, in their order: the list of its matches, as of sreg_screen.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
///
/// # Safety
///
/// `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_screen_batch(
    task: *const sreg_task,
    queries: *const sreg_doc,
    matches: i32,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.screen_batch(call.parsed_list(queries)?, number(matches)?);
        call.give_rows(task, rows, receipt, verb, plain)
    })
}

fn number(matches: i32) -> Result<usize> {
    usize::try_from(matches).map_err(|_| Error::Misused(Slip::Length))
}

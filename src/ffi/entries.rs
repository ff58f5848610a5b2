//! Entries: registering a person, look-up, deregistering.

use std::ffi::c_char;

use crate::error::Error;
use crate::ffi::call::{Call, Out};
use crate::ffi::cursor::Rows;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::record;
use crate::register::Task;
use crate::register::entries::Found;

/// Registers a person; `entry` is a document of kind "entry".
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_DUPLICATE if another entry has an identifier that only
/// one person can have, and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_entry_add(
    task: *const sreg_task,
    entry: *const sreg_doc,
    id: *mut c_char,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_id(task, id, receipt, |task| task.register(call.parsed(entry)?)))
}

/// Finds entries by an identifier, exactly, in any of its forms; `scheme` is "pnc", "cro", "asn" and
/// so on. Rows are as the document of sreg_get; for a role that may not open entries, the names, births and
/// warnings, and who manages it. At most 50; sreg_cursor_more tells whether there are more. Nothing found is no
/// failure, and is logged like a find.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
///
/// # Safety
///
/// `scheme` and `value` end with a NUL; `rows` can be written; `receipt` and `err` are NULL or can
/// be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_look_up(
    task: *const sreg_task,
    scheme: *const c_char,
    value: *const c_char,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| {
            let scheme = call.word(scheme)?.parse().map_err(|it| Error::invalid("/scheme", it))?;
            task.look_up(scheme, call.word(value)?)
        };
        let out = call.out(rows)?;
        call.give_with(task, receipt, verb, |found| {
            give(out, &found);
            Ok(())
        })
    })
}

/// Finds the entry that was taken over from another system, by its reference there. Rows are as those of
/// sreg_look_up.
///
/// Fails as every verb. Since 1.0.
///
/// # Safety
///
/// `system` and `reference` end with a NUL; `rows` can be written; `receipt` and `err` are NULL or
/// can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_look_up_source(
    task: *const sreg_task,
    system: *const c_char,
    reference: *const c_char,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.look_up_source(call.word(system)?, call.word(reference)?);
        let out = call.out(rows)?;
        call.give_with(task, receipt, verb, |found| {
            give(out, &found);
            Ok(())
        })
    })
}

fn give(out: Out<'_, sreg_cursor>, found: &Found) {
    let rows = found.iter().map(record).collect();
    out.give(if found.more { Rows::some_of(rows) } else { Rows::new(rows) });
}

/// Ends a registration; the entry and its history stay. `ending` is what becomes /deregistration of
/// the entry; `version` becomes the entry's new version.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE, and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_entry_deregister(
    task: *const sreg_task,
    id: *const c_char,
    seen: i32,
    ending: *const sreg_doc,
    version: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.deregister(call.id(id)?, call.version(seen)?, call.parsed(ending)?);
        call.give_number(task, version, receipt, verb)
    })
}

/// Closes an entry to all but some: `restriction` is {"level": "open" | "team" | "named" | "sealed",
/// "teams": [...], "accounts": [...]}. `seen` is the version that was read, `version` the new one.
///
/// SREG_E_STALE; SREG_E_FORBIDDEN for a role that only proposes it, and for everyone where it would
/// open the entry again (sreg_request "unrestrict" asks for that); and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_entry_restrict(
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
        let verb = |task: &Task| task.restrict(call.id(id)?, call.version(seen)?, call.parsed(restriction)?);
        call.give_number(task, version, receipt, verb)
    })
}

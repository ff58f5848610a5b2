//! Key slots: listed, added, changed, removed; the database is not rewritten.

use std::ffi::c_char;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_buffer, sreg_cursor, sreg_doc, sreg_error, sreg_task};
use crate::ffi::opening::KeyKind;
use crate::ffi::verb::plain;
use crate::register::Task;

/// Lists the key slots: rows of /id, /label, /kind and /made_at.
///
/// SREG_E_CORRUPT if the key file is damaged, and as every verb. Since 1.0.
///
/// # Safety
///
/// `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_key_slots(
    task: *const sreg_task,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.give_rows(task, rows, receipt, Task::key_slots, plain))
}

/// Adds a key slot and gives its number; `kind` is "host" or "passphrase".
///
/// SREG_E_INVALID; SREG_E_TOO_LONG for a weak key or too many slots, and as every verb. Since 1.0.
///
/// # Safety
///
/// `label` and `kind` end with a NUL; `key` has `key_len` bytes; `slot` can be written; `receipt`
/// and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_key_add(
    task: *const sreg_task,
    label: *const c_char,
    kind: *const c_char,
    key: *const u8,
    key_len: i32,
    slot: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| {
            let key = KeyKind::of(call.word(kind)?)?.new_key(call, key, key_len)?;
            task.add_key_slot(call.word(label)?, key)
        };
        call.give_number(task, slot, receipt, verb)
    })
}

/// Adds a recovery key and gives its text, once: to be printed, locked away and freed.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
///
/// # Safety
///
/// `label` ends with a NUL; `recovery_key` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_key_add_recovery(
    task: *const sreg_task,
    label: *const c_char,
    recovery_key: *mut *mut sreg_buffer,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        call.give_bytes(task, recovery_key, receipt, |task| task.add_recovery_key(call.word(label)?))
    })
}

/// Gives a slot another key, as two persons agreed to remove it (sreg_request, remove_key_slot): a new slot
/// with the same label takes its place, and `changed` becomes its number. Whoever shows the old key needs
/// nobody: sreg_key_change_shown.
///
/// SREG_E_FORBIDDEN if nobody agreed to it; SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_FOUND, and as
/// every verb. Since 1.0.
///
/// # Safety
///
/// `kind` ends with a NUL; `key` has `key_len` bytes; `changed` can be written; `receipt` and `err`
/// are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_key_change(
    task: *const sreg_task,
    slot: i32,
    kind: *const c_char,
    key: *const u8,
    key_len: i32,
    changed: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| {
            let key = KeyKind::of(call.word(kind)?)?.new_key(call, key, key_len)?;
            task.change_key_slot(call.version(slot)?, key)
        };
        call.give_number(task, changed, receipt, verb)
    })
}

/// Gives a slot another key, by showing the one that it has (`shown_kind`, `shown`): a new slot with the
/// same label takes its place, and `changed` becomes its number.
///
/// SREG_E_WRONG_KEY if the key shown is not the slot's; SREG_E_INVALID; SREG_E_TOO_LONG;
/// SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `shown_kind` and `kind` end with a NUL; `shown` has `shown_len` bytes and `key` has `key_len`; `changed`
/// can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_key_change_shown(
    task: *const sreg_task,
    slot: i32,
    shown_kind: *const c_char,
    shown: *const u8,
    shown_len: i32,
    kind: *const c_char,
    key: *const u8,
    key_len: i32,
    changed: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| {
            let shown = KeyKind::of(call.word(shown_kind)?)?.key(call, shown, shown_len)?;
            let key = KeyKind::of(call.word(kind)?)?.new_key(call, key, key_len)?;
            task.change_shown_key_slot(call.version(slot)?, shown, key)
        };
        call.give_number(task, changed, receipt, verb)
    })
}

/// Removes a slot, as asked for and approved; whoever opened the register with it may have kept the
/// master key.
///
/// SREG_E_INVALID if it is the last one; SREG_E_FORBIDDEN also if nobody approved it; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_key_remove(
    task: *const sreg_task,
    slot: i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.do_only(task, receipt, |task| task.remove_key_slot(call.version(slot)?)))
}

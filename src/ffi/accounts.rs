//! Accounts: made, changed, given a password, unlocked.

use std::ffi::c_char;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error, sreg_register, sreg_task};
use crate::ffi::verb::plain;
use crate::register::Task;

/// Makes an account; `account` is a document of kind "account". One without a password (NULL and 0)
/// must be /vouched.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG also for a weak password; SREG_E_DUPLICATE; SREG_E_FORBIDDEN also
/// where the role needs a second person, and as every verb. Since 1.0.
///
/// # Safety
///
/// `password` has `password_len` bytes; `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or
/// can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_account_create(
    task: *const sreg_task,
    account: *const sreg_doc,
    password: *const u8,
    password_len: i32,
    id: *mut c_char,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| {
            let password = if password_len == 0 { None } else { Some(call.secret(password, password_len)?) };
            task.create_account(call.parsed(account)?, password)
        };
        call.give_id(task, id, receipt, verb)
    })
}

/// Replaces an account's document, if it still is at the version that the caller saw; `version`
/// becomes the new one.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_DUPLICATE; SREG_E_NOT_FOUND;
/// SREG_E_FORBIDDEN also for one's own role, and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_account_amend(
    task: *const sreg_task,
    id: *const c_char,
    seen: i32,
    account: *const sreg_doc,
    version: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.amend_account(call.id(id)?, call.version(seen)?, call.parsed(account)?);
        call.give_number(task, version, receipt, verb)
    })
}

/// Gives an account a new password.
///
/// SREG_E_INVALID for a weak one; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` ends with a NUL; `password` has `password_len` bytes; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_account_set_password(
    task: *const sreg_task,
    id: *const c_char,
    password: *const u8,
    password_len: i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.set_password(call.id(id)?, call.secret(password, password_len)?);
        call.do_only(task, receipt, verb)
    })
}

/// Lets an account sign in again after too many failures.
///
/// SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `id` ends with a NUL; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_account_unlock(
    task: *const sreg_task,
    id: *const c_char,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.do_only(task, receipt, |task| task.unlock(call.id(id)?)))
}

/// Lets an administrator sign in again after too many failures, by a printed recovery key: the way
/// back where the only administrator is locked out.
///
/// SREG_E_INVALID if it is no recovery key; SREG_E_WRONG_KEY; SREG_E_NOT_FOUND; SREG_E_NULL_POINTER;
/// SREG_E_BUSY; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_AUDIT_UNAVAILABLE. Since 1.0.
///
/// # Safety
///
/// `username` ends with a NUL; `key` has `key_len` bytes; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_account_unlock_by_recovery_key(
    register: *const sreg_register,
    username: *const c_char,
    key: *const u8,
    key_len: i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let opened = call.held(register)?;
        opened.register().unlock_by_recovery_key(call.word(username)?, call.secret(key, key_len)?)?;
        Ok(())
    })
}

/// Lists the accounts: rows of /id, /version, /recorded_at, /document and /failures (to sign in,
/// since the last success).
///
/// Fails as every verb. Since 1.0.
///
/// # Safety
///
/// `rows` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_accounts(
    task: *const sreg_task,
    rows: *mut *mut sreg_cursor,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.give_rows(task, rows, receipt, Task::accounts, plain))
}

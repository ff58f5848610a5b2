//! Signing in and out.

use std::ffi::c_char;
use std::sync::{Arc, Mutex};

use crate::error::{Error, Result};
use crate::ffi::call::Call;
use crate::ffi::handle::{self, Handle};
use crate::ffi::long_work::LongWork;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_register, sreg_session};
use crate::ffi::verb::plain;
use crate::model::Tree;
use crate::register::Session;
use crate::register::session::Terminal;

/// What a session's handle stands for.
#[derive(Debug)]
pub struct SignedIn {
    session: Session,
    work: Arc<LongWork>,
}

impl Handle for sreg_session {
    type Object = SignedIn;
}

impl SignedIn {
    /// Returns the session.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Returns what the long calls of its register can be asked.
    #[must_use]
    pub fn work(&self) -> &Arc<LongWork> {
        &self.work
    }
}

/// Signs in with a name and a password; `terminal` may be NULL.
///
/// An unknown name is answered like a wrong password. The caller wipes the password.
///
/// SREG_E_NOT_SIGNED_IN; SREG_E_LOCKED; SREG_E_AUDIT_UNAVAILABLE; SREG_E_INVALID; SREG_E_NULL_POINTER;
/// SREG_E_NOT_UTF8; SREG_E_TOO_LONG; SREG_E_BUSY; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `name` and `terminal` end with a NUL; `password` has `password_len` bytes; `out` can be written;
/// `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_sign_in(
    register: *const sreg_register,
    name: *const c_char,
    password: *const u8,
    password_len: i32,
    terminal: *const c_char,
    out: *mut *mut sreg_session,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let opened = call.held(register)?;
        let (name, password) = (call.word(name)?, call.secret(password, password_len)?);
        let session = opened.register().sign_in(name, password, terminal_of(call, terminal)?)?;
        out.give_under(SignedIn { session, work: Arc::clone(opened.work()) }, &opened);
        Ok(())
    })
}

/// Signs in the host system's own signed-in user, on the host's word: /username, /system (the host),
/// /terminal. The log shows that it was only a word.
///
/// SREG_E_NOT_SIGNED_IN if there is no such active account or it may not be vouched for; SREG_E_INVALID;
/// SREG_E_AUDIT_UNAVAILABLE; SREG_E_NULL_POINTER; SREG_E_BUSY; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_vouch(
    register: *const sreg_register,
    vouching: *const sreg_doc,
    out: *mut *mut sreg_session,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let opened = call.held(register)?;
        let session = opened.register().vouch(call.parsed(vouching)?)?;
        out.give_under(SignedIn { session, work: Arc::clone(opened.work()) }, &opened);
        Ok(())
    })
}

/// Gives what a session may be told of itself: /account, /display_name, /role, /vouched, /started_at,
/// /ends_idle_at, /ends_at. The caller frees the document.
///
/// SREG_E_NOT_SIGNED_IN if it has ended; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_session_info(
    session: *const sreg_session,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let info = call.held(session)?.session().info()?;
        out.give(Mutex::new(Tree::of(plain(&info))));
        Ok(())
    })
}

/// Proves again to be who signed in, by the password; or, without one (NULL and 0), takes the host's
/// word for it again, where the host vouched in the first place. What needs a fresh sign-in (breaking
/// the glass, erasing) wants this within the last five minutes.
///
/// SREG_E_NOT_SIGNED_IN if the session has ended or the password is wrong; SREG_E_LOCKED;
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_AUDIT_UNAVAILABLE. Since 1.0.
///
/// # Safety
///
/// `password` has `password_len` bytes; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_session_confirm(
    session: *const sreg_session,
    password: *const u8,
    password_len: i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let signed_in = call.held(session)?;
        if password_len == 0 {
            return signed_in.session().confirm_vouched();
        }
        signed_in.session().confirm(call.secret(password, password_len)?)
    })
}

/// Signs out and frees the session; its tasks are of no use any more, and are still to be freed.
///
/// SREG_E_AUDIT_UNAVAILABLE if the end could not be logged: it has ended all the same;
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_sign_out(session: *mut sreg_session, err: *mut *mut sreg_error) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let signed_in = call.held(session)?;
        handle::close(session)?;
        signed_in.session().sign_out()
    })
}

fn terminal_of(call: &Call, terminal: *const c_char) -> Result<Option<Terminal>> {
    if terminal.is_null() {
        return Ok(None);
    }
    Terminal::new(call.word(terminal)?).map(Some).map_err(|it| Error::invalid("/terminal", it))
}

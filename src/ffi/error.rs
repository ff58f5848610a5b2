//! Error objects: why a call failed, for a program and for a reader.

use std::ffi::{CStr, CString, c_char};
use std::fmt;
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::error::{Error, Problem};
use crate::ffi::call::{self, Call};
use crate::ffi::handle::{self, Handle};
use crate::ffi::numbers::{SREG_E_HANDLE, SREG_OK, sreg_status};
use crate::ffi::opaque::{sreg_doc, sreg_error};
use crate::model::Tree;

/// What an error handle stands for.
pub struct Told {
    error: Error,
    message: CString,
}

impl Told {
    /// Puts an error into words.
    #[must_use]
    pub fn new(error: Error) -> Self {
        let message = CString::new(error.to_string()).unwrap_or_default();
        Self { error, message }
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

impl Handle for sreg_error {
    type Object = Told;
}

/// Returns the status that the error goes with; SREG_OK for NULL.
///
/// Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_error_code(error: *const sreg_error) -> sreg_status {
    if error.is_null() {
        return SREG_OK;
    }
    let told = call::quietly(|| handle::held(error).ok()).flatten();
    told.map_or(SREG_E_HANDLE, |it| it.error.code().number())
}

/// Returns what went wrong, in English: lower case, one clause, no personal data.
///
/// Never NULL; empty for NULL and for what is no error. The text belongs to the error and lives until
/// sreg_error_free. Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_error_message(error: *const sreg_error) -> *const c_char {
    const NONE: &CStr = c"";

    // The table holds the message as long as the handle lives, at the address it has here.
    let told = call::quietly(|| handle::held(error).ok()).flatten();
    told.map_or(NONE.as_ptr(), |it| it.message.as_ptr())
}

/// Gives the detail of an error as a document.
///
/// /code, /name (of the status), /message and /retryable are always there; where the error has them:
/// /pointer (the field, as a path), /problem, /limit, /provision (of the law), /what (the kind of
/// thing), /seen and /current (versions), /seconds (to wait), /found and /known (file formats),
/// /number (of the engine or the system). More may come. The caller frees the document.
///
/// SREG_E_NULL_POINTER; SREG_E_HANDLE. Since 1.0.
///
/// # Safety
///
/// `out` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_error_detail(error: *const sreg_error, out: *mut *mut sreg_doc) -> sreg_status {
    // SAFETY: the caller keeps to the header; there is no error parameter.
    unsafe { Call::begin(std::ptr::null_mut()) }.run(|call| {
        let out = call.out(out)?;
        let told = call.held(error)?;
        out.give(Mutex::new(Tree::of(detail(&told.error))));
        Ok(())
    })
}

/// Frees an error. NULL is allowed, and what is no error is left alone.
///
/// Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_error_free(error: *mut sreg_error) {
    call::free(error);
}

/// Tells an error as a document.
#[must_use]
pub fn detail(error: &Error) -> Value {
    let code = error.code();
    let mut detail = json!({
        "code": code.number(),
        "name": code.name(),
        "message": error.to_string(),
        "retryable": error.is_retryable(),
    });
    if let Some(at) = error.pointer() {
        detail["pointer"] = at.as_str().into();
    }
    match error {
        Error::Invalid { problem, .. } => tell_problem(&mut detail, problem),
        Error::Unlawful { provision, problem } => {
            detail["provision"] = provision.to_string().into();
            tell_problem(&mut detail, problem);
        }
        Error::NotFound { what } | Error::Duplicate { what, .. } => detail["what"] = what.to_string().into(),
        Error::Stale { what, seen, current } => {
            detail["what"] = what.to_string().into();
            detail["seen"] = (*seen).into();
            detail["current"] = (*current).into();
        }
        Error::Locked { seconds } => detail["seconds"] = (*seconds).into(),
        Error::NewerFile { found, known } => {
            detail["found"] = (*found).into();
            detail["known"] = (*known).into();
        }
        Error::Storage { number } => detail["number"] = (*number).into(),
        _ => {}
    }
    detail
}

fn tell_problem(detail: &mut Value, problem: &Problem) {
    detail["problem"] = problem.to_string().into();
    let limit = match *problem {
        Problem::TooBig { limit } => limit,
        Problem::TooLong { bytes: limit }
        | Problem::TooMany { items: limit }
        | Problem::TooShort { least: limit } => limit.into(),
        _ => return,
    };
    detail["limit"] = limit.into();
}

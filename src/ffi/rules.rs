//! Schemas, rules and identifiers: what needs no register.

use std::ffi::c_char;
use std::sync::Mutex;

use crate::error::{Error, What};
use crate::ffi::call::Call;
use crate::ffi::cursor::Rows;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error};
use crate::ffi::verb::plain;
use crate::model::{Kind, Tree, document, identifier, schema};
use crate::rules::{eval, list};

/// Gives the JSON Schema of a kind of document ("entry", "order", "notification", "review",
/// "incident", "breach", "account", "policy"), for generators of bindings. The caller frees it.
///
/// SREG_E_NOT_FOUND; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8. Since 1.0.
///
/// # Safety
///
/// `kind` ends with a NUL; `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_schema(
    kind: *const c_char,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let kind: Kind = call.word(kind)?.parse().map_err(|_| Error::NotFound { what: What::Schema })?;
        out.give(Mutex::new(Tree::of(document::value(schema::of(kind))?)));
        Ok(())
    })
}

/// Lists every version of every rule: rows of /rule, /version, /jurisdiction, /title, /provision,
/// /text_as_at and /governs.
///
/// SREG_E_NULL_POINTER. Since 1.0.
///
/// # Safety
///
/// `rows` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_rules_list(
    rows: *mut *mut sreg_cursor,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(rows)?;
        out.give(Rows::new(list::list().iter().map(plain).collect()));
        Ok(())
    })
}

/// Copies the explanation of a rule into `buf`: its provisions, numbers, inputs, answers and doubts,
/// in lines.
///
/// SREG_E_NOT_FOUND; SREG_E_BUFFER; SREG_E_INVALID for a negative `cap`; SREG_E_NULL_POINTER;
/// SREG_E_NOT_UTF8. Since 1.0.
///
/// # Safety
///
/// `rule` ends with a NUL; `buf` is NULL or has `cap` bytes; `len` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_rules_explain(
    rule: *const c_char,
    buf: *mut c_char,
    cap: i32,
    len: *mut i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.copy_out(&list::explain(call.word(rule)?)?, buf, cap, len))
}

/// Answers a rule from inputs, without a register: /rule, /version, /answer and the lines of its
/// /trace. An input that is absent is unknown; null says that there is none.
///
/// SREG_E_NOT_FOUND; SREG_E_INVALID with the input; SREG_E_HANDLE; SREG_E_BUSY; SREG_E_NULL_POINTER;
/// SREG_E_NOT_UTF8. Since 1.0.
///
/// # Safety
///
/// `rule` ends with a NUL; `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_rules_eval(
    rule: *const c_char,
    inputs: *const sreg_doc,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let answer = eval::eval(call.word(rule)?, &call.json(inputs)?)?;
        out.give(Mutex::new(Tree::of(plain(&answer))));
        Ok(())
    })
}

/// Copies the one written form of an identifier into `buf`, if it can be one of the scheme ("pnc",
/// "cro", "asn" and so on); `year` is the present one, by which years of two digits are read.
///
/// SREG_E_INVALID at /scheme or /value; SREG_E_BUFFER; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8.
/// Since 1.0.
///
/// # Safety
///
/// `scheme` and `value` end with a NUL; `buf` is NULL or has `cap` bytes; `len` and `err` are NULL
/// or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_identifier_canonical(
    scheme: *const c_char,
    value: *const c_char,
    year: i32,
    buf: *mut c_char,
    cap: i32,
    len: *mut i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let scheme = call.word(scheme)?.parse().map_err(|it| Error::invalid("/scheme", it))?;
        let canonical = identifier::canonical(scheme, call.word(value)?, year);
        call.copy_out(&canonical.map_err(|it| Error::invalid("/value", it))?, buf, cap, len)
    })
}

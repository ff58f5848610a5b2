//! Documents by path, for callers without a JSON parser.

use std::ffi::c_char;
use std::sync::Mutex;

use serde_json::Value;
use zeroize::Zeroizing;

use crate::error::{Error, Result, Slip};
use crate::ffi::call::{self, Call};
use crate::ffi::cursor::number;
use crate::ffi::handle::Handle;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error};
use crate::model::Tree;
use crate::model::document::{self, DOCUMENT_BYTES_MAX};

impl Handle for sreg_doc {
    type Object = Mutex<Tree>;
}

/// Reads JSON text into a new document, which the caller frees; "{}" makes an empty one.
///
/// `len` is in bytes, or SREG_NUL. At most 256 KiB and 64 levels; a name that stands twice in one
/// object is an error.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_UTF8; SREG_E_NULL_POINTER. Since 1.0.
///
/// # Safety
///
/// `json` is NULL or as long as `len` tells; `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_parse(
    json: *const c_char,
    len: i32,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        out.give(Mutex::new(Tree::parse(call.text(json, len, DOCUMENT_BYTES_MAX)?)?));
        Ok(())
    })
}

/// Copies the JSON of what stands at `path` into `buf`; "" is the whole document.
///
/// SREG_E_BUFFER without room for the JSON and its NUL; SREG_E_PATH; SREG_E_NULL_POINTER;
/// SREG_E_INVALID for a negative `cap`; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `buf` is NULL or has `cap` bytes; `len` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_json(
    doc: *const sreg_doc,
    path: *const c_char,
    buf: *mut c_char,
    cap: i32,
    len: *mut i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let path = call.word(path)?;
        call.with(doc, |tree| call.copy_out(&Zeroizing::new(tree.json(path)?), buf, cap, len))
    })
}

/// Tells what stands at `path`: one of SREG_T_...; nothing is SREG_T_ABSENT, and no failure.
///
/// SREG_E_PATH if the path is malformed; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED;
/// SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `type_` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_type(
    doc: *const sreg_doc,
    path: *const c_char,
    type_: *mut i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let type_ = call.place(type_)?;
        let path = call.word(path)?;
        type_.put(call.with(doc, |tree| tree.shape(path))?.number());
        Ok(())
    })
}

/// Counts the items of the list, or the members of the object, at `path`.
///
/// SREG_E_PATH; SREG_E_TYPE; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `count` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_count(
    doc: *const sreg_doc,
    path: *const c_char,
    count: *mut i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let count = call.place(count)?;
        let path = call.word(path)?;
        count.put(call.with(doc, |tree| number(tree.count(path)?))?);
        Ok(())
    })
}

/// Copies the name of a member of the object at `path` into `buf`; members count from 0.
///
/// SREG_E_INVALID if there is no such member or `cap` is negative; SREG_E_BUFFER; SREG_E_PATH;
/// SREG_E_TYPE; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `buf` is NULL or has `cap` bytes; `len` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_key(
    doc: *const sreg_doc,
    path: *const c_char,
    index: i32,
    buf: *mut c_char,
    cap: i32,
    len: *mut i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let path = call.word(path)?;
        let index = usize::try_from(index).map_err(|_| Error::Misused(Slip::Length))?;
        call.with(doc, |tree| call.copy_out(tree.key(path, index)?, buf, cap, len))
    })
}

/// Copies the text at `path` into `buf`; days, moments, ids and codes are texts.
///
/// SREG_E_BUFFER; SREG_E_PATH; SREG_E_TYPE; SREG_E_NULL_POINTER; SREG_E_INVALID for a negative `cap`;
/// SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `buf` is NULL or has `cap` bytes; `len` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_get_text(
    doc: *const sreg_doc,
    path: *const c_char,
    buf: *mut c_char,
    cap: i32,
    len: *mut i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let path = call.word(path)?;
        call.with(doc, |tree| call.copy_out(tree.text(path)?, buf, cap, len))
    })
}

/// Gives the whole number at `path`.
///
/// SREG_E_PATH; SREG_E_TYPE; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `value` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_get_int(
    doc: *const sreg_doc,
    path: *const c_char,
    value: *mut i64,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let value = call.place(value)?;
        let path = call.word(path)?;
        value.put(call.with(doc, |tree| tree.int(path))?);
        Ok(())
    })
}

/// Gives what stands at `path`: 1 for true, 0 for false.
///
/// SREG_E_PATH; SREG_E_TYPE; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `value` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_get_bool(
    doc: *const sreg_doc,
    path: *const c_char,
    value: *mut i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let value = call.place(value)?;
        let path = call.word(path)?;
        value.put(call.with(doc, |tree| tree.truth(path))?.into());
        Ok(())
    })
}

/// Sets the text at `path`; `len` is in bytes, or SREG_NUL.
///
/// This and the other setters make the objects and lists that lead there: where nothing stands yet, a
/// name makes an object, "0" and "-" a list. "/list/-", or the number of items, appends to a list. On
/// failure the document is as it was.
///
/// SREG_E_PATH if an index is behind the end; SREG_E_TYPE if another type is in the way;
/// SREG_E_TOO_LONG; SREG_E_NOT_UTF8; SREG_E_NULL_POINTER; SREG_E_INVALID for a negative `len` that is
/// not SREG_NUL, or more than 64 levels; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `value` is NULL or as long as `len` tells; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_set_text(
    doc: *mut sreg_doc,
    path: *const c_char,
    value: *const c_char,
    len: i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let value = call.text(value, len, DOCUMENT_BYTES_MAX)?;
        set(call, doc, path, value.into())
    })
}

/// Sets the whole number at `path`; it is passed by its address, for languages that cut long values.
///
/// As sreg_doc_set_text. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `value` is NULL or can be read; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_set_int(
    doc: *mut sreg_doc,
    path: *const c_char,
    value: *const i64,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let value = call.number(value)?;
        set(call, doc, path, value.into())
    })
}

/// Sets true (any number but 0) or false (0) at `path`.
///
/// As sreg_doc_set_text. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_set_bool(
    doc: *mut sreg_doc,
    path: *const c_char,
    value: i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| set(call, doc, path, (value != 0).into()))
}

/// Sets any JSON value at `path`; a NULL `json` removes what stands there.
///
/// As sreg_doc_set_text; SREG_E_INVALID also if `json` is no JSON; SREG_E_PATH also if there is
/// nothing to remove. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `json` is NULL or as long as `len` tells; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_doc_set_json(
    doc: *mut sreg_doc,
    path: *const c_char,
    json: *const c_char,
    len: i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        if json.is_null() {
            let path = call.word(path)?;
            return call.with(doc, |tree| tree.remove(path));
        }
        let value = document::value(call.text(json, len, DOCUMENT_BYTES_MAX)?)?;
        set(call, doc, path, value)
    })
}

/// Frees a document. NULL is allowed, and what is no document is left alone.
///
/// Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_doc_free(doc: *mut sreg_doc) {
    call::free(doc);
}

fn set(call: &Call, doc: *mut sreg_doc, path: *const c_char, value: Value) -> Result<()> {
    let path = call.word(path)?;
    call.with(doc, |tree| tree.set(path, value))
}

//! Cursors: lists of results that have been released already.

use std::fmt;
use std::sync::Mutex;

use serde_json::Value;

use crate::error::{Code, Error, Result, Slip};
use crate::ffi::call::{self, Call};
use crate::ffi::handle::Handle;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error};
use crate::model::Tree;

/// What a cursor's handle stands for: the rows, in their order.
pub struct Rows {
    count: usize,
    more: bool,
    left: std::vec::IntoIter<Value>,
}

impl Rows {
    /// Takes rows whose release has been logged.
    #[must_use]
    pub fn new(rows: Vec<Value>) -> Mutex<Self> {
        Mutex::new(Self::all(rows))
    }

    /// Takes rows whose release has been logged, and of which there are more.
    #[must_use]
    pub fn some_of(rows: Vec<Value>) -> Mutex<Self> {
        Mutex::new(Self { more: true, ..Self::all(rows) })
    }

    fn all(rows: Vec<Value>) -> Self {
        Self { count: rows.len(), more: false, left: rows.into_iter() }
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows", self.count)
    }
}

impl Handle for sreg_cursor {
    type Object = Mutex<Rows>;
}

/// Gives the next row as a document, which the caller frees; SREG_DONE and NULL behind the last.
///
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `row` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_cursor_next(
    cursor: *mut sreg_cursor,
    row: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run_to(|call| {
        let row = call.out(row)?;
        let Some(next) = call.with(cursor, |rows| Ok(rows.left.next()))? else { return Ok(Code::Done) };
        row.give(Mutex::new(Tree::of(next)));
        Ok(Code::Ok)
    })
}

/// Gives the number of all rows, those already taken among them.
///
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `count` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_cursor_count(
    cursor: *mut sreg_cursor,
    count: *mut i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let count = call.place(count)?;
        count.put(call.with(cursor, |rows| number(rows.count))?);
        Ok(())
    })
}

/// Tells whether there are more than all rows: 1 where a look-up reached its limit, else 0.
///
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `more` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_cursor_more(
    cursor: *mut sreg_cursor,
    more: *mut i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let more = call.place(more)?;
        more.put(call.with(cursor, |rows| Ok(i32::from(rows.more)))?);
        Ok(())
    })
}

/// Frees a cursor; the documents taken from it live on. NULL is allowed, and what is no cursor is
/// left alone.
///
/// Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_cursor_free(cursor: *mut sreg_cursor) {
    call::free(cursor);
}

/// Returns a count as C has it.
///
/// # Errors
///
/// [`Slip::Length`] beyond 2^31, which no document or result reaches.
pub fn number(count: usize) -> Result<i32> {
    i32::try_from(count).map_err(|_| Error::Misused(Slip::Length))
}

//! Is this person known?

use std::ffi::c_char;
use std::sync::Mutex;

use serde_json::Value;

use crate::error::{Error, Result, Slip};
use crate::ffi::call::Call;
use crate::ffi::numbers::{SREG_NUL, sreg_status};
use crate::ffi::opaque::{sreg_cursor, sreg_doc, sreg_error, sreg_register, sreg_task};
use crate::ffi::verb::plain;
use crate::model::Tree;
use crate::register::Task;
use crate::register::screening::{Detail, Screening};
use crate::screening::names;

/// The longest name that is taken, in bytes; what is compared of it is less.
const NAME_BYTES_MAX: usize = 16 * 1024;

/// Reads now what the first screenings would wait for: the index, and what the log tells of each record. For a
/// service that starts: with a million entries it takes two or three seconds, and twenty once after they were
/// imported. It releases nothing, and other threads go on meanwhile.
///
/// SREG_E_CORRUPT; SREG_E_STORAGE; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_prepare_screening(
    register: *const sreg_register,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.held(register)?.register().prepare_screening())
}

/// Finds the entries that may be a person, the likeliest first: rows of /entry, /version, /name,
/// /born, /managing_force, /warnings, /source_ref, /bits (of evidence), /band and /reasons.
///
/// `query` has one or more of /name (or /given and /family), /born, /postcode, /place, /address,
/// /sex; `matches`, 1 to 50, is the most rows that are given: an entry that is somebody else's in all
/// likelihood is not among them. Nothing found is no failure, and is logged like a find. The first
/// screening after the opening takes longer, unless sreg_prepare_screening came before.
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
        let verb = |task: &Task| Ok(task.screen(call.parsed(query)?, number(matches)?)?.map(|it| it.matches));
        call.give_rows(task, rows, receipt, verb, plain)
    })
}

/// Screens many persons in one event: as many as could have 10,000 matches together, so 1,000 where
/// `matches` is 10. `queries` is a list. There is one row for each query, in their order: /matches, the
/// list of its matches as of sreg_screen, and /extent, as of sreg_screen_answer.
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

/// Finds as sreg_screen, and gives one document: /matches, the list of its rows; /extent, which is
/// `cut` where a limit was reached and others may fit as well, else `whole`; /text, a table for people;
/// /reasons, each match with its reasons in words.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG, and as every verb. Since 1.0.
///
/// # Safety
///
/// `answer` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_screen_answer(
    task: *const sreg_task,
    query: *const sreg_doc,
    matches: i32,
    answer: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.screen(call.parsed(query)?, number(matches)?);
        call.give_doc(task, answer, receipt, verb, told)
    })
}

/// Holds an entry against all others, to be asked when it is new or was changed: those that may be the
/// same person, as sreg_screen_answer. The entry itself is not among them.
///
/// SREG_E_INVALID; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `entry` ends with a NUL; `answer` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_entry_duplicates(
    task: *const sreg_task,
    entry: *const c_char,
    matches: i32,
    answer: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.duplicates(call.id(entry)?, number(matches)?);
        call.give_doc(task, answer, receipt, verb, told)
    })
}

/// Compares two names alone, without a register: whether they may be one person's. Gives one document:
/// /bits, above 0 if one person is likelier than two; /score, the same from 0 to 1; /reasons, a list of
/// /words and /bits; /extent, which is `cut` where a limit cut a name, else `whole`; /text, lines for
/// people. A name is text in any script, its words in any order. The caller frees the document. No
/// register is read and nothing is logged. May be called from any thread.
///
/// SREG_E_TOO_LONG beyond 16 KiB; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8. Since 1.0.
///
/// # Safety
///
/// `one` and `other` end with a NUL; `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_names_compare(
    one: *const c_char,
    other: *const c_char,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let name = |it| call.text(it, SREG_NUL, NAME_BYTES_MAX);
        let found = names::compare(name(one)?, name(other)?);
        let mut answer = plain(&found);
        answer["text"] = found.text().into();
        out.give(Mutex::new(Tree::of(answer)));
        Ok(())
    })
}

/// Tells an answer as a document.
fn told(screening: &Screening) -> Value {
    let mut answer = plain(screening);
    answer["text"] = screening.text(Detail::Line).into();
    answer["reasons"] = screening.text(Detail::Reasons).into();
    answer
}

fn number(matches: i32) -> Result<usize> {
    usize::try_from(matches).map_err(|_| Error::Misused(Slip::Length))
}

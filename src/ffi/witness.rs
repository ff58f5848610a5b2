//! Witnesses outside: what they are asked, and what they answer.

use std::ffi::c_char;

use serde_json::json;
use zeroize::Zeroizing;

use crate::error::{Error, Slip};
use crate::ffi::call::Call;
use crate::ffi::numbers::{SREG_NUL, sreg_status};
use crate::ffi::opaque::{sreg_buffer, sreg_doc, sreg_error, sreg_task};
use crate::register::witness::Accepted;

/// The longest answer of a witness, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Gives what to ask a witness that knows the log up to `old` events (0 for none): the body of an
/// "add-checkpoint" call (C2SP tlog-witness), which the host sends; `old` is passed by address, for
/// languages that cut long values. The caller frees the buffer.
///
/// SREG_E_INVALID if the log was not that long at its newest checkpoint, and as every verb. Since 1.0.
///
/// # Safety
///
/// `old` can be read; `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_witness_request(
    task: *const sreg_task,
    old: *const i64,
    out: *mut *mut sreg_buffer,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let old = u64::try_from(call.number(old)?).map_err(|_| Error::Misused(Slip::Length))?;
        call.give_bytes(task, out, receipt, |task| Ok(task.witness_request(old)?.map(Zeroizing::new)))
    })
}

/// Takes a witness's answer, a signature line or the size that it knows, and keeps the signature under the
/// newest checkpoint: /cosigned (how many events that covers) or /knows (ask again from there). `key` is
/// the witness's public key, as a .vkey file holds it.
///
/// SREG_E_INVALID if it is no answer or not this witness's; SREG_E_ROLLBACK if the witness tells of a
/// smaller log than it once cosigned, and as every verb. Since 1.0.
///
/// # Safety
///
/// `answer` and `key` end with a NUL; `out` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_witness_accept(
    task: *const sreg_task,
    answer: *const c_char,
    key: *const c_char,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let (answer, key) = (call.text(answer, SREG_NUL, ANSWER_BYTES_MAX)?, call.word(key)?);
        let tell = |it: &Accepted| match it {
            Accepted::Cosigned { size } => json!({ "cosigned": size }),
            Accepted::Knows { size } => json!({ "knows": size }),
        };
        call.give_doc(task, out, receipt, |task| task.witness_accept(answer, key), tell)
    })
}

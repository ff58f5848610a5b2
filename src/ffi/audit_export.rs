//! The log for strangers: checkpoints, the log as files, the proof of one event, disclosures.

use std::ffi::c_char;
use std::path::Path;
use std::sync::Mutex;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::error::{Error, Result, Slip};
use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_buffer, sreg_doc, sreg_error, sreg_register, sreg_task};
use crate::ffi::verb::plain;
use crate::model::{Day, Tree};
use crate::register::Task;
use crate::register::audit_checkpoints::Issued;
use crate::register::audit_export::{verify_export, verify_pruned_export};

/// Signs what the log is now and puts it on record: /size, /root and /note, the signed checkpoint. To be
/// called daily where nothing else happens, so that silence shows; otherwise the library does it itself.
///
/// SREG_E_ROLLBACK and SREG_E_FORK if an anchor says otherwise, and as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_checkpoint(
    task: *const sreg_task,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.give_doc(task, out, receipt, Task::checkpoint, issued))
}

/// Changes the key that signs checkpoints to a new one of the library's; a checkpoint is signed by both,
/// and given as sreg_audit_checkpoint does.
///
/// SREG_E_ROLLBACK and SREG_E_FORK if an anchor says otherwise, and as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_change_key(
    task: *const sreg_task,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_doc(task, out, receipt, |task| task.change_log_key(None), issued))
}

/// Changes the key that signs checkpoints to that of the host which the register was opened with
/// (sreg_host_sign); a checkpoint is signed by both, and given as sreg_audit_checkpoint does. From then on
/// each opening needs that host.
///
/// SREG_E_INVALID at /signer if the host does not sign; SREG_E_ROLLBACK and SREG_E_FORK if an anchor says
/// otherwise, and as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_change_key_to_host(
    task: *const sreg_task,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_doc(task, out, receipt, Task::change_log_key_to_host, issued))
}

/// Gives the public key of the log's checkpoints, as a .vkey file holds it: /key.
///
/// SREG_E_CORRUPT; SREG_E_STORAGE; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_key(
    register: *const sreg_register,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let key = call.held(register)?.register().log_key()?;
        out.give(Mutex::new(Tree::of(json!({ "key": key }))));
        Ok(())
    })
}

/// Writes the whole log into a new directory as files that anybody can check (C2SP tlog-tiles): blinded
/// entries, tiles, a checkpoint and log.vkey. Gives the checkpoint as sreg_audit_checkpoint does. It
/// takes long: see sreg_progress.
///
/// SREG_E_DUPLICATE if something is there; SREG_E_INTERRUPTED; SREG_E_CORRUPT if the events are not those
/// that the tree was made of; SREG_E_FORBIDDEN also if the sign-in is older than five minutes, and as every
/// verb. Since 1.0.
///
/// # Safety
///
/// `place` ends with a NUL; `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_export(
    task: *const sreg_task,
    place: *const c_char,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let begun = call.held(task)?;
        let verb = |task: &Task| task.export_audit(Path::new(call.word(place)?), &mut begun.work().watched());
        call.give_doc(task, out, receipt, verb, issued)
    })
}

/// Checks an export without a register: every entry, every tile, the checkpoint and its signature, and
/// disclosure.cbor if it is there. Gives /origin, /events, /root, /pruned, /pruned_by and /disclosed. `key`
/// is the text of the .vkey that the auditor was given; NULL stands for the one in the export, which proves
/// that the export is whole and not whose it is. Entries may be missing from the beginning only where
/// disclosure.cbor holds the event that pruned so many, with before_version opened; /pruned_by is that event.
/// Else see sreg_audit_verify_pruned_export.
///
/// SREG_E_CORRUPT with the first bad place in the message; SREG_E_NOT_FOUND without an export;
/// SREG_E_INVALID for a malformed key; SREG_E_STORAGE; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8;
/// SREG_E_TOO_LONG. Since 1.0.
///
/// # Safety
///
/// `directory` ends with a NUL; `key` is NULL or ends with a NUL; `out` can be written; `err` is NULL or
/// can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_verify_export(
    directory: *const c_char,
    key: *const c_char,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let key = if key.is_null() { None } else { Some(call.word(key)?) };
        let found = verify_export(Path::new(call.word(directory)?), key, &mut |_, _| true)?;
        out.give(Mutex::new(Tree::of(plain(&found))));
        Ok(())
    })
}

/// As sreg_audit_verify_export, of a log from which the auditor knows that so many events were pruned; the
/// number is passed by address, for languages that cut long values.
///
/// SREG_E_CORRUPT also if not so many entries are missing; SREG_E_INVALID also for a negative number; as
/// sreg_audit_verify_export. Since 1.0.
///
/// # Safety
///
/// `directory` ends with a NUL; `key` is NULL or ends with a NUL; `pruned` can be read; `out` can be
/// written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_verify_pruned_export(
    directory: *const c_char,
    key: *const c_char,
    pruned: *const i64,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let key = if key.is_null() { None } else { Some(call.word(key)?) };
        let directory = Path::new(call.word(directory)?);
        let found = verify_pruned_export(directory, key, number(call, pruned)?, &mut |_, _| true)?;
        out.give(Mutex::new(Tree::of(plain(&found))));
        Ok(())
    })
}

/// Proves that the event of a number is in the log, as a text that stands for itself (C2SP tlog-proof);
/// the number is passed by address, for languages that cut long values. The caller frees the buffer.
///
/// SREG_E_NOT_FOUND if there is no such event, and as every verb. Since 1.0.
///
/// # Safety
///
/// `seq` can be read; `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_proof(
    task: *const sreg_task,
    seq: *const i64,
    out: *mut *mut sreg_buffer,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let seq = number(call, seq)?;
        call.give_bytes(task, out, receipt, |task| Ok(task.prove_event(seq)?.map(Zeroizing::new)))
    })
}

/// Shows a named auditor chosen events with chosen openings, as the bytes of disclosure.cbor; the showing
/// is logged as a disclosure. The caller frees the buffer.
///
/// `request`: /events (a list of numbers), /fields (names of the detail fields that are opened), /records
/// ("closed", the default, or "opened"), /organisation and /person.
///
/// SREG_E_NOT_FOUND if there is no such event; SREG_E_INVALID; SREG_E_FORBIDDEN to who may not read all of
/// the log, and if the sign-in is older than five minutes, and as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_disclose(
    task: *const sreg_task,
    request: *const sreg_doc,
    out: *mut *mut sreg_buffer,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        call.give_raw(task, out, receipt, |task| {
            Ok(task.disclose_audit(call.parsed(request)?)?.map(Zeroizing::new))
        })
    })
}

/// Tells a checkpoint as a document.
fn issued(it: &Issued) -> Value {
    json!({ "size": it.checkpoint.size, "root": it.checkpoint.root.to_string(), "note": it.note })
}

fn number(call: &Call, seq: *const i64) -> Result<u64> {
    u64::try_from(call.number(seq)?).map_err(|_| Error::Misused(Slip::Length))
}

/// Counts the six operations of the Data Protection Act 2018, s. 62(1) for the Commissioner, on the days
/// from `from` up to, not including, `until` (YYYY-MM-DD, Europe/London): `report` becomes a note that the
/// log's key signed, `events` every event that was counted, in the form of disclosure.cbor. The caller
/// frees both buffers.
///
/// SREG_E_INVALID for a period that is empty, not over or of which events were pruned, or with more than
/// 50000 events to count; SREG_E_FORBIDDEN to who may not read all of the log, and as every verb. Since 1.0.
///
/// # Safety
///
/// `from` and `until` end with a NUL; `report` and `events` can be written; `receipt` and `err` are NULL or
/// can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_audit_report(
    task: *const sreg_task,
    from: *const c_char,
    until: *const c_char,
    report: *mut *mut sreg_buffer,
    events: *mut *mut sreg_buffer,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(report)?;
        let day = |text, at: &str| -> Result<Day> {
            call.word(text)?.parse().map_err(|problem| Error::invalid(at, problem))
        };
        let (from, until) = (day(from, "/from")?, day(until, "/until")?);
        let mut note = Zeroizing::new(Vec::new());
        call.give_raw(task, events, receipt, |task| {
            Ok(task.report_operations(from.date(), until.date())?.map(|it| {
                note.extend_from_slice(it.note.as_bytes());
                Zeroizing::new(it.disclosure)
            }))
        })?;
        out.give(note);
        Ok(())
    })
}

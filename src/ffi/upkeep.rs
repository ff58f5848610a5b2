//! Upkeep: backup and restore, the check of everything, the indexes made again.

use std::ffi::c_char;
use std::path::Path;
use std::sync::Mutex;

use crate::ffi::audit;
use crate::ffi::call::Call;
use crate::ffi::forensics;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_register, sreg_task};
use crate::ffi::opening::{Opened, Opening};
use crate::ffi::verb::plain;
use crate::model::Tree;
use crate::register::Register;
use crate::register::Task;

/// Copies the register into a new directory, under the same keys, while it is in use. It takes long:
/// see sreg_progress.
///
/// SREG_E_DUPLICATE if something is there; SREG_E_INTERRUPTED, and as every verb. Since 1.0.
///
/// # Safety
///
/// `place` ends with a NUL; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_backup(
    task: *const sreg_task,
    place: *const c_char,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let begun = call.held(task)?;
        let verb = |task: &Task| task.backup(Path::new(call.word(place)?), &mut begun.work().watched());
        call.do_only(task, receipt, verb)
    })
}

/// Puts a backup in an empty place, after checking all of it, and opens it there, as another history of
/// its log; `key` and `options` are as of sreg_open, `acceptance` is two persons' agreement as of
/// sreg_restore_accept.
///
/// SREG_E_DUPLICATE if something is at the place; SREG_E_WRONG_KEY; SREG_E_CORRUPT;
/// SREG_E_NOT_A_REGISTER; SREG_E_FULL; SREG_E_NOT_SIGNED_IN and SREG_E_FORBIDDEN for the persons; and as
/// sreg_open. Since 1.0.
///
/// # Safety
///
/// `backup` and `place` end with a NUL; `key` has `key_len` bytes; `out` can be written; `err` is
/// NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_restore(
    backup: *const c_char,
    place: *const c_char,
    key: *const u8,
    key_len: i32,
    options: *const sreg_doc,
    acceptance: *const sreg_doc,
    out: *mut *mut sreg_register,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let (backup, place) = (Path::new(call.word(backup)?), Path::new(call.word(place)?));
        let opening = Opening::read(call, options)?;
        let key = opening.key_kind.key(call, key, key_len)?;
        let agreed = forensics::acceptance(call, acceptance)?;
        let options = opening.options();
        let register = Register::restore(backup, place, key, options, &agreed, &mut |_, _| true)?;
        out.give_head(Opened::new(register, &opening));
        Ok(())
    })
}

/// Rehearses a restore: checks all of a backup, puts it in an empty place, checks all of that, and takes it away
/// again, so that nothing is left at the place. Nobody is asked and no history begins: the register in use and its
/// anchor stay as they are. `key` and `options` are as of sreg_open; a host that they name is not called.
///
/// Gives what was found whole: /events, /pruned, /versions and /root as of sreg_audit_verify. The caller frees the
/// document. It takes long; since it has no handle of a register, it can neither be interrupted nor asked how far it
/// is, and other threads may use every handle meanwhile.
///
/// SREG_E_DUPLICATE if something is at the place; SREG_E_WRONG_KEY; SREG_E_CORRUPT with the first bad place in
/// the message; SREG_E_NOT_A_REGISTER; SREG_E_BUSY while anybody has the backup open; SREG_E_FULL; and as
/// sreg_open. Since 1.0.
///
/// # Safety
///
/// `backup` and `place` end with a NUL; `key` has `key_len` bytes; `out` can be written; `err` is
/// NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_restore_rehearse(
    backup: *const c_char,
    place: *const c_char,
    key: *const u8,
    key_len: i32,
    options: *const sreg_doc,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let (backup, place) = (Path::new(call.word(backup)?), Path::new(call.word(place)?));
        let opening = Opening::read(call, options)?;
        let key = opening.key_kind.key(call, key, key_len)?;
        let found = Register::rehearse(backup, place, key, opening.options(), &mut |_, _| true)?;
        out.give(Mutex::new(Tree::of(audit::whole(&found))));
        Ok(())
    })
}

/// Checks pages, indexes, log and records, and reports: /entries, /events, /versions (their numbers)
/// and /indexes (/identifiers_missing, /identifiers_extra, and as much of /diary_..., /restrictions_...
/// and of /references_..., which tell who saw a record). It mends nothing. It takes long: see sreg_progress.
///
/// SREG_E_CORRUPT with the first bad place in the message; SREG_E_INTERRUPTED, and as every verb.
/// Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_check(
    task: *const sreg_task,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let begun = call.held(task)?;
        call.give_doc(task, out, receipt, |task| task.check(&mut begun.work().watched()), plain)
    })
}

/// Makes the indexes again from the records and the events, and tells where they had been wrong, as
/// /indexes of sreg_check.
///
/// SREG_E_CORRUPT if a record or an event is not whole; and as every verb. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_rebuild_indexes(
    task: *const sreg_task,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.give_doc(task, out, receipt, Task::rebuild_indexes, plain))
}

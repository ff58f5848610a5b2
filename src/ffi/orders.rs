//! Orders: made, served, varied, renewed, discharged; their conditions.

use std::ffi::c_char;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_task};
use crate::ffi::verb::plain;
use crate::register::Task;

/// Puts an order on an entry; `made` is a document of kind "order".
///
/// SREG_E_UNLAWFUL with the provision for a period or a route that the Act does not know; SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_FOUND if there is no such entry, and as every verb.
/// Since 1.0.
///
/// # Safety
///
/// `entry` ends with a NUL; `id` has SREG_ID_SIZE bytes; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_order_add(
    task: *const sreg_task,
    entry: *const c_char,
    made: *const sreg_doc,
    id: *mut c_char,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.make_order(call.id(entry)?, call.parsed(made)?);
        call.give_id(task, id, receipt, verb)
    })
}

/// Records the service of an order, which in England and Wales starts the notification clock
/// (Stalking Protection Act 2019, s. 9(1)); `service` is what becomes /service of the order.
///
/// SREG_E_UNLAWFUL if its life is over or it was never made; SREG_E_INVALID; SREG_E_TOO_LONG;
/// SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_order_serve(
    task: *const sreg_task,
    order: *const c_char,
    seen: i32,
    service: *const sreg_doc,
    version: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.serve(call.id(order)?, call.version(seen)?, call.parsed(service)?);
        call.give_number(task, version, receipt, verb)
    })
}

/// Records that an order was varied. `step`: /on (a day), and if wanted /by, /words and /conditions, which
/// are then all its conditions.
///
/// SREG_E_UNLAWFUL with the provision if the order is in no state for it; SREG_E_INVALID;
/// SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_order_vary(
    task: *const sreg_task,
    order: *const c_char,
    seen: i32,
    step: *const sreg_doc,
    version: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.vary(call.id(order)?, call.version(seen)?, call.parsed(step)?);
        call.give_number(task, version, receipt, verb)
    })
}

/// Records that an order was renewed. `step`: /on, and /last_day or /until_further_order; if wanted /by and
/// /words.
///
/// SREG_E_UNLAWFUL with the provision if the order is in no state for it; SREG_E_INVALID;
/// SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_order_renew(
    task: *const sreg_task,
    order: *const c_char,
    seen: i32,
    step: *const sreg_doc,
    version: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.renew(call.id(order)?, call.version(seen)?, call.parsed(step)?);
        call.give_number(task, version, receipt, verb)
    })
}

/// Records that an order was discharged. `step`: /on; before the end of two years from the making also
/// /consents, which are "subject" and "chief_officer"; if wanted /by and /words.
///
/// SREG_E_UNLAWFUL with the provision if the order is in no state for it; SREG_E_INVALID;
/// SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_order_discharge(
    task: *const sreg_task,
    order: *const c_char,
    seen: i32,
    step: *const sreg_doc,
    version: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.discharge(call.id(order)?, call.version(seen)?, call.parsed(step)?);
        call.give_number(task, version, receipt, verb)
    })
}

/// Records that an order was appealed against; it stands while the appeal is pending. `step`: /on; if
/// wanted /by and /words.
///
/// SREG_E_UNLAWFUL with the provision if the order is in no state for it; SREG_E_INVALID;
/// SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_order_appeal(
    task: *const sreg_task,
    order: *const c_char,
    seen: i32,
    step: *const sreg_doc,
    version: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.appeal(call.id(order)?, call.version(seen)?, call.parsed(step)?);
        call.give_number(task, version, receipt, verb)
    })
}

/// Tells where an order stands in its life today and whether it says what the Act wants it to: /state,
/// /version, the lines of its /trace, and for a stalking protection order /content with /complete,
/// /needs_review and /particulars.
///
/// SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `order` ends with a NUL; `out` can be written; `receipt` and `err` are NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_order_check(
    task: *const sreg_task,
    order: *const c_char,
    out: *mut *mut sreg_doc,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }
        .run(|call| call.give_doc(task, out, receipt, |task| task.check_order(call.id(order)?), plain))
}

/// Records what happened to an order: adjourned, an interim order made, made, appeal ended, quashed,
/// dismissed, withdrawn, replaced, expired; `event` is an item of /events of the order.
///
/// SREG_E_UNLAWFUL with the provision if the order is in no state for it; SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_order_event(
    task: *const sreg_task,
    order: *const c_char,
    seen: i32,
    event: *const sreg_doc,
    version: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb = |task: &Task| task.record_event(call.id(order)?, call.version(seen)?, call.parsed(event)?);
        call.give_number(task, version, receipt, verb)
    })
}

/// Adds a condition to an order; `condition` is an item of /conditions of the order.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
///
/// # Safety
///
/// `order` ends with a NUL; `version` can be written; `receipt` and `err` are NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_condition_add(
    task: *const sreg_task,
    order: *const c_char,
    seen: i32,
    condition: *const sreg_doc,
    version: *mut i32,
    receipt: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let verb =
            |task: &Task| task.add_condition(call.id(order)?, call.version(seen)?, call.parsed(condition)?);
        call.give_number(task, version, receipt, verb)
    })
}

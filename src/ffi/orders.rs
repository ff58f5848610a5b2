//! Orders: made, served, varied, renewed, discharged; their conditions.

use std::ffi::c_char;

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_task};
use crate::register::Task;

/// Puts an order on an entry; `made` is a document of kind "order".
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_NOT_FOUND if there is no such entry, and as every verb.
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
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
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

/// Records what happened to an order: varied, renewed, discharged, appealed, expired, replaced;
/// `event` is an item of /events of the order.
///
/// SREG_E_INVALID; SREG_E_TOO_LONG; SREG_E_STALE; SREG_E_NOT_FOUND, and as every verb. Since 1.0.
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

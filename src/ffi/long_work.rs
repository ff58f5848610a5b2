//! How far a long call is, and its stopping: asked by another thread, without callbacks.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_error, sreg_register};

/// What the long calls on one register tell and are told.
#[derive(Debug, Default)]
pub struct LongWork {
    /// Counts the stops asked for: a call that began before one stops at it.
    stops: AtomicU64,
    done: AtomicI64,
    all: AtomicI64,
}

impl LongWork {
    /// Returns what a long call is to tell its progress to; it answers whether to go on.
    pub fn watched(&self) -> impl FnMut(u64, u64) -> bool + '_ {
        let stops = self.stops.load(Ordering::SeqCst);
        self.done.store(0, Ordering::Relaxed);
        self.all.store(0, Ordering::Relaxed);
        let number = |it| i64::try_from(it).unwrap_or(i64::MAX);
        move |done, all| {
            self.done.store(number(done), Ordering::Relaxed);
            self.all.store(number(all), Ordering::Relaxed);
            self.stops.load(Ordering::SeqCst) == stops
        }
    }
}

/// Makes the long calls that run on a register end with SREG_E_INTERRUPTED: sreg_audit_verify,
/// sreg_audit_export, sreg_check, sreg_backup, sreg_diary_refresh, sreg_policy_set. To be called by another
/// thread; without such a call it does nothing.
///
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_interrupt(
    register: *const sreg_register,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        call.held(register)?.work().stops.fetch_add(1, Ordering::SeqCst);
        Ok(())
    })
}

/// Tells how far the long call that runs on a register is, or how far the last one came; both numbers
/// are 0 before it knows.
///
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `done` and `all` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_progress(
    register: *const sreg_register,
    done: *mut i64,
    all: *mut i64,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let (done, all) = (call.place(done)?, call.place(all)?);
        let opened = call.held(register)?;
        done.put(opened.work().done.load(Ordering::Relaxed));
        all.put(opened.work().all.load(Ordering::Relaxed));
        Ok(())
    })
}

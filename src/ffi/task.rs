//! Tasks: a session acting for one purpose.

use std::sync::Arc;

use crate::ffi::call::{self, Call};
use crate::ffi::handle::Handle;
use crate::ffi::long_work::LongWork;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_session, sreg_task};
use crate::register::Task;

/// What a task's handle stands for.
#[derive(Debug)]
pub struct Begun {
    task: Task,
    work: Arc<LongWork>,
}

impl Handle for sreg_task {
    type Object = Begun;
}

impl Begun {
    /// Returns the task.
    #[must_use]
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// Makes what another task of the same register stands for.
    #[must_use]
    pub fn like(&self, task: Task) -> Self {
        Self { task, work: Arc::clone(&self.work) }
    }

    /// Returns what the long calls of its register can be asked.
    #[must_use]
    pub fn work(&self) -> &LongWork {
        &self.work
    }
}

/// Begins a task: /purpose (such as "new-report"), /reference (the task or incident that it serves),
/// /words (the reason, where the purpose asks for it), /acted_for or /acted_for_person.
///
/// SREG_E_INVALID; SREG_E_NOT_SIGNED_IN; SREG_E_NULL_POINTER; SREG_E_BUSY; SREG_E_HANDLE;
/// SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_task_begin(
    session: *const sreg_session,
    purpose: *const sreg_doc,
    out: *mut *mut sreg_task,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let signed_in = call.held(session)?;
        let task = signed_in.session().task(call.parsed(purpose)?)?;
        out.give_under(Begun { task, work: Arc::clone(signed_in.work()) }, &signed_in);
        Ok(())
    })
}

/// Ends and frees a task. NULL is allowed, and what is no task is left alone.
///
/// Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_task_end(task: *mut sreg_task) {
    call::free(task);
}

//! The opaque types of the C face. No value of them exists: a pointer to one is a checked number.

#![expect(non_camel_case_types, reason = "C's names")]

/// A JSON document (UTF-8). One thread at a time: a second one gets SREG_E_BUSY.
///
/// Made by sreg_doc_parse and by functions that answer with a document; freed by sreg_doc_free. It
/// does not depend on what it came from: it may be used after the cursor, the session or the register
/// is gone.
#[derive(Debug)]
pub struct sreg_doc(());

/// A list of results. One thread at a time: a second one gets SREG_E_BUSY.
///
/// Everything in it has been released, and its release logged, before the caller gets the cursor.
/// Freed by sreg_cursor_free.
#[derive(Debug)]
pub struct sreg_cursor(());

/// Bytes that the library owns. Never changes; any thread. Freed by sreg_buffer_free, which wipes it.
#[derive(Debug)]
pub struct sreg_buffer(());

/// Why a call failed. Never changes; any thread. Freed by sreg_error_free.
///
/// Its texts are English, for a log or a developer, and hold no personal data.
#[derive(Debug)]
pub struct sreg_error(());

/// What a host does for the log of a register, by its callbacks. One thread at a time: a second one gets
/// SREG_E_BUSY. Made by sreg_host_new, freed by sreg_host_free.
#[derive(Debug)]
pub struct sreg_host(());

/// An open register. Any number of threads. Closed by sreg_close, with all its sessions and tasks.
#[derive(Debug)]
pub struct sreg_register(());

/// Someone who is signed in. Any number of threads. Ended and freed by sreg_sign_out.
#[derive(Debug)]
pub struct sreg_session(());

/// A session acting for one purpose; every verb takes one. Any number of threads. Freed by
/// sreg_task_end.
#[derive(Debug)]
pub struct sreg_task(());

//! What a host does for a register's log: signs, keeps anchors, passes alerts on.

#![expect(non_camel_case_types, reason = "C's names")]

use std::cell::Cell;
use std::ffi::{CString, c_char, c_void};
use std::sync::Mutex;

use crate::audit::note::SIGNATURE_BYTES;
use crate::error::{Corruption, Error, Result, Slip};
use crate::ffi::call::{self, Call};
use crate::ffi::handle::Handle;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_host};
use crate::model::document;
use crate::register::{Alert, HostAlert, HostAnchor, HostSigner, LogOptions};

/// Room for the line that a host kept, in bytes; ours are of some 200.
const LINE_BYTES_MAX: usize = 1024;

/// Where a document of options names its host.
const PLACE: &str = "/host";

/// Signs the `data_len` bytes at `data` with Ed25519, writes the 64 bytes of the signature to `signature`,
/// and answers 0. Any other answer says that it could not be signed.
///
/// A signature that is not of the public key given to sreg_host_sign is refused. As to `ctx` and threads,
/// see CALLBACKS above.
pub type sreg_sign_callback =
    Option<unsafe extern "C" fn(ctx: *mut c_void, data: *const u8, data_len: i32, signature: *mut u8) -> i32>;

/// Keeps an anchor where whoever can change the register's files cannot write: `line` is to be given back
/// as it is by sreg_anchor_get_callback, `note` is the signed checkpoint that it stands for, or "". Answers
/// 0 once it is kept; any other answer says that it is not.
///
/// Both texts end with a NUL and live until it returns. As to `ctx` and threads, see CALLBACKS above.
pub type sreg_anchor_put_callback =
    Option<unsafe extern "C" fn(ctx: *mut c_void, line: *const c_char, note: *const c_char) -> i32>;

/// Copies the line that was kept last to `line`, at most `cap` bytes and without a NUL, sets `*len` to its
/// length (0 if none was kept yet), and answers 0. Any other answer says that it cannot be read.
///
/// As to `ctx` and threads, see CALLBACKS above.
pub type sreg_anchor_get_callback =
    Option<unsafe extern "C" fn(ctx: *mut c_void, line: *mut c_char, cap: i32, len: *mut i32) -> i32>;

/// Passes an alert on to whom it concerns, and answers 0; any other answer says that it could not, which
/// sreg_warnings tells as "alert_unheard".
///
/// `alert` is JSON that ends with a NUL and lives until it returns: /view (a view of sreg_audit_watch),
/// /event (its number), /at, /actor (the account), /entry (if it is about one) and /owners (the accounts
/// that manage the entry and supervise that). As to `ctx` and threads, see CALLBACKS above.
pub type sreg_alert_callback = Option<unsafe extern "C" fn(ctx: *mut c_void, alert: *const c_char) -> i32>;

impl Handle for sreg_host {
    type Object = Mutex<LogOptions>;
}

/// A caller's `ctx`.
#[derive(Clone, Copy)]
struct Context(*mut c_void);

// SAFETY: it is only handed back, and the header asks for one that any thread may hand to the callbacks.
unsafe impl Send for Context {}
// SAFETY: as above.
unsafe impl Sync for Context {}

impl Context {
    /// Returns it; by a method, so that a closure takes the whole.
    const fn get(self) -> *mut c_void {
        self.0
    }
}

thread_local! {
    static IN_CALLBACK: Cell<bool> = const { Cell::new(false) };
}

/// Tells whether this thread is inside a host's callback, which is not to call the register.
#[must_use]
pub fn in_callback() -> bool {
    IN_CALLBACK.get()
}

/// Runs a callback, and takes any answer but 0 for a failure.
fn called(callback: impl FnOnce() -> i32) -> Result<()> {
    let before = IN_CALLBACK.replace(true);
    let answer = callback();
    IN_CALLBACK.set(before);
    if answer == 0 { Ok(()) } else { Err(Error::AuditUnavailable) }
}

fn length(len: usize) -> Result<i32> {
    i32::try_from(len).map_err(|_| Error::Misused(Slip::Length))
}

fn words(text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| Error::Internal)
}

fn given<T>(callback: Option<T>) -> Result<T> {
    callback.ok_or(Error::Misused(Slip::NullPointer))
}

/// Makes a host without callbacks, for sreg_host_sign, sreg_host_anchor and sreg_host_alert. The caller
/// frees it with sreg_host_free.
///
/// SREG_E_NULL_POINTER. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_host_new(out: *mut *mut sreg_host, err: *mut *mut sreg_error) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        call.out(out)?.give(Mutex::new(LogOptions::default()));
        Ok(())
    })
}

/// Frees a host; NULL is allowed. Registers that were opened with it go on calling its callbacks. Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_host_free(host: *mut sreg_host) {
    call::free(host);
}

/// Has checkpoints signed by the host, in its security module: `public_key` is the key's 32 bytes.
///
/// A register that is made so, or changed so by sreg_audit_change_key_to_host, needs it at each opening.
/// Where it does not sign, checkpoints are not made, and sreg_warnings tells of "checkpoint_overdue".
///
/// SREG_E_INVALID at /signer if that is no key; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED;
/// SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `public_key` has `public_key_len` bytes; `sign` is such a function, and `ctx` what it can be called with
/// by any thread, until no register that was opened with this host is open; `err` is NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_host_sign(
    host: *mut sreg_host,
    public_key: *const u8,
    public_key_len: i32,
    sign: sreg_sign_callback,
    ctx: *mut c_void,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let (sign, ctx) = (given(sign)?, Context(ctx));
        let key = call.bytes(public_key, public_key_len, 32)?;
        let key: [u8; 32] = key.try_into().map_err(|_| Error::Misused(Slip::Length))?;
        let signer = HostSigner::new(key, move |bytes| {
            let mut signature = [0; SIGNATURE_BYTES];
            let len = length(bytes.len())?;
            // SAFETY: the caller promised such a function; the pointers live until it returns.
            called(|| unsafe { sign(ctx.get(), bytes.as_ptr(), len, signature.as_mut_ptr()) })?;
            Ok(signature)
        });
        signer.check()?;
        call.with(host, |options| {
            options.signer = Some(signer);
            Ok(())
        })
    })
}

/// Has anchors kept by the host: a counter in hardware, a write-once store, a message to another force.
///
/// A register is opened only if what `get` gives fits it, and is locked if it gives nothing, so the host
/// belongs to the register from sreg_make on; sreg_restore_accept begins with a host that has kept nothing.
/// Where `put` fails, a register is not made; later the call goes on, and sreg_warnings tells of
/// "checkpoint_overdue".
///
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `put` and `get` are such functions, and `ctx` what they can be called with by any thread, until no
/// register that was opened with this host is open; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_host_anchor(
    host: *mut sreg_host,
    put: sreg_anchor_put_callback,
    get: sreg_anchor_get_callback,
    ctx: *mut c_void,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let (put, get, ctx) = (given(put)?, given(get)?, Context(ctx));
        let keep = move |line: &str, note: &str| {
            let (line, note) = (words(line)?, words(note)?);
            // SAFETY: the caller promised such a function; the pointers live until it returns.
            called(|| unsafe { put(ctx.get(), line.as_ptr(), note.as_ptr()) })
        };
        let kept = move || {
            let mut line = [0_u8; LINE_BYTES_MAX];
            let mut len = 0;
            let cap = length(LINE_BYTES_MAX)?;
            // SAFETY: the caller promised such a function; the pointers live until it returns.
            called(|| unsafe { get(ctx.get(), line.as_mut_ptr().cast(), cap, &raw mut len) })?;
            let said = usize::try_from(len).ok().and_then(|len| line.get(..len));
            let said = said.and_then(|it| std::str::from_utf8(it).ok());
            let said = said.ok_or(Error::Corrupt(Corruption::Anchor))?;
            Ok((!said.is_empty()).then(|| said.to_owned()))
        };
        call.with(host, |options| {
            options.anchor = Some(HostAnchor::new(keep, kept));
            Ok(())
        })
    })
}

/// Has the owner of an entry and professional standards called: when a glass is broken, when somebody opens
/// an entry restricted to names that they are not in charge of, or looks for what they declared as their own.
///
/// The event is in the log, and anchored, before. An alert that is not passed on fails nothing: the log's
/// views list it.
///
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `alert` is such a function, and `ctx` what it can be called with by any thread, until no register that
/// was opened with this host is open; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_host_alert(
    host: *mut sreg_host,
    alert: sreg_alert_callback,
    ctx: *mut c_void,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let (alert, ctx) = (given(alert)?, Context(ctx));
        let hear = move |it: &Alert| {
            let json = words(&document::write(it))?;
            // SAFETY: the caller promised such a function; the pointer lives until it returns.
            called(|| unsafe { alert(ctx.get(), json.as_ptr()) })
        };
        call.with(host, |options| {
            options.alert = Some(HostAlert::new(hear));
            Ok(())
        })
    })
}

/// Names a host in a document of options, as its /host: sreg_make, sreg_open, sreg_restore,
/// sreg_forensics_verify, sreg_forensics_export and sreg_restore_accept then call it. They take its
/// callbacks as they are at that moment; it may be freed after.
///
/// SREG_E_TYPE if the document is no object; SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED;
/// SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_host_into(
    host: *const sreg_host,
    options: *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        call.held(host)?;
        let number = i64::try_from(host.addr()).map_err(|_| Error::Internal)?;
        call.with(options, |tree| tree.set(PLACE, number.into()))
    })
}

/// Returns what the host does that a document of options names.
///
/// # Errors
///
/// As [`Call::with`].
pub fn named(call: &Call, number: Option<i64>) -> Result<LogOptions> {
    let Some(number) = number else { return Ok(LogOptions::default()) };
    let number = usize::try_from(number).map_err(|_| Error::Misused(Slip::Handle))?;
    call.with(std::ptr::without_provenance::<sreg_host>(number), |options| Ok(options.clone()))
}

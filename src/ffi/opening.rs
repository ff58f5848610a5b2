//! Opening and closing a register.

use std::ffi::c_char;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::Deserialize;

use crate::access::session::Limits;
use crate::access::{Cost, Key, NewKey};
use crate::clock::{Clock, moment};
use crate::error::{Error, Problem, Result, Slip};
use crate::ffi::call::Call;
use crate::ffi::handle::Handle;
use crate::ffi::host;
use crate::ffi::long_work::LongWork;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error, sreg_register};
use crate::model::{Moment, Tree};
use crate::register::{LogOptions, Options, Register, Warning};

/// What a register's handle stands for.
#[derive(Debug)]
pub struct Opened {
    register: Register,
    work: Arc<LongWork>,
    /// The test clock, if it was opened with one.
    test_clock: Option<Arc<AtomicI64>>,
}

impl Handle for sreg_register {
    type Object = Opened;
}

impl Opened {
    /// Takes a register with the options that it was opened by.
    #[must_use]
    pub fn new(register: Register, options: &Opening) -> Self {
        Self { register, work: Arc::default(), test_clock: options.test_clock.clone() }
    }

    /// Returns the register.
    #[must_use]
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// Returns what its long calls can be asked.
    #[must_use]
    pub fn work(&self) -> &Arc<LongWork> {
        &self.work
    }
}

/// How a key is given.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// Bytes from the host.
    #[default]
    Host,
    /// A passphrase in UTF-8.
    Passphrase,
    /// A printed recovery key.
    Recovery,
}

impl KeyKind {
    /// Reads the name of a kind.
    ///
    /// # Errors
    ///
    /// [`Problem::UnknownCode`] at `/key_kind`.
    pub fn of(name: &str) -> Result<Self> {
        match name {
            "host" => Ok(Self::Host),
            "passphrase" => Ok(Self::Passphrase),
            "recovery" => Ok(Self::Recovery),
            _ => Err(Error::invalid("/key_kind", Problem::UnknownCode)),
        }
    }

    /// Returns a key that opens.
    ///
    /// # Errors
    ///
    /// As [`Call::secret`].
    pub fn key(self, call: &Call, data: *const u8, len: i32) -> Result<Key<'_>> {
        Ok(match self {
            Self::Host => Key::Host(call.key(data, len)?),
            Self::Passphrase => Key::Passphrase(call.secret(data, len)?),
            Self::Recovery => Key::Recovery(call.secret(data, len)?),
        })
    }

    /// Returns a key for a slot to be made; a recovery key is the library's to make.
    ///
    /// # Errors
    ///
    /// As [`Call::secret`]; [`Problem::UnknownCode`] at `/key_kind` for a recovery key.
    pub fn new_key(self, call: &Call, data: *const u8, len: i32) -> Result<NewKey<'_>> {
        match self {
            Self::Host => Ok(NewKey::Host(call.key(data, len)?)),
            Self::Passphrase => {
                Ok(NewKey::Passphrase { words: call.secret(data, len)?, cost: Cost::KEY_SLOT })
            }
            Self::Recovery => Err(Error::invalid("/key_kind", Problem::UnknownCode)),
        }
    }
}

/// The options' document.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningRequest {
    #[serde(default)]
    key_kind: KeyKind,
    #[serde(default)]
    idle_seconds_max: Option<u32>,
    #[serde(default)]
    absolute_seconds_max: Option<u32>,
    #[serde(default)]
    test_clock: Option<Moment>,
    #[serde(default)]
    host: Option<i64>,
}

/// How a caller wants a register opened.
pub struct Opening {
    /// How the key is given.
    pub key_kind: KeyKind,
    limits: Limits,
    test_clock: Option<Arc<AtomicI64>>,
    log: LogOptions,
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opening with a {:?} key", self.key_kind)
    }
}

impl Opening {
    /// Reads what a caller gives: absent limits are the library's.
    #[must_use]
    pub fn new(kind: KeyKind, idle: Option<u32>, absolute: Option<u32>, test: Option<Moment>) -> Self {
        let usual = Limits::default();
        let limits = Limits {
            idle_seconds_max: idle.unwrap_or(usual.idle_seconds_max),
            absolute_seconds_max: absolute.unwrap_or(usual.absolute_seconds_max),
        };
        let test_clock = test.map(|it| Arc::new(AtomicI64::new(it.at().timestamp_millis())));
        Self { key_kind: kind, limits, test_clock, log: LogOptions::default() }
    }

    /// Takes what the host does for the log.
    #[must_use]
    pub fn with_log(mut self, log: LogOptions) -> Self {
        self.log = log;
        self
    }

    /// Reads the options' document of a caller, or what NULL stands for.
    ///
    /// # Errors
    ///
    /// As [`Call::parsed`].
    pub fn read(call: &Call, options: *const sreg_doc) -> Result<Self> {
        let it: OpeningRequest = call.parsed_or_default(options)?;
        let log = host::named(call, it.host)?;
        Ok(Self::new(it.key_kind, it.idle_seconds_max, it.absolute_seconds_max, it.test_clock).with_log(log))
    }

    /// Returns what the register is opened with.
    #[must_use]
    pub fn options(&self) -> Options {
        let clock = self
            .test_clock
            .clone()
            .map_or_else(Clock::wall, |it| Clock::by(move || moment(it.load(Ordering::SeqCst))));
        Options { clock, limits: self.limits, log: self.log.clone(), ..Options::default() }
    }
}

/// Opens the register in the directory `path`; its files must not be opened, copied or hashed by this
/// process while it is open, since that would drop the engine's locks.
///
/// `key` is not kept; the caller wipes its own. `options` may be NULL: /key_kind ("host", the default,
/// "passphrase" or "recovery"), /idle_seconds_max and /absolute_seconds_max (of sign-ins), /test_clock
/// (a moment, for tests only: the register's clock stands still there until sreg_set_clock), /host (see
/// sreg_host_into).
///
/// SREG_E_ROLLBACK and SREG_E_FORK if its anchor says otherwise; SREG_E_AUDIT_UNAVAILABLE if the host
/// cannot give it; SREG_E_WRONG_KEY; SREG_E_NOT_A_REGISTER; SREG_E_CORRUPT; SREG_E_NEWER_FILE;
/// SREG_E_NETWORK_FILE_SYSTEM; SREG_E_BUSY while another process restores it; SREG_E_STORAGE;
/// SREG_E_ENGINE; SREG_E_INVALID; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8; SREG_E_TOO_LONG. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `key` has `key_len` bytes; `out` can be written; `err` is NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_open(
    path: *const c_char,
    key: *const u8,
    key_len: i32,
    options: *const sreg_doc,
    out: *mut *mut sreg_register,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let path = Path::new(call.word(path)?);
        let opening = Opening::read(call, options)?;
        let key = opening.key_kind.key(call, key, key_len)?;
        let register = Register::open(path, key, opening.options())?;
        out.give_head(Opened::new(register, &opening));
        Ok(())
    })
}

/// Closes a register with all its sessions and tasks, whose handles are dead from then on.
///
/// A call that is still running ends as if nothing had happened. Since the sessions are not signed out
/// one by one, the log does not show their end: sign out first.
///
/// What happened since the last checkpoint gets one; if that cannot be made, the register is closed all the
/// same, and the answer is SREG_E_AUDIT_UNAVAILABLE or what else kept it from being made.
///
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_close(register: *mut sreg_register, err: *mut *mut sreg_error) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| call.close(register)?.register().clone().close())
}

/// Gives what an operator should know of an open register, as a list of /code and /message.
///
/// Codes: "alert_unheard", "anchor_unreadable", "checkpoint_overdue", "erasures_unlisted", "no_anchor"; more may
/// come. The caller frees the document.
///
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_warnings(
    register: *const sreg_register,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let warnings = call.held(register)?.register().warnings();
        let told = warnings.iter().map(|it| {
            let code = match it {
                Warning::NoAnchor => "no_anchor",
                Warning::AnchorUnreadable => "anchor_unreadable",
                Warning::CheckpointOverdue => "checkpoint_overdue",
                Warning::AlertUnheard => "alert_unheard",
                Warning::ErasuresUnlisted => "erasures_unlisted",
            };
            serde_json::json!({ "code": code, "message": it.to_string() })
        });
        out.give(Mutex::new(Tree::of(told.collect())));
        Ok(())
    })
}

/// Sets the clock of a register that was opened with /test_clock, to milliseconds since the beginning
/// of 1970, UTC; they are passed by address, for languages that cut long values.
///
/// SREG_E_HANDLE if it has no such clock; SREG_E_NULL_POINTER; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `unix_ms` is NULL or can be read; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_set_clock(
    register: *mut sreg_register,
    unix_ms: *const i64,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let unix_ms = call.number(unix_ms)?;
        let opened = call.held(register)?;
        let clock = opened.test_clock.as_ref().ok_or(Error::Misused(Slip::Handle))?;
        clock.store(unix_ms, Ordering::SeqCst);
        Ok(())
    })
}

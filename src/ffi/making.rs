//! Making a register.

use std::ffi::c_char;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::error::{Error, Problem, Result};
use crate::ffi::call::Call;
use crate::ffi::host;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_buffer, sreg_doc, sreg_error, sreg_register};
use crate::ffi::opening::{KeyKind, Opened, Opening};
use crate::model::text::Line;
use crate::model::{Account, Moment, document};
use crate::register::{LogOptions, Making, Register};

/// The options' document.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct MakingRequest {
    #[serde(default)]
    key_kind: KeyKind,
    #[serde(default)]
    label: Option<Line<100>>,
    #[serde(default)]
    anchor: Option<Line<2048>>,
    #[serde(default)]
    idle_seconds_max: Option<u32>,
    #[serde(default)]
    absolute_seconds_max: Option<u32>,
    #[serde(default)]
    test_clock: Option<Moment>,
    #[serde(default)]
    log_name: Option<Line<100>>,
    #[serde(default)]
    host: Option<i64>,
}

/// Makes a register in the directory `path`, which is empty or not there yet, and opens it. On failure
/// nothing is left behind.
///
/// `key` opens it from now on; `recovery_key` becomes a buffer with the text of a second key, to be
/// printed once, locked away and freed. `options` may be NULL: those of sreg_open (/key_kind: "host" or
/// "passphrase"), /label (of the key), /anchor (a file or directory elsewhere that notes how long the
/// log was), /log_name (what the log's origin begins with: lower-case letters, digits, dots and hyphens).
/// `accounts` is a list of the first accounts, each a document of kind "account" that may
/// hold a /password; an administrator must be among them, and one without a password must be /vouched.
/// Free that document at once if it holds passwords.
///
/// SREG_E_DUPLICATE if something is there; SREG_E_INVALID for a weak key or password, or without an
/// administrator; SREG_E_AUDIT_UNAVAILABLE if the host does not sign or keep; SREG_E_FULL; SREG_E_NETWORK_FILE_SYSTEM; SREG_E_STORAGE; SREG_E_ENGINE;
/// SREG_E_TOO_LONG; SREG_E_NULL_POINTER; SREG_E_NOT_UTF8; SREG_E_HANDLE; SREG_E_BUSY. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `key` has `key_len` bytes; `recovery_key` and `out` can be written; `err` is
/// NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_make(
    path: *const c_char,
    key: *const u8,
    key_len: i32,
    options: *const sreg_doc,
    accounts: *const sreg_doc,
    recovery_key: *mut *mut sreg_buffer,
    out: *mut *mut sreg_register,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let recovery_key = call.out(recovery_key)?;
        let out = call.out(out)?;
        let directory = Path::new(call.word(path)?);
        let asked: MakingRequest = call.parsed_or_default(options)?;
        let MakingRequest { key_kind, label, anchor, log_name, host, .. } = asked;
        let log = LogOptions { name: log_name.map(|it| it.to_string()), ..host::named(call, host)? };
        let opening =
            Opening::new(key_kind, asked.idle_seconds_max, asked.absolute_seconds_max, asked.test_clock)
                .with_log(log);
        let firsts = firsts(&Zeroizing::new(call.json(accounts)?))?;
        let made = Register::make(Making {
            directory,
            key: key_kind.new_key(call, key, key_len)?,
            label: label.as_deref().unwrap_or("first key"),
            anchor: anchor.as_deref().map(Path::new),
            accounts: firsts
                .iter()
                .map(|(it, word)| (it.clone(), word.as_ref().map(|it| it.as_str())))
                .collect(),
            options: opening.options(),
        })?;
        recovery_key.give(Zeroizing::new(made.recovery_key.as_bytes().to_vec()));
        out.give_head(Opened::new(made.register, &opening));
        Ok(())
    })
}

/// A first account and its password.
type First = (Account, Option<Zeroizing<String>>);

/// Reads the first accounts, and takes their passwords out of them.
fn firsts(json: &str) -> Result<Vec<First>> {
    let Value::Array(accounts) = document::value(json)? else {
        return Err(Error::invalid("/accounts", Problem::WrongType));
    };
    let read = |(index, mut account): (usize, Value)| {
        let at = format!("/accounts/{index}");
        let password = match account.as_object_mut().and_then(|it| it.shift_remove("password")) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(Zeroizing::new(text)),
            Some(_) => return Err(Error::invalid(&format!("{at}/password"), Problem::WrongType)),
        };
        let account = document::parse(&document::write(&account)).map_err(|it| it.under(&at))?;
        Ok((account, password))
    };
    accounts.into_iter().enumerate().map(read).collect()
}

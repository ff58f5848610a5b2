//! A register that is locked: looked at, exported, and gone on with by two persons.

use std::ffi::c_char;
use std::path::Path;
use std::sync::Mutex;

use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::error::{Error, Problem, Result};
use crate::ffi::audit;
use crate::ffi::call::Call;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error};
use crate::ffi::opening::Opening;
use crate::model::Tree;
use crate::model::text::{Line, Prose};
use crate::register::Vouching;
use crate::register::forensics::Forensics;
use crate::register::restoring::{Acceptance, Credentials};

/// Two persons' agreement, as a document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptanceRequest {
    first: Person,
    second: Person,
    reason: Prose<2000>,
    #[serde(default)]
    erasures: Option<String>,
}

/// One person, by a password or by the word of a system.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    username: String,
    #[serde(default)]
    password: Option<String>,
    #[serde(default)]
    system: Option<Line<100>>,
}

impl Person {
    fn credentials(self, at: &str) -> Result<Credentials> {
        match (self.password, self.system) {
            (Some(password), None) => {
                let password = Zeroizing::new(password);
                Ok(Credentials::Password { username: self.username, password })
            }
            (None, Some(system)) => {
                let vouching = Vouching::of(&self.username, &system).map_err(|it| it.under(at))?;
                Ok(Credentials::Vouched(vouching))
            }
            _ => Err(Error::invalid(&format!("{at}/password"), Problem::Missing)),
        }
    }
}

/// Reads two persons' agreement.
///
/// # Errors
///
/// As [`Call::parsed`].
pub fn acceptance(call: &Call, doc: *const sreg_doc) -> Result<Acceptance> {
    let AcceptanceRequest { first, second, reason, erasures } = call.parsed(doc)?;
    let (first, second) = (first.credentials("/first")?, second.credentials("/second")?);
    Ok(Acceptance { first, second, reason, erasures })
}

fn look(
    call: &Call,
    path: *const c_char,
    (key, key_len): (*const u8, i32),
    options: *const sreg_doc,
) -> Result<Forensics> {
    let opening = Opening::read(call, options)?;
    let key = opening.key_kind.key(call, key, key_len)?;
    Forensics::open(Path::new(call.word(path)?), key, opening.options())
}

/// Looks at a register that nobody has open, whatever its anchor says of it: /locked (why sreg_open
/// refuses it: /code and /message; absent if it does not), /damaged (what is wrong inside it, likewise),
/// and, if nothing is, /events, /pruned, /versions and /root as of sreg_audit_verify. `key` and `options`
/// are as of sreg_open.
///
/// SREG_E_BUSY while anybody has it open; SREG_E_WRONG_KEY, and as sreg_open. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `key` has `key_len` bytes; `out` can be written; `err` is NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_forensics_verify(
    path: *const c_char,
    key: *const u8,
    key_len: i32,
    options: *const sreg_doc,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let forensics = look(call, path, (key, key_len), options)?;
        let verdict = forensics.verdict();
        let mut told = match forensics.verify(&mut |_, _| true) {
            Ok(found) => audit::whole(&found),
            Err(fault) => json!({ "damaged": fault_told(&fault) }),
        };
        if let Err(fault) = verdict {
            told["locked"] = fault_told(&fault);
        }
        out.give(Mutex::new(Tree::of(told)));
        Ok(())
    })
}

/// Writes the log of a register that nobody has open as files that anybody can check, as it is found,
/// whatever its anchor says of it; nothing of anybody is in them. Gives /events.
///
/// SREG_E_DUPLICATE if something is at `place`; SREG_E_BUSY while anybody has it open; SREG_E_WRONG_KEY,
/// and as sreg_open. Since 1.0.
///
/// # Safety
///
/// `path` and `place` end with a NUL; `key` has `key_len` bytes; `out` can be written; `err` is NULL or
/// can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_forensics_export(
    path: *const c_char,
    key: *const u8,
    key_len: i32,
    options: *const sreg_doc,
    place: *const c_char,
    out: *mut *mut sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        let forensics = look(call, path, (key, key_len), options)?;
        let events = forensics.export(Path::new(call.word(place)?), &mut |_, _| true)?;
        out.give(Mutex::new(Tree::of(json!({ "events": events }))));
        Ok(())
    })
}

/// Goes on with a locked register by two persons' agreement, after checking all of it: another history of
/// its log begins, whose first event holds what was last on record of the lost one.
///
/// `acceptance`: /first (an administrator) and /second (another account), each with /username and either
/// /password or /system (whose word it is), and /reason; /erasures, if it is given, is a list of
/// sreg_erasure_list, and what the register still holds of it is erased again. Free that document at once if
/// it holds passwords.
///
/// SREG_E_NOT_SIGNED_IN and SREG_E_FORBIDDEN for the persons; SREG_E_CORRUPT with the first bad place;
/// SREG_E_BUSY while anybody has it open; SREG_E_WRONG_KEY, and as sreg_open. Since 1.0.
///
/// # Safety
///
/// `path` ends with a NUL; `key` has `key_len` bytes; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_restore_accept(
    path: *const c_char,
    key: *const u8,
    key_len: i32,
    options: *const sreg_doc,
    acceptance: *const sreg_doc,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let agreed = self::acceptance(call, acceptance)?;
        look(call, path, (key, key_len), options)?.accept(&agreed, &mut |_, _| true)
    })
}

fn fault_told(fault: &Error) -> Value {
    json!({ "code": fault.code().name(), "message": fault.to_string() })
}

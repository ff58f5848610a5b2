//! Which library this is, and what its numbers are called.

use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_char};
use std::sync::{LazyLock, Mutex};

use serde_json::{Value, json};

use crate::error::{Code, Error, Result, Slip};
use crate::ffi::call::{self, Call};
use crate::ffi::numbers::{SREG_ABI, sreg_status};
use crate::ffi::opaque::{sreg_doc, sreg_error};
use crate::model::Tree;
use crate::model::document::{DEPTH_MAX, DOCUMENT_BYTES_MAX};
use crate::model::pointer::PATH_BYTES_MAX;
use crate::store;

/// Returns the library's version, such as "1.4.2". The text is static.
///
/// Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}

/// Returns the ABI that the library implements: major * 1000 + minor.
///
/// Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_abi() -> i32 {
    SREG_ABI
}

/// Tells whether a program built with the ABI of its header can run on this library.
///
/// Call sreg_abi_check(SREG_ABI) first: SREG_OK, or SREG_E_ABI if the library is older than the
/// header or of another major number. Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_abi_check(header_abi: i32) -> sreg_status {
    match checked(header_abi) {
        Ok(()) => Code::Ok.number(),
        Err(error) => error.code().number(),
    }
}

/// Returns the name of a status, such as "SREG_E_NOT_FOUND"; "SREG_E_UNKNOWN" for one that this
/// library does not know. The text is static.
///
/// Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_status_name(status: sreg_status) -> *const c_char {
    const UNKNOWN: &CStr = c"SREG_E_UNKNOWN";
    static NAMES: LazyLock<BTreeMap<i32, CString>> = LazyLock::new(|| {
        Code::ALL
            .iter()
            .map(|it| (it.number(), CString::new(it.name()).expect("our names hold no NUL")))
            .collect()
    });

    let name = call::quietly(|| NAMES.get(&status)).flatten();
    name.map_or(UNKNOWN.as_ptr(), |it| it.as_ptr())
}

/// Gives the library's version, ABI, target, engine and limits as a document.
///
/// /version, /abi, /target, /engine (SQLCipher's version), /limits/document_bytes,
/// /limits/document_depth, /limits/path_bytes. More may come. The caller frees the document.
///
/// SREG_E_NULL_POINTER; SREG_E_ENGINE if the engine does not encrypt. Since 1.0.
///
/// # Safety
///
/// `out` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_build_info(out: *mut *mut sreg_doc, err: *mut *mut sreg_error) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let out = call.out(out)?;
        out.give(Mutex::new(Tree::of(build_info(&store::engine_version()?))));
        Ok(())
    })
}

fn checked(header_abi: i32) -> Result<()> {
    let (major, minor) = (header_abi / 1000, header_abi % 1000);
    if major == SREG_ABI / 1000 && (0..=SREG_ABI % 1000).contains(&minor) {
        Ok(())
    } else {
        Err(Error::Misused(Slip::Abi))
    }
}

fn build_info(engine: &str) -> Value {
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "abi": SREG_ABI,
        "target": env!("SREG_TARGET"),
        "engine": format!("SQLCipher {engine}"),
        "limits": {
            "document_bytes": DOCUMENT_BYTES_MAX,
            "document_depth": DEPTH_MAX,
            "path_bytes": PATH_BYTES_MAX,
        },
    })
}

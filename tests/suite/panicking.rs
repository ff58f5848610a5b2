//! A panic inside a call is a number to the host: it says nothing, ends nothing, leaks nothing.

#![expect(unsafe_code, reason = "these tests are a C caller")]

use std::panic;
use std::process::Command;
use std::ptr;
use std::sync::Mutex;

use stalking_register::error::{Error, Result, Slip};
use stalking_register::ffi::call::{Call, free};
use stalking_register::ffi::error::{sreg_error_code, sreg_error_free, sreg_error_message};
use stalking_register::ffi::handle::{self, Handle};
use stalking_register::ffi::numbers::{SREG_E_HANDLE, SREG_E_INTERNAL, SREG_OK, sreg_status};
use stalking_register::ffi::opaque::{sreg_doc, sreg_error};
use stalking_register::model::Tree;

const CANARY: &str = "Zzyzx-Canary";

/// A stand-in for a register, and for a session of it.
struct Head;
struct Member;

/// What a call may throw at worst: it panics once more when it is dropped.
struct Thrower;

impl Drop for Thrower {
    fn drop(&mut self) {
        panic::panic_any(CANARY);
    }
}

impl Handle for Head {
    type Object = u8;
}

impl Handle for Member {
    type Object = u16;
}

fn call(act: impl FnOnce(&Call) -> Result<()>) -> sreg_status {
    // SAFETY: there is no error parameter, and the closures here pass places of their own.
    unsafe { Call::begin(ptr::null_mut()) }.run(act)
}

/// Makes a head and a member of its family.
fn family() -> (*mut Head, *mut Member) {
    let (mut head, mut member) = (ptr::null_mut(), ptr::null_mut());
    let made = call(|call| {
        call.out(&raw mut head)?.give_head(1);
        let of = call.held(head)?;
        call.out(&raw mut member)?.give_under(2, &of);
        Ok(())
    });
    assert_eq!(made, SREG_OK);
    (head, member)
}

fn answer<H: Handle>(handle: *mut H) -> sreg_status {
    call(|call| call.held(handle).map(drop))
}

#[test]
fn a_panic_becomes_a_number_and_its_words_go_nowhere() {
    const CHILD: &str = "SREG_PANICKING_CHILD";

    if std::env::var_os(CHILD).is_some() {
        let mut error: *mut sreg_error = ptr::null_mut();
        // SAFETY: `error` lives here.
        let status = unsafe { Call::begin(&raw mut error) }.run(|_| panic!("{CANARY}"));
        assert_eq!(status, SREG_E_INTERNAL);
        assert_eq!(sreg_error_code(error), SREG_E_INTERNAL);
        // SAFETY: the text lives until the error is freed.
        let message = unsafe { std::ffi::CStr::from_ptr(sreg_error_message(error)) };
        assert_eq!(message, c"internal error");
        sreg_error_free(error);

        assert_eq!(call(|_| panic::panic_any(Thrower)), SREG_E_INTERNAL);
        return;
    }
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "panicking::a_panic_becomes_a_number_and_its_words_go_nowhere", "--nocapture"])
        .env(CHILD, "1")
        .env("RUST_BACKTRACE", "1")
        .output()
        .expect("this program starts");
    let err = String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success(), "{err}");
    assert_eq!(err, "", "nothing on the host's standard error");
    assert!(!String::from_utf8_lossy(&child.stdout).contains(CANARY));
}

#[test]
fn a_family_in_which_a_call_panicked_answers_only_its_closing() {
    let (head, member) = family();
    let (other, _) = family();
    let status = call(|call| {
        call.held(member)?;
        panic!("{CANARY}");
    });
    assert_eq!(status, SREG_E_INTERNAL);
    assert_eq!((answer(head), answer(member)), (SREG_E_INTERNAL, SREG_E_INTERNAL));
    assert_eq!(answer(other), SREG_OK, "another register is not concerned");
    assert_eq!(call(|call| call.close(head).map(drop)), SREG_OK);
    assert_eq!(answer(head), SREG_E_HANDLE);
    free(member);
    assert_eq!(answer(member), SREG_E_HANDLE);
}

#[test]
fn a_document_with_which_a_call_panicked_is_not_used_again() {
    let doc = handle::open::<sreg_doc>(Mutex::new(Tree::parse("{}").unwrap()), None);
    assert_eq!(call(|call| call.with(doc, |_| panic!("{CANARY}"))), SREG_E_INTERNAL);
    assert_eq!(call(|call| call.json(doc).map(drop)), SREG_E_INTERNAL);
    free(doc);
    assert_eq!(answer(doc), SREG_E_HANDLE);
}

#[test]
fn sessions_end_with_their_register() {
    let (head, member) = family();
    assert_eq!(call(|call| call.close(head).map(drop)), SREG_OK);
    assert_eq!(answer(member), SREG_E_HANDLE);
    assert_eq!(call(|call| call.close(head).map(drop)), SREG_E_HANDLE, "closed once");
    free(member);
}

#[test]
fn a_document_in_use_is_busy_for_another() {
    let doc = handle::open::<sreg_doc>(Mutex::new(Tree::parse("{}").unwrap()), None);
    let status = call(|call| call.with(doc, |_| call.json(doc).map(drop)));
    assert_eq!(status, Error::Busy.code().number());
    free(doc);
}

#[test]
fn an_id_is_read_and_written_as_its_text() {
    let mut text = [b'x'; 40];
    let id = stalking_register::model::Id::from_bytes([0x5a; 16]);
    let place: *mut std::ffi::c_char = text.as_mut_ptr().cast();
    let status = call(|call| {
        call.out_id(place)?.give(id);
        assert_eq!(call.id(place)?, id);
        Ok(())
    });
    assert_eq!(status, SREG_OK);
    assert_eq!(&text[..37], b"5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a\0");
}

#[test]
fn a_text_ends_at_its_nul_or_its_length_and_within_its_limit() {
    fn slip<T>(slip: Slip) -> Result<T> {
        Err(Error::Misused(slip))
    }

    let text: *const std::ffi::c_char = c"abc".as_ptr();
    let bytes = text.cast::<u8>();
    let status = call(|call| {
        assert_eq!(call.text(text, -1, 3), Ok("abc"));
        assert_eq!(call.text(text, -1, 2), slip(Slip::TooLong { bytes: 2 }));
        assert_eq!(call.text(text, 2, 2), Ok("ab"));
        assert_eq!(call.text(text, 3, 2), slip(Slip::TooLong { bytes: 2 }));
        assert_eq!(call.text(text, -2, 3), slip(Slip::Length));
        assert_eq!(call.text(ptr::null(), 0, 3), slip(Slip::NullPointer));
        assert_eq!(call.bytes(bytes, 3, 3), Ok(&b"abc"[..]));
        assert_eq!(call.bytes(ptr::null(), 0, 3), Ok(&b""[..]));
        assert_eq!(call.bytes(ptr::null(), 1, 3), slip(Slip::NullPointer));
        assert_eq!(call.bytes(bytes, -1, 3), slip(Slip::Length));
        assert_eq!(call.bytes(bytes, 3, 2), slip(Slip::TooLong { bytes: 2 }));
        Ok(())
    });
    assert_eq!(status, SREG_OK);
}

#[test]
fn many_threads_open_and_close_without_meeting() {
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..500 {
                    let (head, member) = family();
                    assert_eq!((answer(head), answer(member)), (SREG_OK, SREG_OK));
                    free(member);
                    free(head);
                    assert_eq!((answer(head), answer(member)), (SREG_E_HANDLE, SREG_E_HANDLE));
                }
            });
        }
    });
}

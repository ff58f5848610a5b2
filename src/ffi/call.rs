//! The way of a call from C: pointers in, a number out, and no panic past it.

#![expect(clippy::not_unsafe_ptr_arg_deref, reason = "the promise of `Call::begin` is for all of a call")]

use std::cell::{Cell, RefCell};
use std::ffi::c_char;
use std::fmt;
use std::marker::PhantomData;
use std::panic::{self, AssertUnwindSafe};
use std::ptr;
use std::sync::{Mutex, Once, TryLockError};

use crate::error::{Code, Error, Result, Slip};
use crate::ffi::error::Told;
use crate::ffi::handle::{self, Family, Handle, Held};
use crate::ffi::host;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_doc, sreg_error};
use crate::ffi::text;
use crate::model::id::{ID_TEXT_BYTES, Id};
use crate::model::pointer::PATH_BYTES_MAX;

/// One call from C, under the caller's promise that its pointers are what the header asks.
///
/// Out parameters come first in a function's body, so that they are checked, and handles set to NULL,
/// before anything is done.
pub struct Call {
    error: *mut *mut sreg_error,
    /// Whom a panic in this call would concern.
    families: RefCell<Vec<Family>>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call")
    }
}

impl Call {
    /// Begins a call; `error` is the function's last parameter, set to NULL here if it is given.
    ///
    /// # Safety
    ///
    /// `error`, and each pointer that is given to the methods of this call, is NULL or can be read or
    /// written in the way of the method until the call ends. Handles may be anything.
    #[must_use]
    pub unsafe fn begin(error: *mut *mut sreg_error) -> Self {
        if !error.is_null() {
            // SAFETY: not NULL, hence writable.
            unsafe { error.write_unaligned(ptr::null_mut()) };
        }
        Self { error, families: RefCell::default() }
    }

    /// Does the work of a function and returns its number; a failure goes into the error parameter.
    ///
    /// A panic becomes `SREG_E_INTERNAL`, says nothing on the host's streams, and the register that
    /// the call concerned answers nothing more but its closing.
    pub fn run(self, act: impl FnOnce(&Self) -> Result<()>) -> sreg_status {
        self.run_to(|call| act(call).map(|()| Code::Ok))
    }

    /// Does the work of a function that has more than one way to go well.
    pub fn run_to(self, act: impl FnOnce(&Self) -> Result<Code>) -> sreg_status {
        let error = match quietly(|| act(&self)) {
            Some(Ok(code)) => return code.number(),
            Some(Err(error)) => error,
            None => {
                self.families.borrow().iter().for_each(Family::break_off);
                Error::Internal
            }
        };
        let number = error.code().number();
        if !self.error.is_null()
            && let Some(told) = quietly(|| handle::open::<sreg_error>(Told::new(error), None))
        {
            // SAFETY: not NULL, hence writable, by the promise of `begin`.
            unsafe { self.error.write_unaligned(told) };
        }
        number
    }

    /// Returns what a handle stands for.
    ///
    /// # Errors
    ///
    /// As [`handle::held`]; [`Error::Busy`] inside a host's callback.
    pub fn held<H: Handle>(&self, handle: *const H) -> Result<Held<H::Object>> {
        let held = handle::held(handle)?;
        refuse_in_callback(held.family())?;
        self.families.borrow_mut().extend(held.family().cloned());
        Ok(held)
    }

    /// Closes a handle that is the head of its family: sessions and tasks end with their register.
    ///
    /// # Errors
    ///
    /// As [`handle::close`]; a register that is broken is closed all the same.
    pub fn close<H: Handle>(&self, handle: *const H) -> Result<Held<H::Object>> {
        // A register that is broken cannot be held, and is closed; what is no handle is told by the closing.
        if let Ok(held) = handle::held(handle) {
            refuse_in_callback(held.family())?;
        }
        let held = handle::close(handle)?;
        if let Some(family) = held.family() {
            family.end();
            handle::close_all(family);
        }
        Ok(held)
    }

    /// Does something with an object that one thread at a time may use.
    ///
    /// # Errors
    ///
    /// As [`handle::held`]; [`Error::Busy`] while another thread uses it; [`Error::Internal`] if one
    /// panicked with it.
    pub fn with<H, T, R>(&self, handle: *const H, act: impl FnOnce(&mut T) -> Result<R>) -> Result<R>
    where
        H: Handle<Object = Mutex<T>>,
    {
        let held = self.held(handle)?;
        let mut object = match held.try_lock() {
            Ok(object) => object,
            Err(TryLockError::WouldBlock) => return Err(Error::Busy),
            Err(TryLockError::Poisoned(_)) => return Err(Error::Internal),
        };
        act(&mut object)
    }

    /// Returns the JSON of a caller's document.
    ///
    /// # Errors
    ///
    /// As [`Call::with`].
    pub fn json(&self, doc: *const sreg_doc) -> Result<String> {
        self.with(doc, |tree| tree.json(""))
    }

    /// Borrows a text of `len` bytes, or up to its NUL if `len` is `SREG_NUL`.
    ///
    /// # Errors
    ///
    /// As [`text::text`].
    pub fn text(&self, text: *const c_char, len: i32, bytes_max: usize) -> Result<&str> {
        // SAFETY: by the promise of `begin`, for as long as this call lives.
        unsafe { text::text(text, len, bytes_max) }
    }

    /// Borrows a short text that ends at its NUL: a path, an id, a code.
    ///
    /// # Errors
    ///
    /// As [`text::text`].
    pub fn word(&self, text: *const c_char) -> Result<&str> {
        self.text(text, crate::ffi::numbers::SREG_NUL, PATH_BYTES_MAX)
    }

    /// Reads a record's id.
    ///
    /// # Errors
    ///
    /// As [`text::text`]; [`Error::Invalid`] if it has not an id's form.
    pub fn id(&self, text: *const c_char) -> Result<Id> {
        self.word(text)?.parse().map_err(|problem| Error::invalid("", problem))
    }

    /// Borrows bytes.
    ///
    /// # Errors
    ///
    /// As [`text::bytes`].
    pub fn bytes(&self, data: *const u8, len: i32, bytes_max: usize) -> Result<&[u8]> {
        // SAFETY: by the promise of `begin`, for as long as this call lives.
        unsafe { text::bytes(data, len, bytes_max) }
    }

    /// Reads a number that is passed by address.
    ///
    /// # Errors
    ///
    /// [`Slip::NullPointer`].
    pub fn number<T: Copy>(&self, number: *const T) -> Result<T> {
        if number.is_null() {
            return Err(Error::Misused(Slip::NullPointer));
        }
        // SAFETY: not NULL, hence readable, by the promise of `begin`; COBOL aligns nothing.
        Ok(unsafe { number.read_unaligned() })
    }

    /// Copies a text into a caller's buffer.
    ///
    /// # Errors
    ///
    /// As [`text::copy_out`].
    pub fn copy_out(&self, text: &str, buf: *mut c_char, cap: i32, len: *mut i32) -> Result<()> {
        // SAFETY: by the promise of `begin`.
        unsafe { text::copy_out(text, buf, cap, len) }
    }

    /// Takes the place of a plain result; it stays as it is until something is put there.
    ///
    /// # Errors
    ///
    /// [`Slip::NullPointer`].
    pub fn place<T: Copy>(&self, place: *mut T) -> Result<Place<'_, T>> {
        if place.is_null() {
            return Err(Error::Misused(Slip::NullPointer));
        }
        Ok(Place { place, call: PhantomData })
    }

    /// Takes the place of a resulting handle and sets it to NULL.
    ///
    /// # Errors
    ///
    /// [`Slip::NullPointer`].
    pub fn out<H: Handle>(&self, out: *mut *mut H) -> Result<Out<'_, H>> {
        let place = self.place(out)?;
        place.put(ptr::null_mut());
        Ok(Out(place))
    }

    /// As [`Call::out`], for a result that the caller need not take; `None` if it does not.
    pub fn out_if_wanted<H: Handle>(&self, out: *mut *mut H) -> Option<Out<'_, H>> {
        self.out(out).ok()
    }

    /// Takes the place of a resulting id, of `SREG_ID_SIZE` bytes, and makes it an empty text.
    ///
    /// # Errors
    ///
    /// [`Slip::NullPointer`].
    pub fn out_id(&self, id: *mut c_char) -> Result<OutId<'_>> {
        let place = self.place(id.cast::<u8>())?;
        place.put(0);
        Ok(OutId(self.place(id.cast())?))
    }
}

/// The caller's place for a plain result.
#[derive(Debug)]
pub struct Place<'call, T> {
    place: *mut T,
    call: PhantomData<&'call Call>,
}

impl<T: Copy> Place<'_, T> {
    /// Puts the result there.
    pub fn put(&self, value: T) {
        // SAFETY: not NULL, hence writable while the call lives, by the promise of `Call::begin`.
        unsafe { self.place.write_unaligned(value) };
    }
}

/// The caller's place for a handle.
#[derive(Debug)]
pub struct Out<'call, H>(Place<'call, *mut H>);

impl<H: Handle> Out<'_, H> {
    /// Gives an object that depends on nothing: a document, a cursor, a buffer.
    pub fn give(self, object: H::Object) {
        self.0.put(handle::open(object, None));
    }

    /// Gives the head of a new family: a register.
    pub fn give_head(self, object: H::Object) {
        self.0.put(handle::open(object, Some(Family::default())));
    }

    /// Gives a member of another's family: a register's session, a session's task.
    pub fn give_under<T>(self, object: H::Object, of: &Held<T>) {
        self.0.put(handle::open(object, of.family().cloned()));
    }
}

/// The caller's place for an id.
#[derive(Debug)]
pub struct OutId<'call>(Place<'call, [u8; ID_TEXT_BYTES + 1]>);

impl OutId<'_> {
    /// Gives the id.
    pub fn give(self, id: Id) {
        let mut text = [0; ID_TEXT_BYTES + 1];
        text[..ID_TEXT_BYTES].copy_from_slice(id.to_string().as_bytes());
        self.0.put(text);
    }
}

/// Refuses a register, its sessions and its tasks to a host's callback, which runs inside a call on one.
fn refuse_in_callback(family: Option<&Family>) -> Result<()> {
    if family.is_some() && host::in_callback() { Err(Error::Busy) } else { Ok(()) }
}

/// Frees what a handle stands for; anything that is no such handle is left alone.
pub fn free<H: Handle>(handle: *const H) {
    quietly(|| handle::close(handle).map(drop).ok());
}

thread_local! {
    static IN_CALL: Cell<bool> = const { Cell::new(false) };
}

/// Does something that may panic, without a word on the host's streams; `None` if it did.
pub fn quietly<R>(act: impl FnOnce() -> R) -> Option<R> {
    hush();
    let before = IN_CALL.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(act));
    let done = match done {
        Ok(done) => Some(done),
        Err(payload) => {
            // What was thrown may throw again when it is dropped, and that once more.
            if let Err(again) = panic::catch_unwind(AssertUnwindSafe(|| drop(payload))) {
                std::mem::forget(again);
            }
            None
        }
    };
    IN_CALL.set(before);
    done
}

/// Makes panics inside calls silent: their words would go to the host's standard error, and could
/// hold anything. Panics elsewhere, in a Rust host, go where they went before.
fn hush() {
    static HUSHED: Once = Once::new();

    // A hook cannot be set while this thread unwinds; the next call will.
    if HUSHED.is_completed() || std::thread::panicking() {
        return;
    }
    HUSHED.call_once(|| {
        let elsewhere = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !IN_CALL.get() {
                elsewhere(panic);
            }
        }));
    });
}

//! Buffers: bytes that the library made and owns.

use zeroize::Zeroizing;

use crate::ffi::call::{self, Call};
use crate::ffi::cursor::number;
use crate::ffi::handle::Handle;
use crate::ffi::numbers::sreg_status;
use crate::ffi::opaque::{sreg_buffer, sreg_error};

impl Handle for sreg_buffer {
    type Object = Zeroizing<Vec<u8>>;
}

/// Gives the address and the size of a buffer's bytes, which live until sreg_buffer_free.
///
/// The bytes are not NUL-terminated; the address of an empty buffer is not NULL, but nothing is there.
///
/// SREG_E_NULL_POINTER; SREG_E_HANDLE; SREG_E_FORKED. Since 1.0.
///
/// # Safety
///
/// `data` and `size` can be written; `err` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sreg_buffer_read(
    buffer: *const sreg_buffer,
    data: *mut *const u8,
    size: *mut i32,
    err: *mut *mut sreg_error,
) -> sreg_status {
    // SAFETY: the caller keeps to the header.
    unsafe { Call::begin(err) }.run(|call| {
        let data = call.place(data)?;
        let size = call.place(size)?;
        let bytes = call.held(buffer)?;
        size.put(number(bytes.len())?);
        data.put(bytes.as_ptr());
        Ok(())
    })
}

/// Wipes and frees a buffer. NULL is allowed, and what is no buffer is left alone.
///
/// Since 1.0.
#[unsafe(no_mangle)]
pub extern "C" fn sreg_buffer_free(buffer: *mut sreg_buffer) {
    call::free(buffer);
}

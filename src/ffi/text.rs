//! Texts and bytes across the boundary.

use std::ffi::c_char;

use crate::error::{Error, Result, Slip};
use crate::ffi::numbers::SREG_NUL;

/// Borrows a caller's bytes.
///
/// # Safety
///
/// `data` is NULL, or `len` bytes can be read there and do not change while the result lives.
///
/// # Errors
///
/// [`Slip::NullPointer`], unless `len` is 0; [`Slip::Length`] if it is negative; [`Slip::TooLong`].
pub unsafe fn bytes<'a>(data: *const u8, len: i32, bytes_max: usize) -> Result<&'a [u8]> {
    let len = usize::try_from(len).map_err(|_| Error::Misused(Slip::Length))?;
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Error::Misused(Slip::NullPointer));
    }
    if len > bytes_max {
        return Err(too_long(bytes_max));
    }
    // SAFETY: the caller promises `len` readable, unchanging bytes; `len` fits an `isize`.
    Ok(unsafe { std::slice::from_raw_parts(data, len) })
}

/// Borrows a caller's text of `len` bytes, or up to its NUL if `len` is [`SREG_NUL`].
///
/// Looks for the NUL no further than `bytes_max` bytes.
///
/// # Safety
///
/// `text` is NULL, or the bytes told by `len` can be read there and do not change while the result
/// lives.
///
/// # Errors
///
/// [`Slip::NullPointer`], [`Slip::Length`], [`Slip::TooLong`], [`Slip::NotUtf8`].
pub unsafe fn text<'a>(text: *const c_char, len: i32, bytes_max: usize) -> Result<&'a str> {
    if text.is_null() {
        return Err(Error::Misused(Slip::NullPointer));
    }
    let data = text.cast::<u8>();
    let len = if len == SREG_NUL {
        // SAFETY: all bytes up to the NUL are readable, and the search ends there.
        let ends = (0..=bytes_max).find(|at| unsafe { data.wrapping_add(*at).read() } == 0);
        let end = ends.ok_or_else(|| too_long(bytes_max))?;
        i32::try_from(end).map_err(|_| too_long(bytes_max))?
    } else {
        len
    };
    // SAFETY: as promised, or as just seen.
    let bytes = unsafe { bytes(data, len, bytes_max) }?;
    std::str::from_utf8(bytes).map_err(|_| Error::Misused(Slip::NotUtf8))
}

/// Copies a text and a NUL into a caller's buffer of `cap` bytes.
///
/// The text's length, without the NUL, is written to `len`, if that is not NULL, whether the buffer
/// has room or not. Without room nothing is copied.
///
/// # Safety
///
/// `buf` is NULL or `cap` bytes can be written there; `len` is NULL or can be written.
///
/// # Errors
///
/// [`Slip::NullPointer`] if there is a capacity and no buffer; [`Slip::Length`] if the capacity is
/// negative; [`Slip::Buffer`] without room.
pub unsafe fn copy_out(text: &str, buf: *mut c_char, cap: i32, len: *mut i32) -> Result<()> {
    let cap = usize::try_from(cap).map_err(|_| Error::Misused(Slip::Length))?;
    if buf.is_null() && cap > 0 {
        return Err(Error::Misused(Slip::NullPointer));
    }
    let length = i32::try_from(text.len()).map_err(|_| Error::Misused(Slip::Length))?;
    if !len.is_null() {
        // SAFETY: not NULL, hence writable; COBOL aligns nothing.
        unsafe { len.write_unaligned(length) };
    }
    if cap <= text.len() {
        return Err(Error::Misused(Slip::Buffer));
    }
    let buf = buf.cast::<u8>();
    // SAFETY: `buf` has room for more than the text, which is ours and so elsewhere.
    unsafe { buf.copy_from_nonoverlapping(text.as_ptr(), text.len()) };
    // SAFETY: the byte behind the text is still within the buffer.
    unsafe { buf.wrapping_add(text.len()).write(0) };
    Ok(())
}

fn too_long(bytes_max: usize) -> Error {
    Error::Misused(Slip::TooLong { bytes: u32::try_from(bytes_max).unwrap_or(u32::MAX) })
}

//! A key file's bytes: any may be read, none may panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use stalking_register::access::KeyFile;

fuzz_target!(|bytes: &[u8]| {
    let _ = KeyFile::decode(bytes);
});

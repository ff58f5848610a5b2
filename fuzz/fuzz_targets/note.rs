//! Signed notes and keys.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stalking_register_fuzz::notes(bytes));

//! Comparison of two names.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stalking_register_fuzz::two_names(bytes));

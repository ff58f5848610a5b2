//! A disclosure of events.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stalking_register_fuzz::disclosures(bytes));

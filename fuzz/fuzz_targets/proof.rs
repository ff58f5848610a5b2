//! Proofs, and what witnesses are asked and answer.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stalking_register_fuzz::proofs(bytes));

//! Tiles and bundles of entries.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stalking_register_fuzz::tiles_and_bundles(bytes));

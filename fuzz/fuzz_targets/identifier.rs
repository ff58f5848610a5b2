//! Identifiers: a canonical form is its own canonical form.

#![no_main]

use libfuzzer_sys::fuzz_target;
use stalking_register::model::Scheme;
use stalking_register::model::identifier::canonical;

fuzz_target!(|text: &str| {
    for scheme in Scheme::ALL {
        if let Ok(found) = canonical(scheme, text, 2026) {
            assert_eq!(canonical(scheme, &found, 2026), Ok(found.clone()));
        }
    }
});

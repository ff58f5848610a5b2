//! Screening: any query over a small index.

#![no_main]

use libfuzzer_sys::fuzz_target;
use stalking_register::screening::{Index, Policy, Query};

fuzz_target!(|json: &str| {
    if let Ok(query) = Query::read(json) {
        let _ = Index::new().search(&query, 5, &Policy::default());
    }
});

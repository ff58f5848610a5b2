//! An event's bytes: what decodes encodes to the same bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use stalking_register::audit::Event;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(event) = Event::decode(bytes) {
        assert_eq!(event.encode(), bytes);
    }
});

//! Documents: what is read is written and read again to the same.

#![no_main]

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use stalking_register::model::{Document, Entry, Order, document};
use stalking_register::screening::Query;

fn again<D: Document + PartialEq>(json: &str) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    if let Ok(read) = document::read::<D>(json, today) {
        let written = document::write(&read);
        assert!(document::read::<D>(&written, today).is_ok_and(|it| it == read));
    }
}

fuzz_target!(|json: &str| {
    again::<Entry>(json);
    again::<Order>(json);
    let _ = Query::read(json);
});

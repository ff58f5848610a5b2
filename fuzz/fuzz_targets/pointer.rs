//! JSON Pointers: any text is read or refused.

#![no_main]

use libfuzzer_sys::fuzz_target;
use stalking_register::model::tree::Tree;

fuzz_target!(|input: (&str, &str)| {
    if let Ok(tree) = Tree::parse(input.0) {
        let _ = tree.json(input.1);
        let _ = tree.count(input.1);
    }
});

//! sreg
fn main() {}

//! A register of people who stalk.

pub mod clock;
pub mod error;
#[doc(hidden)]
pub mod ffi;
pub mod law;
pub mod model;

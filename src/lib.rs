//! A register of people who stalk.

pub mod access;
pub mod audit;
pub mod clock;
pub mod error;
#[doc(hidden)]
pub mod ffi;
pub mod law;
pub mod model;
pub mod register;
pub mod rules;
pub mod screening;
pub mod store;

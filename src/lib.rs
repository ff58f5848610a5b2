//! A register of people who stalk.

pub mod clock;
pub mod error;
pub mod law;
pub mod model;
pub mod screening;

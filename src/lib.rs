//! A register of people who stalk.

pub mod access;
pub mod audit;
pub mod clock;
pub mod error;
pub mod law;
pub mod model;
pub mod rules;
pub mod screening;
pub mod store;

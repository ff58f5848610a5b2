//! The pure floors of the project, and nothing above them: they are fuzzed without the engine, whose building
//! would take ten times as long. That it compiles shows once more that they know nothing above them.

#[path = "../../../src/access/mod.rs"]
pub mod access;
#[path = "../../../src/audit/mod.rs"]
pub mod audit;
#[path = "../../../src/clock.rs"]
pub mod clock;
#[path = "../../../src/error.rs"]
pub mod error;
#[path = "../../../src/law.rs"]
pub mod law;
#[path = "../../../src/model/mod.rs"]
pub mod model;
#[path = "../../../src/rules/mod.rs"]
pub mod rules;
#[path = "../../../src/screening/mod.rs"]
pub mod screening;

//! One method, one use: permit, load, decide, write, log, in one transaction.
//!
//! A [`Register`] is opened with a key, a [`Session`] signed in on it, a [`Task`] begun for one purpose;
//! every verb hangs on a task. Whatever carries personal data comes out as [`Audited`], which only the
//! commit path in `gate` can make.

pub mod accounts;
pub mod approvals;
pub mod audit;
pub mod breaches;
pub mod break_glass;
pub mod conflicts;
pub mod diary;
pub mod due;
pub mod duties;
pub mod entries;
pub mod erasure;
pub mod export;
mod gate;
pub mod import;
pub mod incidents;
mod indexes;
pub mod keys;
pub mod making;
pub mod monitoring;
pub mod notifications;
pub mod opening;
pub mod orders;
pub mod policy;
pub mod records;
pub mod reviews;
pub mod screening;
pub mod session;
pub mod siem;
pub mod task;
pub mod upkeep;
mod work;

pub use gate::{Audited, Receipt};
pub use making::{Made, Making};
pub use opening::{Options, Register, Warning};
pub use records::{Stored, Versioned};
pub use session::{Session, SessionInfo, Vouching};
pub use task::{Task, TaskRequest};

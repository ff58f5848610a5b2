//! One method, one use: permit, load, decide, write, log, in one transaction.
//!
//! A [`Register`] is opened with a key, a [`Session`] signed in on it, a [`Task`] begun for one purpose;
//! every verb hangs on a task. Whatever carries personal data comes out as [`Audited`], which only the
//! commit path in `gate` can make.

pub mod accounts;
mod actors;
pub mod alerts;
pub mod approvals;
pub mod audit;
mod audit_anchors;
pub mod audit_checkpoints;
pub mod audit_export;
pub mod audit_report;
pub mod audit_signing;
pub mod breaches;
pub mod break_glass;
pub mod conflicts;
mod credentials;
pub mod diary;
pub mod disclosures;
pub mod due;
pub mod duties;
pub mod entries;
pub mod erasure;
pub mod erasures;
pub mod export;
mod feasible;
pub mod forensics;
mod gate;
pub mod import;
mod incarnations;
pub mod incidents;
mod indexes;
pub mod keys;
mod logged;
pub mod making;
pub mod monitoring;
pub mod notifications;
pub mod opened_cases;
pub mod opening;
pub mod orders;
mod own_jobs;
pub mod policy;
pub mod pruning;
pub mod records;
pub mod restoring;
pub mod reviews;
pub mod screening;
pub mod session;
mod settling;
pub mod siem;
mod standing_rows;
mod tallies;
pub mod task;
pub mod upkeep;
pub mod watching;
pub mod witness;
mod work;

pub use alerts::{Alert, HostAlert};
pub use audit_signing::{HostAnchor, HostSigner, LogOptions};
pub use gate::{Audited, Receipt};
pub use making::{Made, Making};
pub use opening::{Options, Register, Warning};
pub use records::{Stored, Versioned};
pub use session::{Session, SessionInfo, Vouching};
pub use task::{Task, TaskRequest};

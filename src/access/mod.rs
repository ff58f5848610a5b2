//! Who may do what, for which purpose; and how a person, a session and a key prove themselves.
//!
//! Everything is denied that [`permission`] does not permit. Nothing here does IO, reads a clock or
//! draws randomness: moments, salts and keys are arguments. [`turnstile`] alone may wait.
//!
//! Read next: [`permission`] for the table of roles, [`key_file`] for how the register is unlocked.

pub mod approval;
pub mod conflict;
pub mod cost;
pub mod hexadecimal;
pub mod key_file;
pub mod key_slot;
pub mod log_seed;
pub mod master_key;
pub mod password;
pub mod permission;
pub mod phc;
pub mod purpose;
pub mod recovery_key;
pub mod restriction;
pub mod session;
pub mod throttle;
pub mod turnstile;
pub mod username;

pub use approval::Guarded;
pub use cost::Cost;
pub use key_file::{DraftSlot, KeyFile};
pub use key_slot::{Key, NewKey};
pub use master_key::MasterKey;
pub use password::Verdict;
pub use permission::{Act, Permit};
pub use phc::Phc;
pub use purpose::Purpose;
pub use recovery_key::RecoveryKey;
pub use restriction::Viewer;
pub use turnstile::Turnstile;

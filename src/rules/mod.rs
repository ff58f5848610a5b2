//! What the law asks by a day, and why.
//!
//! Pure: no IO, no clock, no randomness. A rule is dated data ([`params`]); a duty is computed from
//! plain facts each time it is asked for, never stored; and every answer carries its [`trace`]: the
//! rule, the provision, the inputs and the arithmetic. What is not known is never guessed: where it
//! matters, the answer is that someone must look.
//!
//! Read next: [`counting`], then [`notification`], then [`eval`].

pub mod application;
pub mod biometrics;
pub mod breach_notice;
pub mod change;
pub mod counting;
pub mod diary;
pub mod due;
pub mod duration;
pub mod duty;
pub mod eval;
pub mod given;
pub mod holidays;
pub mod interim;
pub mod life_cycle;
pub mod list;
pub mod manner;
pub mod notification;
pub mod order;
pub mod params;
pub mod policy;
pub mod renewal;
pub mod review;
pub mod sexual_offences;
pub mod soa_changes;
pub mod soa_period;
pub mod subject;
pub mod trace;
pub mod validity;

pub use duty::{Duty, Notice, Standing};
pub use params::{Jurisdiction, Rule};
pub use trace::Trace;

//! An embeddable register of people who stalk: entries, orders with their conditions, review dates, and
//! an access audit that an outsider can check.
//!
//! One directory is one [register](register::Register): an encrypted database, its key slots, and an
//! anchor that belongs elsewhere. A [session](register::Session) is signed in, a
//! [task](register::Task) begun for one purpose, and every verb hangs on a task, so no access can forget
//! its reason. What carries personal data comes out as [`Audited`](register::Audited), after its event is
//! durable.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let place = tempfile::tempdir()?;
//! # let directory = place.path().join("register");
//! use stalking_register::access::{NewKey, Purpose};
//! use stalking_register::model::{Account, Condition, Entry, Order, Registration, Role, Service, Subject};
//! use stalking_register::register::due::DueRequest;
//! use stalking_register::register::{Making, Options, Register, TaskRequest, Vouching};
//!
//! // A host system keeps the key and vouches for its own signed-in users.
//! let key = [7; 32];
//! let made = Register::make(Making {
//!     directory: &directory,
//!     key: NewKey::Host(&key),
//!     label: "the force's key store",
//!     anchor: None,
//!     accounts: vec![
//!         (Account::vouched("admin", "A. Keeper", Role::Administrator)?, None),
//!         (Account::vouched("dc-4211", "DC Jo Marsh", Role::Coordinator)?, None),
//!     ],
//!     options: Options::default(),
//! })?;
//! let session = made.register.vouch(Vouching::of("dc-4211", "case system")?)?;
//! let task = session.task(TaskRequest::of(Purpose::ConditionsMonitoring).serving("incident 1234")?)?;
//!
//! let subject = Subject::named("Stephen", "Smyth")?.born("1962-03-05")?;
//! let registration = Registration::on("common law power to prevent crime", "2026-01-05".parse()?, "20")?;
//! let person = task.register(Entry::of(subject, registration))?.into_value();
//!
//! let order = Order::stalking_protection("2026-01-08".parse()?)
//!     .lasting_to("2028-01-07".parse()?)
//!     .not_exempt()
//!     .with(Condition::prohibition(1, "Not to contact Ann Ode by any means.")?)?;
//! let order = task.make_order(person, order)?.into_value();
//! task.serve(order, 1, Service::in_person("2026-01-09".parse()?))?;
//!
//! for item in &task.due(DueRequest::until("2026-01-31".parse()?))?.items {
//!     println!("{} by {:?}: {}", item.what, item.last_day, item.trace.join("\n"));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Read next: `ARCHITECTURE.md` for the floors and why they are so.

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

/// The README's Rust example, which is compiled and run with the other examples.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

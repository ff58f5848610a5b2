//! The only SQL, and the key, lock and anchor files.
//!
//! The store keeps facts. It never decides, never asks what time it is and draws no randomness. Everything
//! is written inside [`Store::commit`], which groups the callers that wait at the same time into one
//! transaction and one flush; everything is read through [`View`], which checks each record against
//! the digest that its alteration event committed to.

mod accounts;
pub mod anchor;
mod audit;
mod backup;
mod cases;
mod changes;
mod checkpoints;
mod connection;
mod diary;
mod directory;
mod erasure;
pub mod export;
mod facts;
mod group;
mod guards;
mod heads;
mod identifiers;
mod integrity;
pub mod key_file;
mod lock;
mod migrations;
mod packed;
mod platform;
mod pruning;
mod records;
mod references;
mod requests;
mod tail;
mod view;
pub mod witness;

pub use audit::{AppendedEvent, Opened, StoredOpening};
pub use cases::{Commitments, UncheckedCase};
pub use checkpoints::{Gaps, Leaf, LogKey};
pub use connection::engine_version;
pub use diary::{DiaryLine, DiaryPlace, DiaryRow, DiaryScope, DiaryState};
pub use directory::{ANCHOR_FILE, DATABASE_FILE, KEY_FILE, LOCK_FILE, Making, take_away};
pub use group::{Store, Tx};
pub use guards::{AlertRow, GlassRow, account_key, team_key};
pub use heads::{HEAD_BYTES, HEADS_MAX};
pub use integrity::Walk;
pub use lock::Lock;
pub use migrations::{APPLICATION_ID, FORMAT};
pub use packed::{PackedDigest, PackedHead};
pub use records::{NewVersion, Record};
pub use references::{Reference, WrongReferences};
pub use requests::RequestRow;
pub use view::{Meta, View};

use std::io;

use rusqlite::{ErrorCode, ffi};

use crate::error::{Corruption, Error, Slip, What};

/// Classifies an engine's error by what the caller can do about it, and drops its message: messages
/// of the engine can hold values.
impl From<rusqlite::Error> for Error {
    fn from(fault: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(fault, _) = fault else {
            return match fault {
                rusqlite::Error::QueryReturnedNoRows => Self::NotFound { what: What::Record },
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::Utf8Error(..) => Self::Corrupt(Corruption::Database),
                _ => Self::Internal,
            };
        };
        match fault.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DiskFull => Self::Full,
            // The engine knows a full disk by one number of the system's, and a full quota has another.
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen if is_full(&io::Error::last_os_error()) => {
                Self::Full
            }
            // Memory that processes share is a file beside the database, which could not be made longer.
            ErrorCode::SystemIoFailure if fault.extended_code == ffi::SQLITE_IOERR_SHMSIZE => Self::Full,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt(Corruption::Database),
            ErrorCode::OperationInterrupted => Self::Misused(Slip::Interrupted),
            ErrorCode::ConstraintViolation => Self::Corrupt(Corruption::Index),
            _ => Self::Storage { number: fault.extended_code },
        }
    }
}

/// Classifies an error of the operating system; its number is kept, negated.
pub(crate) fn of_system(fault: &io::Error) -> Error {
    match fault.kind() {
        io::ErrorKind::NotFound => Error::NotARegister,
        _ if is_full(fault) => Error::Full,
        _ => Error::Storage { number: -fault.raw_os_error().unwrap_or(1) },
    }
}

/// Tells whether the disk is full, or what the account may have of it.
fn is_full(fault: &io::Error) -> bool {
    matches!(fault.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

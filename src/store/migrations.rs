//! The tables of each format, and how an older file becomes a newer one.

use rusqlite::Connection;

use crate::error::{Corruption, Error, Result};

/// Marks a `SQLite` file as a register: the bytes `SREG`.
pub const APPLICATION_ID: i32 = 0x5352_4547;

/// The newest format that this release reads and the only one it writes.
pub const FORMAT: u32 = 1;

/// One step for each format: step `n` makes format `n + 1` of format `n`.
///
/// A step that has been released never changes; a test holds its digest.
const STEPS: [&str; FORMAT as usize] = [include_str!("schema.sql")];

/// Makes the tables of the newest format in an empty database.
pub(super) fn make(connection: &Connection) -> Result<()> {
    step(connection, 0)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(())
}

/// Brings a file of an older format up to the newest, in one transaction.
///
/// # Errors
///
/// [`Error::NotARegister`] for a foreign or empty file, [`Error::NewerFile`], and
/// [`Error::Corrupt`] where the tables or guards are not those of the format.
pub(super) fn bring_up(connection: &Connection) -> Result<()> {
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application != APPLICATION_ID {
        return Err(Error::NotARegister);
    }
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > FORMAT {
        return Err(Error::NewerFile { found, known: FORMAT });
    }
    if found == 0 {
        return Err(Error::NotARegister);
    }
    step(connection, found)?;
    if tables(connection)? != expected()? {
        return Err(Error::Corrupt(Corruption::Schema));
    }
    Ok(())
}

/// Runs the steps from a format to the newest.
fn step(connection: &Connection, from: u32) -> Result<()> {
    if from == FORMAT {
        return Ok(());
    }
    connection.execute_batch("BEGIN EXCLUSIVE")?;
    for (format, sql) in (1..).zip(STEPS).skip(from as usize) {
        connection.execute_batch(sql)?;
        connection.pragma_update(None, "user_version", format)?;
    }
    connection.execute_batch("COMMIT")?;
    Ok(())
}

/// Reads the statements that made the tables, indexes and guards.
fn tables(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection
        .prepare("SELECT \"sql\" FROM \"sqlite_schema\" WHERE \"sql\" NOT NULL ORDER BY \"name\"")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// Returns what a file of the newest format has, from a database in memory.
fn expected() -> Result<Vec<String>> {
    let memory = Connection::open_in_memory()?;
    for sql in STEPS {
        memory.execute_batch(sql)?;
    }
    tables(&memory)
}

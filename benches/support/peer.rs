//! The engine alone: the same encryption and the same settings, without the register.

use std::path::Path;

use rusqlite::Connection;

/// Opens an encrypted database as the register does.
pub(crate) fn open(path: &Path, key: &str) -> Connection {
    let connection = Connection::open(path).expect("a connection");
    connection.pragma_update(None, "key", key).expect("the key");
    for (name, value) in [
        ("cipher_memory_security", "1"),
        ("journal_mode", "WAL"),
        ("synchronous", "2"),
        ("secure_delete", "1"),
        ("temp_store", "2"),
        ("cell_size_check", "1"),
        ("cache_size", "-65536"),
    ] {
        connection
            .pragma_update_and_check(None, name, value, |_| Ok(()))
            .or_else(|fault| match fault {
                rusqlite::Error::QueryReturnedNoRows => Ok(()),
                other => Err(other),
            })
            .expect("a setting");
    }
    connection
}

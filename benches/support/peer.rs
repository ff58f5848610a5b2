//! The engine alone: the same encryption and the same settings, without the register.

use std::path::Path;

use rusqlite::Connection;
use stalking_register::access::{Key, KeyFile};
use stalking_register::register::Register;
use stalking_register::store::key_file;

/// Opens a file beside a register's database, under the same key and with the same settings.
pub(crate) fn open(register: &Register, host_key: &[u8; 32], file: &str) -> Connection {
    let directory = register.directory();
    let key = engine_key(&directory, host_key);
    let connection = Connection::open(directory.join(file)).expect("a connection");
    connection.pragma_update(None, "key", &key).expect("the key");
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

/// Returns the key and the salt of the database, as the engine takes them.
fn engine_key(directory: &Path, host_key: &[u8; 32]) -> String {
    let bytes = key_file::read(directory).expect("the key file");
    let slots = KeyFile::decode(&bytes).expect("slots");
    let (master, _) = slots.open(Key::Host(host_key)).expect("the master key");
    let (key, salt) = master.database();
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    format!("x'{}{}'", hex(&*key), hex(&salt))
}

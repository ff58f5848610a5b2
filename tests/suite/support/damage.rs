//! A register damaged on purpose: by someone who has the files, and by someone who has the key as well.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use stalking_register::access::{Key, KeyFile};

use super::fixture::{Fixture, HOST_KEY};

/// The size of a page of the database, in bytes.
pub(crate) const PAGE_BYTES: usize = 4096;

/// Takes a copy of a register, closed and whole.
pub(crate) fn copy(t: &Fixture, name: &str) -> PathBuf {
    let place = t.beside(name);
    t.administrator().backup(&place, &mut |_, _| true).expect("a copy");
    place
}

/// Copies the files of a closed register.
pub(crate) fn copy_files(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).expect("a directory");
    for file in fs::read_dir(from).expect("a directory") {
        let file = file.expect("a file");
        fs::copy(file.path(), to.join(file.file_name())).expect("a copy");
    }
}

/// Returns the path of a register's database.
pub(crate) fn database(directory: &Path) -> PathBuf {
    directory.join("register.db")
}

/// Opens the database as someone does who has the key: without any of the library's guards.
pub(crate) fn keyed(directory: &Path) -> Connection {
    let file = fs::read(directory.join("register.keys")).expect("a key file");
    let slots = KeyFile::decode(&file).expect("a sound key file");
    let (master, _) = slots.open(Key::Host(&HOST_KEY)).expect("the right key");
    let (key, salt) = master.database();
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database(directory), flags).expect("a database");
    let key = format!("x'{}{}'", hex(&*key), hex(&salt));
    connection.pragma_update(None, "key", key).expect("a key");
    connection.pragma_update(None, "foreign_keys", 0).expect("a setting");
    connection
}

/// Changes rows behind the register's back: the guards are taken away, and put back as they were.
pub(crate) fn tamper(directory: &Path, sql: &str) {
    unguarded(directory, |connection| {
        let changed = connection.execute(sql, []).expect("a change");
        assert!(changed > 0, "{sql}: changes something");
    });
}

/// Does something to a database whose guards were taken away, and puts them back as they were.
pub(crate) fn unguarded(directory: &Path, act: impl FnOnce(&Connection)) {
    let connection = keyed(directory);
    let guards: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .expect("a statement")
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("guards")
        .collect::<Result<_, _>>()
        .expect("guards");
    assert!(!guards.is_empty(), "a register has guards");
    for (name, _) in &guards {
        connection.execute_batch(&format!("DROP TRIGGER \"{name}\"")).expect("a guard is dropped");
    }
    act(&connection);
    for (_, sql) in &guards {
        connection.execute_batch(sql).expect("a guard is put back");
    }
}

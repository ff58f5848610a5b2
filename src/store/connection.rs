//! A connection to the encrypted database, with every setting set and read back.

use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use data_encoding::HEXLOWER;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::error::{Error, Result, Slip};
use crate::store::{migrations, of_system, platform};

/// How long a call waits for another process's transaction before it fails closed.
pub(super) const BUSY_WAIT: Duration = Duration::from_secs(5);

/// Memory for pages of the database, in KiB. A connection that only looks forgets them whenever another one has
/// written.
const CACHE_KIB: i64 = 4 * 1024;

/// The same of the connection that writes: the indexes that name a million records, which each call adds to in many
/// places, have room.
const WRITER_CACHE_KIB: i64 = 32 * 1024;

/// Pages of the log of changes after which they are written into the database: that takes two flushes, so
/// it is done seldom.
const WAL_PAGES: i64 = 4000;

/// Statements kept prepared on each connection.
const STATEMENTS_KEPT: usize = 64;

/// The database key: 32 bytes and the salt that stands at the head of the file.
pub(super) type DatabaseKey = (Zeroizing<[u8; 32]>, [u8; 16]);

/// Makes an encrypted database with the tables of the newest format.
pub(super) fn make(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    let connection = keyed(path, key, OpenFlags::SQLITE_OPEN_CREATE)?;
    migrations::make(&connection)?;
    settle(connection, CACHE_KIB)
}

/// Makes an encrypted database without tables, for the engine to copy another into.
pub(super) fn empty(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    keyed(path, key, OpenFlags::SQLITE_OPEN_CREATE)
}

/// Opens a database that is there, brings it up to the newest format and settles its guards.
pub(super) fn open(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    open_with(path, key, CACHE_KIB)
}

/// Opens a database as [`open`], to write.
pub(super) fn open_to_write(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    open_with(path, key, WRITER_CACHE_KIB)
}

fn open_with(path: &Path, key: &DatabaseKey, cache_kib: i64) -> Result<Connection> {
    let opened = || {
        let connection = keyed(path, key, OpenFlags::empty())?;
        migrations::bring_up(&connection)?;
        settle(connection, cache_kib)
    };
    opened().map_err(|it| platform::or_full(it, path.parent().unwrap_or(path)))
}

/// Opens a database to look at it: whatever its tables and guards are.
pub(super) fn look_at(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    settle(keyed(path, key, OpenFlags::empty())?, CACHE_KIB)
}

/// Returns the version of the encrypting engine.
///
/// # Errors
///
/// [`Slip::Engine`] if the engine does not encrypt.
pub fn engine_version() -> Result<String> {
    platform::start_openssl();
    version_of(&Connection::open_in_memory()?)
}

fn version_of(connection: &Connection) -> Result<String> {
    let version: Option<String> =
        connection.pragma_query_value(None, "cipher_version", |row| row.get(0)).unwrap_or(None);
    version.filter(|it| !it.is_empty()).ok_or(Error::Misused(Slip::Engine))
}

/// Opens the file and gives the engine its key; nothing of the file is trusted yet.
fn keyed(path: &Path, key: &DatabaseKey, extra: OpenFlags) -> Result<Connection> {
    platform::start_openssl();
    if extra.contains(OpenFlags::SQLITE_OPEN_CREATE) {
        // The engine would let others of the machine read what it creates.
        let mut private = std::fs::File::options();
        private.write(true).create_new(true).mode(0o600).open(path).map_err(|it| of_system(&it))?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
        | OpenFlags::SQLITE_OPEN_PRIVATE_CACHE
        | extra;
    // NOFOLLOW refuses a link anywhere in the path, and the directories above are the host's.
    let path = path
        .parent()
        .and_then(|it| it.canonicalize().ok())
        .map_or_else(|| path.to_owned(), |directory| directory.join(path.file_name().unwrap_or_default()));
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_WAIT)?;
    // An engine without encryption ignores the key pragma without a word, and would write in clear.
    version_of(&connection)?;
    // A library prints nothing: what is wrong is told by the error.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let secret = Zeroizing::new(HEXLOWER.encode(&*key.0));
    let text = Zeroizing::new(format!("x'{}{}'", *secret, HEXLOWER.encode(&key.1)));
    connection.pragma_update(None, "key", text.as_str())?;
    hold(&connection, "cipher_memory_security", 1)?;
    // The first read shows whether the key fits.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    Ok(connection)
}

/// Sets what must hold on every connection, and reads it back.
fn settle(mut connection: Connection, cache_kib: i64) -> Result<Connection> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(Error::Misused(Slip::Engine));
    }
    for (name, value) in [
        ("synchronous", 2),
        ("fullfsync", 1),
        ("checkpoint_fullfsync", 1),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("temp_store", 2),
        ("cell_size_check", 1),
        ("cache_size", -cache_kib),
        ("wal_autocheckpoint", WAL_PAGES),
    ] {
        hold(&connection, name, value)?;
    }
    for (config, value) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        // Plans must not depend on bound values: a statement would be prepared anew at each call.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    ] {
        connection.set_db_config(config, value)?;
        if connection.db_config(config)? != value {
            return Err(Error::Misused(Slip::Engine));
        }
    }
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    connection.authorizer(Some(authorise))?;
    Ok(connection)
}

/// Sets a pragma and refuses to go on if it did not take.
fn hold(connection: &Connection, name: &str, value: i64) -> Result<()> {
    connection.pragma_update(None, name, value)?;
    let found: i64 = connection.pragma_query_value(None, name, |row| match row.get::<_, i64>(0) {
        Ok(number) => Ok(number),
        // SQLCipher answers its own pragmas with text.
        Err(_) => Ok(row.get::<_, String>(0)?.parse().unwrap_or(i64::MIN)),
    })?;
    if found == value { Ok(()) } else { Err(Error::Misused(Slip::Engine)) }
}

/// Lets through what this library's own statements need, and nothing else.
fn authorise(context: AuthContext<'_>) -> Authorization {
    let allowed = match context.action {
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Function { .. }
        | AuthAction::Recursive
        | AuthAction::Transaction { .. }
        | AuthAction::Savepoint { .. } => true,
        AuthAction::Insert { table_name } => table_name != "sqlite_schema",
        AuthAction::Update { table_name, .. } => {
            matches!(
                table_name,
                "audit_fields"
                    | "audit_floor"
                    | "audit_heads"
                    | "credentials"
                    | "diary_state"
                    | "findings"
                    | "glasses"
                    | "packed_head"
                    | "requests"
                    | "throttle"
            )
        }
        AuthAction::Delete { table_name } => {
            matches!(
                table_name,
                "account_names"
                    | "alerts"
                    | "audit_events"
                    | "audit_fields"
                    | "audit_references"
                    | "conflicts"
                    | "diary"
                    | "findings"
                    | "glasses"
                    | "identifiers"
                    | "packed_head"
                    | "packed_parts"
                    | "records"
                    | "requests"
                    | "restrictions"
                    | "throttle"
            )
        }
        AuthAction::Pragma { pragma_name, pragma_value } => match pragma_name {
            "wal_checkpoint" | "quick_check" | "integrity_check" | "cipher_integrity_check" => true,
            "data_version" => pragma_value.is_none(),
            _ => false,
        },
        _ => false,
    };
    if allowed { Authorization::Allow } else { Authorization::Deny }
}

//! Opening an encrypted database and bringing its tables up to date.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use rusqlite_migration::{Error as MigrationError, M, MigrationDefinitionError, Migrations, SchemaVersionError};

use crate::LogError;

/// The tables of this crate.
pub const MIGRATION_1: &str = include_str!("../migrations/01-log.sql");
/// Revoked devices and missing tails.
pub const MIGRATION_REVOKED: &str = include_str!("../migrations/02-revoked.sql");
/// What was set aside after a fork.
pub const MIGRATION_ASIDE: &str = include_str!("../migrations/03-aside.sql");
/// All of them; a store puts the first in front of its own list and each later one where it falls in time.
pub const MIGRATIONS: &[&str] = &[MIGRATION_1, MIGRATION_REVOKED, MIGRATION_ASIDE];

/// A reader waits this long for a checkpoint that resets the file; writers are single.
const BUSY: Duration = Duration::from_secs(5);
/// The write-ahead log is cut back to this many bytes after a checkpoint, so that one large import does not keep its space.
const JOURNAL_BYTES: u32 = 16 * 1024 * 1024;
/// Pages of decrypted database kept in memory, KiB. Every page outside it costs a decryption.
const CACHE_KIB: u32 = 8 * 1024;

/// SQLite says that it is ready a moment before SQLCipher is (`sqlite3_initialize` runs SQLCipher's part outside its lock): of two threads
/// that open the first databases of a process at once, the second could be refused its key. So the first opening is one thread's alone.
static READY: LazyLock<rusqlite::Result<()>> = LazyLock::new(|| Connection::open_in_memory().map(drop));

/// Opens a file, once SQLCipher is ready. What keeps it from that is told by this very opening again.
fn open_file(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    if let Err(error) = &*READY {
        tracing::error!(%error, "SQLCipher does not start");
    }
    Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

fn key_pragma(name: &str, key: &[u8; 32]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(96);
    let _ = write!(text, "PRAGMA {name} = \"x'");
    for byte in key {
        let _ = write!(text, "{byte:02x}");
    }
    text.push_str("'\"");
    text
}

fn with_key(connection: &Connection, key: &[u8; 32]) -> Result<(), LogError> {
    connection.execute_batch(&key_pragma("key", key))?;
    let encrypts = connection.query_row("PRAGMA cipher_version", [], |row| row.get::<_, String>(0));
    if !matches!(encrypts, Ok(version) if !version.is_empty()) {
        return Err(LogError::NotEncrypted);
    }
    connection.busy_timeout(BUSY)?;
    match connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0)) {
        Ok(_) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => Err(LogError::WrongKey),
        Err(error) => Err(error.into()),
    }
}

fn common(connection: &Connection) -> Result<(), LogError> {
    connection.execute_batch(&format!(
        "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA cache_size = -{CACHE_KIB};"
    ))?;
    connection.set_prepared_statement_cache_capacity(128);
    // Without it a plan may follow what is bound, and a kept statement with `LIMIT ?` is parsed and planned anew whenever that is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Opens the database for writing, creating the file where there is none, encrypted with this raw key.
/// Design, invariant 10: "What was acknowledged survives power loss on the side that acknowledged (WAL, synchronous=FULL)".
///
/// # Errors
/// [`LogError::WrongKey`] when the key does not open it; [`LogError::NotEncrypted`] when this build cannot encrypt.
pub fn open(path: &Path, key: &[u8; 32]) -> Result<Connection, LogError> {
    let connection = open_file(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    with_key(&connection, key)?;
    common(&connection)?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(LogError::Damaged("the folder does not allow a write-ahead log"));
    }
    connection.execute_batch(&format!(
        "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = {JOURNAL_BYTES};"
    ))?;
    Ok(connection)
}

/// Opens the database for reading only, for a pool beside the one writer.
///
/// # Errors
/// As [`open`].
pub fn open_reader(path: &Path, key: &[u8; 32]) -> Result<Connection, LogError> {
    let connection = open_file(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    with_key(&connection, key)?;
    common(&connection)?;
    connection.execute_batch("PRAGMA query_only = ON;")?;
    Ok(connection)
}

/// Encrypts the whole database anew under another raw key, in one transaction: after a cut anywhere exactly one of the two keys
/// opens it. No other connection may be open, and this one is of no further use: SQLCipher may be left with either key.
///
/// # Errors
/// [`LogError::Sql`]; which key opens the database then is found out by opening it.
pub fn rekey(connection: Connection, key: &[u8; 32]) -> Result<(), LogError> {
    connection.execute_batch(&key_pragma("rekey", key))?;
    connection.close().map_err(|(_, error)| error.into())
}

/// Runs what is missing of a store's whole list of migrations, each in its own transaction.
///
/// # Errors
/// [`LogError::Newer`] when the database has seen more migrations than the list has.
pub fn migrate(connection: &mut Connection, all: &[&str]) -> Result<(), LogError> {
    let migrations = Migrations::new(all.iter().map(|sql| M::up(sql)).collect());
    migrations.to_latest(connection).map_err(|error| match error {
        MigrationError::SpecifiedSchemaVersion(SchemaVersionError::TargetVersionOutOfRange { .. })
        | MigrationError::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => LogError::Newer,
        MigrationError::RusqliteError { err, .. } => LogError::Sql(err),
        other => LogError::Migration(other.to_string()),
    })
}

/// Lets the database grow by at most so many pages from now on; `None` takes the bound away. A write that needs more fails as on a
/// full disk, with nothing written. It holds for this connection alone and ends with it.
///
/// # Errors
/// [`LogError`] of the database.
pub fn leave_room(connection: &Connection, pages: Option<u32>) -> Result<(), LogError> {
    let most = match pages {
        Some(pages) => connection
            .query_row("PRAGMA page_count", [], |row| row.get::<_, u32>(0))?
            .saturating_add(pages)
            .min(MOST_PAGES),
        None => MOST_PAGES,
    };
    Ok(connection.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))?)
}

/// SQLite's own bound.
const MOST_PAGES: u32 = u32::MAX - 1;

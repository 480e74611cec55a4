//! The encrypted database: opening it, bringing its tables up to date, and the small pool that reads it.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use crate::error::{Result, StoreError};
use crate::keys::DbKey;

/// Every migration in the order of time. Immutable; a later one goes to the end.
pub(crate) const MIGRATIONS: &[&str] = &[
    lakon_log::MIGRATION_1,
    include_str!("../migrations/01-desk.sql"),
    include_str!("../migrations/02-projections.sql"),
];

/// Readers kept open. Reads are short, so a few serve a whole page of the program.
const READERS: usize = 3;

/// Pages in the write-ahead log after which they are moved into the database: 16 MiB, the size the log's file keeps anyway.
/// SQLite's own 4 MiB would move them after every page of a pull.
const CHECKPOINT_PAGES: u32 = 4_000;

/// Opens the database for the writer and brings it up to date.
///
/// # Errors
/// [`StoreError::WrongKey`], [`StoreError::NewerVersion`], or what the disk says.
pub(crate) fn open(path: &Path, key: &DbKey) -> Result<Connection> {
    let mut connection = lakon_log::open(path, key.bytes())?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    match lakon_log::migrate(&mut connection, MIGRATIONS) {
        Ok(()) => Ok(connection),
        Err(lakon_log::LogError::Newer) => {
            let found = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            Err(StoreError::NewerVersion { found, known: u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX) })
        }
        Err(error) => Err(error.into()),
    }
}

struct Idle {
    ready: Vec<Connection>,
    /// Connections that exist, idle or lent; `None` once closed.
    open: Option<usize>,
}

/// A few connections for reading, opened when first needed.
pub(crate) struct Pool {
    path: PathBuf,
    key: Mutex<Option<DbKey>>,
    idle: Mutex<Idle>,
    returned: Condvar,
}

impl Pool {
    pub(crate) fn new(path: PathBuf, key: DbKey) -> Self {
        Self {
            path,
            key: Mutex::new(Some(key)),
            idle: Mutex::new(Idle { ready: Vec::new(), open: Some(0) }),
            returned: Condvar::new(),
        }
    }

    /// Runs `f` on one consistent view of the database.
    pub(crate) fn read<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let lent = Lent { connection: Some(self.take()?), pool: self };
        let Some(connection) = lent.connection.as_ref() else { return Err(StoreError::Closed) };
        // A deferred transaction: every statement of `f` sees the same moment. It is rolled back, having written nothing.
        let view = connection.unchecked_transaction()?;
        let result = f(&view);
        drop(view);
        result
    }

    fn take(&self) -> Result<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let open = idle.open.ok_or(StoreError::Closed)?;
            if let Some(connection) = idle.ready.pop() {
                return Ok(connection);
            }
            if open < READERS {
                idle.open = Some(open + 1);
                break;
            }
            idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
        drop(idle);
        let key = self.key.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(StoreError::Closed);
        let opened = key.and_then(|key| Ok(lakon_log::open_reader(&self.path, key.bytes())?));
        opened.inspect_err(|_| {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.open = idle.open.map(|open| open.saturating_sub(1));
            self.returned.notify_one();
        })
    }

    /// Closes what is idle now and the rest as it comes back; forgets the key.
    pub(crate) fn close(&self) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.open = None;
        idle.ready.clear();
        drop(idle);
        *self.key.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.returned.notify_all();
    }
}

/// A connection that finds its way back when a reader panics too.
struct Lent<'p> {
    connection: Option<Connection>,
    pool: &'p Pool,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut idle = self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.open.is_some()
            && let Some(connection) = self.connection.take()
        {
            idle.ready.push(connection);
        }
        self.pool.returned.notify_one();
    }
}

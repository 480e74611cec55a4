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
    include_str!("../migrations/03-numbers.sql"),
    include_str!("../migrations/04-content-faults.sql"),
    include_str!("../migrations/05-service.sql"),
    include_str!("../migrations/06-people.sql"),
    include_str!("../migrations/07-counted.sql"),
    include_str!("../migrations/08-notices.sql"),
    lakon_log::MIGRATION_ASIDE,
    include_str!("../migrations/09-incarnations.sql"),
    lakon_log::MIGRATION_REVOKED,
    include_str!("../migrations/10-transfers.sql"),
    include_str!("../migrations/11-rewrap.sql"),
    include_str!("../migrations/12-index-pages.sql"),
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
    back_up(&connection, path)?;
    match lakon_log::migrate(&mut connection, MIGRATIONS) {
        Ok(()) => Ok(connection),
        Err(lakon_log::LogError::Newer) => {
            let found = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            Err(StoreError::NewerVersion { found, known: u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX) })
        }
        Err(error) => Err(error.into()),
    }
}

/// Encrypts the database anew under `new`. No other connection may be open. Whether it was done is told by which key opens it.
pub(crate) fn rekey(path: &Path, old: &DbKey, new: &DbKey) -> Result<()> {
    let connection = lakon_log::open(path, old.bytes())?;
    truncate_log(&connection);
    // Closing it moves the new pages from the write-ahead log into the file and empties the log.
    Ok(lakon_log::rekey(connection, new.bytes())?)
}

/// Where copies made before earlier migrations may lie.
pub(crate) fn copies(path: &Path) -> impl Iterator<Item = PathBuf> + '_ {
    (0..=MIGRATIONS.len()).map(|version| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".before-{version}"));
        path.with_file_name(name)
    })
}

/// Removes the copies made before earlier migrations: they open with the key of their time.
pub(crate) fn remove_copies(path: &Path) {
    for copy in copies(path) {
        let _ = std::fs::remove_file(copy);
    }
}

/// Keeps a copy of a database that is about to be migrated, beside it and as encrypted as it is.
fn back_up(connection: &Connection, path: &Path) -> Result<()> {
    let version: usize =
        connection.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0))?.try_into().unwrap_or(0);
    if version == 0 || version >= MIGRATIONS.len() {
        return Ok(());
    }
    truncate_log(connection);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".before-{}", MIGRATIONS.len()));
    let copy = path.with_file_name(name);
    std::fs::copy(path, &copy).map_err(StoreError::io("copying the database"))?;
    // Windows makes only what may be written durable.
    let written = std::fs::OpenOptions::new().write(true).open(&copy);
    written.and_then(|file| file.sync_all()).map_err(StoreError::io("copying the database"))
}

/// Moves the write-ahead log into the database and empties it. A reader that is in the middle of something keeps it for a moment:
/// it is then emptied by the next checkpoint. Returns whether it is empty.
pub(crate) fn truncate_log(connection: &Connection) -> bool {
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    let empty = matches!(busy, Ok(false));
    if !empty {
        tracing::warn!(?busy, "the write-ahead log was not emptied");
    }
    empty
}

/// Whether a commit from now on waits until the disk has it (WAL: synchronous FULL), or lies in the log until the next that does.
/// Neither leaves the database torn. A commit that does not wait for the disk does not move the log into the database either, which
/// waits for it twice: [`Pool::checkpoint`] does, while the writer goes on.
pub(crate) fn set_durable(connection: &Connection, durable: bool) -> Result<()> {
    let pages = if durable { CHECKPOINT_PAGES } else { 0 };
    connection.prepare_cached(&format!("PRAGMA wal_autocheckpoint = {pages}"))?.query_row([], |_| Ok(()))?;
    let mut pragma =
        connection.prepare_cached(if durable { "PRAGMA synchronous = FULL" } else { "PRAGMA synchronous = NORMAL" })?;
    Ok(pragma.execute([]).map(|_| ())?)
}

/// The writer while its commits need not wait for the disk. However that ends, the next one's commits wait again: what an officer is
/// told is kept must be kept.
pub(crate) struct NotDurable<'c> {
    pub connection: &'c mut Connection,
}

impl<'c> NotDurable<'c> {
    pub(crate) fn begin(connection: &'c mut Connection) -> Result<Self> {
        let lent = Self { connection };
        set_durable(lent.connection, false)?;
        Ok(lent)
    }
}

impl Drop for NotDurable<'_> {
    fn drop(&mut self) {
        if let Err(error) = set_durable(self.connection, true) {
            tracing::error!(%error, "commits may not wait for the disk until the next page from outside");
        }
    }
}

struct Idle {
    ready: Vec<Connection>,
    /// Connections that exist, idle or lent; `None` once closed.
    open: Option<usize>,
    /// Nobody gets one now.
    paused: bool,
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
            idle: Mutex::new(Idle { ready: Vec::new(), open: Some(0), paused: false }),
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

    /// Moves the write-ahead log into the database as far as nobody reads it; the writer goes on meanwhile.
    pub(crate) fn checkpoint(&self) -> Result<()> {
        let lent = Lent { connection: Some(self.take()?), pool: self };
        let Some(connection) = lent.connection.as_ref() else { return Err(StoreError::Closed) };
        // Outside a transaction: one that reads would hold the log back itself.
        Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
    }

    fn take(&self) -> Result<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let open = idle.open.ok_or(StoreError::Closed)?;
            if !idle.paused {
                if let Some(connection) = idle.ready.pop() {
                    return Ok(connection);
                }
                if open < READERS {
                    idle.open = Some(open + 1);
                    break;
                }
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

    /// Waits until nobody reads and closes every connection; readers wait until what is returned is dropped.
    pub(crate) fn pause(&self) -> Result<Paused<'_>> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.paused = true;
        let paused = Paused { pool: self };
        loop {
            let closed = idle.ready.len();
            idle.ready.clear();
            match idle.open {
                None => {
                    drop(idle);
                    return Err(StoreError::Closed);
                }
                Some(open) => {
                    idle.open = Some(open.saturating_sub(closed));
                    if open <= closed {
                        drop(idle);
                        return Ok(paused);
                    }
                }
            }
            idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
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

/// No connection of the pool is open while this lives.
pub(crate) struct Paused<'p> {
    pool: &'p Pool,
}

impl Paused<'_> {
    /// What connections are opened with from now on.
    pub(crate) fn set_key(&self, key: &DbKey) {
        let mut held = self.pool.key.lock().unwrap_or_else(PoisonError::into_inner);
        // A pool that was closed stays without a key.
        if held.is_some() {
            *held = Some(key.clone());
        }
    }
}

impl Drop for Paused<'_> {
    fn drop(&mut self) {
        self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner).paused = false;
        self.pool.returned.notify_all();
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
        // All while paused: the call is meant for whoever waits for silence, not for one more reader.
        if idle.paused { self.pool.returned.notify_all() } else { self.pool.returned.notify_one() }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_database_is_copied_before_it_is_migrated_and_a_new_or_current_one_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let (path, copy) =
            (dir.path().join("lakon.db"), dir.path().join(format!("lakon.db.before-{}", MIGRATIONS.len())));
        let key = DbKey::from_bytes(&[1; 32]).unwrap();
        let mut older = lakon_log::open(&path, key.bytes()).unwrap();
        lakon_log::migrate(&mut older, &MIGRATIONS[..2]).unwrap();
        older.execute("INSERT INTO setting (name, value) VALUES ('a', 'b')", []).unwrap();
        drop(older);
        drop(open(&path, &key).unwrap());
        let kept = lakon_log::open(&copy, key.bytes()).unwrap();
        let version: u32 = kept.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        let value: String = kept.query_row("SELECT value FROM setting", [], |row| row.get(0)).unwrap();
        assert_eq!((version, value.as_str()), (2, "b"));
        drop(kept);
        std::fs::remove_file(&copy).unwrap();
        drop(open(&path, &key).unwrap());
        assert!(!copy.exists());
    }

    #[test]
    fn a_commit_after_one_that_was_not_waited_for_is_as_durable_and_as_rarely_moved_as_before() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = open(&dir.path().join("lakon.db"), &DbKey::from_bytes(&[1; 32]).unwrap()).unwrap();
        let read = |connection: &Connection| {
            let one =
                |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, u32>(0)).unwrap();
            (one("synchronous"), one("wal_autocheckpoint"))
        };
        let before = read(&connection);
        let lent = NotDurable::begin(&mut connection).unwrap();
        assert_ne!(read(lent.connection), before);
        drop(lent);
        assert_eq!(read(&connection), before);
        assert_eq!(before, (2, CHECKPOINT_PAGES));
    }

    #[test]
    fn a_full_database_is_a_full_disk_and_goes_on_when_there_is_room() {
        let dir = tempfile::tempdir().unwrap();
        let connection = open(&dir.path().join("lakon.db"), &DbKey::from_bytes(&[1; 32]).unwrap()).unwrap();
        let pages: u32 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        let limit =
            |pages: u32| connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
        let write = || -> Result<usize> {
            let text = "x".repeat(100_000);
            Ok(connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('a', ?1)", [text])?)
        };
        limit(pages + 1);
        let full = write().unwrap_err();
        assert!(matches!(full, StoreError::DiskFull { .. }) && full.transient(), "{full:?}");
        limit(pages + 1_000);
        write().unwrap();
    }

    #[test]
    fn the_write_ahead_log_is_moved_into_the_database_beside_the_writer() {
        let dir = tempfile::tempdir().unwrap();
        let (path, key) = (dir.path().join("lakon.db"), DbKey::from_bytes(&[1; 32]).unwrap());
        let writer = open(&path, &key).unwrap();
        set_durable(&writer, false).unwrap();
        let text = "x".repeat(1_000_000);
        writer.execute("INSERT INTO setting (name, value) VALUES ('a', ?1)", [text]).unwrap();
        let before = std::fs::metadata(&path).unwrap().len();
        // A write under way does not keep it from its work.
        writer.execute_batch("BEGIN IMMEDIATE").unwrap();
        Pool::new(path.clone(), key).checkpoint().unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() > before + 900_000);
        writer.execute_batch("COMMIT").unwrap();
        set_durable(&writer, true).unwrap();
    }

    #[test]
    fn readers_wait_for_a_connection_and_end_when_the_pool_closes() {
        let dir = tempfile::tempdir().unwrap();
        let (path, key) = (dir.path().join("lakon.db"), DbKey::from_bytes(&[1; 32]).unwrap());
        let _writer = open(&path, &key).unwrap();
        let pool = Pool::new(path, key);
        std::thread::scope(|scope| {
            for _ in 0..4 * READERS {
                scope.spawn(|| {
                    pool.read(|conn| Ok(conn.query_row("SELECT count(*) FROM draft", [], |row| row.get::<_, i64>(0))?))
                        .unwrap()
                });
            }
        });
        assert!(pool.idle.lock().unwrap().ready.len() <= READERS);
        pool.close();
        assert!(matches!(pool.read(|_| Ok(())), Err(StoreError::Closed)));
    }
}

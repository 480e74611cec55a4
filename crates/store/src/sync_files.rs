//! Attachments that are not where they belong yet: on this PC only, not on this PC, or with a trouble; for the list of the page and for
//! what is left to move.

use lakon_sync::files::LARGEST_FILE;
use rusqlite::params;

use crate::cases::Page;
use crate::error::Result;
use crate::files::{COLUMNS, FileRow, TABLES, read_file};
use crate::store::Store;

/// What is left to move, each content once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FilesLeft {
    pub up: u64,
    pub up_bytes: u64,
    pub down: u64,
    pub down_bytes: u64,
}

impl Store {
    /// A page of attachments that are not settled, the newest first, after the key of an earlier page. Nothing on a PC that is its own
    /// office, unless a copy is not sound.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn files_on_the_way(&self, after: Option<i64>, limit: u32) -> Result<Page<FileRow, i64>> {
        let most = i64::from(limit.max(1)) + 1;
        let alone = self.inner.pin().is_none_or(|pin| pin.alone);
        // One walk backwards over the files, ended by the limit: no sorting, whatever their number.
        let sql = format!(
            "SELECT {COLUMNS}, f.rowid AS walk FROM {TABLES} WHERE f.live = 1 AND f.address IS NOT NULL AND f.rowid < ?1
               AND (b.fault IS NOT NULL OR (?3 = 0 AND (b.address IS NULL OR b.on_server = 0)))
             ORDER BY f.rowid DESC LIMIT ?2"
        );
        self.read(|conn| {
            let mut statement = conn.prepare_cached(&sql)?;
            let found = statement.query_map(params![after.unwrap_or(i64::MAX), most, alone], |row| {
                Ok((read_file(row)?, row.get::<_, i64>("walk")?))
            })?;
            let mut found: Vec<(FileRow, i64)> = found.collect::<rusqlite::Result<_>>()?;
            let whole = i64::try_from(found.len()).unwrap_or(i64::MAX) < most;
            if !whole {
                found.pop();
            }
            let next = if whole { None } else { found.last().map(|(_, key)| *key) };
            Ok(Page { rows: found.into_iter().map(|(row, _)| row).collect(), next })
        })
    }

    /// How many contents still have to go up and to come down, and how large they are.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn files_left(&self) -> Result<FilesLeft> {
        if self.inner.pin().is_none_or(|pin| pin.alone) {
            return Ok(FilesLeft::default());
        }
        self.read(|conn| {
            let read = |row: &rusqlite::Row<'_>| {
                Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, i64>(1)?.unsigned_abs()))
            };
            let up =
                "SELECT count(*), coalesce(sum(b.size), 0) FROM blob AS b WHERE b.on_server = 0 AND b.fault IS NULL
                        AND EXISTS (SELECT 1 FROM file_row AS f WHERE f.address = b.address)";
            let down = "SELECT count(*), coalesce(sum(size), 0) FROM (
                          SELECT max(f.size) AS size FROM file_row AS f WHERE f.address IS NOT NULL
                             AND NOT EXISTS (SELECT 1 FROM blob AS b WHERE b.address = f.address AND b.fault IS NULL)
                           GROUP BY f.address) WHERE size <= ?1";
            let most = i64::try_from(LARGEST_FILE).unwrap_or(i64::MAX);
            let (up, up_bytes) = conn.prepare_cached(up)?.query_row([], read)?;
            let (down, down_bytes) = conn.prepare_cached(down)?.query_row([most], read)?;
            Ok(FilesLeft { up, up_bytes, down, down_bytes })
        })
    }
}

//! Attachments that are not where they belong yet: on this PC only, not on this PC, or with a trouble; for the list of the page and for
//! what is left to move.

use lakon_domain::ids::Hash;
use lakon_sync::files::LARGEST_FILE;
use rusqlite::{Connection, Params, params};

use crate::cases::Page;
use crate::error::Result;
use crate::files::{COLUMNS, FileRow, TABLES, read_file};
use crate::keeping::comes;
use crate::store::Store;

/// Place of an attachment in the list of those that are not settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayKey {
    /// Among those that move or failed.
    Pressing(i64),
    /// Among those that only wait.
    Waiting(i64),
}

/// The contents in trouble, and those of the JSON list of hexadecimal addresses in parameter 3. What the server only lacks itself waits.
const PRESSING: &str = "(SELECT address FROM blob WHERE fault IS NOT NULL
     UNION SELECT address FROM blob_trouble WHERE ?4 = 0 AND reason <> 'not_there'
     UNION SELECT unhex(value) FROM json_each(?3))";

/// What is left to move, each content once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FilesLeft {
    pub up: u64,
    pub up_bytes: u64,
    pub down: u64,
    pub down_bytes: u64,
}

impl Store {
    /// A page of attachments that are not settled, after the key of an earlier page: those in trouble or `moving` first, then those that
    /// wait to be sent or that this PC fetches by itself, the newest of each first. What comes only when somebody opens it waits for nothing
    /// and is not among them. Nothing on a PC that is its own office, unless a copy is not sound.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn files_on_the_way(
        &self,
        moving: &[Hash],
        after: Option<WayKey>,
        limit: u32,
    ) -> Result<Page<FileRow, WayKey>> {
        let most = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        let alone = self.inner.pin().is_none_or(|pin| pin.alone);
        let keeps = self.keeps()?;
        let users = self.users_here(keeps);
        let moving: Vec<String> = moving.iter().map(|address| format!("\"{address}\"")).collect();
        let moving = format!("[{}]", moving.join(","));
        let (pressing, waiting) = match after {
            None => (Some(i64::MAX), i64::MAX),
            Some(WayKey::Pressing(row)) => (Some(row), i64::MAX),
            Some(WayKey::Waiting(row)) => (None, row),
        };
        let unsettled = format!(
            "(b.fault IS NOT NULL OR (?4 = 0 AND ((b.address IS NOT NULL AND b.on_server = 0)
                OR (b.address IS NULL AND {}))))",
            comes(keeps, "f")
        );
        let page = |of: &str, order: &str| {
            format!(
                "SELECT {COLUMNS}, f.rowid AS walk FROM {TABLES} LEFT JOIN blob_wish AS w ON w.address = f.address
                  WHERE f.live = 1 AND f.address {of} {PRESSING} AND {order} < ?2 AND {unsettled}
                  ORDER BY {order} DESC LIMIT ?5"
            )
        };
        self.read(|conn| {
            let mut found = Vec::new();
            let room = |found: &Vec<_>| i64::try_from(most + 1 - found.len()).unwrap_or(i64::MAX);
            if let Some(before) = pressing {
                // Few: found by their address.
                let bound = params![users, before, moving, alone, room(&found)];
                found.extend(rows(conn, &page("IN", "+f.rowid"), bound, WayKey::Pressing)?);
            }
            if found.len() <= most {
                // One walk backwards over the files, ended by the limit: no sorting, whatever their number.
                let bound = params![users, waiting, moving, alone, room(&found)];
                found.extend(rows(conn, &page("NOT IN", "f.rowid"), bound, WayKey::Waiting)?);
            }
            let whole = found.len() <= most;
            found.truncate(most);
            let next = if whole { None } else { found.last().map(|(_, key)| *key) };
            Ok(Page { rows: found.into_iter().map(|(row, _)| row).collect(), next })
        })
    }

    /// How many contents still have to go up and to come down by themselves, and how large they are.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn files_left(&self) -> Result<FilesLeft> {
        if self.inner.pin().is_none_or(|pin| pin.alone) {
            return Ok(FilesLeft::default());
        }
        let keeps = self.keeps()?;
        let users = self.users_here(keeps);
        self.read(|conn| {
            let read = |row: &rusqlite::Row<'_>| {
                Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, i64>(1)?.unsigned_abs()))
            };
            let up =
                "SELECT count(*), coalesce(sum(b.size), 0) FROM blob AS b WHERE b.on_server = 0 AND b.fault IS NULL
                        AND EXISTS (SELECT 1 FROM file_row AS f WHERE f.address = b.address)";
            let down = format!(
                "SELECT count(*), coalesce(sum(size), 0) FROM (
                   SELECT max(f.size) AS size FROM file_row AS f
                     LEFT JOIN blob AS b ON b.address = f.address
                     LEFT JOIN blob_wish AS w ON w.address = f.address
                    WHERE f.address IS NOT NULL AND (b.address IS NULL OR b.fault IS NOT NULL) AND {}
                    GROUP BY f.address) WHERE size <= ?2",
                comes(keeps, "f")
            );
            let most = i64::try_from(LARGEST_FILE).unwrap_or(i64::MAX);
            let (up, up_bytes) = conn.prepare_cached(up)?.query_row([], read)?;
            let (down, down_bytes) = conn.prepare_cached(&down)?.query_row(params![users, most], read)?;
            Ok(FilesLeft { up, up_bytes, down, down_bytes })
        })
    }
}

fn rows(
    conn: &Connection,
    sql: &str,
    bound: impl Params,
    key: fn(i64) -> WayKey,
) -> rusqlite::Result<Vec<(FileRow, WayKey)>> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(bound, |row| Ok((read_file(row)?, key(row.get("walk")?))))?;
    found.collect()
}

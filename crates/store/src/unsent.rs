//! What the office server has not confirmed: counted for the status bar and for the officer's trust.

use rusqlite::Connection;

use crate::error::Result;
use crate::store::Store;

/// What would be lost with this PC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Records of the own log beyond the server's newest receipt.
    pub records: u64,
    /// Attachments of records, not seen on the server.
    pub files: u64,
}

/// Sequence number of the own log up to which a server of the office gave a receipt.
pub(crate) fn receipt(conn: &Connection, own: &[u8; 16]) -> Result<i64> {
    Ok(conn
        .prepare_cached(
            "SELECT coalesce(max(s.seq), 0) FROM seal AS s JOIN log AS l ON l.no = s.no
              WHERE l.log = ?1 AND s.by IN (SELECT signing_key FROM log WHERE server = 1)",
        )?
        .query_row([own], |row| row.get(0))?)
}

impl Store {
    /// What the server has not confirmed. Nothing is unsent on a PC that is its own office.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn unsent(&self) -> Result<Unsent> {
        if !self.enrolled()? {
            return Ok(Unsent::default());
        }
        let own = self.inner.device.log;
        self.read(|conn| {
            let head = lakon_log::head(conn, own)?.map_or(0, |head| head.seq);
            let confirmed = receipt(conn, &own.0)?.unsigned_abs();
            let files: i64 = conn
                .prepare_cached(
                    "SELECT count(*) FROM blob AS b WHERE b.on_server = 0 AND EXISTS (SELECT 1 FROM file_row AS f WHERE f.address = b.address)",
                )?
                .query_row([], |row| row.get(0))?;
            Ok(Unsent { records: head.saturating_sub(confirmed), files: files.unsigned_abs() })
        })
    }

    /// Records of newer programs that are kept and relayed but not shown.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn skipped(&self) -> Result<u64> {
        self.read(|conn| {
            let sum: i64 =
                conn.prepare_cached("SELECT coalesce(sum(n), 0) FROM skipped")?.query_row([], |row| row.get(0))?;
            Ok(sum.unsigned_abs())
        })
    }

    /// The kinds of these records and how many there are of each, in the order of their names.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn skipped_kinds(&self) -> Result<Vec<(String, u64)>> {
        self.read(|conn| {
            let mut kinds = conn.prepare_cached("SELECT kind, n FROM skipped ORDER BY kind")?;
            let rows = kinds.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Records held, of all logs.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn record_count(&self) -> Result<u64> {
        self.read(|conn| Ok(lakon_log::event_count(conn, None)?))
    }
}

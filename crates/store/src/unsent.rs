//! What the office server has not confirmed: counted for the status bar and for the officer's trust.

use lakon_domain::filed::Filed;
use lakon_domain::ids::LogId;
use lakon_sync::replica::Unreceipted;
use rusqlite::Connection;

use crate::device::Device;
use crate::error::Result;
use crate::store::Store;

/// What would be lost with this PC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Records of the own log and of former ones beyond the server's newest receipt.
    pub records: u64,
    /// Attachments of records, not seen on the server.
    pub files: u64,
}

/// Sequence number of the own log up to which a server of the office gave a receipt.
pub(crate) fn receipt(conn: &Connection, own: &[u8; 16]) -> Result<i64> {
    let newest = lakon_log::newest_receipt(conn, LogId(*own))?;
    Ok(newest.map_or(0, |seal| i64::try_from(seal.seq).unwrap_or(i64::MAX)))
}

/// The own logs that reach beyond their newest receipt, former ones first, each with where that receipt stands.
pub(crate) fn owed(conn: &Connection, device: &Device) -> Result<Vec<Unreceipted>> {
    let mut owed = Vec::new();
    for log in device.former.iter().chain([&device.log]) {
        let Some(head) = lakon_log::head(conn, *log)? else { continue };
        let confirmed = receipt(conn, &log.0)?.unsigned_abs();
        if head.seq > confirmed {
            owed.push(Unreceipted { head, confirmed });
        }
    }
    Ok(owed)
}

/// The last record of the own log that is safe with all before it: none while a former log lacks a receipt.
pub(crate) fn confirmed(conn: &Connection, device: &Device) -> Result<i64> {
    let former = owed(conn, device)?.iter().any(|owed| owed.head.log != device.log);
    if former { Ok(0) } else { receipt(conn, &device.log.0) }
}

/// The place in the own log that a case waits for to be on the server; 1 where it waits for a former log, 0 where for nothing.
pub(crate) fn own_seq(conn: &Connection, device: &Device, events: &[Filed]) -> Result<u64> {
    let last = |log: LogId| events.iter().filter(|filed| filed.log == log).map(|filed| filed.seq).max().unwrap_or(0);
    let own = last(device.log);
    if own > 0 {
        return Ok(own);
    }
    for log in &device.former {
        if last(*log) > receipt(conn, &log.0)?.unsigned_abs() {
            return Ok(1);
        }
    }
    Ok(0)
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
        let device = self.inner.device();
        self.read(|conn| {
            let records = owed(conn, &device)?.iter().map(|owed| owed.head.seq - owed.confirmed).sum();
            let files: i64 = conn
                .prepare_cached(
                    "SELECT count(*) FROM blob AS b WHERE b.on_server = 0 AND EXISTS (SELECT 1 FROM file_row AS f WHERE f.address = b.address)",
                )?
                .query_row([], |row| row.get(0))?;
            Ok(Unsent { records, files: files.unsigned_abs() })
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

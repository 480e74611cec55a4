//! What waits to be settled: cases and parties with concurrent edits, the newest cases first, parties by name.

use rusqlite::params;

use crate::cases::{COLUMNS, CaseRow, read_row};
use crate::error::Result;
use crate::parties::{LINE, PartyRow, read_line};
use crate::store::Store;

impl Store {
    /// Cases with a field two people changed at once, at most `limit`.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn concurrent_cases(&self, limit: u32) -> Result<Vec<CaseRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM case_row AS c INDEXED BY case_row_concurrent WHERE c.concurrent = 1
              ORDER BY c.place DESC LIMIT ?1"
        );
        self.read(|conn| {
            let confirmed = self.confirmed(conn)?;
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map(params![limit], |row| read_row(row, confirmed))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// People and organisations likewise.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn concurrent_parties(&self, limit: u32) -> Result<Vec<PartyRow>> {
        let sql = format!(
            "SELECT {LINE} FROM party_row AS p INDEXED BY party_row_concurrent WHERE p.concurrent = 1
              ORDER BY p.sort, p.id LIMIT ?1"
        );
        self.read(|conn| {
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map(params![limit], read_line)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// How many cases and parties there are to settle.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn concurrent_count(&self) -> Result<u64> {
        self.read(|conn| {
            let count: i64 = conn
                .prepare_cached(
                    "SELECT (SELECT count(*) FROM case_row WHERE concurrent = 1)
                          + (SELECT count(*) FROM party_row WHERE concurrent = 1)",
                )?
                .query_row([], |row| row.get(0))?;
            Ok(count.unsigned_abs())
        })
    }
}

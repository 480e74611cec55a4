//! Reading what lies beside the logs here: records of a branch that gave way, and records beyond the end of a revoked PC's log.

use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::Record;
use rusqlite::{Connection, params};

use crate::LogError;
use crate::page::read_record;

/// One record that counts nowhere.
pub struct Beside {
    pub log: LogId,
    pub seq: u64,
    /// It lies beyond the end of a revoked PC's log; else a branch of the log that gave way.
    pub beyond: bool,
    /// The same event stands in a log that counts.
    pub elsewhere: bool,
    pub record: Record,
}

/// Looks at every record beside the logs, or at those of one log: in the order in which they were set aside, then those beyond an end.
///
/// # Errors
/// [`LogError`] of the database, and of `look`.
pub fn each_beside<E: From<LogError>>(
    connection: &Connection,
    of: Option<LogId>,
    mut look: impl FnMut(Beside) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "SELECT header, facts, private, private_hash, log, seq, beyond,
                 EXISTS (SELECT 1 FROM record AS r WHERE r.event = b.event) FROM
               (SELECT header, facts, private, private_hash, log, seq, 0 AS beyond, event, no FROM aside
                UNION ALL SELECT header, facts, private, private_hash, log, seq, 1, event, seq FROM beyond) AS b
               WHERE ?1 IS NULL OR log = ?1 ORDER BY beyond, CASE beyond WHEN 0 THEN no END, log, seq";
    let mut statement = connection.prepare_cached(sql).map_err(LogError::from)?;
    let mut rows = statement.query(params![of.map(|log| log.0)]).map_err(LogError::from)?;
    while let Some(row) = rows.next().map_err(LogError::from)? {
        let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Beside> {
            Ok(Beside {
                record: read_record(row, 0)?,
                log: LogId(row.get(4)?),
                seq: row.get::<_, i64>(5)?.unsigned_abs(),
                beyond: row.get(6)?,
                elsewhere: row.get(7)?,
            })
        };
        look(read(row).map_err(LogError::from)?)?;
    }
    Ok(())
}

/// Whether the private part of any record beside the logs names this content.
///
/// # Errors
/// [`LogError`] of the database.
pub fn names_beside(connection: &Connection, address: &Hash) -> Result<bool, LogError> {
    let sql = "SELECT 1 FROM aside WHERE instr(private, ?1) > 0 UNION ALL SELECT 1 FROM beyond WHERE instr(private, ?1) > 0 LIMIT 1";
    Ok(connection.prepare_cached(sql)?.exists([address.to_string().into_bytes()])?)
}

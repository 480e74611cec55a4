//! Setting the losing branch of a forked log aside. Design, invariant 12: "After a fork the branch the server holds stays … other
//! replicas set the losing tail aside; … nothing is lost."

use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::{Record, chain_start};
use lakon_sync::replica::Page;
use rusqlite::{Connection, OptionalExtension, params};

use crate::lookup::Stored;
use crate::page::{chain_at, number, read_record};
use crate::{LogError, SEQ_BITS, place};

/// Records set aside that are read at once.
const AT_ONCE: u32 = 500;

/// Takes every record of a log after `after` out of the log and keeps it beside, seals too; the log then ends at `after`. What tells of
/// them in the caller's tables is the caller's to put right. Returns the mark after which [`aside`] finds them.
///
/// # Errors
/// [`LogError`] of the database; [`LogError::Damaged`] for a log that is not held that far.
pub fn set_aside(tx: &Connection, log: LogId, after: u64) -> Result<i64, LogError> {
    let no = number(tx, log)?.ok_or(LogError::Damaged("a log that is not held cannot be set aside"))?;
    let chain = match after {
        0 => Some(chain_start(log)),
        seq => chain_at(tx, no, seq)?,
    };
    let chain = chain.ok_or(LogError::Damaged("a log has a hole"))?;
    let (first, end) = (place(no, after)?, place(no + 1, 0)?);
    let seq = i64::try_from(after).map_err(|_| LogError::Damaged("a sequence number is out of range"))?;
    let mark: i64 = tx.query_row("SELECT coalesce(max(no), 0) FROM aside", [], |row| row.get(0))?;
    // The same branch may come back without private parts that were kept of it: they are nowhere else.
    tx.execute(
        "UPDATE record SET private = (SELECT kept.private FROM aside kept
             WHERE kept.log = ?3 AND kept.seq = record.place & ?4 AND kept.event = record.event
               AND kept.private_hash = record.private_hash)
          WHERE place > ?1 AND place < ?2 AND private IS NULL AND event NOT IN (SELECT event FROM erasure)",
        params![first, end, log.0, (1_i64 << SEQ_BITS) - 1],
    )?;
    tx.execute(
        "INSERT OR REPLACE INTO aside (log, seq, event, kind, header, facts, private, private_hash, chain)
         SELECT ?3, place & ?4, event, kind, header, facts, private, private_hash, chain FROM record
          WHERE place > ?1 AND place < ?2 ORDER BY place",
        params![first, end, log.0, (1_i64 << SEQ_BITS) - 1],
    )?;
    tx.execute(
        "INSERT OR IGNORE INTO aside_seal (log, seq, by, chain, at, signature)
         SELECT ?1, seq, by, chain, at, signature FROM seal WHERE no = ?2 AND seq > ?3",
        params![log.0, no, seq],
    )?;
    tx.execute("DELETE FROM subject WHERE place > ?1 AND place < ?2", params![first, end])?;
    tx.execute("DELETE FROM seal WHERE no = ?1 AND seq > ?2", params![no, seq])?;
    tx.execute("DELETE FROM record WHERE place > ?1 AND place < ?2", params![first, end])?;
    tx.execute("UPDATE log SET seq = ?2, chain = ?3 WHERE no = ?1", params![no, seq, chain.0])?;
    Ok(mark)
}

/// Some of the records set aside after a mark, oldest first, and the mark to go on from; none where that was all.
///
/// # Errors
/// [`LogError`] of the database.
pub fn aside(connection: &Connection, mark: i64) -> Result<(Vec<Stored>, i64), LogError> {
    let mut statement = connection.prepare_cached(
        "SELECT header, facts, private, private_hash, log, seq, no FROM aside WHERE no > ?1 ORDER BY no LIMIT ?2",
    )?;
    let mut rows = statement.query(params![mark, AT_ONCE])?;
    let (mut found, mut reached) = (Vec::new(), mark);
    while let Some(row) = rows.next()? {
        let (record, log) = (read_record(row, 0)?, LogId(row.get(4)?));
        found.push(Stored { log, seq: row.get::<_, i64>(5)?.unsigned_abs(), record });
        reached = row.get(6)?;
    }
    Ok((found, reached))
}

/// How many records were set aside here.
///
/// # Errors
/// [`LogError`] of the database.
pub fn aside_count(connection: &Connection) -> Result<u64, LogError> {
    let count: i64 = connection.query_row("SELECT count(*) FROM aside", [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// The first place of a page where the log held here goes another way. `None` where it does not, as far as it is held.
///
/// # Errors
/// [`LogError`] of the database.
pub fn parting(connection: &Connection, page: &Page) -> Result<Option<u64>, LogError> {
    let row: Option<(i64, i64)> = connection
        .prepare_cached("SELECT no, seq FROM log WHERE log = ?1")?
        .query_row([page.log.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((no, held)) = row else { return Ok(None) };
    let mut prev: Option<Hash> = match page.after {
        0 => Some(chain_start(page.log)),
        seq => chain_at(connection, no, seq)?,
    };
    for (seq, record) in (page.after + 1..).zip(&page.records) {
        let Some(before) = prev else { return Ok(None) };
        if seq > held.unsigned_abs() {
            return Ok(None);
        }
        let chain = Record::hash(record, &before);
        if chain_at(connection, no, seq)? != Some(chain) {
            return Ok(Some(seq));
        }
        prev = Some(chain);
    }
    Ok(None)
}

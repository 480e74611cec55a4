//! The end of a log, taken off or written on: what lies above a head is cut, and records of a log that ended go on in another.

use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::{Record, chain_start};
use rusqlite::{Connection, OptionalExtension, params};

use crate::again::placed;
use crate::append::{Appended, insert, move_head};
use crate::page::{chain_at, number, read_record};
use crate::{LogError, office, place, unplace};

/// Takes off what is held of a log above `seq`, with its seals, and returns it in order. What the records told about no longer
/// finds them. The caller keeps them: nothing is thrown away.
///
/// # Errors
/// [`LogError`] of the database.
pub fn cut(tx: &Connection, log: LogId, seq: u64) -> Result<Vec<(u64, Record)>, LogError> {
    let Some(no) = number(tx, log)? else { return Ok(Vec::new()) };
    let (from, to) = (place(no, seq)?, place(no + 1, 0)?);
    let mut statement = tx.prepare_cached(
        "SELECT header, facts, private, private_hash, place FROM record WHERE place > ?1 AND place < ?2 ORDER BY place",
    )?;
    let tail: Vec<(u64, Record)> = statement
        .query_map(params![from, to], |row| Ok((unplace(row.get(4)?).1, read_record(row, 0)?)))?
        .collect::<Result<_, _>>()?;
    if tail.is_empty() {
        return Ok(tail);
    }
    let chain = match seq {
        0 => chain_start(log),
        seq => chain_at(tx, no, seq)?.ok_or(LogError::Damaged("a log has a hole"))?,
    };
    tx.prepare_cached("DELETE FROM subject WHERE place > ?1 AND place < ?2")?.execute(params![from, to])?;
    tx.prepare_cached("DELETE FROM record WHERE place > ?1 AND place < ?2")?.execute(params![from, to])?;
    let bound = i64::try_from(seq).map_err(|_| LogError::Damaged("a sequence number is out of range"))?;
    tx.prepare_cached("DELETE FROM seal WHERE no = ?1 AND seq > ?2")?.execute(params![no, bound])?;
    move_head(tx, no, seq, &chain, Hlc::default())?;
    Ok(tail)
}

/// Says that a log is not written here any more: another one is.
///
/// # Errors
/// [`LogError`] of the database.
pub fn end_own(tx: &Connection, log: LogId) -> Result<(), LogError> {
    tx.prepare_cached("UPDATE log SET own = 0 WHERE log = ?1")?.execute([log.0])?;
    Ok(())
}

/// Appends records of another log to an own one with their event ids, their authors and their moments (design, invariant 12: "appended
/// again to the new log with their event ids"); only their place is new, and what a newer program wrote into a header lives on. One that
/// would be too large there for a record stays in the log that ended.
///
/// # Errors
/// [`LogError`] of the database; [`LogError::Damaged`] where `log` is not an own log.
pub fn carry_over(tx: &Connection, log: LogId, records: &[Record]) -> Result<Vec<Appended>, LogError> {
    let sql = "SELECT no, seq, chain, hlc FROM log WHERE log = ?1 AND own = 1";
    let row = tx
        .prepare_cached(sql)?
        .query_row([log.0], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?, Hash(row.get(2)?), row.get::<_, String>(3)?)))
        .optional()?;
    let (no, seq, mut chain, hlc): (i64, _, _, _) = row.ok_or(LogError::Damaged("this log is not written here"))?;
    let mut seq = seq.unsigned_abs();
    let mut hlc: Hlc = hlc.parse().map_err(|_| LogError::Damaged("a clock stamp"))?;
    let mut written = Vec::with_capacity(records.len());
    for old in records {
        let Some(record) = placed(old, log, seq + 1)? else {
            let event = old.read_header()?.id;
            tracing::warn!(%event, "a record is too large to be written again");
            continue;
        };
        seq += 1;
        let header = record.read_header()?;
        chain = record.hash(&chain);
        hlc = hlc.max(header.hlc);
        insert(tx, no, &header, &record, &chain)?;
        office::note(tx, &header.kind, &record)?;
        written.push(Appended { header, record, chain });
    }
    move_head(tx, no, seq, &chain, hlc)?;
    Ok(written)
}

//! Revoked devices in the database of logs: how far their logs count, and what lay beyond when the revocation came.

use lakon_domain::event::DeviceRevoked;
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::Record;
use lakon_domain::seal::Head;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::page::{chain_at, number, read_record};
use crate::{LogError, tail};

/// The last head of a log that counts; `None` where its device was not revoked.
///
/// # Errors
/// [`LogError`] of the database.
pub fn end(connection: &Connection, log: LogId) -> Result<Option<Head>, LogError> {
    let row = connection
        .prepare_cached("SELECT seq, chain FROM revoked WHERE log = ?1")?
        .query_row([log.0], |row| Ok(Head { seq: row.get::<_, i64>(0)?.unsigned_abs(), chain: Hash(row.get(1)?) }))
        .optional()?;
    Ok(row)
}

/// Whether an office log says that this device writes here no more.
///
/// # Errors
/// [`LogError`] of the database.
pub fn is_revoked(connection: &Connection, device: Uuid) -> Result<bool, LogError> {
    Ok(connection.prepare_cached("SELECT 1 FROM revoked WHERE device = ?1")?.exists([device.as_bytes()])?)
}

/// Keeps what a record of the office log says, and puts aside what is held beyond. The own log is never cut: a PC that was revoked keeps
/// what it wrote.
/// Design, invariant 14: "`device.revoked` names the last head taken; seals above it do not count."
pub(crate) fn note(tx: &Connection, event: &DeviceRevoked) -> Result<(), LogError> {
    let seq = i64::try_from(event.seq).map_err(|_| LogError::Damaged("a sequence number is out of range"))?;
    // The greatest head counts, whichever record comes first.
    tx.prepare_cached(
        "INSERT INTO revoked (log, device, seq, chain) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (log) DO UPDATE SET seq = excluded.seq, chain = excluded.chain WHERE excluded.seq > seq",
    )?
    .execute(params![event.log.0, event.device.as_bytes(), seq, event.chain.0])?;
    let Some(no) = number(tx, event.log)? else { return Ok(()) };
    let own: bool =
        tx.prepare_cached("SELECT own FROM log WHERE no = ?1")?.query_row([no], |row| row.get(0)).unwrap_or(true);
    let Some(end) = end(tx, event.log)?.filter(|_| !own) else { return Ok(()) };
    // A head that is another one here is a fork, which is reported where heads are compared; nothing is cut by it.
    if end.seq > 0 && chain_at(tx, no, end.seq)? != Some(end.chain) {
        return Ok(());
    }
    for (seq, record) in tail::cut(tx, event.log, end.seq)? {
        let seq = i64::try_from(seq).map_err(|_| LogError::Damaged("a sequence number is out of range"))?;
        let private_hash = (record.private_hash != Hash::ZERO).then_some(record.private_hash.0);
        tx.prepare_cached(
            "INSERT INTO beyond (log, seq, event, header, facts, private, private_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
        )?
        .execute(params![event.log.0, seq, record.read_header()?.id.as_bytes(), record.header, record.facts, record.private, private_hash])?;
    }
    Ok(())
}

/// What was put aside of a log because it lies beyond the last head that counts.
///
/// # Errors
/// [`LogError`] of the database.
pub fn beyond(connection: &Connection, log: LogId) -> Result<Vec<Record>, LogError> {
    let mut statement = connection
        .prepare_cached("SELECT header, facts, private, private_hash FROM beyond WHERE log = ?1 ORDER BY seq")?;
    Ok(statement.query_map([log.0], |row| read_record(row, 0))?.collect::<Result<_, _>>()?)
}

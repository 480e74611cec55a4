//! Private parts that travel alone: which are missing here, which are held, and filling them in.

use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::{Record, private_hash};
use lakon_sync::replica::{Place, PrivatePart};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::page::{number, read_record};
use crate::{LogError, office, place, unplace};

/// Places of records whose private part should be here and is not, in the database's order, after `after`. Erased ones are not missing.
///
/// # Errors
/// [`LogError`] of the database.
pub fn missing_private(connection: &Connection, after: Option<Place>, limit: usize) -> Result<Vec<Place>, LogError> {
    let after = match after {
        None => -1,
        Some(at) => number(connection, at.log)?.map_or(Ok(-1), |no| place(no, at.seq))?,
    };
    let mut statement = connection.prepare_cached(
        "SELECT r.place, l.log FROM record AS r INDEXED BY record_lacking JOIN log AS l ON l.no = r.place >> 40
          WHERE r.place > ?1 AND r.private IS NULL AND r.private_hash IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.event = r.event)
          ORDER BY r.place LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement
        .query_map(params![after, limit], |row| Ok(Place { log: LogId(row.get(1)?), seq: unplace(row.get(0)?).1 }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many records of each log lack a private part that should be here. Erased ones lack none.
///
/// # Errors
/// [`LogError`] of the database.
pub fn missing_private_counts(connection: &Connection) -> Result<Vec<(LogId, u64)>, LogError> {
    let mut statement = connection.prepare_cached(
        "SELECT l.log, count(*) FROM record AS r INDEXED BY record_lacking JOIN log AS l ON l.no = r.place >> 40
          WHERE r.private IS NULL AND r.private_hash IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.event = r.event)
          GROUP BY r.place >> 40 ORDER BY l.no",
    )?;
    let rows = statement.query_map([], |row| Ok((LogId(row.get(0)?), row.get::<_, i64>(1)?.unsigned_abs())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The private parts held of these records, up to `bytes` together, at least one if any is held.
///
/// # Errors
/// [`LogError`] of the database.
pub fn privates(connection: &Connection, places: &[Place], bytes: usize) -> Result<Vec<PrivatePart>, LogError> {
    let mut statement =
        connection.prepare_cached("SELECT event, private FROM record WHERE place = ?1 AND private IS NOT NULL")?;
    let (mut parts, mut total) = (Vec::new(), 0_usize);
    for at in places {
        let Some(no) = number(connection, at.log)? else { continue };
        let Ok(key) = place(no, at.seq) else { continue };
        let found = statement
            .query_row([key], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get::<_, Vec<u8>>(1)?)))
            .optional()?;
        let Some((event, part)) = found else { continue };
        if office::erased(connection, &event)? {
            continue;
        }
        total = total.saturating_add(part.len());
        if !parts.is_empty() && total > bytes {
            break;
        }
        parts.push(PrivatePart { log: at.log, seq: at.seq, bytes: part });
    }
    Ok(parts)
}

/// Fills in private parts that fit and that no erasure names; returns the records as they are now, for folding.
/// Design, invariant 4: "a missing private part that fits its hash and that no erasure names is filled in".
///
/// # Errors
/// [`LogError`] of the database.
pub fn fill_private(tx: &Connection, parts: &[PrivatePart]) -> Result<Vec<(LogId, u64, Record)>, LogError> {
    let mut filled = Vec::new();
    for part in parts {
        let Some(no) = number(tx, part.log)? else { continue };
        let Ok(key) = place(no, part.seq) else { continue };
        if let Some(record) = fill(tx, key, &part.bytes)? {
            filled.push((part.log, part.seq, record));
        }
    }
    Ok(filled)
}

/// Fills one; `None` when it was here, does not fit or is erased.
pub(crate) fn fill(tx: &Connection, key: i64, bytes: &[u8]) -> Result<Option<Record>, LogError> {
    let lacking = tx
        .prepare_cached(
            "SELECT header, facts, private, private_hash, event FROM record WHERE place = ?1 AND private IS NULL",
        )?
        .query_row([key], |row| Ok((read_record(row, 0)?, Uuid::from_bytes(row.get(4)?))))
        .optional()?;
    let Some((mut record, event)) = lacking else { return Ok(None) };
    if record.private_hash == Hash::ZERO || private_hash(bytes) != record.private_hash || office::erased(tx, &event)? {
        return Ok(None);
    }
    tx.prepare_cached("UPDATE record SET private = ?2 WHERE place = ?1")?.execute(params![key, bytes])?;
    record.private = Some(bytes.to_vec());
    Ok(Some(record))
}

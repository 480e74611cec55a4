//! Carrying on in a new log: what a restored, copied or forked replica writes from then on, and its own records once more.

use lakon_domain::Random;
use lakon_domain::event::LogOpened;
use lakon_domain::ids::LogId;
use lakon_domain::record::{BadRecord, LARGEST_RECORD, Record};
use rusqlite::Connection;
use serde_json::{Map, Value};

use crate::append::{self, Appended, Moment, tail};
use crate::{LogError, office, open_log, place};

/// Ends the log this replica writes and begins another with its record 1. The former one stays, as a log this replica wrote and can
/// write no more. Design, invariant 1: "One writer per log."
///
/// # Errors
/// As [`open_log`].
pub fn begin_again(
    tx: &Connection,
    log: LogId,
    opened: &LogOpened,
    moment: &Moment,
    random: &mut dyn Random,
) -> Result<Appended, LogError> {
    tx.execute("UPDATE log SET own = 2 WHERE own = 1", [])?;
    open_log(tx, log, opened, moment, random)
}

/// The logs this replica wrote and writes no more, oldest first.
///
/// # Errors
/// [`LogError`] of the database.
pub fn former_logs(connection: &Connection) -> Result<Vec<LogId>, LogError> {
    let mut statement = connection.prepare_cached("SELECT log FROM log WHERE own = 2 ORDER BY no")?;
    Ok(statement.query_map([], |row| Ok(LogId(row.get(0)?)))?.collect::<Result<_, _>>()?)
}

/// The logs this replica wrote or writes that no office log names yet, oldest first.
///
/// # Errors
/// [`LogError`] of the database.
pub fn unnamed_logs(connection: &Connection) -> Result<Vec<LogId>, LogError> {
    let mut statement = connection.prepare_cached(
        "SELECT log FROM log WHERE own > 0 AND server = 0 AND log NOT IN (SELECT log FROM member) ORDER BY no",
    )?;
    Ok(statement.query_map([], |row| Ok(LogId(row.get(0)?)))?.collect::<Result<_, _>>()?)
}

/// Appends a record of a former own log to the own log. Design, invariant 12: "my records from the fork on are appended again to the new
/// log with their event ids". Facts and private part stay byte for byte, and of the header everything but the log and the place in it.
/// `None` where the log has the event already, or where the record with its new place would be too large for a record: then it stays
/// where it was set aside.
///
/// # Errors
/// [`LogError`] of the database; [`LogError::Damaged`] where `log` is not written here.
pub fn append_again(tx: &Connection, log: LogId, record: &Record) -> Result<Option<Appended>, LogError> {
    let end = tail(tx, log)?;
    let event = record.read_header()?.id;
    let has = tx
        .prepare_cached("SELECT 1 FROM record WHERE event = ?1 AND place > ?2 AND place < ?3")?
        .exists(rusqlite::params![event.as_bytes(), place(end.no, 0)?, place(end.no + 1, 0)?])?;
    if has {
        return Ok(None);
    }
    let seq = end.seq + 1;
    let Some(record) = placed(record, log, seq)? else {
        tracing::warn!(%event, "a record is too large to be written again; it stays set aside");
        return Ok(None);
    };
    let header = record.read_header()?;
    let chain = record.hash(&end.chain);
    append::insert(tx, end.no, &header, &record, &chain)?;
    office::note(tx, &header.kind, &record)?;
    append::move_head(tx, end.no, seq, &chain, header.hlc)?;
    Ok(Some(Appended { header, record, chain }))
}

/// The record at another place. What a newer program wrote into the header lives on; how well the clock was known then gives way where
/// the longer number of the place would make the record too large.
pub(crate) fn placed(record: &Record, log: LogId, seq: u64) -> Result<Option<Record>, LogError> {
    let mut fields: Map<String, Value> = serde_json::from_slice(&record.header).map_err(BadRecord::Header)?;
    fields.insert("log".to_owned(), Value::String(log.to_string()));
    fields.insert("seq".to_owned(), Value::from(seq));
    for lean in [false, true] {
        if lean {
            fields.remove("offset_ms");
            fields.remove("offset_age_s");
        }
        let header = serde_json::to_vec(&fields).map_err(BadRecord::Write)?;
        let moved = Record { header, ..record.clone() };
        if moved.size() <= LARGEST_RECORD {
            return Ok(Some(moved));
        }
    }
    Ok(None)
}

//! Finding records: by place, by event, by what they tell about.

use lakon_domain::event::kind_row;
use lakon_domain::ids::LogId;
use lakon_domain::record::Record;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use uuid::Uuid;

use crate::page::{number, read_record};
use crate::{LogError, place, unplace};

/// A record and where it stands.
#[derive(Debug, Clone)]
pub struct Stored {
    pub log: LogId,
    pub seq: u64,
    pub record: Record,
}

const COLUMNS: &str = "r.header, r.facts, r.private, r.private_hash, r.place, l.log";

fn read(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored { record: read_record(row, 0)?, seq: unplace(row.get(4)?).1, log: LogId(row.get(5)?) })
}

/// One record.
///
/// # Errors
/// [`LogError`] of the database.
pub fn record(connection: &Connection, log: LogId, seq: u64) -> Result<Option<Record>, LogError> {
    let Some(no) = number(connection, log)? else { return Ok(None) };
    let mut statement =
        connection.prepare_cached("SELECT header, facts, private, private_hash FROM record WHERE place = ?1")?;
    Ok(statement.query_row([place(no, seq)?], |row| read_record(row, 0)).optional()?)
}

/// The records of these events. An event may stand in two logs; an event that is not here is left out.
///
/// # Errors
/// [`LogError`] of the database.
pub fn records_of(connection: &Connection, events: &[Uuid]) -> Result<Vec<Stored>, LogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record AS r JOIN log AS l ON l.no = r.place >> 40 WHERE r.event = ?1 ORDER BY r.place"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = Vec::with_capacity(events.len());
    for event in events {
        for stored in statement.query_map([event.as_bytes()], read)? {
            found.push(stored?);
        }
    }
    Ok(found)
}

/// Says that a record tells something about these subjects (cases, people, organisations, visits).
///
/// # Errors
/// [`LogError`] of the database; [`LogError::Damaged`] for a log that is not held.
pub fn put_subjects(tx: &Connection, log: LogId, seq: u64, subjects: &[Uuid]) -> Result<(), LogError> {
    let no = number(tx, log)?.ok_or(LogError::Damaged("a log that is not held has subjects"))?;
    let mut statement =
        tx.prepare_cached("INSERT INTO subject (subject, place) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for subject in subjects {
        statement.execute(params![subject.as_bytes(), place(no, seq)?])?;
    }
    Ok(())
}

/// Every record that tells something about a subject.
///
/// # Errors
/// [`LogError`] of the database.
pub fn by_subject(connection: &Connection, subject: Uuid) -> Result<Vec<Stored>, LogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM subject AS s JOIN record AS r ON r.place = s.place JOIN log AS l ON l.no = s.place >> 40
          WHERE s.subject = ?1 ORDER BY s.place"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([subject.as_bytes()], read)?.collect::<Result<_, _>>()?)
}

/// Walks the records of a log after `after`, in order, without holding more than one.
///
/// # Errors
/// [`LogError`] of the database, or whatever `take` fails with.
pub fn each<E: From<LogError>>(
    connection: &Connection,
    log: LogId,
    after: u64,
    mut take: impl FnMut(u64, Record) -> Result<(), E>,
) -> Result<(), E> {
    let Some(no) = number(connection, log)? else { return Ok(()) };
    let sql =
        "SELECT header, facts, private, private_hash, place FROM record WHERE place > ?1 AND place < ?2 ORDER BY place";
    let mut statement = connection.prepare_cached(sql).map_err(LogError::from)?;
    let mut rows = statement.query(params![place(no, after)?, place(no + 1, 0)?]).map_err(LogError::from)?;
    while let Some(row) = rows.next().map_err(LogError::from)? {
        let seq = row.get::<_, i64>(4).map(|at| unplace(at).1).map_err(LogError::from)?;
        take(seq, read_record(row, 0).map_err(LogError::from)?)?;
    }
    Ok(())
}

/// Walks the records of these kinds in every log, in the order of the logs, without holding more than one.
///
/// # Errors
/// [`LogError`] of the database, or whatever `take` fails with.
pub fn each_of<E: From<LogError>>(
    connection: &Connection,
    kinds: &[&str],
    mut take: impl FnMut(Record) -> Result<(), E>,
) -> Result<(), E> {
    // The kind stands before what is large, so what is passed over is not read.
    let marks = vec!["?"; kinds.len()].join(", ");
    let sql = format!("SELECT header, facts, private, private_hash FROM record WHERE kind IN ({marks}) ORDER BY place");
    let mut statement = connection.prepare_cached(&sql).map_err(LogError::from)?;
    let mut rows = statement.query(params_from_iter(kinds)).map_err(LogError::from)?;
    while let Some(row) = rows.next().map_err(LogError::from)? {
        take(read_record(row, 0).map_err(LogError::from)?)?;
    }
    Ok(())
}

/// How many records are held of a log or, with `None`, of all.
///
/// # Errors
/// [`LogError`] of the database.
pub fn event_count(connection: &Connection, log: Option<LogId>) -> Result<u64, LogError> {
    let sql = "SELECT coalesce(sum(seq), 0) FROM log WHERE ?1 IS NULL OR log = ?1";
    let count: i64 = connection.prepare_cached(sql)?.query_row([log.map(|log| log.0)], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Kinds held that this program does not know, with how many records have them: kept, relayed, skipped, and shown to an admin.
///
/// # Errors
/// [`LogError`] of the database.
pub fn unfolded_kinds(connection: &Connection) -> Result<Vec<(String, u64)>, LogError> {
    let mut statement = connection.prepare_cached("SELECT kind, count(*) FROM record GROUP BY kind ORDER BY kind")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
    let kinds: Vec<(String, u64)> = rows.collect::<Result<_, _>>()?;
    Ok(kinds.into_iter().filter(|(kind, _)| kind_row(kind).is_none()).collect())
}

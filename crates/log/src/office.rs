//! What the office log says about logs: who belongs, and which private parts are gone for good. Everything else it says is folded elsewhere.

use lakon_domain::event::{DeviceAdded, DeviceRevoked, Event, RecordErased};
use lakon_domain::ids::{LogId, PublicKey};
use lakon_domain::record::Record;
use lakon_domain::unquoted;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{LogError, revoked};

/// A device log of the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    pub log: LogId,
    pub device: Uuid,
    /// The key its record 1 must name.
    pub signing_key: PublicKey,
}

/// Keeps what a record of an office log, or of the own log, says about logs. A record that cannot be read says nothing.
pub(crate) fn note(tx: &Connection, kind: &str, record: &Record) -> Result<(), LogError> {
    // Three kinds of many: the rest is not even parsed.
    if ![DeviceAdded::KIND, RecordErased::KIND, DeviceRevoked::KIND].contains(&kind) {
        return Ok(());
    }
    match Event::read(kind, &record.facts, record.private.as_deref()) {
        Ok(Event::RecordErased(erased)) => {
            for event in &erased.erases {
                tx.prepare_cached("INSERT INTO erasure (event) VALUES (?1) ON CONFLICT (event) DO NOTHING")?
                    .execute([event.as_bytes()])?;
                tx.prepare_cached("UPDATE record SET private = NULL WHERE event = ?1")?.execute([event.as_bytes()])?;
                tx.prepare_cached("UPDATE aside SET private = NULL WHERE event = ?1")?.execute([event.as_bytes()])?;
                tx.prepare_cached("UPDATE beyond SET private = NULL WHERE event = ?1")?.execute([event.as_bytes()])?;
            }
        }
        Ok(Event::DeviceRevoked(event)) => revoked::note(tx, &event)?,
        Ok(event) => {
            if let Some(member) = names(&event) {
                // Who belongs to the office is what the office log said first; a log never changes its key.
                tx.prepare_cached(
                    "INSERT INTO member (log, signing_key, device) VALUES (?1, ?2, ?3) ON CONFLICT (log) DO NOTHING",
                )?
                .execute(params![member.log.0, member.signing_key.0, member.device.as_bytes()])?;
            }
        }
        Err(error) => {
            tracing::warn!(kind = unquoted::kind(kind), %error, "a record of the office log cannot be read");
        }
    }
    Ok(())
}

/// The log an event of an office log names as belonging to the office, with the key that must open it. What checks the logs later
/// goes by the same.
pub(crate) fn names(event: &Event) -> Option<Member> {
    match event {
        Event::DeviceAdded(DeviceAdded { log, device, signing_key, .. }) => {
            Some(Member { log: *log, device: *device, signing_key: *signing_key })
        }
        _ => None,
    }
}

/// Whether an erasure names this event.
///
/// # Errors
/// [`LogError`] of the database.
pub fn erased(connection: &Connection, event: &Uuid) -> Result<bool, LogError> {
    Ok(connection.prepare_cached("SELECT 1 FROM erasure WHERE event = ?1")?.exists([event.as_bytes()])?)
}

/// The device a log belongs to, `None` where no office log names it.
///
/// # Errors
/// [`LogError`] of the database.
pub fn member(connection: &Connection, log: LogId) -> Result<Option<Member>, LogError> {
    let row = connection
        .prepare_cached("SELECT log, device, signing_key FROM member WHERE log = ?1")?
        .query_row([log.0], read_member)
        .optional()?;
    Ok(row)
}

/// Every device log the office log names.
///
/// # Errors
/// [`LogError`] of the database.
pub fn members(connection: &Connection) -> Result<Vec<Member>, LogError> {
    let mut statement = connection.prepare_cached("SELECT log, device, signing_key FROM member ORDER BY log")?;
    Ok(statement.query_map([], read_member)?.collect::<Result<_, _>>()?)
}

fn read_member(row: &rusqlite::Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member { log: LogId(row.get(0)?), device: Uuid::from_bytes(row.get(1)?), signing_key: PublicKey(row.get(2)?) })
}

/// The logs of servers of this office, each with the key that seals it and gives receipts.
///
/// # Errors
/// [`LogError`] of the database.
pub fn server_logs(connection: &Connection) -> Result<Vec<(LogId, PublicKey)>, LogError> {
    let mut statement = connection.prepare_cached("SELECT log, signing_key FROM log WHERE server = 1 ORDER BY no")?;
    let rows = statement.query_map([], |row| Ok((LogId(row.get(0)?), PublicKey(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

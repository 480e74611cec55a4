//! Writing to this replica's own log.

use lakon_domain::Random;
use lakon_domain::event::{Event, LogOpened};
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, LogId, new_id};
use lakon_domain::record::{Header, Record, Stamp, chain_start};
use lakon_domain::shape::Time;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{LogError, office, place};

/// Who writes and when.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The user; nil where a machine writes.
    pub author: Uuid,
    /// This machine's clock.
    pub now: Time,
    /// Last known "server clock minus PC clock", milliseconds, and the age of that knowledge, seconds.
    pub offset: Option<(i64, u64)>,
}

/// A record just written.
#[derive(Debug, Clone)]
pub struct Appended {
    pub header: Header,
    pub record: Record,
    /// Its chain hash.
    pub chain: Hash,
}

/// A log's row as a writer needs it.
pub(crate) struct Tail {
    pub no: i64,
    pub seq: u64,
    pub chain: Hash,
}

/// The greatest clock stamp this replica may go on from at `now`: its own, and what it heard from others, bounded.
/// Design, invariant 8: "Hearing a record never moves a PC's HLC more than 5 minutes past its own clock." A former own log is heard too:
/// a copy of this PC may be writing it on.
///
/// # Errors
/// [`LogError`] of the database.
pub fn greatest_hlc(connection: &Connection, now: Time) -> Result<Hlc, LogError> {
    let mut statement = connection.prepare_cached("SELECT own = 1, max(hlc) FROM log GROUP BY own = 1")?;
    let mut rows = statement.query([])?;
    let (mut own, mut heard) = (Hlc::default(), Hlc::default());
    while let Some(row) = rows.next()? {
        let stamp: Hlc =
            row.get_ref(1)?.as_str().ok().and_then(|t| t.parse().ok()).ok_or(LogError::Damaged("a clock stamp"))?;
        if row.get(0)? { own = stamp } else { heard = stamp }
    }
    Ok(own.heard(heard, now.0))
}

/// Begins this replica's own log with its record 1.
///
/// # Errors
/// [`LogError`] of the database, among them that the log exists.
pub fn open_log(
    tx: &Connection,
    log: LogId,
    opened: &LogOpened,
    moment: &Moment,
    random: &mut dyn Random,
) -> Result<Appended, LogError> {
    tx.prepare_cached(
        "INSERT INTO log (log, own, server, signing_key, seq, chain, hlc) VALUES (?1, 1, ?2, ?3, 0, ?4, ?5)",
    )?
    .execute(params![
        log.0,
        opened.server,
        opened.signing_key.0,
        chain_start(log).0,
        Hlc::default().to_string()
    ])?;
    let event = Event::from(opened.clone());
    append(tx, log, std::slice::from_ref(&event), moment, random)?
        .pop()
        .ok_or(LogError::Damaged("no record was written"))
}

/// Appends events to a log this replica writes, one record each.
/// Design, invariant 1: "One writer per log. seq is one above the last." The caller holds the database's one writing transaction.
///
/// # Errors
/// [`LogError::Record`] for an event too large for a record; [`LogError::Damaged`] where `log` is not an own log.
pub fn append(
    tx: &Connection,
    log: LogId,
    events: &[Event],
    moment: &Moment,
    random: &mut dyn Random,
) -> Result<Vec<Appended>, LogError> {
    let mut tail = tail(tx, log)?;
    let mut hlc = greatest_hlc(tx, moment.now)?;
    let mut written = Vec::with_capacity(events.len());
    for event in events {
        hlc = hlc.next(moment.now.0);
        let stamp = Stamp {
            log,
            seq: tail.seq + 1,
            id: new_id(moment.now.0, random),
            hlc,
            author: moment.author,
            at: moment.now,
            offset: moment.offset,
        };
        let record = Record::write(event, &stamp, random)?;
        let header = record.read_header()?;
        tail.seq += 1;
        tail.chain = record.hash(&tail.chain);
        insert(tx, tail.no, &header, &record, &tail.chain)?;
        office::note(tx, &header.kind, &record)?;
        written.push(Appended { header, record, chain: tail.chain });
    }
    move_head(tx, tail.no, tail.seq, &tail.chain, hlc)?;
    Ok(written)
}

pub(crate) fn tail(tx: &Connection, log: LogId) -> Result<Tail, LogError> {
    let row = tx
        .prepare_cached("SELECT no, seq, chain FROM log WHERE log = ?1 AND own = 1")?
        .query_row([log.0], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get(2)?)))
        .optional()?;
    let (no, seq, chain) = row.ok_or(LogError::Damaged("this log is not written here"))?;
    Ok(Tail { no, seq: seq.unsigned_abs(), chain: Hash(chain) })
}

/// Writes one record whose place in the chain has been checked.
pub(crate) fn insert(tx: &Connection, no: i64, header: &Header, record: &Record, chain: &Hash) -> Result<(), LogError> {
    let private_hash = (record.private_hash != Hash::ZERO).then_some(record.private_hash.0);
    tx.prepare_cached(
        "INSERT INTO record (place, event, kind, header, facts, private, private_hash, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        place(no, header.seq)?,
        header.id.as_bytes(),
        header.kind,
        record.header,
        record.facts,
        record.private,
        private_hash,
        chain.0
    ])?;
    Ok(())
}

/// Moves a log's head in the transaction that wrote the records up to it.
pub(crate) fn move_head(tx: &Connection, no: i64, seq: u64, chain: &Hash, hlc: Hlc) -> Result<(), LogError> {
    let seq = i64::try_from(seq).map_err(|_| LogError::Damaged("a sequence number is out of range"))?;
    tx.prepare_cached("UPDATE log SET seq = ?2, chain = ?3, hlc = max(hlc, ?4) WHERE no = ?1")?.execute(params![
        no,
        seq,
        chain.0,
        hlc.to_string()
    ])?;
    Ok(())
}

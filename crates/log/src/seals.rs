//! Seals kept and relayed: proofs by a log's own key, receipts by a server's.

use lakon_domain::ids::{Hash, LogId, PublicKey, Signature};
use lakon_domain::seal::Seal;
use lakon_domain::shape::Time;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::page::{chain_at, number};
use crate::{LogError, office};

/// Keeps a seal that verifies, is by a key that counts for its log and stands on a record held here. Returns whether it did.
///
/// # Errors
/// [`LogError`] of the database.
pub fn put_seal(tx: &Connection, seal: &Seal) -> Result<bool, LogError> {
    let row = tx
        .prepare_cached("SELECT no, signing_key FROM log WHERE log = ?1")?
        .query_row([seal.log.0], |row| Ok((row.get(0)?, PublicKey(row.get(1)?))))
        .optional()?;
    let Some((no, key)) = row else { return Ok(false) };
    let counts = seal.by == key || office::server_logs(tx)?.iter().any(|(_, server)| *server == seal.by);
    if !counts || !seal.verifies() || chain_at(tx, no, seal.seq)? != Some(seal.chain) {
        return Ok(false);
    }
    insert(tx, no, seal)?;
    Ok(true)
}

/// Writes a seal that has been checked. A second seal of one key on one head says nothing new.
pub(crate) fn insert(tx: &Connection, no: i64, seal: &Seal) -> Result<(), LogError> {
    let seq = i64::try_from(seal.seq).map_err(|_| LogError::Damaged("a sequence number is out of range"))?;
    tx.prepare_cached(
        "INSERT INTO seal (no, seq, by, chain, at, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (no, seq, by) DO NOTHING",
    )?
    .execute(params![no, seq, seal.by.0, seal.chain.0, seal.at.0, seal.signature.0])?;
    Ok(())
}

/// Where the newest seal in `(after, last]` stands.
pub(crate) fn newest_between(connection: &Connection, no: i64, after: u64, last: u64) -> Result<Option<u64>, LogError> {
    let bound = |seq| i64::try_from(seq).map_err(|_| LogError::Damaged("a sequence number is out of range"));
    let seq: Option<i64> = connection
        .prepare_cached("SELECT max(seq) FROM seal WHERE no = ?1 AND seq > ?2 AND seq <= ?3")?
        .query_row(params![no, bound(after)?, bound(last)?], |row| row.get(0))?;
    Ok(seq.map(i64::unsigned_abs))
}

pub(crate) fn seals_on(connection: &Connection, no: i64, log: LogId, seq: u64) -> Result<Vec<Seal>, LogError> {
    let seq = i64::try_from(seq).map_err(|_| LogError::Damaged("a sequence number is out of range"))?;
    let mut statement = connection
        .prepare_cached("SELECT seq, by, chain, at, signature FROM seal WHERE no = ?1 AND seq = ?2 ORDER BY by")?;
    Ok(statement.query_map(params![no, seq], |row| read(log, row))?.collect::<Result<_, _>>()?)
}

/// The seals that stand on one record of a log.
///
/// # Errors
/// [`LogError`] of the database.
pub fn seals_at(connection: &Connection, log: LogId, seq: u64) -> Result<Vec<Seal>, LogError> {
    number(connection, log)?.map_or(Ok(Vec::new()), |no| seals_on(connection, no, log, seq))
}

/// The newest seal of each key on a log, newest first.
///
/// # Errors
/// [`LogError`] of the database.
pub fn seals(connection: &Connection, log: LogId) -> Result<Vec<Seal>, LogError> {
    let Some(no) = number(connection, log)? else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT seq, by, chain, at, signature FROM seal AS s WHERE no = ?1
           AND seq = (SELECT max(seq) FROM seal AS t WHERE t.no = s.no AND t.by = s.by) ORDER BY seq DESC",
    )?;
    Ok(statement.query_map([no], |row| read(log, row))?.collect::<Result<_, _>>()?)
}

/// The newest seal on a log by a server of this office, of which there is one for every page the log was ever handed in with: looked for
/// from the newest seal down, so that it costs the same however many there are.
///
/// # Errors
/// [`LogError`] of the database.
pub fn newest_receipt(connection: &Connection, log: LogId) -> Result<Option<Seal>, LogError> {
    let Some(no) = number(connection, log)? else { return Ok(None) };
    let mut statement = connection.prepare_cached(
        "SELECT seq, by, chain, at, signature FROM seal WHERE no = ?1
           AND by IN (SELECT signing_key FROM log WHERE server = 1) ORDER BY seq DESC LIMIT 1",
    )?;
    Ok(statement.query_row([no], |row| read(log, row)).optional()?)
}

pub(crate) fn read(log: LogId, row: &Row<'_>) -> rusqlite::Result<Seal> {
    Ok(Seal {
        log,
        seq: row.get::<_, i64>(0)?.unsigned_abs(),
        by: PublicKey(row.get(1)?),
        chain: Hash(row.get(2)?),
        at: Time(row.get(3)?),
        signature: Signature(row.get(4)?),
    })
}

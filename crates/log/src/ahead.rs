//! Seals above what is held: proofs that a log was longer than what is here. Kept until the records come, and passed on.
//! Design, invariant 14: "A head below a seal someone holds is a missing tail: named, refilled, reported."

use lakon_domain::ids::{Hash, LogId, PublicKey, Signature};
use lakon_domain::seal::Seal;
use lakon_domain::shape::Time;
use rusqlite::{Connection, Row, params};

use crate::{LogError, head, office, revoked};

/// Keeps a seal that verifies, is by a key that counts for its log and stands above what is held of it; returns whether it did.
/// `server`: one more key that counts, of the server that is spoken with.
///
/// # Errors
/// [`LogError`] of the database.
pub fn put_ahead(tx: &Connection, seal: &Seal, server: Option<PublicKey>) -> Result<bool, LogError> {
    let held = head(tx, seal.log)?.map_or(0, |head| head.seq);
    let counts = seal.seq > held && revoked::end(tx, seal.log)?.is_none_or(|end| seal.seq <= end.seq);
    if !counts || !(server == Some(seal.by) || proves(tx, seal)?) || !seal.verifies() {
        return Ok(false);
    }
    let seq = i64::try_from(seal.seq).map_err(|_| LogError::Damaged("a sequence number is out of range"))?;
    let put = tx
        .prepare_cached(
            "INSERT INTO ahead (log, by, seq, chain, at, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (log, by) DO UPDATE SET seq = excluded.seq, chain = excluded.chain, at = excluded.at,
                 signature = excluded.signature, told = NULL WHERE excluded.seq > seq",
        )?
        .execute(params![seal.log.0, seal.by.0, seq, seal.chain.0, seal.at.0, seal.signature.0])?;
    Ok(put > 0)
}

/// The key of the log itself, as the log or the office names it, or of a server of the office.
fn proves(connection: &Connection, seal: &Seal) -> Result<bool, LogError> {
    let named = office::member(connection, seal.log)?.is_some_and(|member| member.signing_key == seal.by);
    Ok(named || office::server_logs(connection)?.iter().any(|(_, key)| *key == seal.by))
}

const COLUMNS: &str = "a.log, a.by, a.seq, a.chain, a.at, a.signature";
const MISSING: &str = "NOT EXISTS (SELECT 1 FROM log AS l WHERE l.log = a.log AND l.seq >= a.seq)
    AND NOT EXISTS (SELECT 1 FROM revoked AS r WHERE r.log = a.log AND r.seq < a.seq)";

/// Of every log whose tail is missing here the farthest seal, in the order of the logs.
///
/// # Errors
/// [`LogError`] of the database.
pub fn missing_tails(connection: &Connection) -> Result<Vec<Seal>, LogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM ahead AS a WHERE {MISSING}
           AND a.seq = (SELECT max(b.seq) FROM ahead AS b WHERE b.log = a.log) GROUP BY a.log ORDER BY a.log"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
}

/// Seals above what is held that this server has not been told of.
///
/// # Errors
/// [`LogError`] of the database.
pub fn untold(connection: &Connection, server: &PublicKey, limit: usize) -> Result<Vec<Seal>, LogError> {
    let sql = format!("SELECT {COLUMNS} FROM ahead AS a WHERE {MISSING} AND a.told IS NOT ?1 LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Ok(statement.query_map(params![server.0, limit], read)?.collect::<Result<_, _>>()?)
}

/// Says that this server was told of these seals.
///
/// # Errors
/// [`LogError`] of the database.
pub fn told(tx: &Connection, seals: &[Seal], server: &PublicKey) -> Result<(), LogError> {
    for seal in seals {
        tx.prepare_cached("UPDATE ahead SET told = ?3 WHERE log = ?1 AND by = ?2")?
            .execute(params![seal.log.0, seal.by.0, server.0])?;
    }
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Seal> {
    Ok(Seal {
        log: LogId(row.get(0)?),
        by: PublicKey(row.get(1)?),
        seq: row.get::<_, i64>(2)?.unsigned_abs(),
        chain: Hash(row.get(3)?),
        at: Time(row.get(4)?),
        signature: Signature(row.get(5)?),
    })
}

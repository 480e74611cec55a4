//! Reading logs: heads, pages and chain hashes.

use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::Record;
use lakon_domain::seal::Head;
use lakon_sync::replica::{Cut, LogHead, Page, PageLimit, RECORD_OVERHEAD};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{LogError, place, seals};

/// Every log that holds a record, ordered by log id.
/// Design, invariant 3: "A receiver holds of each log a prefix without holes and advertises only that." The head row moves only with
/// the records below it.
///
/// # Errors
/// [`LogError`] of the database.
pub fn heads(connection: &Connection) -> Result<Vec<LogHead>, LogError> {
    let mut statement = connection.prepare_cached("SELECT log, seq, chain FROM log WHERE seq > 0 ORDER BY log")?;
    Ok(statement.query_map([], read_head)?.collect::<Result<_, _>>()?)
}

/// The head of one log, `None` where nothing of it is held.
///
/// # Errors
/// [`LogError`] of the database.
pub fn head(connection: &Connection, log: LogId) -> Result<Option<LogHead>, LogError> {
    let mut statement = connection.prepare_cached("SELECT log, seq, chain FROM log WHERE log = ?1 AND seq > 0")?;
    Ok(statement.query_row([log.0], read_head).optional()?)
}

/// The log this replica writes: the newest where there were several incarnations. `None` before the first record.
///
/// # Errors
/// [`LogError`] of the database.
pub fn own_log(connection: &Connection) -> Result<Option<LogId>, LogError> {
    let mut statement = connection.prepare_cached("SELECT log FROM log WHERE own = 1 ORDER BY no DESC LIMIT 1")?;
    Ok(statement.query_row([], |row| Ok(LogId(row.get(0)?))).optional()?)
}

fn read_head(row: &Row<'_>) -> rusqlite::Result<LogHead> {
    Ok(LogHead { log: LogId(row.get(0)?), seq: row.get::<_, i64>(1)?.unsigned_abs(), chain: Hash(row.get(2)?) })
}

/// The database's number of a log.
pub(crate) fn number(connection: &Connection, log: LogId) -> Result<Option<i64>, LogError> {
    Ok(connection
        .prepare_cached("SELECT no FROM log WHERE log = ?1")?
        .query_row([log.0], |row| row.get(0))
        .optional()?)
}

/// Reads the columns header, facts, private, private_hash from `first` on.
pub(crate) fn read_record(row: &Row<'_>, first: usize) -> rusqlite::Result<Record> {
    Ok(Record {
        header: row.get(first)?,
        facts: row.get(first + 1)?,
        private: row.get(first + 2)?,
        private_hash: row.get::<_, Option<[u8; 32]>>(first + 3)?.map_or(Hash::ZERO, Hash),
    })
}

/// Records after `after`, at most up to `upto`, at least one, within the limit; ends at the newest seal held that lies in it, or
/// where the limit falls if none does. `None` when nothing is held there.
///
/// # Errors
/// [`LogError`] of the database.
pub fn page(
    connection: &Connection,
    log: LogId,
    after: u64,
    upto: u64,
    limit: PageLimit,
) -> Result<Option<Cut>, LogError> {
    let Some(no) = number(connection, log)? else { return Ok(None) };
    if upto <= after {
        return Ok(None);
    }
    let least = if after == 0 && is_server(connection, no)? { PROOF } else { 1 };
    let mut statement = connection.prepare_cached(
        "SELECT header, facts, private, private_hash, chain FROM record WHERE place > ?1 AND place <= ?2 ORDER BY place",
    )?;
    let mut rows =
        statement.query(params![place(no, after)?, place(no, upto.min(after.saturating_add(LONGEST_READ)))?])?;
    let (mut records, mut chains, mut bytes) = (Vec::new(), Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let record = read_record(row, 0)?;
        bytes += record.size() + RECORD_OVERHEAD;
        if records.len() >= least && (bytes > limit.bytes || records.len() >= limit.records) {
            break;
        }
        records.push(record);
        chains.push(Hash(row.get(4)?));
    }
    let last = after.saturating_add(u64::try_from(records.len()).unwrap_or(u64::MAX));
    if let Some(sealed) = seals::newest_between(connection, no, after, last)? {
        let kept = usize::try_from(sealed - after).unwrap_or(usize::MAX);
        records.truncate(kept);
        chains.truncate(kept);
    }
    let Some(chain) = chains.last().copied() else { return Ok(None) };
    let mut page = Page { log, after, records, seals: Vec::new() };
    let end = Head { seq: page.last(), chain };
    page.seals = seals::seals_on(connection, no, log, end.seq)?;
    Ok(Some(Cut { page, end }))
}

/// Records at the start of a server's log that prove it only together, `log.opened` and `server.stated`: whoever does not know the
/// log yet refuses the first alone, so the first page holds both, however short it is.
const PROOF: usize = 2;

fn is_server(connection: &Connection, no: i64) -> Result<bool, LogError> {
    Ok(connection.prepare_cached("SELECT server FROM log WHERE no = ?1")?.query_row([no], |row| row.get(0))?)
}

/// Beyond this many records nothing fits in a page, whatever its limit; keeps `after + n` inside a log's places.
const LONGEST_READ: u64 = 1 << 20;

/// Chain hashes of a log at these sequence numbers, `None` where not held.
///
/// # Errors
/// [`LogError`] of the database.
pub fn chains(connection: &Connection, log: LogId, seqs: &[u64]) -> Result<Vec<Option<Hash>>, LogError> {
    let Some(no) = number(connection, log)? else { return Ok(vec![None; seqs.len()]) };
    seqs.iter().map(|seq| chain_at(connection, no, *seq)).collect()
}

pub(crate) fn chain_at(connection: &Connection, no: i64, seq: u64) -> Result<Option<Hash>, LogError> {
    let Ok(place) = place(no, seq) else { return Ok(None) };
    let mut statement = connection.prepare_cached("SELECT chain FROM record WHERE place = ?1")?;
    Ok(statement.query_row([place], |row| Ok(Hash(row.get(0)?))).optional()?)
}

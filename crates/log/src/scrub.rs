//! Erasing what lies beside the logs: records of a branch that gave way, and records beyond the end of a revoked PC's log. They stand
//! in no log, so an order that lists event ids may not know of them.

use lakon_domain::erasure::Cover;
use lakon_domain::event::{Event, FileMoved, PartySet};
use rusqlite::{Connection, params};

use crate::{LogError, carried};

/// Drops the private parts of everything set aside that `cover` covers, with the cases that a record set aside ties to its parties and
/// the files that were carried into a covered case. Returns how many went. Design, "Erasure": "Every door … drops listed private parts".
///
/// # Errors
/// [`LogError`] of the database.
pub fn scrub(tx: &Connection, cover: &Cover) -> Result<u64, LogError> {
    if cover.is_empty() {
        return Ok(0);
    }
    let mut cover = cover.clone();
    let mut aside: Vec<i64> = Vec::new();
    let mut beyond: Vec<(Vec<u8>, i64)> = Vec::new();
    {
        let mut moved: Vec<Event> = Vec::new();
        let mut look = |kind: &str, facts: &[u8]| match Event::read(kind, facts, None) {
            Ok(event @ Event::FileMoved(_)) => moved.push(event),
            Ok(event) => drop(cover.reach(&event)),
            Err(_) => {}
        };
        let mut named = tx.prepare("SELECT kind, facts FROM aside WHERE kind IN (?1, ?2) ORDER BY no")?;
        let mut rows = named.query([PartySet::KIND, FileMoved::KIND])?;
        while let Some(row) = rows.next()? {
            look(row.get_ref(0)?.as_str().unwrap_or_default(), row.get_ref(1)?.as_blob().unwrap_or_default());
        }
        let mut named = tx.prepare("SELECT header, facts FROM beyond ORDER BY log, seq")?;
        let mut rows = named.query([])?;
        while let Some(row) = rows.next()? {
            let kind = kind_of(row.get_ref(0)?.as_blob().unwrap_or_default());
            if [PartySet::KIND, FileMoved::KIND].contains(&kind.as_str()) {
                look(&kind, row.get_ref(1)?.as_blob().unwrap_or_default());
            }
        }
        let mut files = carried::carried_in(tx, &cover)?;
        files.extend(moved.iter().filter_map(|event| cover.takes_in(event)));
        let mut held = tx.prepare("SELECT no, kind, facts FROM aside WHERE private IS NOT NULL ORDER BY no")?;
        let mut rows = held.query([])?;
        while let Some(row) = rows.next()? {
            let kind = row.get_ref(1)?.as_str().unwrap_or_default();
            if cover.hits(kind, row.get_ref(2)?.as_blob().unwrap_or_default(), &files) {
                aside.push(row.get(0)?);
            }
        }
        let sql = "SELECT log, seq, header, facts FROM beyond WHERE private IS NOT NULL ORDER BY log, seq";
        let mut held = tx.prepare(sql)?;
        let mut rows = held.query([])?;
        while let Some(row) = rows.next()? {
            let kind = kind_of(row.get_ref(2)?.as_blob().unwrap_or_default());
            if cover.hits(&kind, row.get_ref(3)?.as_blob().unwrap_or_default(), &files) {
                beyond.push((row.get(0)?, row.get(1)?));
            }
        }
    }
    for no in &aside {
        tx.prepare_cached("UPDATE aside SET private = NULL WHERE no = ?1")?.execute([no])?;
    }
    for (log, seq) in &beyond {
        tx.prepare_cached("UPDATE beyond SET private = NULL WHERE log = ?1 AND seq = ?2")?
            .execute(params![log, seq])?;
    }
    Ok((aside.len() + beyond.len()) as u64)
}

/// Empty for a header that cannot be read: such a record is searched for the ids that are covered.
fn kind_of(header: &[u8]) -> String {
    serde_json::from_slice::<lakon_domain::record::Header>(header).map(|header| header.kind).unwrap_or_default()
}

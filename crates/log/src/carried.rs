//! Files that were carried from one case to another. What tells of them in a case they came from holds name and address too, and goes
//! with the case they lie in.

use std::collections::{BTreeMap, BTreeSet};

use lakon_domain::erasure::Cover;
use lakon_domain::event::{Event, FileAdded, FileMoved};
use lakon_domain::record::Header;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::LogError;

/// Where a file lies, and the events that say so.
struct At {
    newest: (String, [u8; 16]),
    case: Uuid,
    events: Vec<Uuid>,
}

/// Every event about a file that lies in a covered case by now, with that case. It reads every record held. `of`: these files alone.
/// A move out of a covered case moved nothing where it was erased itself, before or (`gone`) now: it came after the order.
///
/// # Errors
/// [`LogError`] of the database.
pub fn files_in(
    connection: &Connection,
    cover: &Cover,
    of: Option<&BTreeSet<Uuid>>,
    gone: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Uuid>, LogError> {
    if cover.cases.is_empty() || of.is_some_and(BTreeSet::is_empty) {
        return Ok(BTreeMap::new());
    }
    let mut files: BTreeMap<Uuid, At> = BTreeMap::new();
    let mut statement = connection.prepare(
        "SELECT r.kind, r.facts, r.header, EXISTS (SELECT 1 FROM erasure AS e WHERE e.event = r.event)
           FROM record AS r WHERE r.kind IN (?1, ?2) ORDER BY r.place",
    )?;
    let mut rows = statement.query(params![FileAdded::KIND, FileMoved::KIND])?;
    while let Some(row) = rows.next()? {
        let kind = row.get_ref(0)?.as_str().unwrap_or_default();
        let (file, case, from) = match Event::read(kind, row.get_ref(1)?.as_blob().unwrap_or_default(), None) {
            Ok(Event::FileAdded(added)) => (added.file, added.case, None),
            Ok(Event::FileMoved(moved)) => (moved.file, moved.to, Some(moved.case)),
            _ => continue,
        };
        if of.is_some_and(|of| !of.contains(&file)) {
            continue;
        }
        let Ok(header) = serde_json::from_slice::<Header>(row.get_ref(2)?.as_blob().unwrap_or_default()) else {
            continue;
        };
        let void = from.is_some_and(|from| cover.cases.contains(&from)) && (row.get(3)? || gone.contains(&header.id));
        let newest = (header.hlc.to_string(), header.log.0);
        let held = files.entry(file).or_insert_with(|| At { newest: <_>::default(), case, events: Vec::new() });
        held.events.push(header.id);
        if !void && newest >= held.newest {
            (held.newest, held.case) = (newest, case);
        }
    }
    let within = files.into_values().filter(|at| cover.cases.contains(&at.case));
    Ok(within.flat_map(|at| at.events.into_iter().map(move |event| (event, at.case))).collect())
}

/// Files that a move which was erased carried into a covered case. It reads no more than what was erased.
///
/// # Errors
/// [`LogError`] of the database.
pub fn carried_in(connection: &Connection, cover: &Cover) -> Result<BTreeSet<Uuid>, LogError> {
    let mut files = BTreeSet::new();
    if cover.cases.is_empty() {
        return Ok(files);
    }
    let sql = "SELECT r.facts FROM erasure AS e CROSS JOIN record AS r ON r.event = e.event WHERE r.kind = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([FileMoved::KIND])?;
    while let Some(row) = rows.next()? {
        let event = Event::read(FileMoved::KIND, row.get_ref(0)?.as_blob().unwrap_or_default(), None);
        files.extend(event.ok().and_then(|event| cover.takes_in(&event)));
    }
    Ok(files)
}

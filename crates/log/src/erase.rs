//! Which records an order to erase reaches. Rare and thorough: it looks at every record held.

use std::collections::{BTreeMap, BTreeSet};

use lakon_domain::erasure::Cover;
use lakon_domain::event::{Event, FileAdded, FileMoved, PartySet};
use lakon_domain::record::Header;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::LogError;

/// What an order destroys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// What was asked, and the cases that brings with it.
    pub cover: Cover,
    /// Events with a private part, here or not, that no erasure names yet. In the order of the logs, each once.
    pub events: Vec<Uuid>,
}

/// Everything held that `cover` covers, with the cases that name its parties.
///
/// # Errors
/// [`LogError`] of the database.
pub fn reach(connection: &Connection, mut cover: Cover) -> Result<Reach, LogError> {
    if !cover.parties.is_empty() {
        let mut statement = connection.prepare("SELECT facts FROM record WHERE kind = ?1 ORDER BY place")?;
        let mut rows = statement.query([PartySet::KIND])?;
        while let Some(row) = rows.next()? {
            if let Ok(event) = Event::read(PartySet::KIND, row.get_ref(0)?.as_blob().unwrap_or_default(), None) {
                cover.reach(&event);
            }
        }
    }
    let mut found = Found::default();
    let files = files_of(connection, &cover)?;
    let mut statement = connection.prepare(
        "SELECT r.event, r.kind, r.facts FROM record AS r WHERE r.private_hash IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.event = r.event) ORDER BY r.place",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let event = Uuid::from_bytes(row.get(0)?);
        let facts = row.get_ref(2)?.as_blob().unwrap_or_default();
        let covered = files.contains(&event)
            || match Event::read(row.get_ref(1)?.as_str().unwrap_or_default(), facts, None) {
                Ok(event) => cover.covers(&event),
                // A newer program's record of an erased case is erased with it.
                Err(_) => cover.mentioned(facts),
            };
        if covered {
            found.add(event);
        }
    }
    Ok(Reach { cover, events: found.list })
}

#[derive(Default)]
struct Found {
    list: Vec<Uuid>,
    seen: BTreeSet<Uuid>,
}

impl Found {
    fn add(&mut self, event: Uuid) {
        if self.seen.insert(event) {
            self.list.push(event);
        }
    }
}

/// Every event about a file that lies in a covered case by now: those that stand in a case it came from would keep it.
fn files_of(connection: &Connection, cover: &Cover) -> Result<BTreeSet<Uuid>, LogError> {
    if cover.cases.is_empty() {
        return Ok(BTreeSet::new());
    }
    /// Where a file lies, and the events that say so.
    struct At {
        newest: (String, [u8; 16]),
        case: Uuid,
        events: Vec<Uuid>,
    }
    let mut files: BTreeMap<Uuid, At> = BTreeMap::new();
    let mut statement =
        connection.prepare("SELECT header, facts, kind FROM record WHERE kind IN (?1, ?2) ORDER BY place")?;
    let mut rows = statement.query(params![FileAdded::KIND, FileMoved::KIND])?;
    while let Some(row) = rows.next()? {
        let Ok(header) = serde_json::from_slice::<Header>(row.get_ref(0)?.as_blob().unwrap_or_default()) else {
            continue;
        };
        let kind = row.get_ref(2)?.as_str().unwrap_or_default();
        let (file, case) = match Event::read(kind, row.get_ref(1)?.as_blob().unwrap_or_default(), None) {
            Ok(Event::FileAdded(added)) => (added.file, added.case),
            Ok(Event::FileMoved(moved)) => (moved.file, moved.to),
            _ => continue,
        };
        let newest = (header.hlc.to_string(), header.log.0);
        let held = files.entry(file).or_insert_with(|| At { newest: newest.clone(), case, events: Vec::new() });
        held.events.push(header.id);
        if newest >= held.newest {
            (held.newest, held.case) = (newest, case);
        }
    }
    Ok(files.into_values().filter(|at| cover.cases.contains(&at.case)).flat_map(|at| at.events).collect())
}

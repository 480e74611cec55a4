//! Which records an order to erase reaches. Rare and thorough: it looks at every record held.

use std::collections::BTreeSet;

use lakon_domain::erasure::Cover;
use lakon_domain::event::{Event, PartySet};
use rusqlite::Connection;
use uuid::Uuid;

use crate::{LogError, carried};

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
    let files = carried::files_in(connection, &cover, None, &BTreeSet::new())?;
    let mut statement = connection.prepare(
        "SELECT r.event, r.kind, r.facts FROM record AS r WHERE r.private_hash IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.event = r.event) ORDER BY r.place",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let event = Uuid::from_bytes(row.get(0)?);
        let facts = row.get_ref(2)?.as_blob().unwrap_or_default();
        let covered = files.contains_key(&event)
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

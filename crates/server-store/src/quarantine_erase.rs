//! Erasing in the pages kept aside: a page keeps its records and its chain, and what an order covers of it loses its private part.

use lakon_domain::erasure::Cover;
use lakon_domain::event::{Event, FileMoved, PartySet};
use lakon_domain::ids::{Hash, LogId};
use lakon_sync::replica::Page;
use lakon_sync::wire;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::erasures::Erased;
use crate::{ServerStore, StoreError};

/// A page of which something went.
struct Altered {
    log: LogId,
    last: i64,
    body: Vec<u8>,
    events: Vec<Uuid>,
}

impl ServerStore {
    /// Drops what `cover` covers from every page kept aside, with the cases that a record kept aside ties to its parties, the files
    /// that were carried into a covered case, and the attachments of what went. Once the pages are taken, the order names these records as it does everything that comes late.
    pub(crate) fn scrub_aside(&self, tx: &Connection, cover: &Cover, done: &mut Erased) -> Result<(), StoreError> {
        if cover.is_empty() {
            return Ok(());
        }
        let mut cover = cover.clone();
        let mut moved = Vec::new();
        self.each_aside(tx, |_, _, page| {
            for record in &page.records {
                let kind = record.read_header()?.kind;
                if ![PartySet::KIND, FileMoved::KIND].contains(&kind.as_str()) {
                    continue;
                }
                match Event::read(&kind, &record.facts, None) {
                    Ok(event @ Event::FileMoved(_)) => moved.push(event),
                    Ok(event) => drop(cover.reach(&event)),
                    Err(_) => {}
                }
            }
            Ok(())
        })?;
        let mut files = lakon_log::carried_in(tx, &cover)?;
        files.extend(moved.iter().filter_map(|event| cover.takes_in(event)));
        let mut altered = Vec::new();
        self.each_aside(tx, |log, last, mut page| {
            let mut events = Vec::new();
            for record in page.records.iter_mut().filter(|record| record.private.is_some()) {
                let header = record.read_header()?;
                if cover.hits(&header.kind, &record.facts, &files) || lakon_log::erased(tx, &header.id)? {
                    record.private = None;
                    events.push(header.id);
                }
            }
            if !events.is_empty() {
                let body = wire::encode(&page).map_err(|_| StoreError::Damaged("a page cannot be written"))?;
                altered.push(Altered { log, last, body, events });
            }
            Ok(())
        })?;
        for Altered { log, last, body, events } in altered {
            done.any = true;
            let sql = "UPDATE quarantine SET page = ?4 WHERE office = ?1 AND log = ?2 AND last = ?3";
            tx.prepare_cached(sql)?.execute(params![self.office.as_bytes(), log.0, last, body])?;
            for event in events {
                self.forget_file_aside(tx, log, event, done)?;
            }
        }
        Ok(())
    }

    fn forget_file_aside(&self, tx: &Connection, log: LogId, event: Uuid, done: &mut Erased) -> Result<(), StoreError> {
        let sql = "DELETE FROM quarantine_file WHERE office = ?1 AND log = ?2 AND event = ?3 RETURNING address";
        let gone: Vec<Hash> = tx
            .prepare_cached(sql)?
            .query_map(params![self.office.as_bytes(), log.0, event.as_bytes()], |row| row.get(0).map(Hash))?
            .collect::<Result<_, _>>()?;
        for address in gone {
            if !self.is_named(tx, &address)? {
                self.forget_blob(tx, &address, done)?;
            }
        }
        Ok(())
    }

    /// Every page kept aside, one in memory at a time.
    pub(crate) fn each_aside(
        &self,
        connection: &Connection,
        mut look: impl FnMut(LogId, i64, Page) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement =
            connection.prepare("SELECT log, last, page FROM quarantine WHERE office = ?1 ORDER BY log, last")?;
        let mut rows = statement.query([self.office.as_bytes()])?;
        while let Some(row) = rows.next()? {
            let page = wire::decode(row.get_ref(2)?.as_blob().unwrap_or_default())
                .map_err(|_| StoreError::Damaged("a page kept aside"))?;
            look(LogId(row.get(0)?), row.get(1)?, page)?;
        }
        Ok(())
    }
}

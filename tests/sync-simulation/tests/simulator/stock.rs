//! Takes stock of every disk after a machine was put back, copied or lost: what nobody holds any more is gone for good and may be
//! missing in the end, everything else has to survive.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use lakon_domain::ids::Hash;
use lakon_domain::record::Record;
use lakon_sync::replica::{Blobs, Page};
use lakon_sync::wire;
use rusqlite::Connection;
use uuid::Uuid;

use crate::desk::Desk;
use crate::raw;
use crate::server::DATABASE_KEY;
use crate::shared::{Shared, lock};

/// What is held of one event, all machines together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Held {
    /// With its private part, or it never had one.
    pub whole: bool,
    /// In a log of the server, or in one of the machine that wrote it.
    pub stands: bool,
}

pub type Stock = BTreeMap<Uuid, Held>;

/// Where a database keeps records: in its logs, set aside after a fork, and beyond the last head of a revoked device.
const TABLES: [&str; 3] = [
    "SELECT r.event, r.private IS NOT NULL OR r.private_hash IS NULL, l.own > 0
       FROM record AS r JOIN log AS l ON l.no = r.place >> 40",
    "SELECT event, private IS NOT NULL OR private_hash IS NULL, 0 FROM aside",
    "SELECT event, private IS NOT NULL OR private_hash IS NULL, 0 FROM beyond",
];

fn add(stock: &mut Stock, event: Uuid, whole: bool, stands: bool) {
    let held = stock.entry(event).or_default();
    held.whole |= whole;
    held.stands |= stands;
}

fn count(connection: &Connection, server: bool, stock: &mut Stock) -> rusqlite::Result<()> {
    for (at, sql) in TABLES.into_iter().enumerate() {
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let stands = row.get::<_, bool>(2)? || (server && at == 0);
            add(stock, Uuid::from_bytes(row.get(0)?), row.get(1)?, stands);
        }
    }
    Ok(())
}

/// The records an admin has not decided about.
pub fn quarantine(database: &Path) -> Vec<Record> {
    let pages: Vec<Vec<u8>> = raw::on(database, &DATABASE_KEY, |connection| {
        let mut statement = connection.prepare("SELECT page FROM quarantine")?;
        statement.query_map([], |row| row.get(0))?.collect()
    });
    pages.iter().flat_map(|page| wire::decode::<Page>(page).unwrap().records).collect()
}

fn server(shared: &Shared) -> Stock {
    let mut stock = Stock::new();
    let database = shared.service().folder.join("lakon.db");
    raw::on(&database, &DATABASE_KEY, |connection| count(connection, true, &mut stock));
    for record in quarantine(&database) {
        add(&mut stock, record.read_header().unwrap().id, !record.lacks_private(), false);
    }
    stock
}

/// Everything these desks hold.
pub fn of(desks: &[Arc<Desk>]) -> Stock {
    let mut stock = Stock::new();
    for desk in desks {
        raw::on(&desk.database(), &desk.raw_key, |connection| count(connection, false, &mut stock));
    }
    stock
}

/// Everything the server and these desks hold.
pub fn with_server(shared: &Shared, desks: &[Arc<Desk>]) -> Stock {
    let mut stock = server(shared);
    for (event, held) in of(desks) {
        add(&mut stock, event, held.whole, held.stands);
    }
    stock
}

/// A machine has lost something: what nobody holds any more is gone.
pub fn take(shared: &Shared) {
    let (desks, service) = (shared.desks(), shared.service());
    let stock = with_server(shared, &desks);
    let mut gone = 0;
    let mut ledger = lock(&shared.ledger);
    for (event, fate) in &mut ledger.events {
        let held = stock.get(event);
        gone += usize::from(held.is_none() && !fate.gone);
        fate.gone |= held.is_none();
        fate.loose = held.is_some_and(|held| !held.stands);
        fate.bare |= held.is_some_and(|held| !held.whole);
    }
    let has = |address: &Hash| {
        matches!(service.uploads.open(address), Ok(Some(_)))
            || desks.iter().any(|desk| desk.store().have(address).unwrap())
    };
    for (_, file) in ledger.files.iter_mut().filter(|(address, file)| !file.lost && !has(address)) {
        file.lost = true;
    }
    drop(ledger);
    shared.tell(format!("    {gone} records are gone for good"));
    if gone > 0 {
        shared.count("records gone for good");
    }
}

/// An admin refused what waited: of what its author has lost too, that was the last copy.
pub fn refused(shared: &Shared, waited: &[Record]) {
    let stock = with_server(shared, &shared.desks());
    let mut ledger = lock(&shared.ledger);
    let events = waited.iter().map(|record| record.read_header().unwrap().id);
    for event in events.filter(|event| !stock.contains_key(event)) {
        ledger.events.entry(event).or_default().gone = true;
    }
}

/// Events whose private part lies somewhere in a database.
pub fn with_private(database: &Path, key: &[u8; 32], events: &BTreeSet<Uuid>) -> Vec<Uuid> {
    raw::on(database, key, |connection| {
        let mut found = Vec::new();
        for table in ["record", "aside", "beyond"] {
            let mut statement = connection.prepare(&format!("SELECT event FROM {table} WHERE private IS NOT NULL"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let event = Uuid::from_bytes(row.get(0)?);
                if events.contains(&event) {
                    found.push(event);
                }
            }
        }
        Ok(found)
    })
}

//! Looks an office over that has come to rest: every machine holds the same, and the folds agree. What the logs have to be is `logs`.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;

use lakon_domain::event::{CaseOpened, Event, FileAdded};
use lakon_domain::filed::Filed;
use lakon_domain::ids::Hash;
use lakon_domain::number::parts;
use lakon_domain::office::OfficeState;
use lakon_domain::record::Record;
use lakon_domain::shape::CaseNumber;
use lakon_store::{Store, StoreError};
use lakon_sync::replica::{Blobs, OpenBlob, Replica};
use rusqlite::types::Value;
use uuid::Uuid;

use crate::desk::Desk;
use crate::logs::{self, Logs, View};
use crate::raw;
use crate::server::DATABASE_KEY;
use crate::shared::{Shared, Wrong, lock};
use crate::stock;

/// Every row of every projection that shows; keys of a store's own left out, so that stores can be compared.
const ROWS: [&str; 9] = [
    "SELECT hex(id), number, status, opened_at, channel, hex(person), who, hex(organisation), whose, question, topic, closed_ms,
        running_since, resolved_at, files, concurrent, needs_review, shared, awaited FROM case_row ORDER BY id",
    "SELECT r.number, f.who, f.question, f.answer, f.hai FROM case_fts AS f JOIN case_row AS r ON r.place = f.rowid ORDER BY r.id",
    "SELECT hex(p.id), p.name, p.sort, p.digits, p.state, f.name, f.code, f.phone FROM party_row AS p
       JOIN party_fts AS f ON f.rowid = p.place ORDER BY p.id",
    "SELECT hex(event), hex(file), name, state, hex(address), live FROM file_row ORDER BY event",
    "SELECT hex(case_id), number, hlc, hex(log) FROM case_number ORDER BY case_id",
    "SELECT status, n FROM case_count WHERE n <> 0 ORDER BY status",
    "SELECT kind, n FROM skipped ORDER BY kind",
    "SELECT hex(case_id), kind, raised, due_at, turns_at FROM duty_row ORDER BY case_id, kind",
    "SELECT hex(escalation), hex(case_id), section, phase, raised_at, hex(raised_by), question, here FROM escalation_row
      ORDER BY escalation",
];

fn rows(store: &Store) -> Result<Vec<String>, Wrong> {
    let lines = store.read(|connection| {
        let mut lines = Vec::new();
        for sql in ROWS {
            let mut statement = connection.prepare(sql)?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let values: Result<Vec<Value>, _> = (0..columns).map(|at| row.get(at)).collect();
                lines.push(format!("{:?}", values?));
            }
        }
        Ok(lines)
    });
    lines.map_err(|error| error.to_string())
}

fn first_difference(what: &str, one: &[String], other: &[String]) -> Result<(), Wrong> {
    match one.iter().zip(other).find(|(one, other)| one != other) {
        Some((one, other)) => Err(format!("{what}: {one}\n   is not {other}")),
        None if one.len() != other.len() => Err(format!("{what}: {} rows, not {}", one.len(), other.len())),
        None => Ok(()),
    }
}

fn bytes_of(name: &str, address: &Hash, opened: Option<OpenBlob>, expected: &[u8]) -> Result<(), Wrong> {
    let Some((_, mut content)) = opened else { return Err(format!("{name} lacks the attachment {address}")) };
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).map_err(|error| format!("{name}, attachment {address}: {error}"))?;
    if bytes == expected { Ok(()) } else { Err(format!("{name}: the attachment {address} has other bytes")) }
}

/// The highest numbers a desk ever heard of, by label and year. They are its own: another may have heard of cases this one never held,
/// or this one of cases it set aside. None is below a number in a log, so that none is given again, and each was given once, to a case
/// in a log or beside the logs.
fn numbers(name: &str, store: &Store, logs: &Logs) -> Result<BTreeSet<(String, u8, u32)>, Wrong> {
    let key = |number: &CaseNumber| {
        let parts = parts(number);
        (parts.label, parts.year, parts.running)
    };
    let opened = |event: &Event| match event {
        Event::CaseOpened(opened) => Some(key(&opened.number)),
        _ => None,
    };
    let held: BTreeSet<_> = events(logs).filter_map(|(_, event)| opened(&event)).collect();
    let mut heard = held.clone();
    let highest = store.read(|connection| {
        lakon_log::each_beside(connection, None, |one| {
            heard.extend(Filed::read(&one.record).ok().and_then(|filed| opened(&filed.event)));
            Ok::<(), StoreError>(())
        })?;
        let mut statement = connection.prepare("SELECT label, year, last FROM number_run")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<BTreeSet<(String, u8, u32)>, _>>()?)
    });
    let highest = highest.map_err(|error| error.to_string())?;
    let covered = |(label, year, running): &(String, u8, u32)| {
        highest.iter().any(|(of, at, last)| (of, at) == (label, year) && last >= running)
    };
    if let Some(number) = held.iter().find(|number| !covered(number)) {
        return Err(format!("{name} could give {number:?} again"));
    }
    match highest.difference(&heard).next() {
        Some(number) => Err(format!("{name} heard of {number:?}, which no case has")),
        None => Ok(highest),
    }
}

/// The attachment a record names, where it still says so.
pub fn named(record: &Record) -> Option<Hash> {
    let header = record.read_header().ok()?;
    match Event::read(&header.kind, &record.facts, record.private.as_deref()) {
        Ok(Event::FileAdded(FileAdded { private: Some(data), .. })) => data.address.parse().ok(),
        _ => None,
    }
}

/// Attachments that records name which still say so: everywhere. What a revoked PC has of them has come from there, whether what
/// it handed in waits, or counts, or counted when it was revoked.
fn attachments(shared: &Shared, server: &Logs, desks: &[Arc<Desk>], ended: &[Arc<Desk>]) -> Result<(), Wrong> {
    let service = shared.service();
    let counts: BTreeSet<Hash> = server.iter().flat_map(|(_, records)| records).filter_map(named).collect();
    let waits: BTreeSet<Hash> = stock::quarantine(&service.folder.join("lakon.db")).iter().filter_map(named).collect();
    let ledger = lock(&shared.ledger);
    let at_ended = |address: &Hash| ended.iter().any(|desk| desk.store().have(address).unwrap());
    for (address, file) in ledger.files.iter().filter(|(_, file)| !file.lost) {
        let opened = service.uploads.open(address).map_err(|fault| fault.to_string())?;
        if waits.contains(address) && !counts.contains(address) && at_ended(address) {
            shared.count("attachment kept aside");
            bytes_of("the server, aside", address, opened, &file.bytes)?;
            continue;
        }
        if !counts.contains(address) {
            continue;
        }
        bytes_of("the server", address, opened, &file.bytes)?;
        for desk in desks {
            let opened = Blobs::read(&desk.store(), address).map_err(|fault| fault.to_string())?;
            bytes_of(&format!("desk {}", desk.number), address, opened, &file.bytes)?;
        }
    }
    Ok(())
}

/// No file of an attachment lies at the server that no row names: what was erased would stay in it for ever.
fn no_orphans(shared: &Shared) -> Result<(), Wrong> {
    let service = shared.service();
    let named: BTreeSet<String> = raw::on(&service.folder.join("lakon.db"), &DATABASE_KEY, |connection| {
        connection.prepare("SELECT file FROM blob")?.query_map([], |row| row.get(0))?.collect()
    });
    for entry in std::fs::read_dir(service.store.folder().blobs()).map_err(|error| error.to_string())? {
        let file = entry.map_err(|error| error.to_string())?.file_name().to_string_lossy().into_owned();
        if !named.contains(&file) {
            return Err(format!("the server has a file {file} of an attachment that no row names"));
        }
    }
    Ok(())
}

fn events(logs: &Logs) -> impl Iterator<Item = (Uuid, Event)> {
    logs.iter().flat_map(|(_, records)| records).filter_map(|record| {
        let header = record.read_header().ok()?;
        Some((header.id, Event::read(&header.kind, &record.facts, record.private.as_deref()).ok()?))
    })
}

/// Every head a desk holds is proved by a seal on it, or by the office log as the last of a revoked device.
fn sealed(name: &str, store: &Store) -> Result<(), Wrong> {
    let office = store.office();
    for head in store.heads().map_err(|fault| fault.to_string())? {
        let seals = store.read(|connection| Ok(lakon_log::seals_at(connection, head.log, head.seq)?));
        let seals = seals.map_err(|error| error.to_string())?;
        let ends = office.revoked.end(head.log) == Some(head.head());
        if !ends && !seals.iter().any(|seal| seal.verifies() && seal.chain == head.chain) {
            return Err(format!("{name}: no seal stands on the head {} of {}", head.seq, head.log));
        }
    }
    Ok(())
}

/// Nothing that was erased lies anywhere any more: in the logs, set aside, beyond a revocation, among what waits for an admin. And
/// everything the orders cover was erased, whichever came first at the server, the order or the record.
fn erased(shared: &Shared, view: &View, desks: &[Arc<Desk>]) -> Result<(), Wrong> {
    let service = shared.service();
    let database = service.folder.join("lakon.db");
    let cover = service.store.office_state().erasures.cover().clone();
    let reach = lakon_log::open_reader(&database, &DATABASE_KEY).and_then(|reader| lakon_log::reach(&reader, cover));
    if let Some(event) = reach.map_err(|error| error.to_string())?.events.first() {
        return Err(format!("{event} is covered by an order, and none lists it"));
    }
    let mut found = stock::with_private(&database, &DATABASE_KEY, &view.erased);
    found.extend(stock::quarantine(&database).into_iter().filter(|record| !record.lacks_private()).filter_map(
        |record| record.read_header().ok().map(|header| header.id).filter(|event| view.erased.contains(event)),
    ));
    if let Some(event) = found.first() {
        return Err(format!("the server still has the private part of {event}, which was erased"));
    }
    for desk in desks {
        if let Some(event) = stock::with_private(&desk.database(), &desk.raw_key, &view.erased).first() {
            return Err(format!("desk {} still has the private part of {event}, which was erased", desk.number));
        }
    }
    Ok(())
}

/// No event is counted twice, and no two cases show one number unless both are marked.
fn counted_once(name: &str, store: &Store, server: &Logs) -> Result<(), Wrong> {
    let office = store.office();
    let opened: BTreeSet<Uuid> = events(server)
        .filter(|(event, _)| office.standing.cause(*event).is_none())
        .filter_map(|(_, event)| match event {
            Event::CaseOpened(CaseOpened { case, .. }) => Some(case),
            _ => None,
        })
        .collect();
    let number = |sql: &str| {
        store
            .read(|connection| Ok(connection.query_row(sql, [], |row| row.get::<_, i64>(0))?))
            .map_err(|e| e.to_string())
    };
    let (rows, counts) =
        (number("SELECT count(*) FROM case_row")?, number("SELECT coalesce(sum(n), 0) FROM case_count")?);
    if rows != counts || usize::try_from(rows) != Ok(opened.len()) {
        return Err(format!("{name} shows {rows} cases and counts {counts} where {} were opened", opened.len()));
    }
    let twice = number("SELECT count(*) FROM (SELECT 1 FROM case_row GROUP BY number HAVING count(*) > 1)")?;
    let unmarked = number(
        "SELECT count(*) FROM case_row AS r JOIN case_number AS n ON n.case_id = r.id WHERE r.shared = 0
           AND EXISTS (SELECT 1 FROM case_number AS o WHERE o.number = n.number AND o.case_id <> n.case_id)",
    )?;
    if twice + unmarked > 0 {
        return Err(format!("{name}: {twice} numbers show twice, {unmarked} are shared and not marked"));
    }
    Ok(())
}

/// What nobody had a right to make is voided once, whatever became of the server that judged it; nothing else ever was.
fn judged(shared: &Shared, office: &OfficeState, view: &View) -> Result<(), Wrong> {
    let ledger = lock(&shared.ledger);
    for event in ledger.events.keys() {
        let rulings = office.standing.rulings(*event);
        let rightless = ledger.rightless.contains(event);
        if rightless && view.held.contains(event) && office.standing.counts(*event) {
            return Err(format!("{event} was made without a right to and still counts"));
        }
        if rulings.len() > usize::from(rightless) {
            return Err(format!("{event}, made with a right to: {}, was judged so: {rulings:?}", !rightless));
        }
    }
    Ok(())
}

/// # Errors
/// The first thing that is not as it should be.
pub fn everything(shared: &Shared) -> Result<(), Wrong> {
    let service = shared.service();
    let (ended, desks): (Vec<_>, Vec<_>) = shared.desks().into_iter().partition(|desk| desk.is_revoked());
    let view = View::of(shared, &desks, &ended)?;
    let server = logs::of("the server", service.store.as_ref(), &view)?;
    logs::as_acknowledged(shared, &server, &view)?;
    logs::incarnations(shared, &server)?;
    // Looked at in the same moment, later than anything anybody wrote.
    let now = desks.iter().map(|desk| desk.clock.get()).max().unwrap_or_default();
    let mut first: Option<Vec<String>> = None;
    for desk in &desks {
        let (name, store) = (format!("desk {}", desk.number), desk.store());
        logs::same(&name, &server, &logs::of(&name, &store, &view)?)?;
        sealed(&name, &store)?;
        let office = store.office();
        if *office != *service.store.office_state() {
            return Err(format!("{name} knows another office than the server"));
        }
        judged(shared, &office, &view)?;
        desk.clock.set(now);
        store.turn_duties().map_err(|error| error.to_string())?;
        let shown = rows(&store)?;
        first_difference(&format!("{name} shows"), &shown, first.get_or_insert_with(|| shown.clone()))?;
        counted_once(&name, &store, &server)?;
        numbers(&name, &store, &server)?;
    }
    attachments(shared, &server, &desks, &ended)?;
    no_orphans(shared)?;
    erased(shared, &view, &desks)?;
    if let Some(desk) = desks.last() {
        let (name, store) = (format!("desk {}", desk.number), desk.store());
        let heard = numbers(&name, &store, &server)?;
        store.rebuild(&|_, _| {}).map_err(|error| error.to_string())?;
        if numbers(&name, &store, &server)? != heard {
            return Err(format!("{name} forgets numbers it heard of when it is made anew from its logs"));
        }
        store.turn_duties().map_err(|error| error.to_string())?;
        let first = first.unwrap_or_default();
        first_difference("made anew from its logs a desk shows", &rows(&store)?, &first)?;
        shared.tell(format!("{} rows, {} attachments", first.len(), lock(&shared.ledger).files.len()));
    }
    for (log, records) in &server {
        shared.tell(format!("{log}: {} records", records.len()));
    }
    Ok(())
}

//! Looks an office over that has come to rest: every machine holds the same, everything anybody acknowledged is there, and the folds
//! agree.

use std::io::Read;
use std::sync::Arc;

use lakon_domain::hlc::{Hlc, LARGEST_LEAD_MS};
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::{Record, chain_start};
use lakon_store::Store;
use lakon_sync::replica::{Blobs, LogHead, OpenBlob, Replica};
use rusqlite::types::Value;
use uuid::Uuid;

use crate::desk::Desk;
use crate::ledger::{ALL, Ledger};
use crate::shared::{Shared, Wrong, lock};

/// Every row of every projection that shows; keys of a store's own left out, so that stores can be compared.
const ROWS: [&str; 10] = [
    "SELECT hex(id), number, status, opened_at, channel, hex(person), who, hex(organisation), whose, question, topic, closed_ms,
        running_since, resolved_at, files, concurrent, needs_review, shared, awaited FROM case_row ORDER BY id",
    "SELECT r.number, f.who, f.question, f.answer, f.hai FROM case_fts AS f JOIN case_row AS r ON r.place = f.rowid ORDER BY r.id",
    "SELECT hex(p.id), p.name, p.sort, p.digits, p.state, f.name, f.code, f.phone FROM party_row AS p
       JOIN party_fts AS f ON f.rowid = p.place ORDER BY p.id",
    "SELECT hex(event), hex(file), name, state, hex(address), live FROM file_row ORDER BY event",
    "SELECT hex(case_id), number, hlc, hex(log) FROM case_number ORDER BY case_id",
    "SELECT status, n FROM case_count WHERE n <> 0 ORDER BY status",
    "SELECT label, year, last FROM number_run ORDER BY label, year",
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

/// The whole of a log, held against everything a log has to be.
fn log_of(name: &str, replica: &dyn Replica, head: &LogHead, erased: &[Uuid]) -> Result<Vec<Record>, Wrong> {
    let log = head.log;
    let cut = replica.page(log, 0, u64::MAX >> 25, ALL).map_err(|fault| fault.to_string())?;
    let mut records = cut.map_or_else(Vec::new, |cut| cut.page.records);
    // A page ends at the newest seal; what lies beyond is looked at as well.
    let rest = replica.page(log, records.len() as u64, u64::MAX >> 25, ALL).map_err(|fault| fault.to_string())?;
    records.extend(rest.into_iter().flat_map(|cut| cut.page.records));
    let (mut chain, mut clock) = (chain_start(log), Hlc::default());
    for (seq, record) in (1..).zip(&records) {
        let at = || format!("{name}, log {log}, record {seq}");
        chain = record.hash(&chain);
        let header = record.read_header().map_err(|bad| format!("{}: {bad}", at()))?;
        if (header.log, header.seq) != (log, seq) {
            return Err(format!("{}: says that it is {} of {}", at(), header.seq, header.log));
        }
        record.check().map_err(|bad| format!("{}: {bad}", at()))?;
        if record.lacks_private() != erased.contains(&header.id) {
            return Err(format!("{}: its private part is missing, or erased and still there", at()));
        }
        // Design, invariant 8: "Hearing a record never moves a PC's HLC more than 5 minutes past its own clock." The next own stamp
        // is one higher, which a full counter carries into the milliseconds.
        if header.hlc <= clock || header.hlc.ms() > (header.at.0 + LARGEST_LEAD_MS).max(clock.ms()) + 1 {
            return Err(format!("{}: stamped {} ms after {} at {}", at(), header.hlc.ms(), clock.ms(), header.at.0));
        }
        clock = header.hlc;
    }
    if (records.len() as u64, chain) != (head.seq, head.chain) {
        return Err(format!("{name}, log {log}: {} records do not end at the head {}", records.len(), head.seq));
    }
    Ok(records)
}

type Logs = Vec<(LogId, Vec<Record>)>;

fn logs_of(name: &str, replica: &dyn Replica, erased: &[Uuid]) -> Result<Logs, Wrong> {
    let heads = replica.heads().map_err(|fault| fault.to_string())?;
    heads.iter().map(|head| Ok((head.log, log_of(name, replica, head, erased)?))).collect()
}

/// Replicas equal to the server's, byte for byte, and neither more nor less than what was acknowledged.
fn same_logs(name: &str, server: &Logs, logs: &Logs) -> Result<(), Wrong> {
    let lengths = |logs: &Logs| logs.iter().map(|(log, records)| (*log, records.len())).collect::<Vec<_>>();
    if lengths(server) != lengths(logs) {
        return Err(format!("{name} holds {:?}, the server {:?}", lengths(logs), lengths(server)));
    }
    for ((log, ours), (_, theirs)) in logs.iter().zip(server) {
        if let Some(at) = ours.iter().zip(theirs).position(|(one, other)| one != other) {
            return Err(format!("{name}, log {log}: record {} is not the server's", at + 1));
        }
    }
    Ok(())
}

fn as_acknowledged(ledger: &Ledger, server: &Logs) -> Result<(), Wrong> {
    for (log, kept) in &ledger.records {
        let held = server.iter().find(|(held, _)| held == log).map_or(&[][..], |(_, records)| records);
        for (at, kept) in kept.iter().enumerate() {
            match held.get(at) {
                Some(record) if *record == ledger.expected(kept) => {}
                Some(_) => return Err(format!("log {log}: record {} is not what its author wrote", at + 1)),
                None => return Err(format!("log {log}: record {} was acknowledged and is missing", at + 1)),
            }
        }
        if held.len() > kept.len() {
            return Err(format!("log {log}: record {} was written by nobody", kept.len() + 1));
        }
    }
    Ok(())
}

fn bytes_of(name: &str, address: &Hash, opened: Option<OpenBlob>, expected: &[u8]) -> Result<(), Wrong> {
    let Some((_, mut content)) = opened else { return Err(format!("{name} lacks the attachment {address}")) };
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).map_err(|error| format!("{name}, attachment {address}: {error}"))?;
    if bytes == expected { Ok(()) } else { Err(format!("{name}: the attachment {address} has other bytes")) }
}

fn attachments(shared: &Shared, desks: &[Arc<Desk>]) -> Result<(), Wrong> {
    let service = shared.service();
    let ledger = lock(&shared.ledger);
    for (address, file) in ledger.files.iter().filter(|(_, file)| !file.lost) {
        let opened = service.uploads.open(address).map_err(|fault| fault.to_string())?;
        bytes_of("the server", address, opened, &file.bytes)?;
        for desk in desks {
            let opened = Blobs::read(&desk.store(), address).map_err(|fault| fault.to_string())?;
            bytes_of(&format!("desk {}", desk.number), address, opened, &file.bytes)?;
        }
    }
    Ok(())
}

/// Every head a desk holds is proved by a seal on it.
fn sealed(name: &str, store: &Store) -> Result<(), Wrong> {
    for head in store.heads().map_err(|fault| fault.to_string())? {
        let seals = store.read(|connection| Ok(lakon_log::seals_at(connection, head.log, head.seq)?));
        let seals = seals.map_err(|error| error.to_string())?;
        if !seals.iter().any(|seal| seal.verifies() && seal.chain == head.chain) {
            return Err(format!("{name}: no seal stands on the head {} of {}", head.seq, head.log));
        }
    }
    Ok(())
}

/// # Errors
/// The first thing that is not as it should be.
pub fn everything(shared: &Shared, desks: &[Arc<Desk>]) -> Result<(), Wrong> {
    let service = shared.service();
    let erased = lock(&shared.ledger).erased.clone();
    let server = logs_of("the server", service.store.as_ref(), &erased)?;
    as_acknowledged(&lock(&shared.ledger), &server)?;
    // Looked at in the same moment, later than anything anybody wrote.
    let now = desks.iter().map(|desk| desk.clock.get()).max().unwrap_or_default();
    let mut first: Option<Vec<String>> = None;
    for desk in desks {
        let (name, store) = (format!("desk {}", desk.number), desk.store());
        same_logs(&name, &server, &logs_of(&name, &store, &erased)?)?;
        sealed(&name, &store)?;
        let office = store.office();
        if *office != *service.store.office_state() {
            return Err(format!("{name} knows another office than the server"));
        }
        if let Some(event) =
            lock(&shared.ledger).rightless.iter().find(|event| office.standing.cause(**event).is_none())
        {
            return Err(format!("{event} was made without a right to and still counts"));
        }
        desk.clock.set(now);
        store.turn_duties().map_err(|error| error.to_string())?;
        let shown = rows(&store)?;
        first_difference(&format!("{name} shows"), &shown, first.get_or_insert_with(|| shown.clone()))?;
    }
    attachments(shared, desks)?;
    if let Some(desk) = desks.last() {
        let store = desk.store();
        store.rebuild(&|_, _| {}).map_err(|error| error.to_string())?;
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

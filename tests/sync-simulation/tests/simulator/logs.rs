//! What the logs of an office at rest have to be: chained, as their authors wrote them, the same everywhere, and complete.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lakon_domain::event::{Event, LogOpened, RecordErased};
use lakon_domain::hlc::{Hlc, LARGEST_LEAD_MS};
use lakon_domain::ids::LogId;
use lakon_domain::record::{Record, chain_start};
use lakon_sync::replica::{LogHead, Replica};
use uuid::Uuid;

use crate::desk::Desk;
use crate::ledger::ALL;
use crate::shared::{Shared, Wrong, lock};
use crate::stock::{self, Stock};

/// Every log of a machine with its records.
pub type Logs = Vec<(LogId, Vec<Record>)>;

/// What is looked at while logs are compared.
pub struct View {
    /// Events the office erased, by the server's logs.
    pub erased: BTreeSet<Uuid>,
    /// Events in the server's logs.
    pub held: BTreeSet<Uuid>,
    /// Events whose last private part went with a machine.
    bare: BTreeSet<Uuid>,
    /// Events that were written again, with the stamps they had.
    again: BTreeSet<Uuid>,
    /// What PCs that were revoked hold: nothing of it reaches anybody any more, but what is handed in and taken.
    ended: Stock,
}

impl View {
    /// # Errors
    /// Where the server cannot be read.
    pub fn of(shared: &Shared, desks: &[Arc<Desk>], ended: &[Arc<Desk>]) -> Result<Self, Wrong> {
        let service = shared.service();
        let (mut erased, mut held) = (BTreeSet::new(), BTreeSet::new());
        for head in service.store.heads().map_err(|fault| fault.to_string())? {
            for record in read(service.store.as_ref(), &head)? {
                let Ok(header) = record.read_header() else { continue };
                held.insert(header.id);
                if header.kind == RecordErased::KIND
                    && let Ok(Event::RecordErased(gone)) = Event::read(&header.kind, &record.facts, None)
                {
                    erased.extend(gone.erases);
                }
            }
        }
        let ended = stock::of(ended);
        let working = if ended.is_empty() { Stock::new() } else { stock::with_server(shared, desks) };
        let ledger = lock(&shared.ledger);
        let lost = ledger.events.iter().filter(|(_, fate)| fate.bare || fate.gone).map(|(event, _)| *event);
        // The only copy may lie on a PC that was revoked.
        let kept = ended.keys().filter(|event| working.get(event).is_none_or(|held| !held.whole)).copied();
        Ok(Self { erased, held, bare: lost.chain(kept).collect(), again: ledger.written_again(), ended })
    }
}

fn read(replica: &dyn Replica, head: &LogHead) -> Result<Vec<Record>, Wrong> {
    let mut records: Vec<Record> = Vec::new();
    loop {
        // A page ends at the newest seal; what lies beyond is looked at as well.
        let cut =
            replica.page(head.log, records.len() as u64, u64::MAX >> 25, ALL).map_err(|fault| fault.to_string())?;
        match cut {
            Some(cut) if !cut.page.records.is_empty() => records.extend(cut.page.records),
            _ => return Ok(records),
        }
    }
}

/// The whole of a log, held against everything a log has to be.
fn log_of(name: &str, replica: &dyn Replica, head: &LogHead, view: &View) -> Result<Vec<Record>, Wrong> {
    let log = head.log;
    let records = read(replica, head)?;
    let (mut chain, mut clock) = (chain_start(log), Hlc::default());
    for (seq, record) in (1..).zip(&records) {
        let at = || format!("{name}, log {log}, record {seq}");
        chain = record.hash(&chain);
        let header = record.read_header().map_err(|bad| format!("{}: {bad}", at()))?;
        if (header.log, header.seq) != (log, seq) {
            return Err(format!("{}: says that it is {} of {}", at(), header.seq, header.log));
        }
        record.check().map_err(|bad| format!("{}: {bad}", at()))?;
        let may_lack = view.erased.contains(&header.id) || view.bare.contains(&header.id);
        if record.lacks_private() && !may_lack {
            return Err(format!("{}: its private part is missing", at()));
        }
        if !record.lacks_private() && record.private.is_some() && view.erased.contains(&header.id) {
            return Err(format!("{}: it was erased, and its private part is still there", at()));
        }
        // Design, invariant 8: "Hearing a record never moves a PC's HLC more than 5 minutes past its own clock." The next own stamp
        // is one higher, which a full counter carries into the milliseconds. What is written again keeps its stamp.
        if !view.again.contains(&header.id)
            && (header.hlc <= clock || header.hlc.ms() > (header.at.0 + LARGEST_LEAD_MS).max(clock.ms()) + 1)
        {
            return Err(format!("{}: stamped {} ms after {} at {}", at(), header.hlc.ms(), clock.ms(), header.at.0));
        }
        clock = clock.max(header.hlc);
    }
    if (records.len() as u64, chain) != (head.seq, head.chain) {
        return Err(format!("{name}, log {log}: {} records do not end at the head {}", records.len(), head.seq));
    }
    Ok(records)
}

/// Every log a machine holds.
///
/// # Errors
/// Where one is not what a log has to be.
pub fn of(name: &str, replica: &dyn Replica, view: &View) -> Result<Logs, Wrong> {
    let heads = replica.heads().map_err(|fault| fault.to_string())?;
    heads.iter().map(|head| Ok((head.log, log_of(name, replica, head, view)?))).collect()
}

/// Replicas equal to the server's, byte for byte.
///
/// # Errors
/// The first difference.
pub fn same(name: &str, server: &Logs, logs: &Logs) -> Result<(), Wrong> {
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

/// Neither more nor less than what was acknowledged: every record of the server's logs is one its author wrote at this place, and every
/// event anybody wrote is there, unless the last machine that held it is another since.
///
/// # Errors
/// The first record or event that is not as it should be.
pub fn as_acknowledged(shared: &Shared, server: &Logs, view: &View) -> Result<(), Wrong> {
    let ledger = lock(&shared.ledger);
    for (log, records) in server {
        let mut chain = chain_start(*log);
        for (seq, record) in (1..).zip(records) {
            chain = record.hash(&chain);
            let Some(wrote) = ledger.written(*log, seq, chain) else {
                return Err(format!("log {log}: record {seq} was written by nobody"));
            };
            let private = record.private.is_none() || record.private == wrote.private;
            if (&record.header, &record.facts) != (&wrote.header, &wrote.facts) || !private {
                return Err(format!("log {log}: record {seq} is not what its author wrote"));
            }
        }
    }
    let office = shared.service().store.office_state();
    for (log, records) in server {
        if let Some(end) = office.revoked.end(*log).filter(|end| end.seq < records.len() as u64) {
            return Err(format!("{} records of {log}, which was revoked at {}", records.len(), end.seq));
        }
    }
    let anywhere = stock::with_server(shared, &shared.desks());
    for (log, seq, record) in ledger.all() {
        let event = record.read_header().map_err(|bad| bad.to_string())?.id;
        let fate = ledger.events.get(&event).copied().unwrap_or_default();
        if view.held.contains(&event) || fate.gone {
            continue;
        }
        // Beyond a revocation, or set aside where its author has lost it too: then it is kept, and counts nowhere.
        let ended = view.ended.get(&event).is_some_and(|held| held.stands);
        let aside = fate.loose || ended || ledger.revoked.contains(&log);
        if !aside || !anywhere.contains_key(&event) {
            return Err(format!("log {log}: record {seq}, {event}, was acknowledged and is missing ({fate:?})"));
        }
    }
    Ok(())
}

/// Every incarnation of a device has a log of its own, which the office knows as that device's, with letters of its own.
///
/// # Errors
/// The first log of which that does not hold.
pub fn incarnations(shared: &Shared, server: &Logs) -> Result<(), Wrong> {
    let office = shared.service().store.office_state();
    let mut begun: BTreeMap<Uuid, LogId> = BTreeMap::new();
    for (log, records) in server {
        let Some(opened) = records.first().and_then(opened).filter(|opened| !opened.server) else { continue };
        if let Some(other) = begun.insert(opened.incarnation, *log) {
            return Err(format!("{log} and {other} are of one incarnation"));
        }
        if !office.logs_of(opened.device).iter().any(|(of, _)| of == log) {
            return Err(format!("the office does not know {log} as a log of {}", opened.device));
        }
    }
    let mut labels = BTreeMap::new();
    for (log, label) in &office.labels {
        if let Some(other) = labels.insert(label.as_str(), *log) {
            return Err(format!("{log} and {other} have one label, {label}"));
        }
    }
    Ok(())
}

fn opened(record: &Record) -> Option<LogOpened> {
    let header = record.read_header().ok()?;
    match Event::read(&header.kind, &record.facts, None) {
        Ok(Event::LogOpened(opened)) => Some(opened),
        _ => None,
    }
}

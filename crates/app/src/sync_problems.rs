//! What stands in the way of a whole sync, each with what an admin needs to act on it; the page has the sentences.

use lakon_domain::ids::LogId;
use lakon_domain::office::OfficeState;
use lakon_sync::replica::Refusal;

use crate::api::{RefusedBecause, SyncPlace, SyncProblem, SyncProblemKind as Kind, SyncState, SyncTrouble};
use crate::app::Desk;
use crate::case_view::name_of;
use crate::failure::Failure;
use crate::sync_page::{self, SILENT_DAYS};
use crate::sync_state::count;

/// Everything that is wrong, the most pressing first. Places are for an admin alone.
pub(crate) fn of(desk: &Desk, state: &SyncState, detail: bool) -> Result<Vec<SyncProblem>, Failure> {
    let office = desk.store.office();
    let told = desk.app.state().sync.told.clone();
    let mut found = Vec::new();
    let mut put = |kind, number: u64, places: Vec<SyncPlace>| {
        found.push(SyncProblem { kind, count: count(number), places: if detail { places } else { Vec::new() } });
    };
    let place = |log: LogId, seq: Option<u64>| SyncPlace {
        device: device_of(&office, log),
        log: log.to_string(),
        seq: seq.map(count),
        because: None,
        kind: None,
    };
    // The trouble of the line itself is said only while it lasts; what the last whole sync met stands beside it.
    match state.trouble {
        Some(SyncTrouble::Unproven) => put(Kind::Unproven, 0, Vec::new()),
        Some(SyncTrouble::Replaced) => put(Kind::Replaced, 0, Vec::new()),
        Some(SyncTrouble::DeviceRefused) => put(Kind::DeviceRefused, 0, Vec::new()),
        Some(SyncTrouble::DeviceRevoked) => put(Kind::DeviceRevoked, 0, Vec::new()),
        Some(SyncTrouble::NotLakon) => put(Kind::NotLakon, 0, Vec::new()),
        Some(SyncTrouble::Broken) => put(Kind::Broken, 0, Vec::new()),
        Some(SyncTrouble::InvitationRefused) => put(Kind::InvitationRefused, 0, Vec::new()),
        Some(SyncTrouble::ClockOff | SyncTrouble::Forked | SyncTrouble::RecordsRefused) | None => {}
    }
    if state.trouble != Some(SyncTrouble::InvitationRefused) && crate::joining_again::is_refused(&desk.store)? {
        put(Kind::InvitationRefused, 0, Vec::new());
    }
    if told.clock_off {
        put(Kind::ClockOff, 0, Vec::new());
    }
    if let Some(seq) = told.own_log_ahead {
        put(Kind::OwnLogAhead, 0, vec![place(desk.store.device().log, Some(seq))]);
    }
    if !told.differences.is_empty() {
        let places = told.differences.iter().map(|at| place(at.log, Some(at.seq))).collect();
        put(Kind::Forked, size(told.differences.len()), places);
    }
    if !told.refused.is_empty() {
        let places = told.refused.iter().map(|refusal| refused(&office, refusal)).collect();
        put(Kind::PageRefused, size(told.refused.len()), places);
    }
    if !told.behind.is_empty() {
        let places = told.behind.iter().map(|one| place(one.log, Some(one.held))).collect();
        put(Kind::Behind, told.behind.iter().map(|one| one.theirs - one.held).sum(), places);
    }
    let lacking = desk.store.lacking_parts()?;
    if !lacking.is_empty() {
        let places = lacking.iter().map(|one| place(one.log, None)).collect();
        put(Kind::LackingParts, lacking.iter().map(|one| one.records).sum(), places);
    }
    let newer = desk.store.skipped_kinds()?;
    if !newer.is_empty() {
        let named = |kind: &String| SyncPlace {
            device: String::new(),
            log: String::new(),
            seq: None,
            because: None,
            kind: Some(kind.clone()),
        };
        let places = newer.iter().map(|(kind, _)| named(kind)).collect();
        put(Kind::NewerKinds, newer.iter().map(|(_, n)| n).sum(), places);
    }
    if detail && !state.alone {
        let waiting = crate::aside::open(desk)?;
        if !waiting.is_empty() {
            let log = |one: &lakon_sync::aside_list::Waiting| Some(office.devices.get(&one.device)?.log);
            let places = waiting.iter().filter_map(log).map(|log| place(log, None)).collect();
            put(Kind::HandedIn, waiting.iter().map(|one| one.records).sum(), places);
        }
        let silent = silent(desk, &office)?;
        if !silent.is_empty() {
            put(Kind::Silent, size(silent.len()), silent.into_iter().map(|log| place(log, None)).collect());
        }
    }
    found.sort_by_key(|problem| order(problem.kind));
    Ok(found)
}

/// The logs of PCs that were not heard of for [`SILENT_DAYS`].
fn silent(desk: &Desk, office: &OfficeState) -> Result<Vec<LogId>, Failure> {
    let devices = sync_page::devices(desk, crate::api::Nothing {})?;
    let quiet = devices.rows.into_iter().filter(|row| row.silent_days.is_some_and(|days| days >= SILENT_DAYS));
    let log = |row: crate::api::SyncDevice| office.devices.get(&row.device.parse().ok()?).map(|device| device.log);
    Ok(quiet.filter_map(log).collect())
}

/// The declared order of the kinds is that of their weight.
fn order(kind: Kind) -> u8 {
    kind as u8
}

fn size(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// "Rina Contoh · B", or empty where the office does not know the log.
pub(crate) fn device_of(office: &OfficeState, log: LogId) -> String {
    let device = office.device_of_log.get(&log).and_then(|device| office.devices.get(device));
    let name = device.map(|device| name_of(office, device.user));
    let label = office.labels.get(&log).map(ToString::to_string);
    [name, label].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn refused(office: &OfficeState, refusal: &Refusal) -> SyncPlace {
    let (log, seq, because) = match refusal {
        Refusal::Fork { log, seq } => (log, Some(seq), RefusedBecause::Fork),
        Refusal::NoPrivate { log, seq } => (log, Some(seq), RefusedBecause::NotWhole),
        Refusal::UnknownLog { log } => (log, None, RefusedBecause::UnknownLog),
        Refusal::NoSeal { log, seq } => (log, Some(seq), RefusedBecause::NoSeal),
        Refusal::BadRecord { log, seq } => (log, Some(seq), RefusedBecause::Damaged),
        Refusal::Gap { log, have } => (log, Some(have), RefusedBecause::Other),
        Refusal::Revoked { log, upto } => (log, Some(upto), RefusedBecause::Revoked),
        Refusal::OwnLog { log, seq } => (log, Some(seq), RefusedBecause::Other),
    };
    SyncPlace {
        device: device_of(office, *log),
        log: log.to_string(),
        seq: seq.map(|seq| count(*seq)),
        because: Some(because),
        kind: None,
    }
}

//! What the operator asks and decides about the office's PCs: which there are, revoking one, what revoked ones still handed in, and
//! what no PC has. Works beside a running server.

use std::path::Path;

use lakon_domain::ids::LogId;
use lakon_domain::shape::Time;
use lakon_server_store::{
    Clock, KeptAside, LackingFiles, LackingParts, LostTail, ServerFolder, ServerStore, StoreError, Unjudged,
};
use uuid::Uuid;

use crate::keys::KeyFile;
use crate::system::SystemRandom;
use crate::{BadArgument, ServerError};

/// One PC of the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    pub device: Uuid,
    /// The letters of its case numbers.
    pub label: String,
    /// Whom it was enrolled for.
    pub user: String,
    pub revoked: bool,
}

/// A stretch of a PC's log: kept aside, or missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// `None` for a server's log.
    pub device: Option<DeviceRow>,
    pub log: LogId,
    pub from: u64,
    pub to: u64,
    pub at: Time,
}

fn visit(path: &Path, clock: Clock) -> Result<ServerStore, ServerError> {
    let folder = ServerFolder::visit(path);
    let keys = KeyFile::read(&folder)?;
    Ok(ServerStore::open(folder, keys.store_keys()?, clock, Box::new(SystemRandom))?)
}

fn rows(store: &ServerStore) -> Vec<DeviceRow> {
    let office = store.office_state();
    let row = |held: &lakon_domain::office::Device| DeviceRow {
        device: held.device,
        label: office.label_of(held.device).map(ToString::to_string).unwrap_or_default(),
        user: office.users.get(&held.user).map(|user| user.name.text().to_owned()).unwrap_or_default(),
        revoked: office.revoked.holds(held.device),
    };
    let mut rows: Vec<DeviceRow> = office.devices.values().map(row).collect();
    rows.sort_by(|a, b| (a.label.len(), &a.label).cmp(&(b.label.len(), &b.label)));
    rows
}

/// By its id or the letters of its case numbers.
fn named(store: &ServerStore, name: &str) -> Result<DeviceRow, ServerError> {
    let name = name.trim();
    let id = Uuid::try_parse(name).ok();
    let fits =
        |row: &DeviceRow| id == Some(row.device) || !row.label.is_empty() && row.label.eq_ignore_ascii_case(name);
    rows(store).into_iter().find(fits).ok_or(ServerError::Argument(BadArgument::UnknownDevice))
}

/// Every PC the office knows.
///
/// # Errors
/// [`ServerError::NoOffice`]; disk and store.
pub fn devices(path: &Path, clock: Clock) -> Result<Vec<DeviceRow>, ServerError> {
    Ok(rows(&visit(path, clock)?))
}

/// Revokes a PC; it takes effect on its next request.
///
/// # Errors
/// [`ServerError::Argument`] for an unknown or already revoked PC, or without a reason; disk and store.
pub fn revoke(path: &Path, name: &str, reason: &str, clock: Clock) -> Result<DeviceRow, ServerError> {
    if reason.trim().is_empty() {
        return Err(ServerError::Argument(BadArgument::Reason));
    }
    let store = visit(path, clock)?;
    let row = named(&store, name)?;
    match store.revoke(row.device, reason.trim()) {
        Err(StoreError::NoDevice) => Err(ServerError::Argument(BadArgument::UnknownDevice)),
        done => Ok(done.map(|()| DeviceRow { revoked: true, ..row })?),
    }
}

/// What revoked PCs handed in and nobody has decided about.
///
/// # Errors
/// [`ServerError::NoOffice`]; disk and store.
pub fn kept_aside(path: &Path, clock: Clock) -> Result<Vec<Stretch>, ServerError> {
    let store = visit(path, clock)?;
    let rows = rows(&store);
    let stretch = |KeptAside { log, device, from, to, at, .. }| Stretch {
        device: rows.iter().find(|row| row.device == device).cloned(),
        log,
        from,
        to,
        at,
    };
    Ok(store.kept_aside()?.into_iter().map(stretch).collect())
}

/// Takes everything kept aside of a PC; returns how many records count from now on.
///
/// # Errors
/// [`ServerError::Argument`] for an unknown PC; [`StoreError::NothingAside`]; disk and store.
pub fn take_aside(path: &Path, name: &str, clock: Clock) -> Result<u64, ServerError> {
    let store = visit(path, clock)?;
    let logs = logs_aside(&store, name)?;
    logs.into_iter().try_fold(0_u64, |sum, log| Ok(sum.saturating_add(store.take_aside(log)?)))
}

/// Refuses everything kept aside of a PC, and what it hands in later.
///
/// # Errors
/// As [`take_aside`].
pub fn refuse_aside(path: &Path, name: &str, clock: Clock) -> Result<(), ServerError> {
    let store = visit(path, clock)?;
    logs_aside(&store, name)?.into_iter().try_for_each(|log| Ok(store.refuse_aside(log)?))
}

fn logs_aside(store: &ServerStore, name: &str) -> Result<Vec<LogId>, ServerError> {
    let device = named(store, name)?.device;
    let kept = store.kept_aside()?.into_iter().filter(|kept| kept.device == device);
    let logs: Vec<LogId> = kept.map(|kept| kept.log).collect();
    if logs.is_empty() { Err(StoreError::NothingAside.into()) } else { Ok(logs) }
}

/// What no PC the server has heard from holds.
///
/// # Errors
/// [`ServerError::NoOffice`]; disk and store.
pub fn lost(path: &Path, clock: Clock) -> Result<Vec<Stretch>, ServerError> {
    let store = visit(path, clock)?;
    let rows = rows(&store);
    let stretch = |LostTail { log, device, from, to, sealed_at }| Stretch {
        device: device.and_then(|device| rows.iter().find(|row| row.device == device).cloned()),
        log,
        from,
        to,
        at: sealed_at,
    };
    Ok(store.lost()?.into_iter().map(stretch).collect())
}

/// What records name and nobody has brought yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    pub files: LackingFiles,
    pub parts: Vec<LackingRow>,
}

/// How many records of one log are here without their private part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LackingRow {
    /// `None` for a server's log.
    pub device: Option<DeviceRow>,
    pub log: LogId,
    pub records: u64,
}

/// Attachments and private parts that are not here; at most `cases` numbers of cases.
///
/// # Errors
/// [`ServerError::NoOffice`]; disk and store.
pub fn lacking(path: &Path, cases: usize, clock: Clock) -> Result<Lacking, ServerError> {
    let store = visit(path, clock)?;
    let rows = rows(&store);
    let row = |LackingParts { log, device, records }| {
        let device = device.and_then(|device| rows.iter().find(|row| row.device == device).cloned());
        LackingRow { device, log, records }
    };
    Ok(Lacking { files: store.lacking_files(cases)?, parts: store.lacking_parts()?.into_iter().map(row).collect() })
}

/// Records of one kind of a PC that count and that this server could not judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnjudgedRow {
    /// `None` where no office log names the PC.
    pub device: Option<DeviceRow>,
    pub log: LogId,
    /// As its author wrote it.
    pub kind: String,
    pub records: u64,
    pub from: u64,
    pub to: u64,
}

/// What was not judged, by kind and PC; at most `limit` rows, and how many more there are.
///
/// # Errors
/// [`ServerError::NoOffice`]; disk and store.
pub fn unjudged(path: &Path, limit: usize, clock: Clock) -> Result<(Vec<UnjudgedRow>, u64), ServerError> {
    let store = visit(path, clock)?;
    let rows = rows(&store);
    let row = |Unjudged { log, device, kind, records, from, to }| {
        let device = device.and_then(|device| rows.iter().find(|row| row.device == device).cloned());
        UnjudgedRow { device, log, kind, records, from, to }
    };
    let (found, more) = store.unjudged(limit)?;
    Ok((found.into_iter().map(row).collect(), more))
}

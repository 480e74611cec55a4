//! The file outside the database that tells a restored or copied database from the one that went on (design: invariant 12).

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use lakon_domain::ids::{Hash, LogId};
use lakon_sync::replica::LogHead;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::copies;
use crate::device::Device;
use crate::error::Result;
use crate::folder::Folder;

/// Why this database may not be the one that wrote its log last. Carrying on in a new log is what then is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// Neither slot can be read.
    NoSlot,
    /// The file was written on another machine: the PC was cloned or the disk moved.
    OtherMachine,
    /// The file belongs to another incarnation.
    OtherIncarnation,
    /// The database ends before the file, as after yesterday's database was put back. Sequence numbers.
    Behind { database: u64, file: u64 },
    /// The database has another record where the file's head stands.
    OtherHistory { at: u64 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Noted {
    incarnation: Uuid,
    machine: Option<String>,
    log: LogId,
    seq: u64,
    chain: Hash,
}

/// The log this PC wrote last, as the slots name it in the clear: by it a PC whose database cannot be opened is still known.
pub fn noted_log(folder: &Folder) -> Option<LogId> {
    let found = copies::read(&[folder.incarnation('a'), folder.incarnation('b')])?;
    serde_json::from_str::<Noted>(&found.body).ok().map(|noted| noted.log)
}

/// What a slot says, read and written again.
pub(crate) fn reread(body: &str) -> Option<String> {
    serde_json::to_string(&serde_json::from_str::<Noted>(body).ok()?).ok()
}

/// Writes the newest committed head into the two slots, by turns.
pub(crate) struct Slots {
    folder: Folder,
    incarnation: Uuid,
    machine: Option<String>,
    generation: u64,
}

impl Slots {
    /// For a database that has just been made.
    pub(crate) fn begin(folder: &Folder, device: &Device, machine: Option<String>) -> Self {
        Self { folder: folder.clone(), incarnation: device.incarnation, machine, generation: 0 }
    }

    /// Compares the file with the database. The slots go on only where nothing was found: the evidence is not overwritten.
    pub(crate) fn check(
        folder: &Folder,
        device: &Device,
        machine: Option<String>,
        conn: &Connection,
    ) -> Result<Result<Self, Mismatch>> {
        let found = copies::read(&[folder.incarnation('a'), folder.incarnation('b')]);
        let noted = found.and_then(|found| Some((found.generation, serde_json::from_str::<Noted>(&found.body).ok()?)));
        let Some((generation, noted)) = noted else { return Ok(Err(Mismatch::NoSlot)) };
        if noted.incarnation != device.incarnation || noted.log != device.log {
            return Ok(Err(Mismatch::OtherIncarnation));
        }
        if noted.machine.is_some() && machine.is_some() && noted.machine != machine {
            return Ok(Err(Mismatch::OtherMachine));
        }
        let held = lakon_log::head(conn, device.log)?.map_or(0, |head| head.seq);
        if held < noted.seq {
            return Ok(Err(Mismatch::Behind { database: held, file: noted.seq }));
        }
        let chain = lakon_log::chains(conn, device.log, &[noted.seq])?;
        if noted.seq > 0 && chain.first() != Some(&Some(noted.chain)) {
            return Ok(Err(Mismatch::OtherHistory { at: noted.seq }));
        }
        Ok(Ok(Self { folder: folder.clone(), incarnation: device.incarnation, machine, generation }))
    }

    /// Notes a head after its commit. Not fsynced: a slot that lags behind is harmless, and the other one is still whole.
    pub(crate) fn note(&mut self, head: &LogHead) {
        let noted = Noted {
            incarnation: self.incarnation,
            machine: self.machine.clone(),
            log: head.log,
            seq: head.seq,
            chain: head.chain,
        };
        self.generation += 1;
        let copy = if self.generation.is_multiple_of(2) { 'b' } else { 'a' };
        let written = serde_json::to_string(&noted)
            .and_then(RawValue::from_string)
            .and_then(|body| copies::bytes(self.generation, body))
            .map(|bytes| overwrite(&self.folder.incarnation(copy), bytes));
        if !matches!(written, Ok(Ok(()))) {
            tracing::warn!("the incarnation slot was not written; it lags until the next commit");
        }
    }
}

/// Bytes of a slot, filled with spaces; a slot of the same length is written over in place. Cutting the file to nothing first would
/// make some file systems flush it, which costs as much as the commit itself.
const SLOT_BYTES: usize = 1024;

fn overwrite(path: &Path, mut bytes: Vec<u8>) -> io::Result<()> {
    bytes.resize(bytes.len().max(SLOT_BYTES), b' ');
    let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    file.write_all(&bytes)
}

/// A name for this machine that stays when the disk is copied elsewhere; hashed, so that it says nothing else.
/// `None` where the system has none: copies are then not told apart by it.
pub fn machine_id() -> Option<String> {
    let raw = raw_machine_id()?;
    let hash = blake3::derive_key("lakon 2026 machine id 1", raw.trim().as_bytes());
    Some(data_encoding::HEXLOWER.encode(&hash))
}

#[cfg(windows)]
fn raw_machine_id() -> Option<String> {
    use std::os::windows::process::CommandExt;
    /// CREATE_NO_WINDOW: no console flashes up.
    const NO_WINDOW: u32 = 0x0800_0000;
    let output = std::process::Command::new("reg")
        .args(["query", r"HKLM\SOFTWARE\Microsoft\Cryptography", "/v", "MachineGuid", "/reg:64"])
        .creation_flags(NO_WINDOW)
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()?.split_whitespace().last().map(str::to_owned)
}

#[cfg(not(windows))]
fn raw_machine_id() -> Option<String> {
    ["/etc/machine-id", "/var/lib/dbus/machine-id"]
        .into_iter()
        .find_map(|path| std::fs::read_to_string(path).ok())
        .filter(|text| !text.trim().is_empty())
}

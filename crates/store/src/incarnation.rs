//! The file outside the database that tells a restored or copied database from the one that went on (design: invariant 12).

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use lakon_domain::ids::{Hash, LogId};
use lakon_sync::replica::LogHead;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::carry_on;
use crate::copies;
use crate::device::Device;
use crate::error::Result;
use crate::folder::Folder;

/// Design, invariant 12: "A file outside the database holds incarnation, machine id and last committed head, in two alternating
/// checksummed slots written after each commit (lagging is harmless)."
///
/// Why this database may not be the one that wrote its log last. It carries on in a new log then.
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

impl Mismatch {
    /// The word the database keeps.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NoSlot => "no_slot",
            Self::OtherMachine => "other_machine",
            Self::OtherIncarnation => "other_incarnation",
            Self::Behind { .. } => "behind",
            Self::OtherHistory { .. } => "other_history",
        }
    }
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
    serde_json::from_str::<Noted>(&body(folder)?).ok().map(|noted| noted.log)
}

/// What the newer readable slot says, as it stands there.
pub(crate) fn body(folder: &Folder) -> Option<String> {
    copies::read(&slots(folder)).map(|found| found.body)
}

fn slots(folder: &Folder) -> [PathBuf; 2] {
    [folder.incarnation('a'), folder.incarnation('b')]
}

/// The slots of a database that is being opened, and what is wrong.
pub(crate) struct Checked {
    pub slots: Slots,
    pub mismatch: Option<Mismatch>,
    /// What the file says, to be kept before it is written over.
    pub evidence: Option<String>,
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

    /// Compares the file with the database; nothing is written. Design, invariant 12: "A file outside the database holds incarnation,
    /// machine id and last committed head, in two alternating checksummed slots written after each commit (lagging is harmless)."
    pub(crate) fn check(
        folder: &Folder,
        device: &Device,
        machine: Option<String>,
        conn: &Connection,
    ) -> Result<Checked> {
        let found = copies::read(&slots(folder));
        let mut slots = Self::begin(folder, device, machine);
        slots.generation = found.as_ref().map_or(0, |found| found.generation);
        let evidence = found.map(|found| found.body);
        let mismatch = slots.compare(device, conn, evidence.as_deref())?;
        Ok(Checked { slots, mismatch, evidence })
    }

    fn compare(&self, device: &Device, conn: &Connection, body: Option<&str>) -> Result<Option<Mismatch>> {
        let noted = body.and_then(|body| serde_json::from_str::<Noted>(body).ok());
        let (Some(noted), Some(body)) = (noted, body) else { return Ok(Some(Mismatch::NoSlot)) };
        if noted.incarnation != device.incarnation || noted.log != device.log {
            let lags = carry_on::lags(conn, body, self.machine.as_deref())?;
            return Ok((!lags).then_some(Mismatch::OtherIncarnation));
        }
        if noted.machine.is_some() && self.machine.is_some() && noted.machine != self.machine {
            return Ok(Some(Mismatch::OtherMachine));
        }
        let held = lakon_log::head(conn, device.log)?.map_or(0, |head| head.seq);
        if held < noted.seq {
            return Ok(Some(Mismatch::Behind { database: held, file: noted.seq }));
        }
        let chain = lakon_log::chains(conn, device.log, &[noted.seq])?;
        if noted.seq > 0 && chain.first() != Some(&Some(noted.chain)) {
            return Ok(Some(Mismatch::OtherHistory { at: noted.seq }));
        }
        Ok(None)
    }

    /// On which machine this is.
    pub(crate) fn machine(&self) -> Option<String> {
        self.machine.clone()
    }

    /// Notes heads of the next log from now on. The generation goes on, so that nothing older is taken for newer.
    pub(crate) fn follow(&mut self, device: &Device) {
        self.incarnation = device.incarnation;
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
    file.write_all(&bytes)?;
    // What somebody else has left there behind the slot would make it unreadable.
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if file.metadata()?.len() > length { file.set_len(length) } else { Ok(()) }
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

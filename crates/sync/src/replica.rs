//! What the protocol needs from a store: logs and their pages, seals, and the bytes of attachments. No SQL lives here.

use std::io::{Read, Seek};

use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::record::Record;
use lakon_domain::seal::{Head, Seal};
use lakon_domain::shape::Time;
use lakon_domain::statement::ServerStatement;
use serde::{Deserialize, Serialize};

/// A fault of the store itself: disk full, database damaged. Never the other side's doing.
#[derive(Debug, thiserror::Error)]
#[error("the store failed: {source}")]
pub struct StoreFault {
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
    /// Whether the same call may succeed later (busy, disk full) or not (damaged, a bug).
    pub transient: bool,
}

impl StoreFault {
    pub fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>, transient: bool) -> Self {
        Self { source: source.into(), transient }
    }
}

/// How far one log is held here. Only a prefix without holes is ever advertised (design: invariant 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LogHead {
    pub log: LogId,
    /// Sequence number of the newest record held, from 1.
    pub seq: u64,
    /// Chain hash of that record.
    pub chain: Hash,
}

impl LogHead {
    pub fn head(&self) -> Head {
        Head { seq: self.seq, chain: self.chain }
    }
}

/// Most bytes of records in one page. A page is in memory whole, encoded and decoded, on both sides, so this bounds the peak;
/// and a page is one transaction, so it bounds how long a writer is held.
pub const PAGE_BYTES: usize = 1024 * 1024;
/// Most records in one page: bounds the time of one transaction when records are tiny.
pub const PAGE_RECORDS: usize = 2_000;
/// Counted against [`PAGE_BYTES`] for each record besides its parts: lengths and hash on the wire.
pub const RECORD_OVERHEAD: usize = 48;

/// Where a page is cut. A page always holds at least one record, however large (at most 256 KiB).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimit {
    /// At least 1.
    pub records: usize,
    pub bytes: usize,
}

impl Default for PageLimit {
    fn default() -> Self {
        Self { records: PAGE_RECORDS, bytes: PAGE_BYTES }
    }
}

/// Consecutive records of one log and the seals that stand on its last record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub log: LogId,
    /// Sequence number before the first record; 0 at the start of the log.
    pub after: u64,
    pub records: Vec<Record>,
    pub seals: Vec<Seal>,
}

impl Page {
    /// Sequence number of the last record, or `after` of an empty page.
    pub fn last(&self) -> u64 {
        self.after.saturating_add(u64::try_from(self.records.len()).unwrap_or(u64::MAX))
    }
}

/// A page read from a store, with the chain hash where it ends.
#[derive(Debug, Clone)]
pub struct Cut {
    pub page: Page,
    pub end: Head,
}

/// Who hands in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The device whose log it is, proved at hello. It must bring the private parts (design: invariant 4).
    Author,
    /// Anyone else: the server, another device, a bundle. Private parts may be missing.
    Other,
}

/// What a page changed.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// Records that were not here, with their sequence numbers, ascending.
    pub new: Vec<(u64, Record)>,
    /// Records that were here without their private part and now have it.
    pub filled: Vec<(u64, Record)>,
}

/// Why a page was not taken. Nothing of it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    /// The same place holds another record: the log has forked.
    #[error("log {log} has forked at {seq}")]
    Fork { log: LogId, seq: u64 },
    /// Records between what is held and the page are missing.
    #[error("log {log} is held up to {have}; the page does not follow")]
    Gap { log: LogId, have: u64 },
    /// Nobody said that this log belongs to the office.
    #[error("log {log} belongs to no device or server of this office")]
    UnknownLog { log: LogId },
    /// Somebody else has records of this replica's own log that it does not have itself.
    #[error("records of the own log {log} from {seq} came from outside")]
    OwnLog { log: LogId, seq: u64 },
    /// A record's author handed it in without the part only the author has.
    #[error("record {seq} of log {log} came from its author without its private part")]
    NoPrivate { log: LogId, seq: u64 },
    /// No seal that verifies stands on any of the new records.
    #[error("the page of log {log} from {seq} ends in no valid seal")]
    NoSeal { log: LogId, seq: u64 },
    /// The device of this log was revoked, and no more of it counts than up to here.
    #[error("the device of log {log} was revoked; its log counts up to {upto}")]
    Revoked { log: LogId, upto: u64 },
    /// A record whose bytes are not a record of this log at this place.
    #[error("record {seq} of log {log} is not well formed")]
    BadRecord { log: LogId, seq: u64 },
}

impl Refusal {
    /// The log that was refused.
    pub fn log(&self) -> LogId {
        match self {
            Self::Fork { log, .. }
            | Self::Gap { log, .. }
            | Self::UnknownLog { log }
            | Self::OwnLog { log, .. }
            | Self::NoPrivate { log, .. }
            | Self::NoSeal { log, .. }
            | Self::Revoked { log, .. }
            | Self::BadRecord { log, .. } => *log,
        }
    }
}

/// A page that was not received.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// Names one record by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    pub log: LogId,
    pub seq: u64,
}

/// A private part on its way to a record that lacks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivatePart {
    pub log: LogId,
    pub seq: u64,
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// A store of logs. Every call is short and blocking; each writing call is one durable transaction.
pub trait Replica: Send + Sync {
    /// Milliseconds since 1970 on this machine's clock.
    fn now(&self) -> Time;
    /// Every log held, ordered by log id; logs without records are not named.
    fn heads(&self) -> Result<Vec<LogHead>, StoreFault>;
    /// The log this replica writes.
    fn own_log(&self) -> Result<LogId, StoreFault>;
    /// Whether this replica writes a log or wrote it before a new incarnation.
    fn wrote(&self, log: LogId) -> Result<bool, StoreFault> {
        Ok(self.own_log()? == log)
    }
    /// Logs that say who belongs to the office (written by servers): these are pulled first.
    fn office_logs(&self) -> Result<Vec<LogId>, StoreFault>;
    /// Records after `after`, at most up to `upto`, at least one, within `limit`. It ends at the newest seal held that lies in
    /// the page, or where the limit falls if none does. `None` when nothing is held there.
    fn page(&self, log: LogId, after: u64, upto: u64, limit: PageLimit) -> Result<Option<Cut>, StoreFault>;
    /// Takes a page whole, durable when the call returns, or refuses it whole. A desk may write it in several transactions, so that nobody
    /// who types waits for all of it; what stands between two of them is a shorter prefix. A server also judges it in that transaction: it appends
    /// voids to the office log where a record's author had no right to make it (`lakon_domain::rights`). Design, invariant 11: "Every
    /// record of an enrolled device is kept. One its author had no right to make is voided by a record in the office log".
    fn receive(&self, page: &Page, from: Source) -> Result<Received, ReceiveError>;
    /// Signs a head that is held here: the own log's as proof, at a server any log's as receipt. `None` where this replica has no
    /// key that would count.
    fn seal(&self, log: LogId, head: Head) -> Result<Option<Seal>, StoreFault>;
    /// Keeps a seal that verifies and stands on a record held here; returns whether it was kept.
    fn put_seal(&self, seal: &Seal) -> Result<bool, StoreFault>;
    /// Record 1, sealed, of every log this replica wrote or writes and no office log names yet, as far as it knows.
    fn openings(&self) -> Result<Vec<Page>, StoreFault> {
        Ok(Vec::new())
    }
    /// Gives way in a log this replica wrote or writes: after `common` the office's server holds another branch. Design, invariant 12:
    /// "After a fork the branch the server holds stays; my records from the fork on are appended again to the new log with their event
    /// ids". Returns the log this replica writes now; `None` where it never wrote `log`.
    fn carry_on(&self, log: LogId, common: u64) -> Result<Option<LogId>, StoreFault> {
        let _ = (log, common);
        Ok(None)
    }
    /// [`Self::receive`] of a page by the office's server in a log others write. Where what is held here goes another way, it is set
    /// aside in the same transaction.
    fn receive_branch(&self, page: &Page) -> Result<Received, ReceiveError> {
        self.receive(page, Source::Other)
    }
    /// A log this replica wrote or writes where it reaches beyond the newest receipt of the server that is here: records not sent yet, or
    /// a receipt lost on its way. `None` where nothing is owed.
    fn unreceipted(&self) -> Result<Option<Unreceipted>, StoreFault> {
        Ok(None)
    }
    /// Up to which record of a log a server's receipt is here; 0 where none is.
    fn receipted(&self, log: LogId) -> Result<u64, StoreFault> {
        let _ = log;
        Ok(0)
    }
    /// Places of records whose private part should be here and is not, ordered by place, after `after`. Erased ones are not missing.
    fn missing_private(&self, after: Option<Place>, limit: usize) -> Result<Vec<Place>, StoreFault>;
    /// The private parts held of these records, up to `bytes` together (at least one if any is held).
    fn privates(&self, places: &[Place], bytes: usize) -> Result<Vec<PrivatePart>, StoreFault>;
    /// Fills in private parts that fit their hashes and that no erasure names; the rest are ignored. Returns how many were filled.
    fn fill_private(&self, parts: &[PrivatePart]) -> Result<usize, StoreFault>;
    /// The newest receipt held on a log: it tells a server that was made anew or put back how far the log had been taken and judged.
    fn newest_receipt(&self, log: LogId) -> Result<Option<Seal>, StoreFault> {
        let _ = log;
        Ok(None)
    }
    /// When the office key named another server of the office, where this PC knows of one and that was later than `statement`.
    fn replaced_at(&self, statement: &ServerStatement) -> Result<Option<Time>, StoreFault> {
        let _ = statement;
        Ok(None)
    }
    /// Keeps seals above what is held here, by the log's own key, a known server's or `server`'s; the rest is ignored.
    fn note_ahead(&self, seals: &[Seal], server: Option<PublicKey>) -> Result<(), StoreFault> {
        let _ = (seals, server);
        Ok(())
    }
    /// Such seals this server has not been told of, at most `limit`.
    fn untold(&self, server: &PublicKey, limit: usize) -> Result<Vec<Seal>, StoreFault> {
        let _ = (server, limit);
        Ok(Vec::new())
    }
    /// This server was told of these.
    fn told(&self, seals: &[Seal], server: &PublicKey) -> Result<(), StoreFault> {
        let _ = (seals, server);
        Ok(())
    }
    /// Chain hashes at these sequence numbers, `None` where not held.
    fn chains(&self, log: LogId, seqs: &[u64]) -> Result<Vec<Option<Hash>>, StoreFault>;
}

/// What the server has not confirmed of the own log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreceipted {
    pub head: LogHead,
    /// Where the newest receipt stands; 0 without one.
    pub confirmed: u64,
}

/// An attachment by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BlobRef {
    /// BLAKE3 of the plaintext.
    pub address: Hash,
    /// Bytes of plaintext.
    pub size: u64,
}

/// Plaintext of an attachment, at any offset.
pub trait BlobRead: Read + Seek + Send {}
impl<T: Read + Seek + Send> BlobRead for T {}

/// Size in bytes and plaintext of an attachment.
pub type OpenBlob = (u64, Box<dyn BlobRead>);

/// An attachment being written. Dropping it keeps whole pieces where the store can resume, or removes everything.
pub trait BlobWrite: Send {
    /// Bytes already held from an earlier attempt; the next piece starts here.
    fn offset(&self) -> u64;
    /// Appends plaintext.
    fn piece(&mut self, bytes: &[u8]) -> Result<(), StoreFault>;
    /// Makes it durable if the bytes are those of the address and returns true; otherwise removes them and returns false.
    fn finish(self: Box<Self>) -> Result<bool, StoreFault>;
}

/// A store of attachments.
pub trait Blobs: Send + Sync {
    /// Whether the whole content is here.
    fn have(&self, address: &Hash) -> Result<bool, StoreFault>;
    /// Attachments that records held here name and that should be here and are not, at most `limit`: what somebody waits for first, then
    /// small first, and those whose last try failed behind all others, so that they keep nothing else from coming.
    fn wanted(&self, limit: usize) -> Result<Vec<BlobRef>, StoreFault>;
    /// Those of them that somebody asked for and waits for, at most `limit`.
    fn wished(&self, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        let _ = limit;
        Ok(Vec::new())
    }
    /// Whether records here name this content with this size and it is not here, whatever this PC would fetch by itself and however its
    /// last try fared.
    fn lacks(&self, blob: &BlobRef) -> Result<bool, StoreFault> {
        Ok(self.wanted(usize::MAX)?.contains(blob))
    }
    /// The server said that it lacks these, whatever it said before.
    fn lacking(&self, named: &[BlobRef]) -> Result<(), StoreFault> {
        let _ = named;
        Ok(())
    }
    /// The server was seen to have these, which are here too.
    fn arrived(&self, named: &[BlobRef]) -> Result<(), StoreFault> {
        let _ = named;
        Ok(())
    }
    /// Contents here that records name and that the server was not seen to have, by size and then address, behind `after`, at most
    /// `limit`; without those that rest.
    fn unsent(&self, after: Option<&BlobRef>, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        let _ = (after, limit);
        Ok(Vec::new())
    }
    /// [`Self::unsent`] from the start and to its end, with those that rest: what a stick carries meets no server that failed before.
    fn to_carry(&self) -> Result<Vec<BlobRef>, StoreFault> {
        self.unsent(None, usize::MAX)
    }
    /// Whether a content may be tried now: after a failure it rests for a while, unless somebody asks for it.
    fn ready(&self, address: &Hash) -> Result<bool, StoreFault> {
        let _ = address;
        Ok(true)
    }
    /// Reads a content back and compares it with its address; one that is not sound counts as not here from then on.
    fn sound(&self, address: &Hash) -> Result<bool, StoreFault> {
        let _ = address;
        Ok(true)
    }
    /// Contents here that records name, by address, after `after`, at most `limit`.
    fn held(&self, after: Option<&Hash>, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        let _ = (after, limit);
        Ok(Vec::new())
    }
    /// Opens a content; `None` when it is not here.
    fn read(&self, address: &Hash) -> Result<Option<OpenBlob>, StoreFault>;
    /// Begins or resumes writing a content.
    fn write(&self, blob: &BlobRef) -> Result<Box<dyn BlobWrite>, StoreFault>;
}

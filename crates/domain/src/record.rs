//! A record: the bytes of one event in a log, its hash and its place in the chain. These bytes can never change.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Random;
use crate::event::Event;
use crate::hlc::Hlc;
use crate::ids::{Hash, LogId};
use crate::shape::Time;

/// Largest record, all three parts together, in bytes. Keeps a page bounded; enforced when writing.
pub const LARGEST_RECORD: usize = 256 * 1024;
/// Random bytes in front of every private part, so that its hash tells nothing about a guessable content.
pub const PRIVATE_SALT: usize = 16;
/// Format version named by record 1 of every log.
pub const FORMAT: u32 = 1;

/// The part of a record that is kept for ever and says who wrote what, where and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub log: LogId,
    /// From 1, without gaps.
    pub seq: u64,
    pub id: Uuid,
    pub hlc: Hlc,
    /// The user who did it; nil where a machine did.
    pub author: Uuid,
    pub kind: String,
    /// What the PC's clock said when the record was written.
    pub at: Time,
    /// Last known difference "server clock minus PC clock", milliseconds, and the age of that knowledge in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_age_s: Option<u64>,
}

/// One record as its author wrote it, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    #[serde(with = "serde_bytes")]
    pub header: Vec<u8>,
    #[serde(with = "serde_bytes")]
    pub facts: Vec<u8>,
    /// Salt and JSON; `None` where the kind has none, where it was erased, or where it has not arrived.
    #[serde(with = "serde_bytes")]
    pub private: Option<Vec<u8>>,
    /// BLAKE3 of the private part, or [`Hash::ZERO`] where the kind has none.
    pub private_hash: Hash,
}

/// Why bytes are not a record.
#[derive(Debug, thiserror::Error)]
pub enum BadRecord {
    #[error("the record is {0} bytes long; at most {LARGEST_RECORD} fit")]
    TooLarge(usize),
    #[error("the header cannot be read: {}", crate::unquoted::json(.0))]
    Header(serde_json::Error),
    #[error("the event cannot be written: {}", crate::unquoted::json(.0))]
    Write(serde_json::Error),
    /// An author always has the private part of what is written; only others can lack it.
    #[error("{0} cannot be written without its private part")]
    PrivateLacking(&'static str),
    #[error("the private part does not fit its hash")]
    PrivateMismatch,
}

/// Everything about a new record that is not its event.
#[derive(Debug, Clone)]
pub struct Stamp {
    pub log: LogId,
    pub seq: u64,
    pub id: Uuid,
    pub hlc: Hlc,
    pub author: Uuid,
    pub at: Time,
    pub offset: Option<(i64, u64)>,
}

/// `prev` of a log's first record: BLAKE3("lakon log 1" ‖ log id).
pub fn chain_start(log: LogId) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"lakon log 1").update(&log.0);
    Hash(*hasher.finalize().as_bytes())
}

impl Record {
    /// Writes an event as a record.
    ///
    /// # Errors
    /// [`BadRecord::TooLarge`] when the three parts together exceed [`LARGEST_RECORD`];
    /// [`BadRecord::PrivateLacking`] when the kind has a private part and the event carries none.
    pub fn write(event: &Event, stamp: &Stamp, random: &mut dyn Random) -> Result<Self, BadRecord> {
        if event.lacks_private() {
            return Err(BadRecord::PrivateLacking(event.kind()));
        }
        let header = Header {
            log: stamp.log,
            seq: stamp.seq,
            id: stamp.id,
            hlc: stamp.hlc,
            author: stamp.author,
            kind: event.kind().to_owned(),
            at: stamp.at,
            offset_ms: stamp.offset.map(|o| o.0),
            offset_age_s: stamp.offset.map(|o| o.1),
        };
        let header = serde_json::to_vec(&header).map_err(BadRecord::Write)?;
        let facts = event.facts_json().map_err(BadRecord::Write)?;
        let private = event.private_json().map_err(BadRecord::Write)?.map(|json| {
            let mut salted = vec![0; PRIVATE_SALT];
            random.fill(&mut salted);
            salted.extend_from_slice(&json);
            salted
        });
        let private_hash = private.as_deref().map_or(Hash::ZERO, private_hash);
        let record = Self { header, facts, private, private_hash };
        match record.size() {
            size if size > LARGEST_RECORD => Err(BadRecord::TooLarge(size)),
            _ => Ok(record),
        }
    }

    /// Bytes of the three parts together.
    pub fn size(&self) -> usize {
        self.header.len() + self.facts.len() + self.private.as_ref().map_or(0, Vec::len)
    }

    /// Design, invariant 2: "A record never changes; the log is a hash chain." Nothing of it can differ without this hash, and those of
    /// all records after it, differing too.
    /// hash = BLAKE3("lakon record 1" ‖ prev ‖ u32le length ‖ header ‖ u32le length ‖ facts ‖ P).
    pub fn hash(&self, prev: &Hash) -> Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"lakon record 1").update(&prev.0);
        for part in [&self.header, &self.facts] {
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            hasher.update(&length.to_le_bytes()).update(part);
        }
        hasher.update(&self.private_hash.0);
        Hash(*hasher.finalize().as_bytes())
    }

    /// Reads the header.
    ///
    /// # Errors
    /// [`BadRecord::Header`] when the bytes are not a header this program can place.
    pub fn read_header(&self) -> Result<Header, BadRecord> {
        serde_json::from_slice(&self.header).map_err(BadRecord::Header)
    }

    /// Whether sizes are in bounds and a private part, where there is one, is the one the hash names.
    ///
    /// # Errors
    /// [`BadRecord::TooLarge`] or [`BadRecord::PrivateMismatch`].
    pub fn check(&self) -> Result<(), BadRecord> {
        if self.size() > LARGEST_RECORD {
            return Err(BadRecord::TooLarge(self.size()));
        }
        match &self.private {
            Some(bytes) if private_hash(bytes) != self.private_hash => Err(BadRecord::PrivateMismatch),
            _ => Ok(()),
        }
    }

    /// Whether the kind has a private part that is not here.
    pub fn lacks_private(&self) -> bool {
        self.private.is_none() && self.private_hash != Hash::ZERO
    }
}

/// P of a record: BLAKE3 of its private part, salt included.
pub fn private_hash(private: &[u8]) -> Hash {
    Hash(*blake3::hash(private).as_bytes())
}

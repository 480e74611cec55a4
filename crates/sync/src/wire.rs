//! How messages lie on the wire: CBOR in zstd, with every size bounded before memory is given to it.

use std::cell::RefCell;
use std::io::Read;

use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::{self, Record};
use lakon_domain::seal::Seal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use zstd::bulk::Compressor;
use zstd::zstd_safe::{DCtx, ResetDirective};

use crate::replica::{PAGE_BYTES, Page};

/// The content type of every message body of the protocol.
pub const CONTENT_TYPE: &str = "application/vnd.lakon+cbor-zstd";
/// Largest body as sent, in bytes: a page whose records do not compress at all, its seals and some room.
pub const LARGEST_BODY: usize = 2 * PAGE_BYTES;
/// Largest message once decompressed, in bytes: a full page and its framing, or the heads of some 40,000 logs.
pub const LARGEST_MESSAGE: usize = 4 * PAGE_BYTES;
/// Most items (numbers, texts, lists, names of fields) in one message. An empty text takes one byte on the wire and 24 in memory, so the
/// bytes alone bound nothing; in what is really sent an item takes eight bytes and more, also in a list of heads.
const MOST_ITEMS: usize = LARGEST_MESSAGE / 8;
/// zstd level: 3 is its default; higher ones cost more time than a LAN gives back.
const LEVEL: i32 = 3;
/// Largest decompression window, as a power of two: no message is larger, so no window need be.
const LARGEST_WINDOW: u32 = 22;

/// Why bytes are not a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadMessage {
    #[error("too large")]
    TooLarge,
    #[error("not zstd")]
    Compression,
    #[error("not the CBOR of this step")]
    Shape,
}

impl BadMessage {
    /// The same as words.
    pub fn name(self) -> &'static str {
        match self {
            Self::TooLarge => "too large",
            Self::Compression => "not zstd",
            Self::Shape => "not the CBOR of this step",
        }
    }
}

/// The body of a message.
///
/// # Errors
/// [`BadMessage`] when the message exceeds its bounds; nothing this program builds does.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, BadMessage> {
    let mut plain = Vec::with_capacity(512);
    ciborium::into_writer(message, &mut plain).map_err(|_| BadMessage::Shape)?;
    if plain.len() > LARGEST_MESSAGE {
        return Err(BadMessage::TooLarge);
    }
    let body = compress(&plain).map_err(|_| BadMessage::Compression)?;
    if body.len() > LARGEST_BODY { Err(BadMessage::TooLarge) } else { Ok(body) }
}

/// Reads a body. Memory grows with the bytes that are really there, never with what they claim: at most to [`LARGEST_MESSAGE`] for the
/// bytes, and for what is made of them to as much as [`MOST_ITEMS`] items take.
///
/// # Errors
/// [`BadMessage`]: too large, cut, or not this message.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, BadMessage> {
    if body.len() > LARGEST_BODY {
        return Err(BadMessage::TooLarge);
    }
    let plain = decompress(body).map_err(|_| BadMessage::Compression)?;
    if plain.len() > LARGEST_MESSAGE {
        return Err(BadMessage::TooLarge);
    }
    if !is_modest(&plain) {
        return Err(BadMessage::Shape);
    }
    let mut rest = plain.as_slice();
    let message = ciborium::from_reader(&mut rest).map_err(|_| BadMessage::Shape)?;
    if rest.is_empty() { Ok(message) } else { Err(BadMessage::Shape) }
}

/// Whether the bytes hold at most [`MOST_ITEMS`] items (RFC 8949 §3: one byte of kind and size, up to 8 more of size, the bytes of a
/// string). What they mean is read afterwards.
fn is_modest(mut rest: &[u8]) -> bool {
    for _ in 0..MOST_ITEMS {
        let Some((first, after)) = rest.split_first() else { return true };
        let extra = match first & 31 {
            0..=23 | 31 => 0,
            size @ 24..=27 => 1 << (size - 24),
            _ => return false,
        };
        let Some((number, after)) = after.split_at_checked(extra) else { return false };
        let own = if first & 31 < 24 { u64::from(first & 31) } else { 0 };
        let number = number.iter().fold(own, |number, byte| number << 8 | u64::from(*byte));
        let is_string = matches!(first >> 5, 2 | 3);
        let length = if is_string { usize::try_from(number).unwrap_or(usize::MAX) } else { 0 };
        let Some(after) = after.get(length..) else { return false };
        rest = after;
    }
    rest.is_empty()
}

thread_local! {
    /// Making one anew for every message costs more than a small message does.
    static CONTEXT: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
}

/// Bodies up to this size share a context; a page's would keep its large window for ever.
const SMALL_BODY: usize = 16 * 1024;

fn compress(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    if plain.len() > SMALL_BODY {
        return zstd::bulk::compress(plain, LEVEL);
    }
    COMPRESSOR.with_borrow_mut(|held| {
        let compressor = match held {
            Some(compressor) => compressor,
            None => held.insert(Compressor::new(LEVEL)?),
        };
        compressor.compress(plain)
    })
}

/// The message's bytes, at most one more than [`LARGEST_MESSAGE`].
fn decompress(body: &[u8]) -> std::io::Result<Vec<u8>> {
    if body.len() > SMALL_BODY {
        return decompress_in(&mut DCtx::create(), body);
    }
    CONTEXT.with_borrow_mut(|context| {
        // A message that was cut may have left its middle behind.
        context.reset(ResetDirective::SessionAndParameters).map_err(|_| std::io::ErrorKind::Other)?;
        decompress_in(context, body)
    })
}

fn decompress_in(context: &mut DCtx<'static>, body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut decoder = zstd::stream::read::Decoder::with_context(body, context);
    decoder.window_log_max(LARGEST_WINDOW)?;
    let mut plain = Vec::new();
    decoder.take(u64::try_from(LARGEST_MESSAGE).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut plain)?;
    Ok(plain)
}

/// A record on the wire: header, facts, private part if here, and P only where it cannot be computed from the private part.
/// 32 random bytes a record do not compress, so they are worth leaving out.
#[derive(Serialize, Deserialize)]
struct WireRecord(ByteBuf, ByteBuf, Option<ByteBuf>, Option<Hash>);

impl From<&Record> for WireRecord {
    fn from(record: &Record) -> Self {
        let named = record.private.is_none() && record.private_hash != Hash::ZERO;
        Self(
            ByteBuf::from(record.header.clone()),
            ByteBuf::from(record.facts.clone()),
            record.private.clone().map(ByteBuf::from),
            named.then_some(record.private_hash),
        )
    }
}

impl From<WireRecord> for Record {
    fn from(WireRecord(header, facts, private, named): WireRecord) -> Self {
        let private_hash = match (&private, named) {
            (Some(private), _) => record::private_hash(private),
            (None, Some(hash)) => hash,
            (None, None) => Hash::ZERO,
        };
        Self {
            header: header.into_vec(),
            facts: facts.into_vec(),
            private: private.map(ByteBuf::into_vec),
            private_hash,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct WirePage {
    log: LogId,
    after: u64,
    records: Vec<WireRecord>,
    seals: Vec<Seal>,
}

impl Serialize for Page {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WirePage {
            log: self.log,
            after: self.after,
            records: self.records.iter().map(WireRecord::from).collect(),
            seals: self.seals.clone(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Page {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let page = WirePage::deserialize(deserializer)?;
        Ok(Self {
            log: page.log,
            after: page.after,
            records: page.records.into_iter().map(Record::from).collect(),
            seals: page.seals,
        })
    }
}

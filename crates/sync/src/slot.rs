//! Step `slot`: the server keeps each desk's recovery slot, the database key of that PC in age to the office's recovery key, and gives
//! it back to a PC that has lost its key file (design/security.md "Key file"). Without the seed from the safe it opens nothing.

use ed25519_dalek::SigningKey;
use lakon_domain::ids::{LogId, PublicKey};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::error::{Problem, SyncError};
use crate::hello;
use crate::office::KnownDevice;
use crate::replica::StoreFault;
use crate::transport::{Endpoint, Transport};
use crate::wire;

/// Most bytes of a recovery slot: an age file of one key has about 230.
pub const LARGEST_SLOT: usize = 2048;

/// A device hands in the slot of one of its logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandSlot {
    pub log: LogId,
    #[serde(with = "serde_bytes")]
    pub slot: Vec<u8>,
}

/// The slot is durable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {}

/// Asks for a slot. Anybody may who knows the log's id, 128 random bits: the device's keys lie in the database it cannot open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchSlot {
    pub log: LogId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    pub slot: Option<serde_bytes::ByteBuf>,
}

/// The recovery slots a server keeps.
pub trait Slots: Send + Sync {
    /// Keeps the slot of a device's log durably, in place of an earlier one.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn keep(&self, device: Uuid, log: LogId, slot: &[u8]) -> Result<(), StoreFault>;
    /// The slot of a log, if one was handed in.
    ///
    /// # Errors
    /// [`Problem::TooMany`] where slots are asked for too often; [`Problem::Unavailable`].
    fn slot(&self, log: LogId) -> Result<Option<Vec<u8>>, Problem>;
}

/// Server half of handing in.
///
/// # Errors
/// [`Problem::BadMessage`] for what is too large or of a log the device does not write; [`Problem::Unavailable`].
pub fn serve_hand(slots: &dyn Slots, device: Uuid, known: &KnownDevice, hand: &HandSlot) -> Result<Handed, Problem> {
    let own = known.logs.iter().any(|(log, _)| *log == hand.log);
    if !own || hand.slot.is_empty() || hand.slot.len() > LARGEST_SLOT {
        return Err(Problem::BadMessage);
    }
    slots.keep(device, hand.log, &hand.slot)?;
    Ok(Handed {})
}

/// Server half of asking.
///
/// # Errors
/// As [`Slots::slot`].
pub fn serve_fetch(slots: &dyn Slots, fetch: &FetchSlot) -> Result<Fetched, Problem> {
    Ok(Fetched { slot: slots.slot(fetch.log)?.map(serde_bytes::ByteBuf::from) })
}

/// Client half of handing in.
///
/// # Errors
/// [`SyncError`].
pub async fn hand(client: &Client, slot: Vec<u8>) -> Result<(), SyncError> {
    let _: Handed = client.ask(Endpoint::HandSlot, &HandSlot { log: client.own_log(), slot }).await?;
    Ok(())
}

/// Client half of asking, for a PC that knows no more than the recovery seed and its log's id. The seed gives the office key, and only
/// a server whose statement that key signed is asked.
///
/// # Errors
/// [`SyncError::BadStatement`] for a server of another office, and those of the transport.
pub async fn fetch(
    transport: &dyn Transport,
    office_key: &SigningKey,
    log: LogId,
) -> Result<Option<Vec<u8>>, SyncError> {
    hello::greet(transport, &PublicKey(office_key.verifying_key().to_bytes())).await?;
    let body = wire::encode(&FetchSlot { log })?;
    let fetched: Fetched = wire::decode(&transport.send(Endpoint::FetchSlot, None, body).await?)?;
    Ok(fetched.slot.map(serde_bytes::ByteBuf::into_vec))
}

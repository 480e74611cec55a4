//! One question about many attachments: which has the server, which has it half. Asked anew every time, never remembered.

use std::sync::Arc;

use lakon_domain::ids::Hash;
use lakon_domain::shape::Time;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::tus::{Answer, blocking};
use super::uploads::Uploads;

/// Most addresses in one question; keeps it under 64 KiB.
pub const MOST_ASKED: usize = 1024;
/// Largest body of a question, bytes.
pub const MOST_ASKED_BYTES: usize = 64 * 1024;

/// The question, CBOR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    pub addresses: Vec<Hash>,
}

/// What the server has of one address. The answer is a CBOR list of these in the order asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    No,
    Whole,
    /// This device began to send it: the id of that upload.
    Begun(Uuid),
}

/// Server half.
pub async fn serve_ask(uploads: &Arc<dyn Uploads>, device: Uuid, body: &[u8], now: Time) -> Answer {
    let ask: Ask = match ciborium::from_reader(body) {
        Ok(ask) => ask,
        Err(_) => return Answer::status(400),
    };
    if ask.addresses.len() > MOST_ASKED {
        return Answer::status(413);
    }
    let held = blocking(uploads, move |uploads| uploads.held(device, &ask.addresses, now)).await;
    let held = match held {
        Ok(held) => held,
        Err(fault) => return Answer::trouble(&fault),
    };
    let mut bytes = Vec::new();
    match ciborium::into_writer(&held, &mut bytes) {
        Ok(()) => Answer::status(200).with("content-type", "application/cbor").body(bytes),
        Err(_) => Answer::status(500),
    }
}

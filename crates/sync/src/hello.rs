//! Step `hello`: the server shows its statement, the device proves its key and gets a bearer token for one hour.

use ed25519_dalek::SigningKey;
use lakon_domain::Random;
use lakon_domain::ids::{Hash, LogId, PublicKey, Signature};
use lakon_domain::seal;
use lakon_domain::shape::Time;
use lakon_domain::statement::ServerStatement;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;
use uuid::Uuid;

use crate::agreed::own_names;
use crate::carry_on;
use crate::error::{Problem, SyncError};
use crate::mint::Mint;
use crate::office::Office;
use crate::replica::Page;
use crate::transport::{Endpoint, Transport, key_of};
use crate::wire;

/// How long a bearer token lasts, seconds. Short, because it is the only thing that stands for the device in between.
pub const TOKEN_S: u32 = 3600;
/// How long a nonce waits for its signature, milliseconds.
const NONCE_MS: i64 = 60_000;
const NONCE: &str = "hello nonce";

/// Asks who the server is. Anybody may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Greet {
    pub capabilities: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Greeting {
    pub nonce: ByteArray<32>,
    pub statement: ServerStatement,
    pub capabilities: Vec<String>,
    /// The server's clock.
    pub at: Time,
}

/// The device's proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    pub device: Uuid,
    /// The log the device writes now; its key signs.
    pub log: LogId,
    pub nonce: ByteArray<32>,
    /// Over "lakon hello 1" ‖ nonce ‖ TLS key hash.
    pub signature: Signature,
    /// Logs this device began and the office may not know: record 1 of each with the device's seal on it. Empty for most of a PC's life.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub openings: Vec<Page>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    pub token: String,
    /// Seconds.
    pub lasts: u32,
}

fn signed_bytes(nonce: &[u8; 32], tls_key: &Hash) -> Vec<u8> {
    [b"lakon hello 1".as_slice(), nonce, &tls_key.0].concat()
}

/// Server half of the greeting.
///
/// # Errors
/// [`Problem::Unavailable`] when the store fails.
pub fn serve_greet(office: &dyn Office, mint: &Mint, now: Time, random: &mut dyn Random) -> Result<Greeting, Problem> {
    let nonce = mint.make(NONCE, &[], Time(now.0.saturating_add(NONCE_MS)), random);
    Ok(Greeting { nonce: ByteArray::new(nonce), statement: office.statement()?, capabilities: own_names(), at: now })
}

/// Server half of the proof. The second value says whether the office log has grown: a device that carries on in a new log says so here.
/// Only a key that the office log names for the device proves that a log is its own, and a revoked device brings nothing.
///
/// # Errors
/// [`Problem::NoSession`] for a nonce that ran out, [`Problem::UnknownDevice`], [`Problem::Revoked`].
pub fn serve_hello(
    office: &dyn Office,
    mint: &Mint,
    hello: &Hello,
    now: Time,
    random: &mut dyn Random,
) -> Result<(Welcome, bool), Problem> {
    if !mint.holds(NONCE, &[], &hello.nonce, now) {
        return Err(Problem::NoSession);
    }
    let known = office.device(hello.device)?.ok_or(Problem::UnknownDevice)?;
    let named = known.logs.iter().find(|(log, _)| *log == hello.log).map(|(_, key)| *key);
    let begun = || {
        let page = hello.openings.iter().find(|page| page.log == hello.log)?;
        carry_on::opening(page, hello.device, &known).map(|opening| opening.signing_key)
    };
    let key = named.or_else(begun).ok_or(Problem::UnknownDevice)?;
    let tls_key = office.statement()?.tls_key;
    if !seal::verify(&key, &signed_bytes(&hello.nonce, &tls_key), &hello.signature) {
        return Err(Problem::UnknownDevice);
    }
    if known.revoked {
        return Err(Problem::Revoked);
    }
    let grown = carry_on::take(office, hello.device, &known, &hello.openings, hello.log)?;
    let until = Time(now.0.saturating_add(i64::from(TOKEN_S) * 1000));
    Ok((Welcome { token: mint.token(hello.device, until, random), lasts: TOKEN_S }, grown))
}

/// Client half of the greeting: asks, and checks that the pinned office key vouches for the server at the other end of this very
/// connection. Also the way to learn the new key of a replaced server, over a connection that takes any first key.
/// Design, invariant 13: devices "take any server whose statement it signed without asking, refuse any other without asking".
///
/// # Errors
/// [`SyncError::BadStatement`] and those of the transport.
pub async fn greet(transport: &dyn Transport, office_key: &PublicKey) -> Result<Greeting, SyncError> {
    let body = wire::encode(&Greet { capabilities: own_names() })?;
    let greeting: Greeting = wire::decode(&transport.send(Endpoint::Greet, None, body).await?)?;
    let statement = &greeting.statement;
    if !statement.verifies(office_key) || statement.tls_key != key_of(transport)? {
        return Err(SyncError::BadStatement);
    }
    Ok(greeting)
}

/// Client half of the proof. `openings`: see [`Hello`].
///
/// # Errors
/// [`SyncError::Problem`] where the server refuses, and those of the transport.
pub async fn prove(
    transport: &dyn Transport,
    greeting: &Greeting,
    device: Uuid,
    log: LogId,
    key: &SigningKey,
    openings: Vec<Page>,
) -> Result<Welcome, SyncError> {
    let signature = seal::sign(key, &signed_bytes(&greeting.nonce, &key_of(transport)?));
    let body = wire::encode(&Hello { device, log, nonce: greeting.nonce, signature, openings })?;
    Ok(wire::decode(&transport.send(Endpoint::Hello, None, body).await?)?)
}

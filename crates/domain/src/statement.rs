//! The office's keys from its one seed, and the statement by which the office key names a server.

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::code::Seed;
use crate::event::ServerStated;
use crate::ids::{Hash, PublicKey, Signature};
use crate::seal::{sign, verify};
use crate::shape::{AgeRecipient, Time};

/// The office key: signs server statements. From the recovery seed by BLAKE3 derive_key.
pub fn office_key(seed: &Seed) -> SigningKey {
    SigningKey::from_bytes(&blake3::derive_key("lakon 2026 office signing key 1", seed.bytes()))
}

/// The secret scalar bytes of the office's recovery key (age X25519). From the recovery seed by BLAKE3 derive_key.
pub fn recovery_secret(seed: &Seed) -> [u8; 32] {
    blake3::derive_key("lakon 2026 office recovery age key 1", seed.bytes())
}

/// What the office key says about a server: these keys are the office's server (design/security.md "Server statement").
/// It names keys, not a log or a certificate, so a restored server opens a new log without the safe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerStatement {
    pub office: Uuid,
    pub server: Uuid,
    /// The key that signed.
    pub office_key: PublicKey,
    /// BLAKE3 of the SubjectPublicKeyInfo (DER) of the server's TLS key.
    pub tls_key: Hash,
    /// The key that seals the server's log.
    pub log_key: PublicKey,
    /// The office's recovery key, to which whatever must outlive a PC is encrypted.
    pub recovery: AgeRecipient,
    pub at: Time,
    /// Ed25519 over "lakon server 1" ‖ office ‖ server ‖ tls_key ‖ log_key ‖ recovery recipient ‖ time (i64le milliseconds).
    pub signature: Signature,
}

/// Hexadecimal characters of the office key in an office's identity: enough to notice another office's seed.
const KEY_SHOWN: usize = 8;

/// What is written on the sheet beside the recovery seed and shown at every desk: the office's id and the beginning of its key. With the
/// seed it is all that a server made anew needs.
pub fn identity_text(office: Uuid, office_key: &PublicKey) -> String {
    let key = office_key.to_string();
    format!("{}-{}", office.simple(), key.get(..KEY_SHOWN).unwrap_or(&key))
}

/// Reads a typed identity: the office's id, if its key is this one. `Err` where the text is none, `Ok(None)` where the key is another's.
///
/// # Errors
/// [`uuid::Error`] where the first part is no id.
pub fn read_identity(text: &str, office_key: &PublicKey) -> Result<Option<Uuid>, uuid::Error> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    let (office, key) = text.rsplit_once('-').unwrap_or((&text, ""));
    let office = Uuid::try_parse(office)?;
    Ok((key.len() == KEY_SHOWN && office_key.to_string().starts_with(key)).then_some(office))
}

/// The part of a statement that somebody has to decide before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub office: Uuid,
    pub server: Uuid,
    pub tls_key: Hash,
    pub log_key: PublicKey,
    pub recovery: AgeRecipient,
}

impl ServerStatement {
    /// States that `server` is the office's, at the given time.
    pub fn sign(server: Server, at: Time, office_key: &SigningKey) -> Self {
        let Server { office, server, tls_key, log_key, recovery } = server;
        let public = PublicKey(office_key.verifying_key().to_bytes());
        let unsigned =
            Self { office, server, office_key: public, tls_key, log_key, recovery, at, signature: Signature([0; 64]) };
        let signature = sign(office_key, &unsigned.signed_bytes());
        Self { signature, ..unsigned }
    }

    /// Whether this is a statement by the key a device has pinned. Any server it names is taken without asking, any other
    /// refused without asking (design: invariant 13).
    pub fn verifies(&self, pinned: &PublicKey) -> bool {
        self.office_key == *pinned && verify(pinned, &self.signed_bytes(), &self.signature)
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = b"lakon server 1".to_vec();
        bytes.extend_from_slice(self.office.as_bytes());
        bytes.extend_from_slice(self.server.as_bytes());
        bytes.extend_from_slice(&self.tls_key.0);
        bytes.extend_from_slice(&self.log_key.0);
        bytes.extend_from_slice(self.recovery.as_str().as_bytes());
        bytes.extend_from_slice(&self.at.0.to_le_bytes());
        bytes
    }
}

impl From<ServerStated> for ServerStatement {
    fn from(event: ServerStated) -> Self {
        let ServerStated { office, server, office_key, tls_key, log_key, recovery, stated_at, signature } = event;
        Self { office, server, office_key, tls_key, log_key, recovery, at: stated_at, signature }
    }
}

impl From<ServerStatement> for ServerStated {
    fn from(statement: ServerStatement) -> Self {
        let ServerStatement { office, server, office_key, tls_key, log_key, recovery, at, signature } = statement;
        Self { office, server, office_key, tls_key, log_key, recovery, stated_at: at, signature }
    }
}

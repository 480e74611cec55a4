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

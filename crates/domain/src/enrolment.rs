//! The proofs of an enrolment: both sides show that they know the invitation's secret S, bound to everything they exchanged.
//! S itself never crosses the wire (design/security.md "Enrolment").

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::code::Secret;
use crate::ids::{Hash, LogId, PublicKey};
use crate::shape::AgeRecipient;

/// T: what both sides must have seen alike. Each side fills in the certificate hash that it sees itself, so somebody in
/// the middle with a certificate of his own makes the proofs differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    pub client_nonce: [u8; 32],
    pub server_nonce: [u8; 32],
    /// BLAKE3 of the TLS certificate (DER) this side sees: the server its own, the device the one presented to it.
    pub certificate: Hash,
    pub office_key: PublicKey,
    pub device: DeviceKeys,
}

/// What a device wants to be known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceKeys {
    pub device: Uuid,
    pub log: LogId,
    /// Seals the device's log.
    pub signing_key: PublicKey,
    /// Opens the device's attachment files.
    pub recipient: AgeRecipient,
}

/// A MAC over a transcript: BLAKE3 keyed hash, 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof(pub Hash);

impl Transcript {
    /// MAC(S, "server", T): given first. Nothing is pinned before it was checked.
    pub fn server_proof(&self, secret: &Secret) -> Proof {
        self.proof(secret, b"lakon enrolment 1 server")
    }

    /// MAC(S, "client", T): given by the device after the server has proven itself.
    pub fn client_proof(&self, secret: &Secret) -> Proof {
        self.proof(secret, b"lakon enrolment 1 client")
    }

    /// Whether `proof` is the server's; compared in constant time.
    pub fn is_server_proof(&self, secret: &Secret, proof: &Proof) -> bool {
        equal(self.server_proof(secret), proof)
    }

    /// Whether `proof` is the device's; compared in constant time.
    pub fn is_client_proof(&self, secret: &Secret, proof: &Proof) -> bool {
        equal(self.client_proof(secret), proof)
    }

    /// MAC(S, "file client", T): given by a device that joined with an invitation file and never spoke with the server. What both saw
    /// of a certificate is the hash of the server's TLS key, as its statement names it.
    pub fn file_client_proof(&self, secret: &Secret) -> Proof {
        self.proof(secret, b"lakon enrolment 1 file client")
    }

    /// Whether `proof` is such a device's; compared in constant time.
    pub fn is_file_client_proof(&self, secret: &Secret, proof: &Proof) -> bool {
        equal(self.file_client_proof(secret), proof)
    }

    fn proof(&self, secret: &Secret, side: &[u8]) -> Proof {
        let mut mac = blake3::Hasher::new_keyed(&proof_key(secret));
        mac.update(side).update(&self.client_nonce).update(&self.server_nonce);
        mac.update(&self.certificate.0).update(&self.office_key.0);
        let DeviceKeys { device, log, signing_key, recipient } = &self.device;
        // The recipient is the only part without a fixed length and stands last.
        mac.update(device.as_bytes()).update(&log.0).update(&signing_key.0).update(recipient.as_str().as_bytes());
        Proof(Hash(*mac.finalize().as_bytes()))
    }
}

/// MAC(S, "file server", facts): the server's proof in an invitation file, over what the file says of the office. Nothing is pinned
/// before it was checked.
pub fn file_proof(secret: &Secret, facts: &[u8]) -> Proof {
    let mut mac = blake3::Hasher::new_keyed(&proof_key(secret));
    mac.update(b"lakon enrolment 1 file server").update(facts);
    Proof(Hash(*mac.finalize().as_bytes()))
}

/// Whether `proof` is [`file_proof`]; compared in constant time.
pub fn is_file_proof(secret: &Secret, facts: &[u8], proof: &Proof) -> bool {
    equal(file_proof(secret, facts), proof)
}

/// The secret bytes of the age key an invitation file is encrypted to. From S by BLAKE3 derive_key.
pub fn file_secret(secret: &Secret) -> [u8; 32] {
    blake3::derive_key("lakon 2026 invitation file age key 1", secret.bytes())
}

fn proof_key(secret: &Secret) -> [u8; 32] {
    blake3::derive_key("lakon 2026 enrolment proof 1", secret.bytes())
}

fn equal(ours: Proof, theirs: &Proof) -> bool {
    // blake3's own comparison takes the same time wherever the difference lies.
    blake3::Hash::from_bytes(ours.0.0) == blake3::Hash::from_bytes(theirs.0.0)
}

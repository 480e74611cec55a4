//! Seals: a log's key signs a head, so that what was handed over cannot be changed or cut unseen.

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::ids::{Hash, LogId, PublicKey, Signature};
use crate::shape::Time;

/// How far a log reaches: its newest sequence number and the chain hash there. Sequence 0 is the empty log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub seq: u64,
    pub chain: Hash,
}

/// Ed25519 over "lakon seal 1" ‖ log ‖ seq (u64le) ‖ chain hash ‖ time (i64le milliseconds).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub log: LogId,
    pub seq: u64,
    pub chain: Hash,
    pub at: Time,
    /// The key that signed: the log's own (proof) or the server's (receipt).
    pub by: PublicKey,
    pub signature: Signature,
}

fn signed_bytes(log: LogId, head: Head, at: Time) -> Vec<u8> {
    let mut bytes = b"lakon seal 1".to_vec();
    bytes.extend_from_slice(&log.0);
    bytes.extend_from_slice(&head.seq.to_le_bytes());
    bytes.extend_from_slice(&head.chain.0);
    bytes.extend_from_slice(&at.0.to_le_bytes());
    bytes
}

/// Signs a head of a log.
pub fn seal(log: LogId, head: Head, at: Time, key: &SigningKey) -> Seal {
    Seal {
        log,
        seq: head.seq,
        chain: head.chain,
        at,
        by: PublicKey(key.verifying_key().to_bytes()),
        signature: Signature(key.sign(&signed_bytes(log, head, at)).to_bytes()),
    }
}

impl Seal {
    /// Whether the signature is `by`'s over exactly this head.
    pub fn verifies(&self) -> bool {
        let head = Head { seq: self.seq, chain: self.chain };
        verify(&self.by, &signed_bytes(self.log, head, self.at), &self.signature)
    }
}

/// Whether `signature` over `message` is by `key`. A key that is no point of the curve verifies nothing.
pub fn verify(key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
    VerifyingKey::from_bytes(&key.0).is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}

/// Signs a message that begins with its own purpose, such as "lakon hello 1".
pub fn sign(key: &SigningKey, message: &[u8]) -> Signature {
    Signature(key.sign(message).to_bytes())
}

//! Identifiers of fixed width: logs, hashes, keys, events. Nothing here has meaning beyond being equal or not.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::Random;

/// A text that is not the identifier it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not {expected}")]
pub struct BadId {
    pub expected: &'static str,
}

macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; $bytes]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&HEXLOWER.encode(&self.0))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| BadId { expected: $expected })?;
                Self::try_from(bytes.as_slice())
            }
        }
        impl TryFrom<&[u8]> for $name {
            type Error = BadId;
            fn try_from(bytes: &[u8]) -> Result<Self, BadId> {
                bytes.try_into().map(Self).map_err(|_| BadId { expected: $expected })
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                if s.is_human_readable() { s.collect_str(self) } else { s.serialize_bytes(&self.0) }
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                if d.is_human_readable() {
                    let text = String::deserialize(d)?;
                    text.parse().map_err(serde::de::Error::custom)
                } else {
                    let bytes = serde_bytes::ByteBuf::deserialize(d)?;
                    Self::try_from(bytes.as_slice()).map_err(serde::de::Error::custom)
                }
            }
        }
    };
}

hex_id!(
    /// Names one log: the records of one incarnation of one device, or of the office server. 128 random bits.
    LogId, 16, "a log id of 32 hexadecimal characters"
);
hex_id!(
    /// A BLAKE3 hash: of a private part, of a record in its chain, or the address of an attachment.
    Hash, 32, "a hash of 64 hexadecimal characters"
);
hex_id!(
    /// An Ed25519 public key.
    PublicKey, 32, "a public key of 64 hexadecimal characters"
);
hex_id!(
    /// An Ed25519 signature.
    Signature, 64, "a signature of 128 hexadecimal characters"
);

impl Hash {
    /// Stands for "this kind of record has no private part".
    pub const ZERO: Hash = Hash([0; 32]);
}

impl LogId {
    /// A new log's name.
    pub fn random(random: &mut dyn Random) -> Self {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        Self(bytes)
    }
}

/// A UUID version 7 (RFC 9562 §5.7) from milliseconds since 1970 and a random source.
pub fn new_id(unix_ms: i64, random: &mut dyn Random) -> Uuid {
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    uuid::Builder::from_unix_timestamp_millis(unix_ms.max(0).unsigned_abs(), &bytes).into_uuid()
}

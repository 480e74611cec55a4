//! The hybrid logical clock: orders edits for display and breaks ties; it never decides what is kept or sent.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::BadId;

/// Hearing a record never moves this clock further than this past the PC's own clock (design: invariant 8).
pub const LARGEST_LEAD_MS: i64 = 5 * 60 * 1000;

/// 48 bits of milliseconds since 1970 and a 16-bit counter, written as 16 hexadecimal characters so that the text sorts like the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Hlc(u64);

impl Hlc {
    /// From milliseconds since 1970 (clamped to 48 bits) and a counter.
    pub fn new(ms: i64, counter: u16) -> Self {
        let ms = ms.clamp(0, (1 << 48) - 1).unsigned_abs();
        Self(ms << 16 | u64::from(counter))
    }

    /// Milliseconds since 1970.
    pub fn ms(self) -> i64 {
        i64::try_from(self.0 >> 16).unwrap_or(i64::MAX)
    }

    /// The stamp of the next own record, made when the PC clock says `now_ms`.
    pub fn next(self, now_ms: i64) -> Self {
        let now = Self::new(now_ms, 0);
        if now > self { now } else { Self(self.0.saturating_add(1)) }
    }

    /// This clock after hearing `other` while the PC clock says `now_ms`.
    pub fn heard(self, other: Self, now_ms: i64) -> Self {
        self.max(other.min(Self::new(now_ms.saturating_add(LARGEST_LEAD_MS), u16::MAX)))
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Hlc {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let bad = BadId { expected: "a clock stamp of 16 hexadecimal characters" };
        let lower_hex = text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !lower_hex {
            return Err(bad);
        }
        u64::from_str_radix(text, 16).map(Self).map_err(|_| bad)
    }
}

impl Serialize for Hlc {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hlc {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

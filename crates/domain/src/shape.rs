//! The shapes a fact may have. A free text has none, so it cannot stand in the part of a record that is kept for ever.

use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::calendar::Day;
use crate::ids::{Hash, LogId, PublicKey, Signature};

/// What a value in the facts part may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A UUID.
    Id,
    /// 32 hexadecimal characters.
    Log,
    /// 64 hexadecimal characters.
    Hex32,
    /// 128 hexadecimal characters.
    Hex64,
    /// Milliseconds since 1970, UTC.
    Time,
    /// A civil date YYYY-MM-DD.
    Day,
    /// A whole number, not negative.
    Count,
    Flag,
    /// 1 to 40 characters of A-Z a-z 0-9 . _ -
    Code,
    /// Six digits, as text.
    SatkerCode,
    /// A case number such as 046-B-26-0042.
    CaseNumber,
    /// An age X25519 recipient ("age1…").
    AgeRecipient,
    /// A list of another shape.
    List(&'static Shape),
    /// Another shape, or null.
    Optional(&'static Shape),
}

impl Shape {
    /// Whether a JSON value has this shape.
    pub fn holds(self, value: &serde_json::Value) -> bool {
        let text = |ok: fn(&str) -> bool| value.as_str().is_some_and(ok);
        match self {
            Shape::Id => text(|t| Uuid::parse_str(t).is_ok_and(|id| id.hyphenated().to_string() == t)),
            Shape::Log => text(|t| t.parse::<LogId>().is_ok()),
            Shape::Hex32 => text(|t| t.parse::<Hash>().is_ok()),
            Shape::Hex64 => text(|t| t.parse::<Signature>().is_ok()),
            Shape::Time => value.is_i64(),
            Shape::Day => text(|t| t.parse::<Day>().is_ok()),
            Shape::Count => value.is_u64(),
            Shape::Flag => value.is_boolean(),
            Shape::Code => text(|t| Code::new(t).is_ok()),
            Shape::SatkerCode => text(|t| SatkerCode::new(t).is_ok()),
            Shape::CaseNumber => text(|t| CaseNumber::new(t).is_ok()),
            Shape::AgeRecipient => text(|t| AgeRecipient::new(t).is_ok()),
            Shape::List(item) => value.as_array().is_some_and(|list| list.iter().all(|value| item.holds(value))),
            Shape::Optional(inner) => value.is_null() || inner.holds(value),
        }
    }
}

/// A type that may stand in the facts of a record.
pub trait Fact: Serialize {
    const SHAPE: Shape;
}

macro_rules! fact {
    ($($t:ty => $shape:expr),* $(,)?) => { $(impl Fact for $t { const SHAPE: Shape = $shape; })* };
}
fact! {
    Uuid => Shape::Id, LogId => Shape::Log, Hash => Shape::Hex32, PublicKey => Shape::Hex32, Signature => Shape::Hex64,
    Time => Shape::Time, Day => Shape::Day, u32 => Shape::Count, u64 => Shape::Count, bool => Shape::Flag, Code => Shape::Code,
    SatkerCode => Shape::SatkerCode, CaseNumber => Shape::CaseNumber, AgeRecipient => Shape::AgeRecipient,
}
impl<T: Fact> Fact for Option<T> {
    const SHAPE: Shape = Shape::Optional(&T::SHAPE);
}
impl<T: Fact> Fact for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
}

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Time(pub i64);

impl Time {
    /// `self - earlier` in milliseconds, never below zero.
    pub fn since(self, earlier: Time) -> i64 {
        self.0.saturating_sub(earlier.0).max(0)
    }
}

/// A text that does not have the shape it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{expected} expected")]
pub struct BadShape {
    pub expected: &'static str,
}

macro_rules! text_shape {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $ok:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Checks the shape.
            ///
            /// # Errors
            /// [`BadShape`] naming what was expected.
            pub fn new(text: impl Into<String>) -> Result<Self, BadShape> {
                let text = text.into();
                let ok: fn(&str) -> bool = $ok;
                if ok(&text) { Ok(Self(text)) } else { Err(BadShape { expected: $expected }) }
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(d)?).map_err(serde::de::Error::custom)
            }
        }
    };
}

text_shape!(
    /// A key of an editable list: topic, section, channel, role, stakeholder type. Retired, never renamed.
    Code, "a code of 1 to 40 letters, digits, dots, dashes or underscores",
    |t| (1..=40).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
);
text_shape!(
    /// A spending unit's code; leading zeros are kept.
    SatkerCode, "a satker code of six digits", |t| t.len() == 6 && t.bytes().all(|b| b.is_ascii_digit())
);
text_shape!(
    /// `046-B-26-0042`: office (three digits), label (one to three letters without I and O, and two digits where a new
    /// incarnation waits for its own label), year (two digits), running number of at least four digits.
    CaseNumber, "a case number such as 046-B-26-0042", |t| {
        let parts: Vec<&str> = t.split('-').collect();
        let digits = |s: &str, n: std::ops::RangeInclusive<usize>| n.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        matches!(parts.as_slice(), [office, label, year, running]
            if digits(office, 3..=3) && crate::number::is_label(label) && digits(year, 2..=2) && digits(running, 4..=8))
    }
);
text_shape!(
    /// A public age key, bech32.
    AgeRecipient, "an age recipient",
    |t| (20..=120).contains(&t.len()) && t.starts_with("age1") && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
);

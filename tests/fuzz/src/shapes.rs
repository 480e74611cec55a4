//! Texts with a shape: ids, hashes, stamps, days, case numbers, codes, ticket numbers. What is taken is written the way it was read.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use lakon_domain::calendar::Day;
use lakon_domain::event::KINDS;
use lakon_domain::hai;
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, LogId, PublicKey, Signature};
use lakon_domain::number::{self, Zone};
use lakon_domain::settings::code_for;
use lakon_domain::shape::{AgeRecipient, CaseNumber, Code, SatkerCode};

use crate::measure::bounded;

const PER_BYTE: usize = 64;
const MOST: usize = 64 * 1024;

/// One text, read as everything.
pub fn shapes(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    bounded(data, MOST + PER_BYTE * data.len(), || {
        exact::<LogId>(text);
        exact::<Hash>(text);
        exact::<PublicKey>(text);
        exact::<Signature>(text);
        exact::<Hlc>(text);
        exact::<Day>(text);
        // These write a key or a hyphenated form instead of what they were read from.
        let _ = (text.parse::<Zone>(), text.parse::<uuid::Uuid>());
        let _ = (Code::new(text), SatkerCode::new(text), AgeRecipient::new(text));
        if let Ok(case) = CaseNumber::new(text) {
            let parts = number::parts(&case);
            let again = format!("{}-{}-{:02}-{:04}", parts.office, parts.label, parts.year, parts.running);
            assert_eq!(number::parts(&CaseNumber::new(again).expect("a number")), parts);
        }
        number::is_label(text);
        if let Some(ticket) = hai::ticket(text) {
            assert_eq!(hai::ticket(&ticket), Some(ticket.clone()));
            assert_eq!(hai::key(&ticket), Some(ticket));
        }
        assert!(code_for(text, |_| false).is_some(), "every name gives a code");
        let value = serde_json::Value::String(text.to_owned());
        for (_, shape) in KINDS.iter().flat_map(|kind| kind.facts) {
            shape.holds(&value);
        }
    });
}

/// Takes only what it writes.
fn exact<T: FromStr + Display + PartialEq + Debug>(text: &str) {
    if let Ok(read) = text.parse::<T>() {
        assert_eq!(read.to_string(), text);
    }
}

//! The kind of a record, read alone: most records of a page are of no kind that a step looks for, and reading a whole header costs
//! several times as much.

use std::borrow::Cow;

use lakon_domain::record::{BadRecord, Record};
use serde::Deserialize;

use crate::StoreError;

#[derive(Deserialize)]
struct OnlyKind<'r> {
    #[serde(borrow)]
    kind: Cow<'r, str>,
}

/// The kind as the header names it, known to this program or not.
///
/// # Errors
/// [`StoreError`] where the header is none.
pub(crate) fn kind(record: &Record) -> Result<Cow<'_, str>, StoreError> {
    let read: OnlyKind<'_> = serde_json::from_slice(&record.header).map_err(BadRecord::Header)?;
    Ok(read.kind)
}

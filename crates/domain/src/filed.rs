//! A record this program understands, opened for the fold: where it stands, who wrote it, and its event.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::event::{Event, Unread};
use crate::hlc::Hlc;
use crate::ids::{Hash, LogId};
use crate::record::{BadRecord, Header, Record};
use crate::shape::Time;

/// The order that breaks ties between edits and sorts stories: greatest (hlc, log) is the newest (design: invariant 8).
/// The event id is last so that even forged stamps sort the same everywhere.
pub type Order = (Hlc, LogId, Uuid);

/// One understood record.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    pub log: LogId,
    /// From 1, without gaps in a log.
    pub seq: u64,
    /// The event id. The same event can stand in two logs (after a fork); it counts once.
    pub id: Uuid,
    pub hlc: Hlc,
    /// The user who did it; nil where a machine did.
    pub author: Uuid,
    /// What the author's PC clock said when the record was written.
    pub at: Time,
    pub event: Event,
    /// It was written with a private part that is not here: erased, or not yet received.
    pub private_missing: bool,
}

/// Why a record cannot be folded. It is kept and relayed all the same.
#[derive(Debug, thiserror::Error)]
pub enum NotFiled {
    /// The header itself is unreadable.
    #[error(transparent)]
    Bad(#[from] BadRecord),
    /// The header can be read but not the event: a newer program's kind, or malformed parts.
    #[error("{}: {why}", crate::unquoted::kind(&header.kind))]
    Unread { header: Box<Header>, why: Unread },
}

impl NotFiled {
    /// The kind it is counted under; a header that cannot be read names none.
    pub fn kind(&self) -> &str {
        match self {
            Self::Unread { header, .. } => &header.kind,
            Self::Bad(_) => "?",
        }
    }
}

impl Filed {
    /// Opens a record.
    ///
    /// # Errors
    /// [`NotFiled`] when the header or the event cannot be read, or a part does not fit its hash.
    pub fn read(record: &Record) -> Result<Self, NotFiled> {
        record.check()?;
        let header = record.read_header()?;
        Self::open(header, &record.facts, record.private.as_deref(), record.private_hash)
    }

    /// Opens the parts of a record that was checked and whose header was read before; `private` as stored, salt first.
    ///
    /// # Errors
    /// [`NotFiled::Unread`] when the event cannot be read.
    pub fn open(header: Header, facts: &[u8], private: Option<&[u8]>, private_hash: Hash) -> Result<Self, NotFiled> {
        match Event::read(&header.kind, facts, private) {
            Ok(event) => {
                // The hash decides, not the kind: a kind may have been given a private part after this was written.
                let private_missing = event.lacks_private() && private_hash != Hash::ZERO;
                let Header { log, seq, id, hlc, author, at, .. } = header;
                Ok(Self { log, seq, id, hlc, author, at, event, private_missing })
            }
            Err(why) => Err(NotFiled::Unread { header: Box::new(header), why }),
        }
    }

    pub fn order(&self) -> Order {
        (self.hlc, self.log, self.id)
    }
}

/// Every event once, oldest first. Where an event stands in several logs the copy with the smallest (hlc, log, seq)
/// stands for all, with the private part of another copy of the same facts if its own is missing.
pub(crate) fn once<'a>(events: impl IntoIterator<Item = &'a Filed>) -> Vec<Once<'a>> {
    let mut copies: BTreeMap<Uuid, Vec<&Filed>> = BTreeMap::new();
    for filed in events {
        copies.entry(filed.id).or_default().push(filed);
    }
    let mut all: Vec<Once> = copies.into_values().filter_map(merged).collect();
    all.sort_by_key(|one| (one.filed.hlc, one.filed.log, one.filed.id));
    all
}

/// One event with the copy it is dated by and the copy it is read from.
#[derive(Clone, Copy)]
pub(crate) struct Once<'a> {
    pub filed: &'a Filed,
    pub event: &'a Event,
    pub private_missing: bool,
}

fn merged(mut copies: Vec<&Filed>) -> Option<Once<'_>> {
    copies.sort_by_key(|filed| (filed.hlc, filed.log, filed.seq, filed.private_missing));
    let first = *copies.first()?;
    let twin = copies
        .iter()
        .find(|other| first.private_missing && !other.private_missing && same_facts(&first.event, &other.event));
    let read_from = twin.copied().unwrap_or(first);
    Some(Once { filed: first, event: &read_from.event, private_missing: read_from.private_missing })
}

fn same_facts(one: &Event, other: &Event) -> bool {
    one.kind() == other.kind() && matches!((one.facts_json(), other.facts_json()), (Ok(a), Ok(b)) if a == b)
}

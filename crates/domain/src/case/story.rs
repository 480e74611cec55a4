//! The story of a case: every event in order, with the old text of an edit, and what became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entries::{Entries, Entry, replaces};
use super::{About, Party, fields};
use crate::event::Event;
use crate::shape::{CaseNumber, Code, Time};
use crate::tips::{TextState, Value, private_value};

/// What an event did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Opened { number: CaseNumber, channel: Code },
    Channel(Code),
    Party(Party),
    Question(Value<String>),
    Topic(Value<About>),
    Answer(Value<String>),
    Hai(Value<String>),
    ClockStarted,
    Resolved,
    Cancelled { reason: Value<String> },
    Reverted { event: Uuid },
    File { file: Uuid, name: Value<String>, size: u64, media: Code },
}

/// One line of the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryEntry {
    pub event: Uuid,
    /// When it happened: the time the event names, otherwise when it was recorded.
    pub at: Time,
    /// What the author's PC clock said when the record was written.
    pub recorded_at: Time,
    pub author: Uuid,
    pub what: What,
    /// Of the private part of `what`.
    pub state: TextState,
    /// For an edit: what stood there before, the newest where it replaced several.
    pub old: Option<What>,
    /// "Urungkan": counts as if it had never been.
    pub reverted: bool,
    /// The office log says that it does not count.
    pub voided: bool,
    /// It does not fit the case and does nothing.
    pub misfit: bool,
}

pub fn tell(entries: &Entries) -> Vec<StoryEntry> {
    let by_id: BTreeMap<Uuid, &Entry> = entries.all.iter().map(|entry| (entry.filed.id, entry)).collect();
    let old = |entry: &Entry| {
        let replaced = replaces(entry.event).iter().filter_map(|id| by_id.get(id));
        let newest = replaced.filter(|older| older.filed.id != entry.filed.id && same_field(entry.event, older.event));
        newest.max_by_key(|older| older.filed.order()).and_then(|older| old_value(older))
    };
    entries.all.iter().filter_map(|entry| Some(line(entry, what(entry)?, old(entry)))).collect()
}

fn line(entry: &Entry, what: What, old: Option<What>) -> StoryEntry {
    let at = match entry.event {
        Event::CaseOpened(e) => e.opened_at,
        Event::ClockStarted(e) => e.started_at,
        Event::CaseResolved(e) => e.resolved_at,
        Event::CaseCancelled(e) => e.cancelled_at,
        _ => entry.filed.at,
    };
    StoryEntry {
        event: entry.filed.id,
        at,
        recorded_at: entry.filed.at,
        author: entry.filed.author,
        what,
        state: entry.state,
        old,
        reverted: entry.reverted,
        voided: entry.voided,
        misfit: entry.misfit,
    }
}

fn what(entry: &Entry) -> Option<What> {
    Some(match entry.event {
        Event::CaseOpened(e) => What::Opened { number: e.number.clone(), channel: e.channel.clone() },
        Event::ChannelSet(e) => What::Channel(e.channel.clone()),
        Event::PartySet(e) => What::Party(fields::party(entry, e)),
        Event::QuestionSet(e) => What::Question(fields::text(entry, e.private.as_ref())),
        Event::TopicSet(e) => What::Topic(fields::about(e)),
        Event::AnswerSet(e) => What::Answer(fields::text(entry, e.private.as_ref())),
        Event::HaiSet(e) => What::Hai(fields::text(entry, e.private.as_ref())),
        Event::ClockStarted(_) => What::ClockStarted,
        Event::CaseResolved(_) => What::Resolved,
        Event::CaseCancelled(e) => {
            What::Cancelled { reason: private_value(entry.state, e.private.as_ref().map(|p| p.reason.clone())) }
        }
        Event::EventReverted(e) => What::Reverted { event: e.reverts },
        Event::FileAdded(e) => What::File {
            file: e.file,
            name: private_value(entry.state, e.private.as_ref().map(|p| p.name.clone())),
            size: e.size,
            media: e.media.clone(),
        },
        _ => return None,
    })
}

/// What stood in the field by an older edit; the opening set the channel.
fn old_value(older: &Entry) -> Option<What> {
    match older.event {
        Event::CaseOpened(e) => Some(What::Channel(e.channel.clone())),
        _ => what(older),
    }
}

fn same_field(one: &Event, older: &Event) -> bool {
    one.kind() == older.kind() || matches!((one, older), (Event::ChannelSet(_), Event::CaseOpened(_)))
}

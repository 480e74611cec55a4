//! The story of a case: every event in order, with the old text of an edit, and what became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entries::{Entries, Entry, replaces};
use super::what::{What, happened_at, what};
use crate::event::Event;
use crate::shape::Time;
use crate::standing::Ruling;
use crate::tips::TextState;

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
    /// What the office said of it, oldest first: voided, counting again. Empty for nearly all.
    pub rulings: Vec<Ruling>,
}

pub fn tell(entries: &Entries) -> Vec<StoryEntry> {
    let by_id: BTreeMap<Uuid, &Entry> = entries.all.iter().map(|entry| (entry.filed.id, entry)).collect();
    let old = |entry: &Entry| {
        let replaced = replaces(entry.event).iter().filter_map(|id| by_id.get(id));
        let others = replaced.filter(|older| older.filed.id != entry.filed.id);
        let old = others.filter_map(|older| Some((older.filed.order(), old_value(entry, older)?)));
        old.max_by_key(|(order, _)| *order).map(|(_, what)| what)
    };
    entries.all.iter().filter_map(|entry| Some(line(entry, what(entry)?, old(entry)))).collect()
}

fn line(entry: &Entry, what: What, old: Option<What>) -> StoryEntry {
    StoryEntry {
        event: entry.filed.id,
        at: happened_at(entry.event).unwrap_or(entry.filed.at),
        recorded_at: entry.filed.at,
        author: entry.filed.author,
        what,
        state: entry.state,
        old,
        reverted: entry.reverted,
        voided: entry.voided,
        misfit: entry.misfit,
        rulings: entry.rulings.clone(),
    }
}

/// What stood in the field of an edit by an older one; the opening set channel and visit.
fn old_value(edit: &Entry, older: &Entry) -> Option<What> {
    match (edit.event, older.event) {
        (Event::ChannelSet(_), Event::CaseOpened(e)) => Some(What::Channel(e.channel.clone())),
        (Event::CaseMoved(_), Event::CaseOpened(e)) => Some(What::Moved { visit: e.visit }),
        (edit, event) if edit.kind() == event.kind() => what(older),
        _ => None,
    }
}

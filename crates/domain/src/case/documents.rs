//! Documents asked for (KEP-57/PB/2023 steps 5 and 11): awaited, arrived or waived, and how long the case waited for them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entries::{Entries, Entry, Misfits};
use super::fields::{name, reason};
use super::threads::{Thread, leans_on, replay};
use crate::calendar::Day;
use crate::event::{DocumentRequested, Event};
use crate::shape::Time;
use crate::tips::Value;

/// A document the stakeholder was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentState {
    pub request: Uuid,
    /// The `document.requested` event.
    pub event: Uuid,
    pub name: Value<String>,
    pub requested_at: Time,
    pub requested_by: Uuid,
    /// The last day to bring it, where one was said.
    pub until: Option<Day>,
    pub state: Document,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    Awaited,
    /// `file`: the file of the case it is, where it came as one. Wins over a waiver: it is here.
    Arrived {
        event: Uuid,
        at: Time,
        file: Option<Uuid>,
    },
    Waived {
        event: Uuid,
        at: Time,
        reason: Value<String>,
    },
}

impl DocumentState {
    pub fn is_awaited(&self) -> bool {
        self.state == Document::Awaited
    }

    fn ended_at(&self) -> Option<Time> {
        match self.state {
            Document::Awaited => None,
            Document::Arrived { at, .. } | Document::Waived { at, .. } => Some(at),
        }
    }
}

/// Milliseconds up to `now` in which at least one of the documents was awaited. Shown on its own: it stops neither the clock
/// nor the three days (product.md rule 5).
pub fn waiting_ms(documents: &[DocumentState], now: Time) -> i64 {
    let stretches =
        documents.iter().map(|one| (one.requested_at, one.ended_at().map_or(now, |at| at.min(now)))).collect();
    covered_ms(stretches)
}

/// Milliseconds that at least one of the stretches covers.
pub(super) fn covered_ms(mut stretches: Vec<(Time, Time)>) -> i64 {
    stretches.sort_unstable();
    let mut covered = 0;
    let mut until = Time(i64::MIN);
    for (start, end) in stretches {
        covered += end.since(start.max(until));
        until = until.max(end);
    }
    covered
}

/// In the order in which they were asked for.
pub fn fold(entries: &Entries, misfits: &mut Misfits) -> Vec<DocumentState> {
    let requests = entries.acting().filter_map(|entry| match entry.event {
        Event::DocumentRequested(e) => Some((entry, e)),
        _ => None,
    });
    requests.map(|(entry, event)| one(entries, entry, event, misfits)).collect()
}

fn one(entries: &Entries, asked: &Entry, event: &DocumentRequested, misfits: &mut Misfits) -> DocumentState {
    let mut state = Document::Awaited;
    let thread = Some(Thread::Document(event.request));
    let steps = entries.acting().filter(|entry| leans_on(entry.event) == thread).collect();
    replay(steps, misfits, |entry| match (entry.event, &state) {
        (Event::DocumentArrived(e), Document::Awaited | Document::Waived { .. }) => {
            state = Document::Arrived { event: entry.filed.id, at: e.arrived_at, file: e.file };
            true
        }
        (Event::DocumentWaived(e), Document::Awaited) => {
            let reason = reason(entry, e.private.as_ref());
            state = Document::Waived { event: entry.filed.id, at: e.waived_at, reason };
            true
        }
        _ => false,
    });
    DocumentState {
        request: event.request,
        event: asked.filed.id,
        name: name(asked, event.private.as_ref()),
        requested_at: event.requested_at,
        requested_by: asked.filed.author,
        until: event.until,
        state,
    }
}

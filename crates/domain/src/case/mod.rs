//! The state of one case, folded from its events. Every function here is pure: the same set of events gives the same state,
//! in whatever order they arrived and however often (design: invariant 5).

mod clock;
mod entries;
mod fields;
mod story;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use clock::{Clock, Interval};
pub use story::{StoryEntry, What};

use crate::catalogue;
use crate::event::{CaseOpened, Event};
use crate::filed::Filed;
use crate::ids::{Hash, LogId};
use crate::shape::{CaseNumber, Code, Time};
use crate::standing::Standing;
use crate::tips::{Field, Value, private_value};
use entries::{Entries, Entry};

/// The status shown; more will come between these. The first that holds of Resolved, Cancelled, Identified, Received
/// (product.md 4). Before the first record there is no case, only a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// "Diterima"
    Received,
    /// "Sedang Diidentifikasi": topic or answer is set.
    Identified,
    /// "Selesai (Resolved)"
    Resolved,
    /// "Dibatalkan"
    Cancelled,
}

impl Status {
    pub const ALL: [Status; 4] = [Status::Received, Status::Identified, Status::Resolved, Status::Cancelled];

    /// `kode_internal` of data/statuses.csv.
    pub fn code(self) -> &'static str {
        match self {
            Status::Received => "diterima",
            Status::Identified => "identifikasi",
            Status::Resolved => "selesai",
            Status::Cancelled => "dibatalkan",
        }
    }

    /// Nothing more is owed.
    pub fn is_terminal(self) -> bool {
        matches!(self, Status::Resolved | Status::Cancelled)
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub person: Option<Uuid>,
    pub organisation: Option<Uuid>,
    pub stakeholder_type: Code,
    pub role: Option<Code>,
    /// The role in words, where no code of the list fits.
    pub role_words: Value<String>,
}

/// What the question is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub topic: Option<Code>,
    pub section: Option<Code>,
}

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileState {
    pub file: Uuid,
    /// The `file.added` event.
    pub event: Uuid,
    /// Bytes.
    pub size: u64,
    /// The sniffed kind, such as `pdf`.
    pub media: Code,
    pub name: Value<String>,
    /// BLAKE3 of the bytes.
    pub address: Value<Hash>,
    pub added_at: Time,
    pub added_by: Uuid,
    /// The log it was added in.
    pub log: LogId,
}

/// How a case ended without an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    pub event: Uuid,
    pub at: Time,
    pub reason: Value<String>,
}

/// Everything a screen shows of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseState {
    pub case: Uuid,
    pub number: CaseNumber,
    pub visit: Uuid,
    /// Takes the greatest edit silently; its first tip is the opening until it is changed.
    pub channel: Field<Code>,
    pub opened_at: Time,
    /// The first keystroke.
    pub started_at: Time,
    pub opened_by: Uuid,
    /// The `case.opened` event.
    pub opened_event: Uuid,
    pub party: Field<Party>,
    pub question: Field<String>,
    pub topic: Field<About>,
    pub answer: Field<String>,
    /// The ticket number of HAI CSO; takes the greatest edit silently.
    pub hai: Field<String>,
    pub status: Status,
    pub clock: Clock,
    /// Of the newest live `case.resolved`, also where the case is shown as something else.
    pub resolved_at: Option<Time>,
    /// The event "Urungkan" reverts.
    pub resolved_event: Option<Uuid>,
    /// The newest live `case.cancelled`; a case that is also resolved is shown as resolved.
    pub cancelled: Option<Cancelled>,
    /// In the order in which they were added.
    pub files: Vec<FileState>,
    /// Every event of the case, oldest first; voided, reverted and misfitting ones too.
    pub story: Vec<StoryEntry>,
    /// "Perlu diperiksa": what stands now was built on an event that was voided (design: invariant 11).
    pub needs_review: bool,
}

impl CaseState {
    /// Folds the events of one case. `None` while its `case.opened` is not here, or where that was voided and nothing live
    /// was built on it. Events of other cases and of no case are ignored; so a slice with several cases gives the one that was opened first.
    pub fn fold(events: &[Filed], standing: &Standing) -> Option<CaseState> {
        let entries = Entries::gather(events, standing)?;
        let opened = entries.opened;
        let resolved = newest(&entries, |event| match event {
            Event::CaseResolved(e) => Some(e.resolved_at),
            _ => None,
        });
        let cancelled = newest(&entries, |event| match event {
            Event::CaseCancelled(e) => Some(e),
            _ => None,
        });
        let fields = fields::Fields::fold(&entries);
        let status = if resolved.is_some() {
            Status::Resolved
        } else if cancelled.is_some() {
            Status::Cancelled
        } else if fields.answer.value.is_set() || fields.topic.known().is_some_and(|about| about.topic.is_some()) {
            Status::Identified
        } else {
            Status::Received
        };
        let CaseOpened { case, number, visit, opened_at, started_at, .. } = opened.event.clone();
        let automatic = (!fields.is_online()).then_some(started_at);
        Some(CaseState {
            case,
            number,
            visit,
            opened_at,
            started_at,
            opened_by: opened.entry.filed.author,
            opened_event: opened.entry.filed.id,
            status,
            clock: Clock::fold(&entries, automatic),
            resolved_at: resolved.map(|(_, at)| at),
            resolved_event: resolved.map(|(entry, _)| entry.filed.id),
            cancelled: cancelled.map(|(entry, event)| Cancelled {
                event: entry.filed.id,
                at: event.cancelled_at,
                reason: private_value(entry.state, event.private.as_ref().map(|p| p.reason.clone())),
            }),
            files: files(&entries),
            story: story::tell(&entries),
            needs_review: entries.needs_review(&fields.tips()),
            channel: fields.channel,
            party: fields.party,
            question: fields.question,
            topic: fields.topic,
            answer: fields.answer,
            hai: fields.hai,
        })
    }

    /// Code of the channel shown.
    pub fn channel_code(&self) -> &str {
        self.channel.known().map_or(catalogue::FACE_TO_FACE, Code::as_str)
    }

    /// Names of the fields marked "Perubahan bersamaan": `question`, `answer`, `party`, `topic`.
    pub fn concurrent(&self) -> Vec<&'static str> {
        let Self { question, answer, party, topic, .. } = self;
        let marks = [
            ("question", question.concurrent),
            ("answer", answer.concurrent),
            ("party", party.concurrent),
            ("topic", topic.concurrent),
        ];
        marks.into_iter().filter_map(|(name, marked)| marked.then_some(name)).collect()
    }
}

/// The newest live event that `pick` knows.
fn newest<'e, 'a, T>(entries: &'e Entries<'a>, pick: impl Fn(&'a Event) -> Option<T>) -> Option<(&'e Entry<'a>, T)> {
    entries.live().rev().find_map(|entry| pick(entry.event).map(|found| (entry, found)))
}

fn files(entries: &Entries) -> Vec<FileState> {
    let added = entries.live().filter(|entry| !entry.misfit).filter_map(|entry| match entry.event {
        Event::FileAdded(e) => Some((entry, e)),
        _ => None,
    });
    added
        .map(|(entry, event)| FileState {
            file: event.file,
            event: entry.filed.id,
            size: event.size,
            media: event.media.clone(),
            name: private_value(entry.state, event.private.as_ref().map(|p| p.name.clone())),
            address: private_value(entry.state, event.private.as_ref().map(|p| p.address.clone()))
                .and_then(|hex| hex.parse().ok()),
            added_at: entry.filed.at,
            added_by: entry.filed.author,
            log: entry.filed.log,
        })
        .collect()
}

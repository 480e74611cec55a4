//! The state of one case, folded from its events. Every function here is pure: the same set of events gives the same state,
//! in whatever order they arrived and however often. Design, invariant 5: "State is a pure function of the set of records, whatever
//! their order of arrival. The fold counts an event id once."

mod clock;
mod documents;
mod ends;
mod entries;
mod escalation;
mod fields;
mod files;
mod handover;
mod procedure;
mod status;
mod story;
mod stretches;
mod threads;
mod told;
mod what;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use clock::{Clock, Interval, Pause, Stretch};
pub use documents::{Document, DocumentState, waiting_ms};
pub use ends::{Cancelled, Chased, Duplicate, Ended, Opening, Promised, Said};
pub use escalation::{Escalation, EscalationDid, EscalationState, EscalationStep};
pub use fields::{About, Contact, Party};
pub use files::{FileState, Withdrawn};
pub use handover::Offer;
pub use procedure::{STEPS, Step, WHY_NOT, Way, next_steps, stage};
pub use status::Status;
pub use story::StoryEntry;
pub use told::{Correction, Progress, Reference};
pub use what::What;

use crate::catalogue;
use crate::event::CaseOpened;
use crate::filed::Filed;
use crate::number::Zone;
use crate::shape::{CaseNumber, Code, Time};
use crate::standing::Standing;
use crate::tips::Field;
use entries::{Entries, Misfits};

/// Everything a screen shows of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseState {
    pub case: Uuid,
    pub number: CaseNumber,
    /// The visit it belongs to, which can have been changed.
    pub visit: Uuid,
    /// Events a new `case.moved` has to name.
    pub visit_tips: Vec<Uuid>,
    /// Takes the greatest edit silently; its first tip is the opening until it is changed.
    pub channel: Field<Code>,
    /// What the channel shown means for the procedure.
    pub way: Way,
    pub opened_at: Time,
    /// The first keystroke.
    pub started_at: Time,
    pub opened_by: Uuid,
    /// The `case.opened` event.
    pub opened_event: Uuid,
    /// When the opening was written, by the PC's clock.
    pub recorded_at: Time,
    /// "Diterima/dilayani pada" as it was typed; empty where it never was.
    pub received: Field<Time>,
    /// What was typed, otherwise when it was opened: day 0 of the duties (product.md rule 7).
    pub received_at: Time,
    /// Received before it was opened: the first keystroke says nothing about the service. See [`CaseState::recorded_later`].
    pub late: bool,
    pub party: Field<Party>,
    pub question: Field<String>,
    pub topic: Field<About>,
    pub answer: Field<String>,
    /// The ticket number of HAI CSO; takes the greatest edit silently.
    pub hai: Field<String>,
    /// Whom to tell the solution, or that nobody was to be named.
    pub contact: Field<Contact>,
    pub status: Status,
    /// What holds beside the status and shows as chips.
    pub open_facts: Vec<Status>,
    pub clock: Clock,
    /// When the service session ended: the first stop of the first interval, or of a case without one.
    pub session_end: Option<Time>,
    /// Of the newest live `case.resolved` that no reopening follows, also where the case is shown as something else.
    pub resolved_at: Option<Time>,
    /// The event "Urungkan" reverts.
    pub resolved_event: Option<Uuid>,
    /// The newest live `case.cancelled` that no reopening follows; a case that is also resolved is shown as resolved.
    pub cancelled: Option<Cancelled>,
    /// The newest live `case.duplicate` that no reopening follows.
    pub duplicate: Option<Duplicate>,
    /// Of the newest live `case.answered` that no reopening follows, also once the case is resolved.
    pub answered_at: Option<Time>,
    pub answered_event: Option<Uuid>,
    /// Every time the case was opened again after it had ended, oldest first.
    pub reopenings: Vec<Said>,
    /// First the opening, then every reopening, each with the end that closed it: what duties run over.
    pub openings: Vec<Opening>,
    /// The newest live promise.
    pub promised: Option<Promised>,
    /// What the stakeholder was told meanwhile, in the order in which it was written.
    pub progress: Vec<Progress>,
    /// Every time the stakeholder was asked to confirm, oldest first.
    pub chased: Vec<Chased>,
    /// In the order in which they were asked for.
    pub documents: Vec<DocumentState>,
    /// In the order in which they were raised.
    pub escalations: Vec<EscalationState>,
    /// Sent to HAI DJPb and not back.
    pub forwarded: Option<Said>,
    /// Whose case it is: who opened it, or who accepted it last.
    pub holder: Uuid,
    /// Offered to somebody who has not answered.
    pub offered: Option<Offer>,
    /// In the order in which they came.
    pub files: Vec<FileState>,
    /// Hidden, each with the reason.
    pub withdrawn_files: Vec<FileState>,
    /// In the order in which they were added.
    pub references: Vec<Reference>,
    /// Why fields were changed after the case had ended, oldest first.
    pub corrections: Vec<Correction>,
    /// Every event of the case, oldest first; voided, reverted and misfitting ones too.
    pub story: Vec<StoryEntry>,
    /// "Perlu diperiksa": what stands now was built on an event that was voided (design: invariant 11).
    pub needs_review: bool,
}

impl CaseState {
    /// Folds the events of one case with the channels every office starts with; see [`CaseState::fold_with`].
    pub fn fold(events: &[Filed], standing: &Standing) -> Option<CaseState> {
        Self::fold_with(events, standing, Way::of)
    }

    /// Folds the events of one case. `None` while its `case.opened` is not here, or where that was voided and nothing live
    /// was built on it. Events of other cases and of no case are ignored; so a slice with several cases gives the one that
    /// was opened first. `way` says what a channel means; the office can have channels of its own.
    pub fn fold_with(events: &[Filed], standing: &Standing, way: impl Fn(&str) -> Way) -> Option<CaseState> {
        let mut entries = Entries::gather(events, standing)?;
        let mut misfits = Misfits::new();
        let documents = documents::fold(&entries, &mut misfits);
        let escalations = escalation::fold(&entries, &mut misfits);
        let (files, withdrawn_files) = files::fold(&entries, &mut misfits);
        let (holder, offered) = handover::fold(&entries, &mut misfits);
        let corrections = told::corrections(&entries, &mut misfits);
        let fields = fields::Fields::fold(&entries);
        let way = way(fields.channel.known().map_or(catalogue::FACE_TO_FACE, Code::as_str));
        let CaseOpened { case, number, visit, opened_at, started_at, .. } = entries.opened.event.clone();
        let received_at = fields.received.known().copied().unwrap_or(opened_at);
        let late = received_at < opened_at;
        let ends = ends::Ends::fold(&entries, received_at, &mut misfits);
        let automatic = (!way.online).then_some(started_at);
        let clock = Clock::fold(&entries, automatic, late, &mut misfits);
        entries.mark(&misfits);
        if !entries.stand() {
            return None;
        }
        let session_end = match clock.intervals.first() {
            Some(first) => first.end,
            None => clock::stops(&entries).into_iter().map(|(at, _)| at).min(),
        };
        let answer_is_set = fields.answer.value.is_set();
        let topic_is_set = fields.topic.known().is_some_and(|about| about.topic.is_some());
        let (status, open_facts) = Status::of(|status| match status {
            Status::Resolved => ends.resolved.is_some(),
            Status::Cancelled => ends.cancelled.is_some(),
            Status::Duplicate => ends.duplicate.is_some(),
            Status::WaitingConfirmation => ends.answered.is_some() && ends.resolved.is_none(),
            Status::ForwardedHai => ends.forwarded.is_some(),
            Status::WaitingSectionHead => escalations.iter().any(|one| one.state.is_open()),
            Status::WaitingDocuments => documents.iter().any(DocumentState::is_awaited),
            Status::FollowUp => ends.promised.as_ref().is_some_and(|promised| promised.open),
            Status::Identified => answer_is_set || topic_is_set,
            Status::Received => true,
        });
        let mut tips = fields.tips();
        tips.extend(clock.intervals.iter().flat_map(|interval| interval.corrections.iter().copied()));
        let opened = entries.opened.entry.filed;
        Some(CaseState {
            case,
            number,
            visit: fields.visit.known().copied().unwrap_or(visit),
            visit_tips: fields.visit.tips,
            way,
            opened_at,
            started_at,
            opened_by: opened.author,
            opened_event: opened.id,
            recorded_at: opened.at,
            received_at,
            late,
            status,
            open_facts,
            clock,
            session_end,
            resolved_at: ends.resolved.map(|(_, at)| at),
            resolved_event: ends.resolved.map(|(event, _)| event),
            cancelled: ends.cancelled,
            duplicate: ends.duplicate,
            answered_at: ends.answered.map(|(_, at)| at),
            answered_event: ends.answered.map(|(event, _)| event),
            reopenings: ends.reopenings,
            openings: ends.openings,
            promised: ends.promised,
            progress: told::progress(&entries),
            chased: ends.chased,
            documents,
            escalations,
            forwarded: ends.forwarded,
            holder,
            offered,
            files,
            withdrawn_files,
            references: told::references(&entries),
            corrections,
            story: story::tell(&entries),
            needs_review: entries.needs_review(&tips),
            channel: fields.channel,
            received: fields.received,
            party: fields.party,
            question: fields.question,
            topic: fields.topic,
            answer: fields.answer,
            hai: fields.hai,
            contact: fields.contact,
        })
    }

    /// "Dicatat belakangan": entered as received in the past, or written on a later day than it was received, by the
    /// office's wall.
    pub fn recorded_later(&self, zone: Zone) -> bool {
        self.late || zone.date(self.recorded_at) > zone.date(self.received_at)
    }

    /// When the case ended; `None` while it is open.
    pub fn ended_at(&self) -> Option<Time> {
        match self.status {
            Status::Resolved => self.resolved_at,
            Status::Cancelled => self.cancelled.as_ref().map(|cancelled| cancelled.at),
            Status::Duplicate => self.duplicate.as_ref().map(|duplicate| duplicate.at),
            _ => None,
        }
    }

    /// Milliseconds up to `now`, or to the end of the case, in which a document was awaited.
    pub fn waiting_ms(&self, now: Time) -> i64 {
        waiting_ms(&self.documents, self.ended_at().map_or(now, |ended| ended.min(now)))
    }

    /// Code of the channel shown.
    pub fn channel_code(&self) -> &str {
        self.channel.known().map_or(catalogue::FACE_TO_FACE, Code::as_str)
    }

    /// Names of the fields marked "Perubahan bersamaan": `question`, `answer`, `party`, `topic`, `contact`, `received`.
    pub fn concurrent(&self) -> Vec<&'static str> {
        let Self { question, answer, party, topic, contact, received, .. } = self;
        let marks = [
            ("question", question.concurrent),
            ("answer", answer.concurrent),
            ("party", party.concurrent),
            ("topic", topic.concurrent),
            ("contact", contact.concurrent),
            ("received", received.concurrent),
        ];
        marks.into_iter().filter_map(|(name, marked)| marked.then_some(name)).collect()
    }
}

//! The open facts of a case as its page shows them: documents, escalations, the clock's intervals, files taken away.

use lakon_domain::case::{
    CaseState, Document, DocumentState as Asked, Escalation, EscalationDid, EscalationState, Interval,
};
use lakon_domain::office::OfficeState;
use lakon_domain::shape::Time;

use crate::api::{
    Contact, DocumentState, DocumentView, EscalationPhase, EscalationStep, EscalationView, IntervalView, ProgressView,
    ReferenceView, StoryKind, WithdrawnFile,
};
use crate::app::Desk;
use crate::case_view::{ms, name_of};
use crate::failure::Failure;
use crate::rights::Rights;
use crate::sections;

pub(crate) fn contact(state: &CaseState) -> Option<Contact> {
    state.contact.known().map(|contact| Contact {
        declined: contact.declined,
        name: contact.name.text().to_owned(),
        phone: contact.phone.text().to_owned(),
        email: contact.email.text().to_owned(),
    })
}

pub(crate) fn document(one: &Asked) -> DocumentView {
    let (state, at, file, reason) = match &one.state {
        Document::Awaited => (DocumentState::Awaited, None, None, None),
        Document::Arrived { at, file, .. } => (DocumentState::Arrived, Some(*at), *file, None),
        Document::Waived { at, reason, .. } => (DocumentState::Waived, Some(*at), None, Some(reason.text().to_owned())),
    };
    DocumentView {
        request: one.request.to_string(),
        name: one.name.text().to_owned(),
        requested_at: ms(one.requested_at),
        until: one.until.map(|day| day.to_string()),
        state,
        at: at.map(ms),
        file: file.map(|file| file.to_string()),
        reason,
    }
}

/// Every escalation, and what this person may do with it.
pub(crate) fn escalations(
    desk: &Desk,
    state: &CaseState,
    office: &OfficeState,
) -> Result<Vec<EscalationView>, Failure> {
    let rights = Rights::of(desk);
    let view = |one: &EscalationState| -> Result<EscalationView, Failure> {
        let heads_it = rights.heads.contains(&one.section);
        Ok(EscalationView {
            escalation: one.escalation.to_string(),
            section: one.section.to_string(),
            section_name: sections::name(desk, one.section.as_str()),
            phase: match one.state {
                Escalation::Waiting => EscalationPhase::Waiting,
                Escalation::AskedBack => EscalationPhase::AskedBack,
                Escalation::Answered { .. } => EscalationPhase::Answered,
                Escalation::Withdrawn { .. } => EscalationPhase::Withdrawn,
            },
            question: one.question.text().to_owned(),
            raised_at: ms(one.raised_at),
            raised_by: name_of(office, one.raised_by),
            sent: desk.store.is_sent(one.event)?,
            delivered_at: one.delivered.iter().map(|(_, at)| *at).min().map(ms),
            steps: steps(one, office),
            may_answer: heads_it && one.state.is_open(),
            may_confirm: heads_it && one.state.is_unconfirmed(),
        })
    };
    state.escalations.iter().map(view).collect()
}

fn steps(one: &EscalationState, office: &OfficeState) -> Vec<EscalationStep> {
    let step = |step: &lakon_domain::case::EscalationStep| {
        let (kind, on_behalf_of) = match &step.did {
            EscalationDid::AskedBack => (StoryKind::EscalationAskedBack, None),
            EscalationDid::Replied => (StoryKind::EscalationReplied, None),
            EscalationDid::Referred { .. } => (StoryKind::EscalationReferred, None),
            EscalationDid::Answered { on_behalf_of } => (StoryKind::EscalationAnswered, *on_behalf_of),
            EscalationDid::Confirmed => (StoryKind::EscalationConfirmed, None),
            EscalationDid::Withdrawn => (StoryKind::EscalationWithdrawn, None),
        };
        let unconfirmed = matches!(&one.state, Escalation::Answered { event, .. } if *event == step.event);
        EscalationStep {
            kind,
            at: ms(step.at),
            by: name_of(office, step.by),
            text: step.words.text().to_owned(),
            on_behalf_of: on_behalf_of.map(|head| name_of(office, head)),
            confirmed: !(unconfirmed && one.state.is_unconfirmed()),
        }
    };
    one.steps.iter().map(step).collect()
}

pub(crate) fn progress(state: &CaseState, office: &OfficeState) -> Vec<ProgressView> {
    let view = |one: &lakon_domain::case::Progress| ProgressView {
        at: ms(one.at),
        by: name_of(office, one.by),
        channel: one.channel.to_string(),
        text: one.words.text().to_owned(),
    };
    state.progress.iter().map(view).collect()
}

#[allow(clippy::cast_precision_loss, reason = "an interval is shorter than 285,000 years")]
pub(crate) fn interval(one: &Interval, now: Time) -> IntervalView {
    IntervalView {
        event: one.event.to_string(),
        start: ms(one.start),
        end: one.end.map(ms),
        original_start: one.original.map(|original| ms(original.start)),
        original_end: one.original.and_then(|original| original.end).map(ms),
        pauses_ms: (one.gross_ms(now) - one.net_ms(now)) as f64,
    }
}

pub(crate) fn references(state: &CaseState) -> Vec<ReferenceView> {
    let view = |one: &lakon_domain::case::Reference| ReferenceView {
        reference: one.reference.to_string(),
        text: one.words.text().to_owned(),
    };
    state.references.iter().map(view).collect()
}

pub(crate) fn withdrawn(state: &CaseState) -> Vec<WithdrawnFile> {
    let view = |file: &lakon_domain::case::FileState| WithdrawnFile {
        name: file.name.text().to_owned(),
        reason: file.withdrawn.as_ref().map(|gone| gone.reason.text().to_owned()).unwrap_or_default(),
    };
    state.withdrawn_files.iter().map(view).collect()
}

//! What each event of a case did, in the words the story tells it with.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entries::Entry;
use super::fields::{About, Contact, Party, about, contact, name, party, reason, text};
use crate::calendar::Day;
use crate::event::Event;
use crate::shape::{CaseNumber, Code, Time};
use crate::tips::{Value, private_value};

/// What an event did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Opened {
        number: CaseNumber,
        channel: Code,
    },
    Channel(Code),
    Party(Party),
    Question(Value<String>),
    Topic(Value<About>),
    Answer(Value<String>),
    Hai(Value<String>),
    ClockStarted,
    Resolved,
    Cancelled {
        reason: Value<String>,
    },
    Reverted {
        event: Uuid,
    },
    File {
        file: Uuid,
        name: Value<String>,
        size: u64,
        media: Code,
    },
    Received {
        at: Time,
        reason: Value<String>,
    },
    Moved {
        visit: Uuid,
    },
    ClockPaused {
        cause: Code,
        reason: Value<String>,
    },
    ClockResumed,
    ClockCorrected {
        interval: Uuid,
        started_at: Time,
        ended_at: Option<Time>,
        reason: Value<String>,
    },
    Contact(Value<Contact>),
    Promised {
        words: Value<String>,
    },
    Progress {
        progress: Uuid,
        channel: Code,
        words: Value<String>,
    },
    DocumentRequested {
        request: Uuid,
        name: Value<String>,
        until: Option<Day>,
    },
    DocumentArrived {
        request: Uuid,
        file: Option<Uuid>,
    },
    DocumentWaived {
        request: Uuid,
        reason: Value<String>,
    },
    EscalationRaised {
        escalation: Uuid,
        section: Code,
        leaves: bool,
        question: Value<String>,
    },
    EscalationReplied {
        escalation: Uuid,
        words: Value<String>,
    },
    EscalationWithdrawn {
        escalation: Uuid,
        reason: Value<String>,
    },
    EscalationDelivered {
        escalation: Uuid,
        device: Uuid,
    },
    EscalationAnswered {
        escalation: Uuid,
        section: Code,
        on_behalf_of: Option<Uuid>,
        answer: Value<String>,
    },
    EscalationConfirmed {
        escalation: Uuid,
        section: Code,
        answer: Uuid,
    },
    EscalationAskedBack {
        escalation: Uuid,
        section: Code,
        question: Value<String>,
    },
    EscalationReferred {
        escalation: Uuid,
        section: Code,
        to: Code,
        words: Value<String>,
    },
    Answered,
    Chased {
        channel: Code,
        words: Value<String>,
    },
    Reopened {
        reason: Value<String>,
    },
    Duplicate {
        of: Uuid,
        reason: Value<String>,
    },
    Forwarded {
        words: Value<String>,
    },
    Returned {
        words: Value<String>,
    },
    FileWithdrawn {
        file: Uuid,
        reason: Value<String>,
    },
    /// From `case` to `to`; one of them is the case whose story this is.
    FileMoved {
        file: Uuid,
        case: Uuid,
        to: Uuid,
        name: Value<String>,
        size: u64,
        media: Code,
    },
    Reference {
        reference: Uuid,
        article: Option<Uuid>,
        words: Value<String>,
    },
    Corrected {
        corrects: Vec<Uuid>,
        reason: Value<String>,
    },
    HandoverOffered {
        handover: Uuid,
        to: Uuid,
        words: Value<String>,
    },
    HandoverAnswered {
        handover: Uuid,
        accepted: bool,
        reason: Value<String>,
    },
}

pub fn what(entry: &Entry) -> Option<What> {
    Some(match entry.event {
        Event::CaseOpened(e) => What::Opened { number: e.number.clone(), channel: e.channel.clone() },
        Event::ChannelSet(e) => What::Channel(e.channel.clone()),
        Event::PartySet(e) => What::Party(party(entry, e)),
        Event::QuestionSet(e) => What::Question(text(entry, e.private.as_ref())),
        Event::TopicSet(e) => What::Topic(about(e)),
        Event::AnswerSet(e) => What::Answer(text(entry, e.private.as_ref())),
        Event::HaiSet(e) => What::Hai(text(entry, e.private.as_ref())),
        Event::ClockStarted(_) => What::ClockStarted,
        Event::CaseResolved(_) => What::Resolved,
        Event::CaseCancelled(e) => What::Cancelled { reason: reason(entry, e.private.as_ref()) },
        Event::EventReverted(e) => What::Reverted { event: e.reverts },
        Event::FileAdded(e) => What::File {
            file: e.file,
            name: private_value(entry.state, e.private.as_ref().map(|p| p.name.clone())),
            size: e.size,
            media: e.media.clone(),
        },
        Event::ReceivedSet(e) => What::Received { at: e.received_at, reason: reason(entry, e.private.as_ref()) },
        Event::CaseMoved(e) => What::Moved { visit: e.visit },
        Event::ClockPaused(e) => {
            What::ClockPaused { reason: reason(entry, e.private.as_ref()), cause: e.cause.clone() }
        }
        Event::ClockResumed(_) => What::ClockResumed,
        Event::ClockCorrected(e) => What::ClockCorrected {
            interval: e.interval,
            started_at: e.started_at,
            ended_at: e.ended_at,
            reason: reason(entry, e.private.as_ref()),
        },
        Event::ContactSet(e) => What::Contact(contact(entry, e)),
        Event::CasePromised(e) => What::Promised { words: text(entry, e.private.as_ref()) },
        Event::ProgressReported(e) => {
            What::Progress { words: text(entry, e.private.as_ref()), progress: e.progress, channel: e.channel.clone() }
        }
        Event::DocumentRequested(e) => {
            What::DocumentRequested { request: e.request, name: name(entry, e.private.as_ref()), until: e.until }
        }
        Event::DocumentArrived(e) => What::DocumentArrived { request: e.request, file: e.file },
        Event::DocumentWaived(e) => {
            What::DocumentWaived { request: e.request, reason: reason(entry, e.private.as_ref()) }
        }
        event => return of_escalation(entry, event).or_else(|| of_ending(entry, event)),
    })
}

fn of_escalation(entry: &Entry, event: &Event) -> Option<What> {
    Some(match event {
        Event::EscalationRaised(e) => What::EscalationRaised {
            escalation: e.escalation,
            section: e.section.clone(),
            leaves: e.leaves,
            question: text(entry, e.private.as_ref()),
        },
        Event::EscalationReplied(e) => {
            What::EscalationReplied { escalation: e.escalation, words: text(entry, e.private.as_ref()) }
        }
        Event::EscalationWithdrawn(e) => {
            What::EscalationWithdrawn { escalation: e.escalation, reason: reason(entry, e.private.as_ref()) }
        }
        Event::EscalationDelivered(e) => What::EscalationDelivered { escalation: e.escalation, device: e.device },
        Event::EscalationAnswered(e) => What::EscalationAnswered {
            escalation: e.escalation,
            section: e.section.clone(),
            on_behalf_of: e.on_behalf_of,
            answer: text(entry, e.private.as_ref()),
        },
        Event::EscalationConfirmed(e) => {
            What::EscalationConfirmed { escalation: e.escalation, section: e.section.clone(), answer: e.answer }
        }
        Event::EscalationAskedBack(e) => What::EscalationAskedBack {
            escalation: e.escalation,
            section: e.section.clone(),
            question: text(entry, e.private.as_ref()),
        },
        Event::EscalationReferred(e) => What::EscalationReferred {
            escalation: e.escalation,
            section: e.section.clone(),
            to: e.to.clone(),
            words: text(entry, e.private.as_ref()),
        },
        _ => return None,
    })
}

fn of_ending(entry: &Entry, event: &Event) -> Option<What> {
    Some(match event {
        Event::CaseAnswered(_) => What::Answered,
        Event::ConfirmationChased(e) => {
            What::Chased { words: text(entry, e.private.as_ref()), channel: e.channel.clone() }
        }
        Event::CaseReopened(e) => What::Reopened { reason: reason(entry, e.private.as_ref()) },
        Event::CaseDuplicate(e) => What::Duplicate { of: e.of, reason: reason(entry, e.private.as_ref()) },
        Event::CaseForwarded(e) => What::Forwarded { words: text(entry, e.private.as_ref()) },
        Event::CaseReturned(e) => What::Returned { words: text(entry, e.private.as_ref()) },
        Event::FileWithdrawn(e) => What::FileWithdrawn { file: e.file, reason: reason(entry, e.private.as_ref()) },
        Event::FileMoved(e) => What::FileMoved {
            file: e.file,
            case: e.case,
            to: e.to,
            name: private_value(entry.state, e.private.as_ref().map(|p| p.name.clone())),
            size: e.size,
            media: e.media.clone(),
        },
        Event::ReferenceAdded(e) => {
            What::Reference { reference: e.reference, article: e.article, words: text(entry, e.private.as_ref()) }
        }
        Event::CaseCorrected(e) => {
            What::Corrected { reason: reason(entry, e.private.as_ref()), corrects: e.corrects.clone() }
        }
        Event::HandoverOffered(e) => {
            What::HandoverOffered { handover: e.handover, to: e.to, words: text(entry, e.private.as_ref()) }
        }
        Event::HandoverAnswered(e) => What::HandoverAnswered {
            handover: e.handover,
            accepted: e.accepted,
            reason: reason(entry, e.private.as_ref()),
        },
        _ => return None,
    })
}

/// The time an event names for what it tells; `None` where it happened when it was written.
pub fn happened_at(event: &Event) -> Option<Time> {
    Some(match event {
        Event::CaseOpened(e) => e.opened_at,
        Event::ClockStarted(e) => e.started_at,
        Event::CaseResolved(e) => e.resolved_at,
        Event::CaseCancelled(e) => e.cancelled_at,
        Event::ClockPaused(e) => e.paused_at,
        Event::ClockResumed(e) => e.resumed_at,
        Event::CasePromised(e) => e.promised_at,
        Event::ProgressReported(e) => e.reported_at,
        Event::DocumentRequested(e) => e.requested_at,
        Event::DocumentArrived(e) => e.arrived_at,
        Event::DocumentWaived(e) => e.waived_at,
        Event::EscalationRaised(e) => e.raised_at,
        Event::EscalationReplied(e) => e.replied_at,
        Event::EscalationWithdrawn(e) => e.withdrawn_at,
        Event::EscalationDelivered(e) => e.delivered_at,
        Event::EscalationAnswered(e) => e.answered_at,
        Event::EscalationConfirmed(e) => e.confirmed_at,
        Event::EscalationAskedBack(e) => e.asked_at,
        Event::EscalationReferred(e) => e.referred_at,
        Event::CaseAnswered(e) => e.answered_at,
        Event::ConfirmationChased(e) => e.chased_at,
        Event::CaseReopened(e) => e.reopened_at,
        Event::CaseDuplicate(e) => e.marked_at,
        Event::CaseForwarded(e) => e.forwarded_at,
        Event::CaseReturned(e) => e.returned_at,
        Event::HandoverOffered(e) => e.offered_at,
        Event::HandoverAnswered(e) => e.answered_at,
        _ => return None,
    })
}

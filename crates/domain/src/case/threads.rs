//! Events that begin something with an id of its own (a file, a document request, an escalation, an offer) and the steps
//! that lean on it. A step finds its beginning wherever that stands in the order: a PC's wrong clock hides no answer.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::entries::{Entry, Misfits};
use crate::event::Event;

/// What an event begins or leans on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thread {
    File(Uuid),
    Document(Uuid),
    Escalation(Uuid),
    Progress(Uuid),
    Reference(Uuid),
    Handover(Uuid),
}

fn begins(event: &Event) -> Option<Thread> {
    Some(match event {
        Event::FileAdded(e) => Thread::File(e.file),
        Event::DocumentRequested(e) => Thread::Document(e.request),
        Event::EscalationRaised(e) => Thread::Escalation(e.escalation),
        Event::ProgressReported(e) => Thread::Progress(e.progress),
        Event::ReferenceAdded(e) => Thread::Reference(e.reference),
        Event::HandoverOffered(e) => Thread::Handover(e.handover),
        _ => return None,
    })
}

pub fn leans_on(event: &Event) -> Option<Thread> {
    Some(match event {
        Event::DocumentArrived(e) => Thread::Document(e.request),
        Event::DocumentWaived(e) => Thread::Document(e.request),
        Event::EscalationReplied(e) => Thread::Escalation(e.escalation),
        Event::EscalationWithdrawn(e) => Thread::Escalation(e.escalation),
        Event::EscalationDelivered(e) => Thread::Escalation(e.escalation),
        Event::EscalationAnswered(e) => Thread::Escalation(e.escalation),
        Event::EscalationConfirmed(e) => Thread::Escalation(e.escalation),
        Event::EscalationAskedBack(e) => Thread::Escalation(e.escalation),
        Event::EscalationReferred(e) => Thread::Escalation(e.escalation),
        Event::HandoverAnswered(e) => Thread::Handover(e.handover),
        _ => return None,
    })
}

/// Marks what begins a thing that has begun, and what leans on a thing that never did.
pub fn find_misfits(all: &mut [Entry]) {
    let mut begun = BTreeSet::new();
    for entry in all.iter_mut().filter(|entry| entry.acts()) {
        if let Some(thread) = begins(entry.event) {
            entry.misfit = !begun.insert(thread);
        }
    }
    for entry in all.iter_mut().filter(|entry| entry.acts()) {
        entry.misfit = leans_on(entry.event).is_some_and(|thread| !begun.contains(&thread));
    }
}

/// Whether what a step leans on was begun by voided events only.
pub fn lacks_voided(all: &[Entry], step: &Event) -> bool {
    let mut beginnings = all.iter().filter(|entry| begins(entry.event) == leans_on(step)).peekable();
    beginnings.peek().is_some() && beginnings.all(|entry| entry.voided)
}

/// Replays the steps of one thing: of those that are left, the oldest that fits is taken, until none does. So a step that
/// was stamped by a late clock still follows the one it answers. What fits nowhere is a misfit.
pub fn replay<'e, 'a>(
    mut left: Vec<&'e Entry<'a>>,
    misfits: &mut Misfits,
    mut take: impl FnMut(&'e Entry<'a>) -> bool,
) {
    while let Some(place) = left.iter().position(|entry| take(entry)) {
        left.remove(place);
    }
    misfits.extend(left.iter().map(|entry| entry.filed.id));
}

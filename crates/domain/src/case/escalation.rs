//! Questions to the head of a section (KEP-57/PB/2023 steps 7a and 13a): where each stands, and every word that was said.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entries::{Entries, Entry, Misfits};
use super::fields::{reason, text};
use super::threads::{Thread, leans_on, replay};
use crate::event::{EscalationRaised, Event};
use crate::shape::{Code, Time};
use crate::tips::Value;

/// One question to a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationState {
    pub escalation: Uuid,
    /// The `escalation.raised` event.
    pub event: Uuid,
    /// Whose head has it now: the section it was raised to or last referred to.
    pub section: Code,
    pub raised_at: Time,
    pub raised_by: Uuid,
    /// The stakeholder does not wait for the answer.
    pub leaves: bool,
    pub question: Value<String>,
    /// In the order in which they count.
    pub steps: Vec<EscalationStep>,
    /// Which devices of the section head's have it, and since when each by its own clock.
    pub delivered: Vec<(Uuid, Time)>,
    pub state: Escalation,
}

/// Where a question stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Escalation {
    /// For the section head.
    Waiting,
    /// For the officer, who was asked something back. Still open.
    AskedBack,
    Answered {
        /// The `escalation.answered` event, which a confirmation names.
        event: Uuid,
        at: Time,
        by: Uuid,
        /// The section head who decided by telephone; then `by` is the officer.
        on_behalf_of: Option<Uuid>,
        /// When the head confirmed a decision by telephone, and who it was.
        confirmed: Option<(Uuid, Time)>,
    },
    Withdrawn {
        event: Uuid,
        at: Time,
    },
}

impl Escalation {
    /// Answered or withdrawn is not open; an answer on the head's behalf counts before it is confirmed.
    pub fn is_open(&self) -> bool {
        matches!(self, Escalation::Waiting | Escalation::AskedBack)
    }

    /// A decision by telephone that the head has still to confirm.
    pub fn is_unconfirmed(&self) -> bool {
        matches!(self, Escalation::Answered { on_behalf_of: Some(_), confirmed: None, .. })
    }
}

/// One step on the way to the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationStep {
    pub event: Uuid,
    pub at: Time,
    pub by: Uuid,
    pub did: EscalationDid,
    /// What was asked, answered or said; the reason of a withdrawal.
    pub words: Value<String>,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscalationDid {
    AskedBack,
    Replied,
    Referred { from: Code, to: Code },
    Answered { on_behalf_of: Option<Uuid> },
    Confirmed,
    Withdrawn,
}

/// In the order in which they were raised.
pub fn fold(entries: &Entries, misfits: &mut Misfits) -> Vec<EscalationState> {
    let raised = entries.acting().filter_map(|entry| match entry.event {
        Event::EscalationRaised(e) => Some((entry, e)),
        _ => None,
    });
    raised.map(|(entry, event)| one(entries, entry, event, misfits)).collect()
}

fn one(entries: &Entries, raised: &Entry, event: &EscalationRaised, misfits: &mut Misfits) -> EscalationState {
    let mut state = EscalationState {
        escalation: event.escalation,
        event: raised.filed.id,
        section: event.section.clone(),
        raised_at: event.raised_at,
        raised_by: raised.filed.author,
        leaves: event.leaves,
        question: text(raised, event.private.as_ref()),
        steps: Vec::new(),
        delivered: Vec::new(),
        state: Escalation::Waiting,
    };
    let thread = Some(Thread::Escalation(event.escalation));
    let steps = entries.acting().filter(|entry| leans_on(entry.event) == thread).collect();
    replay(steps, misfits, |entry| state.take(entry));
    state
}

impl EscalationState {
    /// Takes one step where it fits; `false` where it does not, or not yet.
    fn take(&mut self, entry: &Entry) -> bool {
        use Escalation::{Answered, AskedBack, Waiting, Withdrawn};
        let open = self.state.is_open();
        let id = entry.filed.id;
        match entry.event {
            Event::EscalationDelivered(e) => {
                if self.delivered.iter().any(|(device, _)| *device == e.device) {
                    return false;
                }
                self.delivered.push((e.device, e.delivered_at));
                true
            }
            Event::EscalationAskedBack(e) if open && e.section == self.section => {
                self.state = AskedBack;
                self.step(entry, e.asked_at, EscalationDid::AskedBack, text(entry, e.private.as_ref()))
            }
            Event::EscalationReplied(e) if self.state == AskedBack => {
                self.state = Waiting;
                self.step(entry, e.replied_at, EscalationDid::Replied, text(entry, e.private.as_ref()))
            }
            Event::EscalationReferred(e) if open && e.section == self.section && e.to != self.section => {
                // What the former head asked back is for the new head to ask again.
                self.state = Waiting;
                self.section = e.to.clone();
                let did = EscalationDid::Referred { from: e.section.clone(), to: e.to.clone() };
                self.step(entry, e.referred_at, did, text(entry, e.private.as_ref()))
            }
            Event::EscalationAnswered(e) if e.section == self.section && (open || self.yields_to(e.on_behalf_of)) => {
                let by = entry.filed.author;
                let on_behalf_of = e.on_behalf_of;
                self.state = Answered { event: id, at: e.answered_at, by, on_behalf_of, confirmed: None };
                let did = EscalationDid::Answered { on_behalf_of };
                self.step(entry, e.answered_at, did, text(entry, e.private.as_ref()))
            }
            Event::EscalationConfirmed(e) if e.section == self.section && self.state.is_unconfirmed() => {
                let Answered { event, confirmed, .. } = &mut self.state else { return false };
                if *event != e.answer {
                    return false;
                }
                *confirmed = Some((entry.filed.author, e.confirmed_at));
                self.step(entry, e.confirmed_at, EscalationDid::Confirmed, Value::Empty)
            }
            Event::EscalationWithdrawn(e) if open => {
                self.state = Withdrawn { event: id, at: e.withdrawn_at };
                self.step(entry, e.withdrawn_at, EscalationDid::Withdrawn, reason(entry, e.private.as_ref()))
            }
            _ => false,
        }
    }

    /// The head's own answer replaces one that was written on the head's behalf and is not confirmed.
    fn yields_to(&self, on_behalf_of: Option<Uuid>) -> bool {
        on_behalf_of.is_none() && self.state.is_unconfirmed()
    }

    fn step(&mut self, entry: &Entry, at: Time, did: EscalationDid, words: Value<String>) -> bool {
        self.steps.push(EscalationStep { event: entry.filed.id, at, by: entry.filed.author, did, words });
        true
    }

    /// The newest step of a sort, for "dijawab" and "ditanya balik" beside the question.
    pub fn last(&self, pick: impl Fn(&EscalationDid) -> bool) -> Option<&EscalationStep> {
        self.steps.iter().rev().find(|step| pick(&step.did))
    }
}

//! One moment of the sample story as the records an officer or a section head would have made.

use lakon_domain::calendar::{Counting, Day};
use lakon_domain::catalogue;
use lakon_domain::event::*;
use lakon_domain::number::Zone;
use lakon_domain::shape::{Code, Time};
use lakon_store::Tx;
use uuid::Uuid;

use super::course::Act;
use super::plan::{Planned, person_name};
use super::texts::{self, QUESTIONS};
use super::write::Story;
use crate::failure::Failure;
use crate::words::Sentence;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Working days a stakeholder is given to bring a document.
const DOCUMENT_DAYS: u16 = 4;
/// Documents asked for at once.
const DOCUMENTS: usize = 2;

pub(super) fn code(text: &str) -> Result<Code, Failure> {
    Code::new(text).map_err(|_| Sentence::Broken.into())
}

pub(super) fn text(text: &str) -> Option<Text> {
    Some(Text { text: text.to_owned() })
}

fn reason(text: &str) -> Option<Reason> {
    Some(Reason { reason: text.to_owned() })
}

impl Story<'_> {
    /// Writes what happens to a case at a moment.
    pub fn act(&mut self, tx: &mut Tx<'_>, act: Act, index: usize, at: Time) -> Result<(), Failure> {
        let plan = self.plan;
        let planned = &plan.cases[index];
        tx.act_as(self.staff.officers[self.holders[index]]);
        match act {
            Act::Open => self.open(tx, index),
            Act::Escalate { .. }
            | Act::AskBack
            | Act::Reply
            | Act::Refer
            | Act::HeadAnswer
            | Act::Telephone
            | Act::Confirm
            | Act::Withdraw => self.ask(tx, act, index, at),
            Act::Request | Act::Arrive | Act::Waive => self.document(tx, act, index, at),
            Act::Received { .. } | Act::Start | Act::Pause | Act::Resume | Act::CorrectClock => {
                self.clock(tx, act, planned, at)
            }
            Act::Resolve
            | Act::Undo
            | Act::Answered
            | Act::Chase
            | Act::Cancel
            | Act::Duplicate
            | Act::Reopen
            | Act::Forward
            | Act::Return => self.end(tx, act, planned, at),
            _ => self.say(tx, act, index, at),
        }
    }

    /// What is typed, told and promised.
    fn say(&mut self, tx: &mut Tx<'_>, act: Act, index: usize, at: Time) -> Result<(), Failure> {
        let plan = self.plan;
        let planned = &plan.cases[index];
        let case = planned.case;
        match act {
            Act::Topic => {
                let topic = code(QUESTIONS[planned.question].0)?;
                let section = Some(code(planned.section())?);
                tx.write(TopicSet { case, topic: Some(topic), section, replaces: Vec::new() })?;
            }
            Act::Attach(_) => {
                if let Some(files) = self.staged.get_mut(&index).filter(|files| !files.is_empty()) {
                    let file = files.remove(0);
                    self.open.entry(index).or_default().file = Some(file.file);
                    tx.write(crate::files::added(&file))?;
                }
            }
            Act::Reference => {
                let private = text(self.dice.word(texts::REFERENCES));
                let reference = tx.new_id();
                tx.write(ReferenceAdded { case, reference, article: None, private })?;
            }
            Act::Answer => {
                tx.write(AnswerSet { case, replaces: Vec::new(), private: text(QUESTIONS[planned.question].2) })?;
            }
            Act::Amend => {
                let replaces = tx.case(case)?.map(|state| state.answer.tips).unwrap_or_default();
                let longer = format!("{} {}", QUESTIONS[planned.question].2, texts::AMENDED);
                tx.write(AnswerSet { case, replaces, private: text(&longer) })?;
                let corrects = tx.case(case)?.map(|state| state.answer.tips).unwrap_or_default();
                tx.write(CaseCorrected { case, corrects, private: reason(texts::AMENDED_WHY) })?;
            }
            Act::Contact { declined } => {
                let who = PersonData {
                    name: person_name(planned.person),
                    phone: super::phone(planned.person),
                    email: String::new(),
                };
                let private = Some(if declined { PersonData::default() } else { who });
                tx.write(ContactSet { case, declined, replaces: Vec::new(), private })?;
            }
            Act::Promise => {
                tx.write(CasePromised { case, promised_at: at, private: text(self.dice.word(texts::PROMISES)) })?;
            }
            Act::Progress => {
                let private = text(self.dice.word(texts::PROGRESS));
                let channel = code(if planned.channel == "tatap_muka" { "telepon" } else { planned.channel })?;
                let progress = tx.new_id();
                tx.write(ProgressReported { case, progress, reported_at: at, channel, private })?;
            }
            Act::Offer => {
                let handover = tx.new_id();
                let to = self.staff.officers[1 - self.holders[index]];
                self.open.entry(index).or_default().handover = Some(handover);
                let private = text(texts::HANDOVER);
                tx.write(HandoverOffered { handover, to, cases: vec![case], offered_at: at, private })?;
            }
            Act::Accept => {
                let Some(handover) = self.open.entry(index).or_default().handover.take() else { return Ok(()) };
                self.holders[index] = 1 - self.holders[index];
                tx.act_as(self.staff.officers[self.holders[index]]);
                let (cases, private) = (vec![case], reason(""));
                tx.write(HandoverAnswered { handover, cases, accepted: true, answered_at: at, private })?;
            }
            _ => {}
        }
        Ok(())
    }

    fn document(&mut self, tx: &mut Tx<'_>, act: Act, index: usize, at: Time) -> Result<(), Failure> {
        let plan = self.plan;
        let planned = &plan.cases[index];
        let case = planned.case;
        if act == Act::Request {
            let counting = Counting::new(Zone::Wita);
            let until = plan.calendar.due(Day::of(at, Zone::Wita), DOCUMENT_DAYS, counting).day;
            let usual = catalogue::topic(QUESTIONS[planned.question].0).map(|topic| topic.documents.as_slice());
            let names = usual.unwrap_or_default().iter().map(String::as_str).chain(texts::DOCUMENTS.iter().copied());
            for name in names.take(DOCUMENTS) {
                let request = tx.new_id();
                self.open.entry(index).or_default().requests.push(request);
                let private = Some(Name { name: name.to_owned() });
                tx.write(DocumentRequested { case, request, requested_at: at, until: Some(until), private })?;
            }
            return Ok(());
        }
        let open = self.open.entry(index).or_default();
        if open.requests.is_empty() {
            return Ok(());
        }
        let request = open.requests.remove(0);
        if act == Act::Arrive {
            let file = open.file.take();
            tx.write(DocumentArrived { case, request, file, arrived_at: at })?;
        } else {
            tx.write(DocumentWaived { case, request, waived_at: at, private: reason(texts::WAIVED) })?;
        }
        Ok(())
    }

    fn ask(&mut self, tx: &mut Tx<'_>, act: Act, index: usize, at: Time) -> Result<(), Failure> {
        let case = self.plan.cases[index].case;
        if let Act::Escalate { leaves } = act {
            let (escalation, section) = (tx.new_id(), self.plan.cases[index].section());
            self.open.entry(index).or_default().escalation = Some((escalation, section));
            let (private, section) = (text(self.dice.word(texts::TO_HEAD)), code(section)?);
            return Ok(tx.write(EscalationRaised { case, escalation, section, raised_at: at, leaves, private })?);
        }
        let Some((escalation, headed)) = self.open.get(&index).and_then(|open| open.escalation) else { return Ok(()) };
        let (section, head) = (code(headed)?, self.staff.answers(headed, at));
        match act {
            Act::AskBack => {
                tx.act_as(head);
                self.delivered(tx, case, escalation, at)?;
                let private = text(self.dice.word(texts::ASKED_BACK));
                tx.write(EscalationAskedBack { case, escalation, section, asked_at: at, private })?;
            }
            Act::Reply => {
                tx.write(EscalationReplied { case, escalation, replied_at: at, private: text(texts::REPLIED) })?;
            }
            Act::Refer => {
                tx.act_as(head);
                self.delivered(tx, case, escalation, at)?;
                let to = if headed == "PD" { "BANK" } else { "PD" };
                self.open.entry(index).or_default().escalation = Some((escalation, to));
                let (to, private) = (code(to)?, text(texts::REFERRED));
                tx.write(EscalationReferred { case, escalation, section, to, referred_at: at, private })?;
            }
            Act::HeadAnswer => {
                let known =
                    tx.case(case)?.is_some_and(|state| state.escalations.iter().any(|one| !one.delivered.is_empty()));
                if !known {
                    self.delivered(tx, case, escalation, at)?;
                }
                tx.act_as(head);
                let private = text(self.dice.word(texts::HEAD_SAYS));
                tx.write(EscalationAnswered {
                    case,
                    escalation,
                    section,
                    answered_at: at,
                    on_behalf_of: None,
                    private,
                })?;
            }
            Act::Telephone => {
                let (on_behalf_of, private) = (Some(self.staff.head(headed)), text(texts::TELEPHONED));
                tx.write(EscalationAnswered { case, escalation, section, answered_at: at, on_behalf_of, private })?;
            }
            Act::Confirm => {
                let state = tx.case(case)?;
                let steps = state.iter().flat_map(|state| &state.escalations).flat_map(|one| &one.steps);
                let Some(answer) = steps.map(|step| step.event).next_back() else { return Ok(()) };
                tx.act_as(head);
                tx.write(EscalationConfirmed { case, escalation, section, answer, confirmed_at: at })?;
            }
            _ => {
                let private = reason(texts::WITHDRAWN);
                tx.write(EscalationWithdrawn { case, escalation, withdrawn_at: at, private })?;
            }
        }
        Ok(())
    }

    /// The question was on this PC when its head looked.
    fn delivered(&self, tx: &mut Tx<'_>, case: Uuid, escalation: Uuid, at: Time) -> Result<(), Failure> {
        let (device, delivered_at) = (self.device, Time(at.0 - 2 * MINUTE));
        Ok(tx.write(EscalationDelivered { case, escalation, device, delivered_at })?)
    }

    fn clock(&mut self, tx: &mut Tx<'_>, act: Act, planned: &Planned, at: Time) -> Result<(), Failure> {
        let case = planned.case;
        match act {
            Act::Received { days } => {
                let received_at = Time(planned.opened.0 - days * DAY);
                let private = reason(if days > 4 { texts::LATE } else { "" });
                tx.write(ReceivedSet { case, received_at, replaces: Vec::new(), private })?;
            }
            Act::Start => tx.write(ClockStarted { case, started_at: at })?,
            Act::Pause => {
                let private = reason(self.dice.word(texts::PAUSES));
                tx.write(ClockPaused { case, paused_at: at, cause: code("lain")?, private })?;
            }
            Act::Resume => tx.write(ClockResumed { case, resumed_at: at })?,
            _ => {
                let Some(state) = tx.case(case)? else { return Ok(()) };
                let (interval, started_at, ended_at) = match state.clock.intervals.first() {
                    Some(held) => (held.event, Time(held.start.0 + 2 * MINUTE), held.end),
                    // Served when it came, as the paper says.
                    None => (state.opened_event, state.received_at, Some(Time(state.received_at.0 + 12 * MINUTE))),
                };
                let ended_at = ended_at.map(|end| end.max(started_at));
                let (replaces, private) = (Vec::new(), reason(texts::CLOCK));
                tx.write(ClockCorrected { case, interval, started_at, ended_at, replaces, private })?;
            }
        }
        Ok(())
    }

    fn end(&mut self, tx: &mut Tx<'_>, act: Act, planned: &Planned, at: Time) -> Result<(), Failure> {
        let case = planned.case;
        match act {
            Act::Resolve => tx.write(CaseResolved { case, resolved_at: at })?,
            Act::Undo => {
                if let Some(reverts) = tx.case(case)?.and_then(|state| state.resolved_event) {
                    tx.write(EventReverted { case, reverts })?;
                }
            }
            Act::Answered => tx.write(CaseAnswered { case, answered_at: at })?,
            Act::Chase => {
                let (channel, private) = (code(planned.channel)?, text(texts::CHASED));
                tx.write(ConfirmationChased { case, chased_at: at, channel, private })?;
            }
            Act::Cancel => {
                let private = reason(self.dice.word(texts::REASONS));
                tx.write(CaseCancelled { case, cancelled_at: at, private })?;
            }
            Act::Duplicate => {
                if let Some(of) = planned.of {
                    tx.write(CaseDuplicate { case, of, marked_at: at, private: reason(texts::DOUBLED) })?;
                }
            }
            Act::Reopen => {
                let private = reason(self.dice.word(texts::REOPENED));
                tx.write(CaseReopened { case, reopened_at: at, private })?;
            }
            Act::Forward => tx.write(CaseForwarded { case, forwarded_at: at, private: text(texts::FORWARDED) })?,
            _ => tx.write(CaseReturned { case, returned_at: at, private: text(texts::RETURNED) })?,
        }
        Ok(())
    }
}

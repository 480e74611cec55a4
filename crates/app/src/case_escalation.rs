//! Steps 7a and 13a: a question to the head of a section, and everything either side says until it is answered.

use lakon_domain::case::{CaseState, Escalation, EscalationState};
use lakon_domain::event::{
    EscalationAnswered, EscalationAskedBack, EscalationConfirmed, EscalationRaised, EscalationReferred,
    EscalationReplied, EscalationWithdrawn, Reason, Text,
};
use lakon_domain::shape::Code;
use uuid::Uuid;

use crate::api::{
    CaseView, Escalate, EscalationAnswer, EscalationReason, EscalationRef, EscalationRefer, EscalationText,
};
use crate::app::Desk;
use crate::case_act::{amend, step};
use crate::case_promise::{reason, words};
use crate::failure::Failure;
use crate::words::Sentence;

/// Asks the head of a section.
pub fn escalate(desk: &Desk, input: Escalate) -> Result<CaseView, Failure> {
    let question = input.question.trim().to_owned();
    if question.is_empty() {
        return Err(Sentence::NeedText.fields(&["question"]));
    }
    let section = section(desk, &input.section)?;
    let (escalation, raised_at, leaves) = (desk.new_id(), desk.app.now(), input.leaves);
    let code = if leaves { "escalate_leaving" } else { "escalate" };
    step(desk, &input.case, code, |state| {
        let private = Some(Text { text: question });
        Ok(vec![EscalationRaised { case: state.case, escalation, section, raised_at, leaves, private }.into()])
    })
}

/// The head answers; or an officer writes down what the head decided by telephone.
pub fn answer(desk: &Desk, input: EscalationAnswer) -> Result<CaseView, Failure> {
    let (answered_at, text) = (desk.app.now(), words(&input.text)?);
    amend(desk, &input.case, |state| {
        let one = find(state, &input.escalation)?;
        let on_behalf_of = if input.on_behalf { Some(head(desk, &one.section)?) } else { None };
        let own_word = on_behalf_of.is_none() && one.state.is_unconfirmed();
        if !one.state.is_open() && !own_word {
            return Err(Sentence::EscalationClosed.into());
        }
        Ok(vec![
            EscalationAnswered {
                case: state.case,
                escalation: one.escalation,
                section: one.section.clone(),
                answered_at,
                on_behalf_of,
                private: Some(Text { text }),
            }
            .into(),
        ])
    })
}

/// The head needs to know more.
pub fn ask_back(desk: &Desk, input: EscalationText) -> Result<CaseView, Failure> {
    let (asked_at, text) = (desk.app.now(), words(&input.text)?);
    amend(desk, &input.case, |state| {
        let one = open(state, &input.escalation)?;
        let (case, escalation, section) = (state.case, one.escalation, one.section.clone());
        Ok(vec![EscalationAskedBack { case, escalation, section, asked_at, private: Some(Text { text }) }.into()])
    })
}

/// The officer answers what was asked back.
pub fn reply(desk: &Desk, input: EscalationText) -> Result<CaseView, Failure> {
    let (replied_at, text) = (desk.app.now(), words(&input.text)?);
    amend(desk, &input.case, |state| {
        let one = open(state, &input.escalation)?;
        if one.state != Escalation::AskedBack {
            return Err(Sentence::NotAskedBack.into());
        }
        let (case, escalation) = (state.case, one.escalation);
        Ok(vec![EscalationReplied { case, escalation, replied_at, private: Some(Text { text }) }.into()])
    })
}

/// The head hands the question to the head of another section.
pub fn refer(desk: &Desk, input: EscalationRefer) -> Result<CaseView, Failure> {
    let (referred_at, to) = (desk.app.now(), section(desk, &input.section)?);
    let private = Some(Text { text: input.text.trim().to_owned() });
    amend(desk, &input.case, |state| {
        let one = open(state, &input.escalation)?;
        if one.section == to {
            return Err(Sentence::SameSection.fields(&["section"]));
        }
        let (case, escalation, section) = (state.case, one.escalation, one.section.clone());
        Ok(vec![EscalationReferred { case, escalation, section, to, referred_at, private }.into()])
    })
}

/// The head stands by what an officer wrote down for the head.
pub fn confirm(desk: &Desk, input: EscalationRef) -> Result<CaseView, Failure> {
    let confirmed_at = desk.app.now();
    amend(desk, &input.case, |state| {
        let one = find(state, &input.escalation)?;
        let answer = match one.state {
            Escalation::Answered { event, .. } if one.state.is_unconfirmed() => event,
            _ => return Err(Sentence::NothingToConfirm.into()),
        };
        let (case, escalation, section) = (state.case, one.escalation, one.section.clone());
        Ok(vec![EscalationConfirmed { case, escalation, section, answer, confirmed_at }.into()])
    })
}

/// The officer needs no answer any more.
pub fn withdraw(desk: &Desk, input: EscalationReason) -> Result<CaseView, Failure> {
    let (withdrawn_at, reason) = (desk.app.now(), reason(&input.reason)?);
    amend(desk, &input.case, |state| {
        let one = open(state, &input.escalation)?;
        let (case, escalation) = (state.case, one.escalation);
        Ok(vec![EscalationWithdrawn { case, escalation, withdrawn_at, private: Some(Reason { reason }) }.into()])
    })
}

fn find<'s>(state: &'s CaseState, escalation: &str) -> Result<&'s EscalationState, Failure> {
    let escalation: Uuid = escalation.parse().map_err(|_| Sentence::EscalationGone)?;
    state.escalations.iter().find(|one| one.escalation == escalation).ok_or_else(|| Sentence::EscalationGone.into())
}

fn open<'s>(state: &'s CaseState, escalation: &str) -> Result<&'s EscalationState, Failure> {
    let one = find(state, escalation)?;
    if one.state.is_open() { Ok(one) } else { Err(Sentence::EscalationClosed.into()) }
}

/// A section that still answers.
pub(crate) fn section(desk: &Desk, code: &str) -> Result<Code, Failure> {
    let rules = desk.store.rules();
    let known = rules.settings.section(code).filter(|section| !section.retired).map(|section| section.code.clone());
    known.ok_or_else(|| Sentence::UnknownSection.fields(&["section"]))
}

/// Who decides for a section today: its head, otherwise the substitute.
fn head(desk: &Desk, section: &Code) -> Result<Uuid, Failure> {
    let rules = desk.store.rules();
    let heads = rules.settings.heads(section.as_str(), rules.day(desk.app.now()));
    heads.first().copied().ok_or_else(|| Sentence::NoHead.with(crate::sections::name(desk, section.as_str())))
}

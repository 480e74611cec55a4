//! How a case ends beside the plain answer: confirmed by the stakeholder, reopened, a duplicate, with HAI DJPb.

use lakon_domain::event::{
    CaseAnswered, CaseDuplicate, CaseForwarded, CaseReopened, CaseResolved, CaseReturned, ConfirmationChased, Reason,
    Text,
};
use uuid::Uuid;

use crate::api::{CaseReason, CaseRef, CaseText, CaseView, MarkDuplicate, Told};
use crate::app::Desk;
use crate::case_act::{complete, step};
use crate::case_promise::{channel, reason, words};
use crate::case_view::case_id;
use crate::failure::Failure;
use crate::words::Sentence;

/// HAI CSO: the answer is given and waits for the stakeholder's word.
pub fn answered(desk: &Desk, input: CaseRef) -> Result<CaseView, Failure> {
    complete(desk, &input.case)?;
    let answered_at = desk.app.now();
    step(desk, &input.case, "answer", |state| Ok(vec![CaseAnswered { case: state.case, answered_at }.into()]))
}

/// The stakeholder was asked whether the answer helped.
pub fn chase(desk: &Desk, input: Told) -> Result<CaseView, Failure> {
    let chased_at = desk.app.now();
    let channel = channel(desk, &input.channel)?;
    let private = Some(Text { text: input.text.trim().to_owned() });
    step(desk, &input.case, "chase", |state| {
        Ok(vec![ConfirmationChased { case: state.case, chased_at, channel, private }.into()])
    })
}

/// The stakeholder confirmed.
pub fn confirm(desk: &Desk, input: CaseRef) -> Result<CaseView, Failure> {
    let resolved_at = desk.app.now();
    step(desk, &input.case, "resolve", |state| {
        if state.answered_event.is_none() {
            return Err(Sentence::NotAnswered.into());
        }
        Ok(vec![CaseResolved { case: state.case, resolved_at }.into()])
    })
}

/// A case that had ended is open again.
pub fn reopen(desk: &Desk, input: CaseReason) -> Result<CaseView, Failure> {
    let (reopened_at, reason) = (desk.app.now(), reason(&input.reason)?);
    step(desk, &input.case, "reopen", |state| {
        Ok(vec![CaseReopened { case: state.case, reopened_at, private: Some(Reason { reason }) }.into()])
    })
}

/// The same question stands in another case.
pub fn duplicate(desk: &Desk, input: MarkDuplicate) -> Result<CaseView, Failure> {
    let of = numbered(desk, &input.case, &input.of, "of")?;
    let marked_at = desk.app.now();
    let private = Some(Reason { reason: input.reason.trim().to_owned() });
    step(desk, &input.case, "duplicate", |state| {
        Ok(vec![CaseDuplicate { case: state.case, of, marked_at, private }.into()])
    })
}

/// Another case, by its number.
pub(crate) fn numbered(desk: &Desk, case: &str, number: &str, field: &str) -> Result<Uuid, Failure> {
    let other = desk.store.case_of_number(number)?.ok_or_else(|| Sentence::UnknownNumber.fields(&[field]))?;
    if other == case_id(case)? { Err(Sentence::SameCase.fields(&[field])) } else { Ok(other) }
}

/// To HAI DJPb.
pub fn forward(desk: &Desk, input: CaseText) -> Result<CaseView, Failure> {
    let forwarded_at = desk.app.now();
    let private = Some(Text { text: input.text.trim().to_owned() });
    step(desk, &input.case, "forward", |state| {
        Ok(vec![CaseForwarded { case: state.case, forwarded_at, private }.into()])
    })
}

/// What HAI DJPb said.
pub fn returned(desk: &Desk, input: CaseText) -> Result<CaseView, Failure> {
    let (returned_at, text) = (desk.app.now(), words(&input.text)?);
    step(desk, &input.case, "return", |state| {
        Ok(vec![CaseReturned { case: state.case, returned_at, private: Some(Text { text }) }.into()])
    })
}

//! Steps 7b and 13b: whom to tell the solution, the promise of it, and what the stakeholder is told meanwhile.

use lakon_domain::event::{CasePromised, ContactSet, PersonData, ProgressReported, Text};
use lakon_domain::shape::Code;

use crate::api::{CaseText, CaseView, SetContact, Told};
use crate::app::Desk;
use crate::case_act::step;
use crate::failure::Failure;
use crate::words::Sentence;

/// A contact person, or that nobody was to be named.
pub fn contact(desk: &Desk, input: SetContact) -> Result<CaseView, Failure> {
    let trimmed = |text: &str| text.trim().to_owned();
    let who = PersonData { name: trimmed(&input.name), phone: trimmed(&input.phone), email: trimmed(&input.email) };
    let nobody = who == PersonData::default();
    if nobody && !input.declined {
        return Err(Sentence::NeedContact.fields(&["name", "phone", "email"]));
    }
    step(desk, &input.case, "contact", |state| {
        let replaces = state.contact.tips.clone();
        Ok(vec![ContactSet { case: state.case, declined: input.declined, replaces, private: Some(who) }.into()])
    })
}

/// The solution follows within the days of the standard.
pub fn promise(desk: &Desk, input: CaseText) -> Result<CaseView, Failure> {
    let promised_at = desk.app.now();
    let private = Some(Text { text: input.text.trim().to_owned() });
    step(desk, &input.case, "promise", |state| Ok(vec![CasePromised { case: state.case, promised_at, private }.into()]))
}

/// What the stakeholder was told, and through which channel.
pub fn progress(desk: &Desk, input: Told) -> Result<CaseView, Failure> {
    let (reported_at, text) = (desk.app.now(), words(&input.text)?);
    let channel = channel(desk, &input.channel)?;
    let progress = desk.new_id();
    step(desk, &input.case, "progress", |state| {
        let private = Some(Text { text });
        Ok(vec![ProgressReported { case: state.case, progress, reported_at, channel, private }.into()])
    })
}

/// A text that has to say something.
pub(crate) fn words(text: &str) -> Result<String, Failure> {
    match text.trim() {
        "" => Err(Sentence::NeedText.fields(&["text"])),
        text => Ok(text.to_owned()),
    }
}

/// A reason, which every correction needs.
pub(crate) fn reason(text: &str) -> Result<String, Failure> {
    match text.trim() {
        "" => Err(Sentence::NeedReason.fields(&["reason"])),
        text => Ok(text.to_owned()),
    }
}

/// A channel of the office.
pub(crate) fn channel(desk: &Desk, code: &str) -> Result<Code, Failure> {
    let rules = desk.store.rules();
    let known = rules.settings.channel(code).map(|channel| channel.code.clone());
    known.ok_or_else(|| Sentence::UnknownChannel.fields(&["channel"]))
}

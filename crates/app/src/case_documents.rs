//! Steps 5 and 11: supporting documents asked for, arrived, not needed any more.

use lakon_domain::calendar::Day;
use lakon_domain::case::{CaseState, Document, DocumentState};
use lakon_domain::event::{DocumentArrived, DocumentRequested, DocumentWaived, Event, Name, Reason};
use uuid::Uuid;

use crate::api::{CaseView, DocumentArrived as Came, RequestDocuments, WaiveDocument};
use crate::app::Desk;
use crate::case_act::{amend, step};
use crate::case_promise::reason;
use crate::failure::Failure;
use crate::words::Sentence;

/// Reads a day of the page.
pub(crate) fn day(text: &str, field: &str) -> Result<Day, Failure> {
    text.parse().map_err(|_| Sentence::BadDay.fields(&[field]))
}

/// Asks for documents; one that is awaited already is not asked for twice.
pub fn request(desk: &Desk, input: RequestDocuments) -> Result<CaseView, Failure> {
    let mut names: Vec<String> = Vec::new();
    for name in input.names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        if !names.iter().any(|held| held == name) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        return Err(Sentence::NeedDocument.fields(&["names"]));
    }
    let until = input.until.as_deref().filter(|day| !day.is_empty()).map(|text| day(text, "until")).transpose()?;
    let requested_at = desk.app.now();
    if until.is_some_and(|until| until < desk.store.rules().day(requested_at)) {
        return Err(Sentence::DayGone.fields(&["until"]));
    }
    step(desk, &input.case, "request_document", |state| {
        let awaited = |name: &str| state.documents.iter().any(|one| one.is_awaited() && one.name.text() == name);
        let ask = |name: String| -> Event {
            let (case, request) = (state.case, desk.new_id());
            DocumentRequested { case, request, requested_at, until, private: Some(Name { name }) }.into()
        };
        Ok(names.into_iter().filter(|name| !awaited(name)).map(ask).collect())
    })
}

/// The document is here, as a file of the case or on paper.
pub fn arrived(desk: &Desk, input: Came) -> Result<CaseView, Failure> {
    let arrived_at = desk.app.now();
    amend(desk, &input.case, |state| {
        let document = find(state, &input.request)?;
        if matches!(document.state, Document::Arrived { .. }) {
            return Err(Sentence::DocumentClosed.into());
        }
        let file = match input.file.as_deref().filter(|file| !file.is_empty()) {
            None => None,
            Some(file) => {
                let file: Uuid = file.parse().map_err(|_| Sentence::FileGone)?;
                let held = state.files.iter().any(|one| one.file == file);
                Some(held.then_some(file).ok_or(Sentence::FileGone)?)
            }
        };
        Ok(vec![DocumentArrived { case: state.case, request: document.request, file, arrived_at }.into()])
    })
}

/// It is not needed any more.
pub fn waive(desk: &Desk, input: WaiveDocument) -> Result<CaseView, Failure> {
    let (waived_at, reason) = (desk.app.now(), reason(&input.reason)?);
    amend(desk, &input.case, |state| {
        let document = find(state, &input.request)?;
        if !document.is_awaited() {
            return Err(Sentence::DocumentClosed.into());
        }
        let (case, request) = (state.case, document.request);
        Ok(vec![DocumentWaived { case, request, waived_at, private: Some(Reason { reason }) }.into()])
    })
}

fn find<'s>(state: &'s CaseState, request: &str) -> Result<&'s DocumentState, Failure> {
    let request: Uuid = request.parse().map_err(|_| Sentence::DocumentGone)?;
    state.documents.iter().find(|one| one.request == request).ok_or_else(|| Sentence::DocumentGone.into())
}

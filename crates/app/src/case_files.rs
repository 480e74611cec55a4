//! What belongs to a case beside its fields: files withdrawn or moved to the right case, and where the answer stands.

use lakon_domain::case::{CaseState, FileState};
use lakon_domain::event::{FileData, FileMoved, FileWithdrawn, Reason, ReferenceAdded, Text};
use uuid::Uuid;

use crate::api::{CaseText, CaseView, MoveFile, WithdrawFile};
use crate::app::Desk;
use crate::case_act::{amend, step};
use crate::case_ends::numbered;
use crate::case_promise::{reason, words};
use crate::failure::Failure;
use crate::words::Sentence;

/// Hides a file, with the reason; its bytes stay.
pub fn withdraw(desk: &Desk, input: WithdrawFile) -> Result<CaseView, Failure> {
    let reason = reason(&input.reason)?;
    amend(desk, &input.case, |state| {
        let file = find(state, &input.file)?.file;
        Ok(vec![FileWithdrawn { case: state.case, file, private: Some(Reason { reason }) }.into()])
    })
}

/// Gives a file to the case it belongs to.
pub fn transfer(desk: &Desk, input: MoveFile) -> Result<CaseView, Failure> {
    let to = numbered(desk, &input.case, &input.to, "to")?;
    amend(desk, &input.case, |state| {
        let held = find(state, &input.file)?;
        // The other case is told what the file is, and cannot be told what is not known here.
        let (Some(name), Some(address)) = (held.name.known(), held.address.known()) else {
            return Err(Sentence::FileNotHere.into());
        };
        let private = Some(FileData { name: name.clone(), address: address.to_string() });
        let (case, file, size, media) = (state.case, held.file, held.size, held.media.clone());
        Ok(vec![FileMoved { case, file, to, size, media, private }.into()])
    })
}

fn find<'s>(state: &'s CaseState, file: &str) -> Result<&'s FileState, Failure> {
    let file: Uuid = file.parse().map_err(|_| Sentence::FileGone)?;
    state.files.iter().find(|one| one.file == file).ok_or_else(|| Sentence::FileGone.into())
}

/// Steps 4 and 10: where the answer stands.
pub fn reference(desk: &Desk, input: CaseText) -> Result<CaseView, Failure> {
    let (reference, text) = (desk.new_id(), words(&input.text)?);
    step(desk, &input.case, "reference", |state| {
        Ok(vec![ReferenceAdded { case: state.case, reference, article: None, private: Some(Text { text }) }.into()])
    })
}

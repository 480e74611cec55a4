//! "Urungkan": which act of a case can be taken back, and taking it back.

use std::collections::BTreeSet;

use lakon_domain::case::{CaseState, Status};
use lakon_domain::event::EventReverted;
use uuid::Uuid;

use crate::api::{CaseView, Revert};
use crate::app::Desk;
use crate::case_act::{record_in, with_draft};
use crate::case_view::{case_id, show};
use crate::failure::Failure;
use crate::words::Sentence;

/// The event that "Urungkan" would take back: how the case ended, whoever ended it, otherwise the newest act of this person
/// that nothing was built on yet.
pub(crate) fn undo(state: &CaseState, user: Uuid) -> Option<Uuid> {
    match state.status {
        Status::Resolved => return state.resolved_event,
        Status::Cancelled => return state.cancelled.as_ref().map(|cancelled| cancelled.event),
        Status::Duplicate => return state.duplicate.as_ref().map(|duplicate| duplicate.event),
        _ => {}
    }
    let acts = acts(state);
    let newest = state.story.iter().rev().find(|entry| acts.contains(&entry.event) && entry.author == user);
    newest.map(|entry| entry.event)
}

/// Acts of an open case that stand and that nobody answered.
fn acts(state: &CaseState) -> BTreeSet<Uuid> {
    let promised = state.promised.iter().filter(|promised| promised.open).map(|promised| promised.said.event);
    let answered = state.answered_event.filter(|_| state.resolved_event.is_none());
    let forwarded = state.forwarded.as_ref().map(|said| said.event);
    let asked = state.documents.iter().filter(|one| one.is_awaited()).map(|one| one.event);
    let raised =
        state.escalations.iter().filter(|one| one.state.is_open() && one.steps.is_empty()).map(|one| one.event);
    let moved = state.visit_tips.iter().copied().filter(|tip| *tip != state.opened_event);
    let offered = state.offered.as_ref().map(|offer| offer.event);
    promised.chain(answered).chain(forwarded).chain(asked).chain(raised).chain(moved).chain(offered).collect()
}

/// Takes the newest act back: the case is as if it had never been.
pub fn revert(desk: &Desk, input: Revert) -> Result<CaseView, Failure> {
    let case = case_id(&input.case)?;
    let _hand = desk.hand();
    let reverts: Uuid = input.event.parse().map_err(|_| Sentence::CannotRevert)?;
    with_draft(desk, case, |tx| {
        let recorded = record_in(desk, tx, case, false)?;
        let state = tx.case(case)?.ok_or(Sentence::CaseGone)?;
        if undo(&state, desk.user) != Some(reverts) {
            return Err(Sentence::CannotRevert.into());
        }
        tx.write(EventReverted { case, reverts })?;
        Ok((recorded, ()))
    })?;
    show(desk, case)
}

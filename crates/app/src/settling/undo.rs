//! "Urungkan" of a field that was settled: the versions stand side by side again.

use lakon_domain::case::CaseState;
use lakon_domain::event::{Event, EventReverted};
use lakon_domain::filed::Filed;
use uuid::Uuid;

use super::{find, part, party, tips};
use crate::api::{CasePart, Nothing, SettleUndo};
use crate::app::Desk;
use crate::case_act::{record_in, with_draft};
use crate::failure::Failure;
use crate::rights::Rights;
use crate::words::Sentence;

/// Takes back what this person has settled, while nothing was written over it.
pub fn undo(desk: &Desk, input: SettleUndo) -> Result<Nothing, Failure> {
    let of: Uuid = input.of.parse().map_err(|_| Sentence::CaseGone)?;
    let settled: Uuid = input.event.parse().map_err(|_| Sentence::CannotRevert)?;
    match part(input.field) {
        Some(part) => case(desk, of, part, settled)?,
        None => party::undo(desk, of, input.field, settled)?,
    }
    Ok(Nothing {})
}

fn case(desk: &Desk, case: Uuid, part: CasePart, settled: Uuid) -> Result<(), Failure> {
    let _hand = desk.hand();
    let events = desk.store.events_of(case)?;
    let rights = Rights::of(desk);
    with_draft(desk, case, |tx| {
        let recorded = record_in(desk, tx, case, false)?;
        let state = tx.case(case)?.ok_or(Sentence::CaseGone)?;
        if !may_undo(desk, &state, part, &events, settled) {
            return Err(Sentence::CannotRevert.into());
        }
        let event = EventReverted { case, reverts: settled }.into();
        rights.check(desk, &event)?;
        tx.write(event)?;
        Ok((recorded, ()))
    })?;
    Ok(())
}

/// This person's, over several versions, and the only edit that stands.
fn may_undo(desk: &Desk, state: &CaseState, part: CasePart, events: &[Filed], settled: Uuid) -> bool {
    let own = find(events, settled).filter(|filed| filed.author == desk.user);
    own.is_some_and(|filed| replaced(&filed.event) > 1) && *tips(state, part) == [settled]
}

/// How many versions an edit of a case gave way to.
fn replaced(event: &Event) -> usize {
    match event {
        Event::QuestionSet(e) => e.replaces.len(),
        Event::AnswerSet(e) => e.replaces.len(),
        Event::PartySet(e) => e.replaces.len(),
        Event::TopicSet(e) => e.replaces.len(),
        Event::ContactSet(e) => e.replaces.len(),
        Event::ReceivedSet(e) => e.replaces.len(),
        _ => 0,
    }
}

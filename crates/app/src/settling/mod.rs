//! Concurrent edits on a page of their own: what is to be settled, the versions side by side, one of them or a third written
//! over them, and taking that back. Nothing is lost: every version stays in the story.

mod parts;
mod party;
mod undo;
mod view;
mod write;

use lakon_domain::case::CaseState;
use lakon_domain::event::Event;
use lakon_domain::filed::Filed;
use lakon_domain::party::field;
use uuid::Uuid;

pub use undo::undo;
pub use view::{list, view};
pub use write::write;

use crate::api::{CasePart, SettleField};

/// Fields of a case in the order in which they are settled: who asks before what is asked.
const OF_CASE: [SettleField; 6] = [
    SettleField::Party,
    SettleField::Question,
    SettleField::Topic,
    SettleField::Answer,
    SettleField::Contact,
    SettleField::Received,
];

/// The part of a case a field is; `None` for a field of a stakeholder.
fn part(field: SettleField) -> Option<CasePart> {
    Some(match field {
        SettleField::Party => CasePart::Party,
        SettleField::Question => CasePart::Question,
        SettleField::Topic => CasePart::Topic,
        SettleField::Answer => CasePart::Answer,
        SettleField::Contact => CasePart::Contact,
        SettleField::Received => CasePart::Received,
        SettleField::Name | SettleField::Phone | SettleField::Email => return None,
    })
}

/// The name of a stakeholder's field in records; `None` for a field of a case.
fn party_field(of: SettleField) -> Option<&'static str> {
    match of {
        SettleField::Name => Some(field::NAME),
        SettleField::Phone => Some(field::PHONE),
        SettleField::Email => Some(field::EMAIL),
        _ => None,
    }
}

/// The edits that stand in a part of a case.
pub(crate) fn tips(state: &CaseState, part: CasePart) -> &Vec<Uuid> {
    match part {
        CasePart::Question => &state.question.tips,
        CasePart::Answer => &state.answer.tips,
        CasePart::Party => &state.party.tips,
        CasePart::Topic => &state.topic.tips,
        CasePart::Contact => &state.contact.tips,
        CasePart::Received => &state.received.tips,
    }
}

fn find(events: &[Filed], id: Uuid) -> Option<&Filed> {
    events.iter().find(|filed| filed.id == id)
}

/// What an edit of a stakeholder's field replaced.
fn replaced(event: &Event) -> &[Uuid] {
    match event {
        Event::PersonSet(e) => &e.replaces,
        Event::OrganisationSet(e) => &e.replaces,
        _ => &[],
    }
}

/// Who first wrote the words of a version: one that "Urungkan" brought back is still its author's.
fn origin<'f>(events: &'f [Filed], tip: &'f Filed, name: &str) -> &'f Filed {
    let mut at = tip;
    // Each step goes to an edit that was there before, so there are fewer steps than edits.
    for _ in 0..events.len() {
        let [settled] = replaced(&at.event) else { break };
        let Some(settled) = find(events, *settled) else { break };
        let brought_back = replaced(&settled.event);
        let same = |id: &&Uuid| {
            let older = find(events, **id).map(|older| crate::seen::written(&older.event, name));
            older.is_some_and(|text| text.is_some() && text == crate::seen::written(&at.event, name))
        };
        let Some(older) = brought_back.iter().filter(|_| brought_back.len() > 1).find(same) else { break };
        let Some(older) = find(events, *older) else { break };
        at = older;
    }
    at
}

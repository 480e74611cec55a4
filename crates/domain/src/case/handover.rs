//! Who holds a case: who opened it, until somebody it was handed to at shift end accepted it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entries::{Entries, Misfits};
use super::fields::text;
use super::threads::{Thread, leans_on, replay};
use crate::event::Event;
use crate::filed::Order;
use crate::shape::Time;
use crate::tips::Value;

/// An offer nobody has answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub handover: Uuid,
    /// The `handover.offered` event.
    pub event: Uuid,
    pub to: Uuid,
    pub by: Uuid,
    pub at: Time,
    pub words: Value<String>,
}

/// The holder, and the newest offer that still stands. Only whom it was made to can accept an offer; others can only end it.
pub fn fold(entries: &Entries, misfits: &mut Misfits) -> (Uuid, Option<Offer>) {
    let mut accepted: Option<(Order, Uuid)> = None;
    let mut offers: Vec<(Order, Offer)> = Vec::new();
    for entry in entries.acting() {
        let Event::HandoverOffered(e) = entry.event else { continue };
        let mut answered = false;
        let thread = Some(Thread::Handover(e.handover));
        let answers = entries.acting().filter(|entry| leans_on(entry.event) == thread).collect();
        replay(answers, misfits, |answer| match answer.event {
            Event::HandoverAnswered(a) if !answered && (!a.accepted || answer.filed.author == e.to) => {
                answered = true;
                if a.accepted {
                    accepted = accepted.max(Some((answer.filed.order(), e.to)));
                }
                true
            }
            _ => false,
        });
        if !answered {
            let words = text(entry, e.private.as_ref());
            let (event, by) = (entry.filed.id, entry.filed.author);
            let offer = Offer { handover: e.handover, event, to: e.to, by, at: e.offered_at, words };
            offers.push((entry.filed.order(), offer));
        }
    }
    let holder = accepted.map_or(entries.opened.entry.filed.author, |(_, to)| to);
    // An offer from before the last hand-over was made by somebody who does not hold the case any more.
    let stands = |order: &Order| accepted.is_none_or(|(accepted, _)| *order > accepted);
    let offered = offers.into_iter().rfind(|(order, _)| stands(order)).map(|(_, offer)| offer);
    (holder, offered)
}

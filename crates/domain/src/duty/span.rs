//! The stretches of a case for which a solution can be owed: from its opening and from each reopening to the end.

use super::{DutyFacts, End, Reopened};
use crate::calendar::Day;
use crate::number::Zone;
use crate::shape::Time;

/// From an opening or reopening to its end.
pub struct Stretch {
    pub day0: Day,
    /// False face to face while no session has ended without an answer.
    pub owes: bool,
    pub end: Option<End>,
    /// The day of the next reopening: from the day after, its progress reports take the place of these.
    pub reopened_on: Option<Day>,
}

/// The opening first, then the reopenings by their time.
pub fn stretches(facts: &DutyFacts, zone: Zone) -> Vec<Stretch> {
    let mut reopened = facts.reopened.clone();
    reopened.sort_unstable();
    let opening = Reopened { at: facts.received_at, end: facts.end };
    let mut stretches: Vec<Stretch> = Vec::with_capacity(reopened.len() + 1);
    // Backwards, because what did not end by itself ends with what follows.
    for one in reopened.iter().rev().chain([&opening]) {
        let later = stretches.last();
        let end = one.end.or(later.and_then(|later| later.end));
        stretches.push(Stretch {
            day0: Day::of(one.at, zone),
            owes: true,
            end,
            reopened_on: later.map(|later| later.day0),
        });
    }
    stretches.reverse();
    if let Some(opening) = stretches.first_mut() {
        opening.owes = facts.online || session_left_it_open(facts.session_ended_at, opening.end);
    }
    stretches
}

/// Product.md 5: face to face, a case without an answer when its service session ends owes the solution.
fn session_left_it_open(ended_at: Option<Time>, end: Option<End>) -> bool {
    ended_at.is_some_and(|ended_at| !matches!(end, Some(End::Answered { at }) if at <= ended_at))
}

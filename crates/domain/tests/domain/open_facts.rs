//! Every open fact begun, ended or never there, with every end of the case and with a reopening: status and chips against the rule
//! said again in words (product.md rule 4), in whatever order the events arrive.

use std::collections::BTreeSet;

use lakon_domain::case::{CaseState, Status};
use lakon_domain::event::Event;
use lakon_domain::standing::Standing;

use crate::acts::*;
use crate::world::*;

/// How an open fact is with the case.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Is {
    Never,
    Open,
    Over,
}

/// Facts that begin and end by events of their own.
const FACTS: [Status; 3] = [Status::ForwardedHai, Status::WaitingSectionHead, Status::WaitingDocuments];
const ENDS: [Option<Status>; 4] = [None, Some(Status::Resolved), Some(Status::Cancelled), Some(Status::Duplicate)];

fn begins(fact: Status) -> Event {
    match fact {
        Status::ForwardedHai => forwarded(20).into(),
        Status::WaitingSectionHead => raised(61, "PD", 20).into(),
        _ => asked(62, 20).into(),
    }
}

fn ends(fact: Status) -> Event {
    match fact {
        Status::ForwardedHai => returned(25).into(),
        Status::WaitingSectionHead => decided(61, "PD", 25).into(),
        Status::WaitingDocuments => arrived(62, 25).into(),
        Status::Resolved => resolved(30).into(),
        Status::Cancelled => cancelled(30).into(),
        _ => duplicate(OTHER, 30).into(),
    }
}

/// One case, and what the rule says of it.
struct Row {
    facts: [Is; 3],
    promised: bool,
    identified: bool,
    answered: bool,
    end: Option<Status>,
    reopened: bool,
    /// Promised once more after everything else.
    again: bool,
}

impl Row {
    fn events(&self) -> Vec<(i64, Event)> {
        let mut events: Vec<(i64, Event)> = vec![(1, opened().into())];
        if self.identified {
            events.push((10, topic("PD-01", &[]).into()));
        }
        for (fact, is) in FACTS.into_iter().zip(self.facts) {
            if is != Is::Never {
                events.push((20, begins(fact)));
            }
            if is == Is::Over {
                events.push((25, ends(fact)));
            }
        }
        let more: [(bool, i64, Event); 2] =
            [(self.promised, 21, promised(21).into()), (self.answered, 28, answered(28).into())];
        events.extend(more.into_iter().filter(|(is, ..)| *is).map(|(_, at, event)| (at, event)));
        events.extend(self.end.map(|end| (30, ends(end))));
        if self.reopened {
            events.push((40, reopened(40).into()));
        }
        if self.again {
            events.push((50, promised(50).into()));
        }
        events
    }

    /// The rule, said without looking at the fold.
    fn says(&self) -> (Status, Vec<Status>) {
        // A reopening takes back how the case ended and that it was answered; nothing else.
        let ended = self.end.filter(|_| !self.reopened);
        let answered = self.answered && !self.reopened;
        // A promise is kept, or void, once the case was answered or ended after it.
        let promised = self.again || self.promised && !self.answered && self.end.is_none();
        let open = |fact: Status| FACTS.iter().zip(self.facts).any(|(one, is)| *one == fact && is == Is::Open);
        let mut holds = Vec::new();
        for (status, is) in [
            (Status::Resolved, ended == Some(Status::Resolved)),
            (Status::Cancelled, ended == Some(Status::Cancelled)),
            (Status::Duplicate, ended == Some(Status::Duplicate)),
            (Status::WaitingConfirmation, answered && ended != Some(Status::Resolved)),
            (Status::ForwardedHai, open(Status::ForwardedHai)),
            (Status::WaitingSectionHead, open(Status::WaitingSectionHead)),
            (Status::WaitingDocuments, open(Status::WaitingDocuments)),
            (Status::FollowUp, promised),
            (Status::Identified, self.identified),
            (Status::Received, true),
        ] {
            if is {
                holds.push(status);
            }
        }
        let shown = holds.remove(0);
        let never_chips = [Status::Cancelled, Status::Duplicate, Status::Identified, Status::Received];
        holds.retain(|status| !never_chips.contains(status));
        (shown, holds)
    }
}

fn rows() -> Vec<Row> {
    let each = [Is::Never, Is::Open, Is::Over];
    let mut rows = Vec::new();
    for n in 0..27 {
        let facts = [each[n % 3], each[n / 3 % 3], each[n / 9]];
        for bits in 0..1_u32 << 5 {
            for end in ENDS {
                let is = |bit: u32| bits >> bit & 1 == 1;
                let row = Row {
                    facts,
                    promised: is(0),
                    identified: is(1),
                    answered: is(2),
                    end,
                    reopened: is(3),
                    again: is(4),
                };
                // A case that never ended is not reopened, and one that ended is not promised anything.
                let ended = row.end.is_some() || row.answered;
                let makes_sense = (ended || !row.reopened) && (!row.again || !ended || row.reopened);
                rows.extend(makes_sense.then_some(row));
            }
        }
    }
    rows
}

#[test]
fn status_and_chips_are_what_the_rule_says_of_every_combination() {
    let rows = rows();
    assert!(rows.len() > 2_000, "{}", rows.len());
    for row in rows {
        let mut desks = Desks::default();
        for (at, event) in row.events() {
            desks.write(1, at, event);
        }
        let kinds: Vec<&str> = desks.events.iter().map(|filed| filed.event.kind()).collect();
        let (status, chips) = row.says();
        let state = CaseState::fold(&desks.events, &Standing::default()).unwrap();
        assert_eq!((state.status, &state.open_facts), (status, &chips), "{kinds:?}");
        assert!(state.story.iter().all(|line| !line.misfit), "{kinds:?}");
        let mut reversed = desks.events.clone();
        reversed.reverse();
        let other = CaseState::fold(&reversed, &Standing::default()).unwrap();
        assert_eq!((other.status, other.open_facts), (status, chips), "{kinds:?} arrived backwards");
    }
}

#[test]
fn the_rows_meet_every_status_and_every_chip() {
    let said: Vec<(Status, Vec<Status>)> = rows().iter().map(Row::says).collect();
    let shown: BTreeSet<Status> = said.iter().map(|(status, _)| *status).collect();
    assert_eq!(shown, BTreeSet::from(Status::ALL));
    let chips: BTreeSet<Status> = said.into_iter().flat_map(|(_, chips)| chips).collect();
    let open = [Status::ForwardedHai, Status::WaitingSectionHead, Status::WaitingDocuments, Status::FollowUp];
    assert_eq!(chips, open.into_iter().chain([Status::WaitingConfirmation]).collect());
}

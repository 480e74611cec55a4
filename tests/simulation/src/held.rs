//! What the program says of a case, put into the words of the book, and where the two differ.

use lakon_domain::case::CaseState;
use lakon_domain::duty::{Duty, DutyKind, DutyState};
use lakon_domain::filed::Filed;
use lakon_domain::shape::Time;
use lakon_domain::standing::Standing;
use lakon_store::Rules;

use crate::book::{Book, Kind, Owed, Service, State};
use crate::chief::number_of;
use crate::days::day_text;
use crate::diary::Diary;

fn owed(duty: &Duty) -> Owed {
    Owed {
        kind: match duty.kind {
            DutyKind::Solution => Kind::Solution,
            DutyKind::Progress => Kind::Progress,
        },
        day0: number_of(duty.raised_on),
        due_day: number_of(duty.due.day),
        due_at: duty.due.at.0,
        state: match duty.state {
            DutyState::Met { at } => State::Met { at: at.0 },
            DutyState::Open => State::Open,
            DutyState::Overdue { since } => {
                assert_eq!(since, duty.due.at);
                State::Overdue
            }
            DutyState::Missed { .. } => State::Missed,
            DutyState::NotOwed => State::NotOwed,
        },
    }
}

/// A case as the program folds it from its records, whatever their order.
pub fn fold(events: &[Filed], rules: &Rules) -> CaseState {
    CaseState::fold_with(events, &Standing::default(), |channel| rules.settings.way(channel)).unwrap()
}

/// Every difference between the program and the book, in sentences.
pub fn differences(state: &CaseState, rules: &Rules, diary: &Diary, book: &Book, now: i64) -> Vec<String> {
    let mut found = Vec::new();
    for entry in state.story.iter().filter(|entry| entry.misfit) {
        found.push(format!("{} does not fit: {:?}", state.number, entry.what));
    }
    let said: Vec<Owed> = rules.duties(state, Time(now)).iter().map(owed).collect();
    let expected = book.duties(diary, now);
    for at in 0..said.len().max(expected.len()) {
        let (said, expected) = (said.get(at), expected.get(at));
        if said != expected {
            let day = |owed: Option<&Owed>| owed.map(|owed| (day_text(owed.day0), day_text(owed.due_day)));
            found.push(format!(
                "{}: the program says {said:?} {:?}, the book {expected:?} {:?}",
                state.number,
                day(said),
                day(expected)
            ));
        }
    }
    let clock = &state.clock;
    let service = Service {
        gross: clock.gross_ms(Time(now)),
        net: clock.net_ms(Time(now)),
        running: clock.running_since().is_some(),
    };
    let by_hand = book.service(diary, now);
    if service != by_hand {
        found.push(format!("{}: the program's clock is {service:?}, the book's {by_hand:?}", state.number));
    }
    found
}

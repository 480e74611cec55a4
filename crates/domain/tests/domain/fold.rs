//! The fold as a function of a set: any order, any number of copies, private parts here or not.

use lakon_domain::case::CaseState;
use lakon_domain::event::Event;
use lakon_domain::filed::Filed;
use lakon_domain::hlc::Hlc;
use lakon_domain::standing::Standing;
use lakon_domain::tips::Value;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::world::*;

/// One thing a desk does; an `Index` picks earlier events it refers to.
#[derive(Debug, Clone)]
enum Act {
    Question(u8, Vec<Index>),
    Answer(u8, Vec<Index>),
    Topic(u8, Vec<Index>),
    Channel(u8, Vec<Index>),
    Start,
    Resolve,
    Cancel,
    File(u8),
    OpenAgain,
    Revert(Index),
    Void(Index),
    Allow(Index),
    Erase(Index),
}

fn act() -> impl Strategy<Value = Act> {
    let picks = || prop::collection::vec(any::<Index>(), 0..3);
    prop_oneof![
        4 => (0..4u8, picks()).prop_map(|(n, p)| Act::Question(n, p)),
        4 => (0..4u8, picks()).prop_map(|(n, p)| Act::Answer(n, p)),
        2 => (1..4u8, picks()).prop_map(|(n, p)| Act::Topic(n, p)),
        2 => (0..3u8, picks()).prop_map(|(n, p)| Act::Channel(n, p)),
        2 => Just(Act::Start),
        2 => Just(Act::Resolve),
        1 => Just(Act::Cancel),
        2 => (0..3u8).prop_map(Act::File),
        1 => Just(Act::OpenAgain),
        3 => any::<Index>().prop_map(Act::Revert),
        3 => any::<Index>().prop_map(Act::Void),
        1 => any::<Index>().prop_map(Act::Allow),
        2 => any::<Index>().prop_map(Act::Erase),
    ]
}

/// What three desks and the office (desk 9) wrote; clocks differ by up to an hour.
fn events() -> impl Strategy<Value = Vec<Filed>> {
    prop::collection::vec((act(), 1..4u8, 0..60i64), 0..24).prop_map(|acts| {
        let mut desks = Desks::default();
        desks.write(1, 0, opened());
        for (act, desk, at) in acts {
            let pick = |index: &Index| desks.events[index.index(desks.events.len())].id;
            let picks = |all: &[Index]| all.iter().map(pick).collect::<Vec<_>>();
            let (desk, event): (u8, Event) = match act {
                Act::Question(n, over) => (desk, question(&format!("tanya {n}"), &picks(&over)).into()),
                Act::Answer(n, over) => {
                    (desk, answer(["", "ya", "tidak", "nanti"][usize::from(n)], &picks(&over)).into())
                }
                Act::Topic(n, over) => (desk, topic(&format!("PD-0{n}"), &picks(&over)).into()),
                Act::Channel(n, over) => {
                    (desk, channel(["tatap_muka", "telepon", "haicso"][usize::from(n)], &picks(&over)).into())
                }
                Act::Start => (desk, started(at).into()),
                Act::Resolve => (desk, resolved(at).into()),
                Act::Cancel => (desk, cancelled(at).into()),
                Act::File(n) => (desk, file(30 + u128::from(n)).into()),
                Act::OpenAgain => (desk, opened().into()),
                Act::Revert(which) => (desk, revert(pick(&which)).into()),
                Act::Void(which) => (9, void(&[pick(&which)]).into()),
                Act::Allow(which) => (9, allow(&[pick(&which)]).into()),
                Act::Erase(which) => (9, erase(&[pick(&which)]).into()),
            };
            desks.write(desk, at, event);
        }
        desks.events
    })
}

fn fold(events: &[Filed]) -> Option<CaseState> {
    CaseState::fold(events, &Standing::fold(events))
}

/// The same event in another log, as after a fork: later stamp, own place.
fn copied(filed: &Filed) -> Filed {
    Filed { log: log(0xee), seq: filed.seq + 100, hlc: Hlc::new(filed.hlc.ms() + 90 * 60_000, 0), ..filed.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_arrival_changes_the_state(
        (events, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle()))
    ) {
        prop_assert_eq!(fold(&shuffled), fold(&events));
        prop_assert_eq!(Standing::fold(&shuffled), Standing::fold(&events));
    }

    #[test]
    fn an_event_counts_once_however_often_and_in_how_many_logs_it_stands(
        events in events(), again in prop::collection::vec((any::<Index>(), 0..3u8), 1..8), turn in any::<Index>(),
    ) {
        let mut more = events.clone();
        for (which, how) in again {
            let filed = &events[which.index(events.len())];
            more.push(match how {
                0 => filed.clone(),
                1 => stripped(filed),
                _ => copied(filed),
            });
        }
        let turn = turn.index(more.len());
        more.rotate_left(turn);
        prop_assert_eq!(fold(&more), fold(&events));
    }

    #[test]
    fn a_private_part_can_be_taken_from_any_copy(events in events()) {
        let split: Vec<Filed> = events.iter().flat_map(|filed| [copied(filed), stripped(filed)]).collect();
        prop_assert_eq!(fold(&split), fold(&events));
    }

    #[test]
    fn stripped_private_parts_change_no_fact_and_come_back_when_filled_in(events in events(), lacking in any::<u32>()) {
        let strip = |(n, filed): (usize, &Filed)| if lacking >> (n % 32) & 1 == 1 { stripped(filed) } else { filed.clone() };
        let mut partial: Vec<Filed> = events.iter().enumerate().map(strip).collect();
        match (fold(&partial), fold(&events)) {
            (Some(some), Some(all)) => {
                prop_assert_eq!(some.clock, all.clock);
                prop_assert_eq!(some.topic, all.topic);
                prop_assert_eq!(some.question.tips, all.question.tips);
                prop_assert_eq!(some.resolved_event, all.resolved_event);
                prop_assert_eq!(some.needs_review, all.needs_review);
                prop_assert_eq!(some.story.len(), all.story.len());
                prop_assert!(some.question.value == all.question.value || some.question.value == Value::NotYet);
            }
            (some, all) => prop_assert_eq!(some, all),
        }
        partial.extend(events.iter().cloned());
        prop_assert_eq!(fold(&partial), fold(&events));
    }

    #[test]
    fn what_an_erasure_names_folds_the_same_whether_its_bytes_are_here_or_gone(events in events()) {
        let standing = Standing::fold(&events);
        let gone: Vec<Filed> = events.iter().map(|filed| if standing.is_erased(filed.id) { stripped(filed) } else { filed.clone() }).collect();
        prop_assert_eq!(fold(&gone), fold(&events));
    }
}

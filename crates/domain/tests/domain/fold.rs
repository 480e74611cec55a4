//! The fold as a function of a set: any order, any number of copies, private parts here or not.

use lakon_domain::case::CaseState;
use lakon_domain::event::Event;
use lakon_domain::filed::Filed;
use lakon_domain::hlc::Hlc;
use lakon_domain::shape::Time;
use lakon_domain::standing::Standing;
use lakon_domain::subject::Subject;
use lakon_domain::tips::Value;
use proptest::prelude::*;
use proptest::sample::Index;
use uuid::Uuid;

use crate::acts::*;
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
    /// Something else people do with a case; two small numbers say to what, an `Index` what it refers to.
    Step(usize, u8, Vec<Index>),
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
        24 => (0..STEPS, 0..2u8, picks()).prop_map(|(kind, n, p)| Act::Step(kind, n, p)),
        3 => any::<Index>().prop_map(Act::Revert),
        3 => any::<Index>().prop_map(Act::Void),
        1 => any::<Index>().prop_map(Act::Allow),
        2 => any::<Index>().prop_map(Act::Erase),
    ]
}

/// How many kinds [`step`] knows: all of a case that came with the service.
const STEPS: usize = 31;

fn step(kind: usize, n: u8, at: i64, over: &[Uuid]) -> Event {
    let named = over.first().copied().unwrap_or(id(0xdead));
    let (which, section, to) = (60 + u128::from(n), ["PD", "MSKI"][usize::from(n)], at_desk(1 + n));
    match kind {
        0 => received(at - 30, over).into(),
        1 => moved(which, over).into(),
        2 => paused(at).into(),
        3 => resumed(at).into(),
        4 => clock(named, at - 5, (n == 1).then_some(at), over).into(),
        5 => contact(["", "Rina"][usize::from(n)], over).into(),
        6 => promised(at).into(),
        7 => progress(which, at).into(),
        8 => asked(which, at).into(),
        9 => arrived(which, at).into(),
        10 => waived(which, at).into(),
        11 => raised(which, section, at).into(),
        12 => leaving(which, "PD", at).into(),
        13 => delivered(which, 10, at).into(),
        14 => decided(which, section, at).into(),
        15 => by_telephone(which, section, to, at).into(),
        16 => confirmed(which, section, named, at).into(),
        17 => asked_back(which, section, at).into(),
        18 => replied(which, at).into(),
        19 => referred(which, section, ["MSKI", "PD"][usize::from(n)], at).into(),
        20 => withdrawn(which, at).into(),
        21 => answered(at).into(),
        22 => chased(at).into(),
        23 => reopened(at).into(),
        24 => duplicate([OTHER, CASE][usize::from(n)], at).into(),
        25 if n == 0 => forwarded(at).into(),
        25 => returned(at).into(),
        26 => hide(30 + u128::from(n)).into(),
        27 => carry(30 + u128::from(n), [CASE, OTHER][usize::from(n)], [OTHER, CASE][usize::from(n)]).into(),
        28 if n == 0 => reference(which).into(),
        28 => why(over).into(),
        29 => offered(which, to, at).into(),
        _ => taken(which, n == 1, at).into(),
    }
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
                Act::Step(kind, n, over) => (desk, step(kind, n, at, &picks(&over))),
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

fn spans(state: &CaseState) -> Vec<(Time, Option<Time>)> {
    state.clock.intervals.iter().map(|interval| (interval.start, interval.end)).collect()
}

fn misfits(state: &CaseState) -> Vec<bool> {
    state.story.iter().map(|line| line.misfit).collect()
}

/// Every event of the case has a line in its story.
fn lines(events: &[Filed]) -> usize {
    events.iter().filter(|filed| lakon_domain::subject::subject(&filed.event).contains(&Subject::Case(CASE))).count()
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
                prop_assert_eq!(spans(&some), spans(&all));
                prop_assert_eq!(some.clock.net_ms(minute(90)), all.clock.net_ms(minute(90)));
                prop_assert_eq!(&some.open_facts, &all.open_facts);
                prop_assert_eq!((some.holder, &some.openings), (all.holder, &all.openings));
                prop_assert_eq!((misfits(&some), some.session_end), (misfits(&all), all.session_end));
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

    #[test]
    fn whatever_happened_the_clock_never_runs_backwards_and_the_status_is_one_that_holds(events in events()) {
        let Some(state) = fold(&events) else { return Ok(()) };
        let now = minute(600);
        let intervals = &state.clock.intervals;
        prop_assert!(intervals.iter().all(|one| one.end.is_none_or(|end| end >= one.start)));
        prop_assert!(intervals.windows(2).all(|pair| pair[0].end.is_some_and(|end| end <= pair[1].start)));
        let inside = |one: &lakon_domain::case::Interval| one.pauses.iter().all(|pause| {
            pause.start >= one.start && pause.end.is_none_or(|end| end >= pause.start && one.end.is_none_or(|last| end <= last))
        });
        prop_assert!(intervals.iter().all(inside));
        prop_assert!((0..=state.clock.gross_ms(now)).contains(&state.clock.net_ms(now)));
        prop_assert!(!state.open_facts.contains(&state.status));
        prop_assert!(state.waiting_ms(now) >= 0);
        prop_assert_eq!(state.story.len(), lines(&events));
        prop_assert_eq!(state.openings.len(), 1 + state.reopenings.len());
        let allowed = |step: &lakon_domain::case::Step| step.allowed && state.status.is_terminal() && step.code != "reopen";
        prop_assert!(!lakon_domain::case::next_steps(&state).iter().any(allowed));
    }
}

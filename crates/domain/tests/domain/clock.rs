//! The service clock.

use lakon_domain::case::{CaseState, Clock, Status};
use lakon_domain::event::Event;
use lakon_domain::shape::Time;
use lakon_domain::standing::Standing;

use crate::world::*;

fn fold(desks: &Desks) -> CaseState {
    CaseState::fold(&desks.events, &Standing::fold(&desks.events)).unwrap()
}

fn clock(events: Vec<(u8, i64, Event)>) -> Clock {
    let mut desks = Desks::default();
    for (desk, at, event) in events {
        desks.write(desk, at, event);
    }
    fold(&desks).clock
}

/// Start and end of each interval; the tests of pauses and corrections look at the rest.
fn spans(clock: &Clock) -> Vec<(Time, Option<Time>)> {
    clock.intervals.iter().map(|interval| (interval.start, interval.end)).collect()
}

fn intervals(all: &[(i64, Option<i64>)]) -> Vec<(Time, Option<Time>)> {
    all.iter().map(|(start, end)| (minute(*start), end.map(minute))).collect()
}

fn phoned() -> Event {
    let mut event = opened();
    event.channel = code("telepon");
    event.into()
}

#[test]
fn face_to_face_it_runs_from_the_first_key() {
    let clock = clock(vec![(1, 1, opened().into())]);
    assert_eq!(spans(&clock), intervals(&[(0, None)]));
    assert_eq!((clock.running_since(), clock.gross_ms(minute(3)), clock.closed_ms()), (Some(minute(0)), 180_000, 0));
}

#[test]
fn online_it_stands_until_it_is_started() {
    assert_eq!(clock(vec![(1, 1, phoned())]), Clock::default());
    let started = clock(vec![(1, 1, phoned()), (1, 4, started(4).into())]);
    assert_eq!(spans(&started), intervals(&[(4, None)]));
}

#[test]
fn a_channel_this_program_does_not_know_starts_no_clock() {
    let mut event = opened();
    event.channel = code("video");
    assert_eq!(clock(vec![(1, 1, event.into())]), Clock::default());
}

#[test]
fn resolving_stops_it() {
    let clock = clock(vec![(1, 1, opened().into()), (1, 11, resolved(11).into())]);
    assert_eq!(spans(&clock), intervals(&[(0, Some(11))]));
    assert_eq!((clock.running_since(), clock.gross_ms(minute(90))), (None, 660_000));
}

#[test]
fn cancelling_stops_it() {
    assert_eq!(spans(&clock(vec![(1, 1, opened().into()), (1, 5, cancelled(5).into())])), intervals(&[(0, Some(5))]));
}

#[test]
fn switching_to_an_online_channel_drops_the_automatic_start_and_switching_back_returns_it() {
    let mut desks = Desks::default();
    let opening = desks.write(1, 1, opened());
    let switch = desks.write(1, 2, channel("whatsapp", &[opening]));
    assert_eq!(fold(&desks).clock, Clock::default());
    desks.write(1, 3, started(3));
    assert_eq!(spans(&fold(&desks).clock), intervals(&[(3, None)]));
    desks.write(1, 4, channel("tatap_muka", &[switch]));
    assert_eq!(spans(&fold(&desks).clock), intervals(&[(0, None)]));
}

#[test]
fn undoing_a_resolve_leaves_it_running_as_if_never_stopped() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let resolve = desks.write(1, 11, resolved(11));
    assert_eq!(fold(&desks).resolved_event, Some(resolve));
    desks.write(1, 12, revert(resolve));
    let state = fold(&desks);
    assert_eq!(
        (spans(&state.clock), state.status, state.resolved_at),
        (intervals(&[(0, None)]), Status::Received, None)
    );
    desks.write(1, 15, resolved(15));
    let state = fold(&desks);
    assert_eq!((spans(&state.clock), state.resolved_at), (intervals(&[(0, Some(15))]), Some(minute(15))));
}

#[test]
fn a_voided_resolve_does_not_stop_it() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let resolve = desks.write(1, 11, resolved(11));
    desks.write(9, 20, void(&[resolve]));
    assert_eq!(spans(&fold(&desks).clock), intervals(&[(0, None)]));
}

#[test]
fn starting_a_running_clock_adds_nothing() {
    let events = vec![(1, 1, opened().into()), (2, 5, started(5).into()), (1, 11, resolved(11).into())];
    assert_eq!(spans(&clock(events.clone())), intervals(&[(0, Some(11))]));
    assert_eq!(spans(&clock(events[..2].to_vec())), intervals(&[(0, None)]));
}

#[test]
fn resuming_service_opens_a_new_interval_that_the_next_stop_closes() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks.write(1, 11, resolved(11));
    desks.write(1, 30, started(30));
    let state = fold(&desks);
    assert_eq!((state.status, spans(&state.clock)), (Status::Resolved, intervals(&[(0, Some(11)), (30, None)])));
    let second = desks.write(1, 40, resolved(40));
    let state = fold(&desks);
    assert_eq!(state.clock.gross_ms(minute(100)), (11 + 10) * 60_000);
    assert_eq!((state.resolved_event, state.resolved_at), (Some(second), Some(minute(40))));
}

#[test]
fn a_later_answer_does_not_restart_it() {
    let events = vec![(1, 1, opened().into()), (1, 11, resolved(11).into()), (1, 20, answer("Lagi.", &[]).into())];
    assert_eq!(spans(&clock(events)), intervals(&[(0, Some(11))]));
}

#[test]
fn a_stop_at_the_very_start_makes_an_empty_interval() {
    assert_eq!(spans(&clock(vec![(1, 0, opened().into()), (1, 0, resolved(0).into())])), intervals(&[(0, Some(0))]));
}

#[test]
fn a_clock_set_back_makes_an_empty_interval_and_no_negative_or_endless_one() {
    let set_back = clock(vec![(1, 1, opened().into()), (1, 2, resolved(-60).into())]);
    assert_eq!(spans(&set_back), intervals(&[(0, Some(0))]));
    let started_online = clock(vec![(1, 1, phoned()), (1, 5, started(5).into()), (2, 6, resolved(3).into())]);
    assert_eq!(spans(&started_online), intervals(&[(5, Some(5))]));
}

#[test]
fn of_two_desks_that_resolve_the_first_stops_it() {
    let events = vec![(1, 1, opened().into()), (2, 11, resolved(11).into()), (1, 14, resolved(14).into())];
    assert_eq!(spans(&clock(events)), intervals(&[(0, Some(11))]));
}

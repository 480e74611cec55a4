//! Pauses, corrections and late entry of the service clock, and everything that stops it.

use lakon_domain::case::{CaseState, Clock, Stretch};
use lakon_domain::event::{ClockPaused, Event};
use lakon_domain::number::Zone;
use lakon_domain::shape::Time;
use lakon_domain::standing::Standing;
use uuid::Uuid;

use crate::acts::*;
use crate::world::*;

const MINUTE: i64 = 60_000;

fn fold(desks: &Desks) -> CaseState {
    CaseState::fold(&desks.events, &Standing::fold(&desks.events)).unwrap()
}

/// A face-to-face case and what follows, each written when it happens.
fn case(events: &[(i64, Event)]) -> (Desks, Vec<Uuid>) {
    let mut desks = Desks::default();
    let mut ids = vec![desks.write(1, 1, opened())];
    ids.extend(events.iter().map(|(at, event)| desks.write(1, *at, event.clone())));
    (desks, ids)
}

fn spans(clock: &Clock) -> Vec<(Time, Option<Time>)> {
    clock.intervals.iter().map(|interval| (interval.start, interval.end)).collect()
}

fn pauses(clock: &Clock) -> Vec<(Time, Option<Time>)> {
    clock.intervals.iter().flat_map(|interval| interval.pauses.iter().map(|pause| (pause.start, pause.end))).collect()
}

fn misfits(desks: &Desks) -> Vec<Uuid> {
    fold(desks).story.iter().filter(|line| line.misfit).map(|line| line.event).collect()
}

#[test]
fn whatever_ends_the_session_stops_the_clock_and_nothing_else_does() {
    let stops: [Event; 6] = [
        resolved(9).into(),
        answered(9).into(),
        promised(9).into(),
        leaving(60, "PD", 9).into(),
        cancelled(9).into(),
        duplicate(OTHER, 9).into(),
    ];
    for stop in stops {
        let state = fold(&case(&[(9, stop.clone())]).0);
        assert_eq!(spans(&state.clock), [(minute(0), Some(minute(9)))], "{}", stop.kind());
        assert_eq!(state.session_end, Some(minute(9)));
    }
    let others: [Event; 6] = [
        raised(60, "PD", 9).into(),
        asked(61, 9).into(),
        forwarded(9).into(),
        offered(62, at_desk(2), 9).into(),
        contact("Rina", &[]).into(),
        progress(63, 9).into(),
    ];
    for event in others {
        let state = fold(&case(&[(9, event.clone())]).0);
        assert_eq!((state.clock.running_since(), state.session_end), (Some(minute(0)), None), "{}", event.kind());
    }
}

#[test]
fn a_second_raising_of_one_escalation_stops_nothing() {
    let state = fold(&case(&[(5, raised(60, "PD", 5).into()), (9, leaving(60, "PD", 9).into())]).0);
    assert_eq!(state.clock.running_since(), Some(minute(0)));
}

#[test]
fn the_session_is_the_first_interval_and_a_reopened_case_does_not_restart_the_clock() {
    let (mut desks, _) = case(&[(9, promised(9).into()), (30, resolved(30).into()), (50, reopened(50).into())]);
    assert_eq!(fold(&desks).clock.running_since(), None);
    desks.write(1, 60, started(60));
    let state = fold(&desks);
    assert_eq!(spans(&state.clock), [(minute(0), Some(minute(9))), (minute(60), None)]);
    assert_eq!(state.session_end, Some(minute(9)));
}

#[test]
fn online_without_a_clock_the_session_ends_with_the_first_stop() {
    let mut desks = Desks::default();
    let mut phoned = opened();
    phoned.channel = code("telepon");
    desks.write(1, 1, phoned);
    desks.write(1, 30, resolved(30));
    desks.write(1, 20, promised(20));
    assert_eq!(fold(&desks).session_end, Some(minute(20)));
}

#[test]
fn a_pause_does_not_count_until_it_is_resumed() {
    let (mut desks, ids) = case(&[(4, paused(4).into())]);
    let clock = fold(&desks).clock;
    assert_eq!((clock.paused_since(), clock.running_since()), (Some(minute(4)), Some(minute(0))));
    assert_eq!((clock.gross_ms(minute(10)), clock.net_ms(minute(10))), (10 * MINUTE, 4 * MINUTE));
    desks.write(1, 7, resumed(7));
    let clock = fold(&desks).clock;
    assert_eq!((clock.paused_since(), clock.net_ms(minute(10)), clock.net_closed_ms()), (None, 7 * MINUTE, 0));
    let pause = &clock.intervals[0].pauses[0];
    assert_eq!((pause.event, pause.cause.as_str(), pause.reason.text()), (ids[1], "telepon", "ada telepon"));
    desks.write(1, 11, resolved(11));
    let clock = fold(&desks).clock;
    assert_eq!((clock.closed_ms(), clock.net_closed_ms()), (11 * MINUTE, 8 * MINUTE));
}

#[test]
fn a_pause_ends_with_its_interval_and_does_not_reach_into_the_next() {
    let (mut desks, _) =
        case(&[(4, paused(4).into()), (9, promised(9).into()), (30, started(30).into()), (35, paused(35).into())]);
    desks.write(1, 37, resumed(37));
    let clock = fold(&desks).clock;
    assert_eq!(pauses(&clock), [(minute(4), Some(minute(9))), (minute(35), Some(minute(37)))]);
    assert_eq!(clock.net_ms(minute(40)), (4 + 10 - 2) * MINUTE);
}

#[test]
fn a_pause_of_a_standing_clock_and_a_resumption_without_pause_are_misfits() {
    let (desks, ids) = case(&[
        (3, resumed(3).into()),
        (9, promised(9).into()),
        (12, paused(12).into()),
        (30, started(30).into()),
        (31, paused(31).into()),
        (33, resumed(33).into()),
        (34, resumed(34).into()),
    ]);
    assert_eq!(misfits(&desks), [ids[1], ids[3], ids[7]]);
    assert_eq!(pauses(&fold(&desks).clock), [(minute(31), Some(minute(33)))]);
}

#[test]
fn two_desks_that_pause_at_once_pause_once() {
    let (mut desks, _) = case(&[(4, paused(4).into())]);
    desks.write(2, 5, paused(5));
    desks.write(2, 8, resumed(8));
    assert!(misfits(&desks).is_empty());
    assert_eq!(fold(&desks).clock.net_ms(minute(10)), 6 * MINUTE);
}

#[test]
fn each_pause_ends_with_the_resumption_written_after_it_though_a_pc_s_clock_is_behind() {
    let (mut desks, _) = case(&[(4, paused(4).into()), (6, resumed(6).into()), (10, paused(10).into())]);
    desks.write(2, 11, resumed(1));
    assert_eq!(pauses(&fold(&desks).clock), [(minute(4), Some(minute(6))), (minute(10), Some(minute(10)))]);
    let (mut before, _) = case(&[]);
    before.write(2, 2, ClockPaused { paused_at: minute(-30), ..paused(0) });
    assert_eq!(pauses(&fold(&before).clock), [(minute(0), None)], "a pause from before the start begins with it");
}

#[test]
fn undoing_a_pause_or_its_resumption_gives_the_time_back() {
    let (mut desks, ids) = case(&[(4, paused(4).into()), (6, resumed(6).into())]);
    let undo = desks.write(1, 7, revert(ids[2]));
    assert_eq!(fold(&desks).clock.paused_since(), Some(minute(4)));
    desks.write(9, 8, void(&[undo]));
    desks.write(1, 9, revert(ids[1]));
    assert_eq!(fold(&desks).clock.net_ms(minute(10)), 10 * MINUTE);
}

#[test]
fn a_correction_replaces_start_and_end_and_the_original_stays() {
    let (mut desks, ids) = case(&[(11, resolved(11).into())]);
    let fix = desks.write(1, 20, clock(ids[0], 2, Some(8), &[]));
    let interval = fold(&desks).clock.intervals.remove(0);
    assert_eq!((interval.start, interval.end, interval.event), (minute(2), Some(minute(8)), ids[0]));
    assert_eq!(interval.original, Some(Stretch { start: minute(0), end: Some(minute(11)) }));
    assert_eq!((interval.reason.text(), &interval.corrections[..]), ("lupa menekan", &[fix][..]));
    assert_eq!(fold(&desks).session_end, Some(minute(8)));
    desks.write(1, 21, clock(ids[0], 3, None, &[fix]));
    let interval = fold(&desks).clock.intervals.remove(0);
    assert_eq!((interval.start, interval.end), (minute(3), Some(minute(11))), "no end: as the stops give it");
    assert_eq!(interval.original, Some(Stretch { start: minute(0), end: Some(minute(11)) }));
}

#[test]
fn a_start_corrected_while_it_runs_leaves_it_running_and_an_end_stops_it() {
    let (mut desks, ids) = case(&[]);
    let fix = desks.write(1, 5, clock(ids[0], 3, None, &[]));
    assert_eq!(spans(&fold(&desks).clock), [(minute(3), None)]);
    let end = desks.write(1, 6, clock(ids[0], 3, Some(4), &[fix]));
    assert_eq!(spans(&fold(&desks).clock), [(minute(3), Some(minute(4)))]);
    desks.write(1, 7, clock(ids[0], 9, Some(4), &[end]));
    assert_eq!(spans(&fold(&desks).clock), [(minute(9), Some(minute(9)))], "never negative");
}

#[test]
fn a_correction_of_no_start_of_the_case_is_a_misfit_and_an_undone_one_does_nothing() {
    let (mut desks, ids) = case(&[(11, resolved(11).into())]);
    let stray = desks.write(1, 12, clock(ids[1], 2, Some(3), &[]));
    let fix = desks.write(1, 13, clock(ids[0], 2, Some(3), &[]));
    desks.write(1, 14, revert(fix));
    assert_eq!((misfits(&desks), spans(&fold(&desks).clock)), (vec![stray], vec![(minute(0), Some(minute(11)))]));
}

#[test]
fn a_correction_holds_for_all_starts_that_became_one_interval() {
    let (mut desks, ids) = case(&[(5, started(5).into()), (11, resolved(11).into())]);
    desks.write(1, 20, clock(ids[1], 2, Some(4), &[]));
    assert_eq!(spans(&fold(&desks).clock), [(minute(2), Some(minute(4)))]);
    let (mut apart, ids) = case(&[(5, promised(5).into()), (30, started(30).into()), (40, resolved(40).into())]);
    apart.write(1, 41, clock(ids[2], 3, Some(9), &[]));
    assert_eq!(spans(&fold(&apart).clock), [(minute(0), Some(minute(9)))], "corrected into each other, counted once");
}

#[test]
fn a_start_after_a_corrected_end_is_an_interval_of_its_own() {
    let (mut desks, ids) = case(&[]);
    desks.write(1, 5, clock(ids[0], 0, Some(4), &[]));
    desks.write(1, 8, started(8));
    assert_eq!(spans(&fold(&desks).clock), [(minute(0), Some(minute(4))), (minute(8), None)]);
    desks.write(1, 11, resolved(11));
    assert_eq!(spans(&fold(&desks).clock), [(minute(0), Some(minute(4))), (minute(8), Some(minute(11)))]);
    let (mut late, ids) = case(&[(2, received(-90, &[]).into())]);
    late.write(1, 3, clock(ids[0], -90, Some(-80), &[]));
    late.write(1, 4, started(4));
    assert_eq!(spans(&fold(&late).clock), [(minute(-90), Some(minute(-80))), (minute(4), None)]);
}

#[test]
fn a_pause_stays_within_its_corrected_interval() {
    let (mut desks, ids) = case(&[(4, paused(4).into()), (8, resumed(8).into()), (11, resolved(11).into())]);
    desks.write(1, 20, clock(ids[0], 6, Some(11), &[]));
    let clock_now = fold(&desks).clock;
    assert_eq!((pauses(&clock_now), clock_now.net_closed_ms()), (vec![(minute(6), Some(minute(8)))], 3 * MINUTE));
}

#[test]
fn a_case_entered_late_counts_only_the_time_somebody_says() {
    let (mut desks, ids) = case(&[(2, received(-90, &[]).into()), (5, resolved(5).into())]);
    let state = fold(&desks);
    assert_eq!((state.late, state.received_at, state.clock.is_empty()), (true, minute(-90), true));
    assert_eq!(state.session_end, Some(minute(5)));
    desks.write(1, 6, clock(ids[0], -90, Some(-80), &[]));
    let state = fold(&desks);
    assert_eq!(spans(&state.clock), [(minute(-90), Some(minute(-80)))]);
    assert_eq!((state.clock.net_closed_ms(), state.session_end), (10 * MINUTE, Some(minute(-80))));
    desks.write(1, 7, received(1, &[ids[1]]));
    let state = fold(&desks);
    assert_eq!((state.late, state.received_at), (false, minute(1)));
}

#[test]
fn undoing_the_late_entry_returns_the_automatic_start() {
    let (mut desks, ids) = case(&[(2, received(-90, &[]).into())]);
    desks.write(1, 3, revert(ids[1]));
    let state = fold(&desks);
    assert_eq!((state.late, state.received_at), (false, minute(1)));
    assert_eq!(spans(&state.clock), [(minute(0), None)]);
}

#[test]
fn what_was_written_on_a_later_day_than_received_is_recorded_later() {
    let mut desks = Desks::default();
    // Opened at minute 1 by its facts, written after midnight: 16 hours later it is 1 July no more.
    desks.write(1, 16 * 60, opened());
    assert!(fold(&desks).recorded_later(Zone::Wita) && !fold(&desks).late);
    assert!(!fold(&case(&[]).0).recorded_later(Zone::Wita));
    assert!(fold(&case(&[(2, received(-1, &[]).into())]).0).recorded_later(Zone::Wita));
}

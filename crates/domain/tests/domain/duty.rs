//! The solution within three working days: who owes it, since when, and what ends it.

use lakon_domain::calendar::{Calendar, Counting, Day};
use lakon_domain::duty::{Duty, DutyFacts, DutyKind, DutySettings, DutyState, End, Reopened, duties};
use lakon_domain::number::Zone;
use lakon_domain::shape::Time;
use proptest::prelude::*;

use crate::calendar::{WITA, day, wita};

/// An online case received on Friday 20 November 2026; its solution is due on Wednesday the 25th at 16:00.
pub fn online() -> DutyFacts {
    DutyFacts {
        online: true,
        received_at: wita("2026-11-20 10:00"),
        session_ended_at: None,
        end: None,
        reopened: vec![],
        reports: vec![],
        now: wita("2026-11-20 10:01"),
    }
}

/// The same at the counter, its session ended after a quarter of an hour.
pub fn counter() -> DutyFacts {
    DutyFacts { online: false, session_ended_at: Some(wita("2026-11-20 10:15")), ..online() }
}

pub fn answered(at: &str) -> Option<End> {
    Some(End::Answered { at: wita(at) })
}
pub fn cancelled(at: &str) -> Option<End> {
    Some(End::Cancelled { at: wita(at) })
}
pub fn met(at: &str) -> DutyState {
    DutyState::Met { at: wita(at) }
}
pub fn overdue(since: &str) -> DutyState {
    DutyState::Overdue { since: wita(since) }
}

pub fn of_kind(facts: &DutyFacts, kind: DutyKind) -> Vec<Duty> {
    let mut all = duties(facts, &Calendar::shipped(), WITA, DutySettings::default());
    all.retain(|duty| duty.kind == kind);
    all
}

fn solutions(facts: &DutyFacts) -> Vec<(Day, Day, DutyState)> {
    of_kind(facts, DutyKind::Solution).into_iter().map(|duty| (duty.raised_on, duty.due.day, duty.state)).collect()
}

fn solution(facts: &DutyFacts) -> DutyState {
    let all = solutions(facts);
    assert_eq!(all.len(), 1);
    all[0].2
}

#[test]
fn online_it_is_owed_from_receipt_opened_or_not() {
    assert_eq!(solutions(&online()), [(day("2026-11-20"), day("2026-11-25"), DutyState::Open)]);
    let served = DutyFacts { session_ended_at: Some(wita("2026-11-20 11:00")), ..online() };
    assert_eq!(solutions(&served), solutions(&online()));
}

#[test]
fn face_to_face_nothing_is_owed_while_the_session_is_on() {
    let serving = DutyFacts { session_ended_at: None, ..counter() };
    assert_eq!(solution(&serving), DutyState::NotOwed);
    assert_eq!(solution(&DutyFacts { now: wita("2026-12-30 10:00"), ..serving }), DutyState::NotOwed);
}

#[test]
fn face_to_face_an_answer_in_the_session_leaves_nothing_owed() {
    for at in ["2026-11-20 10:05", "2026-11-20 10:15"] {
        assert_eq!(solution(&DutyFacts { end: answered(at), ..counter() }), DutyState::NotOwed, "{at}");
    }
    let clock_never_stopped = DutyFacts { session_ended_at: None, end: answered("2026-11-20 10:05"), ..counter() };
    assert_eq!(solution(&clock_never_stopped), DutyState::NotOwed);
}

#[test]
fn face_to_face_a_session_that_ends_without_an_answer_leaves_it_owed_escalated_or_not() {
    assert_eq!(solutions(&counter()), [(day("2026-11-20"), day("2026-11-25"), DutyState::Open)]);
    let later = DutyFacts { end: answered("2026-11-20 10:16"), ..counter() };
    assert_eq!(solution(&later), met("2026-11-20 10:16"));
}

#[test]
fn day_0_is_the_day_of_the_consultation_however_late_its_session_ended_or_it_was_typed() {
    let forgotten = DutyFacts { session_ended_at: Some(wita("2026-11-23 08:00")), ..counter() };
    assert_eq!(solutions(&forgotten), [(day("2026-11-20"), day("2026-11-25"), DutyState::Open)]);
    let typed_on_monday =
        DutyFacts { received_at: wita("2026-11-21 09:00"), now: wita("2026-11-23 08:00"), ..online() };
    assert_eq!(solutions(&typed_on_monday), [(day("2026-11-21"), day("2026-11-25"), DutyState::Open)]);
}

#[test]
fn it_is_open_through_the_last_working_hour_and_overdue_after_it_for_ever() {
    let state = |now| solution(&DutyFacts { now: wita(now), ..online() });
    assert_eq!(state("2026-11-25 16:00"), DutyState::Open);
    let just_after = DutyFacts { now: Time(wita("2026-11-25 16:00").0 + 1), ..online() };
    assert_eq!(solution(&just_after), overdue("2026-11-25 16:00"));
    assert_eq!(state("2036-11-25 16:00"), overdue("2026-11-25 16:00"));
}

#[test]
fn an_answer_meets_it_in_time_or_late_whenever_one_looks() {
    for (at, late) in [
        ("2026-11-20 10:02", false),
        ("2026-11-25 16:00", false),
        ("2026-11-25 16:01", true),
        ("2027-03-01 09:00", true),
    ] {
        for now in ["2026-11-20 10:01", "2026-11-25 18:00", "2028-01-03 09:00"] {
            let facts = DutyFacts { end: answered(at), now: wita(now), ..online() };
            let duty = of_kind(&facts, DutyKind::Solution).remove(0);
            assert_eq!((duty.state, duty.is_late(), duty.is_owed()), (met(at), late, false), "{at} {now}");
        }
    }
}

#[test]
fn a_cancelled_case_owes_nothing_even_where_it_was_overdue() {
    for at in ["2026-11-20 11:00", "2026-12-30 11:00"] {
        let facts = DutyFacts { end: cancelled(at), now: wita("2027-01-04 09:00"), ..online() };
        assert_eq!(solutions(&facts), [(day("2026-11-20"), day("2026-11-25"), DutyState::NotOwed)], "{at}");
    }
    assert_eq!(solution(&DutyFacts { end: cancelled("2026-11-20 10:15"), ..counter() }), DutyState::NotOwed);
}

#[test]
fn reopening_starts_a_new_duty_on_its_own_day_0() {
    let reopened = Reopened { at: wita("2026-12-22 14:00"), end: None };
    let facts = DutyFacts {
        end: answered("2026-11-20 10:10"),
        reopened: vec![reopened],
        now: wita("2026-12-29 17:00"),
        ..counter()
    };
    assert_eq!(
        solutions(&facts),
        [
            (day("2026-11-20"), day("2026-11-25"), DutyState::NotOwed),
            (day("2026-12-22"), day("2026-12-29"), overdue("2026-12-29 16:00")),
        ]
    );
    let end = answered("2026-12-29 17:30");
    let solved = DutyFacts { reopened: vec![Reopened { end, ..reopened }], ..facts };
    assert_eq!(solutions(&solved)[1].2, met("2026-12-29 17:30"));
}

#[test]
fn reopening_a_cancelled_case_makes_it_owe_again() {
    let reopened = vec![Reopened { at: wita("2026-11-23 08:00"), end: None }];
    let facts = DutyFacts { end: cancelled("2026-11-20 11:00"), reopened, now: wita("2026-11-23 09:00"), ..online() };
    assert_eq!(
        solutions(&facts).into_iter().map(|one| one.2).collect::<Vec<_>>(),
        [DutyState::NotOwed, DutyState::Open]
    );
}

#[test]
fn reopening_an_open_case_does_not_hide_what_is_overdue_and_one_answer_meets_both() {
    let again = |end| vec![Reopened { at: wita("2026-11-30 08:00"), end }];
    let states = |end| {
        let facts = DutyFacts { reopened: again(end), now: wita("2026-11-30 09:00"), ..online() };
        solutions(&facts).into_iter().map(|one| one.2).collect::<Vec<_>>()
    };
    assert_eq!(states(None), [overdue("2026-11-25 16:00"), DutyState::Open]);
    assert_eq!(states(answered("2026-12-01 08:00")), [met("2026-12-01 08:00"); 2]);
    assert_eq!(states(cancelled("2026-12-01 08:00")), [DutyState::NotOwed; 2]);
}

#[test]
fn an_end_belongs_to_its_reopening_although_another_clock_says_it_was_before() {
    let reopened = vec![Reopened { at: wita("2026-11-24 10:00"), end: answered("2026-11-24 09:57") }];
    let facts = DutyFacts { end: answered("2026-11-24 10:02"), reopened, now: wita("2026-11-24 11:00"), ..online() };
    let states: Vec<DutyState> = solutions(&facts).into_iter().map(|one| one.2).collect();
    assert_eq!(states, [met("2026-11-24 10:02"), met("2026-11-24 09:57")]);
}

#[test]
fn days_are_those_of_the_office_and_as_many_as_are_set() {
    // 23:30 in Samarinda is Saturday in Jayapura.
    let facts = DutyFacts { received_at: wita("2026-11-20 23:30"), ..online() };
    let (calendar, settings) = (Calendar::shipped(), DutySettings { solution_days: 5, ..DutySettings::default() });
    let first = |counting, settings| duties(&facts, &calendar, counting, settings).remove(0);
    assert_eq!(first(Counting::new(Zone::Wit), DutySettings::default()).raised_on, day("2026-11-21"));
    assert_eq!(first(WITA, settings).due.day, day("2026-11-27"));
    let before_leave = DutyFacts { received_at: wita("2026-12-22 10:00"), ..online() };
    let works = Counting { works_on_cuti_bersama: true, ..WITA };
    assert_eq!(duties(&before_leave, &calendar, works, DutySettings::default())[0].due.day, day("2026-12-28"));
}

#[test]
fn defaults_are_those_of_the_standard() {
    assert_eq!(DutySettings::default(), DutySettings { solution_days: 3, progress_every_working_days: 1 });
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_due_date_is_the_calendars_and_no_now_moves_it(received in 0..1000i64, later in 0..100_000i64) {
        let received_at = Time(wita("2025-01-02 09:00").0 + received * 86_400_000);
        let facts = DutyFacts { received_at, now: Time(received_at.0 + later * 3_600_000), ..online() };
        let duty = of_kind(&facts, DutyKind::Solution).remove(0);
        let due = Calendar::shipped().due(Day::of(received_at, Zone::Wita), 3, WITA);
        prop_assert_eq!(matches!(duty.state, DutyState::Overdue { .. }), facts.now > due.at);
        prop_assert_eq!(duty.due, due);
    }
}

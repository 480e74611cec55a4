//! Progress reports: one every working day until the solution, and what becomes of a day without one.

use lakon_domain::calendar::{Calendar, Day};
use lakon_domain::duty::{Duty, DutyFacts, DutyKind, DutySettings, DutyState, Reopened, duties};
use lakon_domain::shape::Time;

use crate::calendar::{WITA, day, wita};
use crate::duty::{answered, cancelled, counter, met, of_kind, online, overdue};

fn progress(facts: &DutyFacts) -> Vec<(Day, DutyState)> {
    of_kind(facts, DutyKind::Progress).into_iter().map(|duty| (duty.due.day, duty.state)).collect()
}

fn missed(since: &str) -> DutyState {
    DutyState::Missed { since: wita(since) }
}

fn looked_at(now: &str, reports: &[&str]) -> Vec<(Day, DutyState)> {
    progress(&DutyFacts { now: wita(now), reports: reports.iter().map(|at| wita(at)).collect(), ..online() })
}

#[test]
fn on_day_0_the_first_report_is_owed_on_the_next_working_day() {
    assert_eq!(looked_at("2026-11-20 10:01", &[]), [(day("2026-11-23"), DutyState::Open)]);
    assert_eq!(looked_at("2026-11-22 23:59", &[]), [(day("2026-11-23"), DutyState::Open)]);
}

#[test]
fn one_is_owed_every_working_day_and_the_next_is_shown_too() {
    let reports = ["2026-11-23 09:00", "2026-11-24 15:00"];
    assert_eq!(
        looked_at("2026-11-25 08:00", &reports),
        [
            (day("2026-11-23"), met("2026-11-23 09:00")),
            (day("2026-11-24"), met("2026-11-24 15:00")),
            (day("2026-11-25"), DutyState::Open),
            (day("2026-11-26"), DutyState::Open),
        ]
    );
}

#[test]
fn it_goes_on_beyond_the_third_day_until_the_solution() {
    let all = looked_at("2026-12-04 08:00", &[]);
    assert_eq!(all.len(), 11, "ten working days and the next");
    assert!(all[..9].iter().all(|(_, state)| matches!(state, DutyState::Missed { .. })));
}

#[test]
fn a_day_without_a_report_is_overdue_from_closing_until_the_next_working_day_and_then_missed_for_ever() {
    let first = |now| looked_at(now, &[])[0].1;
    assert_eq!(first("2026-11-23 16:00"), DutyState::Open);
    assert_eq!(first("2026-11-23 16:01"), overdue("2026-11-23 16:00"));
    assert_eq!(first("2026-11-23 23:59"), overdue("2026-11-23 16:00"));
    assert_eq!(first("2026-11-24 00:00"), missed("2026-11-23 16:00"));
    assert_eq!(first("2028-11-24 00:00"), missed("2026-11-23 16:00"));
}

#[test]
fn a_missed_day_is_not_made_good_by_the_next_days_report() {
    let reports = ["2026-11-24 08:00", "2026-11-24 08:05"];
    let all = looked_at("2026-11-24 09:00", &reports);
    assert_eq!(
        all[..2],
        [(day("2026-11-23"), missed("2026-11-23 16:00")), (day("2026-11-24"), met("2026-11-24 08:00"))]
    );
}

#[test]
fn a_report_after_closing_is_late_and_one_on_a_day_off_counts_for_the_working_day_before() {
    let late = |received: &str, at: &str| {
        let facts = DutyFacts { received_at: wita(received), reports: vec![wita(at)], now: wita(at), ..online() };
        let duties: Vec<Duty> = of_kind(&facts, DutyKind::Progress);
        let met: Vec<&Duty> = duties.iter().filter(|duty| matches!(duty.state, DutyState::Met { .. })).collect();
        assert!(met.len() <= 1);
        met.first().map(|duty| (duty.due.day, duty.is_late()))
    };
    assert_eq!(late("2026-11-20 10:00", "2026-11-23 16:00"), Some((day("2026-11-23"), false)));
    assert_eq!(late("2026-11-20 10:00", "2026-11-23 19:00"), Some((day("2026-11-23"), true)));
    assert_eq!(late("2026-11-19 10:00", "2026-11-22 19:00"), Some((day("2026-11-20"), true)), "Friday's, on Sunday");
    assert_eq!(late("2026-11-20 10:00", "2026-11-21 10:00"), None, "before day 1 nothing is owed");
    assert_eq!(late("2026-11-20 10:00", "2026-11-20 15:00"), None, "on day 0");
}

#[test]
fn the_answer_ends_it_and_stands_for_the_report_of_its_day() {
    let until = |end: &str, reports: &[&str], now: &str| {
        let reports = reports.iter().map(|at| wita(at)).collect();
        progress(&DutyFacts { end: answered(end), reports, now: wita(now), ..online() })
    };
    for now in ["2026-11-20 10:00", "2026-11-24 10:01", "2028-01-03 10:00"] {
        assert_eq!(until("2026-11-20 15:00", &[], now), [], "solved on day 0");
        assert_eq!(until("2026-11-21 15:00", &[], now), [], "solved before day 1");
        assert_eq!(
            until("2026-11-24 10:00", &["2026-11-23 09:00", "2026-11-26 09:00"], now),
            [(day("2026-11-23"), met("2026-11-23 09:00")), (day("2026-11-24"), met("2026-11-24 10:00"))]
        );
        assert_eq!(
            until("2026-11-24 10:00", &["2026-11-24 08:00"], now),
            [(day("2026-11-23"), missed("2026-11-23 16:00")), (day("2026-11-24"), met("2026-11-24 08:00"))]
        );
    }
}

#[test]
fn face_to_face_it_is_owed_only_where_the_solution_is() {
    let now = wita("2026-11-23 17:00");
    let of = |facts| progress(&DutyFacts { now, ..facts });
    assert_eq!(of(DutyFacts { session_ended_at: None, ..counter() }), []);
    assert_eq!(of(DutyFacts { end: answered("2026-11-20 10:15"), ..counter() }), []);
    assert_eq!(of(counter()), [(day("2026-11-23"), overdue("2026-11-23 16:00")), (day("2026-11-24"), DutyState::Open)]);
}

#[test]
fn cancelling_ends_it_and_what_was_told_before_stays_told() {
    let reports = vec![wita("2026-11-23 09:00"), wita("2026-11-25 15:00")];
    let facts = DutyFacts { end: cancelled("2026-11-25 10:00"), reports, now: wita("2026-12-01 09:00"), ..online() };
    assert_eq!(
        progress(&facts),
        [
            (day("2026-11-23"), met("2026-11-23 09:00")),
            (day("2026-11-24"), DutyState::NotOwed),
            (day("2026-11-25"), DutyState::NotOwed),
        ]
    );
}

#[test]
fn reopening_owes_reports_from_the_day_after() {
    let reopened = vec![Reopened { at: wita("2026-11-25 11:00"), end: None }];
    let reports = vec![wita("2026-11-25 14:00")];
    let end = answered("2026-11-23 11:00");
    let facts = DutyFacts { end, reopened, reports, now: wita("2026-11-26 09:00"), ..online() };
    assert_eq!(
        progress(&facts),
        [
            (day("2026-11-23"), met("2026-11-23 11:00")),
            (day("2026-11-26"), DutyState::Open),
            (day("2026-11-27"), DutyState::Open),
        ]
    );
}

#[test]
fn reopening_an_open_case_neither_doubles_nor_skips_a_days_report() {
    let reopened = vec![
        Reopened { at: wita("2026-11-24 11:00"), end: None },
        Reopened { at: wita("2026-11-24 11:02"), end: None },
    ];
    let facts = DutyFacts { reopened, now: wita("2026-11-26 09:00"), ..online() };
    let days: Vec<Day> = progress(&facts).into_iter().map(|(day, _)| day).collect();
    assert_eq!(days, ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"].map(day));
}

#[test]
fn an_office_may_ask_for_one_in_several_working_days() {
    let reports = vec![wita("2026-11-23 09:00"), wita("2026-11-26 09:00")];
    let facts = DutyFacts { reports, now: wita("2026-11-27 09:00"), ..online() };
    let every = |days| {
        let settings = DutySettings { progress_every_working_days: days, ..DutySettings::default() };
        let all = duties(&facts, &Calendar::shipped(), WITA, settings).into_iter();
        let progress = all.filter(|duty| duty.kind == DutyKind::Progress);
        progress.map(|duty| (duty.due.day, duty.state)).collect::<Vec<_>>()
    };
    assert_eq!(
        every(2),
        [
            (day("2026-11-24"), met("2026-11-23 09:00")),
            (day("2026-11-26"), met("2026-11-26 09:00")),
            (day("2026-11-30"), DutyState::Open),
            (day("2026-12-02"), DutyState::Open),
        ]
    );
    assert_eq!(every(0), every(1));
}

#[test]
fn a_reports_due_date_explains_itself_from_the_one_before() {
    let facts = DutyFacts { received_at: wita("2026-12-22 10:00"), now: wita("2026-12-23 09:00"), ..online() };
    let next = of_kind(&facts, DutyKind::Progress).remove(1);
    let days: Vec<Day> = next.due.trace.iter().map(|one| one.day).collect();
    assert_eq!(
        (next.raised_on, days[0], next.due.day, days.len()),
        (day("2026-12-22"), day("2026-12-23"), day("2026-12-28"), 6)
    );
}

#[test]
fn a_pc_with_a_wrong_date_makes_no_endless_list() {
    for (received_at, now) in [(i64::MIN, 0), (0, i64::MAX), (i64::MAX, i64::MAX), (i64::MAX, i64::MIN)] {
        let facts = DutyFacts { received_at: Time(received_at), now: Time(now), ..online() };
        let all = duties(&facts, &Calendar::default(), WITA, DutySettings::default());
        assert!(all.len() <= 2_601);
    }
}

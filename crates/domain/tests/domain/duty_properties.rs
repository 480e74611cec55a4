//! What must hold of the duties of any case.

use lakon_domain::calendar::{Calendar, Day};
use lakon_domain::duty::{Duty, DutyFacts, DutyKind, DutySettings, DutyState, End, Reopened, duties};
use lakon_domain::number::Zone;
use lakon_domain::shape::Time;
use proptest::prelude::*;

use crate::calendar::{WITA, wita};

/// A moment of the six weeks from 1 December 2026: leave, Christmas, the turn of the year.
fn moment() -> impl Strategy<Value = Time> {
    (0..42 * 24 * 4i64).prop_map(|quarters| Time(wita("2026-12-01 00:00").0 + quarters * 15 * 60_000))
}

fn end() -> impl Strategy<Value = Option<End>> {
    prop_oneof![
        2 => Just(None),
        2 => moment().prop_map(|at| Some(End::Answered { at })),
        1 => moment().prop_map(|at| Some(End::Cancelled { at })),
    ]
}

fn facts() -> impl Strategy<Value = DutyFacts> {
    let reopened = prop::collection::vec((moment(), end()).prop_map(|(at, end)| Reopened { at, end }), 0..4);
    let session = prop::option::of(moment());
    (any::<bool>(), moment(), session, end(), reopened, prop::collection::vec(moment(), 0..20), moment()).prop_map(
        |(online, received_at, session_ended_at, end, reopened, reports, now)| DutyFacts {
            online,
            received_at,
            session_ended_at,
            end,
            reopened,
            reports,
            now,
        },
    )
}

fn settings() -> impl Strategy<Value = DutySettings> {
    (1..5u16, 1..4u16).prop_map(|(solution_days, progress_every_working_days)| DutySettings {
        solution_days,
        progress_every_working_days,
    })
}

fn all(facts: &DutyFacts, settings: DutySettings) -> Vec<Duty> {
    duties(facts, &Calendar::shipped(), WITA, settings)
}

fn is_final(state: DutyState) -> bool {
    matches!(state, DutyState::Met { .. } | DutyState::Missed { .. })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_reopenings_and_reports_matters_and_a_report_told_twice_counts_once(
        (facts, reopened, reports) in facts().prop_flat_map(|facts| {
            let (reopened, reports) = (Just(facts.reopened.clone()), Just(facts.reports.clone()));
            (Just(facts), reopened.prop_shuffle(), reports.prop_shuffle())
        }),
        settings in settings(),
    ) {
        let expected = all(&facts, settings);
        let twice = reports.iter().chain(&reports).copied().collect();
        prop_assert_eq!(all(&DutyFacts { reopened, reports: twice, ..facts }, settings), expected);
    }

    #[test]
    fn there_is_one_solution_for_each_opening_and_reopening(facts in facts(), settings in settings()) {
        let days: Vec<Day> = all(&facts, settings).iter().filter(|duty| duty.kind == DutyKind::Solution).map(|duty| duty.raised_on).collect();
        let mut expected: Vec<Day> = facts.reopened.iter().map(|one| Day::of(one.at, Zone::Wita)).collect();
        expected.sort();
        expected.insert(0, Day::of(facts.received_at, Zone::Wita));
        prop_assert_eq!(days, expected);
    }

    #[test]
    fn as_time_passes_no_duty_goes_away_and_nothing_late_becomes_in_time(facts in facts(), later in moment(), settings in settings()) {
        let later = DutyFacts { now: later.max(facts.now), ..facts.clone() };
        let then = all(&later, settings);
        for duty in all(&facts, settings) {
            let same = |other: &&Duty| (other.kind, other.raised_on, &other.due) == (duty.kind, duty.raised_on, &duty.due);
            let same: Vec<&Duty> = then.iter().filter(same).collect();
            prop_assert!(!same.is_empty(), "{:?} is gone", duty);
            if duty.is_late() {
                prop_assert!(same.iter().any(|other| other.is_late()), "{:?} is no longer late", duty);
            }
            if is_final(duty.state) {
                prop_assert!(same.iter().any(|other| other.state == duty.state), "{:?} changed", duty);
            }
        }
    }

    #[test]
    fn a_case_that_ended_owes_nothing_whenever_one_looks(mut facts in facts(), end in end(), now in moment(), settings in settings()) {
        let Some(end) = end else { return Ok(()) };
        match facts.reopened.iter_mut().max() {
            Some(last) => last.end = Some(end),
            None => facts.end = Some(end),
        }
        let duties = all(&facts, settings);
        prop_assert!(duties.iter().all(|duty| !duty.is_owed()));
        prop_assert_eq!(all(&DutyFacts { now, ..facts }, settings), duties);
    }

    #[test]
    fn while_a_solution_is_owed_every_working_day_so_far_has_its_report_and_so_has_the_next(mut facts in facts()) {
        facts = DutyFacts { online: true, end: None, reopened: vec![], now: facts.now.max(facts.received_at), ..facts };
        let calendar = Calendar::shipped();
        let (day0, today) = (Day::of(facts.received_at, Zone::Wita), Day::of(facts.now, Zone::Wita));
        let worked = || day0.following().filter(|day| calendar.is_working_day(*day, WITA));
        let mut expected: Vec<Day> = worked().take_while(|day| *day <= today).collect();
        let has_report = |day: &Day| {
            let days = *day..calendar.next_working_day(*day, WITA);
            facts.reports.iter().any(|at| days.contains(&Day::of(*at, Zone::Wita)))
        };
        // Reports of days to come are of a PC whose clock was ahead; the next one is after them.
        let ahead: Vec<Day> = worked().skip_while(|day| *day <= today).take_while(has_report).collect();
        expected.extend(ahead);
        expected.extend(worked().find(|day| *day > today && !has_report(day)));
        let progress: Vec<Duty> = all(&facts, DutySettings::default()).into_iter().filter(|duty| duty.kind == DutyKind::Progress).collect();
        prop_assert_eq!(progress.iter().map(|duty| duty.due.day).collect::<Vec<_>>(), expected);
        for duty in progress {
            let told = facts.reports.iter().filter(|at| {
                let day = Day::of(**at, Zone::Wita);
                day >= duty.due.day && day < calendar.next_working_day(duty.due.day, WITA)
            });
            match told.min() {
                Some(at) => prop_assert_eq!(duty.state, DutyState::Met { at: *at }),
                None => {
 let stands = !matches!(duty.state, DutyState::Met { .. } | DutyState::NotOwed);
 prop_assert!(stands, "{:?}", duty.state);
}
            }
        }
    }

    #[test]
    fn no_working_day_owes_two_reports(facts in facts()) {
        let duties = all(&facts, DutySettings::default());
        let ended_apart = facts.end.is_none() && facts.reopened.iter().all(|one| one.end.is_none());
        // Where one stretch ended and another began on the same day, or clocks contradict each other, days may meet.
        if ended_apart && facts.reopened.iter().all(|one| one.at >= facts.received_at) {
            let mut days: Vec<Day> = duties.iter().filter(|duty| duty.kind == DutyKind::Progress).map(|duty| duty.due.day).collect();
            let length = days.len();
            days.dedup();
            prop_assert_eq!(days.len(), length);
            prop_assert!(days.is_sorted());
        }
    }

    #[test]
    fn a_report_more_never_makes_a_duty_late(facts in facts(), more in moment(), settings in settings()) {
        let before = all(&facts, settings);
        let mut reports = facts.reports.clone();
        reports.push(more);
        for (one, other) in before.iter().zip(all(&DutyFacts { reports, ..facts }, settings)) {
            prop_assert_eq!((one.kind, &one.due), (other.kind, &other.due));
            prop_assert!(one.is_late() || !other.is_late() || matches!(one.state, DutyState::Open | DutyState::NotOwed));
        }
    }
}

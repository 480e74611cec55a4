//! Due dates that a change of the calendar, the hours or a limit moved: what they were, who moved them and by what.

use lakon_domain::case::CaseState;
use lakon_domain::duty::{Cause, DutyKind, Former, History, of_case};
use lakon_domain::event::{HolidaySet, HoursSet};
use lakon_domain::number::Zone;
use lakon_domain::settings::{PROGRESS_DAYS, SERVICE_MINUTES, SOLUTION_DAYS, SettingsState};
use lakon_domain::standing::Standing;

use crate::acts::*;
use crate::calendar::wita;
use crate::world::*;

/// An online case received on Wednesday 1 July 2026; its solution is due on Monday the 6th, the first report on the 2nd.
fn online() -> Desks {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks.write(1, 2, channel("telepon", &[]));
    desks
}

/// Day it is due now, and the former ones, of every duty of a kind.
fn due(desks: &Desks, kind: DutyKind) -> Vec<(String, Vec<Former>)> {
    let standing = Standing::fold(&desks.events);
    let state = CaseState::fold(&desks.events, &standing).unwrap();
    let settings = SettingsState::fold(&desks.events, &standing);
    let now = minute(3_000);
    let duties = of_case(&state, &settings, &settings.calendar(), Zone::Wita, now);
    let former = History::of(&desks.events, &standing).former(&duties, &state, Zone::Wita, now);
    assert_eq!(former.len(), duties.len());
    let of_kind = duties.into_iter().zip(former).filter(|(duty, _)| duty.kind == kind);
    of_kind.map(|(duty, former)| (duty.due.day.to_string(), former)).collect()
}

/// The days of the one solution: as it is due now, and as it was before.
fn days(desks: &Desks) -> (String, Vec<String>) {
    let (now, former) = due(desks, DutyKind::Solution).remove(0);
    (now, former.iter().map(|one| one.day.to_string()).collect())
}

#[test]
fn only_what_moves_the_due_date_is_in_its_history() {
    type Act = fn(&mut Desks);
    let table: [(&str, Act, &str, &[&str]); 11] = [
        ("nothing", |_| {}, "2026-07-06", &[]),
        (
            "a day of the count",
            |d| {
                d.write(2, 9, holiday("2026-07-03", false, &[]));
            },
            "2026-07-07",
            &["2026-07-06"],
        ),
        (
            "the due date itself",
            |d| {
                d.write(2, 9, holiday("2026-07-06", false, &[]));
            },
            "2026-07-07",
            &["2026-07-06"],
        ),
        (
            "the day after it",
            |d| {
                d.write(2, 9, holiday("2026-07-07", false, &[]));
            },
            "2026-07-06",
            &[],
        ),
        (
            "day 0",
            |d| {
                d.write(2, 9, holiday("2026-07-01", false, &[]));
            },
            "2026-07-06",
            &[],
        ),
        (
            "a Saturday",
            |d| {
                d.write(2, 9, holiday("2026-07-04", false, &[]));
            },
            "2026-07-06",
            &[],
        ),
        (
            "a limit of that day",
            |d| {
                d.write(2, 9, setting(SOLUTION_DAYS, 5, "2026-07-01", &[]));
            },
            "2026-07-08",
            &["2026-07-06"],
        ),
        (
            "a limit of later",
            |d| {
                d.write(2, 9, setting(SOLUTION_DAYS, 5, "2026-07-02", &[]));
            },
            "2026-07-06",
            &[],
        ),
        (
            "another limit",
            |d| {
                d.write(2, 9, setting(SERVICE_MINUTES, 5, "2026-01-01", &[]));
            },
            "2026-07-06",
            &[],
        ),
        (
            "there and back",
            |d| {
                let set = d.write(2, 9, holiday("2026-07-03", false, &[]));
                d.write(2, 10, holiday("2026-07-03", true, &[set]));
            },
            "2026-07-06",
            &["2026-07-06", "2026-07-07"],
        ),
        (
            "what was voided",
            |d| {
                let set = d.write(2, 9, holiday("2026-07-03", false, &[]));
                d.write(9, 10, void(&[set]));
            },
            "2026-07-06",
            &[],
        ),
    ];
    for (what, act, now, former) in table {
        let mut desks = online();
        act(&mut desks);
        assert_eq!(days(&desks), (now.to_owned(), former.iter().map(|day| (*day).to_owned()).collect()), "{what}");
    }
}

#[test]
fn what_was_set_before_the_case_came_is_no_history() {
    let mut desks = Desks::default();
    desks.write(2, -5, holiday("2026-07-03", false, &[]));
    desks.write(1, 1, opened());
    desks.write(1, 2, channel("telepon", &[]));
    assert_eq!(days(&desks), ("2026-07-07".to_owned(), vec![]));
}

#[test]
fn it_tells_who_did_it_when_and_every_day_set_at_once() {
    let mut desks = online();
    desks.write(2, 9, holiday("2026-07-03", false, &[]));
    desks.write(2, 9, HolidaySet { private: name("Libur Contoh"), ..holiday("2026-07-06", false, &[]) });
    desks.write(2, 9, holiday("2026-08-17", false, &[]));
    let (now, former) = due(&desks, DutyKind::Solution).remove(0);
    assert_eq!((now.as_str(), former.len()), ("2026-07-08", 1));
    assert_eq!((former[0].at, former[0].change.at), (wita("2026-07-06 16:00"), minute(9)));
    assert_eq!(former[0].change.by, desks.events[2].author);
    let cause = |on: &str, name: &str| Cause::Holiday {
        day: day(on),
        sort: code("cuti_bersama"),
        removed: false,
        name: name.to_owned(),
    };
    let causes = [cause("2026-07-03", "Cuti bersama Natal"), cause("2026-07-06", "Libur Contoh")];
    assert_eq!(former[0].change.causes, causes);
}

#[test]
fn other_hours_move_the_moment_and_not_the_day() {
    let mut desks = online();
    let (from, until) = (Some(day("2026-07-01")), Some(day("2026-07-31")));
    desks.write(2, 9, HoursSet { from, until, ..hours(57, &[]) });
    desks.write(2, 10, hours(58, &[]));
    let (now, former) = due(&desks, DutyKind::Solution).remove(0);
    assert_eq!((now.as_str(), former.len(), former[0].at), ("2026-07-06", 1, wita("2026-07-06 16:00")));
    assert_eq!(former[0].change.causes, [Cause::Hours { name: "Ramadan 1447 H".into(), removed: false }]);
}

#[test]
fn a_report_keeps_its_place_among_the_reports() {
    let mut desks = online();
    desks.write(2, 9, holiday("2026-07-02", false, &[]));
    let reports = due(&desks, DutyKind::Progress);
    assert_eq!(reports[0].0, "2026-07-03");
    assert_eq!(reports[0].1[0].day, day("2026-07-02"));
    // Where reports are owed more seldom, the second is the second still.
    let mut desks = online();
    desks.write(2, 9, setting(PROGRESS_DAYS, 2, "2026-07-01", &[]));
    let reports = due(&desks, DutyKind::Progress);
    assert_eq!((reports[0].0.as_str(), reports[0].1[0].day), ("2026-07-03", day("2026-07-02")));
}

#[test]
fn a_reopened_case_has_no_history_from_before_it_was_opened_again() {
    let mut desks = online();
    desks.write(1, 5, resolved(5));
    desks.write(2, 9, holiday("2026-07-03", false, &[]));
    desks.write(1, 1_440, reopened(1_440));
    let both = due(&desks, DutyKind::Solution);
    let told: Vec<(&str, usize)> = both.iter().map(|(day, former)| (day.as_str(), former.len())).collect();
    assert_eq!(told, [("2026-07-07", 1), ("2026-07-08", 0)]);
}

#[test]
fn the_order_in_which_records_came_does_not_matter() {
    let mut desks = online();
    let set = desks.write(2, 9, holiday("2026-07-03", false, &[]));
    desks.write(3, 11, holiday("2026-07-03", true, &[set]));
    desks.write(2, 12, setting(SOLUTION_DAYS, 4, "2026-07-01", &[]));
    let told = days(&desks);
    assert_eq!(told.1.len(), 3);
    let mut shuffled = desks.clone();
    shuffled.events.reverse();
    shuffled.events.extend(desks.events.iter().take(4).cloned());
    assert_eq!(days(&shuffled), told);
}

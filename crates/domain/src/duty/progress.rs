//! Progress reports: at least one in every so many working days from day 1 until the solution ("secara berkala";
//! product.md 6). A report counts for the working day it is made on, on a day off for the working day before it. So a day's
//! report can be made up for, late, until the next working day begins; then it is missed, and stays so.

use super::span::Stretch;
use super::{Duty, DutyKind, DutySettings, DutyState, End};
use crate::calendar::{Calendar, Counting, Day};
use crate::number::Zone;
use crate::shape::Time;

/// How many reports one opening can owe: ten years of working days. More come only of a PC that had a wrong date.
const MOST_REPORTS: usize = 2_600;

/// The reports made, by day.
pub struct Told(Vec<(Day, Time)>);

impl Told {
    pub fn new(reports: &[Time], zone: Zone) -> Self {
        let mut told: Vec<(Day, Time)> = reports.iter().map(|at| (Day::of(*at, zone), *at)).collect();
        told.sort_unstable();
        Self(told)
    }

    /// The first on these days.
    fn within(&self, days: &std::ops::Range<Day>) -> Option<Time> {
        let first = self.0.partition_point(|(day, _)| *day < days.start);
        self.0.get(first).filter(|(day, _)| *day < days.end).map(|(_, at)| *at)
    }
}

/// The reports a stretch owed, each once its days have begun, and the next one while nothing ended the stretch.
pub fn reports(
    stretch: &Stretch,
    told: &Told,
    now: Time,
    calendar: &Calendar,
    counting: Counting,
    settings: DutySettings,
) -> Vec<Duty> {
    let mut duties = Vec::new();
    if !stretch.owes {
        return duties;
    }
    let ended_at = stretch.end.map(End::at);
    let last_day = Day::of(ended_at.unwrap_or(now), counting.zone);
    let last_day = stretch.reopened_on.map_or(last_day, |day| day.min(last_day));
    let goes_on = ended_at.is_none() && stretch.reopened_on.is_none();
    let every = settings.progress_every_working_days.max(1);
    let mut before = stretch.day0;
    let mut begins = calendar.next_working_day(before, counting);
    while duties.len() < MOST_REPORTS && begins > before {
        let has_begun = begins <= last_day;
        if !has_begun && !goes_on {
            break;
        }
        let due = calendar.due(before, every, counting);
        let next = calendar.next_working_day(due.day, counting);
        let state = state(begins..next, due.at, stretch.end, told, now, counting.zone);
        (before, begins) = (due.day, next);
        // Where this PC's clock is behind, days to come can have their report already: the next one is after them.
        let is_told = matches!(state, DutyState::Met { .. });
        duties.push(Duty { kind: DutyKind::Progress, raised_on: stretch.day0, due, state });
        if !has_begun && !is_told {
            break;
        }
    }
    duties
}

/// Of the report for these days, the last of which ends its working hours at `due_at`.
fn state(days: std::ops::Range<Day>, due_at: Time, end: Option<End>, told: &Told, now: Time, zone: Zone) -> DutyState {
    let today = Day::of(now, zone);
    let told = told.within(&days);
    match end {
        // The solution tells more than a report on its way.
        Some(End::Answered { at }) => {
            let answer = days.contains(&Day::of(at, zone)).then_some(at);
            let first = told.into_iter().chain(answer).min();
            first.map_or(DutyState::Missed { since: due_at }, |at| DutyState::Met { at })
        }
        Some(End::Cancelled { at }) => {
            told.filter(|told| *told <= at).map_or(DutyState::NotOwed, |at| DutyState::Met { at })
        }
        None => match told {
            Some(at) => DutyState::Met { at },
            None if today >= days.end => DutyState::Missed { since: due_at },
            None if now > due_at => DutyState::Overdue { since: due_at },
            None => DutyState::Open,
        },
    }
}

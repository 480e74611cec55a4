//! The duties of a case as its events fold it, under the settings and the calendar of its office.

use super::{Duty, DutyFacts, DutySettings, End, Reopened, duties};
use crate::calendar::{Calendar, Counting, Day};
use crate::case::{CaseState, Ended};
use crate::number::Zone;
use crate::settings::{PROGRESS_DAYS, SOLUTION_DAYS, SettingsState};
use crate::shape::Time;

/// What a case owes at `now`. How much is owed is what held on the day it was received.
pub fn of_case(state: &CaseState, settings: &SettingsState, calendar: &Calendar, zone: Zone, now: Time) -> Vec<Duty> {
    let day0 = Day::of(state.received_at, zone);
    let days = |setting| u16::try_from(settings.setting(setting, day0)).unwrap_or(u16::MAX);
    let owed = DutySettings { solution_days: days(SOLUTION_DAYS), progress_every_working_days: days(PROGRESS_DAYS) };
    let mut openings = state.openings.iter();
    let first = openings.next();
    let facts = DutyFacts {
        online: state.way.online,
        received_at: state.received_at,
        session_ended_at: state.session_end,
        end: first.and_then(|opening| opening.end.as_ref()).map(end),
        reopened: openings.map(|one| Reopened { at: one.at, end: one.end.as_ref().map(end) }).collect(),
        reports: state.progress.iter().map(|report| report.at).collect(),
        now,
    };
    duties(&facts, calendar, Counting::new(zone), owed)
}

fn end(ended: &Ended) -> End {
    if ended.answered { End::Answered { at: ended.at } } else { End::Cancelled { at: ended.at } }
}

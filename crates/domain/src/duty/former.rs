//! Due dates as they stood before somebody changed the calendar, the working hours or a limit (product.md "Working days":
//! the old due date stays in the history). Nothing is remembered: each is computed anew from the records as they stood then.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Duty, DutyKind, of_case};
use crate::calendar::Day;
use crate::case::CaseState;
use crate::event::Event;
use crate::filed::Filed;
use crate::number::Zone;
use crate::settings::{PROGRESS_DAYS, SOLUTION_DAYS, SettingsState};
use crate::shape::{Code, Time};
use crate::standing::Standing;

/// The live records that due dates are counted by, oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History(Vec<Filed>);

/// A due date that held until it was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    pub day: Day,
    pub at: Time,
    pub change: Change,
}

/// What one person changed at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub at: Time,
    pub by: Uuid,
    /// Only what can have moved the due date.
    pub causes: Vec<Cause>,
}

/// One record of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    Holiday {
        day: Day,
        /// `libur_nasional` or `cuti_bersama`.
        sort: Code,
        /// It is no holiday any more.
        removed: bool,
        /// Empty where it is not known here.
        name: String,
    },
    Hours {
        name: String,
        removed: bool,
    },
    Limit {
        setting: Code,
        value: u32,
        from: Day,
    },
}

/// Which duty of a case: by opening, kind, and place among the duties of that opening and kind. It is the same duty under
/// another calendar.
type Key = (usize, DutyKind, usize);

impl History {
    /// Keeps of all events what due dates depend on.
    pub fn of(events: &[Filed], standing: &Standing) -> Self {
        let mut kept: Vec<Filed> =
            events.iter().filter(|filed| counts(&filed.event) && standing.counts(filed.id)).cloned().collect();
        kept.sort_by_key(|filed| (filed.id, filed.order(), filed.seq));
        kept.dedup_by_key(|filed| filed.id);
        kept.sort_by_key(Filed::order);
        Self(kept)
    }

    /// For each of these duties of a case (see [`of_case`]) the due dates it had since it began, oldest first. What was changed in
    /// the moment it began was there when it did.
    pub fn former(&self, duties: &[Duty], state: &CaseState, zone: Zone, now: Time) -> Vec<Vec<Former>> {
        let mut found = self.found(state, zone, now);
        keys(duties).into_iter().map(|key| found.remove(&key).unwrap_or_default()).collect()
    }

    fn found(&self, state: &CaseState, zone: Zone, now: Time) -> BTreeMap<Key, Vec<Former>> {
        let mut found: BTreeMap<Key, Vec<Former>> = BTreeMap::new();
        let begun = begun(state);
        let since = begun.first().copied().unwrap_or(state.received_at);
        let Some(start) = self.0.iter().position(|filed| filed.at > since) else { return found };
        let (known, changes) = self.0.split_at(start);
        let stood = |until: usize| -> BTreeMap<Key, Duty> {
            let settings = SettingsState::fold(&self.0[..until], &Standing::default());
            let duties = of_case(state, &settings, &settings.calendar(), zone, now);
            keys(&duties).into_iter().zip(duties).collect()
        };
        let mut before = stood(known.len());
        let mut until = known.len();
        for step in changes.chunk_by(|one, next| (one.author, one.at, one.log) == (next.author, next.at, next.log)) {
            until += step.len();
            let (first, last) = span(&before);
            let matters = |filed: &Filed| reaches(&filed.event, first, last);
            if !step.iter().any(matters) {
                continue;
            }
            let after = stood(until);
            for (key, was) in &before {
                let moved = after.get(key).filter(|is| (is.due.day, is.due.at) != (was.due.day, was.due.at));
                let Some((is, changed)) = moved.zip(step.first()) else { continue };
                if begun.get(key.0).is_none_or(|begun| changed.at <= *begun) {
                    continue;
                }
                let last = was.due.day.max(is.due.day);
                let causes = step.iter().filter(|filed| reaches(&filed.event, was.raised_on, last));
                found.entry(*key).or_default().push(Former {
                    day: was.due.day,
                    at: was.due.at,
                    change: Change {
                        at: changed.at,
                        by: changed.author,
                        causes: causes.filter_map(|filed| cause(&filed.event)).collect(),
                    },
                });
            }
            before = after;
        }
        found
    }
}

/// When each opening began, in the order of the duties: the opening by its receipt, then the reopenings by their time.
fn begun(state: &CaseState) -> Vec<Time> {
    let mut reopened: Vec<Time> = state.openings.iter().skip(1).map(|opening| opening.at).collect();
    reopened.sort_unstable();
    std::iter::once(state.received_at).chain(reopened).collect()
}

/// Duties come opening by opening, each with its solution first.
fn keys(duties: &[Duty]) -> Vec<Key> {
    let (mut opening, mut reports) = (0, 0);
    let key = |(at, duty): (usize, &Duty)| match duty.kind {
        DutyKind::Solution => {
            opening += usize::from(at > 0);
            reports = 0;
            (opening, duty.kind, 0)
        }
        DutyKind::Progress => {
            reports += 1;
            (opening, duty.kind, reports)
        }
    };
    duties.iter().enumerate().map(key).collect()
}

/// The first day 0 and the last due date.
fn span(duties: &BTreeMap<Key, Duty>) -> (Day, Day) {
    let first = duties.values().map(|duty| duty.raised_on).min().unwrap_or(Day::LAST);
    let last = duties.values().map(|duty| duty.due.day).max().unwrap_or(Day::FIRST);
    (first, last)
}

fn counts(event: &Event) -> bool {
    match event {
        Event::HolidaySet(_) | Event::HoursSet(_) => true,
        Event::SettingSet(e) => [SOLUTION_DAYS, PROGRESS_DAYS].contains(&e.setting.as_str()),
        _ => false,
    }
}

/// Whether it can move a due date counted from `day0` to `last`: days after it are not looked at, day 0 itself is not counted,
/// and how much is owed is what held on the day of receipt, which is no later than any day 0. An edit may also take an
/// earlier value or range away, so hours and limits that name other events always may.
fn reaches(event: &Event, day0: Day, last: Day) -> bool {
    match event {
        Event::HolidaySet(e) => day0 < e.day && e.day <= last,
        Event::HoursSet(e) => {
            !e.replaces.is_empty() || (e.from.is_none_or(|from| from <= last) && e.until.is_none_or(|to| to >= day0))
        }
        Event::SettingSet(e) => !e.replaces.is_empty() || e.from <= day0,
        _ => false,
    }
}

fn cause(event: &Event) -> Option<Cause> {
    let name = |private: Option<&crate::event::Name>| private.map(|p| p.name.clone()).unwrap_or_default();
    match event {
        Event::HolidaySet(e) => Some(Cause::Holiday {
            day: e.day,
            sort: e.sort.clone(),
            removed: e.removed,
            name: name(e.private.as_ref()),
        }),
        Event::HoursSet(e) => Some(Cause::Hours { name: name(e.private.as_ref()), removed: e.removed }),
        Event::SettingSet(e) => Some(Cause::Limit { setting: e.setting.clone(), value: e.value, from: e.from }),
        _ => None,
    }
}

//! Working hours of a range of days, such as Ramadan. A period is two records, Monday to Thursday and Friday, whose ids differ
//! in their last bit.

use std::collections::BTreeMap;

use lakon_domain::calendar::{Day, Hours, Week};
use lakon_domain::event::{Event, HoursSet, Name};
use lakon_domain::settings::{Hours as Set, SettingsState};
use uuid::Uuid;

use crate::api::{CalendarView, DayHours, HoursPeriod, HoursRef, SetHours, WeekHours};
use crate::app::Desk;
use crate::calendar_year::show;
use crate::case_documents::day;
use crate::failure::Failure;
use crate::settings_office::write;
use crate::words::Sentence;

const MONDAY_TO_THURSDAY: [u32; 4] = [1, 2, 3, 4];
const FRIDAY: u32 = 5;
/// Minutes of a day.
const DAY_MINUTES: u32 = 24 * 60;

fn period(hours: Uuid) -> Uuid {
    Uuid::from_u128(hours.as_u128() & !1)
}

fn friday_of(period: Uuid) -> Uuid {
    Uuid::from_u128(period.as_u128() | 1)
}

/// The usual hours, or those of Ramadan, as the page gives them back.
pub(crate) fn week(week: &Week) -> WeekHours {
    WeekHours { monday_to_thursday: hours(week.monday_to_thursday), friday: hours(week.friday) }
}

fn hours(hours: Hours) -> DayHours {
    let (opens, closes) = (u32::from(hours.opens()), u32::from(hours.closes()));
    DayHours { opens, closes, rest: (closes - opens).saturating_sub(u32::from(hours.minutes())) }
}

/// Every period that stands, the latest first; one without a first day is the oldest.
pub(crate) fn periods(settings: &SettingsState) -> Vec<HoursPeriod> {
    let mut all: BTreeMap<Uuid, Vec<&Set>> = BTreeMap::new();
    for set in settings.hours.iter().filter(|set| !set.removed) {
        all.entry(period(set.hours)).or_default().push(set);
    }
    let mut shown: Vec<HoursPeriod> = all.into_iter().filter_map(|(period, sets)| shown(period, &sets)).collect();
    shown.sort_by(|one, other| other.from.cmp(&one.from));
    shown
}

fn shown(period: Uuid, sets: &[&Set]) -> Option<HoursPeriod> {
    let first = sets.first()?;
    let usual = week(&Week::DEFAULT);
    let of = |day: u32, usual: DayHours| {
        let set = sets.iter().find(|set| set.weekdays.contains(&day));
        set.map_or(usual, |set| DayHours { opens: set.opens, closes: set.closes, rest: set.rest })
    };
    Some(HoursPeriod {
        period: period.to_string(),
        name: first.name.text().to_owned(),
        from: first.from.map(|day| day.to_string()),
        until: first.until.map(|day| day.to_string()),
        week: WeekHours { monday_to_thursday: of(1, usual.monday_to_thursday), friday: of(FRIDAY, usual.friday) },
    })
}

/// Adds a period or changes one.
pub fn set(desk: &Desk, input: SetHours) -> Result<CalendarView, Failure> {
    let name = input.name.trim().to_owned();
    if name.is_empty() {
        return Err(Sentence::NeedName.fields(&["name"]));
    }
    let bound = |text: Option<&str>, field: &str| text.filter(|day| !day.is_empty()).map(|text| day(text, field));
    let from = bound(input.from.as_deref(), "from").transpose()?;
    let until = bound(input.until.as_deref(), "until").transpose()?;
    if from.unwrap_or(Day::FIRST) > until.unwrap_or(Day::LAST) {
        return Err(Sentence::DaysReversed.fields(&["until"]));
    }
    possible(&input.week.monday_to_thursday, "monday_to_thursday")?;
    possible(&input.week.friday, "friday")?;
    let rules = desk.store.rules();
    let held = input.period.as_deref().map(|id| find(&rules.settings, id)).transpose()?;
    let same_days = |set: &Set| !set.removed && (set.from, set.until) == (from, until);
    if rules.settings.hours.iter().any(|set| same_days(set) && Some(period(set.hours)) != held) {
        return Err(Sentence::SameHours.fields(&["from", "until"]));
    }
    let id = held.unwrap_or_else(|| period(desk.new_id()));
    let event = |hours: Uuid, weekdays: Vec<u32>, day: &DayHours| -> Event {
        let DayHours { opens, closes, rest } = *day;
        let replaces = tips(&rules.settings, hours);
        let private = Some(Name { name: name.clone() });
        HoursSet { hours, from, until, weekdays, opens, closes, rest, removed: false, replaces, private }.into()
    };
    let events = vec![
        event(id, MONDAY_TO_THURSDAY.to_vec(), &input.week.monday_to_thursday),
        event(friday_of(id), vec![FRIDAY], &input.week.friday),
    ];
    write(desk, events)?;
    show(desk, from.unwrap_or_else(|| rules.day(desk.app.now())).year())
}

/// Takes a period out; the usual hours hold on its days.
pub fn remove(desk: &Desk, input: HoursRef) -> Result<CalendarView, Failure> {
    let rules = desk.store.rules();
    let id = find(&rules.settings, &input.period)?;
    let of_period = rules.settings.hours.iter().filter(|set| period(set.hours) == id && !set.removed);
    let events = of_period.map(|set| {
        let Set { hours, name, from, until, weekdays, opens, closes, rest, tips, .. } = set.clone();
        let private = Some(Name { name: name.text().to_owned() });
        HoursSet { hours, from, until, weekdays, opens, closes, rest, removed: true, replaces: tips, private }.into()
    });
    write(desk, events.collect())?;
    show(desk, input.year)
}

fn find(settings: &SettingsState, id: &str) -> Result<Uuid, Failure> {
    let id: Uuid = id.parse().map_err(|_| Sentence::RowGone)?;
    let found = settings.hours.iter().find(|set| !set.removed && period(set.hours) == id);
    found.map(|set| period(set.hours)).ok_or_else(|| Sentence::RowGone.into())
}

fn tips(settings: &SettingsState, hours: Uuid) -> Vec<Uuid> {
    settings.hours.iter().find(|set| set.hours == hours).map(|set| set.tips.clone()).unwrap_or_default()
}

fn possible(day: &DayHours, field: &str) -> Result<(), Failure> {
    let works = day.closes.checked_sub(day.opens).is_some_and(|open| day.rest < open) && day.closes <= DAY_MINUTES;
    if works { Ok(()) } else { Err(Sentence::BadHours.fields(&[field])) }
}

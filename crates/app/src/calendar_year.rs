//! A year of the office's calendar: the days of the table and those set by hand over them, one at a time.

use lakon_domain::calendar::{Counting, Day, Holiday, HolidayKind, Week, certain};
use lakon_domain::event::{HolidaySet, Name};
use lakon_domain::shape::Code;
use lakon_store::Rules;

use crate::api::{CalendarView, CalendarYear, DayRef, HolidayRow, HolidaySort, SetDay};
use crate::app::Desk;
use crate::calendar_hours;
use crate::case_documents::day;
use crate::failure::Failure;
use crate::settings_office::{code, write};
use crate::words::Sentence;

pub(crate) fn sort(kind: HolidayKind) -> HolidaySort {
    match kind {
        HolidayKind::National => HolidaySort::LiburNasional,
        HolidayKind::CutiBersama => HolidaySort::CutiBersama,
    }
}

fn kind(sort: HolidaySort) -> HolidayKind {
    match sort {
        HolidaySort::LiburNasional => HolidayKind::National,
        HolidaySort::CutiBersama => HolidayKind::CutiBersama,
    }
}

/// The year as it stands.
pub fn year(desk: &Desk, input: CalendarYear) -> Result<CalendarView, Failure> {
    show(desk, input.year)
}

pub(crate) fn show(desk: &Desk, year: i32) -> Result<CalendarView, Failure> {
    // A year no day can have is a page's mistake.
    Day::new(year, 1, 1).map_err(|_| Sentence::BadDay.fields(&["year"]))?;
    let rules = desk.store.rules();
    let by_hand = &rules.settings.holidays;
    let standing = rules.settings.all_holidays().filter(|one| one.day.year() == year);
    let mut days: Vec<HolidayRow> = standing.map(|one| row(&one, by_hand.contains_key(&one.day), false)).collect();
    let removed = by_hand.values().filter(|one| one.removed && one.day.year() == year);
    days.extend(removed.map(|one| {
        let kind = HolidayKind::ALL.into_iter().find(|kind| kind.code() == one.sort.as_str());
        let holiday = Holiday {
            day: one.day,
            kind: kind.unwrap_or(HolidayKind::National),
            status: one.status.clone(),
            name: one.name.text().to_owned(),
            source: String::new(),
        };
        row(&holiday, true, true)
    }));
    days.sort_by(|one, other| one.day.cmp(&other.day));
    Ok(CalendarView {
        year,
        known: rules.calendar.knows_year(year),
        working_days: rules.calendar.working_days(year, Counting::new(rules.zone)),
        days,
        hours: calendar_hours::periods(&rules.settings),
        usual: calendar_hours::week(&Week::DEFAULT),
        ramadan: calendar_hours::week(&Week::RAMADAN),
    })
}

fn row(holiday: &Holiday, by_hand: bool, removed: bool) -> HolidayRow {
    HolidayRow {
        day: holiday.day.to_string(),
        sort: sort(holiday.kind),
        status: holiday.status.to_string(),
        confirmed: holiday.is_confirmed(),
        name: holiday.name.clone(),
        source: holiday.source.clone(),
        by_hand,
        removed,
    }
}

/// Adds a day, or says something else of one.
pub fn set_day(desk: &Desk, input: SetDay) -> Result<CalendarView, Failure> {
    let on = day(&input.day, "day")?;
    let name = input.name.trim().to_owned();
    if name.is_empty() {
        return Err(Sentence::NeedName.fields(&["name"]));
    }
    let rules = desk.store.rules();
    let kind = kind(input.sort);
    // Why a day is not certain yet may be said more closely than this page does.
    let same = rules.settings.holidays_of(on).into_iter().find(|held| held.is_confirmed() == input.confirmed);
    let status = same.map_or_else(|| certain(input.confirmed), |held| held.status);
    write(desk, vec![event(&rules, on, kind, status, name, false)?.into()])?;
    show(desk, on.year())
}

/// Takes a day out: it is worked on, whatever the table says.
pub fn remove_day(desk: &Desk, input: DayRef) -> Result<CalendarView, Failure> {
    let on = day(&input.day, "day")?;
    let rules = desk.store.rules();
    let held = rules.settings.holidays_of(on).into_iter().next().ok_or(Sentence::NotAHoliday)?;
    write(desk, vec![event(&rules, on, held.kind, held.status, held.name, true)?.into()])?;
    show(desk, on.year())
}

pub(crate) fn event(
    rules: &Rules,
    day: Day,
    kind: HolidayKind,
    status: Code,
    name: String,
    removed: bool,
) -> Result<HolidaySet, Failure> {
    let replaces = rules.settings.holidays.get(&day).map(|held| held.tips.clone()).unwrap_or_default();
    let private = Some(Name { name });
    Ok(HolidaySet { day, sort: code(kind.code())?, status, removed, replaces, private })
}

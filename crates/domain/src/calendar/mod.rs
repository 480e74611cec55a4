//! The working calendar: Monday to Friday less national holidays less cuti bersama, with the hours of each day
//! (product.md, "Working days"). It is data, built from a list of entries in any order; nothing here knows what day it is.

mod day;
mod due;
mod holiday;
mod hours;
mod paste;
mod table;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use day::Day;
pub use due::{Due, TraceDay, Verdict};
pub use holiday::{CONFIRMED, Holiday, HolidayKind};
pub use hours::{Hours, Period, Week};
pub use paste::{Line, Pasted, Unread, certain, paste};
pub use table::shipped_holidays;

use crate::number::Zone;
use crate::shape::Time;

/// One thing a calendar is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    Holiday(Holiday),
    /// Other hours than [`Week::DEFAULT`].
    Hours(Period),
}

/// How an office counts working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counting {
    /// Whose midnights and hours.
    pub zone: Zone,
    /// Cuti bersama are working days like others.
    pub works_on_cuti_bersama: bool,
}

impl Counting {
    /// As KEP-57/PB/2023 is read by default: cuti bersama are days off.
    pub fn new(zone: Zone) -> Self {
        Self { zone, works_on_cuti_bersama: false }
    }
}

/// Why an office is closed on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// Saturday or Sunday, whatever else the day is.
    Weekend,
    /// Of several the surest is named: a confirmed one before one that is not, a national one before cuti bersama.
    Holiday(Holiday),
}

/// Holidays and hours of all years that are known. Two calendars told the same entries are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    holidays: BTreeMap<Day, BTreeSet<Holiday>>,
    /// Years with any holiday.
    years: BTreeSet<i32>,
    periods: BTreeSet<Period>,
}

impl Calendar {
    /// From entries in any order; one that is told twice counts once.
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut calendar = Self::default();
        for entry in entries {
            match entry {
                Entry::Holiday(holiday) => {
                    calendar.years.insert(holiday.day.year());
                    calendar.holidays.entry(holiday.day).or_default().insert(holiday);
                }
                Entry::Hours(period) => {
                    calendar.periods.insert(period);
                }
            }
        }
        calendar
    }

    /// With the holidays the program comes with and default hours.
    pub fn shipped() -> Self {
        Self::new(shipped_holidays().iter().cloned().map(Entry::Holiday))
    }

    /// How many working days a year has.
    pub fn working_days(&self, year: i32, counting: Counting) -> u32 {
        let Ok(first) = Day::new(year, 1, 1) else { return 0 };
        let days = std::iter::once(first).chain(first.following()).take_while(|day| day.year() == year);
        u32::try_from(days.filter(|day| self.is_working_day(*day, counting)).count()).unwrap_or(u32::MAX)
    }

    /// Whether the table has any holiday in that year. Without one, due dates there are too early.
    pub fn knows_year(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Why the office is closed on a day; `None` on a working day.
    pub fn closed(&self, day: Day, counting: Counting) -> Option<Closed> {
        if Week::DEFAULT.hours(day.weekday()).is_none() {
            return Some(Closed::Weekend);
        }
        let counts = |holiday: &&Holiday| holiday.kind == HolidayKind::National || !counting.works_on_cuti_bersama;
        self.surest(day, counts).cloned().map(Closed::Holiday)
    }

    pub fn is_working_day(&self, day: Day, counting: Counting) -> bool {
        self.closed(day, counting).is_none()
    }

    fn surest(&self, day: Day, which: impl FnMut(&&Holiday) -> bool) -> Option<&Holiday> {
        let all = self.holidays.get(&day).into_iter().flatten();
        all.filter(which).min_by_key(|holiday| (!holiday.is_confirmed(), *holiday))
    }

    /// The hours of a working day; `None` where the office is closed. Where periods overlap the one that began last
    /// holds, of these the one that ends first.
    pub fn hours(&self, day: Day, counting: Counting) -> Option<Hours> {
        if !self.is_working_day(day, counting) {
            return None;
        }
        let holding = self.periods.iter().filter(|period| (period.from..=period.to).contains(&day));
        let narrowest = holding.max_by_key(|period| (period.from, Reverse(period.to), period.week));
        narrowest.map_or(Week::DEFAULT, |period| period.week).hours(day.weekday())
    }

    /// When the office opens on a working day.
    pub fn opening(&self, day: Day, counting: Counting) -> Option<Time> {
        self.hours(day, counting).map(|hours| day.at(hours.opens(), counting.zone))
    }

    /// When the office closes on a working day.
    pub fn closing(&self, day: Day, counting: Counting) -> Option<Time> {
        self.hours(day, counting).map(|hours| day.at(hours.closes(), counting.zone))
    }

    /// The first working day after a day; [`Day::LAST`] where none comes any more.
    pub fn next_working_day(&self, day: Day, counting: Counting) -> Day {
        day.following().find(|day| self.is_working_day(*day, counting)).unwrap_or(Day::LAST)
    }

    /// Whole minutes of working time, without breaks, from one instant to a later one; 0 where it is not later.
    pub fn working_minutes(&self, from: Time, to: Time, counting: Counting) -> i64 {
        let zone = counting.zone;
        let first = Day::of(from, zone);
        let last = Day::of(to, zone);
        let days = std::iter::once(first).chain(first.following()).take_while(|day| *day <= last);
        let stretches = days
            .filter_map(|day| self.hours(day, counting).map(|hours| (day, hours)))
            .flat_map(|(day, hours)| hours.stretches().map(|(start, end)| (day.at(start, zone), day.at(end, zone))));
        let ms: i64 = stretches.map(|(start, end)| end.min(to).since(start.max(from))).sum();
        ms / 60_000
    }
}

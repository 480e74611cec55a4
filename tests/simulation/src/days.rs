//! The wall calendar of the book: days as numbers, holidays as a list, hours as a few rules; no function of the program.

use std::collections::BTreeMap;

/// Milliseconds.
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;
/// WITA is UTC+8 all the year.
const WITA: i64 = 8 * HOUR;

/// The number of the day on the office's wall at an instant, from 1 January 1970.
pub fn day_of(at: i64) -> i64 {
    (at + WITA).div_euclid(DAY)
}

/// The instant when the wall shows so many minutes after midnight.
pub fn instant(day: i64, minutes: i64) -> i64 {
    day * DAY + minutes * MINUTE - WITA
}

/// 1 Monday .. 7 Sunday; 1 January 1970 was a Thursday.
pub fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7) + 1
}

/// Counts up from 1 January 1970, as one would on one's fingers.
pub fn day_number(text: &str) -> i64 {
    let mut parts = text.split('-').map(|part| part.parse::<i64>().unwrap());
    let (year, month, day) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let before: i64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    before + lengths.iter().take(usize::try_from(month - 1).unwrap()).sum::<i64>() + day - 1
}

/// `YYYY-MM-DD`
pub fn day_text(day: i64) -> String {
    let mut year = 1970;
    while day_number(&format!("{}-01-01", year + 1)) <= day {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| day_number(&format!("{year}-{month}-01")) <= day).unwrap();
    format!("{year}-{month:02}-{:02}", day - day_number(&format!("{year}-{month}-01")) + 1)
}

/// What the office's wall calendar says at the moment.
#[derive(Debug, Clone)]
pub struct Wall {
    /// Days off that are no weekend, and whether each is cuti bersama only.
    off: BTreeMap<i64, bool>,
    /// First and last day of Ramadan hours.
    pub ramadan: Option<(i64, i64)>,
    /// Deliberately wrong: cuti bersama counted as a working day.
    pub works_on_cuti_bersama: bool,
}

impl Wall {
    /// The table of holidays the program comes with, read as the file it is.
    pub fn new() -> Self {
        let table = include_str!("../../../crates/domain/data/holidays-2025-2027.csv");
        let mut off = BTreeMap::new();
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.unwrap();
            let cuti = &row[3] == "cuti_bersama";
            let day = off.entry(day_number(&row[0])).or_insert(cuti);
            *day &= cuti;
        }
        Self { off, ramadan: None, works_on_cuti_bersama: false }
    }

    pub fn close(&mut self, day: i64, cuti_bersama: bool) {
        self.off.insert(day, cuti_bersama);
    }

    pub fn open(&mut self, day: i64) {
        self.off.remove(&day);
    }

    pub fn is_working_day(&self, day: i64) -> bool {
        let off = match self.off.get(&day) {
            Some(cuti) => !(*cuti && self.works_on_cuti_bersama),
            None => false,
        };
        weekday(day) <= 5 && !off
    }

    pub fn next_working_day(&self, day: i64) -> i64 {
        let mut next = day + 1;
        while !self.is_working_day(next) {
            next += 1;
        }
        next
    }

    /// When the office closes on a working day: Monday to Thursday 16.00, Friday 16.30; in Ramadan 15.00 and 15.30.
    pub fn closing(&self, day: i64) -> i64 {
        let friday = weekday(day) == 5;
        let ramadan = self.ramadan.is_some_and(|(from, to)| from <= day && day <= to);
        let hour = if ramadan { 15 } else { 16 };
        instant(day, hour * 60 + if friday { 30 } else { 0 })
    }

    /// The day so many working days after another one, which is day 0 and not counted.
    pub fn after(&self, day0: i64, working_days: i64) -> i64 {
        let mut day = day0;
        let mut counted = 0;
        while counted < working_days {
            day += 1;
            if self.is_working_day(day) {
                counted += 1;
            }
        }
        day
    }
}

impl Default for Wall {
    fn default() -> Self {
        Self::new()
    }
}

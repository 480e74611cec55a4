//! A civil date: what a wall calendar shows, without an hour and without a zone.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::number::Zone;
use crate::shape::{BadShape, Time};

/// A day of the years 0 to 9999, written `YYYY-MM-DD` (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(NaiveDate);

const BAD_DAY: BadShape = BadShape { expected: "a day YYYY-MM-DD" };

impl Day {
    /// 0000-01-01
    pub const FIRST: Day = Day::literal(0, 1, 1);
    /// 9999-12-31
    pub const LAST: Day = Day::literal(9999, 12, 31);

    const fn literal(year: i32, month: u32, day: u32) -> Day {
        match NaiveDate::from_ymd_opt(year, month, day) {
            Some(date) => Day(date),
            None => unreachable!(),
        }
    }

    /// From a year (0 to 9999), a month and a day of the month (both from 1).
    ///
    /// # Errors
    /// [`BadShape`] where no calendar has such a day.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Day, BadShape> {
        NaiveDate::from_ymd_opt(year, month, day).ok_or(BAD_DAY)?.try_into()
    }

    /// The day on the wall at an instant. Instants before the first and after the last day are read as these.
    pub fn of(at: Time, zone: Zone) -> Day {
        let instant = DateTime::<Utc>::from_timestamp_millis(at.0);
        // A zone shifts by hours; chrono has no civil date for the last instants it knows, and panics.
        let instant = instant.filter(|utc| Day::try_from(utc.naive_utc().date()).is_ok());
        let outside = if at.0 < 0 { Day::FIRST } else { Day::LAST };
        instant.map_or(outside, |utc| Day(utc.with_timezone(&zone.tz()).date_naive().clamp(Day::FIRST.0, Day::LAST.0)))
    }

    /// The instant when the clocks on the wall show `minutes` after midnight of this day; 1440 is the midnight that ends it.
    pub fn at(self, minutes: u16, zone: Zone) -> Time {
        let wall = self.0.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes.into());
        let instant = wall.and_local_timezone(zone.tz()).earliest();
        // Where clocks jumped over that minute (in Indonesia not since 1964) Greenwich stands in.
        Time(instant.map_or_else(|| wall.and_utc().timestamp_millis(), |instant| instant.timestamp_millis()))
    }

    /// 0 to 9999.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// 1 to 31.
    pub fn day_of_month(self) -> u32 {
        self.0.day()
    }

    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// The days that follow, without this one; none after [`Day::LAST`].
    pub fn following(self) -> impl Iterator<Item = Day> {
        std::iter::successors(self.next(), |day| day.next())
    }

    /// This day and those that follow, without `end`; none where this is `end` or later.
    pub fn until(self, end: Day) -> impl Iterator<Item = Day> {
        std::iter::once(self).chain(self.following()).take_while(move |day| *day < end)
    }

    fn next(self) -> Option<Day> {
        self.0.succ_opt()?.try_into().ok()
    }
}

impl TryFrom<NaiveDate> for Day {
    type Error = BadShape;
    fn try_from(date: NaiveDate) -> Result<Self, BadShape> {
        if (Day::FIRST.0..=Day::LAST.0).contains(&date) { Ok(Day(date)) } else { Err(BAD_DAY) }
    }
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> NaiveDate {
        day.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = BadShape;
    /// Takes exactly what [`Display`](fmt::Display) writes: no short months, no spaces, no signs.
    fn from_str(text: &str) -> Result<Self, BadShape> {
        let day: Day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| BAD_DAY)?.try_into()?;
        if day.to_string() == text { Ok(day) } else { Err(BAD_DAY) }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

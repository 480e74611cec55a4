//! The working calendar an office counts by: the holidays the program comes with, and what an admin set over them.

use std::collections::BTreeMap;

use super::{Hours as Set, SettingsState};
use crate::calendar::{Calendar, Day, Entry, Holiday, HolidayKind, Hours, Period, Week, shipped_holidays};

impl SettingsState {
    /// The calendar of the office, with the hours of every day.
    pub fn calendar(&self) -> Calendar {
        let holidays = self.all_holidays().map(Entry::Holiday);
        Calendar::new(holidays.chain(self.periods().into_iter().map(Entry::Hours)))
    }

    /// A day that was set by hand stands for every row the table has of it.
    pub fn all_holidays(&self) -> impl Iterator<Item = Holiday> + '_ {
        let table = shipped_holidays().iter().filter(|row| !self.holidays.contains_key(&row.day)).cloned();
        let by_hand = self.holidays.values().filter(|set| !set.removed).map(|set| Holiday {
            day: set.day,
            kind: HolidayKind::ALL
                .into_iter()
                .find(|kind| kind.code() == set.sort.as_str())
                .unwrap_or(HolidayKind::National),
            status: set.status.clone(),
            name: set.name.text().to_owned(),
            source: String::new(),
        });
        table.chain(by_hand)
    }

    /// Hours of the same days make one period; a weekday nobody set keeps the usual ones.
    fn periods(&self) -> Vec<Period> {
        let mut weeks: BTreeMap<(Day, Day), Week> = BTreeMap::new();
        for set in self.hours.iter().filter(|set| !set.removed) {
            let range = (set.from.unwrap_or(Day::FIRST), set.until.unwrap_or(Day::LAST));
            let week = weeks.entry(range).or_insert(Week::DEFAULT);
            if set.weekdays.iter().any(|day| (1..=4).contains(day)) {
                week.monday_to_thursday = hours(set, Week::DEFAULT.monday_to_thursday);
            }
            if set.weekdays.contains(&5) {
                week.friday = hours(set, Week::DEFAULT.friday);
            }
        }
        weeks.into_iter().map(|((from, to), week)| Period { from, to, week }).collect()
    }
}

/// With the break where it usually begins, or at the opening where it does not fit there. Hours that are none leave the
/// usual ones.
fn hours(set: &Set, usual: Hours) -> Hours {
    let minutes = |value: u32| u16::try_from(value).unwrap_or(u16::MAX);
    let (opens, closes, rest) = (minutes(set.opens), minutes(set.closes), minutes(set.rest));
    let [(_, rest_from), _] = usual.stretches();
    let fitting = Hours::new(opens, closes, rest_from, rest).or_else(|_| Hours::new(opens, closes, opens, rest));
    fitting.unwrap_or(usual)
}

//! Working hours of a day, of a week, and of a range of days with other ones.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::Day;
use crate::shape::BadShape;

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;

/// The hours of one working day, in minutes after midnight of the office's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Hours {
    opens: u16,
    closes: u16,
    rest_from: u16,
    rest_minutes: u16,
}

impl Hours {
    /// All in minutes: opening, closing and the beginning of the break after midnight, the break by its length.
    ///
    /// # Errors
    /// [`BadShape`] unless the office opens before it closes, on the same day, and its break lies between.
    pub fn new(opens: u16, closes: u16, rest_from: u16, rest_minutes: u16) -> Result<Self, BadShape> {
        let inside = opens <= rest_from && rest_from.checked_add(rest_minutes).is_some_and(|end| end <= closes);
        if opens < closes && closes <= DAY_MINUTES && inside {
            Ok(Self { opens, closes, rest_from, rest_minutes })
        } else {
            Err(BadShape { expected: "hours of one day with the break inside" })
        }
    }

    /// Minutes after midnight.
    pub fn opens(self) -> u16 {
        self.opens
    }

    /// Minutes after midnight; at most 1440.
    pub fn closes(self) -> u16 {
        self.closes
    }

    /// From and to of the work before and after the break, in minutes after midnight; either may be empty.
    pub fn stretches(self) -> [(u16, u16); 2] {
        [(self.opens, self.rest_from), (self.rest_from + self.rest_minutes, self.closes)]
    }

    /// Minutes of work in a whole day.
    pub fn minutes(self) -> u16 {
        self.closes - self.opens - self.rest_minutes
    }
}

/// How [`Hours`] are written; read back only through [`Hours::new`].
#[derive(Serialize, Deserialize)]
struct Wire {
    opens: u16,
    closes: u16,
    rest_from: u16,
    rest_minutes: u16,
}

impl From<Hours> for Wire {
    fn from(Hours { opens, closes, rest_from, rest_minutes }: Hours) -> Self {
        Self { opens, closes, rest_from, rest_minutes }
    }
}

impl TryFrom<Wire> for Hours {
    type Error = BadShape;
    fn try_from(Wire { opens, closes, rest_from, rest_minutes }: Wire) -> Result<Self, BadShape> {
        Self::new(opens, closes, rest_from, rest_minutes)
    }
}

/// The hours of a working week; Saturday and Sunday have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Week {
    pub monday_to_thursday: Hours,
    pub friday: Hours,
}

impl Week {
    /// 37 hours 30 minutes a week (Perpres 21/2023 article 4): Monday to Thursday 07:30-16:00 with 60 minutes break from
    /// 12:00, Friday 07:30-16:30 with 90 minutes from 11:30.
    pub const DEFAULT: Week = Week {
        monday_to_thursday: Hours { opens: 450, closes: 960, rest_from: 720, rest_minutes: 60 },
        friday: Hours { opens: 450, closes: 990, rest_from: 690, rest_minutes: 90 },
    };

    /// 32 hours 30 minutes a week from 08:00 (Perpres 21/2023 article 4): Monday to Thursday to 15:00 with 30 minutes break
    /// from 12:00, Friday to 15:30 with 60 minutes from 11:30. What a [`Period`] of Ramadan usually has.
    pub const RAMADAN: Week = Week {
        monday_to_thursday: Hours { opens: 480, closes: 900, rest_from: 720, rest_minutes: 30 },
        friday: Hours { opens: 480, closes: 930, rest_from: 690, rest_minutes: 60 },
    };

    /// `None` on Saturday and Sunday.
    pub fn hours(&self, weekday: Weekday) -> Option<Hours> {
        match weekday {
            Weekday::Sat | Weekday::Sun => None,
            Weekday::Fri => Some(self.friday),
            _ => Some(self.monday_to_thursday),
        }
    }
}

/// Days with hours of their own, both ends included; none where `from` is after `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    pub from: Day,
    pub to: Day,
    pub week: Week,
}

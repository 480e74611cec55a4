//! Due dates by working days, and why: every date explains itself day by day (product.md 5).

use serde::{Deserialize, Serialize};

use super::{Calendar, Closed, Counting, Day, Holiday};
use crate::shape::Time;

/// When something is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub day: Day,
    /// The end of working hours of that day. Only with 0 working days can the office be closed on it: then midnight.
    pub at: Time,
    /// "Sementara": a holiday that is not certain yet kept a day from being counted.
    pub provisional: bool,
    /// The first year after day 0 of which the calendar knows no holiday at all.
    pub unknown_year: Option<i32>,
    /// Every day from day 0 to the due date.
    pub trace: Vec<TraceDay>,
}

/// One day of the count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceDay {
    pub day: Day,
    pub verdict: Verdict,
}

/// What became of a day in the count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Day 0, from which is counted, a working day or not.
    Zero,
    Counted {
        /// From 1.
        nth: u16,
        /// The cuti bersama on which this office works.
        worked: Option<Holiday>,
    },
    Skipped(Closed),
}

impl Calendar {
    /// The `n`th working day after `day0`, at the end of its hours. KEP-57/PB/2023 steps 7b and 13b: three working days,
    /// where day 1 is the next working day; so a Saturday and the Friday before it are due together. With 0 it is `day0`
    /// itself. Days end with [`Day::LAST`].
    pub fn due(&self, day0: Day, n: u16, counting: Counting) -> Due {
        let mut trace = vec![TraceDay { day: day0, verdict: Verdict::Zero }];
        let mut counted = 0;
        let mut following = day0.following();
        while counted < n
            && let Some(day) = following.next()
        {
            let verdict = match self.closed(day, counting) {
                Some(closed) => Verdict::Skipped(closed),
                None => {
                    counted += 1;
                    Verdict::Counted { nth: counted, worked: self.surest(day, |_| true).cloned() }
                }
            };
            trace.push(TraceDay { day, verdict });
        }
        let day = trace.last().map_or(day0, |last| last.day);
        let unsure = |one: &TraceDay| matches!(&one.verdict, Verdict::Skipped(Closed::Holiday(h)) if !h.is_confirmed());
        Due {
            day,
            at: self.closing(day, counting).unwrap_or_else(|| day.at(24 * 60, counting.zone)),
            provisional: trace.iter().any(unsure),
            unknown_year: trace.iter().skip(1).map(|one| one.day.year()).find(|year| !self.knows_year(*year)),
            trace,
        }
    }
}

//! When something may pop up on a screen: while the office works, and not in its break.

use crate::calendar::{Calendar, Counting, Day};
use crate::shape::Time;

/// Whether the office works at an instant: on a working day, from opening to closing, outside the break.
pub fn may_pop(calendar: &Calendar, at: Time, counting: Counting) -> bool {
    let day = Day::of(at, counting.zone);
    let Some(hours) = calendar.hours(day, counting) else { return false };
    let within = |(from, to): (u16, u16)| day.at(from, counting.zone) <= at && at < day.at(to, counting.zone);
    hours.stretches().into_iter().any(within)
}

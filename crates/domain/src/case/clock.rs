//! The service clock of a case: 20 minutes per kind of service, measured from the first start to the stop that follows
//! (KEP-57/PB/2023; product.md 3). It shows intervals; it never judges.

use serde::{Deserialize, Serialize};

use super::entries::Entries;
use crate::event::Event;
use crate::filed::Order;
use crate::shape::Time;

/// A stretch of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    pub start: Time,
    /// `None` while it runs; never before `start`.
    pub end: Option<Time>,
}

/// The stretches of service of a case, oldest first, without overlap; at most the last one runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    pub intervals: Vec<Interval>,
}

impl Clock {
    /// Since when the clock runs; `None` while it stands.
    pub fn running_since(&self) -> Option<Time> {
        self.intervals.last().filter(|interval| interval.end.is_none()).map(|interval| interval.start)
    }

    /// Milliseconds in intervals that have ended.
    pub fn closed_ms(&self) -> i64 {
        self.intervals.iter().filter_map(|interval| interval.end.map(|end| end.since(interval.start))).sum()
    }

    /// Milliseconds of service up to `now`, the running interval included.
    pub fn gross_ms(&self, now: Time) -> i64 {
        self.closed_ms() + self.running_since().map_or(0, |start| now.since(start))
    }

    /// Whether a clock was ever started.
    pub fn is_empty(&self) -> bool {
        self.intervals.is_empty()
    }

    /// `automatic`: the first keystroke, where it starts the clock (face to face).
    ///
    /// A start is closed by the first stop at or after it. A stop that was written after the start closes it too where
    /// its time is earlier (a PC's clock was set back, or is behind the other PC's): the interval is then empty, never
    /// negative and never left running. Every stop follows the automatic start, for nothing precedes a case's opening.
    pub(super) fn fold(entries: &Entries, automatic: Option<Time>) -> Self {
        let starts = entries.live().filter_map(|entry| match entry.event {
            Event::ClockStarted(e) => Some((e.started_at, Some(entry.filed.order()))),
            _ => None,
        });
        let stops: Vec<(Time, Order)> = entries
            .live()
            .filter_map(|entry| match entry.event {
                Event::CaseResolved(e) => Some((e.resolved_at, entry.filed.order())),
                Event::CaseCancelled(e) => Some((e.cancelled_at, entry.filed.order())),
                _ => None,
            })
            .collect();
        let end = |start: Time, written: Option<Order>| {
            let closing =
                stops.iter().filter(|(at, order)| *at >= start || written.is_none_or(|written| *order > written));
            closing.map(|(at, _)| (*at).max(start)).min()
        };
        let all = automatic.map(|at| (at, None)).into_iter().chain(starts);
        Self { intervals: union(all.map(|(start, written)| Interval { start, end: end(start, written) }).collect()) }
    }
}

/// The same stretches without overlap: pressing start while the clock runs adds nothing.
fn union(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_by_key(|interval| interval.start);
    let mut merged: Vec<Interval> = Vec::with_capacity(intervals.len());
    for next in intervals {
        match merged.last_mut() {
            Some(last) if last.end.is_none_or(|end| next.start < end || next == *last) => {
                last.end = last.end.zip(next.end).map(|(one, other)| one.max(other));
            }
            _ => merged.push(next),
        }
    }
    merged
}

//! The service clock of a case: 20 minutes per kind of service, measured from the first start to the stop that follows
//! (KEP-57/PB/2023; product.md rule 3). It shows intervals and their pauses; it never judges.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::documents::covered_ms;
use super::entries::{Entries, Entry, Misfits};
use super::stretches::{self, Correct};
use crate::event::Event;
use crate::filed::Order;
use crate::shape::{Code, Time};
use crate::tips::Value;

/// A time from and to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    pub start: Time,
    /// `None` while it runs; never before `start`.
    pub end: Option<Time>,
}

/// A stretch of service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// The event that began it, which a correction names: `clock.started`, or `case.opened` for the automatic one.
    pub event: Uuid,
    pub start: Time,
    /// `None` while it runs; never before `start`.
    pub end: Option<Time>,
    /// Oldest first, inside the interval; they can overlap where two desks paused at once.
    pub pauses: Vec<Pause>,
    /// Where it was corrected: what the starts and stops say.
    pub original: Option<Stretch>,
    /// Why it was corrected; empty where it was not.
    pub reason: Value<String>,
    /// The `clock.corrected` events that stand, which a new one has to name.
    pub corrections: Vec<Uuid>,
}

/// A stretch in which the clock does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The `clock.paused` event.
    pub event: Uuid,
    pub cause: Code,
    pub reason: Value<String>,
    pub start: Time,
    /// `None` while it lasts.
    pub end: Option<Time>,
}

impl Interval {
    /// Milliseconds up to `now`, pauses included.
    pub fn gross_ms(&self, now: Time) -> i64 {
        self.end.unwrap_or(now).since(self.start)
    }

    /// Milliseconds up to `now`, without the pauses.
    pub fn net_ms(&self, now: Time) -> i64 {
        let until = self.end.unwrap_or(now).max(self.start);
        let paused = self.pauses.iter().map(|pause| (pause.start, pause.end.unwrap_or(until).min(until)));
        self.gross_ms(now) - covered_ms(paused.collect())
    }
}

/// The stretches of service of a case, oldest first, without overlap; at most the last one runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    pub intervals: Vec<Interval>,
}

impl Clock {
    /// Since when the clock runs, paused or not; `None` while it stands.
    pub fn running_since(&self) -> Option<Time> {
        self.running().map(|interval| interval.start)
    }

    /// Since when a clock that runs is paused.
    pub fn paused_since(&self) -> Option<Time> {
        let open = self.running()?.pauses.iter().filter(|pause| pause.end.is_none());
        open.map(|pause| pause.start).min()
    }

    /// The interval that runs.
    pub fn running(&self) -> Option<&Interval> {
        self.intervals.last().filter(|interval| interval.end.is_none())
    }

    /// Milliseconds in intervals that have ended, pauses included.
    pub fn closed_ms(&self) -> i64 {
        self.closed().map(|(interval, end)| interval.gross_ms(end)).sum()
    }

    /// Milliseconds in intervals that have ended, without pauses: what the limit is held against.
    pub fn net_closed_ms(&self) -> i64 {
        self.closed().map(|(interval, end)| interval.net_ms(end)).sum()
    }

    /// Milliseconds of service up to `now`, the running interval and pauses included.
    pub fn gross_ms(&self, now: Time) -> i64 {
        self.intervals.iter().map(|interval| interval.gross_ms(now)).sum()
    }

    /// Milliseconds of service up to `now`, the running interval included, without pauses.
    pub fn net_ms(&self, now: Time) -> i64 {
        self.intervals.iter().map(|interval| interval.net_ms(now)).sum()
    }

    /// Whether a clock was ever started.
    pub fn is_empty(&self) -> bool {
        self.intervals.is_empty()
    }

    fn closed(&self) -> impl Iterator<Item = (&Interval, Time)> {
        self.intervals.iter().filter_map(|interval| Some((interval, interval.end?)))
    }

    /// `automatic`: the first keystroke, where it starts the clock (face to face). Of a case entered `late` it says when
    /// somebody typed, so it counts only with a correction.
    pub(super) fn fold(entries: &Entries, automatic: Option<Time>, late: bool, misfits: &mut Misfits) -> Self {
        let corrections = Correct::gather(entries, misfits);
        let automatic = automatic.filter(|_| !late || corrections.names(entries.opened.entry.filed.id));
        let mut found = stretches::found(entries, automatic, &corrections);
        pause(entries, &mut found, misfits);
        Self { intervals: found.into_iter().map(|found| found.interval).collect() }
    }
}

/// When the service of this case was stopped: answered, promised, escalated while the stakeholder leaves, cancelled, marked
/// as a duplicate.
pub(super) fn stops(entries: &Entries) -> Vec<(Time, Order)> {
    let stops = entries.acting().filter_map(|entry| {
        let at = match entry.event {
            Event::CaseResolved(e) => e.resolved_at,
            Event::CaseAnswered(e) => e.answered_at,
            Event::CasePromised(e) => e.promised_at,
            Event::EscalationRaised(e) if e.leaves => e.raised_at,
            Event::CaseCancelled(e) => e.cancelled_at,
            Event::CaseDuplicate(e) => e.marked_at,
            _ => return None,
        };
        Some((at, entry.filed.order()))
    });
    stops.collect()
}

/// Puts every pause into the interval it was made in. A pause of a clock that stood and a resumption of one that was not
/// paused are misfits.
fn pause(entries: &Entries, found: &mut [stretches::Found], misfits: &mut Misfits) {
    let mut resumptions: Vec<(&Entry, Time, bool)> = entries
        .acting()
        .filter_map(|entry| match entry.event {
            Event::ClockResumed(e) => Some((entry, e.resumed_at, false)),
            _ => None,
        })
        .collect();
    for entry in entries.acting() {
        let Event::ClockPaused(e) = entry.event else { continue };
        let Some(found) = stretches::holding(found, e.paused_at, entry.filed.order()) else {
            misfits.insert(entry.filed.id);
            continue;
        };
        // The next that was written; by the times where a PC's clock was so wrong that none seems to follow.
        let written = |(resumed, ..): &&mut (&Entry, Time, bool)| entry.is_before(resumed);
        let next = match resumptions.iter_mut().find(written) {
            Some(next) => Some(next),
            None => resumptions.iter_mut().filter(|(_, at, _)| *at >= e.paused_at).min_by_key(|(_, at, _)| *at),
        };
        let resumed = next.map(|(_, at, used)| {
            *used = true;
            *at
        });
        let interval = &mut found.interval;
        let inside = |at: Time| interval.end.map_or(at, |end| at.min(end)).max(interval.start);
        let start = inside(e.paused_at);
        let end = resumed.map(|at| inside(at).max(start)).or(interval.end);
        interval.pauses.push(Pause {
            event: entry.filed.id,
            cause: e.cause.clone(),
            reason: super::fields::reason(entry, e.private.as_ref()),
            start,
            end,
        });
        interval.pauses.sort_by_key(|pause| pause.start);
    }
    misfits.extend(resumptions.iter().filter(|(_, _, used)| !used).map(|(entry, ..)| entry.filed.id));
}

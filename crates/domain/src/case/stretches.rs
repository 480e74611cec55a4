//! The intervals of the service clock out of starts, stops and corrections, before the pauses.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::clock::{Interval, Stretch, stops};
use super::entries::replaces;
use super::entries::{Entries, Misfits};
use super::fields::reason;
use crate::event::Event;
use crate::filed::Order;
use crate::shape::Time;
use crate::tips::{Edit, Field, Mark, Value};

/// Other times for an interval.
#[derive(Debug, Clone, PartialEq)]
struct Times {
    start: Time,
    end: Option<Time>,
    reason: Value<String>,
}

/// The corrections of a case, each with the interval it names.
pub struct Correct {
    edits: Vec<(Uuid, Edit<Times>)>,
}

impl Correct {
    /// A correction that names no start of the case is a misfit.
    pub fn gather(entries: &Entries, misfits: &mut Misfits) -> Self {
        let opening = entries.opened.entry.filed.id;
        let starts: BTreeSet<Uuid> = entries
            .all
            .iter()
            .filter(|entry| matches!(entry.event, Event::ClockStarted(_)) || entry.filed.id == opening)
            .map(|entry| entry.filed.id)
            .collect();
        let mut edits = Vec::new();
        for entry in entries.all.iter().filter(|entry| !entry.misfit) {
            let Event::ClockCorrected(e) = entry.event else { continue };
            if !starts.contains(&e.interval) {
                misfits.insert(entry.filed.id);
                continue;
            }
            let times = Times { start: e.started_at, end: e.ended_at, reason: reason(entry, e.private.as_ref()) };
            let edit = Edit {
                id: entry.filed.id,
                order: entry.filed.order(),
                replaces: replaces(entry.event).to_vec(),
                live: entry.is_live(),
                value: Value::Known(times),
            };
            edits.push((e.interval, edit));
        }
        Self { edits }
    }

    /// Those of one interval; several starts can have become one.
    fn of(&self, members: &[Uuid]) -> Field<Times> {
        let edits: Vec<Edit<Times>> = self
            .edits
            .iter()
            .filter(|(interval, _)| members.contains(interval))
            .map(|(_, edit)| edit.clone())
            .collect();
        Field::fold(&edits, Mark::Silent)
    }

    /// Whether a correction said when this interval ended, before something was written.
    fn ended(&self, interval: Uuid, before: Order) -> bool {
        let says = |edit: &Edit<Times>| matches!(&edit.value, Value::Known(times) if times.end.is_some());
        self.edits.iter().any(|(named, edit)| *named == interval && edit.live && edit.order < before && says(edit))
    }

    /// Whether a correction stands for this interval.
    pub fn names(&self, interval: Uuid) -> bool {
        self.edits.iter().any(|(named, edit)| *named == interval && edit.live)
    }
}

/// An interval, the starts it was made of, and when the first of them was written: `None` for the automatic one, which
/// everything in the case follows.
pub struct Found {
    pub interval: Interval,
    members: Vec<Uuid>,
    written: Option<Order>,
    /// What the starts and stops said, before corrections.
    recorded: Vec<Stretch>,
}

/// A start is closed by the first stop written after it, and by one written before whose time is later (two PCs that had not
/// heard of each other). Where the time of the stop is earlier than the start (a PC's clock was set back, or is behind the
/// other PC's), the interval is empty, never negative and never left running; stops written later change nothing of that, however
/// early their times. Every stop follows the automatic start, for nothing precedes a case's opening. Where a correction said when an
/// interval ended, a start written after that is a new one.
pub fn found(entries: &Entries, automatic: Option<Time>, corrections: &Correct) -> Vec<Found> {
    let opening = entries.opened.entry.filed.id;
    let starts: Vec<(Uuid, Time, Order)> = entries
        .acting()
        .filter_map(|entry| match entry.event {
            Event::ClockStarted(e) => Some((entry.filed.id, e.started_at, entry.filed.order())),
            _ => None,
        })
        .collect();
    let stops = stops(entries);
    let end = |event: Uuid, start: Time, written: Option<Order>| {
        let follows = |order: Order| written.is_none_or(|written| order > written);
        let next = stops.iter().filter(|(_, order)| follows(*order)).min_by_key(|(_, order)| *order);
        let apart = stops.iter().filter(|(at, order)| *at >= start && !follows(*order));
        let closing = next.into_iter().chain(apart);
        let again = starts.iter().filter(|(other, _, order)| *other != event && corrections.ended(event, *order));
        closing.map(|(at, _)| *at).chain(again.map(|(_, at, _)| *at)).map(|at| at.max(start)).min()
    };
    let all = automatic.map(|at| (opening, at, None)).into_iter();
    let all = all.chain(starts.iter().map(|(event, at, order)| (*event, *at, Some(*order))));
    let recorded = all
        .map(|(event, start, written)| Found::new(event, Stretch { start, end: end(event, start, written) }, written));
    let mut merged = union(recorded.collect());
    for found in &mut merged {
        found.correct(corrections);
    }
    union(merged)
}

/// The interval a pause was made in: one that lasted at that time as recorded or as corrected, or the first that began later
/// but was written before the pause, where a PC's clock was behind.
pub fn holding(found: &mut [Found], at: Time, written: Order) -> Option<&mut Found> {
    let lasts = |start: Time, end: Option<Time>| start <= at && end.is_none_or(|end| at < end);
    let place = found
        .iter()
        .position(|one| {
            let recorded = one.recorded.iter().any(|stretch| lasts(stretch.start, stretch.end));
            recorded || lasts(one.interval.start, one.interval.end)
        })
        .or_else(|| {
            let follows = |one: &Found| one.written.is_none_or(|start| written > start);
            found.iter().position(|one| one.interval.start > at && follows(one))
        })?;
    found.get_mut(place)
}

impl Found {
    fn new(event: Uuid, stretch: Stretch, written: Option<Order>) -> Self {
        let Stretch { start, end } = stretch;
        let interval = Interval {
            event,
            start,
            end,
            pauses: Vec::new(),
            original: None,
            reason: Value::Empty,
            corrections: Vec::new(),
        };
        Self { interval, members: vec![event], written, recorded: vec![stretch] }
    }

    fn correct(&mut self, corrections: &Correct) {
        let field = corrections.of(&self.members);
        let Some(times) = field.known().cloned() else { return };
        let interval = &mut self.interval;
        interval.original = Some(Stretch { start: interval.start, end: interval.end });
        interval.start = times.start;
        interval.end = times.end.or(interval.end).map(|end| end.max(times.start));
        interval.reason = times.reason;
        interval.corrections = field.tips;
    }

    /// Whether another that starts no earlier overlaps this one, or is the same.
    fn meets(&self, next: &Interval) -> bool {
        let Interval { start, end, .. } = self.interval;
        end.is_none_or(|end| next.start < end || (next.start, next.end) == (start, Some(end)))
    }

    fn absorb(&mut self, other: Found) {
        self.interval.end = self.interval.end.zip(other.interval.end).map(|(one, other)| one.max(other));
        self.members.extend(other.members);
        self.recorded.extend(other.recorded);
        self.written = self.written.min(other.written);
    }
}

/// The same stretches without overlap: pressing start while the clock runs adds nothing.
fn union(mut all: Vec<Found>) -> Vec<Found> {
    all.sort_by_key(|found| found.interval.start);
    let mut merged: Vec<Found> = Vec::with_capacity(all.len());
    for next in all {
        match merged.last_mut() {
            Some(last) if last.meets(&next.interval) => last.absorb(next),
            _ => merged.push(next),
        }
    }
    merged
}

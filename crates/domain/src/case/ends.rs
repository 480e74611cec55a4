//! How a case ends and opens again, and what it waits for outside the office: the promise, the confirmation, HAI DJPb.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entries::{Entries, Entry, Misfits};
use super::fields::{reason, text};
use crate::event::Event;
use crate::filed::Order;
use crate::shape::{Code, Time};
use crate::tips::Value;

/// How a case ended without an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    pub event: Uuid,
    pub at: Time,
    pub reason: Value<String>,
}

/// The same question stands in another case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    pub event: Uuid,
    pub at: Time,
    /// The other case.
    pub of: Uuid,
    pub reason: Value<String>,
}

/// One event with its time, its author and the words that went with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub event: Uuid,
    pub at: Time,
    pub by: Uuid,
    pub words: Value<String>,
}

/// Step 7b or 13b: the solution follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    pub said: Said,
    /// No answer, cancellation or mark as duplicate was written since: "Dalam Tindak Lanjut".
    pub open: bool,
}

/// The stakeholder was asked whether the answer helped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chased {
    pub said: Said,
    pub channel: Code,
}

/// From the opening or a reopening of a case until the end that closed it: what a duty runs over. Which end belongs to which
/// opening is said by what was written after what, for the times of two PCs do not tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// `case.opened` or `case.reopened`.
    pub event: Uuid,
    /// Of the opening: when the case was received.
    pub at: Time,
    /// `None` while it lasts, and where the case was reopened once more before it ended.
    pub end: Option<Ended>,
}

/// How an opening was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    pub event: Uuid,
    pub at: Time,
    /// The solution was given, confirmed or not; otherwise cancelled or a duplicate, which owes nothing.
    pub answered: bool,
}

/// The newest live event of each sort; an end holds while no reopening is newer.
#[derive(Debug, Default)]
pub struct Ends {
    pub resolved: Option<(Uuid, Time)>,
    pub cancelled: Option<Cancelled>,
    pub duplicate: Option<Duplicate>,
    pub answered: Option<(Uuid, Time)>,
    pub promised: Option<Promised>,
    pub forwarded: Option<Said>,
    /// Oldest first.
    pub reopenings: Vec<Said>,
    /// First the opening, then every reopening.
    pub openings: Vec<Opening>,
    /// Oldest first.
    pub chased: Vec<Chased>,
}

impl Ends {
    /// `received_at`: when the case was received.
    pub fn fold(entries: &Entries, received_at: Time, misfits: &mut Misfits) -> Self {
        let ends: Vec<&Entry> = entries.acting().filter(|entry| ends(entry.event)).collect();
        let (reopenings, orders) = reopenings(entries, &ends, misfits);
        let standing = between(&ends, orders.last().copied(), None);
        Self {
            resolved: last(&standing, |entry| match entry.event {
                Event::CaseResolved(e) => Some((entry.filed.id, e.resolved_at)),
                _ => None,
            }),
            cancelled: last(&standing, |entry| match entry.event {
                Event::CaseCancelled(e) => Some(Cancelled {
                    event: entry.filed.id,
                    at: e.cancelled_at,
                    reason: reason(entry, e.private.as_ref()),
                }),
                _ => None,
            }),
            duplicate: last(&standing, |entry| match entry.event {
                Event::CaseDuplicate(e) => Some(Duplicate {
                    event: entry.filed.id,
                    at: e.marked_at,
                    of: e.of,
                    reason: reason(entry, e.private.as_ref()),
                }),
                _ => None,
            }),
            answered: last(&standing, |entry| match entry.event {
                Event::CaseAnswered(e) => Some((entry.filed.id, e.answered_at)),
                _ => None,
            }),
            promised: promised(entries, ends.last().copied()),
            forwarded: forwarded(entries, misfits),
            openings: openings(entries, received_at, &ends, &reopenings, &orders),
            reopenings,
            chased: chased(entries, misfits),
        }
    }
}

/// What a reopening takes back.
fn ends(event: &Event) -> bool {
    matches!(event, Event::CaseResolved(_) | Event::CaseCancelled(_) | Event::CaseDuplicate(_) | Event::CaseAnswered(_))
}

fn last<T>(entries: &[&Entry], pick: impl Fn(&Entry) -> Option<T>) -> Option<T> {
    entries.iter().rev().find_map(|entry| pick(entry))
}

fn said(entry: &Entry, at: Time, words: Value<String>) -> Said {
    Said { event: entry.filed.id, at, by: entry.filed.author, words }
}

/// Those that follow an end, and the order of each.
fn reopenings(entries: &Entries, ends: &[&Entry], misfits: &mut Misfits) -> (Vec<Said>, Vec<Order>) {
    let mut all = Vec::new();
    let mut orders = Vec::new();
    for entry in entries.acting() {
        let Event::CaseReopened(e) = entry.event else { continue };
        if ends.iter().any(|end| end.is_before(entry)) {
            all.push(said(entry, e.reopened_at, reason(entry, e.private.as_ref())));
            orders.push(entry.filed.order());
        } else {
            misfits.insert(entry.filed.id);
        }
    }
    (all, orders)
}

/// The ends written after one reopening and before another.
fn between<'e, 'a>(ends: &[&'e Entry<'a>], after: Option<Order>, before: Option<Order>) -> Vec<&'e Entry<'a>> {
    let follows = |order: Order| after.is_none_or(|after| order > after);
    let precedes = |order: Order| before.is_none_or(|before| order < before);
    ends.iter().filter(|end| follows(end.filed.order()) && precedes(end.filed.order())).copied().collect()
}

fn openings(
    entries: &Entries,
    received_at: Time,
    ends: &[&Entry],
    reopenings: &[Said],
    orders: &[Order],
) -> Vec<Opening> {
    let opened = (entries.opened.entry.filed.id, received_at, None);
    let reopened = reopenings.iter().zip(orders).map(|(said, order)| (said.event, said.at, Some(*order)));
    let nexts = orders.iter().copied().map(Some).chain([None]);
    let opening = |((event, at, after), before)| Opening { event, at, end: ended(&between(ends, after, before)) };
    std::iter::once(opened).chain(reopened).zip(nexts).map(opening).collect()
}

/// The first answer; without one the first of the other ends.
fn ended(ends: &[&Entry]) -> Option<Ended> {
    let read = |entry: &&Entry| {
        let (at, answered) = match entry.event {
            Event::CaseResolved(e) => (e.resolved_at, true),
            Event::CaseAnswered(e) => (e.answered_at, true),
            Event::CaseCancelled(e) => (e.cancelled_at, false),
            Event::CaseDuplicate(e) => (e.marked_at, false),
            _ => return None,
        };
        Some(Ended { event: entry.filed.id, at, answered })
    };
    let all: Vec<Ended> = ends.iter().filter_map(read).collect();
    all.iter().find(|end| end.answered).or(all.first()).cloned()
}

fn promised(entries: &Entries, newest_end: Option<&Entry>) -> Option<Promised> {
    entries.acting().rev().find_map(|entry| match entry.event {
        Event::CasePromised(e) => Some(Promised {
            said: said(entry, e.promised_at, text(entry, e.private.as_ref())),
            open: newest_end.is_none_or(|end| end.is_before(entry)),
        }),
        _ => None,
    })
}

/// To HAI DJPb and not back; being sent twice or coming back unsent is a misfit.
fn forwarded(entries: &Entries, misfits: &mut Misfits) -> Option<Said> {
    let mut there = None;
    for entry in entries.acting() {
        let fits = match entry.event {
            Event::CaseForwarded(e) if there.is_none() => {
                there = Some(said(entry, e.forwarded_at, text(entry, e.private.as_ref())));
                true
            }
            Event::CaseReturned(_) => there.take().is_some(),
            Event::CaseForwarded(_) => false,
            _ => true,
        };
        if !fits {
            misfits.insert(entry.filed.id);
        }
    }
    there
}

fn chased(entries: &Entries, misfits: &mut Misfits) -> Vec<Chased> {
    let mut all = Vec::new();
    let answered = entries.acting().any(|entry| matches!(entry.event, Event::CaseAnswered(_)));
    for entry in entries.acting() {
        let Event::ConfirmationChased(e) = entry.event else { continue };
        if answered {
            let said = said(entry, e.chased_at, text(entry, e.private.as_ref()));
            all.push(Chased { said, channel: e.channel.clone() });
        } else {
            misfits.insert(entry.filed.id);
        }
    }
    all
}

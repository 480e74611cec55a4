//! The events of one case, each once and in order, with what holds of each: live, voided, reverted, a misfit.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::threads;
use crate::event::{CaseOpened, Event};
use crate::filed::{self, Filed, Once};
use crate::standing::{Ruling, Standing, TextState};
use crate::subject::{Subject, subject};

/// One event of the case.
pub struct Entry<'a> {
    /// Where and when it was written.
    pub filed: &'a Filed,
    pub event: &'a Event,
    /// Of its private part.
    pub state: TextState,
    pub voided: bool,
    /// Every void and allowance of it.
    pub rulings: Vec<Ruling>,
    pub reverted: bool,
    /// It does not fit the case and is inert: a second opening or the second beginning of one file, request or escalation, a
    /// step on something never begun or already over, a duplicate of itself, or a revert of something that cannot be reverted.
    pub misfit: bool,
}

impl Entry<'_> {
    pub fn is_live(&self) -> bool {
        !self.voided && !self.reverted
    }

    /// Live, and it fits.
    pub fn acts(&self) -> bool {
        self.is_live() && !self.misfit
    }

    /// Whether it was written before another, by the stamps.
    pub fn is_before(&self, other: &Entry) -> bool {
        self.filed.order() < other.filed.order()
    }
}

/// Events found to fit nothing while the case is folded.
pub type Misfits = BTreeSet<Uuid>;

/// The opening that gives the case its number.
#[derive(Clone, Copy)]
pub struct Opened<'a> {
    pub entry: Once<'a>,
    pub event: &'a CaseOpened,
}

/// The events of one case, oldest first.
pub struct Entries<'a> {
    pub opened: Opened<'a>,
    pub all: Vec<Entry<'a>>,
}

impl<'a> Entries<'a> {
    /// `None` without an opening, or where it was voided and nothing live stands on it.
    pub fn gather(events: &'a [Filed], standing: &Standing) -> Option<Self> {
        let mut once = filed::once(events);
        let opened = first_opening(&once, standing)?;
        once.retain(|one| subject(one.event).contains(&Subject::Case(opened.event.case)));
        let reverted = reverted(&once, standing);
        let mut all: Vec<Entry> = once
            .iter()
            .map(|one| Entry {
                filed: one.filed,
                event: one.event,
                state: standing.state(one.filed.id, one.event, one.private_missing),
                voided: !standing.counts(one.filed.id),
                rulings: standing.rulings(one.filed.id),
                reverted: reverted.contains(&one.filed.id),
                misfit: match one.event {
                    Event::CaseOpened(_) => one.filed.id != opened.entry.filed.id,
                    Event::EventReverted(revert) => {
                        !once.iter().any(|other| other.filed.id == revert.reverts && can_be_reverted(other.event))
                    }
                    Event::CaseDuplicate(mark) => mark.of == mark.case,
                    _ => false,
                },
            })
            .collect();
        threads::find_misfits(&mut all);
        Some(Self { opened, all })
    }

    /// Whether there is a case: its opening counts, or something that acts stands on it.
    pub fn stand(&self) -> bool {
        let opening = self.opened.entry.filed.id;
        self.all.iter().any(|entry| entry.acts() || entry.filed.id == opening && !entry.voided)
    }

    pub fn mark(&mut self, misfits: &Misfits) {
        for entry in self.all.iter_mut().filter(|entry| misfits.contains(&entry.filed.id)) {
            entry.misfit = true;
        }
    }

    /// Events that act on the case, oldest first.
    pub fn acting(&self) -> impl DoubleEndedIterator<Item = &Entry<'a>> {
        self.all.iter().filter(|entry| entry.acts())
    }

    /// Events that are neither voided nor reverted, oldest first.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = &Entry<'a>> {
        self.all.iter().filter(|entry| entry.is_live())
    }

    /// Whether something that stands was built on a voided event: a live event on a voided opening, one of the given tips
    /// typed over a voided edit, a live revert of a voided event, or a step on a voided request, escalation or offer.
    /// Typing the field anew settles it.
    pub fn needs_review(&self, tips: &BTreeSet<Uuid>) -> bool {
        let voided = |id: &Uuid| self.all.iter().any(|entry| entry.voided && entry.filed.id == *id);
        let built_on = |entry: &Entry| match entry.event {
            Event::EventReverted(revert) => voided(&revert.reverts),
            event if threads::leans_on(event).is_some() => threads::lacks_voided(&self.all, event),
            event => tips.contains(&entry.filed.id) && replaces(event).iter().any(voided),
        };
        voided(&self.opened.entry.filed.id) || self.live().any(built_on)
    }
}

/// The oldest opening that counts; the oldest of all where none does.
fn first_opening<'a>(once: &[Once<'a>], standing: &Standing) -> Option<Opened<'a>> {
    let openings = || {
        once.iter().filter_map(|one| match one.event {
            Event::CaseOpened(event) => Some(Opened { entry: *one, event }),
            _ => None,
        })
    };
    openings().find(|opened| standing.counts(opened.entry.filed.id)).or_else(|| openings().next())
}

/// What "Urungkan" can name: anything but the opening, another revert, and a file's move, which the other case would not
/// hear of; moving it back undoes that.
fn can_be_reverted(event: &Event) -> bool {
    !matches!(event, Event::CaseOpened(_) | Event::EventReverted(_) | Event::FileMoved(_))
}

fn reverted(once: &[Once], standing: &Standing) -> BTreeSet<Uuid> {
    let named: BTreeSet<Uuid> = once
        .iter()
        .filter(|one| standing.counts(one.filed.id))
        .filter_map(|one| match one.event {
            Event::EventReverted(revert) => Some(revert.reverts),
            _ => None,
        })
        .collect();
    once.iter()
        .filter(|one| named.contains(&one.filed.id) && can_be_reverted(one.event))
        .map(|one| one.filed.id)
        .collect()
}

/// The edits an edit of a case replaces; empty for other events.
pub fn replaces(event: &Event) -> &[Uuid] {
    match event {
        Event::ChannelSet(e) => &e.replaces,
        Event::PartySet(e) => &e.replaces,
        Event::QuestionSet(e) => &e.replaces,
        Event::TopicSet(e) => &e.replaces,
        Event::AnswerSet(e) => &e.replaces,
        Event::HaiSet(e) => &e.replaces,
        Event::ReceivedSet(e) => &e.replaces,
        Event::CaseMoved(e) => &e.replaces,
        Event::ClockCorrected(e) => &e.replaces,
        Event::ContactSet(e) => &e.replaces,
        _ => &[],
    }
}

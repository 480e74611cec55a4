//! The events of one case, each once and in order, with what holds of each: live, voided, reverted, a misfit.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::event::{CaseOpened, Event};
use crate::filed::{self, Filed, Once};
use crate::standing::{Standing, TextState};
use crate::subject::{Subject, subject};

/// One event of the case.
pub struct Entry<'a> {
    /// Where and when it was written.
    pub filed: &'a Filed,
    pub event: &'a Event,
    /// Of its private part.
    pub state: TextState,
    pub voided: bool,
    pub reverted: bool,
    /// It does not fit the case and is inert: a second opening or the second adding of one file, or a revert of something
    /// that cannot be reverted.
    pub misfit: bool,
}

impl Entry<'_> {
    pub fn is_live(&self) -> bool {
        !self.voided && !self.reverted
    }
}

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
        let mut files = BTreeSet::new();
        let all: Vec<Entry> = once
            .iter()
            .map(|one| Entry {
                filed: one.filed,
                event: one.event,
                state: standing.state(one.filed.id, one.event, one.private_missing),
                voided: !standing.counts(one.filed.id),
                reverted: reverted.contains(&one.filed.id),
                misfit: match one.event {
                    Event::CaseOpened(_) => one.filed.id != opened.entry.filed.id,
                    Event::EventReverted(revert) => {
                        !once.iter().any(|other| other.filed.id == revert.reverts && can_be_reverted(other.event))
                    }
                    Event::FileAdded(added) => {
                        let counts = standing.counts(one.filed.id) && !reverted.contains(&one.filed.id);
                        counts && !files.insert(added.file)
                    }
                    _ => false,
                },
            })
            .collect();
        let entries = Self { opened, all };
        let stands = standing.counts(opened.entry.filed.id) || entries.live().any(|entry| !entry.misfit);
        stands.then_some(entries)
    }

    /// Events that are neither voided nor reverted, oldest first.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = &Entry<'a>> {
        self.all.iter().filter(|entry| entry.is_live())
    }

    /// Whether something that stands was built on a voided event: a live event on a voided opening, one of the given tips
    /// typed over a voided edit, or a live revert of a voided event. Typing the field anew settles it.
    pub fn needs_review(&self, tips: &BTreeSet<Uuid>) -> bool {
        let voided = |id: &Uuid| self.all.iter().any(|entry| entry.voided && entry.filed.id == *id);
        let built_on = |entry: &Entry| match entry.event {
            Event::EventReverted(revert) => voided(&revert.reverts),
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

/// What "Urungkan" can name: anything but the opening and another revert.
fn can_be_reverted(event: &Event) -> bool {
    !matches!(event, Event::CaseOpened(_) | Event::EventReverted(_))
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
        _ => &[],
    }
}

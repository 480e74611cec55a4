//! What the office has ordered to be erased: whose data, which cases, and which records that named. Pure: records decide.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::event::{ErasureOrdered, ErasureRequested, Event, PartySet, Reason, RecordErased};
use crate::filed::Once;
use crate::hlc::Hlc;
use crate::ids::LogId;
use crate::shape::Time;
use crate::subject::{Subject, subject};

/// Ids one record of the office log names; keeps it far below the largest record.
const A_RECORD: usize = 2_000;

/// Whose private parts go. Facts stay, so that statistics do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cover {
    /// People and organisations; `true` where the cases that name them go whole.
    pub parties: BTreeMap<Uuid, bool>,
    /// Cases of which everything goes.
    pub cases: BTreeSet<Uuid>,
    /// Cases of which only who asked goes.
    pub contacts: BTreeSet<Uuid>,
}

impl Cover {
    /// What a request asks for, before it is known which cases that reaches.
    pub fn asked(request: &ErasureRequested) -> Self {
        Self {
            parties: request.party.map(|party| (party, request.whole)).into_iter().collect(),
            cases: request.case.into_iter().collect(),
            contacts: BTreeSet::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.parties.is_empty() && self.cases.is_empty() && self.contacts.is_empty()
    }

    /// Every id of which everything goes: for records of a newer program, which are searched for them.
    pub fn ids(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.parties.keys().chain(&self.cases).copied()
    }

    /// Takes in what another one covers.
    pub fn extend(&mut self, other: &Cover) {
        for (party, whole) in &other.parties {
            *self.parties.entry(*party).or_default() |= whole;
        }
        self.cases.extend(&other.cases);
        self.contacts.extend(&other.contacts);
    }

    /// What this covers and the other one does not.
    pub fn beyond(&self, other: &Cover) -> Self {
        let more = |(party, whole): &(&Uuid, &bool)| other.parties.get(party).is_none_or(|held| **whole && !held);
        Self {
            parties: self.parties.iter().filter(more).map(|(party, whole)| (*party, *whole)).collect(),
            cases: self.cases.difference(&other.cases).copied().collect(),
            contacts: self.contacts.difference(&other.contacts).copied().collect(),
        }
    }

    /// Takes in the case of a record that names a covered party; true where that is new.
    pub fn reach(&mut self, event: &Event) -> bool {
        let Event::PartySet(set) = event else { return false };
        let Some(whole) = self.named(set) else { return false };
        if self.cases.contains(&set.case) {
            return false;
        }
        if whole { self.cases.insert(set.case) } else { self.contacts.insert(set.case) }
    }

    fn named(&self, set: &PartySet) -> Option<bool> {
        let parties = [set.person, set.organisation].into_iter().flatten();
        parties.filter_map(|party| self.parties.get(&party).copied()).reduce(|one, other| one || other)
    }

    /// Whether the private part of an event goes. A file that was carried on to another case before is that case's by now.
    pub fn covers(&self, event: &Event) -> bool {
        match event {
            Event::PersonAdded(e) => self.parties.contains_key(&e.person),
            Event::PersonSet(e) => self.parties.contains_key(&e.person),
            Event::OrganisationAdded(e) => self.parties.contains_key(&e.organisation),
            Event::OrganisationSet(e) => self.parties.contains_key(&e.organisation),
            Event::PartySet(e) => {
                self.named(e).is_some() || self.cases.contains(&e.case) || self.contacts.contains(&e.case)
            }
            Event::ContactSet(e) => self.cases.contains(&e.case) || self.contacts.contains(&e.case),
            Event::FileMoved(e) => self.cases.contains(&e.to),
            event => {
                subject(event).into_iter().any(|one| matches!(one, Subject::Case(case) if self.cases.contains(&case)))
            }
        }
    }

    /// The same for what arrives after the order: a file carried out of an erased case was erased with it, and this would bring it back.
    pub fn covers_later(&self, event: &Event) -> bool {
        self.covers(event) || matches!(event, Event::FileMoved(e) if self.cases.contains(&e.case))
    }

    /// The file that an event carries into a covered case. What tells of it in the case it came from goes too.
    pub fn takes_in(&self, event: &Event) -> Option<Uuid> {
        match event {
            Event::FileMoved(e) if self.cases.contains(&e.to) => Some(e.file),
            _ => None,
        }
    }

    /// [`Self::covers_later`] of a record whose event may be of a newer program. `files`: those that were carried into a covered case.
    pub fn hits(&self, kind: &str, facts: &[u8], files: &BTreeSet<Uuid>) -> bool {
        match Event::read(kind, facts, None) {
            Ok(event) => self.covers_later(&event) || file_placed(&event).is_some_and(|file| files.contains(&file)),
            Err(_) => self.mentioned(facts),
        }
    }

    /// Whether a kind this program cannot read names something of which everything goes.
    pub fn mentioned(&self, facts: &[u8]) -> bool {
        self.ids().any(|id| {
            let id = id.hyphenated().to_string();
            facts.windows(id.len()).any(|window| window == id.as_bytes())
        })
    }
}

/// The file an event tells where it lies.
pub fn file_placed(event: &Event) -> Option<Uuid> {
    match event {
        Event::FileAdded(e) => Some(e.file),
        Event::FileMoved(e) => Some(e.file),
        _ => None,
    }
}

/// The records that destroy the private parts of these events.
pub fn erase(events: &[Uuid]) -> Vec<Event> {
    // The reason stands in the request, once.
    let private = || Some(Reason { reason: String::new() });
    events.chunks(A_RECORD).map(|erases| RecordErased { erases: erases.to_vec(), private: private() }.into()).collect()
}

/// The records that say what was erased for a request and goes on being erased. `erasures`: the records of [`erase`].
pub fn order(answers: Uuid, cover: &Cover, erasures: &[Uuid]) -> Vec<Event> {
    let order = |whole| ErasureOrdered {
        answers,
        parties: Vec::new(),
        cases: Vec::new(),
        contacts: Vec::new(),
        whole,
        erasures: Vec::new(),
    };
    let mut orders: Vec<ErasureOrdered> = Vec::new();
    for wanted in [false, true] {
        let parties = cover.parties.iter().filter(|(_, whole)| **whole == wanted).map(|(party, _)| *party);
        let parties: Vec<Uuid> = parties.collect();
        orders.extend(parties.chunks(A_RECORD).map(|some| ErasureOrdered { parties: some.to_vec(), ..order(wanted) }));
    }
    let cases: Vec<Uuid> = cover.cases.iter().copied().collect();
    orders.extend(cases.chunks(A_RECORD).map(|some| ErasureOrdered { cases: some.to_vec(), ..order(false) }));
    let contacts: Vec<Uuid> = cover.contacts.iter().copied().collect();
    orders.extend(contacts.chunks(A_RECORD).map(|some| ErasureOrdered { contacts: some.to_vec(), ..order(false) }));
    orders.extend(erasures.chunks(A_RECORD).map(|some| ErasureOrdered { erasures: some.to_vec(), ..order(false) }));
    orders.into_iter().map(Event::from).collect()
}

/// What was erased for one request so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The event id of the request.
    pub request: Uuid,
    pub cover: Cover,
    /// Events whose private part went.
    pub events: BTreeSet<Uuid>,
    /// When it was ordered first, by the clock of whoever ordered.
    pub at: Time,
    /// Where its newest record stands: whoever holds that log so far has applied all of it.
    pub last: (LogId, u64),
    newest: Hlc,
}

/// Every erasure of the office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erasures {
    by_request: BTreeMap<Uuid, Erasure>,
    cover: Cover,
}

impl Erasures {
    /// From the events of the office logs that count, each once.
    pub(crate) fn fold<'a>(events: impl Iterator<Item = &'a Once<'a>>) -> Self {
        let mut erased: BTreeMap<Uuid, &[Uuid]> = BTreeMap::new();
        let mut orders = Vec::new();
        for one in events {
            match one.event {
                Event::RecordErased(event) => {
                    erased.insert(one.filed.id, &event.erases);
                }
                Event::ErasureOrdered(event) => orders.push((one.filed, event)),
                _ => {}
            }
        }
        let mut all = Self::default();
        for (filed, order) in orders {
            let cover = Cover {
                parties: order.parties.iter().map(|party| (*party, order.whole)).collect(),
                cases: order.cases.iter().copied().collect(),
                contacts: order.contacts.iter().copied().collect(),
            };
            all.cover.extend(&cover);
            let last = (filed.log, filed.seq);
            let held = all.by_request.entry(order.answers).or_insert_with(|| Erasure {
                request: order.answers,
                cover: Cover::default(),
                events: BTreeSet::new(),
                at: filed.at,
                last,
                newest: filed.hlc,
            });
            held.cover.extend(&cover);
            held.events.extend(order.erasures.iter().filter_map(|id| erased.get(id)).flat_map(|ids| ids.iter()));
            if filed.hlc >= held.newest {
                (held.newest, held.last) = (filed.hlc, last);
            }
        }
        all
    }

    /// Everything that was ordered, taken together.
    pub fn cover(&self) -> &Cover {
        &self.cover
    }

    pub fn iter(&self) -> impl Iterator<Item = &Erasure> {
        self.by_request.values()
    }

    pub fn get(&self, request: Uuid) -> Option<&Erasure> {
        self.by_request.get(&request)
    }

    /// How far each office log must be held to have applied everything.
    pub fn last(&self) -> BTreeMap<LogId, u64> {
        let mut last: BTreeMap<LogId, u64> = BTreeMap::new();
        for erasure in self.iter() {
            let held = last.entry(erasure.last.0).or_default();
            *held = (*held).max(erasure.last.1);
        }
        last
    }
}

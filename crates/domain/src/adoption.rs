//! What the office has taken over from PCs that worked alone: up to where their logs are rightful, and as whom their people are read.
//!
//! Design, "Joining": "the office log adopts its log up to seq N as rightful, maps its users and parties; … its settings become
//! proposals." What such a log says about who belongs to an office is read by nobody, because it is no office log.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::erasure::Cover;
use crate::event::{Event, LogAdopted, PartiesMapped, UserMapped};
use crate::filed::Filed;
use crate::ids::LogId;
use crate::subject::{Subject, subject};

/// Every adoption of the office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adoptions {
    upto: BTreeMap<LogId, u64>,
    users: BTreeMap<Uuid, Uuid>,
    parties: BTreeMap<Uuid, Uuid>,
    /// The same the other way round.
    brought: BTreeMap<Uuid, BTreeSet<Uuid>>,
}

impl Adoptions {
    /// The greatest head of a log counts; of two that read one person differently the later one.
    pub(crate) fn take(&mut self, event: &LogAdopted) {
        let upto = self.upto.entry(event.log).or_default();
        *upto = (*upto).max(event.seq);
        self.users.extend(event.users.iter().copied().zip(event.read_as.iter().copied()));
    }

    /// The last word about a person counts.
    pub(crate) fn take_user(&mut self, event: &UserMapped) {
        match event.user == event.read_as {
            true => self.forget_user(event.user),
            false => {
                self.users.insert(event.user, event.read_as);
            }
        }
    }

    pub(crate) fn forget_user(&mut self, user: Uuid) {
        self.users.remove(&user);
    }

    pub(crate) fn take_parties(&mut self, event: &PartiesMapped) {
        for (party, read_as) in event.parties.iter().copied().zip(event.read_as.iter().copied()) {
            if let Some(before) = self.parties.insert(party, read_as)
                && let Some(brought) = self.brought.get_mut(&before)
            {
                brought.remove(&party);
            }
            self.brought.entry(read_as).or_default().insert(party);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.upto.is_empty()
    }

    /// Up to where a log was adopted; 0 where it was not.
    pub fn upto(&self, log: LogId) -> u64 {
        self.upto.get(&log).copied().unwrap_or(0)
    }

    /// Whether a record was written before its PC joined: its author had every right to make it there.
    pub fn holds(&self, log: LogId, seq: u64) -> bool {
        seq <= self.upto(log)
    }

    /// As whom a person is read.
    pub fn user(&self, user: Uuid) -> Uuid {
        self.users.get(&user).copied().unwrap_or(user)
    }

    /// As which person or organisation one is read.
    pub fn party(&self, party: Uuid) -> Uuid {
        self.parties.get(&party).copied().unwrap_or(party)
    }

    /// The people or organisations that are read as this one, itself left out.
    pub fn read_as(&self, party: Uuid) -> impl Iterator<Item = Uuid> + '_ {
        self.brought.get(&party).into_iter().flatten().copied()
    }

    /// What an erasure covers, with every id its people and organisations go by.
    pub fn widened(&self, mut cover: Cover) -> Cover {
        for (party, whole) in cover.parties.clone() {
            let one = self.party(party);
            for also in self.read_as(one).chain([one]) {
                *cover.parties.entry(also).or_default() |= whole;
            }
        }
        cover
    }

    /// Reads an event with the people, stakeholders and organisations of the office in it.
    pub fn read(&self, mut filed: Filed) -> Filed {
        if self.users.is_empty() && self.parties.is_empty() {
            return filed;
        }
        filed.author = self.user(filed.author);
        match &mut filed.event {
            Event::PersonAdded(event) => event.person = self.party(event.person),
            Event::PersonSet(event) => event.person = self.party(event.person),
            Event::OrganisationAdded(event) => event.organisation = self.party(event.organisation),
            Event::OrganisationSet(event) => event.organisation = self.party(event.organisation),
            Event::PartySet(event) => {
                event.person = event.person.map(|person| self.party(person));
                event.organisation = event.organisation.map(|organisation| self.party(organisation));
            }
            Event::HandoverOffered(event) => event.to = self.user(event.to),
            Event::EscalationAnswered(event) => event.on_behalf_of = event.on_behalf_of.map(|head| self.user(head)),
            Event::SectionDefined(event) => event.head = event.head.map(|head| self.user(head)),
            Event::SubstituteNamed(event) => event.user = self.user(event.user),
            _ => {}
        }
        filed
    }

    /// Whether an event is a setting of a PC that worked alone: it does not count, and an admin may take it over.
    pub fn proposes(&self, filed: &Filed) -> bool {
        self.holds(filed.log, filed.seq) && subject(&filed.event).contains(&Subject::Settings)
    }
}

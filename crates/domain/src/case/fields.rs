//! The fields of a case that people edit, each folded from its edits.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entries::{Entries, Entry, replaces};
use crate::event::{ContactSet, Event, Name, PartySet, Reason, Text, TopicSet};
use crate::shape::{Code, Time};
use crate::tips::{Edit, Field, Mark, Value, private_value, typed};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub person: Option<Uuid>,
    pub organisation: Option<Uuid>,
    pub stakeholder_type: Code,
    pub role: Option<Code>,
    /// The role in words, where no code of the list fits.
    pub role_words: Value<String>,
}

/// What the question is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub topic: Option<Code>,
    pub section: Option<Code>,
}

/// Whom to tell the solution (KEP-57/PB/2023 step 7b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// "Tidak bersedia": the stakeholder would not name anybody.
    pub declined: bool,
    pub name: Value<String>,
    pub phone: Value<String>,
    pub email: Value<String>,
}

pub struct Fields {
    pub channel: Field<Code>,
    pub party: Field<Party>,
    pub question: Field<String>,
    pub topic: Field<About>,
    pub answer: Field<String>,
    pub hai: Field<String>,
    pub received: Field<Time>,
    pub visit: Field<Uuid>,
    pub contact: Field<Contact>,
}

impl Fields {
    pub fn fold(entries: &Entries) -> Self {
        Self {
            channel: field(entries, Mark::Silent, |entry| channel(entry).map(Value::Known)),
            party: field(entries, Mark::Shown, |entry| match entry.event {
                Event::PartySet(e) => Some(Value::Known(party(entry, e))),
                _ => None,
            }),
            question: field(entries, Mark::Shown, |entry| match entry.event {
                Event::QuestionSet(e) => Some(text(entry, e.private.as_ref())),
                _ => None,
            }),
            topic: field(entries, Mark::Shown, |entry| match entry.event {
                Event::TopicSet(e) => Some(about(e)),
                _ => None,
            }),
            answer: field(entries, Mark::Shown, |entry| match entry.event {
                Event::AnswerSet(e) => Some(text(entry, e.private.as_ref())),
                _ => None,
            }),
            hai: field(entries, Mark::Silent, |entry| match entry.event {
                Event::HaiSet(e) => Some(text(entry, e.private.as_ref())),
                _ => None,
            }),
            received: field(entries, Mark::Shown, |entry| match entry.event {
                Event::ReceivedSet(e) => Some(Value::Known(e.received_at)),
                _ => None,
            }),
            visit: field(entries, Mark::Silent, |entry| match entry.event {
                Event::CaseOpened(e) => Some(Value::Known(e.visit)),
                Event::CaseMoved(e) => Some(Value::Known(e.visit)),
                _ => None,
            }),
            contact: field(entries, Mark::Shown, |entry| match entry.event {
                Event::ContactSet(e) => Some(contact(entry, e)),
                _ => None,
            }),
        }
    }

    /// Every event that stands in a field.
    pub fn tips(&self) -> BTreeSet<Uuid> {
        let Self { channel, party, question, topic, answer, hai, received, visit, contact } = self;
        let of_words = [&question.tips, &answer.tips, &hai.tips, &party.tips, &contact.tips];
        let of_facts = [&channel.tips, &topic.tips, &received.tips, &visit.tips];
        of_words.into_iter().chain(of_facts).flatten().copied().collect()
    }
}

/// Folds the edits `value` knows.
pub fn field<T: PartialEq + Clone>(
    entries: &Entries,
    mark: Mark,
    value: impl Fn(&Entry) -> Option<Value<T>>,
) -> Field<T> {
    let edits: Vec<Edit<T>> = entries
        .all
        .iter()
        .filter(|entry| !entry.misfit)
        .filter_map(|entry| {
            let value = value(entry)?;
            // Channel and visit of a voided opening still stand while the case does: nothing else names them.
            let opens = matches!(entry.event, Event::CaseOpened(_));
            Some(Edit {
                id: entry.filed.id,
                order: entry.filed.order(),
                replaces: replaces(entry.event).to_vec(),
                live: entry.is_live() || opens,
                value,
            })
        })
        .collect();
    Field::fold(&edits, mark)
}

pub fn channel(entry: &Entry) -> Option<Code> {
    match entry.event {
        Event::CaseOpened(e) => Some(e.channel.clone()),
        Event::ChannelSet(e) => Some(e.channel.clone()),
        _ => None,
    }
}

pub fn party(entry: &Entry, event: &PartySet) -> Party {
    let PartySet { person, organisation, stakeholder_type, role, private, .. } = event.clone();
    let role_words = private_value(entry.state, private.map(|words| words.role)).and_then(|words| typed(&words));
    Party { person, organisation, stakeholder_type, role, role_words }
}

pub fn about(event: &TopicSet) -> Value<About> {
    match (&event.topic, &event.section) {
        (None, None) => Value::Empty,
        (topic, section) => Value::Known(About { topic: topic.clone(), section: section.clone() }),
    }
}

pub fn text(entry: &Entry, private: Option<&Text>) -> Value<String> {
    private_value(entry.state, private.map(|p| p.text.clone())).and_then(|text| typed(&text))
}

pub fn reason(entry: &Entry, private: Option<&Reason>) -> Value<String> {
    private_value(entry.state, private.map(|p| p.reason.clone())).and_then(|text| typed(&text))
}

pub fn name(entry: &Entry, private: Option<&Name>) -> Value<String> {
    private_value(entry.state, private.map(|p| p.name.clone())).and_then(|text| typed(&text))
}

/// Nobody named and nothing declined is no contact.
pub fn contact(entry: &Entry, event: &ContactSet) -> Value<Contact> {
    let part = |pick: fn(&crate::event::PersonData) -> &String| {
        private_value(entry.state, event.private.as_ref().map(|p| pick(p).clone())).and_then(|text| typed(&text))
    };
    let (name, phone, email) = (part(|p| &p.name), part(|p| &p.phone), part(|p| &p.email));
    let declined = event.declined;
    if !declined && !name.is_set() && !phone.is_set() && !email.is_set() {
        return Value::Empty;
    }
    Value::Known(Contact { declined, name, phone, email })
}

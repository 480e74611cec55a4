//! The fields of a case that people edit, each folded from its edits.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::entries::{Entries, Entry, replaces};
use super::{About, Party};
use crate::catalogue;
use crate::event::{Event, PartySet, Text, TopicSet};
use crate::shape::Code;
use crate::tips::{Edit, Field, Mark, Value, private_value, typed};

pub struct Fields {
    pub channel: Field<Code>,
    pub party: Field<Party>,
    pub question: Field<String>,
    pub topic: Field<About>,
    pub answer: Field<String>,
    pub hai: Field<String>,
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
        }
    }

    /// Whether the channel shown is online; one this program does not know is, for it starts no clock by itself.
    pub fn is_online(&self) -> bool {
        self.channel.known().and_then(|code| catalogue::channel(code.as_str())).is_none_or(|channel| channel.online)
    }

    /// Every event that stands in a field.
    pub fn tips(&self) -> BTreeSet<Uuid> {
        let Self { channel, party, question, topic, answer, hai } = self;
        [&channel.tips, &party.tips, &question.tips, &topic.tips, &answer.tips, &hai.tips]
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }
}

fn field<T: PartialEq + Clone>(entries: &Entries, mark: Mark, value: impl Fn(&Entry) -> Option<Value<T>>) -> Field<T> {
    let edits: Vec<Edit<T>> = entries
        .all
        .iter()
        .filter(|entry| !entry.misfit)
        .filter_map(|entry| {
            let value = value(entry)?;
            // The channel of a voided opening still stands while the case does: nothing else names one.
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

//! The editable lists: what an office starts with, and the records over it. Codes are retired, never renamed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::records::{Records, words};
use crate::calendar::Day;
use crate::catalogue;
use crate::event::Event;
use crate::shape::Code;
use crate::standing::TextState;
use crate::tips::{Value, typed};

/// Between the places of two rows an office starts with, so that others fit in.
const PLACES: u32 = 10;

/// A section of the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub code: Code,
    pub name: Value<String>,
    /// The user who is its Kepala Seksi.
    pub head: Option<Uuid>,
    /// Its place in the list; so is the `order` of every other list.
    pub order: u32,
    /// No longer offered for something new.
    pub retired: bool,
    pub tips: Vec<Uuid>,
}

/// What a question can be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    pub code: Code,
    pub section: Code,
    pub name: Value<String>,
    /// Words the topic is found by.
    pub keywords: Vec<String>,
    /// Documents usually asked for.
    pub documents: Vec<String>,
    pub order: u32,
    pub retired: bool,
    pub tips: Vec<Uuid>,
}

/// A way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    pub code: Code,
    pub name: Value<String>,
    pub online: bool,
    pub hai: bool,
    pub order: u32,
    pub retired: bool,
    pub tips: Vec<Uuid>,
}

/// Where complaints go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    pub complaint: Uuid,
    pub name: Value<String>,
    pub address: Value<String>,
    pub order: u32,
    pub retired: bool,
    pub tips: Vec<Uuid>,
}

/// Plh: who stands in for the head of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Substitute {
    pub substitute: Uuid,
    pub section: Code,
    pub user: Uuid,
    /// First and last day.
    pub from: Day,
    pub until: Day,
    /// Ended before its last day.
    pub ended: bool,
    pub tips: Vec<Uuid>,
}

impl Substitute {
    pub fn stands_in(&self, day: Day) -> bool {
        !self.ended && self.from <= day && day <= self.until
    }
}

/// The rows an office starts with and the records over them, by their order, then by their key.
fn over<K: Ord, T>(start: impl Iterator<Item = (K, T)>, records: BTreeMap<K, T>, order: fn(&T) -> u32) -> Vec<T> {
    let mut rows: BTreeMap<K, T> = start.collect();
    rows.extend(records);
    let mut rows: Vec<T> = rows.into_values().collect();
    rows.sort_by_key(order);
    rows
}

/// The place of a row an office starts with; `at` from 0.
fn place(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX).saturating_mul(PLACES)
}

pub fn sections(records: &Records) -> Vec<Section> {
    let start = catalogue::sections().into_iter().enumerate().map(|(at, (code, name))| {
        let name = Value::Known(name.to_owned());
        let (code, order) = (code.clone(), place(at));
        (code.clone(), Section { code, name, head: None, order, retired: false, tips: Vec::new() })
    });
    let set = records.values(
        |_, event, state| match event {
            Event::SectionDefined(e) => Some((
                e.section.clone(),
                &e.replaces,
                Section {
                    code: e.section.clone(),
                    name: words(state, e.private.as_ref().map(|p| &p.name)),
                    head: e.head,
                    order: e.order,
                    retired: e.retired,
                    tips: Vec::new(),
                },
            )),
            _ => None,
        },
        |section, tips| section.tips = tips,
    );
    over(start, set, |section| section.order)
}

pub fn topics(records: &Records) -> Vec<Topic> {
    let start = catalogue::topics().iter().enumerate().map(|(at, topic)| {
        let catalogue::Topic { code, section, name, keywords, documents, .. } = topic.clone();
        let name = Value::Known(name);
        let (order, retired, tips) = (place(at), false, Vec::new());
        (code.clone(), Topic { code, section, name, keywords, documents, order, retired, tips })
    });
    let set = records.values(
        |_, event, state| match event {
            Event::TopicDefined(e) => {
                let known = e.private.as_ref().filter(|_| state == TextState::Known);
                let topic = Topic {
                    code: e.topic.clone(),
                    section: e.section.clone(),
                    name: words(state, e.private.as_ref().map(|p| &p.name)),
                    keywords: known.map(|p| p.keywords.clone()).unwrap_or_default(),
                    documents: known.map(|p| p.documents.clone()).unwrap_or_default(),
                    order: e.order,
                    retired: e.retired,
                    tips: Vec::new(),
                };
                Some((e.topic.clone(), &e.replaces, topic))
            }
            _ => None,
        },
        |topic, tips| topic.tips = tips,
    );
    over(start, set, |topic| topic.order)
}

pub fn channels(records: &Records) -> Vec<Channel> {
    let start = catalogue::channels().iter().enumerate().map(|(at, channel)| {
        let catalogue::Channel { code, name, online, hai } = channel.clone();
        let name = Value::Known(name);
        let (order, retired, tips) = (place(at), false, Vec::new());
        (code.clone(), Channel { code, name, online, hai, order, retired, tips })
    });
    let set = records.values(
        |_, event, state| match event {
            Event::ChannelDefined(e) => Some((
                e.channel.clone(),
                &e.replaces,
                Channel {
                    code: e.channel.clone(),
                    name: words(state, e.private.as_ref().map(|p| &p.name)),
                    online: e.online,
                    hai: e.hai,
                    order: e.order,
                    retired: e.retired,
                    tips: Vec::new(),
                },
            )),
            _ => None,
        },
        |channel, tips| channel.tips = tips,
    );
    over(start, set, |channel| channel.order)
}

pub fn complaints(records: &Records) -> Vec<Complaint> {
    let start = catalogue::complaint_channels().iter().enumerate().map(|(at, channel)| {
        let name = Value::Known(channel.name.clone());
        let address = typed(&channel.address).map_or(Value::Empty, Value::Known);
        let (complaint, order) = (channel.id, place(at));
        (complaint, Complaint { complaint, name, address, order, retired: false, tips: Vec::new() })
    });
    let set = records.values(
        |_, event, state| match event {
            Event::ComplaintDefined(e) => Some((
                e.complaint,
                &e.replaces,
                Complaint {
                    complaint: e.complaint,
                    name: words(state, e.private.as_ref().map(|p| &p.name)),
                    address: words(state, e.private.as_ref().map(|p| &p.address)),
                    order: e.order,
                    retired: e.retired,
                    tips: Vec::new(),
                },
            )),
            _ => None,
        },
        |complaint, tips| complaint.tips = tips,
    );
    over(start, set, |complaint| complaint.order)
}

/// By section and id: a head can end a substitute of the own section only, whatever id the record names.
pub fn substitutes(records: &Records) -> Vec<Substitute> {
    let set = records.values(
        |_, event, _| match event {
            Event::SubstituteNamed(e) => Some((
                (e.section.clone(), e.substitute),
                &e.replaces,
                Substitute {
                    substitute: e.substitute,
                    section: e.section.clone(),
                    user: e.user,
                    from: e.from,
                    until: e.until,
                    ended: e.ended,
                    tips: Vec::new(),
                },
            )),
            _ => None,
        },
        |substitute, tips| substitute.tips = tips,
    );
    let mut all: Vec<Substitute> = set.into_values().collect();
    all.sort_by_key(|one| one.from);
    all
}

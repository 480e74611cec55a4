//! Settings of PCs that worked alone, as proposals to the office they joined (design/sync.md "Joining"): what they set otherwise than the
//! office does, each as the record that would take it over.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::calendar::Day;
use crate::event::Event;
use crate::filed::{self, Filed, Once};
use crate::shape::Time;
use crate::standing::Standing;

/// One setting a PC brought along.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Its event id.
    pub event: Uuid,
    /// The PC.
    pub device: Uuid,
    /// Who set it there, and when.
    pub by: Uuid,
    pub at: Time,
    /// The record that takes it over: it replaces what stands in the office.
    pub wanted: Event,
}

/// What a settings record sets; two of one key are edits of one thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Coded(&'static str, String),
    Limit(String, Day),
    Holiday(Day),
    Named(&'static str, Uuid),
}

/// The key of a settings record and the edits it replaces; `None` for other kinds.
fn parts(event: &mut Event) -> Option<(Key, &mut Vec<Uuid>)> {
    Some(match event {
        Event::SettingSet(e) => (Key::Limit(e.setting.to_string(), e.from), &mut e.replaces),
        Event::OfficeTextSet(e) => (Key::Coded("text", e.field.to_string()), &mut e.replaces),
        Event::SectionDefined(e) => (Key::Coded("section", e.section.to_string()), &mut e.replaces),
        Event::TopicDefined(e) => (Key::Coded("topic", e.topic.to_string()), &mut e.replaces),
        Event::ChannelDefined(e) => (Key::Coded("channel", e.channel.to_string()), &mut e.replaces),
        Event::ComplaintDefined(e) => (Key::Named("complaint", e.complaint), &mut e.replaces),
        Event::HolidaySet(e) => (Key::Holiday(e.day), &mut e.replaces),
        Event::HoursSet(e) => (Key::Named("hours", e.hours), &mut e.replaces),
        // Who stands in for whom is a matter of days and of people of that PC.
        _ => return None,
    })
}

/// What stands under each key: the newest edit, and every edit a new one has to name.
struct Stands<'a> {
    newest: &'a Once<'a>,
    tips: Vec<Uuid>,
}

fn stands<'a>(once: &'a [Once<'a>], standing: &Standing) -> BTreeMap<Key, Stands<'a>> {
    let mut all: BTreeMap<Key, (Vec<&Once<'_>>, BTreeSet<Uuid>)> = BTreeMap::new();
    for one in once.iter().filter(|one| standing.counts(one.filed.id)) {
        if let Some((key, replaces)) = parts(&mut one.event.clone()) {
            let (edits, replaced) = all.entry(key).or_default();
            edits.push(one);
            replaced.extend(replaces.iter().copied());
        }
    }
    // Oldest first, so the last that nothing replaces is the newest.
    let stand = |(key, (edits, replaced)): (Key, (Vec<&'a Once<'a>>, BTreeSet<Uuid>))| {
        let tips: Vec<&Once<'_>> = edits.into_iter().filter(|one| !replaced.contains(&one.filed.id)).collect();
        let newest = *tips.last()?;
        Some((key, Stands { newest, tips: tips.iter().map(|one| one.filed.id).collect() }))
    };
    all.into_iter().filter_map(stand).collect()
}

fn without_replaces(event: &Event) -> Event {
    let mut event = event.clone();
    if let Some((_, replaces)) = parts(&mut event) {
        replaces.clear();
    }
    event
}

/// What the settings records `brought` by PCs that worked alone set otherwise than those of the office, the newest first. `device`: which
/// PC wrote a log. What was erased or has not come yet proposes nothing.
pub fn proposals(
    brought: &[Filed],
    office: &[Filed],
    standing: &Standing,
    device: impl Fn(&Filed) -> Uuid,
) -> Vec<Proposal> {
    let held = filed::once(office);
    let held = stands(&held, standing);
    let mut by_device: BTreeMap<Uuid, Vec<&Filed>> = BTreeMap::new();
    for one in brought {
        by_device.entry(device(one)).or_default().push(one);
    }
    let mut all = Vec::new();
    for (device, brought) in by_device {
        let once = filed::once(brought);
        for (key, Stands { newest, .. }) in stands(&once, standing) {
            if newest.private_missing || standing.is_erased(newest.filed.id) {
                continue;
            }
            let there = held.get(&key);
            let wanted = without_replaces(newest.event);
            if there.is_some_and(|there| without_replaces(there.newest.event) == wanted) {
                continue;
            }
            let mut wanted = wanted;
            if let Some((_, replaces)) = parts(&mut wanted) {
                *replaces = there.map(|there| there.tips.clone()).unwrap_or_default();
            }
            let Once { filed, .. } = newest;
            all.push(Proposal { event: filed.id, device, by: filed.author, at: filed.at, wanted });
        }
    }
    all.sort_by_key(|proposal| std::cmp::Reverse((proposal.at, proposal.event)));
    all
}

//! The rows of a list in another order: only rows whose place changes are recorded, all in one transaction.

use lakon_domain::event::{
    ChannelDefined, ComplaintDefined, ComplaintWords, Event, Name, SectionDefined, TopicDefined, TopicWords,
};
use lakon_domain::settings::{Channel, Complaint, Section, Topic};

use crate::api::{Nothing, SetOrder, SettingsList, SettingsView};
use crate::app::Desk;
use crate::failure::Failure;
use crate::settings_lists::PLACES;
use crate::settings_office::write;
use crate::settings_view::view;
use crate::words::Sentence;

/// The rows named come first, in this order; the others follow as they stood.
pub fn order(desk: &Desk, input: SetOrder) -> Result<SettingsView, Failure> {
    let rules = desk.store.rules();
    let settings = &rules.settings;
    let named = &input.rows;
    let events = match input.list {
        SettingsList::Sections => {
            placed(&settings.sections, named, |row| row.code.to_string(), |row| row.order, moved_section)
        }
        SettingsList::Topics => {
            placed(&settings.topics, named, |row| row.code.to_string(), |row| row.order, moved_topic)
        }
        SettingsList::Channels => {
            placed(&settings.channels, named, |row| row.code.to_string(), |row| row.order, moved_channel)
        }
        SettingsList::Complaints => {
            placed(&settings.complaints, named, |row| row.complaint.to_string(), |row| row.order, moved_complaint)
        }
    };
    write(desk, events?)?;
    view(desk, Nothing {})
}

fn placed<T>(
    rows: &[T],
    named: &[String],
    key: impl Fn(&T) -> String,
    stands: impl Fn(&T) -> u32,
    moved: impl Fn(&T, u32) -> Event,
) -> Result<Vec<Event>, Failure> {
    let mut order: Vec<&T> = Vec::new();
    for name in named {
        let row = rows.iter().find(|row| key(row) == *name).ok_or(Sentence::RowGone)?;
        if !order.iter().any(|held| key(held) == *name) {
            order.push(row);
        }
    }
    order.extend(rows.iter().filter(|row| !named.contains(&key(row))));
    let place = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX).saturating_mul(PLACES);
    let places = order.into_iter().enumerate().map(|(at, row)| (row, place(at)));
    Ok(places.filter(|(row, place)| stands(row) != *place).map(|(row, place)| moved(row, place)).collect())
}

fn moved_section(row: &Section, order: u32) -> Event {
    let Section { code, name, head, retired, tips, .. } = row.clone();
    let private = Some(Name { name: name.text().to_owned() });
    SectionDefined { section: code, head, order, retired, replaces: tips, private }.into()
}

fn moved_topic(row: &Topic, order: u32) -> Event {
    let Topic { code, section, name, keywords, documents, retired, tips, .. } = row.clone();
    let private = Some(TopicWords { name: name.text().to_owned(), keywords, documents });
    TopicDefined { topic: code, section, order, retired, replaces: tips, private }.into()
}

fn moved_channel(row: &Channel, order: u32) -> Event {
    let Channel { code, name, online, hai, retired, tips, .. } = row.clone();
    let private = Some(Name { name: name.text().to_owned() });
    ChannelDefined { channel: code, online, hai, order, retired, replaces: tips, private }.into()
}

fn moved_complaint(row: &Complaint, order: u32) -> Event {
    let Complaint { complaint, name, address, retired, tips, .. } = row.clone();
    let private = Some(ComplaintWords { name: name.text().to_owned(), address: address.text().to_owned() });
    ComplaintDefined { complaint, order, retired, replaces: tips, private }.into()
}

//! The lists of the office, set by an admin: sections, topics, channels, complaint channels. A row is retired, never taken
//! away, and its code is never another's.

use lakon_domain::catalogue::FACE_TO_FACE;
use lakon_domain::event::{
    ChannelDefined, ComplaintDefined, ComplaintWords, Name, SectionDefined, TopicDefined, TopicWords,
};
use lakon_domain::settings::code_for;
use lakon_domain::shape::Code;
use lakon_domain::tips::Value;
use uuid::Uuid;

use crate::api::{Nothing, SetChannel, SetComplaint, SetSection, SetTopic, SettingsView};
use crate::app::Desk;
use crate::failure::Failure;
use crate::sections::new_head;
use crate::settings_office::write;
use crate::settings_view::view;
use crate::words::Sentence;

/// Between the places of two rows, so that others fit in.
pub(crate) const PLACES: u32 = 10;

/// What every list asks of a row.
struct Row<'s> {
    name: &'s Value<String>,
    order: u32,
    retired: bool,
}

/// A name that says something and that no other offered row has.
fn name(typed: &str, others: &[Row], retired: bool) -> Result<String, Failure> {
    let name = typed.trim();
    if name.is_empty() {
        return Err(Sentence::NeedName.fields(&["name"]));
    }
    let same = |row: &Row| !row.retired && row.name.text().to_lowercase() == name.to_lowercase();
    if !retired && others.iter().any(same) {
        return Err(Sentence::SameName.fields(&["name"]));
    }
    Ok(name.to_owned())
}

/// Where a row stands: as asked, else where it stood, else last.
fn place(asked: Option<u32>, held: Option<u32>, others: &[Row]) -> u32 {
    let last = others.iter().map(|row| row.order).max().unwrap_or(0);
    asked.or(held).unwrap_or_else(|| last.saturating_add(PLACES))
}

/// Refuses to retire the last row that is offered.
fn some_left(retired: bool, others: &[Row], last: Sentence) -> Result<(), Failure> {
    if retired && others.iter().all(|row| row.retired) { Err(last.fields(&["retired"])) } else { Ok(()) }
}

fn new_code(name: &str, taken: impl Fn(&str) -> bool) -> Result<Code, Failure> {
    code_for(name, taken).ok_or_else(|| Sentence::SameName.fields(&["name"]))
}

/// A section, its head among those who are Kepala Seksi.
pub fn section(desk: &Desk, input: SetSection) -> Result<SettingsView, Failure> {
    let rules = desk.store.rules();
    let rows = &rules.settings.sections;
    let held =
        input.section.as_deref().map(|code| rules.settings.section(code).ok_or(Sentence::RowGone)).transpose()?;
    let others: Vec<Row> = rows
        .iter()
        .filter(|row| held.is_none_or(|held| held.code != row.code))
        .map(|row| Row { name: &row.name, order: row.order, retired: row.retired })
        .collect();
    let name = name(&input.name, &others, input.retired)?;
    some_left(input.retired, &others, Sentence::LastSection)?;
    let head = input.head.as_deref().filter(|head| !head.is_empty()).map(|user| new_head(desk, user)).transpose()?;
    let section = match held {
        Some(held) => held.code.clone(),
        None => new_code(&name, |code| rules.settings.section(code).is_some())?,
    };
    let order = place(input.order, held.map(|held| held.order), &others);
    let replaces = held.map(|held| held.tips.clone()).unwrap_or_default();
    let private = Some(Name { name });
    write(desk, vec![SectionDefined { section, head, order, retired: input.retired, replaces, private }.into()])?;
    view(desk, Nothing {})
}

/// A topic of a section, with the words it is found by and the documents usual for it.
pub fn topic(desk: &Desk, input: SetTopic) -> Result<SettingsView, Failure> {
    let rules = desk.store.rules();
    let rows = &rules.settings.topics;
    let held = input.topic.as_deref().map(|code| rules.settings.topic(code).ok_or(Sentence::RowGone)).transpose()?;
    let of_others = || rows.iter().filter(|row| held.is_none_or(|held| held.code != row.code));
    // Two sections may each have a topic "Lain-lain".
    let siblings: Vec<Row> = of_others()
        .filter(|row| row.section.as_str() == input.section)
        .map(|row| Row { name: &row.name, order: row.order, retired: row.retired })
        .collect();
    let others: Vec<Row> =
        of_others().map(|row| Row { name: &row.name, order: row.order, retired: row.retired }).collect();
    let name = name(&input.name, &siblings, input.retired)?;
    some_left(input.retired, &others, Sentence::LastTopic)?;
    let section = rules
        .settings
        .section(&input.section)
        .filter(|section| !section.retired || held.is_some_and(|held| held.section == section.code));
    let section = section.ok_or_else(|| Sentence::UnknownSection.fields(&["section"]))?.code.clone();
    let topic = match held {
        Some(held) => held.code.clone(),
        None => new_code(&name, |code| rules.settings.topic(code).is_some())?,
    };
    let order = place(input.order, held.map(|held| held.order), &others);
    let replaces = held.map(|held| held.tips.clone()).unwrap_or_default();
    let keywords = said(&input.keywords).into_iter().map(|word| word.to_lowercase()).collect();
    let private = Some(TopicWords { name, keywords, documents: said(&input.documents) });
    write(desk, vec![TopicDefined { topic, section, order, retired: input.retired, replaces, private }.into()])?;
    view(desk, Nothing {})
}

/// What says something, each once.
fn said(words: &[String]) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for word in words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        if !said.iter().any(|held| held.eq_ignore_ascii_case(word)) {
            said.push(word.to_owned());
        }
    }
    said
}

/// A way in. The one every new consultation begins with stays.
pub fn channel(desk: &Desk, input: SetChannel) -> Result<SettingsView, Failure> {
    let rules = desk.store.rules();
    let rows = &rules.settings.channels;
    let held =
        input.channel.as_deref().map(|code| rules.settings.channel(code).ok_or(Sentence::RowGone)).transpose()?;
    let others: Vec<Row> = rows
        .iter()
        .filter(|row| held.is_none_or(|held| held.code != row.code))
        .map(|row| Row { name: &row.name, order: row.order, retired: row.retired })
        .collect();
    let name = name(&input.name, &others, input.retired)?;
    if input.hai && !input.online {
        return Err(Sentence::HaiIsOnline.fields(&["online"]));
    }
    let is_first = held.is_some_and(|held| held.code.as_str() == FACE_TO_FACE);
    if is_first && (input.retired || input.online) {
        return Err(Sentence::FaceToFaceStays.fields(&[if input.retired { "retired" } else { "online" }]));
    }
    let channel = match held {
        Some(held) => held.code.clone(),
        None => new_code(&name, |code| rules.settings.channel(code).is_some())?,
    };
    let order = place(input.order, held.map(|held| held.order), &others);
    let replaces = held.map(|held| held.tips.clone()).unwrap_or_default();
    let SetChannel { online, hai, retired, .. } = input;
    let private = Some(Name { name });
    write(desk, vec![ChannelDefined { channel, online, hai, order, retired, replaces, private }.into()])?;
    view(desk, Nothing {})
}

/// Where complaints go. Its address may still be missing.
pub fn complaint(desk: &Desk, input: SetComplaint) -> Result<SettingsView, Failure> {
    let rules = desk.store.rules();
    let rows = &rules.settings.complaints;
    let find = |id: &str| {
        let id: Option<Uuid> = id.parse().ok();
        rows.iter().find(|row| Some(row.complaint) == id).ok_or(Sentence::RowGone)
    };
    let held = input.complaint.as_deref().map(find).transpose()?;
    let others: Vec<Row> = rows
        .iter()
        .filter(|row| held.is_none_or(|held| held.complaint != row.complaint))
        .map(|row| Row { name: &row.name, order: row.order, retired: row.retired })
        .collect();
    let name = name(&input.name, &others, input.retired)?;
    some_left(input.retired, &others, Sentence::LastComplaint)?;
    let complaint = held.map_or_else(|| desk.new_id(), |held| held.complaint);
    let order = place(input.order, held.map(|held| held.order), &others);
    let replaces = held.map(|held| held.tips.clone()).unwrap_or_default();
    let private = Some(ComplaintWords { name, address: input.address.trim().to_owned() });
    write(desk, vec![ComplaintDefined { complaint, order, retired: input.retired, replaces, private }.into()])?;
    view(desk, Nothing {})
}

//! Settings a PC that worked alone brought into the office: an admin sees what it set otherwise and takes over one by one, each by an
//! ordinary record of settings.

use lakon_domain::event::Event;
use lakon_domain::settings::{Proposal, proposals};
use lakon_domain::shape::Time;
use lakon_domain::subject::Subject;
use uuid::Uuid;

use crate::api::{Nothing, ProposalKind, ProposalRef, ProposalRow, Proposals};
use crate::app::Desk;
use crate::case_view::{ms, name_of};
use crate::failure::Failure;
use crate::settings_office::write;
use crate::words::Sentence;

fn all(desk: &Desk) -> Result<Vec<Proposal>, Failure> {
    let office = desk.store.office();
    if office.adoptions.is_empty() {
        return Ok(Vec::new());
    }
    let (mut brought, held) = (desk.store.proposed_settings()?, desk.store.events_of(Subject::Settings.id())?);
    let device = |filed: &lakon_domain::filed::Filed| office.device_of_log.get(&filed.log).copied().unwrap_or_default();
    // Who heads a section stays as it is: the people of that PC may have no such role here.
    let rules = desk.store.rules();
    for filed in &mut brought {
        if let Event::SectionDefined(section) = &mut filed.event {
            section.head = rules.settings.section(section.section.as_str()).and_then(|held| held.head);
        }
    }
    Ok(proposals(&brought, &held, &office.standing, device))
}

/// What may be taken over.
pub fn list(desk: &Desk, _: Nothing) -> Result<Proposals, Failure> {
    let office = desk.store.office();
    let row = |proposal: Proposal| {
        let Proposal { event, device, by, at: Time(at), wanted } = proposal;
        let (kind, key, title, text, retired) = told(&wanted)?;
        let logs = office.logs_of(device);
        let pc = logs.into_iter().find_map(|(_, label)| label.map(ToString::to_string)).unwrap_or_default();
        let (event, by) = (event.to_string(), name_of(&office, by));
        Some(ProposalRow { event, kind, key, title, text, retired, by, pc, at: ms(Time(at)) })
    };
    Ok(Proposals { rows: all(desk)?.into_iter().filter_map(row).collect() })
}

/// Takes one over: from now on it is a setting of the office, by whoever did this.
pub fn take(desk: &Desk, input: ProposalRef) -> Result<Proposals, Failure> {
    let event: Uuid = input.event.parse().map_err(|_| Sentence::ProposalGone)?;
    let found = all(desk)?.into_iter().find(|proposal| proposal.event == event).ok_or(Sentence::ProposalGone)?;
    write(desk, vec![found.wanted])?;
    list(desk, Nothing {})
}

fn clock(minutes: u32) -> String {
    format!("{:02}.{:02}", minutes / 60, minutes % 60)
}

/// How a proposal is shown: what it sets, its code, its name, its value.
fn told(event: &Event) -> Option<(ProposalKind, String, String, String, bool)> {
    use ProposalKind::{Channel, Complaint, Holiday, Hours, Limit, Section, Text, Topic};
    let none = String::new;
    Some(match event {
        Event::SettingSet(e) => {
            let basis = e.private.as_ref().map(|p| p.text.clone()).unwrap_or_default();
            (Limit, e.setting.to_string(), e.value.to_string(), format!("{} · {basis}", e.from), false)
        }
        Event::OfficeTextSet(e) => {
            (Text, e.field.to_string(), none(), e.private.as_ref().map(|p| p.text.clone()).unwrap_or_default(), false)
        }
        Event::SectionDefined(e) => {
            let name = e.private.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            (Section, e.section.to_string(), name, none(), e.retired)
        }
        Event::TopicDefined(e) => {
            let words = e.private.clone().unwrap_or_default();
            (Topic, e.topic.to_string(), words.name, words.keywords.join(", "), e.retired)
        }
        Event::ChannelDefined(e) => {
            let name = e.private.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            (Channel, e.channel.to_string(), name, none(), e.retired)
        }
        Event::ComplaintDefined(e) => {
            let words = e.private.clone().unwrap_or_default();
            (Complaint, e.complaint.to_string(), words.name, words.address, e.retired)
        }
        Event::HolidaySet(e) => {
            let name = e.private.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            (Holiday, e.day.to_string(), name, none(), e.removed)
        }
        Event::HoursSet(e) => {
            let name = e.private.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            (Hours, e.hours.to_string(), name, format!("{}–{}", clock(e.opens), clock(e.closes)), e.removed)
        }
        _ => return None,
    })
}

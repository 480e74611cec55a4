//! Everything the program holds about one stakeholder in one readable text: the right of access of UU 27/2022, article 7.

use lakon_domain::event::Event;
use lakon_domain::filed::Filed;
use uuid::Uuid;

use crate::api::{CaseView, PartyRef, SavedAs, StoryItem};
use crate::app::Desk;
use crate::case_view::name_of;
use crate::erasure_text::{moment, said, save, time};
use crate::failure::Failure;
use crate::words::Sentence;
use crate::{case_view, lists};

/// Lines end as the text programs of Windows expect.
const LINE: &str = "\r\n";

/// Asks where, and writes it there. The file is no longer protected by Lakon, and says so.
pub fn export(desk: &Desk, input: PartyRef) -> Result<SavedAs, Failure> {
    let id: Uuid = input.id.parse().map_err(|_| Sentence::PartyGone)?;
    let text = whole(desk, id)?;
    let day = lakon_domain::calendar::Day::of(desk.app.now(), desk.store.rules().zone);
    save(desk, &said(desk, Sentence::ExportFileName, &[&day.to_string(), &id.to_string()[..8]]), &text)
}

fn whole(desk: &Desk, id: Uuid) -> Result<String, Failure> {
    let view = crate::party_list::show(desk, id)?;
    let office = desk.store.office();
    let named = office.office.as_ref();
    let head = named.map(|office| format!("{} ({})", office.name.text(), office.code)).unwrap_or_default();
    let mut lines = vec![said(desk, Sentence::ExportHead, &[&head, &moment(desk, desk.app.now()), &id.to_string()])];
    let line = |sentence, text: &str| format!("{}: {text}", said(desk, sentence, &[]));
    for (sentence, text) in [
        (Sentence::ExportName, view.name.as_str()),
        (Sentence::ExportPhone, view.phone.as_str()),
        (Sentence::ExportEmail, view.email.as_str()),
        (Sentence::ExportSatker, view.satker_code.as_deref().unwrap_or_default()),
    ] {
        if !text.is_empty() {
            lines.push(line(sentence, text));
        }
    }
    for other in &view.related {
        lines.push(line(Sentence::ExportRelated, &other.name));
    }
    lines.push(String::new());
    lines.push(said(desk, Sentence::ExportHistory, &[]));
    let mut events = desk.store.events_of_party(id)?;
    events.sort_by_key(Filed::order);
    for filed in &events {
        let erased = office.standing.is_erased(filed.id).then(|| said(desk, Sentence::ExportErased, &[]));
        if let Some(text) = erased.or_else(|| written(&filed.event)) {
            lines.push(format!("- {} · {} · {text}", moment(desk, filed.at), name_of(&office, filed.author)));
        }
    }
    for row in desk.store.cases_of_party(id, u32::MAX)? {
        // Nothing is shown of it, so nothing is typed over what this reads.
        let view = case_view::read(desk, row.case)?;
        lines.push(String::new());
        lines.extend(case(desk, &view));
    }
    lines.push(String::new());
    Ok(lines.join(LINE))
}

/// What a record of the person or organisation says.
fn written(event: &Event) -> Option<String> {
    match event {
        Event::PersonAdded(e) => e.private.as_ref().map(|p| join(&[&p.name, &p.phone, &p.email])),
        Event::PersonSet(e) => e.private.as_ref().map(|p| join(&[e.field.as_str(), &p.text])),
        Event::OrganisationAdded(e) => e.private.as_ref().map(|p| p.name.clone()),
        Event::OrganisationSet(e) => e.private.as_ref().map(|p| join(&[e.field.as_str(), &p.text])),
        _ => None,
    }
}

fn join(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")
}

fn case(desk: &Desk, view: &CaseView) -> Vec<String> {
    let mut lines =
        vec![said(desk, Sentence::ExportCase, &[view.number.as_deref().unwrap_or_default(), &opened(desk, view)])];
    let mut line = |sentence, text: &str| {
        if !text.trim().is_empty() {
            lines.push(format!("{}: {text}", said(desk, sentence, &[])));
        }
    };
    let fields = &view.fields;
    line(Sentence::ExportChannel, &lists::channel_words(desk, &fields.channel));
    line(Sentence::ExportWho, &join(&[&fields.person_name, &fields.organisation_name, &fields.role_words]));
    let topic = fields.topic.as_deref().and_then(|code| lists::topic_words(desk, code));
    line(Sentence::ExportTopic, &topic.unwrap_or_default());
    line(Sentence::ExportQuestion, &fields.question);
    line(Sentence::ExportAnswer, &fields.answer);
    line(Sentence::ExportTicket, &fields.hai_reference);
    if let Some(contact) = &view.contact {
        line(Sentence::ExportContact, &join(&[&contact.name, &contact.phone, &contact.email]));
    }
    for file in &view.files {
        line(Sentence::ExportFile, &format!("{} ({:.0} byte)", file.name, file.size));
    }
    for file in &view.withdrawn_files {
        line(Sentence::ExportFile, &join(&[&file.name, &file.reason]));
    }
    lines.push(said(desk, Sentence::ExportStory, &[]));
    lines.extend(view.story.iter().map(|item| told(desk, item)));
    lines
}

fn opened(desk: &Desk, view: &CaseView) -> String {
    view.opened_at.map(|at| moment(desk, time(at))).unwrap_or_default()
}

/// "- 23 November 2026, 10.00 WITA · Dewi Contoh · question: …"
fn told(desk: &Desk, item: &StoryItem) -> String {
    let text = match item.state {
        crate::api::TextState::Erased => format!(": {}", said(desk, Sentence::ExportErased, &[])),
        _ if item.text.is_empty() => String::new(),
        _ => format!(": {}", item.text),
    };
    let kind = crate::story_words::name(item.kind, desk.language);
    format!("- {} · {} · {kind}{text}", moment(desk, time(item.at)), item.author)
}

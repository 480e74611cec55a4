//! The consultations of one stakeholder as a text: every case that ever named them, this PC's drafts, and what was set aside here.

use std::collections::BTreeSet;

use lakon_domain::case::{CaseState, Party, What};
use lakon_domain::erasure::Cover;
use lakon_domain::event::Event;
use lakon_store::{AsideRecord, FileRow};
use uuid::Uuid;

use crate::api::{CaseView, Fields, StoryItem, TextState};
use crate::app::Desk;
use crate::case_view::name_of;
use crate::erasure_text::{moment, said, time};
use crate::failure::Failure;
use crate::party_export::join;
use crate::words::Sentence;
use crate::{case_view, lists};

/// The cases `cover` reaches and the drafts that name them, the oldest first.
pub(crate) fn cases(desk: &Desk, party: Uuid, cover: &Cover) -> Result<Vec<Uuid>, Failure> {
    let mut all: BTreeSet<Uuid> = cover.cases.iter().chain(&cover.contacts).copied().collect();
    all.extend(desk.store.cases_of_party(party, u32::MAX)?.into_iter().map(|row| row.case));
    let id = party.to_string();
    all.extend(desk.store.drafts()?.into_iter().filter(|draft| draft.json.contains(&id)).map(|draft| draft.case));
    let mut dated = Vec::new();
    for case in all {
        let row = desk.store.case_row(case)?;
        dated.push((row.map_or(i64::MAX, |row| row.opened_at.0), case));
    }
    dated.sort_unstable();
    Ok(dated.into_iter().map(|(_, case)| case).collect())
}

/// One case or draft. Where it is somebody else's by now, nothing is said of who that is.
pub(crate) fn case(desk: &Desk, party: Uuid, case: Uuid) -> Result<Vec<String>, Failure> {
    let (state, draft) = (desk.store.case(case)?, desk.store.draft(case)?.is_some());
    if state.is_none() && !draft {
        // Only the record that names them has come so far.
        return Ok(vec![said(desk, Sentence::ExportCaseUnread, &[&case.to_string()])]);
    }
    // Nothing is shown of it, so nothing is typed over what this reads.
    let (view, _) = case_view::with_draft(desk, case)?;
    let theirs = names(&view.fields, party);
    let head = match &view.number {
        Some(number) => said(desk, Sentence::ExportCase, &[number, &opened(desk, &view)]),
        None => said(desk, Sentence::ExportDraft, &[]),
    };
    let mut lines = vec![head];
    if !theirs {
        lines.push(said(desk, Sentence::ExportFormer, &[]));
    }
    if view.unrecorded && view.number.is_some() {
        lines.push(said(desk, Sentence::ExportUnrecorded, &[]));
    }
    fields(desk, &view, theirs, &mut lines);
    for file in desk.store.files_of(case)? {
        lines.push(format!("{}: {}", said(desk, Sentence::ExportFile, &[]), attached(desk, &file)));
    }
    for file in &view.withdrawn_files {
        lines.push(format!("{}: {}", said(desk, Sentence::ExportFile, &[]), join(&[&file.name, &file.reason])));
    }
    if !view.story.is_empty() {
        lines.push(said(desk, Sentence::ExportStory, &[]));
    }
    let others = state.map(|state| of_others(&state, party, theirs)).unwrap_or_default();
    lines.extend(view.story.iter().map(|item| told(desk, item, others.contains(item.event.as_str()))));
    Ok(lines)
}

fn names(fields: &Fields, party: Uuid) -> bool {
    let id = party.to_string();
    [&fields.person, &fields.organisation].into_iter().any(|held| held.as_deref() == Some(id.as_str()))
}

fn fields(desk: &Desk, view: &CaseView, theirs: bool, lines: &mut Vec<String>) {
    let mut line = |sentence, text: &str| {
        if !text.trim().is_empty() {
            lines.push(format!("{}: {text}", said(desk, sentence, &[])));
        }
    };
    let fields = &view.fields;
    line(Sentence::ExportChannel, &lists::channel_words(desk, &fields.channel));
    if theirs {
        let who = [&fields.person_name, &fields.phone, &fields.email, &fields.organisation_name, &fields.role_words];
        line(Sentence::ExportWho, &join(&who.map(String::as_str)));
    }
    let topic = fields.topic.as_deref().and_then(|code| lists::topic_words(desk, code));
    line(Sentence::ExportTopic, &topic.unwrap_or_default());
    line(Sentence::ExportQuestion, &fields.question);
    line(Sentence::ExportAnswer, &fields.answer);
    line(Sentence::ExportTicket, &fields.hai_reference);
    if let Some(contact) = view.contact.as_ref().filter(|_| theirs) {
        line(Sentence::ExportContact, &join(&[&contact.name, &contact.phone, &contact.email]));
    }
}

/// An attachment's name and size, and where its bytes are: they are no part of a text.
fn attached(desk: &Desk, file: &FileRow) -> String {
    let place = match (file.here, file.on_server) {
        _ if file.address.is_none() => Sentence::ExportErased,
        (true, _) => Sentence::ExportFileHere,
        (false, true) => Sentence::ExportFileServer,
        (false, false) => Sentence::ExportFileAway,
    };
    format!("{} ({} byte), {}", file.name, file.size, said(desk, place, &[]))
}

/// The events that say that somebody else asks or is to be called.
fn of_others(state: &CaseState, party: Uuid, theirs: bool) -> BTreeSet<String> {
    let another = |said: &Party| said.person != Some(party) && said.organisation != Some(party);
    let others = state.story.iter().filter(|entry| match &entry.what {
        What::Party(said) => another(said),
        What::Contact(_) => !theirs,
        _ => false,
    });
    others.map(|entry| entry.event.to_string()).collect()
}

/// What was set aside on this PC, is about them, and lives on nowhere else.
pub(crate) fn set_aside(desk: &Desk, mut cover: Cover) -> Result<Vec<String>, Failure> {
    let mut records = Vec::new();
    for held in desk.store.set_aside()? {
        records.extend(desk.store.aside_records(held.log, held.beyond, held.from, usize::MAX)?);
    }
    records.retain(|one| !one.elsewhere);
    // A case that only a record set aside ties to them, as an erasure reaches it.
    let read = |one: &AsideRecord| Event::read(&one.header.kind, &one.record.facts, None).ok();
    for event in records.iter().filter_map(read) {
        cover.reach(&event);
    }
    let files = records.iter().filter_map(read).filter_map(|event| cover.takes_in(&event)).collect();
    records.retain(|one| cover.hits(&one.header.kind, &one.record.facts, &files));
    records.sort_by_key(|one| (one.header.hlc, one.header.id));
    records.dedup_by_key(|one| one.header.id);
    let office = desk.store.office();
    let line = |text: &str, at, by| format!("- {} · {} · {text}", moment(desk, at), name_of(&office, by));
    let told =
        records.iter().filter_map(|one| match (one.record.lacks_private(), crate::set_aside::text(&one.record)) {
            (true, _) => Some(line(&said(desk, Sentence::ExportErased, &[]), one.header.at, one.header.author)),
            (false, text) if text.is_empty() => None,
            (false, text) => Some(line(&text, one.header.at, one.header.author)),
        });
    Ok(told.collect())
}

fn opened(desk: &Desk, view: &CaseView) -> String {
    view.opened_at.map(|at| moment(desk, time(at))).unwrap_or_default()
}

/// "- 23 November 2026, 10.00 WITA · Dewi Contoh · question: …"
fn told(desk: &Desk, item: &StoryItem, of_another: bool) -> String {
    let text = match item.state {
        TextState::Erased => format!(": {}", said(desk, Sentence::ExportErased, &[])),
        _ if of_another => format!(": {}", said(desk, Sentence::ExportOther, &[])),
        _ if item.text.is_empty() => String::new(),
        _ => format!(": {}", item.text),
    };
    let kind = crate::story_words::name(item.kind, desk.language);
    format!("- {} · {} · {kind}{text}", moment(desk, time(item.at)), item.author)
}

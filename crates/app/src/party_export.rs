//! Everything the program holds about one stakeholder in one readable text: the right of access of UU 27/2022, article 7. It reaches as
//! far as an erasure with everything would.

use lakon_domain::event::{ErasureRequested, Event};
use lakon_domain::filed::Filed;
use uuid::Uuid;

use crate::api::{PartyRef, SavedAs};
use crate::app::Desk;
use crate::case_view::name_of;
use crate::erasure_text::{moment, said, save};
use crate::failure::Failure;
use crate::party_case_export;
use crate::words::Sentence;

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
    let asked = ErasureRequested { case: None, party: Some(id), whole: true, private: None };
    let cover = desk.store.erasure_reach(&asked)?.cover;
    for case in party_case_export::cases(desk, id, &cover)? {
        lines.push(String::new());
        lines.extend(party_case_export::case(desk, id, case)?);
    }
    let aside = party_case_export::set_aside(desk, cover)?;
    if !aside.is_empty() {
        lines.extend([String::new(), said(desk, Sentence::ExportAside, &[])]);
        lines.extend(aside);
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

pub(crate) fn join(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")
}

//! Stakeholders: found while typing, listed, and shown with all their cases.

use lakon_domain::party::field;
use lakon_domain::tips::{Field, Value};
use lakon_store::{PartyFound, PartyRow as Row};
use uuid::Uuid;

use crate::api::{
    PartyFieldSeen, PartyFieldsSeen, PartyFind, PartyHit, PartyHits, PartyList, PartyRef, PartyRow, PartyRows,
    PartyVersion, PartyView, Past, TextState,
};
use crate::app::Desk;
use crate::case_list;
use crate::case_view::{held, ms, status};
use crate::failure::Failure;
use crate::sync_state::count;
use crate::words::Sentence;

/// Hits while typing: what fits below a field.
const HITS: u32 = 8;
/// Most rows of one page.
const LARGEST_PAGE: u32 = 200;
/// Cases shown on a stakeholder's page.
const CASES: u32 = 50;

/// People and organisations whose name, code or telephone number begins so.
pub fn find(desk: &Desk, input: PartyFind) -> Result<PartyHits, Failure> {
    let text = input.text.trim();
    if text.is_empty() {
        return Ok(PartyHits { hits: Vec::new() });
    }
    let found = desk.store.party_find(text, input.stakeholder_type.as_deref(), HITS)?;
    let hits = found.into_iter().map(|found| hit(desk, found)).collect::<Result<_, _>>()?;
    Ok(PartyHits { hits })
}

fn hit(desk: &Desk, found: PartyFound) -> Result<PartyHit, Failure> {
    let past = found.person.map(|person| past(desk, person, None)).transpose()?.flatten();
    Ok(PartyHit {
        person: found.person.map(|id| id.to_string()),
        organisation: found.organisation.map(|id| id.to_string()),
        name: found.name,
        organisation_name: found.organisation_name,
        satker_code: found.satker_code,
        phone: found.phone,
        stakeholder_type: found.stakeholder_type,
        role: found.role,
        past,
    })
}

/// "Terakhir ke sini 12 November, soal retur, selesai." `except`: the case one is looking at.
pub(crate) fn past(desk: &Desk, person: Uuid, except: Option<Uuid>) -> Result<Option<Past>, Failure> {
    let past = desk.store.past(person, except)?;
    Ok(past.map(|past| Past {
        at: ms(past.at),
        topic: past.topic,
        status: status(past.status),
        count: count(past.cases),
    }))
}

/// A page of stakeholders by name.
pub fn list(desk: &Desk, input: PartyList) -> Result<PartyRows, Failure> {
    let page = desk.store.party_rows(input.text.trim(), input.after.as_deref(), input.limit.clamp(1, LARGEST_PAGE))?;
    Ok(PartyRows { rows: page.rows.into_iter().map(row).collect(), next: page.next })
}

/// A line as the page shows it.
pub(crate) fn row(found: Row) -> PartyRow {
    PartyRow {
        id: found.id.to_string(),
        is_organisation: found.is_organisation,
        name: found.name,
        detail: found.detail,
        satker_code: found.satker_code,
        stakeholder_type: found.stakeholder_type,
        cases: count(found.cases),
        last_at: found.last_at.map(ms),
        state: held(found.state),
    }
}

/// One stakeholder.
pub fn view(desk: &Desk, input: PartyRef) -> Result<PartyView, Failure> {
    show(desk, input.id.parse().map_err(|_| Sentence::PartyGone)?)
}

fn unseen() -> PartyFieldSeen {
    PartyFieldSeen { text: String::new(), tips: Vec::new() }
}

fn field_seen(held: &Field<String>) -> PartyFieldSeen {
    let tips = held.tips.iter().map(ToString::to_string).collect();
    PartyFieldSeen { text: held.value.text().to_owned(), tips }
}

/// What stands in a field, where that is several things.
fn versions(name: &str, held: &Field<String>) -> Vec<PartyVersion> {
    let version = |(event, value): (&Uuid, &Value<String>)| PartyVersion {
        event: event.to_string(),
        field: name.to_owned(),
        text: value.text().to_owned(),
        state: crate::case_view::held(value.state()),
    };
    if held.concurrent { held.tips.iter().zip(&held.values).map(version).collect() } else { Vec::new() }
}

pub(crate) fn show(desk: &Desk, id: Uuid) -> Result<PartyView, Failure> {
    let office = desk.store.office();
    let cases = desk.store.cases_of_party(id, CASES)?.into_iter().map(|row| case_list::row(row, &office)).collect();
    let related = desk.store.related_parties(id, CASES)?.into_iter().map(row).collect();
    let empty = PartyView {
        id: id.to_string(),
        is_organisation: false,
        name: String::new(),
        phone: String::new(),
        email: String::new(),
        satker_code: None,
        stakeholder_type: None,
        concurrent: false,
        versions: Vec::new(),
        seen: PartyFieldsSeen { name: unseen(), phone: unseen(), email: unseen() },
        state: TextState::Known,
        cases,
        related,
    };
    if let Some(person) = desk.store.person(id)? {
        return Ok(PartyView {
            name: person.name.value.text().to_owned(),
            phone: person.phone.value.text().to_owned(),
            email: person.email.value.text().to_owned(),
            concurrent: person.name.concurrent || person.phone.concurrent || person.email.concurrent,
            versions: [(field::NAME, &person.name), (field::PHONE, &person.phone), (field::EMAIL, &person.email)]
                .into_iter()
                .flat_map(|(name, held)| versions(name, held))
                .collect(),
            seen: PartyFieldsSeen {
                name: field_seen(&person.name),
                phone: field_seen(&person.phone),
                email: field_seen(&person.email),
            },
            state: held(person.name.value.state()),
            ..empty
        });
    }
    let organisation = desk.store.organisation(id)?.ok_or(Sentence::PartyGone)?;
    Ok(PartyView {
        is_organisation: true,
        name: organisation.name.value.text().to_owned(),
        satker_code: organisation.satker_code.map(|code| code.to_string()),
        stakeholder_type: Some(organisation.stakeholder_type.to_string()),
        concurrent: organisation.name.concurrent,
        versions: versions(field::NAME, &organisation.name),
        seen: PartyFieldsSeen { name: field_seen(&organisation.name), phone: unseen(), email: unseen() },
        state: held(organisation.name.value.state()),
        ..empty
    })
}

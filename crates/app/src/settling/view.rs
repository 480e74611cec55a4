//! The list of what is to be settled, and the versions of each field side by side: who wrote them, when, on which PC.

use lakon_domain::case::{CaseState, Contact, Party};
use lakon_domain::event::Event;
use lakon_domain::filed::Filed;
use lakon_domain::office::OfficeState;
use lakon_domain::party::{OrganisationState, PersonState};
use lakon_domain::shape::Time;
use lakon_domain::tips::{Field, TextState as Held, Value};
use uuid::Uuid;

use super::{OF_CASE, find, origin, part, parts, party_field};
use crate::api::{
    CasePart, Nothing, SettleField, SettleItem, SettlePart, SettleRef, SettleRows, SettleVersion, SettleView,
};
use crate::app::Desk;
use crate::case_view::{held, ms, name_of};
use crate::failure::Failure;
use crate::people::People;
use crate::sync_state::count;
use crate::words::Sentence;
use crate::{case_list, party_list};

/// Most cases, and most stakeholders, a list shows.
const ROWS: u32 = 200;

/// Everything that is to be settled.
pub fn list(desk: &Desk, _: Nothing) -> Result<SettleRows, Failure> {
    let office = desk.store.office();
    let cases = desk.store.concurrent_cases(ROWS)?;
    let parties = desk.store.concurrent_parties(ROWS)?;
    Ok(SettleRows {
        cases: cases.into_iter().map(|row| case_list::row(row, &office)).collect(),
        parties: parties.into_iter().map(party_list::row).collect(),
        count: count(desk.store.concurrent_count()?),
    })
}

/// Every field of a case, or of a stakeholder, that is to be settled.
pub fn view(desk: &Desk, input: SettleRef) -> Result<SettleView, Failure> {
    let id: Uuid = input.id.parse().map_err(|_| Sentence::CaseGone)?;
    match desk.store.case(id)? {
        Some(state) => case(desk, &state),
        None => party(desk, id),
    }
}

fn case(desk: &Desk, state: &CaseState) -> Result<SettleView, Failure> {
    let row = desk.store.case_row(state.case)?.ok_or(Sentence::CaseGone)?;
    let mut fields = Vec::new();
    if !state.concurrent().is_empty() {
        let look = Look::at(desk, state.case, "", desk.store.events_of(state.case)?);
        for field in OF_CASE {
            if let Some(part) = part(field) {
                fields.extend(look.of_case(field, part, state)?);
            }
        }
    }
    let people = People::of_party(&desk.store, state.party.known())?;
    if let Some(person) = &people.person {
        fields.extend(of_person(desk, person)?);
    }
    if let Some(organisation) = &people.organisation {
        fields.extend(of_organisation(desk, organisation)?);
    }
    Ok(SettleView {
        id: state.case.to_string(),
        is_party: false,
        number: Some(row.number),
        title: if row.organisation.is_empty() { row.who } else { row.organisation },
        question: row.question,
        fields,
    })
}

fn party(desk: &Desk, id: Uuid) -> Result<SettleView, Failure> {
    let (title, fields) = if let Some(person) = desk.store.person(id)? {
        (person.name.value.text().to_owned(), of_person(desk, &person)?)
    } else {
        let organisation = desk.store.organisation(id)?.ok_or(Sentence::PartyGone)?;
        (organisation.name.value.text().to_owned(), of_organisation(desk, &organisation)?)
    };
    Ok(SettleView { id: id.to_string(), is_party: true, number: None, title, question: String::new(), fields })
}

fn of_person(desk: &Desk, person: &PersonState) -> Result<Vec<SettleItem>, Failure> {
    let PersonState { name, phone, email, .. } = person;
    if !(name.concurrent || phone.concurrent || email.concurrent) {
        return Ok(Vec::new());
    }
    let look = Look::at(desk, person.person, name.value.text(), desk.store.events_of_party(person.person)?);
    let all = [(SettleField::Name, name), (SettleField::Phone, phone), (SettleField::Email, email)];
    Ok(all.into_iter().filter_map(|(field, held)| look.words(field, held)).collect())
}

fn of_organisation(desk: &Desk, organisation: &OrganisationState) -> Result<Vec<SettleItem>, Failure> {
    let name = &organisation.name;
    if !name.concurrent {
        return Ok(Vec::new());
    }
    let events = desk.store.events_of_party(organisation.organisation)?;
    let look = Look::at(desk, organisation.organisation, name.value.text(), events);
    Ok(look.words(SettleField::Name, name).into_iter().collect())
}

/// The versions of one case or stakeholder, with the events they come from.
struct Look<'d> {
    desk: &'d Desk,
    office: std::sync::Arc<OfficeState>,
    of: Uuid,
    of_name: String,
    events: Vec<Filed>,
}

impl<'d> Look<'d> {
    fn at(desk: &'d Desk, of: Uuid, of_name: &str, events: Vec<Filed>) -> Self {
        Self { desk, office: desk.store.office(), of, of_name: of_name.to_owned(), events }
    }

    fn of_case(&self, field: SettleField, part: CasePart, state: &CaseState) -> Result<Option<SettleItem>, Failure> {
        let known = |_: &_| Held::Known;
        match part {
            CasePart::Question => Ok(self.words(field, &state.question)),
            CasePart::Answer => Ok(self.words(field, &state.answer)),
            CasePart::Topic => {
                self.item(field, &state.topic, |_| Held::Known, |about, _| Ok(parts::of_topic(self.desk, about)))
            }
            CasePart::Contact => {
                let readable = |contact: &Contact| contact.name.state();
                self.item(field, &state.contact, readable, |contact, _| Ok(parts::of_contact(contact)))
            }
            CasePart::Received => self.item(field, &state.received, known, |at: Option<&Time>, filed| {
                let reason = match filed.map(|filed| &filed.event) {
                    Some(Event::ReceivedSet(e)) => e.private.as_ref().map(|private| private.reason.as_str()),
                    _ => None,
                };
                Ok(parts::of_received(at, reason.unwrap_or_default()))
            }),
            CasePart::Party => {
                let readable = |party: &Party| party.role_words.state();
                self.item(field, &state.party, readable, |party, _| parts::of_party(self.desk, party))
            }
        }
    }

    /// A field of words only: it cannot fail to be taken apart.
    fn words(&self, field: SettleField, held: &Field<String>) -> Option<SettleItem> {
        let text = |text: Option<&String>, _: Option<&Filed>| Ok(parts::of_text(text));
        self.item(field, held, |_| Held::Known, text).ok().flatten()
    }

    /// Nothing where the field is not to be settled.
    fn item<T>(
        &self,
        field: SettleField,
        held: &Field<T>,
        readable: impl Fn(&T) -> Held,
        apart: impl Fn(Option<&T>, Option<&Filed>) -> Result<Vec<SettlePart>, Failure>,
    ) -> Result<Option<SettleItem>, Failure> {
        if !held.concurrent {
            return Ok(None);
        }
        let mut versions = Vec::with_capacity(held.tips.len());
        // Tips stand with the newest first.
        for (tip, value) in held.tips.iter().zip(&held.values).rev() {
            let filed = find(&self.events, *tip);
            let state = match value {
                Value::Known(value) => readable(value),
                value => value.state(),
            };
            let pieces = if state == Held::Known { apart(value.known(), filed)? } else { Vec::new() };
            versions.push(self.version(field, *tip, filed, state, pieces, held.tips.first() == Some(tip)));
        }
        Ok(Some(SettleItem { of: self.of.to_string(), of_name: self.of_name.clone(), field, versions }))
    }

    fn version(
        &self,
        field: SettleField,
        tip: Uuid,
        filed: Option<&Filed>,
        state: Held,
        parts: Vec<SettlePart>,
        shown: bool,
    ) -> SettleVersion {
        let first = filed.map(|filed| party_field(field).map_or(filed, |name| origin(&self.events, filed, name)));
        let device = first.and_then(|filed| self.office.device_of_log.get(&filed.log)).copied();
        let known = device.and_then(|device| self.office.devices.get(&device));
        let label = first.and_then(|filed| self.office.labels.get(&filed.log)).map(ToString::to_string);
        let name = known.map(|device| device.name.text().to_owned()).filter(|name| !name.is_empty());
        SettleVersion {
            event: tip.to_string(),
            author: first.map(|filed| name_of(&self.office, filed.author)).unwrap_or_default(),
            at: first.map(|filed| ms(filed.at)).unwrap_or_default(),
            pc: name.or(label).unwrap_or_default(),
            this_pc: device == Some(self.desk.store.device().device),
            shown,
            state: held(state),
            parts,
        }
    }
}

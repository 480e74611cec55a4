//! What an officer was shown of a case: the texts, and the edits that stood behind them, which a new edit replaces.

use lakon_domain::case::CaseState;
use lakon_domain::event::Event;
use lakon_domain::filed::Filed;
use lakon_domain::party::{OrganisationState, PersonState, field};
use lakon_domain::tips::Field;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::Fields;
use crate::draft::{Group, empty};

/// The edits that stood in each group when the officer saw it; a new edit replaces exactly these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tips {
    pub channel: Vec<Uuid>,
    pub party: Vec<Uuid>,
    pub question: Vec<Uuid>,
    pub topic: Vec<Uuid>,
    pub answer: Vec<Uuid>,
    pub hai: Vec<Uuid>,
}

impl Tips {
    /// Those of a case as it stands.
    pub fn standing(state: &CaseState) -> Self {
        Self {
            channel: state.channel.tips.clone(),
            party: state.party.tips.clone(),
            question: state.question.tips.clone(),
            topic: state.topic.tips.clone(),
            answer: state.answer.tips.clone(),
            hai: state.hai.tips.clone(),
        }
    }

    pub fn of(&self, group: Group) -> &Vec<Uuid> {
        match group {
            Group::Channel => &self.channel,
            Group::Party => &self.party,
            Group::Question => &self.question,
            Group::Topic => &self.topic,
            Group::Answer => &self.answer,
            Group::Hai => &self.hai,
        }
    }

    pub fn set(&mut self, group: Group, tips: Vec<Uuid>) {
        match group {
            Group::Channel => self.channel = tips,
            Group::Party => self.party = tips,
            Group::Question => self.question = tips,
            Group::Topic => self.topic = tips,
            Group::Answer => self.answer = tips,
            Group::Hai => self.hai = tips,
        }
    }
}

/// One field of a stakeholder as it was shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSeen {
    pub text: String,
    pub tips: Vec<Uuid>,
}

impl FieldSeen {
    pub fn of(held: &Field<String>) -> Self {
        Self { text: held.value.text().to_owned(), tips: held.tips.clone() }
    }
}

/// A person or an organisation as it was shown; of an organisation only the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartySeen {
    pub id: Uuid,
    pub name: FieldSeen,
    #[serde(default)]
    pub phone: FieldSeen,
    #[serde(default)]
    pub email: FieldSeen,
}

impl PartySeen {
    pub fn person(state: &PersonState) -> Self {
        Self {
            id: state.person,
            name: FieldSeen::of(&state.name),
            phone: FieldSeen::of(&state.phone),
            email: FieldSeen::of(&state.email),
        }
    }

    pub fn organisation(state: &OrganisationState) -> Self {
        Self {
            id: state.organisation,
            name: FieldSeen::of(&state.name),
            phone: FieldSeen::default(),
            email: FieldSeen::default(),
        }
    }

    /// A person as they stood in the list they were chosen from; `events` are all of theirs.
    pub fn chosen_person(state: &PersonState, events: &[Filed], fields: &Fields) -> Self {
        Self {
            id: state.person,
            name: as_chosen(&state.name, events, field::NAME, &fields.person_name),
            phone: as_chosen(&state.phone, events, field::PHONE, &fields.phone),
            email: as_chosen(&state.email, events, field::EMAIL, &fields.email),
        }
    }

    /// An organisation likewise.
    pub fn chosen_organisation(state: &OrganisationState, events: &[Filed], fields: &Fields) -> Self {
        Self {
            name: as_chosen(&state.name, events, field::NAME, &fields.organisation_name),
            ..Self::organisation(state)
        }
    }
}

/// What a list showed in a field when somebody was chosen from it. The list may have been older than the field is now: then the
/// words are those of an edit that was replaced since, and nobody typed them.
fn as_chosen(held: &Field<String>, events: &[Filed], name: &str, words: &str) -> FieldSeen {
    let words = words.trim();
    if words.is_empty() {
        // The list did not show the field: no wish to empty it.
        return FieldSeen { text: String::new(), tips: held.tips.clone() };
    }
    if words == held.value.text() {
        return FieldSeen::of(held);
    }
    let older = events.iter().filter(|filed| written(&filed.event, name).is_some_and(|text| text.trim() == words));
    match older.max_by_key(|filed| filed.order()) {
        Some(filed) => FieldSeen { text: words.to_owned(), tips: vec![filed.id] },
        None => FieldSeen::of(held),
    }
}

/// What an event wrote into a field of a stakeholder.
pub(crate) fn written<'e>(event: &'e Event, name: &str) -> Option<&'e str> {
    match event {
        Event::PersonAdded(e) => e.private.as_ref().and_then(|data| match name {
            field::NAME => Some(data.name.as_str()),
            field::PHONE => Some(data.phone.as_str()),
            field::EMAIL => Some(data.email.as_str()),
            _ => None,
        }),
        Event::PersonSet(e) if e.field.as_str() == name => e.private.as_ref().map(|text| text.text.as_str()),
        Event::OrganisationAdded(e) if name == field::NAME => e.private.as_ref().map(|name| name.name.as_str()),
        Event::OrganisationSet(e) if e.field.as_str() == name => e.private.as_ref().map(|text| text.text.as_str()),
        _ => None,
    }
}

/// What an officer was shown of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    pub fields: Fields,
    pub tips: Tips,
    #[serde(default)]
    pub person: Option<PartySeen>,
    #[serde(default)]
    pub organisation: Option<PartySeen>,
}

impl Default for Seen {
    /// A case nobody has recorded anything of.
    fn default() -> Self {
        Self { fields: empty(), tips: Tips::default(), person: None, organisation: None }
    }
}

/// What this PC has just recorded out of a draft. Whoever goes on typing on the page types over these words, also where the page
/// has not heard of the records yet.
#[derive(Debug, Default)]
pub struct Own {
    pub groups: Vec<Group>,
    /// The words, and the records that hold them now; no tips where the group's words were in a record already.
    pub seen: Seen,
}

impl Own {
    /// Puts the records in the place of what they replaced.
    pub fn put_into(&self, seen: &mut Seen) {
        for group in &self.groups {
            group.copy(&self.seen.fields, &mut seen.fields);
            let tips = self.seen.tips.of(*group);
            if !tips.is_empty() {
                seen.tips.set(*group, tips.clone());
            }
            if *group == Group::Party {
                seen.person.clone_from(&self.seen.person);
                seen.organisation.clone_from(&self.seen.organisation);
            }
        }
    }
}

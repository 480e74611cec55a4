//! The state of a person and of an organisation, folded from their events.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::event::{Event, PersonData, Text};
use crate::filed::{self, Filed, Once};
use crate::shape::{Code, SatkerCode, Time};
use crate::standing::Standing;
use crate::tips::{Edit, Field, Mark, Value, private_value, typed};

/// The names `person.set` and `organisation.set` carry in `field`.
pub mod field {
    pub const NAME: &str = "name";
    pub const PHONE: &str = "phone";
    pub const EMAIL: &str = "email";
}

/// The digits of a telephone number, the country code 62 written as 0, so that however it was typed it is found.
pub fn phone_digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("62") {
        Some(rest) if !rest.is_empty() => format!("0{rest}"),
        _ => digits,
    }
}

/// A person with a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonState {
    pub person: Uuid,
    pub name: Field<String>,
    pub phone: Field<String>,
    pub email: Field<String>,
    pub added_at: Time,
    pub added_by: Uuid,
    /// A value that stands was typed over one that was voided.
    pub needs_review: bool,
}

/// An organisation of a stakeholder type that has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationState {
    pub organisation: Uuid,
    pub stakeholder_type: Code,
    /// Six digits, leading zeros kept.
    pub satker_code: Option<SatkerCode>,
    pub name: Field<String>,
    pub added_at: Time,
    pub added_by: Uuid,
    /// A value that stands was typed over one that was voided.
    pub needs_review: bool,
}

impl PersonState {
    /// Folds the events of one person. `None` while `person.added` is not here, or where it was voided and nothing live
    /// stands on it. Of several persons the one added first is folded; other events are ignored.
    pub fn fold(events: &[Filed], standing: &Standing) -> Option<Self> {
        let once = filed::once(events);
        let (added, person) = first(&once, |event| match event {
            Event::PersonAdded(e) => Some(e.person),
            _ => None,
        })?;
        let of_field = |name: &str, part: fn(&PersonData) -> &String| {
            edits(&once, standing, |event| match event {
                Event::PersonAdded(e) if e.person == person => Some((&[], e.private.as_ref().map(|p| part(p).clone()))),
                Event::PersonSet(e) if e.person == person && e.field.as_str() == name => {
                    Some((&e.replaces, words(e.private.as_ref())))
                }
                _ => None,
            })
        };
        let name = of_field(field::NAME, |data| &data.name);
        let phone = of_field(field::PHONE, |data| &data.phone);
        let email = of_field(field::EMAIL, |data| &data.email);
        let fields = [&name, &phone, &email];
        fields.iter().any(|edits| edits.iter().any(|edit| edit.live)).then(|| Self {
            person,
            needs_review: fields.iter().any(|edits| built_on_void(edits)),
            name: Field::fold(&name, Mark::Shown),
            phone: Field::fold(&phone, Mark::Shown),
            email: Field::fold(&email, Mark::Shown),
            added_at: added.filed.at,
            added_by: added.filed.author,
        })
    }
}

impl OrganisationState {
    /// Folds the events of one organisation, by the same rules as [`PersonState::fold`].
    pub fn fold(events: &[Filed], standing: &Standing) -> Option<Self> {
        let once = filed::once(events);
        let (added, event) = first(&once, |event| match event {
            Event::OrganisationAdded(e) => Some(e),
            _ => None,
        })?;
        let organisation = event.organisation;
        let name = edits(&once, standing, |event| match event {
            Event::OrganisationAdded(e) if e.organisation == organisation => {
                Some((&[], e.private.as_ref().map(|p| p.name.clone())))
            }
            Event::OrganisationSet(e) if e.organisation == organisation && e.field.as_str() == field::NAME => {
                Some((&e.replaces, words(e.private.as_ref())))
            }
            _ => None,
        });
        name.iter().any(|edit| edit.live).then(|| Self {
            organisation,
            stakeholder_type: event.stakeholder_type.clone(),
            satker_code: event.satker_code.clone(),
            needs_review: built_on_void(&name),
            name: Field::fold(&name, Mark::Shown),
            added_at: added.filed.at,
            added_by: added.filed.author,
        })
    }
}

fn words(private: Option<&Text>) -> Option<String> {
    private.map(|p| p.text.clone())
}

/// The oldest event that `pick` knows.
fn first<'a, T>(once: &[Once<'a>], pick: impl Fn(&'a Event) -> Option<T>) -> Option<(Once<'a>, T)> {
    once.iter().find_map(|one| pick(one.event).map(|found| (*one, found)))
}

/// The edits of one field; `read` gives what an event replaces and the text it carries, `None` where that is missing.
fn edits<'a>(
    once: &[Once<'a>],
    standing: &Standing,
    read: impl Fn(&'a Event) -> Option<(&'a [Uuid], Option<String>)>,
) -> Vec<Edit<String>> {
    let edit = |one: &Once<'a>| {
        let (replaces, text) = read(one.event)?;
        let state = standing.state(one.filed.id, one.event, one.private_missing);
        let value: Value<String> = private_value(state, text).and_then(|text| typed(&text));
        Some(Edit {
            id: one.filed.id,
            order: one.filed.order(),
            replaces: replaces.to_vec(),
            live: standing.counts(one.filed.id),
            value,
        })
    };
    once.iter().filter_map(edit).collect()
}

/// Whether a tip was typed over a voided edit.
fn built_on_void(edits: &[Edit<String>]) -> bool {
    let tips = Field::fold(edits, Mark::Silent).tips;
    let voided = |id: &Uuid| edits.iter().any(|edit| !edit.live && edit.id == *id);
    edits.iter().any(|edit| tips.contains(&edit.id) && edit.replaces.iter().any(voided))
}

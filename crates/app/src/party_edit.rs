//! Correcting a stakeholder's data.

use lakon_domain::party::field;
use uuid::Uuid;

use crate::api::{PartyEdit, PartyFieldSeen, PartyView};
use crate::app::Desk;
use crate::case_act::commit;
use crate::failure::Failure;
use crate::party_list;
use crate::party_record::{set_organisation, set_person};
use crate::seen::FieldSeen;
use crate::words::Sentence;

/// Writes what was typed anew, over what was shown; what was not shown and is empty stays as it was.
pub fn edit(desk: &Desk, input: PartyEdit) -> Result<PartyView, Failure> {
    let id: Uuid = input.id.parse().map_err(|_| Sentence::PartyGone)?;
    let (name, phone, email) = (input.name.trim(), input.phone.trim(), input.email.trim());
    if name.is_empty() {
        return Err(Sentence::NeedName.fields(&["name"]));
    }
    let seen = input.seen.map(|seen| (read(seen.name), read(seen.phone), read(seen.email)));
    let seen_name = seen.as_ref().map(|(name, ..)| name);
    commit(desk, |tx| {
        if let Some(person) = tx.person(id)? {
            set_person(tx, &person, field::NAME, seen_name, name)?;
            set_person(tx, &person, field::PHONE, seen.as_ref().map(|(_, phone, _)| phone), phone)?;
            return set_person(tx, &person, field::EMAIL, seen.as_ref().map(|(.., email)| email), email);
        }
        let organisation = tx.organisation(id)?.ok_or(Sentence::PartyGone)?;
        set_organisation(tx, &organisation, seen_name, name)
    })?;
    party_list::show(desk, id)
}

/// What the page gives back; a name of an edit that is none replaces nothing.
fn read(field: PartyFieldSeen) -> FieldSeen {
    FieldSeen { text: field.text, tips: field.tips.iter().filter_map(|tip| tip.parse().ok()).collect() }
}

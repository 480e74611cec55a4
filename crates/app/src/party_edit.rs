//! Correcting a stakeholder's data.

use lakon_domain::party::field;
use uuid::Uuid;

use crate::api::{PartyEdit, PartyView};
use crate::app::Desk;
use crate::case_act::commit;
use crate::failure::Failure;
use crate::party_list;
use crate::recording::{set_organisation, set_person};
use crate::words::Sentence;

/// Writes what was typed anew; what is empty stays as it was.
pub fn edit(desk: &Desk, input: PartyEdit) -> Result<PartyView, Failure> {
    let id: Uuid = input.id.parse().map_err(|_| Sentence::PartyGone)?;
    let (name, phone, email) = (input.name.trim(), input.phone.trim(), input.email.trim());
    if name.is_empty() {
        return Err(Sentence::NeedName.fields(&["name"]));
    }
    commit(desk, |tx| {
        if let Some(person) = tx.person(id)? {
            set_person(tx, id, field::NAME, &person.name, name)?;
            set_person(tx, id, field::PHONE, &person.phone, phone)?;
            return set_person(tx, id, field::EMAIL, &person.email, email);
        }
        let organisation = tx.organisation(id)?.ok_or(Sentence::PartyGone)?;
        set_organisation(tx, id, &organisation.name, name)
    })?;
    party_list::show(desk, id)
}

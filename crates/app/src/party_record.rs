//! Records of who asks: the stakeholder of a case, with the person and the organisation added, or corrected where somebody typed over
//! what they were shown.

use lakon_domain::catalogue::{self, StakeholderType};
use lakon_domain::event::{
    Name, OrganisationAdded, OrganisationSet, PartySet, PartyWords, PersonAdded, PersonData, PersonSet, Text,
};
use lakon_domain::ids::new_id;
use lakon_domain::party::{OrganisationState, PersonState, field};
use lakon_domain::shape::{Code, SatkerCode};
use lakon_domain::tips::Field;
use lakon_store::Tx;
use uuid::Uuid;

use crate::app::Desk;
use crate::draft::Draft;
use crate::failure::Failure;
use crate::seen::{FieldSeen, PartySeen, Seen};
use crate::words::Sentence;

/// Writes who asks; notes in `own` who that is now and what the page shows of them.
pub(crate) fn record(desk: &Desk, tx: &mut Tx<'_>, case: Uuid, draft: &Draft, own: &mut Seen) -> Result<(), Failure> {
    let fields = &draft.fields;
    let unknown = |name| Sentence::UnknownCode.fields(&[name]);
    let kind = catalogue::stakeholder_type(&fields.stakeholder_type).ok_or_else(|| unknown("stakeholder_type"))?;
    // Before anything is written: a group that stays in the draft leaves nobody behind.
    let role = match fields.role.as_deref() {
        None | Some("") => None,
        Some(role) => Some(
            kind.roles
                .iter()
                .find(|(code, _)| code.as_str() == role)
                .map(|(code, _)| code.clone())
                .ok_or_else(|| unknown("role"))?,
        ),
    };
    own.organisation = if kind.has_organisation { organisation(desk, tx, draft, kind)? } else { None };
    own.person = person(desk, tx, draft)?;
    let [person, organisation] = [&own.person, &own.organisation].map(|seen| seen.as_ref().map(|seen| seen.id));
    own.fields.person = person.map(|id| id.to_string());
    own.fields.organisation = organisation.map(|id| id.to_string());
    let before = tx.case(case)?.and_then(|state| state.party.known().cloned());
    let role_words = fields.role_words.trim();
    let same = before.is_some_and(|before| {
        (before.person, before.organisation) == (person, organisation)
            && before.stakeholder_type == kind.code
            && before.role == role
            && before.role_words.text() == role_words
    });
    // A corrected name or telephone number is the person's, not the case's.
    if !same {
        let private = Some(PartyWords { role: role_words.to_owned() });
        let replaces = draft.base.tips.party.clone();
        tx.write(PartySet {
            case,
            person,
            organisation,
            stakeholder_type: kind.code.clone(),
            role,
            replaces,
            private,
        })?;
    }
    Ok(())
}

fn person(desk: &Desk, tx: &mut Tx<'_>, draft: &Draft) -> Result<Option<PartySeen>, Failure> {
    let fields = &draft.fields;
    let (name, phone, email) = (fields.person_name.trim(), fields.phone.trim(), fields.email.trim());
    let chosen = id(fields.person.as_deref())?;
    // Somebody added in this very case and typed over is corrected, not added again.
    let own = id(draft.base.fields.person.as_deref())?;
    let known = match (chosen, own) {
        (Some(person), _) => Some(person),
        (None, Some(person)) if !name.is_empty() && tx.cases_of_person(person)? <= 1 => Some(person),
        _ => None,
    };
    if let Some(person) = known {
        let state = tx.person(person)?.ok_or(Sentence::PartyGone)?;
        let seen = draft.person_seen(person);
        set_person(tx, &state, field::NAME, seen.map(|seen| &seen.name), name)?;
        set_person(tx, &state, field::PHONE, seen.map(|seen| &seen.phone), phone)?;
        set_person(tx, &state, field::EMAIL, seen.map(|seen| &seen.email), email)?;
        let after = tx.person(person)?.ok_or(Sentence::PartyGone)?;
        return Ok(Some(PartySeen {
            id: person,
            name: stands(&state.name, &after.name, seen.map(|seen| &seen.name), name),
            phone: stands(&state.phone, &after.phone, seen.map(|seen| &seen.phone), phone),
            email: stands(&state.email, &after.email, seen.map(|seen| &seen.email), email),
        }));
    }
    if name.is_empty() && phone.is_empty() && email.is_empty() {
        return Ok(None);
    }
    let person = new_id(desk.app.now().0, &mut desk.app.config.random.clone());
    let private = Some(PersonData { name: name.to_owned(), phone: phone.to_owned(), email: email.to_owned() });
    tx.write(PersonAdded { person, private })?;
    Ok(tx.person(person)?.as_ref().map(PartySeen::person))
}

/// What a correction replaces; `None` where there is nothing to write: the words are those that were shown, or stand there already.
/// `may_empty`: whether emptying the field is a wish. A form that did not show it is none.
fn corrects(held: &Field<String>, seen: Option<&FieldSeen>, typed: &str, may_empty: bool) -> Option<Vec<Uuid>> {
    let (shown, tips) = match seen {
        Some(seen) => (seen.text.trim(), &seen.tips),
        None => (held.value.text(), &held.tips),
    };
    let differs = typed != shown && typed != held.value.text();
    let wished = !typed.is_empty() || may_empty && seen.is_some();
    (differs && wished).then(|| tips.clone())
}

/// What the page shows in a field after its words were recorded: the words, over the record that holds them now, else over what it
/// showed before.
fn stands(before: &Field<String>, after: &Field<String>, seen: Option<&FieldSeen>, typed: &str) -> FieldSeen {
    let new: Vec<Uuid> = after.tips.iter().filter(|tip| !before.tips.contains(tip)).copied().collect();
    let tips = match seen {
        _ if !new.is_empty() => new,
        Some(seen) => seen.tips.clone(),
        None => after.tips.clone(),
    };
    FieldSeen { text: typed.to_owned(), tips }
}

/// Writes one field of a person if it was typed anew, over what was shown. A telephone number or an e-mail address can be taken away, a
/// name cannot.
pub(crate) fn set_person(
    tx: &mut Tx<'_>,
    state: &PersonState,
    name: &str,
    seen: Option<&FieldSeen>,
    typed: &str,
) -> Result<(), Failure> {
    let (held, may_empty) = match name {
        field::PHONE => (&state.phone, true),
        field::EMAIL => (&state.email, true),
        _ => (&state.name, false),
    };
    let Some(replaces) = corrects(held, seen, typed, may_empty) else { return Ok(()) };
    let field = Code::new(name).map_err(|_| Sentence::Broken)?;
    tx.write(PersonSet { person: state.person, field, replaces, private: Some(Text { text: typed.to_owned() }) })?;
    Ok(())
}

/// Writes the name of an organisation if it was typed anew, over what was shown.
pub(crate) fn set_organisation(
    tx: &mut Tx<'_>,
    state: &OrganisationState,
    seen: Option<&FieldSeen>,
    typed: &str,
) -> Result<(), Failure> {
    let Some(replaces) = corrects(&state.name, seen, typed, false) else { return Ok(()) };
    let field = Code::new(field::NAME).map_err(|_| Sentence::Broken)?;
    let private = Some(Text { text: typed.to_owned() });
    tx.write(OrganisationSet { organisation: state.organisation, field, replaces, private })?;
    Ok(())
}

/// Renames an organisation that the form showed, and says what the form shows of it afterwards.
fn renamed(
    tx: &mut Tx<'_>,
    state: &OrganisationState,
    seen: Option<&FieldSeen>,
    name: &str,
) -> Result<Option<PartySeen>, Failure> {
    set_organisation(tx, state, seen, name)?;
    let after = tx.organisation(state.organisation)?.ok_or(Sentence::PartyGone)?;
    Ok(Some(PartySeen { name: stands(&state.name, &after.name, seen, name), ..PartySeen::organisation(&after) }))
}

fn organisation(
    desk: &Desk,
    tx: &mut Tx<'_>,
    draft: &Draft,
    kind: &StakeholderType,
) -> Result<Option<PartySeen>, Failure> {
    let fields = &draft.fields;
    let name = fields.organisation_name.trim();
    let code = match fields.satker_code.trim() {
        "" => None,
        _ if !kind.has_satker_code => None,
        code => Some(SatkerCode::new(code).map_err(|_| Sentence::SatkerCode.fields(&["satker_code"]))?),
    };
    let seen = |id: Uuid| draft.organisation_seen().filter(|seen| seen.id == id).map(|seen| &seen.name);
    if let Some(organisation) = id(fields.organisation.as_deref())? {
        let state = tx.organisation(organisation)?.ok_or(Sentence::PartyGone)?;
        if code.is_none() || state.satker_code == code {
            return renamed(tx, &state, seen(organisation), name);
        }
        // Another satker code is another satker.
    }
    if let Some(code) = &code
        && let Some(known) = tx.organisation_by_satker(code)?
    {
        let state = tx.organisation(known)?.ok_or(Sentence::PartyGone)?;
        let shown = seen(known);
        // The name beside a code that was typed over is that of another satker. It names one that has none, and renames none.
        if shown.is_some() || !state.name.value.is_set() {
            return renamed(tx, &state, shown, name);
        }
        let as_typed = FieldSeen { text: name.to_owned(), tips: state.name.tips.clone() };
        return Ok(Some(PartySeen { name: as_typed, ..PartySeen::organisation(&state) }));
    }
    if name.is_empty() && code.is_none() {
        return Ok(None);
    }
    // As with a person: typed over in the case that added it.
    if let (Some(own), None) = (id(draft.base.fields.organisation.as_deref())?, &fields.organisation)
        && let Some(state) = tx.organisation(own)?
        && state.satker_code == code
        && tx.cases_of_organisation(own)? <= 1
    {
        return renamed(tx, &state, seen(own), name);
    }
    let organisation = new_id(desk.app.now().0, &mut desk.app.config.random.clone());
    let private = Some(Name { name: name.to_owned() });
    tx.write(OrganisationAdded { organisation, stakeholder_type: kind.code.clone(), satker_code: code, private })?;
    Ok(tx.organisation(organisation)?.as_ref().map(PartySeen::organisation))
}

pub(crate) fn id(text: Option<&str>) -> Result<Option<Uuid>, Failure> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| Sentence::PartyGone.into()),
    }
}

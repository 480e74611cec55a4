//! Settling "Perubahan bersamaan": one of the versions is written again over all that stand, the one shown too.

use lakon_domain::case::{CaseState, What};
use lakon_domain::event::{
    AnswerSet, ContactSet, Event, OrganisationSet, PartySet, PartyWords, PersonData, PersonSet, QuestionSet, Reason,
    ReceivedSet, Text, TopicSet,
};
use lakon_domain::party::field;
use lakon_domain::shape::Code;
use lakon_domain::tips::{Field, Value};
use lakon_store::Tx;
use uuid::Uuid;

use crate::api::{CasePart, CaseView, PartySettle, PartyView, Settle};
use crate::app::Desk;
use crate::case_act::{commit, record_in, with_draft};
use crate::case_view::{case_id, seen, show};
use crate::draft::Group;
use crate::drafts;
use crate::failure::Failure;
use crate::party_list;
use crate::people::People;
use crate::settling::tips;
use crate::words::Sentence;

/// Keeps one version of a part. What the officer has typed there becomes a record first: it stays in the story.
pub fn case(desk: &Desk, input: Settle) -> Result<CaseView, Failure> {
    let case = case_id(&input.case)?;
    let keep: Uuid = input.keep.parse().map_err(|_| Sentence::VersionGone)?;
    let _hand = desk.hand();
    with_draft(desk, case, |tx| {
        let recorded = record_in(desk, tx, case, false)?;
        let state = tx.case(case)?.ok_or(Sentence::CaseGone)?;
        let tips = tips(&state, input.part);
        let event = again(&state, input.part, keep, tips.clone())?;
        if *tips != [keep] {
            tx.write(event)?;
        }
        if let Some(group) = group(input.part) {
            let_go(tx, case, group)?;
        }
        Ok((recorded, ()))
    })?;
    show(desk, case)
}

/// The group of a draft a part is typed in; whom to tell and when it came are not typed there.
pub(crate) fn group(part: CasePart) -> Option<Group> {
    match part {
        CasePart::Question => Some(Group::Question),
        CasePart::Answer => Some(Group::Answer),
        CasePart::Party => Some(Group::Party),
        CasePart::Topic => Some(Group::Topic),
        CasePart::Contact | CasePart::Received => None,
    }
}

/// The edit that writes a version once more, over the edits it replaces.
pub(crate) fn again(state: &CaseState, part: CasePart, keep: Uuid, replaces: Vec<Uuid>) -> Result<Event, Failure> {
    let case = state.case;
    let counts = state.story.iter().filter(|entry| !entry.reverted && !entry.voided && !entry.misfit);
    let version = counts.filter(|entry| entry.event == keep).map(|entry| &entry.what).next();
    let text = |value: &Value<String>| known(value).map(|text| text.cloned().unwrap_or_default());
    let words = |value: &Value<String>| text(value).map(|text| Some(Text { text }));
    Ok(match (part, version.ok_or(Sentence::VersionGone)?) {
        (CasePart::Question, What::Question(value)) => QuestionSet { case, replaces, private: words(value)? }.into(),
        (CasePart::Answer, What::Answer(value)) => AnswerSet { case, replaces, private: words(value)? }.into(),
        (CasePart::Topic, What::Topic(value)) => {
            let about = known(value)?;
            let topic = about.and_then(|about| about.topic.clone());
            let section = about.and_then(|about| about.section.clone());
            TopicSet { case, topic, section, replaces }.into()
        }
        (CasePart::Party, What::Party(party)) => PartySet {
            case,
            person: party.person,
            organisation: party.organisation,
            stakeholder_type: party.stakeholder_type.clone(),
            role: party.role.clone(),
            replaces,
            private: Some(PartyWords { role: text(&party.role_words)? }),
        }
        .into(),
        (CasePart::Contact, What::Contact(value)) => {
            let (mut declined, mut who) = (false, PersonData::default());
            if let Some(contact) = known(value)? {
                declined = contact.declined;
                who = PersonData {
                    name: text(&contact.name)?,
                    phone: text(&contact.phone)?,
                    email: text(&contact.email)?,
                };
            }
            ContactSet { case, declined, replaces, private: Some(who) }.into()
        }
        (CasePart::Received, What::Received { at, reason }) => {
            let private = Some(Reason { reason: text(reason)? });
            ReceivedSet { case, received_at: *at, replaces, private }.into()
        }
        _ => return Err(Sentence::VersionGone.into()),
    })
}

/// What stands in a version, if anything; one that cannot be read here cannot be written again.
pub(crate) fn known<T>(value: &Value<T>) -> Result<Option<&T>, Failure> {
    match value {
        Value::Empty => Ok(None),
        Value::Known(value) => Ok(Some(value)),
        Value::NotYet | Value::Erased => Err(Sentence::VersionGone.into()),
    }
}

/// Words of this part that could not become a record (half a name) give way to the version that was chosen.
pub(crate) fn let_go(tx: &mut Tx<'_>, case: Uuid, group: Group) -> Result<(), Failure> {
    let Some(row) = tx.draft(case)? else { return Ok(()) };
    let mut draft = drafts::read(&row.json)?;
    let state = tx.case(case)?.ok_or(Sentence::CaseGone)?;
    draft.let_go(group, &seen(&state, &People::in_tx(tx, state.party.known())?));
    if draft.touched_any() {
        tx.draft_save(case, &drafts::write(&draft)?, None)?;
    } else {
        tx.draft_drop(case)?;
    }
    Ok(())
}

/// Keeps one version of a field of a stakeholder.
pub fn party(desk: &Desk, input: PartySettle) -> Result<PartyView, Failure> {
    let id: Uuid = input.id.parse().map_err(|_| Sentence::PartyGone)?;
    let keep: Uuid = input.keep.parse().map_err(|_| Sentence::VersionGone)?;
    commit(desk, |tx| {
        if let Some(person) = tx.person(id)? {
            let fields = [(field::NAME, &person.name), (field::PHONE, &person.phone), (field::EMAIL, &person.email)];
            let (name, held) = fields.into_iter().find(|(name, _)| *name == input.field).ok_or(Sentence::BadInput)?;
            let (text, replaces) = kept(held, keep)?;
            let field = Code::new(name).map_err(|_| Sentence::Broken)?;
            tx.write(PersonSet { person: id, field, replaces, private: Some(Text { text }) })?;
            return Ok(());
        }
        let organisation = tx.organisation(id)?.ok_or(Sentence::PartyGone)?;
        let (text, replaces) = kept(&organisation.name, keep)?;
        let field = Code::new(field::NAME).map_err(|_| Sentence::Broken)?;
        tx.write(OrganisationSet { organisation: id, field, replaces, private: Some(Text { text }) })?;
        Ok(())
    })?;
    party_list::show(desk, id)
}

/// The text of a version that is one of several, and all that stand.
fn kept(held: &Field<String>, keep: Uuid) -> Result<(String, Vec<Uuid>), Failure> {
    let at = held.tips.iter().position(|tip| *tip == keep).ok_or(Sentence::VersionGone)?;
    let text = held.values.get(at).map(known).transpose()?.flatten();
    Ok((text.cloned().unwrap_or_default(), held.tips.clone()))
}

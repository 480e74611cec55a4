//! Settling "Perubahan bersamaan": one of the versions is written again over all that stand, the one shown too.

use lakon_domain::case::{CaseState, What};
use lakon_domain::event::{
    AnswerSet, Event, OrganisationSet, PartySet, PartyWords, PersonSet, QuestionSet, Text, TopicSet,
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
use crate::words::Sentence;

/// Keeps one version of a part. What the officer has typed there becomes a record first: it stays in the story.
pub fn case(desk: &Desk, input: Settle) -> Result<CaseView, Failure> {
    let case = case_id(&input.case)?;
    let keep: Uuid = input.keep.parse().map_err(|_| Sentence::VersionGone)?;
    let _hand = desk.hand();
    with_draft(desk, case, |tx| {
        let recorded = record_in(desk, tx, case, false)?;
        let state = tx.case(case)?.ok_or(Sentence::CaseGone)?;
        let (event, tips) = again(&state, input.part, keep)?;
        if *tips != [keep] {
            tx.write(event)?;
        }
        let_go(tx, case, group(input.part))?;
        Ok((recorded, ()))
    })?;
    show(desk, case)
}

fn group(part: CasePart) -> Group {
    match part {
        CasePart::Question => Group::Question,
        CasePart::Answer => Group::Answer,
        CasePart::Party => Group::Party,
        CasePart::Topic => Group::Topic,
    }
}

/// The edit that writes a version once more, and the edits it replaces.
fn again(state: &CaseState, part: CasePart, keep: Uuid) -> Result<(Event, &Vec<Uuid>), Failure> {
    let case = state.case;
    let counts = state.story.iter().filter(|entry| !entry.reverted && !entry.voided && !entry.misfit);
    let version = counts.filter(|entry| entry.event == keep).map(|entry| &entry.what).next();
    let text = |value: &Value<String>| known(value).map(|text| Some(Text { text: text.cloned().unwrap_or_default() }));
    Ok(match (part, version.ok_or(Sentence::VersionGone)?) {
        (CasePart::Question, What::Question(value)) => {
            let tips = &state.question.tips;
            (QuestionSet { case, replaces: tips.clone(), private: text(value)? }.into(), tips)
        }
        (CasePart::Answer, What::Answer(value)) => {
            let tips = &state.answer.tips;
            (AnswerSet { case, replaces: tips.clone(), private: text(value)? }.into(), tips)
        }
        (CasePart::Topic, What::Topic(value)) => {
            let tips = &state.topic.tips;
            let about = known(value)?;
            let topic = about.and_then(|about| about.topic.clone());
            let section = about.and_then(|about| about.section.clone());
            (TopicSet { case, topic, section, replaces: tips.clone() }.into(), tips)
        }
        (CasePart::Party, What::Party(party)) => {
            let tips = &state.party.tips;
            let role = known(&party.role_words)?.cloned().unwrap_or_default();
            let event = PartySet {
                case,
                person: party.person,
                organisation: party.organisation,
                stakeholder_type: party.stakeholder_type.clone(),
                role: party.role.clone(),
                replaces: tips.clone(),
                private: Some(PartyWords { role }),
            };
            (event.into(), tips)
        }
        _ => return Err(Sentence::VersionGone.into()),
    })
}

/// What stands in a version, if anything; one that cannot be read here cannot be written again.
fn known<T>(value: &Value<T>) -> Result<Option<&T>, Failure> {
    match value {
        Value::Empty => Ok(None),
        Value::Known(value) => Ok(Some(value)),
        Value::NotYet | Value::Erased => Err(Sentence::VersionGone.into()),
    }
}

/// Words of this part that could not become a record (half a name) give way to the version that was chosen.
fn let_go(tx: &mut Tx<'_>, case: Uuid, group: Group) -> Result<(), Failure> {
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

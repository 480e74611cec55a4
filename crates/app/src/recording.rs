//! Turns a draft into records: the case with its number and visit the first time, then one record per changed group of fields,
//! each naming the edits it replaces. All inside the caller's one transaction.

use lakon_domain::catalogue;
use lakon_domain::event::{
    AnswerSet, CaseOpened, ChannelSet, HaiSet, Name, OrganisationAdded, OrganisationSet, PartySet, PartyWords,
    PersonAdded, PersonData, PersonSet, QuestionSet, Text, TopicSet, VisitOpened,
};
use lakon_domain::ids::new_id;
use lakon_domain::party::field;
use lakon_domain::shape::{Code, SatkerCode, Time};
use lakon_domain::tips::Field;
use lakon_store::Tx;
use uuid::Uuid;

use crate::api::Fields;
use crate::app::Desk;
use crate::draft::{Draft, Group};
use crate::failure::Failure;
use crate::words::Sentence;

/// Why a part of what was typed could not become a record; everything else did.
pub(crate) type Left = Option<Failure>;

/// Records what a draft changed. A group that cannot be recorded as it stands (a satker code that is none) stays in the draft
/// and is returned with the reason; so is, without one, a group that still waits for a choice. The others are written.
pub(crate) fn record(
    desk: &Desk,
    tx: &mut Tx<'_>,
    case: Uuid,
    draft: &Draft,
    first_key: Option<Time>,
) -> Result<Vec<(Group, Left)>, Failure> {
    let opened = tx.case(case)?.is_some();
    if !opened {
        open(desk, tx, case, &draft.fields, first_key)?;
    }
    let mut left = Vec::new();
    for group in Group::ALL.into_iter().filter(|group| draft.touched(*group)) {
        // The opening has said the channel.
        if group == Group::Channel && !opened {
            continue;
        }
        if waits(group, &draft.fields) {
            left.push((group, None));
            continue;
        }
        match group_record(desk, tx, case, draft, group) {
            Ok(()) => {}
            Err(failure) if stays(&failure) => left.push((group, Some(failure))),
            Err(failure) => return Err(failure),
        }
    }
    Ok(left)
}

/// Half a name in the search field is nobody yet: who asks has a type once somebody is chosen or added (KEP-57/PB/2023 step 1).
fn waits(group: Group, fields: &Fields) -> bool {
    group == Group::Party && fields.stakeholder_type.is_empty()
}

/// Failures of what was typed, which leave the group in the draft; all others end the transaction.
fn stays(failure: &Failure) -> bool {
    matches!(failure.sentence, Sentence::SatkerCode | Sentence::UnknownCode)
}

/// The first record of a case: visit, number, and the first keystroke, which starts the clock where the visitor is present.
pub(crate) fn open(
    desk: &Desk,
    tx: &mut Tx<'_>,
    case: Uuid,
    fields: &Fields,
    first_key: Option<Time>,
) -> Result<(), Failure> {
    let now = desk.app.now();
    // A page whose clock is ahead cannot start a service in the future.
    let started_at = first_key.unwrap_or(now).min(now);
    let channel = match catalogue::channel(&fields.channel) {
        Some(channel) => channel.code.clone(),
        None => return Err(Sentence::UnknownChannel.fields(&["channel"])),
    };
    let visit = new_id(now.0, &mut desk.app.config.random.clone());
    let number = tx.next_number(started_at)?;
    tx.write(VisitOpened { visit, happened_at: started_at })?;
    tx.write(CaseOpened { case, number, visit, channel, opened_at: started_at, started_at })?;
    Ok(())
}

fn group_record(desk: &Desk, tx: &mut Tx<'_>, case: Uuid, draft: &Draft, group: Group) -> Result<(), Failure> {
    let fields = &draft.fields;
    let replaces = draft.base.tips.of(group).clone();
    let text = |text: &str| Some(Text { text: text.trim().to_owned() });
    match group {
        Group::Channel => {
            let channel =
                catalogue::channel(&fields.channel).ok_or_else(|| Sentence::UnknownChannel.fields(&["channel"]))?;
            // The opening is the first edit of the channel.
            tx.write(ChannelSet { case, channel: channel.code.clone(), replaces })?;
        }
        Group::Party => party(desk, tx, case, draft, replaces)?,
        Group::Question => tx.write(QuestionSet { case, replaces, private: text(&fields.question) })?,
        Group::Answer => tx.write(AnswerSet { case, replaces, private: text(&fields.answer) })?,
        Group::Hai => tx.write(HaiSet { case, replaces, private: text(&fields.hai_reference) })?,
        Group::Topic => {
            let unknown = || Sentence::UnknownCode.fields(&["topic"]);
            let topic = fields.topic.as_deref().map(|code| catalogue::topic(code).ok_or_else(unknown)).transpose()?;
            // A topic belongs to a section; a section may be named before the topic is.
            let section = match topic {
                Some(topic) => Some(topic.section.clone()),
                None => fields.section.as_deref().map(Code::new).transpose().map_err(|_| unknown())?,
            };
            tx.write(TopicSet { case, topic: topic.map(|topic| topic.code.clone()), section, replaces })?;
        }
    }
    Ok(())
}

/// The party of a case, with the person and the organisation added or corrected where they are new or were typed over.
fn party(desk: &Desk, tx: &mut Tx<'_>, case: Uuid, draft: &Draft, replaces: Vec<Uuid>) -> Result<(), Failure> {
    let fields = &draft.fields;
    let unknown = |name| Sentence::UnknownCode.fields(&[name]);
    let kind = catalogue::stakeholder_type(&fields.stakeholder_type).ok_or_else(|| unknown("stakeholder_type"))?;
    let organisation = if kind.has_organisation { organisation(desk, tx, draft, kind)? } else { None };
    let person = person(desk, tx, draft)?;
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

fn person(desk: &Desk, tx: &mut Tx<'_>, draft: &Draft) -> Result<Option<Uuid>, Failure> {
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
        set_person(tx, person, field::NAME, &state.name, name)?;
        set_person(tx, person, field::PHONE, &state.phone, phone)?;
        set_person(tx, person, field::EMAIL, &state.email, email)?;
        return Ok(Some(person));
    }
    if name.is_empty() && phone.is_empty() && email.is_empty() {
        return Ok(None);
    }
    let person = new_id(desk.app.now().0, &mut desk.app.config.random.clone());
    let private = Some(PersonData { name: name.to_owned(), phone: phone.to_owned(), email: email.to_owned() });
    tx.write(PersonAdded { person, private })?;
    Ok(Some(person))
}

/// Writes one field of a person if it was typed anew. Emptied fields stay: a form that did not show them is no wish to erase.
pub(crate) fn set_person(
    tx: &mut Tx<'_>,
    person: Uuid,
    name: &str,
    held: &Field<String>,
    typed: &str,
) -> Result<(), Failure> {
    if typed.is_empty() || held.value.text() == typed {
        return Ok(());
    }
    let field = Code::new(name).map_err(|_| Sentence::Broken)?;
    tx.write(PersonSet { person, field, replaces: held.tips.clone(), private: Some(Text { text: typed.to_owned() }) })?;
    Ok(())
}

/// Writes the name of an organisation if it was typed anew.
pub(crate) fn set_organisation(
    tx: &mut Tx<'_>,
    organisation: Uuid,
    held: &Field<String>,
    typed: &str,
) -> Result<(), Failure> {
    if typed.is_empty() || held.value.text() == typed {
        return Ok(());
    }
    let field = Code::new(field::NAME).map_err(|_| Sentence::Broken)?;
    tx.write(OrganisationSet {
        organisation,
        field,
        replaces: held.tips.clone(),
        private: Some(Text { text: typed.to_owned() }),
    })?;
    Ok(())
}

fn organisation(
    desk: &Desk,
    tx: &mut Tx<'_>,
    draft: &Draft,
    kind: &catalogue::StakeholderType,
) -> Result<Option<Uuid>, Failure> {
    let fields = &draft.fields;
    let name = fields.organisation_name.trim();
    let code = match fields.satker_code.trim() {
        "" => None,
        _ if !kind.has_satker_code => None,
        code => Some(SatkerCode::new(code).map_err(|_| Sentence::SatkerCode.fields(&["satker_code"]))?),
    };
    if let Some(organisation) = id(fields.organisation.as_deref())? {
        let state = tx.organisation(organisation)?.ok_or(Sentence::PartyGone)?;
        if code.is_none() || state.satker_code == code {
            set_organisation(tx, organisation, &state.name, name)?;
            return Ok(Some(organisation));
        }
        // Another satker code is another satker.
    }
    if let Some(code) = &code
        && let Some(known) = tx.organisation_by_satker(code)?
    {
        let state = tx.organisation(known)?.ok_or(Sentence::PartyGone)?;
        set_organisation(tx, known, &state.name, name)?;
        return Ok(Some(known));
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
        set_organisation(tx, own, &state.name, name)?;
        return Ok(Some(own));
    }
    let organisation = new_id(desk.app.now().0, &mut desk.app.config.random.clone());
    let private = Some(Name { name: name.to_owned() });
    tx.write(OrganisationAdded { organisation, stakeholder_type: kind.code.clone(), satker_code: code, private })?;
    Ok(Some(organisation))
}

fn id(text: Option<&str>) -> Result<Option<Uuid>, Failure> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| Sentence::PartyGone.into()),
    }
}

/// Names of the fields that "Selesaikan" needs and that are missing, in the order of the form.
/// product.md: "needs stakeholder name, question, topic, answer; an organisation only where its type has one".
pub(crate) fn missing(fields: &Fields, unreadable: impl Fn(Group) -> bool) -> Vec<&'static str> {
    let empty = |text: &str| text.trim().is_empty();
    let kind = catalogue::stakeholder_type(&fields.stakeholder_type);
    let mut missing = Vec::new();
    if !unreadable(Group::Party) {
        if kind.is_none() {
            missing.push("stakeholder_type");
        }
        if empty(&fields.person_name) {
            missing.push("person_name");
        }
        if kind.is_some_and(|kind| kind.has_organisation)
            && fields.organisation.is_none()
            && empty(&fields.organisation_name)
        {
            missing.push("organisation_name");
        }
    }
    if empty(&fields.question) && !unreadable(Group::Question) {
        missing.push("question");
    }
    if fields.topic.is_none() {
        missing.push("topic");
    }
    if empty(&fields.answer) && !unreadable(Group::Answer) {
        missing.push("answer");
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::empty;

    #[test]
    fn an_organisation_is_needed_only_where_the_type_has_one() {
        let said = Fields {
            person_name: "Rina".into(),
            question: "q".into(),
            answer: "a".into(),
            topic: Some("PD-01".into()),
            ..empty()
        };
        let of_type = |code: &str| missing(&Fields { stakeholder_type: code.into(), ..said.clone() }, |_| false);
        assert_eq!(of_type("SATKER"), ["organisation_name"]);
        assert!(of_type("PENSIUN").is_empty());
        assert_eq!(of_type(""), ["stakeholder_type"]);
    }

    #[test]
    fn what_has_not_arrived_yet_is_not_missing() {
        let fields = Fields { topic: Some("PD-01".into()), answer: "a".into(), ..empty() };
        assert_eq!(missing(&fields, |group| matches!(group, Group::Party | Group::Question)), Vec::<&str>::new());
    }
}

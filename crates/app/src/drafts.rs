//! Drafts as the page knows them: a new one, what was typed, thrown away. A draft is a row of this PC and no record.

use std::collections::BTreeMap;

use lakon_domain::ids::new_id;
use lakon_domain::shape::Time;
use uuid::Uuid;

use crate::api::{CaseRef, DraftSave, Nothing, Saved, SeenViews};
use crate::app::Desk;
use crate::case_view::{case_id, ms, seen};
use crate::draft::{Draft, Group};
use crate::failure::Failure;
use crate::party_record::id;
use crate::people::People;
use crate::seen::{PartySeen, Seen};
use crate::words::Sentence;

/// A new case, which has no number and starts no clock before the first key.
pub fn new(desk: &Desk, _: Nothing) -> Result<CaseRef, Failure> {
    let case = new_id(desk.app.now().0, &mut desk.app.config.random.clone());
    crate::tabs::set_aside(desk, None);
    desk.store.draft_save(case, &write(&Draft::new(desk.user, Seen::default()))?, None)?;
    crate::tabs::open_tab(desk, case)?;
    Ok(CaseRef { case: case.to_string() })
}

/// Keeps what was typed. No record, no network.
pub fn save(desk: &Desk, input: DraftSave) -> Result<Saved, Failure> {
    let case = case_id(&input.case)?;
    let _hand = desk.hand();
    crate::erasures::not_erased(desk, case)?;
    others_first(desk, case)?;
    let row = desk.store.draft(case)?;
    let state = desk.store.case(case)?;
    if row.is_none() && state.is_none() {
        return Err(Sentence::CaseGone.into());
    }
    let stands = match &state {
        Some(state) => seen(state, &People::of_party(&desk.store, state.party.known())?),
        None => Seen::default(),
    };
    let shown = typed_over(desk, case, input.seen.as_ref(), &stands);
    let over = |group| shown.get(&group).unwrap_or(&stands);
    let held_key = row.as_ref().and_then(|row| row.first_key);
    let mut draft = match row {
        Some(row) => read(&row.json)?,
        None => Draft::new(desk.user, stands.clone()),
    };
    draft.typed(desk.user, input.fields, over);
    choose(desk, &mut draft)?;
    // The first first key stays: a page opened anew knows only its own.
    let first_key = held_key.or_else(|| input.first_key_at.map(time));
    desk.store.draft_save(case, &write(&draft)?, first_key)?;
    desk.app.changed(["tabs"]);
    Ok(Saved { at: ms(desk.app.now()) })
}

/// What another person left typed here becomes records in their name before anybody types over it.
fn others_first(desk: &Desk, case: Uuid) -> Result<(), Failure> {
    let Some((draft, _)) = of(desk, case)? else { return Ok(()) };
    let of_another = |group: &Group| draft.touched(*group) && draft.author_of(*group) != desk.user;
    if Group::ALL.iter().any(of_another)
        && let Err(failure) = crate::case_act::record_draft(desk, case)
    {
        // What is typed now must be kept all the same; each group remembers whose it is.
        tracing::warn!(%case, sentence = ?failure.sentence, "the words of another stay a draft");
    }
    Ok(())
}

/// What each group of the page was typed over.
fn typed_over(desk: &Desk, case: Uuid, named: Option<&SeenViews>, stands: &Seen) -> BTreeMap<Group, Seen> {
    let state = desk.app.state();
    let name = |group| {
        named.map(|named| match group {
            Group::Channel => named.channel.as_str(),
            Group::Party => named.party.as_str(),
            Group::Question => named.question.as_str(),
            Group::Topic => named.topic.as_str(),
            Group::Answer => named.answer.as_str(),
            Group::Hai => named.hai.as_str(),
        })
    };
    let seen = |group| state.shown.get(case, name(group)).unwrap_or(stands).clone();
    Group::ALL.into_iter().map(|group| (group, seen(group))).collect()
}

/// Notes how those were shown who are chosen now and did not stand in the case.
pub(crate) fn choose(desk: &Desk, draft: &mut Draft) -> Result<(), Failure> {
    let person = id(draft.fields.person.as_deref())?;
    draft.chosen.person = match person.filter(|id| draft.base.person.as_ref().is_none_or(|seen| seen.id != *id)) {
        None => None,
        Some(id) => match draft.chosen.person.take() {
            Some(seen) if seen.id == id => Some(seen),
            _ => match desk.store.person(id)? {
                Some(state) => Some(PartySeen::chosen_person(&state, &desk.store.events_of_party(id)?, &draft.fields)),
                None => None,
            },
        },
    };
    let Some(id) = id(draft.fields.organisation.as_deref())? else { return Ok(()) };
    if draft.base.organisation.as_ref().is_some_and(|seen| seen.id == id) {
        draft.chosen.organisation = None;
    } else if draft.chosen.organisation.as_ref().is_none_or(|seen| seen.id != id) {
        draft.chosen.organisation = match desk.store.organisation(id)? {
            Some(state) => {
                Some(PartySeen::chosen_organisation(&state, &desk.store.events_of_party(id)?, &draft.fields))
            }
            None => None,
        };
    }
    Ok(())
}

#[allow(clippy::cast_possible_truncation, reason = "milliseconds; what is no time becomes one the recording bounds")]
fn time(ms: f64) -> Time {
    Time(ms as i64)
}

/// Throws away a draft nobody has recorded anything of, with its staged files.
pub fn discard(desk: &Desk, input: CaseRef) -> Result<Nothing, Failure> {
    let case = case_id(&input.case)?;
    let _hand = desk.hand();
    if desk.store.case(case)?.is_some() {
        return Err(Sentence::RecordedDraft.into());
    }
    forget(desk, case)?;
    Ok(Nothing {})
}

/// Draft, staged files and tab of a case that never got a record go in one transaction.
pub(crate) fn forget(desk: &Desk, case: Uuid) -> Result<(), Failure> {
    desk.store.transact::<_, Failure>(desk.user, |tx| {
        tx.staged_drop(case)?;
        tx.draft_drop(case)?;
        tx.tab_close(case)?;
        Ok(())
    })?;
    Ok(())
}

/// Reads the content of a draft row.
pub(crate) fn read(json: &str) -> Result<Draft, Failure> {
    serde_json::from_str(json).map_err(|error| {
        tracing::error!(error = %lakon_domain::unquoted::json(&error), "a draft row cannot be read");
        Sentence::Broken.into()
    })
}

/// Writes the content of a draft row.
pub(crate) fn write(draft: &Draft) -> Result<String, Failure> {
    serde_json::to_string(draft).map_err(|_| Sentence::Broken.into())
}

/// The title of a tab: who asks, else the beginning of the question.
pub(crate) fn title(draft: &Draft) -> String {
    /// Characters of a question in a title.
    const LONGEST: usize = 40;
    let fields = &draft.fields;
    let texts = [&fields.person_name, &fields.organisation_name, &fields.question];
    let text = texts.into_iter().map(|text| text.trim()).find(|text| !text.is_empty()).unwrap_or_default();
    text.chars().take(LONGEST).collect()
}

/// The draft of a case, if it has one.
pub(crate) fn of(desk: &Desk, case: Uuid) -> Result<Option<(Draft, Option<Time>)>, Failure> {
    match desk.store.draft(case)? {
        Some(row) => Ok(Some((read(&row.json)?, row.first_key))),
        None => Ok(None),
    }
}

//! Drafts as the page knows them: a new one, what was typed, thrown away. A draft is a row of this PC and no record.

use lakon_domain::ids::new_id;
use lakon_domain::shape::Time;
use uuid::Uuid;

use crate::api::{CaseRef, DraftSave, Nothing, Saved};
use crate::app::Desk;
use crate::case_view::{case_id, ms, seen};
use crate::draft::{Draft, Seen};
use crate::failure::Failure;
use crate::people::People;
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
    let row = desk.store.draft(case)?;
    let state = desk.store.case(case)?;
    if row.is_none() && state.is_none() {
        return Err(Sentence::CaseGone.into());
    }
    let shown = desk.app.state().seen.get(&case).cloned();
    let shown = match (shown, &state) {
        (Some(shown), _) => shown,
        (None, Some(state)) => seen(state, &People::of_party(&desk.store, state.party.known())?),
        (None, None) => Seen::default(),
    };
    let held_key = row.as_ref().and_then(|row| row.first_key);
    let mut draft = match row {
        Some(row) => read(&row.json)?,
        None => Draft::new(desk.user, shown.clone()),
    };
    draft.typed(desk.user, input.fields, &shown);
    // The first first key stays: a page opened anew knows only its own.
    let first_key = held_key.or_else(|| input.first_key_at.map(time));
    desk.store.draft_save(case, &write(&draft)?, first_key)?;
    desk.app.changed(["tabs"]);
    Ok(Saved { at: ms(desk.app.now()) })
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
        tracing::error!(%error, "a draft row cannot be read");
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

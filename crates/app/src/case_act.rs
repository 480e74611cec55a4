//! What an officer does with a case: record what was typed, resolve, cancel, start the clock, and the frame every further
//! step has. Each is one transaction.

use lakon_domain::case::CaseState;
use lakon_domain::event::{CaseCancelled, CaseResolved, ClockStarted, Event, Reason};
use lakon_store::Tx;
use uuid::Uuid;

use crate::api::{Cancel, CaseRef, CaseView};
use crate::app::Desk;
use crate::case_view::{case_id, seen, show, unreadable};
use crate::draft::{Draft, Group};
use crate::drafts;
use crate::failure::Failure;
use crate::people::People;
use crate::recording::{self, Left, Recorded};
use crate::rights::Rights;
use crate::why;
use crate::words::Sentence;

/// Makes records of what was typed: a field was left, the case is set aside, Ctrl+S.
pub fn record(desk: &Desk, input: CaseRef) -> Result<CaseView, Failure> {
    let case = case_id(&input.case)?;
    let _hand = desk.hand();
    match record_draft(desk, case)? {
        None => show(desk, case),
        Some(failure) => Err(failure),
    }
}

/// The same in a transaction of its own; returns what could not become a record as it stands.
pub(crate) fn record_draft(desk: &Desk, case: Uuid) -> Result<Left, Failure> {
    with_draft(desk, case, |tx| Ok((record_in(desk, tx, case, false)?, ()))).map(|(left, ())| left)
}

/// One transaction that records a draft, and what the page's words stand over afterwards.
pub(crate) fn with_draft<T>(
    desk: &Desk,
    case: Uuid,
    work: impl FnOnce(&mut Tx<'_>) -> Result<(Recorded, T), Failure>,
) -> Result<(Left, T), Failure> {
    let (recorded, value) = commit(desk, work)?;
    desk.app.state().shown.recorded(case, &recorded.own);
    Ok((reason(recorded.left), value))
}

/// What is said of the groups that stay in a draft.
fn reason(left: Vec<(Group, Left)>) -> Left {
    left.into_iter().rev().find_map(|(_, failure)| failure)
}

/// Every draft, as at lock. What cannot be recorded stays a draft; nothing here may keep the screen from locking.
pub(crate) fn record_all(desk: &Desk) {
    let drafts = desk.store.drafts().unwrap_or_default();
    for draft in drafts {
        let _hand = desk.hand();
        if let Err(failure) = record_draft(desk, draft.case) {
            tracing::warn!(case = %draft.case, sentence = ?failure.sentence, "a draft stays one");
        }
    }
}

/// Records a draft inside a transaction. With `always`, a case is opened even where nothing was typed.
pub(crate) fn record_in(desk: &Desk, tx: &mut Tx<'_>, case: Uuid, always: bool) -> Result<Recorded, Failure> {
    let row = tx.draft(case)?;
    let staged = tx.staged_whole(case)?;
    let first_key = row.as_ref().and_then(|row| row.first_key);
    let draft = match row {
        Some(row) => Some(drafts::read(&row.json)?),
        None => None,
    };
    let recorded = tx.case(case)?.is_some();
    if !recorded && draft.is_none() && staged.is_empty() {
        // A draft that was recorded or discarded while this call was on its way.
        return if always { Err(Sentence::CaseGone.into()) } else { Ok(Recorded::default()) };
    }
    let empty = draft.as_ref().is_none_or(|draft| !draft.says_something());
    if !recorded && empty && staged.is_empty() && !always {
        return Ok(Recorded::default());
    }
    let mut recorded_now = Recorded::default();
    match &draft {
        Some(draft) => recorded_now = recording::record(desk, tx, case, draft, first_key)?,
        None if !recorded => recording::open(desk, tx, case, &crate::draft::empty(), None, None)?,
        None => {}
    }
    let session = desk.app.state().session.as_ref().map(|session| session.began_at);
    for file in staged {
        // A file that was there before this person came belongs to the draft it was dropped on.
        let older = session.is_some_and(|began_at| file.added_at < began_at);
        let author = draft.as_ref().filter(|_| older).map_or(desk.user, |draft| draft.author);
        recording::in_name_of(tx, author, |tx| Ok(tx.write(crate::files::added(&file))?))?;
    }
    match draft {
        Some(draft) if !recorded_now.left.is_empty() => keep_rest(tx, case, &draft, &recorded_now.left)?,
        Some(_) => tx.draft_drop(case)?,
        None => {}
    }
    Ok(recorded_now)
}

/// Leaves in the draft only the groups that could not be recorded.
fn keep_rest(tx: &mut Tx<'_>, case: Uuid, draft: &Draft, left: &[(Group, Left)]) -> Result<(), Failure> {
    let state = tx.case(case)?.ok_or(Sentence::CaseGone)?;
    let people = People::in_tx(tx, state.party.known())?;
    let mut rest = Draft::new(draft.author, seen(&state, &people));
    for (group, _) in left {
        rest.keep(*group, draft);
    }
    tx.draft_save(case, &drafts::write(&rest)?, None)?;
    Ok(())
}

/// Answered: step 6 or 12 of KEP-57/PB/2023.
pub fn resolve(desk: &Desk, input: CaseRef) -> Result<CaseView, Failure> {
    complete(desk, &input.case)?;
    let resolved_at = desk.app.now();
    step(desk, &input.case, "resolve", |state| Ok(vec![CaseResolved { case: state.case, resolved_at }.into()]))
}

/// Refuses an answer while something it needs is missing. The attempt records what there is, as any action does.
pub(crate) fn complete(desk: &Desk, case: &str) -> Result<(), Failure> {
    let case = case_id(case)?;
    let _hand = desk.hand();
    let view = show(desk, case)?;
    let state = desk.store.case(case)?;
    let people = People::of_party(&desk.store, state.as_ref().and_then(|state| state.party.known()))?;
    let unreadable = |group| state.as_ref().is_some_and(|state| unreadable(state, &people, group));
    let missing = recording::missing(&view.fields, unreadable);
    if missing.is_empty() {
        return Ok(());
    }
    record_draft(desk, case)?;
    Err(Sentence::Incomplete.fields(&missing))
}

/// Owes nothing any more, with the reason.
pub fn cancel(desk: &Desk, input: Cancel) -> Result<CaseView, Failure> {
    let reason = crate::case_promise::reason(&input.reason)?;
    let cancelled_at = desk.app.now();
    step(desk, &input.case, "cancel", |state| {
        Ok(vec![CaseCancelled { case: state.case, cancelled_at, private: Some(Reason { reason }) }.into()])
    })
}

/// "Mulai Layanan" or "Lanjutkan Layanan".
pub fn start_clock(desk: &Desk, input: CaseRef) -> Result<CaseView, Failure> {
    let started_at = desk.app.now();
    step(desk, &input.case, "start_clock", |state| Ok(vec![ClockStarted { case: state.case, started_at }.into()]))
}

/// Records what was typed, then what a step of the procedure makes of the case, where the case allows that step now.
pub(crate) fn step(
    desk: &Desk,
    case: &str,
    code: &str,
    make: impl FnOnce(&CaseState) -> Result<Vec<Event>, Failure>,
) -> Result<CaseView, Failure> {
    amend(desk, case, |state| {
        why::allowed(state, code)?;
        make(state)
    })
}

/// The same for what does not belong to the procedure: it fits a case whatever its status.
pub(crate) fn amend(
    desk: &Desk,
    case: &str,
    make: impl FnOnce(&CaseState) -> Result<Vec<Event>, Failure>,
) -> Result<CaseView, Failure> {
    amend_in(desk, case, |_, state| make(state))
}

/// The same for what has to look around in its transaction.
pub(crate) fn amend_in(
    desk: &Desk,
    case: &str,
    make: impl FnOnce(&Tx<'_>, &CaseState) -> Result<Vec<Event>, Failure>,
) -> Result<CaseView, Failure> {
    let case = case_id(case)?;
    let _hand = desk.hand();
    crate::erasures::not_erased(desk, case)?;
    let rights = Rights::of(desk);
    with_draft(desk, case, |tx| {
        // A draft is an officer's words: whoever may not write them leaves it as it is.
        let mut recorded =
            if rights.may("case.opened") { record_in(desk, tx, case, true)? } else { Recorded::default() };
        if let Some(failure) = reason(std::mem::take(&mut recorded.left)) {
            return Err(failure);
        }
        let state = tx.case(case)?.ok_or(Sentence::CaseGone)?;
        for event in make(tx, &state)? {
            rights.check(desk, &event)?;
            tx.write(event)?;
        }
        Ok((recorded, ()))
    })?;
    show(desk, case)
}

/// One transaction of this person. The page hears of it through the store's listener before the command answers.
pub(crate) fn commit<T>(desk: &Desk, work: impl FnOnce(&mut Tx<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
    let (value, _) = desk.store.transact(desk.user, work)?;
    desk.app.written.notify_one();
    Ok(value)
}

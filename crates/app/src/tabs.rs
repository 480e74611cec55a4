//! Open cases as tabs: which there are, which one is worked on, and since when the others wait.

use uuid::Uuid;

use crate::api::{CaseRef, CaseStatus, Nothing, Tab, Tabs};
use crate::app::Desk;
use crate::case_view::{case_id, clock, ms, seen, status};
use crate::draft::Draft;
use crate::drafts;
use crate::failure::Failure;
use crate::people::People;
use crate::seen::Seen;
use crate::words::Sentence;

/// The open cases in the order they were opened.
pub fn list(desk: &Desk, _: Nothing) -> Result<Tabs, Failure> {
    let mut tabs = Vec::new();
    for row in desk.store.tabs()? {
        // A draft that was discarded at another moment leaves no tab behind.
        if let Some(mut tab) = of(desk, row.case)? {
            tab.set_aside_at = row.set_aside_at.map(ms);
            tabs.push(tab);
        }
    }
    Ok(Tabs { tabs })
}

/// Opens a case, or comes back to it; the one worked on until now is set aside and recorded.
pub fn open(desk: &Desk, input: CaseRef) -> Result<Tabs, Failure> {
    let case = case_id(&input.case)?;
    set_aside(desk, Some(case));
    open_tab(desk, case)?;
    list(desk, Nothing {})
}

pub(crate) fn open_tab(desk: &Desk, case: Uuid) -> Result<(), Failure> {
    desk.store.tab_open(case)?;
    Ok(())
}

/// Closes a tab. What was typed becomes records; an empty draft goes.
pub fn close(desk: &Desk, input: CaseRef) -> Result<Tabs, Failure> {
    let case = case_id(&input.case)?;
    {
        let _hand = desk.hand();
        match crate::case_act::record_draft(desk, case) {
            // It stays a draft, which Beranda shows.
            Err(failure) if failure.sentence == Sentence::ClockBeforeNumber => {}
            recorded => drop(recorded?),
        }
        let empty = match drafts::of(desk, case)? {
            Some((draft, _)) => !draft.says_something() && desk.store.case(case)?.is_none(),
            None => false,
        };
        if empty {
            drafts::forget(desk, case)?;
        }
    }
    close_tab(desk, case)?;
    list(desk, Nothing {})
}

pub(crate) fn close_tab(desk: &Desk, case: Uuid) -> Result<(), Failure> {
    desk.store.tab_close(case)?;
    Ok(())
}

/// Records what was typed in the cases that are left for another.
pub(crate) fn set_aside(desk: &Desk, but: Option<Uuid>) {
    let tabs = desk.store.tabs().unwrap_or_default();
    for tab in tabs.into_iter().filter(|tab| tab.set_aside_at.is_none() && Some(tab.case) != but) {
        let _hand = desk.hand();
        if let Err(failure) = crate::case_act::record_draft(desk, tab.case) {
            tracing::warn!(case = %tab.case, sentence = ?failure.sentence, "a draft stays one");
        }
    }
}

/// A case as a tab; nothing where neither a case nor a draft is left.
pub(crate) fn of(desk: &Desk, case: Uuid) -> Result<Option<Tab>, Failure> {
    let state = desk.store.case(case)?;
    let held = drafts::of(desk, case)?;
    let (mut draft, first_key) = match (held, &state) {
        (Some((draft, first_key)), _) => (draft, first_key),
        (None, Some(_)) => (Draft::new(desk.user, Seen::default()), None),
        (None, None) => return Ok(None),
    };
    if let Some(state) = &state {
        draft.follow(&seen(state, &People::of_party(&desk.store, state.party.known())?));
    }
    Ok(Some(Tab {
        case: case.to_string(),
        title: drafts::title(&draft),
        number: desk.store.shown_number(case)?.map(|number| number.text),
        clock: clock(&desk.store.rules(), state.as_ref(), &draft.fields, first_key, desk.app.now()),
        set_aside_at: None,
        status: state.as_ref().map_or(CaseStatus::Draft, |state| status(state.status)),
    }))
}

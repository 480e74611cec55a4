//! A visit holds several cases, each with its own clock: another question of the same visitor, the other cases of a visit, and
//! moving a case to the visit it belongs to.

use lakon_domain::case::CaseState;
use lakon_domain::event::{CaseMoved, VisitOpened};
use lakon_domain::ids::new_id;
use lakon_store::CaseRow;
use uuid::Uuid;

use crate::api::{CaseLink, CaseRef, CaseView, MoveCase, VisitCase, VisitChoice, VisitChoices};
use crate::app::Desk;
use crate::case_act::{amend_in, record_in, with_draft};
use crate::case_view::{case_id, clock, ms, seen, status};
use crate::draft::{Draft, Given, Group, empty};
use crate::drafts;
use crate::failure::Failure;
use crate::home::midnight;
use crate::people::People;
use crate::seen::Seen;
use crate::words::Sentence;

/// Visits offered to move a case to.
const CHOICES: u32 = 30;

/// "Konsultasi lain untuk pengunjung ini": a new draft in the same visit, of the same stakeholder. Its clock starts with its own
/// first key.
pub fn another(desk: &Desk, input: CaseRef) -> Result<CaseRef, Failure> {
    let from = case_id(&input.case)?;
    crate::tabs::set_aside(desk, None);
    let state = recorded(desk, from)?;
    let people = People::of_party(&desk.store, state.party.known())?;
    let stands = seen(&state, &people).fields;
    let mut fields = empty();
    for group in [Group::Channel, Group::Party] {
        group.copy(&stands, &mut fields);
    }
    let mut draft = Draft::new(desk.user, Seen::default());
    draft.given = Some(Given { visit: state.visit, fields: fields.clone() });
    draft.fields = fields;
    drafts::choose(desk, &mut draft)?;
    let case = new_id(desk.app.now().0, &mut desk.app.config.random.clone());
    desk.store.draft_save(case, &drafts::write(&draft)?, None)?;
    crate::tabs::open_tab(desk, case)?;
    Ok(CaseRef { case: case.to_string() })
}

/// A case with its records: a draft gets them now, for its visit begins with it.
fn recorded(desk: &Desk, case: Uuid) -> Result<CaseState, Failure> {
    let _hand = desk.hand();
    with_draft(desk, case, |tx| Ok((record_in(desk, tx, case, true)?, ())))?;
    desk.store.case(case)?.ok_or_else(|| Sentence::CaseGone.into())
}

/// Where a case could belong: visits of the same stakeholder, and those of today.
pub fn choices(desk: &Desk, input: CaseRef) -> Result<VisitChoices, Failure> {
    let case = case_id(&input.case)?;
    let state = desk.store.case(case)?.ok_or(Sentence::CaseGone)?;
    let party = state.party.known();
    let (person, organisation) = (party.and_then(|party| party.person), party.and_then(|party| party.organisation));
    let today = midnight(desk.store.rules().zone, desk.app.now());
    let found = desk.store.visits_near(person, organisation, today, CHOICES)?;
    let choice = |row: lakon_store::VisitRow| {
        let named = |pick: fn(&CaseRow) -> &String| row.cases.iter().map(pick).find(|name| !name.is_empty()).cloned();
        VisitChoice {
            visit: row.visit.to_string(),
            at: ms(row.at),
            who: named(|case| &case.who).unwrap_or_default(),
            organisation: named(|case| &case.organisation).unwrap_or_default(),
            cases: row.cases.iter().map(link).collect(),
        }
    };
    Ok(VisitChoices { visits: found.into_iter().filter(|row| row.visit != state.visit).map(choice).collect() })
}

/// Gives a case to another visit, or to one of its own.
pub fn transfer(desk: &Desk, input: MoveCase) -> Result<CaseView, Failure> {
    let wanted: Option<Uuid> = input.visit.map(|id| id.parse()).transpose().map_err(|_| Sentence::VisitGone)?;
    if let Some(visit) = wanted
        && desk.store.cases_of_visit(visit)?.is_empty()
    {
        return Err(Sentence::VisitGone.fields(&["visit"]));
    }
    let fresh = desk.new_id();
    amend_in(desk, &input.case, |tx, state| {
        let visit = wanted.unwrap_or(fresh);
        if visit == state.visit {
            return Err(Sentence::SameVisit.fields(&["visit"]));
        }
        let mut events = Vec::new();
        if wanted.is_none() {
            // It came when the case did.
            events.push(VisitOpened { visit, happened_at: state.received_at.min(tx.now()) }.into());
        }
        let replaces = state.visit_tips.clone();
        events.push(CaseMoved { case: state.case, visit, replaces }.into());
        Ok(events)
    })
}

/// The other cases of the visit of a case, or of the visit a draft was begun in.
pub(crate) fn neighbours(
    desk: &Desk,
    case: Uuid,
    state: Option<&CaseState>,
    draft: Option<&Draft>,
) -> Result<Vec<VisitCase>, Failure> {
    let begun_in = draft.and_then(|draft| draft.given.as_ref()).map(|given| given.visit);
    let Some(visit) = state.map(|state| state.visit).or(begun_in) else { return Ok(Vec::new()) };
    let mut others = desk.store.cases_of_visit(visit)?;
    others.retain(|row| row.case != case);
    let (rules, now) = (desk.store.rules(), desk.app.now());
    let view = |row: CaseRow| -> Result<Option<VisitCase>, Failure> {
        // Another state than the row's can be here for a moment only.
        let Some(state) = desk.store.case(row.case)? else { return Ok(None) };
        let clock = clock(&rules, Some(&state), &empty(), None, now);
        let (case, number) = (row.case.to_string(), row.number);
        Ok(Some(VisitCase { case, number, status: status(row.status), question: row.question, clock }))
    };
    others.into_iter().filter_map(|row| view(row).transpose()).collect()
}

fn link(row: &CaseRow) -> CaseLink {
    CaseLink { case: row.case.to_string(), number: row.number.clone() }
}

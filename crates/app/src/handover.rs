//! Shift end: open cases with their clocks and duties are offered to another officer, who accepts or declines them. Until then
//! each stays with whoever has it.

use std::collections::{BTreeMap, BTreeSet};

use lakon_domain::case::{CaseState, Offer};
use lakon_domain::event::{HandoverAnswered, HandoverOffered, Reason, Text};
use lakon_domain::office::OfficeState;
use lakon_domain::rights::Role;
use lakon_store::Tx;
use uuid::Uuid;

use crate::api::{
    CaseView, Colleague, HandOver, HandOverAll, HandoverAnswer, HandoverRow, HandoverTakeBack, HandoverView, Handovers,
    Nothing,
};
use crate::app::Desk;
use crate::case_act::{commit, record_all, step};
use crate::case_view::{case_id, clock, ms, name_of, status};
use crate::draft::empty;
use crate::duty_view;
use crate::failure::Failure;
use crate::sync_state::count;
use crate::words::Sentence;

/// Cases offered by one record, far below what the largest record holds.
const CASES_A_RECORD: usize = 1_000;

/// Offers one case.
pub fn hand_over(desk: &Desk, input: HandOver) -> Result<CaseView, Failure> {
    let to = colleague(desk, &input.to)?;
    let (handover, offered_at) = (desk.new_id(), desk.app.now());
    step(desk, &input.case, "hand_over", |state| {
        if state.holder == to {
            return Err(Sentence::HolderAlready.with(name_of(&desk.store.office(), to)).fields(&["to"]));
        }
        let private = Some(Text { text: input.text.trim().to_owned() });
        Ok(vec![HandoverOffered { handover, to, cases: vec![state.case], offered_at, private }.into()])
    })
}

/// Offers every open case of whoever is signed in that is not offered yet. What was typed becomes records first.
pub fn offer_all(desk: &Desk, input: HandOverAll) -> Result<Handovers, Failure> {
    let to = colleague(desk, &input.to)?;
    record_all(desk);
    let text = input.text.trim().to_owned();
    let offered_at = desk.app.now();
    let cases = desk.store.open_cases_of(desk.user)?;
    commit(desk, |tx| {
        let mut free = Vec::with_capacity(cases.len());
        for case in cases {
            free.extend(tx.case(case)?.filter(|state| may_offer(state, desk.user)).map(|state| state.case));
        }
        if free.is_empty() {
            return Err(Sentence::NothingToHandOver.into());
        }
        for cases in free.chunks(CASES_A_RECORD) {
            let (handover, cases) = (tx.new_id(), cases.to_vec());
            tx.write(HandoverOffered { handover, to, cases, offered_at, private: Some(Text { text: text.clone() }) })?;
        }
        Ok(())
    })?;
    mine(desk, Nothing {})
}

/// Accepts or declines cases offered to whoever is signed in.
pub fn answer(desk: &Desk, input: HandoverAnswer) -> Result<Handovers, Failure> {
    let reason = input.reason.trim().to_owned();
    if !input.accepted && reason.is_empty() {
        return Err(Sentence::NeedReason.fields(&["reason"]));
    }
    end(desk, &input.cases, input.accepted, &reason, |offer| offer.to == desk.user)
}

/// Takes back what whoever is signed in has offered.
pub fn take_back(desk: &Desk, input: HandoverTakeBack) -> Result<Handovers, Failure> {
    end(desk, &input.cases, false, "", |offer| offer.by == desk.user)
}

/// Answers the offers of these cases, one record for each hand-over they were offered in.
fn end(
    desk: &Desk,
    cases: &[String],
    accepted: bool,
    reason: &str,
    own: impl Fn(&Offer) -> bool,
) -> Result<Handovers, Failure> {
    let cases = cases.iter().map(|case| case_id(case)).collect::<Result<Vec<_>, _>>()?;
    let answered_at = desk.app.now();
    commit(desk, |tx| {
        for (handover, cases) in by_handover(tx, cases, own)? {
            let private = Some(Reason { reason: reason.to_owned() });
            tx.write(HandoverAnswered { handover, cases, accepted, answered_at, private })?;
        }
        Ok(())
    })?;
    mine(desk, Nothing {})
}

fn by_handover(
    tx: &Tx<'_>,
    cases: Vec<Uuid>,
    own: impl Fn(&Offer) -> bool,
) -> Result<BTreeMap<Uuid, Vec<Uuid>>, Failure> {
    let mut found: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for case in cases {
        let state = tx.case(case)?.ok_or(Sentence::CaseGone)?;
        let offer = state.offered.filter(&own).ok_or(Sentence::OfferGone)?;
        found.entry(offer.handover).or_default().push(case);
    }
    Ok(found)
}

/// What is offered to whoever is signed in, and what they have offered.
pub fn mine(desk: &Desk, _: Nothing) -> Result<Handovers, Failure> {
    let office = desk.store.office();
    let rows = |cases: Vec<Uuid>| -> Result<Vec<HandoverRow>, Failure> {
        let mut rows = Vec::with_capacity(cases.len());
        for case in cases {
            rows.extend(row(desk, &office, case)?);
        }
        Ok(rows)
    };
    let offered = desk.store.cases_offered_by(desk.user)?;
    let by_me = rows(offered.clone())?;
    let offered: BTreeSet<Uuid> = offered.into_iter().collect();
    let free = desk.store.open_cases_of(desk.user)?.iter().filter(|case| !offered.contains(case)).count();
    Ok(Handovers {
        to_me: rows(desk.store.cases_offered_to(desk.user)?)?,
        by_me,
        own_open: count(u64::try_from(free).unwrap_or(u64::MAX)),
        officers: colleagues(desk, &office),
    })
}

/// Nothing where the offer ended between two looks.
fn row(desk: &Desk, office: &OfficeState, case: Uuid) -> Result<Option<HandoverRow>, Failure> {
    let (Some(state), Some(line)) = (desk.store.case(case)?, desk.store.case_row(case)?) else { return Ok(None) };
    let Some(offer) = &state.offered else { return Ok(None) };
    let (rules, now) = (desk.store.rules(), desk.app.now());
    let owed = rules.duties(&state, now).into_iter().filter(lakon_domain::duty::Duty::is_owed);
    let first = owed.min_by_key(|duty| duty.due.at);
    Ok(Some(HandoverRow {
        case: case.to_string(),
        number: line.number,
        from: name_of(office, offer.by),
        to: name_of(office, offer.to),
        at: ms(offer.at),
        text: offer.words.text().to_owned(),
        who: line.who,
        organisation: line.organisation,
        question: line.question,
        status: status(state.status),
        clock: clock(&rules, Some(&state), &empty(), None, now),
        duty: first.map(|duty| duty_view::view(&duty, &rules, now, desk.language)),
    }))
}

/// The offer of a case as its page shows it.
pub(crate) fn view(desk: &Desk, state: &CaseState, office: &OfficeState) -> Option<HandoverView> {
    let offer = state.offered.as_ref().filter(|_| !state.status.is_terminal())?;
    Some(HandoverView {
        to: name_of(office, offer.to),
        by: name_of(office, offer.by),
        text: offer.words.text().to_owned(),
        at: ms(offer.at),
        mine: offer.to == desk.user,
        by_me: offer.by == desk.user,
    })
}

fn may_offer(state: &CaseState, user: Uuid) -> bool {
    state.holder == user && !state.status.is_terminal() && state.offered.is_none()
}

/// Officers of the office beside whoever is signed in, by name.
fn colleagues(desk: &Desk, office: &OfficeState) -> Vec<Colleague> {
    let others = office.users.values().filter(|user| user.user != desk.user && takes(office, user.user));
    let mut others: Vec<Colleague> =
        others.map(|user| Colleague { user: user.user.to_string(), name: user.name.text().to_owned() }).collect();
    others.sort_by_key(|user| user.name.to_lowercase());
    others
}

/// Whether somebody works here as an officer.
fn takes(office: &OfficeState, user: Uuid) -> bool {
    office.users.get(&user).is_some_and(|user| !user.removed && user.roles.contains(&Role::Officer))
}

fn colleague(desk: &Desk, user: &str) -> Result<Uuid, Failure> {
    let user: Uuid = user.parse().map_err(|_| Sentence::NeedColleague.fields(&["to"]))?;
    let fits = user != desk.user && takes(&desk.store.office(), user);
    if fits { Ok(user) } else { Err(Sentence::NeedColleague.fields(&["to"])) }
}

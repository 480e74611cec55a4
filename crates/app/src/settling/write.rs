//! One version of a field, or what was put together from them, replaces those that were seen; one that came since stays and is
//! still to be settled.

use lakon_domain::case::{CaseState, Party, What};
use lakon_domain::event::Event;
use uuid::Uuid;

use super::parts::Chosen;
use super::{part, party, tips};
use crate::api::{CasePart, SettleDone, SettleWrite};
use crate::app::Desk;
use crate::case_act::{record_in, with_draft};
use crate::failure::Failure;
use crate::rights::Rights;
use crate::settle::{again, group, let_go};
use crate::words::Sentence;

/// Settles a field as far as it was seen.
pub fn write(desk: &Desk, input: SettleWrite) -> Result<SettleDone, Failure> {
    let seen: Vec<Uuid> = input.seen.iter().filter_map(|id| id.parse().ok()).collect();
    let keep = input.keep.as_deref().map(str::parse).transpose().map_err(|_| Sentence::VersionGone)?;
    let of = input.of.parse().map_err(|_| Sentence::CaseGone)?;
    let chosen = Chosen(&input.parts);
    let event = match part(input.field) {
        Some(part) => case(desk, of, part, &seen, keep, &chosen)?,
        None => party::write(desk, of, input.field, &seen, keep, &chosen)?,
    };
    Ok(SettleDone { event: event.map(|event| event.to_string()) })
}

/// What the officer has typed there becomes a record first, and gives way with the rest: it stays in the story.
fn case(
    desk: &Desk,
    case: Uuid,
    part: CasePart,
    seen: &[Uuid],
    keep: Option<Uuid>,
    chosen: &Chosen<'_>,
) -> Result<Option<Uuid>, Failure> {
    let _hand = desk.hand();
    let rights = Rights::of(desk);
    let (_, written) = with_draft(desk, case, |tx| {
        let before = tx.case(case)?.map(|state| tips(&state, part).clone()).unwrap_or_default();
        let recorded = record_in(desk, tx, case, false)?;
        let state = tx.case(case)?.ok_or(Sentence::CaseGone)?;
        let standing = tips(&state, part);
        let replaces = replaced(standing, seen, &before)?;
        let event = match keep {
            Some(keep) => again(&state, part, keep, replaces)?,
            None => chosen.event(desk, case, part, &parties(&state), replaces)?,
        };
        rights.check(desk, &event)?;
        tx.write(event)?;
        let after = tx.case(case)?.ok_or(Sentence::CaseGone)?;
        let written = tips(&after, part).iter().find(|tip| !standing.contains(tip)).copied();
        if let Some(group) = group(part) {
            let_go(tx, case, group)?;
        }
        Ok((recorded, written))
    })?;
    Ok(written)
}

/// Of the edits that stand, those that were seen and those this very step has made; refused where nothing that was seen stands.
pub(super) fn replaced(standing: &[Uuid], seen: &[Uuid], before: &[Uuid]) -> Result<Vec<Uuid>, Failure> {
    let given_way = seen.iter().any(|one| !standing.contains(one) && !before.contains(one));
    if given_way || !before.iter().any(|one| seen.contains(one)) {
        return Err(Sentence::VersionGone.into());
    }
    Ok(standing.iter().filter(|one| seen.contains(one) || !before.contains(one)).copied().collect())
}

/// Every stakeholder the versions of a case name, older ones too.
fn parties(state: &CaseState) -> Vec<Party> {
    let named = state.story.iter().filter_map(|entry| match &entry.what {
        What::Party(party) => Some(party.clone()),
        _ => None,
    });
    named.collect()
}

/// The kind of a settling edit, for the one who checks rights.
pub(super) fn check(desk: &Desk, event: &Event) -> Result<(), Failure> {
    Rights::of(desk).check(desk, event)
}

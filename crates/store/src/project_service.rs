//! The rows of what a case owes and whom it waits for.

use lakon_domain::calendar::Counting;
use lakon_domain::case::{CaseState, DocumentState, Escalation, EscalationState};
use lakon_domain::duty::{Duty, DutyKind};
use rusqlite::params;
use uuid::Uuid;

use crate::changed::Topic;
use crate::error::Result;
use crate::tx::Tx;

/// Characters of an escalation's question a list shows.
const QUESTION_SHOWN: usize = 300;

/// A kind of duty as the table holds it.
pub(crate) fn duty_number(kind: DutyKind) -> i64 {
    match kind {
        DutyKind::Solution => 0,
        DutyKind::Progress => 1,
    }
}

/// And back.
pub(crate) fn duty_of(number: i64) -> DutyKind {
    if number == 0 { DutyKind::Solution } else { DutyKind::Progress }
}

/// Documents an open case waits for.
pub(crate) fn awaited(state: &CaseState) -> i64 {
    let awaited = state.documents.iter().filter(|one| DocumentState::is_awaited(one)).count();
    if state.status.is_terminal() { 0 } else { i64::try_from(awaited).unwrap_or(i64::MAX) }
}

/// Writes them anew, and what people are told of them; a case that is gone leaves none.
pub(crate) fn project(tx: &mut Tx<'_>, case: Uuid, state: Option<&CaseState>) -> Result<()> {
    tx.conn.prepare_cached("DELETE FROM duty_row WHERE case_id = ?1")?.execute([case.as_bytes()])?;
    let gone = tx.conn.prepare_cached("DELETE FROM escalation_row WHERE case_id = ?1")?.execute([case.as_bytes()])?;
    let owed = state.filter(|state| !state.status.is_terminal()).map(|state| tx.rules.duties(state, tx.now()));
    let owed = owed.unwrap_or_default();
    crate::notices::project(tx, case, state.map(|state| (state, owed.as_slice())))?;
    let Some(state) = state else { return Ok(()) };
    duties(tx, case, &owed)?;
    let written = escalations(tx, state)?;
    if gone + written > 0 {
        tx.changed.add(Topic::Escalations);
    }
    Ok(())
}

fn duties(tx: &Tx<'_>, case: Uuid, all: &[Duty]) -> Result<()> {
    for kind in [DutyKind::Solution, DutyKind::Progress] {
        let Some(duty) = all.iter().find(|duty| duty.kind == kind && duty.is_owed()) else { continue };
        let turns_at = (kind == DutyKind::Progress).then(|| turns_at(tx, duty));
        tx.conn
            .prepare_cached(
                "INSERT INTO duty_row (case_id, kind, raised, due_at, turns_at, counted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                case.as_bytes(),
                duty_number(kind),
                duty.raised_on.to_string(),
                duty.due.at.0,
                turns_at,
                tx.now().0
            ])?;
    }
    Ok(())
}

/// A report can be made up for until the next working day begins.
fn turns_at(tx: &Tx<'_>, duty: &Duty) -> i64 {
    let (calendar, zone) = (&tx.rules.calendar, tx.rules.zone);
    calendar.next_working_day(duty.due.day, Counting::new(zone)).at(0, zone).0
}

fn escalations(tx: &Tx<'_>, state: &CaseState) -> Result<usize> {
    let device = tx.device.device;
    let mut written = 0;
    for one in &state.escalations {
        let Some(phase) = phase(one, state.status.is_terminal()) else { continue };
        let here = one.delivered.iter().any(|(marked, _)| *marked == device);
        let question: String = one.question.text().chars().take(QUESTION_SHOWN).collect();
        written += tx
            .conn
            .prepare_cached(
                "INSERT OR REPLACE INTO escalation_row (escalation, case_id, section, phase, raised_at, raised_by, question, here)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                one.escalation.as_bytes(),
                state.case.as_bytes(),
                one.section.as_str(),
                phase,
                one.raised_at.0,
                one.raised_by.as_bytes(),
                question,
                here
            ])?;
    }
    Ok(written)
}

/// Who is waited for; nobody asks about a case that has ended, but a decision by telephone still needs its head.
fn phase(one: &EscalationState, ended: bool) -> Option<i64> {
    match one.state {
        Escalation::Waiting if !ended => Some(0),
        Escalation::AskedBack if !ended => Some(1),
        _ if one.state.is_unconfirmed() => Some(2),
        _ => None,
    }
}

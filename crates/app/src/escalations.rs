//! Escalations that wait for this person, and the mark that they are on a PC of the section head's.

use lakon_domain::event::EscalationDelivered;
use lakon_store::{EscalationRow as Row, Waits};

use crate::api::{EscalationPhase, EscalationRow, EscalationRows, Nothing};
use crate::app::{App, Desk};
use crate::case_act::commit;
use crate::case_view::{ms, name_of};
use crate::commands::Access;
use crate::failure::Failure;
use crate::rights::Rights;
use crate::sections;

/// What a section head has to answer or confirm, and what an officer was asked back.
pub fn mine(desk: &Desk, _: Nothing) -> Result<EscalationRows, Failure> {
    Ok(EscalationRows { rows: waiting(desk)? })
}

pub(crate) fn waiting(desk: &Desk) -> Result<Vec<EscalationRow>, Failure> {
    let mut found = desk.store.escalations_of(&Rights::of(desk).heads)?;
    found.retain(|row| row.waits != Waits::Officer);
    for asked in desk.store.escalations_asked_back(desk.user)? {
        if found.iter().all(|row| row.escalation != asked.escalation) {
            found.push(asked);
        }
    }
    found.into_iter().map(|found| row(desk, found)).collect()
}

fn row(desk: &Desk, row: Row) -> Result<EscalationRow, Failure> {
    Ok(EscalationRow {
        case: row.case.to_string(),
        number: row.number,
        escalation: row.escalation.to_string(),
        section_name: sections::name(desk, &row.section),
        question: row.question,
        raised_at: ms(row.raised_at),
        raised_by: name_of(&desk.store.office(), row.raised_by),
        phase: match row.waits {
            Waits::Head => EscalationPhase::Waiting,
            Waits::Officer => EscalationPhase::AskedBack,
            Waits::Confirmation => EscalationPhase::Answered,
        },
        due_at: desk.store.solution_due(row.case)?.map(ms),
    })
}

/// Says of every escalation to the signed-in head that it is on this PC; nothing where nobody is signed in.
pub(crate) fn mark_delivered(app: &std::sync::Arc<App>) {
    let Ok(desk) = app.desk(Access::SignedIn) else { return };
    if let Err(failure) = mark(&desk) {
        tracing::warn!(sentence = ?failure.sentence, "an escalation is not marked as delivered");
    }
}

fn mark(desk: &Desk) -> Result<(), Failure> {
    let waiting = desk.store.escalations_of(&Rights::of(desk).heads)?;
    let new: Vec<Row> = waiting.into_iter().filter(|row| !row.here).collect();
    if new.is_empty() {
        return Ok(());
    }
    let (device, delivered_at) = (desk.store.device().device, desk.app.now());
    commit(desk, |tx| {
        for row in new {
            tx.write(EscalationDelivered { case: row.case, escalation: row.escalation, device, delivered_at })?;
        }
        Ok(())
    })
}

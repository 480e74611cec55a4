//! Tindak Lanjut: what somebody still has to do, the first due first; late ones stay until they are done.

use lakon_domain::duty::{Duty, DutyKind};
use lakon_domain::number::Zone;
use lakon_domain::shape::Time;
use lakon_store::Owed;
use uuid::Uuid;

use crate::api::{FollowUpCounts, FollowUpList, FollowUpRow, FollowUpRows, Nothing};
use crate::app::Desk;
use crate::case_view::{name_of, status};
use crate::duty_view;
use crate::failure::Failure;
use crate::home::tomorrow;
use crate::sync_state::count;
use crate::words::Sentence;

/// Most rows of one page.
const LARGEST_PAGE: u32 = 100;

/// One page of everything that is owed.
pub fn list(desk: &Desk, input: FollowUpList) -> Result<FollowUpRows, Failure> {
    desk.store.turn_duties()?;
    let after = input.after.as_deref().map(read_key).transpose()?;
    let limit = input.limit.clamp(1, LARGEST_PAGE);
    let page = desk.store.owed(Time(i64::MIN), Time(i64::MAX), after, limit)?;
    Ok(FollowUpRows { rows: rows(desk, page.rows)?, next: page.next.map(write_key) })
}

/// How much is owed, to the last duty, however long the list is.
pub fn counts(desk: &Desk, _: Nothing) -> Result<FollowUpCounts, Failure> {
    desk.store.turn_duties()?;
    let zone = desk.store.office().office.as_ref().map_or(Zone::Wita, |office| office.zone);
    let now = desk.app.now();
    let owed = desk.store.owed_counts(now, tomorrow(zone, now))?;
    Ok(FollowUpCounts { overdue: count(owed.overdue), today: count(owed.soon), later: count(owed.later) })
}

/// What is due from one moment to another, at most `limit`.
pub(crate) fn between(desk: &Desk, from: Time, until: Time, limit: u32) -> Result<Vec<FollowUpRow>, Failure> {
    rows(desk, desk.store.owed(from, until, None, limit)?.rows)
}

fn rows(desk: &Desk, owed: Vec<Owed>) -> Result<Vec<FollowUpRow>, Failure> {
    let mut rows = Vec::with_capacity(owed.len());
    for one in owed {
        rows.extend(row(desk, one)?);
    }
    Ok(rows)
}

/// Nothing where the case changed between two looks.
fn row(desk: &Desk, owed: Owed) -> Result<Option<FollowUpRow>, Failure> {
    let (Some(state), Some(line)) = (desk.store.case(owed.case)?, desk.store.case_row(owed.case)?) else {
        return Ok(None);
    };
    let (rules, now) = (desk.store.rules(), desk.app.now());
    let duties = rules.duties(&state, now);
    let is_it = |duty: &&Duty| duty.kind == owed.kind && duty.is_owed();
    let Some(duty) = duties.iter().find(is_it) else { return Ok(None) };
    Ok(Some(FollowUpRow {
        case: owed.case.to_string(),
        number: line.number,
        who: line.who,
        organisation: line.organisation,
        question: line.question,
        status: status(state.status),
        duty: duty_view::view(duty, &rules, now, desk.language),
        officer: name_of(&desk.store.office(), state.holder),
    }))
}

/// `due:case:kind`
fn write_key(owed: Owed) -> String {
    let kind = if owed.kind == DutyKind::Solution { "s" } else { "p" };
    format!("{}:{}:{kind}", owed.due_at.0, owed.case)
}

fn read_key(key: &str) -> Result<Owed, Failure> {
    let mut parts = key.split(':');
    let due_at: Option<i64> = parts.next().and_then(|due| due.parse().ok());
    let case: Option<Uuid> = parts.next().and_then(|case| case.parse().ok());
    let kind = match parts.next() {
        Some("s") => Some(DutyKind::Solution),
        Some("p") => Some(DutyKind::Progress),
        _ => None,
    };
    match (due_at, case, kind) {
        (Some(due_at), Some(case), Some(kind)) => Ok(Owed { due_at: Time(due_at), case, kind }),
        _ => Err(Sentence::BadInput.into()),
    }
}

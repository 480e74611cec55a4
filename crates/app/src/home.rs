//! Beranda: clocks that run, drafts, the newest cases, what has not reached the server, and today's quiet line.

use chrono::TimeZone;
use lakon_domain::case::Status;
use lakon_domain::number::Zone;
use lakon_domain::shape::Time;
use lakon_store::{CaseFilter, Store};
use uuid::Uuid;

use crate::api::{Home, Nothing};
use crate::app::{App, Desk};
use crate::case_view::clock;
use crate::commands::Access;
use crate::failure::Failure;
use crate::sync_state::count;
use crate::{case_list, drafts, escalations, follow_up, tabs};

/// Cases shown as recent.
const RECENT: u32 = 8;
/// Duties shown of each sort; Tindak Lanjut has them all.
const DUTIES: u32 = 20;
/// Milliseconds in a minute.
const MINUTE_MS: f64 = 60_000.0;
/// From a midnight into the middle of the next day, however long the day is.
const DAY_AND_A_HALF_MS: i64 = 36 * 3_600_000;

/// The home screen.
pub fn view(desk: &Desk, _: Nothing) -> Result<Home, Failure> {
    let office = desk.store.office();
    let zone = office.office.as_ref().map_or(Zone::Wita, |office| office.zone);
    let now = desk.app.now();
    let owed = follow_up::counts(desk, Nothing {})?;
    let mut clocks = Vec::new();
    for case in desk.store.running_cases()? {
        clocks.extend(tabs::of(desk, case)?);
    }
    let mut open_drafts = Vec::new();
    for row in desk.store.drafts()? {
        let draft = drafts::read(&row.json)?;
        let unrecorded =
            if desk.store.case(row.case)?.is_some() { draft.touched_any() } else { draft.says_something() };
        if unrecorded {
            open_drafts.extend(tabs::of(desk, row.case)?);
        }
    }
    let today = desk.store.resolved_since(midnight(zone, now))?;
    let tomorrow = tomorrow(zone, now);
    let recent = desk.store.case_rows(&CaseFilter::default(), None, RECENT)?;
    let counts = desk.store.case_counts()?;
    let unsent = desk.store.unsent()?;
    Ok(Home {
        clocks,
        drafts: open_drafts,
        recent: recent.rows.into_iter().map(|row| case_list::row(row, &office)).collect(),
        unsent_records: count(unsent.records),
        unsent_files: count(unsent.files),
        resolved_today: count(today.cases),
        mean_minutes_today: today.mean_ms.map(|ms| ms / MINUTE_MS),
        open: count(
            Status::ALL.into_iter().filter(|status| !status.is_terminal()).map(|status| counts.of(status)).sum(),
        ),
        seed_pending: crate::office::seed_pending(desk)?,
        owed,
        overdue: follow_up::between(desk, Time(i64::MIN), now, DUTIES)?,
        due_today: follow_up::between(desk, now, tomorrow, DUTIES)?,
        next_days: follow_up::between(desk, tomorrow, Time(i64::MAX), DUTIES)?,
        escalations: escalations::waiting(desk)?,
        documents_awaited: count(desk.store.cases_awaiting_documents()?),
        confirmations_awaited: count(counts.of(Status::WaitingConfirmation)),
        voided: crate::voided::own(desk)?,
    })
}

/// Makes the rows of duties true for a day that has begun, before anybody looks.
pub(crate) fn turn(app: &std::sync::Arc<App>) {
    let Ok(desk) = app.desk(Access::SignedIn) else { return };
    if let Err(error) = desk.store.turn_duties() {
        tracing::warn!(%error, "duties were not counted for the new day");
    }
}

/// When the day began on the office's wall.
pub(crate) fn midnight(zone: Zone, now: Time) -> Time {
    let start =
        zone.date(now).and_hms_opt(0, 0, 0).and_then(|midnight| zone.tz().from_local_datetime(&midnight).earliest());
    start.map_or(now, |start| Time(start.timestamp_millis()))
}

/// Whether a service clock of this person runs: of a case they hold, or of a new one on this PC that nobody has recorded
/// yet. Clocks of other desks say nothing about who sits here. Unknown counts as no.
pub(crate) fn clock_runs(store: &Store, user: Uuid) -> bool {
    let held = |case: &Uuid| matches!(store.case(*case), Ok(Some(state)) if state.holder == user);
    let recorded = store.running_cases().is_ok_and(|cases| cases.iter().any(held));
    recorded || store.drafts().unwrap_or_default().iter().any(|row| draft_clock_runs(store, row))
}

fn draft_clock_runs(store: &Store, row: &lakon_store::Draft) -> bool {
    let new = matches!(store.case(row.case), Ok(None));
    new && drafts::read(&row.json)
        .is_ok_and(|draft| clock(&store.rules(), None, &draft.fields, row.first_key, Time(0)).running_since.is_some())
}

/// When the next day begins there.
pub(crate) fn tomorrow(zone: Zone, now: Time) -> Time {
    midnight(zone, Time(midnight(zone, now).0 + DAY_AND_A_HALF_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_at_the_offices_midnight() {
        // Monday, 23 November 2026, 07.30 WITA is Sunday 23.30 UTC.
        let now = Time(1_795_390_200_000);
        assert_eq!(midnight(Zone::Wita, now), Time(1_795_363_200_000));
        assert_eq!(midnight(Zone::Wib, now), Time(1_795_366_800_000));
    }
}

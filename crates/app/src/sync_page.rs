//! The page "Sinkronisasi": how it goes, what of this PC is not sent, which attachments are on their way, when each PC was heard of.

use lakon_domain::ids::LogId;
use lakon_domain::office::{Device, OfficeState};
use lakon_domain::shape::Time;
use lakon_store::{UnsentPart, WayKey};

use crate::api::{
    Nothing, SyncDevice, SyncDevices, SyncListAsk, SyncPage, SyncProgress, UnsentRow, UnsentRows, WayRow, WayRows,
};
use crate::app::Desk;
use crate::case_view::{ms, name_of};
use crate::failure::Failure;
use crate::rights::Rights;
use crate::sync_state::{self, count};
use crate::words::Sentence;
use crate::{file_view, heard, sync_problems, transfers};

/// Most files of one page, and most records looked at for one page of unsent ones.
const LARGEST_PAGE: u32 = 100;
const MOST_RECORDS: u32 = 500;
/// A PC nothing was heard of for so many days is named to an admin: longer than leave over a weekend with a holiday.
pub(crate) const SILENT_DAYS: u32 = 7;
const DAY_MS: i64 = 86_400_000;

/// How sync stands, and everything that is wrong.
#[allow(clippy::cast_precision_loss, reason = "bytes are shown in two digits")]
pub fn view(desk: &Desk, _: Nothing) -> Result<SyncPage, Failure> {
    let state = sync_state::state(desk, Nothing {})?;
    let (next_at, failures) = {
        let held = desk.app.state();
        (held.sync.told.next_at, held.sync.told.failures)
    };
    let detail = Rights::of(desk).is_admin();
    let problems = sync_problems::of(desk, &state, detail)?;
    let waits = !state.paused && !state.alone && !state.running;
    let left = desk.store.files_left()?;
    Ok(SyncPage {
        problems,
        next_at: next_at.filter(|_| waits).map(ms),
        failures,
        files_up: count(left.up),
        files_up_bytes: left.up_bytes as f64,
        files_down: count(left.down),
        files_down_bytes: left.down_bytes as f64,
        detail,
        state,
    })
}

/// What moves now. Told several times a second, so it reads nothing from the disk.
#[allow(clippy::cast_precision_loss, reason = "bytes are shown in two digits")]
pub fn progress(desk: &Desk, _: Nothing) -> Result<SyncProgress, Failure> {
    let held = desk.app.state();
    let told = &held.sync.told;
    let running = held.sync.running;
    Ok(SyncProgress {
        running,
        records_up: count(told.records_up.0),
        records_up_of: count(told.records_up.1),
        records_down: count(told.records_down.0),
        records_down_of: count(told.records_down.1),
        bytes: told.bytes as f64,
        bytes_per_second: if running { told.per_second() } else { 0.0 },
    })
}

/// A stretch of what the server has not confirmed.
pub fn unsent(desk: &Desk, input: SyncListAsk) -> Result<UnsentRows, Failure> {
    let after = input.after.map(|key| key.parse::<u64>()).transpose().map_err(|_| Sentence::BadInput)?;
    let page = desk.store.unsent_parts(after, input.limit.clamp(1, MOST_RECORDS))?;
    let rows = page.rows.into_iter().map(|part| unsent_row(desk, part)).collect::<Result<_, _>>()?;
    Ok(UnsentRows { rows, next: page.next.map(|key| key.to_string()) })
}

fn unsent_row(desk: &Desk, part: UnsentPart) -> Result<UnsentRow, Failure> {
    let line = part.case.map(|case| desk.store.case_row(case)).transpose()?.flatten();
    let (number, who, question) = line.map_or_else(Default::default, |line| {
        let who = if line.organisation.is_empty() { line.who } else { line.organisation };
        (line.number, who, line.question)
    });
    Ok(UnsentRow {
        // A case that is on no list any more leads nowhere.
        case: part.case.filter(|_| !number.is_empty()).map(|case| case.to_string()),
        number,
        who,
        question,
        records: count(part.records),
        since: ms(part.since),
    })
}

/// Attachments that are not settled, those that move or failed first.
pub fn files(desk: &Desk, input: SyncListAsk) -> Result<WayRows, Failure> {
    let after = input.after.map(|key| way_key(&key).ok_or(Sentence::BadInput)).transpose()?;
    let moving = transfers::all(&desk.app);
    let page = desk.store.files_on_the_way(&moving, after, input.limit.clamp(1, LARGEST_PAGE))?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for file in page.rows {
        let number = desk.store.case_row(file.case)?.map(|line| line.number).unwrap_or_default();
        rows.push(WayRow { case: file.case.to_string(), number, file: file_view::view(desk, file) });
    }
    let next = page.next.map(|key| match key {
        WayKey::Pressing(row) => format!("{PRESSING}{row}"),
        WayKey::Waiting(row) => row.to_string(),
    });
    Ok(WayRows { rows, next })
}

/// Stands before the key of a page that ends among the files that move or failed.
const PRESSING: char = 'p';

fn way_key(text: &str) -> Option<WayKey> {
    match text.strip_prefix(PRESSING) {
        Some(row) => row.parse().ok().map(WayKey::Pressing),
        None => text.parse().ok().map(WayKey::Waiting),
    }
}

/// The PCs of the office as this one has heard of them.
pub fn devices(desk: &Desk, _: Nothing) -> Result<SyncDevices, Failure> {
    let (office, now) = (desk.store.office(), desk.app.now());
    let (standings, lacking) = (desk.store.log_standings()?, desk.store.lacking_parts()?);
    let heard = heard::last(&desk.store)?;
    let behind = desk.app.state().sync.told.behind.clone();
    let detail = Rights::of(desk).is_admin();
    let own = desk.store.device().device;
    let mut rows: Vec<SyncDevice> = office
        .devices
        .values()
        .map(|device| {
            let logs = logs_of(&office, device);
            let here = || standings.iter().filter(|one| logs.contains(&one.log));
            let last = here().filter_map(|one| one.last).max();
            let asked = heard.get(&device.device).copied();
            let (this_pc, revoked) = (device.device == own, office.revoked.holds(device.device));
            let missing = behind.iter().filter(|one| logs.contains(&one.log)).map(|one| one.theirs - one.held).sum();
            SyncDevice {
                device: device.device.to_string(),
                user: name_of(&office, device.user),
                label: office.labels.get(&device.log).map(ToString::to_string).unwrap_or_default(),
                this_pc,
                records: count(here().map(|one| one.records).sum()),
                last_at: last.map(ms),
                heard_at: asked.map(ms),
                missing: count(missing),
                lacking: count(lacking.iter().filter(|one| logs.contains(&one.log)).map(|one| one.records).sum()),
                revoked,
                // A revoked PC is to be silent.
                silent_days: silent(last.max(asked), now).filter(|_| detail && !this_pc && !revoked),
            }
        })
        .collect();
    rows.sort_by(|a, b| (!a.this_pc, a.revoked, &a.user, &a.label).cmp(&(!b.this_pc, b.revoked, &b.user, &b.label)));
    Ok(SyncDevices { rows, silent_after_days: SILENT_DAYS })
}

/// Every log a PC has written, those of former incarnations among them.
fn logs_of(office: &OfficeState, device: &Device) -> Vec<LogId> {
    let former = office.device_of_log.iter().filter(|(_, of)| **of == device.device).map(|(log, _)| *log);
    let mut logs: Vec<LogId> = former.collect();
    if !logs.contains(&device.log) {
        logs.push(device.log);
    }
    logs
}

/// Days nothing was heard, once they are too many; of a PC nothing has ever come from nothing can be said.
pub(crate) fn silent(last: Option<Time>, now: Time) -> Option<u32> {
    let days = u32::try_from(now.since(last?) / DAY_MS).ok()?;
    (days >= SILENT_DAYS).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_of_silence_is_named_and_a_clock_that_is_behind_is_none() {
        let days = |n: i64| Time(1_795_000_000_000 + n * DAY_MS);
        assert_eq!(silent(Some(days(0)), days(6)), None);
        assert_eq!(silent(Some(days(0)), days(7)), Some(7));
        assert_eq!(silent(Some(days(9)), days(0)), None);
        assert_eq!(silent(None, days(9)), None);
    }
}

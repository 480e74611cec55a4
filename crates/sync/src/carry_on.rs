//! New incarnations between a desk and the server: how the server comes to know a new log of a device it knows, and what the desk does
//! where the server holds another branch of a log (design: invariant 12).

use lakon_domain::event::{Event, LogOpened};
use lakon_domain::ids::{LogId, PublicKey};
use lakon_domain::record::chain_start;
use uuid::Uuid;

use crate::chains;
use crate::client::{Client, off};
use crate::error::{Problem, SyncError};
use crate::office::{KnownDevice, Office};
use crate::pull::{self, Want};
use crate::replica::{LogHead, Page, Place};
use crate::report::{Progress, Report};

/// Most logs one hello may bring; a PC that was put back more often than that between two syncs brings the rest with the next.
const MOST_OPENINGS: usize = 64;

/// A log that a device has begun: its record 1 names the device and a key that the office log names for that device, and that key
/// sealed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    pub log: LogId,
    pub signing_key: PublicKey,
}

/// What a page of one record proves. Nobody but who holds the device's key makes such a page, so nobody else brings a log into the office.
pub fn opening(page: &Page, device: Uuid, known: &KnownDevice) -> Option<Opening> {
    let [record] = page.records.as_slice() else { return None };
    record.check().ok()?;
    let header = record.read_header().ok()?;
    let Ok(Event::LogOpened(opened)) = Event::read(&header.kind, &record.facts, None) else { return None };
    let LogOpened { device: named, signing_key, server, .. } = opened;
    let placed = page.after == 0 && header.log == page.log && header.seq == 1 && !server && named == device;
    let chain = record.hash(&chain_start(page.log));
    let sealed = || {
        page.seals.iter().any(|seal| {
            (seal.log, seal.seq, seal.chain, seal.by) == (page.log, 1, chain, signing_key) && seal.verifies()
        })
    };
    let belongs = known.logs.iter().any(|(_, key)| *key == signing_key);
    (placed && belongs && sealed()).then_some(Opening { log: page.log, signing_key })
}

/// Server half: brings the new logs among these pages into the office, `writes` last, the log the device writes now. Returns whether
/// the office log has grown.
///
/// # Errors
/// [`Problem::Unavailable`] when the store fails.
pub fn take(
    office: &dyn Office,
    device: Uuid,
    known: &KnownDevice,
    pages: &[Page],
    writes: LogId,
) -> Result<bool, Problem> {
    let proved = pages.iter().take(MOST_OPENINGS).filter_map(|page| opening(page, device, known));
    let mut new: Vec<Opening> = proved.filter(|one| known.logs.iter().all(|(log, _)| *log != one.log)).collect();
    new.sort_by_key(|one| one.log == writes);
    if new.is_empty() { Ok(false) } else { Ok(office.carry_on(device, &new, writes)?) }
}

/// Client half: where the server holds a record of the own log that this desk does not, the desk carries on in a new log. Returns whether
/// it does. Design, invariant 12: a new log starts when "at hello the other side holds a record of my log that I do not".
pub(crate) async fn own_branch(
    client: &Client,
    mine: &[LogHead],
    theirs: &[LogHead],
    report: &mut Report,
) -> Result<bool, SyncError> {
    let own = client.own_log();
    let find = |heads: &[LogHead]| heads.iter().find(|head| head.log == own).copied();
    let (Some(mine), Some(theirs)) = (find(mine), find(theirs)) else { return Ok(false) };
    if theirs.seq <= mine.seq {
        let held = off(client.replica(), move |replica| replica.chains(own, &[theirs.seq])).await?;
        if held.first() == Some(&Some(theirs.chain)) {
            return Ok(false);
        }
    }
    let both = mine.seq.min(theirs.seq);
    let common = chains::first_difference(client, own, both).await?.map_or(both, |seq| seq - 1);
    carry_on(client, own, common, report).await
}

async fn carry_on(client: &Client, log: LogId, common: u64, report: &mut Report) -> Result<bool, SyncError> {
    let Some(own) = off(client.replica(), move |replica| replica.carry_on(log, common)).await? else {
        return Ok(false);
    };
    client.carries_on(own).await;
    report.carried_on = true;
    report.refused.retain(|refusal| refusal.log() != log);
    Ok(true)
}

/// Client half: gives way in every log where the two sides differ: an own one goes on in a new log, of another PC's the tail held here
/// is set aside for the server's. A server's own log has its own rule, [`office_gives_way`]. Returns whether something changed.
pub(crate) async fn give_way(
    client: &Client,
    places: &[Place],
    theirs: &[LogHead],
    office_logs: &[LogId],
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<bool, SyncError> {
    let mut changed = false;
    for place in places.iter().copied().filter(|place| !office_logs.contains(&place.log)) {
        if carry_on(client, place.log, place.seq.saturating_sub(1), report).await? {
            changed = true;
        } else if place.log != client.own_log() {
            changed |= take_theirs(client, place, theirs, progress, report).await?;
        }
    }
    Ok(changed)
}

/// Client half: a log of a server that was put back, of which this desk took what the server wrote before it noticed. The server holds
/// the branch that stays, which its seal proves, and has said everything of the other again in a new log: the tail held here is set
/// aside. Where the replica finds anything in it that no other office log says, it refuses, and both sides stay as they are: which of the
/// two is right is not for a desk to say. Returns whether something changed.
pub(crate) async fn office_gives_way(
    client: &Client,
    places: &[Place],
    theirs: &[LogHead],
    office_logs: &[LogId],
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<bool, SyncError> {
    let mut changed = false;
    for place in places.iter().copied().filter(|place| office_logs.contains(&place.log)) {
        changed |= take_theirs(client, place, theirs, progress, report).await?;
    }
    Ok(changed)
}

/// Sets the tail held here aside for the server's branch. Returns whether it was taken.
async fn take_theirs(
    client: &Client,
    Place { log, seq }: Place,
    theirs: &[LogHead],
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<bool, SyncError> {
    let common = seq.saturating_sub(1);
    let Some(upto) = theirs.iter().find(|head| head.log == log).map(|head| head.seq) else { return Ok(false) };
    let (before, refused) = (report.records_down, report.refused.len());
    pull::fetch_branch(client, Want { log, after: common, upto }, progress, report).await?;
    let taken = report.records_down > before;
    if taken {
        tracing::warn!(%log, common, "the tail held here of a forked log was set aside for the server's");
        report.refused.retain(|refusal| refusal.log() != log);
    } else {
        // It was refused before and is again: once is enough in a report.
        report.refused.truncate(refused);
    }
    Ok(taken)
}

//! One sync from beginning to end: heads, push, pull, verify, then attachments. Idle, it is one small round trip.

use std::sync::Arc;

use lakon_domain::ids::{Hash, LogId};
use lakon_domain::seal::Seal;

use crate::client::{Client, off};
use crate::error::{Problem, SyncError};
use crate::heads::{self, Both, Standing, State};
use crate::replica::{Blobs, LogHead, Place, Refusal, StoreFault, Unreceipted};
use crate::report::{Progress, Report};
use crate::transport::Traffic;
use crate::{agreed, aside, aside_files, attachments, behind, carry_on, chains, privates, pull, push, refill, seals};

/// Times the heads are compared again because the office went on writing meanwhile; what is still new then waits for the next sync.
const ROUNDS: usize = 3;

/// Makes the desk and the server hold the same records, private parts and attachments, as far as both can give.
/// Design, invariant 9: "Records never wait for attachments; one bad attachment never stops another." So records are complete first, and
/// a file that fails is an entry of the report, not an error.
///
/// # Errors
/// [`SyncError`]: the sync did not reach its end; whatever was acknowledged stays, and the next one goes on from there.
pub async fn sync_once(client: &Client, blobs: &Arc<dyn Blobs>, progress: Progress<'_>) -> Result<Report, SyncError> {
    let before = client.traffic();
    let mut report = Report::default();
    let state = match records(client, progress, &mut report).await {
        Err(SyncError::Problem(Problem::Revoked)) => {
            hand_in_files(client, blobs).await;
            return Err(Problem::Revoked.into());
        }
        state => state?,
    };
    attachments::settle(client, blobs, state, progress, &mut report).await?;
    report.traffic = since(before, client.traffic());
    Ok(report)
}

/// The records and private parts of [`sync_once`] alone. Its attachments are [`sync_files`], which a desk runs beside the next records.
///
/// # Errors
/// As [`sync_once`].
pub async fn sync_records(client: &Client, progress: Progress<'_>) -> Result<Report, SyncError> {
    let before = client.traffic();
    let mut report = Report::default();
    let state = records(client, progress, &mut report).await?;
    (report.traffic, report.server) = (since(before, client.traffic()), Some(state));
    Ok(report)
}

/// The attachments of [`sync_once`] alone, after records that left the server where `server` says; without it the server is asked.
///
/// # Errors
/// As [`sync_once`].
pub async fn sync_files(
    client: &Client,
    blobs: &Arc<dyn Blobs>,
    server: Option<State>,
    progress: Progress<'_>,
) -> Result<Report, SyncError> {
    let mut report = Report::default();
    let state = match server {
        Some(state) => state,
        None => heads::ask(client).await?.answer.state,
    };
    attachments::settle(client, blobs, state, progress, &mut report).await?;
    Ok(report)
}

/// Fetches what somebody at this PC asked for and waits for, but what the server has just said it lacks itself.
///
/// # Errors
/// As [`sync_once`].
pub async fn sync_wished(
    client: &Client,
    blobs: &Arc<dyn Blobs>,
    server: Option<&State>,
    progress: Progress<'_>,
) -> Result<Report, SyncError> {
    let mut report = Report::default();
    attachments::fetch_wished(client, blobs, server.map_or(&[], |state| &state.files), progress, &mut report).await?;
    Ok(report)
}

/// Hands in the attachments of a revoked device; its records went with the sync that was told so.
pub async fn hand_in_files(client: &Client, blobs: &Arc<dyn Blobs>) {
    if let Err(error) = aside_files::hand_in(client, blobs).await {
        tracing::info!(%error, "the attachments of a revoked device were not handed in");
    }
}

/// With a server that does not know this device yet, the office's logs go first, which say who it is. A revoked device hands in what the
/// server keeps aside, and is told all the same.
async fn records(client: &Client, progress: Progress<'_>, report: &mut Report) -> Result<State, SyncError> {
    let state = match all_records(client, progress, report).await {
        Err(SyncError::Problem(Problem::UnknownDevice)) if refill::hand_in(client).await? => {
            all_records(client, progress, report).await
        }
        Err(SyncError::Problem(Problem::Revoked)) => {
            if let Err(error) = aside::hand_in(client).await {
                tracing::info!(%error, "what a revoked device wrote was not handed in");
            }
            Err(Problem::Revoked.into())
        }
        state => state,
    }?;
    seals::tell(client).await?;
    Ok(state)
}

async fn all_records(client: &Client, progress: Progress<'_>, report: &mut Report) -> Result<State, SyncError> {
    // In one look at the store: an idle sync is little but the waits between such looks and the one round trip.
    let (own, owed, standing) = off(client.replica(), |replica| {
        let owed = replica.unreceipted()?;
        // With something to hand over, the question comes after it.
        let standing = if owed.is_none() { Some(heads::standing(replica)?) } else { None };
        Ok((replica.own_log()?, owed, standing))
    })
    .await?;
    // Another line of this PC may have met a fork and carried on in a new log.
    client.carries_on(own).await;
    if let Some(owed) = owed
        && let Some(state) = hand_over_first(client, owed, progress, report).await?
    {
        report.in_step = true;
        settle_privates(client, &state, false, report).await?;
        return Ok(state);
    }
    let mut both = compare(client, standing, report).await?;
    let mut asked_before = both.asked;
    // Each way of giving way is gone once in a sync: what differs still afterwards is reported.
    let (mut carried_on, mut gave_way, mut told_again, mut office_gave, mut rounds) =
        (false, false, false, false, ROUNDS);
    for round in 1.. {
        let Some(theirs) = both.answer.heads.clone() else {
            report.in_step = true;
            break;
        };
        if round > rounds {
            break;
        }
        if !carried_on && carry_on::own_branch(client, &both.mine, &theirs, report).await? {
            (carried_on, rounds) = (true, rounds + 1);
            both = compare(client, None, report).await?;
            asked_before = both.asked;
            continue;
        }
        let exchanged = exchange(client, &both, &theirs, progress, report).await?;
        asked_before &= exchanged.pulled == 0;
        // Where the last answer said how the server stands, that is the second look at the heads, and costs nothing.
        if let Some(state) = exchanged.state
            && state.digest == digest_here(client).await?
        {
            report.in_step = true;
            both.answer.state = state;
            break;
        }
        if !exchanged.moved {
            let found = differences(client, &both.mine, &theirs).await?;
            let office = both.answer.office_logs.clone();
            if !gave_way && carry_on::give_way(client, &found, &theirs, &office, progress, report).await? {
                (gave_way, rounds) = (true, rounds + 1);
            } else if !told_again && office_again(client, &both.mine, &found, progress, report).await? {
                (told_again, rounds) = (true, rounds + 1);
            } else if !office_gave
                && carry_on::office_gives_way(client, &found, &theirs, &office, progress, report).await?
            {
                (office_gave, rounds) = (true, rounds + 1);
            } else {
                report.differences = found;
                break;
            }
        }
        both = compare(client, None, report).await?;
        asked_before = both.asked;
    }
    if report.in_step {
        // Equal heads mean done (design, invariant 6): what was refused on the way there came another way.
        report.refused.clear();
    } else {
        report.behind = behind::of(client, both.answer.heads.as_deref()).await?;
    }
    settle_privates(client, &both.answer.state, asked_before, report).await?;
    if report.in_step
        && (owed.is_some() || report.records_up > 0)
        && let Some(owed) = off(client.replica(), |replica| replica.unreceipted()).await?
    {
        let receipt = push::receipt_again(client, &owed.head).await?;
        if let Some(receipt) = receipt {
            off(client.replica(), move |replica| replica.put_seal(&receipt)).await?;
        }
    }
    Ok(both.answer.state)
}

/// Step `privates`, where the server knows it.
async fn settle_privates(client: &Client, state: &State, asked: bool, report: &mut Report) -> Result<(), SyncError> {
    if client.agrees_on(agreed::PRIVATES).await? {
        privates::settle(client, state, asked, report).await?;
    }
    Ok(())
}

/// An officer has just saved: the new records of the own log go out at once from the newest receipt on, and the answer says whether
/// that was all. `None` where there is more to compare, nothing new, or a page the server does not take; the usual way then tells.
/// It saves the question before a push, nothing else: what the server holds is still computed from both sides (design, invariant 6).
async fn hand_over_first(
    client: &Client,
    owed: Unreceipted,
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<Option<State>, SyncError> {
    if owed.confirmed == 0 {
        return Ok(None);
    }
    let asked_at = client.replica().now();
    let handed = match push::hand_over(client, &owed.head, owed.confirmed, progress, report).await {
        Ok(handed) => handed,
        Err(SyncError::Problem(Problem::Refused(_))) => return Ok(None),
        Err(error) => return Err(error),
    };
    let answered_at = client.replica().now();
    let receipt = handed.receipt;
    let here = off(client.replica(), move |replica| {
        if let Some(receipt) = receipt {
            replica.put_seal(&receipt)?;
        }
        Ok(heads::digest(&replica.heads()?))
    })
    .await?;
    let Some(state) = handed.state else { return Ok(None) };
    report.clock_offset_ms = heads::offset_ms(asked_at, answered_at, state.at);
    Ok((state.digest == here).then_some(state))
}

/// Asks for the server's heads, with what the desk has just seen of its own where it has looked.
async fn compare(client: &Client, seen: Option<Standing>, report: &mut Report) -> Result<Both, SyncError> {
    let mut both = match seen {
        Some(seen) => heads::ask_from(client, seen).await?,
        None => heads::ask(client).await?,
    };
    let heard = std::mem::take(&mut both.answer.heard);
    if !heard.is_empty() {
        client.has_heard(client.replica().now());
        report.heard = heard;
    }
    report.clock_offset_ms = both.offset_ms;
    report.privates_down += u64::try_from(both.filled).unwrap_or(u64::MAX);
    Ok(both)
}

async fn digest_here(client: &Client) -> Result<Hash, StoreFault> {
    off(client.replica(), |replica| Ok(heads::digest(&replica.heads()?))).await
}

struct Exchanged {
    /// Where the server stood at the last answer that said so.
    state: Option<State>,
    /// Something changed on either side.
    moved: bool,
    pulled: u64,
}

/// Hands over what the server lacks, then fetches what it has more.
async fn exchange(
    client: &Client,
    both: &Both,
    theirs: &[LogHead],
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<Exchanged, SyncError> {
    let (up, down) = (report.records_up, report.records_down);
    let (mut state, mut receipts) = (None, Vec::new());
    let office = off(client.replica(), |replica| replica.office_logs()).await?;
    for mine in in_order(&both.mine, client.own_log(), &office) {
        let held = seq_of(theirs, mine.log);
        if mine.seq <= held {
            continue;
        }
        match push::hand_over(client, mine, held, progress, report).await {
            Ok(handed) => {
                state = handed.state.or(state);
                receipts.extend(handed.receipt);
            }
            // What counts no more is set aside here too as soon as the office log has come.
            Err(SyncError::Problem(Problem::Refused(Refusal::Revoked { .. }))) => {}
            Err(SyncError::Problem(Problem::Refused(refusal))) => {
                tracing::warn!(%refusal, "the server refused a page");
                report.refused.push(refusal);
            }
            Err(error) => return Err(error),
        }
    }
    let wants = wants(client.own_log(), both, theirs, report);
    let pulled = if wants.is_empty() { Ok(None) } else { pull::fetch(client, wants, progress, report).await };
    // A receipt counts once the server's log is here, which the pull may have brought; a pull that was cut loses none.
    for receipt in receipts {
        off(client.replica(), move |replica| replica.put_seal(&receipt)).await?;
    }
    lacking(client, both).await?;
    state = pulled?.or(state);
    let pulled = report.records_down - down;
    Ok(Exchanged { state, moved: report.records_up > up || pulled > 0, pulled })
}

/// Keeps the server's seals on what did not come: if the server is lost before the next sync, it is known that there was more.
async fn lacking(client: &Client, both: &Both) -> Result<(), StoreFault> {
    let mine = off(client.replica(), |replica| replica.heads()).await?;
    let own = client.own_log();
    let short = |seal: &&Seal| seal.log != own && seal.seq > seq_of(&mine, seal.log);
    let seals: Vec<Seal> = both.answer.seals.iter().filter(short).copied().collect();
    let Some(server) = client.server_key().filter(|_| !seals.is_empty()) else { return Ok(()) };
    off(client.replica(), move |replica| replica.note_ahead(&seals, Some(server))).await
}

fn seq_of(heads: &[LogHead], log: LogId) -> u64 {
    heads.iter().find(|head| head.log == log).map_or(0, |head| head.seq)
}

/// The office's logs before all others, because the rest is judged by them; then the own one. A server only lacks one of its own where
/// it has lost something.
fn in_order<'h>(heads: &'h [LogHead], own: LogId, office: &[LogId]) -> Vec<&'h LogHead> {
    let mut heads: Vec<&LogHead> = heads.iter().collect();
    heads.sort_by_key(|head| (!office.contains(&head.log), head.log != own));
    heads
}

/// A server that was put back and wrote on before anybody spoke with it holds its own log differently. It is handed that log from the
/// start and goes on in a new one; any other fork it refuses. True where it took a log.
async fn office_again(
    client: &Client,
    mine: &[LogHead],
    found: &[Place],
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<bool, SyncError> {
    let office = off(client.replica(), |replica| replica.office_logs()).await?;
    let mut any = false;
    for head in mine.iter().filter(|head| office.contains(&head.log) && found.iter().any(|at| at.log == head.log)) {
        match push::hand_over_again(client, head, progress, report).await {
            Ok(_) => {
                report.refused.retain(|refusal| refusal.log() != head.log);
                any = true;
            }
            Err(SyncError::Problem(Problem::Refused(refusal))) => tracing::warn!(%refusal, "the office log has forked"),
            Err(error) => return Err(error),
        }
    }
    Ok(any)
}

/// What the server has more, the office's own logs first. Of the own log nothing is ever taken back: where the server has more of it,
/// this PC was put back to an older state, and a replica that cannot carry on in a new log says so.
fn wants(own: LogId, both: &Both, theirs: &[LogHead], report: &mut Report) -> Vec<pull::Want> {
    let mut wants = Vec::new();
    for head in theirs {
        let after = seq_of(&both.mine, head.log);
        if head.seq <= after {
            continue;
        }
        if head.log == own {
            report.own_log_ahead = Some(head.seq);
            continue;
        }
        wants.push(pull::Want { log: head.log, after, upto: head.seq });
    }
    wants.sort_by_key(|want| !both.answer.office_logs.contains(&want.log));
    wants
}

/// Where logs both sides hold differ.
async fn differences(client: &Client, mine: &[LogHead], theirs: &[LogHead]) -> Result<Vec<Place>, SyncError> {
    let mut found = Vec::new();
    for head in mine {
        let common = head.seq.min(seq_of(theirs, head.log));
        if common == 0 || theirs.contains(head) {
            continue;
        }
        if let Some(seq) = chains::first_difference(client, head.log, common).await? {
            found.push(Place { log: head.log, seq });
        }
    }
    Ok(found)
}

fn since(before: Traffic, now: Traffic) -> Traffic {
    Traffic {
        round_trips: now.round_trips - before.round_trips,
        bytes_up: now.bytes_up - before.bytes_up,
        bytes_down: now.bytes_down - before.bytes_down,
    }
}

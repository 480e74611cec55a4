//! A big office: thirty desks that hand in their work at once, and a new desk that joins a server with a million records.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use lakon_domain::record::Record;
use lakon_store::Store;
use lakon_sync::client::Client;
use lakon_sync::replica::{Blobs, PageLimit, Replica};
use lakon_sync::report::{Report as Synced, Step};
use lakon_sync::session::sync_once;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::figure::{Report, timed};
use crate::server::Server;
use crate::{Size, desk, memory, raw};

/// Syncs until a desk has what all the others handed in meanwhile: each brings what was there when it began.
const ROUNDS: usize = 8;
/// Records inserted raw in one transaction: as many as a large office writes in a week.
const RAW_AT_ONCE: u64 = 10_000;

struct Desk {
    store: Store,
    client: Arc<Client>,
    user: Uuid,
}

impl Desk {
    async fn enrol(folder: &Path, server: &Server) -> Result<Self> {
        let (store, client, user) = desk::enrolled(folder, &server.address, &server.invitation()?).await?;
        let desk = Self { store, client, user };
        // The office log must be here before a case can be numbered.
        desk.sync().await?;
        Ok(desk)
    }

    async fn sync(&self) -> Result<Synced> {
        Ok(self.hand_in().await?.0)
    }

    /// Syncs; tells too when the last of the own records was taken.
    async fn hand_in(&self) -> Result<(Synced, Instant)> {
        let blobs: Arc<dyn Blobs> = Arc::new(self.store.clone());
        let taken = Mutex::new(Instant::now());
        let tell = |step| {
            if let Step::Up { .. } = step {
                *taken.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
            }
        };
        let report = sync_once(&self.client, &blobs, &tell).await?;
        let taken = *taken.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((report, taken))
    }
}

/// How long the records of a log take to be inserted raw and compressed, some thousands a transaction.
fn raw_limit(folder: &Path, store: &Store) -> Result<Duration> {
    let log = store.device().log;
    let last = store.heads()?.iter().find(|head| head.log == log).map_or(0, |head| head.seq);
    let mut table = raw::table(&folder.join("raw.db"))?;
    let (mut taken, mut after) = (Duration::ZERO, 0);
    while after < last {
        let upto = last.min(after + RAW_AT_ONCE);
        let mut records: Vec<Record> = Vec::new();
        let first = after;
        while after < upto {
            let Some(cut) = store.page(log, after, upto, PageLimit::default())? else { break };
            after = cut.page.last();
            records.extend(cut.page.records);
        }
        ensure!(after == upto, "the log is read to its end");
        taken += timed(|| {
            raw::insert(&mut table, &log.0, usize::try_from(first)?, &records)?;
            raw::compress(&records)
        })?
        .1;
    }
    drop(table);
    std::fs::remove_file(folder.join("raw.db"))?;
    Ok(taken)
}

/// `desks_push`: so many desks with so many cases each hand them in at the same moment and begin to fetch the others', until the server
/// has taken the last one, against inserting the same rows raw one desk after the other plus zstd of their bytes. `desks_share`: until
/// every desk has all of it, against the same once for the server and once for every desk.
pub async fn desks(report: &mut Report, size: Size) -> Result<()> {
    let (desks, cases) = if size.is_small() { (3, 5) } else { (30, 500) };
    let dir = tempfile::tempdir()?;
    let server = Server::start(&dir.path().join("server"))?;
    let mut all = Vec::new();
    let mut raw = Duration::ZERO;
    for index in 0..desks {
        let desk = Desk::enrol(&dir.path().join(format!("desk-{index}")), &server).await?;
        desk::write_cases(&desk.store, desk.user, index * cases, cases)?;
        raw += raw_limit(dir.path(), &desk.store)?;
        all.push(Arc::new(desk));
    }
    let records = desks * cases * desk::EVENTS_A_CASE;
    let start = Instant::now();
    let mut running = JoinSet::new();
    for desk in &all {
        let desk = desk.clone();
        running.spawn(async move { desk.hand_in().await });
    }
    let (mut sent, mut bytes, mut last) = (0, 0, start);
    while let Some(done) = running.join_next().await {
        let (done, taken) = done??;
        sent += done.records_up;
        bytes += done.traffic.bytes_up;
        last = last.max(taken);
    }
    report.time("desks_push", last - start, raw);
    ensure!(sent as usize >= records, "every desk handed in its work: {sent} of {records}");
    report.shown("desks_push_bytes", bytes as f64, "bytes");

    let mut down = 0;
    for round in 0..ROUNDS {
        let mut moved = 0;
        for desk in &all {
            let done = desk.sync().await?;
            moved += done.records_down + done.records_up;
            down += done.traffic.bytes_down;
        }
        if moved == 0 {
            break;
        }
        ensure!(round + 1 < ROUNDS, "the desks never came to rest");
    }
    report.time("desks_share", start.elapsed(), raw * u32::try_from(desks + 1)?);
    report.shown("desks_share_bytes", down as f64, "bytes");
    let heads = all[0].store.heads()?;
    for desk in &all {
        ensure!(desk.store.heads()? == heads, "every desk holds the same");
    }
    if let Some(peak) = memory::peak(server.pid()) {
        report.shown("desks_peak_server", peak, "MiB");
    }
    Ok(())
}

/// `join_1m`: a new desk fetches a server's million records, against inserting the same rows raw plus zstd of their bytes; bytes on the
/// wire and the highest memory of both ends.
pub async fn join(report: &mut Report, size: Size) -> Result<()> {
    let cases = size.of(1_000_000).div_ceil(desk::EVENTS_A_CASE);
    let dir = tempfile::tempdir()?;
    let server = Server::start(&dir.path().join("server"))?;
    let raw = {
        let old = Desk::enrol(&dir.path().join("old"), &server).await?;
        desk::write_cases(&old.store, old.user, 0, cases)?;
        old.sync().await?;
        let raw = raw_limit(dir.path(), &old.store)?;
        old.store.close();
        raw
    };
    let (store, client, user) = desk::enrolled(&dir.path().join("new"), &server.address, &server.invitation()?).await?;
    let new = Desk { store, client, user };
    memory::forget_peak();
    let start = Instant::now();
    let pulled = new.sync().await?;
    report.time("join_1m", start.elapsed(), raw);
    let records = cases * desk::EVENTS_A_CASE;
    ensure!(pulled.in_step && pulled.records_down as usize >= records, "not everything was pulled: {pulled:?}");
    report.shown("join_1m_bytes", pulled.traffic.bytes_down as f64, "bytes");
    report.shown("join_1m_round_trips", pulled.traffic.round_trips as f64, "requests");
    for (name, peak) in
        [("join_1m_peak_desk", memory::peak(std::process::id())), ("join_1m_peak_server", memory::peak(server.pid()))]
    {
        if let Some(peak) = peak {
            report.shown(name, peak, "MiB");
        }
    }
    Ok(())
}

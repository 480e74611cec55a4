//! A big office: devices that hand in their work at the same moment, and a desk that joins when there is a lot to fetch. The records
//! are written ahead, and the server and the newcomer are processes of their own, so that a figure is of what it names.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use lakon_sync::replica::{Page, Replica, Source};

use crate::figure::{Report, timed};
use crate::pen::{Pen, all_at_once, bodies};
use crate::server::Server;
use crate::{Size, desk, memory, newcomer, raw};

/// How long twenty devices may take with 500 records each, milliseconds: the marks of the task, each with a user of its own, and all
/// with one.
const OWN_MS: f64 = 600.0;
const SHARED_MS: f64 = 3_600.0;
/// Logs over which the records of a large server are spread.
const LOGS: usize = 10;

/// The least work for these pages: the same rows inserted raw, a durable transaction for each page because each is acknowledged for
/// itself, and zstd of their bytes.
struct Raw {
    table: rusqlite::Connection,
    taken: Duration,
}

impl Raw {
    fn new(folder: &Path) -> Result<Self> {
        Ok(Self { table: raw::table(&folder.join("raw.db"))?, taken: Duration::ZERO })
    }

    fn add(&mut self, page: &Page) -> Result<()> {
        let after = usize::try_from(page.after)?;
        self.taken += timed(|| {
            raw::insert(&mut self.table, &page.log.0, after, &page.records)?;
            raw::compress(&page.records)
        })?
        .1;
        Ok(())
    }
}

/// `desks_push`: thirty devices with 500 cases each hand them in at the same moment, until the last record lies durably at the server
/// and is acknowledged. `desks_pull`: one desk fetches all of it.
pub async fn desks(report: &mut Report, size: Size) -> Result<()> {
    let (desks, cases) = if size.is_small() { (3, 5) } else { (30, 500) };
    let dir = tempfile::tempdir()?;
    let server = Server::start(&dir.path().join("server"))?;
    let mut raw = Raw::new(dir.path())?;
    let mut pens = Vec::new();
    for _ in 0..desks {
        let mut pen = Pen::enrol(&server.address, &server.invitation()?).await?;
        let pages = pen.pages(cases)?;
        pages.iter().try_for_each(|page| raw.add(page))?;
        pens.push((pen, bodies(pages)?));
    }
    memory::forget_peak(server.pid());
    let (took, bytes) = all_at_once(pens).await?;
    report.time("desks_push", took, raw.taken);
    report.shown("desks_push_bytes", bytes as f64, "bytes");
    if let Some(peak) = memory::peak(server.pid()) {
        report.shown("desks_push_peak_server", peak, "MiB");
    }
    let records = (desks * cases * desk::EVENTS_A_CASE) as u64;
    newcomer::measure(report, "desks_pull", &dir.path().join("new"), &server, raw.taken, records)
}

/// `fleet_own` and `fleet_shared`: twenty devices hand in 500 records each, every one with a user of its own, then all with one user;
/// against the marks.
pub async fn twenty(report: &mut Report, size: Size) -> Result<()> {
    let cases = size.of(500).div_ceil(desk::EVENTS_A_CASE);
    for (figure, shared, mark) in [("fleet_own", false, OWN_MS), ("fleet_shared", true, SHARED_MS)] {
        let dir = tempfile::tempdir()?;
        let server = Server::start(&dir.path().join("server"))?;
        let mut pens = Vec::new();
        let mut user = None;
        for _ in 0..20 {
            let mut pen = Pen::enrol(&server.address, &server.invitation_for(user)?).await?;
            user = shared.then(|| pen.user());
            let pages = pen.pages(cases)?;
            pens.push((pen, bodies(pages)?));
        }
        let (took, _) = all_at_once(pens).await?;
        report.put(figure, took.as_secs_f64() * 1000.0, "ms", Some(mark));
    }
    Ok(())
}

/// `join_1m`: a new desk fetches a server's million records, against inserting the same rows raw plus zstd of their bytes. They are
/// written straight into the server's store, which takes each page as it takes one from the network.
pub async fn join(report: &mut Report, size: Size) -> Result<()> {
    let cases = size.of(1_000_000).div_ceil(desk::EVENTS_A_CASE).div_ceil(LOGS);
    let dir = tempfile::tempdir()?;
    let folder = dir.path().join("server");
    let mut pens = Vec::new();
    {
        let server = Server::start(&folder)?;
        for _ in 0..LOGS {
            pens.push(Pen::enrol(&server.address, &server.invitation()?).await?);
        }
    }
    let mut raw = Raw::new(dir.path())?;
    let inside = lakon_server::start(lakon_server::Config::new(&folder, ([127, 0, 0, 1], 0).into())).await?;
    for mut pen in pens {
        while let Some(page) = pen.page(cases)? {
            raw.add(&page)?;
            let store = inside.store().clone();
            tokio::task::spawn_blocking(move || store.receive(&page, Source::Author)).await??;
        }
    }
    inside.stop().await;
    let server = Server::serve(&folder)?;
    let records = (LOGS * cases * desk::EVENTS_A_CASE) as u64;
    newcomer::measure(report, "join_1m", &dir.path().join("new"), &server, raw.taken, records)
}

//! Records between a desk and the server: ten thousand up, ten thousand down, ten, none.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use lakon_domain::record::Record;
use lakon_store::Store;
use lakon_sync::client::Client;
use lakon_sync::replica::{Blobs, PageLimit, Replica};
use lakon_sync::session::sync_once;

use crate::figure::{Report, median, timed};
use crate::server::Server;
use crate::{Size, desk, memory, raw};

const TRIES: usize = 3;
/// Records of `incremental_10`.
const TEN: usize = 10;

/// Every record of the desk's own log.
fn own_records(store: &Store) -> Result<Vec<Record>> {
    let log = store.device().log;
    let last = store.heads()?.iter().find(|head| head.log == log).map_or(0, |head| head.seq);
    let mut records = Vec::new();
    while let Some(cut) = store.page(log, records.len() as u64, last, PageLimit::default())? {
        records.extend(cut.page.records);
        if records.len() as u64 >= last {
            break;
        }
    }
    Ok(records)
}

fn blobs(store: &Store) -> Arc<dyn Blobs> {
    Arc::new(store.clone())
}

/// `push_10k` and `pull_10k`: to an empty server, then to an empty desk; bytes on the wire and the highest memory of both ends.
pub async fn many(report: &mut Report, size: Size) -> Result<()> {
    let cases = size.of(10_000).div_ceil(desk::EVENTS_A_CASE);
    let (mut up, mut down, mut raws) = (Vec::new(), Vec::new(), Vec::new());
    let mut last = None;
    for _ in 0..TRIES {
        let dir = tempfile::tempdir()?;
        let server = Server::start(&dir.path().join("server"))?;
        let (store, client, user) =
            desk::enrolled(&dir.path().join("a"), &server.address, &server.invitation()?).await?;
        let all_blobs = blobs(&store);
        sync_once(&client, &all_blobs, &|_| {}).await?;
        desk::write_cases(&store, user, 0, cases)?;
        let records = own_records(&store)?;

        let mut table = raw::table(&dir.path().join("raw.db"))?;
        raws.push(
            timed(|| {
                raw::insert(&mut table, &store.device().log.0, 0, &records)?;
                raw::compress(&records)
            })?
            .1,
        );

        memory::forget_peak(std::process::id());
        let start = Instant::now();
        let pushed = sync_once(&client, &all_blobs, &|_| {}).await?;
        up.push(start.elapsed());
        ensure!(
            pushed.in_step && pushed.records_up as usize >= cases * desk::EVENTS_A_CASE,
            "not everything was pushed: {pushed:?}"
        );
        let desk_peak = memory::peak(std::process::id());

        let (second, second_client, _) =
            desk::enrolled(&dir.path().join("b"), &server.address, &server.invitation()?).await?;
        memory::forget_peak(std::process::id());
        let start = Instant::now();
        let pulled = sync_once(&second_client, &blobs(&second), &|_| {}).await?;
        down.push(start.elapsed());
        ensure!(
            pulled.in_step && pulled.records_down as usize >= cases * desk::EVENTS_A_CASE,
            "not everything was pulled: {pulled:?}"
        );
        let bytes: usize = records.iter().map(Record::size).sum();
        last = Some((
            pushed,
            pulled,
            desk_peak,
            memory::peak(std::process::id()),
            memory::peak(server.pid()),
            bytes / records.len(),
        ));
    }
    let raw = median(raws);
    report.time("push_10k", median(up), raw);
    report.time("pull_10k", median(down), raw);
    let (pushed, pulled, push_peak, pull_peak, server_peak, mean) = last.context("a try")?;
    report.shown("push_10k_bytes", pushed.traffic.bytes_up as f64, "bytes");
    report.shown("pull_10k_bytes", pulled.traffic.bytes_down as f64, "bytes");
    report.shown("push_10k_round_trips", pushed.traffic.round_trips as f64, "requests");
    report.shown("record_mean_size", mean as f64, "bytes");
    for (name, peak) in
        [("push_10k_peak_desk", push_peak), ("pull_10k_peak_desk", pull_peak), ("records_peak_server", server_peak)]
    {
        if let Some(peak) = peak {
            report.shown(name, peak, "MiB");
        }
    }
    Ok(())
}

/// `idle_sync`, against one empty HTTPS request on the open connection, and `incremental_10`, against such a request and inserting ten such
/// rows raw in one durable transaction: the server answers when it has them on its disk.
pub async fn few(report: &mut Report, size: Size) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let server = Server::start(&dir.path().join("server"))?;
    let (store, client, user) = desk::enrolled(&dir.path().join("a"), &server.address, &server.invitation()?).await?;
    let blobs = blobs(&store);
    // The office log must be here before a case can be numbered.
    sync_once(&client, &blobs, &|_| {}).await?;
    desk::write_cases(&store, user, 0, size.of(1_000))?;
    sync_once(&client, &blobs, &|_| {}).await?;

    let rounds = size.of(100).max(15);
    let (mut idle, mut empty, mut ten, mut kept) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut idle_traffic, mut ten_traffic) = (None, None);
    for _ in 0..rounds {
        empty.push(empty_request(&client).await?);
        let start = Instant::now();
        let nothing = sync_once(&client, &blobs, &|_| {}).await?;
        idle.push(start.elapsed());
        ensure!(
            nothing.traffic.round_trips == 1 && nothing.records_up == 0,
            "an idle sync is one round trip: {:?}",
            nothing.traffic
        );
        idle_traffic = Some(nothing.traffic);
    }
    let rows = own_records(&store)?;
    let rows = rows.get(rows.len().saturating_sub(TEN)..).context("ten records")?;
    let mut table = raw::table(&dir.path().join("raw.db"))?;
    for round in 0..rounds {
        kept.push(timed(|| raw::insert(&mut table, &[0; 16], round * TEN, rows))?.1);
        desk::write_cases(&store, user, 10_000 + round, 1)?;
        store.transact(user, |tx| {
            let (a, b) = (tx.new_id(), tx.new_id());
            let at = tx.now();
            tx.write(lakon_domain::event::VisitOpened { visit: a, happened_at: at })?;
            tx.write(lakon_domain::event::VisitOpened { visit: b, happened_at: at })
        })?;
        let start = Instant::now();
        let report = sync_once(&client, &blobs, &|_| {}).await?;
        ten.push(start.elapsed());
        ensure!(report.records_up == TEN as u64, "ten records are new: {}", report.records_up);
        ten_traffic = Some(report.traffic);
    }
    let empty = median(empty);
    report.time("incremental_10", median(ten), empty + median(kept));
    report.time("idle_sync", median(idle), empty);
    for (name, traffic) in [("incremental_10", ten_traffic), ("idle_sync", idle_traffic)] {
        let traffic = traffic.context("a round")?;
        report.shown(&format!("{name}_bytes"), (traffic.bytes_up + traffic.bytes_down) as f64, "bytes");
        report.shown(&format!("{name}_round_trips"), traffic.round_trips as f64, "requests");
    }
    Ok(())
}

async fn empty_request(client: &Client) -> Result<Duration> {
    let lane = client.lane().await?.context("HTTP")?;
    let start = Instant::now();
    let answer = lane.http.get(format!("{}/healthz", lane.base)).send().await?;
    ensure!(answer.status().is_success(), "the server is healthy");
    answer.bytes().await?;
    Ok(start.elapsed())
}

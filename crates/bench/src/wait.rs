//! How long an officer's save waits for its turn while ten thousand records of other desks are taken in.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use lakon_domain::event::VisitOpened;
use lakon_store::{Store, StoreError};
use lakon_sync::session::sync_records;
use uuid::Uuid;

use crate::figure::Report;
use crate::server::Server;
use crate::{Size, desk};

/// Design: "The officer's writes go first: a pull, import or rebuild holds the writer at most 50 ms."
const MOST_MS: f64 = 50.0;
/// Between two saves: nobody saves faster, and the pull must get on.
const BETWEEN: Duration = Duration::from_millis(10);

/// `officer_wait_ms_during_pull`: the longest of all waits during a whole pull, against 50 ms.
pub async fn officer(report: &mut Report, size: Size) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let server = Server::start(&dir.path().join("server"))?;
    let (store, client, user) = desk::enrolled(&dir.path().join("a"), &server.address, &server.invitation()?).await?;
    sync_records(&client, &|_| {}).await?;
    let cases = size.of(10_000).div_ceil(desk::EVENTS_A_CASE);
    desk::write_cases(&store, user, 0, cases)?;
    sync_records(&client, &|_| {}).await?;

    let (second, client, user) = desk::enrolled(&dir.path().join("b"), &server.address, &server.invitation()?).await?;
    let over = Arc::new(AtomicBool::new(false));
    let officer = {
        let (store, over) = (second.clone(), over.clone());
        std::thread::spawn(move || waits(&store, user, &over))
    };
    let pulled = sync_records(&client, &|_| {}).await;
    over.store(true, Ordering::SeqCst);
    let waits = officer.join().map_err(|_| anyhow::anyhow!("the officer's thread panicked"))??;
    let pulled = pulled?;
    ensure!(pulled.records_down as usize >= cases * desk::EVENTS_A_CASE, "not everything was pulled: {pulled:?}");
    let longest = waits.iter().max().copied().unwrap_or_default();
    report.put("officer_wait_ms_during_pull", longest.as_secs_f64() * 1000.0, "ms", Some(MOST_MS));
    let mut sorted = waits.clone();
    sorted.sort_unstable();
    let at = |share: usize| sorted.get(sorted.len() * share / 100).copied().unwrap_or_default().as_secs_f64() * 1000.0;
    report.shown("officer_wait_ms_half", at(50), "ms");
    report.shown("officer_wait_ms_95_of_100", at(95), "ms");
    report.shown("officer_saves_during_pull", waits.len() as f64, "saves");
    Ok(())
}

/// From asking for the turn to having it, for save after save.
fn waits(store: &Store, user: Uuid, over: &AtomicBool) -> Result<Vec<Duration>> {
    let mut waits = Vec::new();
    while !over.load(Ordering::SeqCst) {
        let asked = Instant::now();
        let (waited, _) = store.transact(user, |tx| {
            let waited = asked.elapsed();
            let (visit, happened_at) = (tx.new_id(), tx.now());
            tx.write(VisitOpened { visit, happened_at })?;
            Ok::<_, StoreError>(waited)
        })?;
        waits.push(waited);
        std::thread::sleep(BETWEEN);
    }
    Ok(waits)
}

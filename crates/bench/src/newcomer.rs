//! A desk that fetches everything, as a process of its own: its memory is then its own, and not that of the bench that feeds the server.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use lakon_domain::code::Invitation;
use lakon_sync::replica::Blobs;
use lakon_sync::session::sync_once;
use serde::{Deserialize, Serialize};

use crate::figure::Report;
use crate::server::Server;
use crate::{desk, memory};

/// What a newcomer is started with.
#[derive(Debug, Clone, clap::Args)]
pub struct Whereto {
    folder: PathBuf,
    address: String,
    code: String,
}

/// What it says on its last line.
#[derive(Debug, Serialize, Deserialize)]
pub struct Fetched {
    pub ms: f64,
    pub records: u64,
    pub bytes: u64,
    pub round_trips: u64,
    /// MiB; `None` where the system does not tell.
    pub peak: Option<f64>,
}

/// The child: joins, fetches, says what it took.
pub async fn fetch(to: &Whereto) -> Result<()> {
    let code = Invitation::read(&to.code).ok().context("the code of an invitation")?;
    let (store, client, _) = desk::enrolled(&to.folder, &to.address, &code).await?;
    let blobs: Arc<dyn Blobs> = Arc::new(store.clone());
    memory::forget_peak(std::process::id());
    let start = Instant::now();
    let pulled = sync_once(&client, &blobs, &|_| {}).await?;
    let took = start.elapsed();
    ensure!(pulled.in_step, "not everything was fetched: {pulled:?}");
    let fetched = Fetched {
        ms: took.as_secs_f64() * 1000.0,
        records: pulled.records_down,
        bytes: pulled.traffic.bytes_down,
        round_trips: pulled.traffic.round_trips,
        peak: memory::peak(std::process::id()),
    };
    println!("{}", serde_json::to_string(&fetched)?);
    Ok(())
}

/// The parent: starts one at this server, and reports `figure` against the raw work for the same records, with bytes on the wire and the
/// highest memory of both ends.
pub fn measure(
    report: &mut Report,
    figure: &str,
    folder: &Path,
    server: &Server,
    raw: Duration,
    least: u64,
) -> Result<()> {
    memory::forget_peak(server.pid());
    let said = Command::new(std::env::current_exe()?)
        .arg("newcomer")
        .arg(folder)
        .arg(&server.address)
        .arg(server.invitation()?.text())
        .output()
        .context("start a newcomer")?;
    ensure!(said.status.success(), "a newcomer failed: {}", String::from_utf8_lossy(&said.stderr));
    let fetched: Fetched = serde_json::from_slice(said.stdout.trim_ascii()).context("what a newcomer says")?;
    ensure!(fetched.records >= least, "not everything was fetched: {fetched:?}");
    report.time(figure, Duration::from_secs_f64(fetched.ms / 1000.0), raw);
    report.shown(&format!("{figure}_bytes"), fetched.bytes as f64, "bytes");
    report.shown(&format!("{figure}_round_trips"), fetched.round_trips as f64, "requests");
    for (end, peak) in [("desk", fetched.peak), ("server", memory::peak(server.pid()))] {
        if let Some(peak) = peak {
            report.shown(&format!("{figure}_peak_{end}"), peak, "MiB");
        }
    }
    Ok(())
}

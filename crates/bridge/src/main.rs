//! Starts the bridge: `lakon-bridge --folder F --dist ui/dist [--port 0] [--url-file PATH] [--sample] [--pick FILE]...
//! [--save-as FOLDER] [--now MS]`

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use lakon_app::{AppConfig, ShiftedClock};
use lakon_bridge::Options;

/// The desktop program behind local HTTP, so that a browser can drive it.
#[derive(Parser)]
struct Arguments {
    /// Data folder.
    #[arg(long)]
    folder: PathBuf,
    /// The built page.
    #[arg(long)]
    dist: PathBuf,
    /// 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Receives the address to open, whole, once the bridge listens.
    #[arg(long)]
    url_file: Option<PathBuf>,
    /// Fill the folder with a sample office and open it signed in.
    #[arg(long)]
    sample: bool,
    /// What the file dialog gives back, since a browser has none of its own here.
    #[arg(long)]
    pick: Vec<PathBuf>,
    /// The folder the save dialog gives back.
    #[arg(long)]
    save_as: Option<PathBuf>,
    /// The time at the start, milliseconds since 1970 (UTC): what is due today must not depend on the day a test runs.
    #[arg(long)]
    now: Option<i64>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let _logs = lakon_app::logs::to_folder(&arguments.folder);
    let mut config = AppConfig::desktop(arguments.folder, arguments.sample);
    if let Some(start) = arguments.now {
        config.clock = Arc::new(ShiftedClock::from(start));
    }
    let options =
        Options { dist: arguments.dist, port: arguments.port, picks: arguments.pick, save_as: arguments.save_as };
    let running = lakon_bridge::start(config, options).await?;
    if let Some(path) = &arguments.url_file {
        // Whoever waits for the file must never read half an address.
        let whole = path.with_extension("new");
        std::fs::write(&whole, &running.url)
            .and_then(|()| std::fs::rename(&whole, path))
            .with_context(|| format!("writing {}", path.display()))?;
    }
    println!("{}", running.url);
    tokio::signal::ctrl_c().await.context("waiting for Ctrl+C")?;
    running.stop();
    Ok(())
}

//! `cargo xtask bench`: every figure as a ratio to a raw limit measured in the same run, one JSON line each.

mod attach;
mod big;
mod desk;
mod figure;
mod fleet;
mod home;
mod hop;
mod lists;
mod memory;
mod newcomer;
mod pen;
mod raw;
mod save;
mod server;
mod sync;
mod wait;
#[cfg(unix)]
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use figure::Report;

#[derive(Parser)]
#[command(about = "Measures Lakon against raw limits")]
struct Arguments {
    /// Fail where a ratio is above its target.
    #[arg(long)]
    check: bool,
    /// Everything at one hundredth of its size: shows that no bench has rotted, says nothing about speed.
    #[arg(long, conflicts_with = "check")]
    small: bool,
    /// Only these groups: save, unlock, lists, home, records, wait, small, files, hop, fleet, window.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    #[arg(long, default_value = "bench/targets.toml")]
    targets: PathBuf,
    #[command(subcommand)]
    part: Option<Part>,
}

/// What this program starts of itself.
#[derive(Subcommand)]
enum Part {
    #[command(hide = true)]
    Newcomer(newcomer::Whereto),
}

/// How large a run is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    small: bool,
}

impl Size {
    /// `full`, or a hundredth of it (at least 1) in a small run.
    pub fn of(self, full: usize) -> usize {
        if self.small { (full / 100).max(1) } else { full }
    }

    pub fn is_small(self) -> bool {
        self.small
    }
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let size = Size { small: arguments.small };
    let wanted = |group: &str| arguments.only.is_empty() || arguments.only.iter().any(|only| only == group);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let Some(Part::Newcomer(to)) = &arguments.part {
        runtime.block_on(newcomer::fetch(to))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut report = Report::default();
    let report = &mut report;
    if wanted("save") {
        save::save_durable(report, size)?;
    }
    if wanted("unlock") {
        save::unlock(report, size)?;
    }
    if wanted("lists") || wanted("home") {
        let big = big::office(size)?;
        if wanted("lists") {
            lists::lists(report, &big)?;
        }
        if wanted("home") {
            home::home(report, size, &big)?;
            home::duties(report, &big)?;
        }
    }
    if wanted("records") {
        runtime.block_on(sync::many(report, size))?;
    }
    if wanted("wait") {
        runtime.block_on(wait::officer(report, size))?;
    }
    if wanted("small") {
        runtime.block_on(sync::few(report, size))?;
    }
    if wanted("files") {
        runtime.block_on(attach::attach(report, size))?;
    }
    if wanted("hop") {
        runtime.block_on(hop::save_to_other_desk(report, size))?;
    }
    if wanted("fleet") {
        runtime.block_on(fleet::desks(report, size))?;
        runtime.block_on(fleet::twenty(report, size))?;
        runtime.block_on(fleet::join(report, size))?;
    }
    // On a virtual display, which only Unix has.
    #[cfg(unix)]
    if wanted("window") {
        window::window(report, size)?;
    }
    if arguments.check {
        let above = report.above(&arguments.targets, arguments.only.is_empty())?;
        for line in &above {
            eprintln!("{line}");
        }
        if !above.is_empty() {
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

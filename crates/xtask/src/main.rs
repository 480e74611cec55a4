//! `cargo xtask`: sets a machine up, runs, tests and measures Lakon. Each subcommand lives in a file of its name.

#[cfg(unix)]
mod display;
mod fuzz;
mod icons;
mod npm;
mod parts;
mod process;
mod report;
mod run;
mod setup;
mod test;
mod tree;
mod windows;

mod bench;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::tree::Tree;

/// The project's own tool.
#[derive(Parser)]
#[command(name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing: system packages, tools, the page's packages
    Setup,
    /// Build and open Lakon; without a display, take a screenshot of its first screen
    Run {
        /// Open a sample office with fictional cases, in a data folder of its own
        #[arg(long)]
        demo: bool,
    },
    /// Check and test everything
    Test {
        /// More random cases in the property tests, the fuzz targets, and the benches at full size against their targets
        #[arg(long)]
        deep: bool,
    },
    /// Fuzz every decoder of outside bytes under libFuzzer, as a deep test does
    Fuzz {
        /// For so many seconds each
        #[arg(long, default_value_t = fuzz::SECONDS)]
        seconds: u32,
    },
    /// Measure; one JSON line per figure
    Bench {
        /// Fail when a figure is above its ratio in bench/targets.toml
        #[arg(long)]
        check: bool,
        /// One hundredth of the data
        #[arg(long)]
        small: bool,
    },
    /// Build for Windows with a cross toolchain of its own, run what wine runs, check all types against Microsoft's toolchain
    CheckWindows {
        /// One part alone
        #[arg(long)]
        only: Option<windows::Part>,
    },
    /// Draw all icon formats from icons/lakon.svg
    Icons,
}

fn main() -> ExitCode {
    done(Arguments::parse()).unwrap_or_else(|error| {
        eprintln!("xtask: {error:#}");
        ExitCode::FAILURE
    })
}

fn done(arguments: Arguments) -> Result<ExitCode> {
    let tree = Tree::of_this_project()?;
    match arguments.task {
        Task::Setup => setup::ready(&tree, setup::Purpose::Test).map(|()| ExitCode::SUCCESS),
        Task::Run { demo } => run::open(&tree, demo),
        Task::Test { deep } => test::everything(&tree, deep),
        Task::Fuzz { seconds } => test::fuzzing(&tree, seconds),
        Task::Bench { check, small } => bench::measure(&tree, check, small),
        Task::CheckWindows { only } => windows::check(&tree, only),
        Task::Icons => icons::make(tree.root()).map(|()| ExitCode::SUCCESS),
    }
}

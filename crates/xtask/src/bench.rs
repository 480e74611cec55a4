//! Runs the benches; they live in `crates/bench`, their limits in `bench/targets.toml`.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::tree::Tree;
use crate::{npm, process, setup};

/// Builds everything and measures; one JSON line per figure on the standard output.
///
/// # Errors
/// When something cannot be installed or built, a bench breaks, or, with `check`, a figure is above its limit.
pub fn measure(tree: &Tree, check: bool, small: bool) -> Result<ExitCode> {
    setup::ready(tree, setup::Purpose::Test)?;
    process::run(npm::npm(&tree.page()).args(["run", "build", "--silent"]))?;
    process::run(&mut process::build_programs(tree.root()))?;
    process::run(&mut command(tree, check, small))?;
    Ok(ExitCode::SUCCESS)
}

/// The built bench program.
pub fn command(tree: &Tree, check: bool, small: bool) -> Command {
    let mut command = Command::new(tree.program("lakon-bench"));
    command.current_dir(tree.root());
    if check {
        command.arg("--check");
    }
    if small {
        command.arg("--small");
    }
    command
}

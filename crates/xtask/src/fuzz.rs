//! The fuzz targets under libFuzzer, for a while each: where a nightly compiler and cargo-fuzz are at hand, which `setup` installs for a
//! deep run.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

/// Seconds for each target. A deep run has to end like every other; who looks for more says so: `cargo xtask fuzz --seconds 3600`.
pub const SECONDS: u32 = 60;
/// Seconds after which one input counts as hanging, memory of the whole program in MiB, and longest input in bytes.
const LIMITS: [&str; 3] = ["-timeout=20", "-rss_limit_mb=2048", "-max_len=65536"];

/// Whether targets can be fuzzed on this machine.
pub fn answers() -> bool {
    process::answers("cargo", &["+nightly", "fuzz", "--version"])
}

/// The programs of `fuzz/`, by name.
///
/// # Errors
/// When the folder cannot be read.
pub fn targets(root: &Path) -> Result<Vec<String>> {
    let folder = root.join("fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("read {}", folder.display()))? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Builds every program.
pub fn build(root: &Path) -> Command {
    let mut command = nightly(root);
    command.arg("build");
    command
}

/// Fuzzes one target. What it finds on the way is kept in `fuzz/corpus`, beside the committed corpus, which is only read.
///
/// # Errors
/// When the folder for what it finds cannot be made.
pub fn run(root: &Path, target: &str, seconds: u32) -> Result<Command> {
    let found = root.join("fuzz/corpus").join(target);
    fs::create_dir_all(&found).with_context(|| format!("make {}", found.display()))?;
    let committed = root.join("tests/fuzz/corpus").join(target);
    let mut command = nightly(root);
    command.args(["run", target]).arg(found).arg(committed).arg("--");
    command.args(LIMITS).arg(format!("-max_total_time={seconds}"));
    Ok(command)
}

/// By its name, so that rustup chooses the compiler: the cargo this tool was started by knows one only.
fn nightly(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.args(["+nightly", "fuzz"]).current_dir(root);
    // Set for the compiler of this tool, and would win over the one asked for.
    for name in ["CARGO", "RUSTC", "RUSTUP_TOOLCHAIN", "CARGO_TARGET_DIR"] {
        command.env_remove(name);
    }
    command
}

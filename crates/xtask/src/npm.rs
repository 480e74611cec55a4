//! The page's packages: installed exactly as locked, and only when the lock file changed.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// The oldest Node.js the page's tools run on.
const NODE_MAJOR: u32 = 20;

/// `npm` in `folder`, silent about everything but the work itself.
pub fn npm(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder).env("npm_config_update_notifier", "false").env("npm_config_fund", "false");
    // A downloaded browser is never wanted: the system's own is used.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}

/// Runs `npm ci` in `folder` unless what is installed there is what its lock file says.
///
/// # Errors
/// Without a fitting Node.js, without a lock file, or when npm fails.
pub fn installed(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("read {}", lock.display()))?;
    let mark = folder.join("node_modules").join(".installed-lock.json");
    if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    node_fits()?;
    println!("setup: the page's packages in {}", folder.display());
    process::run(npm(folder).args(["ci", "--no-audit", "--loglevel", "error"]))?;
    fs::write(mark, wanted)?;
    Ok(())
}

fn node_fits() -> Result<()> {
    let answer =
        Command::new("node").arg("--version").output().context("Node.js is missing: install version 20 or newer")?;
    let version = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE_MAJOR) {
        bail!("Node.js {version} is too old: install version {NODE_MAJOR} or newer");
    }
    Ok(())
}

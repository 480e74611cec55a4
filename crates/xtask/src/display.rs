//! Opens a program on a virtual display, takes a picture of its first screen, and closes it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use lakon_headless::{Desktop, Screen};

use crate::process;

/// A screen the whole window fits on.
const SCREEN: (u16, u16) = (1440, 900);

/// A first start writes a whole sample office before it draws; on a slow machine that takes a while.
const FIRST_SCREEN: Duration = Duration::from_secs(180);

/// A program that was asked to close finishes what it is writing.
const CLOSING: Duration = Duration::from_secs(15);

/// Starts `program`, waits for its first screen, writes it as a PNG file to `path` and closes the program.
///
/// # Errors
/// When the display cannot be started, the program ends before it shows something, or does not end when asked.
pub fn picture_of(program: &mut Command, path: &Path) -> Result<()> {
    let desktop = Desktop::start(SCREEN.0, SCREEN.1)?;
    let screen = Screen::open(desktop.display())?;
    let mut child = desktop.host(program).stdin(Stdio::null()).spawn().context("start the program")?;
    let painted = screen.first_paint(FIRST_SCREEN, || match child.try_wait()? {
        Some(status) => bail!("the program ended before it showed a window: {status}"),
        None => Ok(()),
    });
    let asked = painted.is_ok() && screen.close_windows().is_ok_and(|asked| asked > 0);
    let closed = asked && process::ended_within(&mut child, CLOSING);
    process::end(&mut child);
    let painted = painted?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    painted.picture.save(path)?;
    if !closed {
        bail!("the program had to be stopped: it did not close when its window was closed");
    }
    Ok(())
}

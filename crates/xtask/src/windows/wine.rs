//! Wine: a Windows of its own below the toolchain, awake for as long as something runs in it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::toolchain::Toolchain;
use crate::{process, setup};

/// Debian packages: wine for 64 bits alone.
const PACKAGES: [&str; 2] = ["wine", "wine64"];

/// The one library every Rust program loads that older wines lack, in a few lines of C.
const RANDOM: &str = include_str!("bcryptprimitives.c");

/// A running wine. Dropping it ends whatever still runs in it.
pub struct Wine {
    folder: PathBuf,
    /// Where its windows open; `None`: nowhere.
    display: Option<String>,
}

impl Wine {
    /// Makes the folder that is its disk C: where it is missing, and wakes it, on a display or without any.
    ///
    /// # Errors
    /// When wine cannot be installed or does not start.
    pub fn awake(toolchain: &Toolchain, display: Option<&str>) -> Result<Wine> {
        setup::system_packages(&PACKAGES)?;
        let wine = Wine { folder: toolchain.folder("wineprefix"), display: display.map(str::to_owned) };
        toolchain.step("wine", |toolchain| {
            // Its own way of beginning says nothing useful when it succeeds, and not always that it failed: the folder tells.
            wine.quiet("wine", &["wineboot", "--init"])?;
            wine.quiet("wineserver", &["--wait"])?;
            let libraries = wine.folder.join("drive_c/windows/system32");
            if !libraries.is_dir() {
                bail!("wine made no disk in {}", wine.folder.display());
            }
            let library = libraries.join("bcryptprimitives.dll");
            if !library.exists() {
                let source = toolchain.folder("bcryptprimitives.c");
                std::fs::write(&source, RANDOM)?;
                let mut compiler = Command::new("x86_64-w64-mingw32-gcc");
                compiler.args(["-O2", "-shared", "-o"]).arg(&library).arg(&source).arg("-ladvapi32");
                process::run(&mut compiler)?;
            }
            Ok(())
        })?;
        // The first program starts services that hold its streams open for as long as they live: it shall not be one we listen to.
        wine.quiet("wineserver", &["--persistent"])?;
        wine.quiet("wine", &["cmd", "/c", "exit"])?;
        Ok(wine)
    }

    /// Lets a program, or what cargo starts for its target, run in this wine.
    pub fn host<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        match &self.display {
            Some(display) => command.env("DISPLAY", display),
            None => command.env_remove("DISPLAY"),
        };
        command
            .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", "wine")
            .env("WINEPREFIX", &self.folder)
            .env("WINEDEBUG", "-all")
            // Wine's offers to install .NET and a web engine of its own.
            .env("WINEDLLOVERRIDES", "mscoree,mshtml=")
    }

    fn quiet(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let mut command = Command::new(found(program));
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.host(&mut command).status().with_context(|| format!("start {program}"))?;
        Ok(())
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        // Fails only when nothing runs any more.
        let _ = self.quiet("wineserver", &["--kill"]);
    }
}

/// Debian keeps wine's server out of the PATH.
fn found(program: &str) -> PathBuf {
    let hidden = PathBuf::from("/usr/lib/wine").join(program);
    if hidden.exists() { hidden } else { program.into() }
}

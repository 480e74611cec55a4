//! Starts and stops the virtual display and the session bus.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// A virtual display (Xvfb) and a session bus (dbus-daemon) that live as long as this value.
#[derive(Debug)]
pub struct Desktop {
    display: String,
    bus_address: String,
    bus: Child,
    server: Child,
}

impl Desktop {
    /// Starts both, with a screen of `width` by `height` pixels at 24 bits.
    ///
    /// The server picks a free display number itself, so that any number of desktops can exist at once.
    ///
    /// # Errors
    /// When Xvfb or dbus-daemon is not installed or ends before it says where it listens.
    pub fn start(width: u16, height: u16) -> Result<Desktop> {
        let (server, number) = announced(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0"])
                .arg(format!("{width}x{height}x24")),
        )?;
        let mut server = server;
        let bus =
            announced(Command::new("dbus-daemon").args(["--session", "--nofork", "--nopidfile", "--print-address=1"]));
        match bus {
            Ok((bus, bus_address)) => Ok(Desktop { display: format!(":{number}"), bus_address, bus, server }),
            Err(error) => {
                stop(&mut server);
                Err(error)
            }
        }
    }

    /// The display's name, for example `:7`.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Lets `command` run on this desktop, and with drawing that needs no graphics card.
    pub fn host<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command.env_remove("WAYLAND_DISPLAY").env_remove("XAUTHORITY")
    }

    /// What [`Desktop::host`] sets, for programs that are started by another program.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("DISPLAY", self.display.clone()),
            ("DBUS_SESSION_BUS_ADDRESS", self.bus_address.clone()),
            ("GDK_BACKEND", "x11".into()),
            ("LIBGL_ALWAYS_SOFTWARE", "1".into()),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".into()),
            // Without these GTK asks the bus for services that do not exist here, and waits for them.
            ("NO_AT_BRIDGE", "1".into()),
            ("GSETTINGS_BACKEND", "memory".into()),
        ]
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        stop(&mut self.bus);
        stop(&mut self.server);
    }
}

/// Starts `command` and waits for the one line it prints when it is ready.
fn announced(command: &mut Command) -> Result<(Child, String)> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("start {name}"))?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line)?;
    }
    let line = line.trim().to_owned();
    if line.is_empty() {
        stop(&mut child);
        bail!("{name} ended before it was ready");
    }
    Ok((child, line))
}

fn stop(child: &mut Child) {
    // Both fail only when the process is already gone.
    let _ = child.kill();
    let _ = child.wait();
}

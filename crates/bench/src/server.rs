//! The office server as a process of its own, so that its memory is its own; stopped by its process id.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use lakon_domain::code::Invitation;
use lakon_domain::rights::Role;
use lakon_server::{Init, Invite, Settings, init, invite, system_clock};
use uuid::Uuid;

/// A server on loopback in a folder of its own.
pub struct Server {
    child: Child,
    folder: PathBuf,
    pub address: String,
}

impl Server {
    /// Makes an office in `folder` and serves it.
    pub fn start(folder: &Path) -> Result<Self> {
        let office = Init {
            code: "046".into(),
            name: "Kantor Contoh".into(),
            zone: "WITA".into(),
            admin: "Pengelola Contoh".into(),
            settings: Settings::default(),
        };
        init(folder, &office, system_clock())?;
        Self::serve(folder)
    }

    /// Serves an office that was made before.
    pub fn serve(folder: &Path) -> Result<Self> {
        let program = beside("lakon-server")?;
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--folder"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("start lakon-server")?;
        let said = BufReader::new(child.stdout.take().context("its output")?);
        for line in said.lines() {
            if let Some((_, address)) = line?.split_once("listening on ") {
                let address = address.trim().trim_start_matches("https://").to_owned();
                return Ok(Self { child, folder: folder.to_owned(), address });
            }
        }
        let _ = child.kill();
        bail!("lakon-server ended before it listened")
    }

    /// An invitation for one more officer.
    pub fn invitation(&self) -> Result<Invitation> {
        self.invitation_for(None)
    }

    /// The same for somebody who is known.
    pub fn invitation_for(&self, user: Option<Uuid>) -> Result<Invitation> {
        let whom = Invite { name: "Petugas Contoh".into(), roles: vec![Role::Officer], user, lasts_ms: 3_600_000 };
        Ok(invite(&self.folder, &whom, system_clock())?)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program built into the same folder as this one.
pub fn beside(name: &str) -> Result<PathBuf> {
    let me = std::env::current_exe()?;
    let path = me.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if path.exists() { Ok(path) } else { bail!("{} is not built", path.display()) }
}

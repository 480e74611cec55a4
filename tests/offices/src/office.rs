//! An office's server in this process, over real TLS on the loopback address; it can go away and come back at the same address.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use lakon_domain::code::Invitation;
use lakon_domain::rights::Role;
use lakon_server::{
    Config, Init, Invite, Recover, Running, ServerError, Settings, init, invite, recover, start, system_clock,
};
use tempfile::TempDir;

use crate::{Desk, Line};

/// Any free port of the loopback address.
const ANY: &str = "127.0.0.1:0";
/// Tries to have the old port back; the system may have lent it to an outgoing connection for a moment.
const TRIES: usize = 50;
/// How long an invitation is good for where a test does not say.
pub const AN_HOUR_MS: i64 = 3_600_000;

/// A server, and a folder in which the office's desks have theirs.
pub struct Office {
    temp: TempDir,
    running: Option<Running>,
    addr: SocketAddr,
    /// Of the first admin.
    pub invitation: Invitation,
    /// The recovery seed as printed.
    pub seed: String,
    /// The office's identity as printed.
    pub identity: String,
}

impl Office {
    /// Makes an office and starts its server.
    pub async fn begin() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let listen: SocketAddr = ANY.parse().unwrap();
        let new = Init {
            code: "046".into(),
            name: "KPPN Contoh".into(),
            zone: "WITA".into(),
            admin: "Dewi Contoh".into(),
            settings: Settings { listen },
        };
        let begun = init(&temp.path().join("server"), &new, system_clock()).unwrap();
        let seed = begun.seed.text();
        let (invitation, identity) = (begun.invitation, begun.identity);
        let mut office = Self { temp, running: None, addr: listen, invitation, seed, identity };
        office.start().await;
        office
    }

    /// Starts the server where it was before.
    ///
    /// # Panics
    /// When the address cannot be had back.
    pub async fn start(&mut self) {
        for _ in 0..TRIES {
            match start(Config::new(self.folder(), self.addr)).await {
                Ok(running) => {
                    self.addr = running.addr();
                    self.running = Some(running);
                    return;
                }
                Err(ServerError::Listen { .. }) => tokio::task::yield_now().await,
                Err(error) => panic!("{error}"),
            }
        }
        panic!("{} cannot be had back", self.addr);
    }

    /// The stopped server's folder is gone for good; a server made anew from the sheet in the safe serves at a free address.
    pub async fn lose_and_recover(&mut self) {
        std::fs::remove_dir_all(self.folder()).unwrap();
        self.addr = ANY.parse().unwrap();
        let sheet = Recover {
            seed: self.seed.to_lowercase(),
            identity: self.identity.clone(),
            settings: Settings { listen: self.addr },
        };
        recover(&self.folder(), &sheet, system_clock()).unwrap();
        self.start().await;
    }

    /// Copies the stopped server's folder, as a backup does.
    pub fn back_up(&self, name: &str) {
        copy(&self.folder(), &self.path(name));
    }

    /// Puts such a copy back in place of the stopped server's folder.
    pub fn put_back(&self, name: &str) {
        std::fs::remove_dir_all(self.folder()).unwrap();
        copy(&self.path(name), &self.folder());
    }

    /// From now on nobody answers at its address.
    pub async fn stop(&mut self) {
        self.running.take().unwrap().stop().await;
    }

    pub fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    /// Where it listens, also while it is stopped.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    pub fn address(&self) -> String {
        self.addr.to_string()
    }

    /// The server's own folder.
    pub fn folder(&self) -> PathBuf {
        self.path("server")
    }

    /// A place for a desk's folder or anything else, gone with the office.
    pub fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    /// A code for one more officer's PC; a negative time makes one that has expired.
    pub fn invite(&self, name: &str, lasts_ms: i64) -> Invitation {
        self.invite_as(name, &[Role::Officer], lasts_ms)
    }

    /// A code for one more PC, of somebody with these roles.
    pub fn invite_as(&self, name: &str, roles: &[Role], lasts_ms: i64) -> Invitation {
        let whom = Invite { name: name.into(), roles: roles.to_vec(), user: None, lasts_ms };
        invite(&self.folder(), &whom, system_clock()).unwrap()
    }

    /// The PC of somebody who heads a section.
    pub async fn head(&self, name: &str) -> Desk {
        let code = self.invite_as(name, &[Role::SectionHead], AN_HOUR_MS).text();
        Desk::join(&self.path(name), &self.address(), &code).await
    }

    /// The PC of one more admin, who is an officer too.
    pub async fn second_admin(&self, name: &str) -> Desk {
        let code = self.invite_as(name, &[Role::Officer, Role::Admin], AN_HOUR_MS).text();
        Desk::join(&self.path(name), &self.address(), &code).await
    }

    /// A code for an officer, good for an hour.
    pub fn code(&self, name: &str) -> String {
        self.invite(name, AN_HOUR_MS).text()
    }

    /// The first admin's PC, a whole program.
    pub async fn admin(&self) -> Desk {
        Desk::join(&self.path("admin"), &self.address(), &self.invitation.text()).await
    }

    /// One more officer's PC, a whole program.
    pub async fn officer(&self, name: &str) -> Desk {
        self.officer_by(name, &self.address()).await
    }

    /// The same over another way to the server.
    pub async fn officer_by(&self, name: &str, address: &str) -> Desk {
        Desk::join(&self.path(name), address, &self.code(name)).await
    }

    /// One more PC seen through its store, without a program around it.
    pub async fn line(&self, name: &str) -> Line {
        Line::enrol(&self.path(name), &self.address(), &self.invite(name, AN_HOUR_MS)).await
    }

    /// Files in a part of the server's folder, such as `blobs`.
    pub fn kept(&self, part: &str) -> Vec<PathBuf> {
        let inside = |path: &Path| path.is_file();
        let entries = std::fs::read_dir(self.folder().join(part)).unwrap();
        entries.map(|entry| entry.unwrap().path()).filter(|path| inside(path)).collect()
    }
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { std::fs::copy(&path, &target).map(drop).unwrap() }
    }
}

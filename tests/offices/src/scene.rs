//! An office whose desks and server are processes that can be killed, with their folders side by side.

use std::path::PathBuf;

use lakon_domain::rights::Role;
use lakon_server::{Init, Invite, Settings, init, invite, system_clock};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::child::Prepare;
use crate::{AN_HOUR_MS, Child, PASSWORD, now_ms};

/// The folders: `server`, one for each desk, `tmp` as everybody's temporary folder, `plain` for what visitors bring.
pub struct Scene {
    temp: TempDir,
    program: &'static str,
}

impl Scene {
    /// Makes the office; nothing runs yet. `program` is the built `lakon-office-child`.
    pub fn new(program: &'static str) -> Self {
        let scene = Self { temp: tempfile::tempdir().unwrap(), program };
        for part in ["plain", "tmp"] {
            std::fs::create_dir(scene.at(part)).unwrap();
        }
        let office = Init {
            code: "046".into(),
            name: "KPPN Contoh".into(),
            zone: "WITA".into(),
            admin: "Dewi Contoh".into(),
            settings: Settings { listen: "127.0.0.1:0".parse().unwrap() },
        };
        init(&scene.at("server"), &office, system_clock()).unwrap();
        scene
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    /// Starts the server at an address, or at a free port; returns where it listens too.
    pub async fn server(&self, address: Option<&str>) -> (Child, String) {
        Child::server(self.program, &self.at("server"), &self.at("tmp"), address).await
    }

    /// Starts a desk whose folder is there; nobody is signed in.
    pub fn desk(&self, name: &str) -> Child {
        Child::desk(self.program, &self.at(name), &self.at("tmp"), &|_| {})
    }

    /// A new desk of an officer.
    pub async fn join(&self, name: &str, address: &str) -> Child {
        self.join_amid(name, address, &|_| {}).await
    }

    /// The same, in a process that is set up before it starts.
    pub async fn join_amid(&self, name: &str, address: &str, prepare: Prepare<'_>) -> Child {
        let whom =
            Invite { name: "Petugas Contoh".into(), roles: vec![Role::Officer], user: None, lasts_ms: AN_HOUR_MS };
        let code = invite(&self.at("server"), &whom, system_clock()).unwrap().text();
        let mut desk = Child::desk(self.program, &self.at(name), &self.at("tmp"), prepare);
        desk.ok("office.join", json!({ "address": address, "code": code })).await;
        desk.ok("office.join_finish", json!({ "password": PASSWORD })).await;
        desk
    }

    /// A file as the visitor brought it, outside everything the programs write.
    pub fn plain(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.at("plain").join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Everything the programs wrote, of these desks and the server.
    pub fn written(&self, desks: &[&str]) -> Vec<PathBuf> {
        ["server", "tmp"].iter().chain(desks).map(|part| self.at(part)).collect()
    }
}

/// A draft with these fields typed over the empty ones; returns its case.
pub async fn typed(desk: &mut Child, changes: &Value) -> String {
    let case = desk.ok("draft.new", json!({})).await["case"].as_str().unwrap().to_owned();
    let fields = filled(desk, &case, changes).await;
    desk.ok("draft.save", json!({ "case": case, "fields": fields, "first_key_at": now_ms() })).await;
    case
}

/// The fields of a case with these typed over them.
pub async fn filled(desk: &mut Child, case: &str, changes: &Value) -> Value {
    let mut fields = desk.ok("case.view", json!({ "case": case })).await["fields"].clone();
    for (name, value) in changes.as_object().unwrap() {
        fields[name] = value.clone();
    }
    fields
}

//! What goes wrong is written down without what people said: inputs, records and files that cannot be read, with planted words in them.

use std::path::{Path, PathBuf};

use lakon_domain::event::QuestionSet;
use lakon_domain::rights::Role;
use lakon_office_tests::{AN_HOUR_MS, Line, Scene, holds, typed};
use lakon_server::{Invite, invite, system_clock};
use serde_json::json;

use crate::records::append_raw;

const PROGRAM: &str = env!("CARGO_BIN_EXE_lakon-office-child");

const INPUT: &str = "Masukanqzxvkw";
const FIELD: &str = "Kolomqzxvkw";
const NUMBER: &str = "482913771";
const KIND: &str = "Jenisqzxvkw";
const FILE: &str = "Lampiranqzxvkw";

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_not_quoted_in_any_log() {
    let scene = Scene::new(PROGRAM);
    let (server, address) = scene.server(None).await;
    let mut here = scene.join("satu", &address).await;

    // Inputs that are none.
    let case = typed(&mut here, &json!({ "question": "Apa syaratnya?" })).await;
    let fields = here.ok("case.view", json!({ "case": case })).await["fields"].clone();
    for input in [
        json!({ "case": case, "fields": fields, "first_key_at": INPUT }),
        json!({ "case": case, "fields": { FIELD: INPUT }, "first_key_at": null }),
        json!(INPUT),
    ] {
        assert_eq!(here.call("draft.save", input).await.unwrap_err()["code"], "failed");
    }

    // A file no program opens; what the system says of it names the copy, which is called as the attachment.
    let text = scene.plain("catatan.txt", b"isi");
    let file = here.attach(&case, &format!("{FILE}-tanpa-program.txt"), &text).await.unwrap();
    let open = json!({ "file": file["file"], "despite_warning": false });
    assert!(here.call("file.open", open).await.is_err());

    // Records whose private part has another shape, and one of a kind somebody made up.
    let whom = Invite { name: "Petugas Lain".into(), roles: vec![Role::Officer], user: None, lasts_ms: AN_HOUR_MS };
    let invitation = invite(&scene.at("server"), &whom, system_clock()).unwrap();
    let line = Line::enrol(&scene.at("tiga"), &address, &invitation).await;
    line.sync().await;
    let user = line.user;
    let folder = line.leave();
    let words = format!("{{\"text\":{NUMBER}}}");
    let facts = |id| format!("{{\"case\":\"{id}\",\"replaces\":[]}}");
    append_raw(&folder, user, QuestionSet::KIND, &facts, words.as_bytes());
    append_raw(&folder, user, KIND, &|id| format!("{{\"case\":\"{id}\",\"replaces\":[]}}"), words.as_bytes());
    let line = Line::again(&folder);
    line.sync().await;
    line.leave();
    here.until("sync.state", json!({}), |state| state["skipped_records"] == 2).await;
    let logs = scene.at("satu").join("logs");
    let said = ["unreadable input", "a file was not opened", "a record is kept and not folded"];
    // A thread of its own writes the log; the program goes on meanwhile.
    while said.iter().any(|said| holds(&[&logs], said.as_bytes()).is_empty()) {
        here.ok("sync.state", json!({})).await;
    }
    here.kill().await;
    server.kill().await;

    let folders = scene.written(&["satu"]);
    let folders: Vec<&Path> = folders.iter().map(PathBuf::as_path).collect();
    for word in [INPUT, FIELD, NUMBER, KIND] {
        assert_eq!(holds(&folders, word.as_bytes()), Vec::<PathBuf>::new(), "{word}");
    }
    // The copy itself is called so, and lies there until the next start.
    assert_eq!(holds(&[&logs, &scene.at("tmp")], FILE.as_bytes()), Vec::<PathBuf>::new());
}

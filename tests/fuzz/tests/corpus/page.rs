//! A page that sends anything: every command, at a desk that is signed in, with its good input and with that input spoilt value by
//! value. A command may refuse; none may panic.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use lakon_app::{App, AppConfig, Host, Push};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::commands::inputs;

/// Commands that end the session, wait for a password on purpose, or make an office of thousands of cases.
const LEFT_OUT: [&str; 14] = [
    "session.lock",
    "session.sign_out",
    "session.sign_in",
    "session.recover",
    "session.restore",
    "session.preferences",
    "office.begin",
    "office.sample",
    "office.join",
    "office.join_finish",
    "users.slot",
    "users.reset",
    "users.remove_slot",
    "users.password",
];

struct Nobody;

impl Host for Nobody {
    fn pick_files(&self) -> Vec<PathBuf> {
        Vec::new()
    }
    fn save_as(&self, _: &str) -> Option<PathBuf> {
        None
    }
    fn open_path(&self, _: &Path) -> std::io::Result<()> {
        Ok(())
    }
    fn open_link(&self, _: &str) -> std::io::Result<()> {
        Ok(())
    }
    fn notify(&self, _: &str, _: &str, _: Option<&str>) {}
    fn push(&self, _: &Push) {}
}

/// Values no page sends.
fn hostile(good: &Value) -> Vec<Value> {
    match good {
        Value::Number(_) => [0.0, -1.0, 1e15, 9e15, 8.64e15, 1e300, -1e300, 0.5].map(|number| json!(number)).to_vec(),
        Value::String(_) => vec![
            json!(""),
            json!("\u{0}"),
            json!("💩".repeat(3_000)),
            json!("-"),
            json!("9999-12-31"),
            json!("0000-01-01"),
            json!("%_'\"\\*()^:"),
            json!("e\u{301}\u{202e}ﬀ\u{1f468}\u{200d}\u{1f469}"),
            json!("046-B-26-99999999"),
        ],
        Value::Array(items) => vec![json!([]), items.iter().cycle().take(300).cloned().collect()],
        Value::Bool(flag) => vec![json!(!flag)],
        Value::Null | Value::Object(_) => Vec::new(),
    }
}

/// The input once for every hostile value in the place of one of its own.
fn spoilt(good: &Value) -> Vec<Value> {
    let mut all = hostile(good);
    match good {
        Value::Object(fields) => {
            for (name, value) in fields {
                for other in spoilt(value).into_iter().chain([Value::Null]) {
                    let mut copy = good.clone();
                    copy[name] = other;
                    all.push(copy);
                }
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                for other in spoilt(value) {
                    let mut copy = good.clone();
                    copy[at] = other;
                    all.push(copy);
                }
            }
        }
        _ => {}
    }
    all
}

/// The same with the ids of something that is really there.
fn with_ids(value: &mut Value, case: &str) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "case" {
                    *value = json!(case);
                }
                with_ids(value, case);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| with_ids(item, case)),
        _ => {}
    }
}

#[test]
fn a_page_that_sends_anything_panics_no_command() {
    let dir = tempfile::tempdir().unwrap();
    let app = App::new(AppConfig::desktop(dir.path().join("data"), false));
    app.attach(Arc::new(Nobody));
    let runtime: Runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let call = |name: &str, input: Value| runtime.block_on(app.call(name, input));
    let begin = json!({
        "language": "id", "code": "046", "office_name": "KPPN Contoh", "zone": "Asia/Makassar", "name": "Dewi Contoh",
        "password": "rahasia-sekali",
    });
    call("office.begin", begin).unwrap_or_else(|refused| panic!("{refused:?}"));
    // The program catches a panic and says "failed"; the hook tells it from a refusal.
    let panics: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = panics.clone();
    std::panic::set_hook(Box::new(move |panic| heard.lock().unwrap().push(panic.to_string())));
    let mut broken = Vec::new();
    for (name, mut input) in inputs() {
        if LEFT_OUT.contains(&name) {
            continue;
        }
        let case = call("draft.new", json!({})).unwrap()["case"].as_str().unwrap().to_owned();
        with_ids(&mut input, &case);
        for input in std::iter::once(input.clone()).chain(spoilt(&input)) {
            let _ = call(name, input.clone());
            let said: Vec<String> = panics.lock().unwrap().drain(..).collect();
            broken.extend(said.into_iter().map(|panic| {
                let input: String = input.to_string().chars().take(300).collect();
                format!("{name} {input}: {panic}")
            }));
        }
    }
    // What comes beside the commands: the headers of a piece of a file, and which bytes of one are asked for.
    for text in hostile(&json!("")) {
        let text = text.as_str().unwrap();
        for at in [0, 1, u64::from(u32::MAX), u64::MAX] {
            let _ = runtime.block_on(app.piece(text, at, b"isi".to_vec()));
            let _ = runtime.block_on(app.bytes(text, at, u64::MAX - at));
        }
    }
    let case = call("draft.new", json!({})).unwrap()["case"].clone();
    let staged = call("file.stage", json!({ "case": case, "name": "a.txt", "size": 3 })).unwrap()["staged"].clone();
    for at in [1, u64::MAX, 0] {
        let _ = runtime.block_on(app.piece(staged.as_str().unwrap(), at, b"isi".to_vec()));
    }
    let file = call("file.finish", json!({ "staged": staged })).unwrap()["file"].clone();
    for (from, length) in [(0, u64::MAX), (3, 1), (u64::MAX, u64::MAX)] {
        let _ = runtime.block_on(app.bytes(file.as_str().unwrap(), from, length));
    }
    broken.extend(panics.lock().unwrap().drain(..));
    let _ = std::panic::take_hook();
    assert!(broken.is_empty(), "{} panics: {}", broken.len(), broken.join("\n"));
}

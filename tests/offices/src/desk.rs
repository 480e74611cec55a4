//! A desk as an officer has it: the whole program on a data folder, driven by the commands of its page.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use lakon_app::api::UiError;
use lakon_app::{App, AppConfig, Push, ShiftedClock};
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;
use tokio::task::JoinHandle;

use crate::in_time;

/// Of everybody at every desk.
pub const PASSWORD: &str = "kata sandi contoh";
/// Rows asked for at once: small, so that lists are read over several pages.
const ROWS: u32 = 5;
/// Most bytes of an attachment one reading gives.
const READ: u64 = 1024 * 1024;

/// Milliseconds since 1970 by this machine's clock.
pub fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// A running program. Dropping it ends it as a power cut would; [`Desk::leave`] does not.
pub struct Desk {
    pub app: Arc<App>,
    folder: PathBuf,
    background: Option<JoinHandle<()>>,
}

impl Desk {
    /// The program on a folder; nobody is signed in and nothing runs in the background.
    pub fn at(folder: &Path) -> Self {
        let app = App::new(AppConfig::desktop(folder.to_owned(), false));
        Self { app, folder: folder.to_owned(), background: None }
    }

    /// A new PC that joins an office.
    pub async fn join(folder: &Path, address: &str, code: &str) -> Self {
        let desk = Self::at(folder);
        desk.ok("office.join", json!({ "address": address, "code": code })).await;
        desk.ok("office.join_finish", json!({ "password": PASSWORD })).await;
        desk
    }

    /// A new PC that is its own office.
    pub async fn alone(folder: &Path) -> Self {
        let desk = Self::at(folder);
        let begin = json!({
            "language": "id", "code": "046", "office_name": "KPPN Contoh", "zone": "Asia/Makassar",
            "name": "Dewi Contoh", "password": PASSWORD,
        });
        desk.ok("office.begin", begin).await;
        desk
    }

    /// The program started again on a folder, its first person signed in.
    pub async fn again(folder: &Path) -> Self {
        let desk = Self::at(folder);
        desk.sign_in().await.unwrap();
        desk
    }

    /// The same on a PC whose clock shows so many milliseconds more than it is.
    pub async fn again_after(folder: &Path, by_ms: i64) -> Self {
        let mut config = AppConfig::desktop(folder.to_owned(), false);
        config.clock = Arc::new(ShiftedClock::from(now_ms() + by_ms));
        let desk = Self { app: App::new(config), folder: folder.to_owned(), background: None };
        desk.sign_in().await.unwrap();
        desk
    }

    /// Signs the first person of this PC in.
    ///
    /// # Errors
    /// As the command.
    pub async fn sign_in(&self) -> Result<Value, UiError> {
        let state = self.call("session.state", json!({})).await?;
        let user = state["tiles"][0]["user"].clone();
        self.call("session.sign_in", json!({ "user": user, "password": PASSWORD })).await
    }

    /// Starts what the program does by itself: syncing, listening, locking.
    pub fn runs(&mut self) {
        self.background = Some(tokio::spawn(self.app.clone().run()));
    }

    /// Ends the program and gives the folder back.
    pub async fn leave(mut self) -> PathBuf {
        if let Some(background) = self.background.take() {
            background.abort();
            let _ = background.await;
        }
        let app = self.app.clone();
        tokio::task::spawn_blocking(move || app.stop()).await.unwrap();
        self.folder.clone()
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Gives a command.
    ///
    /// # Errors
    /// What the page would be told.
    pub async fn call(&self, name: &str, input: Value) -> Result<Value, UiError> {
        self.app.call(name, input).await
    }

    /// Gives a command that must succeed.
    pub async fn ok(&self, name: &str, input: Value) -> Value {
        self.call(name, input).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    /// Gives a command that must be refused.
    pub async fn refused(&self, name: &str, input: Value) -> UiError {
        match self.call(name, input).await {
            Ok(output) => panic!("{name} was not refused: {output}"),
            Err(error) => error,
        }
    }

    /// A recorded case with these fields typed over the empty ones; returns its id.
    pub async fn case(&self, changes: Value) -> String {
        let case = self.ok("draft.new", json!({})).await["case"].as_str().unwrap().to_owned();
        self.retype(&case, changes).await;
        case
    }

    /// Types over fields of a case and records it, as leaving the field does.
    pub async fn retype(&self, case: &str, changes: Value) {
        let mut fields = self.view(case).await["fields"].clone();
        for (name, value) in changes.as_object().unwrap() {
            fields[name] = value.clone();
        }
        self.ok("draft.save", json!({ "case": case, "fields": fields, "first_key_at": now_ms() })).await;
        self.ok("case.record", json!({ "case": case })).await;
    }

    pub async fn view(&self, case: &str) -> Value {
        self.ok("case.view", json!({ "case": case })).await
    }

    /// Drops a file onto a case, piece by piece.
    ///
    /// # Errors
    /// As the commands.
    pub async fn try_attach(&self, case: &str, name: &str, bytes: &[u8]) -> Result<Value, UiError> {
        let staged = self.call("file.stage", json!({ "case": case, "name": name, "size": bytes.len() })).await?;
        let id = staged["staged"].as_str().unwrap().to_owned();
        let piece = usize::try_from(staged["piece"].as_u64().unwrap()).unwrap();
        for (index, part) in bytes.chunks(piece).enumerate() {
            self.app.piece(&id, u64::try_from(index * piece).unwrap(), part.to_vec()).await?;
        }
        self.call("file.finish", json!({ "staged": id })).await
    }

    /// Drops a file that must be taken; returns its id.
    pub async fn attach(&self, case: &str, name: &str, bytes: &[u8]) -> String {
        let file = self.try_attach(case, name, bytes).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        file["file"].as_str().unwrap().to_owned()
    }

    /// All bytes of an attachment, as the page reads them.
    ///
    /// # Errors
    /// As the reading.
    pub async fn content(&self, file: &str) -> Result<Vec<u8>, UiError> {
        let mut bytes = Vec::new();
        loop {
            let part = self.app.bytes(file, bytes.len() as u64, READ).await?;
            if part.is_empty() {
                return Ok(bytes);
            }
            bytes.extend(part);
        }
    }

    /// One attachment of a case as the page shows it.
    pub async fn file(&self, case: &str, file: &str) -> Value {
        let view = self.view(case).await;
        let found = view["files"].as_array().unwrap().iter().find(|one| one["file"] == *file);
        found.unwrap_or_else(|| panic!("the case has no file {file}: {view}")).clone()
    }

    /// Syncs now; the way must be open. Returns how sync stands.
    pub async fn sync(&self) -> Value {
        self.ok("sync.now", json!({})).await
    }

    pub async fn sync_state(&self) -> Value {
        self.ok("sync.state", json!({})).await
    }

    /// Records and files the status bar calls unsent.
    pub async fn unsent(&self) -> (u64, u64) {
        let state = self.sync_state().await;
        (state["unsent_records"].as_u64().unwrap(), state["unsent_files"].as_u64().unwrap())
    }

    /// Every row of a list, over all its pages.
    pub async fn rows(&self, list: &str) -> Vec<Value> {
        let (mut rows, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = self.ok(list, json!({ "status": null, "text": "", "after": after, "limit": ROWS })).await;
            rows.extend(page["rows"].as_array().unwrap().iter().cloned());
            after = page["next"].clone();
            if after.is_null() {
                return rows;
            }
        }
    }

    /// Everything of the office this desk shows, without what is this desk's own.
    pub async fn shows(&self) -> Value {
        let mut cases = Vec::new();
        for row in self.rows("case.list").await {
            let view = self.view(row["case"].as_str().unwrap()).await;
            cases.push(json!({ "row": row, "view": view }));
        }
        let mut parties = Vec::new();
        for row in self.rows("party.list").await {
            let view = self.ok("party.view", json!({ "id": row["id"] })).await;
            parties.push(json!({ "row": row, "view": view }));
        }
        let counts = self.ok("case.counts", json!({})).await;
        let users = self.ok("users.list", json!({})).await;
        let office = self.ok("session.state", json!({})).await["office"].clone();
        let mut all = json!({ "cases": cases, "parties": parties, "counts": counts, "users": users, "office": office });
        unsaid_by_desk(&mut all);
        all
    }

    /// Waits until the program tells its page that something of this topic changed.
    pub async fn hears(&self, pushes: &mut Receiver<Push>, topic: &str) {
        let wait = async {
            loop {
                match pushes.recv().await {
                    Ok(Push::Changed(changed)) if changed.topics.iter().any(|one| one == topic) => return,
                    Ok(_) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        };
        in_time(topic, wait).await;
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(background) = self.background.take() {
            background.abort();
        }
    }
}

/// Takes out of an answer what differs from desk to desk although both hold the same: who sits here, and where bytes lie.
pub fn unsaid_by_desk(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for own in ["unsent", "here", "me", "unrecorded"] {
                fields.remove(own);
            }
            // The name of a view is one desk's own; what stands in it is not.
            if fields.get("seen").is_some_and(Value::is_string) {
                fields.remove("seen");
            }
            // An attachment: its name's state stays, the state of its bytes goes.
            if fields.contains_key("name_state") {
                for own in ["state", "progress", "reason", "next_try"] {
                    fields.remove(own);
                }
            }
            fields.values_mut().for_each(unsaid_by_desk);
        }
        Value::Array(items) => items.iter_mut().for_each(unsaid_by_desk),
        _ => {}
    }
}

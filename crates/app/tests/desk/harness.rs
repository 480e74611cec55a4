//! A desk to work at: a data folder, a clock that stands until it is moved, and calls as JSON.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lakon_app::api::UiError;
use lakon_app::{App, AppConfig, BadFolder, Host, Push, Surroundings};
use lakon_domain::Random;
use lakon_domain::event::Event;
use lakon_domain::shape::Time;
use lakon_store::{Clock, Folder, KeyFile, Randomness, Store, StoreError};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::sync::broadcast::Receiver;
use tokio::task::JoinHandle;

/// Monday, 23 November 2026, 10.00 WITA.
pub const MORNING: i64 = 1_795_399_200_000;
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;
/// Who begins the office: admin and officer.
pub const ADMIN: &str = "Dewi Contoh";
pub const PASSWORD: &str = "rahasia-sekali";

pub struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }
}

/// Unpredictable enough for a test, and the same every time.
pub struct Counted(u64);

impl Random for Counted {
    fn fill(&mut self, buffer: &mut [u8]) {
        for byte in buffer {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (self.0 >> 40).to_le_bytes()[0];
        }
    }
}

/// What the desktop was asked for.
#[derive(Default)]
pub struct Desktop {
    pub picks: Mutex<Vec<PathBuf>>,
    pub save_as: Mutex<Option<PathBuf>>,
    pub opened: Mutex<Vec<PathBuf>>,
    pub links: Mutex<Vec<String>>,
    pub notified: Mutex<Vec<String>>,
    /// The case the last notice speaks of.
    pub notified_of: Mutex<Option<String>>,
}

impl Host for Desktop {
    fn pick_files(&self) -> Vec<PathBuf> {
        self.picks.lock().unwrap().clone()
    }
    fn save_as(&self, name: &str) -> Option<PathBuf> {
        self.save_as.lock().unwrap().as_ref().map(|folder| folder.join(name))
    }
    fn open_path(&self, path: &Path) -> std::io::Result<()> {
        self.opened.lock().unwrap().push(path.to_owned());
        Ok(())
    }
    fn open_link(&self, address: &str) -> std::io::Result<()> {
        self.links.lock().unwrap().push(address.to_owned());
        Ok(())
    }
    fn notify(&self, _: &str, text: &str, case: Option<&str>) {
        self.notified.lock().unwrap().push(text.to_owned());
        *self.notified_of.lock().unwrap() = case.map(str::to_owned);
    }
    fn push(&self, _: &Push) {}
}

/// The PC around the program, as a test wants it.
#[derive(Default)]
pub struct Around {
    pub bad_folder: Mutex<Option<BadFolder>>,
    /// Milliseconds since somebody touched the PC; below zero nobody knows.
    pub idle: AtomicI64,
    pub elevated: bool,
}

impl Around {
    pub fn plain() -> Self {
        Self { idle: AtomicI64::new(-1), ..Self::default() }
    }
}

impl Surroundings for Around {
    fn judge_folder(&self, _: &Path) -> Result<(), BadFolder> {
        self.bad_folder.lock().unwrap().map_or(Ok(()), Err)
    }
    fn idle_ms(&self) -> Option<i64> {
        Some(self.idle.load(Ordering::SeqCst)).filter(|idle| *idle >= 0)
    }
    fn on_battery(&self) -> bool {
        false
    }
    fn is_elevated(&self) -> bool {
        self.elevated
    }
}

pub struct TestDesk {
    runtime: Runtime,
    pub app: Arc<App>,
    pub clock: Arc<Hands>,
    pub desktop: Arc<Desktop>,
    pub around: Arc<Around>,
    pub folder: PathBuf,
    _temp: Option<tempfile::TempDir>,
}

impl TestDesk {
    /// On an empty folder.
    pub fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let mut desk = Self::at(temp.path(), MORNING);
        desk._temp = Some(temp);
        desk
    }

    /// On a folder that may hold something already.
    pub fn at(folder: &Path, now: i64) -> Self {
        Self::with(folder, now, false)
    }

    pub fn with(folder: &Path, now: i64, sample: bool) -> Self {
        Self::amid(Around::plain(), folder, now, sample)
    }

    /// On a PC that is as the test wants it.
    pub fn amid(around: Around, folder: &Path, now: i64, sample: bool) -> Self {
        let around = Arc::new(around);
        let clock = Arc::new(Hands(AtomicI64::new(now)));
        let config = AppConfig {
            folder: folder.to_owned(),
            sample,
            version: "0.0.0-test".into(),
            clock: clock.clone(),
            random: Randomness::new(Counted(now.unsigned_abs())),
            surroundings: around.clone(),
        };
        let app = App::new(config);
        let desktop = Arc::new(Desktop::default());
        app.attach(desktop.clone());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Self { runtime, app, clock, desktop, around, folder: folder.to_owned(), _temp: None }
    }

    /// Ends the program as a power cut would end it: nothing is told to it. The folder stays.
    pub fn drop_abruptly(mut self) -> (Option<tempfile::TempDir>, PathBuf, i64) {
        let now = self.now();
        (self._temp.take(), self.folder.clone(), now)
    }

    /// An office begun, one person signed in.
    pub fn begun() -> Self {
        let desk = Self::new();
        desk.ok("office.begin", begin());
        desk
    }

    pub fn now(&self) -> i64 {
        self.clock.now().0
    }

    pub fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn call(&self, name: &str, input: Value) -> Result<Value, UiError> {
        self.runtime.block_on(self.app.call(name, input))
    }

    pub fn ok(&self, name: &str, input: Value) -> Value {
        self.call(name, input).unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    pub fn refused(&self, name: &str, input: Value) -> UiError {
        match self.call(name, input) {
            Ok(output) => panic!("{name} was not refused: {output}"),
            Err(error) => error,
        }
    }

    /// Gives a command and goes on while it is answered.
    pub fn begins(&self, name: &'static str, input: Value) -> JoinHandle<Result<Value, UiError>> {
        let app = self.app.clone();
        self.runtime.spawn(async move { app.call(name, input).await })
    }

    /// Waits for the answer to such a command.
    pub fn ends(&self, begun: JoinHandle<Result<Value, UiError>>) -> Result<Value, UiError> {
        self.runtime.block_on(begun).unwrap()
    }

    /// The next thing the page is told.
    pub fn hears(&self, pushes: &mut Receiver<Push>) -> Push {
        let patience = Duration::from_secs(60);
        self.runtime.block_on(async { tokio::time::timeout(patience, pushes.recv()).await }).unwrap().unwrap()
    }

    pub fn piece(&self, staged: &str, offset: u64, bytes: &[u8]) -> Result<(), UiError> {
        self.runtime.block_on(self.app.piece(staged, offset, bytes.to_vec()))
    }

    pub fn bytes(&self, file: &str, offset: u64, length: u64) -> Result<Vec<u8>, UiError> {
        self.runtime.block_on(self.app.bytes(file, offset, length))
    }

    /// Stages a whole file and finishes it.
    pub fn attach(&self, case: &str, name: &str, bytes: &[u8]) -> Result<Value, UiError> {
        let staged = self.call("file.stage", json!({ "case": case, "name": name, "size": bytes.len() }))?;
        let id = staged["staged"].as_str().unwrap().to_owned();
        let piece = usize::try_from(staged["piece"].as_u64().unwrap()).unwrap();
        for (index, part) in bytes.chunks(piece).enumerate() {
            self.piece(&id, u64::try_from(index * piece).unwrap(), part)?;
        }
        self.call("file.finish", json!({ "staged": id }))
    }

    pub fn state(&self) -> Value {
        self.ok("session.state", json!({}))
    }

    pub fn sign_in(&self, password: &str) -> Result<Value, UiError> {
        let state = self.state();
        let user = state["tiles"][0]["user"].clone();
        self.call("session.sign_in", json!({ "user": user, "password": password }))
    }

    /// Signs in by name, whoever sits here.
    pub fn sign_in_as(&self, name: &str) {
        let state = self.state();
        let tile = state["tiles"].as_array().unwrap().iter().find(|tile| tile["name"] == *name).cloned();
        let user = tile.unwrap_or_else(|| panic!("{name} has no tile: {state}"))["user"].clone();
        self.ok("session.sign_in", json!({ "user": user, "password": PASSWORD }));
    }

    /// Somebody more who works at this PC; returns the user.
    pub fn colleague(&self, name: &str, role: &str) -> String {
        let users = self.ok("users.add", json!({ "name": name, "roles": [role] }));
        let row = users["rows"].as_array().unwrap().iter().find(|row| row["name"] == *name).unwrap();
        let user = row["user"].as_str().unwrap().to_owned();
        self.ok("users.slot", json!({ "user": user, "password": PASSWORD }));
        user
    }

    /// Writes records of an admin's, as another desk's settings would arrive, while nobody is signed in here.
    pub fn set(&self, events: Vec<Event>) {
        let user = self.state()["me"]["user"].as_str().unwrap().parse().unwrap();
        self.behind(|store| {
            let written = store.transact(user, |tx| events.into_iter().try_for_each(|event| tx.write(event)));
            written.unwrap_or_else(|error: StoreError| panic!("{error}"));
        });
    }

    /// Does something with the database while nobody is signed in here; whoever was comes back afterwards.
    pub fn behind<T>(&self, act: impl FnOnce(&Store) -> T) -> T {
        let user = self.state()["me"]["user"].as_str().unwrap().parse().unwrap();
        self.ok("session.sign_out", json!({}));
        let folder = Folder::open(&self.folder).unwrap();
        let unlocked = KeyFile::load(&folder).unwrap().file.unlock(user, PASSWORD).unwrap();
        let random = Randomness::new(lakon_app::SystemRandom);
        let store = Store::open(&folder, &unlocked.key, self.clock.clone(), random).unwrap();
        let done = act(&store);
        drop(store);
        self.sign_in(PASSWORD).unwrap();
        done
    }

    /// Lets time go by and comes back to the PC, which has locked itself.
    pub fn return_after(&self, ms: i64) {
        self.pass(ms);
        self.sign_in_as(ADMIN);
    }

    /// A recorded case whose answer is still missing.
    pub fn asked(&self) -> String {
        let mut fields = complete();
        fields["answer"] = json!("");
        let case = self.typed(fields);
        self.ok("case.record", json!({ "case": case }));
        case
    }

    /// The same over a channel that is not face to face.
    pub fn asked_by(&self, channel: &str) -> String {
        let mut fields = complete();
        (fields["answer"], fields["channel"]) = (json!(""), json!(channel));
        let case = self.typed(fields);
        self.ok("case.record", json!({ "case": case }));
        case
    }

    /// A recorded case whose stakeholder left a name and went.
    pub fn promised(&self) -> String {
        let case = self.asked();
        self.ok(
            "case.contact",
            json!({ "case": case, "declined": false, "name": "Rina Contoh", "phone": "0800-0000-01", "email": "" }),
        );
        self.ok("case.promise", json!({ "case": case, "text": "Dijawab setelah dicek." }));
        case
    }

    /// A new case with these fields typed over the empty ones.
    pub fn typed(&self, changes: Value) -> String {
        let case = self.ok("draft.new", json!({}))["case"].as_str().unwrap().to_owned();
        self.retype(&case, changes);
        case
    }

    /// Changes fields of a case as the page does: all fields, whole.
    pub fn retype(&self, case: &str, changes: Value) {
        let mut fields = self.view(case)["fields"].clone();
        for (name, value) in changes.as_object().unwrap() {
            fields[name] = value.clone();
        }
        self.ok("draft.save", json!({ "case": case, "fields": fields, "first_key_at": self.now() }));
    }

    pub fn view(&self, case: &str) -> Value {
        self.ok("case.view", json!({ "case": case }))
    }
}

pub fn begin() -> Value {
    json!({
        "language": "id", "code": "046", "office_name": "KPPN Contoh", "zone": "Asia/Makassar",
        "name": "Dewi Contoh", "password": PASSWORD,
    })
}

/// Everything "Selesaikan" needs.
pub fn complete() -> Value {
    json!({
        "stakeholder_type": "SATKER", "person_name": "Rina Contoh", "phone": "0800-0000-01",
        "organisation_name": "Kantor Pertanahan Contoh", "satker_code": "012345",
        "question": "Bagaimana menyelesaikan retur?", "topic": "BANK-01", "answer": "Ajukan surat ralat rekening.",
    })
}

/// Names of the fields an error marks.
pub fn marked(error: &UiError) -> Vec<String> {
    let details = error.details.clone().unwrap_or_default();
    details["fields"]
        .as_array()
        .map(|fields| fields.iter().map(|f| f.as_str().unwrap().to_owned()).collect())
        .unwrap_or_default()
}

/// Why a step may not come next; empty where it may.
pub fn why(view: &Value, step: &str) -> String {
    let steps = view["steps"].as_array().unwrap();
    let found = steps.iter().find(|one| one["code"] == *step).unwrap_or_else(|| panic!("no step {step}"));
    assert_eq!(found["allowed"].as_bool().unwrap(), found["why"].is_null(), "{found}");
    found["why"].as_str().unwrap_or_default().to_owned()
}

/// The duties of a case of one kind, as kind's state and due day.
pub fn duties(view: &Value, kind: &str) -> Vec<(String, String)> {
    let all = view["duties"].as_array().unwrap().iter().filter(|duty| duty["kind"] == *kind);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    all.map(|duty| (text(&duty["state"]), text(&duty["due_day"]))).collect()
}

/// Kinds of the story, oldest first.
pub fn kinds(view: &Value) -> Vec<String> {
    view["story"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
}

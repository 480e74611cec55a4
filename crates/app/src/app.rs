//! The program behind the page: who is signed in, where the data lies, and the one door every command comes through.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use lakon_domain::rights::may;
use lakon_domain::shape::Time;
use lakon_store::{Clock, Randomness, Store};
use serde_json::Value;
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use crate::api::{Changed, Language, Preferences, Progress, UiError};
use crate::commands::{self, Access};
use crate::failure::Failure;
use crate::host::{Host, Push};
use crate::notices::Watch;
use crate::os::{SystemClock, SystemRandom};
use crate::state::State;
use crate::surroundings::{Surroundings, ThisPc};
use crate::words::Sentence;

/// Pushes a slow listener may fall behind.
const PUSHES_KEPT: usize = 1024;
/// How often the program looks whether to lock; also what a suspended PC is noticed by.
const TICK: Duration = Duration::from_secs(5);

/// What the program is given by whoever starts it.
#[derive(Clone)]
pub struct AppConfig {
    pub folder: PathBuf,
    /// The folder holds a sample office, made if it is not there, and is opened signed in.
    pub sample: bool,
    pub version: String,
    pub clock: Arc<dyn Clock>,
    pub random: Randomness,
    pub surroundings: Arc<dyn Surroundings>,
}

impl AppConfig {
    /// With the PC's own clock and randomness, and as it stands.
    pub fn desktop(folder: PathBuf, sample: bool) -> Self {
        Self {
            folder,
            sample,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            clock: Arc::new(SystemClock),
            random: Randomness::new(SystemRandom),
            surroundings: Arc::new(ThisPc),
        }
    }
}

/// The program. One per data folder.
pub struct App {
    me: Weak<App>,
    pub(crate) config: AppConfig,
    pub(crate) state: Mutex<State>,
    /// Held while a password is looked at, so that waiting cannot be got around by asking twice at once.
    pub(crate) password_gate: Mutex<()>,
    /// One hand types: saving, recording and showing a case follow each other, so that what was shown is what is typed over.
    hand: Mutex<()>,
    /// One sync of records at a time: two would send the same ones twice.
    pub(crate) syncing: tokio::sync::Mutex<()>,
    /// Attachments move beside the records.
    pub(crate) moving: crate::moving::Passes,
    /// Wakes the sync task: something was written.
    pub(crate) written: Notify,
    /// The server is somewhere else: the sync task begins a new line.
    pub(crate) reconnect: Notify,
    /// Wakes what waits in it.
    pub(crate) calls: crate::sync_pause::Calls,
    /// When to look for what has to be told.
    pub(crate) watch: Watch,
    host: OnceLock<Arc<dyn Host>>,
    pushes: broadcast::Sender<Push>,
}

/// A signed-in person at the open store. Commands that need one cannot run while the screen is locked.
#[derive(Clone)]
pub(crate) struct Desk {
    pub app: Arc<App>,
    pub store: Store,
    pub user: Uuid,
    pub language: Language,
}

impl Desk {
    /// Held while a case is saved, recorded or shown.
    pub fn hand(&self) -> MutexGuard<'_, ()> {
        self.app.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// A new id of this moment.
    pub fn new_id(&self) -> Uuid {
        lakon_domain::ids::new_id(self.app.now().0, &mut self.app.config.random.clone())
    }
}

impl App {
    /// Looks at nothing yet: a data folder that cannot be used is what `session.state` tells.
    pub fn new(config: AppConfig) -> Arc<Self> {
        Arc::new_cyclic(|me| Self {
            me: me.clone(),
            state: Mutex::new(State::new(&config)),
            config,
            password_gate: Mutex::default(),
            hand: Mutex::default(),
            syncing: tokio::sync::Mutex::default(),
            moving: crate::moving::Passes::default(),
            written: Notify::new(),
            reconnect: Notify::new(),
            calls: crate::sync_pause::Calls::default(),
            watch: Watch::default(),
            host: OnceLock::new(),
            pushes: broadcast::channel(PUSHES_KEPT).0,
        })
    }

    /// Names the host; only the first counts.
    pub fn attach(&self, host: Arc<dyn Host>) {
        let _ = self.host.set(host);
    }

    /// Everything pushed from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Push> {
        self.pushes.subscribe()
    }

    /// Runs a command by name.
    ///
    /// # Errors
    /// The sentence for the person, in the chosen language, and the code the page acts on.
    pub async fn call(&self, name: &str, input: Value) -> Result<Value, UiError> {
        let name = name.to_owned();
        self.off_thread(move |app| {
            let started = std::time::Instant::now();
            let result = commands::dispatch(app, &name, input);
            if let Err(failure) = &result {
                tracing::info!(command = name, sentence = ?failure.sentence, "refused");
            }
            tracing::debug!(command = name, us = started.elapsed().as_micros(), "answered");
            result
        })
        .await
    }

    /// Takes the next bytes of a file being staged.
    ///
    /// # Errors
    /// As the files' commands.
    pub async fn piece(&self, staged: &str, offset: u64, bytes: Vec<u8>) -> Result<(), UiError> {
        let staged = staged.to_owned();
        self.off_thread(move |app| crate::files::piece(app, &staged, offset, &bytes)).await
    }

    /// Reads at most `length` bytes of an attachment, from `offset`; fewer at its end.
    ///
    /// # Errors
    /// As the files' commands.
    pub async fn bytes(&self, file: &str, offset: u64, length: u64) -> Result<Vec<u8>, UiError> {
        let file = file.to_owned();
        self.off_thread(move |app| crate::files::bytes(app, &file, offset, length)).await
    }

    /// A request that does not even have the shape of one.
    pub fn unreadable(&self) -> UiError {
        Failure::from(Sentence::BadInput).say(self.language())
    }

    /// Commands block on the disk, so they leave the async threads; a panic in one ends it and nothing else.
    async fn off_thread<T, F>(&self, run: F) -> Result<T, UiError>
    where
        T: Send + 'static,
        F: FnOnce(&Arc<App>) -> Result<T, Failure> + Send + 'static,
    {
        let Some(app) = self.me.upgrade() else { return Err(self.broken()) };
        let ran = tokio::task::spawn_blocking(move || {
            let result = catch_unwind(AssertUnwindSafe(|| run(&app)));
            // The page must have heard what changed before it hears that the command is done.
            result.unwrap_or_else(|_| {
                tracing::error!("a command panicked");
                Err(Sentence::Broken.into())
            })
        });
        match ran.await {
            Ok(result) => result.map_err(|failure| failure.say(self.language())),
            Err(_) => Err(self.broken()),
        }
    }

    fn broken(&self) -> UiError {
        Failure::from(Sentence::Broken).say(self.language())
    }

    /// The signed-in person, if the permission is there.
    pub(crate) fn desk(self: &Arc<Self>, access: Access) -> Result<Desk, Failure> {
        crate::session::enforce(self);
        let now = self.now();
        let mut state = self.state();
        let session = state.session.as_mut().ok_or(Sentence::SignedOut)?;
        if session.locked {
            return Err(Sentence::Locked.into());
        }
        if let Access::May(kind) = access {
            if !may(&session.roles(), kind) {
                return Err(Sentence::NotAllowed.with(crate::users::who_may(kind, state.preferences.language)));
            }
            session.active_at = now;
        }
        Ok(Desk {
            app: self.clone(),
            store: session.store.clone(),
            user: session.user,
            language: state.preferences.language,
        })
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A panicking command leaves the state whole: it is changed in single assignments.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Time {
        self.config.clock.now()
    }

    pub(crate) fn preferences(&self) -> Preferences {
        self.state().preferences.clone()
    }

    pub(crate) fn language(&self) -> Language {
        self.state().preferences.language
    }

    pub(crate) fn host(&self) -> Option<&Arc<dyn Host>> {
        self.host.get()
    }

    /// Tells the page which things changed.
    pub(crate) fn changed<S: Into<String>>(&self, topics: impl IntoIterator<Item = S>) {
        let topics: Vec<String> = topics.into_iter().map(Into::into).collect();
        self.watch.hear(&topics);
        if !topics.is_empty() {
            self.push(Push::Changed(Changed { topics }));
        }
    }

    /// Tells the page how far the bytes of a file, or another piece of long work, have come.
    pub(crate) fn progress(&self, id: String, done: u64, total: u64) {
        #[allow(clippy::cast_precision_loss, reason = "files end at 100 MiB")]
        self.push(Push::Progress(Progress { id, done: done as f64, total: total as f64 }));
    }

    pub(crate) fn push(&self, push: Push) {
        if let Some(host) = self.host() {
            host.push(&push);
        }
        // Nobody listening is no failure.
        let _ = self.pushes.send(push);
    }

    /// Works in the background until dropped: locks an idle screen and syncs. Hosts spawn it once.
    pub async fn run(self: Arc<Self>) {
        tokio::join!(self.clone().keep_time(), crate::syncing::run(self.clone()));
    }

    async fn keep_time(self: Arc<Self>) {
        loop {
            tokio::time::sleep(TICK).await;
            let app = self.clone();
            let looked = tokio::task::spawn_blocking(move || {
                crate::session::tick(&app);
                crate::escalations::mark_delivered(&app);
                crate::home::turn(&app);
                crate::notices::tick(&app);
            })
            .await;
            if looked.is_err() {
                tracing::error!("looking at the time panicked");
            }
        }
    }

    /// Shows now what is new to whoever is signed in; [`App::run`] does so every minute and soon after something changed.
    pub fn tell_news(&self) {
        if let Some(app) = self.me.upgrade() {
            crate::notices::look(&app);
        }
    }

    /// Ends the session and gives the data folder back. What was typed stays.
    pub fn stop(&self) {
        if let Some(app) = self.me.upgrade() {
            crate::session::close(&app);
        }
    }
}

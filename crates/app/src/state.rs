//! What changes while the program runs and is not in the store: the data folder it holds, the session, the preferences.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use lakon_domain::rights::Role;
use lakon_domain::shape::Time;
use lakon_store::{DbKey, Folder, FolderLock, Store, StoreError};
use uuid::Uuid;

use crate::api::{Density, Language, Preferences, Theme};
use crate::app::{App, AppConfig};
use crate::failure::Failure;
use crate::patience::Patiences;
use crate::shown::Shown;
use crate::surroundings;
use crate::words::Sentence;

/// A data folder held by this process.
pub(crate) struct Place {
    pub folder: Folder,
    _lock: FolderLock,
    pub sample: bool,
    pub patience: Patiences,
}

/// Somebody signed in. The store stays open while the screen is locked, so that sync goes on.
pub(crate) struct Session {
    /// Counts sessions and unlockings of this run that opened the store, so that work for one is not taken for another's.
    pub number: u64,
    pub store: Store,
    pub key: DbKey,
    pub user: Uuid,
    pub locked: bool,
    pub began_at: Time,
    pub active_at: Time,
}

impl Session {
    /// What this person may be on this PC.
    pub fn roles(&self) -> Vec<Role> {
        let (office, device) = (self.store.office(), self.store.device().device);
        match office.devices.contains_key(&device) {
            true => office.roles(self.user, device),
            // The office log has not come yet.
            false => crate::joining::offered(&self.store, self.user).map(|offer| offer.roles).unwrap_or_default(),
        }
    }
}

/// Everything that changes while the program runs and is not in the store.
pub(crate) struct State {
    pub preferences: Preferences,
    pub place: Option<Place>,
    pub session: Option<Session>,
    /// Sessions begun in this run.
    pub sessions: u64,
    pub joining: Option<Arc<crate::joining::Pending>>,
    pub adopting: Option<crate::adopting::Wanted>,
    pub joining_file: Option<Arc<crate::joining_file::Pending>>,
    /// Stops the bundle being written or taken.
    pub usb: Option<Arc<AtomicBool>>,
    /// Said with the next state, once.
    pub notices: Vec<Failure>,
    /// Which groups of the seed have to be typed back.
    pub asked: Vec<u32>,
    /// What the page was shown of each case, which its next edit replaces.
    pub shown: Shown,
    /// The officer goes on although the clock is off.
    pub clock_accepted: bool,
    pub sync: crate::sync_state::Standing,
    /// Chosen files the page has not taken over yet.
    pub picks: HashMap<Uuid, Arc<crate::picking::Pick>>,
    /// Stops the check of the logs that is under way, or the last one that was.
    pub audit: Option<Arc<AtomicBool>>,
    /// Whether a sample office asked for at the start has been opened.
    pub sample_opened: bool,
    /// When the clock was looked at last.
    pub looked_at: Option<Time>,
}

impl State {
    pub fn new(config: &AppConfig) -> Self {
        Self {
            preferences: read_preferences(config).unwrap_or(USUAL),
            place: None,
            session: None,
            sessions: 0,
            joining: None,
            adopting: None,
            joining_file: None,
            usb: None,
            // Said at once, and where files are dropped it can be seen why nothing comes.
            notices: if config.surroundings.is_elevated() {
                vec![Sentence::StartedAsAdministrator.into()]
            } else {
                Vec::new()
            },
            asked: Vec::new(),
            shown: Shown::default(),
            clock_accepted: false,
            sync: crate::sync_state::Standing::default(),
            picks: HashMap::new(),
            audit: None,
            sample_opened: false,
            looked_at: None,
        }
    }
}

const USUAL: Preferences = Preferences { language: Language::Id, theme: Theme::System, density: Density::Comfortable };

impl Preferences {
    /// What the file of them says; `None` where it is damaged.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// Needed before the folder is taken, to say in which language that it cannot be.
fn read_preferences(config: &AppConfig) -> Option<Preferences> {
    Preferences::of_bytes(&Folder::preferences(&config.folder)?)
}

/// The data folder, taken for this process if it is not yet.
pub(crate) fn place(app: &App) -> Result<Folder, Failure> {
    let mut state = app.state();
    if let Some(place) = &state.place {
        return Ok(place.folder.clone());
    }
    let folder = &app.config.folder;
    app.config.surroundings.judge_folder(folder).map_err(|why| surroundings::refusal(folder, why))?;
    let taken = take(&app.config.folder, app.config.sample)?;
    let folder = taken.folder.clone();
    state.place = Some(taken);
    Ok(folder)
}

/// Takes a folder and removes what a run before this one left behind.
pub(crate) fn take(path: &Path, sample: bool) -> Result<Place, Failure> {
    let folder = Folder::open(path).map_err(|error| match error {
        // Something else than a folder lies there, or the disk does not answer.
        StoreError::Io { .. } => Sentence::FolderReadOnly.into(),
        error => Failure::from(error),
    })?;
    let lock = folder.lock()?;
    crate::office::forget_half_begun(&folder)?;
    folder.clear_opened();
    let patience = Patiences::load(&folder);
    Ok(Place { folder, _lock: lock, sample, patience })
}

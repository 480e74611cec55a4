//! Beginning an office on this PC alone, its recovery seed, and the sample office to try things in.

use std::sync::{Arc, PoisonError};

use lakon_domain::Random;
use lakon_domain::code::Seed as RecoverySeed;
use lakon_domain::event::{DeviceAdded, Event, LabelGiven, Name, OfficeBegun, UserAdded};
use lakon_domain::ids::{PublicKey, new_id};
use lakon_domain::number::{Zone, random_label};
use lakon_domain::rights::Role;
use lakon_domain::shape::Code;
use lakon_domain::statement::{office_key, recovery_secret};
use lakon_store::{Clock, DbKey, Folder, KeyFile, NewDevice, Randomness, Store, StoreError, Tx, recovery_recipient};
use uuid::Uuid;

use crate::api::{Begin, Nothing, SavedAs, Seed, SeedBack, SessionState};
use crate::app::{App, Desk};
use crate::failure::Failure;
use crate::session::{self, check_password};
use crate::state::{self, place};
use crate::words::Sentence;

/// Lies in the folder while an office is being begun: what a crash leaves then was never anybody's.
const BEGINNING: &str = "beginning";
/// Name of the setting that holds the seed until somebody typed it back.
const SEED: &str = "recovery_seed";
/// Groups of the seed that have to be typed back.
const ASKED: usize = 2;
/// Folder of the sample office, inside the data folder.
const SAMPLE_FOLDER: &str = "contoh";

/// Under which name the page hears how far the sample office has come.
const SAMPLE_PROGRESS: &str = "sample";

/// What an office is begun with.
pub(crate) struct Beginning {
    pub code: Code,
    pub name: String,
    pub zone: Zone,
    pub person: String,
    pub password: String,
}

/// Begins an office on this PC, without a server.
pub fn begin(app: &Arc<App>, input: Begin) -> Result<SessionState, Failure> {
    let folder = place(app)?;
    let beginning = check(&input)?;
    // Enter pressed twice begins one office.
    let _one_at_a_time = app.password_gate.lock().unwrap_or_else(PoisonError::into_inner);
    let (store, key, user) = begin_in(&folder, &beginning, app.config.clock.clone(), &app.config.random)?;
    let preferences = crate::api::Preferences { language: input.language, ..app.preferences() };
    session::start(app, store, key, user);
    // The office is begun: a language that could not be kept for the next start is no reason to say otherwise.
    if let Err(failure) = session::preferences(app, preferences) {
        tracing::warn!(sentence = ?failure.sentence, "the preferences were not kept");
    }
    session::describe(app)
}

fn check(input: &Begin) -> Result<Beginning, Failure> {
    let code = input.code.trim();
    let name = input.office_name.trim();
    let digits = code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit());
    match Code::new(code) {
        Ok(code) if digits && !name.is_empty() => {
            check_password(&input.password)?;
            let person = input.name.trim();
            if person.is_empty() {
                return Err(Sentence::NeedName.fields(&["name"]));
            }
            let zone = input.zone.parse().map_err(|_| Sentence::BadZone.fields(&["zone"]))?;
            Ok(Beginning {
                code,
                name: name.to_owned(),
                zone,
                person: person.to_owned(),
                password: input.password.clone(),
            })
        }
        _ => Err(Sentence::NeedOffice.fields(if digits { &["office_name"] } else { &["code"] })),
    }
}

/// Makes the database, its first records and the key file. The key file is last: before it nobody could sign in. Where it fails half-way
/// the folder is empty again.
pub(crate) fn begin_in(
    folder: &Folder,
    beginning: &Beginning,
    clock: Arc<dyn Clock>,
    random: &Randomness,
) -> Result<(Store, DbKey, Uuid), Failure> {
    let mut random = random.clone();
    let now = clock.now();
    let marker = Marker::set(folder)?;
    let seed = RecoverySeed::random(&mut random);
    let recovery = recovery_recipient(&recovery_secret(&seed))?;
    let key = DbKey::random(&mut random);
    let device = NewDevice::random(now, &mut random)?;
    let (user, roles) = (new_id(now.0, &mut random), vec![Role::Officer, Role::Admin]);
    let events: [Event; 4] = [
        OfficeBegun {
            office: new_id(now.0, &mut random),
            code: beginning.code.clone(),
            zone: Code::new(beginning.zone.key()).map_err(|_| Sentence::BadZone)?,
            office_key: PublicKey(office_key(&seed).verifying_key().to_bytes()),
            recovery: recovery.clone(),
            private: Some(Name { name: beginning.name.clone() }),
        }
        .into(),
        UserAdded { user, roles: roles.clone(), answers: None, private: Some(Name { name: beginning.person.clone() }) }
            .into(),
        DeviceAdded {
            device: device.device,
            log: device.log,
            signing_key: device.signing_public(),
            recipient: device.recipient().clone(),
            user,
            roles,
            private: Some(Name { name: beginning.person.clone() }),
        }
        .into(),
        LabelGiven { device: device.device, log: device.log, label: random_label(&mut random) }.into(),
    ];
    let store = Store::create(folder, &key, device, clock, random.clone())?;
    store.transact(user, |tx| {
        for event in events {
            tx.write(event)?;
        }
        tx.set_setting(SEED, Some(&seed.text()))
    })?;
    let mut keys = KeyFile::create(folder, &key, &recovery)?;
    keys.add_slot(user, &beginning.person, &beginning.password, &key, &mut random)?;
    marker.keep();
    Ok((store, key, user))
}

/// Lies in the folder from before the database is made until somebody can sign in. Dropped before that, it takes away what was made.
pub(crate) struct Marker {
    folder: Folder,
    kept: bool,
}

impl Marker {
    /// For a folder in which no office is; what a beginning before this one left half done is cleared away first.
    pub fn set(folder: &Folder) -> Result<Self, Failure> {
        forget_half_begun(folder)?;
        if KeyFile::exists(folder) || folder.has_database() {
            return Err(Sentence::AlreadyBegun.into());
        }
        std::fs::write(folder.path().join(BEGINNING), b"").map_err(StoreError::io("beginning"))?;
        Ok(Self { folder: folder.clone(), kept: false })
    }

    /// Somebody can sign in.
    pub fn keep(mut self) {
        self.kept = true;
        take_away(&self.folder);
    }
}

impl Drop for Marker {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        match self.folder.remove_database() {
            Ok(()) => take_away(&self.folder),
            // The marker stays, so that the next attempt clears it away.
            Err(error) => tracing::warn!(%error, "what was begun stays half done for now"),
        }
    }
}

/// Takes the marker away. One that stays, as while an antivirus program holds it, is tried again at the next start.
fn take_away(folder: &Folder) {
    if let Err(error) = std::fs::remove_file(folder.path().join(BEGINNING)) {
        tracing::warn!(%error, "the marker of a beginning stays for now");
    }
}

/// Whether a beginning was cut off before anybody could sign in. A key file with a slot, or one that cannot be read, may be the way into
/// somebody's work, whatever else lies in the folder.
pub(crate) fn is_half_begun(folder: &Folder) -> bool {
    folder.path().join(BEGINNING).exists()
        && match KeyFile::load(folder) {
            Ok(loaded) => loaded.file.tiles().is_empty(),
            Err(_) => !KeyFile::exists(folder),
        }
}

/// Clears away an office whose beginning was cut off before anybody could sign in, and else only the marker.
pub(crate) fn forget_half_begun(folder: &Folder) -> Result<(), Failure> {
    if is_half_begun(folder) {
        folder.remove_database()?;
    }
    if folder.path().join(BEGINNING).exists() {
        take_away(folder);
    }
    Ok(())
}

/// Forgets the seed: it stands on paper now.
pub(crate) fn forget_seed(tx: &mut Tx<'_>) -> Result<(), Failure> {
    tx.set_setting(SEED, None)?;
    Ok(())
}

fn kept_seed(desk: &Desk) -> Result<RecoverySeed, Failure> {
    let text = desk.store.setting(SEED)?.ok_or(Sentence::NoSeed)?;
    RecoverySeed::read(&text).map_err(|_| Sentence::Broken.into())
}

/// Whether the seed still waits to be written down.
pub(crate) fn seed_pending(desk: &Desk) -> Result<bool, Failure> {
    Ok(desk.store.setting(SEED)?.is_some())
}

/// Shows the recovery seed, while it has not been typed back.
pub fn seed(desk: &Desk, _: Nothing) -> Result<Seed, Failure> {
    let groups = kept_seed(desk)?.groups();
    let mut ask: Vec<u32> = Vec::new();
    let mut random = desk.app.config.random.clone();
    while ask.len() < ASKED {
        let mut byte = [0];
        random.fill(&mut byte);
        let group = u32::from(byte[0]) % u32::try_from(groups.len()).unwrap_or(1).max(1);
        if !ask.contains(&group) {
            ask.push(group);
        }
    }
    ask.sort_unstable();
    desk.app.state().asked.clone_from(&ask);
    Ok(Seed { groups, ask })
}

/// Saves the seed as a text where the person wants it, a USB stick for the safe. Never beside the data it opens.
pub fn save_seed(desk: &Desk, _: Nothing) -> Result<SavedAs, Failure> {
    let groups = kept_seed(desk)?.groups().join(" ");
    let office = desk.store.office().office.clone().ok_or(Sentence::NoOffice)?;
    let host = desk.app.host().ok_or(Sentence::Broken)?;
    let name = filled(desk, Sentence::SeedFileName, &[office.code.as_str()]);
    let Some(path) = host.save_as(&name) else { return Ok(SavedAs { path: None }) };
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    let data = place(&desk.app)?.path().canonicalize();
    if let (Some(folder), Ok(data)) = (folder, data)
        && folder.starts_with(data)
    {
        return Err(Sentence::SeedBesideData.into());
    }
    let head = format!("{} · {}", office.name.known().map_or("", String::as_str), office.code);
    let text = filled(desk, Sentence::SeedFile, &[&head, &groups]);
    lakon_store::write_file(&path, text.as_bytes()).map_err(|error| {
        tracing::warn!(%error, "the recovery code was not saved");
        Sentence::CannotSave.with(path.display())
    })?;
    Ok(SavedAs { path: Some(path.display().to_string()) })
}

fn filled(desk: &Desk, sentence: Sentence, gaps: &[&str]) -> String {
    crate::words::fill(sentence.words(desk.language), &gaps.iter().map(|gap| (*gap).to_owned()).collect::<Vec<_>>())
}

/// Takes the groups that were asked for; then the seed is forgotten here and stands only on paper.
pub fn confirm_seed(desk: &Desk, input: SeedBack) -> Result<Nothing, Failure> {
    let groups = kept_seed(desk)?.groups();
    let asked = desk.app.state().asked.clone();
    if asked.len() != input.groups.len() || asked.is_empty() {
        return Err(Sentence::BadInput.into());
    }
    for (index, typed) in asked.iter().zip(&input.groups) {
        let place = usize::try_from(*index).unwrap_or(usize::MAX);
        if groups.get(place).is_none_or(|group| !RecoverySeed::same_group(group, typed)) {
            return Err(session::wrong_group(Sentence::SeedGroup, Sentence::WrongSeed, Some(place)));
        }
    }
    crate::case_act::commit(desk, forget_seed)?;
    desk.app.changed(["session"]);
    Ok(Nothing {})
}

/// Opens a sample office with fictional data, in a folder of its own beside the real data, always the same one anew.
pub fn sample(app: &Arc<App>, _: Nothing) -> Result<SessionState, Failure> {
    let folder = place(app)?;
    if KeyFile::exists(&folder) || folder.has_database() {
        return Err(Sentence::AlreadyBegun.into());
    }
    let path = folder.path().join(SAMPLE_FOLDER);
    if path.exists() {
        std::fs::remove_dir_all(&path).map_err(StoreError::io("removing the old sample"))?;
    }
    let taken = state::take(&path, true)?;
    let inner = taken.folder.clone();
    app.state().place = Some(taken);
    open_sample(app, &inner)?;
    session::describe(app)
}

/// Makes the sample office if the folder has none, and signs in.
pub(crate) fn open_sample(app: &Arc<App>, folder: &Folder) -> Result<(), Failure> {
    if !KeyFile::exists(folder) {
        crate::sample::make(folder, app.now(), &|done, all| app.progress(SAMPLE_PROGRESS.to_owned(), done, all))?;
    }
    let mut keys = KeyFile::load(folder)?.file;
    let user = keys.tiles().first().ok_or(Sentence::UnknownUser)?.user;
    let unlocked = keys.unlock(user, crate::sample::PASSWORD)?;
    session::begin(app, folder, &mut keys, unlocked, user)?;
    app.state().notices.push(Sentence::SamplePassword.with(crate::sample::PASSWORD));
    Ok(())
}

/// Signing out of a sample office that was opened from the first run leads back there.
pub(crate) fn leave_sample(app: &App) {
    let mut state = app.state();
    if !app.config.sample && state.place.as_ref().is_some_and(|place| place.sample) {
        state.place = None;
    }
}

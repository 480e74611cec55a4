//! Who is signed in on this PC: sign-in, lock, sign-out, and the times after which the program does them itself.

use std::sync::{Arc, PoisonError};

use lakon_domain::shape::Time;
use lakon_store::{DbKey, Folder, KeyFile, Mismatch, Store, StoreError, Unlocked, open_unlocked};
use uuid::Uuid;

use crate::api::{Me, Nothing, Notice, OfficeInfo, Phase, Preferences, SessionState, SignIn, Tile, UiError};
use crate::app::{App, Desk};
use crate::commands::{self, Access};
use crate::failure::Failure;
use crate::patience::Patiences;
use crate::state::{Session, place};
use crate::words::Sentence;

/// Idle time after which the screen locks, milliseconds (design/security.md "Lock").
const IDLE_MS: i64 = 10 * 60 * 1000;
/// The same while a service clock runs: the officer is listening to somebody.
const IDLE_WITH_CLOCK_MS: i64 = 25 * 60 * 1000;
/// A session this old ends and the key is dropped, milliseconds.
const LONGEST_SESSION_MS: i64 = 10 * 60 * 60 * 1000;
/// Two looks at the clock this far apart mean that the PC was suspended, milliseconds.
const SUSPENDED_MS: i64 = 2 * 60 * 1000;
/// Fewest characters of a password; no other rule (design/security.md).
pub(crate) const SHORTEST_PASSWORD: usize = 8;
/// Zone shown before there is an office: the first office's.
const FIRST_ZONE: &str = "Asia/Makassar";

/// Where the program stands.
pub fn state(app: &Arc<App>, _: Nothing) -> Result<SessionState, Failure> {
    enforce(app);
    let folder = place(app)?;
    let open_sample = {
        let mut state = app.state();
        app.config.sample && !std::mem::replace(&mut state.sample_opened, true) && state.session.is_none()
    };
    if open_sample {
        crate::office::open_sample(app, &folder)?;
    }
    describe(app)
}

/// The state as it is, without opening anything.
pub(crate) fn describe(app: &Arc<App>) -> Result<SessionState, Failure> {
    let folder = place(app)?;
    let known = (KeyFile::exists(&folder) || folder.has_database()) && !crate::office::is_half_begun(&folder);
    let loaded = if known { Some(KeyFile::load(&folder)?) } else { None };
    let now = app.now();
    let mut state = app.state();
    if loaded.as_ref().is_some_and(|loaded| loaded.notice.is_some()) {
        state.notices.push(Sentence::KeyCopyDamaged.into());
    }
    let language = state.preferences.language;
    let notices = state.notices.drain(..).map(|notice| told(notice.say(language))).collect();
    let office = state.session.as_ref().and_then(|session| office_info(&session.store));
    let me = state.session.as_ref().filter(|session| !session.locked).map(me);
    let phase = match &state.session {
        Some(session) if session.locked => Phase::Locked,
        Some(_) => Phase::Open,
        None if known => Phase::SignedOut,
        None => Phase::FirstRun,
    };
    let people = loaded.map(|loaded| loaded.file.tiles()).unwrap_or_default();
    let mut patience = state.place.as_mut().map(|place| &mut place.patience);
    #[allow(clippy::cast_precision_loss, reason = "a wait is at most five minutes")]
    let mut wait_ms = |user| patience.as_mut().map_or(0, |patience| patience.wait_ms(user, now)) as f64;
    let tiles = people.into_iter().map(|tile| Tile {
        wait_ms: wait_ms(tile.user),
        user: tile.user.to_string(),
        name: tile.name,
    });
    let tiles = tiles.collect();
    Ok(SessionState {
        phase,
        zone: office.as_ref().map_or_else(|| FIRST_ZONE.to_owned(), |office| office.zone.clone()),
        office,
        tiles,
        me,
        preferences: state.preferences.clone(),
        notices,
        sample: state.place.as_ref().is_some_and(|place| place.sample),
        version: app.config.version.clone(),
    })
}

fn told(error: UiError) -> Notice {
    Notice { code: error.code, message: error.message }
}

fn me(session: &Session) -> Me {
    let roles = session.roles();
    let name = name_of(&session.store, session.user);
    let may = commands::list().into_iter().filter(|command| match command.access {
        Access::May(kind) => lakon_domain::rights::may(&roles, kind),
        _ => true,
    });
    Me {
        user: session.user.to_string(),
        name,
        may: may.map(|command| command.name.to_owned()).collect(),
        roles: roles.iter().map(|role| role.key().to_owned()).collect(),
    }
}

/// The name of somebody who may sign in here.
pub(crate) fn name_of(store: &Store, user: Uuid) -> String {
    let known = store.office().users.get(&user).map(|user| user.name.text().to_owned());
    known.or_else(|| crate::joining::offered(store, user).map(|offer| offer.user_name)).unwrap_or_default()
}

/// The office as the store knows it.
pub(crate) fn office_info(store: &Store) -> Option<OfficeInfo> {
    let state = store.office();
    let Some(office) = state.office.as_ref() else {
        return crate::joining::offered(store, store.pin()?.user).map(|offer| crate::joining::office_info(&offer));
    };
    Some(OfficeInfo {
        code: office.code.to_string(),
        name: store.rules().settings.office_text(lakon_domain::settings::NAME, Some(office)),
        zone: office.zone.iana().to_owned(),
    })
}

/// Keeps language, theme and density of this PC.
pub fn preferences(app: &Arc<App>, preferences: Preferences) -> Result<SessionState, Failure> {
    let folder = place(app)?;
    let bytes = serde_json::to_vec(&preferences).map_err(|_| Sentence::Broken)?;
    app.state().preferences = preferences;
    folder.set_preferences(&bytes)?;
    app.changed(["session"]);
    describe(app)
}

/// Signs in, or unlocks.
pub fn sign_in(app: &Arc<App>, input: SignIn) -> Result<SessionState, Failure> {
    let folder = place(app)?;
    let user = input.user.parse().map_err(|_| Sentence::UnknownUser)?;
    let (mut keys, unlocked) = guarded(app, user, || {
        let loaded = KeyFile::load(&folder)?;
        if loaded.notice.is_some() {
            app.state().notices.push(Sentence::KeyCopyDamaged.into());
        }
        let mut keys = loaded.file;
        let unlocked = keys.unlock(user, &input.password)?;
        if keys.has_old_slot(user)
            && let Err(error) =
                keys.change_password(user, &input.password, &input.password, &mut app.config.random.clone())
        {
            tracing::warn!(%error, "the slot of an older program stays for now");
        }
        Ok((keys, unlocked))
    })?;
    begin(app, &folder, &mut keys, unlocked, user)?;
    crate::adopting::move_slot(app, &folder, user, &input.password);
    crate::escalations::mark_delivered(app);
    describe(app)
}

/// Looks at a user's password, unless it is too early for the next one.
pub(crate) fn guarded<T>(app: &App, user: Uuid, look: impl FnOnce() -> Result<T, StoreError>) -> Result<T, Failure> {
    let _one_at_a_time = app.password_gate.lock().unwrap_or_else(PoisonError::into_inner);
    let patience = |change: &mut dyn FnMut(&mut Patiences, Time) -> i64| {
        let now = app.now();
        app.state().place.as_mut().map_or(0, |place| change(&mut place.patience, now))
    };
    let wait = patience(&mut |patience, now| patience.wait_ms(user, now));
    if wait > 0 {
        return Err(Sentence::WaitForPassword
            .with(wait.saturating_add(999) / 1000)
            .details(serde_json::json!({ "wait_ms": wait })));
    }
    match look() {
        Ok(found) => {
            patience(&mut |patience, _| {
                patience.right(user);
                0
            });
            Ok(found)
        }
        Err(StoreError::WrongPassword) => {
            let wait = patience(&mut |patience, now| {
                patience.wrong(user, now);
                patience.wait_ms(user, now)
            });
            Err(Failure::from(Sentence::WrongPassword).details(serde_json::json!({ "wait_ms": wait })))
        }
        Err(error) => Err(error.into()),
    }
}

/// Opens the store, or takes the one that is open, and starts a session.
pub(crate) fn begin(
    app: &Arc<App>,
    folder: &Folder,
    keys: &mut KeyFile,
    unlocked: Unlocked,
    user: Uuid,
) -> Result<(), Failure> {
    // Two at once would open two stores on one database.
    let _one_at_a_time = app.password_gate.lock().unwrap_or_else(PoisonError::into_inner);
    let open = app.state().session.as_ref().map(|session| (session.store.clone(), session.key.clone()));
    let (store, key) = match open {
        Some(open) => open,
        None => {
            let (clock, random) = (app.config.clock.clone(), app.config.random.clone());
            let (store, key) = open_unlocked(folder, keys, unlocked, clock, random)?;
            crate::joining::resume(app, folder, &store)?;
            let key = crate::adopting::resume(app, keys, &store, key);
            (store, key)
        }
    };
    let user = crate::adopting::read_as(&store, user);
    if store.office().users.get(&user).is_some_and(|user| user.removed) {
        // Whoever holds the session keeps it; a store that was opened for this person is closed again.
        if app.state().session.is_none() {
            store.close();
        }
        return Err(Sentence::SignInInactive.into());
    }
    start(app, store, key, user);
    Ok(())
}

/// What opening the store has found, in sentences.
fn found(store: &Store, now: Time) -> Vec<Failure> {
    let found = store.found();
    let half = found.half_staged.iter().map(|half| Sentence::HalfStaged.with(&half.name));
    // Design, invariant 12: "a person is told". The next start finds the new log and says nothing.
    let copied = found.mismatch.map(|mismatch| match mismatch {
        Mismatch::Behind { database, file } => Sentence::CarriedOnBehind.with(file - database),
        _ => Sentence::CarriedOn.into(),
    });
    // Design, invariant 8; it is said again before a number is made.
    let off = crate::clock::is_off(store, now);
    half.chain(copied).chain(off.then(|| Sentence::ClockOff.into())).collect()
}

/// Starts a session at an open store.
pub(crate) fn start(app: &Arc<App>, store: Store, key: DbKey, user: Uuid) {
    let now = app.now();
    let mut state = app.state();
    if state.session.is_none() {
        let listening = Arc::downgrade(app);
        store.listen(Arc::new(move |changed| {
            if let Some(app) = listening.upgrade() {
                app.changed(changed.topics.iter().map(ToString::to_string));
            }
        }));
        state.notices.extend(found(&store, now));
    }
    state.sessions += 1;
    let kept = store.clone();
    let number = state.session.as_ref().map_or(state.sessions, |session| session.number);
    state.session = Some(Session { number, store, key, user, locked: false, began_at: now, active_at: now });
    drop(state);
    tracing::info!(%user, "signed in");
    crate::adopting::renew_files(app, &kept);
    app.written.notify_one();
    app.changed(["session"]);
}

/// Marks the group where it is known, else says that the whole does not fit.
pub(crate) fn wrong_group(marked: Sentence, whole: Sentence, group: Option<usize>) -> Failure {
    match group {
        Some(group) => marked.with(group + 1).details(serde_json::json!({ "group": group })),
        None => whole.into(),
    }
}

pub(crate) fn check_password(password: &str) -> Result<(), Failure> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Sentence::ShortPassword.fields(&["password"]));
    }
    Ok(())
}

/// Hides the page; sync goes on.
pub fn lock(app: &Arc<App>, _: Nothing) -> Result<SessionState, Failure> {
    lock_now(app);
    describe(app)
}

/// Ends the session and drops the key.
pub fn sign_out(app: &Arc<App>, _: Nothing) -> Result<SessionState, Failure> {
    end(app);
    describe(app)
}

/// The person is there: the idle time starts again.
pub fn active(desk: &Desk, _: Nothing) -> Result<Nothing, Failure> {
    if let Some(session) = desk.app.state().session.as_mut() {
        session.active_at = desk.app.now();
    }
    Ok(Nothing {})
}

pub(crate) fn lock_now(app: &Arc<App>) {
    if !record_drafts(app) {
        return;
    }
    if let Some(session) = app.state().session.as_mut() {
        session.locked = true;
    }
    clear_opened(app);
    app.changed(["session"]);
}

/// What is typed becomes records at lock (design/sync.md "When typing becomes a record"). False when nobody is signed in or
/// the screen is locked already.
fn record_drafts(app: &Arc<App>) -> bool {
    let desk = {
        let state = app.state();
        let Some(session) = state.session.as_ref().filter(|session| !session.locked) else { return false };
        Desk {
            app: app.clone(),
            store: session.store.clone(),
            user: session.user,
            language: state.preferences.language,
        }
    };
    crate::case_act::record_all(&desk);
    true
}

pub(crate) fn end(app: &Arc<App>) {
    record_drafts(app);
    let ended = {
        let mut state = app.state();
        state.shown.clear();
        state.clock_accepted = false;
        state.picks.clear();
        state.sync = crate::sync_state::Standing::default();
        state.session.take()
    };
    let Some(ended) = ended else { return };
    // The key is dropped with it; a sync under way ends with "closed".
    ended.store.close();
    drop(ended);
    clear_opened(app);
    crate::office::leave_sample(app);
    tracing::info!("signed out");
    app.written.notify_one();
    app.changed(["session"]);
}

fn clear_opened(app: &App) {
    let folder = app.state().place.as_ref().map(|place| place.folder.clone());
    if let Some(folder) = folder {
        let left = folder.clear_opened();
        if left > 0 {
            tracing::warn!(left, "temporary copies are still open in another program");
        }
    }
}

/// Ends everything and gives the folder back.
pub(crate) fn close(app: &Arc<App>) {
    end(app);
    app.state().place = None;
}

/// Locks or ends a session whose time has come. Asked before every command and every few seconds.
pub(crate) fn enforce(app: &Arc<App>) {
    let now = app.now();
    let (store, user, idle, age, locked) = {
        let state = app.state();
        let Some(session) = &state.session else { return };
        let (idle, age) = (now.since(session.active_at), now.since(session.began_at));
        (session.store.clone(), session.user, idle, age, session.locked)
    };
    if age >= LONGEST_SESSION_MS {
        return end(app);
    }
    if locked || idle < IDLE_MS {
        return;
    }
    // Whoever types in another program is there; a system that does not tell is taken at the page's word.
    let idle = app.config.surroundings.idle_ms().map_or(idle, |untouched| idle.min(untouched));
    if idle < IDLE_MS {
        return;
    }
    if idle >= IDLE_WITH_CLOCK_MS || !crate::home::clock_runs(&store, user) {
        lock_now(app);
    }
}

/// One look at the clock: a gap means that the PC slept, which drops the key.
pub(crate) fn tick(app: &Arc<App>) {
    let now = app.now();
    let before = app.state().looked_at.replace(now);
    if before.is_some_and(|before| now.since(before) > SUSPENDED_MS) {
        end(app);
    }
    enforce(app);
}

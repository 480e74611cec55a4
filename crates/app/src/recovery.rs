//! In again with the recovery seed from the safe: with the recovery slot of the key file, or, when both copies of that file are gone, with
//! the one that was handed to the office server.

use std::sync::{Arc, PoisonError};

use lakon_domain::code::Seed;
use lakon_domain::statement::{office_key, recovery_secret};
use lakon_store::{KeyFile, Store, StoreError, noted_log, open_recovery_slot, recovery_recipient};
use lakon_sync::client::Client;
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::http::Http;
use lakon_sync::slot;
use lakon_sync::tls::Pin;
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::api::{Recover, Restore, SessionState};
use crate::app::App;
use crate::failure::Failure;
use crate::session::{self, check_password, guarded, wrong_group};
use crate::state::place;
use crate::sync_state;
use crate::words::Sentence;

fn read_seed(groups: &[String]) -> Result<Seed, Failure> {
    Seed::read(&groups.join(" ")).map_err(|wrong| wrong_group(Sentence::SeedGroup, Sentence::WrongSeed, wrong.group()))
}

/// Opens this PC with the recovery seed and gives a user a new password.
pub fn recover(app: &Arc<App>, input: Recover) -> Result<SessionState, Failure> {
    let folder = place(app)?;
    check_password(&input.password)?;
    let user: Uuid = input.user.parse().map_err(|_| Sentence::UnknownUser)?;
    let seed = read_seed(&input.groups)?;
    let mut keys = KeyFile::load(&folder)?.file;
    let tile = keys.tiles().into_iter().find(|tile| tile.user == user).ok_or(Sentence::UnknownUser)?;
    let unlocked = guarded(app, user, || keys.recover(&recovery_secret(&seed)))?;
    // First the database says which key is the right one.
    session::begin(app, &folder, &mut keys, unlocked, user)?;
    let key = app.state().session.as_ref().map(|session| session.key.clone()).ok_or(Sentence::SignedOut)?;
    keys.set_slot(user, &tile.name, &input.password, &key, &mut app.config.random.clone())?;
    session::describe(app)
}

/// Fetches the recovery slot of this PC from the office server, opens the database with it and makes a new key file, in which the person
/// the PC was set up for has a new password. The others get theirs anew from whoever is signed in.
pub fn restore(app: &Arc<App>, input: Restore) -> Result<SessionState, Failure> {
    let folder = place(app)?;
    check_password(&input.password)?;
    let _one_at_a_time = app.password_gate.lock().unwrap_or_else(PoisonError::into_inner);
    if !matches!(KeyFile::load(&folder), Err(StoreError::KeysGone)) || !folder.has_database() {
        return Err(Sentence::KeysFound.into());
    }
    let seed = read_seed(&input.groups)?;
    let secret = recovery_secret(&seed);
    // Without a database that opens, the incarnation slots alone say which log this PC writes.
    let log = noted_log(&folder).ok_or(Sentence::NoSlotAtServer)?;
    let transport = Http::new(&input.address, Pin::First).map_err(|error| refused(&error))?;
    let fetched = Handle::current().block_on(slot::fetch(&transport, &office_key(&seed), log));
    let sealed = fetched.map_err(|error| refused(&error))?.ok_or(Sentence::NoSlotAtServer)?;
    let key = open_recovery_slot(&secret, &sealed)?;
    // Behind a lock the store is open, perhaps with a newer key.
    let open = app.state().session.as_ref().map(|session| (session.store.clone(), session.key.clone()));
    let (store, key) = match open {
        Some(open) => open,
        None => (Store::open(&folder, &key, app.config.clock.clone(), app.config.random.clone())?, key),
    };
    let user = store.pin().ok_or(Sentence::NoOffice)?.user;
    let name = session::name_of(&store, user);
    KeyFile::restore(
        &folder,
        &key,
        &recovery_recipient(&secret)?,
        (user, &name, &input.password),
        &mut app.config.random.clone(),
    )?;
    session::start(app, store, key, user);
    session::describe(app)
}

fn refused(error: &SyncError) -> Failure {
    tracing::info!(%error, "the recovery slot was not fetched");
    match error {
        SyncError::BadAddress => Sentence::BadAddress.fields(&["address"]),
        SyncError::BadStatement => Sentence::SeedOfOtherOffice.into(),
        SyncError::Problem(Problem::TooMany { after_s }) => Sentence::ServerBusy.with(after_s),
        error => sync_state::sentence(error).into(),
    }
}

/// Hands this PC's recovery slot to the server, once a session and again where the key has changed.
pub(crate) async fn hand_over(app: &App, client: &Client, store: &Store) {
    let wanted = {
        let standing = &app.state().sync;
        (standing.slot_handed != Some(standing.slot)).then_some(standing.slot)
    };
    let Some(wanted) = wanted else { return };
    let folder = store.folder().clone();
    let read = tokio::task::spawn_blocking(move || KeyFile::load(&folder)?.file.recovery_slot()).await;
    let Ok(Ok(sealed)) = read else {
        tracing::warn!("the recovery slot cannot be read");
        return;
    };
    match slot::hand(client, sealed).await {
        // A server of an earlier version keeps none.
        Ok(()) | Err(SyncError::NotLakon { status: 404, .. }) => app.state().sync.slot_handed = Some(wanted),
        Err(error) => tracing::info!(%error, "the recovery slot goes to the server with a later sync"),
    }
}

/// The database key is another one: the server's copy has to be renewed.
pub(crate) fn slot_changed(app: &App) {
    app.state().sync.slot += 1;
    app.written.notify_one();
}

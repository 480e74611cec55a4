//! A PC that worked alone joins an office that has a server, with everything it has (design/sync.md "Joining").
//!
//! What is wanted is written down before the server is asked, and asking again gives the same answer. The change-over is one transaction of
//! the database; the key file follows it, at once or at the next sign-in; the attachments' files follow in the background. So a power cut
//! leaves a PC that works alone or one that goes on joining, and nothing is lost.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, Weak};

use lakon_domain::code::Invitation;
use lakon_domain::subject::{Subject, subject};
use lakon_store::{DbKey, Enrolled, Folder, KeyFile, Store};
use lakon_sync::adopt::{self, Brought, LONGEST_NAME, MOST_PARTIES, OwnLog, Party, Person};
use lakon_sync::enrol;
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::http::Http;
use lakon_sync::tls::Pin;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::api::{AdoptPlan, AdoptState, JoinFinish, JoinStart, Nothing, SessionState};
use crate::app::{App, Desk};
use crate::failure::Failure;
use crate::joining::{self, OFFER, keys, office_info};
use crate::session::{self, guarded, name_of, wrong_group};
use crate::state::place;
use crate::sync_state::count;
use crate::syncing;
use crate::words::Sentence;

/// Name of the setting that holds what was begun until the PC belongs to the other office.
const WANTED: &str = "adopting";
/// Name of the setting that holds as whom the people of this PC are read since it joined, by their former ids.
const READ_AS: &str = "adopted_users";
/// Name of the setting that is there until the PC that joined has a new database key.
const OLD_KEY: &str = "adopted_key";

/// Under which name the page hears how far joining has come.
const PROGRESS: &str = "adopt";
/// The server is asked, the database changes over, the key file follows, the first sync.
const STEPS: u64 = 4;

/// What somebody wants this PC to become.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Wanted {
    address: String,
    code: String,
    /// Who joins, as this PC knows them.
    joins: Uuid,
    /// The other office's name.
    office: String,
}

/// Only a PC that is its own office has anything to bring; two servers do not merge.
fn may_join(desk: &Desk) -> Result<(), Failure> {
    if is_sample(desk) {
        return Err(Sentence::SampleStays.into());
    }
    match desk.store.pin() {
        Some(pin) if pin.alone => Ok(()),
        Some(_) => Err(Sentence::TwoServers.into()),
        None => Err(Sentence::NoOffice.into()),
    }
}

fn is_sample(desk: &Desk) -> bool {
    desk.app.state().place.as_ref().is_some_and(|place| place.sample)
}

fn wanted(store: &Store) -> Result<Option<Wanted>, Failure> {
    let Some(text) = store.setting(WANTED)? else { return Ok(None) };
    Ok(Some(serde_json::from_str(&text).map_err(|_| Sentence::Broken)?))
}

/// Looks at an invitation and says what taking it would do. Nothing is changed, and the invitation stays open.
pub fn look(desk: &Desk, input: JoinStart) -> Result<AdoptPlan, Failure> {
    may_join(desk)?;
    let invitation = Invitation::read(&input.code)
        .map_err(|wrong| wrong_group(Sentence::CodeGroup, Sentence::CodeRefused, wrong.group()))?;
    let transport = Http::new(&input.address, Pin::First).map_err(|error| refused(&error))?;
    let (mut random, known_by) = (desk.app.config.random.clone(), keys(&desk.store.device()));
    let looking = enrol::look(&transport, &invitation, &known_by, &mut random);
    let (_, offer) = Handle::current().block_on(looking).map_err(|error| refused(&error))?;
    let office = desk.store.office();
    let others = office.users.values().filter(|user| user.user != desk.user && !user.removed);
    let mut people: Vec<String> = others.map(|user| user.name.text().to_owned()).collect();
    people.sort_by_key(|name| name.to_lowercase());
    let plan = AdoptPlan {
        name: offer.user_name.clone(),
        office: office_info(&offer),
        roles: offer.roles.iter().map(|role| role.key().to_owned()).collect(),
        cases: count(desk.store.case_counts()?.all()),
        people,
        settings: count(settings(&desk.store)?),
    };
    let (address, code) = (input.address.trim().to_owned(), invitation.text());
    desk.app.state().adopting = Some(Wanted { address, code, joins: desk.user, office: offer.office_name });
    Ok(plan)
}

/// How many records of settings there are.
fn settings(store: &Store) -> Result<u64, Failure> {
    let events = store.events_of(Subject::Settings.id())?;
    Ok(events.iter().filter(|filed| subject(&filed.event).contains(&Subject::Settings)).count() as u64)
}

/// How it stands.
pub fn state(desk: &Desk, _: Nothing) -> Result<AdoptState, Failure> {
    Ok(AdoptState {
        alone: desk.store.pin().is_some_and(|pin| pin.alone) && !is_sample(desk),
        waiting: wanted(&desk.store)?.map(|wanted| wanted.office),
        files_left: count(desk.store.contents_to_renew()?),
    })
}

/// Joins, or goes on where joining was begun and the server did not answer. The password is the one this person has on this PC.
pub fn finish(desk: &Desk, input: JoinFinish) -> Result<SessionState, Failure> {
    let app = &desk.app;
    may_join(desk)?;
    let folder = place(app)?;
    let begun = app.state().adopting.clone();
    let wanted = begun.map_or_else(|| wanted(&desk.store), |wanted| Ok(Some(wanted)))?.ok_or(Sentence::JoinLost)?;
    // Also finds a wrong password before anything is done.
    let before = desk.user;
    guarded(app, before, || KeyFile::load(&folder)?.file.unlock(before, &input.password))?;
    // What is typed is this PC's work too: it goes along as rightful.
    crate::case_act::record_all(desk);
    // Enter pressed twice joins once.
    let _one_at_a_time = app.password_gate.lock().unwrap_or_else(PoisonError::into_inner);
    may_join(desk)?;
    let hand = desk.hand();
    let text = serde_json::to_string(&wanted).map_err(|_| Sentence::Broken)?;
    desk.store.set_setting(WANTED, Some(&text))?;
    app.progress(PROGRESS.to_owned(), 0, STEPS);
    go_on(app, &desk.store, &wanted)?;
    app.progress(PROGRESS.to_owned(), 2, STEPS);
    let key = app.state().session.as_ref().map(|session| session.key.clone()).ok_or(Sentence::SignedOut)?;
    let mut file = KeyFile::load(&folder)?.file;
    let key = followed(&desk.store, &mut file, key);
    let user = read_as(&desk.store, before);
    let name = name_of(&desk.store, user);
    file.move_slot(before, (user, &name, &input.password), &key, &mut app.config.random.clone())?;
    app.progress(PROGRESS.to_owned(), 3, STEPS);
    {
        let mut state = app.state();
        state.adopting = None;
        state.sessions += 1;
        let number = state.sessions;
        if let Some(session) = state.session.as_mut() {
            (session.user, session.number, session.key) = (user, number, key);
        }
    }
    crate::recovery::slot_changed(app);
    drop(hand);
    // The people and the names of the office come with it where the line holds; failing is no harm.
    syncing::first(app, &desk.store);
    app.progress(PROGRESS.to_owned(), STEPS, STEPS);
    app.written.notify_one();
    app.changed(["session", "sync", "users", "settings", "cases"]);
    renew_files(app, &desk.store);
    session::describe(app)
}

/// Asks the server and changes over. Where the server says no, the PC goes on alone and nothing is wanted any more.
fn go_on(app: &App, store: &Store, wanted: &Wanted) -> Result<(), Failure> {
    let asked = ask(app, store, wanted);
    let (statement, joined) = match asked {
        Ok(answer) => answer,
        Err(error) => {
            if is_final(&error) {
                store.set_setting(WANTED, None)?;
                app.state().adopting = None;
            }
            return Err(refused(&error));
        }
    };
    app.progress(PROGRESS.to_owned(), 1, STEPS);
    let (address, user) = (wanted.address.clone(), joined.offer.user);
    let offer = serde_json::to_string(&joined.offer).map_err(|_| Sentence::Broken)?;
    let people = BTreeMap::from([(wanted.joins, user)]);
    let people = serde_json::to_string(&people).map_err(|_| Sentence::Broken)?;
    store.transact(Uuid::nil(), |tx| {
        tx.move_into(Enrolled { statement, address, user, label: Some(joined.label) }, wanted.joins)?;
        tx.set_setting(OFFER, Some(&offer))?;
        tx.set_setting(READ_AS, Some(&people))?;
        tx.set_setting(WANTED, None)?;
        tx.set_setting(OLD_KEY, Some("1"))?;
        // The sheet of the former office opens nothing here any more.
        crate::office::forget_seed(tx)
    })?;
    tracing::info!("this PC belongs to another office from now on");
    Ok(())
}

fn ask(
    app: &App,
    store: &Store,
    wanted: &Wanted,
) -> Result<(lakon_domain::statement::ServerStatement, enrol::Joined), SyncError> {
    let invitation = Invitation::read(&wanted.code).map_err(|_| SyncError::Problem(Problem::WrongCode))?;
    let transport = Http::new(&wanted.address, Pin::First)?;
    let (mut random, known_by) = (app.config.random.clone(), keys(&store.device()));
    let brought = brought(store, wanted.joins).map_err(|error| SyncError::Setup(error.to_string()))?;
    Handle::current().block_on(adopt::adopt(&transport, &invitation, &known_by, brought, &mut random))
}

fn brought(store: &Store, joins: Uuid) -> lakon_store::Result<Brought> {
    let lakon_store::Brings { logs, erased, parties } = store.brings()?;
    let office = store.office();
    let others = office.users.values().filter(|user| user.user != joins);
    let name = |name: &str| {
        let end = (0..=LONGEST_NAME.min(name.len())).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        name.get(..end).unwrap_or_default().to_owned()
    };
    Ok(Brought {
        logs: logs.into_iter().map(|head| OwnLog { log: head.log, seq: head.seq, chain: head.chain }).collect(),
        joins,
        people: others.map(|user| Person { user: user.user, name: name(user.name.text()) }).collect(),
        erased,
        parties: parties.into_iter().take(MOST_PARTIES).map(|(party, likeness)| Party { party, likeness }).collect(),
    })
}

/// Whether asking again can never do.
fn is_final(error: &SyncError) -> bool {
    match error {
        SyncError::Problem(problem) => matches!(
            problem,
            Problem::WrongCode | Problem::UsedCode | Problem::ExpiredCode | Problem::BadMessage | Problem::Revoked
        ),
        SyncError::NotLakon { status, .. } => *status == 404,
        _ => false,
    }
}

fn refused(error: &SyncError) -> Failure {
    match error {
        // A server of an earlier version knows no such step, and has done nothing.
        SyncError::NotLakon { status: 404, .. } => Sentence::ServerTooOld.into(),
        SyncError::Problem(Problem::BadMessage) => Sentence::AdoptionRefused.into(),
        error => joining::said(error),
    }
}

/// The key file after the change-over: its recovery slot is for the recovery key of the office this PC belongs to, and the key in it is
/// a new one, because the former sheet and an old copy of the file tell the one of before. Returns the key that opens the database now.
fn follow(store: &Store, file: &mut KeyFile, key: &DbKey) -> Result<DbKey, Failure> {
    let Some(pin) = store.pin() else { return Ok(key.clone()) };
    if file.recovery_recipient() != &pin.recovery {
        file.set_recovery(&pin.recovery, key)?;
        tracing::info!("the recovery slot is for the other office's key from now on");
    }
    if store.setting(OLD_KEY)?.is_none() {
        return Ok(key.clone());
    }
    let next = store.renew_key(file, key, None)?;
    store.set_setting(OLD_KEY, None)?;
    tracing::info!("the database has a new key");
    Ok(next)
}

/// As [`follow`], where it cannot be done now at the next sign-in.
fn followed(store: &Store, file: &mut KeyFile, key: DbKey) -> DbKey {
    match follow(store, file, &key) {
        Ok(next) => next,
        Err(failure) => {
            tracing::warn!(sentence = ?failure.sentence, "the key file stays the former one until the next sign-in");
            key
        }
    }
}

/// At a sign-in: goes on where joining was cut off. It keeps nobody outside: what cannot be done now is said and tried again. Returns the
/// key that opens the database now.
pub(crate) fn resume(app: &App, file: &mut KeyFile, store: &Store, key: DbKey) -> DbKey {
    match wanted(store) {
        Ok(Some(wanted)) => {
            if let Err(failure) = go_on(app, store, &wanted) {
                tracing::info!(sentence = ?failure.sentence, "joining waits");
                let still = self::wanted(store).ok().flatten().is_some();
                let told = if still { Sentence::AdoptionWaits } else { Sentence::AdoptionEnded };
                app.state().notices.push(told.with(&wanted.office));
            }
        }
        Ok(None) => {}
        Err(failure) => tracing::warn!(sentence = ?failure.sentence, "what this PC wants to join cannot be read"),
    }
    followed(store, file, key)
}

/// As whom a person of this PC is known since it joined, or since an admin said so.
pub(crate) fn read_as(store: &Store, user: Uuid) -> Uuid {
    let text = store.setting(READ_AS).ok().flatten();
    let people: BTreeMap<Uuid, Uuid> = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    store.office().adoptions.user(people.get(&user).copied().unwrap_or(user))
}

/// The tile of somebody who is known by another id since this PC joined, with the password at hand.
pub(crate) fn move_slot(app: &App, folder: &Folder, before: Uuid, password: &str) {
    let open = app.state().session.as_ref().map(|session| (session.store.clone(), session.key.clone(), session.user));
    let Some((store, key, user)) = open.filter(|(.., user)| *user != before) else { return };
    if read_as(&store, before) != user {
        return;
    }
    let _one_at_a_time = app.password_gate.lock().unwrap_or_else(PoisonError::into_inner);
    let name = name_of(&store, user);
    let mut random = app.config.random.clone();
    let moved = KeyFile::load(folder).and_then(|loaded| {
        let mut file = loaded.file;
        file.move_slot(before, (user, &name, password), &key, &mut random)
    });
    if let Err(error) = moved {
        tracing::warn!(%error, "the slot keeps its former id until the next sign-in");
    }
}

/// Encrypts the attachments of a PC that joined to the other office's recovery key, in the background, until all are or the store closes.
pub(crate) fn renew_files(app: &Arc<App>, store: &Store) {
    if store.contents_to_renew().unwrap_or(0) == 0 {
        return;
    }
    let (app, store): (Weak<App>, Store) = (Arc::downgrade(app), store.clone());
    let working = std::thread::Builder::new().name("renew files".to_owned()).spawn(move || {
        loop {
            match store.renew_content() {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    // A full disk, a closed store: the next sign-in goes on.
                    tracing::info!(%error, "attachments still wait for the new recovery key");
                    break;
                }
            }
        }
        if let Some(app) = app.upgrade() {
            app.changed(["sync"]);
        }
    });
    if let Err(error) = working {
        tracing::warn!(%error, "attachments wait for the next sign-in to get the new recovery key");
    }
}

//! Joining an office with an invitation file and a typed code, on a PC without network: it works at once with what the file brings, and
//! becomes known to the server by its first bundle, or when it meets the server over the network.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use lakon_domain::Random;
use lakon_domain::code::Invitation;
use lakon_domain::enrolment::file_secret;
use lakon_domain::number::random_label;
use lakon_store::{DbKey, Enrolled, Folder, KeyFile, NewDevice, Store};
use lakon_sync::bundle::{self, BundleError, Door, Facts, Item};
use lakon_sync::enrol;
use lakon_sync::error::SyncError;
use lakon_sync::http::Http;
use lakon_sync::tls::Pin;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use zeroize::Zeroizing;

use crate::api::{FileInvited, InvitationCode, Invited, JoinFinish, SessionState};
use crate::app::App;
use crate::failure::Failure;
use crate::joining::{OFFER, keys, new_here, office_info};
use crate::office::Marker;
use crate::session::{self, check_password, wrong_group};
use crate::state::place;
use crate::usb;
use crate::words::Sentence;

/// Name of the setting that holds what the device answers with until the office log names it.
const ANSWER: &str = "invitation_file";

/// An invitation file that was looked at and not yet taken.
pub(crate) struct Pending {
    path: PathBuf,
    invitation: Invitation,
    facts: Facts,
}

/// What stays of the invitation on a PC the server does not know yet.
#[derive(Serialize, Deserialize)]
struct Kept {
    code: String,
    facts: Facts,
}

/// Looks at an invitation file the person chooses. The code opens it and proves it before anything in it counts.
pub fn look(app: &Arc<App>, input: InvitationCode) -> Result<FileInvited, Failure> {
    new_here(app)?;
    let invitation = Invitation::read(&input.code)
        .map_err(|wrong| wrong_group(Sentence::CodeGroup, Sentence::CodeRefused, wrong.group()))?;
    let host = app.host().ok_or(Sentence::Broken)?;
    let Some(path) = host.pick_files().into_iter().next() else { return Ok(FileInvited { invited: None }) };
    let input = File::open(&path).map_err(|error| said(BundleError::File(error)))?;
    let facts = bundle::look(&invitation, input).map_err(said)?;
    if facts.expires_at < app.now() {
        return Err(Sentence::CodeRefused.into());
    }
    let offer = &facts.offer;
    let invited = Invited {
        name: offer.user_name.clone(),
        office: office_info(offer),
        roles: offer.roles.iter().map(|role| role.key().to_owned()).collect(),
    };
    app.state().joining_file = Some(Arc::new(Pending { path, invitation, facts }));
    Ok(FileInvited { invited: Some(invited) })
}

pub(crate) fn said(error: BundleError) -> Failure {
    match error {
        // Another code's file, or a mistyped code that happens to be one.
        BundleError::NotForUs | BundleError::NoProof => Sentence::FileCodeUnproven.into(),
        other => usb::said(other),
    }
}

/// Makes this PC's database, takes what the file brings and signs in.
pub fn finish(app: &Arc<App>, input: JoinFinish) -> Result<SessionState, Failure> {
    check_password(&input.password)?;
    let folder = place(app)?;
    // Enter pressed twice joins once.
    let _one_at_a_time = app.password_gate.lock().unwrap_or_else(PoisonError::into_inner);
    let pending = app.state().joining_file.clone().ok_or(Sentence::JoinLost)?;
    let (store, key) = take(app, &folder, &pending, &input.password)?;
    app.state().joining_file = None;
    session::start(app, store, key, pending.facts.offer.user);
    session::describe(app)
}

/// Where it fails, the folder is as before.
fn take(app: &Arc<App>, folder: &Folder, pending: &Pending, password: &str) -> Result<(Store, DbKey), Failure> {
    let Pending { path, invitation, facts } = pending;
    let working = usb::Working::begin(app)?;
    let mut random = app.config.random.clone();
    let marker = Marker::set(folder)?;
    let key = DbKey::random(&mut random);
    let device = NewDevice::random(app.now(), &mut random)?;
    let store = Store::create(folder, &key, device, app.config.clock.clone(), app.config.random.clone())?;
    let (statement, user) = (facts.statement.clone(), facts.offer.user);
    let recovery = statement.recovery.clone();
    // As a PC alone: letters that no server gives, so that its numbers meet nobody else's until the server names its own.
    let label = Some(random_label(&mut random));
    store.enrol(Enrolled { statement, address: facts.address.clone(), user, label })?;
    let offer = serde_json::to_string(&facts.offer).map_err(|_| Sentence::Broken)?;
    store.set_setting(OFFER, Some(&offer))?;
    keep(&store, invitation, facts.clone())?;
    let identity = bundle::identity_of(&Zeroizing::new(file_secret(&invitation.secret))).map_err(said)?;
    let input = File::open(path).map_err(|error| said(BundleError::File(error)))?;
    let door = Door { replica: &store, blobs: &store, office: facts.statement.office, enrol: None };
    let taken = bundle::take(&door, &identity, input, &|done, of| working.tell(done, of)).map_err(said)?;
    if usb::ended(taken.ended).is_some() || store.office().office.is_none() {
        return Err(Sentence::InvitationFileCut.into());
    }
    let mut keys = KeyFile::create(folder, &key, &recovery)?;
    keys.add_slot(user, &facts.offer.user_name, password, &key, &mut random)?;
    marker.keep();
    Ok((store, key))
}

/// Keeps what this PC answers with.
pub(crate) fn keep(store: &Store, invitation: &Invitation, facts: Facts) -> Result<(), Failure> {
    let kept = Kept { code: invitation.text(), facts };
    let text = serde_json::to_string(&kept).map_err(|_| Sentence::Broken)?;
    Ok(store.set_setting(ANSWER, Some(&text))?)
}

/// What stays of the invitation file while the office log does not name this PC.
fn kept(store: &Store) -> Result<Option<Kept>, Failure> {
    if store.office().devices.contains_key(&store.device().device) {
        return Ok(None);
    }
    let Some(text) = store.setting(ANSWER)? else { return Ok(None) };
    Ok(Some(serde_json::from_str(&text).map_err(|_| Sentence::Broken)?))
}

/// Whether this PC joined with a file and the server does not know it yet, as far as is known here.
pub(crate) fn is_waiting(store: &Store) -> Result<bool, Failure> {
    Ok(kept(store)?.is_some())
}

/// The name of the invitation this PC waits with, where it waits.
pub(crate) fn waits_with(store: &Store) -> Result<Option<u16>, Failure> {
    let Some(Kept { code, .. }) = kept(store)? else { return Ok(None) };
    Ok(Some(Invitation::read(&code).map_err(|_| Sentence::Broken)?.name))
}

/// What a bundle of this PC begins with while the server does not know it.
pub(crate) fn answer(app: &App, store: &Store) -> Result<Option<Item>, Failure> {
    let Some(Kept { code, facts }) = kept(store)? else { return Ok(None) };
    let invitation = Invitation::read(&code).map_err(|_| Sentence::Broken)?;
    let mut nonce = [0; 32];
    app.config.random.clone().fill(&mut nonce);
    Ok(Some(Item::Answer(bundle::answer(&invitation, &facts, keys(&store.device()), nonce))))
}

/// At the first contact over the network: the invitation is taken as it would have been without a file. Blocks.
///
/// # Errors
/// As the enrolment; nothing has changed then.
pub(crate) fn complete(app: &App, store: &Store) -> Result<(), SyncError> {
    let Ok(Some(Kept { code, .. })) = kept(store) else { return Ok(()) };
    let (Ok(invitation), Some(pin)) = (Invitation::read(&code), store.pin()) else { return Ok(()) };
    let Some(address) = pin.address else { return Ok(()) };
    let transport = Http::new(&address, Pin::First)?;
    let (mut random, known_by) = (app.config.random.clone(), keys(&store.device()));
    let joining = enrol::join(&transport, &invitation, &known_by, &mut random);
    let joined = Handle::current().block_on(joining);
    let (statement, joined) = joined.inspect_err(|error| crate::joining_again::met(store, error))?;
    if statement.office_key != pin.office_key {
        return Err(SyncError::BadStatement);
    }
    let enrolled = Enrolled { statement, address, user: joined.offer.user, label: Some(joined.label) };
    store.enrol(enrolled).and_then(|()| store.set_setting(ANSWER, None)).map_err(|error| SyncError::Store(error.into()))
}

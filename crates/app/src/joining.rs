//! Joining an office at its server with an address and a typed code, in two steps: look who is invited, then take it with a password.
//!
//! An invitation can be taken once. So everything on the disk is made before it is taken, a failure can be tried again with the keys the
//! server may already know, and what a power cut leaves is taken up at the next sign-in.

use std::sync::{Arc, PoisonError};

use lakon_domain::code::Invitation;
use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::number::Zone;
use lakon_domain::rights::Role;
use lakon_domain::statement::ServerStatement;
use lakon_store::{DbKey, Device, Enrolled, Folder, KeyFile, NewDevice, Store};
use lakon_sync::enrol::{self, Offer};
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::http::Http;
use lakon_sync::tls::Pin;
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::api::{Invited, JoinFinish, JoinStart, OfficeInfo, SessionState};
use crate::app::App;
use crate::failure::Failure;
use crate::office::Marker;
use crate::session::{self, check_password, wrong_group};
use crate::state::place;
use crate::words::Sentence;
use crate::{sync_state, syncing};

/// Name of the setting that holds the code of an invitation until the server has said that this PC belongs to the office.
const INVITATION: &str = "invitation";
/// Name of the setting that holds what the invitation offered: who sits here, until the office log says it.
pub(crate) const OFFER: &str = "offer";

/// An invitation that was looked at and not yet taken.
pub(crate) struct Pending {
    address: String,
    invitation: Invitation,
    /// The keys this PC will be known by; made before, because the server is told their public halves.
    device: NewDevice,
    transport: Arc<Http>,
    /// Of the server that proved that it knows the code.
    statement: ServerStatement,
    offer: Offer,
}

/// Only a PC nobody has begun to work on joins by the first run.
pub(crate) fn new_here(app: &App) -> Result<(), Failure> {
    let folder = place(app)?;
    if (KeyFile::exists(&folder) || folder.has_database()) && !crate::office::is_half_begun(&folder) {
        return Err(Sentence::AlreadyBegun.into());
    }
    Ok(())
}

/// Looks at an invitation. The server proves that it knows the code before anything about this PC counts.
pub fn join(app: &Arc<App>, input: JoinStart) -> Result<Invited, Failure> {
    new_here(app)?;
    let invitation = Invitation::read(&input.code)
        .map_err(|wrong| wrong_group(Sentence::CodeGroup, Sentence::CodeRefused, wrong.group()))?;
    let mut random = app.config.random.clone();
    // The keys stay the same until one invitation was taken: a server whose answer was lost knows them already.
    let before = app.state().joining.as_ref().map(|pending| pending.device.clone());
    let device = before.map_or_else(|| NewDevice::random(app.now(), &mut random), Ok)?;
    let transport = Arc::new(Http::new(&input.address, Pin::First).map_err(|error| said(&error))?);
    let known_by = keys(&device);
    let looking = enrol::look(transport.as_ref(), &invitation, &known_by, &mut random);
    let (statement, offer) = Handle::current().block_on(looking).map_err(|error| said(&error))?;
    let invited = Invited {
        name: offer.user_name.clone(),
        office: office_info(&offer),
        roles: offer.roles.iter().map(|role: &Role| role.key().to_owned()).collect(),
    };
    let address = input.address.trim().to_owned();
    app.state().joining = Some(Arc::new(Pending { address, invitation, device, transport, statement, offer }));
    Ok(invited)
}

/// The office as an invitation names it.
pub(crate) fn office_info(offer: &Offer) -> OfficeInfo {
    let zone = offer.zone.as_str().parse().unwrap_or(Zone::Wita);
    OfficeInfo { code: offer.office_code.to_string(), name: offer.office_name.clone(), zone: zone.iana().to_owned() }
}

/// What the invitation offered this user, for as long as the office log has not come.
pub(crate) fn offered(store: &Store, user: Uuid) -> Option<Offer> {
    let text = store.setting(OFFER).ok().flatten()?;
    serde_json::from_str(&text).ok().filter(|offer: &Offer| offer.user == user)
}

pub(crate) fn keys(device: &Device) -> DeviceKeys {
    DeviceKeys {
        device: device.device,
        log: device.log,
        signing_key: device.signing_public(),
        recipient: device.recipient().clone(),
    }
}

pub(crate) fn said(error: &SyncError) -> Failure {
    tracing::info!(%error, "joining failed");
    match sync_state::sentence(error) {
        // A mistyped code that happens to be one looks just like a server that is none: neither side knows the other's secret.
        Sentence::ServerUnproven => Sentence::CodeUnproven.into(),
        Sentence::BadAddress => Sentence::BadAddress.fields(&["address"]),
        sentence => sentence.into(),
    }
}

/// Makes this PC's database, takes the invitation and signs in.
pub fn join_finish(app: &Arc<App>, input: JoinFinish) -> Result<SessionState, Failure> {
    check_password(&input.password)?;
    let folder = place(app)?;
    // Enter pressed twice joins once.
    let _one_at_a_time = app.password_gate.lock().unwrap_or_else(PoisonError::into_inner);
    let pending = app.state().joining.clone().ok_or(Sentence::JoinLost)?;
    let (store, key) = take(app, &folder, &pending, &input.password)?;
    app.state().joining = None;
    // Who belongs to the office is known before the first screen where the line holds; failing is no harm.
    syncing::first(app, &store);
    session::start(app, store, key, pending.offer.user);
    session::describe(app)
}

/// Where it fails, the folder is as before, and the invitation can be taken again with the same keys.
fn take(app: &App, folder: &Folder, pending: &Pending, password: &str) -> Result<(Store, DbKey), Failure> {
    let Pending { address, invitation, device, transport, statement, offer } = pending;
    let mut random = app.config.random.clone();
    let marker = Marker::set(folder)?;
    let key = DbKey::random(&mut random);
    let store = Store::create(folder, &key, device.clone(), app.config.clock.clone(), app.config.random.clone())?;
    let offered = serde_json::to_string(offer).map_err(|_| Sentence::Broken)?;
    store.enrol(Enrolled { statement: statement.clone(), address: address.clone(), user: offer.user, label: None })?;
    store.set_setting(OFFER, Some(&offered))?;
    store.set_setting(INVITATION, Some(&invitation.text()))?;
    let mut keys = KeyFile::create(folder, &key, &statement.recovery)?;
    keys.add_slot(offer.user, &offer.user_name, password, &key, &mut random)?;
    // From here on the next sign-in finishes what a power cut leaves.
    finish(app, &store, address, transport, invitation)?;
    marker.keep();
    Ok((store, key))
}

fn finish(app: &App, store: &Store, address: &str, transport: &Http, invitation: &Invitation) -> Result<(), Failure> {
    let (mut random, known_by) = (app.config.random.clone(), keys(&store.device()));
    let joining = enrol::join(transport, invitation, &known_by, &mut random);
    let (statement, joined) = Handle::current().block_on(joining).map_err(|error| said(&error))?;
    let (address, user) = (address.to_owned(), joined.offer.user);
    store.enrol(Enrolled { statement, address, user, label: Some(joined.label) })?;
    store.set_setting(INVITATION, None)?;
    Ok(())
}

/// Takes up an invitation whose taking was cut off. Nobody has worked in this database before that is done.
pub(crate) fn resume(app: &App, folder: &Folder, store: &Store) -> Result<(), Failure> {
    let Some(text) = store.setting(INVITATION)? else { return Ok(()) };
    let address = store.pin().and_then(|pin| pin.address).ok_or(Sentence::JoinLost)?;
    let invitation = Invitation::read(&text).map_err(|_| Sentence::JoinLost)?;
    let transport = Http::new(&address, Pin::First).map_err(|error| said(&error))?;
    let (mut random, known_by) = (app.config.random.clone(), keys(&store.device()));
    // Also looks where this device has taken it already, and then taking it again gives the same answer.
    let looked = Handle::current().block_on(enrol::look(&transport, &invitation, &known_by, &mut random));
    if let Err(SyncError::Problem(Problem::WrongCode | Problem::UsedCode | Problem::ExpiredCode)) = looked {
        store.close();
        folder.remove_database()?;
        app.changed(["session"]);
        return Err(Sentence::CodeRefused.into());
    }
    looked.map_err(|error| said(&error))?;
    finish(app, store, &address, &transport, &invitation)
}

//! Joining an office at its server with an address and a typed code, in two steps: look who is invited, then take it with a password.

use std::sync::Arc;

use lakon_domain::code::Invitation;
use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::number::Zone;
use lakon_domain::rights::Role;
use lakon_store::{DbKey, Enrolled, KeyFile, NewDevice, Store};
use lakon_sync::enrol::{self, Offer};
use lakon_sync::error::SyncError;
use lakon_sync::http::Http;
use lakon_sync::tls::Pin;
use tokio::runtime::Handle;

use crate::api::{Invited, JoinFinish, JoinStart, OfficeInfo, SessionState};
use crate::app::App;
use crate::failure::Failure;
use crate::session::{self, check_password, wrong_group};
use crate::state::place;
use crate::syncing;
use crate::words::Sentence;

/// An invitation that was looked at and not yet taken.
pub(crate) struct Pending {
    address: String,
    invitation: Invitation,
    /// The keys this PC will be known by; made before, because the server is told their public halves.
    device: NewDevice,
    transport: Arc<Http>,
    offer: Offer,
}

/// Looks at an invitation. The server proves that it knows the code before anything about this PC counts.
pub fn join(app: &Arc<App>, input: JoinStart) -> Result<Invited, Failure> {
    let folder = place(app)?;
    if KeyFile::exists(&folder) || folder.has_database() {
        return Err(Sentence::AlreadyBegun.into());
    }
    let invitation = Invitation::read(&input.code)
        .map_err(|wrong| wrong_group(Sentence::CodeGroup, Sentence::CodeRefused, wrong.group()))?;
    let mut random = app.config.random.clone();
    let device = NewDevice::random(app.now(), &mut random)?;
    let transport = Arc::new(Http::new(&input.address, Pin::First).map_err(|error| said(&error))?);
    let known_by = keys(&device);
    let looking = enrol::look(transport.as_ref(), &invitation, &known_by, &mut random);
    let offer = Handle::current().block_on(looking).map_err(|error| said(&error))?;
    let zone = offer.zone.as_str().parse().unwrap_or(Zone::Wita);
    let invited = Invited {
        name: offer.user_name.clone(),
        office: OfficeInfo {
            code: offer.office_code.to_string(),
            name: offer.office_name.clone(),
            zone: zone.iana().to_owned(),
        },
        roles: offer.roles.iter().map(|role: &Role| role.key().to_owned()).collect(),
    };
    app.state().joining =
        Some(Pending { address: input.address.trim().to_owned(), invitation, device, transport, offer });
    Ok(invited)
}

fn keys(device: &NewDevice) -> DeviceKeys {
    DeviceKeys {
        device: device.device,
        log: device.log,
        signing_key: device.signing_public(),
        recipient: device.recipient().clone(),
    }
}

fn said(error: &SyncError) -> Failure {
    tracing::info!(%error, "joining failed");
    match syncing::sentence(error) {
        // A mistyped code that happens to be one looks just like a server that is none: neither side knows the other's secret.
        Sentence::ServerUnproven => Sentence::CodeUnproven.into(),
        Sentence::BadAddress => Sentence::BadAddress.fields(&["address"]),
        sentence => sentence.into(),
    }
}

/// Takes the invitation, makes this PC's database and signs in.
pub fn join_finish(app: &Arc<App>, input: JoinFinish) -> Result<SessionState, Failure> {
    check_password(&input.password)?;
    let folder = place(app)?;
    let Some(Pending { address, invitation, device, transport, offer }) = app.state().joining.take() else {
        return Err(Sentence::JoinLost.into());
    };
    let mut random = app.config.random.clone();
    let known_by = keys(&device);
    let joining = enrol::join(transport.as_ref(), &invitation, &known_by, &mut random);
    let (statement, joined) = match Handle::current().block_on(joining) {
        Ok(done) => done,
        Err(error) => {
            // The invitation stays open and this PC its keys: the same password can be given again.
            app.state().joining = Some(Pending { address, invitation, device, transport, offer });
            return Err(said(&error));
        }
    };
    let user = joined.offer.user;
    let key = DbKey::random(&mut random);
    let beginning = crate::office::Marker::set(&folder)?;
    let store = Store::create(&folder, &key, device, app.config.clock.clone(), app.config.random.clone())?;
    let recovery = statement.recovery.clone();
    store.enrol(Enrolled { statement, address, user, label: Some(joined.label) })?;
    KeyFile::create(&folder, &key, &recovery)?.add_slot(
        user,
        &joined.offer.user_name,
        &input.password,
        &key,
        &mut random,
    )?;
    beginning.clear()?;
    session::start(app, store.clone(), key, user);
    syncing::first(app, &store);
    session::describe(app)
}

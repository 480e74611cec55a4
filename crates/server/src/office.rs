//! Making an office's server and inviting people to it: what `init` and `invite` do, without a word printed.

use std::path::Path;

use lakon_domain::code::{Invitation, Seed};
use lakon_domain::ids::new_id;
use lakon_domain::rights::Role;
use lakon_domain::shape::{Code, Time};
use lakon_domain::tips::Value;
use lakon_server_store::{Clock, NewInvitation, NewOffice, ServerFolder, ServerStore};
use uuid::Uuid;

use crate::keys::KeyFile;
use crate::system::SystemRandom;
use crate::{BadArgument, ServerError, Settings};

/// An invitation that nobody used is worth nothing after this, milliseconds (7 days).
pub const INVITATION_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What `init` needs to know.
#[derive(Debug, Clone)]
pub struct Init {
    /// Three digits.
    pub code: String,
    pub name: String,
    /// WIB, WITA or WIT.
    pub zone: String,
    /// The first person: admin and officer.
    pub admin: String,
    pub settings: Settings,
}

/// What `init` made. The seed is printed once and then forgotten.
#[derive(Debug)]
pub struct Begun {
    pub seed: Seed,
    pub invitation: Invitation,
    /// The office's identity, for the sheet beside the seed.
    pub identity: String,
}

/// Makes the folder of a new office's server.
///
/// # Errors
/// [`ServerError::OfficeExists`], [`ServerError::Argument`] naming what has the wrong shape, disk and store.
pub fn init(path: &Path, init: &Init, clock: Clock) -> Result<Begun, ServerError> {
    getrandom::fill(&mut [0; 1]).map_err(|_| ServerError::NoRandom)?;
    let three_digits = init.code.len() == 3 && init.code.bytes().all(|b| b.is_ascii_digit());
    let code = Some(&init.code).filter(|_| three_digits).and_then(|code| Code::new(code).ok());
    let code = code.ok_or_else(|| ServerError::Argument(BadArgument::OfficeCode))?;
    let zone: lakon_domain::number::Zone = init.zone.parse().map_err(|_| ServerError::Argument(BadArgument::Zone))?;
    let zone = Code::new(zone.key()).map_err(|_| ServerError::Argument(BadArgument::Zone))?;
    let (name, admin) = (init.name.trim(), init.admin.trim());
    if name.is_empty() || admin.is_empty() {
        return Err(ServerError::Argument(BadArgument::Names));
    }
    let folder = ServerFolder::take(path)?;
    if folder.has_office()? {
        return Err(ServerError::OfficeExists);
    }
    let seed = Seed::random(&mut SystemRandom);
    let keys = KeyFile::make(&seed, clock(), &mut SystemRandom)?;
    init.settings.write(path)?;
    keys.write(&folder)?;
    let store = ServerStore::open(folder.clone(), keys.store_keys()?, clock, Box::new(SystemRandom))?;
    store.begin(&NewOffice { code, zone, name: name.to_owned() })?;
    let invitation = store.invite(&NewInvitation {
        user: new_id(store.time().0, &mut SystemRandom),
        user_name: admin.to_owned(),
        roles: vec![Role::Officer, Role::Admin],
        expires_at: Time(store.time().0.saturating_add(INVITATION_MS)),
    })?;
    Ok(Begun { seed, invitation, identity: keys.identity() })
}

/// Whom `invite` is for.
#[derive(Debug, Clone)]
pub struct Invite {
    /// Of a new user; ignored for a known one.
    pub name: String,
    /// Granted on the device that uses the invitation; a new user gets them.
    pub roles: Vec<Role>,
    /// A user of the office.
    pub user: Option<Uuid>,
    /// Milliseconds from now.
    pub lasts_ms: i64,
}

/// Makes an invitation in an existing folder, also while the server runs.
///
/// # Errors
/// [`ServerError::Argument`] for an unknown user or a new one without name or roles; [`ServerError::NoOffice`]; disk and store.
pub fn invite(path: &Path, invite: &Invite, clock: Clock) -> Result<Invitation, ServerError> {
    let folder = ServerFolder::visit(path);
    let keys = KeyFile::read(&folder)?;
    let store = ServerStore::open(folder, keys.store_keys()?, clock, Box::new(SystemRandom))?;
    let now = store.time();
    let name = match invite.user {
        None => invite.name.trim().to_owned(),
        Some(user) => match store.office_state().users.get(&user).map(|user| user.name.clone()) {
            Some(Value::Known(name)) => name,
            Some(_) => invite.name.trim().to_owned(),
            None => return Err(ServerError::Argument(BadArgument::UnknownUser)),
        },
    };
    if name.is_empty() || invite.roles.is_empty() {
        return Err(ServerError::Argument(BadArgument::Invitation));
    }
    Ok(store.invite(&NewInvitation {
        user: invite.user.unwrap_or_else(|| new_id(now.0, &mut SystemRandom)),
        user_name: name,
        roles: invite.roles.clone(),
        expires_at: Time(now.0.saturating_add(invite.lasts_ms)),
    })?)
}

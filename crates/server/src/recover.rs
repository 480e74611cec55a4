//! `lakon-server recover`: a new signed server from the recovery seed, in an empty folder. The office comes back from its devices.
//! Design, invariant 13: "A lost server is refilled by its devices. … `lakon-server recover` makes a new signed server".

use std::path::Path;

use lakon_domain::code::Seed;
use lakon_domain::ids::PublicKey;
use lakon_domain::statement::{office_key, read_identity};
use lakon_server_store::{Clock, ServerFolder, ServerStore};

use crate::keys::KeyFile;
use crate::system::SystemRandom;
use crate::{BadArgument, ServerError, Settings};

/// What `recover` needs to know: what lies on the sheet in the safe.
#[derive(Debug, Clone)]
pub struct Recover {
    /// As typed.
    pub seed: String,
    /// The office's identity, as `init` printed it and every desk shows it.
    pub identity: String,
    pub settings: Settings,
}

/// Makes the folder. A wrong seed or identity is told before anything is written.
///
/// # Errors
/// [`ServerError::Argument`] for a seed or an identity that is none or does not belong to the other; [`ServerError::OfficeExists`] where
/// the folder is not empty; disk and store.
pub fn recover(path: &Path, recover: &Recover, clock: Clock) -> Result<(), ServerError> {
    getrandom::fill(&mut [0; 1]).map_err(|_| ServerError::NoRandom)?;
    let seed =
        Seed::read(&recover.seed).map_err(|wrong| ServerError::Argument(BadArgument::Seed { group: wrong.group() }))?;
    let key = PublicKey(office_key(&seed).verifying_key().to_bytes());
    let office = read_identity(&recover.identity, &key)
        .map_err(|_| ServerError::Argument(BadArgument::Identity))?
        .ok_or(ServerError::Argument(BadArgument::OtherSeed))?;
    if path.try_exists()? && path.read_dir()?.next().is_some() {
        return Err(ServerError::OfficeExists);
    }
    let folder = ServerFolder::take(path)?;
    let keys = KeyFile::make_for(office, &seed, clock(), &mut SystemRandom)?;
    recover.settings.write(path)?;
    keys.write(&folder)?;
    let store = ServerStore::open(folder, keys.store_keys()?, clock, Box::new(SystemRandom))?;
    Ok(store.begin_again()?)
}

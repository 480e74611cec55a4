//! The office's server at another address: typed by a person, believed only where the pinned office key has signed the server.

use lakon_domain::statement::identity_text;
use lakon_sync::error::SyncError;
use lakon_sync::hello;
use lakon_sync::http::Http;
use lakon_sync::replica::Replica;
use lakon_sync::tls::Pin;
use tokio::runtime::Handle;

use crate::api::{ServerAddress, SyncState};
use crate::app::Desk;
use crate::failure::Failure;
use crate::words::Sentence;
use crate::{sync_state, syncing};

/// Takes another address where the office's own server answers, put back or made anew, and syncs with it. One that was replaced is refused.
/// Design, invariant 13: devices "take any server whose statement it signed without asking, refuse any other without asking".
pub fn set(desk: &Desk, input: ServerAddress) -> Result<SyncState, Failure> {
    let address = input.address.trim();
    let pin = desk.store.pin().filter(|pin| !pin.alone).ok_or(Sentence::NoOffice)?;
    let asked = Http::new(address, Pin::First)
        .and_then(|http| Handle::current().block_on(hello::greet(&http, &pin.office_key)))
        .and_then(|greeting| match desk.store.replaced_at(&greeting.statement)? {
            Some(at) => Err(SyncError::Replaced { at }),
            None => Ok(()),
        });
    asked.map_err(|error| match error {
        SyncError::BadAddress => Sentence::BadAddress.fields(&["address"]),
        error => {
            tracing::info!(%error, "another server address was not taken");
            sync_state::sentence(&error).fields(&["address"])
        }
    })?;
    desk.store.set_address(address)?;
    // The line that stands is with the old address.
    desk.app.reconnect.notify_waiters();
    syncing::now(desk, crate::api::Nothing {})
}

/// The office's identity, for the operator of a server that has to be made anew.
pub(crate) fn identity(desk: &Desk) -> Option<String> {
    desk.store.pin().map(|pin| identity_text(pin.office, &pin.office_key))
}

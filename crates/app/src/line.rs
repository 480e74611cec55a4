//! The way from this PC to its office server: whoever answers proves itself before anything else is said.

use std::sync::{Arc, Mutex, PoisonError};

use lakon_store::Store;
use lakon_sync::client::{Client, Credentials};
use lakon_sync::error::SyncError;
use lakon_sync::heads::State;
use lakon_sync::http::Http;
use lakon_sync::replica::{Blobs, Replica};
use lakon_sync::tls::Pin;

/// A store that has a server, and the way to it.
pub(crate) struct Line {
    /// The session it was opened in.
    pub session: u64,
    pub store: Store,
    pub client: Client,
    pub blobs: Arc<dyn Blobs>,
    /// Where the server stood when the last records were complete, until attachments are settled by it.
    server: Mutex<Option<State>>,
}

impl Line {
    /// # Errors
    /// [`SyncError`] of an address that is none.
    pub fn open(session: u64, store: &Store) -> Result<Option<Self>, SyncError> {
        let Some(pin) = store.pin().filter(|pin| !pin.alone) else { return Ok(None) };
        let Some(address) = pin.address else { return Ok(None) };
        // Whoever answers must show a statement by the pinned office key for the very key of this connection before anything else is
        // said (`hello::greet`), so a server that was made anew is taken without asking and no other is.
        let transport = Arc::new(Http::new(&address, Pin::First)?);
        let device = store.device();
        let credentials = Credentials {
            device: device.device,
            log: device.log,
            signing_key: device.signing_key().clone(),
            office_key: pin.office_key,
        };
        let replica: Arc<dyn Replica> = Arc::new(store.clone());
        let blobs: Arc<dyn Blobs> = Arc::new(store.clone());
        let client = Client::new(transport, credentials, replica);
        Ok(Some(Self { session, store: store.clone(), client, blobs, server: Mutex::default() }))
    }

    /// Records are complete, and leave the server so.
    pub fn leave(&self, server: Option<State>) {
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = server;
    }

    /// Where the server stood last; told once.
    pub fn left(&self) -> Option<State> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

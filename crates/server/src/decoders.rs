//! The private readers of this crate for what lies in the server's folder, so that tests can hand them any bytes. No program uses them
//! from here.

use crate::keys::KeyFile;
use crate::{settings, tls};

/// The key file, read and written again; `None` where it is damaged or of a newer program.
pub fn key_file(bytes: &[u8]) -> Option<Vec<u8>> {
    serde_json::to_vec(&KeyFile::of_bytes(bytes).ok()?).ok()
}

/// Whether a key file holds what opens a store and serves TLS.
pub fn keys_open(bytes: &[u8]) -> bool {
    KeyFile::of_bytes(bytes).is_ok_and(|keys| {
        // Each part for itself: one that is damaged must not keep the others from being looked at.
        let parts = [keys.store_keys().is_ok(), keys.log_secret().is_ok(), tls::server_config(&keys).is_ok()];
        parts == [true; 3]
    })
}

/// Whether the text of `server.toml` lets the server be told of on the LAN; `None` where it cannot be understood.
pub fn announces(text: &str) -> Option<bool> {
    settings::announces_of(text).ok()
}

//! The private readers of this crate for what lies in the server's folder, so that tests can hand them any bytes. No program uses them
//! from here.

use chrono::NaiveDate;
use lakon_domain::shape::Time;
use lakon_sync::bundle::{BundleError, Taken};

use crate::keys::KeyFile;
use crate::{handed, restate, settings, tls};

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

/// What a server at work laid down about a bundle, read and written again; `None` where it cannot be read.
pub fn handed(bytes: &[u8]) -> Option<Vec<u8>> {
    handed::reread(bytes)
}

/// What it lays down.
pub fn handed_bytes(taken: Result<Taken, BundleError>) -> Option<Vec<u8>> {
    handed::written(taken)
}

/// The moment the date of `--newer-than` names.
pub fn newer_than(text: &str) -> Option<Time> {
    restate::past(text.parse::<NaiveDate>().ok()?)
}

/// Whether the text of `server.toml` lets the server be told of on the LAN; `None` where it cannot be understood.
pub fn announces(text: &str) -> Option<bool> {
    settings::announces_of(text).ok()
}
